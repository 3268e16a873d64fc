"""Which colours clothing and vehicles have: a table of names in a perceptual space, with the picture's light taken out.

Colours are told in OKLCh: lightness 0 to 1, chroma 0 to about 0.3, hue in degrees. Each pixel of a part is named by the
table or by nothing; what lies between two names has none. Pictures of night vision, and dark ones, have no colours.

Source: Ottosson, A perceptual color space for image processing, 2020 (OKLab); Finlayson and Trezzi, Shades of gray and
colour constancy, 2004 (the cast of the light).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from gestae.model.colour import Colour

__all__ = ["COLOURS", "Light", "LightRules", "colour_shares", "light_of", "name_pixels", "to_lab"]

Picture: TypeAlias = npt.NDArray[np.uint8]
Floats: TypeAlias = npt.NDArray[np.float64]

COLOURS: Final = tuple(Colour)


@dataclass(frozen=True, slots=True)
class _Row:
    """Pixels with lightness, chroma and hue from the first (included) to the second (not) bear the name.

    Hue goes upwards and may pass 360.
    """

    colour: Colour
    lightness: tuple[float, float]
    chroma: tuple[float, float]
    hue: tuple[float, float] = (0.0, 360.0)


# The first row that fits counts. Limits lie in the middle between the names that people give to the standard colours
# of the web (tests/unit/sight/test_colour.py holds the table against them).
_TABLE: Final = (
    _Row(Colour.BLACK, (0.0, 0.20), (0.0, 0.10)),
    _Row(Colour.BLACK, (0.0, 0.33), (0.0, 0.04)),
    _Row(Colour.WHITE, (0.87, inf), (0.0, 0.045)),
    _Row(Colour.GREY, (0.36, 0.83), (0.0, 0.035)),
    _Row(Colour.PINK, (0.68, inf), (0.05, inf), (335.0, 378.0)),
    _Row(Colour.RED, (0.25, 0.68), (0.09, inf), (355.0, 398.0)),
    _Row(Colour.BROWN, (0.22, 0.60), (0.042, 0.125), (385.0, 450.0)),
    _Row(Colour.ORANGE, (0.58, inf), (0.12, inf), (398.0, 440.0)),
    _Row(Colour.YELLOW, (0.68, inf), (0.09, inf), (445.0, 478.0)),
    _Row(Colour.GREEN, (0.22, inf), (0.045, inf), (118.0, 180.0)),
    _Row(Colour.GREEN, (0.22, 0.62), (0.05, inf), (102.0, 118.0)),
    _Row(Colour.BLUE, (0.20, inf), (0.045, inf), (205.0, 282.0)),
    _Row(Colour.PURPLE, (0.20, 0.68), (0.06, inf), (290.0, 345.0)),
    _Row(Colour.PURPLE, (0.68, inf), (0.06, inf), (290.0, 330.0)),
)
_UNNAMED: Final = -1


@dataclass(frozen=True, slots=True)
class LightRules:
    """When a picture shows colours, and how far its light is taken out.

    Attributes:
        bright: part of the pixels above which lies what counts as the picture's bright end.
        bright_to: brightness (linear, 0 to 1) to which that end is raised.
        most_gain: by no more than this.
        least_bright: a picture whose bright end lies below is too dark to tell colours.
        most_cast: one channel is raised or lowered against the others by no more than this.
        least_chroma: a picture with hardly a pixel above it is grey: night vision, or a camera without colours.
        coloured: part of the pixels that must lie above.
        step_px: the picture's light is read from every so many pixels of its longer side, at most.
    """

    bright: float = 0.97
    bright_to: float = 0.8
    most_gain: float = 3.0
    least_bright: float = 0.04
    most_cast: float = 1.25
    least_chroma: float = 0.03
    coloured: float = 0.01
    step_px: int = 128


@dataclass(frozen=True, slots=True)
class Light:
    """By how much red, green and blue are multiplied, in linear light, to take a picture's own light out of it."""

    red: float
    green: float
    blue: float


# sRGB to linear light, for each level of a byte (IEC 61966-2-1).
_LEVELS: Final = np.arange(256) / 255
_LINEAR: Final = np.where(_LEVELS <= 0.04045, _LEVELS / 12.92, ((_LEVELS + 0.055) / 1.055) ** 2.4)
_TO_CONES: Final = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_TO_LAB: Final = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)
_BRIGHTNESS: Final = np.array([0.2126, 0.7152, 0.0722])
_NORM: Final = 6  # the power of the mean in "Shades of gray"


