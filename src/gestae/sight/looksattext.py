"""Which looks at a vehicle are read: when it is seen first, whenever it is seen larger, and ever more rarely. Pure.

Whose looks they are is told by the tracker, at the end; until then a box goes on in the box of the next picture that
covers most of it. A vehicle that stands for an hour is read some fifteen times, and one that comes near some ten.
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
        wait_s: it is read again after so long; each time the wait is `slower` times as long.
        gone_s: what was not seen for so long is another thing.
        overlap: of two boxes, from which they are one thing's.
        margin: part of its sides by which a box is widened: a detector cuts off bumpers.
    """

    least_width_px: float = 72.0
    least_height_px: float = 48.0
    larger: float = 1.2
    wait_s: float = 0.35
    slower: float = 1.7
    gone_s: float = 2.0
    overlap: float = 0.3
    margin: float = 0.04


@dataclass(slots=True)
class _Chain:
    """One thing, as long as its boxes overlap."""

    box: _Box
    seen_s: float
    read_s: float
    area_px: float
    wait_s: float


@dataclass(slots=True)
class LooksAtText:
    """Chooses looks, picture by picture, in the order of time.

    >>> box, looks = np.array([[0, 0, 100, 80]], np.float32), LooksAtText()
    >>> [looks.choose(n / 5, box) for n in range(6)]
    [[0], [], [0], [], [], [0]]
    """

    rules: LookRules = field(default_factory=LookRules)
    _chains: list[_Chain] = field(default_factory=list)

    def choose(self, t_s: float, boxes: _Box) -> list[int]:
        """Choose boxes of one picture to be read.

        Args:
            t_s: its time.
            boxes: (n, 4) of the things that may bear text.

        Returns:
            Their rows.
        """
        self._chains = [one for one in self._chains if t_s - one.seen_s <= self.rules.gone_s]
        chosen = []
        taken: set[int] = set()
        for row, box in enumerate(boxes):
            width, height = float(box[2] - box[0]), float(box[3] - box[1])
            if width < self.rules.least_width_px or height < self.rules.least_height_px:
                continue
            place = _nearest(box, self._chains, taken, self.rules.overlap)
            if place is None:
                taken.add(len(self._chains))
                self._chains.append(_Chain(box, t_s, t_s, width * height, self.rules.wait_s))
                chosen.append(row)
                continue
            taken.add(place)
            if self._is_due(self._chains[place], t_s, box):
                chosen.append(row)
        return chosen

    def _is_due(self, chain: _Chain, t_s: float, box: _Box) -> bool:
        chain.box, chain.seen_s = box, t_s
        area_px = float((box[2] - box[0]) * (box[3] - box[1]))
        is_larger = area_px >= self.rules.larger * chain.area_px
        if not is_larger and t_s - chain.read_s < chain.wait_s:
            return False
        if not is_larger:
            chain.wait_s *= self.rules.slower
        chain.read_s, chain.area_px = t_s, max(area_px, chain.area_px)
        return True


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
