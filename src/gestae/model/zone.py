"""A zone: a polygon that a person drew on the picture of a footage, such as a doorway or a stretch of road."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from gestae.errors import RecordError

__all__ = ["MOST_POINTS", "Edge", "Point", "Zone"]

Point = tuple[int, int]
Edge = tuple[Point, Point]

# More corners than anybody draws; each costs a comparison for every box of every picture.
MOST_POINTS: Final = 64
# No picture is larger (H.266 ends at 16,888 lines); what lies beyond is a slip.
MOST_PX: Final = 32_768


@dataclass(frozen=True, slots=True)
class Zone:
    """A polygon in a picture of `size_px` (width, height); pixels of the decoded frame, origin top left.

    A thing is in it where the middle of its lowest edge is: feet and wheels stand on the ground, heads do not.

    >>> door = Zone("door", ((10, 10), (50, 10), (50, 90), (10, 90)), (320, 240))
    >>> door.holds(30.0, 89.5), door.holds(30.0, 95.0)
    (True, False)
    """

    name: str
    points: tuple[Point, ...]
    size_px: tuple[int, int]

    def __post_init__(self) -> None:
        width, height = self.size_px
        if not 3 <= len(self.points) <= MOST_POINTS:
            raise RecordError(f"zone {self.name!r} of {len(self.points)} corners; give 3 to {MOST_POINTS}")
        if not 0 < width <= MOST_PX or not 0 < height <= MOST_PX:
            raise RecordError(f"zone {self.name!r} in a picture of {width} by {height}; give the picture's own size")
        for x, y in self.points:
            if not (0 <= x <= width and 0 <= y <= height):
                raise RecordError(f"zone {self.name!r} has a corner at {x},{y}; the picture is {width} by {height}")
        if _crosses_itself(self.edges):
            raise RecordError(f"zone {self.name!r} crosses itself; give its corners in the order around it")
        if self.twice_the_area_px2 == 0:
            raise RecordError(f"zone {self.name!r} has no area; give corners that do not lie on one line")

    @property
    def edges(self) -> tuple[Edge, ...]:
        """Its sides, from each corner to the next, the last one back to the first."""
        return tuple(pairwise((*self.points, self.points[0])))

    @property
    def twice_the_area_px2(self) -> int:
        """Twice its area, which is a whole number; 0 where it has none."""
        return abs(sum(ax * by - bx * ay for (ax, ay), (bx, by) in self.edges))

    def holds(self, x: float, y: float) -> bool:
        """Say whether a point lies within: a ray from it to the right crosses an odd number of sides.

        Source: Shimrat, Algorithm 112, 1962; a side belongs to the zone on its right and below it.
        """
        crossings = sum(
            (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax for (ax, ay), (bx, by) in self.edges
        )
        return crossings % 2 == 1


def _crosses_itself(edges: tuple[Edge, ...]) -> bool:
    """Say whether two sides that are not neighbours meet."""
    last = len(edges) - 1
    return any(
        _meet(edges[i], edges[j]) for i in range(len(edges)) for j in range(i + 2, len(edges)) if (i, j) != (0, last)
    )


def _meet(one: Edge, other: Edge) -> bool:
    turns = [_turn(*one, point) for point in other] + [_turn(*other, point) for point in one]
    if turns[0] != turns[1] and turns[2] != turns[3]:
        return True
    touches = zip(turns, (*((one, p) for p in other), *((other, p) for p in one)), strict=True)
    return any(turn == 0 and _between(edge, point) for turn, (edge, point) in touches)


def _turn(a: Point, b: Point, c: Point) -> int:
    """Say on which side of a line a point lies: -1, 0 or 1."""
    cross = (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
    return (cross > 0) - (cross < 0)


def _between(edge: Edge, point: Point) -> bool:
    (ax, ay), (bx, by) = edge
    return min(ax, bx) <= point[0] <= max(ax, bx) and min(ay, by) <= point[1] <= max(ay, by)
