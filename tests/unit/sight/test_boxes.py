"""Arithmetic of boxes, on cases that can be worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from gestae.sight.boxes import area, clip, covered, nms, overlap


def boxes(*rows: tuple[float, float, float, float]) -> np.ndarray:
    return np.array(rows, np.float32).reshape(-1, 4)


@pytest.mark.parametrize(
    ("a", "b", "share"),
    [
        pytest.param((0, 0, 2, 2), (0, 0, 2, 2), 1.0, id="the same"),
        pytest.param((0, 0, 2, 2), (2, 0, 4, 2), 0.0, id="touching"),
        pytest.param((0, 0, 2, 2), (9, 9, 10, 10), 0.0, id="apart"),
        pytest.param((0, 0, 4, 4), (1, 1, 3, 3), 0.25, id="inside"),
        pytest.param((0, 0, 2, 2), (1, 0, 3, 2), 1 / 3, id="half shifted"),
    ],
)
def test_overlap(a: tuple[float, ...], b: tuple[float, ...], share: float) -> None:
    assert overlap(np.array([a], np.float32), np.array([b], np.float32))[0, 0] == pytest.approx(share)


def test_covered_asks_whose_area_it_is() -> None:
    small, large = boxes((1, 1, 3, 3)), boxes((0, 0, 4, 4))
    assert covered(small, large)[0, 0] == 1.0
    assert covered(large, small)[0, 0] == 0.25


def test_nothing_is_a_number_of_boxes_too() -> None:
    none = boxes()
    assert area(none).shape == (0,)
    assert overlap(none, boxes((0, 0, 1, 1))).shape == (0, 1)
    assert nms(none, np.zeros(0, np.float32), most_overlap=0.5).tolist() == []


def test_a_box_outside_the_picture_is_left_without_area() -> None:
    assert area(clip(boxes((-9, 2, -1, 5), (5, 5, 20, 20)), 10, 10)).tolist() == [0.0, 25.0]


def test_suppression_keeps_the_best_of_a_chain_and_what_only_the_loser_hid() -> None:
    chain = boxes((0, 0, 10, 10), (4, 0, 14, 10), (8, 0, 18, 10))
    kept = nms(chain, np.array([0.9, 0.8, 0.7], np.float32), most_overlap=0.3)
    assert kept.tolist() == [0, 2]


def test_of_equals_the_first_stays() -> None:
    assert nms(boxes((0, 0, 9, 9), (0, 0, 9, 9)), np.array([0.5, 0.5], np.float32), most_overlap=0.5).tolist() == [0]
