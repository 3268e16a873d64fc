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
    """Where in a preserved original something stands: the words of a passage, or a row of a table.

    Attributes:
        sha256: the original.
        start_chars, end_chars: the passage in the original's text, counted in characters from 0, the end excluded.
        row: the row of a table, counted from 1 below its head; None for a passage.
        words: the passage, or the row's cells as they stand there.
    """

    sha256: str
    start_chars: int
    end_chars: int
    row: int | None
    words: str

    def __post_init__(self) -> None:
        if not 0 <= self.start_chars < self.end_chars:
            raise RecordError(f"a passage from {self.start_chars} to {self.end_chars}; it holds at least one character")
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

    Attributes:
        sources: the originals that say something, by digest; those of one speaker or operator share an origin.
        clocks: clocks that are no recorder's, such as an operator's, by id.
        readings: what such a clock stood at, by the id of the event.
        lasts: events that were said to last, by id, with how long.
        constraints: what else was said; `sources` are digests, `links` are ids of links.
        links: the premises that stand.
        anchors: where each constraint, reading and event was found, by the id of the statement: a constraint's own, or
            `seen:POINT:N` as in an account, N counted over the readings of that point.
    """

    sources: tuple[Source, ...] = ()
    clocks: tuple[AccountClock, ...] = ()
    readings: Mapping[str, tuple[Reading, ...]] = field(default_factory=dict)
    lasts: Mapping[str, Lasts] = field(default_factory=dict)
    constraints: tuple[Constraint, ...] = ()
    links: tuple[Link, ...] = ()
    anchors: Mapping[str, Anchor] = field(default_factory=dict)
