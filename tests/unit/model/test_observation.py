"""Observations and moments: what they refuse, how they are named, and the document there and back."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from gestae.errors import InputRefused, RecordError
from gestae.model.observation import Kind, Moment, Observation, Region, Status
from gestae.model.observation_document import from_document, observations_document, to_document
from gestae.model.text import Script

BASE = Fraction(1, 90000)
START = Moment(45000, 43200, 45000, BASE)
END = Moment(90000, 90000, 93600, BASE)
ONE = Observation(
    kind=Kind.VEHICLE_STOPS, sha256="ab" * 32, stream=0, camera="yard", start=START, end=END, rule="vehicle_stops/1",
    tracks=("t1",), region=Region(1, 2, 30, 40), confidence=0.83, limits=("Who is in it is not shown.",), reads="V",
)  # fmt: skip

WRONG: dict[str, dict[str, Any]] = {
    "a digest that is none": {"sha256": "abc"},
    "a stream below 0": {"stream": -1},
    "a salt that is none": {"salt": "ab"},
    "a rule without version": {"rule": "vehicle_stops"},
    "a confidence above 1": {"confidence": 1.2},
    "a confidence that is no number": {"confidence": float("nan")},
    "alternatives to letters that were read": {"reads": "V", "alternatives": ("8",)},
    "an end before its start": {"end": Moment(0, 0, 0, BASE)},
    "an end in other ticks": {"end": Moment(90000, 90000, 90000, Fraction(1, 25))},
}


@pytest.mark.parametrize("change", WRONG.values(), ids=WRONG.keys())
def test_what_contradicts_itself_is_no_observation(change: dict[str, Any]) -> None:
    with pytest.raises(RecordError):
        replace(ONE, **change)


@pytest.mark.parametrize("bounds", [(5, 6, 7), (5, 3, 4), (5, 7, 3)])
def test_the_frame_that_shows_a_moment_lies_within_its_bounds(bounds: tuple[int, int, int]) -> None:
    with pytest.raises(RecordError):
        Moment(*bounds, BASE)


def test_the_name_follows_what_is_said_and_not_what_becomes_of_it() -> None:
    assert ONE.with_status(Status.ACCEPTED).id == ONE.id
    assert replace(ONE, camera="other").id == ONE.id
    for change in ({"start": END}, {"end": None}, {"kind": Kind.VEHICLE_LEAVES}, {"reads": None}, {"tracks": ()}):
        assert replace(ONE, **change).id != ONE.id


@pytest.mark.parametrize(
    "one",
    [ONE, replace(ONE, end=None, region=None, confidence=None, camera=None, reads=None, tracks=(), text="A van stops")],
)
def test_a_document_read_back_is_the_same_observation(one: Observation) -> None:
    assert from_document(to_document(one, name="yard.mp4", first_pts=0)) == one


def test_the_document_has_the_keys_of_format_1_and_the_bounds_beside_them() -> None:
    document = to_document(ONE, name="yard.mp4", first_pts=0)
    assert document["start"] == {
        "pts": 45000, "time_base": "1/90000", "seconds": 0.5, "earliest_pts": 43200, "latest_pts": 45000,
    }  # fmt: skip
    assert document["footage"] == {"sha256": "ab" * 32, "name": "yard.mp4", "stream": 0}
    assert observations_document([document])["format"] == 1


def test_seconds_count_from_the_streams_first_frame() -> None:
    document = to_document(ONE, name="yard.mp4", first_pts=43200)
    start = document["start"]
    assert isinstance(start, dict)
    assert start["seconds"] == pytest.approx(0.02)


DOCUMENT = to_document(ONE, name="yard.mp4", first_pts=0)
BROKEN: dict[str, dict[str, Any]] = {
    "another id": {"id": "0" * 20},
    "another kind": {"kind": "dances"},
    "a region of three": {"region": [1, 2, 3]},
    "a moment without bounds": {"start": {"pts": 1, "time_base": "1/25"}},
    "a time base of nothing": {"start": {"pts": 1, "time_base": "1/0", "earliest_pts": 1, "latest_pts": 1}},
    "tracks that are no list": {"tracks": "t1"},
    "a confidence in words": {"confidence": "high"},
    "footage that is no object": {"footage": "yard.mp4"},
}


@pytest.mark.parametrize("change", BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_document_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(InputRefused):
        from_document({**DOCUMENT, **change})


@pytest.mark.parametrize("key", sorted(set(DOCUMENT) - {"id", "end", "region"}))
def test_a_key_that_is_missing_is_refused(key: str) -> None:
    with pytest.raises(InputRefused):
        from_document({name: value for name, value in DOCUMENT.items() if name != key})


@pytest.mark.parametrize("text", ["He probably has a knife", "Мабуть, постріл", "any word a later list refuses"])
def test_what_was_recorded_is_read_whatever_its_words(text: str) -> None:
    one = replace(ONE, text=text, rule="person/1")
    assert from_document(to_document(one, name="yard.mp4", first_pts=0)) == one


def test_a_salt_parts_ids_that_say_the_same_and_travels_with_the_document() -> None:
    salted = replace(ONE, salt="cd" * 32)
    assert len({ONE.id, salted.id, replace(ONE, salt="ef" * 32).id}) == 3
    document = to_document(salted, name="yard.avi", first_pts=0)
    assert from_document(document) == salted
    assert "salt" not in to_document(ONE, name="yard.avi", first_pts=0)
    with pytest.raises(InputRefused, match="but says what"):
        from_document({**document, "salt": "ef" * 32})


def test_what_was_read_keeps_its_doubts_in_the_document_and_its_id() -> None:
    read = replace(ONE, kind=Kind.TEXT_SEEN, reads="AB·1", script=Script.UNDECIDED, alternatives=("0/O",))
    document = to_document(read, name="yard.mp4", first_pts=0)
    assert (document["script"], document["alternatives"]) == ("undecided", ["0/O"])
    assert from_document(document) == read
    assert len({read.id, replace(read, alternatives=("0/Q",)).id, replace(read, script=Script.LATIN).id}) == 3


def test_what_no_rule_read_names_no_script() -> None:
    assert not {"script", "alternatives"} & set(to_document(ONE, name="yard.mp4", first_pts=0))
