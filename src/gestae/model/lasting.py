"""A lasting change: a place that looked one way for some seconds, and then another way for some seconds."""

from __future__ import annotations

from dataclasses import dataclass

from gestae.errors import RecordError

__all__ = ["LastingChange"]


@dataclass(frozen=True, slots=True)
class LastingChange:
    """Where the scene changed for good.

    Attributes:
        box: x1 y1 x2 y2 in whole pixels of the decoded picture, x2 and y2 just outside.
        old_from_n: ordinal of the first picture that shows it the old way; `old_n` of the last one.
        left_n: of the first that was looked at after that one.
        new_n: of the first picture that shows it the new way for good.
        outline: by how much more sharply the outline of what changed stood out before than after, -1 to 1: a thing
            has an outline where it is, and the bare ground goes on into its surroundings.
        uneven: how unevenly the light differs within it (standard deviation of the ratio's natural logarithm): by about
            one factor in a shadow.
    """

    box: tuple[int, int, int, int]
    old_from_n: int
    old_n: int
    left_n: int
    new_n: int
    outline: float
    uneven: float

    def __post_init__(self) -> None:
        x1, y1, x2, y2 = self.box
        if not (x1 < x2 and y1 < y2):
            raise RecordError(f"a lasting change within {self.box}, which has no area")
        if not 0 <= self.old_from_n <= self.old_n < self.left_n <= self.new_n:
            raise RecordError(
                f"a place seen the old way from {self.old_from_n} to {self.old_n}, no more in {self.left_n} "
                f"and the new way from {self.new_n}; the old way comes before the new one"
            )
        if not (-1 <= self.outline <= 1 and self.uneven >= 0):
            raise RecordError(
                f"an outline of {self.outline} and light uneven by {self.uneven}; the one lies between -1 and 1, the "
                "other is not negative"
            )
