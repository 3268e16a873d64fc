"""Three kinds of time that must never be mixed: the file's, the recorder's display, the world's.

`MediaTime` is where a picture lies in its file; it says nothing of the world. `CameraTime` is what a
recorder's clock showed, right or wrong. `Instant` is a moment in the world. Only chronology leads from
one to the next, and it returns a `TimeInterval`, because what is known of a moment is never a point.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from fractions import Fraction
from typing import Final
from zoneinfo import ZoneInfo

from gestae.base.units import NS_PER_S
from gestae.errors import InputRefused, RecordError

__all__ = ["CameraTime", "Instant", "IntervalError", "MediaTime", "TimeInterval"]

_EPOCH: Final = datetime(1970, 1, 1)  # noqa: DTZ001 - a display has no zone
_WRITTEN: Final = re.compile(
    r"(?P<base>\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2})(?:\.(?P<fraction>\d{1,9}))?"
    r"(?P<zone>Z|[+-](?:0\d|1[0-4]):[0-5]\d)?",
    re.ASCII,
)

_LIKE: Final = "2022-03-16T14:03:00"


NS_PER_MS: Final = 1_000_000


class IntervalError(RecordError):
    """An interval would end before it starts."""

    def __init__(self, earliest: Instant, latest: Instant) -> None:
        super().__init__(f"an interval from {earliest} to {latest} is empty; swap them or look for the clash behind it")
        self.earliest, self.latest = earliest, latest


@dataclass(frozen=True, slots=True)
class MediaTime:
    """Where a picture lies in its file: exact, and silent about the world.

    >>> MediaTime(45000, Fraction(1, 90000)).seconds
    Fraction(1, 2)
    """

    pts: int
    time_base: Fraction  # seconds per tick

    def __post_init__(self) -> None:
        if self.time_base <= 0:
            raise RecordError(f"a time base of {self.time_base} s a tick; it must be positive")

    @property
    def seconds(self) -> Fraction:
        """Seconds since the file's own zero."""
        return self.pts * self.time_base

    def ns_since(self, origin: MediaTime) -> Fraction:
        """Nanoseconds from another moment of the same file to this one, unrounded."""
        return (self.seconds - origin.seconds) * NS_PER_S


@dataclass(frozen=True, slots=True, order=True)
class CameraTime:
    """What a recorder's clock displayed: nanoseconds since 1970-01-01T00:00:00 on that display, in no zone.

    >>> str(CameraTime.parse("2022-03-16T14:03:00.5"))
    '2022-03-16T14:03:00.500000000'
    """

    ns: int

    @classmethod
    def parse(cls, text: str, what: str = "a clock display") -> CameraTime:
        """Read a display as written down; an offset is refused, for a display has none.

        Raises:
            InputRefused: no date with a time, an impossible one, or one with an offset.
        """
        base_ns, zone = _parse_written(text, what)
        if zone is not None:
            raise InputRefused(
                what,
                wrong=f"{text!r} carries an offset",
                right="write what the recorder displayed, without offset or Z",
            )
        return cls(base_ns)

    def __str__(self) -> str:
        return _write(self.ns)


@dataclass(frozen=True, slots=True, order=True)
class Instant:
    """A moment in the world: integer nanoseconds since 1970-01-01T00:00:00Z.

    >>> str(Instant.parse("2022-03-16T14:01:20+02:00"))
    '2022-03-16T12:01:20.000000000Z'
    """

    ns: int

    @classmethod
    def parse(cls, text: str, what: str = "a time", zone: ZoneInfo | None = None) -> Instant:
        """Read a moment with its offset, or a local time in `zone`.

        A local hour that the zone's rules skip or repeat is refused, not guessed.

        Raises:
            InputRefused: unreadable, without offset where no zone is given, skipped or doubtful.
        """
        base_ns, offset = _parse_written(text, what, _LIKE if zone else f"{_LIKE}+02:00")
        if offset is not None:
            return cls(base_ns - offset)
        if zone is None:
            raise InputRefused(what, wrong=f"{text!r} has no offset", right="add Z or an offset such as +02:00")
        return cls(base_ns - _zone_offset_ns(base_ns, zone, text, what))

    def local(self, zone: tzinfo, *, up: bool = False) -> str:
        """Write the moment as the clocks of `zone` showed it, to the millisecond, with the offset.

        Rounded down, or `up`: a latest bound must not be shown earlier than it is.

        >>> Instant.parse("2022-03-16T12:01:20Z").local(ZoneInfo("Europe/Kyiv"))
        '2022-03-16 14:01:20.000 +02:00'
        """
        whole_s, rest_ns = divmod(self.ns + (-self.ns % NS_PER_MS if up else 0), NS_PER_S)
        there = datetime.fromtimestamp(whole_s, UTC).astimezone(zone)
        offset = there.strftime("%z")
        return f"{there:%Y-%m-%d %H:%M:%S}.{rest_ns // 1_000_000:03d} {offset[:3]}:{offset[3:5]}"

    def __str__(self) -> str:
        return _write(self.ns) + "Z"


