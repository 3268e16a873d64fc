"""Brightness as coded and colours on request, for each way that pixels are laid out."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from tests.unit.decode.clips import SHA, Film, even_times, picture, write_film

from gestae.decode.frames import frames
from gestae.decode.picture import DecodedFrame

FORMATS = [
    ("mpeg4", "yuv420p", "a.mkv"),
    ("mjpeg", "yuvj420p", "a.mkv"),
    ("mjpeg", "yuvj444p", "a.mkv"),
    ("ffv1", "yuv422p", "a.mkv"),
    ("ffv1", "yuv420p10le", "a.mkv"),
    ("ffv1", "yuv444p12le", "a.mkv"),
    ("ffv1", "gray", "a.mkv"),
    ("ffv1", "gray16le", "a.mkv"),
    ("ffv1", "bgr0", "a.mkv"),
    ("rawvideo", "yuyv422", "a.mkv"),
    ("rawvideo", "uyvy422", "a.mkv"),
    ("rawvideo", "nv12", "a.mkv"),
    ("rawvideo", "bgr24", "a.avi"),
]


def first(tmp_path: Path, codec: str, pixel_format: str, name: str) -> DecodedFrame:
    path = write_film(tmp_path / name, even_times(3, 1), Film(codec, pixel_format, time_base=Fraction(1, 25)))
    return next(frames(path, SHA))


@pytest.mark.parametrize(("codec", "pixel_format", "name"), FORMATS)
def test_luma_is_the_brightness_of_the_picture_upright(
    tmp_path: Path, codec: str, pixel_format: str, name: str
) -> None:
    frame = first(tmp_path, codec, pixel_format, name)
    drawn = picture(0).astype(np.float64) @ (0.299, 0.587, 0.114)
    full = frame.full_range is True or pixel_format.startswith(("gray", "rgb", "bgr"))
    expected = drawn if full else 16 + drawn * 219 / 255
    luma = frame.luma
    assert luma.dtype == np.uint8
    assert luma.shape == (64, 96)
    # The lower part is noise, which lossy codecs smooth.
    assert np.abs(luma[:42].astype(float) - expected[:42]).mean() < 3
    assert luma[30, 10] > luma[30, 60] + 60


@pytest.mark.parametrize(("codec", "pixel_format", "name"), FORMATS)
def test_colours_are_those_of_the_picture(tmp_path: Path, codec: str, pixel_format: str, name: str) -> None:
    rgb = first(tmp_path, codec, pixel_format, name).rgb()
    expected = picture(0)
    if pixel_format.startswith("gray"):
        expected = np.repeat((expected @ np.array([0.299, 0.587, 0.114]))[..., None], 3, axis=2).astype(np.uint8)
    assert rgb.dtype == np.uint8
    assert rgb.shape == (64, 96, 3)
    assert np.abs(rgb[20:36, 4:16].astype(float) - expected[20:36, 4:16]).mean() < 8


def test_pictures_cannot_be_painted_over(tmp_path: Path) -> None:
    frame = first(tmp_path, "mpeg4", "yuv420p", "a.mkv")
    for array in (frame.luma, frame.rgb()):
        with pytest.raises(ValueError, match="read-only"):
            array[0, 0] = 1


def test_colours_are_the_same_bytes_every_time(tmp_path: Path) -> None:
    frame = first(tmp_path, "mpeg4", "yuv420p", "a.mkv")
    assert frame.rgb().tobytes() == frame.rgb().tobytes()


def test_fast_colours_are_near_the_exact_ones(tmp_path: Path) -> None:
    frame = first(tmp_path, "mpeg4", "yuv420p", "a.mkv")
    assert np.abs(frame.rgb().astype(int) - frame.rgb(exact=False)).mean() < 3


def test_what_the_stream_does_not_say_of_its_range_is_not_known(tmp_path: Path) -> None:
    assert first(tmp_path, "mpeg4", "yuv420p", "a.mkv").full_range is None
    assert first(tmp_path, "mjpeg", "yuvj420p", "b.mkv").full_range is True
