"""What recordings and the clocks of recorders say of a case's events, ready for the network: no words, no files.

A recording's own time is counted in nanoseconds from its file's zero, unrounded; a recorder's count is what its clock
stands at beneath the display (`gestae.chronology.zones`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from gestae.errors import RecordError

__all__ = ["Began", "Beside", "Check", "Offset", "Place", "Read", "Recorded", "Shows", "Strand"]


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A moment of a recording: on one of its strands, so many nanoseconds from the file's zero."""

    strand: str
    at_ns: Fraction


@dataclass(frozen=True, slots=True)
class Strand:
    """A stretch of a recording within which its time does not leap.

    Attributes:
        id: a name of its own.
        max_rate_error: the most that its time and the world's differ in rate; None where nobody knows, so that only
            the order of its pictures counts.
    """

    id: str
    max_rate_error: Fraction | None

    def __post_init__(self) -> None:
        if self.max_rate_error is not None and not 0 <= self.max_rate_error < 1:
            raise RecordError(f"{self.id}: a rate error of {self.max_rate_error}; it lies from 0 to below 1")


@dataclass(frozen=True, slots=True)
class Shows:
    """A recording shows that a point lies not before one moment of it and not after another.

    Attributes:
        id: of the statement.
        point: which point.
        earliest: None where it says nothing of how early the point may lie.
        latest: likewise of how late.
        sources: what it rests on.
        links: premises that it rests on.
    """

    id: str
    point: str
    earliest: Place | None
    latest: Place | None
    sources: tuple[str, ...]
    links: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.earliest is None and self.latest is None:
            raise RecordError(f"{self.id} says nothing; give a moment before or after which {self.point} lies")


@dataclass(frozen=True, slots=True)
class Read:
    """A recorder's clock stood between two counts when a picture was taken."""

    id: str
    clock: str
    at: Place
    counts_ns: tuple[int, int]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Check:
    """A recorder's clock stood at a count when a reference stood at a time, give or take `within_ns`."""

    id: str
    clock: str
    count_ns: int
    reference_ns: int
    within_ns: int
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Beside:
    """What one recording showed at a moment of its own, another showed not before `earliest` and not after `latest`."""

    at: Place
    earliest: Place
    latest: Place


@dataclass(frozen=True, slots=True)
class Offset:
    """How two recordings lie beside each other, at one moment or at several."""

    id: str
    beside: tuple[Beside, ...]
    sources: tuple[str, ...]

    def __post_init__(self) -> None:
        if not self.beside:
            raise RecordError(f"{self.id} says nothing; give a moment of one recording and two of the other")


@dataclass(frozen=True, slots=True)
class Began:
    """A point that lies with the first of several others, whichever that is.

    `all_known` where these are all of them; another one that nobody can see any more may be the first.
    """

    point: str
    parts: tuple[str, ...]
    all_known: bool = True


@dataclass(frozen=True, slots=True)
class Recorded:
    """All that recordings say.

    Attributes:
        strands: stretches of recordings.
        follow: for each stream whose pictures were taken in their order, its strands in that order.
        rates: the largest rate error of each recorder's clock; of one that is not named, nothing is known of it.
        shows, reads, checks, offsets: what is said.
        began: points that lie with the first of others.
    """

    strands: tuple[Strand, ...] = ()
    follow: tuple[tuple[str, ...], ...] = ()
    rates: Mapping[str, Fraction] = field(default_factory=dict)
    shows: tuple[Shows, ...] = ()
    reads: tuple[Read, ...] = ()
    checks: tuple[Check, ...] = ()
    offsets: tuple[Offset, ...] = ()
    began: tuple[Began, ...] = ()
