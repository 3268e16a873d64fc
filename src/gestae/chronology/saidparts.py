"""What one table says of time: durations, words by a policy, times in a zone; for accounts and for a case's own list.

Every function notes its faults at the table where they stand and reads on; nothing is guessed.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias
from zoneinfo import ZoneInfo

from gestae.base.toml import Parsed
from gestae.base.units import NS_PER_S, format_duration
from gestae.chronology.zones import refuse_change
from gestae.errors import ClockError, GestaeError, InputRefused
from gestae.model.account import Lasts
from gestae.model.network import MOST_NS
from gestae.model.time import CameraTime, Instant

__all__ = [
    "Distance",
    "Interval",
    "PhraseReader",
    "Reader",
    "display_ns",
    "follow_point",
    "instant_of",
    "language_of",
    "lasts_of",
    "moment_ns",
    "nearest",
    "point_of",
    "refuse_silent_change",
]

Interval: TypeAlias = tuple[int | None, int | None]
# Reads (words, language, what they belong to); gives the policy's name and every reading of the words.
PhraseReader: TypeAlias = Callable[[str, str, str], tuple[str, tuple[Interval, ...]]]


@dataclass(frozen=True, slots=True)
class Distance:
    """What a table limits: least and most; the readings of its words and the policy that gave them, if it has words."""

    least_ns: int | None = None
    most_ns: int | None = None
    readings: tuple[Interval, ...] = ()
    policy: str | None = None


@dataclass(frozen=True, slots=True)
class Reader:
    """By what a file's times and words are read.

    Attributes:
        zone: in which its local times stand; None where it states none.
        language: whose policy reads its phrases; None where it states none, empty where what it states is refused.
        phrases: reads them; None where there is no such reader.
        head: the table in which the language would be stated, for refusals.
    """

    zone: str | None
    language: str | None
    phrases: PhraseReader | None
    head: str

    def distance(self, one: Parsed) -> Distance:
        """Read the keys min, max, phrase, after and before of a table that may have `from`."""
        given = one.present & _SAYS
        for key in sorted(_ALIEN["from" in one.present] & given):
            one.refuse(key, wrong=_BESIDE[key], right=_INSTEAD[key])
        if "phrase" in given and given & {"min", "max"}:
            one.refuse("phrase", wrong="stands beside min or max", right="write one or the other")
            return Distance()
        if not given:
            one.refuse(None, wrong="says nothing of time", right="add min, max, a phrase, after or before")
        if "phrase" in given:
            return self._words(one)
        if "from" in one.present:
            _refuse_order(one, "min", "max")
            return Distance(one["min"], one["max"])
        least, most = (instant_of(one, key, self.zone) if key in given else None for key in ("after", "before"))
        if least is not None and most is not None and least > most:
            one.refuse("before", wrong="lies before after", right="write the earlier time as after")
        return Distance(least, most)

    def _words(self, one: Parsed) -> Distance:
        if self.language is None:
            right = f'add words = "en" (or uk, ru) to [{self.head}]'
            one.refuse("phrase", wrong="no language is stated", right=right)
            return Distance()
        if self.phrases is None or not self.language or not isinstance(one["phrase"], str):
            return Distance()
        try:
            policy, readings = self.phrases(one["phrase"], self.language, one.book.where((*one.path, "phrase")))
        except InputRefused as refused:
            one.refuse("phrase", wrong=refused.wrong, right=refused.right)
            return Distance()
        leasts, mosts = [least for least, _ in readings], [most for _, most in readings]
        return Distance(_hull(leasts, min), _hull(mosts, max), readings, policy)


def language_of(head: Parsed | None) -> str | None:
    """Give the language that a head states; None where it states none, empty where what it states was refused.

    A fault is told once, where it stands, and not again at each phrase.
    """
    if head is None or "words" not in head.present:
        return None
    return str(head["words"] or "")


def lasts_of(event: Parsed) -> Lasts | None:
    """Read how long an event lasts; None for an instant."""
    lasts = event["lasts"]
    if lasts is None:
        return None
    _refuse_order(lasts, "min", "max")
    if (lasts["max"] or 0) < 0:
        lasts.refuse("max", wrong="is negative", right="no event ends before it starts")
    return Lasts(lasts["min"], lasts["max"])


def point_of(one: Parsed, event: str, *, lasts: bool) -> str:
    """Name the point of an event that a reading is of: its start where nothing else is said."""
    if one["point"] is not None and not lasts:
        one.refuse("point", wrong="the event is an instant", right="leave point out, or say how long it lasts")
    return f"{event}.{one['point'] or 'start'}" if lasts else event


def follow_point(one: Parsed, key: str, lasting: Mapping[str, bool]) -> bool:
    """Refuse what names no point of an event: an instant by its name, one that lasts by its start or end.

    Args:
        one: the table.
        key: the key that names a point; absent, nothing is refused.
        lasting: the events by name, and whether each lasts.

    Returns:
        Whether it names one.
    """
    name = one[key]
    if name is None:
        return False
    event, _, end = str(name).partition(".")
    if event in lasting and name in _points(event, lasts=lasting[event]):
        return True
    if lasting.get(str(name)):
        one.refuse(key, wrong=f"{name!r} lasts", right=f"say {name}.start or {name}.end")
    elif event in lasting and end in ("start", "end"):
        one.refuse(key, wrong=f"{event!r} is an instant", right=f"say {event}, or how long it lasts in its table")
    else:
        points = (point for event, long in lasting.items() for point in _points(event, lasts=long))
        one.refuse(key, wrong=f"{name!r} is no point of an event", right=nearest(str(name), points))
    return False


def refuse_silent_change(one: Parsed, name: str, zone: str | None, shown: Iterable[object], *, where: str) -> None:
    """Refuse a clock whose zone nobody stated if it was read on both sides of a change of clocks.

    Args:
        one: the table that is at fault then: the clock's, or a reading's.
        name: what the clock is called.
        zone: in which its displays are read then.
        shown: its displays as they were written.
        where: in what a person states its zone.
    """
    if zone is None or zone[0] in "+-":
        return
    displays = [ns for ns in (display_ns(words) for words in shown) if ns is not None]
    try:
        refuse_change(f"clock {name}", ZoneInfo(zone), displays, where=where)
    except ClockError as error:
        wrong, _, right = str(error).partition("; ")
        one.refuse(None, wrong=wrong, right=right)


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


def instant_of(one: Parsed, key: str, zone: str | None) -> int:
    """Read a time with its offset, or a local time in a zone; 0 where it is refused, for the fault is noted."""
    words = one[key]
    if words is None:
        return 0
    what = one.book.where((*one.path, key))
    try:
        return moment_ns(str(words), zone, what)
    except InputRefused as refused:
        one.refuse(key, wrong=refused.wrong, right=refused.right)
    except GestaeError as error:
        wrong, _, right = str(error).partition("; ")
        one.refuse(key, wrong=wrong, right=right or "mend it")
    return 0


def moment_ns(words: str, zone: str | None, what: str) -> int:
    """Read a time with its offset, or a local time in a zone or under a fixed offset.

    Raises:
        InputRefused: it is no time, its zone is not stated, or its hour is doubtful or missing there.

    >>> moment_ns("2022-03-16 14:03:00", "+02:00", "a cell") == moment_ns("2022-03-16T12:03:00Z", None, "a cell")
    True
    """
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


def display_ns(words: object) -> int | None:
    """Give what a display showed where it carries no offset of its own."""
    try:
        return CameraTime.parse(str(words)).ns
    except InputRefused:
        return None


def nearest(name: str, known: Iterable[str]) -> str:
    """Say which known name was perhaps meant.

    >>> nearest("turnd", ["turned", "fell"])
    "did you mean 'turned'? Known: turned, fell"
    """
    names = list(known)
    close = difflib.get_close_matches(name, names, n=1, cutoff=0.5)
    guess = f"did you mean {close[0]!r}? " if close else ""
    return f"{guess}Known: {', '.join(names)}" if names else "add it"
