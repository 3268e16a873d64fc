"""Durations and rates as people write them, exact."""

from __future__ import annotations

from fractions import Fraction

import pytest

from gestae.base.units import NS_PER_S, format_duration, parse_duration, parse_rate
from gestae.errors import InputRefused

DURATIONS = {
    "10 s": 10 * NS_PER_S,
    "10s": 10 * NS_PER_S,
    " 10 s ": 10 * NS_PER_S,
    "0 s": 0,
    "250 ms": 250_000_000,
    "40 us": 40_000,
    "5 ns": 5,
    "1.5 min": 90 * NS_PER_S,
    "2 h": 7_200 * NS_PER_S,
    "3 d": 259_200 * NS_PER_S,
    "-2 s": -2 * NS_PER_S,
    "+2 s": 2 * NS_PER_S,
    "0.1 s": 100_000_000,
    "0.000000001 s": 1,
    "PT10S": 10 * NS_PER_S,
    "PT0.5S": 500_000_000,
    "PT1M30S": 90 * NS_PER_S,
    "P1D": 86_400 * NS_PER_S,
    "P1DT2H3M4S": 93_784 * NS_PER_S,
    "-PT1S": -NS_PER_S,
    "9007199254740993 ns": 9_007_199_254_740_993,  # a double cannot hold it
}


@pytest.mark.parametrize(("written", "ns"), DURATIONS.items())
def test_a_duration_is_exact(written: str, ns: int) -> None:
    assert parse_duration(written) == ns


NO_DURATIONS = [
    "",
    "10",
    "s",
    "10 sec",
    "10 S",
    "1,5 s",
    "P",
    "PT",
    "P1M",
    "P1Y",
    "1e3 s",
    "ten s",
    "1 s 2 ms",
    "٣ s",
]


@pytest.mark.parametrize("written", NO_DURATIONS)
def test_what_is_no_duration_is_refused(written: str) -> None:
    with pytest.raises(InputRefused) as refused:
        parse_duration(written, "within")
    assert str(refused.value) == (
        f"within: {written!r} is not a duration; write a number and a unit, such as '10 s' or '250 ms'"
    )


@pytest.mark.parametrize("written", ["0.5 ns", "1.0000000001 s", "PT0.0000000001S"])
def test_finer_than_a_nanosecond_is_refused_not_rounded(written: str) -> None:
    with pytest.raises(InputRefused, match="is finer than a nanosecond; round it and say so beside it"):
        parse_duration(written)


@pytest.mark.parametrize(
    ("ns", "written"),
    [(0, "0 s"), (1, "0.000000001 s"), (-40_000_000, "-0.04 s"), (1_500_000_000, "1.5 s"), (600 * NS_PER_S, "600 s")],
)
def test_a_duration_is_written_exactly(ns: int, written: str) -> None:
    assert format_duration(ns) == written


@pytest.mark.parametrize(
    ("written", "rate"),
    [
        ("20 ppm", Fraction(1, 50_000)),
        ("0 ppm", Fraction(0)),
        ("0.5ppm", Fraction(1, 2_000_000)),
        ("100000 ppm", Fraction(1, 10)),
    ],
)
def test_a_rate_is_exact(written: str, rate: Fraction) -> None:
    assert parse_rate(written) == rate


@pytest.mark.parametrize("written", ["", "20", "ppm", "-20 ppm", "20 ppb", "1000000 ppm", "20 PPM", "1/2 ppm", "٣ ppm"])
def test_what_is_no_rate_is_refused(written: str) -> None:
    with pytest.raises(InputRefused) as refused:
        parse_rate(written, "drift")
    assert str(refused.value) == f"drift: {written!r} is no rate error; write parts in a million, such as '20 ppm'"
