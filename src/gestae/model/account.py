"""A written account of what happened: who or what says which time, in the words that were used."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from gestae.errors import RecordError

__all__ = [
    "Account",
    "AccountClock",
    "AccountEvent",
    "Comparison",
    "Constraint",
    "Lasts",
    "Reading",
    "Source",
    "SourceKind",
]


class SourceKind(StrEnum):
    """What a source is."""

    FOOTAGE = "footage"
    STATEMENT = "statement"
    CALLS = "calls"
    DOCUMENT = "document"
    PHOTOGRAPH = "photograph"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Source:
    """Something that says when; sources of one `origin` (a recorder, a speaker) are one independent source."""

    id: str
    kind: SourceKind
    origin: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """A clock stood at `clock_ns` when a reference stood at `reference_ns`, give or take `within_ns`.

    Both are nanoseconds since 1970-01-01T00:00Z, the clock's own by the rules that its display follows.
    """

    clock_ns: int
    reference_ns: int
    within_ns: int
    source: str


@dataclass(frozen=True, slots=True)
class AccountClock:
    """A clock that may be wrong by any amount, and in its rate by at most `drift`.

    `drift` is None where nobody stated one: it counts as none then, which is a premise with a name.
    """

    id: str
    source: str
    drift: Fraction | None
    compared: tuple[Comparison, ...]

    def __post_init__(self) -> None:
        if self.drift is not None and not 0 <= self.drift < 1:
            raise RecordError(f"clock {self.id}: a drift of {self.drift}; it lies from 0 to below 1")


@dataclass(frozen=True, slots=True)
class Reading:
    """A clock stood at `at_ns`, give or take `within_ns`, when an event's point was.

    `id` is that of its statement; where it is empty, the reading is counted among those of its point.
    """

    clock: str
    at_ns: int
    within_ns: int
    point: str
    id: str = ""


@dataclass(frozen=True, slots=True)
class Lasts:
    """How long an event lasts, at least and at most; None where nothing limits that side."""

    least_ns: int | None
    most_ns: int | None


@dataclass(frozen=True, slots=True)
class AccountEvent:
    """An event: an instant, or one that lasts and has a start and an end."""

    id: str
    title: str
    lasts: Lasts | None
    seen: tuple[Reading, ...]

    @property
    def points(self) -> tuple[str, ...]:
        """Name its time points.

        >>> AccountEvent("talk", "They talk", Lasts(0, None), ()).points
        ('talk.start', 'talk.end')
        """
        return (self.id,) if self.lasts is None else (f"{self.id}.start", f"{self.id}.end")


@dataclass(frozen=True, slots=True)
class Constraint:
    """`least_ns <= to - start <= most_ns`; without `start`, nanoseconds since 1970 bound `to` itself.

    Attributes:
        phrase: the words that were used, None where figures were given.
        readings: what they may mean, each (least, most); the constraint itself allows what any of them allows.
    """

    id: str
    start: str | None
    to: str
    least_ns: int | None
    most_ns: int | None
    sources: tuple[str, ...]
    links: tuple[str, ...] = ()
    phrase: str | None = None
    readings: tuple[tuple[int | None, int | None], ...] = ()


@dataclass(frozen=True, slots=True)
class Account:
    """A whole account, its parts in file order.

    `policy` names the table by which words were read, such as "en/1"; None where no words were used.
    """

    title: str
    zone: str | None
    policy: str | None
    sources: tuple[Source, ...]
    clocks: tuple[AccountClock, ...]
    events: tuple[AccountEvent, ...]
    constraints: tuple[Constraint, ...]
