"""Wrong clocks and the instants of pictures, in whole nanoseconds."""

from fractions import Fraction

import pytest

from gestae.base.units import NS_PER_S
from gestae.errors import RecordError
from gestae.sample.clocks import ZONE_NS, RecorderClock, display_text, wind_clocks

NOON_NS = 1_647_432_000 * NS_PER_S  # 2022-03-16T12:00:00Z


def clock(**changes: object) -> RecorderClock:
    facts: dict[str, object] = {
        "recorder": "recorder-a", "camera": "gate", "file": "gate.mp4", "offset_ns": 90 * NS_PER_S, "rate_ppb": 0,
        "zero_ns": NOON_NS, "first_ns": NOON_NS + 250_000_000, "period": Fraction(1, 25), "pictures": 100,
    }  # fmt: skip
    return RecorderClock(**{**facts, **changes})  # type: ignore[arg-type]


def test_a_display_is_local_time_and_its_error() -> None:
    assert display_text(clock().display_ns(NOON_NS)) == "2022-03-16 14:01:30"


def test_a_display_cuts_seconds_off_and_never_rounds() -> None:
    assert display_text(clock().display_ns(NOON_NS + 999_999_999)).endswith("14:01:30")


@pytest.mark.parametrize(("rate_ppb", "gained_ns"), [(100_000, 100_000), (-100_000, -100_000), (0, 0)])
def test_a_drifting_display_gains_its_rate_every_second(rate_ppb: int, gained_ns: int) -> None:
    drifting = clock(rate_ppb=rate_ppb, offset_ns=0)
    assert drifting.display_ns(NOON_NS + NS_PER_S) - (NOON_NS + NS_PER_S + ZONE_NS) == gained_ns


def test_pictures_keep_step_with_the_display_that_their_crystal_drives() -> None:
    drifting = clock(rate_ppb=150_000)
    shown = drifting.display_ns(drifting.capture_ns(75)) - drifting.display_ns(drifting.capture_ns(0))
    assert abs(shown - 3 * NS_PER_S) <= 2  # each of the two divisions may cut off a nanosecond


def test_the_first_picture_at_a_moment_is_at_or_after_it_and_its_forerunner_before() -> None:
    one = clock(rate_ppb=-70_000)
    moment = one.first_ns + 1_234_567_890
    n = one.first_at(moment)
    assert n is not None
    assert one.capture_ns(n - 1) < moment <= one.capture_ns(n)


def test_a_moment_after_the_film_has_no_picture() -> None:
    assert clock().first_at(NOON_NS + 10 * NS_PER_S) is None


def test_ticks_are_the_pictures_that_first_show_a_second() -> None:
    one = clock()
    for n in one.ticks():
        before, now = (one.display_ns(one.capture_ns(k)) // NS_PER_S for k in (n - 1, n))
        assert now == before + 1


@pytest.mark.parametrize("changes", [{"pictures": 0}, {"period": Fraction(0)}])
def test_a_recorder_without_pictures_or_time_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(RecordError):
        clock(**changes)


def test_the_three_clocks_are_wrong_in_three_ways() -> None:
    gate, yard, booth = wind_clocks(3, 110.0)
    assert abs(gate.offset_ns) > 60 * NS_PER_S
    assert abs(yard.rate_ppb) >= 60_000
    assert abs(booth.offset_ns) > 3000 * NS_PER_S
    assert {c.recorder for c in (gate, yard, booth)} == {"recorder-a", "recorder-b", "recorder-c"}
