"""Arrays of detectors are read as their makers meant them, on nets small enough to work out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from gestae.errors import WeightsError
from gestae.sight.decoders import boxes_rows, nanodet_rows, prepare, yolox_rows
from gestae.sight.resize import Fit
from gestae.sight.table import Input, Output

FORM = Input(64, 32, Fit.PAD)
CELLS = 8 * 4 + 4 * 2 + 2 * 1  # of strides 8, 16 and 32 on 64 x 32


def test_yolox_places_are_relative_to_their_cell() -> None:
    table = np.zeros((1, CELLS, 5 + 3), np.float32)
    row = 32 + 4 + 3  # stride 16, second row, fourth column
    table[0, row] = [0.5, 0.25, np.log(2), np.log(1), 0.5, 0.1, 0.8, 0.2]
    found = yolox_rows({"output": table}, FORM)
    np.testing.assert_allclose(found.boxes[row], [56 - 16, 20 - 8, 56 + 16, 20 + 8], rtol=1e-5)
    assert (found.scores[row], found.classes[row]) == (pytest.approx(0.4), 1)
    assert found.scores.sum() == pytest.approx(0.4)


@pytest.mark.parametrize("shape", [(1, CELLS - 1, 8), (CELLS, 8), (1, CELLS, 5)])
def test_another_array_is_not_yolox(shape: tuple[int, ...]) -> None:
    with pytest.raises(WeightsError, match="not YOLOX"):
        yolox_rows({"output": np.zeros(shape, np.float32)}, FORM)


def nanodet_arrays() -> dict[str, np.ndarray]:
    arrays = {}
    for stride, cells in ((32, 2), (8, 32), (16, 8)):  # in no order: names and lengths must do
        arrays[f"cls_pred_stride_{stride}"] = np.zeros((1, cells, 3), np.float32)
        arrays[f"dis_pred_stride_{stride}"] = np.zeros((1, cells, 4 * 8), np.float32)
    return arrays


def test_nanodet_sides_are_means_of_distributions() -> None:
    arrays = nanodet_arrays()
    arrays["cls_pred_stride_16"][0, 5] = [0.1, 0.2, 0.9]  # second row, second column: centre 24, 24
    sharp = np.full((4, 8), -50.0)
    sharp[[0, 1, 2, 3], [1, 0, 1, 0]] = 50  # left 1 cell, top 0, right 1, bottom 0
    sharp[3, 1] = 50  # bottom half way between 0 and 1 cells
    arrays["dis_pred_stride_16"][0, 5] = sharp.ravel()
    found = nanodet_rows(arrays, FORM)
    best = int(found.scores.argmax())
    assert (best, found.classes[best]) == (32 + 5, 2)
    np.testing.assert_allclose(found.boxes[best], [8, 24, 40, 32], atol=1e-4)


def test_other_arrays_are_not_nanodet() -> None:
    arrays = nanodet_arrays()
    del arrays["dis_pred_stride_8"]
    with pytest.raises(WeightsError, match="not NanoDet"):
        nanodet_rows(arrays, FORM)


def output(**changes: str | None) -> Output:
    words: dict[str, str | None] = {
        "boxes": "b",
        "scores": "s",
        "classes": None,
        "box_form": "x1 y1 x2 y2",
        "box_unit": "pixel",
        "scores_are": "parts",
    }
    return Output(**words | changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("form", "unit", "numbers"),
    [
        ("x1 y1 x2 y2", "pixel", [8, 4, 24, 12]),
        ("y1 x1 y2 x2", "pixel", [4, 8, 12, 24]),
        ("cx cy w h", "pixel", [16, 8, 16, 8]),
        ("x1 y1 w h", "pixel", [8, 4, 16, 8]),
        ("x1 y1 x2 y2", "part", [8 / 64, 4 / 32, 24 / 64, 12 / 32]),
    ],
)
def test_every_form_of_box_is_the_same_box(form: str, unit: str, numbers: list[float]) -> None:
    arrays = {"b": np.array([[numbers]], np.float32), "s": np.array([[[0.2, 0.7]]], np.float32)}
    found = boxes_rows(arrays, FORM, output(box_form=form, box_unit=unit))
    np.testing.assert_allclose(found.boxes, [[8, 4, 24, 12]], rtol=1e-6)
    assert (found.classes.tolist(), found.scores.round(2).tolist()) == ([1], [pytest.approx(0.7)])


def test_logits_become_parts_and_classes_may_be_their_own_array() -> None:
    arrays = {"b": np.ones((1, 2, 4), np.float32), "s": np.zeros((1, 2), np.float32), "c": np.array([[3.0, 5.0]])}
    found = boxes_rows(arrays, FORM, output(classes="c", scores_are="logits"))
    assert (found.scores.tolist(), found.classes.tolist()) == ([0.5, 0.5], [3, 5])


def test_an_array_that_is_not_there_is_named_with_those_that_are() -> None:
    boxes, two, three = (np.ones(shape, np.float32) for shape in ((1, 2, 4), (1, 2), (1, 3)))
    with pytest.raises(WeightsError, match="no output 's'; its outputs are b, x"):
        boxes_rows({"b": boxes, "x": two}, FORM, output())
    with pytest.raises(WeightsError, match="equal length"):
        boxes_rows({"b": boxes, "s": three, "c": three}, FORM, output(classes="c"))


def test_channels_colours_and_scale_are_as_the_table_says() -> None:
    rgb = np.zeros((32, 64, 3), np.uint8)
    rgb[..., 0] = 10
    last = prepare(rgb, Input(64, 32, Fit.PAD, colours="bgr", channels="last", mean=(0, 0, 4), deviation=(1, 1, 3)))
    assert last.shape == (1, 32, 64, 3)
    assert last[0, 0, 0].tolist() == [0, 0, 2]
    assert prepare(rgb, FORM).shape == (1, 3, 32, 64)
