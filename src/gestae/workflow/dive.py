"""[edge] Tracks in DIVE's form, a file a footage, so that people can look at them and correct them in its editor."""

from __future__ import annotations

import json
from collections import Counter
from fractions import Fraction
from pathlib import Path

from gestae.observe.dive import dive_document
from gestae.store.case import CaseView
from gestae.workflow.findings import tracks_of
from gestae.workflow.footage import video_of
from gestae.workflow.framenumbers import numbered
from gestae.workflow.mot import refuse_inside

__all__ = ["write_dive"]


def write_dive(view: CaseView, folder: Path) -> tuple[Path, ...]:
    """Write one file for each footage that was looked at, as DIVE names them; equal names get the digest's digits.

    Raises:
        CaseError: the folder lies inside the case.
    """
    refuse_inside(view, folder)
    folder.mkdir(parents=True, exist_ok=True)
    found = [(row, video, tracks) for row, tracks in tracks_of(view) if (video := video_of(row)) is not None]
    stems = Counter(Path(str(row["name"])).stem for row, _, _ in found)
    written = []
    for row, video, tracks in found:
        stem, sha256 = Path(str(row["name"])).stem, str(row["sha256"])
        path = folder / f"result_{stem if stems[stem] == 1 else f'{stem}-{sha256[:8]}'}.json"
        first_pts = int(video["first"]["pts"]) if video["first"] else 0
        counted = numbered(view, sha256, int(video["index"]), tracks)
        document = dive_document(counted, first_pts, Fraction(str(video["time_base"])), sha256)
        path.write_text(json.dumps(document, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
        written.append(path)
    return tuple(written)
