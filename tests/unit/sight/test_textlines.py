"""Lines that slope are found, cut out and levelled; what is no line is left out."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from gestae.sight.textlines import SlopedLine, levelled, sloped_lines


def bar(
    slope: float, *, left: int = 20, right: int = 100, middle: float = 40.0, thick: int = 8
) -> npt.NDArray[np.float32]:
    likely = np.zeros((96, 128), np.float32)
    for x in range(left, right):
        y = round(middle + slope * (x - (left + right) / 2))
        likely[y - thick // 2 : y + thick // 2, x] = 0.9
    return likely


@pytest.mark.parametrize("slope", [0.0, 0.2, -0.35])
def test_the_slope_is_told(slope: float) -> None:
    (line,) = sloped_lines(bar(slope), (128, 96), 0.5)
    assert line.slope == pytest.approx(slope, abs=0.02)
    assert line.height_px == pytest.approx(8 + 2 * 5.8, abs=1.0)
    assert (line.box[1] + line.box[3]) / 2 == pytest.approx(40, abs=1)


def test_a_picture_twice_as_large_gives_lines_twice_as_large() -> None:
    small, large = (sloped_lines(bar(0.2), size, 0.5)[0] for size in ((128, 96), (256, 192)))
    assert np.array(large.box) == pytest.approx(2 * np.array(small.box))
    assert large.slope == pytest.approx(small.slope)


@pytest.mark.parametrize(
    "likely",
    [
        pytest.param(bar(0.0) * 0.4, id="unsure"),
        pytest.param(bar(1.0, left=40, right=80), id="too steep"),
        pytest.param(bar(0.0, thick=2), id="too thin"),
        pytest.param(np.zeros((96, 128), np.float32), id="nothing"),
    ],
)
def test_what_is_no_line(likely: npt.NDArray[np.float32]) -> None:
    assert sloped_lines(likely, (128, 96), 0.5) == ()


def test_of_what_is_not_wide_no_slope_is_told() -> None:
    likely = np.zeros((96, 128), np.float32)
    likely[30:60, 40:60] = 0.9
    (line,) = sloped_lines(likely, (128, 96), 0.5)
    assert line.slope == 0


def test_the_largest_comes_first() -> None:
    both = np.maximum(bar(0.0, right=50), bar(0.0, middle=70.0))
    first, second = sloped_lines(both, (128, 96), 0.5)
    assert (first.box[1] + first.box[3]) / 2 > (second.box[1] + second.box[3]) / 2


@pytest.mark.parametrize("slope", [0.0, 0.25, -0.25])
def test_a_levelled_line_stands_level(slope: float) -> None:
    picture = (bar(slope) > 0).astype(np.uint8) * 255
    cut = levelled(picture, SlopedLine((20, 32, 100, 48), slope, 0.9), 0)
    assert cut.shape == (16, 80)
    rows = np.flatnonzero((cut > 127).mean(axis=1) > 0.9)
    assert rows.min() in (4, 5)
    assert rows.max() in (10, 11, 12)


@pytest.mark.parametrize("box", [(-30.0, -10.0, 20.0, 5.0), (100.0, 80.0, 160.0, 110.0)])
def test_beyond_the_edge_the_edge_goes_on(box: tuple[float, float, float, float]) -> None:
    picture = np.full((96, 128, 3), 77, np.uint8)
    cut = levelled(picture, SlopedLine(box, 0.1, 0.9), 2)
    assert cut.shape == (round(box[3] - box[1]) + 4, round(box[2] - box[0]) + 4, 3)
    assert (cut == 77).all()
