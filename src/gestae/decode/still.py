"""Stills of decoded pictures as files in memory: the same picture gives the same bytes. Pure.

JPEG by Pillow's libjpeg-turbo, without metadata, with fixed tables; PNG where every pixel must stay as it is.
The bytes hold for one version of Pillow, which is recorded with what is made from them.
"""

from __future__ import annotations

import io
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from gestae.errors import RecordError

__all__ = ["still_jpeg", "still_png"]

Bytes: TypeAlias = NDArray[np.uint8]

# Above this, libjpeg's tables change no more than noise; 85 keeps a burnt-in clock readable at half the bytes of 95.
DEFAULT_QUALITY: Final = 85


def still_jpeg(picture: Bytes, *, quality: int = DEFAULT_QUALITY, max_width_px: int | None = None) -> bytes:
    """Write a picture as JPEG.

    Args:
        picture: uint8, (h, w, 3) colours or (h, w) brightness.
        quality: libjpeg's, 1 to 95.
        max_width_px: a wider picture is made as narrow as this, its height in proportion; none is made wider.

    Raises:
        RecordError: no such picture, or a quality that libjpeg does not have.

    >>> still_jpeg(np.zeros((4, 4, 3), np.uint8))[:3].hex()
    'ffd8ff'
    """
    if not 1 <= quality <= 95:
        raise RecordError(f"a JPEG quality of {quality}; it goes from 1 to 95")
    # 4:4:4 keeps the colours of clothing at the edges; no restart markers, no thumbnails, no metadata.
    return _write(_image(picture, max_width_px), format="JPEG", quality=quality, subsampling=0, optimize=True)


def still_png(picture: Bytes, *, max_width_px: int | None = None) -> bytes:
    """Write a picture as PNG, without loss; see `still_jpeg` for the arguments.

    >>> still_png(np.zeros((4, 4), np.uint8))[1:4]
    b'PNG'
    """
    return _write(_image(picture, max_width_px), format="PNG", compress_level=6)


def _image(picture: Bytes, max_width_px: int | None) -> Image.Image:
    grey = picture.ndim == 2
    if picture.dtype != np.uint8 or not (grey or (picture.ndim == 3 and picture.shape[2] == 3)) or not picture.size:
        raise RecordError(
            f"a picture of shape {picture.shape} and type {picture.dtype}; give uint8 (h, w) or (h, w, 3)"
        )
    if max_width_px is not None and max_width_px < 1:
        raise RecordError(f"a width of at most {max_width_px} px; it must be positive")
    image = Image.fromarray(np.ascontiguousarray(picture))
    if max_width_px is None or image.width <= max_width_px:
        return image
    height_px = max(round(image.height * max_width_px / image.width), 1)
    # Averages what a pixel covers, so that nothing is invented between two pixels and no row is left out.
    return image.resize((max_width_px, height_px), Image.Resampling.BOX)


def _write(image: Image.Image, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, **options)  # type: ignore[arg-type]
    return buffer.getvalue()
