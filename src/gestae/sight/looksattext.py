"""Which looks at a vehicle are read: the first, those that show it larger or elsewhere, and ever rarer ones. Pure.

Whose looks they are is told by the tracker, at the end; until then a box goes on in the box of the next picture that
covers most of it. A vehicle that stands for an hour is read some fifteen times, and one that passes some ten.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

__all__ = ["LookRules", "LooksAtText"]

_Box = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class LookRules:
    """Which looks are read.

    Attributes:
        least_width_px, least_height_px: a smaller vehicle bears no letters that can be read.
        larger: by so much in area it must have grown to be read again.
        moved: part of its longer side by which it must have moved to be read again, `moves` times at most: what drives
            away is never seen larger, and each place of it is another picture.
        wait_looks: it is read again after so many looks; each time the wait is `slower` times as long.
        gone_looks: what was not seen for so many looks is another thing.
        overlap: of two boxes, from which they are one thing's.
        margin: part of its sides by which a box is widened: a detector cuts off bumpers.
    """

    least_width_px: float = 96.0
    least_height_px: float = 48.0
    larger: float = 1.3
    moved: float = 0.15
    moves: int = 12
    wait_looks: float = 2.0
    slower: float = 2.0
    gone_looks: int = 10
    overlap: float = 0.3
    margin: float = 0.04


@dataclass(slots=True)
class _Chain:
    """One thing, as long as its boxes overlap."""

    box: _Box
    seen: int
    read: int
    read_box: _Box
    area_px: float
    wait_looks: float
    moves: int = 0


@dataclass(slots=True)
class LooksAtText:
    """Chooses looks, picture by picture, in the order of time.

    >>> box, looks = np.array([[0, 0, 100, 80]], np.float32), LooksAtText()
    >>> [looks.choose(box) for _ in range(7)]
    [[0], [], [0], [], [], [], [0]]
    """

    rules: LookRules = field(default_factory=LookRules)
    _looks: int = 0
    _chains: list[_Chain] = field(default_factory=list)

    def choose(self, boxes: _Box) -> list[int]:
        """Choose boxes of the next picture to be read.

        Args:
            boxes: (n, 4) of the things that may bear text.

        Returns:
            Their rows.
        """
        self._looks += 1
        self._chains = [one for one in self._chains if self._looks - one.seen <= self.rules.gone_looks]
        chosen = []
        taken: set[int] = set()
        for row, box in enumerate(boxes):
            width, height = float(box[2] - box[0]), float(box[3] - box[1])
            if width < self.rules.least_width_px or height < self.rules.least_height_px:
                continue
            place = _nearest(box, self._chains, taken, self.rules.overlap)
            if place is None:
                taken.add(len(self._chains))
                self._chains.append(_Chain(box, self._looks, self._looks, box, width * height, self.rules.wait_looks))
                chosen.append(row)
                continue
            taken.add(place)
            if self._is_due(self._chains[place], box):
                chosen.append(row)
        return chosen

    def _is_due(self, chain: _Chain, box: _Box) -> bool:
        chain.box, chain.seen = box, self._looks
        area_px = float((box[2] - box[0]) * (box[3] - box[1]))
        is_larger = area_px >= self.rules.larger * chain.area_px
        is_moved = chain.moves < self.rules.moves and _way(box, chain.read_box) >= self.rules.moved
        if not (is_larger or is_moved) and self._looks - chain.read < chain.wait_looks:
            return False
        if not is_larger and not is_moved:
            chain.wait_looks *= self.rules.slower
        chain.moves += is_moved and not is_larger
        chain.read, chain.read_box, chain.area_px = self._looks, box, max(area_px, chain.area_px)
        return True


def _way(box: _Box, before: _Box) -> float:
    """Say how far the middle of a box moved, as part of its longer side."""
    middles = [(one[:2] + one[2:]).astype(np.float64) / 2 for one in (box, before)]
    return float(np.hypot(*(middles[0] - middles[1]))) / float(max(box[2] - box[0], box[3] - box[1]))


def _nearest(box: _Box, chains: Sequence[_Chain], taken: set[int], least: float) -> int | None:
    shared = [(_overlap(box, one.box), -place) for place, one in enumerate(chains) if place not in taken]
    best, place = max(shared, default=(0.0, 0))
    return -place if best >= least else None


def _overlap(a: _Box, b: _Box) -> float:
    wide = min(float(a[2]), float(b[2])) - max(float(a[0]), float(b[0]))
    high = min(float(a[3]), float(b[3])) - max(float(a[1]), float(b[1]))
    if wide <= 0 or high <= 0:
        return 0.0
    both = float((a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]))
    return wide * high / (both - wide * high)
