"""Which order follows: of every two points whether one is before the other in every timeline, reduced to what tells.

*Before* needs at least a nanosecond; *not after* allows the same moment. A pair that follows from a chain of listed
pairs is left out; a chain says *before* if one of its pairs does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import islice
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from gestae.base.units import NS_PER_S
from gestae.chronology.bounds import Solved, solve
from gestae.chronology.holding import can_hold
from gestae.chronology.ways import FAR, distances
from gestae.model.network import Apart, First

__all__ = ["Followed", "Relation", "following", "later_by_least", "relation", "timelines"]

_Table: TypeAlias = npt.NDArray[np.bool_]

# Of the timelines in which firsts lie with one part or another so many are looked at.
_MOST_TIMELINES: Final = 1000


class Relation(StrEnum):
    """How one point stands to another, whatever else is true."""

    BEFORE = "before"
    NOT_AFTER = "not_after"
    SAME = "same"
    NOT_BEFORE = "not_before"
    AFTER = "after"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Followed:
    """The order that follows, reduced; each group of simultaneous points stands under its first name.

    Attributes:
        before: (a, b): b comes after a by at least a nanosecond.
        not_after: (a, b): b comes after a, or at the same moment.
        same: groups of points that are proved simultaneous, each in alphabetical order.
    """

    before: tuple[tuple[str, str], ...]
    not_after: tuple[tuple[str, str], ...]
    same: tuple[tuple[str, ...], ...]


def relation(solved: Solved, a: str, b: str) -> Relation:
    """Say how a stands to b.

    Raises:
        KeyError: there is no such point.
    """
    least = solved.apart(b, a)
    most = solved.apart(a, b)
    least_ns, most_ns = (-least.most_ns if least else None), (most.most_ns if most else None)
    if least_ns is not None and most_ns is not None and least_ns == most_ns == 0:
        return Relation.SAME
    if least_ns is not None and least_ns >= 0:
        return Relation.BEFORE if least_ns > 0 else Relation.NOT_AFTER
    if most_ns is not None and most_ns <= 0:
        return Relation.AFTER if most_ns < 0 else Relation.NOT_BEFORE
    return Relation.OPEN


def following(solved: Solved) -> Followed:
    """Draw the order of all points; asks for the ways from every point, so it grows with their square."""
    names = solved.network.points
    least_ns = later_by_least(solved, names).T  # row a, column b: by how much b comes after a
    not_after, before = least_ns >= 0, least_ns > 0
    groups, firsts = _groups(not_after & not_after.T)
    weak, strict = not_after[np.ix_(firsts, firsts)], before[np.ix_(firsts, firsts)]
    np.fill_diagonal(weak, val=False)
    listed = weak & ~_implied(weak, strict)
    pairs = [(names[firsts[row]], names[firsts[column]], bool(strict[row, column]))
             for row, column in np.argwhere(listed)]  # fmt: skip
    return Followed(
        before=tuple((a, b) for a, b, is_before in pairs if is_before),
        not_after=tuple((a, b) for a, b, is_before in pairs if not is_before),
        same=tuple(tuple(names[place] for place in group) for group in groups if len(group) > 1),
    )


def later_by_least(solved: Solved, names: Sequence[str]) -> npt.NDArray[np.int64]:
    """Say by how much each of some points comes after each other at least: row here, column there, nanoseconds.

    Where nothing follows stands the least number that there is.

    Raises:
        KeyError: there is no such point.
    """
    nodes = np.array([solved.graph.node(name) for name in names], np.int64)
    far = np.empty((len(names), len(names)), np.int64)
    for here, node in enumerate(nodes):
        far[here] = distances(solved.graph, solved.height, int(node)).far[nodes]
    # far[here, there] bounds there - here from above, so here comes after there by at least its negative.
    return np.where(far == FAR, np.iinfo(np.int64).min, -far)


def _groups(same: _Table) -> tuple[list[list[int]], list[int]]:
    """Gather simultaneous points; each row of `same` is a whole group already, for the relation is an equivalence."""
    groups: list[list[int]] = []
    for place in range(len(same)):
        members = np.flatnonzero(same[place])
        if members[0] == place:
            groups.append([int(member) for member in members])
    return groups, [group[0] for group in groups]


def _implied(weak: _Table, strict: _Table) -> _Table:
    """Say which pairs follow from a chain over a third point.

    A pair that is *before* needs a chain in which one pair is; whatever follows over a third point follows from
    shorter pairs, and those again, down to listed ones.
    """
    w, s = weak.astype(np.float32), strict.astype(np.float32)
    chain = w @ w > 0  # counts of third points, exact in float32 below 2**24
    strict_chain = (s @ w + w @ s) > 0
    return np.asarray(np.where(strict, strict_chain, chain))


def timelines(solved: Solved, a: str, b: str) -> tuple[dict[str, int], dict[str, int]]:
    """Give two timelines that satisfy every statement: in the first b is as late after a as can be, then as early.

    Where the order of a and b is open they disagree on it. Times are nanoseconds since 1970; where nothing limits
    how far apart they may be, a timeline puts them a second apart or more. Where points lie with the first of others,
    each does so in both timelines, which then show an order that may be and not always the farthest apart.

    Raises:
        KeyError: there is no such point.
    """
    late = _told(solved, a, b)
    early = _told(solved, b, a)
    return late, early


def _told(solved: Solved, start: str, then: str) -> dict[str, int]:
    """Give a timeline with one point as late after another as can be, in which whatever is a first is one.

    Of those that are looked at the first in which it comes later at all, else the one in which it comes latest.
    """
    best: dict[str, int] | None = None
    for times in islice(_of_firsts(solved, start), _MOST_TIMELINES):
        if times is None:
            continue
        if best is None or times[then] - times[start] > best[then] - best[start]:
            best = times
        if best[then] > best[start]:
            break
    best = best or _timeline(solved, start)
    return {name: best[name] for name in solved.network.points}


def _of_firsts(solved: Solved, start: str) -> Iterator[dict[str, int] | None]:
    """Go through the timelines, choosing which part a point lies with wherever it lies before all of its parts.

    None stands for one in which something does still.
    """
    left = [solved]
    while left:
        solved = left.pop()
        times = _timeline(solved, start)
        broken = next((one for one in solved.network.firsts if _is_before_all(one, times)), None)
        if broken is None:
            yield times
            continue
        yield None
        for part in sorted(broken.parts, key=lambda name: times[name], reverse=True):
            tied = Apart(part, broken.point, 0, None)
            chosen = replace(solved.network, axioms=(*solved.network.axioms, tied))
            left += [solve(chosen)] if can_hold(chosen) else []


def _is_before_all(first: First, times: Mapping[str, int]) -> bool:
    return all(part in times and times[first.point] < times[part] for part in first.parts)


def _timeline(solved: Solved, start: str) -> dict[str, int]:
    """Put every point as late after `start` as can be; points that nothing binds to it follow their own heights.

    Shortest distances from one node satisfy every arrow between nodes that can be reached. The others keep their
    heights, which satisfy every arrow too, all lifted by the same.
    """
    ways = distances(solved.graph, solved.height, solved.graph.node(start))
    reached = ways.far != FAR
    times = np.where(reached, ways.far, solved.height)
    if not reached.all():
        times = np.where(reached, times, solved.height + _lift(solved, times, reached))
    origin = int(times[solved.graph.node("the origin")])
    shift = solved.network.epoch_ns - origin
    return {name: at_ns + shift for name, at_ns in zip(solved.graph.nodes, times.tolist(), strict=True)}


def _lift(solved: Solved, times: npt.NDArray[np.int64], reached: _Table) -> int:
    """Find by how much the heights of unreached nodes must be lifted.

    No arrow leads from a reached node to an unreached one, so nothing limits how late these lie. An arrow from an
    unreached node u to a reached v asks for times[v] - times[u] <= length, so u must lie late enough for it; and every
    unreached point must lie after every reached one, or the timeline would not show that it may.
    """
    graph = solved.graph
    points = np.zeros(len(reached), np.bool_)
    points[[graph.node(name) for name in solved.network.points]] = True
    across = ~reached[graph.tail] & reached[graph.head]
    lifts = (times[graph.head] - graph.length - solved.height[graph.tail])[across]
    if (floating := points & ~reached).any():
        lifts = np.append(lifts, times[points & reached].max() - solved.height[floating].min())
    return int(lifts.max(initial=0)) + NS_PER_S
