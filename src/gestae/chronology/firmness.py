"""How firm a conclusion is: the fewest sources whose loss breaks it, and how wrong each clock would have to be.

A conclusion is "b comes after a", or that both are at the same moment: that each is no later than the other, and it
fails as soon as one of the two does. Sources of one origin (a recorder, a speaker) are one independent source and are
lost together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from gestae.chronology.bounds import Bound, ContradictoryError, Solved, solve
from gestae.chronology.firsts import grounded
from gestae.model.network import MOST_NS, ORIGIN, Apart, Network, Said

__all__ = ["ClockSlack", "Firmness", "clock_slacks", "firmness"]

# A derivation is looked for at most so often: no account has as many independent sources.
MOST_ROUNDS: Final = 10_000


@dataclass(frozen=True, slots=True)
class Firmness:
    """What a conclusion rests on.

    Attributes:
        breaks: one smallest set of independent sources without which it does not follow; empty where it follows from
            definitions alone.
        derivations: sets of independent sources from each of which it follows alone, no two sharing one.
        alone: every source without which it does not follow, whatever else is said, in alphabetical order.
    """

    breaks: tuple[str, ...]
    derivations: tuple[tuple[str, ...], ...]
    alone: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ClockSlack:
    """By how much a clock's comparisons would have to be wrong for a conclusion to fail.

    `less_ns` if the clock was in truth that much further behind the world than said, `more_ns` if further ahead; None
    where no error in that direction breaks it before the account contradicts itself or at all. Both are None where
    they are not `computed`: where a point lies with the first of several that hang on the clock, the search would jump
    too far.
    """

    clock: str
    less_ns: int | None
    more_ns: int | None
    computed: bool = True


@dataclass(frozen=True, slots=True)
class _Conclusion:
    """That of each pair the second point comes after the first; `strict`: by at least a nanosecond."""

    pairs: tuple[tuple[str, str], ...]
    strict: bool

    @classmethod
    def of(cls, a: str, b: str, *, strict: bool, same: bool) -> _Conclusion:
        return cls(((a, b), (b, a)) if same else ((a, b),), strict and not same)

    def derived(self, network: Network) -> tuple[Bound, ...] | None:
        """Derive it, a bound for each pair; None where it does not follow."""
        solved = solve(network)
        found = [solved.apart(later, earlier) for earlier, later in self.pairs]
        kept = tuple(bound for bound in found if bound is not None and not self.fails(bound.most_ns))
        return kept if len(kept) == len(self.pairs) else None

    def fails(self, most_ns: int) -> bool:
        """Say whether a first point may be as late as its second, or later, if it comes after it by at most so much."""
        return most_ns >= 0 if self.strict else most_ns > 0


def firmness(
    network: Network, a: str, b: str, origins: Mapping[str, str], *, strict: bool, same: bool = False
) -> Firmness | None:
    """Say how firmly it follows that b comes after a; None where it does not follow.

    Args:
        network: a consistent one.
        a: the earlier point.
        b: the later point.
        origins: the independent source behind each source; a source that is not named is its own.
        strict: by at least a nanosecond.
        same: that both are at the same moment, instead.

    Raises:
        ContradictoryError: the network is contradictory.
    """
    conclusion = _Conclusion.of(a, b, strict=strict, same=same)
    if conclusion.derived(network) is None:
        return None
    breaks = _fewest(network, conclusion, origins)
    derivations: list[tuple[str, ...]] = []
    left = network
    while (bounds := conclusion.derived(left)) is not None:
        rests = _origins(left, bounds, origins)
        derivations.append(rests)
        if not rests:
            break
        left = _less(left, rests, origins)
    # What is in every derivation is in the first one found.
    alone = [one for one in sorted(derivations[0]) if conclusion.derived(_less(network, (one,), origins)) is None]
    return Firmness(breaks, tuple(derivations), tuple(alone))


def _fewest(network: Network, conclusion: _Conclusion, origins: Mapping[str, str]) -> tuple[str, ...]:
    """Find a smallest set of sources that meets every derivation: propose one, look for one it misses, repeat."""
    met: list[tuple[str, ...]] = []
    chosen: tuple[str, ...] = ()
    for _ in range(MOST_ROUNDS):
        bounds = conclusion.derived(_less(network, chosen, origins))
        if bounds is None:
            return chosen
        rests = _origins(network, bounds, origins)
        if not rests:
            return ()
        met.append(rests)
        chosen = _hitting(met)
    raise AssertionError("more derivations than any account has sources")


def _hitting(sets: list[tuple[str, ...]]) -> tuple[str, ...]:
    """Choose the fewest names of which every set holds one (an integer program; the caller checks what it means)."""
    names = sorted({name for one in sets for name in one})
    table = np.array([[name in one for name in names] for one in sets], np.float64)
    answer = milp(
        np.ones(len(names)), integrality=np.ones(len(names), np.int64), bounds=Bounds(0, 1),
        constraints=LinearConstraint(table, 1, np.inf),
    )  # fmt: skip
    if answer.x is None:
        raise AssertionError("all names together meet every set")
    return tuple(name for name, value in zip(names, answer.x, strict=True) if value > 0.5)


def _origins(network: Network, bounds: Iterable[Bound], origins: Mapping[str, str]) -> tuple[str, ...]:
    said = {name for bound in bounds for name in bound.said}
    sources = {source for one in network.said if one.id in said for source in one.sources}
    return tuple(sorted({origins.get(source, source) for source in sources}))


def _less(network: Network, out: Iterable[str], origins: Mapping[str, str]) -> Network:
    gone = frozenset(out)
    out_sources = {source for one in network.said for source in one.sources if origins.get(source, source) in gone}
    return grounded(network.without(out_sources))


def clock_slacks(network: Network, a: str, b: str, *, strict: bool, same: bool = False) -> tuple[ClockSlack, ...]:
    """Say for each clock how wrong its comparisons would have to be for it not to follow that b comes after a.

    With `same`: that both are at the same moment.

    All comparisons of a clock are taken to be wrong by the same amount. Exact: the bound as a function of that amount
    is made of straight pieces, and each step of the search jumps to where the present piece breaks the conclusion.

    Raises:
        ContradictoryError: the network is contradictory.
    """
    conclusion = _Conclusion.of(a, b, strict=strict, same=same)
    if conclusion.derived(network) is None:
        return ()
    clocks = sorted({one.clock for one in network.said if _compares(one) and one.clock is not None})
    return tuple(_slack(network, conclusion, clock) for clock in clocks)


def _slack(network: Network, conclusion: _Conclusion, clock: str) -> ClockSlack:
    try:
        less_ns, more_ns = (_least_until_broken(network, conclusion, clock, sign) for sign in (-1, 1))
    except _FirstOfSeveralError:
        return ClockSlack(clock, None, None, computed=False)
    return ClockSlack(clock, less_ns, more_ns)


def _least_until_broken(network: Network, conclusion: _Conclusion, clock: str, sign: int) -> int | None:
    """Find the least amount by which a clock must be wrong, one way, so that one pair of a conclusion fails."""
    found = [_until_broken(network, replace(conclusion, pairs=(pair,)), clock, sign) for pair in conclusion.pairs]
    return min((wrong_ns for wrong_ns in found if wrong_ns is not None), default=None)


class _FirstOfSeveralError(Exception):
    """A derivation leads over the first of several that hang on the clock: it is not made of one straight piece."""


def _compares(one: Said) -> bool:
    return one.clock is not None and one.apart.start == ORIGIN


def _until_broken(network: Network, conclusion: _Conclusion, clock: str, sign: int) -> int | None:
    """Find the least amount by which a clock must be wrong, one way, so that a conclusion of one pair fails."""
    ((earlier, later),) = conclusion.pairs
    wrong_ns = 0
    for _ in range(MOST_ROUNDS):
        try:
            solved = solve(_shifted(network, clock, sign * wrong_ns))
        except ContradictoryError:
            return None
        bound = solved.apart(later, earlier)
        if bound is None or conclusion.fails(bound.most_ns):
            return wrong_ns
        rise = sign * _slope(solved, bound, clock)
        if rise <= 0:
            return None
        missing = (0 if conclusion.strict else 1) - bound.most_ns
        wrong_ns += -(-missing // rise)
        if wrong_ns > MOST_NS // 4:
            return None
    raise AssertionError("the bound has more pieces than any account has statements")


def _slope(solved: Solved, bound: Bound, clock: str) -> int:
    """Give how fast a derivation's sum grows with the clock's error: once for each comparison on it, either way."""
    compares = {one.id for one in solved.network.said if _compares(one) and one.clock == clock}
    if any(not compares.isdisjoint(solved.rests.get(step.said or "", ())) for step in bound.steps):
        raise _FirstOfSeveralError
    return sum((1 if step.start == ORIGIN else -1) for step in bound.steps if step.said in compares)


def _shifted(network: Network, clock: str, by_ns: int) -> Network:
    """Move all comparisons of a clock: the world's time at its displays is later by so much than was said."""
    if not by_ns:
        return network
    said = tuple(_moved(one, by_ns) if _compares(one) and one.clock == clock else one for one in network.said)
    return grounded(replace(network, said=said))


def _moved(one: Said, by_ns: int) -> Said:
    least, most = one.apart.least_ns, one.apart.most_ns
    sides = (None if side is None else side + by_ns for side in (least, most))
    return replace(one, apart=Apart(one.apart.start, one.apart.to, *sides))
