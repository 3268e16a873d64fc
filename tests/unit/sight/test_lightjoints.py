"""A step of the light between two windows is met by comparing their empty scenes."""

from __future__ import annotations

import numpy as np
import pytest

from gestae.sight.groups import Group, Stretch
from gestae.sight.lightjoints import light_joints

CUT = tuple(
    tuple(Stretch((Group(at, at + 50, 50), Group(at + 50, at + 100, 50))) for at in (start, start + 100))
    for start in (0, 200, 400)
)
WALL = np.random.default_rng(5).integers(60, 160, (24, 36)).repeat(2, axis=0).repeat(2, axis=1)


def scenes(*light: float) -> dict[int, np.ndarray]:
    return {at * 100: (WALL * factor).astype(np.uint8) for at, factor in enumerate(light)}


@pytest.mark.parametrize(
    ("light", "joints"),
    [
        ((1, 1, 1, 1, 1, 1), ()),
        ((1, 1, 1.1, 1.1, 1.1, 1.1), ((150, 200),)),
        ((1, 1, 1, 1, 0.9, 0.9), ((350, 400),)),
        ((1, 1.1, 1.1, 1.1, 1.1, 1.1), ()),  # within a window its own search sees it
        ((1, 1, 1.01, 1.01, 1.02, 1.02), ()),  # dusk
        ((1, 1, 1.1, 1.1, 1, 1), ((150, 200), (350, 400))),
    ],
)
def test_only_joints_across_which_the_light_differs(light: tuple[float, ...], joints: tuple[object, ...]) -> None:
    assert light_joints(CUT, scenes(*light)) == joints


def test_one_window_has_no_joint() -> None:
    assert light_joints(CUT[:1], scenes(1, 1.2)) == ()
