"""One scale over stretches of time: a length on it is the same duration everywhere, and what is cut out is named.

Where nothing lies for long, the stretch between is cut out and the cut is marked with its length. On both sides of a
cut the scale goes on unchanged, so bars of different stretches can be compared.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo
from itertools import pairwise
from typing import Final

from gestae.base.units import NS_PER_S
from gestae.casefile.axis import cut_pauses, tick_step_ns
from gestae.casefile.wording import local_ns
from gestae.errors import RecordError
from gestae.model.time import Instant

__all__ = ["BrokenAxis", "Stretch", "Tick", "broken_axis"]

# Room before the first and after the last moment of a stretch, and for the mark of a cut, in drawing units.
_PAD: Final = 22.0
_CUT: Final = 24.0


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark of the axis; `step_ns` says how finely its label is written."""

    ns: int
    x: float
    step_ns: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """One stretch without a cut: what its ends stand for, where it is drawn with its room, and its marks."""

    low_ns: int
    high_ns: int
    left: float
    right: float
    ticks: tuple[Tick, ...]


@dataclass(frozen=True, slots=True)
class BrokenAxis:
    """Stretches in order, all on one scale.

    Attributes:
        stretches: at least one.
        ns_per_unit: of the drawing.
        step_ns: from mark to mark.
    """

    stretches: tuple[Stretch, ...]
    ns_per_unit: float
    step_ns: int

    def x(self, ns: int) -> float:
        """Give where a moment is drawn.

        Raises:
            RecordError: it lies in what was cut out, or beyond the ends.
        """
        for one in self.stretches:
            if one.low_ns <= ns <= one.high_ns:
                return one.left + _PAD + (ns - one.low_ns) / self.ns_per_unit
        raise RecordError(f"{Instant(ns)} lies in no stretch of the axis; lay the axis over it")

    def cuts(self) -> tuple[tuple[float, int], ...]:
        """Give where the cuts are drawn, and how much each leaves out, in nanoseconds."""
        return tuple(
            ((one.right + other.left) / 2, other.low_ns - one.high_ns) for one, other in pairwise(self.stretches)
        )


def broken_axis(spans: Sequence[tuple[int, int]], left: float, right: float, zone: tzinfo) -> BrokenAxis:
    """Lay an axis over spans, each (first, last) in nanoseconds.

    Args:
        spans: at least one.
        left: where the axis is drawn from, in drawing units.
        right: where it is drawn to.
        zone: whose round hours the marks shall meet.

    >>> from datetime import UTC
    >>> axis = broken_axis([(0, 60 * NS_PER_S)], 0.0, 104.0, UTC)
    >>> axis.x(30 * NS_PER_S)
    52.0
    """
    ordered = sorted(spans)
    parts = [
        (ordered[positions[0]][0], max(ordered[position][1] for position in positions))
        for positions in cut_pauses(ordered)
    ]
    total_ns = sum(high - low for low, high in parts)
    room = right - left - 2 * _PAD * len(parts) - _CUT * (len(parts) - 1)
    # A single exact moment has no length; a second then fills the axis.
    ns_per_unit = (total_ns or NS_PER_S) / room
    step_ns = tick_step_ns((total_ns or NS_PER_S) * 2 // 3)
    stretches = []
    for low, high in parts:
        end = left + 2 * _PAD + (high - low) / ns_per_unit
        stretches.append(Stretch(low, high, left, end, _ticks((low, high), left, ns_per_unit, step_ns, zone)))
        left = end + _CUT
    return BrokenAxis(tuple(stretches), ns_per_unit, step_ns)


def _ticks(
    span: tuple[int, int], left: float, ns_per_unit: float, step_ns: int, zone: tzinfo
) -> tuple[Tick, ...]:  # fmt: skip
    """Mark a stretch; one that is too short for the common step gets one mark of a finer one."""
    low, high = span[0] - int(_PAD * ns_per_unit), span[1] + int(_PAD * ns_per_unit)
    found = _multiples(low, high, step_ns, zone)
    if not found:
        step_ns = tick_step_ns(high - low)
        found = _multiples(low, high, step_ns, zone)
        found = found[len(found) // 2 : len(found) // 2 + 1]
    return tuple(Tick(ns, left + _PAD + (ns - span[0]) / ns_per_unit, step_ns) for ns in found)


def _multiples(low: int, high: int, step_ns: int, zone: tzinfo) -> list[int]:
    offset_ns = local_ns(Instant(low), zone) - low
    first = -(-(low + offset_ns) // step_ns) * step_ns - offset_ns
    return list(range(first, high + 1, step_ns))
