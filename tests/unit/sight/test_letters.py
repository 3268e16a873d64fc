"""Letters out of a reader's scores: which are kept, which may be something else, and how two lines lie beside each
other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pytest

from gestae.sight.letters import Glyph, aligned, distance, glyphs_of_scores, in_both, read_written, written

KNOWN = ["", *"AB8BlrRQ字Φ-1", " "]


def scores(*columns: Mapping[str, float]) -> np.ndarray:
    rows = np.zeros((len(columns), len(KNOWN)), np.float32)
    for row, column in zip(rows, columns, strict=True):
        for letter, part in column.items():
            row[KNOWN.index(letter)] = part
    return rows


def line(text: str) -> list[Glyph]:
    return [Glyph((letter,)) if letter != "·" else Glyph(()) for letter in text]


@pytest.mark.parametrize(
    ("column", "may_be"),
    [
        pytest.param({"A": 0.9}, ("A",), id="a capital"),
        pytest.param({"r": 0.9}, ("R",), id="a small letter is told as its capital"),
        pytest.param({"l": 0.9}, ("1", "I", "L"), id="one upright"),
        pytest.param({"字": 0.9}, (), id="a letter of another script"),
        pytest.param({"Φ": 0.9}, (), id="a Greek letter, as Cyrillic ones are read"),
        pytest.param({"A": 0.2}, (), id="too unlikely"),
        pytest.param({"B": 0.6, "8": 0.3}, ("B", "8"), id="two that it may be"),
        pytest.param({"B": 0.6, "字": 0.3}, ("B",), id="what is not kept is no doubt"),
        pytest.param({"B": 0.8, "8": 0.1}, ("B",), id="a little doubt is none"),
    ],
)
def test_what_a_letter_may_be(column: dict[str, float], may_be: tuple[str, ...]) -> None:
    (glyph,) = glyphs_of_scores(scores(column), KNOWN)
    assert glyph.may_be == may_be


def test_a_letter_that_was_not_read_keeps_its_place() -> None:
    glyphs = glyphs_of_scores(scores({"A": 1}, {"字": 1}, {"": 1}, {" ": 1}, {"1": 1}), KNOWN)
    assert [(one.told, one.after_gap) for one in glyphs] == [("A", False), (None, False), ("1", True)]


@pytest.mark.parametrize(
    ("column", "is_latin"),
    [({"R": 1}, True), ({"Q": 1}, True), ({"r": 1}, False), ({"A": 1}, False), ({"R": 0.5, "A": 0.4}, False)],
)
def test_only_some_capitals_show_that_a_text_is_latin(column: dict[str, float], is_latin: bool) -> None:
    assert glyphs_of_scores(scores(column), KNOWN)[0].is_latin is is_latin


@pytest.mark.parametrize(
    ("wide", "narrow", "both"),
    [
        pytest.param("AB1", "AB1", "AB1", id="the same"),
        pytest.param("AB1", "A81", "A·1", id="another letter"),
        pytest.param("AB1", "A1", "A·1", id="one is missing"),
        pytest.param("A1", "AB1", "A1", id="one more is none"),
        pytest.param("AB1", "", "···", id="nothing"),
    ],
)
def test_what_two_forms_do_not_both_say_is_not_told(wide: str, narrow: str, both: str) -> None:
    assert "".join(one.told or "·" for one in in_both(line(wide), line(narrow))) == both


def test_forms_that_differ_tell_what_the_letter_may_be() -> None:
    assert in_both(line("B"), line("8"))[0].may_be == ("B", "8")
    assert in_both(line("B"), line("·"))[0].may_be == ()


def test_one_form_alone_does_not_show_that_a_letter_is_latin() -> None:
    sure = Glyph(("R",), is_latin=True)
    assert [in_both([sure], [other])[0].is_latin for other in (sure, Glyph(("R",)))] == [True, False]


@pytest.mark.parametrize(
    ("first", "second", "changes"),
    [("ABC", "ABC", 0), ("ABC", "AC", 1), ("", "AB", 2), ("AB", "BA", 2), ("A·", "AB", 1)],
)
def test_distance_counts_changes_both_ways(first: str, second: str, changes: int) -> None:
    assert distance(line(first), line(second)) == distance(line(second), line(first)) == changes


@pytest.mark.parametrize(
    ("first", "second", "beside"), [("ABC", "AC", ["A", None, "C"]), ("AC", "ABC", ["A", "C"]), ("A", "", [None])]
)
def test_lines_lie_beside_each_other(first: str, second: str, beside: Sequence[str | None]) -> None:
    assert [one.told if one else None for one in aligned(line(first), line(second))] == beside


def test_a_line_is_read_back_as_it_was_written() -> None:
    some = (Glyph(("A",)), Glyph((), after_gap=True), Glyph(("8", "B"), after_gap=True), Glyph(("R",), is_latin=True))
    assert read_written(written(some)) == some
