"""What is looked for in a case, as a noun: which things and acts, when, where, how long, of which colour.

It is read from words by `gestae.observe.question`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import TypeAlias

from gestae.errors import RecordError
from gestae.model.colour import Colour, Part
from gestae.model.observation import Kind
from gestae.model.sighting import Label

__all__ = ["Act", "Bounds", "Direction", "Query", "When"]

Act: TypeAlias = "tuple[Kind, str | None]"


class Direction(StrEnum):
    """Which way a thing went in the picture; an oblique way is several of them."""

    LEFT = "left"
    RIGHT = "right"
    UP = "up"
    DOWN = "down"
    TOWARDS = "towards"
    AWAY = "away"


@dataclass(frozen=True, slots=True)
class When:
    """A moment as it is asked for: a time of any day, a date with a time, or a place in each footage.

    Attributes:
        of_day_ns: nanoseconds since midnight on the clocks of the case's zone.
        written: a date with its time, local in the case's zone or with an offset, as `Instant.parse` reads it.
        footage_ns: from each footage's first picture.

    >>> When(of_day_ns=0)
    When(of_day_ns=0, written=None, footage_ns=None)
    """

    of_day_ns: int | None = None
    written: str | None = None
    footage_ns: int | None = None

    def __post_init__(self) -> None:
        if sum(one is not None for one in (self.of_day_ns, self.written, self.footage_ns)) != 1:
            raise RecordError("a moment that is asked for in no form, or in several; give one of the three")


@dataclass(frozen=True, slots=True)
class Bounds:
    """A length that is asked for: from `least`, to `most`, each included or not; None: that side is open."""

    least: Fraction | None = None
    most: Fraction | None = None
    with_least: bool = True
    with_most: bool = True

    def hold(self, value: Fraction) -> bool:
        """Say whether a length lies within.

        >>> Bounds(Fraction(10), with_least=False).hold(Fraction(10)), Bounds(most=Fraction(10)).hold(Fraction(10))
        (False, True)
        """
        is_enough = self.least is None or value > self.least or (self.with_least and value == self.least)
        is_not_more = self.most is None or value < self.most or (self.with_most and value == self.most)
        return is_enough and is_not_more


@dataclass(frozen=True, slots=True)
class Query:
    """A question to a case; an empty field asks nothing.

    Attributes:
        things: labels of tracked things.
        acts: kinds of observations, each with the word that it is said of; any where that is None.
        texts: words, any of which stands in what was read or written.
        cameras, zones: as people call them.
        colours: alternatives, each on a part of the thing; on any part where that is None.
        decisions: what became of an observation.
        after, before: it was still seen then or later; it was seen then or earlier.
        lasting: how long, in seconds.
        height: how high in the picture, in pixels.
        directions: which ways it went, any of them.
    """

    things: tuple[Label, ...] = ()
    acts: tuple[Act, ...] = ()
    texts: tuple[str, ...] = ()
    cameras: tuple[str, ...] = ()
    zones: tuple[str, ...] = ()
    colours: tuple[tuple[Part | None, Colour], ...] = ()
    upper: tuple[Colour, ...] = ()
    lower: tuple[Colour, ...] = ()
    decisions: tuple[str, ...] = ()
    after: When | None = None
    before: When | None = None
    lasting: Bounds | None = None
    height: Bounds | None = None
    directions: tuple[Direction, ...] = ()

    @property
    def asks_tracks(self) -> bool:
        """Whether a followed thing by itself can be an answer: an act, a text and a decision are observations'."""
        return not (self.texts or self.decisions) and (bool(self.things) or not self.acts)

    @property
    def asks_observations(self) -> bool:
        """Whether an observation can be an answer."""
        return bool(self.acts) or not self.things
