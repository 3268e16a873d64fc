"""The text that a recorder burns into its pictures: its wrong clock and the camera's name."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter, ImageFont

__all__ = ["CLOCK_FORMS", "burn_in"]

# The way each recorder writes the date; all three show whole seconds.
CLOCK_FORMS: Final = {"gate": "%Y-%m-%d %H:%M:%S", "yard": "%d-%m-%Y %H:%M:%S", "booth": "%Y/%m/%d %H:%M:%S"}
Floats = NDArray[np.float32]

_TEXT_PX: Final = 17
_MARGIN_PX: Final = 8


@dataclass(frozen=True, slots=True)
class _Text:
    """A drawn line of text as what it leaves of a plane and what it adds, for luma and for chroma."""

    luma: tuple[Floats, Floats]
    chroma: tuple[Floats, Floats]


@lru_cache(maxsize=8)
def _drawn(text: str) -> _Text:
    """Draw a line of text: its letters and their dark border.

    Every character takes the same width, as in a recorder's character generator.
    """
    font = ImageFont.load_default(_TEXT_PX)
    pitch = 11
    image = Image.new("L", (pitch * len(text) + 8, _TEXT_PX + 11))
    pen = ImageDraw.Draw(image)
    for k, letter in enumerate(text):
        wide = pen.textlength(letter, font=font)
        pen.text((4 + k * pitch + (pitch - wide) / 2, 2), letter, fill=255, font=font)
    ink = np.asarray(image, np.float32) / 255.0
    border = np.asarray(image.filter(ImageFilter.MaxFilter(3)), np.float32) / 255.0
    ink, border = (part[:, : part.shape[1] // 2 * 2] for part in (ink, border))
    h, w = ink.shape
    cover = border.reshape(h // 2, 2, w // 2, 2).mean((1, 3))
    left, added = (1.0 - 0.85 * border) * (1.0 - ink), 24.0 * 0.85 * border * (1.0 - ink) + 232.0 * ink
    return _Text((left, added + np.float32(0.5)), (1.0 - cover, 128.0 * cover + np.float32(0.5)))


def _set(planes: tuple[NDArray[np.uint8], ...], text: str, at: tuple[int, int]) -> None:
    drawn = _drawn(text)
    for plane, (left, added), step in zip(planes, (drawn.luma, drawn.chroma, drawn.chroma), (1, 2, 2), strict=True):
        x, y = at[0] // 2 * 2 // step, at[1] // 2 * 2 // step
        part = plane[y : y + left.shape[0], x : x + left.shape[1]]
        part[:] = part * left + added


def burn_in(planes: tuple[NDArray[np.uint8], ...], clock: str, name: str) -> None:
    """Write the clock into the top left corner and the camera's name into the bottom right one, in place.

    Args:
        planes: y (h, w), u and v (h/2, w/2).
        clock: the display's text.
        name: the camera's name as burnt in.
    """
    h, w = planes[0].shape
    _set(planes, clock, (_MARGIN_PX, _MARGIN_PX))
    _set(planes, name, (w - _MARGIN_PX - 11 * len(name) - 8, h - _MARGIN_PX - _TEXT_PX - 10))
