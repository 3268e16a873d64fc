"""What counts as being at a thing, and as being away from it."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["ObjectLimits"]


@dataclass(frozen=True, slots=True)
class ObjectLimits:
    """Numbers of the rules on things, in parts of the person's body height where nothing else is said.

    Attributes:
        reach: a person is at a thing whose place is no farther than this from the person's box.
        most_side: no larger thing is told.
        outline: the thing's outline must stand out by so much more where it is, unless the detector has a word for it.
        uneven: and the light must differ so unevenly over it, unless the detector has a word for it.
        sure_s: and the moment must be known as closely as this, unless the detector has a word for it.
        away: the person is away from the thing at this distance.
        alone_s: a thing that was there already is left if nobody is at it for this time.
    """

    reach: float = 0.25
    most_side: float = 1.2
    outline: float = 0.4
    uneven: float = 0.35
    sure_s: float = 6.0
    away: float = 3.0
    alone_s: float = 3.0
