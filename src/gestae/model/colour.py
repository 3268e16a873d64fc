"""Named colours, and the parts of people and vehicles that bear them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from gestae.errors import RecordError
from gestae.model.sighting import Label

__all__ = ["Colour", "Part", "Worn", "parts_of"]


class Colour(StrEnum):
    """The colours that a person would name; which light makes which is a table of `gestae.sight.colour`."""

    BLACK = "black"
    GREY = "grey"
    WHITE = "white"
    RED = "red"
    ORANGE = "orange"
    BROWN = "brown"
    YELLOW = "yellow"
    GREEN = "green"
    BLUE = "blue"
    PURPLE = "purple"
    PINK = "pink"


class Part(StrEnum):
    """Where on a thing a colour is: a person's upper or lower clothing, a vehicle's body."""

    UPPER = "upper"
    LOWER = "lower"
    BODY = "body"


@dataclass(frozen=True, slots=True)
class Worn:
    """Which colours one part of one tracked thing showed, over several pictures.

    Attributes:
        track: the track's id.
        part: where on it.
        pictures: how many pictures voted.
        shares: for each colour that was seen, its mean part of the pixels, 0 to 1; they sum to 1 at most.
        named: the colour that the votes agree on; None where they are unsure.

    >>> Worn("a1", Part.UPPER, 4, {Colour.RED: 0.8, Colour.GREY: 0.2}, Colour.RED).named.value
    'red'
    """

    track: str
    part: Part
    pictures: int
    shares: Mapping[Colour, float]
    named: Colour | None

    def __post_init__(self) -> None:
        if self.pictures < 1 or not self.shares:
            raise RecordError(f"colours of {self.track} from {self.pictures} pictures; leave out what no picture shows")
        # Each share is rounded by itself.
        if not all(0 <= share <= 1 for share in self.shares.values()) or sum(self.shares.values()) > 1.001:
            raise RecordError(
                f"colours of {self.track} with parts {dict(self.shares)}; each lies in 0..1, all sum to 1"
            )
        if self.named is not None and self.named not in self.shares:
            raise RecordError(f"{self.track} named {self.named}, which none of its pictures shows; name one of them")


def parts_of(label: Label) -> tuple[Part, ...]:
    """Name the parts of a thing whose colour is told; none of what has no part of one colour.

    >>> parts_of(Label.PERSON), parts_of(Label.CAR), parts_of(Label.DOG)
    ((<Part.UPPER: 'upper'>, <Part.LOWER: 'lower'>), (<Part.BODY: 'body'>,), ())
    """
    if label is Label.PERSON:
        return Part.UPPER, Part.LOWER
    return (Part.BODY,) if label.is_vehicle and label is not Label.MOTORCYCLE else ()
