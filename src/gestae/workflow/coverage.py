"""The document of `gestae coverage`: every second of every footage with its word, and why what was not looked at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from gestae.model.footage import Looked
from gestae.store.case import CaseView
from gestae.workflow.covering import (
    from_first_frame,
    hidden_stretches,
    part_at_leaps,
    turned_deg,
    unlooked_beside,
    whole_span,
)
from gestae.workflow.findings import artifacts_of, coverage_spans
from gestae.workflow.footage import footage_rows, video_of
from gestae.workflow.unlooked import Unlooked, unlooked

__all__ = ["coverage_document"]

FORMAT: Final = 1
# People and vehicles may be looked for in one frame of n; light, camera and motion are read in each that is decoded.
_OTHERWISE: Final = {Looked.EVERY_NTH.value: Looked.COMPLETE.value}


def coverage_document(view: CaseView) -> dict[str, Any]:
    """Write how every stretch of every footage was looked at, of what does not open, too."""
    missed = {one.sha256: one for one in unlooked(view)}
    rows = {str(row["sha256"]): row for row in footage_rows(view)}
    closed: list[dict[str, Any]] = [
        {"sha256": one.sha256, "name": one.name, "camera": None, "facts": {}}
        for one in missed.values()
        if one.sha256 not in rows
    ]
    listed = sorted([*rows.values(), *closed], key=lambda row: (str(row["name"]), str(row["sha256"])))
    return {"format": FORMAT, "footage": [_footage(view, row, missed.get(str(row["sha256"]))) for row in listed]}


def _footage(view: CaseView, row: Mapping[str, Any], missed: Unlooked | None) -> dict[str, Any]:
    spans = coverage_spans(view, str(row["sha256"]))
    if missed is not None:
        spans = (whole_span(row["facts"], missed.how),)
    return {
        "sha256": row["sha256"],
        "name": row["name"],
        "camera": row["camera"],
        "not_looked_at": {"reason": missed.why, "right": missed.right} if missed else None,
        "turned_deg": turned_deg(row["facts"]),
        "searched": "spans" in artifacts_of(view, str(row["sha256"])),
        "hidden": [*hidden_stretches(row["facts"]), *([] if missed else unlooked_beside(row["facts"]))],
        "coverage": [
            {**span, "light_camera_motion": _OTHERWISE.get(str(span["how"]), span["how"])}
            for span in from_first_frame(part_at_leaps(spans, video_of(row)))
        ],
    }
