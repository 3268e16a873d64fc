"""Squares are cut out where they say, turned the way they say, and points find back to the picture."""

from __future__ import annotations

import numpy as np
import pytest

from gestae.sight.crops import Square, cut_square, square_around


def picture(width: int = 60, height: int = 40) -> np.ndarray[tuple[int, int, int], np.dtype[np.uint8]]:
    return np.random.default_rng(7).integers(0, 256, (height, width, 3), np.uint8)


@pytest.mark.parametrize("turn", [0, 90, -90])
def test_a_point_of_the_square_finds_back_to_the_pixel_it_shows(turn: int) -> None:
    rgb, square = picture(), Square(10, 5, 32, turn)
    cut = cut_square(rgb, square, 32)
    for x, y in ((0, 0), (31, 0), (4, 20), (17, 29)):
        ((left, top),) = square.to_picture(np.array([[(x + 0.5) / 32, (y + 0.5) / 32]], np.float32))
        assert cut[y, x].tolist() == rgb[int(top), int(left)].tolist()


def test_a_quarter_clockwise_lifts_what_lies_to_the_left() -> None:
    rgb = np.zeros((8, 8, 3), np.uint8)
    rgb[4, 0] = 255
    assert np.argwhere(cut_square(rgb, Square(0, 0, 8, 90), 8)[:, :, 0]).tolist() == [[0, 3]]
    assert np.argwhere(cut_square(rgb, Square(0, 0, 8, -90), 8)[:, :, 0]).tolist() == [[7, 4]]


BEYOND = {
    "at the corner": (Square(-16, -16, 32), (16, 16)),
    "around all of it": (Square(-10, -20, 80), (None, None)),
    "below": (Square(10, 24, 32), (None, 16)),
}


@pytest.mark.parametrize(("square", "inside"), BEYOND.values(), ids=BEYOND.keys())
def test_beyond_the_picture_is_black(square: Square, inside: tuple[int | None, int | None]) -> None:
    rgb = np.full((40, 60, 3), 200, np.uint8)
    cut = cut_square(rgb, square, square.side_px)
    rows, columns = np.flatnonzero(cut[:, :, 0].any(axis=1)), np.flatnonzero(cut[:, :, 0].any(axis=0))
    assert cut[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1].min() == 200
    seen = (min(60, square.left + square.side_px) - max(0, square.left), 0)
    assert len(columns) == seen[0]
    assert inside[1] is None or len(rows) == inside[1]


def test_a_square_wholly_beyond_the_picture_is_black() -> None:
    assert not cut_square(picture(), Square(100, 100, 16), 8).any()


def test_it_comes_at_the_size_that_was_asked_for() -> None:
    for side in (5, 32, 300):
        assert cut_square(picture(), Square(3, 3, side), 24).shape == (24, 24, 3)


def test_a_square_lies_evenly_around_the_longer_side() -> None:
    wide = square_around(np.array([10.0, 20, 90, 40]), margin=1.5, turn=90)
    assert wide == Square(-10, -30, 120, 90)
    assert square_around(np.array([0.0, 0, 0.2, 0.2]), margin=1.25).side_px == 1
