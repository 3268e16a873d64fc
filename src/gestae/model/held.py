"""Something like a bag near a person, as it was seen in one picture."""

from __future__ import annotations

from dataclasses import dataclass

from gestae.errors import RecordError
from gestae.model.sighting import Label

__all__ = ["Held"]


@dataclass(frozen=True, slots=True)
class Held:
    """One sighting of something that a person may carry.

    Attributes:
        n: ordinal of the picture.
        box: x1 y1 x2 y2, pixels of the decoded frame.
        label: the detector's word for it.
        score: how surely, 0 to 1; not a probability.
        colour: red green blue, the median over its middle, 0 to 255.
        beyond: the part of what lies close around the box that has the same colour, 0 to 1: a thing ends where it ends,
            a piece of clothing goes on.

    Raises:
        RecordError: the box has no area, the ordinal is negative, the word names nothing that is carried.
    """

    n: int
    box: tuple[float, float, float, float]
    label: Label
    score: float
    colour: tuple[int, int, int]
    beyond: float

    def __post_init__(self) -> None:
        x1, y1, x2, y2 = self.box
        if not (x1 < x2 and y1 < y2):
            raise RecordError(f"something held within {self.box}, which has no area; give x1 < x2 and y1 < y2")
        if self.n < 0 or not (0 <= self.score <= 1 and 0 <= self.beyond <= 1):
            raise RecordError(
                f"a sighting in picture {self.n} with score {self.score}, {self.beyond} of its surroundings alike; "
                "pictures count from 0, the others from 0 to 1"
            )
        if not self.label.is_bag:
            raise RecordError(f"a {self.label.value} is not held in a hand; only bags are noted so")
