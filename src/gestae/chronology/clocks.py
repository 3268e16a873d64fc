"""From a frame to the world's time, as far as the clock's evidence allows: bounds, never a point.

Two steps, each an intersection of what several statements allow:

1. *file to display*: every clock reading bounds what the recorder's clock stood at when a frame was taken;
2. *display to world*: every time check bounds the world's time at what the clock stood at.

With a rate error of at most ρ, the other clock's time between two readings Δ apart lies in
[Δ(1−ρ), Δ(1+ρ)], rounded outwards to whole nanoseconds (docs/design/time.md). Statements that leave
nothing over contradict each other; that is said, with their names, and no bound is given.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import Generic, TypeVar

from gestae.base.units import NS_PER_S, format_duration
from gestae.errors import ClockError
from gestae.model.clock import ClockReading, RecorderClock, TimeCheck
from gestae.model.time import CameraTime, Instant, MediaTime, TimeInterval

__all__ = [
    "ClocksContradictError",
    "DisplayBounds",
    "NoReadingError",
    "NoTimeCheckError",
    "Placed",
    "display_bounds",
    "place",
    "reading_bounds",
    "world_bounds",
]

_SECOND_NS = NS_PER_S
T = TypeVar("T")


class NoReadingError(ClockError):
    """Nobody has read this footage's clock, so its frames cannot be put on the recorder's display."""

    def __init__(self, footage: str) -> None:
        super().__init__(
            f"footage {footage}: its burnt-in clock was never read; "
            "add a clock_reading to the acquisition form (the frame at which a second flips)"
        )
        self.footage = footage


class NoTimeCheckError(ClockError):
    """The recorder's clock was never compared with anything."""

    def __init__(self, recorder: str) -> None:
        super().__init__(
            f"recorder {recorder}: its clock was never compared with a reference; "
            "add a time_check to the acquisition form"
        )
        self.recorder = recorder


class ClocksContradictError(ClockError):
    """Readings or checks of one clock cannot all be true."""

    def __init__(self, what: str, *, first: str, second: str, apart_ns: int) -> None:
        super().__init__(
            f"{what}: {first} and {second} cannot both be true (apart by {format_duration(apart_ns)}); "
            "withdraw one, widen its uncertainty, or state the drift"
        )
        self.what, self.first, self.second, self.apart_ns = what, first, second, apart_ns


@dataclass(frozen=True, slots=True)
class DisplayBounds:
    """What a recorder's clock stood at, and which readings say so."""

    earliest: CameraTime
    latest: CameraTime
    by_earliest: ClockReading
    by_latest: ClockReading


@dataclass(frozen=True, slots=True)
class Placed:
    """A moment in the world's time with the statements that bound it on either side."""

    interval: TimeInterval
    display: DisplayBounds
    check_earliest: TimeCheck
    check_latest: TimeCheck


def reading_bounds(reading: ClockReading, previous: MediaTime | None) -> tuple[int, int]:
    """Bound what the display stood at in the reading's frame, in nanoseconds of the display.

    Args:
        reading: a tick or a plain reading.
        previous: the frame before it in the same stream; None for the stream's first frame, where a tick
            cannot be told from a plain reading and counts as one.

    >>> from fractions import Fraction
    >>> at, before = MediaTime(40, Fraction(1, 1000)), MediaTime(0, Fraction(1, 1000))
    >>> tick = ClockReading("ab", 0, at, CameraTime(5_000_000_000), True, 0, "A.")
    >>> reading_bounds(tick, before)
    (5000000000, 5040000000)
    """
    low = reading.shown.ns
    unsure_ns = _SECOND_NS
    if reading.is_tick and previous is not None:
        unsure_ns = ceil(reading.at.ns_since(previous))
    high = low + unsure_ns
    return low - reading.within_ns, high + reading.within_ns


