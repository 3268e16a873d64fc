"""Readings of one display held against each other and against the file's own times. Pure.

A display that runs goes on as the file does: between two pictures the display moves by what the file says passed,
within the second that a display hides and a rate no clock exceeds. A reading that does not fit its neighbours is
misread, or the clock jumped. Which of the two costs less to believe is found over all readings at once, in whole
numbers; a misread one is left out, never mended. What stays open (which of the date's numbers is the day, whether
one digit was misread for a minute or the clock was set) is told as open.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from typing import Final

from gestae.base.units import NS_PER_S
from gestae.errors import RecordError
from gestae.model.time import CameraTime
from gestae.sight.clocktext import DateOrder, Half, Shown

__all__ = ["Break", "ClockRun", "Doubt", "Reading", "Stretch", "Tick", "follow", "rate_bounds"]

_DAY_S: Final = 86_400
# What it costs to believe that a reading is misread, that it lost its date, that the clock jumped: a jump is believed
# once it explains at least four readings, which lie in at least a second.
_MISREAD: Final = 2
_UNDATED: Final = 1
_JUMP: Final = 7
# An order of the date is ruled out once three readings speak against it.
_AGAINST: Final = 3 * _MISREAD
# More than this in a row misread is one unreadable stretch.
_LOOK_BACK: Final = 40
# Quartz is wrong by 1e-4 at worst and a free-running oscillator by 1e-2; two readings are seconds apart.
_RATE_PER_MILLE: Final = 10
_ENOUGH: Final = 3
_MOST_TICKS: Final = 200
_NO_TIME: Final = "it is no time of day with seconds"
_DISPUTED: Final = "enlarged or narrowed, it does not read the same"


@dataclass(frozen=True, slots=True)
class Reading:
    """One picture's display as recognised.

    Attributes:
        n: the picture's place among those that were decoded, so that neighbours are known as such.
        pts: its time in the file, in ticks.
        text: as recognised.
        score: how sure the recogniser is of its weakest letter, 0 to 1.
        shown: what the text says; None where it is no clock.
        disputed: whether it was read in several forms that do not say the same; then it shows nothing.
    """

    n: int
    pts: int
    text: str
    score: float
    shown: Shown | None
    disputed: bool = False

    def __post_init__(self) -> None:
        if self.disputed and self.shown is not None:
            raise RecordError(f"{self.text!r} is disputed and shows something; leave one of the two out")


@dataclass(frozen=True, slots=True)
class Doubt:
    """A reading that nothing is made of, and why."""

    reading: Reading
    why: str


@dataclass(frozen=True, slots=True)
class Tick:
    """The first picture that shows a second: `before_pts` is the picture before it, which shows an earlier one."""

    before_pts: int
    reading: Reading


@dataclass(frozen=True, slots=True)
class Stretch:
    """Readings that go on as the file does, and the ticks among them."""

    readings: tuple[Reading, ...]
    ticks: tuple[Tick, ...]

    def __post_init__(self) -> None:
        if not self.readings:
            raise RecordError("a stretch without a reading; leave it out")


@dataclass(frozen=True, slots=True)
class Break:
    """Two readings that do not go on from one another.

    Attributes:
        before, after: the readings on either side.
        least_ns, most_ns: by how much the display moved beyond what passed in the file; negative: back.
        digits: how many digits differ from what the display would show had it gone on; with one, a misread digit
            explains it as well as a clock that was set.
    """

    before: Reading
    after: Reading
    least_ns: int
    most_ns: int
    digits: int


@dataclass(frozen=True, slots=True)
class ClockRun:
    """What the readings of one display come to.

    Attributes:
        orders: the orders of the date that the evidence leaves; one, if it is settled; none without any reading.
        hours: "24", "12" or "not told": no hour above 12 and no mark was shown.
        stretches: in order of time.
        breaks: between them, one fewer.
        doubts: readings that were left out.
        checked: whether there were enough readings to check one another.
    """

    orders: tuple[DateOrder, ...]
    hours: str
    stretches: tuple[Stretch, ...] = ()
    breaks: tuple[Break, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    checked: bool = False

    def shown(self, reading: Reading, order: DateOrder) -> CameraTime | None:
        """Give what a reading says in one order; None without a date, or where it is none in that order."""
        dated = reading.shown is not None and reading.shown.numbers is not None
        seconds = reading.shown.seconds(order) if reading.shown and dated else None
        return None if seconds is None else CameraTime(seconds * NS_PER_S)


def follow(readings: Iterable[Reading], time_base: Fraction) -> ClockRun:
    """Hold readings against each other and against the file's times.

    Args:
        readings: of one display, in any order; two of one picture must not be among them.
        time_base: seconds a tick.

    Returns:
        The run; without stretches where nothing was read.
    """
    known = sorted(readings, key=lambda one: one.pts)
    doubts = [Doubt(one, _DISPUTED if one.disputed else _NO_TIME) for one in known if one.shown is None]
    parsed = [one for one in known if one.shown is not None]
    paths = [path for path in (_Path.through(parsed, order, time_base) for order in _hypotheses(parsed)) if path.kept]
    if not paths:
        return ClockRun((), "not told", doubts=tuple(doubts))
    cost, best = min((path.cost, number) for number, path in enumerate(paths))
    chosen = paths[best]
    left = tuple(path.order for path in paths if path.cost < cost + _AGAINST)
    kept = [parsed[place] for place in chosen.kept]
    dropped = set(range(len(parsed))) - set(chosen.kept)
    doubts += [Doubt(parsed[place], "it does not go on from its neighbours") for place in sorted(dropped)]
    return ClockRun(
        orders=left,
        hours=_hours(kept),
        stretches=tuple(_stretches(chosen, parsed)),
        breaks=tuple(chosen.breaks(parsed)),
        doubts=tuple(sorted(doubts, key=lambda doubt: doubt.reading.pts)),
        checked=len(kept) >= _ENOUGH,
    )


def rate_bounds(
    stretch: Stretch, order: DateOrder, time_base: Fraction
) -> tuple[Fraction | None, Fraction | None] | None:
    """Bound the display's seconds for each second of the file.

    A tick's moment lies after the picture before it and not after its own, so any two ticks bound the rate. So do the
    first and the last reading, each within its second: a display that stands still ticks nowhere.

    Args:
        stretch: readings that go on.
        order: of the date; without a date, midnight is passed as a day.
        time_base: seconds a tick.

    Returns:
        Least and most, each None where nothing bounds it; None for both together where no one rate fits all.
    """
    dated = order is not DateOrder.NONE
    known = [tick for tick in stretch.ticks if not dated or _is_dated(tick.reading, order)]
    few = [known[place * (len(known) - 1) // (_MOST_TICKS - 1)] for place in range(_MOST_TICKS)] if known else []
    used = known if len(known) <= _MOST_TICKS else few
    points = [(_seconds(tick.reading, order), tick.before_pts, tick.reading.pts) for tick in used]
    lows, highs = _rates_of_ends(stretch, order, time_base)
    for place, (second, before, at) in enumerate(points):
        for later, later_before, later_at in points[place + 1 :]:
            shown = Fraction(_apart(second, later, dated=dated))
            lows.append(shown / ((later_at - before) * time_base))
            if later_before > at:
                highs.append(shown / ((later_before - at) * time_base))
    least, most = max(lows, default=None), min(highs, default=None)
    if least is not None and most is not None and most <= least:  # neither bound is reached
        return None
    return least, most


def _rates_of_ends(stretch: Stretch, order: DateOrder, time_base: Fraction) -> tuple[list[Fraction], list[Fraction]]:
    dated = order is not DateOrder.NONE
    known = [one for one in stretch.readings if not dated or _is_dated(one, order)]
    passed_s = (known[-1].pts - known[0].pts) * time_base if known else Fraction(0)
    if passed_s <= 1:
        return [], []
    shown_s = _apart(_seconds(known[0], order), _seconds(known[-1], order), dated=dated)
    return [Fraction(shown_s - 1) / passed_s], [Fraction(shown_s + 1) / passed_s]


@dataclass(slots=True)
class _Path:
    """The cheapest belief about the readings in one order of the date: which are kept."""

    order: DateOrder
    time_base: Fraction
    cost: int = 0
    kept: list[int] = field(default_factory=list)

    @classmethod
    def through(cls, readings: Sequence[Reading], order: DateOrder, time_base: Fraction) -> _Path:
        """Find it: for each reading, the cheapest way to have come there."""
        path = cls(order, time_base)
        costs: list[int | None] = []
        came: list[int | None] = []
        for place, reading in enumerate(readings):
            own = path.own_cost(reading)
            ways: list[tuple[int, int]] = [(_MISREAD * place, place)]
            for earlier in range(place - 1, max(-1, place - 1 - _LOOK_BACK), -1):
                spent = costs[earlier]
                if spent is not None and own is not None:
                    jump = 0 if path.goes_on(readings[earlier], reading) else _JUMP
                    ways.append((spent + _MISREAD * (place - earlier - 1) + jump, earlier))
            cost, origin = min(ways)
            costs.append(None if own is None else cost + own)
            came.append(None if origin == place else origin)
        ends = [
            (cost + _MISREAD * (len(readings) - 1 - place), place)
            for place, cost in enumerate(costs)
            if cost is not None
        ]
        if ends:
            path.cost, at = min(ends)
            path.kept = _back(came, at)
        return path

    def own_cost(self, reading: Reading) -> int | None:
        """Say what keeping a reading costs by itself; None where it cannot be kept in this order."""
        if reading.shown is None:
            return None
        if self.order is DateOrder.NONE:
            return 0
        if reading.shown.numbers is None:
            return _UNDATED
        return None if reading.shown.seconds(self.order) is None else 0

    def beyond_ns(self, before: Reading, after: Reading) -> tuple[int, int]:
        """Bound by how much the display moved beyond the file, both displays' hidden parts of a second included."""
        dated = self.order is not DateOrder.NONE and all(_is_dated(one, self.order) for one in (before, after))
        shown_s = _apart(_seconds(before, self.order), _seconds(after, self.order), dated=dated)
        passed_ns = round((after.pts - before.pts) * self.time_base * NS_PER_S)
        beyond_ns = shown_s * NS_PER_S - passed_ns
        if not dated:
            beyond_ns -= _DAY_S * NS_PER_S * round(Fraction(beyond_ns, _DAY_S * NS_PER_S))
        return beyond_ns - NS_PER_S, beyond_ns + NS_PER_S

    def goes_on(self, before: Reading, after: Reading) -> bool:
        """Say whether the display may have run on from one reading to the other."""
        least_ns, most_ns = self.beyond_ns(before, after)
        drift_ns = (after.pts - before.pts) * self.time_base * NS_PER_S * _RATE_PER_MILLE / 1000
        return least_ns - drift_ns < 0 < most_ns + drift_ns

    def breaks(self, readings: Sequence[Reading]) -> list[Break]:
        """Give the places where the kept readings do not go on."""
        kept = [readings[place] for place in self.kept]
        found = []
        for before, after in pairwise(kept):
            if not self.goes_on(before, after):
                found.append(Break(before, after, *self.beyond_ns(before, after), self._digits(before, after)))
        return found

    def _digits(self, before: Reading, after: Reading) -> int:
        passed_s = (after.pts - before.pts) * self.time_base
        start = _seconds(before, self.order)
        likely = (start + int(passed_s) + more for more in (-1, 0, 1, 2))
        found = _written(_seconds(after, self.order))
        return min(sum(a != b for a, b in zip(_written(one), found, strict=True)) for one in likely)


