"""What a window's measures come to: moments, steps of the light, and the same as a document and back. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np

from gestae.base.canonical import Json
from gestae.errors import RecordError
from gestae.model.footage import Looked
from gestae.model.moment import Moment
from gestae.sight.calm import Levels, calm_level, least_level
from gestae.sight.difference import CELL_SHRUNK_PX, Difference
from gestae.sight.groups import Group, Stretch
from gestae.sight.moments import COMPLETE, KEYS_ONLY, find_moments, light_spans
from gestae.workflow.parquet import write_documents, write_pictures
from gestae.workflow.surveying import Measured

__all__ = ["Window", "artifacts_of_window", "calm_of", "is_near", "judge", "window_document", "window_of"]

Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Window:
    """Ten minutes of a stream, searched for moments.

    Attributes:
        number: which of the stream's, from 0.
        moments: in order.
        light: times between which the light of the whole picture steps.
        pictures: how many were measured.
        wrong: how many packets or pictures were damaged.
    """

    number: int
    moments: tuple[Moment, ...]
    light: Spans
    pictures: int
    wrong: int

    @property
    def found(self) -> Spans:
        """First and last time of all that is to be looked at."""
        return tuple(sorted([*((one.start_pts, one.end_pts) for one in self.moments), *self.light]))


def calm_of(measured: Sequence[Measured]) -> Levels:
    """Give what each cell shows in a window when nothing happens: (rows, columns)."""
    shrunk_by = max(one.cell_px for one in measured) // CELL_SHRUNK_PX
    return calm_level(np.concatenate([one.cells for one in measured]), least=least_level(max(1, shrunk_by)))


def judge(number: int, measured: Sequence[Measured], calm: Levels, *, looked: Looked, time_base: Fraction) -> Window:
    """Find what stands out in a window.

    Args:
        number: which of the stream's.
        measured: its stretches, in order.
        calm: see `calm_of`; where only what changed was decoded, of the key frames.
        looked: how closely its pictures stand.
        time_base: seconds a tick.
    """
    rules = KEYS_ONLY if looked is Looked.KEY_FRAMES else replace(COMPLETE, looked=looked)
    pts = np.concatenate([one.pts for one in measured])
    cells = np.concatenate([one.cells for one in measured])
    wrong = sum(one.wrong for one in measured)
    if not len(pts):
        return Window(number, (), (), 0, wrong)
    s_per_tick, cell_px = float(time_base), max(one.cell_px for one in measured)
    moments = find_moments(pts, cells, calm, cell_px=cell_px, s_per_tick=s_per_tick, rules=rules)
    gain = np.concatenate([one.gain * scale for one, scale in zip(measured, _scales(measured), strict=True)])
    return Window(number, moments, light_spans(pts, gain, s_per_tick=s_per_tick), len(pts), wrong)


def artifacts_of_window(
    sha256: str,
    window: Window,
    measured: Sequence[Measured],
    calm: Levels,
    stretches: Sequence[Stretch],
    base: Fraction,
) -> dict[str, bytes]:
    """Write what a window's search leaves: its moments; of key frames also the empty scenes and what is calm.

    Args:
        sha256: of the original.
        window: what was found.
        measured: its stretches' measures, of key frames.
        calm: see `calm_of`.
        stretches: of the window; none where what is left is the moments alone.
        base: seconds a tick.
    """
    stored = {"moments": write_documents([{"sha256": sha256, **window_document(window, base)}])}
    if stretches:
        starts = [stretch.start_pts for stretch in stretches]
        stored["scenes"] = write_pictures(dict(zip(starts, (one.scene for one in measured), strict=True)))
        stored["calm"] = write_pictures({starts[0]: calm.astype(np.uint8)})
    return stored


def is_near(group: Group, window: Window) -> bool:
    """Say whether something stands out in a group's key frame, or in the next group's, or else in its time."""
    return any(
        group.start_pts <= last and (group.end_pts is None or group.end_pts >= first) for first, last in window.found
    )


def window_document(window: Window, time_base: Fraction) -> dict[str, Json]:
    """Write a window down; times in ticks, `seconds` from the stream's time 0."""

    def at(pts: int) -> Json:
        return {"pts": pts, "seconds": round(float(pts * time_base), 9)}

    moments: list[Json] = [
        {
            "start": at(one.start_pts), "end": at(one.end_pts), "region": list(one.region_px),
            "score": round(one.score, 3), "looked": one.looked.value,
        }
        for one in window.moments
    ]  # fmt: skip
    light: list[Json] = [{"start": at(first), "end": at(last)} for first, last in window.light]
    return {
        "window": window.number, "moments": moments, "light": light,
        "pictures": window.pictures, "wrong": window.wrong,
    }  # fmt: skip


def window_of(document: Mapping[str, Any]) -> Window:
    """Read a window back.

    Raises:
        RecordError: it does not say what a window says.
    """
    try:
        return Window(
            document["window"],
            tuple(_moment(one) for one in document["moments"]),
            tuple((one["start"]["pts"], one["end"]["pts"]) for one in document["light"]),
            document["pictures"],
            document["wrong"],
        )
    except (KeyError, TypeError, ValueError) as error:
        raise RecordError(f"no window of footage ({error}); take the artifact that its entry names") from error


def _moment(document: Mapping[str, Any]) -> Moment:
    x1, y1, x2, y2 = document["region"]
    start, end = document["start"]["pts"], document["end"]["pts"]
    return Moment(start, end, (x1, y1, x2, y2), document["score"], Looked(document["looked"]))


def _scales(measured: Sequence[Measured]) -> list[float]:
    """Say by which factor each stretch's empty scene is brighter than the first's, from neighbour to neighbour."""
    scales = [1.0]
    for before, after in pairwise(measured):
        scales.append(scales[-1] * Difference(before.scene).of(after.scene)[1])
    return scales
