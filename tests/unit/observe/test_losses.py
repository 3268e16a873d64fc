"""Lost pictures and leaps, in drawn vitals: each loss is told as what it is, and a quiet scene is none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from gestae.model.observation import Kind, Observation
from gestae.model.vitals import BLOCKS, Vitals
from gestae.observe.facts import StreamFacts
from gestae.observe.footage import observe_footage
from gestae.observe.losses import Leap, LossLimits, Lost, Recording, find_losses, torn

PICTURES, RATE_HZ = 400, 25.0
LIMITS = LossLimits()
SCENE = np.random.default_rng(5).integers(40, 200, BLOCKS).astype(np.uint8)


def vitals(change: Callable[[Vitals], None] | None = None, trembles: float = 0.4) -> Vitals:
    rng = np.random.default_rng(1)
    usual = (trembles * rng.uniform(0.5, 1.5, PICTURES)).astype(np.float32)
    one = Vitals(0, np.tile(SCENE, (PICTURES, 1, 1)), usual, usual * 6)
    usual[0] = np.nan
    if change is not None:
        change(one)
    return one


def black(one: Vitals) -> None:
    one.light[100:150] = 17


def covered(one: Vitals) -> None:
    one.light[100:150] = 90 + np.arange(8)


def frozen(one: Vitals) -> None:
    one.usual[101:176] = one.most[101:176] = 0.0


def frozen_and_coded_anew(one: Vitals) -> None:
    frozen(one)
    one.most[125] = one.most[150] = 1.5


FOUND = {
    "black": (black, (Lost.BLACK, 100, 149, 99, 150)),
    "covered": (covered, (Lost.COVERED, 100, 149, 99, 150)),
    "frozen": (frozen, (Lost.FROZEN, 101, 175, 100, 176)),
    "frozen and coded anew": (frozen_and_coded_anew, (Lost.FROZEN, 101, 175, 100, 176)),
}


@pytest.mark.parametrize(("change", "told"), FOUND.values(), ids=FOUND)
def test_a_lost_picture_is_told_as_what_it_is(
    change: Callable[[Vitals], None], told: tuple[Lost, int, int, int, int]
) -> None:
    (loss,) = find_losses([vitals(change)], RATE_HZ, LIMITS)
    assert (loss.how, loss.first_n, loss.last_n, loss.before_n, loss.after_n) == told


def a_blink(one: Vitals) -> None:
    one.light[100:120] = 17


def a_short_stand(one: Vitals) -> None:
    one.usual[101:140] = one.most[101:140] = 0.0


def lamp_off(one: Vitals) -> None:
    one.light[100:150] = SCENE // 4


def another_view(one: Vitals) -> None:
    one.light[200:] = np.random.default_rng(9).integers(40, 200, BLOCKS)


def a_coder_that_leaves_calm_out(one: Vitals) -> None:
    one.usual[::2] = 0.0
    one.usual[101:176] = one.most[101:176] = 0.0


NOTHING = {one.__name__: one for one in (a_blink, a_short_stand, lamp_off, another_view, a_coder_that_leaves_calm_out)}


@pytest.mark.parametrize("change", NOTHING.values(), ids=NOTHING)
def test_what_is_no_loss_is_none(change: Callable[[Vitals], None]) -> None:
    assert find_losses([vitals(change)], RATE_HZ, LIMITS) == ()


def test_parts_give_what_the_whole_gives() -> None:
    whole = vitals(frozen)
    cut = 130
    parts = [
        Vitals(0, whole.light[:cut], whole.usual[:cut], whole.most[:cut]),
        Vitals(cut, whole.light[cut:], whole.usual[cut:], whole.most[cut:]),
    ]
    assert find_losses(parts, RATE_HZ, LIMITS) == find_losses([whole], RATE_HZ, LIMITS)


def test_over_what_was_not_measured_nothing_goes_on() -> None:
    one = vitals(black)
    early, late = Vitals(0, one.light[:150], one.usual[:150], one.most[:150]), replace(vitals(), first_n=900)
    (loss,) = find_losses([early, late], RATE_HZ, LIMITS)
    assert (loss.last_n, loss.after_n) == (149, None)


def test_black_from_beginning_to_end_is_told_though_no_scene_is_known() -> None:
    dark = replace(vitals(), light=np.full((PICTURES, *BLOCKS), 16, np.uint8))
    (loss,) = find_losses([dark], RATE_HZ, LIMITS)
    assert (loss.how, loss.before_n, loss.after_n) == (Lost.BLACK, None, None)


def test_torn_stretches_join_and_short_ones_are_left_out() -> None:
    pts = np.arange(0, 1000, 4)
    (loss,) = torn([(300, 500), (100, 200), (180, 300), (700, 710)], pts, 25.0)
    assert (loss.first_n, loss.last_n, loss.before_n, loss.after_n) == (26, 124, 25, 125)
    (cut_off,) = torn([(900, 2000)], pts, 25.0)
    assert cut_off.after_n is None
    assert torn([(-50, -10)], pts, 25.0) == (), "no picture lies before it"


def observed(recording: Recording, pts: np.ndarray[tuple[int], np.dtype[np.int64]]) -> tuple[Observation, ...]:
    facts = StreamFacts("ab" * 32, 0, None, Fraction(1, 25), 640, 360, pts)
    return observe_footage((), (), facts, window=lambda _low, _high: (), recording=recording)


def test_a_lost_picture_is_an_observation_with_bounds() -> None:
    (one,) = observed(Recording((vitals(black),)), np.arange(PICTURES))
    assert one.kind is Kind.PICTURE_LOST
    assert (one.start.pts, one.start.earliest_pts, one.start.latest_pts) == (100, 99, 100)
    assert one.end is not None
    assert (one.end.pts, one.end.earliest_pts, one.end.latest_pts) == (150, 149, 150)
    assert "The picture is black." in one.limits


def test_a_leap_ahead_ends_with_the_next_picture_and_one_back_is_open() -> None:
    pts = np.r_[np.arange(100), np.arange(400, 500)]
    ahead, back = observed(Recording(leaps=(Leap(99, 400), Leap(499, 20))), pts)
    assert (ahead.kind, ahead.start.pts, ahead.end and ahead.end.pts) == (Kind.CLOCK_JUMPED, 99, 400)
    assert any("leap ahead by 12.04 s" in said for said in ahead.limits)
    assert (back.start.pts, back.end) == (499, None)
    assert any("run back by 19.16 s" in said for said in back.limits)
