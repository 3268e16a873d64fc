"""What a cell shows when nothing happens, and by how much a picture stands out from that.

Each cell is held against itself: the noise of its own corner of the sensor, the burnt-in clock and a tree in the wind
are what such a cell shows most of the time. The work is offline, so "most of the time" is known: a percentile over ten
minutes of footage.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from gestae.errors import RecordError

__all__ = [
    "CALM_PERCENT",
    "LEVEL_LEAST",
    "LEVEL_LEAST_UNSHRUNK",
    "Levels",
    "calm_level",
    "get_ready",
    "least_level",
    "stand_out",
]

Cells = npt.NDArray[np.uint8]
Levels = npt.NDArray[np.float32]

# In this share of the pictures, in percent, a cell shows no more than its calm level: whoever stands in a cell for less
# than a fifth of ten minutes is no noise of it.
CALM_PERCENT: Final = 80
# A level below this, in 1/16 grey, says more of the coder's rounding than of the scene; the fewer pixels of the decoded
# picture are averaged in one of the shrunk picture, the more of that rounding is left.
LEVEL_LEAST: Final = 10.0
LEVEL_LEAST_UNSHRUNK: Final = 40.0
_BINS: Final = 256


def get_ready() -> None:
    """Load what is compiled; for whoever has to wait for the first measures anyway."""
    cells = np.zeros((1, 2, 2), np.uint8)
    stand_out(cells, calm_level(cells))


def least_level(shrunk_by: int) -> float:
    """Give the level below which no cell is held calm, for pictures that were shrunk by a factor.

    >>> [least_level(k) for k in (1, 2, 4, 8)]
    [40.0, 20.0, 10.0, 10.0]
    """
    return max(LEVEL_LEAST, LEVEL_LEAST_UNSHRUNK / shrunk_by)


def calm_level(cells: Cells, *, least: float = LEVEL_LEAST) -> Levels:
    """Give each cell's calm level over a stretch.

    Args:
        cells: (pictures, rows, columns) uint8, as `Difference.of` measures.
        least: see `least_level`.

    Returns:
        (rows, columns) float32, at least `least`.

    Raises:
        RecordError: no picture.

    >>> quiet, clock = np.full((10, 1, 1), 3, np.uint8), np.full((10, 1, 1), 90, np.uint8)
    >>> calm_level(np.concatenate([quiet, clock], axis=2)).tolist()
    [[10.0, 90.0]]
    """
    if not len(cells):
        raise RecordError("a calm level of no picture; measure some first")
    from gestae.sight import loops  # the compiler: not before there is a picture

    counts = np.zeros((*cells.shape[1:], _BINS), np.int32)
    loops.count(cells, counts)
    # The least level that so many pictures do not pass.
    needed = -(-CALM_PERCENT * len(cells) // 100)
    level = (np.cumsum(counts, axis=2) >= needed).argmax(axis=2)
    return np.asarray(np.maximum(level, least), np.float32)


def stand_out(cells: Cells, calm: Levels) -> tuple[Levels, npt.NDArray[np.int32]]:
    """Say by how much each picture stands out, and where.

    A picture stands out by the four neighbouring cells, two by two, that together pass their calm levels most: somebody
    covers neighbours, a spark of noise one cell alone.

    Args:
        cells: (pictures, rows, columns) uint8.
        calm: (rows, columns) float32 from `calm_level`.

    Returns:
        (pictures,) float32: 0 where nothing passes, 1 where four cells lie at twice their level, on average; and
        (pictures, 2) int32: row and column of the upper left of the four.

    >>> calm = np.full((3, 3), 10, np.float32)
    >>> one = np.full((1, 3, 3), 10, np.uint8)
    >>> one[0, 1:, 1:] = 30
    >>> [answer.tolist() for answer in stand_out(one, calm)]
    [[2.0], [[1, 1]]]
    """
    from gestae.sight import loops  # the compiler: not before there is a picture

    score, place = np.zeros(len(cells), np.float32), np.zeros((len(cells), 2), np.int32)
    loops.exceed(cells, calm, score, place)
    return score, place
