"""Which statements clash, every way in which they do, and the fewest that must go.

Sets are taken over statements as they were said, both sides together; what was derived (`gestae.chronology.firsts`)
goes by what it was derived from. Candidates are proposed by an integer program (HiGHS); whether a set can hold is
always decided in whole nanoseconds. A program takes long where a clash is (50 ms over 300 statements), so ways out of
one statement are tried without.

Source: Liffiton, Previti, Malik and Marques-Silva, Fast, flexible MUS enumeration, 2016, with largest seeds first: the
first seed that can hold leaves out a smallest repair.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from gestae.chronology.clashes import smallest_clash
from gestae.chronology.firsts import plain
from gestae.chronology.graph import graph_of
from gestae.chronology.subsets import Subsets
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
    sets = Subsets(network)
    search, network = _Search(sets.whole), sets.network
    alone, clashes = _alone(sets)
    if len(clashes) == 1 and len(alone) == len(clashes[0]):  # every other set would remain without one of them
        return Conflicts((_set(network, clashes[0]),), complete=True)
    found: list[tuple[int, ...]] = []
    for seed in search.seeds():
        clash = sets.clash(seed)
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
    sets = Subsets(network)
    search, network = _Search(sets.whole), sets.network
    alone, clashes = _alone(sets)
    if alone:
        return tuple(_set(network, (place,)) for place in alone[:most])
    for clash in clashes:
        search.not_all(clash)
    found: list[tuple[int, ...]] = []
    for seed in search.seeds():
        out = tuple(sorted(sets.whole - seed))
        if found and len(out) > len(found[0]):
            break
        clash = sets.clash(seed)
        if clash:
            search.not_all(clash)
            continue
        if not out or len(found) == most:
            break
        found.append(out)
        search.not_within(seed)
    return tuple(_set(network, one) for one in sorted(found))


def _alone(sets: Subsets) -> tuple[list[int], list[tuple[int, ...]]]:
    """Find the statements without any one of which the rest can hold, and clashes that were met.

    Such a statement stands in every clash, so those of one clash are tried, as far as they stand in each further one.
    """
    found, met = [], []
    left = list(sets.clash(sets.whole))
    if left:
        met.append(tuple(left))
    while left:
        place = left.pop(0)
        clash = sets.clash(sets.whole - {place})
        if clash:
            met.append(clash)
            left = [other for other in left if other in clash]
        else:
            found.append(place)
    return found, met


class _Search:
    """Which sets of statements are still to be tried: some may not stand together, some must not all be left out."""

    def __init__(self, whole: frozenset[int]) -> None:
        self._whole = whole
        self._rows: list[tuple[tuple[int, ...], float, float]] = []

    def seeds(self) -> Iterator[frozenset[int]]:
        """Propose a largest set that nothing forbids, until there is none."""
        while (seed := self._largest()) is not None:
            yield seed

    def not_all(self, clash: tuple[int, ...]) -> None:
        """Forbid every set that holds all of a clash."""
        self._rows.append((clash, -np.inf, len(clash) - 1))

    def not_within(self, seed: frozenset[int]) -> None:
        """Forbid every set that lies within one that can hold."""
        self._rows.append((tuple(sorted(self._whole - seed)), 1, np.inf))

    def _largest(self) -> frozenset[int] | None:
        asked = sorted(set(chain.from_iterable(row[0] for row in self._rows)))
        if not self._rows:
            return self._whole
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
        return self._whole - left_out


def _smallest(network: Network) -> tuple[int, ...]:
    clash = smallest_clash(graph_of(network))
    if clash or not network.firsts:
        return clash
    sets = Subsets(network)
    return sets.clash(sets.whole)


def _set(network: Network, places: Sequence[int]) -> StatementSet:
    said = [network.said[place] for place in places]
    return StatementSet(
        tuple(sorted(one.id for one in said)),
        tuple(sorted({source for one in said for source in one.sources})),
        tuple(sorted({link for one in said for link in one.links})),
    )