@dataclass(frozen=True, slots=True)
class TimeInterval:
    """A moment known only within bounds, both included.

    >>> TimeInterval(Instant(0), Instant(4)).width_ns
    4
    """

    earliest: Instant
    latest: Instant

    def __post_init__(self) -> None:
        if self.latest < self.earliest:
            raise IntervalError(self.earliest, self.latest)

    @property
    def width_ns(self) -> int:
        """How much is not known."""
        return self.latest.ns - self.earliest.ns

    def holds(self, moment: Instant) -> bool:
        """Say whether the moment may lie at `moment`."""
        return self.earliest <= moment <= self.latest


def _parse_written(text: str, what: str, like: str = _LIKE) -> tuple[int, int | None]:
    """Read (nanoseconds of the date and time as written, offset in nanoseconds or None).

    Args:
        text: what is written.
        what: what it belongs to, for the refusal.
        like: one that would be taken, for the refusal.
    """
    match = _WRITTEN.fullmatch(text.strip())
    if match is None:
        raise InputRefused(what, wrong=f"{text!r} is no date and time", right=f"write it like {like}")
    try:
        moment = datetime.fromisoformat(match["base"].replace(" ", "T"))
    except ValueError as error:
        raise InputRefused(what, wrong=f"{text!r}: {error}", right="write a date and time that exist") from error
    whole_s = (moment - _EPOCH) // timedelta(seconds=1)
    fraction_ns = int((match["fraction"] or "").ljust(9, "0"))
    return whole_s * NS_PER_S + fraction_ns, _offset_ns(match["zone"])


def _offset_ns(zone: str | None) -> int | None:
    if zone is None:
        return None
    if zone == "Z":
        return 0
    sign = -1 if zone[0] == "-" else 1
    return sign * (int(zone[1:3]) * 3600 + int(zone[4:6]) * 60) * NS_PER_S


def _zone_offset_ns(local_ns: int, zone: ZoneInfo, text: str, what: str) -> int:
    """Find the one offset that the zone's rules allow for a local time (PEP 495: fold 0 and 1 agree)."""
    naive = _EPOCH + timedelta(seconds=local_ns // NS_PER_S)
    first, second = (naive.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    if first.utcoffset() == second.utcoffset():
        return (first.utcoffset() or timedelta()) // timedelta(seconds=1) * NS_PER_S
    skipped = first.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != naive
    raise InputRefused(
        what,
        wrong=f"{text!r} {'never existed' if skipped else 'came twice'} in {zone.key} (clocks were changed)",
        right=f"write the offset: {' or '.join(_offset_words(one) for one in (first, second))}",
    )


def _offset_words(moment: datetime) -> str:
    """Write the offset of a local time.

    >>> _offset_words(datetime(2022, 3, 27, 12, tzinfo=ZoneInfo("America/St_Johns")))
    '-02:30'
    """
    written = moment.strftime("%z")
    return f"{written[:3]}:{written[3:5]}" + (f":{written[5:]}" if written[5:] else "")


def _write(ns: int) -> str:
    whole_s, rest_ns = divmod(ns, NS_PER_S)
    return f"{_EPOCH + timedelta(seconds=whole_s):%Y-%m-%dT%H:%M:%S}.{rest_ns:09d}"
