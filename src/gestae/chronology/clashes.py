"""The smallest set of statements that cannot all be true: the negative way round over the fewest statements.

A set of statements clashes exactly when their arrows hold a negative way round, so a smallest clash is such a way
over the fewest arrows of statements; arrows of axioms cost nothing. Ways over at most k statements are built layer by
layer from every node at once, and the first layer in which one comes home below zero ends the search.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numba import njit
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from gestae.chronology.graph import AXIOM, Graph, Longs, TooFarError
from gestae.chronology.ways import FAR, negative_round

__all__ = ["clash_of", "smallest_clash"]

_LIMIT: Final = 2**61
# The table of all ways may hold so many numbers (32 MiB); above, the clash found first is thinned out.
MOST_CELLS: Final = 2**22


def clash_of(graph: Graph) -> tuple[int, ...]:
    """Give the places of some statements that cannot all be true and of which none can be spared; none if all can.

    It is minimal, and not always the smallest.
    """
    arrows = negative_round(graph)
    places = sorted({int(graph.said[arrow]) for arrow in arrows} - {AXIOM})
    for place in places[:]:
        fewer = [other for other in places if other != place]
        if negative_round(_with(graph, fewer)):
            places = fewer
    return tuple(places)


def smallest_clash(graph: Graph) -> tuple[int, ...]:
    """Give the places of the fewest statements that cannot all be true; none where all can.

    Of several that are as few, the one found first in alphabetical order of nodes. Where more than about two
    thousand nodes are tangled in one clash, a minimal one instead (see `clash_of`).

    Raises:
        TooFarError: sums leave 64 bits.
    """
    first = clash_of(graph)
    if len(first) <= 1:
        return first
    tangled = _tangled(graph)
    nodes = len(tangled.nodes)
    if nodes * nodes > MOST_CELLS:
        return first
    if not any(negative_round(tangled.kept(tangled.said != place)) for place in first):
        return first  # it has a part in every clash with each of its statements: there is no other
    free = tangled.said == AXIOM
    costly, axioms = np.flatnonzero(~free), np.flatnonzero(free)
    arrows = np.stack([tangled.tail, tangled.head, tangled.length])
    start, layers = _first_round(arrows, costly, axioms, nodes, len(first))
    if start == -2:
        raise TooFarError
    if start < 0:
        return first
    way = _way_home(arrows, costly, axioms, start, layers)
    return tuple(sorted({int(tangled.said[arrow]) for arrow in way} - {AXIOM}))


def _with(graph: Graph, places: list[int]) -> Graph:
    return graph.kept(np.isin(graph.said, [AXIOM, *places]))


def _tangled(graph: Graph) -> Graph:
    """Keep the arrows within knots: a way round never leaves a strongly connected part."""
    nodes = len(graph.nodes)
    links = coo_array((np.ones(len(graph.tail), np.int8), (graph.tail, graph.head)), shape=(nodes, nodes))
    _, part = connected_components(links, directed=True, connection="strong")
    inside = graph.kept(part[graph.tail] == part[graph.head])
    used = np.unique(np.concatenate([inside.tail, inside.head]))
    number = np.full(nodes, -1, np.int64)
    number[used] = np.arange(len(used))
    tail, head = number[inside.tail], number[inside.head]
    first = np.searchsorted(tail, np.arange(len(used) + 1)).astype(np.int64)
    return Graph(tuple(graph.nodes[node] for node in used), first, tail, head, inside.length, inside.said)


@njit(cache=True, nogil=True)
def _first_round(arrows: Longs, costly: Longs, axioms: Longs, nodes: int, most: int) -> tuple[int, int]:
    """Find the least number of layers in which a way from some node comes home below zero, and the node."""
    far = np.full((nodes, nodes), FAR, np.int64)
    for node in range(nodes):
        far[node, node] = 0
        if not _spread(far[node], arrows, axioms):
            return -2, 0
    for layer in range(1, most + 1):
        for node in range(nodes):
            if not _step(far[node], arrows, costly) or not _spread(far[node], arrows, axioms):
                return -2, 0
            if far[node, node] < 0:
                return node, layer
    return -1, 0


@njit(cache=True, nogil=True)
def _step(far: Longs, arrows: Longs, chosen: Longs) -> bool:
    """Lengthen every way by one of some arrows, where that makes it shorter; False where sums leave 64 bits."""
    old = far.copy()
    for arrow in chosen:
        tail, head, length = arrows[:, arrow]
        if old[tail] != FAR:
            new = old[tail] + length
            if new < -_LIMIT or new > _LIMIT:
                return False
            far[head] = min(far[head], new)
    return True


@njit(cache=True, nogil=True)
def _spread(far: Longs, arrows: Longs, axioms: Longs) -> bool:
    """Let the axioms' arrows take effect until nothing changes; False where sums leave 64 bits.

    Forth and back: chains of readings run both ways, and each is done in one pass.
    """
    changed = True
    while changed:
        changed = False
        for step in range(2 * len(axioms)):
            tail, head, length = arrows[:, axioms[min(step, 2 * len(axioms) - 1 - step)]]
            if far[tail] == FAR:
                continue
            new = far[tail] + length
            if new < -_LIMIT or new > _LIMIT:
                return False
            if new < far[head]:
                far[head] = new
                changed = True
    return True


def _way_home(arrows: Longs, costly: Longs, axioms: Longs, start: int, layers: int) -> list[int]:
    """Build the layers from one node again, with the arrow by which each place was reached, and walk back."""
    far = {start: 0}
    steps = [_by_axioms(far, arrows, axioms)]
    for _ in range(layers):
        steps.append(_by_one(far, arrows, costly))
        steps.append(_by_axioms(far, arrows, axioms))
    way, node = [], start
    for place, by in enumerate(reversed(steps)):
        by_axioms = place % 2 == 0
        while node in by:
            way.append(by[node])
            node = int(arrows[0, by[node]])
            if not by_axioms:
                break
    return way


def _by_one(far: dict[int, int], arrows: Longs, chosen: Longs) -> dict[int, int]:
    """Lengthen every way by one of some arrows; say by which arrow each node was bettered."""
    old, by = dict(far), {}
    for arrow in chosen.tolist():
        tail, head, length = (int(value) for value in arrows[:, arrow])
        if tail in old and old[tail] + length < far.get(head, FAR):
            far[head], by[head] = old[tail] + length, arrow
    return by


def _by_axioms(far: dict[int, int], arrows: Longs, axioms: Longs) -> dict[int, int]:
    """Let the axioms' arrows take effect until nothing changes; say by which arrow each node was bettered."""
    by: dict[int, int] = {}
    changed = True
    while changed:
        changed = False
        for arrow in axioms.tolist():
            tail, head, length = (int(value) for value in arrows[:, arrow])
            if tail in far and far[tail] + length < far.get(head, FAR):
                far[head], by[head], changed = far[tail] + length, arrow, True
    return by
