"""Detections, tracks and model identities refuse to contradict themselves."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
import pytest

from gestae.errors import RecordError
from gestae.model.sighting import (
    NO_PTS,
    Detections,
    DetectionsError,
    Group,
    Label,
    ModelIdentity,
    Track,
    TrackError,
    track_id,
)

BOX = [10.0, 20.0, 30.0, 60.0]


def detections(**changes: Any) -> Detections:
    rows: dict[str, Any] = {"boxes": np.array([BOX, BOX]), "scores": np.array([0.9, 0.2]), "labels": ("person", "car")}
    return Detections(**rows | changes)


def track(**changes: Any) -> Track:
    rows: dict[str, Any] = {
        "id": "ab",
        "number": 1,
        "label": Label.PERSON,
        "n": np.array([3, 4, 5]),
        "pts": np.array([-40, NO_PTS, 40]),
        "boxes": np.array([BOX] * 3),
        "scores": np.array([0.5, 0.0, 0.7]),
    }
    return Track(**rows | changes)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        pytest.param({"boxes": np.zeros((1, 4))}, "2 labels with boxes", id="too few boxes"),
        pytest.param({"scores": np.array([0.1])}, "2 labels with boxes", id="too few scores"),
        pytest.param({"boxes": np.array([BOX, [1, 2, 1, 9]])}, "no area", id="no width"),
        pytest.param({"boxes": np.array([BOX, [1, 9, 5, 2]])}, "no area", id="upside down"),
        pytest.param({"boxes": np.array([BOX, [1, 2, np.nan, 9]])}, "not a finite", id="not a number"),
        pytest.param({"boxes": np.array([BOX, [1, 2, np.inf, 9]])}, "not a finite", id="endless"),
        pytest.param({"scores": np.array([0.5, 1.1])}, "outside 0..1", id="score above 1"),
        pytest.param({"scores": np.array([0.5, np.nan])}, "outside 0..1", id="score not a number"),
    ],
)
def test_detections_that_contradict_themselves_are_refused(changes: dict[str, Any], says: str) -> None:
    with pytest.raises(DetectionsError, match=says):
        detections(**changes)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        pytest.param({"id": ""}, "no id", id="no id"),
        pytest.param({"number": 0}, "number from 1", id="number 0"),
        pytest.param(
            {"n": np.array([]), "pts": np.array([]), "boxes": np.zeros((0, 4)), "scores": np.array([])},
            "at least one detection",
            id="empty",
        ),
        pytest.param({"n": np.array([3, 3, 5])}, "do not increase", id="a picture twice"),
        pytest.param({"pts": np.array([1])}, "equal lengths", id="pts missing"),
        pytest.param({"scores": np.array([0.5, 0.5, 0.0])}, "interpolated box", id="ends unseen"),
        pytest.param({"scores": np.array([0.0, 0.5, 0.5])}, "interpolated box", id="starts unseen"),
        pytest.param({"boxes": np.array([BOX, BOX, [0, 0, 0, 1]])}, "no area", id="no area"),
    ],
)
def test_tracks_that_contradict_themselves_are_refused(changes: dict[str, Any], says: str) -> None:
    with pytest.raises(TrackError, match=says):
        track(**changes)


def test_what_exists_cannot_be_changed_from_outside() -> None:
    boxes = np.array([BOX, BOX], np.float32)
    held = detections(boxes=boxes)
    boxes[:] = 0
    assert held.boxes[0].tolist() == BOX
    with pytest.raises(ValueError, match="read-only"):
        held.boxes[0, 0] = 1


def test_a_track_says_where_it_was_not_seen() -> None:
    assert track().seen.tolist() == [True, False, True]
    assert track().pts.tolist() == [-40, NO_PTS, 40]


def test_detections_and_tracks_are_rebuilt_as_a_process_pool_does_it() -> None:
    back = copy.deepcopy((detections(), track()))
    assert back[0].labels == (Label.PERSON, Label.CAR)
    assert back[1].boxes.tolist() == track().boxes.tolist()


def test_groups_part_what_a_detector_does_not_mistake() -> None:
    assert detections().of(Group.VEHICLE).labels == (Label.CAR,)
    assert detections().of(Group.BAG).labels == ()
    assert [label for label in Label if label.is_bag] == [Label.BACKPACK, Label.HANDBAG, Label.SUITCASE]
    assert not Label.BICYCLE.is_vehicle
    assert {label.group for label in Label} == set(Group)


@pytest.mark.parametrize("sha256", ["", "ab", "G" * 64, "AB" * 32])
def test_a_model_is_named_by_a_whole_digest(sha256: str) -> None:
    with pytest.raises(RecordError, match="no sha256"):
        ModelIdentity("detector", "lite", sha256)


def test_a_parameter_is_named_once_and_order_means_nothing() -> None:
    with pytest.raises(RecordError, match="twice"):
        ModelIdentity("detector", "lite", "ab" * 32, (("tiles", 1), ("tiles", 2)))
    one = ModelIdentity("detector", "lite", "ab" * 32, (("a", 1), ("b", 2)))
    assert one == ModelIdentity("detector", "lite", "ab" * 32, (("b", 2), ("a", 1)))
    assert one.as_json()["parameters"] == {"a": 1, "b": 2}


def test_a_track_is_named_by_all_that_it_says() -> None:
    n, boxes = np.array([1, 2]), np.array([BOX, BOX], np.float32)
    names = {
        track_id("film", Label.PERSON, n, boxes),
        track_id("film", Label.CAR, n, boxes),
        track_id("film", Label.PERSON, n + 1, boxes),
        track_id("film", Label.PERSON, n, boxes + 1),
        track_id("other", Label.PERSON, n, boxes),
    }
    assert len(names) == 5
    assert track_id("film", Label.PERSON, n.astype(np.int32), boxes.astype(np.float64)) in names
