"""From an account to its network: each thing said becomes one statement, each clock a node or a chain of nodes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor
from typing import Final

from gestae.model.account import Account, AccountClock, AccountEvent, Comparison, Constraint, Reading, SourceKind
from gestae.model.network import ORIGIN, Apart, Grade, Network, Said

__all__ = ["network_of", "readings_of"]

# What records by itself, so that a time in it is no one's memory.
INSTRUMENTS: Final = frozenset({SourceKind.FOOTAGE, SourceKind.CALLS, SourceKind.PHOTOGRAPH})


def network_of(account: Account, epoch_ns: int | None = None) -> Network:
    """Build the network of an account.

    Statements have the ids of the account's format: those of its constraints, `seen:EVENT[.POINT]:N`,
    `compared:CLOCK:N` and `lasts:EVENT`.

    Args:
        account: what was said.
        epoch_ns: the network's origin, nanoseconds since 1970; None: the earliest absolute time of the account.

    Raises:
        RecordError: times lie more than 36 years apart.

    >>> from gestae.model.account import Source
    >>> ten = Constraint("w1-ten", "turned", "fell", 0, 10_000_000_000, ("w1",))
    >>> events = tuple(AccountEvent(name, name, None, ()) for name in ("turned", "fell"))
    >>> w1 = Source("w1", SourceKind.STATEMENT, "w1")
    >>> network_of(Account("The yard", None, None, (w1,), (), events, (ten,))).said[0].apart.most_ns
    10000000000
    """
    kinds = {source.id: source.kind for source in account.sources}
    epoch_ns = _epoch_ns(account) if epoch_ns is None else epoch_ns
    counts = _counts(account)
    said = [_constraint(one, epoch_ns, kinds) for one in account.constraints]
    for clock in account.clocks:
        said += [_compared(clock, number, one, epoch_ns, kinds) for number, one in enumerate(clock.compared, 1)]
    by_id = {clock.id: clock for clock in account.clocks}
    for event in account.events:
        said += [_seen(by_id[one.clock], name, one, epoch_ns, kinds) for name, one in readings_of(event)]
        said += _lasts(event)
    points = [point for event in account.events for point in event.points]
    whole = [Apart(f"{event.id}.start", f"{event.id}.end", 0, None) for event in account.events if event.lasts]
    chains = [apart for clock in account.clocks for apart in _chain(clock, counts[clock.id])]
    return Network.of(points, said, [*whole, *chains], epoch_ns)


def _epoch_ns(account: Account) -> int:
    """Choose an origin among the account's own times, so that distances stay small: the earliest absolute one."""
    times = [one.reference_ns for clock in account.clocks for one in clock.compared]
    times += [side for one in account.constraints if one.start is None
              for side in (one.least_ns, one.most_ns) if side is not None]  # fmt: skip
    readings = [one.at_ns for event in account.events for one in event.seen]
    return min(times, default=min(readings, default=0))


def _counts(account: Account) -> dict[str, tuple[int, ...]]:
    """Give, for each clock, what it stood at in every reading and comparison, each once, in order."""
    found: dict[str, set[int]] = {clock.id: {one.clock_ns for one in clock.compared} for clock in account.clocks}
    for event in account.events:
        for one in event.seen:
            found[one.clock].add(one.at_ns)
    return {clock: tuple(sorted(counts)) for clock, counts in found.items()}


def _chain(clock: AccountClock, counts: tuple[int, ...]) -> Iterator[Apart]:
    """Chain a drifting clock's readings: between two that lie apart by d, the world's time went by d give or take.

    Rounded outwards to whole nanoseconds.
    """
    if clock.drift:
        for earlier, later in pairwise(counts):
            apart = Fraction(later - earlier)
            yield Apart(
                _node(clock, earlier), _node(clock, later),
                floor(apart * (1 - clock.drift)), ceil(apart * (1 + clock.drift)),
            )  # fmt: skip


def _node(clock: AccountClock, count_ns: int) -> str:
    """Name a clock's node, or that of one reading of it; no event's id holds a space."""
    return f"clock {clock.id} at {count_ns}" if clock.drift else f"clock {clock.id}"


def _shown(clock: AccountClock, count_ns: int, epoch_ns: int) -> int:
    """Give how far a reading lies after its node: its own count where the clock is one node, nothing in a chain."""
    return 0 if clock.drift else count_ns - epoch_ns


def _compared(clock: AccountClock, number: int, one: Comparison, epoch_ns: int, kinds: dict[str, SourceKind]) -> Said:
    truly = one.reference_ns - epoch_ns - _shown(clock, one.clock_ns, epoch_ns)
    apart = Apart(ORIGIN, _node(clock, one.clock_ns), truly - one.within_ns, truly + one.within_ns)
    grade = _read_grade((one.source,), kinds)
    return Said(f"compared:{clock.id}:{number}", apart, (one.source,), (), grade, clock.id)


def readings_of(event: AccountEvent) -> Iterator[tuple[str, Reading]]:
    """Name each reading of an event by its own id, or else by its point and its place among the readings of that."""
    count: dict[str, int] = {}
    for one in event.seen:
        count[one.point] = count.get(one.point, 0) + 1
        yield one.id or f"seen:{one.point}:{count[one.point]}", one


def _seen(clock: AccountClock, name: str, one: Reading, epoch_ns: int, kinds: dict[str, SourceKind]) -> Said:
    shown = _shown(clock, one.at_ns, epoch_ns)
    apart = Apart(_node(clock, one.at_ns), one.point, shown - one.within_ns, shown + one.within_ns)
    return Said(name, apart, (clock.source,), (), _read_grade((clock.source,), kinds), clock.id)


def _lasts(event: AccountEvent) -> list[Said]:
    if event.lasts is None or (event.lasts.least_ns is None and event.lasts.most_ns is None):
        return []
    apart = Apart(f"{event.id}.start", f"{event.id}.end", event.lasts.least_ns, event.lasts.most_ns)
    return [Said(f"lasts:{event.id}", apart, ())]


def _constraint(one: Constraint, epoch_ns: int, kinds: dict[str, SourceKind]) -> Said:
    shift_ns = epoch_ns if one.start is None else 0
    sides = (None if side is None else side - shift_ns for side in (one.least_ns, one.most_ns))
    apart = Apart(one.start or ORIGIN, one.to, *sides)
    grade = Grade.WORDS if one.phrase is not None else _grade(one.sources, kinds)
    return Said(one.id, apart, tuple(sorted(set(one.sources))), tuple(sorted(set(one.links))), grade)


def _grade(sources: Iterable[str], kinds: dict[str, SourceKind]) -> Grade:
    """Grade what a person wrote down of some sources: as firm as an instrument only if all of them are."""
    return Grade.INSTRUMENT if all(kinds[source] in INSTRUMENTS for source in sources) else Grade.TESTIMONY


def _read_grade(sources: Iterable[str], kinds: dict[str, SourceKind]) -> Grade:
    """Grade a clock that was read, or compared with another: an instrument's, unless a witness says so."""
    said_so = any(kinds[source] is SourceKind.STATEMENT for source in sources)
    return Grade.TESTIMONY if said_so else Grade.INSTRUMENT
