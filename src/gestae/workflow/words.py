"""[edge] Words that say when: the shipped policies, what they make of a phrase, and how that is told.

Each policy is a file of the package; it is read once in a process. A case's own rows come from a file of its own and
stand in front of them, under a name that is shown beside every result.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from gestae.base.lengths import plain_length
from gestae.base.units import format_duration
from gestae.chronology.phrase import Phrase, Reading, Relation, UnknownPhraseError
from gestae.chronology.policy import Policy
from gestae.chronology.words import read_change, read_phrase, read_policy
from gestae.errors import InputRefused

__all__ = [
    "LANGUAGES",
    "policy_rows",
    "read_distance",
    "read_words",
    "shipped_policy",
    "told",
    "understood_in",
    "words_document",
]

LANGUAGES: Final = ("en", "uk", "ru")
FORMAT: Final = 1
_DAY_MIN: Final = 24 * 60


@cache
def shipped_policy(language: str) -> Policy:
    """Give the policy of a language as it ships.

    >>> shipped_policy("en").name
    'en/1'
    """
    if language not in LANGUAGES:
        raise InputRefused("language", wrong=f"there is no policy for {language!r}", right=f"one of {LANGUAGES}")
    name = f"{language}.toml"
    return read_policy((files("gestae.chronology") / "policies" / name).read_bytes(), name)


def read_words(text: str, language: str = "en", change: Path | None = None) -> Phrase:
    """Read a phrase under a shipped policy, with the rows of a case in front of it if there are any.

    Raises:
        UnknownPhraseError: the policy has no row for it.
        Faults: the file of rows has faults.
    """
    policy = shipped_policy(language)
    if change is not None:
        policy = policy.changed(read_change(change.read_bytes(), change.name))
    return read_phrase(text, policy)


def read_distance(text: str, language: str, what: str) -> tuple[str, tuple[tuple[int | None, int | None], ...]]:
    """Read a phrase that stands between two points: how far the second lies after the first.

    Where the words can also name a time of the day they do not here: two points were named.

    Returns:
        The policy's name, and least and most of every reading in nanoseconds.

    Raises:
        UnknownPhraseError: the policy has no row for it.
        InputRefused: it is about something else than one distance.

    >>> read_distance("less than ten seconds", "en", "phrase")
    ('en/1', ((0, 10000000000),))
    """
    phrase = read_phrase(text, shipped_policy(language), what)
    readings = [one for one in phrase.readings if one.relation is Relation.APART]
    others = [one for one in phrase.readings if one.relation is not Relation.OF_DAY and one not in readings]
    if others:
        right = "; ".join(_as_constraint(pair) for pair in words_document(phrase)["readings"][-1]["constraints"])
        raise InputRefused(what, wrong=f"{text!r} limits two pairs of points", right=f"write two constraints: {right}")
    if not readings:
        raise InputRefused(
            what,
            wrong=f"{text!r} names a time of the day, not how far two points lie apart",
            right="leave from out and give after and before, with the date",
        )
    return phrase.policy, tuple((one.least_ns, one.most_ns) for one in readings)


def understood_in(text: str, language: str) -> tuple[str, ...]:
    """Name the other shipped languages in which a phrase is understood."""
    found = []
    for other in LANGUAGES:
        try:
            read_phrase(text, shipped_policy(other))
        except UnknownPhraseError:
            continue
        found.append(other)
    return tuple(one for one in found if one != language)


def policy_rows(policy: Policy) -> Iterator[tuple[str, str, str, str]]:
    """Give every row that makes a phrase: what it is about, its patterns, its bounds as written, its reasons."""
    groups = {
        "time of the day": policy.rows.moments,
        "from and to": policy.rows.relations,
        "length": policy.rows.lengths,
    }
    for about, rows in groups.items():
        for row in rows:
            patterns = dict.fromkeys(pattern for _, pattern in row.shapes)
            bounds = " | ".join(meaning.bounds for meaning in row.meanings)
            yield about, " · ".join(patterns), bounds, " | ".join(meaning.why for meaning in row.meanings)


def words_document(phrase: Phrase) -> dict[str, Any]:
    """Write what was made of a phrase; distances are exact decimals of seconds."""
    return {
        "format": FORMAT,
        "phrase": phrase.text,
        "policy": phrase.policy,
        "pattern": phrase.pattern,
        "leaves": phrase.leaves,
        "readings": [_reading_json(reading) for reading in phrase.readings],
        "hull": _reading_json(phrase.hull) if phrase.hull else None,
    }


def told(reading: Reading) -> str:
    """Say in plain words what a reading limits.

    >>> told(Reading(0, 10_000_000_000, ""))
    'to lies 0 s to 10 s after from'
    >>> told(Reading(None, -1, ""))
    'to lies at least 1 ns before from'
    """
    if reading.relation is Relation.DURING:
        return "to begins no earlier and ends no later than from"
    if reading.relation is Relation.OVERLAPS:
        return "to and from have at least one moment in common"
    if reading.relation is Relation.OF_DAY:
        return _told_of_day(reading.least_ns, reading.most_ns)
    return f"to lies {_told_apart(reading.least_ns, reading.most_ns)}"


def _told_apart(least: int | None, most: int | None) -> str:
    if least is not None and most is not None:
        return _told_closed(least, most)
    if most is not None:
        return _told_at_most(most)
    return _told_at_least(least) if least is not None else "anywhere"


def _told_closed(least: int, most: int) -> str:
    if least >= 0:
        return f"{plain_length(least)} to {plain_length(most)} after from"
    if most <= 0:
        return f"{plain_length(-most)} to {plain_length(-least)} before from"
    return f"from {plain_length(-least)} before from to {plain_length(most)} after it"


def _told_at_most(most: int) -> str:
    if most < 0:
        return f"at least {plain_length(-most)} before from"
    return f"at most {plain_length(most)} after from, or anywhere before it" if most else "no later than from"


def _told_at_least(least: int) -> str:
    if least > 0:
        return f"at least {plain_length(least)} after from"
    return f"at most {plain_length(-least)} before from, or anywhere after it" if least else "no earlier than from"


def _told_of_day(least: int | None, most: int | None) -> str:
    if least is None and most is None:
        return "no time of the day: the words do not say it"
    if least is None or most is None:
        limit = f"no later than {_clock(most)}" if most is not None else f"no earlier than {_clock(least or 0)}"
        return f"to lies {limit} by the local clock"
    return f"to lies between {_clock(least)} and {_clock(most)} by the local clock"


def _clock(past_midnight_ns: int) -> str:
    """Write what a clock shows; 24:00 is the day's own end, and what lies past it is of the next day."""
    minutes, rest_ns = divmod(past_midnight_ns, 60_000_000_000)
    day = -1 if minutes < 0 else int((minutes, rest_ns) > (_DAY_MIN, 0))
    minutes -= day * _DAY_MIN
    shown = f"{minutes // 60:02d}:{minutes % 60:02d}"
    if rest_ns:
        shown += f":{format_duration(rest_ns).removesuffix(' s').zfill(2)}"
    return shown + {-1: " of the day before", 0: "", 1: " of the next day"}[day]


def _reading_json(reading: Reading) -> dict[str, Any]:
    return {
        "relation": reading.relation.value,
        "min": _seconds(reading.least_ns),
        "max": _seconds(reading.most_ns),
        "said": told(reading),
        "why": reading.why,
        "constraints": [
            {
                "from_point": pair.from_point,
                "to_point": pair.to_point,
                "min": _seconds(pair.least_ns),
                "max": _seconds(pair.most_ns),
            }
            for pair in reading.pairs
        ],
    }


def _seconds(side_ns: int | None) -> str | None:
    return None if side_ns is None else format_duration(side_ns)


def _as_constraint(pair: dict[str, Any]) -> str:
    limit = f"min = {pair['min']!r}" if pair["min"] else f"max = {pair['max']!r}"
    return f"from the {pair['from_point']} of one to the {pair['to_point']} of the other, {limit}"
