"""The peak of a curve, its second, and when there is nothing to hold it against."""

from __future__ import annotations

import numpy as np
import pytest

from gestae.errors import RecordError
from gestae.sync.peaks import Peak, find_peak, highest_ns, joined, standard
from gestae.sync.signals import Curve

RNG = np.random.default_rng(11)


def curve(values: list[float] | np.ndarray, step_ns: int = 10) -> Curve:
    return Curve(np.arange(len(values), dtype=np.int64) * step_ns, np.asarray(values, float))


def test_a_peak_is_measured_against_what_lies_beside_it() -> None:
    noise = RNG.normal(3, 0.5, 400)
    noise[200] = 3 + 6 * 0.5
    measured = standard(curve(noise), aside_ns=30)
    assert measured is not None
    peak = find_peak(measured, aside_ns=30)
    assert 5 < peak.score < 7
    assert abs(peak.at_ns - 2000) <= 5
    assert peak.ratio > 1.3


@pytest.mark.parametrize(
    "values", [[], [1.0] * 40, [0.0, 1.0, 0.0], [0.0] * 20 + [1.0]], ids=["none", "flat", "few", "one of many"]
)
def test_where_nothing_varies_beside_it_there_is_no_measure(values: list[float]) -> None:
    assert standard(curve(values), aside_ns=10) is None


def test_the_second_is_no_shoulder_of_the_first() -> None:
    peak = find_peak(curve([0, 1, 5, 9, 6, 1, 0, 3, 0, 0]), aside_ns=20)
    assert (peak.second_ns, peak.second_score) == (70, 3)
    with pytest.raises(RecordError, match="no second"):
        find_peak(curve([0, 1, 0]), aside_ns=50)


@pytest.mark.parametrize(
    ("values", "at_ns"),
    [([0, 1, 0], 10), ([0, 2, 1], 12), ([1, 2, 0], 8), ([3, 1, 0], 0), ([0, 1, 3], 20), ([1, 1, 1], 0)],
)
def test_a_parabola_places_the_peak_between_offsets(values: list[float], at_ns: int) -> None:
    assert highest_ns(curve(values)) == at_ns


def test_steps_of_two_widths_are_minded() -> None:
    uneven = Curve(np.array([0, 10, 14]), np.array([0.0, 2.0, 1.0]))
    assert highest_ns(uneven) == 11


def test_what_all_curves_show_stays() -> None:
    one, two = np.zeros(30), np.zeros(30)
    one[[5, 12]] = 4
    two[[5, 20]] = 4
    assert highest_ns(joined([curve(one), curve(two)])) == 50
    with pytest.raises(RecordError, match="one grid"):
        joined([curve(one), curve(two, step_ns=11)])
    with pytest.raises(RecordError, match="one grid"):
        joined([])


def test_a_second_below_nothing_makes_no_endless_ratio() -> None:
    assert Peak(0, 4.0, 9, -3.0).ratio == 8.0
