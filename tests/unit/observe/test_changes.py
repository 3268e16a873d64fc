"""Steps of the light and of the view, in drawn activity."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest

from gestae.model.activity import Activity, unbroken
from gestae.observe.changes import ChangeLimits, camera_moves, light_steps

FRAMES, RATE_HZ = 200, 25.0
LIMITS = ChangeLimits()


def activity(light: npt.NDArray[np.float64] | None = None, regions: int = 9) -> Activity:
    rng = np.random.default_rng(0)
    gain = rng.normal(0, 0.003, (FRAMES, 9))
    if light is not None:
        gain[:, :regions] += np.log(light)[:, None]
    regional = gain.reshape(FRAMES, 3, 3).astype(np.float32)
    return Activity(
        first_n=0, pts=np.arange(FRAMES) * 512, cell_px=16, cells=np.full((FRAMES, 4, 4), 10, np.uint8),
        noise=np.full((4, 4), 10, np.float32), gain=np.median(gain, axis=1).astype(np.float32), regional=regional,
        spread=np.full((FRAMES, 3, 3), 0.004, np.float32), shift=rng.normal(0, 0.05, (FRAMES, 2)).astype(np.float32),
        agreement=np.ones(FRAMES, np.float32), fresh=np.zeros(FRAMES, np.bool_),
    )  # fmt: skip


def step(at: int, by: float, over: int = 1) -> npt.NDArray[np.float64]:
    return np.interp(np.arange(FRAMES), [at - 1, at - 1 + over], [1.0, by])


@pytest.mark.parametrize(("by", "over"), [(1.25, 1), (0.8, 1), (1.3, 10), (0.86, 1)])
def test_a_step_of_the_light_is_placed_between_two_frames(by: float, over: int) -> None:
    (change,) = light_steps([activity(step(100, by, over))], RATE_HZ, LIMITS)
    assert 99 <= change.before_n <= 100
    assert change.before_n < change.after_n <= 100 + over
    assert change.amount == pytest.approx(np.log(by), abs=0.02)


QUIET = {
    "nothing": activity(),
    "too little": activity(step(100, 1.03)),
    "slow as a cloud": activity(step(40, 1.2, 150)),
    "back at once": activity(np.where((np.arange(FRAMES) > 99) & (np.arange(FRAMES) < 104), 1.3, 1.0)),
    "in a part only, as by a lorry": activity(step(100, 0.6), regions=5),
}


@pytest.mark.parametrize("record", QUIET.values(), ids=QUIET.keys())
def test_what_is_no_step_of_the_light_is_none(record: Activity) -> None:
    assert light_steps([record], RATE_HZ, LIMITS) == ()


def test_a_new_background_is_no_step_of_the_light() -> None:
    fresh = np.zeros(FRAMES, np.bool_)
    fresh[100] = True
    assert light_steps([replace(activity(step(100, 1.5)), fresh=fresh)], RATE_HZ, LIMITS) == ()


def shifted(at: int, by: tuple[float, float], back: int = FRAMES) -> Activity:
    record = activity()
    shift = record.shift.copy()
    shift[at:back] += np.array(by, np.float32)
    return replace(record, shift=shift)


@pytest.mark.parametrize("by", [(3.0, 0.0), (0.0, -4.0), (2.0, 2.0)])
def test_a_lasting_shift_is_a_moved_camera(by: tuple[float, float]) -> None:
    (change,) = camera_moves([shifted(80, by)], RATE_HZ, LIMITS)
    assert (change.before_n, change.after_n) == (79, 80)
    assert change.amount == pytest.approx(np.hypot(*by), abs=0.2)


def test_a_shake_that_passes_is_none() -> None:
    assert camera_moves([shifted(80, (4.0, 0.0), back=90)], RATE_HZ, LIMITS) == ()


def test_a_shift_that_the_picture_does_not_bear_out_is_none() -> None:
    record = replace(shifted(80, (4.0, 0.0)), agreement=np.where(np.arange(FRAMES) < 80, 1.0, 0.2).astype(np.float32))
    assert camera_moves([record], RATE_HZ, LIMITS) == ()


def slow(shift_px: list[float], agreement: list[float]) -> Activity:
    """Give a film of one picture a second."""
    few = len(shift_px)
    parts = {name: getattr(activity(), name)[:few] for name in ("pts", "cells", "gain", "regional", "spread", "fresh")}
    shift = np.array([(by, 0.0) for by in shift_px], np.float32)
    return replace(activity(), **parts, shift=shift, agreement=np.array(agreement, np.float32))


def test_one_guess_at_one_picture_a_second_is_no_lasting_shift() -> None:
    """A lorry filled the picture: one frame seemed shifted, and in the next two nothing was found again."""
    guess = slow([0.0] * 8 + [4.5] + [0.0] * 11, [1.0] * 8 + [0.65, 0.55, 0.59] + [0.8] * 9)
    assert camera_moves([guess], 1.0, LIMITS) == ()


@pytest.mark.parametrize(("after", "is_told"), [(4, False), (8, True)])
def test_a_shift_at_one_picture_a_second_is_told_where_five_pictures_show_it(after: int, *, is_told: bool) -> None:
    moved = slow([0.0] * 8 + [4.5] * after, [1.0] * (8 + after))
    assert bool(camera_moves([moved], 1.0, LIMITS)) is is_told


def test_a_new_background_is_no_move_of_the_camera() -> None:
    fresh = np.zeros(FRAMES, np.bool_)
    fresh[[0, 80]] = True
    assert camera_moves([replace(shifted(80, (6.0, 0.0)), fresh=fresh)], RATE_HZ, LIMITS) == ()
    (change,) = camera_moves([replace(shifted(120, (6.0, 0.0)), fresh=fresh)], RATE_HZ, LIMITS)
    assert change.before_n == 119, "what moves after it is one"


def later(part: Activity, first_n: int) -> Activity:
    return replace(part, first_n=first_n, pts=part.pts + first_n * 512)


def test_across_frames_that_were_not_measured_nothing_is_compared() -> None:
    dark, light = activity(np.full(FRAMES, 1.0)), activity(np.full(FRAMES, 1.3))
    assert light_steps([dark, later(light, FRAMES)], RATE_HZ, LIMITS), "they follow each other"
    assert light_steps([dark, later(light, FRAMES + 1)], RATE_HZ, LIMITS) == ()
    here, there = activity(), shifted(0, (6.0, 0.0))
    assert camera_moves([here, later(there, FRAMES)], RATE_HZ, LIMITS)
    assert camera_moves([here, later(there, FRAMES + 1)], RATE_HZ, LIMITS) == ()


def test_after_a_gap_changes_bear_the_ordinals_of_the_file() -> None:
    parts = [activity(), later(activity(step(100, 1.25)), 5000)]
    (change,) = light_steps(parts, RATE_HZ, LIMITS)
    assert 5099 <= change.before_n <= 5100


def test_parts_that_follow_each_other_are_one_run() -> None:
    parts = [activity(), later(activity(), FRAMES), later(activity(), 3 * FRAMES), later(activity(), 4 * FRAMES)]
    assert [[part.first_n for part in run] for run in unbroken(parts)] == [[0, 200], [600, 800]]
    assert unbroken([]) == ()
