"""A strip of pixels along one side of the picture: where things come in and go out.

Depth counts from the picture's edge inwards, so that one reasoning serves all four sides.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from gestae.observe.facts import Luma

__all__ = ["Side", "Strip", "StripFrames", "cut"]

StripFrames: TypeAlias = npt.NDArray[np.uint8]


class Side(StrEnum):
    """A side of the picture."""

    LEFT = "left"
    RIGHT = "right"
    TOP = "top"
    BOTTOM = "bottom"


@dataclass(frozen=True, slots=True)
class Strip:
    """Where a strip lies: `depth_px` deep at one side, from `low_px` to `high_px` along it."""

    side: Side
    low_px: int
    high_px: int
    depth_px: int

    def box(self, width_px: int, height_px: int) -> tuple[int, int, int, int]:
        """Give its corners x1 y1 x2 y2 in a picture of a size.

        >>> Strip(Side.RIGHT, 10, 40, 24).box(320, 192)
        (296, 10, 320, 40)
        """
        low, high, depth = self.low_px, self.high_px, self.depth_px
        return {
            Side.LEFT: (0, low, depth, high),
            Side.RIGHT: (width_px - depth, low, width_px, high),
            Side.TOP: (low, 0, high, depth),
            Side.BOTTOM: (low, height_px - depth, high, height_px),
        }[self.side]


def cut(luma: Luma, strip: Strip) -> Luma:
    """Cut a strip out of a picture.

    Returns:
        (depth, length) uint8, depth 0 at the picture's edge.

    >>> picture = np.arange(12, dtype=np.uint8).reshape(3, 4)
    >>> cut(picture, Strip(Side.RIGHT, 0, 2, 2)).tolist()
    [[3, 7], [2, 6]]
    """
    low, high, depth = strip.low_px, strip.high_px, strip.depth_px
    if strip.side is Side.LEFT:
        piece = luma[low:high, :depth].T
    elif strip.side is Side.RIGHT:
        piece = luma[low:high, ::-1][:, :depth].T
    elif strip.side is Side.TOP:
        piece = luma[:depth, low:high]
    else:
        piece = luma[::-1][:depth, low:high]
    return np.ascontiguousarray(piece)
