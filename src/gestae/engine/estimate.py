"""How fast work goes and how long it will take. Pure: the clock's readings come in.

The rate is taken over the last stretch of time, not from the beginning, because the first items also pay for
starting workers and compiling, and footage differs in how much happens in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

__all__ = ["WINDOW_S", "Estimate", "Sample", "estimate", "remember"]

WINDOW_S: Final = 30.0
# Below a second a rate says more of the start than of the work.
_SHORTEST_S: Final = 1.0

Sample: TypeAlias = tuple[float, float]  # seconds since the start, work reached


@dataclass(frozen=True, slots=True)
class Estimate:
    """Work a second, and seconds left; None: cannot be told yet."""

    rate_per_s: float | None
    left_s: float | None


def remember(samples: Sequence[Sample], now: Sample) -> tuple[Sample, ...]:
    """Add a reading and drop those that are older than the window; one before it stays as its foot.

    >>> remember([(0.0, 0.0), (10.0, 1.0), (20.0, 2.0)], (45.0, 5.0))
    ((10.0, 1.0), (20.0, 2.0), (45.0, 5.0))
    """
    horizon = now[0] - WINDOW_S
    older = [sample for sample in samples if sample[0] <= horizon]
    return (*older[-1:], *(sample for sample in samples if sample[0] > horizon), now)


def estimate(samples: Sequence[Sample], total: float) -> Estimate:
    """Say how fast work went over the samples and how long the rest takes at that rate.

    Args:
        samples: readings in order of time, work in the unit of `total`.
        total: all the work.

    >>> estimate([(0.0, 0.0), (10.0, 20.0)], 100.0)
    Estimate(rate_per_s=2.0, left_s=40.0)
    >>> estimate([(0.0, 0.0), (0.2, 20.0)], 100.0)
    Estimate(rate_per_s=None, left_s=None)
    """
    if not samples:
        return Estimate(None, None)
    (start_s, start), (now_s, now) = samples[0], samples[-1]
    if now_s - start_s < _SHORTEST_S or now <= start:
        return Estimate(None, None)
    rate = (now - start) / (now_s - start_s)
    return Estimate(rate, max(total - now, 0.0) / rate)
