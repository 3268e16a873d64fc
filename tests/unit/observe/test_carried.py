"""Things carried and handed over, from drawn sightings and tracks: whose they are, that they move, and what is none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from gestae.model.held import Held
from gestae.model.observation import Kind, Observation
from gestae.model.sighting import Label, Track, track_id
from gestae.model.skeleton import JOINTS, Joint, Poses
from gestae.observe.facts import Luma, StreamFacts
from gestae.observe.footage import observe_footage
from gestae.observe.losses import Recording

RATE, FRAMES = 25, 1000
SIZE = (640, 360)
HUES = ((200, 20, 20), (20, 200, 20), (20, 20, 200), (200, 200, 20), (200, 20, 200))
RED, BLUE = (150, 70, 40), (30, 45, 90)


def person(first: int, last: int, x: Sequence[float]) -> Track:
    """Follow somebody 100 px tall, whose left edge goes evenly over some places, in every frame."""
    n = np.arange(first, last + 1)
    left = np.interp(np.linspace(0, 1, len(n)), np.linspace(0, 1, len(x)), x)
    boxes = np.stack([left, np.full(len(n), 150.0), left + 30, np.full(len(n), 250.0)], axis=1).astype(np.float32)
    name = track_id("drawn", Label.PERSON, n, boxes)
    return Track(name, 1 + first, Label.PERSON, n, n * 512, boxes, np.full(len(n), 0.6, np.float32))


def bags(
    track: Track, ordinals: Sequence[int], *, colour: tuple[int, int, int] = RED, right: bool = True
) -> list[Held]:
    """See a bag of 20 by 24 px hanging from somebody's hand."""
    return [held(int(n), float(track.boxes[n - int(track.n[0]), 2 if right else 0]), colour) for n in ordinals]


def held(n: int, x: float, colour: tuple[int, int, int] = RED) -> Held:
    return Held(n, (x - 10, 200, x + 10, 224), Label.HANDBAG, 0.4, colour, 0.0)


def blank(first_n: int, last_n: int) -> Iterator[tuple[int, int, Luma]]:
    return ((n, n * 512, np.zeros(SIZE[::-1], np.uint8)) for n in range(first_n, last_n + 1))


def observed(seen: Sequence[Held], *tracks: Track, poses: Sequence[Poses] = ()) -> list[Observation]:
    facts = StreamFacts("ab" * 32, 0, None, Fraction(1, RATE * 512), *SIZE, np.arange(FRAMES) * 512)
    found = observe_footage(tracks, (), facts, window=blank, poses=poses, recording=Recording(held=tuple(seen)))
    return [one for one in found if one.kind in {Kind.OBJECT_CARRIED, Kind.OBJECT_TRANSFERRED}]


def seconds(pts: int) -> float:
    return pts / (RATE * 512)


# One comes from the left with a bag and stays, another comes from the right and goes back: near from about 16 to 24 s.
GIVER = person(0, 999, [40, 240, 240, 240, 240, 240, 240, 240, 240])
TAKER = person(300, 900, [500, 285, 285, 500])
BEFORE, AFTER = range(0, 451, 25), range(550, 900, 25)
HANDED = [*bags(GIVER, BEFORE), *bags(TAKER, AFTER)]


def test_what_moves_with_a_person_is_carried() -> None:
    (one,) = observed(bags(GIVER, range(0, 300, 25)), GIVER)
    assert one.kind is Kind.OBJECT_CARRIED
    assert one.tracks == (GIVER.id,)
    assert one.end is not None
    assert [seconds(one.start.pts), seconds(one.end.pts)] == [0, 11]
    assert seconds(one.end.latest_pts) == 999 / RATE, "what it became of is not known"
    assert one.region is not None
    assert one.region.corners == (60, 200, 80, 224)
    assert "Seen at the hand in 12 looks; the detector took it for a handbag." in one.limits
    assert "In between it is not seen for up to 1.0 s." in one.limits


def test_what_is_at_one_and_then_at_another_passed_between_them_while_they_were_near() -> None:
    found = {one.kind: one for one in observed(HANDED, GIVER, TAKER) if one.kind is Kind.OBJECT_TRANSFERRED}
    one = found[Kind.OBJECT_TRANSFERRED]
    assert one.tracks == (GIVER.id, TAKER.id)
    earliest, start, latest = (seconds(pts) for pts in (one.start.earliest_pts, one.start.pts, one.start.latest_pts))
    assert 17 - 0.1 <= earliest < start < latest <= 23 + 0.1
    assert any("colour, its size" in said for said in one.limits)
    assert "Of the one who gave: Seen at the hand in 19 looks; the detector took it for a handbag." in one.limits
    assert "Of the other: Seen at the hand in 14 looks; the detector took it for a handbag." in one.limits


def test_the_outline_of_a_passing_holds_both_people_then() -> None:
    passed = next(one for one in observed(HANDED, GIVER, TAKER) if one.kind is Kind.OBJECT_TRANSFERRED)
    assert passed.region is not None
    n = round(seconds(passed.start.pts) * RATE)
    boxes = [track.boxes[n - int(track.n[0])] for track in (GIVER, TAKER)]
    x1, y1, x2, y2 = passed.region.corners
    assert (x1, y1, y2) == (int(min(box[0] for box in boxes)), 150, 250)
    assert x2 == np.ceil(max(box[2] for box in boxes))


