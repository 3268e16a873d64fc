"""Looks vote on letters: what they agree on is told, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from gestae.model.text import Script
from gestae.sight.letters import Glyph
from gestae.sight.lettervote import Agreed, agreed, without_guesses


def line(text: str) -> list[Glyph]:
    """`B/8` in brackets is one letter in doubt, `·` one that was not read."""
    glyphs: list[Glyph] = []
    gap = False
    parts = text.replace("[", "\0[").replace("]", "]\0").split("\0")
    for part in parts:
        for one in [part[1:-1]] if part.startswith("[") else part:
            if one == " ":
                gap = True
                continue
            glyphs.append(Glyph(() if one == "·" else tuple(one.split("/")), gap, one in ("R", "Z")))
            gap = False
    return glyphs


def vote(*looks: str) -> Agreed | None:
    return agreed([line(look) for look in looks])


@pytest.mark.parametrize(
    ("looks", "reads", "alternatives"),
    [
        pytest.param(["AC8294"] * 3, "AC8294", (), id="three looks"),
        pytest.param(["AC8294"] * 3 + ["AC8294", "AB8294"], "AC8294", (), id="one against four"),
        pytest.param(["AC8294"] * 3 + ["AB8294"] * 2, "A·8294", ("C/B",), id="two against three"),
        pytest.param(
            ["AC8294"] * 3 + ["A[B/C]8294"] * 2, "AC8294", (), id="a doubt that includes it is not against it"
        ),
        pytest.param(["AC8294"] * 2 + ["A[B/G]8294"], "A·8294", ("C/B/G",), id="two votes are too few"),
        pytest.param(["A·8294"] * 3, "A·8294", ("",), id="nobody read it"),
        pytest.param(["AC 8294", "AC 8294", "AC8294"], "AC 8294", (), id="most see a gap"),
        pytest.param(["AC8294"] * 3 + ["AC82941"] * 2, "AC8294", (), id="another length takes no part"),
    ],
)
def test_what_is_told(looks: Sequence[str], reads: str, alternatives: tuple[str, ...]) -> None:
    said = vote(*looks)
    assert said is not None
    assert (said.wording.reads, said.wording.alternatives) == (reads, alternatives)


@pytest.mark.parametrize(
    "looks",
    [
        pytest.param([], id="no look"),
        pytest.param(["AC8294"] * 2, id="two looks"),
        pytest.param(["AC8294", "AC829", "AC82945", "AC8294"], id="no length that three see"),
        pytest.param(["AC"] * 5, id="two letters"),
        pytest.param(["AC8···"] * 3, id="half of it unread"),
        pytest.param(["----"] * 4, id="no letter and no digit"),
        pytest.param(["AC8294", "BX1375", "HK5561"], id="nothing in common"),
    ],
)
def test_what_too_few_agree_on_is_no_text(looks: Sequence[str]) -> None:
    assert vote(*looks) is None


def test_it_is_said_who_took_part_and_how_few_say_a_letter() -> None:
    said = vote("AC82941", "AC8294", "AC8294", "AB8294", "AC8294")
    assert said is not None
    assert (said.looks, said.least_votes) == ((1, 2, 3, 4), 3)


@pytest.mark.parametrize(
    ("looks", "script"),
    [
        pytest.param(["ABRA"] * 3, Script.LATIN, id="a letter that no Cyrillic one is read as"),
        pytest.param(["ABCA"] * 3, Script.UNDECIDED, id="letters of both"),
        pytest.param(["1234"] * 3, Script.UNDECIDED, id="digits"),
        pytest.param(["ABRA", "ABRA", "AB[R/A]A"], Script.UNDECIDED, id="such a letter that is not told"),
    ],
)
def test_a_script_is_said_only_where_a_letter_decides_it(looks: Sequence[str], script: Script) -> None:
    said = vote(*looks)
    assert said is not None
    assert said.wording.script is script


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        pytest.param("AC8029EM", "AC8029EM", id="a nought between digits"),
        pytest.param("POLICE", "POLICE", id="an O between letters"),
        pytest.param("XM7226OO", "XM7226··", id="at the end, beside digits"),
        pytest.param("AA0112PB", "AA·112PB", id="between letters and digits"),
        pytest.param("AA 0112 PB", "AA 0112 PB", id="with digits alone between gaps"),
        pytest.param("AB 12 OO", "AB 12 ··", id="between gaps, with nothing else"),
        pytest.param("C0DE", "C·DE", id="a nought between letters"),
        pytest.param("O", "·", id="by itself"),
    ],
)
def test_o_and_nought_are_told_by_what_stands_with_them(text: str, kept: str) -> None:
    letters = text.replace(" ", "")
    gaps = [text[: at + 1].endswith(" ") for at in range(len(text))]
    starts = [at for at, letter in enumerate(text) if letter != " "]
    told = without_guesses(list(letters), [at > 0 and gaps[at - 1] for at in starts])
    assert "".join(one or "·" for one in told) == kept.replace(" ", "")
