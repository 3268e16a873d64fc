"""A file that is no net is refused by name; cut-outs stay within the picture."""

from __future__ import annotations

import numpy as np
import pytest

from gestae.errors import WeightsError
from gestae.sight.reading import OnnxText, cut
from gestae.sight.table import Role
from gestae.sight.weights import shipped_table


def test_what_is_no_net_is_refused() -> None:
    finder, reader = (shipped_table().of_role(role)[0] for role in (Role.TEXT_FINDER, Role.TEXT_READER))
    with pytest.raises(WeightsError, match=finder.name):
        OnnxText.load((finder, b"no net"), (reader, b"no net"))


@pytest.mark.parametrize(
    ("box", "shape"),
    [
        pytest.param((-5.0, -5.0, 4.0, 3.0), (3, 4), id="over the corner"),
        pytest.param((18.2, 8.9, 90.0, 90.0), (2, 2), id="over the other corner"),
        pytest.param((50.0, 50.0, 60.0, 60.0), (1, 1), id="outside"),
        pytest.param((2.4, 2.4, 2.4, 2.4), (1, 1), id="without an area"),
    ],
)
def test_a_cut_out_has_pixels_of_the_picture(box: tuple[float, float, float, float], shape: tuple[int, int]) -> None:
    assert cut(np.zeros((10, 20), np.uint8), box).shape == shape
