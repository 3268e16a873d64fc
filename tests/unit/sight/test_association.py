"""The joint assignment is the best one, and forbidden pairs stay forbidden."""

from __future__ import annotations

import numpy as np
import pytest

from gestae.sight.association import assign, likeness, widened


@pytest.mark.parametrize(
    ("table", "pairs"),
    [
        pytest.param([[0.9, 0.8], [0.8, 0.1]], [(0, 1), (1, 0)], id="the sum decides, not the best single pair"),
        pytest.param([[0.9, 0.2], [0.8, 0.1]], [(0, 0)], id="a forbidden pair takes nobody's place"),
        pytest.param([[0.1]], [], id="nothing is allowed"),
        pytest.param([[0.5, 0.6, 0.4]], [(0, 1)], id="more detections than tracks"),
        pytest.param([[0.5], [0.6]], [(1, 0)], id="more tracks than detections"),
    ],
)
def test_pairs(table: list[list[float]], pairs: list[tuple[int, int]]) -> None:
    assert assign(np.array(table, np.float32), least=0.3) == pairs


def test_none_on_one_side_is_no_pair() -> None:
    assert assign(np.zeros((0, 3), np.float32), least=0.3) == []
    assert assign(np.zeros((3, 0), np.float32), least=0.3) == []


def test_widened_boxes_meet_where_the_boxes_do_not() -> None:
    before, after = np.array([[0, 0, 10, 30]], np.float32), np.array([[12, 0, 22, 30]], np.float32)
    assert likeness(before, after)[0, 0] == 0
    assert likeness(before, after, wider=0.3)[0, 0] > 0
    assert widened(before, 0.0).tolist() == before.tolist()
