"""Which way a thing went in the picture, from where it stood when it was first and last seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from gestae.observe.query import Direction

__all__ = ["LEAST_LOOKS", "Stand", "ways"]

# A thing seen less often stands nowhere in particular: one wild box would be its way.
LEAST_LOOKS: Final = 4
# In heights of the thing itself, so that near and far count alike: the ground is seen foreshortened, hence less for up
# and down. What grows by a quarter came a fifth nearer.
_SIDEWAYS: Final = 0.5
_ALONG: Final = 0.25
_GROWS: Final = 1.25


@dataclass(frozen=True, slots=True)
class Stand:
    """Where a thing stood, as the mean of a few looks.

    Attributes:
        x: the middle of its box, in pixels.
        feet: its lowest edge.
        height: of its box; None where every look cut it off at the picture's edge.
    """

    x: float
    feet: float
    height: float | None


def ways(first: Stand, last: Stand, height: float, looks: int) -> Mapping[Direction, bool | None]:
    """Say of each way whether a thing went it; None where that cannot be told.

    Args:
        first: where it stood when it was first seen.
        last: where it stood when it was last seen.
        height: its height in the middle of its looks, in pixels.
        looks: how often it was seen.

    >>> went = ways(Stand(100, 200, 80), Stand(300, 210, 82), 80, 12)
    >>> [way.value for way, is_so in went.items() if is_so]
    ['right']
    """
    if looks < LEAST_LOOKS:
        return dict.fromkeys(Direction)
    aside, along = (last.x - first.x) / height, (last.feet - first.feet) / height
    grown = None if first.height is None or last.height is None else last.height / first.height
    return {
        Direction.LEFT: aside <= -_SIDEWAYS,
        Direction.RIGHT: aside >= _SIDEWAYS,
        Direction.UP: along <= -_ALONG,
        Direction.DOWN: along >= _ALONG,
        Direction.TOWARDS: None if grown is None else grown >= _GROWS,
        Direction.AWAY: None if grown is None else grown <= 1 / _GROWS,
    }
