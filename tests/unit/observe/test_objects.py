"""Things left and taken, from drawn changes and tracks: who was at it, which way it went, and what is no thing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from gestae.model.lasting import LastingChange
from gestae.model.observation import Kind, Observation
from gestae.model.sighting import Label, Track, track_id
from gestae.observe.facts import Luma, StreamFacts
from gestae.observe.footage import observe_footage
from gestae.observe.losses import Recording

RATE, FRAMES = 25, 1000
SIZE = (640, 360)
# The thing stands at 300..340, 230..270; a person is 120 px tall.
GONE = LastingChange((300, 230, 340, 270), 0, 500, 510, 525, 0.8, 0.5)
COME = replace(GONE, outline=-0.8)


def track(
    label: Label, first: int, last: int, x: Sequence[float], *, top: float = 160, size: tuple[int, int] = (40, 120)
) -> Track:
    """Follow something whose left edge goes evenly over some places."""
    n = np.arange(first, last + 1, 5)
    left = np.interp(np.linspace(0, 1, len(n)), np.linspace(0, 1, len(x)), x)
    boxes = np.stack([left, np.full(len(n), top), left + size[0], np.full(len(n), top + size[1])], axis=1)
    boxes = boxes.astype(np.float32)
    name = track_id("drawn", label, n, boxes)
    return Track(name, 1 + first, label, n, n * 512, boxes, np.full(len(n), 0.6, np.float32))


def blank(first_n: int, last_n: int) -> Iterator[tuple[int, int, Luma]]:
    """Show nothing: these rules read no pixels."""
    return ((n, n * 512, np.zeros(SIZE[::-1], np.uint8)) for n in range(first_n, last_n + 1))


def observed(changes: Sequence[LastingChange], *tracks: Track) -> list[Observation]:
    facts = StreamFacts("ab" * 32, 0, None, Fraction(1, RATE * 512), *SIZE, np.arange(FRAMES) * 512)
    found = observe_footage(tracks, (), facts, window=blank, recording=Recording(lasting=tuple(changes)))
    return [one for one in found if one.kind in {Kind.OBJECT_LEFT, Kind.OBJECT_TAKEN}]


# Comes from the right, stands beside the thing from 4 s in the way to 5 s, and goes back.
PERSON = track(Label.PERSON, 400, 700, [560, 320, 320, 560, 595])


def seconds(pts: int) -> float:
    return pts / (RATE * 512)


@pytest.mark.parametrize(("change", "kind"), [(GONE, Kind.OBJECT_TAKEN), (COME, Kind.OBJECT_LEFT)])
def test_a_plain_thing_beside_a_person_is_told(change: LastingChange, kind: Kind) -> None:
    (one,) = observed([change], PERSON)
    assert one.kind is kind
    assert one.region is not None
    assert one.region.corners == change.box
    assert [seconds(pts) for pts in (one.start.earliest_pts, one.start.pts, one.start.latest_pts)] == [20, 20.4, 21]
    assert one.tracks == (PERSON.id,)
    assert any("has no word for it" in said for said in one.limits)


def test_it_ends_when_the_person_has_left_the_picture() -> None:
    (one,) = observed([GONE], PERSON)
    assert one.end is not None
    assert seconds(one.end.pts) == 28.0
    near = track(Label.PERSON, 400, 995, [350, 320, 320])
    (open_end,) = observed([GONE], near)
    assert open_end.end is None
    assert any("still near it" in said for said in open_end.limits)


def test_it_ends_when_the_person_is_three_body_heights_away() -> None:
    far = track(Label.PERSON, 300, 900, [320, 320, 320, 20], top=235, size=(10, 30))
    (one,) = observed([replace(GONE, box=(318, 250, 340, 265))], far)
    assert one.end is not None
    assert 700 < seconds(one.end.pts) * RATE < 900


def test_the_detectors_word_says_what_it_is_and_which_way_it_went() -> None:
    bicycle = track(Label.BICYCLE, 0, 480, [302, 302], top=232, size=(36, 36))
    (one,) = observed([replace(COME, uneven=0.1)], PERSON, bicycle)
    assert one.kind is Kind.OBJECT_TAKEN, "a word before the change outweighs the outline"
    assert one.tracks == (PERSON.id, bicycle.id)
    assert "The detector took it for a bicycle." in one.limits


def test_the_detectors_boxes_say_when_a_hidden_thing_leaves() -> None:
    stands = track(Label.BICYCLE, 0, 600, [302, 302], top=232, size=(36, 36))
    boxes = stands.boxes.copy()
    boxes[stands.n > 515, ::2] += 20
    moved = Track(stands.id, stands.number, stands.label, stands.n, stands.pts, boxes, stands.scores)
    (one,) = observed([replace(GONE, old_n=440, left_n=450, new_n=560)], PERSON, moved)
    bounds = [seconds(pts) * RATE for pts in (one.start.earliest_pts, one.start.pts, one.start.latest_pts)]
    assert bounds == [515 - 12, 515, 520], "half a second before, the last in its place, the first out of it"


NOTHING: dict[str, tuple[LastingChange, tuple[Track, ...]]] = {
    "nobody": (GONE, ()),
    "somebody far away": (GONE, (track(Label.PERSON, 0, 990, [20, 20]),)),
    "no outline": (replace(GONE, outline=0.1), (PERSON,)),
    "a shadow": (replace(GONE, uneven=0.1), (PERSON,)),
    "at a moment that is hardly known": (replace(GONE, new_n=800), (PERSON, track(Label.PERSON, 5, 995, [320, 320]))),
    "larger than a person": (replace(GONE, box=(200, 130, 360, 300)), (PERSON,)),
    "where a car stops": (COME, (PERSON, track(Label.CAR, 300, 990, [600, 250, 250, 250, 250], size=(200, 120)))),
    "somebody who lay there and gets up": (
        GONE, (PERSON, track(Label.PERSON, 0, 480, [300, 300], top=228, size=(42, 44))),
    ),
    "somebody who comes to sight in that place": (
        GONE, (PERSON, track(Label.PERSON, 515, 900, [300, 560], top=200, size=(40, 90))),
    ),
    "somebody who is lost in that place": (
        COME, (PERSON, track(Label.PERSON, 300, 505, [560, 300], top=200, size=(40, 90))),
    ),
    "who comes later": (GONE, (track(Label.PERSON, 505, 900, [340, 340]),)),
}  # fmt: skip


@pytest.mark.parametrize(("change", "tracks"), NOTHING.values(), ids=NOTHING)
def test_what_is_no_thing_that_somebody_left_or_took_is_not_told(
    change: LastingChange, tracks: tuple[Track, ...]
) -> None:
    assert observed([change], *tracks) == []


def test_who_was_at_it_from_the_beginning_and_goes_left_it() -> None:
    owner = track(Label.PERSON, 0, 120, [320, 320, 560])
    seen = observed([GONE], owner, PERSON)
    assert [one.kind for one in seen] == [Kind.OBJECT_LEFT, Kind.OBJECT_TAKEN]
    assert seen[0].tracks == (owner.id,)
    assert 2 < seconds(seen[0].start.pts) < 4
    assert any("was there when the recording began" in said for said in seen[0].limits)


def test_who_stays_at_it_did_not_leave_it() -> None:
    owner = track(Label.PERSON, 0, 990, [320, 320])
    assert [one.kind for one in observed([GONE], owner)] == [Kind.OBJECT_TAKEN]
