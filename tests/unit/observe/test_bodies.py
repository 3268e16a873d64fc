"""Which tracks are one body: those that go on where and when the other ended, and nobody who stands."""

from __future__ import annotations

import numpy as np
import pytest

from gestae.model.sighting import Label, Track
from gestae.model.skeleton import JOINTS, Poses
from gestae.observe.bodies import bodies

T_S = np.arange(400) / 25
UPRIGHT, FLAT = (100, 100, 160, 300), (60, 240, 260, 310)
Box = tuple[int, int, int, int]


def track(number: int, label: Label, looks: range, box: Box) -> Track:
    n = np.array(looks, np.int64)
    boxes = np.tile(np.array(box, np.float32), (len(n), 1))
    return Track(f"t{number}", number, label, n, n * 512, boxes, np.full(len(n), 0.8, np.float32))


FIRST = track(1, Label.PERSON, range(0, 100, 5), UPRIGHT)
CASES: dict[str, tuple[Track, bool]] = {
    "a dog in their place at once": (track(2, Label.DOG, range(100, 300, 5), FLAT), True),
    "a dog in their place after a second": (track(2, Label.DOG, range(120, 300, 5), FLAT), True),
    "a dog in their place too late": (track(2, Label.DOG, range(140, 300, 5), FLAT), False),
    "a dog far off": (track(2, Label.DOG, range(100, 300, 5), (700, 240, 900, 310)), False),
    "a much smaller dog": (track(2, Label.DOG, range(100, 300, 5), (120, 280, 160, 300)), False),
    "a dog under two names for a time": (track(2, Label.DOG, range(60, 300, 5), UPRIGHT), True),
    "a dog that walks beside them": (track(2, Label.DOG, range(60, 300, 5), FLAT), False),
    "a dog that was there before": (track(2, Label.DOG, range(0, 300, 5), FLAT), False),
    "a cat": (track(2, Label.CAT, range(100, 300, 5), FLAT), True),
    "a bag": (track(2, Label.SUITCASE, range(100, 300, 5), FLAT), False),
    "a person who lies": (track(2, Label.PERSON, range(100, 300, 5), FLAT), True),
    "a person who stands": (track(2, Label.PERSON, range(100, 300, 5), UPRIGHT), False),
}


@pytest.mark.parametrize(("other", "is_one"), CASES.values(), ids=CASES.keys())
def test_who_goes_on_in_whom(other: Track, *, is_one: bool) -> None:
    joined = [body for body in bodies([FIRST, other], {}, T_S) if len(body.tracks) == 2]
    assert bool(joined) == is_one


def test_the_nearer_in_time_goes_on_and_each_only_once() -> None:
    soon, late = (track(n, Label.DOG, range(start, 300, 5), FLAT) for n, start in ((2, 105), (3, 115)))
    found = bodies([FIRST, soon, late], {}, T_S)
    assert [[one.id for one in body.tracks] for body in found] == [["t1", "t2"]]


def test_a_body_goes_down_and_up_through_three_tracks() -> None:
    lies = track(2, Label.DOG, range(105, 200, 5), FLAT)
    again = track(3, Label.PERSON, range(210, 300, 5), UPRIGHT)
    (body,) = bodies([FIRST, lies, again], {}, T_S)
    assert [one.id for one in body.tracks] == ["t1", "t2", "t3"]
    assert (np.diff(body.n) > 0).all()
    assert [bool(flag) for flag in body.is_person[[0, 25, -1]]] == [True, False, True]


def test_where_both_are_seen_the_persons_box_and_joints_count() -> None:
    beside = track(2, Label.DOG, range(60, 300, 5), (100, 110, 160, 300))
    n = FIRST.n[::2]
    ones = np.ones((len(n), JOINTS), np.float32)
    poses = Poses("t1", n, np.ones((len(n), JOINTS, 2), np.float32), ones, np.zeros(len(n), np.int16))
    (body,) = bodies([FIRST, beside], {"t1": poses}, T_S)
    assert len(body.n) == len(set(body.n.tolist())) == 60
    assert body.boxes[14].tolist() == list(UPRIGHT)
    assert body.boxes[40].tolist() == [100, 110, 160, 300]
    assert body.scores[14].tolist() == [1.0] * JOINTS
    assert np.isnan(body.points[15]).all()


def test_no_track_is_no_body() -> None:
    assert bodies([], {}, T_S) == ()
    assert bodies([track(1, Label.DOG, range(0, 50, 5), FLAT)], {}, T_S) == ()
