"""What stands still is told where all forms of its pictures agree; clocks are left to the time engine."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from gestae.model.text import Bearer, Inscription, Means, Script, TextLook, Wording
from gestae.sight.inscriptions import SeenLine
from gestae.sight.letters import Glyph
from gestae.sight.stilltext import (
    StillRules,
    candidates,
    found_again,
    in_all_forms,
    is_clock,
    is_readable,
    not_still,
    on_a_thing,
    still_text,
    told,
)
from gestae.sight.textlines import SlopedLine

RULES = StillRules()


def glyphs(text: str) -> tuple[Glyph, ...]:
    return tuple(Glyph(() if letter == "·" else (letter,)) for letter in text)


def line(left: float = 10, top: float = 10, width: float = 80, height: float = 20) -> SlopedLine:
    return SlopedLine((left, top, left + width, top + height), 0.0, 0.9)


def test_a_misread_letter_on_which_one_form_differs_is_left_open() -> None:
    forms = [glyphs("CANERA"), glyphs("CANERA"), glyphs("CA·ERA")]
    assert told(in_all_forms(forms)) == "CA·ERA"
    assert told(in_all_forms([glyphs("EXIT")] * 3)) == "EXIT"


@pytest.mark.parametrize(
    ("shape", "is_one"),
    [
        pytest.param(line(), True, id="a line"),
        pytest.param(line(height=11.9), False, id="too low"),
        pytest.param(line(width=200, height=91), False, id="too high"),
        pytest.param(line(width=25), False, id="as wide as high"),
    ],
)
def test_what_may_be_a_text(shape: SlopedLine, is_one: bool) -> None:
    assert bool(candidates([shape], 360, RULES)) == is_one


def test_a_line_counts_once_where_two_of_three_pictures_show_it() -> None:
    wide, moved = line(width=160), line(left=60)
    found = found_again([[line(), line(top=100, width=160)], [line(left=11)], [wide, line(top=100, width=158)]], RULES)
    assert [one.box[1] for one in found] == [100, 10]
    assert found_again([[line()], [moved], []], RULES) == ()
    many = [line(top=30.0 * at) for at in range(9)]
    assert len(found_again([many, many, []], RULES)) == RULES.most_lines


@pytest.mark.parametrize(
    ("texts", "reads"),
    [
        pytest.param(["CAMERA"] * 3, "CAMERA", id="agreed"),
        pytest.param(["CAMERA"] * 2, None, id="two pictures"),
        pytest.param(["ATTITUDE"] * 4 + ["ATTITUDL"], "ATTITUD·", id="one of five says another letter"),
        pytest.param(["16:06:02", "16:06:04", "16:06:06"], None, id="a clock"),
        pytest.param(["2·/01/2015"] * 3, None, id="a date with a digit unread"),
        pytest.param(["C··E··"] * 5, None, id="too little told"),
    ],
)
def test_what_it_says(texts: Sequence[str], reads: str | None) -> None:
    found = still_text([SeenLine(n, (0, 0, 9, 9), glyphs(text)) for n, text in enumerate(texts)], RULES)
    assert (found and found.wording.reads) == reads
    assert found is None or (found.track, found.on) == (None, Bearer.STILL)


@pytest.mark.parametrize(("reads", "is_one"), [("14-03-2022", True), ("09:·5", True), ("ROOM 12", False)])
def test_clocks(reads: str, is_one: bool) -> None:
    assert is_clock(reads) is is_one


def test_what_is_readable() -> None:
    assert is_readable(glyphs("AB1··"), RULES.vote)
    assert not is_readable(glyphs("AB1···"), RULES.vote)
    assert not is_readable(glyphs("--.:"), RULES.vote)


def test_a_line_on_a_thing() -> None:
    assert on_a_thing(line(), [(0, 0, 60, 60)])
    assert not on_a_thing(line(), [(0, 0, 50, 60), (60, 0, 90, 15)])


@pytest.mark.parametrize(("left", "is_kept"), [(12, False), (200, True)])
def test_a_text_on_a_thing_where_one_stands_still_is_that_one(left: int, is_kept: bool) -> None:
    def text(at: int, track: str | None, on: Bearer) -> Inscription:
        looks = tuple(TextLook(n, (at, 10, at + 80, 30)) for n in range(3))
        return Inscription(track, on, Wording("CAMERA", Script.UNDECIDED), Means.READER, looks, 3)

    passing = text(left, "t", Bearer.CLOTHING)
    assert not_still([passing], [text(10, None, Bearer.STILL)]) == ((passing,) if is_kept else ())
