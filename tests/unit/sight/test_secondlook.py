"""What nobody named is shown again at the right size, and believed only where it is named often enough."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from gestae.errors import RecordError
from gestae.model.sighting import Detections, Label, ModelIdentity, Track, track_id
from gestae.sight.detector import Rgb
from gestae.sight.movers import Mover
from gestae.sight.secondlook import SecondRules, bridged, joined, look_again, questions, told
from gestae.sight.tracker import TrackRules

RULES = TrackRules()
N = tuple(range(0, 50, 5))
# Goes up the picture by twenty pixels a look.
BOXES = np.array([[100, 300 - 20 * k, 200, 420 - 20 * k] for k in range(len(N))], np.float32)
MOVER = Mover(np.array(N), BOXES)


def seen(box: Sequence[float], score: float = 0.6, label: Label = Label.CAR) -> Detections:
    return Detections(np.array([box], np.float32), np.array([score], np.float32), (label,))


def in_looks(places: Sequence[int], score: float = 0.6, label: Label = Label.CAR) -> dict[int, Detections]:
    return {n: seen(BOXES[k] + 2, score, label) if k in places else Detections.none() for k, n in enumerate(N)}


@pytest.mark.parametrize(
    ("found", "asked"),
    [
        (in_looks(()), True),
        (in_looks((0, 1, 8)), True),
        (in_looks(range(5)), False),
        (in_looks(range(10), score=0.2), True),
        (in_looks(range(10), label=Label.PERSON), False),
        ({n: seen([400, 0, 500, 90]) for n in N}, True),
    ],
    ids=["never named", "named in parts", "named in half", "named unsurely", "somebody is in it", "another thing"],
)
def test_what_is_hardly_named_is_asked_about(found: dict[int, Detections], *, asked: bool) -> None:
    assert [one.n for one in questions(found, [MOVER], RULES)] == ([N] if asked else [])


def test_a_long_mover_is_asked_about_in_so_many_looks_spread_over_it() -> None:
    (question,) = questions({}, [MOVER], RULES, SecondRules(most_looks=4))
    assert question.n == (0, 15, 30, 45)


class Brightest:
    """Says that the bright part of what it is shown is a car; remembers how large a picture it was shown."""

    identity = ModelIdentity("detector", "brightest", "0" * 64, ())

    def __init__(self) -> None:
        self.shown: list[tuple[int, ...]] = []

    def detect(self, rgb: Rgb) -> Detections:
        self.shown.append(rgb.shape)
        rows, columns = np.nonzero(rgb[:, :, 0] > 200)
        if not len(rows):
            return Detections.none()
        return seen([columns.min(), rows.min(), columns.max() + 1, rows.max() + 1])


@pytest.mark.parametrize(
    ("bright", "side"),
    [((300, 200, 340, 240), 240), ((0, 0, 300, 200), 1800), ((620, 340, 640, 360), 192)],
    ids=["in the middle", "larger than the picture allows", "small, in the corner"],
)
def test_it_is_shown_at_a_sixth_and_told_in_pixels_of_the_picture(bright: tuple[int, ...], side: int) -> None:
    picture = np.full((360, 640, 3), 50, np.uint8)
    x1, y1, x2, y2 = bright
    picture[y1:y2, x1:x2] = 250
    detector = Brightest()
    found = look_again(picture, np.array(bright, np.float32), detector)
    assert detector.shown == [(side, side, 3)]
    assert found.boxes.tolist() == [list(bright)]


@pytest.mark.parametrize("elsewhere", [(300, 200, 340, 240), (0, 0, 20, 20)], ids=["beside it", "a speck in it"])
def test_what_is_not_the_mover_is_not_told(elsewhere: tuple[int, ...]) -> None:
    picture = np.full((360, 640, 3), 50, np.uint8)
    picture[elsewhere[1] : elsewhere[3], elsewhere[0] : elsewhere[2]] = 250
    assert not len(look_again(picture, np.array([0, 0, 200, 200], np.float32), Brightest()))


def test_only_what_is_surely_named_twice_is_taken_with_all_its_looks() -> None:
    once = in_looks((3,))
    twice = {**in_looks((3, 4)), N[6]: seen(BOXES[6], 0.2), N[7]: seen(BOXES[7], 0.9, Label.HANDBAG)}
    assert told([once], RULES) == {}
    taken = told([once, twice], RULES)
    assert {n: found.labels for n, found in taken.items() if len(found)} == {
        N[3]: (Label.CAR,), N[4]: (Label.CAR,), N[6]: (Label.CAR,),
    }  # fmt: skip


def test_what_two_movers_both_hold_is_told_once() -> None:
    taken = told([in_looks((1, 2)), in_looks((1, 2))], RULES)
    assert [len(found) for found in taken.values()] == [0, 1, 1, 0, 0, 0, 0, 0, 0, 0]


def test_the_second_look_adds_to_the_first_and_takes_nothing_away() -> None:
    first = {0: seen([0, 0, 50, 50]), 5: seen(BOXES[1], 0.9), 10: Detections.none()}
    whole = joined(first, {0: seen([100, 100, 150, 150]), 5: seen(BOXES[1] + 1, 0.4)})
    assert [len(whole[n]) for n in (0, 5, 10)] == [2, 1, 0]
    assert whole[5].scores.tolist() == pytest.approx([0.9])


def track(first: int, last: int, label: Label = Label.CAR, *, offset: float = 0.0, score: float = 0.6) -> Track:
    n, boxes = np.array(N[first:last]), BOXES[first:last] + np.float32(offset)
    name = track_id("film", label, n, boxes)
    return Track(name, first + 1, label, n, n.copy(), boxes, np.full(len(n), score, np.float32))


def test_two_parts_of_a_vehicle_that_one_body_leads_across_are_one() -> None:
    boat, car = track(0, 3, Label.BOAT, score=0.3), track(7, 10)
    (whole,) = bridged([boat, car], [MOVER], "film")
    assert whole.label is Label.CAR
    assert whole.n.tolist() == [*N[:3], *N[7:]]
    assert whole.number == 1
    assert whole.id not in (boat.id, car.id)


@pytest.mark.parametrize(
    "parts",
    [
        [track(0, 3, Label.PERSON), track(7, 10, Label.PERSON)],
        [track(0, 5), track(4, 10, offset=1)],
        [track(0, 3), track(7, 10, offset=200)],
        [track(0, 3), track(7, 10, Label.PERSON)],
    ],
    ids=["people", "both at once", "beside it", "a vehicle and a person"],
)
def test_others_stay_apart(parts: list[Track]) -> None:
    assert {one.id for one in bridged(parts, [MOVER], "film")} == {one.id for one in parts}


@pytest.mark.parametrize("wrong", [{"shown": 0.0}, {"lies_in": 1.1}, {"most_looks": 0}, {"least_named": 0}])
def test_impossible_rules_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(RecordError):
        SecondRules(**wrong)  # type: ignore[arg-type]
