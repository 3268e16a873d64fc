"""What the bounds of every point rest on, read off a few trees of ways instead of a search for each point.

`gestae.chronology.bounds.Solved` derives one bound at a time. A list of all events asks for all of them, and all their
ways begin or end at the origin: one tree for each grade and direction holds them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from gestae.chronology.bounds import Solved
from gestae.chronology.graph import AXIOM, Graph
from gestae.chronology.ways import FAR, Ways, distances
from gestae.model.network import ORIGIN, Grade

__all__ = ["Derived", "Rest"]


@dataclass(frozen=True, slots=True)
class Rest:
    """A bound's distance from the origin, and the statements that it rests on.

    Attributes:
        most_ns: as `Bound.most_ns`.
        grade: as `Bound.grade`.
        said: the statements on its way, in the order of its steps, each once.
        also: statements from which one of those was itself derived.
    """

    most_ns: int
    grade: Grade
    said: tuple[str, ...]
    also: tuple[str, ...] = ()

    @property
    def names(self) -> frozenset[str]:
        """Name all statements that it rests on."""
        return frozenset((*self.said, *self.also))


@dataclass(frozen=True, slots=True)
class _Tree:
    """The ways from the origin over arrows of at least one grade, as lists: single values are read off them."""

    far: list[int]
    by: list[int]
    tail: list[int]
    said: list[int]

    @classmethod
    def of(cls, graph: Graph, ways: Ways) -> _Tree:
        return cls(ways.far.tolist(), ways.by.tolist(), graph.tail.tolist(), graph.said.tolist())

    def back(self, node: int) -> Iterator[int]:
        """Give the places of the statements on the way to a node, the last first."""
        while self.by[node] >= 0:
            arrow = self.by[node]
            if self.said[arrow] != AXIOM:
                yield self.said[arrow]
            node = self.tail[arrow]


@dataclass(slots=True)
class Derived:
    """A solved network whose bounds are all asked for.

    Attributes:
        solved: the network.
    """

    solved: Solved
    _forth: tuple[_Tree, ...] = field(init=False)
    _back: tuple[_Tree, ...] = field(init=False)
    _nodes: dict[str, int] = field(init=False)

    def __post_init__(self) -> None:
        solved = self.solved
        origin = solved.graph.node(ORIGIN)
        self._forth = tuple(_Tree.of(one, distances(one, solved.height, origin)) for one in solved.graded)
        turned = [one.reversed() for one in solved.graded]
        self._back = tuple(_Tree.of(one, distances(one, -solved.height, origin)) for one in turned)
        self._nodes = {name: number for number, name in enumerate(solved.graph.nodes)}

    def latest(self, point: str) -> Rest | None:
        """Give what the latest moment of a point rests on; None where nothing limits it.

        Raises:
            KeyError: there is no such point.
        """
        return self._rest(self._forth, self._nodes[point], turned=True)

    def earliest(self, point: str) -> Rest | None:
        """Give what the earliest moment of a point rests on; see `latest`."""
        return self._rest(self._back, self._nodes[point])

    def _rest(self, trees: tuple[_Tree, ...], node: int, *, turned: bool = False) -> Rest | None:
        whole = trees[-1].far[node]
        if whole == FAR:
            return None
        grade, tree = next((grade, tree) for grade, tree in zip(Grade, trees, strict=True) if tree.far[node] == whole)
        way = [self.solved.network.said[place].id for place in tree.back(node)]
        said = tuple(dict.fromkeys(reversed(way) if turned else way))
        return Rest(whole, grade, said, self.solved.beneath(said))
