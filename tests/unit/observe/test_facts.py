"""Stream facts and strips."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from gestae.errors import RecordError
from gestae.observe.facts import StreamFacts
from gestae.observe.strip import Side, Strip, cut

FACTS = StreamFacts("ab" * 32, 0, None, Fraction(1, 1000), 64, 36, np.array([0, 40, 80, 200, 240]))


@pytest.mark.parametrize("pts", [[], [3, 3], [5, 4]])
def test_frames_whose_times_do_not_increase_claim_no_time(pts: list[int]) -> None:
    with pytest.raises(RecordError):
        StreamFacts("ab" * 32, 0, None, Fraction(1, 25), 64, 36, np.array(pts, np.int64))


@pytest.mark.parametrize(
    ("n", "earliest", "latest", "bounds"),
    [
        (1, 0.0, 1.0, (0, 40)),
        (1, 0.25, 1.5, (10, 60)),
        (0, -3.0, 0.0, (0, 0)),
        (4, 4.0, 9.0, (240, 240)),
        (3, 2.5, 3.0, (140, 200)),
    ],
)
def test_bounds_between_frames_are_rounded_outwards_and_end_with_the_recording(
    n: int, earliest: float, latest: float, bounds: tuple[int, int]
) -> None:
    moment = FACTS.moment(n, earliest_n=earliest, latest_n=latest)
    assert (moment.earliest_pts, moment.latest_pts) == bounds


def test_a_fixed_time_later_has_the_same_width() -> None:
    later = FACTS.after(FACTS.moment(2, earliest_n=1, latest_n=2), 1.0)
    assert (later.earliest_pts, later.pts, later.latest_pts) == (1040, 1080, 1080)


PICTURE = np.arange(30, dtype=np.uint8).reshape(5, 6)


@pytest.mark.parametrize(
    ("side", "first_row"),
    [(Side.LEFT, [6, 12]), (Side.RIGHT, [11, 17]), (Side.TOP, [1, 2]), (Side.BOTTOM, [25, 26])],
)
def test_depth_counts_from_the_edge_inwards(side: Side, first_row: list[int]) -> None:
    piece = cut(PICTURE, Strip(side, 1, 3, 2))
    assert piece.shape == (2, 2)
    assert piece[0].tolist() == first_row
