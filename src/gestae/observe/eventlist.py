"""The case's own list of events: what a person saw in the footage and what belongs together, as a TOML file.

A machine names few acts. A person who watches writes the rest down here, with the file, the seconds from its
first frame and how exactly they could tell; and says which sightings, their own or the machine's, show the
same event. That they do is a premise with an author, so the list is recorded like every other decision.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any, Final, TypeVar

from gestae.base.toml import Form, Key, Many, One, Parsed, integer, one_of, read_toml, text, texts, written
from gestae.base.units import parse_duration
from gestae.errors import InputRefused
from gestae.model.observation import ATTRIBUTES, Kind, Region
from gestae.observe.opinions import refuse_opinions

__all__ = ["EVENT_LIST_FORMAT", "ListedEvent", "Seen", "event_list_form", "listed_event", "read_event_list"]

T = TypeVar("T")

EVENT_LIST_FORMAT: Final = 1
# Longer than any footage, and finer than any tick: a few letters can name a number that no memory holds.
LONGEST_S: Final = 10**9
MOST_PLACES: Final = 30


@dataclass(frozen=True, slots=True)
class Seen:
    """One sighting by a person: in which file, when (seconds from its first frame), within how much.

    `footage` is a name or path as received, an exhibit's number, or the first digits of a digest. `end_s` is None
    for an instant. `attribute` is a word of the kind's own (`ATTRIBUTES` of `gestae.model.observation`), and `region`
    lies in the picture; None where nothing is said of either.
    """

    footage: str
    kind: Kind
    start_s: Fraction
    end_s: Fraction | None
    within_ns: int
    says: str
    attribute: str | None = None
    region: Region | None = None


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
    return read_toml(source, what, event_list_form(_listed))


def event_list_form(
    build: Callable[[Parsed], T],
    *,
    head: Mapping[str, Key] | None = None,
    event: Mapping[str, Key | One[Any] | Many[Any]] | None = None,
    below: Mapping[str, Many[Any]] | None = None,
) -> Form[T]:
    """Say what may stand in a list of events.

    Args:
        build: makes something of the whole, faulty or not; `listed_event` reads one of its events.
        head: keys that another room adds to [list].
        event: keys that it adds to [[event]].
        below: tables that it adds beside them; with them a list needs no event.
    """
    events = Many(Form({**_EVENT, **(event or {})}, _kept, always=True), "one event", required=not below)
    one = One(Form({**_HEAD, **(head or {})}, _kept, always=True), "the file's own form", required=True)
    return Form({"list": one, "event": events, **(below or {})}, build, always=True)


def listed_event(table: Parsed, *others: str) -> ListedEvent | None:
    """Make an event of its table; None where a line of it is wrong, which is noted.

    Args:
        table: the event's.
        others: keys on which it may rest beside `seen` and `found`.
    """
    seen = table["seen"] or ()
    # A line that could not be read is a fault already, and no reason to say that there is none.
    if not any(one in table.present and table[one] != () for one in ("seen", "found", *others)):
        more = "".join(f", [[event.{one}]]" for one in others)
        right = f"add [[event.seen]]{more} or found = [observation ids]"
        table.refuse(None, wrong="rests on nothing", right=right)
    if table["title"] is None or None in seen:
        return None
    return ListedEvent(table["title"], seen, tuple(sorted(set(table["found"] or ()))))


def _listed(table: Parsed) -> tuple[ListedEvent, ...]:
    events = [listed_event(one) for one in table["event"] or () if one is not None]
    return tuple(one for one in events if one is not None)


def _kept(table: Parsed) -> Parsed:
    return table


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
    kind, _, attribute = str(table["kind"]).partition(":")
    return Seen(table["footage"], Kind(kind), start_s, end_s, within_ns, table["says"], attribute or None)


# A kind by itself, and with each word that it may be said of.
_KINDS: Final = tuple(
    word
    for kind in Kind
    for word in (kind.value, *(f"{kind.value}:{attribute}" for attribute in ATTRIBUTES.get(kind, ())))
)
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
_EVENT: Final[Mapping[str, Key | Many[Any]]] = {
    "title": Key("what happened, in one line without opinion", _plain_words, required=True),
    "found": Key("ids of observations that show this same event", texts),
    "seen": Many(_SEEN, "what a person saw"),
}
_HEAD: Final[Mapping[str, Key]] = {"format": Key("1", _format, required=True)}
