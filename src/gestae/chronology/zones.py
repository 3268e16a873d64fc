"""A recorder's display and the count beneath it: where its zone's clocks are changed the display jumps, the count not.

A clock that follows a zone counts steadily and writes the count by the zone's rules. Rates and distances hold for
the count alone, so every display is taken to its count first. A display that the rules skip or repeat, or that
lies so near a change that its uncertainty reaches over it, has no one count: it is refused, not guessed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import MAXYEAR, UTC, datetime, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from gestae.base.units import NS_PER_S
from gestae.errors import ClockError
from gestae.model.time import CameraTime, Instant

__all__ = ["DisplayRules", "DoubtfulDisplayError", "ZoneNotStatedError", "change_between", "refuse_change"]

_EPOCH: Final = datetime(1970, 1, 1)  # noqa: DTZ001 - a display has no zone
_SECOND: Final = timedelta(seconds=1)
_DAY_S: Final = 86_400


class DoubtfulDisplayError(ClockError):
    """A display that its zone's rules skip or repeat, or that is not surely on one side of a change."""

    def __init__(self, what: str, zone: str, wrong: str) -> None:
        super().__init__(
            f"{what}: {wrong} in {zone} (clocks are changed there); take a reading or a check some hours from the "
            "change, or state the fixed offset that the recorder kept"
        )
        self.what, self.zone = what, zone


class ZoneNotStatedError(ClockError):
    """What is known of a clock lies on both sides of a change of clocks, and nobody said whether it follows it."""

    def __init__(self, what: str, zone: ZoneInfo, change: Instant, where: str) -> None:
        change_s = change.ns // NS_PER_S
        offsets = " or ".join(f'"{_offset_words(_offset_s(zone, at_s))}"' for at_s in (change_s - 1, change_s))
        super().__init__(
            f"{what}: its zone is not stated, and by the rules of {zone.key} clocks were changed at {change}, among "
            f"its time checks, readings and this moment; state the zone that its display follows in {where}, such as "
            f'"{zone.key}", or its fixed offset, such as {offsets}, if it is never changed'
        )
        self.what, self.zone, self.change = what, zone.key, change


