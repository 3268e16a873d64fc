"""A decoded picture: its address, its brightness as it was coded, its colours on request.

Luma is the first plane itself, without colour conversion: the conversion costs more than decoding (measured:
decode and plane 0.9 of `ffmpeg -threads 1`, with RGB 1.9). Its range is the recorder's, limited (16-235) or full
(0-255), as `full_range` says; nothing is stretched.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeAlias

import av.error
import numpy as np
from av.video.frame import VideoFrame
from av.video.reformatter import Interpolation
from numpy.typing import NDArray

from gestae.errors import DecodeError
from gestae.model.footage import FrameRef

__all__ = ["DecodedFrame"]

Bytes: TypeAlias = NDArray[np.uint8]

# First plane = luma, one byte a sample.
_PLANAR_8: Final = frozenset(
    f"{prefix}{chroma}p" for prefix in ("yuv", "yuvj", "yuva") for chroma in (410, 411, 420, 422, 440, 444)
) | {"nv12", "nv16", "nv21", "nv24", "gray"}
# First plane = luma, two bytes a sample, little endian; the value is how many low bits go.
_PLANAR_16: Final = {
    **{f"yuv{chroma}p{bits}le": bits - 8 for chroma in (420, 422, 440, 444) for bits in (9, 10, 12, 14, 16)},
    **{f"gray{bits}le": bits - 8 for bits in (9, 10, 12, 14, 16)},
    # These keep their ten bits at the top of sixteen.
    "p010le": 8,
    "p210le": 8,
}
# Luma and chroma side by side in one plane: where luma begins.
_PACKED: Final = {"yuyv422": 0, "yvyu422": 0, "uyvy422": 1}
_FULL_RANGE: Final = {1: False, 2: True}  # AVCOL_RANGE_MPEG, AVCOL_RANGE_JPEG
# The same bytes on every machine: no assembler that rounds otherwise (12 ms for 1080p).
_EXACT: Final = Interpolation.BILINEAR | Interpolation.ACCURATE_RND | Interpolation.BITEXACT
# The same bytes on one class of machine, off by 1 level on average (2 ms for 1080p).
_FAST: Final = Interpolation.FAST_BILINEAR | Interpolation.BITEXACT


@dataclass(frozen=True, slots=True, eq=False)
class DecodedFrame:
    """One picture as decoded, upright as coded: rotation and pixel shape are reported and not applied.

    `key`: decoded by itself. `corrupt`: the decoder found errors in it and filled them in. Its arrays stay
    valid as long as they are held.
    """

    ref: FrameRef
    picture: VideoFrame
    key: bool
    corrupt: bool

    @property
    def luma(self) -> Bytes:
        """Brightness, uint8 (h, w), read-only; a view of the decoder's memory where it has 8 bits a sample.

        Deeper samples lose their low bits. Pictures without a luma plane (RGB, palette) are converted.
        """
        name = self.picture.format.name
        if name in _PLANAR_8:
            return _plane(self.picture, 1)
        if name in _PLANAR_16:
            deep = _plane(self.picture, 2).view(np.dtype("<u2")) >> _PLANAR_16[name]
            return _sealed(deep.astype(np.uint8))
        if name in _PACKED:
            return _plane(self.picture, 2)[:, _PACKED[name] :: 2]
        return self._converted("gray", _EXACT)

    def rgb(self, *, exact: bool = True) -> Bytes:
        """Convert to colours, uint8 (h, w, 3), read-only.

        The matrix is the one that the stream names, else ITU-R BT.601, as libswscale takes it.

        Args:
            exact: the same bytes on every machine, as stills and readings need them; False is six times faster,
                the same on one class of machine, and good for what is shrunk for a detector anyway.

        Raises:
            DecodeError: the stream claims colours that nothing converts.
        """
        return self._converted("rgb24", _EXACT if exact else _FAST)

    @property
    def full_range(self) -> bool | None:
        """Whether luma uses 0-255 (True), 16-235 (False), or the stream does not say (None)."""
        if self.picture.format.name.startswith("yuvj"):
            return True
        return _FULL_RANGE.get(self.picture.color_range)

    @property
    def interlaced(self) -> bool:
        """Whether two half-pictures of different moments share the rows."""
        return self.picture.interlaced_frame

    def _converted(self, name: str, how: Interpolation) -> Bytes:
        try:
            converted = self.picture.reformat(format=name, interpolation=how, threads=1).to_ndarray()
        except (av.error.FFmpegError, ValueError) as error:
            raise DecodeError(f"picture {self.ref.n} at {self.ref.pts} cannot be shown in colours: {error}") from error
        return _sealed(np.ascontiguousarray(converted, np.uint8))


def _plane(picture: VideoFrame, bytes_per_pixel: int) -> Bytes:
    plane = picture.planes[0]
    stride = abs(plane.line_size)
    rows = np.frombuffer(memoryview(plane), np.uint8).reshape(-1, stride)[
        : picture.height, : picture.width * bytes_per_pixel
    ]
    # A negative line size means that the rows lie bottom up in memory (libavutil, AVFrame.linesize).
    return _sealed(rows if plane.line_size > 0 else rows[::-1])


def _sealed(array: Bytes) -> Bytes:
    array.flags.writeable = False
    return array
