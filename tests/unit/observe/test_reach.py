"""How far back a thing may have been in the picture, by the traces it must leave."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest

from gestae.model.activity import REGIONS, Activity
from gestae.observe.reach import without_trace

CELL_PX, ROWS, COLUMNS, FRAMES = 16, 6, 20, 60
NOISE = 9.0
BOX = np.array([160.0, 32, 191, 79])


def record(cells: npt.NDArray[np.uint8], first_n: int = 0) -> Activity:
    frames = len(cells)
    none, regions = np.zeros(frames, np.float32), np.zeros((frames, *REGIONS), np.float32)
    return Activity(
        first_n, np.arange(frames), CELL_PX, cells, np.full((ROWS, COLUMNS), NOISE, np.float32),
        none, regions, regions, np.zeros((frames, 2), np.float32), none, np.zeros(frames, np.bool_),
    )  # fmt: skip


def calm() -> npt.NDArray[np.uint8]:
    return np.full((FRAMES, ROWS, COLUMNS), NOISE, np.uint8)


def walker(from_n: int, to_n: int) -> npt.NDArray[np.uint8]:
    """Somebody in the box at frame 50, coming from the right by half a cell a frame; traces from `from_n` to `to_n`."""
    cells = calm()
    for n in range(from_n, to_n + 1):
        left = min(18, 10 + (50 - n) // 2)
        cells[n, 2:5, left : left + 2] = 90
    return cells


def back(cells: npt.NDArray[np.uint8], *, pace_px: float = 8.0) -> int | None:
    return without_trace([record(cells)], BOX, 50, pace_px=pace_px, backwards=True)


def test_it_was_not_there_before_its_first_trace() -> None:
    found = back(walker(38, 55))
    assert found is not None
    assert 38 - 6 <= found < 38


def test_it_was_not_there_after_its_last_trace() -> None:
    found = without_trace([record(walker(38, 52))], BOX, 50, pace_px=8.0, backwards=False)
    assert found is not None
    assert 52 < found <= 52 + 6


def test_traces_that_lead_to_the_beginning_leave_it_open() -> None:
    assert back(walker(0, 55)) is None


def test_what_leaves_no_trace_where_it_was_seen_cannot_be_followed() -> None:
    assert back(calm()) is None


def test_a_gap_of_a_few_frames_in_the_trace_does_not_end_it() -> None:
    cells = walker(30, 55)
    cells[42:45] = NOISE
    found = back(cells)
    assert found is not None
    assert found < 30


def test_somebody_else_far_off_is_not_taken_for_it() -> None:
    cells = walker(38, 55)
    cells[:, 0:2, 0:3] = 90
    found = back(cells)
    assert found is not None
    assert found >= 32


def test_somebody_else_whom_it_touches_may_be_it() -> None:
    cells = walker(38, 55)
    cells[:, 2:5, 15:18] = 90
    assert back(cells) is None


def test_the_stretches_of_the_record_change_nothing() -> None:
    cells = walker(38, 55)
    parts = [record(cells[:41]), replace(record(cells[41:], 41), pts=np.arange(41, FRAMES))]
    assert without_trace(parts, BOX, 50, pace_px=8.0, backwards=True) == back(cells)


@pytest.mark.parametrize("box", [BOX + 1000, BOX - 1000], ids=["beyond", "before"])
def test_a_place_outside_the_record_says_nothing(box: npt.NDArray[np.float64]) -> None:
    assert without_trace([record(walker(38, 55))], box, 50, pace_px=8.0, backwards=True) is None


def test_no_record_says_nothing() -> None:
    assert without_trace([], BOX, 50, pace_px=8.0, backwards=True) is None
