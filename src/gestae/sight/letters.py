"""Letters of one line, each with what it may be: out of a reader's scores, and held against a second form. Pure.

Only Latin capitals, digits and a few signs are kept. A small letter is told as its capital, but for the one that looks
like a capital I and a digit 1. Whatever else a reader writes is a letter that was not read: it stays in its place, so
that what stands beside it does not close up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from string import ascii_lowercase, ascii_uppercase, digits
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

__all__ = ["ONLY_LATIN", "Glyph", "aligned", "distance", "glyphs_of_scores", "in_both", "read_written", "written"]

Floats: TypeAlias = "npt.NDArray[np.float32]"

_SIGNS: Final = "-/.:&+"
_KNOWN: Final = {one: (one,) for one in ascii_uppercase + digits + _SIGNS} | {
    one: (one.upper(),) for one in ascii_lowercase
}
# Three strokes that are all one upright.
_UPRIGHT: Final = ("1", "I", "L")
_TOLD: Final = {**_KNOWN, "l": _UPRIGHT, "|": _UPRIGHT, "—": ("-",), "–": ("-",)}
# Capitals that the reader never wrote for Cyrillic letters: 105 words of capitals, 45 of them with a meaning, in six
# typefaces and two sizes, 1,380 lines. It wrote A, B, C, E, H, I, K, M, O, P, T, X, Y, 3, 4, 5, F (for a Cyrillic G),
# N, L, J, U, G and small letters, r among them; so a small letter decides nothing.
ONLY_LATIN: Final = frozenset("DQRSVWZ")
# A second letter that is at least so likely is one that it may be.
_MAY_BE: Final = 0.15
# A letter that is less likely than this was not read, though the reader names it.
_LEAST: Final = 0.3


@dataclass(frozen=True, slots=True)
class Glyph:
    """One letter of a line.

    Attributes:
        may_be: what it is, where that is one letter; else what it may be, the likeliest first, or nothing.
        after_gap: whether a gap parts it from the letter before.
        is_latin: whether it is written as no Cyrillic letter is read (`ONLY_LATIN`).
    """

    may_be: tuple[str, ...]
    after_gap: bool = False
    is_latin: bool = False

    @property
    def told(self) -> str | None:
        """The letter; None where it could not be told."""
        return self.may_be[0] if len(self.may_be) == 1 else None


def glyphs_of_scores(scores: Floats, letters: Sequence[str]) -> tuple[Glyph, ...]:
    """Take the letters of a line from a reader's scores, each run of columns of one letter being one.

    Args:
        scores: (columns, letters), the blank first.
        letters: what each place stands for; the blank's is not looked at.

    >>> likely = np.array([[0, .9, .1, 0], [1, 0, 0, 0], [0, .5, .5, 0], [0, 0, 0, 1.], [0, 1, 0, 0]], np.float32)
    >>> [(one.may_be, one.after_gap) for one in glyphs_of_scores(likely, ["", "B", "8", " "])]
    [(('B',), False), (('B', '8'), False), (('B',), True)]
    """
    best = scores.argmax(axis=1)
    starts = np.flatnonzero(np.r_[True, best[1:] != best[:-1]] & (best > 0))
    stops = [int(np.argmax(np.r_[best[at:] != best[at], True])) + at for at in starts]
    found: list[Glyph] = []
    gap = False
    for start, stop in zip(starts.tolist(), stops, strict=True):
        if letters[best[start]].isspace():
            gap = bool(found)
            continue
        may_be = _may_be(scores[start:stop].max(axis=0), letters)
        found.append(Glyph(may_be, gap, len(may_be) == 1 and letters[best[start]] in ONLY_LATIN))
        gap = False
    return tuple(found)


def in_both(wide: Sequence[Glyph], narrow: Sequence[Glyph]) -> tuple[Glyph, ...]:
    """Keep of one form's letters what another form says as well; where they differ, what both say it may be.

    >>> [one.may_be for one in in_both([Glyph(("B",)), Glyph(("8",))], [Glyph(("B",)), Glyph(("B",))])]
    [('B',), ('8', 'B')]
    """
    beside = aligned(wide, narrow)
    return tuple(_both(one, other) for one, other in zip(wide, beside, strict=True))


def aligned(first: Sequence[Glyph], second: Sequence[Glyph]) -> tuple[Glyph | None, ...]:
    """Lay a line beside another with the fewest changes; for each letter of the first, the one beside it, or None.

    Source: Levenshtein 1966; of ways that cost the same, letters beside each other come before a letter left out.

    >>> [one.told if one else None for one in aligned([Glyph(("A",)), Glyph(("B",))], [Glyph(("B",))])]
    [None, 'B']
    """
    costs = _costs(first, second)
    beside: list[Glyph | None] = [None] * len(first)
    row, column = len(first), len(second)
    while row and column:
        here = costs[row, column]
        if here == costs[row - 1, column - 1] + _apart(first[row - 1], second[column - 1]):
            row, column = row - 1, column - 1
            beside[row] = second[column]
        elif here == costs[row - 1, column] + 1:
            row -= 1
        else:
            column -= 1
    return tuple(beside)


def distance(first: Sequence[Glyph], second: Sequence[Glyph]) -> int:
    """Count the changes that turn one line into another; a letter that may be the other's is none.

    >>> distance([Glyph(("A",)), Glyph(("1", "I"))], [Glyph(("A",)), Glyph(("I",)), Glyph(("C",))])
    1
    """
    return int(_costs(first, second)[-1, -1])


def written(line: Sequence[Glyph]) -> str:
    """Write a line as text, for `read_written`.

    >>> written([Glyph(("B", "8")), Glyph(("V",), after_gap=True, is_latin=True), Glyph(())])
    'B8; V!;'
    >>> read_written('B8; V!;')[1]
    Glyph(may_be=('V',), after_gap=True, is_latin=True)
    """
    return ";".join(" " * one.after_gap + "".join(one.may_be) + "!" * one.is_latin for one in line)


def read_written(line: str) -> tuple[Glyph, ...]:
    """Read back what `written` wrote; a line has at least one letter."""
    parts = line.split(";")
    return tuple(Glyph(tuple(part.strip(" !")), part.startswith(" "), part.endswith("!")) for part in parts)


def _costs(first: Sequence[Glyph], second: Sequence[Glyph]) -> npt.NDArray[np.int64]:
    costs = np.zeros((len(first) + 1, len(second) + 1), np.int64)
    costs[:, 0], costs[0, :] = np.arange(len(first) + 1), np.arange(len(second) + 1)
    for row, one in enumerate(first, 1):
        for column, other in enumerate(second, 1):
            changed = costs[row - 1, column - 1] + _apart(one, other)
            costs[row, column] = min(changed, costs[row - 1, column] + 1, costs[row, column - 1] + 1)
    return costs


def _apart(one: Glyph, other: Glyph) -> int:
    return int(not set(one.may_be) & set(other.may_be))


def _both(one: Glyph, other: Glyph | None) -> Glyph:
    beside = () if other is None else other.may_be
    if one.told is not None and other is not None and beside == one.may_be:
        return replace(one, is_latin=one.is_latin and other.is_latin)
    # The same letters in doubt, or different ones: all of them remain; one that only one form knows is in doubt, too.
    both = tuple(dict.fromkeys((*one.may_be, *beside)))
    return Glyph(both if len(both) > 1 else (), one.after_gap)


def _may_be(likely: Floats, letters: Sequence[str]) -> tuple[str, ...]:
    """Say what a letter may be; nothing where the likeliest is none that is kept."""
    order = np.argsort(-likely, kind="stable")[:4]
    first, *others = ((letters[place], float(likely[place])) for place in order if place > 0)
    if first[0] not in _TOLD or first[1] < _LEAST:
        return ()
    told = [*_TOLD[first[0]]]
    for letter, part in others:
        if part >= _MAY_BE:
            told += _TOLD.get(letter, ())
    return tuple(dict.fromkeys(told))
