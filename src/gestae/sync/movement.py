"""Movement → signals: how like itself a view is over the next two seconds, and how much changes in it.

Two cameras see one scene from two sides; no place in one picture is a known place in the other. What both share is
*when* the scene is like what it was: whoever turns and turns back makes both views alike again at the same moments. So
each view is held against itself: channel k of a signal says how alike the change at a moment is to the change k
steps later, and channel 0 how much changes at all. That takes no common point, size, direction or brightness.

Source: temporal self-similarity across views, Junejo, Dexter, Laptev and Pérez 2011.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy import ndimage

from gestae.errors import RecordError
from gestae.sync.signals import Floats, Int64s, Signal

__all__ = [
    "GRID_SIDE",
    "VIEWS",
    "Change",
    "Moving",
    "View",
    "common_step_ns",
    "margin_ns",
    "movement_signals",
    "shrink_to_cells",
]

# A picture becomes about so many cells along its longer side: fine enough for a hand, too coarse for grain.
GRID_SIDE: Final = 48
_LONG_PERCENT: Final = 90
_LAGS_NS: Final = 2_000_000_000
# A recorder that drops pictures while nothing moves leaves holes; over longer ones nothing is supposed.
_LONGEST_HOLE_STEPS: Final = 4
_LONGEST_HOLE_NS: Final = 500_000_000
# An encoder draws all of the picture anew at every key frame, and two recorders may do so at the same intervals: what
# a cell's mean moves by then, a few grey levels, would place two films by their encoders. Less is no movement.
_GRAIN_LEVEL: Final = 3.0
_GRAIN_CHANGE: Final = 4.0
# Moments with little change weigh little: this share of the mean is added where likeness is made relative.
_DAMPING: Final = 0.3


class Change(StrEnum):
    """What of the cells is looked at."""

    LEVEL = "level"
    SIGNED = "signed change"
    AMOUNT = "amount of change"


@dataclass(frozen=True, slots=True)
class View:
    """One way to look at the cells of a recording.

    Attributes:
        change: what of them.
        slow_ns: what changes more slowly than over this long is taken out; None: only the mean.
    """

    change: Change
    slow_ns: int | None


# Several ways that err differently; how many of them agree is a rule's matter.
VIEWS: Final = (
    View(Change.LEVEL, 1_170_000_000),
    View(Change.LEVEL, 2_200_000_000),
    View(Change.AMOUNT, 1_170_000_000),
    View(Change.AMOUNT, 2_200_000_000),
    View(Change.SIGNED, None),
)


@dataclass(frozen=True, slots=True, eq=False)
class Moving:
    """The pictures of one recording as cells.

    Attributes:
        times_ns: (frames,) int64, increasing, in the file's own time.
        cells: (frames, cells) float32, mean luma.
    """

    times_ns: Int64s
    cells: npt.NDArray[np.float32]

    def __post_init__(self) -> None:
        if self.cells.ndim != 2 or len(self.times_ns) != len(self.cells):
            raise RecordError(f"{len(self.times_ns)} times for cells of {self.cells.shape}; give one for each picture")
        if not (np.diff(self.times_ns) > 0).all():
            raise RecordError("pictures whose times do not increase; leave those without a time out")

    @property
    def interval_ns(self) -> int:
        """The usual time from picture to picture.

        Raises:
            RecordError: there are fewer than two.
        """
        if len(self.times_ns) < 2:
            raise RecordError("one picture has no distance; give two or more")
        return int(np.median(np.diff(self.times_ns)))


def shrink_to_cells(luma: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
    """Take the mean of square cells, about `GRID_SIDE` along the longer side; what is left over at the edge goes.

    Args:
        luma: (h, w) uint8.

    Returns:
        (cells,) float32, row by row.

    >>> shrink_to_cells(np.full((96, 96), 7, np.uint8)).shape
    (2304,)
    """
    side = max(1, round(max(luma.shape) / GRID_SIDE))
    rows, columns = luma.shape[0] // side, luma.shape[1] // side
    trimmed = luma[: rows * side, : columns * side]
    wide = np.add.reduceat(trimmed, np.arange(0, columns * side, side), axis=1, dtype=np.uint32)
    tall = np.add.reduceat(wide, np.arange(0, rows * side, side), axis=0)
    return np.asarray(tall.ravel() / np.float32(side * side), np.float32)


def common_step_ns(a: Moving, b: Moving) -> int:
    """Give the step at which both are sampled: the slower recording's usual distance between pictures."""
    return max(a.interval_ns, b.interval_ns)


