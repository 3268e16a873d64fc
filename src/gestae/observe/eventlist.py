"""The case's own list of events: what a person saw in the footage and what belongs together, as a TOML file.

A machine names few acts. A person who watches writes the rest down here, with the file, the seconds from its
first frame and how exactly they could tell; and says which sightings, their own or the machine's, show the
same event. That they do is a premise with an author, so the list is recorded like every other decision.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Final

from gestae.base.toml import Form, Key, Many, One, Parsed, integer, one_of, read_toml, reference, text, texts, written
from gestae.base.units import parse_duration
from gestae.errors import InputRefused
from gestae.model.observation import Kind
from gestae.observe.opinions import refuse_opinions

__all__ = ["EVENT_LIST_FORMAT", "ListedEvent", "Seen", "event_list_reference", "read_event_list"]

EVENT_LIST_FORMAT: Final = 1
# Longer than any footage, and finer than any tick: a few letters can name a number that no memory holds.
LONGEST_S: Final = 10**9
MOST_PLACES: Final = 30


@dataclass(frozen=True, slots=True)
class Seen:
    """One sighting by a person: in which file, when (seconds from its first frame), within how much.

    `footage` is a name or path as received, an exhibit's number, or the first digits of a digest. `end_s` is None
    for an instant.
    """

    footage: str
    kind: Kind
    start_s: Fraction
    end_s: Fraction | None
    within_ns: int
    says: str


@dataclass(frozen=True, slots=True)
class ListedEvent:
    """One event of the list: its title, the person's own sightings, and observations that show the same event."""

    title: str
    seen: tuple[Seen, ...]
    found: tuple[str, ...]


def read_event_list(source: str | bytes, what: str) -> tuple[ListedEvent, ...]:
    """Read a list of events, format 1.

    Raises:
        InputRefused: it is no TOML.
        Faults: all its faults at once, each with its line and what would be right.

    >>> listed = read_event_list('''
    ... [list]
    ... format = 1
    ... [[event]]
    ... title = "The guard raises both hands"
    ... [[event.seen]]
    ... footage = "gate.mp4"
    ... kind = "hands_up"
    ... start = "41.32"
    ... within = "80 ms"
    ... says = "both wrists above the head"
    ... ''', "events.toml")
    >>> listed[0].seen[0].start_s
    Fraction(1033, 25)
    """
    return read_toml(source, what, _LIST)


def event_list_reference() -> str:
    """Print what may stand in the file, for the reference pages."""
    return "\n".join(reference(_LIST))


def _seconds(value: object, what: str) -> Fraction:
    words = text(value, what)
    try:
        seconds = Decimal(words)
    except InvalidOperation:
        seconds = Decimal("NaN")
    if not _is_of_footage(seconds):
        raise InputRefused(what, wrong=f"{words!r} are no seconds", right='write seconds from the first frame: "41.32"')
    return Fraction(seconds)


def _is_of_footage(seconds: Decimal) -> bool:
    if not seconds.is_finite():
        return False
    return 0 <= seconds <= LONGEST_S and abs(int(seconds.as_tuple().exponent)) <= MOST_PLACES


def _format(value: object, what: str) -> int:
    number = integer(value, what)
    if number != EVENT_LIST_FORMAT:
        raise InputRefused(what, wrong=f"format {number} is unknown here", right="write format = 1")
    return number


def _plain_words(value: object, what: str) -> str:
    words = text(value, what)
    refuse_opinions(words, what)
    return words


def _build_seen(table: Parsed) -> Seen:
    start_s, end_s = table["start"], table["end"]
    if end_s is not None and end_s < start_s:
        table.refuse("end", wrong="lies before the start", right="write the later of the two as end")
    within_ns = table["within"]
    if within_ns < 0:
        table.refuse("within", wrong="is negative", right="write how far off the times may be, 0 s or more")
    return Seen(table["footage"], Kind(table["kind"]), start_s, end_s, within_ns, table["says"])


def _build_event(table: Parsed) -> ListedEvent:
    if not table["seen"] and not table["found"]:
        table.refuse(None, wrong="rests on nothing", right="add [[event.seen]] or found = [observation ids]")
    return ListedEvent(table["title"], table["seen"], tuple(sorted(set(table["found"] or ()))))


_KINDS: Final = tuple(kind.value for kind in Kind)
_SEEN: Final = Form(
    {
        "footage": Key(
            "the file: its name or the end of its path as received (`DVR_A/ch01.mp4`), its number as exhibit, or the "
            "first digits of its sha256, as `gestae footage` shows them",
            required=True,
        ),
        "kind": Key(
            "what is seen, a word of the vocabulary (`gestae observations --kinds`)", one_of(*_KINDS), required=True
        ),
        "start": Key('seconds from the first frame, exact, as text: "41.32"', _seconds, required=True),
        "end": Key("the same for the end; left out for an instant", _seconds),
        "within": Key('how far off these times may be: "80 ms"', written(parse_duration), required=True),
        "says": Key("what is seen, in plain words without opinion", _plain_words, required=True),
    },
    _build_seen,
)
_EVENT: Final = Form(
    {
        "title": Key("what happened, in one line without opinion", _plain_words, required=True),
        "found": Key("ids of observations that show this same event", texts),
        "seen": Many(_SEEN, "what a person saw"),
    },
    _build_event,
)
_HEAD: Final = Form({"format": Key("1", _format, required=True)}, lambda table: table["format"])
_LIST: Final = Form(
    {"list": One(_HEAD, "the file's own form", required=True), "event": Many(_EVENT, "one event", required=True)},
    lambda table: tuple(table["event"]),
)
