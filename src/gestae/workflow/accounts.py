"""A written account: from its file to its network, and what its statements say in words."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta, timezone, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

from gestae.base.canonical import Json
from gestae.base.lengths import apart_words, later_words, plain_length
from gestae.base.units import format_duration
from gestae.chronology.accountfile import read_account
from gestae.chronology.accountparts import PhraseReader
from gestae.chronology.bounds import Step
from gestae.chronology.compile import network_of, readings_of
from gestae.errors import InputRefused
from gestae.model.account import Account, Constraint, Source
from gestae.model.network import ORIGIN, Network
from gestae.model.recorded import Recorded
from gestae.model.time import Instant
from gestae.workflow.anchors import Lacking
from gestae.workflow.eventnames import EventNames
from gestae.workflow.premises import Rates, unstated_clocks

__all__ = ["OpenedAccount", "named_of", "shown_node", "told_words", "word_documents", "zone_of"]


@dataclass(frozen=True, slots=True)
class OpenedAccount:
    """An account with its network; see `gestae.workflow.asked.Asked`."""

    account: Account
    network: Network

    @classmethod
    def read(cls, path: Path, phrases: PhraseReader | None = None) -> OpenedAccount:
        """Read an account file.

        Raises:
            InputRefused: it is no TOML, or not there.
            Faults: every fault of it at once.
        """
        try:
            source = path.read_bytes()
        except OSError as error:
            raise InputRefused(
                str(path), wrong=f"cannot be read ({error.strerror})", right="name an account file"
            ) from error
        account = read_account(source, path.name, phrases)
        return cls(account, network_of(account))

    @property
    def title(self) -> str:
        """Give the account's title."""
        return self.account.title

    @property
    def zone(self) -> tzinfo:
        """Give the zone in which its times are shown."""
        return zone_of(self.account)

    @property
    def sources(self) -> tuple[Source, ...]:
        """Give its sources, in file order."""
        return self.account.sources

    @property
    def listed_clocks(self) -> None:
        """Give nothing: an account has no lists; it states all its clocks itself."""

    @property
    def lacking(self) -> Lacking:
        """Give nothing: what an account says of a clock, it says."""
        return Lacking()

    @property
    def titles(self) -> Mapping[str, tuple[str, str]]:
        """Give the id and the title of each point's event."""
        return {point: (event.id, event.title) for event in self.account.events for point in event.points}

    @property
    def names(self) -> EventNames:
        """Give how its events are named: by their ids, as the file does, where several have a title."""
        return EventNames.of([(one.id, one.title, one.id) for one in self.account.events])

    @property
    def untitled(self) -> Mapping[str, tuple[str, str | None]]:
        """Give nothing: each event of an account has a title."""
        return {}

    @property
    def words(self) -> Sequence[Mapping[str, Json]]:
        """Give how its words were read."""
        return word_documents(self.account)

    def says(self, step: Step) -> str:
        """Say in words what the statement behind a step of a derivation says."""
        if step.said is None:
            return "no event ends before it starts" if step.start.count(".") else "as far as the clock's drift allows"
        return told_words(self.account)[step.said]

    def node(self, name: str) -> str | None:
        """Name an end of a step as a person reads it: a drifting clock's reading by what the clock showed."""
        return shown_node(name, self.zone)

    def point(self, name: str) -> str:
        """Check that a name is a point of the account.

        Raises:
            InputRefused: it is none; the points that there are stand in the message.
        """
        return named_of(name, self.network.points, "this account")

    def source(self, name: str) -> str:
        """Check that a name is a source of the account.

        Raises:
            InputRefused: it is none; the sources that there are stand in the message.
        """
        known = sorted(source.id for source in self.sources)
        if name not in known:
            right = f"say one of {', '.join(known)}" if known else "it names none, so no source of it can be left out"
            raise InputRefused(name, wrong="is no source of this account", right=right)
        return name

    def meant(self, name: str) -> frozenset[str]:
        """Find the one source that a person means; raises as `source` does."""
        return frozenset({self.source(name)})

    @property
    def premises(self) -> Mapping[str, str]:
        """Give the premises that nobody stated, by name, each in a sentence: of clocks that state no drift."""
        return {name: self.rates.unstated[clock] for name, clock in self.rates.names.items()}

    @property
    def rates(self) -> Rates:
        """Give what is taken for the rates of its clocks."""
        return Rates(Recorded(), self.account, {}, unstated_clocks(self.account.clocks))

    def standing(self) -> OpenedAccount:
        """Give the account: of one that contradicts itself nothing is chosen."""
        return self

    def left(self, sources: Collection[str], links: Collection[str]) -> OpenedAccount:
        """Give the account without some sources, links and premises."""
        network, names = self.network.without(sources, links), self.rates.names
        loose = dict.fromkeys((names[name] for name in set(links) & names.keys()), None)
        return replace(self, network=self.rates.taken(network, loose) if loose else network)

    def beside(self, said: Collection[str] | None = None) -> Mapping[str, Json]:
        """Give what is taken for granted of the clocks that an answer rests on; all else that counts it says itself."""
        if said is None:
            return {}
        on = self._clocks(said)
        return {"assumes": [sentence for clock, sentence in sorted(self.rates.unstated.items()) if clock in on]}

    def drifts(self, said: Collection[str], pairs: Collection[tuple[str, str]], *, strict: bool) -> Mapping[str, Json]:
        """Say up to which drift of the clocks, of which none is stated, an order follows."""
        clocks = (self._clocks(said), self._clocks([one.id for one in self.network.said]))
        return self.rates.drifts(self.network, pairs, clocks, strict=strict)

    def _clocks(self, said: Collection[str]) -> frozenset[str]:
        return frozenset(one.clock for one in self.network.said if one.id in said and one.clock is not None)

    def called(self, source: str) -> str:
        """Name a source for people: as the file does."""
        return source

    def short(self, point: str) -> str:
        """Name a point for people: as the file does."""
        return point

    def written(self, point: str) -> str:
        """Give what a person writes for a point."""
        return point

    def stated(self, statement: str) -> str:
        """Name a statement for people: by its id, as the file does, and by what it says."""
        for one in self.account.constraints:
            if one.id == statement and one.start is not None:
                return f"{statement}: {_said_of_both(one, self.account.policy)}"
            if one.id == statement:
                return f"{statement}: {one.to} {told_words(self.account)[statement]}"
        return f"{statement}: {told_words(self.account)[statement]}"

    @property
    def way_out(self) -> str:
        """Say what a person does with a statement that is wrong."""
        return "take it out of a copy of the file, and ask again"


