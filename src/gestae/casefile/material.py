"""What a report rests on, as it shows it: sources, exhibits, recorders' clocks, models, what was refused.

Frozen records that a workflow fills. They hold facts, not sentences, wherever the page can word the fact
itself: times stay times, digests stay digests. What is not known is None, never an empty text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Final

from gestae.errors import RecordError
from gestae.model.clock import ClockReading, TimeCheck
from gestae.model.observation import Status
from gestae.model.time import Instant, TimeInterval

__all__ = [
    "CoverageHow",
    "CoverageView",
    "CustodyView",
    "ExhibitView",
    "FactView",
    "MarkView",
    "ModelView",
    "RecorderView",
    "RefusedView",
    "SourceView",
    "UnlookedView",
    "WithheldView",
    "hold_digest",
]

_HEX_DIGEST: Final = re.compile(r"[0-9a-f]{64}")


class CoverageHow(StrEnum):
    """How closely the machine looked at a stretch of footage."""

    COMPLETE = "complete"
    KEY_FRAMES = "key_frames"
    EVERY_NTH = "every_nth"
    UNREADABLE = "unreadable"
    NOT_LOOKED_AT = "not_looked_at"
    LEAP = "leap"  # of the file's own times: there is no picture, and the file does not say how much time there is


@dataclass(frozen=True, slots=True)
class FactView:
    """One row of a list of facts: a label and what is so."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class CoverageView:
    """How one stretch of a file was looked at; seconds since the stream's first frame.

    `every` is n where every n-th frame was looked at.
    """

    from_s: Fraction
    to_s: Fraction
    how: CoverageHow
    every: int | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.from_s < self.to_s:
            raise RecordError(
                f"coverage from {self.from_s} to {self.to_s} s; a stretch starts at 0 or later, and ends after"
            )
        if (self.how is CoverageHow.EVERY_NTH) != (self.every is not None):
            raise RecordError(
                f"coverage {self.how.value} with every={self.every}; give n with every_nth and only there"
            )


@dataclass(frozen=True, slots=True)
class MarkView:
    """An observation as a mark on a footage's strip; seconds since the stream's first frame."""

    from_s: Fraction
    to_s: Fraction
    label: str
    status: Status

    def __post_init__(self) -> None:
        if not 0 <= self.from_s <= self.to_s:
            raise RecordError(
                f"a mark from {self.from_s} to {self.to_s} s; it starts at 0 or later, and ends not before"
            )


@dataclass(frozen=True, slots=True)
class SourceView:
    """One footage (or other source): what it is, what it shows and what it does not.

    Attributes:
        exhibit: number of the original on the list of exhibits.
        duration_s: from the first frame to the end of the last, without leaps of the file's time; None where unknown.
        shows: sentences of what it does show.
        does_not_show: sentences, such as "no sound track: what was said cannot be verified from this footage".
        damage: sentences of what was lost, from when to when.
        coverage: stretches in order, not overlapping; what they leave out counts as not looked at.
        world: the bounds of its first and of its last frame in the world's time; None where it cannot be placed.
    """

    name: str
    camera: str | None
    recorder: str | None
    exhibit: int
    duration_s: Fraction | None
    facts: tuple[FactView, ...] = ()
    shows: tuple[str, ...] = ()
    does_not_show: tuple[str, ...] = ()
    damage: tuple[str, ...] = ()
    coverage: tuple[CoverageView, ...] = ()
    marks: tuple[MarkView, ...] = ()
    world: tuple[TimeInterval, TimeInterval] | None = None

    def __post_init__(self) -> None:
        if self.duration_s is not None and self.duration_s <= 0:
            raise RecordError(
                f"source {self.name[:80]}: a duration of {self.duration_s} s; give None where it is unknown"
            )
        for one, following in zip(self.coverage, self.coverage[1:], strict=False):
            if following.from_s < one.to_s:
                raise RecordError(
                    f"source {self.name[:80]}: stretches of coverage overlap at {following.from_s} s; sort and cut them"
                )


