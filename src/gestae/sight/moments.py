"""From pictures that stand out to moments: which are meant, and where one moment ends and the next begins."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from gestae.errors import RecordError
from gestae.model.footage import Looked
from gestae.model.moment import Moment
from gestae.sight.calm import CALM_PERCENT, LEVEL_LEAST, LEVEL_LEAST_UNSHRUNK, Levels, stand_out

__all__ = ["COMPLETE", "KEYS_ONLY", "MomentRules", "find_moments", "light_spans", "parameters"]


@dataclass(frozen=True, slots=True)
class MomentRules:
    """When something stands out.

    Attributes:
        score: a picture stands out from here on; 1 is four neighbouring cells at twice their calm level.
        pictures: so many in a row, each near the one before: noise flashes, and whoever moves stays.
        near_cells: how far the place may move from one measured picture to the next, in cells, where they are a tenth
            of a second apart at most; else in proportion.
        gap_s: stretches nearer than this are one moment.
        looked: how closely the pictures stand that are judged so.
    """

    score: float
    pictures: int
    near_cells: int
    gap_s: float
    looked: Looked = Looked.COMPLETE

    def __post_init__(self) -> None:
        if not (self.score > 0 and self.pictures >= 1 and self.near_cells >= 1 and self.gap_s >= 0):
            raise RecordError(f"{self}: numbers above 0")


# Fixed on one film in one codec before the others were looked at; benchmarks/moments.py shows what they give.
COMPLETE: Final = MomentRules(score=2.0, pictures=2, near_cells=6, gap_s=2.0)
# The time in which the place may move by `near_cells`.
NEAR_WITHIN_S: Final = 0.1
# Half of what is told as a change of the light later: what decides that looks closer.
LIGHT_SHARE: Final = 0.03
LIGHT_S: Final = 1.0
# Pictures further apart are not compared: what lies between them was not decoded.
LIGHT_APART_S: Final = 2.5
# Between two key frames somebody crosses half the picture, so one picture alone counts.
KEYS_ONLY: Final = MomentRules(score=2.1, pictures=1, near_cells=10_000, gap_s=6.0, looked=Looked.KEY_FRAMES)


def parameters() -> dict[str, float]:
    """Write down every number that decides what is a moment, by name.

    >>> parameters()["complete.score"]
    2.0
    """
    numbers = {
        f"{name}.{field}": float(getattr(rules, field))
        for name, rules in (("complete", COMPLETE), ("key_frames", KEYS_ONLY))
        for field in ("score", "pictures", "near_cells", "gap_s")
    }
    calm = {
        "calm.percent": float(CALM_PERCENT),
        "calm.level_least": LEVEL_LEAST,
        "calm.level_least_unshrunk": LEVEL_LEAST_UNSHRUNK,
    }
    return {**numbers, **calm, "light.share": LIGHT_SHARE, "light.within_s": LIGHT_S}


def find_moments(
    pts: npt.NDArray[np.int64],
    cells: npt.NDArray[np.uint8],
    calm: Levels,
    *,
    cell_px: int,
    s_per_tick: float,
    rules: MomentRules = COMPLETE,
) -> tuple[Moment, ...]:
    """Find the moments of a window.

    Args:
        pts: (pictures,) times, increasing.
        cells: (pictures, rows, columns) uint8, as `Difference.of` measures.
        calm: (rows, columns) from `calm_level`.
        cell_px: side of a cell in pixels of the decoded picture.
        s_per_tick: the stream's time base.
        rules: when something stands out, by how closely it was looked at.

    Returns:
        In order of time, none touching another.

    >>> calm, cells = np.full((3, 3), 10, np.float32), np.full((4, 3, 3), 10, np.uint8)
    >>> cells[1:3, :2, :2] = 90
    >>> [(one.start_pts, one.end_pts, one.score) for one in
    ...  find_moments(np.arange(4), cells, calm, cell_px=24, s_per_tick=0.1)]
    [(1, 2, 8.0)]
    """
    score, place = stand_out(cells, calm)
    kept = _lasting(score >= rules.score, place, np.asarray(pts * s_per_tick, np.float64), rules)
    return tuple(
        Moment(
            start_pts=int(pts[first]),
            end_pts=int(pts[last]),
            region_px=_region(cells[first : last + 1][kept[first : last + 1]], calm, rules.score, cell_px),
            score=float(score[first : last + 1].max()),
            looked=rules.looked,
        )
        for first, last in _joined(np.flatnonzero(kept), np.asarray(pts * s_per_tick, np.float64), rules.gap_s)
    )


def light_spans(
    pts: npt.NDArray[np.int64], gain: npt.NDArray[np.float64], *, s_per_tick: float
) -> tuple[tuple[int, int], ...]:
    """Find where the light of the whole picture steps, which makes nothing stand out.

    Args:
        pts: (pictures,) times, increasing; across more than `LIGHT_APART_S` nothing is compared.
        gain: (pictures,) by which factor each is brighter than one and the same empty scene.
        s_per_tick: the stream's time base.

    Returns:
        Times of the first and the last picture of each stretch in which the light steps.

    >>> times = np.arange(40)
    >>> light_spans(times, np.where(times < 20, 1.0, 1.1), s_per_tick=0.1)
    ((10, 29),)
    """
    if len(pts) < 2:
        return ()
    level, times_s = _middle_of_three(np.log(gain)), np.asarray(pts * s_per_tick, np.float64)
    later = np.minimum(np.searchsorted(times_s, times_s + LIGHT_S), len(pts) - 1)
    near = times_s[later] - times_s <= LIGHT_APART_S
    steps = np.flatnonzero((np.abs(level[later] - level) >= LIGHT_SHARE) & near)
    hot = np.zeros(len(pts), np.bool_)
    for at in steps:
        hot[at : later[at] + 1] = True
    return tuple((int(pts[a]), int(pts[b])) for a, b in _joined(np.flatnonzero(hot), times_s, COMPLETE.gap_s))


def _middle_of_three(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Take one picture's flash out: the median of each value and its neighbours; the ends repeat.

    >>> _middle_of_three(np.array([1.0, 9.0, 2.0, 3.0])).tolist()
    [1.0, 2.0, 3.0, 3.0]
    """
    before, after = np.concatenate([values[:1], values[:-1]]), np.concatenate([values[1:], values[-1:]])
    middle: npt.NDArray[np.float64] = np.maximum(
        np.minimum(before, values), np.minimum(np.maximum(before, values), after)
    )
    return middle


