"""From moments to what is looked at closely: each with some seconds around it, out to where decoding can begin.

What is looked at is cut into parts that any worker can take: by stretches of the stream, never by how many workers
there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Final

import numpy as np

from gestae.sight.groups import Group, Stretch

__all__ = ["NEAR_S", "PAD_S", "Span", "Ticks", "in_parts", "is_in", "looked_spans", "near", "near_spans"]

# Rules look at the empty place before somebody comes, and after he went.
PAD_S: Final = Fraction(3)

# So near to a moment something may move already, or still, and too little to stand out.
NEAR_S: Final = Fraction(1)

# From a time up to, without, another; None: to the stream's end.
Span = tuple[int, int | None]
# A first and a last time, both included.
Ticks = tuple[int, int]


def looked_spans(
    found: Iterable[tuple[int, int]], groups: Sequence[Group], time_base: Fraction, *, pad_s: Fraction = PAD_S
) -> tuple[Span, ...]:
    """Widen moments to whole groups, with `pad_s` around them; those that touch become one.

    Args:
        found: times of the first and the last picture of each moment, in any order.
        groups: all of the stream's, in order.
        time_base: seconds a tick.
        pad_s: seconds before and after.

    Returns:
        In order; each begins with a group's key frame and ends where another begins.

    >>> groups = [Group(at, at + 50, 50) for at in range(0, 500, 50)]
    >>> looked_spans([(120, 130), (320, 420)], groups, Fraction(1, 25), pad_s=Fraction(1))
    ((50, 200), (250, 450))
    """
    starts = np.array([group.start_pts for group in groups], np.int64)
    pad = int(pad_s / time_base)
    wanted = np.zeros(len(groups), np.bool_)
    for first, last in sorted(found):
        low = max(0, int(np.searchsorted(starts, first - pad, side="right")) - 1)
        high = max(0, int(np.searchsorted(starts, last + pad, side="right")) - 1)
        wanted[low : high + 1] = True
    spans: list[Span] = []
    for at in np.flatnonzero(wanted).tolist():
        if spans and spans[-1][1] == groups[at].start_pts:
            spans[-1] = (spans[-1][0], groups[at].end_pts)
        else:
            spans.append((groups[at].start_pts, groups[at].end_pts))
    return tuple(spans)


def near(found: Iterable[Ticks], time_base: Fraction, *, near_s: Fraction = NEAR_S) -> tuple[Ticks, ...]:
    """Widen moments by `near_s` on both sides; those that touch become one.

    >>> near([(300, 320), (100, 110), (130, 150)], Fraction(1, 25))
    ((75, 175), (275, 345))
    """
    pad = int(near_s / time_base)
    wide: list[Ticks] = []
    for first, last in sorted(found):
        if wide and wide[-1][1] >= first - pad:
            wide[-1] = (wide[-1][0], max(wide[-1][1], last + pad))
        else:
            wide.append((first - pad, last + pad))
    return tuple(wide)


def near_spans(
    found: Iterable[Ticks], spans: Sequence[Span], time_base: Fraction, *, near_s: Fraction = NEAR_S
) -> tuple[Ticks, ...]:
    """Give the moments that lie in some spans, or so near to one that `near` widens them into it.

    >>> near_spans([(0, 9), (80, 90), (200, 210), (400, 410)], [(100, 200), (250, None)], Fraction(1, 25))
    ((80, 90), (200, 210), (400, 410))
    """
    pad = int(near_s / time_base)
    return tuple(
        (first, last)
        for first, last in found
        if any(low <= last + pad and (end is None or first - pad < end) for low, end in spans)
    )


def in_parts(spans: Iterable[Span], stretches: Sequence[Stretch]) -> tuple[tuple[Span, ...], ...]:
    """Cut what is looked at into parts: what begins in one stretch is one part.

    A span is cut only where whole stretches lie between its ends, so that no cut leaves less than a stretch behind it:
    each piece is measured against an empty scene of its own.

    Args:
        spans: in order, see `looked_spans`.
        stretches: all of the stream's, in order.

    >>> stretches = [Stretch((Group(at, at + 50, 50),)) for at in range(0, 300, 50)]
    >>> in_parts([(10, 60), (70, 240)], stretches)
    (((10, 60),), ((70, 100),), ((100, 150),), ((150, 240),))
    """
    starts = [stretch.start_pts for stretch in stretches]
    parts: dict[int, list[Span]] = {}
    for first, end in spans:
        at = max(0, int(np.searchsorted(starts, first, side="right")) - 1)
        last = len(starts) - 1 if end is None else max(at, int(np.searchsorted(starts, end)) - 1)
        cuts = [starts[place] for place in range(at + 1, last)]
        for piece, low, high in zip(range(at, at + len(cuts) + 1), [first, *cuts], [*cuts, end], strict=True):
            parts.setdefault(piece, []).append((low, high))
    return tuple(tuple(parts[at]) for at in sorted(parts))


def is_in(spans: Iterable[Span], pts: int) -> bool:
    """Say whether a time lies in one of some spans.

    >>> [is_in([(0, 10), (20, None)], pts) for pts in (9, 10, 90)]
    [True, False, True]
    """
    return any(first <= pts and (end is None or pts < end) for first, end in spans)
