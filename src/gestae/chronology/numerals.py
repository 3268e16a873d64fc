"""Numbers as people write them, in figures and in words, from 0 to 999,999; exact, with the place they are good to.

How words make a number is the same in English, Ukrainian and Russian: hundreds, then tens, then ones, the whole
perhaps before a word for thousand. Which words those are, in all their cases, is a table of the policy.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

__all__ = ["Number", "NumberWord", "Numerals"]

_THOUSAND: Final = 1_000
_HUNDRED: Final = 100
# What people round to: a number that one of these divides may have been rounded to it.
# Source: M. Krifka, Approximate interpretation of number words, 2007: a round number is taken to be a rounded one.
_GRAINS: Final = (100_000, 10_000, 1_000, 100, 10, 5, 1)


@dataclass(frozen=True, slots=True)
class Number:
    """A number with the place that it was said to, and the step that it may have been rounded to.

    >>> Number.whole(15).grain, Number.whole(30).grain, Number.whole(7).grain
    (Fraction(5, 1), Fraction(10, 1), Fraction(1, 1))
    """

    value: Fraction
    place: Fraction
    grain: Fraction

    @classmethod
    def whole(cls, value: int) -> Number:
        """Make a whole number; zero is rounded to nothing but the next whole number."""
        grain = next(grain for grain in _GRAINS if value % grain == 0) if value else 1
        return cls(Fraction(value), Fraction(1), Fraction(grain))

    def and_a_half(self) -> Number:
        """Give it with a half more, which is then what it is good to."""
        half = Fraction(1, 2)
        return Number(self.value + half, half, half)


@dataclass(frozen=True, slots=True)
class NumberWord:
    """A word for a number; `times` multiplies the one before it ("hundred"), `alone` adds to none ("a")."""

    value: int
    times: bool = False
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Numerals:
    """How numbers are written in one language.

    Attributes:
        words: each word, in plain letters, with its number.
        joiners: words that may stand between parts: "and".
        decimal: the marks that may part a fraction: "." or ",".
        thousands: the marks that may part thousands.
    """

    words: dict[str, NumberWord]
    joiners: tuple[str, ...]
    decimal: str
    thousands: str

    def read(self, text: str) -> Number | None:
        """Read a number; None where the text is no number.

        >>> english = {"two": NumberWord(2), "twenty": NumberWord(20), "hundred": NumberWord(100, times=True)}
        >>> numerals = Numerals(english, ("and",), ".", ",")
        >>> [numerals.read(text).value for text in ("two hundred and twenty-two", "1,500", "2.5")]
        [Fraction(222, 1), Fraction(1500, 1), Fraction(5, 2)]
        """
        return self._figures(text) or self._in_words(text)

    def _figures(self, text: str) -> Number | None:
        marks = re.escape(self.thousands)
        whole = rf"[0-9]{{1,6}}|[0-9]{{1,3}}[{marks}][0-9]{{3}}" if self.thousands else r"[0-9]{1,6}"
        match = re.fullmatch(rf"({whole})(?:[{re.escape(self.decimal)}]([0-9]{{1,9}}))?", text)
        if match is None:
            return None
        digits = "".join(sign for sign in match[1] if sign.isdigit())
        if match[2] is None:
            return Number.whole(int(digits))
        place = Fraction(1, 10 ** len(match[2]))
        return Number(Fraction(int(digits + match[2])) * place, place, place)

    def _in_words(self, text: str) -> Number | None:
        tokens = [word for word in re.split(r"[ -]", text) if word]
        if not tokens or tokens[0] in self.joiners or tokens[-1] in self.joiners:
            return None
        if any(word not in self.words and word not in self.joiners for word in tokens):
            return None
        value = self._value(tokens)
        return None if value is None else Number.whole(value)

    def _value(self, tokens: Sequence[str]) -> int | None:
        thousands = [n for n, word in enumerate(tokens) if word in self.words and self.words[word].value == _THOUSAND]
        if not thousands:
            return self._below_thousand(tokens)
        if len(thousands) > 1:
            return None
        before, after = tokens[: thousands[0]], self._joined(tokens[thousands[0] + 1 :])
        # "тисяча" is a thousand by itself; "thousand" wants its number.
        counted = 1 if not before and not self.words[tokens[0]].times else self._below_thousand(before)
        rest = self._below_thousand(after) if after else 0
        if not counted or rest is None or (after and not rest):
            return None
        return counted * _THOUSAND + rest

    def _below_thousand(self, tokens: Sequence[str]) -> int | None:
        """Add hundreds, tens and ones, each at most once and in this order."""
        words = [self.words.get(word) for word in tokens]
        if len(words) == 1 and words[0] is not None and not words[0].times and words[0].value < _THOUSAND:
            return words[0].value
        hundreds, used = self._hundreds(words)
        if used and len(tokens) > used:
            left = self._joined(tokens[used:])
            words = [self.words.get(word) for word in left]
            used = 0
        rest = _tens_and_ones(words[used:])
        return None if rest is None or not (hundreds or rest) else hundreds + rest

    def _hundreds(self, words: Sequence[NumberWord | None]) -> tuple[int, int]:
        """Give the hundreds at the beginning, and how many words they took."""
        first = words[0] if words else None
        second = words[1] if len(words) > 1 else None
        if first and second and second.times and second.value == _HUNDRED and 1 <= first.value <= 9:
            return first.value * _HUNDRED, 2
        if first and not first.times and _HUNDRED <= first.value < _THOUSAND:
            return first.value, 1
        return 0, 0

    def _joined(self, tokens: Sequence[str]) -> Sequence[str]:
        return tokens[1:] if tokens and tokens[0] in self.joiners else tokens


def _tens_and_ones(words: Sequence[NumberWord | None]) -> int | None:
    if any(word is None or word.times or word.alone for word in words):
        return None
    values = [word.value for word in words if word is not None]
    is_one = len(values) == 1 and 0 < values[0] < _HUNDRED
    is_two = len(values) == 2 and values[0] in range(20, 100, 10) and 0 < values[1] < 10
    return sum(values) if not values or is_one or is_two else None
