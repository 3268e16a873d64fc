"""What is said of time, as a network: points, and how far apart they are at most.

Everything here is exact: nanoseconds are whole numbers, and no float decides anything.

Source: Dechter, Meiri and Pearl, Temporal constraint networks, 1991.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Final

from gestae.errors import RecordError

__all__ = ["MOST_NS", "ORIGIN", "Apart", "First", "Grade", "Network", "Said"]

# The point that stands for the network's epoch; no event has this name, since no id holds a space.
ORIGIN: Final = "the origin"
# Sums of a few distances must stay within 64 bits: two to the power of 60 nanoseconds are 36 years.
MOST_NS: Final = 2**60


class Grade(IntEnum):
    """What a statement is made of, the firmest first; a conclusion is as weak as the weakest thing that it rests on."""

    INSTRUMENT = 0
    TESTIMONY = 1
    WORDS = 2

    @property
    def word(self) -> str:
        """Give its name as it is written.

        >>> Grade.WORDS.word
        'words'
        """
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Apart:
    """How far `to` lies after `start`: at least `least_ns`, at most `most_ns`; None where nothing limits that side.

    >>> Apart("turned", "fell", 0, 10_000_000_000).most_ns
    10000000000
    """

    start: str
    to: str
    least_ns: int | None
    most_ns: int | None

    def __post_init__(self) -> None:
        if self.start == self.to:
            raise RecordError(f"a point held against itself: {self.start}; name two points")
        if self.least_ns is None and self.most_ns is None:
            raise RecordError(f"{self.start} and {self.to}: nothing is said; give a least or a greatest distance")
        if self.least_ns is not None and self.most_ns is not None and self.least_ns > self.most_ns:
            raise RecordError(f"{self.start} and {self.to}: at least {self.least_ns} ns and at most {self.most_ns} ns")
        if any(side is not None and abs(side) > MOST_NS for side in (self.least_ns, self.most_ns)):
            raise RecordError(f"{self.start} and {self.to}: more than {MOST_NS} ns apart; choose a nearer epoch")


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that was said of time, whole: all that it says stands and falls together.

    Attributes:
        id: how it is called in answers.
        apart: what it says.
        also: what it says in the same breath, of other points.
        rests: the statements from which it was derived (`gestae.chronology.firsts`), by id; none for what was said.
        sources: what it rests on; all of them are needed. None for how long an event lasts, which is its author's.
        links: premises that it rests on beside them ("both sightings show one event").
        grade: what it is made of.
        clock: the clock that it reads or compares; None for everything else.
    """

    id: str
    apart: Apart
    sources: tuple[str, ...]
    links: tuple[str, ...] = ()
    grade: Grade = Grade.TESTIMONY
    clock: str | None = None
    also: tuple[Apart, ...] = ()
    rests: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.id:
            raise RecordError("a statement without an id; give it one")

    @property
    def distances(self) -> tuple[Apart, ...]:
        """Give all that it says."""
        return (self.apart, *self.also)


@dataclass(frozen=True, slots=True)
class First:
    """`point` lies with the first of `parts`, whichever that is: no single distance says so."""

    point: str
    parts: tuple[str, ...]

    def __post_init__(self) -> None:
        if not self.parts:
            raise RecordError(f"{self.point} lies with the first of nothing; name its parts")


@dataclass(frozen=True, slots=True)
class Network:
    """Everything that is said of time in one account.

    Attributes:
        points: what answers are about, in alphabetical order: instants, starts and ends of events.
        said: the statements, by id.
        axioms: what holds by definition and is never in a conflict: no event ends before it starts; the
            readings of one clock lie as far apart as its drift allows.
        epoch_ns: the origin, nanoseconds since 1970-01-01T00:00Z.
        firsts: points that lie with the first of others. They bind nothing by themselves: what follows of them are
            statements (`gestae.chronology.firsts.grounded`).
    """

    points: tuple[str, ...]
    said: tuple[Said, ...]
    axioms: tuple[Apart, ...] = ()
    epoch_ns: int = 0
    firsts: tuple[First, ...] = ()

    def __post_init__(self) -> None:
        if list(self.points) != sorted(set(self.points)) or ORIGIN in self.points:
            raise RecordError("points of a network are named once each, in alphabetical order, without the origin")
        ids = [one.id for one in self.said]
        if ids != sorted(set(ids)):
            raise RecordError("statements of a network have an id each, in alphabetical order")

    @classmethod
    def of(
        cls,
        points: Iterable[str],
        said: Iterable[Said],
        axioms: Sequence[Apart] = (),
        epoch_ns: int = 0,
        firsts: Iterable[First] = (),
    ) -> Network:
        """Build a network from parts in any order: the order of entry changes nothing."""
        key = sorted(axioms, key=lambda one: (one.start, one.to, one.least_ns or 0, one.most_ns or 0))
        told, first = sorted(said, key=lambda one: one.id), sorted(firsts, key=lambda one: one.point)
        return cls(tuple(sorted(set(points))), tuple(told), tuple(key), epoch_ns, tuple(first))

    def only(self, kept: Iterable[int]) -> Network:
        """Give the network with some of its statements, named by their place."""
        return replace(self, said=tuple(self.said[place] for place in sorted(set(kept))))

    def without(self, sources: Iterable[str] = (), links: Iterable[str] = ()) -> Network:
        """Leave out every statement that rests on one of some sources or links."""
        out_sources, out_links = frozenset(sources), frozenset(links)
        return self.only(
            place
            for place, one in enumerate(self.said)
            if out_sources.isdisjoint(one.sources) and out_links.isdisjoint(one.links)
        )