def display_bounds(
    readings: Sequence[tuple[ClockReading, tuple[int, int]]],
    span: tuple[MediaTime, MediaTime],
    max_rate_error: Fraction,
    footage: str,
) -> DisplayBounds:
    """Bound what the recorder's clock stood at during a span of its file.

    Args:
        readings: each reading with its `reading_bounds`.
        span: first and last media time of the span, in order.
        max_rate_error: the most that the file's time and the display may differ in rate.
        footage: the file's name or digest, for refusals.

    Raises:
        NoReadingError: there are no readings.
        ClocksContradictError: two readings leave nothing over.
    """
    if not readings:
        raise NoReadingError(footage)
    start, end = (_display_at(readings, moment, max_rate_error, footage) for moment in span)
    return DisplayBounds(CameraTime(start.low), CameraTime(end.high), start.by_low, end.by_high)


def world_bounds(
    clock: RecorderClock, earliest: CameraTime, latest: CameraTime
) -> tuple[TimeInterval, TimeCheck, TimeCheck]:
    """Bound the world's time while the clock stood from `earliest` to `latest`.

    Returns:
        The interval, and the checks that give its earliest and its latest moment.

    Raises:
        NoTimeCheckError: the clock was never compared.
        ClocksContradictError: two checks leave nothing over.
    """
    if not clock.checks:
        raise NoTimeCheckError(clock.recorder)
    start, end = (_world_at(clock, shown) for shown in (earliest, latest))
    return TimeInterval(Instant(start.low), Instant(end.high)), start.by_low, end.by_high


def place(
    clock: RecorderClock,
    readings: Sequence[tuple[ClockReading, tuple[int, int]]],
    span: tuple[MediaTime, MediaTime],
    footage: str,
) -> Placed:
    """Place a span of a file in the world's time, with what it rests on.

    Raises:
        NoReadingError, NoTimeCheckError, ClocksContradictError: as the two steps say.
    """
    display = display_bounds(readings, span, clock.max_rate_error, footage)
    interval, by_low, by_high = world_bounds(clock, display.earliest, display.latest)
    return Placed(interval, display, by_low, by_high)


@dataclass(frozen=True, slots=True)
class _Meet(Generic[T]):
    """What several bounds leave over, and which of them give its two ends."""

    low: int
    high: int
    by_low: T
    by_high: T


def _meet(bounds: Sequence[tuple[int, int, T]]) -> _Meet[T]:
    low, _, by_low = max(bounds, key=lambda bound: bound[0])
    _, high, by_high = min(bounds, key=lambda bound: bound[1])
    return _Meet(low, high, by_low, by_high)


def _display_at(
    readings: Sequence[tuple[ClockReading, tuple[int, int]]], moment: MediaTime, rate_error: Fraction, footage: str
) -> _Meet[ClockReading]:
    met = _meet([_carried(bounds, moment.ns_since(r.at), rate_error, r) for r, bounds in readings])
    if met.low > met.high:
        raise ClocksContradictError(
            f"the clock in footage {footage}",
            first=f"the reading {met.by_low.shown} at pts {met.by_low.at.pts}",
            second=f"the reading {met.by_high.shown} at pts {met.by_high.at.pts}",
            apart_ns=met.low - met.high,
        )
    return met


def _world_at(clock: RecorderClock, shown: CameraTime) -> _Meet[TimeCheck]:
    met = _meet([_carried(_reference(c), shown.ns - c.displayed.ns, clock.max_rate_error, c) for c in clock.checks])
    if met.low > met.high:
        raise ClocksContradictError(
            f"the clock of {clock.recorder}",
            first=f"the time check at {met.by_low.reference}",
            second=f"the time check at {met.by_high.reference}",
            apart_ns=met.low - met.high,
        )
    return met


def _reference(check: TimeCheck) -> tuple[int, int]:
    return check.reference.ns - check.within_ns, check.reference.ns + check.within_ns


def _carried(
    bounds: tuple[int, int], difference_ns: Fraction | int, rate_error: Fraction, source: T
) -> tuple[int, int, T]:
    """Carry bounds over a difference of the other clock, as little and as much as the rates allow."""
    slower, faster = difference_ns * (1 - rate_error), difference_ns * (1 + rate_error)
    return bounds[0] + floor(min(slower, faster)), bounds[1] + ceil(max(slower, faster)), source
