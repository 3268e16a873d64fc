"""What goes into the text nets and what is read out of them."""

from __future__ import annotations

import numpy as np
import pytest

from gestae.sight.resize import Fit
from gestae.sight.table import Input
from gestae.sight.textnets import finder_input, lines_of_map, reader_input, text_of_scores

FINDER = Input(1312, 736, Fit.STRETCH, colours="bgr", mean=(127.5,) * 3, deviation=(127.5,) * 3)
READER = Input(1600, 48, Fit.STRETCH, colours="bgr", mean=(127.5,) * 3, deviation=(127.5,) * 3)


@pytest.mark.parametrize(
    ("size", "shape"),
    [((360, 640), (736, 1312)), ((1080, 1920), (736, 1312)), ((640, 360), (1312, 736)), ((100, 1000), (736, 1312))],
)
def test_a_picture_comes_to_the_finder_in_whole_steps(size: tuple[int, int], shape: tuple[int, int]) -> None:
    given = finder_input(np.zeros((*size, 3), np.uint8), FINDER)
    assert given.shape == (1, 3, *shape)
    assert given.min() == given.max() == -1.0


def test_colours_are_turned_round_and_scaled() -> None:
    red = np.zeros((48, 96, 3), np.uint8)
    red[:, :, 0] = 255
    given = reader_input(red, READER)
    assert given[0, :, 0, 0].tolist() == [-1.0, -1.0, 1.0]


@pytest.mark.parametrize(("size", "width"), [((24, 120), 240), ((48, 4), 48), ((10, 1000), 1600)])
def test_a_line_comes_to_the_reader_in_its_proportions(size: tuple[int, int], width: int) -> None:
    assert reader_input(np.zeros(size, np.uint8), READER).shape == (1, 3, 48, width)


def test_thin_and_unsure_spots_are_no_lines() -> None:
    likely = np.zeros((64, 64), np.float32)
    likely[4:6, 4:40] = 0.9
    likely[20:30, 4:40] = 0.4
    likely[40:50, 4:40] = 0.9
    lines = lines_of_map(likely, (64, 64), 0.5)
    assert [round(line.box[1] + line.box[3]) // 2 for line in lines] == [45]


def test_a_line_at_the_edge_stays_in_the_picture() -> None:
    likely = np.zeros((64, 64), np.float32)
    likely[56:64, 0:64] = 0.9
    (line,) = lines_of_map(likely, (640, 640), 0.5)
    assert line.box[0] == 0.0
    assert line.box[2:] == (640.0, 640.0)


def test_letters_are_read_column_by_column_and_the_weakest_says_how_sure() -> None:
    scores = np.zeros((6, 4), np.float32)
    for column, (letter, score) in enumerate([(1, 0.9), (1, 0.5), (0, 1.0), (1, 0.7), (3, 0.8), (2, 0.95)]):
        scores[column, letter] = score
    assert text_of_scores(scores, ["", "1", ":", "7"]) == ("117:", 0.7)
    assert text_of_scores(np.eye(4, dtype=np.float32)[[0, 0]], ["", "1", ":", "7"]) == ("", 0.0)
