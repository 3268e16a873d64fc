"""Do two clocks run apart within a recording? Bounded by what its parts say on their own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

__all__ = ["Drift", "drift_of"]


@dataclass(frozen=True, slots=True)
class Drift:
    """By how many parts in a million A's time gains on B's.

    Attributes:
        least_ppm: at least; None where the parts leave it open.
        most_ppm: at most; None likewise.
        one_fits: False where no one rate fits all parts.
    """

    least_ppm: float | None
    most_ppm: float | None
    one_fits: bool = True

    @property
    def shows(self) -> bool:
        """Whether the clocks certainly run apart.

        >>> Drift(-3.0, 4.0).shows, Drift(2.0, 9.0).shows, Drift(None, None, one_fits=False).shows
        (False, True, True)
        """
        if not self.one_fits:
            return True
        return (self.least_ppm is not None and self.least_ppm > 0) or (self.most_ppm is not None and self.most_ppm < 0)


def drift_of(parts: Iterable[tuple[int, int, int]]) -> Drift:
    """Bound the rate at which the offset grows.

    Args:
        parts: (moment, least, most) in nanoseconds: at which moment of A the offset lies within which bounds.

    Returns:
        The rates that some straight line through all bounds has; `one_fits` False where no line passes through all.

    >>> drift_of([(0, -10, 10), (1_000_000, 90, 110)])
    Drift(least_ppm=80.0, most_ppm=120.0, one_fits=True)
    >>> drift_of([(0, 0, 1)])
    Drift(least_ppm=None, most_ppm=None, one_fits=True)
    """
    slowest, quickest = float("-inf"), float("inf")
    for (at, least, most), (later, later_least, later_most) in combinations(sorted(parts), 2):
        if later > at:
            # Pairs suffice: lines through vertical spans meet all of them when every two allow the slope
            # and a height is left; the height is at least as free as the spans are wide.
            slowest = max(slowest, (later_least - most) / (later - at) * 1e6)
            quickest = min(quickest, (later_most - least) / (later - at) * 1e6)
    if slowest > quickest:
        return Drift(None, None, one_fits=False)
    if slowest == float("-inf"):
        return Drift(None, None)
    return Drift(round(slowest, 3), round(quickest, 3))