@dataclass(frozen=True, slots=True)
class CustodyView:
    """One movement of an exhibit: received, moved, lent, returned."""

    at: Instant
    what: str
    by: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ExhibitView:
    """One preserved original.

    Attributes:
        number: from 1, unique.
        name: as received, or the pseudonymous one where it is protected.
        received_from: who handed it over; None where nobody said.
        expected_sha256: what a seizure record says; None where none was given.
    """

    number: int
    name: str
    sha256: str
    size_bytes: int
    kind: str
    received_from: str | None
    received_at: Instant
    custody: tuple[CustodyView, ...] = ()
    expected_sha256: str | None = None
    is_protected: bool = False
    facts: tuple[FactView, ...] = ()

    def __post_init__(self) -> None:
        if self.number < 1 or self.size_bytes < 0:
            raise RecordError(f"exhibit {self.number} of {self.size_bytes} bytes; number from 1, size from 0")
        hold_digest(f"exhibit {self.number}", self.sha256)
        if self.expected_sha256 is not None:
            hold_digest(f"the digest expected of exhibit {self.number}", self.expected_sha256)


@dataclass(frozen=True, slots=True)
class RefusedView:
    """An item that could not be taken in, or that is no footage and was tried as such, and why.

    Attributes:
        exhibit: as which exhibit it is preserved all the same; None where it was not taken in.
        later: whether that is what came later under the same path, when it could be taken in.
    """

    name: str
    reason: str
    exhibit: int | None = None
    later: bool = False

    def __post_init__(self) -> None:
        if self.later and self.exhibit is None:
            raise RecordError(f"refused item {self.name[:80]}: taken in later, as no exhibit; name the exhibit")

    @property
    def was_taken(self) -> bool:
        """Whether it was taken in at once, and could not be opened."""
        return self.exhibit is not None and not self.later


@dataclass(frozen=True, slots=True)
class UnlookedView:
    """A footage that nobody looked at: how coverage calls it, why, and what would be right."""

    exhibit: int
    name: str
    how: CoverageHow
    why: str
    right: str

    def __post_init__(self) -> None:
        if self.how not in (CoverageHow.UNREADABLE, CoverageHow.NOT_LOOKED_AT):
            raise RecordError(f"{self.name[:80]} was not looked at, and its coverage is {self.how.value}; one is wrong")
        if not (self.why and self.right):
            raise RecordError(f"{self.name[:80]} was not looked at; say why, and what would be right")


@dataclass(frozen=True, slots=True)
class RecorderView:
    """A recorder's clock: what it was compared with and what was read from its pictures.

    `rate_stated_by` is None where nobody stated a drift: then a rate error of 0 is assumed, and the page says so.
    `not_known` says why this clock places nothing; it is empty where it may.
    """

    name: str
    cameras: tuple[str, ...]
    checks: tuple[TimeCheck, ...] = ()
    readings: tuple[ClockReading, ...] = ()
    max_rate_error: Fraction = Fraction(0)
    rate_stated_by: str | None = None
    facts: tuple[FactView, ...] = ()
    not_known: str = ""

    def __post_init__(self) -> None:
        if self.max_rate_error and self.rate_stated_by is None:
            raise RecordError(
                f"recorder {self.name}: a rate error of {self.max_rate_error} that nobody stated; name who did"
            )


@dataclass(frozen=True, slots=True)
class ModelView:
    """A model that proposed findings; `parameters` are (name, value) as written."""

    role: str
    name: str
    sha256: str
    licence: str
    parameters: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        hold_digest(f"model {self.name}", self.sha256)


@dataclass(frozen=True, slots=True)
class WithheldView:
    """How many things of one sort a report leaves out, and on what ground; by which entries they were said."""

    what: str
    count: int
    ground: str
    entries: tuple[int, ...] = ()


def hold_digest(what: str, text: str) -> None:
    """Refuse what is no sha256 in hex.

    Raises:
        RecordError: it is not 64 digits 0-9 a-f.

    >>> hold_digest("exhibit 1", "AB")
    Traceback (most recent call last):
    gestae.errors.RecordError: exhibit 1: 'AB' is no sha256; write 64 digits 0-9 a-f
    """
    if not _HEX_DIGEST.fullmatch(text):
        raise RecordError(f"{what}: {text[:80]!r} is no sha256; write 64 digits 0-9 a-f")
