"""Two documents that differ are told by each value that differs, few of them in full and the rest by their number."""

from __future__ import annotations

import pytest

from gestae import __version__
from gestae.base.canonical import Json
from gestae.workflow.differing import MOST_TOLD, Difference, few, values_differ, versions_differ
from gestae.workflow.versions import library_versions


@pytest.mark.parametrize(
    ("before", "again", "said"),
    [
        pytest.param({"a": 1, "b": [1, {"c": 2}]}, {"b": [1, {"c": 2}], "a": 1}, [], id="equal in another order"),
        pytest.param({"b": [1, {"c": 2}]}, {"b": [1, {"c": 3}]}, [("b 2 c", "2", "3")], id="deep"),
        pytest.param({"a": None}, {"a": 0}, [("a", "absent", "0")], id="nothing is not nought"),
        pytest.param({}, {"a": "x"}, [("a", "absent", "x")], id="a new one"),
        pytest.param({"a": [1, 2]}, {"a": [1]}, [("a", "2 of them", "1 of them")], id="lists of other lengths"),
        pytest.param({"a": [1]}, {"a": "1"}, [("a", "1 of them", "1")], id="a list and a text"),
        pytest.param({"a": "12"}, {"a": "13"}, [("a", "12", "13")], id="texts are no lists"),
        pytest.param([1], [2], [("1", "1", "2")], id="lists alone"),
        pytest.param(1, 2, [("the whole", "1", "2")], id="values alone"),
        pytest.param({"a": {"t": "x", "u": {"v": 1}}}, {}, [("a", "t x", "absent")], id="a part that is gone"),
    ],
)
def test_each_value_that_differs_is_named(before: Json, again: Json, said: list[tuple[str, str, str]]) -> None:
    assert list(values_differ(before, again)) == said


def test_a_long_value_is_told_shortly() -> None:
    ((_, before, _),) = values_differ("x" * 200, "y")
    assert (len(before), before[-1]) == (80, "…")


@pytest.mark.parametrize(("rows", "told", "last"), [(1, 1, "row 1"), (20, 20, "row 20"), (23, 21, "artifact clock")])
def test_a_thousand_differences_are_told_by_their_number(rows: int, told: int, last: str) -> None:
    found = list(few("gate.mp4", "clock", ("ab" * 32, "cd" * 32), ((f"row {n + 1}", "1", "2") for n in range(rows))))
    assert (len(found), found[-1].what) == (told, last)
    if rows > MOST_TOLD:
        assert found[-1].found == "cdcdcdcdcdcdcdcd: 3 more differences"


def test_other_bytes_of_the_same_content_are_said_to_be_that() -> None:
    (one,) = few("gate.mp4", "clock", ("ab" * 32, "cd" * 32), ())
    assert one == Difference("gate.mp4", "artifact clock", "ab" * 8, "cdcdcdcdcdcdcdcd: the same rows, other bytes")


def test_versions_of_now_are_no_difference_and_others_are_named() -> None:
    now = {**library_versions(), "gestae": __version__}
    assert not list(versions_differ("gate.mp4", now))
    (one, gone) = versions_differ("gate.mp4", now | {"numpy": "0.1", "opencv": "4"})
    assert (one.what, one.recorded, one.found) == ("version of numpy", "0.1", now["numpy"])
    assert (gone.what, gone.found) == ("version of opencv", "not installed")
