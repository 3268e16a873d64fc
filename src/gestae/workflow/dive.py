"""[edge] Tracks in DIVE's form, a file a footage, so that people can look at them and correct them in its editor."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

from gestae.model.sighting import Track
from gestae.observe.dive import dive_document
from gestae.store.case import CaseView
from gestae.workflow.findings import tracks_of
from gestae.workflow.footage import video_of
from gestae.workflow.framenumbers import numbered
from gestae.workflow.trackfiles import refuse_inside, stems_of, write_new

__all__ = ["dive_files", "write_dive"]


def dive_files(view: CaseView, folder: Path) -> tuple[tuple[Path, str], ...]:
    """Give one file for each footage that was looked at, named as DIVE names them: where it goes, and what it holds.

    Raises:
        CaseError: the folder lies inside the case.
    """
    refuse_inside(view, folder)
    found = [(row, video, tracks) for row, tracks in tracks_of(view) if (video := video_of(row)) is not None]
    stems = stems_of([row for row, _, _ in found])
    return tuple(
        (folder / f"result_{stem}.json", _written(view, str(row["sha256"]), video, tracks))
        for stem, (row, video, tracks) in zip(stems, found, strict=True)
    )


def write_dive(view: CaseView, folder: Path) -> tuple[Path, ...]:
    """Write one file for each footage that was looked at into a folder, see `dive_files`.

    Raises:
        CaseError: the folder lies inside the case, or a file of one of the names is there already.
    """
    files = dive_files(view, folder)
    folder.mkdir(parents=True, exist_ok=True)
    return write_new(files)


def _written(view: CaseView, sha256: str, video: Mapping[str, Any], tracks: Iterable[Track]) -> str:
    first_pts = int(video["first"]["pts"]) if video["first"] else 0
    counted = numbered(view, sha256, int(video["index"]), tracks)
    document = dive_document(counted, first_pts, Fraction(str(video["time_base"])), sha256)
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")) + "\n"
