"""A policy: the table that says what words of time mean in one language, with one line of reasoning for each row.

A policy is named by language and version; whoever changes it for a case names the change, and that name is shown
beside every result: "en/1+yard".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from fractions import Fraction

from gestae.chronology.numerals import Numerals
from gestae.chronology.phrase import Relation
from gestae.chronology.shapes import Shape
from gestae.chronology.sums import Sum
from gestae.errors import RecordError

__all__ = [
    "Change",
    "ClockRow",
    "CountRow",
    "DayHalf",
    "Meaning",
    "Policy",
    "RangeRow",
    "Row",
    "Rows",
    "Span",
    "Tongue",
    "Unit",
]


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of time in all its forms; a month has 28 to 31 days, and a change of clocks takes or gives an hour.

    Attributes:
        name: how the table calls it.
        forms: every spelling.
        single: those that mean one without a number: "хвилину".
        least_ns: its least length.
        most_ns: its greatest.
        loses_ns: by how much a row of them can be shorter than so many of the least: once, however many they are.
        gains_ns: likewise, longer.
        why: the reasoning, where its length is not fixed.
    """

    name: str
    forms: tuple[str, ...]
    single: tuple[str, ...]
    least_ns: int
    most_ns: int
    loses_ns: int = 0
    gains_ns: int = 0
    why: str | None = None

    def __post_init__(self) -> None:
        if not 0 < self.least_ns <= self.most_ns or min(self.loses_ns, self.gains_ns) < 0:
            raise RecordError(
                f"the unit {self.name!r} has no length that is possible; give least and most, both above 0"
            )


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of counts or of nanoseconds, with what it is good to.

    Attributes:
        least: the least.
        most: the greatest; equal to it where one number was said.
        fine: half of the last place that was said.
        rough: half of the step that a round number may have been rounded to; never less than `fine`.
        why: reasons that came with the words, one at most for each.
        short: what part of its longest the shortest unit is: 28/31 for months, whose doubt is less on the least side.
    """

    least: Fraction
    most: Fraction
    fine: Fraction
    rough: Fraction
    why: tuple[str, ...] = ()
    short: Fraction = Fraction(1)

    def __post_init__(self) -> None:
        if not 0 <= self.least <= self.most or not 0 <= self.fine <= self.rough:
            raise RecordError("a stretch whose ends are swapped or below zero; the least comes first")


@dataclass(frozen=True, slots=True)
class Meaning:
    """One reading of a row: its bounds as sums of what the phrase supplies."""

    least: Sum | None
    most: Sum | None
    why: str
    relation: Relation = Relation.APART

    @property
    def bounds(self) -> str:
        """Write its bounds as the table has them; an open side is a dash."""
        if self.least is None and self.most is None:
            return self.relation.value
        return f"{self.least or '–'} … {self.most or '–'}"


@dataclass(frozen=True, slots=True)
class Row:
    """Phrases that mean the same; `shapes` pairs each spelling with the pattern that it came from.

    A length (`is_length`) is not below zero, whatever its sums say.
    """

    shapes: tuple[tuple[Shape, str], ...]
    meanings: tuple[Meaning, ...]
    leaves: str | None = None
    is_length: bool = False


@dataclass(frozen=True, slots=True)
class CountRow:
    """Words that say how many ("a couple of"), or how long ("half an hour", in nanoseconds), in all their readings."""

    shapes: tuple[tuple[Shape, str], ...]
    readings: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class RangeRow:
    """Words between the two ends of a duration; `limits`: the ends are limits, so nothing is rounded."""

    shapes: tuple[tuple[Shape, str], ...]
    why: str
    limits: bool = False


@dataclass(frozen=True, slots=True)
class ClockRow:
    """A name for what a clock shows: moments of the day, or an hour of which nobody says in which half of the day."""

    shapes: tuple[tuple[Shape, str], ...]
    at_ns: tuple[int, ...] = ()
    hour: int | None = None


@dataclass(frozen=True, slots=True)
class DayHalf:
    """Words beside an hour that say in which part of the day it lies: "pm"; hours run from one to the other."""

    words: tuple[str, ...]
    first_hour: int
    last_hour: int

    def holds(self, hour: int) -> bool:
        """Whether an hour lies in it; the part may run over midnight.

        >>> DayHalf(("at night",), 21, 5).holds(2)
        True
        """
        if self.first_hour <= self.last_hour:
            return self.first_hour <= hour <= self.last_hour
        return hour >= self.first_hour or hour <= self.last_hour


@dataclass(frozen=True, slots=True)
class Tongue:
    """What of a language no row says: how numbers, sums and hours are written.

    Attributes:
        numerals: its numbers.
        halves: words behind a number or a unit that add a half: "and a half".
        joiners: words between the parts of a duration: "two minutes and ten seconds".
        oclock: words that make a number an hour: "o'clock".
        clock_hours: 24 where written hours are counted through, 12 where "3:15" may be in either half of the day.
        parts: words that say which half.
    """

    numerals: Numerals
    halves: tuple[str, ...] = ()
    joiners: tuple[str, ...] = ()
    oclock: tuple[str, ...] = ()
    clock_hours: int = 24
    parts: tuple[DayHalf, ...] = ()


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a table, by what they are about; the first that fits decides."""

    units: tuple[Unit, ...] = ()
    counts: tuple[CountRow, ...] = ()
    durations: tuple[CountRow, ...] = ()
    ranges: tuple[RangeRow, ...] = ()
    lengths: tuple[Row, ...] = ()
    relations: tuple[Row, ...] = ()
    moments: tuple[Row, ...] = ()
    clocks: tuple[ClockRow, ...] = ()

    def before(self, other: Rows) -> Rows:
        """Put these rows in front of others, so that they decide first."""
        return Rows(**{one.name: getattr(self, one.name) + getattr(other, one.name) for one in fields(Rows)})


@dataclass(frozen=True, slots=True)
class Change:
    """What a case changes in a policy: rows of its own, under a name."""

    name: str
    rows: Rows

    def __post_init__(self) -> None:
        if not self.name or not all(sign.isalnum() or sign in "_-" for sign in self.name):
            raise RecordError(f"{self.name!r} names no change; use letters, digits, _ and -")


@dataclass(frozen=True, slots=True)
class Policy:
    """What words of time mean, in one language, at one version, with the changes of a case."""

    language: str
    version: int
    tongue: Tongue
    rows: Rows
    changes: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Give language, version and the names of the changes: "en/1+yard"."""
        return "+".join((f"{self.language}/{self.version}", *self.changes))

    def changed(self, change: Change) -> Policy:
        """Give the policy with rows of a case in front of its own.

        Raises:
            RecordError: a change of that name was made already.
        """
        if change.name in self.changes:
            raise RecordError(f"the change {change.name!r} was made already; give the next one another name")
        return replace(self, rows=change.rows.before(self.rows), changes=(*self.changes, change.name))

    def spellings(self) -> Iterator[Shape]:
        """Give every spelling of the rows that make a whole phrase."""
        for row in (*self.rows.moments, *self.rows.relations, *self.rows.lengths):
            for shape, _ in row.shapes:
                yield shape
