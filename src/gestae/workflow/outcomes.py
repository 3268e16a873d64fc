"""What came of a work item, in the journal: under which key an answer is known, and which failure is final."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from gestae import __version__
from gestae.base.canonical import Json, content_id
from gestae.engine.work import Failure, FailureKind
from gestae.workflow.case import Case
from gestae.workflow.copies import NotTheFilesFault

__all__ = ["analysis_key", "is_final", "key_of", "record_failure"]

# What a file refuses, it refuses again; every other failure (a worker that was killed, a full disk, an original that
# is missing at that moment) may pass.
_PASSING: Final = tuple(f"{kind.value}:" for kind in FailureKind if kind is not FailureKind.REFUSED)


def analysis_key(sha256: str, used: Mapping[str, Json], versions: Mapping[str, Json]) -> str:
    """Name an answer by all that it depends on."""
    return content_id({"sha256": sha256, "parameters": dict(used), "versions": dict(versions), "gestae": __version__})


def key_of(row: Mapping[str, Json]) -> str:
    """Name a journaled answer likewise; nothing where another version of gestae gave it."""
    used, versions = row["parameters"], row["versions"]
    if not isinstance(used, Mapping) or not isinstance(versions, Mapping):
        return ""
    own = {name: version for name, version in versions.items() if name != "gestae"}
    return analysis_key(str(row["sha256"]), used, own) if versions.get("gestae") == __version__ else ""


def record_failure(case: Case, sha256: str, stage: str, failure: Failure, how: Mapping[str, Json]) -> None:
    """Journal that a stage gave nothing for a file, and why."""
    wrong = f"{failure.kind.value}: {_why(failure)}" if failure.kind is not FailureKind.REFUSED else failure.detail
    case.decide("analysis-failed", "as the worker reported", sha256=sha256, stage=stage, wrong=wrong, **how)


def _why(failure: Failure) -> str:
    """Give what a person can act on; where in the code something broke is told only where nobody foresaw it."""
    foreseen = f"{NotTheFilesFault.__name__}: "
    if failure.detail.startswith(foreseen):
        return failure.detail.removeprefix(foreseen).rpartition(" (")[0]
    return failure.detail


def is_final(row: Mapping[str, Json]) -> bool:
    """Say whether a stage need not be tried again: it was done, or the file itself does not allow it."""
    return not str(row["wrong"] or "").startswith(_PASSING)
