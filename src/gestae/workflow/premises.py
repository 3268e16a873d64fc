"""Premises that nobody stated: that a recorder's clock, of which no drift is stated, runs at the right rate.

A drift that nobody stated counts as none (docs/design/time.md). That is a premise with a name, `rate:RECORDER`: an
answer that rests on it says so, and up to which drift an order follows, and can be asked for without it. Then neither
the recorder's display nor its files' own times say how much time went by, and only the order of pictures is left.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from math import floor
from typing import Final

from gestae.base.units import NS_PER_S
from gestae.chronology.bounds import ContradictoryError, solve
from gestae.chronology.firsts import grounded
from gestae.chronology.recordings import recorded_statements
from gestae.model.network import Apart, Network
from gestae.model.recorded import Recorded, Strand
from gestae.workflow.clocks import RATE

__all__ = ["MOST_RATE", "Rates", "per_day_ns"]

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


@dataclass(frozen=True, slots=True, eq=False)
class Rates:
    """What a case's network takes for the rates of its recorders, so that it can be taken otherwise.

    Attributes:
        recorded: what the network says of recordings.
        told: the axioms of all else.
        files: the files of each recorder, by digest.
        unstated: the recorders of whose drift nobody says anything, with the sentence that says so.
    """

    recorded: Recorded
    told: tuple[Apart, ...]
    files: Mapping[str, frozenset[str]]
    unstated: Mapping[str, str]

    @property
    def names(self) -> Mapping[str, str]:
        """Give the recorder of each premise, by its name."""
        return {f"{RATE}{recorder}": recorder for recorder in self.unstated}

    def taken(self, network: Network, recorder: str, rate: Fraction | None) -> Network:
        """Give a network with another rate error of one recorder; None: nothing is known of its rate.

        Args:
            network: the case's own, or some of its statements.
            recorder: one of `unstated`.
            rate: the most that its clock, and the times of its files, differ from the world in rate.
        """
        files = self.files.get(recorder, frozenset())
        strands = tuple(
            replace(one, max_rate_error=rate) if _file(one.id) in files else one for one in self.recorded.strands
        )
        rates = {**self.recorded.rates, **({recorder: rate} if rate is not None else {})}
        said, axioms = recorded_statements(replace(self.recorded, strands=strands, rates=rates), network.epoch_ns)
        if rate is None:
            loose = self._of_no_order(strands, files)
            axioms = [one for one in axioms if not _is_tied(one, recorder, loose)]
        fresh = {one.id: one for one in said}
        kept = [fresh.get(one.id, one) for one in network.said]
        taken = Network.of(network.points, kept, [*axioms, *self.told], network.epoch_ns, network.firsts)
        return grounded(taken)

    def holds_up_to(self, network: Network, pair: tuple[str, str], recorder: str, *, strict: bool) -> Fraction | None:
        """Find up to which rate error of a recorder it still follows that the second point comes later.

        Returns:
            The rate error, to two digits and rounded down; None where it follows even at `MOST_RATE`.
        """

        def holds(rate: Fraction) -> bool:
            try:
                bound = solve(self.taken(network, recorder, rate)).apart(pair[1], pair[0])
            except ContradictoryError:  # pragma: no cover - a wider chain contradicts nothing that a narrow one did not
                return False
            return bound is not None and (bound.most_ns < 0 if strict else bound.most_ns <= 0)

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

    def _of_no_order(self, strands: Collection[Strand], files: frozenset[str]) -> frozenset[str]:
        """Name the strands of which even the order is not known without a rate: their times may run backwards."""
        ordered = {one for follow in self.recorded.follow for one in follow}
        return frozenset(one.id for one in strands if _file(one.id) in files and one.id not in ordered)


def _file(strand: str) -> str:
    return strand.partition("/")[0]


def _is_tied(apart: Apart, recorder: str, loose: frozenset[str]) -> bool:
    """Say whether an axiom ties two displays of a recorder, or two pictures of a strand of no order."""
    what, _, _ = apart.start.rpartition(" at ")
    return what == f"count of {recorder}" or what.removeprefix("picture of ") in loose
