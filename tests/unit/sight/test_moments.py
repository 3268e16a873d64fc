"""From pictures that stand out to moments."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from gestae.errors import RecordError
from gestae.model.footage import Looked
from gestae.model.moment import Moment
from gestae.sight.moments import KEYS_ONLY, MomentRules, find_moments

ROWS, COLUMNS, CALM = 10, 16, 20
LEVEL = np.full((ROWS, COLUMNS), CALM, np.float32)
# pictures in which somebody covers two by two cells from (row, column)
Steps = dict[int, tuple[int, int]]


def found(steps: Steps, rules: MomentRules | None = None, *, pictures: int = 100) -> list[tuple[int, int]]:
    return [(one.start_pts, one.end_pts) for one in moments(steps, rules, pictures=pictures)]


def moments(steps: Steps, rules: MomentRules | None = None, *, pictures: int = 100) -> tuple[Moment, ...]:
    cells = np.full((pictures, ROWS, COLUMNS), CALM, np.uint8)
    for n, (row, column) in steps.items():
        cells[n, row : row + 2, column : column + 2] = 5 * CALM
    chosen = {} if rules is None else {"rules": rules}
    return find_moments(np.arange(pictures) * 10, cells, LEVEL, cell_px=24, s_per_tick=0.01, **chosen)


@pytest.mark.parametrize(
    ("steps", "wanted"),
    [
        ({}, []),
        (dict.fromkeys(range(20, 25), (3, 3)), [(200, 240)]),
        ({n: (3, n - 18) for n in range(20, 25)}, [(200, 240)]),  # walks
        ({20: (3, 3)}, []),  # a flash of one picture
        ({20: (0, 0), 21: (8, 14)}, []),  # two sparks in different corners
        ({20: (3, 3), 22: (3, 3)}, []),  # not in a row
        ({20: (3, 3), 21: (3, 3), 40: (3, 3), 41: (3, 3)}, [(200, 410)]),  # 1.9 s apart: one
        ({20: (3, 3), 21: (3, 3), 43: (3, 3), 44: (3, 3)}, [(200, 210), (430, 440)]),  # 2.2 s apart: two
        ({0: (3, 3), 1: (3, 3), 98: (3, 3), 99: (3, 3)}, [(0, 10), (980, 990)]),  # the ends
    ],
)
def test_what_is_a_moment(steps: Steps, wanted: list[tuple[int, int]]) -> None:
    assert found(steps) == wanted


def test_one_key_frame_is_enough_for_the_first_pass() -> None:
    (one,) = moments({20: (3, 3)}, KEYS_ONLY)
    assert (one.start_pts, one.end_pts, one.looked) == (200, 200, Looked.KEY_FRAMES)


def test_the_region_holds_everybody() -> None:
    (one,) = moments({20: (3, 3), 21: (3, 4), 22: (4, 5)})
    assert one.region_px == (3 * 24, 3 * 24, 7 * 24, 6 * 24)
    assert one.score == pytest.approx(4.0)


@pytest.mark.parametrize(
    "wrong",
    [
        {"start_pts": 5, "end_pts": 4},
        {"region_px": (4, 0, 4, 9)},
        {"region_px": (-1, 0, 4, 9)},
        {"score": 0.0},
        {"score": float("nan")},
    ],
)
def test_a_moment_is_checked(wrong: dict[str, Any]) -> None:
    right: dict[str, Any] = {
        "start_pts": 1,
        "end_pts": 2,
        "region_px": (0, 0, 9, 9),
        "score": 2.5,
        "looked": Looked.COMPLETE,
    }
    Moment(**right)
    with pytest.raises(RecordError):
        Moment(**(right | wrong))


@pytest.mark.parametrize("wrong", [{"score": 0}, {"pictures": 0}, {"near_cells": 0}, {"gap_s": -1}])
def test_rules_are_checked(wrong: dict[str, Any]) -> None:
    right: dict[str, Any] = {"score": 2.0, "pictures": 2, "near_cells": 6, "gap_s": 2.0}
    with pytest.raises(RecordError):
        MomentRules(**(right | wrong))


@pytest.mark.parametrize(
    ("distance_s", "cells", "is_found"), [(0.08, 6, True), (0.08, 9, False), (0.5, 30, True), (0.5, 31, False)]
)
def test_who_moves_fast_may_be_far_off_where_pictures_are_few(distance_s: float, cells: int, *, is_found: bool) -> None:
    calm, pictures = np.full((3, 50), 40, np.float32), np.full((4, 3, 50), 10, np.uint8)
    for n in (1, 2):
        pictures[n, :2, 3 + (n - 1) * cells : 5 + (n - 1) * cells] = 200
    found = find_moments(np.arange(4), pictures, calm, cell_px=6, s_per_tick=distance_s)
    assert bool(found) is is_found
