"""The thing's own picture as a ruler."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import ndimage
from tests.unit.observe.drawn import texture

from gestae.observe.standstill import displacements, find_rest

LOOK = texture(8, 40, 60, 130.0)
GROUND = texture(9, 80, 200, 90.0)


def laid(x: float, seed: int) -> np.ndarray[tuple[int, int], np.dtype[np.uint8]]:
    picture = GROUND.copy()
    whole = int(np.floor(x))
    picture[20:60, whole + 1 : whole + 60] = ndimage.shift(LOOK, (0, x - whole), order=1)[:, 1:60]
    noise = np.random.default_rng(seed).normal(0, 2, picture.shape)
    return np.clip(picture + noise, 0, 255).astype(np.uint8)


def test_shifts_are_read_to_a_fraction_of_a_pixel() -> None:
    truth = [95.0, 97.3, 98.6, 99.4, 100.0, 100.0]
    frames = [laid(x, seed) for seed, x in enumerate(truth)]
    still = np.stack([laid(100.0, seed) for seed in range(20, 30)]).mean(axis=0, dtype=np.float32)[22:58, 104:156]
    found = displacements(frames, still, np.ones_like(still), (104, 22), 7)
    np.testing.assert_allclose(found[:, 0], np.array(truth) - 100.0, atol=0.3)
    np.testing.assert_allclose(found[:, 1], 0.0, atol=0.3)


def test_what_is_lost_is_said_to_be_lost() -> None:
    frames = [laid(30.0, 0), laid(100.0, 1)]
    still = laid(100.0, 5)[22:58, 104:156].astype(np.float32)
    found = displacements(frames, still, np.ones_like(still), (104, 22), 5)
    assert not np.isnan(found[1]).any()
    assert np.isnan(found[0]).any() or abs(found[0, 0] + 70) > 5


@pytest.mark.parametrize(("share", "first"), [(0.05, 36), (0.1, 35)])
def test_rest_is_where_the_further_way_falls_below_the_share(share: float, first: int) -> None:
    # It brakes by half a pixel a frame each frame and stands at frame 40: (40 - n)**2 / 4 px are left at n.
    left = np.maximum(40 - np.arange(80), 0) ** 2 / 4.0
    places = np.stack([-left, np.zeros(80)], axis=1)
    rest = find_rest(places, (80.0, 90.0), share, 30, 0.1)
    assert rest is not None
    assert abs(rest.first - (40 - 2 * np.sqrt(85 * share))) <= 1
    assert rest.first == first
    assert rest.earliest <= 40 - 2 * np.sqrt(90 * share)
    assert rest.latest >= 40 - 2 * np.sqrt(80 * share)


def test_what_never_moved_did_not_come_to_rest() -> None:
    assert find_rest(np.zeros((50, 2)), (80.0, 90.0), 0.05, 20, 0.1) is None


def test_what_was_lost_before_it_moved_did_not_either() -> None:
    places = np.zeros((50, 2))
    places[:20] = np.nan
    assert find_rest(places, (80.0, 90.0), 0.05, 20, 0.1) is None
