"""One time axis: sensible ticks, a scale that is the same all along it, and where a long pause is cut out.

A figure of events that lie hours apart is drawn as several panels, each with its own axis and its own
stated scale, with the pause between them named. No axis is ever broken within itself: a length on it is
always a duration.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from gestae.base.units import NS_PER_S

__all__ = ["Axis", "axis_over", "cut_pauses", "tick_step_ns"]

_MS: Final = NS_PER_S // 1000
_MIN: Final = 60 * NS_PER_S
_H: Final = 60 * _MIN
_D: Final = 24 * _H
# Steps that people count in; between them no clock face has a mark.
_STEPS_NS: Final = (
    *(n * _MS for n in (1, 2, 5, 10, 20, 50, 100, 200, 500)),
    *(n * NS_PER_S for n in (1, 2, 5, 10, 15, 30)),
    *(n * _MIN for n in (1, 2, 5, 10, 15, 30)),
    *(n * _H for n in (1, 2, 3, 6, 12)),
    *(n * _D for n in (1, 2, 7, 14, 30, 90, 365)),
)
_MOST_TICKS: Final = 7
_MOST_PANELS: Final = 6
# A pause is cut only where it would take four times what a panel takes, and two minutes: a page that is cut
# up more often is harder to read than one that is squeezed.
_PAUSE_OVER_PANEL: Final = 4
_LEAST_PAUSE_NS: Final = 2 * _MIN


@dataclass(frozen=True, slots=True)
class Axis:
    """A straight scale from nanoseconds to drawing units.

    Attributes:
        low_ns, high_ns: what its two ends stand for.
        left, right: where they are drawn.
        ticks_ns: where it is marked, increasing, within its ends.
        step_ns: from tick to tick.
    """

    low_ns: int
    high_ns: int
    left: float
    right: float
    ticks_ns: tuple[int, ...]
    step_ns: int

    def x(self, at_ns: int) -> float:
        """Give where a moment is drawn.

        >>> axis_over(0, 10_000_000_000, 100.0, 200.0).x(5_000_000_000)
        150.0
        """
        return self.left + (self.right - self.left) * ((at_ns - self.low_ns) / (self.high_ns - self.low_ns))


def tick_step_ns(span_ns: int) -> int:
    """Choose the finest step that marks a span with few enough ticks that their labels do not touch.

    >>> tick_step_ns(90 * 10**9) // 10**9, tick_step_ns(3 * 3600 * 10**9) // (60 * 10**9)
    (15, 30)
    """
    for step_ns in _STEPS_NS:
        if span_ns <= (_MOST_TICKS - 1) * step_ns:
            return step_ns
    years = -(-span_ns // ((_MOST_TICKS - 1) * 365 * _D))
    return years * 365 * _D


def axis_over(low_ns: int, high_ns: int, left: float, right: float, *, offset_ns: int = 0) -> Axis:
    """Lay an axis over a span, from the tick at or before it to the tick at or after it.

    Args:
        low_ns: where the span that must fit starts.
        high_ns: where it ends; not before it starts.
        left: where the axis is drawn from, in drawing units.
        right: where it is drawn to.
        offset_ns: of the zone whose round hours the ticks shall meet.
    """
    step_ns = tick_step_ns(high_ns - low_ns)
    first = (low_ns + offset_ns) // step_ns * step_ns - offset_ns
    count = max(1, -(-(high_ns - first) // step_ns))
    ticks = tuple(first + step_ns * index for index in range(count + 1))
    return Axis(ticks[0], ticks[-1], left, right, ticks, step_ns)


def cut_pauses(spans: Sequence[tuple[int, int]]) -> tuple[tuple[int, ...], ...]:
    """Part spans into panels at the pauses that would squeeze everything else.

    Args:
        spans: (first, last) in nanoseconds, sorted by first.

    Returns:
        Positions, in order; all of them, each once, at most six panels with two spans each on average.

    >>> minute = 60_000_000_000
    >>> cut_pauses([(0, 1), (minute, minute + 1), (180 * minute, 181 * minute), (182 * minute, 183 * minute)])
    ((0, 1), (2, 3))
    """
    pauses = _pauses(spans)
    whole_ns = max((last for _, last in spans), default=0) - min((first for first, _ in spans), default=0)
    most = min(_MOST_PANELS - 1, len(spans) // 2 - 1, len(pauses))
    for count in range(most, 0, -1):
        cut = pauses[:count]
        mean_panel_ns = (whole_ns - sum(pause for pause, _ in cut)) / (count + 1)
        if cut[-1][0] >= max(_LEAST_PAUSE_NS, _PAUSE_OVER_PANEL * mean_panel_ns):
            bounds = [0, *sorted(position for _, position in cut), len(spans)]
            return tuple(tuple(range(a, b)) for a, b in pairwise(bounds))
    return (tuple(range(len(spans))),) if spans else ()


def _pauses(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Give (length, position of the span after it) of every stretch that no span touches, longest first."""
    found, reached = [], spans[0][1] if spans else 0
    for position, (first, last) in enumerate(spans):
        if first > reached:
            found.append((first - reached, position))
        reached = max(reached, last)
    return sorted(found, key=lambda pause: (-pause[0], pause[1]))
