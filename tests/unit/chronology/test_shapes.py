"""Patterns of phrases: how they are spelt out and what fits into their places."""

from __future__ import annotations

import pytest

from gestae.chronology.shapes import Shape, plain_words, spell_out
from gestae.chronology.sums import read_sum
from gestae.errors import InputRefused


@pytest.mark.parametrize(
    ("pattern", "spelt"),
    [
        ("at once", {"at once"}),
        ("(at|in) once", {"at once", "in once"}),
        ("at [very] once", {"at very once", "at once"}),
        ("[a|the] day", {"a day", "the day", "day"}),
        ("секунд[а|и]", {"секунда", "секунди", "секунд"}),
        ("a (b|c [d])", {"a b", "a c d", "a c"}),
        ("{length} later", {"{length} later"}),
    ],
)
def test_a_pattern_stands_for_all_its_spellings(pattern: str, spelt: set[str]) -> None:
    assert {str(shape) for shape in spell_out(pattern, ("length",))} == spelt


@pytest.mark.parametrize("pattern", ["(a", "a]", "a|b", "[]", "", "{time} later", "{length} {length}", "{length"])
def test_what_is_no_pattern_is_refused(pattern: str) -> None:
    with pytest.raises(InputRefused):
        spell_out(pattern, ("length",))


@pytest.mark.parametrize(
    ("phrase", "found"),
    [
        ("ten or two or three", [("ten", "two or three"), ("ten or two", "three")]),
        ("ten or ", []),
        (" or ten", []),
        (" or ten or two", [("or ten", "two")]),
        ("or", []),
        ("ten", []),
    ],
)
def test_every_cut_of_two_places_is_given(phrase: str, found: list[tuple[str, str]]) -> None:
    shape = Shape(("", " or ", ""), ("low", "high"))
    assert [(one["low"], one["high"]) for one in shape.fits(phrase)] == found


def test_a_place_is_never_empty() -> None:
    assert list(Shape(("less than ", ""), ("duration",)).fits("less than ")) == []
    assert list(Shape(("ab", "bc"), ("duration",)).fits("abc")) == []


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("ТРЁХ часов!", "трех часов"),
        ("п’ять", "п'ять"),
        ("2–3 min", "2-3 min"),
        ("ten\u00a0seconds\n", "ten seconds"),
        ("«Later.»", "later"),
        ("e\u0301", "é"),
    ],
)
def test_phrases_are_compared_plainly(text: str, plain: str) -> None:
    assert plain_words(text) == plain


@pytest.mark.parametrize("text", ["", " ", "+", "least most", "least * 2", "2 *", "1.5", "10 s 5 s", "2 * 10 s", "x"])
def test_what_is_no_bound_is_refused(text: str) -> None:
    with pytest.raises(InputRefused):
        read_sum(text, ("least", "most"))


def test_a_bound_of_an_open_side_is_open() -> None:
    assert read_sum("most + 1 s", ("most",)).value({"most": None}) is None