def _back(came: Sequence[int | None], at: int | None) -> list[int]:
    kept = []
    while at is not None:
        kept.append(at)
        at = came[at]
    return kept[::-1]


def _hypotheses(readings: Sequence[Reading]) -> tuple[DateOrder, ...]:
    """Name the orders to try: none of a date where most readings show none."""
    shown = [one.shown for one in readings if one.shown is not None]
    dated = [one for one in shown if one.numbers is not None]
    if 2 * len(dated) <= len(shown):
        return (DateOrder.NONE,) if shown else ()
    return tuple(order for order in DateOrder if any(order in one.orders for one in dated))


def _is_dated(reading: Reading, order: DateOrder) -> bool:
    return reading.shown is not None and reading.shown.numbers is not None and order in reading.shown.orders


def _second_of_day(reading: Reading) -> int:
    if reading.shown is None:
        raise RecordError(f"{reading.text!r} is no clock; leave it out")
    return reading.shown.second_of_day


def _seconds(reading: Reading, order: DateOrder) -> int:
    """Count a reading's seconds; one that lost its date counts from midnight."""
    seconds = None if reading.shown is None else reading.shown.seconds(order)
    return _second_of_day(reading) if seconds is None else seconds


def _apart(first_s: int, second_s: int, *, dated: bool) -> int:
    return second_s - first_s if dated else (second_s - first_s) % _DAY_S


def _written(seconds: int) -> str:
    return str(CameraTime(seconds * NS_PER_S))


def _stretches(path: _Path, readings: Sequence[Reading]) -> Iterable[Stretch]:
    ends = {one.before.n for one in path.breaks(readings)}
    part: list[Reading] = []
    for place in path.kept:
        part.append(readings[place])
        if readings[place].n in ends:
            yield _stretch(part, path)
            part = []
    yield _stretch(part, path)


def _stretch(part: Sequence[Reading], path: _Path) -> Stretch:
    ticks = [
        Tick(before.pts, after)
        for before, after in pairwise(part)
        if after.n == before.n + 1 and _second_of_day(after) != _second_of_day(before)
    ]
    return Stretch(tuple(part), tuple(ticks))


def _hours(readings: Sequence[Reading]) -> str:
    shown = [one.shown for one in readings if one.shown is not None]
    if any(isinstance(one.half, Half) for one in shown):
        return "12"
    return "24" if any(one.hour > 12 or one.hour == 0 for one in shown) else "not told"
