"""Few pictures of a film are read for what stands still, and none of what is followed is taken for it."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from gestae.model.footage import PacketIndex
from gestae.model.sighting import Label, Track
from gestae.model.text import Script
from gestae.sight.detector import Rgb
from gestae.sight.letters import Glyph
from gestae.sight.textlines import SlopedLine
from gestae.workflow.stillreading import Shown, read_still, spread_times
from gestae.workflow.watching import Source


class Wall:
    """Shows one line at its place, unless the picture's first pixel says that something hides it."""

    def __init__(self, text: str = "EXIT 5") -> None:
        self.text, self.found, self.read = text, 0, 0

    def sloped_everywhere(self, rgb: Rgb) -> tuple[SlopedLine, ...]:
        self.found += 1
        return () if rgb[0, 0, 0] else (SlopedLine((100.0, 40, 190, 60), 0.0, 0.9),)

    def sloped(self, part: Rgb) -> tuple[SlopedLine, ...]:
        return self.sloped_everywhere(part)

    def glyphs(self, line: npt.NDArray[np.uint8]) -> tuple[Glyph, ...]:
        assert line.ndim == len("hw")
        self.read += 1
        return tuple(Glyph((letter,)) for letter in self.text if letter != " ")


def pictures(hidden: str = "00000") -> list[Shown]:
    return [Shown(10 * n, np.full((200, 320, 3), int(one), np.uint8)) for n, one in enumerate(hidden)]


def test_a_sign_is_read_in_five_pictures_and_found_in_three() -> None:
    wall = Wall()
    (one,) = read_still(pictures(), wall, [])
    assert (one.wording.reads, one.track, one.least_votes) == ("EXIT5", None, 5)
    assert [look.n for look in one.looks] == [0, 10, 20, 30, 40]
    assert one.looks[0].box == (100, 40, 190, 60)
    assert (wall.found, wall.read) == (3, 15)


@pytest.mark.parametrize(
    ("hidden", "text", "found", "read"),
    [
        pytest.param("10100", "EXIT", 2, 0, id="two of the three do not show it: the last is not asked"),
        pytest.param("00000", "16:06:02", 3, 3, id="a clock, after one picture"),
        pytest.param("00000", "AB", 3, 6, id="nothing readable, after two pictures"),
        pytest.param("00", "EXIT", 0, 0, id="too few pictures"),
    ],
)
def test_what_is_no_sign_costs_little(hidden: str, text: str, found: int, read: int) -> None:
    wall = Wall(text)
    assert read_still(pictures(hidden), wall, []) == ()
    assert (wall.found, wall.read) == (found, read)


@pytest.mark.parametrize(("until", "looks"), [(41, []), (11, [20, 30, 40])])
def test_what_stands_on_a_thing_is_the_things(until: int, looks: list[int]) -> None:
    n = np.arange(until)
    van = Track("van", 1, Label.TRUCK, n, n, np.tile([50.0, 0, 300, 150], (until, 1)), np.full(until, 0.9, np.float32))
    assert [look.n for one in read_still(pictures(), Wall(), [van]) for look in one.looks] == looks


class Cyrillic:
    """Says the same of every line, or nothing."""

    def __init__(self, text: str) -> None:
        self.text, self.asked = text, 0

    def read(self, pages: Sequence[npt.NDArray[np.uint8]]) -> tuple[str, ...]:
        self.asked += len(pages)
        return (self.text,) * len(pages)


@pytest.mark.parametrize(
    ("latin", "cyrillic", "reads", "script", "asked"),
    [
        pytest.param("BXIA", "ВХІД", "BXIA", Script.UNDECIDED, 15, id="one own letter alone: undecided"),
        pytest.param("AB", "ХЛІБ", "ХЛІБ", Script.CYRILLIC, 15, id="nothing that is readable as Latin"),
        pytest.param("BAHK", "РОШСЕЦ", "РОШСЕЦ", Script.CYRILLIC, 15, id="undecided as Latin"),
        pytest.param("BANK", "ТАХІ", "BANK", Script.UNDECIDED, 15, id="Cyrillic letters with twins alone"),
    ],
)
def test_what_is_not_shown_to_be_latin_is_asked_of_who_knows_cyrillic(
    latin: str, cyrillic: str, reads: str, script: Script, asked: int
) -> None:
    reader = Cyrillic(cyrillic)
    (one,) = read_still(pictures(), Wall(latin), [], reader)
    assert (one.wording.reads, one.wording.script, reader.asked) == (reads, script, asked)


def test_what_is_shown_to_be_latin_is_asked_of_nobody_else() -> None:
    class Latin(Wall):
        def glyphs(self, line: npt.NDArray[np.uint8]) -> tuple[Glyph, ...]:
            return tuple(Glyph((letter,), is_latin=letter in "DRSZ") for letter in self.text)

    reader = Cyrillic("ПОЛІЦІЯ")
    (one,) = read_still(pictures(), Latin("DEPOT"), [], reader)
    assert (one.wording.reads, one.wording.script, reader.asked) == ("DEPOT", Script.LATIN, 0)


@pytest.mark.parametrize(("every", "times"), [(10, [10, 30, 50, 70, 90]), (50, [10, 30, 50, 70, 90])])
def test_key_frames_are_taken_where_there_are_enough(every: int, times: list[int]) -> None:
    n = np.arange(100, dtype=np.int64)
    index = PacketIndex(0, Fraction(1, 25), n, n, n, n, n % every == 0, n < 0, n < 0)
    assert spread_times(Source(Path("a.mp4"), "ab" * 32, index), 5) == times
