"""Which understood phrases are nearest to one that is not: first with its misspelt words mended, then by their look."""

from __future__ import annotations

import difflib
import itertools
from collections.abc import Callable, Iterator
from typing import Final

from gestae.chronology.policy import Policy

__all__ = ["nearest"]

_MOST: Final = 3
_CLOSE: Final = 0.75  # of two phrases: below it they have letters in common, and often another meaning
_CLOSE_WORD: Final = 0.7
_MENDS: Final = 2
# More misspelt words than these are no misspelt phrase.
_MOST_MISSPELT: Final = 4


def nearest(phrase: str, policy: Policy, is_understood: Callable[[str], bool]) -> tuple[str, ...]:
    """Give up to three understood phrases, the nearest first.

    Args:
        phrase: the phrase that is not understood, in plain letters.
        policy: the table that does not understand it.
        is_understood: whether a phrase is.
    """
    mended = (one for one in _mended(phrase, policy) if is_understood(one))
    alike = difflib.get_close_matches(phrase, _samples(policy), n=_MOST, cutoff=_CLOSE)
    return tuple(itertools.islice(dict.fromkeys((*itertools.islice(mended, _MOST), *alike)), _MOST))


def _mended(phrase: str, policy: Policy) -> Iterator[str]:
    """Give the phrase with each unknown word replaced by known ones that look like it."""
    known = _vocabulary(policy)
    choices = [
        [word] if word in known or word.isdigit() else difflib.get_close_matches(word, known, _MENDS, _CLOSE_WORD)
        for word in phrase.split(" ")
    ]
    misspelt = sum(choice != [word] for choice, word in zip(choices, phrase.split(" "), strict=True))
    if 0 < misspelt <= _MOST_MISSPELT:
        yield from (" ".join(words) for words in itertools.product(*choices))


def _vocabulary(policy: Policy) -> dict[str, None]:
    texts = [text for shape in policy.spellings() for text in shape.texts]
    texts += [form for unit in policy.rows.units for form in unit.forms]
    texts += [shape.texts[0] for row in (*policy.rows.counts, *policy.rows.durations) for shape, _ in row.shapes]
    texts += [text for row in policy.rows.clocks for shape, _ in row.shapes for text in shape.texts]
    texts += policy.tongue.numerals.words
    return dict.fromkeys(word.strip(" ,-") for text in texts for word in text.split(" ") if word.strip(" ,-"))


def _samples(policy: Policy) -> dict[str, None]:
    """Write every phrase of the table with something in its places, in the policy's own words."""
    ten = next((word for word, number in policy.tongue.numerals.words.items() if number.value == 10), "10")
    minutes = next((unit.forms[0] for unit in policy.rows.units if unit.name == "minute"), "min")
    for_slot = {"unit": minutes, "count": ten, "clock": "14:30"}
    for_slot |= dict.fromkeys(("duration", "length"), f"{ten} {minutes}")
    return dict.fromkeys(shape.filled(**{slot: for_slot[slot] for slot in shape.slots}) for shape in policy.spellings())
