"""Premises that nobody stated: that a clock, of which no drift is stated, runs at the right rate.

A drift that nobody stated counts as none (docs/design/time.md), be the clock a recorder's, that of a paper, or one of a
written account. That is a premise with a name, `rate:CLOCK`: an answer that rests on it says so, and up to which drift
an order follows, and can be asked for without it. Then neither a recorder's display nor its files' own times say how
much time went by, and only the order of pictures is left; of another clock, what it showed at one and the same count.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from math import floor
from typing import Final

from gestae.base.canonical import Json
from gestae.base.units import NS_PER_S, format_duration
from gestae.chronology.bounds import ContradictoryError, solve
from gestae.chronology.compile import network_of
from gestae.chronology.firsts import grounded
from gestae.chronology.recordings import recorded_statements
from gestae.model.account import Account, AccountClock
from gestae.model.clock import RATE
from gestae.model.network import Apart, Network, Said
from gestae.model.recorded import Recorded, Strand

__all__ = ["MOST_RATE", "Rates", "per_day_ns", "unstated_clocks"]

# No clock in use runs so wrong: a hundredth is a quarter of an hour in a day.
MOST_RATE: Final = Fraction(1, 100)
_LEAST_RATE: Final = Fraction(1, 10**9)
_DAY_NS: Final = 86_400 * NS_PER_S


def per_day_ns(rate: Fraction) -> int:
    """Say how far a clock is off after a day, rounded down.

    >>> per_day_ns(Fraction(20, 10**6))
    1728000000
    """
    return floor(rate * _DAY_NS)


def unstated_clocks(clocks: Iterable[AccountClock]) -> dict[str, str]:
    """Name the clocks of papers and accounts of which no drift is stated, with what is taken for granted instead.

    >>> unstated_clocks([AccountClock("till", "calls", None, ()), AccountClock("watch", "w1", Fraction(0), ())])
    {'till': 'no drift of till is stated: this clock is taken to run at the right rate (rate:till)'}
    """
    words = "no drift of {0} is stated: this clock is taken to run at the right rate ({1}{0})"
    return {one.id: words.format(one.id, RATE) for one in clocks if one.drift is None}


@dataclass(frozen=True, slots=True, eq=False)
class Rates:
    """What a network takes for the rates of its clocks, so that it can be taken otherwise.

    Attributes:
        recorded: what the network says of recordings.
        told: what it says of all else.
        files: the files of each recorder, by digest.
        unstated: the recorders and clocks of whose drift nobody says anything, with the sentence that says so.
    """

    recorded: Recorded
    told: Account
    files: Mapping[str, frozenset[str]]
    unstated: Mapping[str, str]

    @property
    def names(self) -> Mapping[str, str]:
        """Give the clock of each premise, by its name."""
        return {f"{RATE}{clock}": clock for clock in self.unstated}

    def taken(self, network: Network, rates: Mapping[str, Fraction | None]) -> Network:
        """Give a network with other rate errors of some clocks.

        Args:
            network: the case's or account's own, or some of its statements.
            rates: for some of `unstated`, the most that the clock, and the times of a recorder's files, differ from
                the world in rate; None: nothing is known of it.
        """
        of_files = {file: rate for clock, rate in rates.items() for file in self.files.get(clock, ())}
        strands = tuple(
            replace(one, max_rate_error=of_files.get(_file(one.id), one.max_rate_error))
            for one in self.recorded.strands
        )
        held = {name: rates.get(name, rate) for name, rate in self.recorded.rates.items()}
        known = {name: rate for name, rate in held.items() if rate is not None}
        said, axioms = recorded_statements(replace(self.recorded, strands=strands, rates=known), network.epoch_ns)
        unknown = {file for file, rate in of_files.items() if rate is None}
        loose = self._of_no_order(strands, unknown)
        axioms = [one for one in axioms if _start(one).removeprefix("picture of ") not in loose]
        told, chains = self._told(rates, network.epoch_ns)
        fresh = {one.id: one for one in (*said, *told)}
        kept = [fresh.get(one.id, one) for one in network.said]
        return grounded(Network.of(network.points, kept, [*axioms, *chains], network.epoch_ns, network.firsts))

    def holds_up_to(
        self, network: Network, pairs: Collection[tuple[str, str]], clocks: Collection[str], *, strict: bool
    ) -> Fraction | None:
        """Find up to which rate error of some clocks, all at once, each pair's second point still follows to be later.

        Returns:
            The rate error, to two digits and rounded down; None where it follows even at `MOST_RATE`.
        """

        def holds(rate: Fraction) -> bool:
            try:
                solved = solve(self.taken(network, dict.fromkeys(clocks, rate)))
            except ContradictoryError:  # pragma: no cover - a wider chain contradicts nothing that a narrow one did not
                return False
            bounds = (solved.apart(later, earlier) for earlier, later in pairs)
            return all(one is not None and (one.most_ns < 0 if strict else one.most_ns <= 0) for one in bounds)

        if holds(MOST_RATE):
            return None
        power = _LEAST_RATE
        if not holds(power):
            return Fraction(0)
        while power * 10 < MOST_RATE and holds(power * 10):
            power *= 10
        low, high = 10, 100  # in tenths of `power`
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if holds(power * middle / 10) else (low, middle)
        return power * low / 10

    def drifts(
        self, network: Network, pairs: Collection[tuple[str, str]],
        clocks: tuple[Collection[str], Collection[str]], *, strict: bool,
    ) -> dict[str, Json]:  # fmt: skip
        """Say up to which drift an order follows, as part of a document: each clock's alone, and that of all at once.

        An order that one clock's drift would break may follow by another clock, and its drift be what matters: so at
        once drift all clocks of which none is stated, and not those alone on which the derivation at hand rests.

        Args:
            network: in which the order follows.
            pairs: the points, the earlier one first; of two at the same moment each stands first once.
            clocks: those on which the derivation of the order rests, and those on which anything in the network does.
            strict: whether the order excludes that both are at the same moment.
        """
        on, concerned = (sorted(self.unstated.keys() & set(names)) for names in clocks)
        alone: list[Json] = [
            {"recorder": clock, "premise": f"{RATE}{clock}", "follows_up_to_a_day": self._a_day(
                network, pairs, [clock], strict=strict)}
            for clock in on
        ]  # fmt: skip
        together: dict[str, Json] = {
            "premises": [f"{RATE}{clock}" for clock in concerned],
            "follows_up_to_a_day": self._a_day(network, pairs, concerned, strict=strict) if on else None,
        }
        return {"drifts_together": together if on else None, "drifts": alone}

    def _a_day(
        self, network: Network, pairs: Collection[tuple[str, str]], clocks: Collection[str], *, strict: bool
    ) -> str | None:
        most = self.holds_up_to(network, pairs, clocks, strict=strict)
        return None if most is None else format_duration(per_day_ns(most))

    def _told(self, rates: Mapping[str, Fraction | None], epoch_ns: int) -> tuple[tuple[Said, ...], list[Apart]]:
        """Give what is told by clocks of other rates; what a clock of unknown rate shows is tied by no chain."""
        clocks = tuple(
            one if one.id not in rates else replace(one, drift=MOST_RATE if rates[one.id] is None else rates[one.id])
            for one in self.told.clocks
        )
        heard = network_of(replace(self.told, clocks=clocks), epoch_ns)
        loose = {f"clock {name}" for name, rate in rates.items() if rate is None}
        return heard.said, [one for one in heard.axioms if _start(one) not in loose]

    def _of_no_order(self, strands: Collection[Strand], files: Collection[str]) -> frozenset[str]:
        """Name the strands of which even the order is not known without a rate: their times may run backwards."""
        ordered = {one for follow in self.recorded.follow for one in follow}
        return frozenset(one.id for one in strands if _file(one.id) in files and one.id not in ordered)


def _file(strand: str) -> str:
    return strand.partition("/")[0]


def _start(apart: Apart) -> str:
    """Name what an axiom ties: a clock, a recording, or a point."""
    return apart.start.rpartition(" at ")[0]
