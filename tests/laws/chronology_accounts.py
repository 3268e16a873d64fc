"""Truthful incidents drawn at random: events, clocks that are wrong and drift, readings, comparisons, witnesses."""

from __future__ import annotations

import random
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

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

S: Final = 10**9
NOON: Final = 1_647_432_000 * S


@dataclass(frozen=True)
class Incident:
    """An account in which everything that is said is true, and the true time of every point."""

    account: Account
    times: dict[str, int]


class _Clock:
    """A clock that is wrong and whose rate wanders within its drift, in stretches of ten minutes."""

    def __init__(self, rng: random.Random, name: str) -> None:
        self.name = name
        self.drift = Fraction(rng.choice([0, 0, 20, 200, 5000]), 1_000_000)
        self._offset_ns = rng.randrange(-3600 * S, 3600 * S)
        self._rates = [self.drift * rng.randint(-100, 100) / 100 for _ in range(40)]

    def shows(self, t_ns: int) -> int:
        """Give what it stands at: the world went by (1 + rate) while it went by 1."""
        gone, count = Fraction(t_ns - NOON), Fraction(0)
        step = Fraction(600 * S)
        for rate in self._rates:
            part = min(gone, step)
            count += part / (1 + rate)
            gone -= part
        return NOON + self._offset_ns + round(count)


def incident(seed: int, *, events: int = 8, constraints: int = 12) -> Incident:
    """Draw an incident of an hour or so."""
    rng = random.Random(seed)  # noqa: S311 - draws examples, not secrets
    clocks = [_Clock(rng, f"cam{number}") for number in range(rng.randint(1, 3))]
    made = [_event(rng, f"e{number:02}", clocks) for number in range(events)]
    times = {point: t_ns for _, points in made for point, t_ns in points.items()}
    said = [_constraint(rng, f"c{number:03}", times) for number in range(constraints)]
    account_clocks = tuple(_compared(rng, clock) for clock in clocks)
    sources = [Source(clock.name, SourceKind.FOOTAGE, clock.name) for clock in clocks]
    sources += [Source(name, SourceKind.STATEMENT, name) for name in ("w1", "w2")]
    account = Account(
        "drawn", None, None, tuple(sources), account_clocks, tuple(event for event, _ in made), tuple(said)
    )
    return Incident(account, times)


def _event(rng: random.Random, name: str, clocks: list[_Clock]) -> tuple[AccountEvent, dict[str, int]]:
    start_ns = NOON + rng.randrange(3600 * S)
    long_ns = rng.randrange(600 * S) if rng.random() < 0.4 else None
    if long_ns is None:
        times = {name: start_ns}
        lasts = None
    else:
        times = {f"{name}.start": start_ns, f"{name}.end": start_ns + long_ns}
        lasts = Lasts(*_around(rng, long_ns, 60 * S))
    seen = tuple(_reading(rng, rng.choice(clocks), point, t_ns) for point, t_ns in times.items() if rng.random() < 0.6)
    return AccountEvent(name, name, lasts, seen), times


def _reading(rng: random.Random, clock: _Clock, point: str, t_ns: int) -> Reading:
    """Read a clock a little off: its display when the world was within `within` of the event."""
    within_ns = rng.choice([0, 40_000_000, S])
    off_ns = rng.randint(-within_ns, within_ns)
    # A display is whole nanoseconds: half of one, and what a rate of a few thousandths makes of it, is unsure.
    return Reading(clock.name, clock.shows(t_ns + off_ns), within_ns + 2, point)


def _compared(rng: random.Random, clock: _Clock) -> AccountClock:
    found = []
    for _ in range(rng.randint(0, 2)):
        t_ns, within_ns = NOON + rng.randrange(7200 * S), rng.choice([S // 2, 2 * S])
        off_ns = rng.randint(-within_ns, within_ns)
        found.append(Comparison(clock.shows(t_ns), t_ns + off_ns, within_ns + 2, clock.name))
    return AccountClock(clock.name, clock.name, clock.drift, tuple(found))


def _constraint(rng: random.Random, name: str, times: dict[str, int]) -> Constraint:
    start, to = rng.sample(sorted(times), 2)
    source = (rng.choice(["w1", "w2"]),)
    if rng.random() < 0.25:
        return Constraint(name, None, to, *_around(rng, times[to], 300 * S), source)
    return Constraint(name, start, to, *_around(rng, times[to] - times[start], 120 * S), source)


def _around(rng: random.Random, truly_ns: int, slack_ns: int) -> tuple[int | None, int | None]:
    sides = rng.choice(["both", "both", "least", "most"])
    least = truly_ns - rng.randrange(slack_ns) if sides != "most" else None
    most = truly_ns + rng.randrange(slack_ns) if sides != "least" else None
    return least, most
