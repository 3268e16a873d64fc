"""Words of time become intervals: every reading that the policy knows, exact, each with its reason.

"A couple of minutes later" is neither 120 seconds nor nothing. The table of the language says what it can mean; all
its readings are kept, and what follows from them is what holds under every one. Words that the table does not
know are refused: a guess would look like knowledge. How well a speaker remembers is no matter of words: the
readings say what is meant by whoever is right.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Final, TypeAlias

from gestae.chronology.clockwords import read_shown
from gestae.chronology.durations import read_duration
from gestae.chronology.nearness import nearest
from gestae.chronology.phrase import Phrase, Reading, Relation, UnknownPhraseError
from gestae.chronology.policy import Meaning, Policy, Row, Span
from gestae.chronology.policyform import read_change, read_policy
from gestae.chronology.shapes import MOST_CHARACTERS, plain_words
from gestae.errors import InputRefused

__all__ = ["Phrase", "Policy", "Reading", "Relation", "UnknownPhraseError", "read_change", "read_phrase", "read_policy"]

Values: TypeAlias = "Mapping[str, Fraction | None]"
Filled: TypeAlias = "tuple[Values, tuple[str, ...]]"  # what a place supplies to bounds, and the reasons that came along
Found: TypeAlias = "tuple[tuple[Reading, ...], str, str | None]"  # readings, the pattern that decided, what it leaves


def read_phrase(text: str, policy: Policy, what: str = "phrase") -> Phrase:
    """Read words of time under a policy.

    Args:
        text: a few words: "less than ten seconds", "a couple of minutes later", "shortly before noon".
        policy: the table of their language.
        what: what the phrase belongs to, for the refusal.

    Raises:
        UnknownPhraseError: no row of the policy fits; the nearest phrases that do are named.
        InputRefused: it is empty, or too long to be a phrase.
    """
    phrase = plain_words(text)
    if not phrase:
        raise InputRefused(what, wrong="is empty", right="write the words as they were said")
    if len(phrase) > MOST_CHARACTERS:
        wrong = f"has {len(phrase)} characters"
        raise InputRefused(what, wrong=wrong, right=f"give the words of time alone, {MOST_CHARACTERS} at most")
    found = _found(phrase, policy)
    if not found:
        close = nearest(phrase, policy, lambda other: bool(_found(other, policy)))
        raise UnknownPhraseError(what, text, policy=policy.name, nearest=close)
    readings = tuple(reading for one in found for reading in one[0])
    leaves = "; ".join(dict.fromkeys(one[2] for one in found if one[2]))
    return Phrase(text, readings, policy.name, "; ".join(one[1] for one in found), leaves or None)


def _found(phrase: str, policy: Policy) -> list[Found]:
    return [one for one in (_first(phrase, rows, policy) for rows in _whole(policy)) if one]


def _whole(policy: Policy) -> tuple[tuple[Row, ...], ...]:
    """Give the rows that a whole phrase can be of: words that fit a time of the day and a distance mean either."""
    return policy.rows.moments, policy.rows.relations + policy.rows.lengths


def _first(phrase: str, rows: tuple[Row, ...], policy: Policy) -> Found | None:
    """Find the first row that a phrase fits, and read it; the order of rows is the order of precedence."""
    for row in rows:
        for shape, _ in row.shapes:
            for places in shape.fits(phrase):
                filled = list(_fill(places, policy))
                if filled:
                    return _readings(row, filled), str(shape), row.leaves
    return None


def _fill(places: Mapping[str, str], policy: Policy) -> Iterator[Filled]:
    """Give everything that the texts in a pattern's places can mean; nothing where one means nothing."""
    if not places:
        yield {}, ()
    elif "unit" in places:
        yield from _of_duration(f"{places.get('count', '1')} {places['unit']}", policy)
    else:
        ((slot, text),) = places.items()
        yield from _FILLS[slot](text, policy)


def _of_span(span: Span) -> Filled:
    values = {"least": span.least, "most": span.most, "fine": span.fine, "rough": span.rough}
    return {**values, "lowfine": span.fine * span.short, "lowrough": span.rough * span.short}, span.why


def _of_duration(text: str, policy: Policy) -> Iterator[Filled]:
    return map(_of_span, read_duration(text, policy))


def _of_length(text: str, policy: Policy) -> Iterator[Filled]:
    """Read a duration with what is said of its exactness; it is not below zero, since no length is."""
    found = _first(text, policy.rows.lengths, policy)
    for reading in found[0] if found else ():
        yield {"least": _exact(reading.least_ns), "most": _exact(reading.most_ns)}, (reading.why,)


def _of_clock(text: str, policy: Policy) -> Iterator[Filled]:
    return ((shown.values, ()) for shown in read_shown(text, policy))


_FILLS: Final[Mapping[str, Callable[[str, Policy], Iterator[Filled]]]] = {
    "duration": _of_duration,
    "length": _of_length,
    "clock": _of_clock,
}


def _readings(row: Row, filled: list[Filled]) -> tuple[Reading, ...]:
    """Read a row with every filling of its places; readings that come out alike stand once."""
    kept: dict[tuple[int | None, int | None, Relation], Reading] = {}
    for values, reasons in filled:
        for meaning in row.meanings:
            reading = _reading(meaning, values, reasons, is_length=row.is_length)
            kept.setdefault((reading.least_ns, reading.most_ns, reading.relation), reading)
    return tuple(kept.values())


def _reading(meaning: Meaning, values: Values, reasons: tuple[str, ...], *, is_length: bool) -> Reading:
    least = meaning.least.value(values) if meaning.least else None
    most = meaning.most.value(values) if meaning.most else None
    why = "; ".join(dict.fromkeys((*reasons, meaning.why)))
    if is_length and (least is None or least < 0):
        least = Fraction(0)
    least_ns = None if least is None else math.floor(least)
    most_ns = None if most is None else math.ceil(most)
    return Reading(least_ns, most_ns, why, meaning.relation)


def _exact(side_ns: int | None) -> Fraction | None:
    return None if side_ns is None else Fraction(side_ns)
