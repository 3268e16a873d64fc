"""Do several signals, and several parts of the recording on their own, say the same offset?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np

from gestae.sync.peaks import Peak, find_peak, highest_ns, joined, standard
from gestae.sync.signals import Curve, Int64s, Signal, likeness, woven

__all__ = ["Found", "Search", "Window", "search"]

# A part of a recording shows less than the whole: its lengths may overlap the other only in part.
_WINDOW_SHARE: Final = 0.8


@dataclass(frozen=True, slots=True)
class Search:
    """How to look.

    Attributes:
        least_ns: the least overlap of both recordings that is tried.
        aside_ns: what lies as near to a peak as this is part of it.
        near_ns: what lies as near to the best offset as this agrees with it.
        windows: into how many parts the overlap is split at most.
        window_ns: how long a part is at least, where the overlap allows three.
    """

    least_ns: int
    aside_ns: int
    near_ns: int
    windows: int
    window_ns: int


@dataclass(frozen=True, slots=True)
class Window:
    """One part of the overlap, by itself.

    Attributes:
        first_ns: where it begins, in the time of A.
        last_ns: where it ends.
        score: how far the best offset of the whole, or one near it, stands out in it; None where it shows nothing.
        own_ns: its own best offset; None where it shows nothing.
        without_ns: the best offset of all the other parts together; None where they show nothing.
    """

    first_ns: int
    last_ns: int
    score: float | None
    own_ns: int | None
    without_ns: int | None


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """What a search found.

    Attributes:
        curve: the joined curve.
        peak: its best offset and its second.
        own_ns: each signal's own best offset; None where a signal shows nothing.
        overlap_ns: from when to when of A both were recorded, at the best offset.
        windows: the parts of the overlap, in order of time.
    """

    curve: Curve
    peak: Peak
    own_ns: tuple[int | None, ...]
    overlap_ns: tuple[int, int]
    windows: tuple[Window, ...]

    def agreeing(self, near_ns: int) -> int:
        """Count the signals whose own best offset lies near the best of all."""
        return sum(own is not None and abs(own - self.peak.at_ns) <= near_ns for own in self.own_ns)


def search(a: Sequence[Signal], b: Sequence[Sequence[Signal]], how: Search) -> Found | None:
    """Hold the signals of two recordings against each other at every offset.

    Args:
        a: the signals of A, all on one grid.
        b: the same signals of B, on grids of several phases; two phases find offsets to half a step.
        how: what counts as overlap, as peak, as agreement.

    Returns:
        What was found; None where the recordings are too short to overlap by enough, or show nothing.
    """
    single = [woven([likeness(one, phase[place], least_ns=how.least_ns) for phase in b]) for place, one in enumerate(a)]
    scores = [standard(curve, how.aside_ns) for curve in single]
    speaking = [score for score in scores if score is not None]
    if not speaking:
        return None
    curve = joined(speaking)
    peak = find_peak(curve, how.aside_ns)
    overlap = _overlap(a[0], b[0][0], peak.at_ns)
    return Found(
        curve,
        peak,
        tuple(None if score is None else highest_ns(score) for score in scores),
        overlap,
        _windows(a, b, how, peak.at_ns, overlap),
    )


def _overlap(a: Signal, b: Signal, offset_ns: int) -> tuple[int, int]:
    first = max(a.start_ns, b.start_ns + offset_ns)
    last = min(a.start_ns + (len(a) - 1) * a.step_ns, b.start_ns + (len(b) - 1) * b.step_ns + offset_ns)
    return first, max(first, last)


def _windows(
    a: Sequence[Signal], b: Sequence[Sequence[Signal]], how: Search, at_ns: int, overlap: tuple[int, int]
) -> tuple[Window, ...]:
    """Split the overlap into parts in which equally much happens, and ask each for itself."""
    times = a[0].start_ns + np.arange(len(a[0]), dtype=np.int64) * a[0].step_ns
    parts = max(3, min(how.windows, (overlap[1] - overlap[0]) // how.window_ns))
    inside = (times >= overlap[0]) & (times <= overlap[1])
    bounds = _shared_out(a[0], inside, parts)
    found = []
    for low, high in pairwise(bounds.tolist()):
        mask = inside & (np.arange(len(times)) >= low) & (np.arange(len(times)) < high)
        if not mask.any():
            continue
        alone = _joined_within(a, b, how, mask)
        others = _joined_within(a, b, how, inside & ~mask)
        found.append(
            Window(
                int(times[mask][0]),
                int(times[mask][-1]),
                None if alone is None else _score_near(alone, at_ns, how.near_ns),
                None if alone is None else highest_ns(alone),
                None if others is None else highest_ns(others),
            )
        )
    return tuple(found)


def _shared_out(signal: Signal, inside: np.ndarray[tuple[int], np.dtype[np.bool_]], parts: int) -> Int64s:
    """Choose borders between which equally much happens: nobody can tell times apart where nothing moves."""
    happens = np.abs(signal.values[:, 0] - signal.values[inside, 0].mean() if inside.any() else signal.values[:, 0])
    grown = np.cumsum(np.where(inside & signal.known[:, 0], happens + happens[inside].mean() * 0.1, 0.0))
    shares = grown[-1] * np.arange(1, parts) / parts
    within = np.searchsorted(grown, shares)
    first, last = (np.flatnonzero(inside)[[0, -1]]) if inside.any() else (0, 0)
    return np.concatenate([[first], within, [last + 1]]).astype(np.int64)


def _joined_within(
    a: Sequence[Signal], b: Sequence[Sequence[Signal]], how: Search, mask: np.ndarray[tuple[int], np.dtype[np.bool_]]
) -> Curve | None:
    least_ns = max(1, int(np.count_nonzero(mask) * a[0].step_ns * _WINDOW_SHARE))
    scores = []
    for place, one in enumerate(a):
        part = _cropped(one, mask)
        curve = woven([likeness(part, phase[place], least_ns=least_ns) for phase in b])
        score = standard(curve, how.aside_ns)
        if score is not None:
            scores.append(score)
    return joined(scores) if scores else None


def _cropped(signal: Signal, mask: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Signal:
    """Keep a part of a signal, from its first moment to its last."""
    first, last = np.flatnonzero(mask)[[0, -1]]
    kept = slice(int(first), int(last) + 1)
    known = signal.known[kept] & mask[kept, None]
    values = np.where(known, signal.values[kept], 0.0)
    return Signal(signal.start_ns + int(first) * signal.step_ns, signal.step_ns, values, known)


def _score_near(curve: Curve, at_ns: int, near_ns: int) -> float | None:
    near = np.abs(curve.offsets_ns - at_ns) <= near_ns
    return float(curve.values[near].max()) if near.any() else None
