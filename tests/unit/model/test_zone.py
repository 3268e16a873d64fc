"""A zone is a polygon within its picture; what is none is refused, and what lies in it is told by its feet."""

from __future__ import annotations

import pytest

from gestae.errors import RecordError
from gestae.model.zone import Zone

SIZE = (320, 240)
# A letter L.
ELL = Zone("ell", ((0, 0), (100, 0), (100, 50), (50, 50), (50, 200), (0, 200)), SIZE)

INSIDE = {"arm": (90, 40), "stem": (40, 150), "corner": (10, 10)}
OUTSIDE = {"between": (75, 100), "right": (101, 10), "below": (20, 201), "left": (-1, 20)}


@pytest.mark.parametrize(
    ("point", "is_in"), [*((p, True) for p in INSIDE.values()), *((p, False) for p in OUTSIDE.values())]
)
def test_a_point_lies_in_it_or_not(point: tuple[float, float], is_in: bool) -> None:
    assert ELL.holds(*point) is is_in


def test_neighbours_share_no_point() -> None:
    left, right = (Zone(side, ((x, 0), (x + 50, 0), (x + 50, 90), (x, 90)), SIZE) for side, x in (("l", 0), ("r", 50)))
    for y in (0.0, 30.0, 89.5, 90.0):
        for x in (0.0, 49.5, 50.0, 50.5, 100.0):
            assert left.holds(x, y) + right.holds(x, y) <= 1


FAULTS = {
    "two corners": (((0, 0), (9, 9)), SIZE, "3 to 64"),
    "too many": (tuple((n, n * n % 200) for n in range(65)), SIZE, "3 to 64"),
    "a line": (((0, 0), (9, 9), (20, 20)), SIZE, "no area"),
    "beyond": (((0, 0), (321, 0), (0, 9)), SIZE, "321,0"),
    "above": (((0, 0), (9, -1), (0, 9)), SIZE, "9,-1"),
    "a bow": (((0, 0), (30, 30), (40, 0), (0, 30)), SIZE, "crosses itself"),
    "touches itself": (((0, 0), (40, 0), (20, 20), (40, 40), (20, 20), (0, 40)), SIZE, "crosses itself"),
    "no picture": (((0, 0), (1, 0), (0, 1)), (0, 240), "0 by 240"),
}


@pytest.mark.parametrize(("points", "size", "told"), FAULTS.values(), ids=list(FAULTS))
def test_what_is_no_polygon_is_refused(points: tuple[tuple[int, int], ...], size: tuple[int, int], told: str) -> None:
    with pytest.raises(RecordError, match=told):
        Zone("door", points, size)