def test_both_carried_it_until_and_from_the_passing() -> None:
    passed, first, second = (
        next(one for one in observed(HANDED, GIVER, TAKER) if one.kind is kind and one.tracks[0] == track.id)
        for kind, track in (
            (Kind.OBJECT_TRANSFERRED, GIVER), (Kind.OBJECT_CARRIED, GIVER), (Kind.OBJECT_CARRIED, TAKER),
        )
    )  # fmt: skip
    assert first.end == passed.start == second.start


def test_hands_that_meet_for_a_moment_say_when() -> None:
    looks = np.arange(485, 516, 5)
    gaps = np.abs(looks - 505)
    both = [
        poses_of(GIVER, looks, np.stack([265 - gaps, np.full(len(looks), 190)], axis=1)),
        poses_of(TAKER, looks, np.stack([265 + gaps, np.full(len(looks), 190)], axis=1)),
    ]
    seen = [*bags(GIVER, [*BEFORE, 475]), *bags(TAKER, [524, *AFTER])]
    found = observed(seen, GIVER, TAKER, poses=both)
    (one,) = (one for one in found if one.kind is Kind.OBJECT_TRANSFERRED)
    assert seconds(one.start.pts) == 505 / RATE


def poses_of(track: Track, n: np.ndarray, wrist: np.ndarray) -> Poses:
    points = np.zeros((len(n), JOINTS, 2), np.float32)
    points[:, Joint.LEFT_WRIST] = wrist
    scores = np.zeros((len(n), JOINTS), np.float32)
    scores[:, Joint.LEFT_WRIST] = 0.6
    return Poses(track.id, n.astype(np.int64), points, scores, np.zeros(len(n), np.int16))


STANDS = person(0, 999, [240, 240])
NOTHING: dict[str, tuple[list[Held], tuple[Track, ...]]] = {
    "what lies beside somebody who stands": (bags(STANDS, BEFORE), (STANDS,)),
    "what stays where it is as somebody goes by": ([held(n, 255) for n in BEFORE], (person(0, 450, [200, 320]),)),
    "four sightings": (bags(GIVER, range(0, 100, 25)), (GIVER,)),
    "clothing, which goes on": ([replace(one, beyond=0.3) for one in bags(GIVER, BEFORE)], (GIVER,)),
    "what is at the head": (
        [replace(one, box=(one.box[0], 150, one.box[2], 174)) for one in bags(GIVER, BEFORE)], (GIVER,),
    ),
    "another colour each time": (
        [replace(one, colour=HUES[k % 5]) for k, one in enumerate(bags(GIVER, BEFORE))], (GIVER,),
    ),
    "what hangs between two who walk alike": (
        [held(n, float(GIVER.boxes[n, 2]) + 5) for n in BEFORE],
        (GIVER, person(0, 999, [80, 280, 280, 280, 280, 280, 280, 280, 280])),
    ),
    "nobody": (bags(GIVER, BEFORE), ()),
}  # fmt: skip


@pytest.mark.parametrize(("seen", "tracks"), NOTHING.values(), ids=NOTHING)
def test_what_nobody_was_seen_to_carry_is_not_told(seen: list[Held], tracks: tuple[Track, ...]) -> None:
    assert observed(seen, *tracks) == []


NOT_PASSED: dict[str, tuple[list[Held], tuple[Track, ...]]] = {
    "two bags": ([*bags(GIVER, BEFORE), *bags(TAKER, AFTER, colour=BLUE)], (GIVER, TAKER)),
    "the one still has it": ([*HANDED, *bags(GIVER, AFTER)], (GIVER, TAKER)),
    "the other had one like it": ([*HANDED, *bags(TAKER, range(325, 450, 25))], (GIVER, TAKER)),
    "they were never near": (
        [*bags(GIVER, BEFORE), *bags(far := person(300, 900, [500, 400, 500]), AFTER)], (GIVER, far),
    ),
    "it stays where it is": (
        [*bags(GIVER, BEFORE), *(held(n, 270) for n in AFTER)],
        (person(0, 500, [40, 240, 240, 240]), person(490, 999, [245, 245])),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("seen", "tracks"), NOT_PASSED.values(), ids=NOT_PASSED)
def test_what_did_not_pass_from_one_to_another_is_not_told(seen: list[Held], tracks: tuple[Track, ...]) -> None:
    assert [one for one in observed(seen, *tracks) if one.kind is Kind.OBJECT_TRANSFERRED] == []


def test_what_is_not_seen_for_long_is_told_as_two() -> None:
    there = person(0, 999, [40, 240, 240, 40])
    seen = bags(there, [*range(0, 250, 25), *range(770, 999, 25)])
    found = observed(seen, there)
    assert [one.kind for one in found] == [Kind.OBJECT_CARRIED] * 2
    assert found[1].end is None, "it is seen until the recording ends"
