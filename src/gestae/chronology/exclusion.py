"""What is left without some sources or links: the same questions again, and the difference."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from gestae.chronology.bounds import Solved, Span, solve
from gestae.chronology.holding import can_hold
from gestae.chronology.precedence import Followed, following
from gestae.model.network import Network

__all__ = ["Change", "Left", "Without", "without"]


class Change(StrEnum):
    """What became of one answer."""

    UNCHANGED = "unchanged"
    WIDENED = "widened"
    LOST = "lost"
    GAINED = "gained"  # the whole contradicts itself and bounds nothing


@dataclass(frozen=True, slots=True)
class Left:
    """A point's bounds with everything and without what was left out; `lost` where a side has no bound any more."""

    point: str
    whole: Span
    left: Span
    change: Change


@dataclass(frozen=True, slots=True)
class Without:
    """An account without some sources or links.

    Attributes:
        dropped: statements that rest on one of them.
        points: every point, before and after.
        lost_order: pairs of points whose order (or simultaneity) follows no more, as (first, second, was before).
        followed: the order that still follows; None where it was not asked for.
    """

    dropped: tuple[str, ...]
    points: tuple[Left, ...]
    lost_order: tuple[tuple[str, str, bool], ...]
    followed: Followed | None


def without(network: Network, sources: Iterable[str] = (), links: Iterable[str] = (), *, order: bool = True) -> Without:
    """Answer again without some sources and links.

    Args:
        network: the whole; where it contradicts itself it bounds nothing, and what is left is compared with that.
        sources: left out with every statement that rests on one of them.
        links: the same.
        order: also compare which order follows; that asks for the ways from every point.

    Raises:
        ContradictoryError: what is left contradicts itself, too.
    """
    fewer = network.without(sources, links)
    kept = {one.id for one in fewer.said}
    whole, left = solve(network) if can_hold(network) else None, solve(fewer)
    after = left.spans()
    before = whole.spans() if whole else {name: Span(None, None, None) for name in after}
    points = tuple(Left(name, before[name], after[name], _change(before[name], after[name])) for name in network.points)
    dropped = tuple(one.id for one in network.said if one.id not in kept)
    if not order:
        return Without(dropped, points, (), None)
    followed = following(left)
    return Without(dropped, points, _lost_order(whole, left) if whole else (), followed)


def _change(whole: Span, left: Span) -> Change:
    sides = ((whole.earliest_ns, left.earliest_ns), (whole.latest_ns, left.latest_ns))
    if any(was is not None and now is None for was, now in sides):
        return Change.LOST
    if any(was is None and now is not None for was, now in sides):
        return Change.GAINED
    return Change.UNCHANGED if all(was == now for was, now in sides) else Change.WIDENED


def _lost_order(whole: Solved, left: Solved) -> tuple[tuple[str, str, bool], ...]:
    """Give the listed pairs of the whole order that no longer follow."""
    listed = following(whole)
    pairs = [(a, b, True) for a, b in listed.before] + [(a, b, False) for a, b in listed.not_after]
    pairs += [(group[0], other, False) for group in listed.same for other in group[1:]]
    return tuple(sorted((a, b, strict) for a, b, strict in pairs if not _follows(left, a, b, strict=strict)))


def _follows(solved: Solved, a: str, b: str, *, strict: bool) -> bool:
    """Say whether b still comes after a, by at least a nanosecond where that was so."""
    back = solved.apart(b, a)
    return back is not None and (back.most_ns < 0 if strict else back.most_ns <= 0)
