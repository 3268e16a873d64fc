"""What follows of a point that lies with the first of several: statements that are derived, and stand in the network.

No single distance says `point = min(parts)`. That the point is no later than each part is an axiom. From below:
whatever each of the parts comes after by some distance, the point comes after by the least of those distances. Counted
from the origin, and from every node from which something counts one of the parts (a picture that shows it not yet
begun), that is a statement of the network: whoever asks what can hold, or which order follows, sees it.

Where one part decides how late the point lies at least, the others are needed only for as much as that, so of each part
the firmest derivation counts that reaches so far. What is graded higher and says less is derived beside it, since
another point may need no more; it goes where all is derived.

It is sound and not complete: that one of the parts *is* the point, whichever, may rule out more than these distances.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from gestae.chronology.bounds import Bound, Solved, solve
from gestae.chronology.holding import can_hold
from gestae.model.network import MOST_NS, ORIGIN, Apart, First, Grade, Network, Said

__all__ = ["FIRST", "grounded", "plain"]

# How the ids of derived statements begin; no id of a case's or an account's own statement does.
FIRST: Final = "first:"


def plain(network: Network) -> Network:
    """Give a network without what was derived: what was said."""
    return replace(network, said=tuple(one for one in network.said if not one.rests))


def grounded(network: Network) -> Network:
    """Derive anew what follows for points that lie with the first of others, and give the network with it.

    Whatever a network loses, what was derived from it must go too, so this is asked after every change of one. Where
    what was said cannot all be true, nothing is derived.

    >>> parts = [Said(f"c{n}", Apart(ORIGIN, f"fall by {n}", 5 + n, None), (f"film {n}",)) for n in range(2)]
    >>> first = First("fall", ("fall by 0", "fall by 1"))
    >>> one = grounded(Network.of(["fall"], parts, epoch_ns=0, firsts=[first])).said[-1]
    >>> one.id, one.apart.least_ns, one.sources, one.rests
    ('first:fall', 5, ('film 0', 'film 1'), ('c0', 'c1'))
    """
    said = plain(network)
    if not said.firsts or not can_hold(said):
        return said
    found, anchors = said, _anchors(said)
    derived: list[tuple[Said, ...]] = []
    # What one of them gains another may stand on; a ring of them, each later than the next, would never end.
    for _ in range(len(said.firsts)):
        solved = solve(found)
        derived = [graded for first in said.firsts for graded in _derived(solved, first, anchors)]
        fresh = _with(said, [one for graded in derived for one in graded])
        if fresh == found or not can_hold(fresh):
            break
        found = fresh
    return _with(said, [graded[-1] for graded in derived])


def _with(network: Network, derived: Iterable[Said]) -> Network:
    return Network.of(network.points, [*network.said, *derived], network.axioms, network.epoch_ns, network.firsts)


def _anchors(network: Network) -> dict[str, tuple[str, ...]]:
    """Name for each part the nodes from which a statement counts how late it lies at least."""
    found: dict[str, set[str]] = {part: set() for first in network.firsts for part in first.parts}
    for apart in (apart for one in network.said for apart in one.distances):
        if apart.least_ns is not None and apart.to in found:
            found[apart.to].add(apart.start)
        if apart.most_ns is not None and apart.start in found:
            found[apart.start].add(apart.to)
    return {part: tuple(sorted(nodes - {ORIGIN})) for part, nodes in found.items()}


def _derived(solved: Solved, first: First, anchors: Mapping[str, Sequence[str]]) -> Iterator[tuple[Said, ...]]:
    """Derive what one point comes after, without what is said of the point itself: that bounds it anyway.

    Returns:
        For each node from which it is counted what each grade gives that gives more than the firmer ones, the firmest
        first: the last is all that follows.
    """
    if any(part not in solved.graph.nodes for part in first.parts):
        return
    beside = _without(solved, first.point)
    nodes = sorted({node for part in first.parts for node in anchors[part]} - {first.point, *first.parts})
    of_parts = [beside.graded_apart(part, (ORIGIN, *nodes)) for part in first.parts]
    for number, node in enumerate((ORIGIN, *nodes)):
        name = f"{FIRST}{first.point}{f':{number}' if number else ''}"
        least = [bounds for bounds in _least([far[node] for far in of_parts]) if _is_near(bounds)]
        graded = [_said(solved.network, first, node, bounds, name) for bounds in least]
        if graded:
            yield (*(replace(one, id=f"{one.id}, {one.grade.word}") for one in graded[:-1]), graded[-1])


def _least(of_parts: Sequence[Sequence[Bound]]) -> Iterator[list[Bound]]:
    """Choose of each part the firmest bound that reaches as far as the deciding part, for each grade that gives more.

    Args:
        of_parts: for each part its bounds, as `Solved.graded_apart` gives them.
    """
    last_ns = None
    for grade in Grade:
        known = [[bound for bound in bounds if bound.grade <= grade] for bounds in of_parts]
        if not all(known):
            continue
        most_ns = max(bounds[-1].most_ns for bounds in known)
        if last_ns is None or most_ns < last_ns:
            yield [next(bound for bound in bounds if bound.most_ns <= most_ns) for bounds in known]
        last_ns = most_ns


def _is_near(bounds: Iterable[Bound]) -> bool:
    return abs(max(bound.most_ns for bound in bounds)) <= MOST_NS


def _without(solved: Solved, point: str) -> Solved:
    """Leave out all that leads on from a point."""
    node = solved.graph.node(point)
    graph, *graded = (one.kept(one.tail != node) for one in (solved.graph, *solved.graded))
    return replace(solved, graph=graph, graded=tuple(graded))


def _said(network: Network, first: First, node: str, bounds: Sequence[Bound], name: str) -> Said:
    rests = {one for bound in bounds for one in bound.said}
    below = [one for one in network.said if one.id in rests and not one.rests]
    return Said(
        name,
        Apart(node, first.point, -max(bound.most_ns for bound in bounds), None),
        tuple(sorted({source for one in below for source in one.sources})),
        tuple(sorted({link for one in below for link in one.links})),
        max(bound.grade for bound in bounds),
        rests=tuple(one.id for one in below),
    )
