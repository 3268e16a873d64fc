"""Pictures against an empty scene: who comes shows, light does not, and no picture matters to the next."""

from __future__ import annotations

import numpy as np
import pytest
from tests.unit.observe.drawn import texture

from gestae.errors import RecordError
from gestae.sight.difference import STEPS_PER_GREY, Difference, shrunk

HEIGHT, WIDTH = 120, 240
GROUND = texture(5, HEIGHT, WIDTH, 110.0).astype(np.uint8)


def noisy(seed: int, *, light: float = 1.0) -> np.ndarray:
    return np.clip(GROUND * light + np.random.default_rng(seed).normal(0, 2, GROUND.shape), 0, 255).astype(np.uint8)


def test_who_comes_shows_where_he_is() -> None:
    somebody = noisy(1)
    somebody[60:78, 120:126] = 250
    cells = Difference(GROUND).of(somebody)[0].astype(int)
    assert cells[10:13, 20].min() > 100 * STEPS_PER_GREY / 10
    cells[10:13, 20] = 0
    assert cells.max() < 5 * STEPS_PER_GREY


@pytest.mark.parametrize("light", [0.8, 0.95, 1.1, 1.3])
def test_other_light_is_nobody(light: float) -> None:
    calm = Difference(GROUND).of(noisy(2))[0].mean()
    cells, gain = Difference(GROUND).of(noisy(2, light=light))
    assert cells.mean() < 1.5 * calm
    assert gain == pytest.approx(light, rel=0.02)


def test_what_is_white_or_burnt_in_stays_so_in_other_light() -> None:
    ground = GROUND.copy()
    ground[30:48, 30:60] = 255
    brighter = np.clip(ground * 1.05, 0, 255).astype(np.uint8)
    cells, gain = Difference(ground).of(brighter)
    assert gain == pytest.approx(1.05, rel=0.01)
    assert cells[5:8, 5:10].max() <= 2 * STEPS_PER_GREY


def test_a_picture_is_measured_alike_whatever_was_measured_before() -> None:
    first, second = noisy(3), noisy(4)
    meter = Difference(GROUND)
    meter.of(first)
    np.testing.assert_array_equal(meter.of(second)[0], Difference(GROUND).of(second)[0])


def test_black_pictures_are_measured_too() -> None:
    black = np.zeros_like(GROUND)
    assert Difference(black).of(black)[0].max() == 0
    assert Difference(GROUND).of(black)[0].max() == 255


@pytest.mark.parametrize("width", [352, 704, 960, 1280, 1440, 1920, 2560, 2592, 3840])
def test_every_size_shrinks_to_about_480(width: int) -> None:
    small = shrunk(np.full((width // 2, width), 9, np.uint8))
    assert 320 <= small.shape[1] <= 720
    assert (small == 9).all()


def test_what_cannot_be_measured_is_refused() -> None:
    with pytest.raises(RecordError, match="too small"):
        Difference(np.zeros((11, 40), np.uint8))
    with pytest.raises(RecordError, match="one stream"):
        Difference(GROUND).of(GROUND[:-6])
