"""From a frame to the world's time, as far as the clock's evidence allows: bounds, never a point.

Two steps, each an intersection of what several statements allow:

1. *file to display*: every clock reading bounds what the recorder's clock stood at when a frame was taken;
2. *display to world*: every time check bounds the world's time at what the clock stood at.

Both work on the recorder's own count, to which its zone's rules take each display (`gestae.chronology.zones`).

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
from zoneinfo import ZoneInfo

from gestae.base.units import NS_PER_S, format_duration
from gestae.chronology.zones import DisplayRules, refuse_change
from gestae.errors import ClockError
from gestae.model.clock import ClockReading, RecorderClock, TimeCheck
from gestae.model.time import CameraTime, Instant, MediaTime, TimeInterval

__all__ = [
    "ClockNotKnownError",
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


class ClockNotKnownError(ClockError):
    """Something that every time of a clock rests on cannot be told, such as a rate that is withheld."""

    def __init__(self, recorder: str, why: str) -> None:
        super().__init__(f"recorder {recorder}: {why}")
        self.recorder, self.why = recorder, why


class ClocksContradictError(ClockError):
    """Readings or checks of one clock cannot all be true."""

    def __init__(self, what: str, *, first: str, second: str, apart_ns: int) -> None:
        super().__init__(
            f"{what}: {first} and {second} cannot both be true (apart by {format_duration(apart_ns)}); "
            "withdraw the wrong one (gestae withdraw), or state a larger drift in an acquisition form"
        )
        self.what, self.first, self.second, self.apart_ns = what, first, second, apart_ns


@dataclass(frozen=True, slots=True)
class DisplayBounds:
    """What a recorder's clock stood at, and which readings say so.

    Attributes:
        earliest, latest: as its display showed it.
        counts_ns: the same two on the count beneath the display, which no change of clocks moves.
    """

    earliest: CameraTime
    latest: CameraTime
    by_earliest: ClockReading
    by_latest: ClockReading
    counts_ns: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Placed:
    """A moment in the world's time with the statements that bound it on either side, and what they take for granted."""

    interval: TimeInterval
    display: DisplayBounds
    check_earliest: TimeCheck
    check_latest: TimeCheck
    assumes: tuple[str, ...] = ()


def reading_bounds(
    reading: ClockReading,
    previous: MediaTime | None,
    max_rate_error: Fraction = Fraction(0),
    zone: str | None = None,
) -> tuple[int, int]:
    """Bound the count of the recorder's clock in the reading's frame, in its own nanoseconds.

    Args:
        reading: a tick or a plain reading.
        previous: the frame before it in the same stream; None for the stream's first frame, where a tick
            cannot be told from a plain reading and counts as one.
        max_rate_error: the most that the file's time and the display may differ in rate.
        zone: whose rules the display follows; without one, or with a fixed offset, it is the count.

    Raises:
        DoubtfulDisplayError: the zone's rules skip or repeat what was shown.

    >>> from fractions import Fraction
    >>> at, before = MediaTime(40, Fraction(1, 1000)), MediaTime(0, Fraction(1, 1000))
    >>> tick = ClockReading("ab", 0, at, CameraTime(5_000_000_000), True, 0, "A.")
    >>> reading_bounds(tick, before)
    (5000000000, 5040000000)
    """
    what = f"the reading {reading.shown} at pts {reading.at.pts}"
    if reading.is_tick and previous is not None:
        low = DisplayRules.of(zone).count(reading.shown, reading.within_ns, reading.within_ns, what)
        unsure_ns = ceil(reading.at.ns_since(previous) * (1 + max_rate_error))
    else:
        # Anywhere within its second, the next one excluded.
        unsure_ns = _SECOND_NS
        after_ns = reading.within_ns + unsure_ns - 1
        low = DisplayRules.of(zone).count(reading.shown, reading.within_ns, after_ns, what)
    return low - reading.within_ns, low + unsure_ns + reading.within_ns


