"""What changes between two answers: of the whole, and of what is left of it without some sources, links or premises."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from gestae.chronology.bounds import Solved, Span
from gestae.chronology.precedence import following

__all__ = ["Change", "Difference", "Left", "compare"]


class Change(StrEnum):
    """What became of the bounds of one point.

    Leaving something out narrows a bound only where it made another one wider (a drift), or contradicted the rest.
    """

    UNCHANGED = "unchanged"
    WIDENED = "widened"
    LOST = "lost"
    GAINED = "gained"
    NARROWED = "narrowed"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class Left:
    """A point's bounds with everything and without what was left out; `lost` where a side has no bound any more."""

    point: str
    whole: Span
    left: Span
    change: Change


@dataclass(frozen=True, slots=True)
class Difference:
    """What differs between two answers.

    Attributes:
        points: every point, before and after, in alphabetical order.
        lost_order: pairs of points whose order follows no more, as (first, second, was before), in alphabetical order.
            Of two points that were at the same moment, each may be the first: neither was after the other.
        orders: how many pairs were held against what is left; None where none could be: the whole contradicts itself,
            or was not asked for its order.
    """

    points: tuple[Left, ...]
    lost_order: tuple[tuple[str, str, bool], ...]
    orders: int | None = None


def compare(whole: Solved | None, left: Solved, *, order: bool) -> Difference:
    """Set two answers side by side.

    Args:
        whole: None where it contradicts itself and bounds nothing.
        left: what is left; it has the same points.
        order: also compare which order follows; that asks for the ways from every point.

    >>> from gestae.chronology.bounds import solve
    >>> from gestae.model.network import Apart, Network, Said
    >>> network = Network.of(["turned", "fell"], [Said("c1", Apart("turned", "fell", 1, None), ("w1",))])
    >>> compare(solve(network), solve(network.without(["w1"])), order=True).lost_order
    (('turned', 'fell', True),)
    """
    after = left.spans()
    before = whole.spans() if whole else dict.fromkeys(after, Span(None, None, None))
    points = tuple(Left(name, before[name], after[name], _change(before[name], after[name])) for name in sorted(after))
    if whole is None or not order:
        return Difference(points, ())
    listed = _listed(whole)
    return Difference(
        points,
        tuple(sorted((a, b, strict) for a, b, strict in listed if _is_lost(left, a, b, strict=strict))),
        len(listed),
    )


def _change(whole: Span, left: Span) -> Change:
    """Name the change; a bound that is lost says more than one that moves.

    >>> from gestae.model.network import Grade
    >>> one = Span(0, 9, Grade.INSTRUMENT)
    >>> [_change(one, Span(*sides, Grade.INSTRUMENT)).value for sides in ((0, 9), (-1, 9), (1, 8), (1, 10), (0, None))]
    ['unchanged', 'widened', 'narrowed', 'moved', 'lost']
    """
    sides = ((whole.earliest_ns, left.earliest_ns, True), (whole.latest_ns, left.latest_ns, False))
    if any(was is not None and now is None for was, now, _ in sides):
        return Change.LOST
    if any(was is None and now is not None for was, now, _ in sides):
        return Change.GAINED
    inwards = {(now > was) is is_earliest
               for was, now, is_earliest in sides if was is not None and now is not None and was != now}  # fmt: skip
    if not inwards:
        return Change.UNCHANGED
    return Change.MOVED if len(inwards) == 2 else Change.NARROWED if inwards == {True} else Change.WIDENED


def _listed(whole: Solved) -> list[tuple[str, str, bool]]:
    """List the pairs from which the whole order follows; simultaneous points are each no later than the other."""
    listed = following(whole)
    same = [(group[0], other) for group in listed.same for other in group[1:]]
    weak = [*listed.not_after, *same, *((other, first) for first, other in same)]
    return [(a, b, True) for a, b in listed.before] + [(a, b, False) for a, b in weak]


def _is_lost(left: Solved, a: str, b: str, *, strict: bool) -> bool:
    """Say whether it follows no more that b comes after a."""
    back = left.apart(b, a)
    return back is None or (back.most_ns >= 0 if strict else back.most_ns > 0)
