"""Lines of one thing become texts: like ones together, each picture once in each."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from gestae.model.text import Bearer, Script
from gestae.sight.inscriptions import SeenLine, SeenShape, inscriptions, letter_of_shapes
from gestae.sight.letters import Glyph


def seen(n: int, text: str, top: int = 10) -> SeenLine:
    glyphs = tuple(Glyph(() if letter == "·" else (letter,)) for letter in text)
    return SeenLine(n, (5, top, 60, top + 12), glyphs)


def test_a_plate_and_a_marking_are_two_texts() -> None:
    lines = [seen(n, text, top) for n in (0, 5, 10) for text, top in (("AC8294", 80), ("MARKET", 10))]
    lines.append(seen(15, "MARKET"))
    first, second = inscriptions("t", Bearer.VEHICLE, lines)
    assert (first.wording.reads, second.wording.reads) == ("MARKET", "AC8294")
    assert [look.n for look in second.looks] == [0, 5, 10]
    assert first.track == "t"


def test_one_picture_shows_a_text_once() -> None:
    twice = [seen(0, "MARKET", 10), seen(0, "MARKET", 40), seen(5, "MARKET")]
    assert inscriptions("t", Bearer.VEHICLE, twice) == ()


def test_the_order_in_which_lines_come_changes_nothing() -> None:
    lines = [seen(n, text) for n, text in enumerate(["MARKET", "MARKE·", "MARXET", "MARKET", "MARKET"])]
    assert inscriptions("t", Bearer.VEHICLE, lines) == inscriptions("t", Bearer.VEHICLE, lines[::-1])
    (one,) = inscriptions("t", Bearer.VEHICLE, lines)
    assert one.wording.reads == "MARKET"


def test_lines_of_which_nothing_was_read_are_none() -> None:
    assert inscriptions("t", Bearer.VEHICLE, [seen(n, "····") for n in range(9)]) == ()
    assert inscriptions("t", Bearer.VEHICLE, []) == ()


@pytest.mark.parametrize(
    ("letters", "told"),
    [
        pytest.param("VVVV", "V", id="four pictures"),
        pytest.param("VVV", None, id="three are too few"),
        pytest.param("VVVVX", "V", id="one against four"),
        pytest.param("VVVVXX", None, id="two against four"),
        pytest.param("", None, id="none"),
    ],
)
def test_a_letter_by_its_shape_needs_pictures_that_agree(letters: Sequence[str], told: str | None) -> None:
    shapes = [SeenShape(n, (0, 0, 30, 40), letter) for n, letter in enumerate(letters)]
    found = letter_of_shapes("t", shapes[::-1])
    assert (found.wording.reads if found else None) == told


@pytest.mark.parametrize(("letter", "script"), [("V", Script.LATIN), ("Z", Script.LATIN), ("X", Script.UNDECIDED)])
def test_a_letter_that_both_scripts_have_is_of_neither(letter: str, script: Script) -> None:
    found = letter_of_shapes("t", [SeenShape(n, (0, 0, 30, 40), letter) for n in range(4)])
    assert found is not None
    assert found.wording.script is script