def display_bounds(
    readings: Sequence[tuple[ClockReading, tuple[int, int]]],
    span: tuple[MediaTime, MediaTime],
    clock: RecorderClock,
    footage: str,
) -> DisplayBounds:
    """Bound what the recorder's clock stood at during a span of its file.

    Args:
        readings: each reading with its `reading_bounds`.
        span: first and last media time of the span, in order.
        clock: the recorder's clock: the most that the file's time and the display may differ in rate, and its zone.
        footage: the file's name or digest, for refusals.

    Raises:
        NoReadingError: there are no readings.
        ClocksContradictError: two readings leave nothing over.
    """
    if not readings:
        raise NoReadingError(footage)
    # Display and file each run within the rate error of the world's time, so they differ by twice as much.
    rate = 2 * clock.max_rate_error / (1 - clock.max_rate_error)
    start, end = (_display_at(readings, moment, rate, footage) for moment in span)
    rules = DisplayRules.of(clock.zone)
    shown = rules.display(start.low), rules.display(end.high)
    return DisplayBounds(*shown, start.by_low, end.by_high, (start.low, end.high))


def world_bounds(
    clock: RecorderClock, earliest: CameraTime, latest: CameraTime
) -> tuple[TimeInterval, TimeCheck, TimeCheck]:
    """Bound the world's time while the clock stood from `earliest` to `latest`.

    Returns:
        The interval, and the checks that give its earliest and its latest moment.

    Raises:
        NoTimeCheckError: the clock was never compared.
        ClocksContradictError: two checks leave nothing over.
        DoubtfulDisplayError: the zone's rules skip or repeat what was shown.
    """
    rules = DisplayRules.of(clock.zone)
    low, high = (rules.count(shown, 0, 0, f"the display {shown}") for shown in (earliest, latest))
    return _world(clock, low, high)


def place(
    clock: RecorderClock,
    readings: Sequence[tuple[ClockReading, tuple[int, int]]],
    span: tuple[MediaTime, MediaTime],
    footage: str,
) -> Placed:
    """Place a span of a file in the world's time, with what it rests on.

    Raises:
        ClockNotKnownError: the clock itself is not known well enough.
        NoReadingError, NoTimeCheckError, ClocksContradictError: as the two steps say.
        DoubtfulDisplayError, ZoneNotStatedError: a change of clocks stands between what is known and the moment.
    """
    if clock.not_known:
        raise ClockNotKnownError(clock.recorder, clock.not_known)
    display = display_bounds(readings, span, clock, footage)
    if clock.zone is None and clock.zone_if_unstated is not None:
        shown = [*display.counts_ns, *(end for _, bounds in readings for end in bounds)]
        shown += [c.displayed.ns + side * c.within_ns for c in clock.checks for side in (-1, 1)]
        refuse_change(f"recorder {clock.recorder}", ZoneInfo(clock.zone_if_unstated), shown)
    at = [(reading, *_world(clock, *bounds)) for reading, bounds in readings]
    start, end = (_moved(at, moment, clock, footage) for moment in span)
    interval = TimeInterval(Instant(start.low), Instant(end.high))
    return Placed(interval, display, start.by_low[0], end.by_high[1], clock.assumes)


def _moved(
    at: Sequence[tuple[ClockReading, TimeInterval, TimeCheck, TimeCheck]],
    moment: MediaTime,
    clock: RecorderClock,
    footage: str,
) -> _Meet[tuple[TimeCheck, TimeCheck]]:
    """Carry the world's time of each reading along the file to a moment: both run within one rate of the world's."""
    met = _meet(
        [
            _carried((when.earliest.ns, when.latest.ns), moment.ns_since(r.at), clock.max_rate_error, (low, high))
            for r, when, low, high in at
        ]
    )
    if met.low > met.high:
        raise ClocksContradictError(
            f"the clock in footage {footage}",
            first="one of its readings",
            second="another",
            apart_ns=met.low - met.high,
        )
    return met


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


def _world(clock: RecorderClock, low_ns: int, high_ns: int) -> tuple[TimeInterval, TimeCheck, TimeCheck]:
    """Bound the world's time while the clock's count went from one value to another."""
    if not clock.checks:
        raise NoTimeCheckError(clock.recorder)
    rules = DisplayRules.of(clock.zone)
    counts = [rules.count(c.displayed, c.within_ns, c.within_ns, _named(clock, c)) for c in clock.checks]
    start, end = (_world_at(clock, counts, count_ns) for count_ns in (low_ns, high_ns))
    return TimeInterval(Instant(start.low), Instant(end.high)), start.by_low, end.by_high


def _named(clock: RecorderClock, check: TimeCheck) -> str:
    return f"the time check of {clock.recorder} at {check.reference}"


def _world_at(clock: RecorderClock, counts: Sequence[int], count_ns: int) -> _Meet[TimeCheck]:
    pairs = zip(clock.checks, counts, strict=True)
    met = _meet([_carried(_reference(c), count_ns - count, clock.max_rate_error, c) for c, count in pairs])
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
