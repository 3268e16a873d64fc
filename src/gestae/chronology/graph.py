"""The distance graph of a network: an arrow from a to b says by how much b comes after a at most.

A statement `least <= b - a <= most` is two arrows: a to b with `most`, b to a with `-least`. The network can
hold exactly when no way round has a negative length; the tightest bounds are the shortest ways (Dechter, Meiri and
Pearl 1991).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from gestae.errors import ClockError
from gestae.model.network import ORIGIN, Apart, Network

__all__ = ["AXIOM", "Graph", "Longs", "TooFarError", "graph_of"]

Longs: TypeAlias = npt.NDArray[np.int64]

# Arrows of what holds by definition belong to no statement.
AXIOM: Final = -1


class TooFarError(ClockError):
    """Distances add up to more than 64-bit nanoseconds can hold."""

    def __init__(self) -> None:
        super().__init__(
            "distances of this account add up to more than 36 years; split it, or give the far times a nearer epoch"
        )


@dataclass(frozen=True, slots=True, eq=False)
class Graph:
    """Arrows in compressed rows: those from node i are `first[i]` to `first[i + 1]`.

    Attributes:
        nodes: the name of each node: the origin, points, clocks and readings, in alphabetical order.
        first: (nodes + 1,) int64.
        tail, head: (arrows,) int64, nodes.
        length: (arrows,) int64, nanoseconds.
        said: (arrows,) int64, the place of the statement in the network, or `AXIOM`.
    """

    nodes: tuple[str, ...]
    first: Longs
    tail: Longs
    head: Longs
    length: Longs
    said: Longs

    def node(self, name: str) -> int:
        """Give a node's number.

        Raises:
            KeyError: there is no such node.
        """
        at = bisect_left(self.nodes, name)
        if at >= len(self.nodes) or self.nodes[at] != name:
            raise KeyError(name)
        return at

    def reversed(self) -> Graph:
        """Turn every arrow round: the ways to a node become the ways from it."""
        return _rows(self.nodes, (self.head, self.tail, self.length, self.said))

    def kept(self, arrows: npt.NDArray[np.bool_]) -> Graph:
        """Give the graph with some of its arrows only; the nodes stay."""
        columns = (self.tail[arrows], self.head[arrows], self.length[arrows], self.said[arrows])
        return Graph(self.nodes, _first(columns[0], len(self.nodes)), *columns)


def graph_of(network: Network) -> Graph:
    """Draw the arrows of a network; the origin is a node whether anything is said of it or not.

    >>> from gestae.model.network import Said
    >>> said = Said("c1", Apart("turned", "fell", 0, 10), ("w1",))
    >>> graph = graph_of(Network.of(["turned", "fell"], [said]))
    >>> graph.nodes, graph.length.tolist()
    (('fell', 'the origin', 'turned'), [0, 10])
    """
    spoken = [(apart, place) for place, one in enumerate(network.said) for apart in one.distances]
    rows = [arrow for apart, place in [*((axiom, AXIOM) for axiom in network.axioms), *spoken]
            for arrow in _arrows(apart, place)]  # fmt: skip
    names = {ORIGIN, *network.points, *(name for tail, head, _, _ in rows for name in (tail, head))}
    nodes = tuple(sorted(names))
    number = {name: place for place, name in enumerate(nodes)}
    columns = np.array(
        [(number[tail], number[head], length, place) for tail, head, length, place in rows], np.int64
    ).reshape(-1, 4)
    return _rows(nodes, (columns[:, 0], columns[:, 1], columns[:, 2], columns[:, 3]))


def _arrows(apart: Apart, place: int) -> Iterable[tuple[str, str, int, int]]:
    if apart.most_ns is not None:
        yield apart.start, apart.to, apart.most_ns, place
    if apart.least_ns is not None:
        yield apart.to, apart.start, -apart.least_ns, place


def _rows(nodes: tuple[str, ...], columns: tuple[Longs, Longs, Longs, Longs]) -> Graph:
    """Sort arrows by tail, head, length and statement, so that equal networks are equal graphs."""
    tail, head, length, said = columns
    order = np.lexsort((said, length, head, tail))
    tail, head, length, said = (np.ascontiguousarray(column[order]) for column in (tail, head, length, said))
    return Graph(nodes, _first(tail, len(nodes)), tail, head, length, said)


def _first(tail: Longs, nodes: int) -> Longs:
    """Say where the arrows of each node begin, tails being sorted."""
    return np.searchsorted(tail, np.arange(nodes + 1)).astype(np.int64)
