"""Who turns away and shows the back: drawn people who turn, are flipped by the net, stand apart or are hidden."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from tests.unit.observe.figures import RATE_HZ, Figure, Filmed, acts, filmed, ramp, together

from gestae.model.observation import Kind
from gestae.model.skeleton import Joint
from gestae.observe.going import going_of
from gestae.observe.yaw import FacingLimits, facing_of, off_deg

KINDS = (Kind.TURNS_AWAY, Kind.FACES_AWAY)
TALL_PX = 200.0
TURNS_S, DONE_S = 3.0, 4.0
AT = Callable[[float], Figure | None]


def one(yaw_deg: Callable[[float], float], seconds: float = 8, **how: object) -> Filmed:
    return filmed(lambda t: Figure(yaw_deg=yaw_deg(t), height_px=TALL_PX), seconds, **how)  # type: ignore[arg-type]


def stands(x: float = 640.0, y: float = 650.0, *, until_s: float = 99.0) -> Filmed:
    """Film somebody who stands before the one in the middle, nearer to the camera."""
    return filmed(lambda t: Figure(feet=(x, y), height_px=TALL_PX) if t < until_s else None, 8)


def turns(t: float) -> float:
    return ramp(t, TURNS_S, DONE_S, 170)


NOTHING: dict[str, tuple[Filmed, ...]] = {
    "nobody is there": (one(turns),),
    "turned away all the time": (one(lambda _: 180.0), stands()),
    "turns towards": (one(lambda t: 180 - turns(t)), stands()),
    "turns a little": (one(lambda t: ramp(t, TURNS_S, DONE_S, 50)), stands()),
    "looks round": (one(lambda t: turns(t) - ramp(t, 4.2, 5, 170)), stands()),
    "left and right are taken for one another": (one(lambda t: 0.0 if t < TURNS_S else 180.0), stands()),
    "the other stands far off": (one(turns), stands(1250)),
    "the other was lost while walking": (one(turns), filmed(
        lambda t: Figure(feet=(400 + 80 * t, 650), height_px=TALL_PX) if t < 2.6 else None, 8,
    )),
    "no head, no shoulders": (one(turns, known=lambda _: [Joint.LEFT_HIP, Joint.RIGHT_HIP]), stands()),
    "walks round": (
        filmed(lambda t: Figure(yaw_deg=turns(t), feet=(400 + 100 * t, 500), height_px=TALL_PX), 8), stands(800, 540),
    ),
}  # fmt: skip


@pytest.mark.parametrize("films", NOTHING.values(), ids=NOTHING.keys())
def test_what_is_no_turning_away(films: tuple[Filmed, ...]) -> None:
    assert acts(together(*films), KINDS) == {}


@pytest.mark.parametrize("every", [2, 5])
@pytest.mark.parametrize("sign", [1, -1])
def test_who_turns_away_shows_the_back_afterwards(every: int, sign: int) -> None:
    person = one(lambda t: sign * (turns(t) - ramp(t, 6, 7, 170)), 9, every=every)
    found = acts(together(person, stands()), KINDS)
    (turn,), (back,) = found[Kind.TURNS_AWAY], found[Kind.FACES_AWAY]
    assert turn.end is not None
    assert turn.start.earliest / RATE_HZ <= TURNS_S + 0.5 <= turn.end.latest / RATE_HZ
    assert TURNS_S <= turn.start.n / RATE_HZ < turn.end.n / RATE_HZ <= DONE_S
    assert back.start.n == turn.end.n
    assert back.end is not None
    assert back.end.n / RATE_HZ == pytest.approx(6.5, abs=0.3)
    assert [track.id for track in turn.also] == [stands().tracks[0].id]
    assert turn.limits == ()


def test_who_turns_away_from_two_does_it_once() -> None:
    found = acts(together(one(turns), stands(600), stands(680)), KINDS)
    (turn,) = found[Kind.TURNS_AWAY]
    assert {track.id for track in turn.also} == {stands(600).tracks[0].id, stands(680).tracks[0].id}


def test_who_falls_does_not_turn_away() -> None:
    def at(t: float) -> Figure:
        return Figure(yaw_deg=turns(t), lean_deg=ramp(t, TURNS_S, DONE_S, 80), height_px=TALL_PX)

    assert acts(together(filmed(at, 8), stands()), KINDS) == {}


def test_who_stood_and_is_hidden_counts_and_that_is_said() -> None:
    found = acts(together(one(turns), stands(until_s=2.6)), KINDS)
    (turn,) = found[Kind.TURNS_AWAY]
    assert turn.limits == ("The other person is hidden at that time; where that person stood before counts.",)


def test_without_joints_nothing_is_told() -> None:
    film = together(one(turns), stands())
    assert acts(Filmed(film.facts, film.tracks, ()), KINDS) == {}


@pytest.mark.parametrize("yaw_deg", [-180, -135, -90, -45, 0, 45, 90, 135])
def test_the_way_a_body_faces_is_read_from_its_joints(yaw_deg: float) -> None:
    film = one(lambda _: yaw_deg, 2)
    going = going_of(film.tracks[0], film.poses[0], np.arange(50) / RATE_HZ, (1280, 720))
    facing = facing_of(going, film.poses[0], FacingLimits())
    truth = np.radians([yaw_deg])
    off = off_deg(facing.way[4:5], np.column_stack([np.sin(truth), np.cos(truth)]))
    assert off[0] <= 26
