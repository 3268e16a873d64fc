"""Which tracks are one over a time in which nobody looked: who stands still is in no moment.

Between two spans of a film nobody is looked for, because a search of every stretch found no change in it. Who was
tracked where one span ends, and stands in the same place where the next begins, did not go away in between: that would
have been a change. It is inferred, and said to be; where only key frames were searched it is not.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from gestae.errors import RecordError
from gestae.sight.boxes import overlap
from gestae.sight.joining import Stretch

__all__ = ["Alike", "BridgeRules", "Idle", "bridges", "is_unchanged"]

# Ordinal and box of the last sighting before, ordinal and box of the first one after -> whether both show the same.
Alike: TypeAlias = Callable[[tuple[int, npt.NDArray[np.float32]], tuple[int, npt.NDArray[np.float32]]], bool]
# The times of the last look before and of the first look after, in seconds.
Idle: TypeAlias = tuple[float, float]

# What two pictures show in a box is compared in blocks of so many pixels, at most so many along a side.
_BLOCKS: Final = 16
# A grey level by which blocks may differ though nothing changed, where a box shows next to nothing.
_LEAST_GREY: Final = 4.0


@dataclass(frozen=True, slots=True)
class BridgeRules:
    """What stood still while nobody looked.

    Attributes:
        within_s: seen so near to the last look before, and to the first one after.
        least_overlap: of the last box before and the first one after.
        most_pace: widths of its box a second at which it may move at either end.
        most_residue: of what the box showed before, so much may be otherwise after, as a part of its own variation.
    """

    within_s: float = 2.0
    least_overlap: float = 0.6
    most_pace: float = 0.3
    most_residue: float = 0.7

    def __post_init__(self) -> None:
        if not 0 < self.least_overlap <= 1 or min(self.within_s, self.most_pace, self.most_residue) < 0:
            raise RecordError(f"{self}: write an overlap between 0 and 1, and no negative number")


def bridges(stretches: Sequence[Stretch], idle: Sequence[Idle], rules: BridgeRules) -> tuple[tuple[int, int], ...]:
    """Pair tracks that end where nobody looked any more with those that begin in the same place afterwards.

    Args:
        stretches: tracks, see `gestae.sight.joining`.
        idle: the times in which nobody looked.
        rules: what stood still.

    Returns:
        (earlier, later) places in the given order; each is the only one that the other could be.

    >>> from gestae.model.sighting import Group
    >>> box, still = np.array([0.0, 0, 10, 20]), np.zeros(2)
    >>> before = Stretch(Group.PERSON, 0.0, box, still, 9.8, box, still)
    >>> after = Stretch(Group.PERSON, 70.2, box + 1, still, 80.0, box, still)
    >>> bridges([before, after], [(10.0, 70.0)], BridgeRules()), bridges([before, after], [], BridgeRules())
    (((0, 1),), ())
    """
    able = [
        (one, other)
        for one, other in product(range(len(stretches)), repeat=2)
        if one != other and any(_stood(stretches[one], stretches[other], gap, rules) for gap in idle)
    ]
    firsts, seconds = [one for one, _ in able], [other for _, other in able]
    return tuple((one, other) for one, other in able if firsts.count(one) == 1 and seconds.count(other) == 1)


def is_unchanged(
    before: npt.NDArray[np.uint8], after: npt.NDArray[np.uint8], boxes: npt.NDArray[np.floating], rules: BridgeRules
) -> bool:
    """Say whether two pictures show the same where two boxes overlap, by whatever light.

    Args:
        before: (h, w) uint8, luma.
        after: the same size.
        boxes: (2, 4) x1 y1 x2 y2 in pixels.
        rules: see `BridgeRules`.

    >>> here = np.add.outer(np.arange(40), np.arange(40)).astype(np.uint8)
    >>> box = np.array([[4, 4, 36, 36], [5, 5, 36, 36]])
    >>> is_unchanged(here, here + 9, box, BridgeRules()), is_unchanged(here, here[::-1], box, BridgeRules())
    (True, False)
    """
    x1, y1 = np.maximum(np.floor(boxes[:, :2].max(axis=0)), 0).astype(int)
    x2, y2 = np.ceil(boxes[:, 2:].min(axis=0)).astype(int)
    one, other = (_blocks(picture[y1:y2, x1:x2]) for picture in (before, after))
    if not one.size:
        return False
    changed = float(np.std(other - one))
    return changed <= rules.most_residue * max(float(np.std(one)), _LEAST_GREY)


def _stood(one: Stretch, other: Stretch, idle: Idle, rules: BridgeRules) -> bool:
    before_s, after_s = idle
    if one.group is not other.group or not 0 <= before_s - one.ends_s <= rules.within_s:
        return False
    if not 0 <= other.begins_s - after_s <= rules.within_s:
        return False
    ends, begins = one.ends[None].astype(np.float32), other.begins[None].astype(np.float32)
    width = max(float(box[2] - box[0]) for box in (one.ends, other.begins))
    pace = max(float(np.hypot(*pace)) for pace in (one.ends_pace, other.begins_pace))
    return float(overlap(ends, begins)[0, 0]) >= rules.least_overlap and pace <= rules.most_pace * width


def _blocks(picture: npt.NDArray[np.uint8]) -> npt.NDArray[np.float64]:
    """Average a part of a picture in blocks, at most `_BLOCKS` along a side."""
    if not picture.size:
        return np.zeros((0, 0))
    edges = [np.unique(np.linspace(0, side, min(_BLOCKS, side) + 1).astype(int))[:-1] for side in picture.shape]
    sums = np.add.reduceat(np.add.reduceat(picture.astype(np.float64), edges[0], axis=0), edges[1], axis=1)
    counts = np.outer(*(np.diff([*edge, side]) for edge, side in zip(edges, picture.shape, strict=True)))
    return np.asarray(sums / counts)
