"""Laws of tracks in DIVE's form: what is written is read back, and nothing that is malformed is taken in part."""

from __future__ import annotations

import json
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gestae.errors import Faults, GestaeError, InputRefused
from gestae.model.sighting import NO_PTS, Label, Track
from gestae.observe.dive import FLICKS_PER_S, Followed, dive_document, read_dive
from gestae.observe.motfile import read_mot
from gestae.workflow.mot import mot_lines

BASE = Fraction(1, 12800)
FILM = "ab" * 32


@st.composite
def tracks(draw: st.DrawFn) -> list[Track]:
    found = []
    for number in range(1, draw(st.integers(0, 4)) + 1):
        n = np.array(sorted(draw(st.sets(st.integers(0, 5000), min_size=1, max_size=6))), np.int64)
        low = np.array([draw(st.tuples(st.integers(-5, 600), st.integers(-5, 400))) for _ in n], np.float32) / 4
        size = np.array([draw(st.tuples(st.integers(1, 300), st.integers(1, 300))) for _ in n], np.float32) / 4
        scores = np.array([draw(st.sampled_from([0.25, 0.5, 1.0])) for _ in n], np.float32)
        if len(n) > 2:
            scores[1] = 0
        pts = np.full(len(n), NO_PTS, np.int64) if draw(st.booleans()) else n * 512 + 100
        label = draw(st.sampled_from(list(Label)))
        found.append(Track(f"t{number}", number, label, n, pts, np.hstack([low, low + size]), scores))
    return found


@given(tracks())
@settings(max_examples=60, deadline=None)
def test_what_was_detected_is_read_back(drawn: list[Track]) -> None:
    data = json.dumps(dive_document(drawn, 100, BASE, FILM)).encode()
    read = read_dive(data, "a.json")
    assert [one.name for one in read] == [f"track {track.number}" for track in drawn]
    for one, track in zip(read, drawn, strict=True):
        seen = track.seen
        assert (one.label, one.footage) == (track.label.value, FILM)
        assert (one.begin, one.end) == (track.n[0], track.n[-1])
        assert [box.frame for box in one.boxes] == track.n[seen].tolist()
        assert [box.corners for box in one.boxes] == [tuple(map(float, box)) for box in track.boxes[seen]]
        for box, pts in zip(one.boxes, track.pts[seen].tolist(), strict=True):
            assert box.flick == (None if pts == NO_PTS else round((pts - 100) * BASE * FLICKS_PER_S))


@given(tracks())
@settings(max_examples=60, deadline=None)
def test_boxes_written_for_motchallenge_are_read_back_to_its_hundredths(drawn: list[Track]) -> None:
    read = read_mot(mot_lines(drawn).encode(), "a.txt")
    assert [one.name for one in read] == [f"track {track.number}" for track in drawn]
    for one, track in zip(read, drawn, strict=True):
        assert [box.frame for box in one.boxes] == track.n.tolist()
        assert np.allclose([box.corners for box in one.boxes], track.boxes, atol=0.011)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 10**6) | st.floats(allow_nan=False) | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
FIELDS = ("id", "begin", "end", "confidencePairs", "features")


@given(st.sampled_from(FIELDS), JSON)
@settings(max_examples=150, deadline=None)
def test_a_field_of_anything_is_taken_or_refused_in_words(name: str, value: Any) -> None:
    good = dive_document([_one()], 0, BASE, FILM)
    good["tracks"]["1"][name] = value  # type: ignore[index,call-overload]
    read, told = _read(read_dive, json.dumps(good).encode())
    assert "the file" in told or all(one.begin <= box.frame <= one.end for one in read for box in one.boxes)


@given(st.binary(max_size=60))
@settings(max_examples=80, deadline=None)
def test_bytes_of_any_kind_are_refused_in_words(data: bytes) -> None:
    assert "the file" in _read(read_dive, data)[1]
    read, told = _read(read_mot, data)
    assert read or "the file" in told or not data.strip()


def _read(reader: Callable[[bytes, str], tuple[Followed, ...]], data: bytes) -> tuple[tuple[Followed, ...], str]:
    """Read a file; give what it holds, or what the refusal says. Nothing but a refusal of gestae's may come."""
    try:
        return reader(data, "the file"), ""
    except GestaeError as refused:
        return (), str(refused)


