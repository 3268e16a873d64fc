"""A picture looked at in overlapping parts, so that small people fill more of the net's input.

What a tile's edge cuts is joined again, and what two tiles both saw is kept once.

Source: sliced inference, Akyon et al. 2022 (SAHI); the joining of cut boxes is our own.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

from gestae.errors import RecordError
from gestae.model.sighting import Boxes, Detections, ModelIdentity
from gestae.sight.boxes import area, covered
from gestae.sight.detector import Detector, Rgb, check_picture, without_doubles

__all__ = ["Tile", "TiledDetector", "merge", "split"]

# Tiles share this much of their length: as wide as a person who stands as high as half the picture.
SHARED: Final = 0.25
# A box this near to an inner edge, in pixels, is taken as cut by it: nets end a cut box a little short of the edge.
CUT_WITHIN_PX: Final = 4.0
# A cut box that lies so far inside another box of its group is a part of it, seen again.
PART_OF: Final = 0.7
# Two cut boxes are halves of one thing if, across the cut, they share so much of the height (or width) they span.
SAME_SPAN: Final = 0.6
# Of two boxes of one group from different tiles that overlap more, the weaker goes.
MOST_OVERLAP: Final = 0.6


@dataclass(frozen=True, slots=True)
class Tile:
    """A part of a picture: left and top included, right and bottom not, in pixels."""

    left: int
    top: int
    right: int
    bottom: int


@dataclass(frozen=True, slots=True)
class _Side:
    """One side of a tile that may cut: the box column that touches it, where it lies, the columns along it."""

    column: int
    along: tuple[int, int]


_SIDES: Final = (_Side(0, (1, 3)), _Side(1, (0, 2)), _Side(2, (1, 3)), _Side(3, (0, 2)))


def split(width_px: int, height_px: int, count: int, *, shared: float = SHARED) -> tuple[Tile, ...]:
    """Cut a picture across its longer side into overlapping tiles of equal size.

    Args:
        width_px: of the picture.
        height_px: of the picture.
        count: how many tiles; 1 gives the whole picture.
        shared: part of a tile that it shares with its neighbour, 0 to below 1.

    >>> split(768, 576, 2)
    (Tile(left=0, top=0, right=439, bottom=576), Tile(left=329, top=0, right=768, bottom=576))
    >>> split(200, 400, 2)[1]
    Tile(left=0, top=171, right=200, bottom=400)
    """
    if count < 1 or not 0 <= shared < 1 or min(width_px, height_px) < 1:
        raise RecordError(
            f"{count} tiles sharing {shared} of {width_px} x {height_px}; write 1 or more, 0 <= shared < 1"
        )
    wide = width_px >= height_px
    length = width_px if wide else height_px
    part = min(length, round(length / (1 + (count - 1) * (1 - shared))))
    starts = [round(step * (length - part) / max(1, count - 1)) for step in range(count)]
    if wide:
        return tuple(Tile(start, 0, start + part, height_px) for start in starts)
    return tuple(Tile(0, start, width_px, start + part) for start in starts)


def merge(parts: list[tuple[Tile, Detections]], size_px: tuple[int, int]) -> Detections:
    """Bring the detections of all tiles into the picture's pixels: no doubles, cut boxes joined.

    Args:
        parts: each tile with what was found in it, in the tile's own pixels.
        size_px: width and height of the picture.

    Returns:
        Detections in the picture's pixels, best score first.

    >>> left, right = split(100, 40, 2)
    >>> box = Detections(np.array([[40, 5, 50, 35]]), np.array([0.9]), ("person",))
    >>> again = Detections(np.array([[40 - right.left, 5, 50 - right.left, 35]]), np.array([0.8]), ("person",))
    >>> merge([(left, box), (right, again)], (100, 40)).boxes.tolist()
    [[40.0, 5.0, 50.0, 35.0]]
    """
    moved = [(tile, _moved(found, tile)) for tile, found in parts]
    cuts = [_cuts(found.boxes, tile, size_px) for tile, found in moved]
    found = _together([part for _, part in moved])
    cut = np.concatenate([np.zeros((0, 4), np.bool_), *cuts])
    owner = np.repeat(np.arange(len(parts)), [len(part) for _, part in moved])
    found, cut = _joined(found, cut, owner)
    return without_doubles(_without_parts(found, cut), most_overlap=MOST_OVERLAP)


@dataclass(frozen=True, slots=True)
class TiledDetector:
    """A detector that looks at each picture in `count` overlapping tiles.

    Attributes:
        inner: the detector that looks at each tile.
        count: tiles a picture; the cost grows with it.
    """

    inner: Detector
    count: int

    def __post_init__(self) -> None:
        if self.count < 1:
            raise RecordError(f"{self.count} tiles; write 1 or more")

    @property
    def identity(self) -> ModelIdentity:
        """The inner model, with the tiling among its parameters."""
        one = self.inner.identity
        tiling = (("tiles", self.count), ("tiles_shared", SHARED))
        return ModelIdentity(one.role, one.name, one.sha256, one.parameters + tiling)

    def detect(self, rgb: Rgb) -> Detections:
        """Look at one picture; see `gestae.sight.detector.Detector`."""
        check_picture(rgb)
        high, wide = rgb.shape[:2]
        tiles = split(wide, high, self.count)
        parts = [(tile, self.inner.detect(_cut_out(rgb, tile))) for tile in tiles]
        return merge(parts, (wide, high))


def _cut_out(rgb: Rgb, tile: Tile) -> Rgb:
    return np.ascontiguousarray(rgb[tile.top : tile.bottom, tile.left : tile.right])


def _moved(found: Detections, tile: Tile) -> Detections:
    offset = np.array([tile.left, tile.top] * 2, np.float32)
    return Detections(found.boxes + offset, found.scores, found.labels)


def _together(parts: list[Detections]) -> Detections:
    return Detections(
        np.concatenate([np.zeros((0, 4), np.float32), *(part.boxes for part in parts)]),
        np.concatenate([np.zeros(0, np.float32), *(part.scores for part in parts)]),
        tuple(label for part in parts for label in part.labels),
    )


def _cuts(boxes: Boxes, tile: Tile, size_px: tuple[int, int]) -> npt.NDArray[np.bool_]:
    """Say which sides of which boxes a tile's inner edge cuts: (n, 4), left top right bottom."""
    edges = np.array([tile.left, tile.top, tile.right, tile.bottom], np.float32)
    inner = np.array([tile.left > 0, tile.top > 0, tile.right < size_px[0], tile.bottom < size_px[1]])
    near: npt.NDArray[np.bool_] = np.abs(boxes - edges) <= CUT_WITHIN_PX
    return np.asarray(near & inner, np.bool_)


