"""Patterns of phrases: fixed words with places for others, alternatives and words that may be left out.

"(shortly|soon) after [that]" stands for four phrases; "{length} later" has a place for a length of time. A pattern
is spelt out when a policy is read, so that matching is comparing texts, and nothing that a case adds can be slow.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Final

from gestae.errors import InputRefused

__all__ = ["MOST_CHARACTERS", "Shape", "plain_words", "spell_out"]

# A phrase is a few words of a statement; whoever writes more has written a sentence.
MOST_CHARACTERS: Final = 200
_MOST_SPELLINGS: Final = 2_000
_GROUP: Final = re.compile(r"\[(?P<may>[^\[\]()]*)\]|\((?P<one>[^\[\]()]*)\)")
_SLOT: Final = re.compile(r"\{([a-z]*)\}")
_SAME: Final = str.maketrans(
    {**dict.fromkeys("’ʼ‘`´", "'"), **dict.fromkeys("‐‑‒–—−", "-"), "ё": "е", "\u00a0": " ", "\u202f": " "}
)
_ENDS: Final = ' .,;:!?…«»"“”„'


def plain_words(text: str) -> str:
    """Write a phrase as patterns are compared: small letters, one kind of apostrophe and dash, single spaces.

    >>> plain_words("  Less than  TEN seconds… "), plain_words("п’ять хвилин")
    ('less than ten seconds', "п'ять хвилин")
    """
    lowered = unicodedata.normalize("NFC", text).casefold().translate(_SAME)
    return " ".join(lowered.split()).strip(_ENDS)


@dataclass(frozen=True, slots=True)
class Shape:
    """One spelling of a pattern: fixed texts around places; there is one text more than there are places."""

    texts: tuple[str, ...]
    slots: tuple[str, ...] = ()

    def fits(self, phrase: str) -> Iterator[dict[str, str]]:
        """Give every way in which a phrase can be so built: what stands in each place.

        >>> list(Shape(("between ", " and ", ""), ("low", "high")).fits("between two and three minutes"))
        [{'low': 'two', 'high': 'three minutes'}]
        """
        if not self.slots:
            if phrase == self.texts[0]:
                yield {}
            return
        first, last = self.texts[0], self.texts[-1]
        middle = phrase[len(first) : len(phrase) - len(last)]
        if not (middle and phrase.startswith(first) and phrase.endswith(last)):
            return
        if len(self.slots) == 1:
            yield from ({self.slots[0]: middle.strip()} for _ in range(bool(middle.strip())))
            return
        for left, right in _cuts(middle, self.texts[1]):
            yield {self.slots[0]: left, self.slots[1]: right}

    def __str__(self) -> str:
        return self.filled(**{slot: f"{{{slot}}}" for slot in self.slots})

    def filled(self, **samples: str) -> str:
        """Write it with something in its places.

        >>> Shape(("", " later"), ("length",)).filled(length="two minutes")
        'two minutes later'
        """
        inner = "".join(samples[slot] + text for slot, text in zip(self.slots, self.texts[1:], strict=True))
        return self.texts[0] + inner


def spell_out(pattern: str, slots: Collection[str], what: str = "a pattern") -> tuple[Shape, ...]:
    """Spell out every phrase that a pattern stands for.

    Raises:
        InputRefused: a bracket without its other half, a place of an unknown name, more than two places, or
            more spellings than anybody would read.

    >>> [shape.texts[0] for shape in spell_out("(at|in) once [more]", ())]
    ['at once more', 'in once more', 'at once', 'in once']
    """
    spelt = [pattern]
    while any(_GROUP.search(one) for one in spelt):
        spelt = [after for one in spelt for after in _one_group_less(one)]
        if len(spelt) > _MOST_SPELLINGS:
            raise InputRefused(what, wrong=f"{pattern!r} has too many spellings", right="write several patterns")
    shapes = tuple(dict.fromkeys(_shape(one, pattern, slots, what) for one in spelt))
    return tuple(sorted(shapes, key=lambda shape: -sum(map(len, shape.texts))))


def _one_group_less(text: str) -> list[str]:
    found = _GROUP.search(text)
    if found is None:
        return [text]
    choices = (found["may"] if found["may"] is not None else found["one"]).split("|")
    if found["may"] is not None:
        choices.append("")
    return [text[: found.start()] + choice + text[found.end() :] for choice in choices]


def _shape(text: str, pattern: str, slots: Collection[str], what: str) -> Shape:
    pieces = _SLOT.split(plain_words(text) if not _SLOT.search(text) else " ".join(_folded(text).split()))
    names = tuple(pieces[1::2])
    right = f"the places here are {', '.join('{' + slot + '}' for slot in slots)}" if slots else "write plain words"
    if any(name not in slots for name in names) or len(names) > 2 or len(set(names)) < len(names):
        raise InputRefused(what, wrong=f"{pattern!r} has a place of no known name", right=right)
    if any(sign in piece for piece in pieces[::2] for sign in "[](){}|") or not "".join(pieces).strip():
        raise InputRefused(what, wrong=f"{pattern!r} is no pattern", right="close each bracket and write some words")
    return Shape(tuple(pieces[::2]), names)


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold().translate(_SAME)


def _cuts(text: str, between: str) -> Iterator[tuple[str, str]]:
    place = text.find(between)
    while place >= 0:
        left, right = text[:place].strip(), text[place + len(between) :].strip()
        if left and right:
            yield left, right
        place = text.find(between, place + 1)