def _one() -> Track:
    n = np.array([0, 5], np.int64)
    return Track("t", 1, Label.PERSON, n, n * 512, np.array([[1, 2, 5, 9]] * 2, np.float32), np.ones(2, np.float32))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"begin": 7}, "goes from frame 7 to 5"),
        ({"id": 4}, "has the id '4'"),
        ({"confidencePairs": []}, "has no type"),
        ({"confidencePairs": [["person", 2]]}, "a confidence of 2"),
        ({"features": []}, "has no features"),
        ({"features": [{"frame": 9, "bounds": [0, 0, 1, 1]}]}, "a box in frame 9"),
        ({"features": [{"frame": 1, "bounds": [5, 0, 1, 1]}]}, "has the box [5, 0, 1, 1]"),
        ({"features": [{"frame": 1, "bounds": [0, 0, 1, 1]}] * 2}, "has 2 boxes in frame 1"),
        ({"features": [{"bounds": [0, 0, 1, 1]}]}, "without a frame"),
        ({"features": [{"frame": 1}]}, "has no box"),
        ({"features": [{"frame": 1, "bounds": [0, 0, 1, 1], "flick": 0.5}]}, "has the flick 0.5"),
    ],
)  # fmt: skip
def test_each_fault_is_named(change: dict[str, Any], told: str) -> None:
    document: Any = dive_document([_one()], 0, BASE, FILM)
    document["tracks"]["1"] |= change
    with pytest.raises(Faults) as caught:
        read_dive(json.dumps(document).encode(), "a.json")
    assert told in str(caught.value)


def test_all_faults_come_at_once() -> None:
    document: Any = dive_document([_one()], 0, BASE, FILM)
    document["tracks"]["1"] |= {"id": 9, "confidencePairs": []}
    document["tracks"]["x"] = 4
    document["groups"] = []
    with pytest.raises(Faults) as caught:
        read_dive(json.dumps(document).encode(), "a.json")
    assert len(caught.value.faults) == 4


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"{}", "names no version"),
        (b'{"version": 1, "tracks": {}}', "is of version '1'"),
        (b'{"version": true}', "is of version 'True'"),
        (b'{"version": 2, "version": 2}', "stands twice"),
        (b"[" * 100_000, "is no file of DIVE"),
        (b"1" * 10_000, "is no file of DIVE"),
    ],
)
def test_a_file_of_another_form_is_refused(data: bytes, told: str) -> None:
    with pytest.raises(InputRefused, match=told):
        read_dive(data, "a.json")


def test_a_group_is_an_act_of_its_surest_type() -> None:
    group = {"id": 3, "meta": {}, "attributes": {}, "confidencePairs": [["fall", 0.2], ["lying", 0.7]],
             "begin": 4, "end": 9, "members": {"1": {"ranges": [[4, 9]]}}}  # fmt: skip
    document = {"version": 2, "tracks": {}, "groups": {"3": group}}
    (one,) = read_dive(json.dumps(document).encode(), "a.json")
    assert (one.name, one.label, one.begin, one.end, one.boxes) == ("group 3", "lying", 4, 9, ())


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("1,1,2", "has 3 cells"),
        ("a,1,2,3,4,5", "no number"),
        ("0,1,2,3,4,5", "whole frame from 1"),
        ("1.5,1,2,3,4,5", "whole frame from 1"),
        ("1,1,2,3,0,5", "without an area"),
        ("1,1,nan,3,4,5", "whole frame from 1"),
    ],
)
def test_a_line_that_is_no_box_is_named(line: str, told: str) -> None:
    with pytest.raises(Faults, match=r"line 2") as caught:
        read_mot(f"1,9,2,3,4,5,1,-1,-1,-1\n{line}\n".encode(), "gt.txt")
    assert told in str(caught.value)


def test_two_boxes_of_one_thing_in_a_frame_are_refused() -> None:
    with pytest.raises(Faults, match="second box of track 9"):
        read_mot(b"1,9,2,3,4,5\n1,9,3,3,4,5\n", "gt.txt")
