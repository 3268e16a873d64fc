"""The compiled loops count with the numbers that the modules around them name."""

from __future__ import annotations

import numpy as np
import pytest

from gestae.sight import loops
from gestae.sight.difference import CELL_SHRUNK_PX, STEPS_PER_GREY, Difference


def test_the_loops_and_the_measure_have_the_same_cells() -> None:
    assert (loops.CELL_PX, loops.STEPS) == (CELL_SHRUNK_PX, STEPS_PER_GREY)


@pytest.mark.parametrize("size", [(24, 24), (30, 54), (270, 480)])
def test_the_gain_is_the_median_as_numpy_gives_it(size: tuple[int, int]) -> None:
    random = np.random.default_rng(5)
    empty, seen = (random.integers(20, 200, size, np.uint8) for _ in range(2))
    light = [np.empty((size[0] // 6, size[1] // 6), np.float32) for _ in range(2)]
    for picture, cells in zip((seen, empty), light, strict=True):
        loops.cell_light(picture, cells)
    assert Difference(empty).of(seen)[1] == float(np.median(light[0] / light[1]))


def test_levels_are_counted_cell_by_cell() -> None:
    cells = np.array([[[3, 7]], [[3, 9]]], np.uint8)
    counts = np.zeros((1, 2, 256), np.int32)
    loops.count(cells, counts)
    assert {(j, level): int(counts[0, j, level]) for j, level in np.argwhere(counts[0]).tolist()} == {
        (0, 3): 2, (1, 7): 1, (1, 9): 1,
    }  # fmt: skip
