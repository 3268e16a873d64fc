"""Files of boxes in MOTChallenge's forms: the ground truth of MOT16 names classes, and what it does not count."""

from __future__ import annotations

import pytest

from gestae.errors import Faults, InputRefused
from gestae.observe.motfile import read_mot

TRUTH = "1,1,10,20,5,9,1,1,0.8\n2,1,11,20,5,9,1,1,0.8\n"


def test_a_ground_truth_of_one_class_is_read() -> None:
    (one,) = read_mot(TRUTH.encode(), "gt.txt")
    assert (one.name, one.begin, one.end) == ("track 1", 0, 1)


def test_people_and_cars_of_one_ground_truth_are_not_taken_as_one_kind() -> None:
    with pytest.raises(InputRefused, match=r"2 classes \(1, 3\), which cannot all be one kind; give the lines of one"):
        read_mot((TRUTH + "1,2,50,20,9,5,1,3,1\n").encode(), "gt.txt")


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("1,2,50,20,9,5,0,1,1", "its ground truth does not count"),
        ("1,2,50,20,1e308,1e308,1,-1,-1,-1", "a box beyond 100000 pixels"),
        ("1,2,-1e9,20,9,5,1,-1,-1,-1", "a box beyond 100000 pixels"),
        ("1,2.5,50,20,9,5,1,-1,-1,-1", "no whole id"),
        ("1,9007199254740993.0,50,20,9,5,1,-1,-1,-1", "no whole id"),
        ("inf,2,50,20,9,5,1,-1,-1,-1", "no whole frame"),
    ],
)
def test_what_is_no_box_of_a_thing_is_refused(line: str, told: str) -> None:
    with pytest.raises(Faults, match=told):
        read_mot(f"{TRUTH}{line}\n".encode(), "gt.txt")


def test_ids_that_no_float_tells_apart_stay_two_tracks() -> None:
    found = read_mot(b"1,9007199254740992,50,20,9,5,1\n1,9007199254740993,80,20,9,5,1\n", "gate.txt")
    assert [one.name for one in found] == ["track 9007199254740992", "track 9007199254740993"]


def test_a_box_between_others_has_the_score_0_where_no_truth_is_told() -> None:
    assert len(read_mot(b"1,2,50,20,9,5,0,-1,-1,-1\n", "gate.txt")) == 1
