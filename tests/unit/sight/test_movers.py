"""What moves is followed as a body: it lasts, it goes somewhere, it is neither noise nor the light."""

from __future__ import annotations

import numpy as np
import pytest

from gestae.errors import RecordError
from gestae.model.activity import CELL_STEPS_PER_GREY, REGIONS, Activity
from gestae.sight.movers import Mover, MoverRules, movers

RATE_HZ, CELL_PX, GRID = 5.0, 16, (12, 20)
LOOKS = tuple(range(20))
BODY = 40 * CELL_STEPS_PER_GREY // 2  # twenty grey levels


def record(cells: np.ndarray, first_n: int = 0) -> Activity:
    frames = len(cells)
    return Activity(
        first_n, np.arange(first_n, first_n + frames), CELL_PX, cells, np.full(GRID, 4, np.float32),
        np.zeros(frames, np.float32), np.zeros((frames, *REGIONS), np.float32),
        np.zeros((frames, *REGIONS), np.float32), np.zeros((frames, 2), np.float32), np.ones(frames, np.float32),
        np.zeros(frames, np.bool_),
    )  # fmt: skip


def passing(*, pace: float = 0.5, value: int = BODY, size: int = 3, frames: int = 20) -> np.ndarray:
    """Draw a body of size x size cells that goes right by `pace` cells a frame, from the third column on."""
    cells = np.full((frames, *GRID), 4, np.uint8)
    for n in range(frames):
        left = 3 + int(n * pace)
        cells[n, 4 : 4 + size, left : left + size] = value
    return cells


def test_a_body_that_goes_through_the_picture_is_one_mover() -> None:
    (mover,) = movers([record(passing())], LOOKS, RATE_HZ)
    assert mover.n.tolist() == list(LOOKS)
    assert mover.boxes[0].tolist() == [48.0, 64.0, 96.0, 112.0]
    assert mover.boxes[-1].tolist() == [192.0, 64.0, 240.0, 112.0]
    assert mover.travel == pytest.approx(3.0)


def test_a_body_is_followed_across_the_stretches_of_a_record() -> None:
    cells = passing()
    (mover,) = movers([record(cells[:9]), record(cells[9:], first_n=9)], LOOKS, RATE_HZ)
    assert mover.n.tolist() == list(LOOKS)


@pytest.mark.parametrize(
    "cells",
    [
        passing(pace=0.0),
        passing(value=9 * CELL_STEPS_PER_GREY),
        passing(size=1),
        passing(size=12, pace=0.4),
        passing(frames=4),
        passing(pace=2.9),
    ],
    ids=["stays", "faint", "small", "most of the picture", "short", "leaps"],
)
def test_what_is_no_moving_body_is_left_out(cells: np.ndarray) -> None:
    assert movers([record(cells)], LOOKS, RATE_HZ, MoverRules(most_share=0.3)) == ()


def test_a_body_that_is_gone_for_longer_is_another_one() -> None:
    cells = passing(pace=0.4, frames=40)
    cells[14:19] = 4
    assert [(int(one.n[0]), int(one.n[-1])) for one in movers([record(cells)], range(40), RATE_HZ)] == [
        (0, 13),
        (19, 39),
    ]
    cells[14:17] = passing(pace=0.4, frames=40)[14:17]
    assert len(movers([record(cells)], range(40), RATE_HZ)) == 1


def test_only_looks_with_activity_count() -> None:
    (mover,) = movers([record(passing(), first_n=10)], range(0, 60, 2), RATE_HZ)
    assert mover.n.tolist() == list(range(10, 30, 2))
    assert mover.at(17).tolist() == mover.boxes[3].tolist()


@pytest.mark.parametrize("wrong", [{"most_share": 0.0}, {"least_overlap": 1.5}, {"least_cells": 0}, {"least_s": -1.0}])
def test_impossible_rules_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(RecordError):
        MoverRules(**wrong)  # type: ignore[arg-type]


def test_nothing_moves_nowhere() -> None:
    assert movers([], LOOKS, RATE_HZ) == ()
    assert Mover(np.array([1]), np.array([[0, 0, 8, 8]], np.float32)).travel == 0
