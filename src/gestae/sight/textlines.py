"""Lines of text that need not stand level: found in a map of text, cut out and levelled. Pure.

A camera that looks at a vehicle from the side and above sees its uprights upright and its levels sloped, so a line is
levelled by moving its columns up and down, not by turning it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt
from PIL import Image

__all__ = ["SlopedLine", "levelled", "sloped_lines"]

Floats: TypeAlias = "npt.NDArray[np.float32]"

# As in `textnets`: the map shows the core of a line, grown by this share of area over circumference.
_GROWTH: Final = 1.6
_TEXT_FROM: Final = 0.3
_LEAST_CORE_PX: Final = 3
# Of what is not clearly wider than high no slope can be told.
_TELLS_SLOPE: Final = 2.0
# Steeper lines are no text that stands upright.
_MOST_SLOPE: Final = 0.7


@dataclass(frozen=True, slots=True)
class SlopedLine:
    """Where a line of text stands, in pixels of the picture.

    Attributes:
        box: x1 y1 x2 y2 of the line as if it stood level about its middle.
        slope: pixels down for each pixel to the right.
        score: how sure the finder is of it, 0 to 1.
    """

    box: tuple[float, float, float, float]
    slope: float
    score: float

    @property
    def height_px(self) -> float:
        """Its height, with what stands above and below its letters."""
        return self.box[3] - self.box[1]

    @property
    def around(self) -> tuple[float, float, float, float]:
        """The upright box around it.

        >>> SlopedLine((0.0, 10.0, 100.0, 20.0), 0.1, 0.9).around
        (0.0, 5.0, 100.0, 25.0)
        """
        x1, y1, x2, y2 = self.box
        more = abs(self.slope) * (x2 - x1) / 2
        return x1, y1 - more, x2, y2 + more


def sloped_lines(likely: Floats, size_px: tuple[int, int], least_score: float) -> tuple[SlopedLine, ...]:
    """Take lines from a map of text, the largest first.

    Args:
        likely: (h, w) 0 to 1.
        size_px: width and height of the picture that the map is of.
        least_score: mean likelihood within a line, below which it is none.

    >>> likely = np.zeros((64, 64), np.float32)
    >>> for x in range(8, 40): likely[20 + x // 4 : 26 + x // 4, x] = 0.9
    >>> [(round(line.slope, 1), round(line.height_px)) for line in sloped_lines(likely, (128, 128), 0.5)]
    [(0.2, 28)]
    """
    found = sorted(_lines(likely, size_px, least_score), key=lambda line: (-_area(line), line.box))
    return tuple(found)


def levelled(picture: npt.NDArray[np.uint8], line: SlopedLine, margin_px: float) -> npt.NDArray[np.uint8]:
    """Cut a line out so that it stands level.

    Args:
        picture: (h, w) or (h, w, 3) uint8.
        line: where it stands.
        margin_px: how much of the picture is left around it.

    Returns:
        The cut-out, at least one pixel; what lies beyond the picture is as its edge.
    """
    x1, y1, x2, y2 = line.box
    left, top = x1 - margin_px, y1 - margin_px
    width, height = max(1, round(x2 - x1 + 2 * margin_px)), max(1, round(y2 - y1 + 2 * margin_px))
    start = top + line.slope * (left - (x1 + x2) / 2)
    reach = abs(line.slope) * width + 2
    low, high = _within(start - reach, start + height + reach, picture.shape[0])
    near, far = _within(left - 1, left + width + 1, picture.shape[1])
    beyond = (max(0, near - round(left)) + 1, max(0, low - round(start)) + 1)
    sides = [(beyond[1], height), (beyond[0], width), (0, 0)][: picture.ndim]
    padded = np.pad(picture[low:high, near:far], sides, mode="edge")
    shift = (1.0, 0.0, left - near + beyond[0], line.slope, 1.0, start - low + beyond[1])
    cut = Image.fromarray(np.ascontiguousarray(padded)).transform(
        (width, height), Image.Transform.AFFINE, shift, resample=Image.Resampling.BILINEAR
    )
    return np.ascontiguousarray(np.asarray(cut))


def _within(start: float, stop: float, most: int) -> tuple[int, int]:
    low = min(max(int(np.floor(start)), 0), most - 1)
    return low, min(max(int(np.ceil(stop)), low + 1), most)


def _area(line: SlopedLine) -> float:
    x1, y1, x2, y2 = line.box
    return (x2 - x1) * (y2 - y1)


def _lines(likely: Floats, size_px: tuple[int, int], least_score: float) -> Iterator[SlopedLine]:
    from scipy import ndimage  # a quarter of a second: not before there is a map

    labels, _ = ndimage.label(likely > _TEXT_FROM)
    wide, high = size_px[0] / likely.shape[1], size_px[1] / likely.shape[0]
    for number, (rows, columns) in enumerate(ndimage.find_objects(labels), 1):
        core = labels[rows, columns] == number
        if float(likely[rows, columns][core].mean()) < least_score:
            continue
        slope, middle, thick = _level_of(core)
        width = core.shape[1]
        if abs(slope * high / wide) > _MOST_SLOPE or min(thick, width) < _LEAST_CORE_PX:
            continue
        more = thick * width * _GROWTH / (2 * (thick + width))
        box = (
            (columns.start - more) * wide,
            (rows.start + middle - thick / 2 - more) * high,
            (columns.stop + more) * wide,
            (rows.start + middle + thick / 2 + more) * high,
        )
        yield SlopedLine(box, slope * high / wide, float(likely[rows, columns][core].mean()))


def _level_of(core: npt.NDArray[np.bool_]) -> tuple[float, float, float]:
    """Give a core's slope, the row of its middle, and how many rows thick it is."""
    height, width = core.shape
    thick = core.sum(axis=0)
    if width < _TELLS_SLOPE * float(np.median(thick)):
        return 0.0, height / 2, float(height)
    columns = np.arange(width, dtype=np.float64)
    rows = (core * (np.arange(height, dtype=np.float64)[:, None] + 0.5)).sum(axis=0) / thick
    around = columns - columns.mean()
    slope = float((around * rows).sum() / (around * around).sum())
    return slope, float(rows.mean()), float(np.percentile(thick, 90))
