"""Times, lengths and numbers of sentences as a narrative writes them: rounded outwards, what all share said once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Final

from gestae.casefile.accountview import PointView
from gestae.casefile.tongues import Tongue

__all__ = ["WrittenTimes", "numbers_words", "printed_limits", "upwards_ms"]

_NS_PER_MS: Final = 1_000_000
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_WHEN: Final = {
    (True, True): "between",
    (True, False): "not_before",
    (False, True): "not_after",
    (False, False): "unlimited",
}


@dataclass(frozen=True, slots=True)
class WrittenTimes:
    """Writes times and lengths; what all times share, their offset and perhaps their date, stands once at the top."""

    zone: tzinfo
    tongue: Tongue
    date: str | None
    offset: str | None

    @classmethod
    def over(cls, points: Sequence[PointView], zone: tzinfo, tongue: Tongue) -> WrittenTimes:
        """Find out what all times of some points share."""
        free = cls(zone, tongue, None, None)
        times = [limit for point in points for limit in printed_limits(point) if limit is not None]
        offsets = {free.offset_at(ns) for ns in times}
        dates = {free.date_at(ns) for ns in times}
        offset = offsets.pop() if len(offsets) == 1 else None
        return cls(zone, tongue, dates.pop() if offset and len(dates) == 1 else None, offset)

    @property
    def preface(self) -> str:
        """Say where the times are to be read."""
        if self.offset is None:
            return self.tongue.times_in
        if self.date is None:
            return self.tongue.times_at.format(offset=self.offset)
        return self.tongue.times_on.format(date=self.date, offset=self.offset)

    def date_at(self, ns: int) -> str:
        """Give the date of a moment."""
        there = self._there(ns)
        return self.tongue.date.format(day=there.day, month=self.tongue.months[there.month - 1], year=there.year)

    def offset_at(self, ns: int) -> str:
        """Give the offset from UTC at a moment; old ones have seconds."""
        offset = self._there(ns).strftime("%z")
        return ":".join((offset[:3], *(offset[at : at + 2] for at in range(3, len(offset), 2))))

    def times(self, *moments: int | None) -> list[str]:
        """Write moments; what the preface leaves out stands behind the last, or behind each where they differ."""
        known = [ns for ns in moments if ns is not None]
        beside = [self._beside(ns) for ns in known]
        if len(set(beside)) == 1:
            beside = [""] * (len(known) - 1) + beside[-1:]
        written = iter([f"{self._time(ns)}{more}" for ns, more in zip(known, beside, strict=True)])
        return ["" if ns is None else next(written) for ns in moments]

    def when(self, earliest_ns: int | None, latest_ns: int | None) -> str:
        """Say when something lies: between two moments, at one, on one side of one, or at a time nothing limits."""
        is_exact = earliest_ns is not None and earliest_ns == latest_ns
        key = "at" if is_exact else _WHEN[earliest_ns is not None, latest_ns is not None]
        earliest, latest = self.times(earliest_ns, None if is_exact else latest_ns)
        words: str = getattr(self.tongue, key)
        return words.format(earliest=earliest, latest=latest)

    def _beside(self, ns: int) -> str:
        parts = [] if self.date else [self.date_at(ns)]
        parts += [] if self.offset else [self.offset_at(ns)]
        return f" ({', '.join(parts)})" if parts else ""

    def _time(self, ns: int) -> str:
        """Write a moment that is a whole number of milliseconds, with no more digits than it has."""
        ms = ns // _NS_PER_MS
        rest = f"{self.tongue.point}{ms % 1000:03d}".rstrip("0") if ms % 1000 else ""
        return f"{self._there(ns):%H:%M:%S}{rest}"

    def length(self, ns: int) -> str:
        """Write a length exactly."""
        return self.tongue.length(ns)

    def _there(self, ns: int) -> datetime:
        return (_EPOCH + timedelta(milliseconds=ns // _NS_PER_MS)).astimezone(self.zone)


def numbers_words(places: Sequence[int], tongue: Tongue) -> str:
    """Name sentences by their places, counted from 0; three and more in a row as a range.

    >>> from gestae.casefile.tongues import TONGUES
    >>> numbers_words([0, 2, 3, 4], TONGUES["en"])
    '(1) and (3)–(5)'
    """
    runs: list[list[int]] = []
    for place in places:
        if runs and place == runs[-1][-1] + 1:
            runs[-1].append(place)
        else:
            runs.append([place])
    words = [word for run in runs for word in _run(run)]
    return tongue.last.join([tongue.listed.join(words[:-1]), words[-1]] if len(words) > 1 else words)


def _run(run: list[int]) -> list[str]:
    return [f"({run[0] + 1})–({run[-1] + 1})"] if len(run) > 2 else [f"({place + 1})" for place in run]


def printed_limits(point: PointView) -> tuple[int | None, int | None]:
    """Give the bounds of a point as they are printed: outwards, on whole milliseconds."""
    earliest = None if point.earliest_ns is None else point.earliest_ns // _NS_PER_MS * _NS_PER_MS
    return earliest, None if point.latest_ns is None else upwards_ms(point.latest_ns)


def upwards_ms(ns: int) -> int:
    """Round nanoseconds up to whole milliseconds."""
    return -(-ns // _NS_PER_MS) * _NS_PER_MS
