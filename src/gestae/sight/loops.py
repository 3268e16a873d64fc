"""The inner loops of the search for moments: light and difference of cells, levels and what passes them. Compiled.

A module of its own, imported when the first picture is there: the compiler takes most of a second to start, and whoever
only plans work or lists results does without.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
from numba import njit

__all__ = ["CELL_PX", "LEAST_GREY", "STEPS", "cell_light", "count", "differ", "exceed"]

_Bytes = npt.NDArray[np.uint8]
_Floats = npt.NDArray[np.float32]

# Those of `difference`, again: compiled code is kept while this file stays, and must not rest on another's numbers.
CELL_PX: Final = 6
STEPS: Final = 16
LEAST_GREY: Final = 4.0


# Both sum down the columns of a row of cells first, so that the compiler makes vectors of whole rows.
@njit(cache=True, nogil=True)
def cell_light(picture: _Bytes, light: _Floats) -> None:
    """Sum up every second row of each cell, lifted off black."""
    width = light.shape[1] * CELL_PX
    column = np.empty(width, np.uint16)
    for i in range(light.shape[0]):
        column[:] = 0
        for u in range(0, CELL_PX, 2):
            row = picture[CELL_PX * i + u]
            for x in range(width):
                column[x] += np.uint16(row[x])
        for j in range(light.shape[1]):
            total = np.uint32(0)
            for v in range(CELL_PX):
                total += np.uint32(column[CELL_PX * j + v])
            light[i, j] = np.float32(total) + np.float32(LEAST_GREY * CELL_PX * CELL_PX / 2)


@njit(cache=True, nogil=True)
def differ(picture: _Bytes, background: _Bytes, gain: np.float32, cells: _Bytes) -> None:
    """Write each cell's mean absolute difference; the gain is taken out of each pixel where that makes it less."""
    # In 1/64 grey level and whole numbers: the same bytes on every machine. What is burnt into the picture, and what is
    # wholly white or black, stays as it is when the light changes: a pixel that is the same as before has not changed.
    scale = np.int32(np.rint(64.0 / gain))
    area = np.int32(CELL_PX * CELL_PX * (64 // STEPS))
    width = cells.shape[1] * CELL_PX
    column = np.empty(width, np.int32)
    for i in range(cells.shape[0]):
        column[:] = 0
        for u in range(CELL_PX):
            seen, known = picture[CELL_PX * i + u], background[CELL_PX * i + u]
            for x in range(width):
                here, there = np.int32(seen[x]), np.int32(known[x]) * np.int32(64)
                column[x] += min(abs(here * scale - there), abs(here * np.int32(64) - there))
        for j in range(cells.shape[1]):
            total = np.int32(0)
            for v in range(CELL_PX):
                total += column[CELL_PX * j + v]
            cells[i, j] = np.uint8(min(total // area, np.int32(255)))


@njit(cache=True, nogil=True)
def count(cells: _Bytes, counts: npt.NDArray[np.int32]) -> None:
    """Count how often each cell has each level; adds to `counts`, (rows, columns, levels)."""
    for n in range(cells.shape[0]):
        for i in range(cells.shape[1]):
            for j in range(cells.shape[2]):
                counts[i, j, cells[n, i, j]] += 1


@njit(cache=True, nogil=True)
def exceed(cells: _Bytes, calm: _Floats, score: _Floats, place: npt.NDArray[np.int32]) -> None:
    """Write by how much the four cells that pass their calm most do so, and where they lie, picture by picture."""
    rows, columns = calm.shape
    over = np.empty((rows, columns), np.float32)
    for n in range(cells.shape[0]):
        for i in range(rows):
            for j in range(columns):
                over[i, j] = max(np.float32(cells[n, i, j]) / calm[i, j] - np.float32(1), np.float32(0))
        best = np.float32(0)
        for i in range(rows - 1):
            for j in range(columns - 1):
                here = (over[i, j] + over[i, j + 1] + over[i + 1, j] + over[i + 1, j + 1]) / np.float32(4)
                if here > best:
                    best = here
                    place[n, 0], place[n, 1] = i, j
        score[n] = best
