"""Whether independent clashes are all there are: which of their statements, taken out, leave another clash behind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

from gestae.chronology.conflicts import StatementSet
from gestae.chronology.subsets import Subsets
from gestae.model.network import Network

__all__ = ["Overlap", "overlap"]


@dataclass(frozen=True, slots=True)
class Overlap:
    """What stands beside independent clashes.

    Attributes:
        others: whether other smallest sets share statements with them; None where that was not found out.
        remains: statements of them without which another set remains, whatever becomes of the other clashes.
    """

    others: bool | None
    remains: frozenset[str]


def overlap(network: Network, clashes: Sequence[StatementSet], ways: Sequence[StatementSet], most: int) -> Overlap:
    """Say whether independent clashes are all there are.

    Where no other set shares a statement with them, one statement of each suffices, whichever: the smallest ways out
    are exactly all such choices. Fewer choices, or longer ways, show that there is another set.

    Args:
        network: a contradictory one.
        clashes: its independent clashes; no two share a statement.
        ways: its smallest ways out.
        most: so many ways were looked for; of as many, there may be more.
    """
    remains = _remains(network, clashes, ways)
    if len(clashes) == 1 and not remains:  # every other set lacks one of its statements, and would remain without it
        return Overlap(others=False, remains=remains)
    choices = prod(len(one.said) for one in clashes)
    if remains or any(len(way.said) > len(clashes) for way in ways):
        return Overlap(others=True, remains=remains)
    if len(ways) == choices:
        return Overlap(others=False, remains=remains)
    return Overlap(others=None if len(ways) >= most else True, remains=remains)


def _remains(network: Network, clashes: Sequence[StatementSet], ways: Sequence[StatementSet]) -> frozenset[str]:
    """Find the statements of clashes without which another set remains; none of a way with one of each is."""
    sets = Subsets(network)
    place = {one.id: number for number, one in enumerate(sets.network.said)}
    sure = {name for way in ways if len(way.said) == len(clashes) for name in way.said}
    tied = {place[name] for one in clashes for name in one.said}
    return frozenset(
        name
        for one in clashes
        for name in one.said
        if name not in sure
        and not sets.can_hold(sets.whole - tied | {place[other] for other in one.said if other != name})
    )