def named_of(name: str, points: Sequence[str], what: str) -> str:
    """Check that a name is one of some points.

    Raises:
        InputRefused: it is none; those that there are stand in the message.
    """
    if name not in points:
        lasting = [point for point in points if point.startswith(f"{name}.")]
        close = [] if lasting else difflib.get_close_matches(name.casefold(), points, n=1)
        guess = f"did you mean {close[0]}? Otherwise " if close else ""
        right = f"{guess}say one of {', '.join(lasting or points)}"
        raise InputRefused(name, wrong=f"is no point of {what}", right=right)
    return name


def zone_of(account: Account) -> tzinfo:
    """Give the zone in which an account's times are shown; UTC where it names none.

    >>> account = Account("", "-02:58", None, (), (), (), ())
    >>> str(zone_of(account))
    'UTC-02:58'
    """
    name = account.zone or "UTC"
    if name[0] not in "+-":
        return ZoneInfo(name)
    minutes = int(name[1:3]) * 60 + int(name[4:6])
    return timezone(timedelta(minutes=-minutes if name[0] == "-" else minutes))


def told_words(account: Account, policies: Mapping[str, str] | None = None) -> dict[str, str]:
    """Say every statement of an account in words, by its id.

    Args:
        account: the account.
        policies: by which the words of single statements were read; of the others, by the account's own.
    """
    zone, own = zone_of(account), policies or {}
    said = {one.id: _told_constraint(one, zone, own.get(one.id, account.policy)) for one in account.constraints}
    for clock in account.clocks:
        for number, one in enumerate(clock.compared, 1):
            said[f"compared:{clock.id}:{number}"] = (
                f"clock {clock.id} stood at {_at(one.clock_ns, zone)} when it was {_at(one.reference_ns, zone)}"
                f"{_within(one.within_ns)} ({one.source})"
            )
    for event in account.events:
        for name, reading in readings_of(event):
            said[name] = f"clock {reading.clock} stood at {_at(reading.at_ns, zone)}{_within(reading.within_ns)}"
        if event.lasts is not None:
            said[f"lasts:{event.id}"] = f"it lasts {_stretch(event.lasts.least_ns, event.lasts.most_ns)}"
    return said


