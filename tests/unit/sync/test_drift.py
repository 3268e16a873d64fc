"""Rates between two clocks, as parts of a recording allow them."""

from __future__ import annotations

import pytest

from gestae.sync.drift import Drift, drift_of

S = 1_000_000_000


@pytest.mark.parametrize(
    ("parts", "drift", "shows"),
    [
        ([], Drift(None, None), False),
        ([(0, -5, 5)], Drift(None, None), False),
        ([(0, -5, 5), (0, -5, 5)], Drift(None, None), False),
        ([(0, -10, 10), (S, -10, 10)], Drift(-0.02, 0.02), False),
        ([(0, 0, 10), (S, 90_000, 90_010)], Drift(89.99, 90.01), True),
        ([(S, 90_000, 90_010), (0, 0, 10)], Drift(89.99, 90.01), True),
        ([(0, 0, 0), (S, -70_000, -70_000)], Drift(-70.0, -70.0), True),
        ([(0, 0, 1), (S, 1000, 1001), (2 * S, 0, 1)], Drift(None, None, one_fits=False), True),
    ],
    ids=["none", "one", "two at once", "open", "gains", "order is nothing", "loses", "jumps"],
)
def test_what_parts_say_of_the_rate(parts: list[tuple[int, int, int]], drift: Drift, *, shows: bool) -> None:
    found = drift_of(parts)
    assert found == drift
    assert found.shows is shows
