"""Who stretches an arm or brings both hands up towards somebody: drawn people, and what only looks like it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

import numpy as np
import pytest
from tests.unit.observe.figures import RATE_HZ, Figure, Filmed, acts, filmed, together

from gestae.model.observation import Kind
from gestae.model.skeleton import Joint
from gestae.observe.arms import hits

KINDS = (Kind.ARM_AIMED, Kind.WEAPON_RAISED)
TALL_PX = 200.0
AT = Callable[[float], Figure]


def between(begins_s: float, ends_s: float, left: str, right: str = "down", lean_deg: float = 0.0) -> AT:
    def at(t: float) -> Figure:
        up = begins_s <= t < ends_s
        return Figure(
            left=left if up else "down", right=right if up else "down", lean_deg=lean_deg, height_px=TALL_PX
        )  # fmt: skip

    return at


def person(at: AT, known: Callable[[float], Iterable[Joint]] = lambda _: Joint) -> Filmed:
    return filmed(at, 8, known=known)


def other(x: float = 950.0, y: float = 600.0, tall_px: float = TALL_PX) -> Filmed:
    return filmed(lambda _: Figure(feet=(x, y), height_px=tall_px), 8)


NO_WRISTS = [joint for joint in Joint if "WRIST" not in joint.name]
NOTHING: dict[str, tuple[Filmed, ...]] = {
    "arms hang": (person(between(2, 5, "down")), other()),
    "the arm is bent": (person(between(2, 5, "aside, bent")), other()),
    "too briefly": (person(between(2, 2.3, "aside")), other()),
    "nobody is there": (person(between(2, 5, "aside")),),
    "the other stands at the other side": (person(between(2, 5, "aside")), other(330)),
    "the other stands lower down": (person(between(2, 5, "aside")), other(950, 715, tall_px=130)),
    "the other is far away in the picture's depth": (person(between(2, 5, "aside")), other(950, 500, tall_px=90)),
    "who points lies": (person(between(2, 5, "aside", lean_deg=88)), other()),
    "the wrist is not seen": (person(between(2, 5, "aside"), lambda _: NO_WRISTS), other()),
    "hands up": (person(between(2, 5, "up", "up")), other()),
    "hands at the face": (person(between(2, 5, "at the face", "at the face")), other()),
    "hands before the other side": (person(between(2, 5, "before", "across")), other(330)),
    "one hand only": (person(between(2, 5, "before")), other()),
}


@pytest.mark.parametrize("films", NOTHING.values(), ids=NOTHING.keys())
def test_what_only_looks_like_it(films: tuple[Filmed, ...]) -> None:
    assert acts(together(*films), KINDS) == {}


@pytest.mark.parametrize(
    ("kind", "left", "right"), [(Kind.ARM_AIMED, "aside", "down"), (Kind.WEAPON_RAISED, "before", "across")]
)
def test_an_arm_or_both_hands_towards_somebody(kind: Kind, left: str, right: str) -> None:
    found = acts(together(person(between(2, 5, left, right)), other()), KINDS)
    assert set(found) == {kind}
    (act,) = found[kind]
    assert act.end is not None
    assert act.start.earliest / RATE_HZ <= 2.0 <= act.start.latest / RATE_HZ
    assert act.end.earliest / RATE_HZ <= 5.0 <= act.end.latest / RATE_HZ
    assert [track.id for track in act.also] == [other().tracks[0].id]
    assert act.limits == ()


def test_the_right_arm_points_to_the_other_side() -> None:
    (act,) = acts(together(person(between(2, 5, "down", "aside")), other(330)), KINDS)[Kind.ARM_AIMED]
    assert act.start.n == 50


def test_who_else_stands_in_the_way_is_named_and_it_is_one_act() -> None:
    film = together(person(between(2, 5, "aside")), other(), other(1100))
    (act,) = acts(film, KINDS)[Kind.ARM_AIMED]
    assert len(act.also) == 2


def test_a_net_that_takes_one_arm_for_the_other_does_not_end_it() -> None:
    def at(t: float) -> Figure:
        if not 2 <= t < 7:
            return Figure(height_px=TALL_PX)
        if 3 <= t < 4.6:  # the same arm in the picture, called the right one of somebody seen from behind
            return Figure(right="aside", yaw_deg=180, height_px=TALL_PX)
        return Figure(left="aside", height_px=TALL_PX)

    (aimed,) = acts(together(person(at), other()), KINDS)[Kind.ARM_AIMED]
    assert aimed.end is not None
    assert aimed.start.n / RATE_HZ == pytest.approx(2, abs=0.3)
    assert aimed.end.n / RATE_HZ == pytest.approx(7, abs=0.3)


def test_an_arm_that_reaches_out_of_the_persons_own_box_is_somebody_elses() -> None:
    film = person(between(2, 5, "aside"))
    (track,) = film.tracks
    narrow = track.boxes.copy()
    narrow[:, 2] = 640 + 0.2 * TALL_PX
    shown = replace(film, tracks=(replace(track, boxes=narrow),))
    assert set(acts(together(film, other()), KINDS)) == {Kind.ARM_AIMED}
    assert acts(together(shown, other()), KINDS) == {}


def test_lowered_and_raised_again_is_two() -> None:
    def at(t: float) -> Figure:
        return Figure(left="aside" if 1 <= t < 3 or 5 <= t < 7 else "down", height_px=TALL_PX)

    assert len(acts(together(person(at), other()), KINDS)[Kind.ARM_AIMED]) == 2


@pytest.mark.parametrize(
    ("end", "meets"),
    [((20, 10), True), ((20, 15), True), ((20, 40), False), ((0, 40), False), ((-20, 10), False), ((0, 10.5), False)],
)
def test_a_line_meets_the_upper_part_of_a_box(end: tuple[float, float], meets: bool) -> None:
    assert hits(np.array([0.0, 10.0]), np.array(end, float), np.array([100.0, 0.0, 120.0, 60.0]), 0.6) is meets
