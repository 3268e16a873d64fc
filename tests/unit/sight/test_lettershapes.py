"""Large letters by their shape: drawn in a typeface, slanted, turned, light on dark; other figures say nothing."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from gestae.sight.lettershapes import painted_letter

Grey = npt.NDArray[np.uint8]


def van(
    draw: Callable[[ImageDraw.ImageDraw], None], *, paint_on: int = 150, slant: float = 0.0, turn: float = 0.0
) -> Grey:
    """A side panel, blurred and with noise as a camera gives it; the figure is drawn on it."""
    picture = Image.new("L", (260, 150), paint_on)
    draw(ImageDraw.Draw(picture))
    picture = picture.rotate(turn, resample=Image.Resampling.BILINEAR, fillcolor=paint_on)
    form = (1.0, slant, -slant * 75, 0.0, 1.0, 0.0)
    picture = picture.transform(picture.size, Image.Transform.AFFINE, form, fillcolor=paint_on)
    noise = np.random.default_rng(7).normal(0, 4, (150, 260))
    return np.clip(np.asarray(picture.filter(ImageFilter.GaussianBlur(0.8))) + noise, 0, 255).astype(np.uint8)


def letter(text: str, paint: int = 20, width: int = 3) -> Callable[[ImageDraw.ImageDraw], None]:
    typeface = ImageFont.load_default(90)

    def draw(picture: ImageDraw.ImageDraw) -> None:
        picture.text((130, 60), text, font=typeface, fill=paint, anchor="mm", stroke_width=width, stroke_fill=paint)

    return draw


@pytest.mark.parametrize("text", ["V", "Z", "X", "O"])
@pytest.mark.parametrize(("slant", "turn"), [(0.0, 0.0), (0.2, 0.0), (-0.2, 5.0), (0.0, -8.0)])
def test_letters_of_another_typeface_are_told(text: str, slant: float, turn: float) -> None:
    found = painted_letter(van(letter(text), slant=slant, turn=turn))
    assert found is not None
    assert found.letter == text
    x1, y1, x2, y2 = found.box
    assert x1 < 130 < x2
    assert y1 < 60 < y2


def test_light_paint_on_a_dark_van_is_told() -> None:
    found = painted_letter(van(letter("Z", paint=230), paint_on=40))
    assert found is not None
    assert found.letter == "Z"


def test_a_letter_that_runs_into_a_wheel_is_told() -> None:
    def draw(picture: ImageDraw.ImageDraw) -> None:
        picture.line([(80, 20), (110, 84), (140, 20)], fill=10, width=10)
        picture.ellipse((80, 80, 140, 140), outline=12, width=12)

    found = painted_letter(van(draw))
    assert found is not None
    assert found.letter == "V"
    assert found.box[3] < 100


@pytest.mark.parametrize("text", ["A", "C", "E", "F", "H", "K", "L", "M", "N", "T", "U", "W", "Y", "S", "8", "?", "I"])
def test_other_letters_are_none_of_those_that_are_looked_for(text: str) -> None:
    assert painted_letter(van(letter(text))) is None


FIGURES: dict[str, Callable[[ImageDraw.ImageDraw], None]] = {
    "nothing": lambda picture: None,
    "a window": lambda picture: picture.polygon([(60, 20), (160, 20), (200, 70), (60, 70)], fill=30),
    "a door": lambda picture: picture.rectangle((90, 20, 140, 130), fill=30),
    "a wheel": lambda picture: picture.ellipse((60, 80, 118, 138), outline=15, width=14),
    "a strip": lambda picture: picture.rectangle((20, 60, 240, 70), fill=15),
    "a letter too faint": letter("V", paint=135),
    "a small letter": lambda picture: picture.text((120, 60), "V", font=ImageFont.load_default(22), fill=10),
    "a letter that is cut off": lambda picture: picture.line([(-20, 20), (10, 120), (40, 20)], fill=10, width=12),
}


@pytest.mark.parametrize("draw", FIGURES.values(), ids=FIGURES.keys())
def test_what_is_no_letter(draw: Callable[[ImageDraw.ImageDraw], None]) -> None:
    assert painted_letter(van(draw)) is None


def test_noise_is_no_letter() -> None:
    for seed in range(4):
        noise = np.random.default_rng(seed).normal(0, 1, (150, 260))
        soft = np.asarray(
            Image.fromarray((noise * 40 + 128).clip(0, 255).astype(np.uint8)).filter(ImageFilter.GaussianBlur(6))
        )
        stretched = ((soft - soft.min()) / (np.ptp(soft) or 1) * 255).astype(np.uint8)
        assert painted_letter(stretched) is None, seed
