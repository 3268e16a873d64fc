"""The second pass over an account: names are followed, times are read in their zone, words by their policy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from gestae.base.toml import Parsed
from gestae.chronology.saidparts import (
    PhraseReader,
    Reader,
    follow_point,
    instant_of,
    language_of,
    lasts_of,
    nearest,
    point_of,
    refuse_silent_change,
)
from gestae.model.account import (
    Account,
    AccountClock,
    AccountEvent,
    Comparison,
    Constraint,
    Reading,
    Source,
    SourceKind,
)

__all__ = ["Parts", "PhraseReader"]


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
        shown = [one["clock"] for one in clock["compared"] or ()]
        shown += [one["at"] for event in self._named("events") for one in event["seen"] or ()
                  if one["clock"] == clock.name]  # fmt: skip
        if clock["zone"] is None:
            where = f"`zone` in [clocks.{clock.name}]"
            refuse_silent_change(clock, clock.name, self._zone_of(), shown, where=where)
        return AccountClock(clock.name, str(clock["source"]), clock["drift"], compared)

    def _comparison(self, one: Parsed, clock: Parsed) -> Comparison:
        if one["source"] is not None:
            self._follow(one, "source", one["source"], "sources")
        return Comparison(
            clock_ns=instant_of(one, "clock", self._zone_of(clock)),
            reference_ns=instant_of(one, "reference", self._zone_of()),
            within_ns=one["within"] or 0,
            source=str(one["source"] or clock["source"]),
        )

    def _event(self, event: Parsed) -> AccountEvent:
        length = lasts_of(event)
        seen = tuple(self._reading(one, event, lasts=length is not None) for one in event["seen"] or ())
        return AccountEvent(event.name, str(event["title"]), length, seen)

    def _reading(self, one: Parsed, event: Parsed, *, lasts: bool) -> Reading:
        self._follow(one, "clock", one["clock"], "clocks")
        point = point_of(one, event.name, lasts=lasts)
        clock = next((clock for clock in self._named("clocks") if clock.name == one["clock"]), None)
        return Reading(str(one["clock"]), instant_of(one, "at", self._zone_of(clock)), one["within"] or 0, point)

    def _constraints(self) -> tuple[Constraint, ...]:
        tables = [one for one in self.table["constraints"] or () if one is not None]
        ids = [one["id"] or f"c{number}" for number, one in enumerate(tables, 1)]
        for name, times in Counter(ids).items():
            if times > 1:
                twice = [one for one, its in zip(tables, ids, strict=True) if its == name][-1]
                twice.refuse(
                    "id" if twice["id"] else None, wrong=f"the id {name!r} stands twice", right="write another"
                )
        lasting = {event.name: event["lasts"] is not None for event in self._named("events")}
        return tuple(self._constraint(one, name, lasting) for one, name in zip(tables, ids, strict=True))

    def _constraint(self, one: Parsed, name: str, lasting: Mapping[str, bool]) -> Constraint:
        for source in one["sources"] or ():
            self._follow(one, "sources", source, "sources")
        if one["sources"] == ():
            one.refuse("sources", wrong="names none", right="name at least one source that says it")
        follow_point(one, "to", lasting)
        follow_point(one, "from", lasting)
        if one["from"] is not None and one["from"] == one["to"]:
            one.refuse("to", wrong="is the point from which is counted", right="name two points")
        said = self._reader().distance(one)
        self._policy = said.policy or self._policy
        return Constraint(
            name, one["from"], str(one["to"]), said.least_ns, said.most_ns, one["sources"] or (), one["links"] or (),
            one["phrase"], said.readings,
        )  # fmt: skip

    def _reader(self) -> Reader:
        head = self.table["account"]
        return Reader(self._zone_of(), language_of(head), self.phrases, "account")

    def _follow(self, one: Parsed, key: str, name: str | None, part: str) -> None:
        if name is not None and name not in self._known(part):
            one.refuse(key, wrong=f"{name!r} is none of [{part}]", right=nearest(name, self._known(part)))


def _source(one: Parsed) -> Source:
    return Source(one.name, SourceKind(one["kind"] or "other"), str(one["origin"] or one.name))
