"""Names of colours: the standard colours of the web as people name them, in several lights; none by night."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from gestae.model.colour import Colour
from gestae.sight.colour import COLOURS, Light, LightRules, colour_shares, light_of, name_pixels

DAY = Light(1.0, 1.0, 1.0)

# Colours of CSS by the family under which its list files them, and dark shades as clothing has them.
NAMED = {
    Colour.BLACK: [(0, 0, 0), (20, 20, 22), (35, 35, 38), (18, 24, 40)],
    Colour.GREY: [(128, 128, 128), (169, 169, 169), (105, 105, 105), (112, 128, 144), (90, 92, 95)],
    Colour.WHITE: [(255, 255, 255), (245, 245, 245), (230, 230, 232), (240, 248, 255)],
    Colour.RED: [(255, 0, 0), (178, 34, 34), (139, 0, 0), (220, 20, 60), (165, 42, 42), (120, 20, 25)],
    Colour.ORANGE: [(255, 165, 0), (255, 140, 0), (255, 127, 80)],
    Colour.BROWN: [(139, 69, 19), (101, 67, 33), (160, 82, 45), (92, 64, 51), (80, 50, 30)],
    Colour.YELLOW: [(255, 255, 0), (255, 215, 0), (240, 230, 60)],
    Colour.GREEN: [(0, 128, 0), (0, 255, 0), (34, 139, 34), (85, 107, 47), (46, 139, 87), (60, 80, 50)],
    Colour.BLUE: [(0, 0, 255), (0, 0, 128), (70, 130, 180), (30, 144, 255), (135, 206, 235), (25, 35, 70)],
    Colour.PURPLE: [(128, 0, 128), (138, 43, 226), (75, 0, 130), (186, 85, 211)],
    Colour.PINK: [(255, 192, 203), (255, 105, 180), (255, 182, 193)],
}
CASES = [(colour, rgb) for colour, shades in NAMED.items() for rgb in shades]
# What lies between two names has none.
BETWEEN = {"teal": (0, 128, 128), "beige": (210, 195, 170), "turquoise": (64, 224, 208)}


def named(rgb: tuple[int, int, int], light: Light = DAY) -> Colour | None:
    place = int(name_pixels(np.array([rgb], np.uint8), light)[0])
    return None if place < 0 else COLOURS[place]


@pytest.mark.parametrize(("colour", "rgb"), CASES, ids=[f"{c.value}-{rgb}" for c, rgb in CASES])
def test_a_shade_has_its_name(colour: Colour, rgb: tuple[int, int, int]) -> None:
    assert named(rgb) is colour


@pytest.mark.parametrize("rgb", BETWEEN.values(), ids=list(BETWEEN))
def test_what_lies_between_two_names_has_none(rgb: tuple[int, int, int]) -> None:
    assert named(rgb) is None


def wall(level: int, cast: tuple[float, float, float] = (1, 1, 1)) -> npt.NDArray[np.uint8]:
    """Draw a scene: a pale wall with a dark and two coloured things before it, in a light of this strength and cast."""
    scene = np.full((120, 160, 3), 205.0)
    scene[60:, :40] = (30, 30, 32)
    scene[40:100, 60:90] = (190, 30, 35)
    scene[40:100, 100:130] = (35, 70, 160)
    linear = (scene / 255) ** 2.2 * (level / 255) * np.array(cast)
    return np.asarray((linear.clip(0, 1) ** (1 / 2.2) * 255).round(), np.uint8)


LIGHTS = {
    "day": wall(255),
    "shade": wall(130),
    "dusk": wall(80),
    "lamps": wall(220, (1.0, 0.85, 0.68)),
    "morning": wall(220, (0.8, 0.9, 1.0)),
}


@pytest.mark.parametrize("picture", LIGHTS.values(), ids=list(LIGHTS))
def test_the_light_is_taken_out(picture: npt.NDArray[np.uint8]) -> None:
    light = light_of(picture)
    assert light is not None
    places = {Colour.RED: (50, 75), Colour.BLUE: (50, 115), Colour.BLACK: (90, 20)}
    for colour, (y, x) in places.items():
        shares = colour_shares(picture[y - 5 : y + 5, x - 5 : x + 5], light)
        assert COLOURS[int(shares.argmax())] is colour
        assert shares.max() > 0.95


NO_COLOURS = {
    "night vision": np.repeat(wall(200).mean(axis=2, keepdims=True), 3, axis=2).astype(np.uint8),
    "night vision, green": (wall(200).mean(axis=2, keepdims=True) * np.array([0.98, 1.0, 0.985])).astype(np.uint8),
    "dark": wall(9),
}


@pytest.mark.parametrize("picture", NO_COLOURS.values(), ids=list(NO_COLOURS))
def test_a_picture_without_colours_has_no_light(picture: npt.NDArray[np.uint8]) -> None:
    assert light_of(picture) is None


def test_shares_leave_out_what_has_no_name() -> None:
    half = np.zeros((10, 10, 3), np.uint8)
    half[:5], half[5:] = (200, 20, 30), BETWEEN["teal"]
    shares = colour_shares(half, DAY)
    assert shares[COLOURS.index(Colour.RED)] == pytest.approx(0.5)
    assert shares.sum() == pytest.approx(0.5)


def test_a_light_is_corrected_no_further_than_the_rules_allow() -> None:
    rules = LightRules(most_gain=1.5, most_cast=1.0)
    light = light_of(wall(80, (1.0, 0.7, 0.5)), rules)
    assert light is not None
    assert light.red == pytest.approx(light.green) == pytest.approx(light.blue)
    assert light.green == pytest.approx(1.5)
