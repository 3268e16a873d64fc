"""Bags near hands: what is shown again, how often, what is kept of it, and that parts joined are the whole."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pytest

from gestae.errors import RecordError
from gestae.model.held import Held
from gestae.model.sighting import Detections, Label, ModelIdentity
from gestae.sight.detector import Rgb
from gestae.sight.hands import HandRules, HandsNoter

GREY, RED = 90, (160, 60, 40)
BAG = (150, 190, 170, 214)


def picture() -> Rgb:
    """Draw a red bag on grey ground."""
    rgb = np.full((360, 640, 3), GREY, np.uint8)
    rgb[BAG[1] : BAG[3], BAG[0] : BAG[2]] = RED
    return rgb


def people(*lefts: float, high: float = 100, score: float = 0.6) -> Detections:
    boxes = [[left, 130, left + 30, 130 + high] for left in lefts]
    return Detections(np.array(boxes, np.float32), np.full(len(boxes), score, np.float32), (Label.PERSON,) * len(boxes))


@dataclass
class RedFinder:
    """A small detector: whatever is red is a handbag, and the first row is a person."""

    shown: list[tuple[int, ...]] = field(default_factory=list)

    @property
    def identity(self) -> ModelIdentity:
        return ModelIdentity("detector", "red", "ab" * 32)

    def detect(self, rgb: Rgb) -> Detections:
        self.shown.append(rgb.shape)
        rows, columns = np.nonzero(rgb[:, :, 0] > 120)
        if not len(rows):
            return Detections.none()
        box = np.array([[columns.min(), rows.min(), columns.max() + 1, rows.max() + 1], [0, 0, 9, 9]], np.float32)
        return Detections(box, np.array([0.5, 0.9], np.float32), (Label.HANDBAG, Label.PERSON))


def test_a_bag_beside_a_person_is_noted_where_it_is_in_the_whole_picture() -> None:
    finder = RedFinder()
    noter = HandsNoter(25.0, finder)
    noter.note(50, picture(), people(120))
    assert finder.shown == [(130, 130, 3)]
    assert noter.held() == (Held(50, (150.0, 190.0, 170.0, 214.0), Label.HANDBAG, 0.5, RED, 0.0),)


def test_hands_are_looked_at_once_a_second() -> None:
    finder = RedFinder()
    noter = HandsNoter(25.0, finder)
    for n in range(0, 60, 5):
        noter.note(n, picture(), people(120))
    assert [one.n for one in noter.held()] == [0, 25, 50]
    assert len(finder.shown) == 3


def test_what_the_whole_picture_names_is_kept_at_every_look_and_once() -> None:
    noter = HandsNoter(25.0, RedFinder())
    named = Detections(
        np.array([BAG, (120, 130, 150, 230)], np.float32), np.array([0.4, 0.6]), (Label.HANDBAG, Label.PERSON)
    )
    for n in (0, 5):
        noter.note(n, picture(), named)
    assert [(one.n, round(one.score, 2)) for one in noter.held()] == [(0, 0.5), (5, 0.4)]


SHOWN: dict[str, tuple[Detections, int]] = {
    "nobody": (Detections.none(), 0),
    "two beside one another": (people(120, 150), 1),
    "two apart": (people(120, 400), 2),
    "many, of whom four are shown": (people(*range(0, 600, 100)), 4),
    "somebody hardly seen": (people(120, score=0.3), 0),
    "somebody far away": (people(120, high=60), 0),
    "somebody who fills the picture": (people(120, high=220), 0),
}


@pytest.mark.parametrize(("found", "times"), SHOWN.values(), ids=SHOWN)
def test_people_are_shown_in_groups(found: Detections, times: int) -> None:
    finder = RedFinder()
    HandsNoter(25.0, finder).note(0, picture(), found)
    assert len(finder.shown) == times


def test_a_colour_that_goes_on_is_said() -> None:
    rgb = picture()
    rgb[BAG[1] : BAG[3] + 10, BAG[0] : BAG[2]] = (120, 45, 30)
    rgb[BAG[1] : BAG[3], BAG[0] : BAG[2]] = RED
    noter = HandsNoter(25.0, RedFinder())
    noter.note(0, rgb, people(120))
    assert 0.1 < noter.held()[0].beyond < 0.5


def test_without_a_detector_nothing_is_shown() -> None:
    noter = HandsNoter(25.0, None)
    noter.note(0, picture(), people(120))
    assert noter.held() == ()


def test_parts_are_joined_to_the_whole() -> None:
    whole, first, second = (HandsNoter(25.0, RedFinder()) for _ in range(3))
    for noter, looks in ((whole, (0, 25, 50)), (first, (0, 25)), (second, (50,))):
        for n in looks:
            noter.note(n, picture(), people(120))
    first.take_in(second.packed())
    assert first.held() == whole.held()
    assert {name: array.tolist() for name, array in first.packed().items()} == {
        name: array.tolist() for name, array in whole.packed().items()
    }
    empty = HandsNoter(25.0, None)
    empty.take_in(HandsNoter(25.0, None).packed())
    assert empty.held() == ()


def test_a_label_that_there_is_not_is_refused() -> None:
    noter = HandsNoter(25.0, RedFinder())
    noter.note(0, picture(), people(120))
    with pytest.raises(RecordError, match="labels"):
        noter.take_in(noter.packed() | {"labels": np.array([99], np.int16)})


WRONG = {
    "no area": {"box": (5.0, 5.0, 5.0, 9.0)},
    "before the first picture": {"n": -1},
    "surer than sure": {"score": 1.5},
    "no share": {"beyond": -0.1},
    "no bag": {"label": Label.CAR},
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
def test_what_cannot_be_is_no_sighting(wrong: dict[str, object]) -> None:
    right: dict[str, object] = {
        "n": 0, "box": (0.0, 0.0, 5.0, 5.0), "label": Label.HANDBAG, "score": 0.5, "colour": RED, "beyond": 0.0,
    }  # fmt: skip
    assert Held(**right).score == 0.5  # type: ignore[arg-type]
    with pytest.raises(RecordError):
        Held(**(right | wrong))  # type: ignore[arg-type]


def test_rules_name_every_number() -> None:
    assert HandRules().apart_s == 1.0
    assert all(isinstance(getattr(HandRules(), name), int | float) for name in HandRules.__slots__)
