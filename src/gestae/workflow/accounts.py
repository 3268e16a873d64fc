"""A written account from file to answer: bounds, order, conflicts, derivations, as documents for programs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta, timezone, tzinfo
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from gestae.base.canonical import Json
from gestae.base.units import format_duration
from gestae.chronology.accountfile import read_account
from gestae.chronology.accountparts import PhraseReader
from gestae.chronology.bounds import Bound, Span, Step, solve
from gestae.chronology.compile import network_of, readings_of
from gestae.chronology.conflicts import (
    Conflicts,
    StatementSet,
    can_hold,
    every_conflict,
    independent_conflicts,
    repairs,
)
from gestae.chronology.exclusion import Without, without
from gestae.chronology.firmness import clock_slacks, firmness
from gestae.chronology.precedence import Followed, Relation, following, relation, timelines
from gestae.errors import InputRefused
from gestae.model.account import Account, Constraint
from gestae.model.network import ORIGIN, Network
from gestae.model.time import Instant

__all__ = [
    "MOST_CONFLICTS",
    "MOST_POINTS",
    "OpenedAccount",
    "answer",
    "before_document",
    "conflicts_document",
    "order_answer",
    "why_document",
    "without_document",
    "zone_of",
]

# The order asks for the ways from every point: above so many it is drawn only when it is asked for.
MOST_POINTS: Final = 1000
MOST_CONFLICTS: Final = 100

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class OpenedAccount:
    """An account with its network."""

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

    def says(self, step: Step) -> str:
        """Say in words what the statement behind a step of a derivation says."""
        if step.said is None:
            return "no event ends before it starts" if step.start.count(".") else "as far as the clock's drift allows"
        return _told(self.account)[step.said]

    def point(self, name: str) -> str:
        """Check that a name is a point of the account.

        Raises:
            InputRefused: it is none; the points that there are stand in the message.
        """
        if name not in self.network.points:
            lasting = [point for point in self.network.points if point.startswith(f"{name}.")]
            known = lasting or self.network.points
            raise InputRefused(name, wrong="is no point of this account", right=f"say one of {', '.join(known)}")
        return name


def order_answer(opened: OpenedAccount, *, order: bool | None = None, every: bool = False, most: int = 100) -> Document:
    """Answer an account as its format says: its points and their order, or, where it is contradictory, its conflicts.

    Args:
        opened: the account.
        order: draw the order however many points there are; None: up to `MOST_POINTS`.
        every: every minimal conflict instead of one for each independent clash.
        most: at most so many conflicts, and repairs.
    """
    return answer(opened.network, _words(opened.account), order=order, every=every, most=most)


def answer(
    network: Network, words: Sequence[Mapping[str, Json]], *, order: bool | None = None, every: bool = False,
    most: int = MOST_CONFLICTS,
) -> Document:  # fmt: skip
    """Answer a network; see `order_answer`."""
    if not can_hold(network):
        return conflicts_document(network, every=every, most=most)
    solved = solve(network)
    drawn = order if order is not None else len(network.points) <= MOST_POINTS
    return {
        "format": 1,
        "consistent": True,
        "points": {name: _span(span) for name, span in solved.spans().items()},
        "order": _followed(following(solved)) if drawn else None,
        "words": [dict(one) for one in words],
    }


def conflicts_document(network: Network, *, every: bool = False, most: int = MOST_CONFLICTS) -> Document:
    """Say which statements cannot all be true, and the fewest without which the rest can."""
    if can_hold(network):
        return {"format": 1, "consistent": True, "conflicts": [], "repairs": []}
    found = every_conflict(network, most) if every else Conflicts(independent_conflicts(network), complete=True)
    document: Document = {
        "format": 1,
        "consistent": False,
        "conflicts": [_set(one) for one in found.sets],
        "repairs": [_set(one) for one in repairs(network, most)],
    }
    return document | ({"complete": found.complete} if every else {})


def why_document(opened: OpenedAccount, point: str) -> Document:
    """Derive both bounds of a point."""
    name = opened.point(point)
    solved = solve(opened.network)
    return {
        "format": 1,
        "point": name,
        **_span(solved.spans()[name]),
        "earliest_rests_on": _derivation(opened, solved.earliest(name), latest=False),
        "latest_rests_on": _derivation(opened, solved.latest(name)),
    }


def before_document(opened: OpenedAccount, first: str, second: str) -> Document:
    """Say how one point stands to another: whether an order follows, from what, how firmly; if open, two timelines."""
    a, b = opened.point(first), opened.point(second)
    if a == b:
        raise InputRefused(a, wrong="is held against itself", right="name two points")
    solved = solve(opened.network)
    how = relation(solved, a, b)
    least, most = solved.apart(b, a), solved.apart(a, b)
    document: Document = {
        "format": 1,
        "first": a,
        "second": b,
        "relation": how.value,
        "least": None if least is None else format_duration(-least.most_ns),
        "most": None if most is None else format_duration(most.most_ns),
        "least_rests_on": _derivation(opened, least, latest=False),
        "most_rests_on": _derivation(opened, most),
    }
    if how is Relation.OPEN:
        return document | {"timelines": [_timeline(times) for times in timelines(solved, a, b)]}
    return document | _firmness(opened, a, b, how)


def without_document(
    opened: OpenedAccount, sources: Iterable[str], links: Iterable[str], *, order: bool | None = None
) -> Document:
    """Answer without some sources or links, as a difference.

    Raises:
        InputRefused: the account names no such source or link.
    """
    chosen, unlinked = sorted(set(sources)), sorted(set(links))
    _known(chosen, {source.id for source in opened.account.sources}, "source")
    _known(unlinked, {link for one in opened.account.constraints for link in one.links}, "link")
    drawn = order if order is not None else len(opened.network.points) <= MOST_POINTS
    return _difference(without(opened.network, chosen, unlinked, order=drawn), chosen, unlinked)


def _known(names: Iterable[str], known: set[str], what: str) -> None:
    for name in names:
        if name not in known:
            raise InputRefused(
                name, wrong=f"is no {what} of this account", right=f"say one of {', '.join(sorted(known)) or 'none'}"
            )


def _difference(found: Without, sources: list[str], links: list[str]) -> Document:
    return {
        "format": 1,
        "without": {"sources": sources, "links": links},
        "dropped": list(found.dropped),
        "points": {
            one.point: {"change": one.change.value, "whole": _span(one.whole), "left": _span(one.left)}
            for one in found.points
        },
        "lost_order": [
            {"first": a, "second": b, "was": "before" if strict else "not_after"} for a, b, strict in found.lost_order
        ],
        "order": None if found.followed is None else _followed(found.followed),
    }


def _firmness(opened: OpenedAccount, a: str, b: str, how: Relation) -> Document:
    """Say how firmly the order that follows does; for simultaneous points, of the first not being later."""
    if how in (Relation.AFTER, Relation.NOT_BEFORE):
        a, b = b, a
    strict = how in (Relation.BEFORE, Relation.AFTER)
    origins = {source.id: source.origin for source in opened.account.sources}
    found = firmness(opened.network, a, b, origins, strict=strict)
    slacks = clock_slacks(opened.network, a, b, strict=strict)
    return {
        "breaks_without": list(found.breaks) if found else [],
        "independent_derivations": [list(one) for one in found.derivations] if found else [],
        "clocks": [
            {
                "clock": one.clock,
                "breaks_if_earlier_by": None if one.less_ns is None else format_duration(one.less_ns),
                "breaks_if_later_by": None if one.more_ns is None else format_duration(one.more_ns),
            }
            for one in slacks
        ],
    }


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


def _told(account: Account) -> dict[str, str]:
    """Say every statement of an account in words, by its id."""
    zone = zone_of(account)
    said = {one.id: _told_constraint(one, zone) for one in account.constraints}
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
            said[f"lasts:{event.id}"] = f"it lasts {_between(event.lasts.least_ns, event.lasts.most_ns)}"
    return said


def _told_constraint(one: Constraint, zone: tzinfo) -> str:
    sources = ", ".join(one.sources)
    if one.phrase is not None:
        return f"\u201c{one.phrase}\u201d ({sources})"
    if one.start is not None:
        return f"{_between(one.least_ns, one.most_ns)} later ({sources})"
    sides = [f"not {word} {_at(side, zone)}" for word, side in (("before", one.least_ns), ("after", one.most_ns))
             if side is not None]  # fmt: skip
    return f"{' and '.join(sides)} ({sources})"


def _at(ns: int, zone: tzinfo) -> str:
    """Write a time as clocks of a zone show it, to the millisecond, and to the nanosecond where that says more."""
    rest = ns % 1_000_000
    return Instant(ns).local(zone) + (f" and {rest} ns" if rest else "")


def _node(name: str, zone: tzinfo) -> str | None:
    """Name an end of a step as a person reads it: a drifting clock's reading by what the clock showed."""
    if name == ORIGIN:
        return None
    clock, _, count = name.rpartition(" at ")
    return f"{clock} at {_at(int(count), zone)}" if clock else name


