"""Rate and time left, from readings of a clock."""

from __future__ import annotations

import pytest

from gestae.engine.estimate import WINDOW_S, Estimate, Sample, estimate, remember


@pytest.mark.parametrize(
    ("samples", "expected"),
    [
        ([], Estimate(None, None)),
        ([(0.0, 0.0)], Estimate(None, None)),
        ([(0.0, 0.0), (5.0, 0.0)], Estimate(None, None)),
        ([(0.0, 0.0), (0.5, 50.0)], Estimate(None, None)),
        ([(0.0, 0.0), (4.0, 20.0)], Estimate(5.0, 16.0)),
        ([(10.0, 50.0), (20.0, 100.0)], Estimate(5.0, 0.0)),
    ],
    ids=["nothing read", "one reading", "nothing done", "too soon", "a fifth done", "all done"],
)
def test_estimate(samples: list[Sample], expected: Estimate) -> None:
    assert estimate(samples, 100.0) == expected


def test_a_slow_beginning_is_forgotten() -> None:
    samples: tuple[Sample, ...] = ()
    for second in range(100):
        samples = remember(samples, (float(second), 0.0 if second < 40 else (second - 40) * 2.0))
    assert estimate(samples, 1000.0).rate_per_s == pytest.approx(2.0)
    assert samples[-1][0] - samples[0][0] == WINDOW_S
