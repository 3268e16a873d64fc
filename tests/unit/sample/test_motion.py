"""Walks, headings, postures."""

import math

import numpy as np
import pytest

from gestae.errors import RecordError
from gestae.sample.motion import RAMP_S, Bearing, Leg, Posture, ease, facing, place_on, posture

STRAIGHT = Leg(2.0, ((0.0, 0.0), (6.0, 0.0)), 1.5)


def test_a_walk_takes_its_length_over_its_speed_and_one_ramp() -> None:
    assert STRAIGHT.end_s == pytest.approx(2.0 + 4.0 + RAMP_S)


@pytest.mark.parametrize(("at_s", "gone_m"), [(0.0, 0.0), (2.0, 0.0), (STRAIGHT.end_s, 6.0), (99.0, 6.0)])
def test_a_walk_stands_before_and_after(at_s: float, gone_m: float) -> None:
    assert STRAIGHT.gone_m(at_s) == pytest.approx(gone_m)


def test_a_walk_is_steady_between_its_ramps() -> None:
    steps = [STRAIGHT.gone_m(t + 0.1) - STRAIGHT.gone_m(t) for t in np.arange(2.6, 5.8, 0.1)]
    assert steps == pytest.approx([0.15] * len(steps))


def test_a_rounded_corner_stays_inside_it() -> None:
    leg = Leg(0.0, ((0.0, 0.0), (3.0, 0.0), (3.0, 3.0)), 1.0)
    x, y = leg.point(3.0)
    assert x < 3.0
    assert y > 0.0
    assert leg.point(0.0) == (0.0, 0.0)
    assert leg.point(leg.length_m) == pytest.approx((3.0, 3.0))


def test_a_walker_faces_his_way_and_then_what_he_is_told() -> None:
    bearings = (Bearing(10.0, math.pi / 2, 1.0),)
    assert facing((STRAIGHT,), bearings, 4.0) == pytest.approx(0.0)
    assert facing((STRAIGHT,), bearings, 10.5) == pytest.approx(math.pi / 4)
    assert facing((STRAIGHT,), bearings, 12.0) == pytest.approx(math.pi / 2)


def test_a_turn_goes_the_short_way_round() -> None:
    orders = (Bearing(0.0, math.radians(170)), Bearing(1.0, math.radians(-170), 1.0))
    assert math.degrees(facing((), orders, 1.5)) == pytest.approx(180.0)


def test_a_walker_between_two_walks_stands_where_the_first_ended() -> None:
    second = Leg(20.0, ((6.0, 0.0), (6.0, 2.0)), 1.0)
    assert place_on((STRAIGHT, second), 15.0)[:2] == (6.0, 0.0)
    assert place_on((STRAIGHT, second), 30.0)[:3] == pytest.approx((6.0, 2.0, 8.0))


def test_postures_are_gone_through_one_after_the_other() -> None:
    poses = {"down": np.array([0.0]), "up": np.array([90.0])}
    orders = (Posture(0.0, "down"), Posture(5.0, "up", 2.0))
    assert [float(posture(orders, poses, t)[0]) for t in (4.0, 6.0, 8.0)] == [0.0, 45.0, 90.0]


@pytest.mark.parametrize("bad", [{"points_m": ((0.0, 0.0),)}, {"speed_m_s": 0.0}])
def test_a_walk_without_way_or_speed_is_refused(bad: dict[str, object]) -> None:
    with pytest.raises(RecordError):
        Leg(**{"start_s": 0.0, "points_m": ((0.0, 0.0), (1.0, 0.0)), "speed_m_s": 1.0, **bad})  # type: ignore[arg-type]


def test_ease_is_even_about_its_middle() -> None:
    assert ease(0.2) + ease(0.8) == pytest.approx(1.0)
