"""Which came first: said only where the bounds leave no doubt.

Bounds include both ends, so two intervals that touch may hold one and the same moment: "before" needs a
true gap. The order that follows is partial (an interval order, Fishburn 1970): what it leaves open stays open.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from gestae.model.time import TimeInterval

__all__ = ["Order", "Standing", "order", "standings", "telling_order"]


class Order(StrEnum):
    """How one moment stands to another, as far as their bounds say."""

    BEFORE = "before"
    AFTER = "after"
    UNDETERMINED = "undetermined"


@dataclass(frozen=True, slots=True)
class Standing:
    """How one moment stands among others, as their positions in the list that was given.

    What is neither in `after` nor in `open_with` certainly came later.
    """

    after: tuple[int, ...]
    open_with: tuple[int, ...]


def order(a: TimeInterval, b: TimeInterval) -> Order:
    """Say which came first, only where the bounds leave no doubt.

    >>> from gestae.model.time import Instant
    >>> span = lambda low, high: TimeInterval(Instant(low), Instant(high))
    >>> [order(span(0, 4), span(5, 9)).value, order(span(0, 5), span(5, 9)).value]
    ['before', 'undetermined']
    """
    if a.latest < b.earliest:
        return Order.BEFORE
    if b.latest < a.earliest:
        return Order.AFTER
    return Order.UNDETERMINED


def standings(moments: Sequence[TimeInterval]) -> tuple[Standing, ...]:
    """Say of each moment which others certainly came before it, and against which its order is open.

    Returns:
        One standing for each moment, in the order given; positions count from 0 and increase.

    >>> from gestae.model.time import Instant
    >>> spans = [TimeInterval(Instant(low), Instant(high)) for low, high in ((0, 2), (1, 4), (3, 6))]
    >>> standings(spans)[2]
    Standing(after=(0,), open_with=(1,))
    """
    ends = [(moment.earliest.ns, moment.latest.ns) for moment in moments]
    found = []
    for here, (earliest, latest) in enumerate(ends):
        after = tuple(there for there, (_, its_latest) in enumerate(ends) if its_latest < earliest)
        open_with = tuple(
            there for there, (low, high) in enumerate(ends) if there != here and low <= latest and earliest <= high
        )
        found.append(Standing(after, open_with))
    return tuple(found)


def telling_order(moments: Sequence[TimeInterval]) -> tuple[int, ...]:
    """Give the positions in an order in which they can be told: by earliest bound, then latest, then as given.

    No moment is told before one that certainly preceded it; where the order is open, this one claims nothing.

    >>> from gestae.model.time import Instant
    >>> telling_order([TimeInterval(Instant(5), Instant(6)), TimeInterval(Instant(0), Instant(9))])
    (1, 0)
    """
    return tuple(sorted(range(len(moments)), key=lambda i: (moments[i].earliest, moments[i].latest, i)))
