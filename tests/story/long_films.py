"""A long film of a quiet wall, in which a light box crosses now and then."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import cast

import av
import numpy as np
from av.video.stream import VideoStream

__all__ = ["RATE_HZ", "write_long_film"]

RATE_HZ = 2
_WIDTH, _HEIGHT = 240, 160


def write_long_film(
    path: Path,
    *,
    seconds: int,
    crossings_s: Sequence[tuple[float, float]],
    lighter_from_s: float | None = None,
    standing_s: tuple[float, float] | None = None,
    keys_every: int = 4,
    codec: str = "mpeg4",
) -> None:
    """Write a film; noise comes from a fixed seed.

    Args:
        path: of the new file.
        seconds: its length.
        crossings_s: from when to when a box moves from left to right.
        lighter_from_s: from then on all is brighter by a tenth.
        standing_s: from when to when a second box stands below the way of the others.
        keys_every: pictures from key frame to key frame.
        codec: of FFmpeg.
    """
    rng = np.random.default_rng(11)
    wall = rng.integers(90, 150, (_HEIGHT // 8, _WIDTH // 8)).repeat(8, axis=0).repeat(8, axis=1)
    noise = [rng.normal(0, 1.5, wall.shape) for _ in range(7)]
    with av.open(str(path), "w") as container:
        stream = cast("VideoStream", container.add_stream(codec, rate=Fraction(RATE_HZ)))
        stream.width, stream.height, stream.pix_fmt = _WIDTH, _HEIGHT, "yuv420p"
        stream.codec_context.options = {"g": str(keys_every), "qscale": "3", "bf": "0", "sc_threshold": "1000000000"}
        for n in range(seconds * RATE_HZ):
            at_s = n / RATE_HZ
            luma = wall * (1.1 if lighter_from_s is not None and at_s >= lighter_from_s else 1.0) + noise[n % 7]
            for first, last in crossings_s:
                if first <= at_s < last:
                    left = int((at_s - first) / (last - first) * (_WIDTH - 30))
                    luma[60:110, left : left + 30] = 230
            if standing_s is not None and standing_s[0] <= at_s < standing_s[1]:
                luma[118:150, 180:196] = 230
            _write(container, stream, luma, n)
        container.mux(stream.encode(None))


def _write(
    container: av.container.OutputContainer,
    stream: VideoStream,
    luma: np.ndarray[tuple[int, ...], np.dtype[np.float64]],
    n: int,
) -> None:
    frame = av.VideoFrame(_WIDTH, _HEIGHT, "yuv420p")
    planes = (luma.clip(0, 255).astype(np.uint8), np.full((_HEIGHT // 2, _WIDTH // 2), 128, np.uint8))
    for plane, data in zip(frame.planes, (planes[0], planes[1], planes[1]), strict=True):
        rows = np.zeros((plane.height, plane.line_size), np.uint8)
        rows[:, : plane.width] = data
        plane.update(rows.tobytes())
    frame.pts = n
    container.mux(stream.encode(frame))
