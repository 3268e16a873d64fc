"""The second pass over an account: names are followed, times are read in their zone, words by their policy."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, TypeAlias
from zoneinfo import ZoneInfo

from gestae.base.toml import Parsed
from gestae.base.units import NS_PER_S, format_duration
from gestae.chronology.zones import refuse_change
from gestae.errors import ClockError, GestaeError, InputRefused
from gestae.model.account import (
    Account,
    AccountClock,
    AccountEvent,
    Comparison,
    Constraint,
    Lasts,
    Reading,
    Source,
    SourceKind,
)  # fmt: skip
from gestae.model.network import MOST_NS
from gestae.model.time import CameraTime, Instant

__all__ = ["Parts", "PhraseReader"]

_Interval: TypeAlias = tuple[int | None, int | None]
# Reads (words, language, what they belong to); gives the policy's name and every reading of the words.
PhraseReader: TypeAlias = Callable[[str, str, str], tuple[str, tuple[_Interval, ...]]]


@dataclass(slots=True)
class Parts:
    """One account while its names are followed. Faults are noted where they stand; nothing is guessed."""

    table: Parsed
    phrases: PhraseReader | None
    _policy: str | None = None

    def build(self) -> Account:
        """Put the account together; only where no fault was noted is it one."""
        head = self.table["account"]
        clocks = tuple(self._clock(one) for one in self._named("clocks"))
        events = tuple(self._event(one) for one in self._named("events"))
        constraints = self._constraints()
        return Account(
            title=str(head["title"]) if head else "",
            zone=head["zone"] if head else None,
            policy=self._policy,
            sources=tuple(_source(one) for one in self._named("sources")),
            clocks=clocks,
            events=events,
            constraints=constraints,
        )

    def _named(self, key: str) -> tuple[Parsed, ...]:
        return tuple(one for one in self.table[key] or () if one is not None)

    def _known(self, key: str) -> tuple[str, ...]:
        return tuple(one.name for one in self._named(key))

    def _zone_of(self, clock: Parsed | None = None) -> str | None:
        head = self.table["account"]
        own = clock["zone"] if clock is not None else None
        return own or (head["zone"] if head else None)

    def _clock(self, clock: Parsed) -> AccountClock:
        self._follow(clock, "source", clock["source"], "sources")
        compared = tuple(self._comparison(one, clock) for one in clock["compared"] or ())
        self._refuse_silent_change(clock)
        return AccountClock(clock.name, str(clock["source"]), clock["drift"] or Fraction(0), compared)

    def _comparison(self, one: Parsed, clock: Parsed) -> Comparison:
        if one["source"] is not None:
            self._follow(one, "source", one["source"], "sources")
        return Comparison(
            clock_ns=_instant(one, "clock", self._zone_of(clock)),
            reference_ns=_instant(one, "reference", self._zone_of()),
            within_ns=one["within"] or 0,
            source=str(one["source"] or clock["source"]),
        )

    def _refuse_silent_change(self, clock: Parsed) -> None:
        """Refuse a clock whose zone nobody stated and that was read on both sides of a change of clocks."""
        zone = self._zone_of()
        if clock["zone"] is not None or zone is None or zone[0] in "+-":
            return
        shown = [one["clock"] for one in clock["compared"] or ()]
        shown += [one["at"] for event in self._named("events") for one in event["seen"] or ()
                  if one["clock"] == clock.name]  # fmt: skip
        displays = [ns for ns in (_display(words) for words in shown) if ns is not None]
        try:
            refuse_change(f"clock {clock.name}", ZoneInfo(zone), displays)
        except ClockError as error:
            wrong, _, right = str(error).partition("; ")
            clock.refuse(None, wrong=wrong, right=right)

    def _event(self, event: Parsed) -> AccountEvent:
        lasts = event["lasts"]
        if lasts is not None:
            _refuse_order(lasts, "min", "max")
            if (lasts["max"] or 0) < 0:
                lasts.refuse("max", wrong="is negative", right="no event ends before it starts")
        seen = tuple(self._reading(one, event) for one in event["seen"] or ())
        length = Lasts(lasts["min"], lasts["max"]) if lasts is not None else None
        return AccountEvent(event.name, str(event["title"]), length, seen)

    def _reading(self, one: Parsed, event: Parsed) -> Reading:
        self._follow(one, "clock", one["clock"], "clocks")
        if one["point"] is not None and event["lasts"] is None:
            one.refuse("point", wrong="the event is an instant", right="leave point out, or say how long it lasts")
        clock = next((clock for clock in self._named("clocks") if clock.name == one["clock"]), None)
        point = event.name if event["lasts"] is None else f"{event.name}.{one['point'] or 'start'}"
        return Reading(str(one["clock"]), _instant(one, "at", self._zone_of(clock)), one["within"] or 0, point)

    def _constraints(self) -> tuple[Constraint, ...]:
        tables = [one for one in self.table["constraints"] or () if one is not None]
        ids = [one["id"] or f"c{number}" for number, one in enumerate(tables, 1)]
        for name, times in Counter(ids).items():
            if times > 1:
                twice = [one for one, its in zip(tables, ids, strict=True) if its == name][-1]
                twice.refuse(
                    "id" if twice["id"] else None, wrong=f"the id {name!r} stands twice", right="write another"
                )
        return tuple(self._constraint(one, name) for one, name in zip(tables, ids, strict=True))

    def _constraint(self, one: Parsed, name: str) -> Constraint:
        for source in one["sources"] or ():
            self._follow(one, "sources", source, "sources")
        if one["sources"] == ():
            one.refuse("sources", wrong="names none", right="name at least one source that says it")
        self._follow_point(one, "to")
        self._follow_point(one, "from")
        if one["from"] is not None and one["from"] == one["to"]:
            one.refuse("to", wrong="is the point from which is counted", right="name two points")
        least, most, readings = self._interval(one)
        return Constraint(
            name, one["from"], str(one["to"]), least, most, one["sources"] or (), one["links"] or (),
            one["phrase"], readings,
        )  # fmt: skip

    def _interval(self, one: Parsed) -> tuple[int | None, int | None, tuple[_Interval, ...]]:
        given = one.present & _SAYS
        for key in sorted(_ALIEN["from" in one.present] & given):
            one.refuse(key, wrong=_BESIDE[key], right=_INSTEAD[key])
        if "phrase" in given and given & {"min", "max"}:
            one.refuse("phrase", wrong="stands beside min or max", right="write one or the other")
            return None, None, ()
        if not given:
            one.refuse(None, wrong="says nothing of time", right="add min, max, a phrase, after or before")
        if "phrase" in given:
            return self._words(one)
        if "from" in one.present:
            _refuse_order(one, "min", "max")
            return one["min"], one["max"], ()
        least, most = (_instant(one, key, self._zone_of()) if key in given else None for key in ("after", "before"))
        if least is not None and most is not None and least > most:
            one.refuse("before", wrong="lies before after", right="write the earlier time as after")
        return least, most, ()

    def _words(self, one: Parsed) -> tuple[int | None, int | None, tuple[_Interval, ...]]:
        head = self.table["account"]
        language = head["words"] if head else None
        if language is None:
            one.refuse("phrase", wrong="no language is stated", right='add words = "en" (or uk, ru) to [account]')
            return None, None, ()
        if self.phrases is None or not isinstance(one["phrase"], str):
            return None, None, ()
        try:
            self._policy, readings = self.phrases(one["phrase"], language, one.book.where((*one.path, "phrase")))
        except InputRefused as refused:
            one.refuse("phrase", wrong=refused.wrong, right=refused.right)
            return None, None, ()
        leasts, mosts = [least for least, _ in readings], [most for _, most in readings]
        return _hull(leasts, min), _hull(mosts, max), readings

    def _follow(self, one: Parsed, key: str, name: str | None, part: str) -> None:
        if name is not None and name not in self._known(part):
            one.refuse(key, wrong=f"{name!r} is none of [{part}]", right=_nearest(name, self._known(part)))

    def _follow_point(self, one: Parsed, key: str) -> None:
        name = one[key]
        if name is None:
            return
        lasting = {event.name: event["lasts"] is not None for event in self._named("events")}
        points = [point for event, long in lasting.items() for point in _points(event, lasts=long)]
        if name in points:
            return
        event, _, end = str(name).partition(".")
        if lasting.get(str(name)):
            one.refuse(key, wrong=f"{name!r} lasts", right=f"say {name}.start or {name}.end")
        elif event in lasting and end in ("start", "end"):
            one.refuse(key, wrong=f"{event!r} is an instant", right=f"say {event}, or how long it lasts in its table")
        else:
            one.refuse(key, wrong=f"{name!r} is no point of an event", right=_nearest(str(name), points))


_SAYS: Final = frozenset({"min", "max", "phrase", "after", "before"})
_ALIEN: Final[Mapping[bool, frozenset[str]]] = {
    True: frozenset({"after", "before"}),
    False: frozenset({"min", "max", "phrase"}),
}
_BESIDE: Final = {
    "after": "stands beside from", "before": "stands beside from", "min": "has no from", "max": "has no from",
    "phrase": "has no from",
}  # fmt: skip
_INSTEAD: Final = {
    "after": "write min, or leave from out", "before": "write max, or leave from out",
    "min": "name the point from which is counted, or write after", "phrase": "name the point from which is counted",
    "max": "name the point from which is counted, or write before",
}  # fmt: skip


def _source(one: Parsed) -> Source:
    return Source(one.name, SourceKind(one["kind"] or "other"), str(one["origin"] or one.name))


def _points(event: str, *, lasts: bool) -> tuple[str, ...]:
    return (f"{event}.start", f"{event}.end") if lasts else (event,)


def _hull(sides: Iterable[int | None], widest: Callable[[list[int]], int]) -> int | None:
    """Allow what any reading allows; open where one of them is."""
    known = list(sides)
    return None if None in known or not known else widest([side for side in known if side is not None])


def _refuse_order(one: Parsed, low: str, high: str) -> None:
    least, most = one[low], one[high]
    if least is not None and most is not None and least > most:
        wrong = f"{low} {format_duration(least)} is more than {high} {format_duration(most)}"
        one.refuse(high, wrong=wrong, right=f"write the smaller as {low}")
    for key in (low, high):
        if one[key] is not None and abs(one[key]) > MOST_NS:
            one.refuse(key, wrong="is longer than 36 years", right="leave it out, or split the account")


def _instant(one: Parsed, key: str, zone: str | None) -> int:
    """Read a time with its offset, or a local time in a zone; 0 where it is refused, for the fault is noted."""
    words = one[key]
    if words is None:
        return 0
    what = one.book.where((*one.path, key))
    try:
        return _moment(str(words), zone, what)
    except InputRefused as refused:
        one.refuse(key, wrong=refused.wrong, right=refused.right)
    except GestaeError as error:
        wrong, _, right = str(error).partition("; ")
        one.refuse(key, wrong=wrong, right=right or "mend it")
    return 0


def _moment(words: str, zone: str | None, what: str) -> int:
    if zone is not None and zone[0] in "+-":
        try:
            shown = CameraTime.parse(words, what)
        except InputRefused:
            return Instant.parse(words, what).ns
        return shown.ns - _fixed_ns(zone)
    return Instant.parse(words, what, ZoneInfo(zone) if zone else None).ns


def _fixed_ns(zone: str) -> int:
    """Give a fixed offset in nanoseconds.

    >>> _fixed_ns("-01:30") // NS_PER_S
    -5400
    """
    minutes = int(zone[1:3]) * 60 + int(zone[4:6])
    return (-minutes if zone[0] == "-" else minutes) * 60 * NS_PER_S


def _display(words: object) -> int | None:
    """Give what a display showed where it carries no offset of its own."""
    try:
        return CameraTime.parse(str(words)).ns
    except InputRefused:
        return None


def _nearest(name: str, known: Iterable[str]) -> str:
    names = list(known)
    close = difflib.get_close_matches(name, names, n=1, cutoff=0.5)
    guess = f"did you mean {close[0]!r}? " if close else ""
    return f"{guess}Known: {', '.join(names)}" if names else "add it"