def _between(least_ns: int | None, most_ns: int | None) -> str:
    """Say a stretch.

    >>> _between(0, 10**10), _between(10**9, None)
    ('0 s to 10 s', '1 s or more')
    """
    if least_ns is None or most_ns is None:
        least, most = _length(least_ns), _length(most_ns)
        return f"{least} or more" if least is not None else f"{most} or less"
    return f"{format_duration(least_ns)} to {format_duration(most_ns)}"


def _within(within_ns: int) -> str:
    return f" give or take {format_duration(within_ns)}" if within_ns else ""


def _words(account: Account) -> list[dict[str, Json]]:
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


def _span(span: Span) -> dict[str, Json]:
    sides = (None if side is None else str(Instant(side)) for side in (span.earliest_ns, span.latest_ns))
    earliest, latest = sides
    return {"earliest": earliest, "latest": latest, "grade": None if span.grade is None else span.grade.word}


def _followed(followed: Followed) -> dict[str, Json]:
    return {
        "before": [list(pair) for pair in followed.before],
        "not_after": [list(pair) for pair in followed.not_after],
        "same": [list(group) for group in followed.same],
    }


def _set(one: StatementSet) -> dict[str, Json]:
    links: dict[str, Json] = {"links": list(one.links)} if one.links else {}
    return {"constraints": list(one.said), "sources": list(one.sources), **links}


