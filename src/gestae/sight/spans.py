"""From moments to what is looked at closely: each with some seconds around it, out to where decoding can begin."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Final

import numpy as np

from gestae.sight.groups import Group

__all__ = ["PAD_S", "Span", "looked_spans"]

# Rules look at the empty place before somebody comes, and after he went.
PAD_S: Final = Fraction(3)

# From a time up to, without, another; None: to the stream's end.
Span = tuple[int, int | None]


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
