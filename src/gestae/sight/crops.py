"""Square crops around people, upright or turned, brought to a net's size; and the way back to the picture. Pure.

A net for poses was trained on people who stand. Whoever lies on the ground stands in a picture that is turned by a
quarter, so the same net reads both.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from PIL import Image

from gestae.sight.detector import Rgb

__all__ = ["Square", "cut_square", "square_around"]

# Beyond the picture's edge there is nothing; MoveNet's own cropping fills with black.
_BEYOND: Final = 0
_QUARTERS: Final = {0: 0, 90: -1, -90: 1}  # np.rot90 counts anticlockwise


@dataclass(frozen=True, slots=True)
class Square:
    """A square part of a picture, perhaps beyond its edges, and by how much it is turned before it is looked at.

    Attributes:
        left: pixels of the picture, whole; `top` likewise.
        side_px: its side.
        turn: degrees clockwise: 0, 90 or -90.
    """

    left: int
    top: int
    side_px: int
    turn: int = 0

    def to_picture(self, parts: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """Bring points of the turned square back to the picture.

        Args:
            parts: (n, 2) x y in parts of the turned square's side, 0 to 1.

        Returns:
            (n, 2) x y in pixels of the picture.

        >>> Square(10, 20, 100, turn=90).to_picture(np.array([[1.0, 0.25]], np.float32)).tolist()
        [[35.0, 20.0]]
        """
        x, y = parts[:, 0], parts[:, 1]
        if self.turn == 90:
            x, y = y, 1 - x
        elif self.turn == -90:
            x, y = 1 - y, x
        corner = np.array([self.left, self.top], np.float32)
        return np.asarray(np.stack([x, y], axis=1) * np.float32(self.side_px) + corner, np.float32)


def square_around(box: npt.NDArray[np.floating], *, margin: float, turn: int = 0) -> Square:
    """Lay a square around a box, `margin` times as wide as the box's longer side.

    >>> square_around(np.array([10.0, 10, 30, 90]), margin=1.25)
    Square(left=-30, top=0, side_px=100, turn=0)
    """
    x1, y1, x2, y2 = (float(value) for value in box)
    side_px = max(1, round(max(x2 - x1, y2 - y1) * margin))
    return Square(round((x1 + x2 - side_px) / 2), round((y1 + y2 - side_px) / 2), side_px, turn)


def cut_square(rgb: Rgb, square: Square, size_px: int) -> Rgb:
    """Cut a square out of a picture, turn it and bring it to a size; what lies beyond the picture is black.

    Args:
        rgb: (h, w, 3) uint8.
        square: where.
        size_px: side of the result.

    Returns:
        (size_px, size_px, 3) uint8.

    >>> picture = np.zeros((4, 4, 3), np.uint8); picture[0, 0] = 255
    >>> cut_square(picture, Square(0, 0, 4, turn=90), 4)[0, 3].tolist()
    [255, 255, 255]
    """
    height, width = rgb.shape[:2]
    left, top = max(0, square.left), max(0, square.top)
    right, bottom = min(width, square.left + square.side_px), min(height, square.top + square.side_px)
    whole = np.full((square.side_px, square.side_px, 3), _BEYOND, np.uint8)
    if left < right and top < bottom:
        inside = rgb[top:bottom, left:right]
        whole[top - square.top : bottom - square.top, left - square.left : right - square.left] = inside
    # As in `resize.place`: whole-number filters give the same bytes everywhere.
    small = Image.fromarray(whole).resize((size_px, size_px), Image.Resampling.BILINEAR, reducing_gap=2.0)
    return np.ascontiguousarray(np.rot90(np.asarray(small), _QUARTERS[square.turn]))
