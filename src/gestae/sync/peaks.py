"""The peak of a curve of likeness: where it lies, how far it stands out, and what comes second."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from gestae.errors import RecordError
from gestae.sync.signals import Curve, Floats

__all__ = ["Peak", "find_peak", "highest_ns", "joined", "standard"]

# Fewer offsets beside the peak than this are no background to hold it against.
_LEAST_BESIDE: Final = 8
# The median absolute deviation of a normal distribution, as a standard deviation.
_MAD_TO_SD: Final = 1.4826


@dataclass(frozen=True, slots=True)
class Peak:
    """The best offset of a curve beside its second best.

    Attributes:
        at_ns: the best offset, between the grid's by a parabola.
        score: its height, in standard deviations of what the curve shows elsewhere.
        second_ns: the best offset that is not part of the same peak.
        second_score: its height.
    """

    at_ns: int
    score: float
    second_ns: int
    second_score: float

    @property
    def ratio(self) -> float:
        """How many times higher the best is than the second; a second below half a deviation counts as that half.

        >>> Peak(0, 4.0, 9, 2.0).ratio, Peak(0, 4.0, 9, -1.0).ratio
        (2.0, 8.0)
        """
        return self.score / max(self.second_score, 0.5)


def standard(curve: Curve, aside_ns: int) -> Curve | None:
    """Measure a curve in standard deviations of what it shows away from its peak.

    Args:
        curve: of likeness.
        aside_ns: what lies as near to the peak as this is part of it.

    Returns:
        The curve about its median; None where too little of it lies away from the peak, or where it is flat.
    """
    if not len(curve):
        return None
    away = np.abs(curve.offsets_ns - curve.offsets_ns[np.argmax(curve.values)]) > aside_ns
    if np.count_nonzero(away) < _LEAST_BESIDE:
        return None
    beside = curve.values[away]
    middle = float(np.median(beside))
    spread = max(_MAD_TO_SD * float(np.median(np.abs(beside - middle))), float(beside.std()))
    if not spread > 0:
        return None
    return Curve(curve.offsets_ns, (curve.values - middle) / spread)


def joined(curves: Sequence[Curve]) -> Curve:
    """Take the mean of standard curves over the same offsets: what all of them show stays, what one shows sinks.

    Raises:
        RecordError: there is none, or their offsets differ.
    """
    if not curves or any(not np.array_equal(curve.offsets_ns, curves[0].offsets_ns) for curve in curves):
        raise RecordError("curves over different offsets cannot be joined; sample all signals on one grid")
    return Curve(curves[0].offsets_ns, np.mean([curve.values for curve in curves], axis=0))


def highest_ns(curve: Curve) -> int:
    """Give the offset of the highest value, between the grid's offsets by a parabola.

    >>> highest_ns(Curve(np.array([0, 10, 20]), np.array([0.0, 1.0, 0.5])))
    12
    """
    at = int(np.argmax(curve.values))
    if at in (0, len(curve) - 1):
        return int(curve.offsets_ns[at])
    before, here, after = (float(value) for value in curve.values[at - 1 : at + 2])
    bend = before - 2 * here + after
    fine = 0.0 if bend >= 0 else 0.5 * (before - after) / bend
    step = int(curve.offsets_ns[at + 1 if fine > 0 else at]) - int(curve.offsets_ns[at if fine > 0 else at - 1])
    return int(curve.offsets_ns[at]) + round(fine * step)


def find_peak(curve: Curve, aside_ns: int) -> Peak:
    """Find the best offset and the best one beside it.

    Raises:
        RecordError: nothing lies beside the peak.
    """
    best = int(np.argmax(curve.values))
    away = np.abs(curve.offsets_ns - curve.offsets_ns[best]) > aside_ns
    if not away.any():
        raise RecordError("a curve that is all peak has no second; widen the offsets that are tried")
    beside: Floats = np.where(away, curve.values, -np.inf)
    second = int(np.argmax(beside))
    return Peak(
        highest_ns(curve), float(curve.values[best]), int(curve.offsets_ns[second]), float(curve.values[second])
    )
