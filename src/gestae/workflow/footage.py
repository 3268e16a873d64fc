"""What the journal knows of footage: which there is, which stage was done, what failed. Light, for reading verbs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from gestae.base.canonical import Json
from gestae.store.case import CaseView

__all__ = ["FACTS", "LOOK", "LOOKS_PER_S", "PACKETS", "every_failure", "footage_rows", "name_of", "video_of"]

# Stages of analysis, as the journal names them.
LOOK: Final = "look"
FACTS: Final = "facts"
PACKETS: Final = "packets"
# Between 2 and 5 looks a second are enough to follow a person (docs/explanation/what-a-rule-sees.md); the upper end
# is the default, since tracks bridge what lies between.
LOOKS_PER_S: Final = 5.0


def footage_rows(view: CaseView) -> tuple[dict[str, Any], ...]:
    """Give every footage with pictures: digest, facts, name as received, camera."""
    exhibits = {row["sha256"]: row for row in view.rows("exhibits")}
    cameras = {row["sha256"]: row for row in view.rows("cameras")}
    rows = []
    for row in view.rows("footage"):
        exhibit, camera = exhibits.get(row["sha256"], {}), cameras.get(row["sha256"], {})
        name = {"name": exhibit.get("name"), "camera": camera.get("camera"), "recorder": camera.get("recorder")}
        rows.append({**row, **name, "size_bytes": exhibit.get("size_bytes")})
    return tuple(sorted(rows, key=lambda row: (str(row["name"]), str(row["sha256"]))))


def video_of(row: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Give the first video stream of a footage's row; None where there is none, or where its facts are withheld."""
    streams: Iterable[Mapping[str, Any]] = row["facts"].get("streams", ())
    return next((stream for stream in streams if stream["kind"] == "video"), None)


def every_failure(rows: Iterable[Mapping[str, Json]]) -> dict[str, str]:
    """Give for each digest why the last attempt at a stage failed; nothing where it succeeded in the end."""
    last = {str(row["sha256"]): row for row in rows}
    return {sha256: str(row["wrong"]) for sha256, row in last.items() if row["status"] == "failed"}


def name_of(sha256: str) -> str:
    """Name a footage by the first digits of its digest, wherever a name would outlast its being hidden."""
    return sha256[:12]
