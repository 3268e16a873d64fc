"""What was marked with another tool counts as a person's marks: all of a file, or nothing of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest
from tests.unit.workflow.cases import add_film, made

from gestae.base.canonical import Json
from gestae.errors import Faults, InputRefused
from gestae.model.observation import Kind, Region
from gestae.model.sighting import Label, Track
from gestae.observe.dive import dive_document
from gestae.workflow.case import Case
from gestae.workflow.documents import schema
from gestae.workflow.findings import findings, reject
from gestae.workflow.markfiles import FileOfMarks, mark_file, marks_document

BASE = Fraction(1, 25)
MS = 10**6


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    with made(tmp_path) as opened:
        add_film(opened, "gate.mp4", camera="gate")
        yield opened


def track(number: int, label: Label, n: list[int]) -> Track:
    boxes = np.array([(10.2 + k, 20.7, 30.1 + k, 44.5) for k in n], np.float32)
    whole = np.array(n, np.int64)
    return Track(f"t{number}", number, label, whole, whole, boxes, np.full(len(n), 0.5, np.float32))


def dive(case: Case, *tracks: Track, groups: dict[str, Json] | None = None, **more: Json) -> FileOfMarks:
    sha256 = str(case.store.rows("exhibits")[0]["sha256"])
    document: dict[str, Any] = {**dive_document(tracks, 0, BASE, sha256), "groups": groups or {}, **more}
    return FileOfMarks("result.json", json.dumps(document).encode(), "dive", "gate.mp4", None, 80 * MS)


def group(number: int, label: str, begin: int, end: int) -> dict[str, Json]:
    return {"id": number, "confidencePairs": [[label, 1]], "begin": begin, "end": end, "members": {}}


def test_people_vehicles_and_acts_become_marks_by_frame(case: Case) -> None:
    acts: dict[str, Json] = {"7": group(7, "fall", 30, 40), "8": group(8, "wears:armband", 12, 12)}
    file = dive(case, track(1, Label.PERSON, [10, 20, 50]), track(2, Label.TRUCK, [5, 60]),
                groups=acts)  # fmt: skip
    taken = mark_file(case, file, "drawn in DIVE")
    found = {one.observation.what: one.observation for one in findings(case.store)}
    assert set(found) == {"person_present", "vehicle_present", "fall", "wears:armband"}
    person = found["person_present"]
    assert (person.start.pts, person.end.pts if person.end else None) == (10, 50)
    assert (person.start.earliest_pts, person.start.latest_pts) == (8, 12), "within 80 ms"
    assert person.region == Region(20, 20, 41, 45)
    assert found["wears:armband"].end is None
    assert {one.decision for one in findings(case.store)} == {"recorded"}
    entry = case.store.entries()[-1].entry
    assert entry is not None
    assert hashlib.sha256(file.data).hexdigest() in entry.reason
    jsonschema.validate(marks_document(taken), schema("marks"), cls=jsonschema.Draft202012Validator)


def test_taken_in_twice_it_is_marked_once(case: Case) -> None:
    file = dive(case, track(1, Label.PERSON, [10, 20]), track(2, Label.PERSON, [10, 20]))
    (one,) = mark_file(case, file, "drawn").marks
    entries = len(case.store.entries())
    (again,) = mark_file(case, file, "drawn").marks
    assert (one.is_new, again.is_new) == (True, False)
    assert len(case.store.entries()) == entries


def test_what_no_word_says_is_there_is_left_out_and_counted(case: Case) -> None:
    taken = mark_file(case, dive(case, track(1, Label.DOG, [1, 2]), track(2, Label.PERSON, [1, 2])), "drawn")
    assert taken.left_out == {"dog": 1}
    assert len(taken.marks) == 1
    assert mark_file(case, dive(case, track(1, Label.DOG, [1, 2])), "drawn").marks == ()


def test_all_that_is_wrong_is_told_at_once_and_nothing_is_marked(case: Case) -> None:
    outside = track(3, Label.PERSON, [10, 11])
    object.__setattr__(outside, "boxes", outside.boxes + np.float32(5000))
    before = len(case.store.entries())
    acts: dict[str, Json] = {"7": group(7, "suspicious", 30, 40), "8": group(8, "wears", 1, 2)}
    file = dive(case, track(1, Label.PERSON, [10, 20]), track(2, Label.PERSON, [90, 100]), outside, groups=acts)
    with pytest.raises(Faults) as caught:
        mark_file(case, file, "drawn")
    told = str(caught.value)
    for words in ("'suspicious'", "'wears'", "goes to frame 100", "the frames 0 to 99", "outside of the picture"):
        assert words in told
    assert len(case.store.entries()) == before


def test_frames_that_were_counted_by_a_rate_are_refused(case: Case) -> None:
    document: Any = json.loads(dive(case, track(1, Label.PERSON, [10, 60])).data)
    document["tracks"]["1"]["features"][1]["flick"] = round(705_600_000 * 60 / 24)  # 24 a second, and it has 25
    file = FileOfMarks("result.json", json.dumps(document).encode(), "dive", "gate.mp4", None, 0)
    with pytest.raises(Faults, match=r"frame 60 lies at 2\.500 s, and it lies at 2\.400 s"):
        mark_file(case, file, "drawn")


def test_a_file_of_other_footage_is_refused(case: Case) -> None:
    add_film(case, "yard.mp4", camera="yard")
    file = dive(case, track(1, Label.PERSON, [10, 20]))
    gate = next(row["sha256"] for row in case.store.rows("exhibits") if row["name"] == "gate.mp4")
    document = json.loads(file.data)
    document["tracks"]["1"]["meta"]["gestae"]["footage"] = gate
    other = FileOfMarks(file.name, json.dumps(document).encode(), "dive", "yard.mp4", None, 0)
    with pytest.raises(Faults, match="was written of footage"):
        mark_file(case, other, "drawn")


def test_a_file_of_motchallenge_is_of_the_kind_that_is_given(case: Case) -> None:
    data = b"3,7,10,20,5,9,1,-1,-1,-1\n8,7,11,20,5,9,0,-1,-1,-1\n"
    (one,) = mark_file(case, FileOfMarks("gt.txt", data, "mot", "gate.mp4", (Kind.PERSON_RUNS, None), 0), "drawn").marks
    assert one.observation.kind is Kind.PERSON_RUNS
    assert (one.observation.start.pts, one.observation.end.pts if one.observation.end else None) == (2, 7)
    assert one.observation.region == Region(10, 20, 15, 29)


def test_what_somebody_rejected_is_not_marked_again(case: Case) -> None:
    file = dive(case, track(1, Label.PERSON, [10, 20]), track(2, Label.CAR, [1, 2]))
    marks = mark_file(case, file, "drawn").marks
    reject(case, [marks[0].observation.id], "a shadow")
    with pytest.raises(InputRefused, match="was rejected by"):
        mark_file(case, file, "drawn")


@pytest.mark.parametrize("data", [b"", b'{"version": 2, "tracks": {}, "groups": {}}'])
def test_an_empty_file_is_refused(case: Case, data: bytes) -> None:
    with pytest.raises(InputRefused):
        mark_file(case, FileOfMarks("result.json", data, "dive", "gate.mp4", None, 0), "drawn")
