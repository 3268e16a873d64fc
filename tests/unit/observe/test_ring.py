"""How far apart people stand, and who stands inside of others' outline."""

from __future__ import annotations

import numpy as np
import pytest
from tests.unit.observe.figures import Figure, filmed

from gestae.observe.going import Going, going_of
from gestae.observe.ring import CompanyLimits, apart, inside_by

SQUARE = [np.array(corner, float) for corner in ((0, 0), (40, 0), (40, 40), (0, 40))]


@pytest.mark.parametrize(
    ("place", "by"),
    [((20, 20), 20.0), ((20, 1), 1.0), ((20, 0), 0.0), ((20, -3), -3.0), ((50, 20), -10.0)],
)
def test_how_far_inside_of_a_square(place: tuple[float, float], by: float) -> None:
    assert inside_by(np.array(place, float), SQUARE) == pytest.approx(by)
    assert inside_by(np.array(place, float), [*SQUARE[::-1], np.array([20.0, 20.0])]) == pytest.approx(by)


def test_two_people_or_people_in_a_row_have_no_outline() -> None:
    row = [np.array([x, x], float) for x in (0, 1, 2, 3)]
    assert inside_by(np.array([1.0, 1.0]), SQUARE[:2]) == -np.inf
    assert inside_by(np.array([1.0, 1.0]), row) == -np.inf


def stands(x: float, y: float, height_px: float = 300.0) -> Going:
    film = filmed(lambda _: Figure(feet=(x, y), height_px=height_px), 3)
    return going_of(film.tracks[0], film.poses[0], np.arange(75) / 25, (1280, 720))


@pytest.mark.parametrize(
    ("other", "heights"),
    [
        (stands(640 + 300, 600), 1.0),
        (stands(640, 600 - 75), 0.5),
        (stands(640 + 225, 600 - 150), 1.25),
        (stands(640, 600, height_px=230), 0.0),
        (stands(640, 600, height_px=200), np.inf),
    ],
    ids=["beside", "behind", "aslant", "smaller", "at another depth"],
)
def test_a_distance_is_in_body_heights_of_both(other: Going, heights: float) -> None:
    one = stands(640, 600)
    assert apart(one, 3, other, 3, CompanyLimits()) == pytest.approx(heights, abs=0.02)
    assert apart(other, 3, one, 3, CompanyLimits()) == pytest.approx(heights, abs=0.02)
