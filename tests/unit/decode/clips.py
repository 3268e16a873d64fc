"""Tiny films made for a test: a bright square walks over a grey ground, one step a picture."""

from __future__ import annotations

import io
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TypeAlias

import av
import numpy as np
from numpy.typing import NDArray
from PIL import Image

Bytes: TypeAlias = NDArray[np.uint8]
SHA = "ab" * 32
WIDTH_PX, HEIGHT_PX = 96, 64


@dataclass(frozen=True)
class Film:
    """How a film is written."""

    codec: str = "mpeg4"
    pixel_format: str = "yuv420p"
    container: str | None = None
    gop: int = 10
    b_frames: int = 0
    time_base: Fraction = Fraction(1, 1000)
    sound: bool = False
    rotation_deg: float = 0.0
    size_px: tuple[int, int] = (WIDTH_PX, HEIGHT_PX)
    muxer: tuple[tuple[str, str], ...] = ()


# An MP4 whose pictures before zero are stored, and hidden by its edit list.
EDITED = (("avoid_negative_ts", "disabled"), ("use_editlist", "1"))


def picture(number: int, size_px: tuple[int, int] = (WIDTH_PX, HEIGHT_PX)) -> Bytes:
    """Draw picture `number`, uint8 (h, w, 3)."""
    width, height = size_px
    canvas = np.full((height, width, 3), 96, np.uint8)
    left = 4 * (number % max((width - 24) // 4, 1))
    canvas[16:40, left : left + 20] = (220, 210, 200)
    canvas[44:60, 4:92] = np.random.default_rng(number).integers(60, 130, (16, 88, 1), np.uint8)
    return canvas


def write_film(path: Path, times: Sequence[int], film: Film | None = None) -> Path:
    """Write a film whose pictures have the times given, in ticks of `film.time_base`."""
    film = film or Film()
    with av.open(str(path), "w", format=film.container, options=dict(film.muxer)) as container:
        stream = container.add_stream(film.codec, rate=25)
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height = film.size_px
        stream.pix_fmt = film.pixel_format
        stream.codec_context.gop_size = film.gop
        stream.codec_context.max_b_frames = film.b_frames
        stream.codec_context.thread_count = 1
        stream.codec_context.options = {"flags": "+bitexact"}
        stream.time_base = film.time_base
        stream.codec_context.time_base = film.time_base
        if film.rotation_deg:
            stream.set_display_rotation(film.rotation_deg)
        sound = container.add_stream("pcm_s16le", rate=8000, layout="mono") if film.sound else None
        for number, time in enumerate(times):
            frame = av.VideoFrame.from_ndarray(picture(number, film.size_px), "rgb24").reformat(
                format=film.pixel_format
            )
            frame.pts, frame.time_base = time, film.time_base
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
        if isinstance(sound, av.AudioStream):
            _write_sound(container, sound)
    return path


def _write_sound(container: av.container.OutputContainer, stream: av.AudioStream) -> None:
    silence = av.AudioFrame.from_ndarray(np.zeros((1, 8000), np.int16), "s16", "mono")
    silence.sample_rate, silence.pts = 8000, 0
    container.mux(stream.encode(silence))
    container.mux(stream.encode(None))


def write_dahua(path: Path, count: int, *, before: bytes = b"") -> Path:
    """Write a `.dav` as Dahua recorders do, with Motion-JPEG pictures, 40 ms apart (layout: libavformat/dhav.c)."""
    written = bytearray(before)
    for number in range(count):
        buffer = io.BytesIO()
        Image.fromarray(picture(number)).save(buffer, "JPEG", quality=90)
        # Width and height in eighths; codec 3 (Motion-JPEG) at 25 a second.
        extension = bytes([0x80, 0, WIDTH_PX // 8, HEIGHT_PX // 8, 0x81, 0, 3, 25])
        length = 24 + len(extension) + len(buffer.getvalue()) + 8
        # 2022-03-16 14:03 and the second, packed as the recorder shows it.
        date = (number // 25) | 3 << 6 | 14 << 12 | 16 << 17 | 3 << 22 | 22 << 26
        head = struct.pack(
            "<4sBBBBIIIHBB", b"DHAV", 0xFD, 0, 0, 0, number, length, date, number * 40 % 1000, len(extension), 0
        )
        written += head + extension + buffer.getvalue() + struct.pack("<4sI", b"dhav", length)
    path.write_bytes(written)
    return path


def even_times(count: int, step: int = 40, start: int = 0) -> list[int]:
    """Times of a film that never falters."""
    return [start + step * number for number in range(count)]