@dataclass(frozen=True, slots=True)
class DisplayRules:
    """How a display follows from the count beneath it; without a zone they differ by a constant, here zero.

    >>> kyiv = DisplayRules.of("Europe/Kyiv")
    >>> count = kyiv.count(CameraTime.parse("2022-03-28T14:00:00"), 0, 0, "a check")
    >>> str(CameraTime(count)), str(kyiv.display(count - 24 * 3600 * 10**9))
    ('2022-03-28T11:00:00.000000000', '2022-03-27T14:00:00.000000000')
    """

    zone: ZoneInfo | None

    @classmethod
    def of(cls, name: str | None) -> DisplayRules:
        """Give the rules of a zone by its name; a fixed offset and no zone at all have none."""
        return cls(ZoneInfo(name) if name and name[0] not in "+-" else None)

    def count(self, shown: CameraTime, before_ns: int, after_ns: int, what: str) -> int:
        """Give the count at which the display stood at `shown`, in nanoseconds.

        Args:
            shown: what was displayed.
            before_ns: how much less the display may truly have stood at.
            after_ns: how much more.
            what: the statement, for refusals.

        Raises:
            DoubtfulDisplayError: not all of that stretch lies surely between the same two changes.
        """
        if self.zone is None:
            return shown.ns
        low, high = shown.ns - before_ns, shown.ns + after_ns
        offset_s, other_s = (_only_offset_s(self.zone, ns, what) for ns in (low, high))
        shift_ns = offset_s * NS_PER_S
        if offset_s != other_s or change_between(self.zone, low - shift_ns, high - shift_ns) is not None:
            raise DoubtfulDisplayError(what, self.zone.key, "its uncertainty reaches over a change")
        return shown.ns - shift_ns

    def display(self, count_ns: int) -> CameraTime:
        """Give what the display stands at for a count.

        Raises:
            ClockError: it lies outside the years 1 to 9999.
        """
        if self.zone is None:
            return CameraTime(count_ns)
        return CameraTime(count_ns + _offset_s(self.zone, count_ns // NS_PER_S) * NS_PER_S)


def refuse_change(
    what: str, zone: ZoneInfo | None, displays_ns: list[int], *, where: str = "an acquisition form"
) -> None:
    """Refuse displays of a clock whose zone nobody stated if a change of clocks in `zone` may lie between them.

    Args:
        what: the clock.
        zone: in which its displays are read.
        displays_ns: what it was seen to show.
        where: in what a person states its zone.

    Raises:
        ZoneNotStatedError: one lies there.
    """
    if zone is None or not displays_ns:
        return
    low, high = min(displays_ns), max(displays_ns)
    offsets = [_offsets_s(zone, ns) for ns in (low, high)]
    change = change_between(zone, low - max(offsets[0]) * NS_PER_S, high - min(offsets[1]) * NS_PER_S)
    if change is not None:
        raise ZoneNotStatedError(what, zone, change, where)


def change_between(zone: ZoneInfo, from_ns: int, to_ns: int) -> Instant | None:
    """Find the first change of a zone's offset after one moment and not after another, both since 1970 in UTC.

    >>> str(change_between(ZoneInfo("Europe/Kyiv"), 1_647_432_000 * 10**9, 1_648_468_800 * 10**9))
    '2022-03-27T01:00:00.000000000Z'
    """
    first, last = (_utc(ns // NS_PER_S).year for ns in (from_ns, to_ns))
    for year in range(first, last + 1):
        for change_s in _changes_s(zone, year):
            if from_ns < change_s * NS_PER_S <= to_ns:
                return Instant(change_s * NS_PER_S)
    return None


@lru_cache(maxsize=4096)
def _changes_s(zone: ZoneInfo, year: int) -> tuple[int, ...]:
    """Find the changes of a year, in seconds since 1970: days whose ends differ, halved down to the second.

    Two changes within one day that undo each other are not seen; no zone's rules hold such a day.
    """
    start = (datetime(year, 1, 1) - _EPOCH) // _SECOND  # noqa: DTZ001 - counted, not shown
    end = start + 366 * _DAY_S if year < MAXYEAR else start + 364 * _DAY_S
    days = range(max(start, (datetime(1, 1, 3) - _EPOCH) // _SECOND), end, _DAY_S)  # noqa: DTZ001 - as above
    return tuple(
        _halved(zone, day, day + _DAY_S) for day in days if _offset_s(zone, day) != _offset_s(zone, day + _DAY_S)
    )


def _halved(zone: ZoneInfo, low_s: int, high_s: int) -> int:
    before = _offset_s(zone, low_s)
    while high_s - low_s > 1:
        middle = (low_s + high_s) // 2
        low_s, high_s = (middle, high_s) if _offset_s(zone, middle) == before else (low_s, middle)
    return high_s


def _only_offset_s(zone: ZoneInfo, display_ns: int, what: str) -> int:
    offsets = _offsets_s(zone, display_ns)
    if len(offsets) == 1:
        return offsets.pop()
    # PEP 495: of a repeated time the first reading has the greater offset, of a skipped one the smaller.
    shown = CameraTime(display_ns)
    naive = _naive(display_ns).replace(tzinfo=zone)
    skipped = naive.utcoffset() != max(timedelta(seconds=offset) for offset in offsets)
    raise DoubtfulDisplayError(what, zone.key, f"{shown} {'never is' if skipped else 'comes twice'}")


def _offsets_s(zone: ZoneInfo, display_ns: int) -> set[int]:
    naive = _naive(display_ns)
    found = (naive.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1))
    return {(offset or timedelta()) // _SECOND for offset in found}


def _offset_s(zone: ZoneInfo, utc_s: int) -> int:
    try:
        offset = _utc(utc_s).astimezone(zone).utcoffset()
    except OverflowError as error:
        raise _too_far(utc_s) from error
    return (offset or timedelta()) // _SECOND


def _offset_words(offset_s: int) -> str:
    """Write an offset as a form takes it.

    >>> _offset_words(7200), _offset_words(-12600)
    ('+02:00', '-03:30')
    """
    hours, rest_s = divmod(abs(offset_s), 3600)
    return f"{'-' if offset_s < 0 else '+'}{hours:02d}:{rest_s // 60:02d}"


def _utc(utc_s: int) -> datetime:
    return _naive(utc_s * NS_PER_S).replace(tzinfo=UTC)


def _naive(ns: int) -> datetime:
    try:
        return _EPOCH + timedelta(seconds=ns // NS_PER_S)
    except OverflowError as error:
        raise _too_far(ns // NS_PER_S) from error


def _too_far(seconds: int) -> ClockError:
    return ClockError(f"a clock {seconds} s from 1970 lies outside the years 1 to 9999; mend the displayed date")
