"""The text that a recorder burns into its pictures: its wrong clock and the camera's name."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter, ImageFont

__all__ = ["CLOCK_FORMS", "burn_in"]

# The way each recorder writes the date; all three show whole seconds.
CLOCK_FORMS: Final = {"gate": "%Y-%m-%d %H:%M:%S", "yard": "%d-%m-%Y %H:%M:%S", "booth": "%Y/%m/%d %H:%M:%S"}
_TEXT_PX: Final = 17
_MARGIN_PX: Final = 8


@lru_cache(maxsize=64)
def _mask(text: str) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Draw a line of text: its letters and their dark border, 0..1.

    Every character takes the same width, as in a recorder's character generator.
    """
    font = ImageFont.load_default(_TEXT_PX)
    pitch = 11
    ink = Image.new("L", (pitch * len(text) + 8, _TEXT_PX + 10))
    pen = ImageDraw.Draw(ink)
    for k, letter in enumerate(text):
        wide = pen.textlength(letter, font=font)
        pen.text((4 + k * pitch + (pitch - wide) / 2, 2), letter, fill=255, font=font)
    border = ink.filter(ImageFilter.MaxFilter(3))
    return np.asarray(ink, np.float32) / 255.0, np.asarray(border, np.float32) / 255.0


def _set(luma: NDArray[np.uint8], chroma: tuple[NDArray[np.uint8], ...], text: str, at: tuple[int, int]) -> None:
    ink, border = _mask(text)
    h, w = ink.shape
    x, y = at[0] - at[0] % 2, at[1] - at[1] % 2
    patch = luma[y : y + h, x : x + w].astype(np.float32)
    patch = patch * (1.0 - 0.85 * border) + 24.0 * 0.85 * border
    luma[y : y + h, x : x + w] = np.rint(patch * (1.0 - ink) + 232.0 * ink).astype(np.uint8)
    cover = border[: h - h % 2, : w - w % 2].reshape(h // 2, 2, w // 2, 2).mean((1, 3))
    for plane in chroma:
        part = plane[y // 2 : y // 2 + h // 2, x // 2 : x // 2 + w // 2]
        part[:] = np.rint(part * (1.0 - cover) + 128.0 * cover).astype(np.uint8)


def burn_in(planes: tuple[NDArray[np.uint8], ...], clock: str, name: str) -> None:
    """Write the clock into the top left corner and the camera's name into the bottom right one, in place.

    Args:
        planes: y (h, w), u and v (h/2, w/2).
        clock: the display's text.
        name: the camera's name as burnt in.
    """
    h, w = planes[0].shape
    _set(planes[0], planes[1:], clock, (_MARGIN_PX, _MARGIN_PX))
    _set(planes[0], planes[1:], name, (w - _MARGIN_PX - 11 * len(name) - 8, h - _MARGIN_PX - _TEXT_PX - 10))
