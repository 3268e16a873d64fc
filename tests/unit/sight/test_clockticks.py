"""Where a display changes is found between two neighbours, with few readings, and only where both can be read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pytest

from gestae.sight.clockforms import SaidAs
from gestae.sight.clockrun import Reading
from gestae.sight.clockticks import Cutout, split_at, window_readings

BASE = Fraction(1, 25)


@dataclass
class Reader:
    """Reads a cut-out whose brightness is its second; says of a few that they are nothing."""

    nothing: Sequence[int] = ()
    disputed: Sequence[int] = ()
    calls: list[int] = field(default_factory=list)

    def __call__(self, luma: npt.NDArray[np.uint8]) -> SaidAs:
        place, second = int(luma[0, 0]), int(luma[1, 0])
        self.calls.append(place)
        if place in self.disputed:
            return SaidAs(f"14:05:{second:02d} | 14:05:09", 0.9, disputed=True)
        return SaidAs("smear" if place in self.nothing else f"14:05:{second:02d}", 0.9)


def film(pictures: int, first: int = 7) -> list[Cutout]:
    """Pictures of a display that ticks with picture `first` and every 25th after."""
    found = []
    for n in range(pictures):
        second = 10 + (n - first) // 25 + 1
        luma = np.full((8, 20), 3 * second, np.uint8)
        luma[0, 0], luma[1, 0] = n, second
        found.append(Cutout(n, n, luma))
    return found


def ticks(readings: Sequence[Reading]) -> list[int]:
    texts = [(one.n, one.text) for one in readings]
    return [b for (a, x), (b, y) in pairwise(texts) if b == a + 1 and x != y]


@pytest.mark.parametrize("first", [1, 7, 13, 24])
def test_every_tick_is_read_on_both_sides(first: int) -> None:
    reader = Reader()
    found = window_readings(film(100, first), reader, BASE, 0.3)
    assert ticks(found) == [n for n in range(first, 100, 25) if n]
    assert len(reader.calls) == len(set(reader.calls)) == len(found)
    assert len(found) < 25


def test_a_picture_that_cannot_be_read_beside_a_tick_gives_none_there() -> None:
    found = window_readings(film(60), Reader(nothing=(31, 32)), BASE, 0.3)
    assert ticks(found) == [7, 57]


def test_what_its_forms_dispute_shows_nothing_and_keeps_what_they_said() -> None:
    found = {one.n: one for one in window_readings(film(60), Reader(disputed=(31, 32)), BASE, 0.3)}
    assert ticks([one for one in found.values() if one.shown]) == [7, 57]
    assert (found[32].disputed, found[32].shown, found[32].text) == (True, None, "14:05:12 | 14:05:09")


def test_unsure_texts_are_unreadable() -> None:
    assert all(one.shown is None for one in window_readings(film(30), Reader(), BASE, 0.95))


def test_one_picture_is_read() -> None:
    assert len(window_readings(film(1), Reader(), BASE, 0.3)) == 1


def test_the_split_is_where_the_parts_are_alike_within() -> None:
    rng = np.random.default_rng(1)
    noise = rng.integers(0, 9, (20, 6, 6))
    noise[13:] += 60
    assert split_at(noise.astype(np.uint8)) == 13
