"""What the journal and its artifacts hold of burnt-in clocks. Light, for reading verbs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from gestae.store.case import CaseView
from gestae.workflow.case import read_artifact
from gestae.workflow.parquet import read_documents

__all__ = ["CLOCK", "RULE", "document_of", "reader_name", "status_of", "strip_of", "summary_of"]

# The stage of analysis, as the journal names it, and the rule by which readings are held against each other.
CLOCK: Final = "clock"
RULE: Final = "burnt-in-clock/2"


def document_of(view: CaseView, sha256: str) -> dict[str, Any] | None:
    """Give what was read last of one footage, with the digest of the artifact that holds it; None if nothing was.

    Raises:
        FixityError: it is no longer what was recorded.
    """
    digest = _artifact(view, sha256, "clock")
    if digest is None:
        return None
    (document,) = read_documents(read_artifact(view.folder, digest))
    return {"artifact": digest, "read": document}


def summary_of(view: CaseView, sha256: str) -> dict[str, Any] | None:
    """Say in short what was read of one footage's clock; None where it was not looked for.

    Raises:
        FixityError: what was read is no longer what was recorded.
    """
    found = document_of(view, sha256)
    if found is None:
        return None
    read = found["read"]
    stretches = read["stretches"]
    return {
        "status": status_of(read, None),
        "region": read["region"],
        "date_orders": read["date_orders"],
        "stretches": len(stretches),
        "ticks": sum(len(stretch["ticks"]) for stretch in stretches),
        "first": stretches[0]["first"]["text"] if stretches else None,
        "last": stretches[-1]["last"]["text"] if stretches else None,
    }


def strip_of(view: CaseView, sha256: str) -> bytes | None:
    """Give the picture of the cut-out displays; None where there is none.

    Raises:
        FixityError: it is no longer what was recorded.
    """
    digest = _artifact(view, sha256, "clock-strip")
    return None if digest is None else read_artifact(view.folder, digest)


def reader_name(view: CaseView, sha256: str) -> str:
    """Name the machine that read last: its model with its digest, and the rule."""
    done = [row for row in view.rows("analyses", sha256=sha256, stage=CLOCK) if row["status"] == "done"]
    model = done[-1]["model"] if done else None
    reader = model.get("text-reader") if isinstance(model, Mapping) else None
    how = done[-1]["parameters"] if done else None
    rule = how.get("rule", RULE) if isinstance(how, Mapping) else RULE
    if not isinstance(reader, Mapping):
        return f"machine ({rule})"
    return f"machine: {reader['name']} {str(reader['sha256'])[:12]} ({rule})"


def status_of(read: Mapping[str, Any] | None, failed: str | None) -> str:
    """Say in a word what came of looking for a clock."""
    if read is None:
        return "failed" if failed is not None else "not read"
    return "read" if read["stretches"] else "unreadable" if read["region"] else "none found"


def _artifact(view: CaseView, sha256: str, name: str) -> str | None:
    done = [row for row in view.rows("analyses", sha256=sha256, stage=CLOCK) if row["status"] == "done"]
    artifacts = max(done, key=lambda row: int(str(row["seq"])))["artifacts"] if done else None
    found = artifacts.get(name) if isinstance(artifacts, Mapping) else None
    return None if found is None else str(found)
