"""Tesseract, where it is installed with its data: one process reads many lines; where it is not, nothing is read."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image, ImageDraw, ImageFont

from gestae.errors import WeightsError
from gestae.sight.cyrillic import page
from gestae.sight.tesseract import ROLE, Tesseract, find_tesseract

FONTS = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf")


@pytest.fixture(scope="module")
def tesseract() -> Tesseract:
    """The program; skip where it or its data are not on this machine."""
    found = find_tesseract()
    if found is None:
        pytest.skip("no tesseract with data for ukr and rus here")
    return found


def line(text: str) -> npt.NDArray[np.uint8]:
    if not FONTS.is_file():
        pytest.skip("no typeface with Cyrillic letters here")
    picture = Image.new("L", (24 * len(text) + 40, 60), 200)
    ImageDraw.Draw(picture).text((20, 14), text, fill=20, font=ImageFont.truetype(str(FONTS), 26))
    return page(np.asarray(picture), 1.0)


def test_lines_are_read_in_order_and_an_empty_one_stays_in_its_place(tesseract: Tesseract) -> None:
    empty = np.full((48, 120), 200, np.uint8)
    said = tesseract.read([line("ПОЛІЦІЯ"), empty, line("МАГАЗИН")])
    assert [one.upper() for one in said] == ["ПОЛІЦІЯ", "", "МАГАЗИН"]
    assert tesseract.read([line("МАГАЗИН")])[0] == said[2]  # whatever stands on other pages
    assert tesseract.read([]) == ()


def test_it_is_named_with_its_data(tesseract: Tesseract) -> None:
    identity = tesseract.identity
    assert (identity.role, len(identity.sha256)) == (ROLE, 64)
    assert {name for name, _ in identity.parameters} == {"rus", "ukr"}


@pytest.mark.parametrize(("script", "is_fault"), [("exit 3", True), ("echo eng", False)])
def test_a_program_without_the_data_is_none_and_one_that_fails_says_so(
    script: str, is_fault: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "tesseract"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    if is_fault:
        with pytest.raises(WeightsError, match="ended with 3"):
            find_tesseract()
    else:
        assert find_tesseract() is None


def test_without_the_program_there_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_tesseract() is None
