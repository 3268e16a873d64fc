"""What counts as a flash beside a hand."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["FlashLimits"]


@dataclass(frozen=True, slots=True)
class FlashLimits:
    """Numbers of the rule on flashes.

    Attributes:
        reach: a spot is beside a hand within this part of the box's height.
        cell_grey: a cell differs by so much more than in the pictures around.
        brighter_grey: the spot is brighter by this than before and after,
        outshines_grey: brighter by this than all that is near the hand before and after,
        bright_grey: and at least so bright.
        most_s: recordings of which two pictures last longer are not judged.
    """

    reach: float = 0.3
    cell_grey: float = 4.0
    brighter_grey: float = 50.0
    outshines_grey: float = 35.0
    bright_grey: float = 180.0
    most_s: float = 0.12
