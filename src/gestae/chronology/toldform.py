"""What a case's own list may say beside footage: the keys of statements, records, clocks, links and constraints.

They are the account file's keys (`gestae.chronology.accountfile`) wherever both say the same, so that whoever can write
an account can write a list. A source is an exhibit of the case here, and says where in it the words stand.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from gestae.base.toml import Key, Many, One, integer, one_of, text, written
from gestae.base.units import parse_duration, parse_rate
from gestae.base.zonenames import parse_zone
from gestae.chronology.accountfile import LANGUAGES, LASTS, kept, read_id, read_ids, read_length
from gestae.errors import InputRefused
from gestae.model.account import SourceKind

__all__ = ["BELOW_LIST", "OF_EVENT", "OF_HEAD", "WHERE"]


def _row(value: object, what: str) -> int:
    number = integer(value, what)
    if number < 1:
        raise InputRefused(what, wrong=f"row {number} is none", right="count the rows from 1 below the head")
    return number


def _as_written(parse: Callable[[str, str], object]) -> Callable[[object, str], str]:
    """Read a text that a parser understands, and keep it as it is written."""

    def read(value: object, what: str) -> str:
        words = text(value, what)
        parse(words, what)
        return words.strip()

    return read


# Where in a source something stands: one of these is said.
WHERE: Final = ("passage", "place", "row")
_SOURCE: Final = Key(
    "the exhibit that says it: its name or the end of its path as received, its number, or the first digits of its "
    "sha256",
    required=True,
)
_WHERE: Final[Mapping[str, Key]] = {
    "source": _SOURCE,
    "passage": Key("the exact words, which stand once in its text; line breaks and runs of spaces count as one space"),
    "place": Key(
        'where it stands, in plain words without its own: "third paragraph"; for what is no plain text, or is withheld'
    ),
    "row": Key("the row of a table, counted from 1 below its head", _row),
}
_COMPARED: Final = kept(
    {
        "clock": Key("what the clock showed", required=True),
        "reference": Key("the true time then", required=True),
        "within": Key("how far off the comparison may be; default 0 s", read_length),
        "source": Key("the exhibit that says so; default: the clock's source"),
    }
)
_CLOCK: Final = kept(
    {
        "id": Key("how readings of it call it", read_id, required=True),
        "source": Key("the exhibit that it wrote", required=True),
        "zone": Key("the rules that its display follows, or a fixed offset; default: the list's", written(parse_zone)),
        "drift": Key(
            'the largest error of its rate, such as "20 ppm"; left out, it counts as none, by a premise: `rate:ID`',
            _as_written(parse_rate),
        ),
        "compared": Many(_COMPARED, "comparisons with a better clock"),
    }
)
_LINK: Final = kept(
    {
        "id": Key("how constraints call it", read_id, required=True),
        "says": Key("the premise: which two are one", required=True),
    }
)
_DESCRIBED: Final = kept(
    {
        "file": Key("the exhibit: its name, path, number or first digits", required=True),
        "kind": Key(
            "footage, statement, calls, document, photograph or other; default: statement for plain text, calls for a "
            "table, document for what is neither",
            one_of(*SourceKind),
        ),
        "origin": Key(
            "who speaks in it, or whose clock wrote it: what shares one is one independent source; default: itself"
        ),
    }
)
_TOLD: Final = kept({**_WHERE})
_RECORDED: Final = kept(
    {
        "source": Key("the exhibit: a table of records", required=True),
        "row": Key("the row, counted from 1 below its head", _row, required=True),
        "column": Key("the column that holds what the clock showed", required=True),
        "clock": Key("the clock that was read, by its id", read_id, required=True),
        "within": Key('how far off the reading may be: "1 s"', read_length, required=True),
        "point": Key("start or end of an event that lasts; default: start", one_of("start", "end")),
    }
)
_CONSTRAINT: Final = kept(
    {
        "id": Key("how it is called in answers; default: drawn by chance", read_id),
        "from": Key("the point from which is counted; left out, the time is absolute"),
        "to": Key("the point that is bounded: an event's id, with .start or .end where it lasts", required=True),
        "min": Key("it lies at least so long after", written(parse_duration)),
        "max": Key("and at most so long after", written(parse_duration)),
        "phrase": Key("the words that were used, instead of min and max"),
        "after": Key("not before this time"),
        "before": Key("not after this time"),
        **_WHERE,
        "also": Many(kept({**_WHERE}), "another source that it rests on too"),
        "links": Key("premises that it rests on too, by their ids", read_ids),
    }
)
OF_HEAD: Final[Mapping[str, Key]] = {
    "zone": Key("where local times are read: a doubtful or missing hour is refused; default: the case's",
                written(parse_zone)),
    "words": Key("the language whose policy reads phrases: en, uk or ru", one_of(*LANGUAGES)),
}  # fmt: skip
OF_EVENT: Final[Mapping[str, Key | One[Any] | Many[Any]]] = {
    "id": Key("by which constraints of this and of later lists speak of it; unique among the case's events", read_id),
    "lasts": One(LASTS, "how long it lasts; without it, it is an instant"),
    "told": Many(_TOLD, "a passage that tells of it; by itself it says no time"),
    "recorded": Many(_RECORDED, "a row of records: what a clock showed when it was"),
}
BELOW_LIST: Final[Mapping[str, Many[Any]]] = {
    "source": Many(_DESCRIBED, "what an exhibit is as a source"),
    "clock": Many(_CLOCK, "a clock that is no recorder's, such as a telephone operator's"),
    "link": Many(_LINK, "a premise: two sightings, or two accounts, are of one event or of one man"),
    "constraint": Many(_CONSTRAINT, "what a source says of times"),
}
