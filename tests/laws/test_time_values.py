"""Laws of the values of time: what is written is read again, and no unit is lost on the way."""

from __future__ import annotations

from fractions import Fraction
from zoneinfo import ZoneInfo

from hypothesis import assume, given
from hypothesis import strategies as st

from gestae.base.units import format_duration, parse_duration
from gestae.errors import InputRefused
from gestae.model.time import CameraTime, Instant, MediaTime, TimeInterval

S = 1_000_000_000
# From the year 1900 to 2200: what recorders show, right or wrong.
MOMENTS = st.integers(-2_208_988_800 * S, 7_258_118_400 * S)
ZONES = st.sampled_from(["Europe/Kyiv", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "UTC"]).map(ZoneInfo)
MEDIA = st.builds(
    MediaTime, st.integers(-(2**62), 2**62), st.fractions(Fraction(1, 10**6), Fraction(2), max_denominator=10**6)
)


@given(MOMENTS)
def test_an_instant_is_read_as_it_was_written(ns: int) -> None:
    assert Instant.parse(str(Instant(ns))) == Instant(ns)


@given(MOMENTS)
def test_a_display_is_read_as_it_was_written(ns: int) -> None:
    assert CameraTime.parse(str(CameraTime(ns))) == CameraTime(ns)


@given(MOMENTS, MOMENTS)
def test_written_moments_sort_as_the_moments_do(a: int, b: int) -> None:
    assert (Instant(a) < Instant(b)) == (str(Instant(a)) < str(Instant(b)))


@given(MOMENTS, st.integers(-14 * 60, 14 * 60))
def test_an_offset_moves_the_writing_and_not_the_moment(ns: int, minutes: int) -> None:
    shifted = str(CameraTime(ns + minutes * 60 * S))
    sign = "-" if minutes < 0 else "+"
    hours, rest = divmod(abs(minutes), 60)
    assert Instant.parse(f"{shifted}{sign}{hours:02d}:{rest:02d}") == Instant(ns)


@given(st.integers(0, 4_102_444_800 * 1000).map(lambda ms: ms * 1_000_000), ZONES)
def test_a_local_time_is_the_moment_or_is_refused_never_another_one(ns: int, zone: ZoneInfo) -> None:
    local = Instant(ns).local(zone)
    assert Instant.parse(local.replace(" +", "+").replace(" -", "-")) == Instant(ns)
    try:
        read = Instant.parse(local[:23], zone=zone)
    except InputRefused as refused:
        told = refused.wrong
    else:
        assert read == Instant(ns)
        return
    assert "came twice" in told, "an hour that exists is never one that never existed"


@given(st.integers(-(10**21), 10**21))
def test_a_duration_is_read_as_it_was_written(ns: int) -> None:
    assert parse_duration(format_duration(ns)) == ns


@given(
    st.integers(-(10**9), 10**9), st.sampled_from([("ms", 10**6), ("us", 10**3), ("min", 60 * S), ("d", 86_400 * S)])
)
def test_a_unit_multiplies(count: int, unit: tuple[str, int]) -> None:
    assert parse_duration(f"{count} {unit[0]}") == count * unit[1]


@given(MEDIA, MEDIA, MEDIA)
def test_distances_in_a_file_add_up_exactly(a: MediaTime, b: MediaTime, c: MediaTime) -> None:
    assert a.ns_since(b) + b.ns_since(c) == a.ns_since(c)
    assert a.ns_since(b) == -b.ns_since(a)


@given(MOMENTS, MOMENTS, MOMENTS)
def test_an_interval_holds_its_ends_and_what_lies_between(a: int, b: int, c: int) -> None:
    low, middle, high = sorted((a, b, c))
    interval = TimeInterval(Instant(low), Instant(high))
    assert interval.holds(Instant(low))
    assert interval.holds(Instant(middle))
    assert interval.holds(Instant(high))
    assert not interval.holds(Instant(high + 1))
    assert not interval.holds(Instant(low - 1))


@given(MOMENTS, st.integers(0, 10**18))
def test_the_width_is_what_is_not_known(start: int, width: int) -> None:
    assume(width >= 0)
    assert TimeInterval(Instant(start), Instant(start + width)).width_ns == width
