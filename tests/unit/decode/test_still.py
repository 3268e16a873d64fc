"""Stills: the same picture gives the same bytes."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image
from tests.unit.decode.clips import picture

from gestae.decode.still import still_jpeg, still_png
from gestae.errors import RecordError


def test_png_keeps_every_pixel() -> None:
    np.testing.assert_array_equal(np.asarray(Image.open(io.BytesIO(still_png(picture(3))))), picture(3))


def test_jpeg_keeps_the_picture() -> None:
    read = np.asarray(Image.open(io.BytesIO(still_jpeg(picture(3), quality=95)))).astype(int)
    assert np.abs(read - picture(3)).mean() < 4


def test_the_same_picture_gives_the_same_bytes_however_it_lies_in_memory() -> None:
    turned = np.asfortranarray(picture(3))
    assert still_jpeg(turned) == still_jpeg(picture(3))
    assert still_png(turned) == still_png(picture(3))


@pytest.mark.parametrize(
    ("max_width_px", "size_px"), [(None, (96, 64)), (96, (96, 64)), (200, (96, 64)), (48, (48, 32)), (1, (1, 1))]
)
def test_a_width_bounds_and_never_enlarges(max_width_px: int | None, size_px: tuple[int, int]) -> None:
    assert Image.open(io.BytesIO(still_jpeg(picture(1), max_width_px=max_width_px))).size == size_px


def test_brightness_alone_is_written_as_grey() -> None:
    assert Image.open(io.BytesIO(still_jpeg(picture(1)[..., 0]))).mode == "L"


def test_a_still_carries_nothing_but_the_picture() -> None:
    read = Image.open(io.BytesIO(still_jpeg(picture(1))))
    assert not read.getexif()
    assert set(read.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


@pytest.mark.parametrize("quality", [0, 96, -1])
def test_a_quality_that_is_none_is_refused(quality: int) -> None:
    with pytest.raises(RecordError):
        still_jpeg(picture(0), quality=quality)


@pytest.mark.parametrize(
    "bad",
    [np.zeros((4, 4, 4), np.uint8), np.zeros((4, 4), np.float64), np.zeros(4, np.uint8), np.zeros((0, 4), np.uint8)],
)
def test_what_is_no_picture_is_refused(bad: np.ndarray) -> None:
    with pytest.raises(RecordError):
        still_png(bad)


def test_a_width_of_nothing_is_refused() -> None:
    with pytest.raises(RecordError):
        still_png(picture(0), max_width_px=0)
