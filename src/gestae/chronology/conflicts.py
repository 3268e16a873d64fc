"""Which statements clash, every way in which they do, and the fewest that must go.

Sets are taken over statements as they were said, both sides together; what was derived (`gestae.chronology.firsts`)
goes by what it was derived from. Candidates are proposed by an integer program (HiGHS); whether a set can hold is
always decided in whole nanoseconds.

Source: Liffiton, Previti, Malik and Marques-Silva, Fast, flexible MUS enumeration, 2016, with largest seeds first: the
first seed that can hold leaves out a smallest repair.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from gestae.chronology.clashes import clash_of, smallest_clash
from gestae.chronology.firsts import grounded, plain
from gestae.chronology.graph import graph_of
from gestae.chronology.holding import can_hold
from gestae.model.network import Network

__all__ = ["Conflicts", "StatementSet", "every_conflict", "independent_conflicts", "repairs"]


@dataclass(frozen=True, slots=True)
class StatementSet:
    """Some statements and what they rest on, each in alphabetical order."""

    said: tuple[str, ...]
    sources: tuple[str, ...]
    links: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Conflicts:
    """Sets that cannot hold, and whether these are all there are."""

    sets: tuple[StatementSet, ...]
    complete: bool


def independent_conflicts(network: Network) -> tuple[StatementSet, ...]:
    """Give one smallest set of statements that cannot all hold for each independent clash.

    A smallest one is found, its statements are left out, and again, until what is left can hold: no two sets share a
    statement. Where a point lies with the first of several, it is one that none can be spared of.
    """
    left, found = plain(network), []
    while clash := _smallest(left):
        found.append(_set(left, clash))
        out = set(clash)
        left = left.only(place for place in range(len(left.said)) if place not in out)
    return tuple(found)


def every_conflict(network: Network, most: int = 100) -> Conflicts:
    """Give every minimal set of statements that cannot all hold, up to `most` of them.

    Removing any one statement of such a set makes the rest of the set possible.
    """
    network = plain(network)
    search = _Search(network, [])
    found: list[tuple[int, ...]] = []
    for seed in search.seeds():
        clash = search.clash(seed)
        if clash:
            if len(found) == most:
                return Conflicts(tuple(_set(network, one) for one in sorted(found)), complete=False)
            found.append(clash)
            search.not_all(clash)
        else:
            search.not_within(seed)
    return Conflicts(tuple(_set(network, one) for one in sorted(found)), complete=True)


def repairs(network: Network, most: int = 100) -> tuple[StatementSet, ...]:
    """Give the smallest sets of statements without which the rest can hold, up to `most` of them, all equally small."""
    network = plain(network)
    search = _Search(network, [])
    found: list[tuple[int, ...]] = []
    for seed in search.seeds():
        out = tuple(place for place in range(len(network.said)) if place not in seed)
        if found and len(out) > len(found[0]):
            break
        clash = search.clash(seed)
        if clash:
            search.not_all(clash)
            continue
        if not out or len(found) == most:
            break
        found.append(out)
        search.not_within(seed)
    return tuple(_set(network, one) for one in sorted(found))


class _Search:
    """Which sets of statements are still to be tried: some may not stand together, some must not all be left out."""

    def __init__(self, network: Network, clashes: Sequence[tuple[int, ...]]) -> None:
        self._network = network
        self._graph = graph_of(network)
        self._rows: list[tuple[tuple[int, ...], float, float]] = []
        for clash in clashes:
            self.not_all(clash)

    def seeds(self) -> Iterator[frozenset[int]]:
        """Propose a largest set that nothing forbids, until there is none."""
        while (seed := self._largest()) is not None:
            yield seed

    def clash(self, seed: frozenset[int]) -> tuple[int, ...]:
        """Find a minimal clash within a set; none where it can hold."""
        kept = np.isin(self._graph.said, [-1, *seed])
        clash = clash_of(self._graph.kept(kept))
        return clash if clash or not self._network.firsts else _of_firsts(self._network, seed)

    def not_all(self, clash: tuple[int, ...]) -> None:
        """Forbid every set that holds all of a clash."""
        self._rows.append((clash, -np.inf, len(clash) - 1))

    def not_within(self, seed: frozenset[int]) -> None:
        """Forbid every set that lies within one that can hold."""
        out = tuple(place for place in range(len(self._network.said)) if place not in seed)
        self._rows.append((out, 1, np.inf))

    def _largest(self) -> frozenset[int] | None:
        count = len(self._network.said)
        asked = sorted(set(chain.from_iterable(row[0] for row in self._rows)))
        if not self._rows:
            return frozenset(range(count))
        if any(not places for places, _, _ in self._rows):
            return None
        column = {place: at for at, place in enumerate(asked)}
        rows = [at for at, (places, _, _) in enumerate(self._rows) for _ in places]
        columns = [column[place] for places, _, _ in self._rows for place in places]
        table = csr_array((np.ones(len(rows)), (rows, columns)), shape=(len(self._rows), len(asked)))
        lows, highs = np.array([low for _, low, _ in self._rows]), np.array([high for _, _, high in self._rows])
        answer = milp(
            -np.ones(len(asked)), integrality=np.ones(len(asked), np.int64), bounds=Bounds(0, 1),
            constraints=LinearConstraint(table, lows, highs),
        )  # fmt: skip
        if answer.x is None:
            return None
        left_out = {place for place, value in zip(asked, answer.x, strict=True) if value < 0.5}
        return frozenset(range(count)) - left_out


def _smallest(network: Network) -> tuple[int, ...]:
    clash = smallest_clash(graph_of(network))
    return clash if clash or not network.firsts else _of_firsts(network, range(len(network.said)))


def _of_firsts(network: Network, seed: Collection[int]) -> tuple[int, ...]:
    """Find a minimal clash among statements that clash with what follows of points that lie with the first of others.

    Args:
        network: what was said.
        seed: places of statements that can hold but for that.
    """
    whole = grounded(network.only(seed))
    derived = clash_of(graph_of(whole))
    if not derived:
        return ()
    ids = {name for place in derived for name in (whole.said[place].rests or (whole.said[place].id,))}
    left = [place for place in sorted(seed) if network.said[place].id in ids]
    left = sorted(seed) if can_hold(grounded(network.only(left))) else left
    for place in left[:]:
        fewer = [other for other in left if other != place]
        if not can_hold(grounded(network.only(fewer))):
            left = fewer
    return tuple(left)


def _set(network: Network, places: Sequence[int]) -> StatementSet:
    said = [network.said[place] for place in places]
    return StatementSet(
        tuple(sorted(one.id for one in said)),
        tuple(sorted({source for one in said for source in one.sources})),
        tuple(sorted({link for one in said for link in one.links})),
    )
