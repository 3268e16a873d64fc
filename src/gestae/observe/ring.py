"""How people stand to one another: how far apart, and who stands within a ring of others. Pure, on places.

What is measured is the picture. The ground lies aslant in it, so a way up or down counts twice, which is right for a
camera that looks down by thirty degrees; and people of unlike size stand at unlike depths, so they are not near. Who
stands within a ring needs no such guess: whatever the camera, straight lines of the ground are straight in the picture,
so who is inside of the others' outline in the one is inside in the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from gestae.observe.going import Going

__all__ = ["CompanyLimits", "apart", "inside_by"]

_Floats: TypeAlias = npt.NDArray[np.float64]

# The ground is foreshortened by a half: the sine of thirty degrees.
_ASLANT: Final = 2.0
_CORNERS: Final = 3


@dataclass(frozen=True, slots=True)
class CompanyLimits:
    """Every parameter of the rules on people who stand together; lengths are in body heights.

    Attributes:
        near: who stands so near to somebody stands with them.
        far: who is so far away does not.
        from_s: whoever comes was far away so long before at most; whoever parts is so soon after.
        like: sizes that differ by more than this ratio lie at different depths.
        around: a ring stands so near.
        ring: how many stand around at least.
        inside: so far inside of their outline the one in the middle is at least.
        ring_s: a ring lasts so long at least.
        ring_part: in so many of the looks from its first to its last it is seen at least.
    """

    near: float = 1.5
    far: float = 2.5
    from_s: float = 10.0
    like: float = 1.35
    around: float = 3.0
    ring: int = 3
    inside: float = 0.04
    ring_s: float = 2.0
    ring_part: float = 0.8


def apart(one: Going, look: int, other: Going, its: int, limits: CompanyLimits) -> float:
    """Give how far apart two people are, in body heights; inf where their sizes say that they are at different depths.

    Feet that are hidden make a distance no shorter: heads or feet count, whichever are nearer.
    """
    sizes = float(one.size_px[look]), float(other.size_px[its])
    if max(sizes) > limits.like * min(sizes):
        return float("inf")
    feet, heads = other.feet[its] - one.feet[look], other.head[its] - one.head[look]
    across, along = float(feet[0]), min(abs(float(feet[1])), abs(float(heads[1])))
    return float(np.hypot(across, _ASLANT * along)) / (sum(sizes) / 2)


def inside_by(place: _Floats, others: Sequence[_Floats]) -> float:
    """Give how far a place lies inside of the outline of others; negative outside, -inf where they have none.

    Args:
        place: (2,) x y.
        others: (2,) each.

    >>> square = [np.array(corner, float) for corner in ((0, 0), (4, 0), (4, 4), (0, 4))]
    >>> inside_by(np.array([1.0, 2.0]), square), inside_by(np.array([5.0, 2.0]), square)
    (1.0, -1.0)
    """
    outline = _outline(others)
    if len(outline) < _CORNERS:
        return float("-inf")
    depths = []
    for corner, following in zip(outline, [*outline[1:], outline[0]], strict=True):
        side, way = following - corner, place - corner
        depths.append(float(side[0] * way[1] - side[1] * way[0]) / float(np.hypot(*side)))
    return min(depths)


def _outline(points: Sequence[_Floats]) -> list[_Floats]:
    """Give the corners of the convex outline, in the sense in which x turns to y.

    Source: Andrew, Another efficient algorithm for convex hulls in two dimensions (1979).
    """
    ordered = sorted(points, key=lambda point: (float(point[0]), float(point[1])))
    lower, upper = _chain(ordered), _chain(ordered[::-1])
    return [*lower[:-1], *upper[:-1]]


def _chain(ordered: Sequence[_Floats]) -> list[_Floats]:
    chain: list[_Floats] = []
    for point in ordered:
        while len(chain) > 1 and _turn(chain[-2], chain[-1], point) <= 0:
            chain.pop()
        chain.append(point)
    return chain


def _turn(a: _Floats, b: _Floats, c: _Floats) -> float:
    return float((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]))