def margin_ns(a: Moving, b: Moving) -> int:
    """Say how far the truth may lie from the best offset: half a distance between pictures in each of the two.

    What happens between two pictures shows in the later one. Where distances vary, nine of ten are no longer than
    what is counted.
    """
    longest = [int(np.percentile(np.diff(one.times_ns), _LONG_PERCENT)) for one in (a, b)]
    return max(common_step_ns(a, b), -(-sum(longest) // 2))


def movement_signals(moving: Moving, step_ns: int, *, phase_ns: int = 0) -> tuple[Signal, ...]:
    """Look at a recording in each of the `VIEWS`.

    Args:
        moving: its pictures as cells.
        step_ns: of the grid.
        phase_ns: by how much later than the first picture the grid begins.

    Returns:
        One signal for each view, all on one grid.
    """
    cells, whole = _sampled(moving, step_ns, phase_ns)
    lags = max(1, _LAGS_NS // step_ns)
    start_ns = int(moving.times_ns[0]) + phase_ns
    signals = []
    for view in VIEWS:
        looked, sure = _looked(cells, whole, view, step_ns)
        values, known = _self_likeness(looked, sure, lags)
        signals.append(Signal(start_ns, step_ns, values, known))
    return tuple(signals)


def _sampled(moving: Moving, step_ns: int, phase_ns: int) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.bool_]]:
    """Sample the cells on an even grid, in a straight line from picture to picture; a long hole is not known."""
    times = moving.times_ns
    first = int(times[0]) + phase_ns
    count = max(0, (int(times[-1]) - first) // step_ns + 1)
    grid = first + np.arange(count, dtype=np.int64) * step_ns
    before = np.clip(np.searchsorted(times, grid, side="right") - 1, 0, len(times) - 2)
    apart = times[before + 1] - times[before]
    share = ((grid - times[before]) / apart).astype(np.float32)[:, None]
    cells = moving.cells[before] * (1 - share) + moving.cells[before + 1] * share
    return cells, apart <= max(_LONGEST_HOLE_STEPS * step_ns, _LONGEST_HOLE_NS)


def _looked(
    cells: npt.NDArray[np.float32], whole: npt.NDArray[np.bool_], view: View, step_ns: int
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.bool_]]:
    """Take of the cells what a view looks at; True where it rests on known pictures alone."""
    sure = whole
    if view.change is not Change.LEVEL:
        moved = np.zeros_like(cells)
        moved[1:-1] = _beyond(cells[2:] - cells[:-2], _GRAIN_CHANGE)
        # The root keeps one bright edge from outweighing a body.
        cells = moved if view.change is Change.SIGNED else np.sqrt(np.abs(moved))
        sure = ndimage.binary_erosion(whole, np.ones(3, np.bool_), border_value=0)
    width = 0 if view.slow_ns is None else max(3, round(view.slow_ns / step_ns))
    has_slow = 0 < width < len(cells)
    slow = ndimage.uniform_filter1d(cells, width, axis=0, mode="nearest") if has_slow else cells.mean(axis=0)
    return (_beyond(cells - slow, _GRAIN_LEVEL) if view.change is Change.LEVEL else cells - slow), sure


def _beyond(values: npt.NDArray[np.float32], grain: float) -> npt.NDArray[np.float32]:
    """Take off what may be grain: values nearer to nought than it become nought, the others come nearer by it."""
    return np.asarray(np.sign(values) * np.maximum(np.abs(values) - np.float32(grain), 0), np.float32)


def _self_likeness(
    looked: npt.NDArray[np.float32], sure: npt.NDArray[np.bool_], lags: int
) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """Hold each moment against those after it: the product of both, made relative to their sizes, bounded by one."""
    count = len(looked)
    size = np.einsum("ij,ij->i", looked, looked).astype(np.float64)
    damped = size + _DAMPING * (size[sure].mean() if sure.any() else 0.0) + 1e-9
    relative = looked / np.sqrt(damped).astype(np.float32)[:, None]
    values, known = np.zeros((count, lags + 1)), np.zeros((count, lags + 1), np.bool_)
    for lag in range(min(lags, count - 1) + 1):
        end = count - lag
        values[:end, lag] = np.einsum("ij,ij->i", relative[:end], relative[lag:])
        known[:end, lag] = sure[:end] & sure[lag:]
    return np.where(known, values, 0.0), known
