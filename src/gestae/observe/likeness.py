"""How alike the clothing of two tracked things looks: a measure between bounds, because a part may not have been seen.

It compares colours by name, part by part, and nothing else: no faces, no gait, no size. Two people in the same uniform
are as alike as one person seen twice, so it orders what to look at and never says who somebody is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from gestae.errors import RecordError
from gestae.model.colour import Colour, Part, Worn

__all__ = ["MEASURE", "Likeness", "likeness"]

MEASURE: Final = (
    "likeness of clothing, never identity: of each part that both show (upper, lower, body), the share of colour that "
    "they have in common, 0 to 1, and the mean over the parts that the first shows; a part that is not seen of the "
    "second may be alike or not, so there are two bounds"
)


@dataclass(frozen=True, slots=True)
class Likeness:
    """Between which bounds two things look alike, 0 to 1.

    Attributes:
        least: where no part that was not seen is alike; `most`: where each is.
        shared: for each part of the first, the share of colour in common; None where the second does not show it.
    """

    least: float
    most: float
    shared: Mapping[Part, float | None]

    def __post_init__(self) -> None:
        if not 0 <= self.least <= self.most <= 1 + 1e-9 or not self.shared:
            raise RecordError(f"a likeness from {self.least} to {self.most} of {len(self.shared)} parts; 0 to 1")

    @property
    def seen(self) -> int:
        """How many parts were compared."""
        return sum(one is not None for one in self.shared.values())

    @property
    def middle(self) -> float:
        """Half way between the bounds: what a list is sorted by, and no more likely than the rest."""
        return (self.least + self.most) / 2


def likeness(first: Iterable[Worn], second: Iterable[Worn]) -> Likeness | None:
    """Compare the colours of two things.

    Args:
        first: what somebody asked for.
        second: what may look like it.

    Returns:
        The bounds; None where no part is seen of both.

    >>> red = Worn("a", Part.UPPER, 5, {Colour.RED: 0.8, Colour.GREY: 0.2}, Colour.RED)
    >>> black = Worn("a", Part.LOWER, 5, {Colour.BLACK: 1.0}, Colour.BLACK)
    >>> other = Worn("b", Part.UPPER, 5, {Colour.RED: 0.5, Colour.BROWN: 0.5}, None)
    >>> found = likeness([red, black], [other])
    >>> found.least, found.most, found.seen
    (0.25, 0.75, 1)
    """
    there = {one.part: one for one in second}
    shared = {
        one.part: _shared(one.shares, there[one.part].shares) if one.part in there else None
        for one in sorted(first, key=lambda one: one.part.value)
    }
    known = [one for one in shared.values() if one is not None]
    if not known:
        return None
    least = sum(known) / len(shared)
    return Likeness(least, least + (len(shared) - len(known)) / len(shared), shared)


def _shared(one: Mapping[Colour, float], other: Mapping[Colour, float]) -> float:
    """Add up what two have in common of each colour, of what the one bears a name for that has more names.

    Source: histogram intersection, Swain and Ballard, Color indexing, 1991.
    """
    common = sum(min(share, other.get(colour, 0.0)) for colour, share in one.items())
    return min(1.0, common / max(sum(one.values()), sum(other.values())))