def _lasting(
    hot: npt.NDArray[np.bool_], place: npt.NDArray[np.int32], times_s: npt.NDArray[np.float64], rules: MomentRules
) -> npt.NDArray[np.bool_]:
    """Keep the pictures of a row of so many, each near the one before."""
    kept = np.zeros_like(hot)
    near = rules.near_cells * np.maximum(1.0, np.diff(times_s, prepend=times_s[:1]) / NEAR_WITHIN_S)
    first = last = -2  # no picture follows it
    for n in np.flatnonzero(hot).tolist():
        follows = n == last + 1 and np.abs(place[n] - place[last]).max() <= near[n]
        first, last = (first if follows else n), n
        if n - first + 1 >= rules.pictures:
            kept[first : n + 1] = True
    return kept


def _joined(hot: npt.NDArray[np.intp], times_s: npt.NDArray[np.float64], gap_s: float) -> Iterator[tuple[int, int]]:
    """Give first and last picture of each stretch."""
    if not len(hot):
        return
    cuts = np.flatnonzero(np.diff(times_s[hot]) > gap_s)
    for first, last in zip([0, *(cuts + 1)], [*cuts, len(hot) - 1], strict=True):
        yield int(hot[first]), int(hot[last])


def _region(cells: npt.NDArray[np.uint8], calm: Levels, score: float, cell_px: int) -> tuple[int, int, int, int]:
    """Give the box of every cell that stands out in any of the pictures; there is one, as four stand out on average."""
    rows, columns = np.nonzero((cells.max(axis=0) / calm - 1) >= score)
    return (
        int(columns.min()) * cell_px, int(rows.min()) * cell_px,
        (int(columns.max()) + 1) * cell_px, (int(rows.max()) + 1) * cell_px,
    )  # fmt: skip