def _told_constraint(one: Constraint, zone: tzinfo, policy: str | None) -> str:
    if one.start is not None:
        return _by_whom(one, later_words(one.least_ns, one.most_ns), policy)
    sides = [f"not {word} {_at(side, zone)}" for word, side in (("before", one.least_ns), ("after", one.most_ns))
             if side is not None]  # fmt: skip
    return _by_whom(one, " and ".join(sides), policy)


def _said_of_both(one: Constraint, policy: str | None) -> str:
    """Say a statement of two points by their names."""
    words = f"{one.to} lies {apart_words(one.least_ns, one.most_ns, one.start or '')}"
    if one.phrase is not None:
        words = f"{words}, as \u201c{one.phrase}\u201d is read{_by_policy(policy)}"
    return f"{words} ({', '.join(one.sources)})"


def _by_whom(one: Constraint, words: str, policy: str | None) -> str:
    """Put beside what a statement bounds its own words, how they were read, and whose they are."""
    if one.phrase is not None:
        words = f"\u201c{one.phrase}\u201d, read{_by_policy(policy)} as {words}"
    return f"{words} ({', '.join(one.sources)})"


def _by_policy(policy: str | None) -> str:
    return f" by policy {policy}" if policy else ""


def _at(ns: int, zone: tzinfo) -> str:
    """Write a time as clocks of a zone show it, to the millisecond, and to the nanosecond where that says more."""
    rest = ns % 1_000_000
    return Instant(ns).local(zone) + (f" and {rest} ns" if rest else "")


def shown_node(name: str, zone: tzinfo) -> str | None:
    """Name an end of a step as a person reads it: a drifting clock's reading by what the clock showed.

    >>> from datetime import UTC
    >>> shown_node(ORIGIN, UTC), shown_node("clock operator at 1647417600000000000", UTC)
    (None, 'clock operator at 2022-03-16 08:00:00.000 +00:00')
    """
    if name == ORIGIN:
        return None
    clock, _, count = name.rpartition(" at ")
    return f"{clock} at {_at(int(count), zone)}" if clock else name


def _stretch(least_ns: int | None, most_ns: int | None) -> str:
    """Say how long something lasts.

    >>> _stretch(60 * 10**9, 10**11), _stretch(10**9, None), _stretch(None, 10**9)
    ('1 min to 1 min 40 s', 'at least 1 s', 'at most 1 s')
    """
    if least_ns is not None and most_ns is not None:
        return f"{plain_length(least_ns)} to {plain_length(most_ns)}"
    return f"at least {plain_length(least_ns)}" if least_ns is not None else f"at most {plain_length(most_ns or 0)}"


def _within(within_ns: int) -> str:
    return f" give or take {plain_length(within_ns)}" if within_ns else ""


def word_documents(account: Account) -> list[dict[str, Json]]:
    """Write how words of an account were read: the interval, and every reading where there are several."""
    return [
        {
            "constraint": one.id,
            "phrase": one.phrase,
            "min": _length(one.least_ns),
            "max": _length(one.most_ns),
            "policy": account.policy,
        }
        | ({"readings": [_reading(one) for one in one.readings]} if len(one.readings) > 1 else {})
        for one in account.constraints
        if one.phrase is not None
    ]


def _reading(sides: tuple[int | None, int | None]) -> Json:
    return {"min": _length(sides[0]), "max": _length(sides[1])}


def _length(length_ns: int | None) -> str | None:
    return None if length_ns is None else format_duration(length_ns)
