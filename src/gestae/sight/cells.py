"""The inner loops of activity: shrink a picture, compare it with a background, sum up cells. Compiled."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeAlias, cast

import numpy as np
import numpy.typing as npt
from numba import njit

__all__ = ["add_difference", "cell_ratio", "explained_by_shift", "region_medians", "shrink"]

_Shrink: TypeAlias = Callable[[npt.NDArray[np.uint8], npt.NDArray[np.uint8]], None]

_CELL: Final = 8
_STEPS: Final = 8  # of a cell's uint8 for one grey level
_OUTSIDE: Final = -1e30
_LEAST_GREY: Final = 4.0  # blacker than this, a ratio is noise over noise


def _shrinker(k: int) -> _Shrink:
    """Compile for one factor: with the factor known the compiler unrolls and vectorises, ten times faster."""
    area = np.uint32(k * k)

    @njit(cache=True, nogil=True)
    def by_k(picture: npt.NDArray[np.uint8], out: npt.NDArray[np.uint8]) -> None:
        for i in range(out.shape[0]):
            for j in range(out.shape[1]):
                total = np.uint32(0)
                for u in range(k):
                    for v in range(k):
                        total += np.uint32(picture[k * i + u, k * j + v])
                out[i, j] = np.uint8(total // area)

    return cast("_Shrink", by_k)


_SHRINKERS: Final[dict[int, _Shrink]] = {}


def shrink(picture: npt.NDArray[np.uint8], k: int, out: npt.NDArray[np.uint8]) -> None:
    """Average k by k pixels into each of `out`, truncating; what does not fill a square is left out.

    >>> small = np.empty((1, 1), np.uint8)
    >>> shrink(np.array([[10, 20], [30, 43]], np.uint8), 2, small)
    >>> int(small[0, 0])
    25
    """
    if k not in _SHRINKERS:
        _SHRINKERS[k] = _shrinker(k)
    _SHRINKERS[k](picture, out)


@njit(cache=True, nogil=True)
def region_medians(
    logs: npt.NDArray[np.float32], median: npt.NDArray[np.float32], spread: npt.NDArray[np.float32]
) -> None:
    """Write the median of each region of a grid, and the median distance of its cells from it."""
    height, width = logs.shape
    rows, columns = median.shape
    for i in range(rows):
        for j in range(columns):
            region = logs[
                i * height // rows : (i + 1) * height // rows, j * width // columns : (j + 1) * width // columns
            ].copy()
            middle = np.median(region)
            median[i, j] = middle
            spread[i, j] = np.median(np.abs(region - middle))


@njit(cache=True, nogil=True)
def cell_ratio(
    picture: npt.NDArray[np.uint8], background: npt.NDArray[np.float32], ratio: npt.NDArray[np.float32]
) -> None:
    """Write each cell's light against the background's, from every second pixel; both are lifted off black."""
    lift = np.float32(_LEAST_GREY * _CELL * _CELL / 4)
    for i in range(ratio.shape[0]):
        for j in range(ratio.shape[1]):
            seen = known = lift
            for u in range(0, _CELL, 2):
                for v in range(0, _CELL, 2):
                    seen += np.float32(picture[_CELL * i + u, _CELL * j + v])
                    known += background[_CELL * i + u, _CELL * j + v]
            ratio[i, j] = seen / known


@njit(cache=True, nogil=True)
def add_difference(
    picture: npt.NDArray[np.uint8],
    background: npt.NDArray[np.float32],
    gain: np.float32,
    step: np.float32,
    cells: npt.NDArray[np.uint8],
) -> None:
    """Write each cell's mean absolute difference, gain removed, and move the background towards the picture."""
    inverse = np.float32(1) / gain
    scale = np.float32(_STEPS) / np.float32(_CELL * _CELL)
    for i in range(cells.shape[0]):
        for j in range(cells.shape[1]):
            total = np.float32(0)
            for u in range(_CELL * i, _CELL * i + _CELL):
                for v in range(_CELL * j, _CELL * j + _CELL):
                    difference = np.float32(picture[u, v]) * inverse - background[u, v]
                    total += abs(difference)
                    background[u, v] += min(max(difference, -step), step)
            cells[i, j] = np.uint8(min(total * scale, np.float32(255)))


@njit(cache=True, nogil=True)
def explained_by_shift(
    picture: npt.NDArray[np.uint8],
    background: npt.NDArray[np.float32],
    gain: np.float32,
    shift: npt.NDArray[np.float64],
) -> float:
    """Give the share of telling cells that the background explains better when shifted by (x, y) pixels.

    A cell tells if the shift makes a difference of one grey level in it: a wall without texture does not. Where
    fewer than a tenth of the cells tell, nothing is explained.
    """
    height, width = picture.shape
    telling = better = cells = 0
    for top in range(0, height - _CELL + 1, _CELL):
        for left in range(0, width - _CELL + 1, _CELL):
            gained = _gained(picture, background, float(1.0 / gain), shift, (top, left))
            if gained == _OUTSIDE:
                continue
            cells += 1
            if abs(gained) > _CELL * _CELL / 4:
                telling += 1
                better += int(gained > 0)
    return better / telling if telling * 10 >= cells and telling > 0 else 0.0


@njit(cache=True, nogil=True)
def _gained(
    picture: npt.NDArray[np.uint8],
    background: npt.NDArray[np.float32],
    inverse: float,
    shift: npt.NDArray[np.float64],
    corner: tuple[int, int],
) -> float:
    """Give by how much a cell's difference falls when the background is shifted, over every second pixel."""
    height, width = background.shape
    whole_x, whole_y = int(np.floor(shift[0])), int(np.floor(shift[1]))
    fx, fy = shift[0] - whole_x, shift[1] - whole_y
    gained = 0.0
    for y in range(corner[0], corner[0] + _CELL, 2):
        for x in range(corner[1], corner[1] + _CELL, 2):
            v, u = y - whole_y, x - whole_x
            if v < 1 or u < 1 or v >= height or u >= width:
                return _OUTSIDE
            there = (1 - fy) * ((1 - fx) * background[v, u] + fx * background[v, u - 1]) + fy * (
                (1 - fx) * background[v - 1, u] + fx * background[v - 1, u - 1]
            )
            here = picture[y, x] * inverse
            gained += abs(here - background[y, x]) - abs(here - there)
    return gained