def _derivation(opened: OpenedAccount, bound: Bound | None, *, latest: bool = True) -> dict[str, Json] | None:
    """Write a derivation from its firm end on: from the origin, or from the point that is counted from.

    A least distance is derived as a greatest one the other way round, so its steps are turned to read forward.
    """
    if bound is None:
        return None
    steps = bound.steps if latest else tuple(reversed(bound.steps))
    so_far, written = 0, []
    for step in steps:
        so_far += step.most_ns
        written.append(_step(opened, step, so_far, latest=latest))
    return {"grade": bound.grade.word, "constraints": list(bound.said), "steps": written}


def _step(opened: OpenedAccount, step: Step, so_far_ns: int, *, latest: bool) -> dict[str, Json]:
    start, to = (step.start, step.to) if latest else (step.to, step.start)
    length_ns = step.most_ns if latest else -step.most_ns
    zone = zone_of(opened.account)
    return {
        "from": _node(start, zone),
        "to": _node(to, zone),
        "at_most" if latest else "at_least": format_duration(length_ns),
        "so_far": format_duration(so_far_ns if latest else -so_far_ns),
        "constraint": step.said,
        "says": opened.says(step),
    }


def _timeline(times: Mapping[str, int]) -> dict[str, Json]:
    return {name: str(Instant(ns)) for name, ns in sorted(times.items())}
