"""A sheet shows the picture that was decided by, its region where it lies, and every word that people gave."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageFont

from gestae.casefile.blocks import ShotView, _broken, _drawable, _has
from gestae.casefile.material import FactView
from gestae.casefile.sheet import SheetView, draw_sheet
from gestae.errors import RecordError

LETTERS = ImageFont.load_default(17)
HEADING = ImageFont.load_default(26)
LEFT, GREY = 24, 120


def flat(width: int = 400, height: int = 300) -> Image.Image:
    return Image.new("RGB", (width, height), (GREY, GREY, GREY))


def view(
    region: tuple[int, int, int, int] | None = (100, 50, 200, 150),
    picture: Image.Image | None = None,
    rows: tuple[FactView, ...] = (),
    around: int = 2,
) -> SheetView:
    shots = tuple(ShotView(f"shot {number}", flat()) for number in range(around))
    return SheetView("vehicle_stops, gate", ShotView("at", picture or flat()), (800, 600), region, shots, rows)


def drawn(given: SheetView) -> np.ndarray:
    return np.asarray(draw_sheet(given, HEADING, LETTERS)).astype(int)


def top_of_picture(sheet: np.ndarray) -> int:
    """Find the first row of the main picture: the first that is grey at its left edge, past the pale outline."""
    return int(np.flatnonzero((sheet[:, LEFT + 2] == GREY).all(axis=1))[0]) - 1


def test_the_region_is_drawn_where_it_lies_in_the_decoded_frame() -> None:
    plain, marked = drawn(view(region=None)), drawn(view())
    top = top_of_picture(plain)
    shown = marked[top : top + 300, LEFT : LEFT + 400]
    rows, columns = np.nonzero((shown != plain[top : top + 300, LEFT : LEFT + 400]).any(axis=2))
    # The frame is twice as large as the picture: 100,50 to 200,150 lies at 50,25 to 100,75, with four lines around.
    assert (columns.min(), rows.min(), columns.max(), rows.max()) == (46, 21, 104, 79)
    assert (shown[25:76, 50:101] == GREY).all(), "nothing inside the outline is covered"


@pytest.mark.parametrize("region", [(0, 0, 800, 600), (-5, -5, 20, 20), (700, 500, 900, 700), (0, 0, 1, 1)])
def test_a_region_at_the_edge_stays_within_the_picture(region: tuple[int, int, int, int]) -> None:
    sheet = drawn(view(region=region))
    assert (sheet[:, : LEFT - 1] == 255).all()


def test_the_close_picture_has_the_very_pixels() -> None:
    rng = np.random.default_rng(1)
    noise = rng.integers(0, 256, (300, 400, 3), dtype=np.uint8)
    picture = Image.fromarray(noise)
    sheet = drawn(view(picture=picture, around=0))
    # Region 50..100 across and 25..75 down, half as much again around it: 25..125, 0..100; 400 px allow 4 times.
    assert _holds(sheet, np.repeat(np.repeat(noise[10:20, 30:50], 4, axis=0), 4, axis=1))


def test_a_sheet_is_as_high_as_its_words_need_and_never_wider() -> None:
    short = drawn(view(rows=(FactView("Footage", "gate.mp4"),)))
    long = drawn(view(rows=(FactView("Footage", "a very long name " * 60 + "x" * 900),)))
    assert short.shape[1] == long.shape[1] == 1280
    assert long.shape[0] > short.shape[0]
    assert (long[:, -23:] == 255).all(), "no word runs over the edge"


def test_tall_and_wide_pictures_fit() -> None:
    for size in ((300, 4000), (4000, 300), (1, 1)):
        assert drawn(view(picture=flat(*size), region=None)).shape[1] == 1280


def test_where_there_is_no_picture_the_reason_stands() -> None:
    without = SheetView("t", ShotView("at", None, "its original cannot be read"), (1, 1), (0, 0, 1, 1), (), ())
    assert draw_sheet(without, HEADING, LETTERS).height < 200
    for picture, why in ((None, ""), (flat(), "why")):
        with pytest.raises(RecordError, match="needs either itself or the reason"):
            ShotView("at", picture, why)


def test_what_a_typeface_has_not_is_written_by_its_code_point() -> None:
    has = _has(LETTERS)
    assert _drawable("gate Ж", has) == "gate <U+0416>"
    assert "202E" in _drawable("a\u202egpj.exe", has)


@pytest.mark.parametrize("text", ["", "one", "one two three four five", "x" * 200, "a " + "y" * 200 + " b", "  gaps  "])
def test_broken_lines_hold_every_letter_and_fit(text: str) -> None:
    lines = list(_broken(text, LETTERS, 100))
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(LETTERS.getlength(line) <= 100 for line in lines)


def _holds(sheet: np.ndarray, part: np.ndarray) -> bool:
    high, wide = part.shape[:2]
    places = np.argwhere((sheet[: 1 - high or None, : 1 - wide or None] == part[0, 0]).all(axis=2))
    return any((sheet[y : y + high, x : x + wide] == part).all() for y, x in places)
