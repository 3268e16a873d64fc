"""Clothes help to follow people: measured where seen, joined over parts, deciding only among those who are near."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from gestae.errors import RecordError
from gestae.model.sighting import Detections, Label
from gestae.sight.clothing import Clothing, GarbRules, garb_of, likely, mixed
from gestae.sight.swatches import VoteRules
from gestae.sight.tracker import Tracker, TrackRules

RED, BLUE, GREY = (180, 30, 30), (40, 50, 170), (110, 110, 110)


def people(*boxes: tuple[float, float, float, float], score: float = 0.9) -> Detections:
    return Detections(np.array(boxes, np.float32), np.full(len(boxes), score), (Label.PERSON,) * len(boxes))


def drawn(*dressed: tuple[tuple[float, float, float, float], tuple[int, int, int]]) -> np.ndarray:
    """Draw each box in one colour, later ones over earlier ones."""
    picture = np.full((200, 400, 3), GREY, np.uint8)
    for (x1, y1, x2, y2), colour in dressed:
        picture[int(y1) : int(y2), int(x1) : int(x2)] = colour
    return picture


def test_a_person_wears_what_the_box_shows() -> None:
    box = (50.0, 50.0, 80.0, 150.0)
    garb = garb_of(drawn((box, RED)), people(box), 0, VoteRules())
    assert np.isfinite(garb).all()
    assert np.allclose(garb[0], garb[1])
    assert garb[0, 1] > 0.1  # reddish


@pytest.mark.parametrize(
    ("box", "before", "why"),
    [
        ((50.0, 50.0, 150.0, 150.0), None, "as wide as high: bent, or lying"),
        ((50.0, 0.0, 80.0, 100.0), None, "cut off by the picture's edge"),
        ((50.0, 50.0, 80.0, 150.0), (45.0, 55.0, 85.0, 170.0), "behind somebody nearer"),
    ],
)
def test_what_is_not_seen_is_not_known(
    box: tuple[float, float, float, float], before: tuple[float, float, float, float] | None, why: str
) -> None:
    found = people(box) if before is None else people(box, before)
    assert np.isnan(garb_of(drawn((box, RED)), found, 0, VoteRules())).all(), why


def test_what_travels_between_workers_is_the_same() -> None:
    box, other = (50.0, 50.0, 80.0, 150.0), (200.0, 50.0, 230.0, 150.0)
    whole, first, second = Clothing(), Clothing(), Clothing()
    picture, found = drawn((box, RED), (other, BLUE)), people(box, other)
    for noter, n in ((whole, 3), (whole, 8), (first, 3), (second, 8)):
        noter.note(n, picture, found)
    joined = Clothing()
    joined.take_in(first.packed())
    joined.take_in(second.packed())
    assert all(np.array_equal(whole.packed()[name], one) for name, one in joined.packed().items())
    assert np.array_equal(whole.of(8, found), joined.of(8, found))
    assert np.isnan(joined.of(9, found)).all()


def test_a_look_counts_for_as_much_as_the_memory_says() -> None:
    rules = GarbRules(memory=4)
    old, new = np.zeros((2, 3)), np.ones((2, 3))
    assert mixed(old, 99, new, rules).tolist() == [[0.25] * 3] * 2
    assert np.array_equal(mixed(np.full((2, 3), np.nan), 0, new, rules), new)


def test_clothes_that_were_not_seen_say_nothing() -> None:
    nothing, some = np.full((1, 2, 3), np.nan), np.zeros((1, 2, 3))
    assert likely(nothing, some, GarbRules()).tolist() == likely(some, nothing, GarbRules()).tolist() == [[1.0]]


@pytest.mark.parametrize("wrong", [{"least": 0.0}, {"least": 1.5}, {"usual": 0.0}, {"memory": 0}])
def test_rules_that_make_no_sense_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(RecordError):
        replace(GarbRules(), **wrong)  # type: ignore[arg-type]


def meeting(*, dressed: bool) -> list[list[tuple[int, int, int]]]:
    """Let two walk up to one another and go back at once; give the colours that each track shows."""
    tracker, clothing = Tracker(TrackRules()), Clothing()
    shown: dict[bytes, tuple[int, int, int]] = {}
    # They come so near that, had they walked on, each would be where the other turned round.
    ways = [min(at, 14 - at) for at in range(15)]
    for n, way in enumerate(ways):
        left, right = 100.0 + 10 * way, 250.0 - 10 * way
        boxes = (left, 50.0, left + 30, 150.0), (right, 50.0, right + 30, 150.0)
        found = people(*boxes)
        shown |= {found.boxes[0].tobytes() + bytes([n]): RED, found.boxes[1].tobytes() + bytes([n]): BLUE}
        clothing.note(n, drawn((boxes[0], RED), (boxes[1], BLUE)), found)
        tracker.step(n, n / 5, found, clothing.of(n, found) if dressed else None)
    return [
        [shown[box.tobytes() + bytes([int(n)])] for n, box, seen in zip(t.n, t.boxes, t.seen, strict=True) if seen]
        for t in tracker.finish("film")
    ]


def test_who_meets_and_turns_round_is_followed_by_the_clothes() -> None:
    with_clothes, without = meeting(dressed=True), meeting(dressed=False)
    assert sorted(map(set, with_clothes), key=str) == sorted([{RED}, {BLUE}], key=str)
    assert {RED, BLUE} in map(set, without)  # by places alone they pass through one another
