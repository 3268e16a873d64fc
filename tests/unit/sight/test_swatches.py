"""Colours over a track: every look votes; what is hidden, cut off, bent over or too small does not."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from gestae.model.colour import Colour, Part
from gestae.model.sighting import Detections, Label, Track
from gestae.sight.swatches import Swatches, VoteRules, agreed

PERSON = (100.0, 50.0, 140.0, 170.0)
NAVY, SAND = (30, 45, 110), (200, 40, 45)


def scene(*people: tuple[float, float, float, float], upper: tuple[int, int, int] = SAND) -> npt.NDArray[np.uint8]:
    """Draw a pale yard with people in a red top and blue trousers, feet down."""
    picture = np.full((240, 320, 3), 190, np.uint8)
    picture[:40] = (120, 160, 210)
    for x1, y1, x2, y2 in (tuple(map(int, one)) for one in people):
        waist = y1 + (y2 - y1) // 2
        picture[y1:waist, x1:x2], picture[waist:y2, x1:x2] = upper, NAVY
    return picture


def found(*boxes: tuple[float, float, float, float], label: Label = Label.PERSON) -> Detections:
    return Detections(np.array(boxes, np.float32), np.full(len(boxes), 0.8, np.float32), (label,) * len(boxes))


def track(boxes: list[tuple[float, float, float, float]], label: Label = Label.PERSON) -> Track:
    n = np.arange(len(boxes))
    return Track("t1", 1, label, n, n, np.array(boxes, np.float32), np.full(len(boxes), 0.8, np.float32))


def worn(
    boxes: list[tuple[float, float, float, float]], *, label: Label = Label.PERSON, beside: tuple[float, ...] = ()
) -> dict[Part, Colour | None]:
    swatches = Swatches()
    for n, box in enumerate(boxes):
        others = [(beside[0], beside[1], beside[2], beside[3])] if beside else []
        swatches.note(n, scene(box), found(box, *others, label=label))
    return {one.part: one.named for one in swatches.worn([track(boxes, label)])}


def test_several_looks_name_both_parts() -> None:
    assert worn([PERSON] * 4) == {Part.UPPER: Colour.RED, Part.LOWER: Colour.BLUE}


def test_two_looks_name_nothing() -> None:
    assert worn([PERSON] * 2) == {Part.UPPER: None, Part.LOWER: None}


NO_VOTE: dict[str, tuple[float, float, float, float]] = {
    "cut off below": (100.0, 120.0, 140.0, 240.0),
    "cut off above": (100.0, 0.0, 140.0, 120.0),
    "bent over": (100.0, 100.0, 180.0, 170.0),
    "too small": (100.0, 100.0, 108.0, 122.0),
}


@pytest.mark.parametrize("box", NO_VOTE.values(), ids=list(NO_VOTE))
def test_a_look_that_shows_no_whole_part_does_not_vote(box: tuple[float, float, float, float]) -> None:
    assert worn([box] * 4) == {}


def test_what_stands_behind_something_nearer_does_not_vote() -> None:
    before = (95.0, 110.0, 150.0, 200.0)
    assert worn([PERSON] * 4, beside=before) == {Part.UPPER: Colour.RED}
    behind = (95.0, 40.0, 150.0, 160.0)
    assert worn([PERSON] * 4, beside=behind) == {Part.UPPER: Colour.RED, Part.LOWER: Colour.BLUE}


def test_a_vehicle_has_one_part_and_an_animal_none() -> None:
    van = (60.0, 80.0, 220.0, 180.0)
    swatches = Swatches()
    for n in range(3):
        swatches.note(n, scene(van, upper=NAVY), found(van, label=Label.TRUCK))
    assert [(one.part, one.named) for one in swatches.worn([track([van] * 3, Label.TRUCK)])] == [
        (Part.BODY, Colour.BLUE)
    ]
    assert worn([van] * 3, label=Label.DOG) == {}


def test_a_grey_picture_gives_none() -> None:
    swatches = Swatches()
    for n in range(4):
        grey = scene(PERSON).mean(axis=2, keepdims=True).repeat(3, axis=2).astype(np.uint8)
        swatches.note(n, grey, found(PERSON))
    assert swatches.worn([track([PERSON] * 4)]) == ()


def test_only_looks_of_the_track_itself_vote() -> None:
    swatches = Swatches()
    for n in range(4):
        swatches.note(n, scene(PERSON), found(PERSON))
    moved = tuple(side + 1 for side in PERSON)
    assert swatches.worn([track([(moved[0], moved[1], moved[2], moved[3])] * 4)]) == ()


VOTES: dict[str, tuple[dict[Colour, float], int, Colour | None]] = {
    "clear": ({Colour.RED: 0.8, Colour.GREY: 0.1}, 3, Colour.RED),
    "alone": ({Colour.RED: 0.6}, 3, Colour.RED),
    "too few pictures": ({Colour.RED: 0.9}, 2, None),
    "too little of it": ({Colour.RED: 0.49}, 9, None),
    "too close": ({Colour.RED: 0.5, Colour.GREY: 0.4}, 9, None),
    "even": ({Colour.RED: 0.5, Colour.GREY: 0.5}, 9, None),
}


@pytest.mark.parametrize(("shares", "pictures", "named"), VOTES.values(), ids=list(VOTES))
def test_votes_agree_or_not(shares: dict[Colour, float], pictures: int, named: Colour | None) -> None:
    assert agreed(shares, pictures) is named


def test_the_rules_can_be_others() -> None:
    assert agreed({Colour.RED: 0.9}, 1, VoteRules(pictures=1)) is Colour.RED


@pytest.mark.parametrize("cut", [0, 1, 4])
def test_votes_of_parts_joined_are_the_votes_of_the_whole(cut: int) -> None:
    whole, parts, joined = Swatches(), (Swatches(), Swatches()), Swatches()
    for n in range(4):
        for one in (whole, parts[n >= cut]):
            one.note(n, scene(PERSON), found(PERSON))
    for part in parts:
        joined.take_in(part.packed())
    assert joined.worn([track([PERSON] * 4)]) == whole.worn([track([PERSON] * 4)]) != ()
