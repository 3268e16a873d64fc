"""Which tracks are one: a thing that was lost and found again a moment later, a little way off, with nobody else near.

A tracker loses who gets on a bicycle, or is covered for a second: it looks where they would be by now, and they are
not there. Afterwards both ends are known. They are joined only where no other track could be meant.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from gestae.errors import RecordError
from gestae.model.sighting import Group

__all__ = ["JoinRules", "Stretch", "joins"]

_Box: TypeAlias = npt.NDArray[np.floating]
_Pace: TypeAlias = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class JoinRules:
    """What may be one thing.

    Attributes:
        gap_s: unseen for at most so long.
        slack: found within this part of its width of where it would be, had it kept the pace at which it was lost, or
            come at the pace at which it was found.
        least_height: the smaller box is at least so high, against the larger one.
    """

    gap_s: float = 1.2
    slack: float = 0.75
    least_height: float = 0.75

    def __post_init__(self) -> None:
        if min(self.gap_s, self.slack) < 0 or not 0 < self.least_height <= 1:
            raise RecordError(f"{self}: write no negative time or part, and a share of height between 0 and 1")


@dataclass(frozen=True, slots=True, eq=False)
class Stretch:
    """Where and when one track begins and ends, and how fast.

    Boxes are x1 y1 x2 y2 in pixels, times in seconds, paces x y in pixels a second.
    """

    group: Group
    begins_s: float
    begins: _Box
    begins_pace: _Pace
    ends_s: float
    ends: _Box
    ends_pace: _Pace


def joins(stretches: Sequence[Stretch], rules: JoinRules) -> tuple[tuple[int, int], ...]:
    """Pair the end of one track with the beginning of another, where each is the only one that the other could be.

    Returns:
        (earlier, later) places in the given order; every place stands at most once on either side.

    >>> box, still, fast = np.array([0.0, 0, 10, 20]), np.zeros(2), np.array([50.0, 0])
    >>> walk = Stretch(Group.PERSON, 0.0, box, still, 2.0, box, still)
    >>> ride = Stretch(Group.PERSON, 2.6, box + [30, 0, 30, 0], fast, 4.0, box + [99, 0, 99, 0], fast)
    >>> joins([walk, ride], JoinRules())
    ((0, 1),)
    """
    able = [
        (one, other)
        for one, other in product(range(len(stretches)), repeat=2)
        if one != other and _may_be_one(stretches[one], stretches[other], rules)
    ]
    firsts, seconds = [one for one, _ in able], [other for _, other in able]
    return tuple((one, other) for one, other in able if firsts.count(one) == 1 and seconds.count(other) == 1)


def _may_be_one(one: Stretch, other: Stretch, rules: JoinRules) -> bool:
    gap_s = other.begins_s - one.ends_s
    if one.group is not other.group or not 0 < gap_s <= rules.gap_s:
        return False
    heights = sorted(float(box[3] - box[1]) for box in (one.ends, other.begins))
    if heights[0] < rules.least_height * heights[1]:
        return False
    width = max(float(box[2] - box[0]) for box in (one.ends, other.begins))
    way = _middle(other.begins) - _middle(one.ends)
    off = [float(np.hypot(*(way - pace * gap_s))) for pace in (one.ends_pace, other.begins_pace)]
    return min(off) <= rules.slack * width


def _middle(box: _Box) -> npt.NDArray[np.float64]:
    return np.asarray((box[:2] + box[2:]) / 2, np.float64)
