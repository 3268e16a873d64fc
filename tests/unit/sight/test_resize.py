"""Pictures are brought to a net's size, and boxes find back."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest

from gestae.sight.resize import Fit, place


@pytest.mark.parametrize(
    ("shape", "fit", "scale"),
    [
        ((60, 120), Fit.PAD, [3.0, 3.0]),
        ((120, 60), Fit.PAD, [3.0, 3.0]),
        ((60, 120), Fit.STRETCH, [3.0, 1.5]),
        ((40, 40), Fit.PAD, [1.0, 1.0]),
    ],
)
def test_a_box_finds_back_to_the_picture(shape: tuple[int, int], fit: Fit, scale: list[float]) -> None:
    placed = place(np.zeros((*shape, 3), np.uint8), (40, 40), fit)
    assert placed.rgb.shape == (40, 40, 3)
    assert placed.scale[:2].tolist() == scale


def test_padding_lies_right_and_below_in_the_given_grey() -> None:
    white = np.full((10, 20, 3), 255, np.uint8)
    placed = place(white, (20, 20), Fit.PAD, filling=127)
    assert (placed.rgb[:10] == 255).all()
    assert (placed.rgb[10:] == 127).all()


def test_shrinking_averages_instead_of_skipping() -> None:
    stripes = np.zeros((64, 64, 3), np.uint8)
    stripes[:, ::2] = 255
    assert abs(int(place(stripes, (8, 8), Fit.STRETCH).rgb[4, 4, 0]) - 127) < 8


def test_the_bytes_are_pinned() -> None:
    """Another Pillow that rounds otherwise would change findings: it must be seen here first."""
    picture = np.random.default_rng(7).integers(0, 256, (97, 131, 3), np.uint8)
    digest = hashlib.sha256(place(picture, (64, 64), Fit.PAD).rgb.tobytes()).hexdigest()
    assert digest[:16] == "6dc7bc9b75647f4f"


def test_a_sliver_keeps_a_row() -> None:
    assert place(np.zeros((1, 900, 3), np.uint8), (30, 30), Fit.PAD).rgb.shape == (30, 30, 3)
