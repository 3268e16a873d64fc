"""The account file (format 1): a TOML file in which anybody can write down what is said of time.

It is read in two passes. The first reads every line against its form; the second follows the names from part to part
and reads times in the zone that the account or the clock states. All faults of both are told at once.
"""

from __future__ import annotations

import re
from typing import Any, Final

from gestae.base.toml import (
    Form,
    Key,
    Many,
    Named,
    One,
    Parsed,
    integer,
    one_of,
    read_toml,
    reference,
    text,
    texts,
    written,
)  # fmt: skip
from gestae.base.units import parse_duration, parse_rate
from gestae.base.zonenames import parse_zone
from gestae.chronology.accountparts import Parts, PhraseReader
from gestae.errors import InputRefused
from gestae.model.account import Account, SourceKind

__all__ = [
    "ACCOUNT_FORMAT",
    "LANGUAGES",
    "LASTS",
    "account_reference",
    "kept",
    "read_account",
    "read_id",
    "read_ids",
    "read_length",
]

ACCOUNT_FORMAT: Final = 1
LANGUAGES: Final = ("en", "uk", "ru")
_ID: Final = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)


def read_account(source: str | bytes, what: str, phrases: PhraseReader | None = None) -> Account:
    """Read an account.

    Args:
        source: the file's text; bytes must be UTF-8.
        what: the file's name, for its faults.
        phrases: reads words by the policy of a language; None where this reader knows none.

    Raises:
        InputRefused: it is no TOML at all.
        Faults: all its faults at once, each with its line and what would be right.

    >>> account = read_account('''
    ... [account]
    ... format = 1
    ... title = "The yard"
    ... [sources.w1]
    ... kind = "statement"
    ... [events.turned]
    ... title = "The two men turn away"
    ... [events.fell]
    ... title = "Both fall"
    ... [[constraints]]
    ... from = "turned"
    ... to = "fell"
    ... max = "10 s"
    ... sources = ["w1"]
    ... ''', "yard.toml")
    >>> account.constraints[0].id, account.constraints[0].most_ns
    ('c1', 10000000000)
    """
    return read_toml(source, what, _account(phrases))


def account_reference() -> str:
    """Print what may stand in the file, for the reference pages."""
    return "\n".join(reference(_account(None)))


def _format(value: object, what: str) -> int:
    only = f"write format = {ACCOUNT_FORMAT}, a whole number without quotes"
    try:
        number = integer(value, what)
    except InputRefused as refused:
        raise InputRefused(what, wrong=refused.wrong, right=only) from refused
    if number != ACCOUNT_FORMAT:
        raise InputRefused(what, wrong=f"format {number} is unknown here", right=only)
    return number


def read_id(value: object, what: str) -> str:
    """Read an id: letters, digits, _ and -."""
    name = text(value, what)
    if not _ID.fullmatch(name):
        raise InputRefused(what, wrong=f"{name!r} is no id", right="write letters, digits, _ and - only")
    return name


def read_ids(value: object, what: str) -> tuple[str, ...]:
    """Read a list of ids."""
    return tuple(read_id(one, what) for one in texts(value, what))


def read_length(value: object, what: str) -> int:
    """Read how far off something may be, in nanoseconds: a duration that is not negative."""
    length_ns = parse_duration(text(value, what), what)
    if length_ns < 0:
        raise InputRefused(what, wrong="is negative", right="write how far off the time may be, 0 s or more")
    return length_ns


def kept(keys: dict[str, Any]) -> Form[Parsed]:
    """Keep a table as it was read, faulty or not: the second pass follows its names."""
    return Form(keys, lambda table: table, always=True)


_SOURCE: Final = kept(
    {
        "kind": Key("footage, statement, calls, document, photograph or other", one_of(*SourceKind), required=True),
        "origin": Key("what shares a recorder or a speaker is one independent source; default: itself", read_id),
    }
)
_COMPARED: Final = kept(
    {
        "clock": Key("what the clock showed", required=True),
        "reference": Key("the true time then", required=True),
        "within": Key("how far off the comparison may be; default 0 s", read_length),
        "source": Key("what says so; default: the clock's source", read_id),
    }
)
_CLOCK: Final = kept(
    {
        "source": Key("whose clock it is", read_id, required=True),
        "zone": Key(
            "the rules that its display follows, or a fixed offset; default: the account's", written(parse_zone)
        ),
        "drift": Key(
            'the largest error of its rate, such as "20 ppm"; left out, it counts as none, by a premise: `rate:ID`',
            written(parse_rate),
        ),
        "compared": Many(_COMPARED, "comparisons with a better clock"),
    }
)
LASTS: Final = kept(
    {
        "min": Key("at least", written(parse_duration)),
        "max": Key("at most", written(parse_duration)),
    }
)
_SEEN: Final = kept(
    {
        "clock": Key("the clock that was read", read_id, required=True),
        "at": Key("what it showed", required=True),
        "within": Key("how far off the reading may be; default 0 s", read_length),
        "point": Key("start or end of an event that lasts; default: start", one_of("start", "end")),
    }
)
_EVENT: Final = kept(
    {
        "title": Key("what happened, in one line", required=True),
        "lasts": One(LASTS, "how long it lasts; without it, it is an instant"),
        "seen": Many(_SEEN, "readings of clocks"),
    }
)
_CONSTRAINT: Final = kept(
    {
        "id": Key("how it is called in answers; default: c1, c2, … in file order", read_id),
        "from": Key("the point from which is counted; left out, the time is absolute"),
        "to": Key("the point that is bounded", required=True),
        "min": Key("it lies at least so long after", written(parse_duration)),
        "max": Key("and at most so long after", written(parse_duration)),
        "phrase": Key("the words that were used, instead of min and max"),
        "after": Key("not before this time"),
        "before": Key("not after this time"),
        "sources": Key("what it rests on", read_ids, required=True),
        "links": Key("premises that it rests on too", read_ids),
    }
)
_HEAD: Final = kept(
    {
        "format": Key("1", _format, required=True),
        "title": Key("what the account is of", required=True),
        "zone": Key("where local times are read: a doubtful or missing hour is refused", written(parse_zone)),
        "words": Key("the language whose policy reads phrases: en, uk or ru", one_of(*LANGUAGES)),
    }
)


def _account(phrases: PhraseReader | None) -> Form[Account]:
    return Form(
        {
            "account": One(_HEAD, "the account itself", required=True),
            "sources": Named(_SOURCE, "what says something", read_id),
            "clocks": Named(_CLOCK, "clocks that were read", read_id),
            "events": Named(_EVENT, "what happened", read_id, required=True),
            "constraints": Many(_CONSTRAINT, "what is said of their times"),
        },
        lambda table: Parts(table, phrases).build(),
        always=True,
    )
