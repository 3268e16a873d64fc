"""Tracks in MOTChallenge's form, so that any tool that scores or draws tracks can read them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from gestae.errors import CaseError
from gestae.model.sighting import Track
from gestae.store.case import CaseView
from gestae.workflow.findings import tracks_of
from gestae.workflow.footage import video_of
from gestae.workflow.framenumbers import numbered

__all__ = ["mot_lines", "refuse_inside", "write_mot"]


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


def refuse_inside(view: CaseView, folder: Path) -> None:
    """Refuse to write tracks where a case keeps its own: what no entry names would lie among the originals.

    Raises:
        CaseError: the folder lies inside the case.
    """
    if view.folder.resolve() in (folder.resolve(), *folder.resolve().parents):
        raise CaseError(f"{folder} lies inside the case; write tracks beside it, or anywhere else")


def write_mot(view: CaseView, folder: Path) -> tuple[Path, ...]:
    """Write one file for each footage that was looked at, named after it; equal names get the digest's first digits.

    Raises:
        CaseError: the folder lies inside the case.
    """
    refuse_inside(view, folder)
    folder.mkdir(parents=True, exist_ok=True)
    found = tracks_of(view)
    stems = Counter(Path(str(row["name"])).stem for row, _ in found)
    written = []
    for row, tracks in found:
        stem = Path(str(row["name"])).stem
        name = stem if stems[stem] == 1 else f"{stem}-{str(row['sha256'])[:8]}"
        path = folder / f"{name}.txt"
        path.write_text(mot_lines(_counted(view, row, tracks)), encoding="ascii")
        written.append(path)
    return tuple(written)
