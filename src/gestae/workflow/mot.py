"""Tracks in MOTChallenge's form, so that any tool that scores or draws tracks can read them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from gestae.model.sighting import Track
from gestae.store.case import CaseView
from gestae.workflow.findings import tracks_of
from gestae.workflow.footage import video_of
from gestae.workflow.framenumbers import numbered
from gestae.workflow.trackfiles import refuse_inside, stems_of, write_new

__all__ = ["mot_files", "mot_lines", "write_mot"]


def mot_lines(tracks: Iterable[Track]) -> str:
    """Write tracks as lines `frame,id,x,y,w,h,score,-1,-1,-1`, frames in presentation order from 1.

    Interpolated boxes carry score 0.
    """
    rows = sorted(
        (int(n) + 1, track.number, box, float(score))
        for track in tracks
        for n, box, score in zip(track.n, track.boxes.tolist(), track.scores, strict=True)
    )
    return "".join(
        f"{frame},{number},{x1:.2f},{y1:.2f},{x2 - x1:.2f},{y2 - y1:.2f},{score:.4f},-1,-1,-1\n"
        for frame, number, (x1, y1, x2, y2), score in rows
    )


def _counted(view: CaseView, row: Mapping[str, Any], tracks: Iterable[Track]) -> tuple[Track, ...]:
    video = video_of(row)
    return numbered(view, str(row["sha256"]), int(video["index"]) if video else None, tracks)


def mot_files(view: CaseView, folder: Path) -> tuple[tuple[Path, str], ...]:
    """Give one file for each footage that was looked at: where it goes, and what it holds.

    Raises:
        CaseError: the folder lies inside the case.
    """
    refuse_inside(view, folder)
    found = tracks_of(view)
    stems = stems_of([row for row, _ in found])
    return tuple(
        (folder / f"{stem}.txt", mot_lines(_counted(view, row, tracks)))
        for stem, (row, tracks) in zip(stems, found, strict=True)
    )


def write_mot(view: CaseView, folder: Path) -> tuple[Path, ...]:
    """Write one file for each footage that was looked at, named after it, into a folder.

    Raises:
        CaseError: the folder lies inside the case, or a file of one of the names is there already.
    """
    files = mot_files(view, folder)
    folder.mkdir(parents=True, exist_ok=True)
    return write_new(files)
