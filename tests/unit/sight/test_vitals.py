"""What is noted of pictures: how light they are, and how much they differ from the one before."""

from __future__ import annotations

import numpy as np
import pytest

from gestae.errors import RecordError
from gestae.model.vitals import BLOCKS, Vitals
from gestae.sight.vitals import VitalsNoter

RNG = np.random.default_rng(3)
WALL = RNG.integers(60, 180, (240, 320)).astype(np.uint8)


def noted(*pictures: tuple[int, np.ndarray[tuple[int, int], np.dtype[np.uint8]]]) -> tuple[Vitals, ...]:
    noter = VitalsNoter()
    for n, luma in pictures:
        noter.note(n, luma)
    return noter.vitals()


def test_a_repeated_picture_differs_by_nothing_and_a_passer_in_one_block() -> None:
    passer = WALL.copy()
    passer[:40, :40] = 250
    (one,) = noted((0, WALL), (1, WALL), (2, passer))
    assert np.isnan(one.usual[0])
    assert (one.usual[1], one.most[1]) == (0.0, 0.0)
    assert one.usual[2] == 0.0
    assert one.most[2] > 50
    assert one.light[2, 0, 0] == 250
    assert abs(int(one.light[0].mean()) - int(WALL.mean())) <= 2


def test_noise_is_in_every_block() -> None:
    noisy = np.clip(WALL + RNG.normal(0, 2, WALL.shape), 0, 255).astype(np.uint8)
    (one,) = noted((0, WALL), (1, noisy))
    assert 1.0 < one.usual[1] < 2.5


def test_where_pictures_are_left_out_or_change_their_size_a_new_stretch_begins() -> None:
    stretches = noted((0, WALL), (1, WALL), (5, WALL), (6, WALL[:120, :160]))
    assert [(one.first_n, len(one)) for one in stretches] == [(0, 2), (5, 1), (6, 1)]
    assert VitalsNoter().vitals() == ()


@pytest.mark.parametrize("shape", [(5, 320), (240, 7)])
def test_a_picture_without_blocks_is_refused(shape: tuple[int, int]) -> None:
    with pytest.raises(RecordError, match="too small"):
        VitalsNoter().note(0, np.zeros(shape, np.uint8))


def test_arrays_of_other_lengths_are_refused() -> None:
    light = np.zeros((2, *BLOCKS), np.uint8)
    with pytest.raises(RecordError, match="vitals of 3 pictures"):
        Vitals(0, light, np.zeros(3, np.float32), np.zeros(3, np.float32))
    with pytest.raises(RecordError, match="counted from 0"):
        Vitals(-1, light, np.zeros(2, np.float32), np.zeros(2, np.float32))