def _joined(
    found: Detections, cut: npt.NDArray[np.bool_], owner: npt.NDArray[np.int64]
) -> tuple[Detections, npt.NDArray[np.bool_]]:
    """Join halves of one thing, tile after tile; a joined box is no longer cut where its halves met."""
    boxes, cut = found.boxes.copy(), cut.copy()
    dropped: set[int] = set()
    for first, second in pairwise(range(int(owner.max(initial=-1)) + 1)):
        for one in np.flatnonzero(owner == first).tolist():
            other = _other_half(one, found, boxes, cut, np.flatnonzero(owner == second))
            if other is None or other in dropped:
                continue
            boxes[other], cut[other] = _join(boxes[[one, other]], cut[[one, other]])
            dropped.add(one)
    kept = np.array([row for row in range(len(found)) if row not in dropped], np.int64)
    whole = Detections(boxes, found.scores, found.labels).take(kept)
    return whole, cut[kept]


def _join(halves: Boxes, cut: npt.NDArray[np.bool_]) -> tuple[Boxes, npt.NDArray[np.bool_]]:
    """Draw the box around two halves: (4,), and which of its sides are still cut: (4,)."""
    outer = np.concatenate([halves[:, :2].min(axis=0), halves[:, 2:].max(axis=0)])
    return outer, np.asarray((cut & (halves == outer)).any(axis=0))


def _other_half(
    one: int, found: Detections, boxes: Boxes, cut: npt.NDArray[np.bool_], candidates: npt.NDArray[np.int64]
) -> int | None:
    """Find the box of the next tile that goes on where this one is cut."""
    for side in _SIDES[2:]:
        start, end = side.along
        for other in candidates if cut[one, side.column] else ():
            if not cut[other, side.column - 2] or found.labels[one].group is not found.labels[other].group:
                continue
            shared = min(boxes[one, end], boxes[other, end]) - max(boxes[one, start], boxes[other, start])
            spanned = max(boxes[one, end], boxes[other, end]) - min(boxes[one, start], boxes[other, start])
            # What reaches over both edges covers all that the tiles share; two neighbours in there do not.
            starts, ends = boxes[other, side.column - 2], boxes[one, side.column]
            over = (
                boxes[one, side.column - 2] <= starts + CUT_WITHIN_PX
                and boxes[other, side.column] >= ends - CUT_WITHIN_PX
            )
            if shared >= SAME_SPAN * spanned and over and starts <= ends:
                return int(other)
    return None


def _without_parts(found: Detections, cut: npt.NDArray[np.bool_]) -> Detections:
    """Drop cut boxes that another box of their group holds."""
    groups = np.array([label.group.value for label in found.labels])
    inside = covered(found.boxes, found.boxes) >= PART_OF
    smaller = area(found.boxes)[:, None] < area(found.boxes)[None, :]
    alike: npt.NDArray[np.bool_] = groups[:, None] == groups[None, :]
    part = inside & smaller & alike & cut.any(axis=1, keepdims=True)
    return found.take(np.flatnonzero(~part.any(axis=1)))
