"""How far back (or on) something could have been in the picture, by the traces that it must leave there.

What is in the picture makes its cells differ from the empty scene. So a thing that was seen in one frame was, in the
frame before, in some cell that differs and that it could come from; and so on, frame by frame, until no such cell is
left. There it was not in the picture. Somebody else's traces are followed too wherever they touch: nothing here can
tell the two apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from gestae.model.activity import CELL_STEPS_PER_GREY, Activity

__all__ = ["without_trace"]

_Cells: TypeAlias = npt.NDArray[np.bool_]

# A cell shows no trace below this many times its own noise, and below one grey level above it.
CALM_FACTOR: Final = 2.0
CALM_STEPS: Final = CELL_STEPS_PER_GREY
# Someone in clothes as bright as the ground leaves gaps for a moment; a trace is held for so many frames.
HELD_FRAMES: Final = 5


def without_trace(
    record: Sequence[Activity], box: npt.NDArray[np.float64], n: int, *, pace_px: float, backwards: bool
) -> int | None:
    """Find the frame nearest to `n` in which a thing that was in `box` at `n` can have left no trace.

    Args:
        record: the stream's activity, stretch by stretch, in order.
        box: x1 y1 x2 y2, pixels of the decoded frame.
        n: ordinal of the frame in which it was there.
        pace_px: how far it may move from one frame to the next.
        backwards: look before `n`; else after it.

    Returns:
        The frame's ordinal; None where traces lead to the recording's end, or nothing was recorded of the place.
    """
    if not record:
        return None
    cell_px = record[0].cell_px
    reach = _within(box, cell_px, record[0].noise.shape)
    if not reach.any():
        return None
    step, owed_px = (-1 if backwards else 1), float(cell_px)
    held: list[_Cells] = []
    for at in count(n, step):
        traces = _traces(record, at)
        if traces is None:
            return None
        held = [*held[-HELD_FRAMES + 1 :], traces]
        while owed_px >= cell_px:
            reach, owed_px = _wider(reach), owed_px - cell_px
        owed_px += pace_px
        reach = reach & np.logical_or.reduce(held)
        if not reach.any():
            # What leaves no trace where it was seen cannot be followed by its traces.
            return None if at == n else at
    return None


def _traces(record: Sequence[Activity], n: int) -> _Cells | None:
    """Say which cells differ from the empty scene in one frame; None outside the recording."""
    part = next((part for part in record if part.first_n <= n < part.first_n + len(part)), None)
    if part is None:
        return None
    limit = np.maximum(part.noise * CALM_FACTOR, part.noise + CALM_STEPS)
    return np.asarray(part.cells[n - part.first_n] >= limit)


def _within(box: npt.NDArray[np.float64], cell_px: int, grid: tuple[int, ...]) -> _Cells:
    """Mark the cells that a box touches."""
    cells = np.zeros(grid, np.bool_)
    x1, y1 = np.maximum(np.floor(box[:2] / cell_px).astype(int), 0)
    x2, y2 = np.maximum(np.ceil(box[2:] / cell_px).astype(int), 0)
    cells[y1:y2, x1:x2] = True
    return cells


def _wider(cells: _Cells) -> _Cells:
    """Take in the eight neighbours of every marked cell.

    >>> _wider(np.array([[True, False, False]])).tolist()
    [[True, True, False]]
    """
    tall = cells.copy()
    tall[1:] |= cells[:-1]
    tall[:-1] |= cells[1:]
    wide = tall.copy()
    wide[:, 1:] |= tall[:, :-1]
    wide[:, :-1] |= tall[:, 1:]
    return wide