def light_of(picture: Picture, rules: LightRules | None = None) -> Light | None:
    """Read the light of a picture.

    Args:
        picture: (h, w, 3) uint8, red green blue.
        rules: when it shows colours.

    Returns:
        What takes its light out; None where it shows no colours: it is too dark, or grey.

    >>> light_of(np.full((40, 60, 3), 90, np.uint8)) is None
    True
    """
    rules = rules or LightRules()
    step = max(1, max(picture.shape[:2]) // rules.step_px)
    linear = _LINEAR[picture[::step, ::step].reshape(-1, 3)]
    bright = float(np.quantile(linear @ _BRIGHTNESS, rules.bright))
    if bright < rules.least_bright:
        return None
    _, chroma, _ = _oklch(linear)
    if float((chroma >= rules.least_chroma).mean()) < rules.coloured:
        return None
    gain = min(rules.most_gain, max(1.0, rules.bright_to / bright))
    means = (linear**_NORM).mean(axis=0) ** (1 / _NORM)
    cast = np.clip(means.mean() / np.maximum(means, 1e-6), 1 / rules.most_cast, rules.most_cast)
    red, green, blue = (float(one) for one in cast / (cast @ _BRIGHTNESS) * gain)
    return Light(red, green, blue)


def colour_shares(part: Picture, light: Light) -> Floats:
    """Say which part of the pixels bears which name.

    Args:
        part: (h, w, 3) uint8, cut out of the picture.
        light: of the whole picture.

    Returns:
        (11,) parts in the order of `COLOURS`; what has no name is missing from their sum.

    >>> red = np.full((8, 8, 3), (200, 20, 30), np.uint8)
    >>> COLOURS[int(colour_shares(red, Light(1, 1, 1)).argmax())].value
    'red'
    """
    names = name_pixels(part.reshape(-1, 3), light)
    counts = np.bincount(names[names >= 0], minlength=len(COLOURS))
    return np.asarray(counts / max(1, len(names)), np.float64)


def name_pixels(pixels: Picture, light: Light) -> npt.NDArray[np.int64]:
    """Give each pixel the place of its name in `COLOURS`, -1 where it has none.

    Args:
        pixels: (n, 3) uint8, red green blue.
        light: of the picture.
    """
    gains = np.array([light.red, light.green, light.blue])
    lightness, chroma, hue = _oklch(np.minimum(1.0, _LINEAR[pixels] * gains))
    names = np.full(len(pixels), _UNNAMED, np.int64)
    for row in reversed(_TABLE):
        fits = _within(lightness, row.lightness) & _within(chroma, row.chroma) & _within_turn(hue, row.hue)
        names[fits] = COLOURS.index(row.colour)
    return names


def to_lab(picture: Picture) -> Floats:
    """Give OKLab of each pixel: lightness 0 to 1, green to red, blue to yellow.

    Args:
        picture: (..., 3) uint8, red green blue.

    >>> to_lab(np.array([[255, 255, 255]], np.uint8)).round(3).tolist()
    [[1.0, 0.0, 0.0]]
    """
    return _lab(_LINEAR[picture])


def _lab(linear: Floats) -> Floats:
    return np.asarray(np.cbrt(linear @ _TO_CONES.T) @ _TO_LAB.T)


def _oklch(linear: Floats) -> tuple[Floats, Floats, Floats]:
    """Give lightness, chroma and hue (degrees, 0 to 360) of linear light, (n, 3)."""
    lab = _lab(linear)
    hue = np.degrees(np.arctan2(lab[:, 2], lab[:, 1])) % 360.0
    return lab[:, 0], np.hypot(lab[:, 1], lab[:, 2]), hue


def _within(values: Floats, limits: tuple[float, float]) -> npt.NDArray[np.bool_]:
    return np.asarray((values >= limits[0]) & (values < limits[1]))


def _within_turn(hues: Floats, limits: tuple[float, float]) -> npt.NDArray[np.bool_]:
    """Say which hues lie between two, counted upwards; the second may lie beyond a full turn."""
    return np.asarray((hues - limits[0]) % 360.0 < limits[1] - limits[0]) | (limits[1] - limits[0] >= 360.0)
