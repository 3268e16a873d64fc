"""Earliest and latest of every point, each with what it rests on.

The latest moment of a point is the shortest way from the origin to it, the earliest is the shortest way back. The way
is the derivation: its statements alone give the same bound. Of equal ways the one over the firmest statements counts,
so a bound is graded as high as any of its derivations allows.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

import numpy as np

from gestae.chronology.graph import AXIOM, Graph, Longs, graph_of
from gestae.chronology.ways import FAR, Ways, distances, settle
from gestae.errors import ClockError
from gestae.model.network import ORIGIN, Grade, Network

__all__ = ["Bound", "ContradictoryError", "Solved", "Span", "Step", "solve"]


class ContradictoryError(ClockError):
    """The statements cannot all be true, so no bound follows from them."""

    def __init__(self, said: tuple[str, ...]) -> None:
        super().__init__(
            f"these cannot all be true: {', '.join(said)}; `gestae conflicts` gives the smallest sets; "
            "take out what is wrong, and ask again"
        )
        self.said = said


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a derivation: `to` comes after `start` by at most `most_ns`, as a statement says.

    `said` is the statement's id; None for what holds by definition.
    """

    start: str
    to: str
    most_ns: int
    said: str | None


@dataclass(frozen=True, slots=True)
class Bound:
    """A greatest distance and its derivation: the steps lead from one point to the other and add up to it.

    `also` are statements beneath the steps: those from which a statement of a step was itself derived.
    """

    most_ns: int
    grade: Grade
    steps: tuple[Step, ...]
    also: tuple[str, ...] = ()

    @property
    def said(self) -> tuple[str, ...]:
        """Name the statements that it rests on, each once, in alphabetical order."""
        return tuple(sorted({*self.also, *(step.said for step in self.steps if step.said is not None)}))


@dataclass(frozen=True, slots=True)
class Span:
    """When a point lies, nanoseconds since 1970-01-01T00:00Z; None where nothing limits that side."""

    earliest_ns: int | None
    latest_ns: int | None
    grade: Grade | None


@dataclass(frozen=True, slots=True, eq=False)
class Solved:
    """A consistent network with its graph and a height for every node; questions are asked of it.

    Attributes:
        network: what was said.
        graph: its arrows; `graded[g]`: those of statements that are at least as firm as grade g.
        height: from `settle`.
        rests: for each derived statement, those from which it was derived.
    """

    network: Network
    graph: Graph
    graded: tuple[Graph, ...]
    height: Longs
    rests: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def spans(self) -> dict[str, Span]:
        """Bound every point of the network."""
        forth = [self._from(graph, self.height, ORIGIN).far for graph in self.graded]
        back = [self._from(graph.reversed(), -self.height, ORIGIN).far for graph in self.graded]
        return {name: self._span(self.graph.node(name), forth, back) for name in self.network.points}

    def apart(self, start: str, to: str) -> Bound | None:
        """Give the most by which one point comes after another, derived; None where nothing limits it.

        Args:
            start: a point, or `ORIGIN`.
            to: another.

        Raises:
            KeyError: there is no such point.
        """
        return self.all_apart(start, (to,))[to]

    def all_apart(self, start: str, goals: Collection[str]) -> dict[str, Bound | None]:
        """Give the most by which each of several points comes after one; see `apart`."""
        return {name: bounds[-1] if bounds else None for name, bounds in self.graded_apart(start, goals).items()}

    def graded_apart(self, start: str, goals: Collection[str]) -> dict[str, tuple[Bound, ...]]:
        """Give the most by which each of several points comes after one by statements of each grade and firmer ones.

        Returns:
            For each point a bound for each grade that gives less than firmer ones do, the firmest first: the last is
            what follows from everything. None where nothing limits it.
        """
        nodes = {name: self.graph.node(name) for name in goals}
        found: dict[str, list[Bound]] = {name: [] for name in goals}
        arrows = -1
        for grade, graph in zip(Grade, self.graded, strict=True):
            if len(graph.tail) == arrows:  # nothing was said of that grade
                continue
            arrows, ways = len(graph.tail), self._from(graph, self.height, start)
            for name, goal in nodes.items():
                bounds = found[name]
                if ways.far[goal] < (bounds[-1].most_ns if bounds else FAR):
                    steps = self._steps(graph, ways, goal)
                    below = self.beneath({step.said for step in steps})
                    bounds.append(Bound(int(ways.far[goal]), grade, steps, below))
        return {name: tuple(bounds) for name, bounds in found.items()}

    def latest(self, point: str) -> Bound | None:
        """Derive the latest moment of a point, counted from the network's epoch."""
        return self.apart(ORIGIN, point)

    def earliest(self, point: str) -> Bound | None:
        """Derive the earliest moment of a point: the most by which the epoch comes after it."""
        return self.apart(point, ORIGIN)

    def beneath(self, said: Collection[str | None]) -> tuple[str, ...]:
        """Name the statements from which some statements were derived, in alphabetical order, without those."""
        rests = {name for one in said if one is not None for name in self.rests.get(one, ())}
        return tuple(sorted(rests.difference(said)))

    def _from(self, graph: Graph, height: Longs, start: str) -> Ways:
        return distances(graph, height, graph.node(start))

    def _span(self, node: int, forth: list[Longs], back: list[Longs]) -> Span:
        latest, earliest = int(forth[-1][node]), int(back[-1][node])
        grades = [
            next(grade for grade in Grade if far[grade][node] == whole)
            for far, whole in ((forth, latest), (back, earliest))
            if whole != FAR
        ]
        epoch_ns = self.network.epoch_ns
        return Span(
            None if earliest == FAR else epoch_ns - earliest,
            None if latest == FAR else epoch_ns + latest,
            max(grades, default=None),
        )

    def _steps(self, graph: Graph, ways: Ways, goal: int) -> tuple[Step, ...]:
        arrows, node = [], goal
        while (arrow := int(ways.by[node])) >= 0:
            arrows.append(arrow)
            node = int(graph.tail[arrow])
        arrows.reverse()
        columns = (column[arrows].tolist() for column in (graph.tail, graph.head, graph.length, graph.said))
        return tuple(
            Step(graph.nodes[start], graph.nodes[to], most_ns, None if place == AXIOM else self.network.said[place].id)
            for start, to, most_ns, place in zip(*columns, strict=True)
        )


def solve(network: Network) -> Solved:
    """Draw every consequence of a network.

    Raises:
        ContradictoryError: its statements cannot all be true; nothing is dropped to make them fit.
        TooFarError: its distances leave 64 bits.
    """
    graph = graph_of(network)
    height, negative = settle(graph)
    if negative:
        places = sorted({int(graph.said[arrow]) for arrow in negative} - {AXIOM})
        raise ContradictoryError(tuple(network.said[place].id for place in places))
    grades = np.array([one.grade for one in network.said] + [Grade.INSTRUMENT], np.int64)
    of_arrow = grades[graph.said]  # an axiom's place is -1: the last, which is as firm as can be
    graded = tuple(graph.kept(of_arrow <= grade) for grade in Grade)
    return Solved(network, graph, graded, height, {one.id: one.rests for one in network.said if one.rests})
