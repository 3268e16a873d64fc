"""[edge] Encode pictures as three recorders would: MP4 with H.264, an MPEG transport stream, Motion-JPEG in AVI.

One thread and bit-exact flags everywhere, so that one version writes the same bytes each time. H.264 is written
with the x264 that PyAV's wheels carry: for this sample only, see docs/adr.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import av
import numpy as np
from numpy.typing import NDArray

__all__ = ["FORMS", "Form", "read_pts", "write_film"]

Planes = tuple[NDArray[np.uint8], ...]


@dataclass(frozen=True, slots=True)
class Form:
    """How one recorder writes: container, codec, picture format, the codec's options, bits per second."""

    container: str
    codec: str
    pixels: str
    options: tuple[tuple[str, str], ...]
    bit_rate: int = 0


FORMS: Final = {
    "gate.mp4": Form(
        "mp4", "libx264", "yuv420p",
        (("preset", "superfast"), ("crf", "26"), ("bf", "0"), ("g", "50"), ("threads", "1"), ("flags", "+bitexact")),
    ),
    "yard.ts": Form(
        "mpegts", "mpeg2video", "yuv420p", (("g", "25"), ("bf", "0"), ("threads", "1"), ("flags", "+bitexact")),
        1_400_000,
    ),
    "booth.avi": Form(
        "avi", "mjpeg", "yuvj420p", (("qmin", "6"), ("qmax", "6"), ("threads", "1"), ("flags", "+bitexact+qscale")),
    ),
}  # fmt: skip


class _Writer:
    def __init__(self, container: Any, stream: Any, pixels: str) -> None:  # noqa: ANN401 - PyAV's own types
        self._container, self._stream, self._pixels, self._n = container, stream, pixels, 0

    def add(self, planes: Planes) -> None:
        """Encode the next picture."""
        h, w = planes[0].shape
        frame = av.VideoFrame(w, h, self._pixels)
        for plane, data in zip(frame.planes, planes, strict=True):
            np.asarray(memoryview(plane), np.uint8).reshape(plane.height, plane.line_size)[:, : data.shape[1]] = data
        frame.pts, frame.time_base = self._n, self._stream.codec_context.time_base
        self._n += 1
        self._container.mux(self._stream.encode(frame))

    def flush(self) -> None:
        self._container.mux(self._stream.encode(None))


@contextmanager
def write_film(path: Path, size_px: tuple[int, int], period: Fraction) -> Iterator[_Writer]:
    """Open a recorder's file for writing; its form goes by its name."""
    form = FORMS[path.name]
    options = {"fflags": "+bitexact"}
    with av.open(str(path), "w", format=form.container, options=options) as container:
        stream: Any = container.add_stream(form.codec, rate=1 / period, options=dict(form.options))
        stream.width, stream.height = size_px
        stream.pix_fmt = form.pixels
        if form.bit_rate:
            stream.bit_rate = form.bit_rate
        stream.codec_context.time_base = period
        writer = _Writer(container, stream, form.pixels)
        yield writer
        writer.flush()


def read_pts(path: Path) -> tuple[tuple[int, ...], str]:
    """Read every picture's pts in presentation order, and the time base, from the file itself."""
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        pts = sorted(packet.pts for packet in container.demux(stream) if packet.pts is not None)
        base = stream.time_base or Fraction(1)
    return tuple(pts), f"{base.numerator}/{base.denominator}"
