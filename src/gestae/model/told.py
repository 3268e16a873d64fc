"""What sources beside footage say of a case: passages and rows that a person marked, and what was made of them.

Points of time are written as in an account: `EVENT` for an instant, `EVENT.start` and `EVENT.end` for an event that
lasts, where EVENT is the id of one of the case's events.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from gestae.errors import RecordError
from gestae.model.account import AccountClock, Constraint, Lasts, Reading, Source

__all__ = ["Anchor", "Link", "Told"]


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where in a preserved original something stands: the words of a passage, a row of a table, or a place in words.

    Attributes:
        sha256: the original.
        words: the passage, or the row, as it stands there; empty where it may not stand in the open.
        start_chars, end_chars: where that stands in the original's text, counted in characters from 0, the end
            excluded; None where only a place in words is known.
        row: the row of a table, counted from 1 below its head; None for a passage.
        column: the column whose cell was read; None where the whole row is meant, or no row.
        place: where it stands, in words: "line 12", "row 2", or as a person wrote it ("third paragraph").
    """

    sha256: str
    place: str
    words: str = ""
    start_chars: int | None = None
    end_chars: int | None = None
    row: int | None = None
    column: str | None = None

    def __post_init__(self) -> None:
        if (self.start_chars is None) != (self.end_chars is None) or bool(self.words) != (self.start_chars is not None):
            raise RecordError("a passage has words, a start and an end, or none of them; give all three")
        if self.start_chars is not None and self.end_chars is not None and not 0 <= self.start_chars < self.end_chars:
            raise RecordError(f"a passage from {self.start_chars} to {self.end_chars}; it holds at least one character")
        if not self.place.strip():
            raise RecordError("an anchor that says nothing of where it stands; give its place")
        if self.row is not None and self.row < 1:
            raise RecordError(f"row {self.row}; rows are counted from 1 below the head")


@dataclass(frozen=True, slots=True)
class Link:
    """A premise of a person's: two sightings are of one event, or of one man."""

    id: str
    says: str
    author: str
    reason: str


@dataclass(frozen=True, slots=True)
class Told:
    """All that stands in a case from sources beside footage, as the engine needs it.

    Only what stands whole is in it: what names an event, a clock or a link that was withdrawn or is withheld bounds
    nothing, and `idle` says why. So nothing hidden ever makes a bound narrower.

    Attributes:
        sources: the originals that say something, by digest; those of one speaker or operator share an origin.
        clocks: clocks that are no recorder's, such as an operator's.
        readings: what such a clock stood at, by the id of the event, in the order in which they were stated.
        lasts: events that were said to last, by id, with how long; no limits where that is withheld.
        constraints: what else was said; `sources` are digests, `links` are ids of links.
        links: the premises that stand.
        anchors: where each constraint, reading and event was found, by the id of the statement: a constraint's own,
            `seen:POINT:N` as in an account, N counted over the readings of that point that stand, also those that
            bound nothing; or the id of the event.
        entries: for each reading, by the id of its statement, the entry of the journal that states it.
        policies: the table by which the words of a constraint were read, by its id, such as "en/1".
        names: the ids that the lists use for events, by the event's own id.
        idle: what stands and bounds nothing, by its id, with the reason.
        unknown_origins: sources whose origin is hidden, by digest, with the place of the entry that said it; they
            count as one.
        withheld: places of the journal that are hidden and show nothing: one of them may be such a statement.
    """

    sources: tuple[Source, ...] = ()
    clocks: tuple[AccountClock, ...] = ()
    readings: Mapping[str, tuple[Reading, ...]] = field(default_factory=dict)
    lasts: Mapping[str, Lasts] = field(default_factory=dict)
    constraints: tuple[Constraint, ...] = ()
    links: tuple[Link, ...] = ()
    anchors: Mapping[str, tuple[Anchor, ...]] = field(default_factory=dict)
    entries: Mapping[str, int] = field(default_factory=dict)
    policies: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    idle: Mapping[str, str] = field(default_factory=dict)
    unknown_origins: Mapping[str, int] = field(default_factory=dict)
    withheld: tuple[int, ...] = ()
