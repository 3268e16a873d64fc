"""Shortest ways in whole numbers, compiled: whether any way round is negative, and how far everything is from a node.

Two kernels. `settle` finds a height for every node, so that no arrow is shorter than the drop along it, or a way
round whose length is negative (Bellman and Ford, with Tarjan's taking apart of subtrees: Cherkassky and Goldberg
1999). With heights, every arrow counts from zero up, and `distances` is Dijkstra's method.

All sums are checked: beyond two to the power of 61 nanoseconds they are refused, never wrapped.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from numba import njit

from gestae.chronology.graph import Graph, Longs, TooFarError

__all__ = ["FAR", "Ways", "distances", "negative_round", "settle"]

# No way leads there. Real distances stay below half of it.
FAR: Final = 2**62
_LIMIT: Final = 2**61
_NONE: Final = -1
_TOO_FAR: Final = -2
_SETTLED: Final = -3


@dataclass(frozen=True, slots=True, eq=False)
class Ways:
    """How far every node is from one node at most, and the last arrow of the way to it.

    Attributes:
        far: (nodes,) int64 nanoseconds, `FAR` where no way leads.
        by: (nodes,) int64, the arrow of the graph by which the way comes in; -1 at the start and where no way leads.
    """

    far: Longs
    by: Longs


def settle(graph: Graph) -> tuple[Longs, tuple[int, ...]]:
    """Give every node a height with `height[head] <= height[tail] + length` for every arrow.

    Returns:
        The heights and no arrow; or, where there are none, the arrows of a way round whose length is negative.

    Raises:
        TooFarError: sums leave 64 bits.
    """
    height, by, state = _settle(graph.first, graph.head, graph.length, len(graph.nodes))
    if state == _TOO_FAR:
        raise TooFarError
    if state == _SETTLED:
        return height, ()
    return height, _round(by, graph.tail, int(state))


def negative_round(graph: Graph) -> tuple[int, ...]:
    """Give the arrows of a way round whose length is negative; none where the graph is consistent."""
    return settle(graph)[1]


def distances(graph: Graph, height: Longs, start: int) -> Ways:
    """Find the shortest way from one node to every other.

    Args:
        graph: a consistent graph.
        height: from `settle`, of this graph.
        start: the node.

    Raises:
        TooFarError: sums leave 64 bits.
    """
    far, by, state = _distances(graph.first, graph.head, graph.length, height, start)
    if state == _TOO_FAR:
        raise TooFarError
    return Ways(far, by)


def _round(by: Longs, tail: Longs, arrow: int) -> tuple[int, ...]:
    """Walk back from the arrow that closes a way round to the node that it leads to."""
    arrows, node = [arrow], int(tail[arrow])
    while by[node] != _NONE:
        arrows.append(int(by[node]))
        node = int(tail[by[node]])
    return tuple(reversed(arrows))


@njit(cache=True, nogil=True)
def _settle(first: Longs, head: Longs, length: Longs, nodes: int) -> tuple[Longs, Longs, int]:
    height = np.zeros(nodes, np.int64)
    by = np.full(nodes, -1, np.int64)
    tree = _stump(nodes)
    # A node that was taken off waits no more, but keeps its place in the queue: none stands there twice.
    queue, waiting, queued = np.arange(nodes + 1), np.ones(nodes, np.bool_), np.ones(nodes, np.bool_)
    start, size = 0, nodes
    while size:
        node = queue[start]
        start, size = (start + 1) % (nodes + 1), size - 1
        queued[node] = False
        if not waiting[node]:
            continue
        waiting[node] = False
        for arrow in range(first[node], first[node + 1]):
            to, new = head[arrow], height[node] + length[arrow]
            if new >= height[to]:
                continue
            if new < -_LIMIT:
                return height, by, _TOO_FAR
            if _take_off(tree, waiting, to, node):
                by[to] = -1
                return height, by, arrow
            height[to], by[to] = new, arrow
            _hang(tree, to, node)
            waiting[to] = True
            if not queued[to]:
                queued[to] = True
                queue[(start + size) % (nodes + 1)] = to
                size += 1
    return height, by, _SETTLED


@njit(cache=True, nogil=True)
def _stump(nodes: int) -> Longs:
    """Plant the tree, every node at its root: rows are the next and the last node in preorder, and the depth."""
    tree = np.ones((3, nodes + 1), np.int64)
    for node in range(nodes + 1):
        tree[0, node] = (node + 1) % (nodes + 1)
        tree[1, node] = (node - 1) % (nodes + 1)
    tree[2, nodes] = 0
    return tree


@njit(cache=True, nogil=True)
def _take_off(tree: Longs, waiting: npt.NDArray[np.bool_], to: int, node: int) -> bool:
    """Take a node off the tree with all that hangs below it on ways now outdated; True if `node` hangs there.

    What was taken off waits no more: it is reached again by the better way, or by none that matters.
    """
    level = tree[2, to]
    if level < 0:
        return False
    last = tree[0, to]
    while tree[2, last] > level:
        if last == node:
            return True
        tree[2, last] = -1
        waiting[last] = False
        last = tree[0, last]
    tree[0, tree[1, to]] = last
    tree[1, last] = tree[1, to]
    return False


@njit(cache=True, nogil=True)
def _hang(tree: Longs, to: int, node: int) -> None:
    """Hang a node below another."""
    tree[2, to] = tree[2, node] + 1
    tree[0, to], tree[1, to] = tree[0, node], node
    tree[1, tree[0, node]] = to
    tree[0, node] = to


@njit(cache=True, nogil=True)
def _distances(first: Longs, head: Longs, length: Longs, height: Longs, origin: int) -> tuple[Longs, Longs, int]:
    nodes = len(first) - 1
    far = np.full(nodes, FAR, np.int64)
    by = np.full(nodes, -1, np.int64)
    far[origin] = 0
    # A binary heap of nodes by reduced distance, with the place of each node in it.
    heap = np.empty(nodes, np.int64)
    place = np.full(nodes, -1, np.int64)
    heap[0], place[origin], size = origin, 0, 1
    while size:
        node = heap[0]
        size -= 1
        place[node] = -2
        if size:
            _sink(heap, place, far, size, heap[size])
        for arrow in range(first[node], first[node + 1]):
            to = head[arrow]
            if place[to] == -2:
                continue
            new = far[node] + (height[node] - height[to] + length[arrow])
            if new > _LIMIT:
                return far, by, _TOO_FAR
            if new < far[to]:
                far[to], by[to] = new, arrow
                if place[to] < 0:
                    place[to] = size
                    size += 1
                _rise(heap, place, far, place[to], to)
    return np.where(far == FAR, far, far + height - height[origin]), by, _SETTLED


@njit(cache=True, nogil=True)
def _rise(heap: Longs, place: Longs, far: Longs, at: int, node: int) -> None:
    while at > 0:
        above = (at - 1) // 2
        if far[heap[above]] <= far[node]:
            break
        heap[at] = heap[above]
        place[heap[at]] = at
        at = above
    heap[at] = node
    place[node] = at


@njit(cache=True, nogil=True)
def _sink(heap: Longs, place: Longs, far: Longs, size: int, node: int) -> None:
    at = 0
    while 2 * at + 1 < size:
        below = 2 * at + 1
        if below + 1 < size and far[heap[below + 1]] < far[heap[below]]:
            below += 1
        if far[heap[below]] >= far[node]:
            break
        heap[at] = heap[below]
        place[heap[at]] = at
        at = below
    heap[at] = node
    place[node] = at
