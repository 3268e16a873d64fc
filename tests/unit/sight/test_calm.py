"""What a cell shows when nothing happens, and what stands out from it."""

from __future__ import annotations

import numpy as np
import pytest

from gestae.errors import RecordError
from gestae.sight.calm import CALM_PERCENT, LEVEL_LEAST, calm_level, stand_out

ROWS, COLUMNS = 6, 8


def quiet(pictures: int, level: int = 20) -> np.ndarray:
    drawn = np.random.default_rng(3).integers(level - 3, level + 4, (pictures, ROWS, COLUMNS))
    return drawn.astype(np.uint8)


def test_the_level_is_the_percentile_of_the_cell() -> None:
    cells = quiet(100)
    wanted = np.sort(cells, axis=0)[-(-CALM_PERCENT * 100 // 100) - 1]
    np.testing.assert_array_equal(calm_level(cells), np.maximum(wanted, LEVEL_LEAST))


@pytest.mark.parametrize(("share", "is_calm"), [(0.1, False), (0.19, False), (0.3, True)])
def test_who_stays_long_becomes_the_calm(share: float, *, is_calm: bool) -> None:
    cells = quiet(100)
    cells[: round(100 * share), 2:4, 2:4] = 200
    assert (calm_level(cells)[2:4, 2:4] >= 200).all() == is_calm


def test_a_clock_and_a_tree_go_silent() -> None:
    cells = quiet(200)
    cells[:, 5, :] = np.random.default_rng(4).integers(100, 160, (200, COLUMNS))
    score, _ = stand_out(cells, calm_level(cells))
    assert score.max() < 1


def test_somebody_stands_out_where_he_is_and_a_spark_does_not() -> None:
    cells = quiet(100)
    calm = calm_level(cells)
    cells[40, 1:3, 4:6] = 120
    cells[70, 3, 3] = 120
    score, place = stand_out(cells, calm)
    assert score[40] > 4
    assert place[40].tolist() == [1, 4]
    assert score[70] < score[40] / 3
    assert np.delete(score, [40, 70]).max() < 0.5


def test_no_picture_has_no_level() -> None:
    with pytest.raises(RecordError, match="no picture"):
        calm_level(quiet(0))
