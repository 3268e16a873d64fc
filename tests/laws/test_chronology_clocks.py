"""Whatever truthful clocks say of a moment, the truth lies inside; more evidence never widens; lies are named."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from gestae.chronology.clocks import ClocksContradictError, Placed, place, reading_bounds
from gestae.chronology.zones import DisplayRules, DoubtfulDisplayError, ZoneNotStatedError
from gestae.model.clock import ClockReading, RecorderClock, TimeCheck
from gestae.model.time import CameraTime, Instant, MediaTime

SECOND_NS = 1_000_000_000
WORLD_START_NS = 1_647_432_000 * SECOND_NS
HOUR_NS = 3600 * SECOND_NS


@dataclass(frozen=True)
class Recorder:
    """A recorder with a known truth: display = start + offset + (world - start) * (1 + rate)."""

    offset_ns: int
    rate: Fraction
    frame_ns: int

    def shows(self, world_ns: int) -> int:
        return WORLD_START_NS + self.offset_ns + int((world_ns - WORLD_START_NS) * (1 + self.rate))

    def captured(self, n: int) -> int:
        return WORLD_START_NS + n * self.frame_ns

    def check(self, world_ns: int, error_ns: int, within_ns: int) -> TimeCheck:
        displayed = CameraTime(self.shows(world_ns))
        return TimeCheck("r", displayed, Instant(world_ns + error_ns), within_ns, "phone", "A.")

    def tick(self, second: int) -> tuple[ClockReading, tuple[int, int]]:
        """Read the first frame that shows a given second after the film's start."""
        flip = (self.shows(WORLD_START_NS) // SECOND_NS + second) * SECOND_NS
        n = next(n for n in range(1, 100_000) if self.shows(self.captured(n)) >= flip)
        reading = ClockReading("ab", 0, _media(n, self.frame_ns), CameraTime(flip), True, 1, "A.")
        return reading, reading_bounds(reading, _media(n - 1, self.frame_ns), abs(self.rate))


def _media(n: int, frame_ns: int) -> MediaTime:
    return MediaTime(n * frame_ns, Fraction(1, SECOND_NS))


# The claimed limit of the rate is the true rate or more: that is what makes an account truthful. A
# recorder's rate r seen from the display is r/(1+r), so the limit is taken a little wider.
recorders = st.builds(
    Recorder,
    offset_ns=st.integers(-48 * HOUR_NS, 48 * HOUR_NS),
    rate=st.integers(-300, 300).map(lambda ppm: Fraction(ppm, 1_000_000)),
    frame_ns=st.sampled_from([40_000_000, 33_366_667, 80_000_000, 76_923_077]),
)
errors = st.lists(
    st.tuples(st.integers(-2 * HOUR_NS, 2 * HOUR_NS), st.integers(0, 2 * SECOND_NS), st.integers(-100, 100)),
    min_size=1,
    max_size=4,
)


def _placed(recorder: Recorder, checks: tuple[TimeCheck, ...], seconds: list[int], n: int) -> Placed:
    clock = RecorderClock("r", checks, abs(recorder.rate) * Fraction(1001, 1000))
    moment = _media(n, recorder.frame_ns)
    return place(clock, [recorder.tick(s) for s in seconds], (moment, moment), "gate.mp4")


def _checks(recorder: Recorder, drawn: list[tuple[int, int, int]]) -> tuple[TimeCheck, ...]:
    # One nanosecond more, since the display itself is a whole number of nanoseconds.
    return tuple(
        recorder.check(WORLD_START_NS + at, within * percent // 100, within + 1) for at, within, percent in drawn
    )


@given(recorders, errors, st.lists(st.integers(1, 60), min_size=1, max_size=3), st.integers(0, 2000))
def test_the_truth_lies_inside_the_bounds_of_every_truthful_account(
    recorder: Recorder, drawn: list[tuple[int, int, int]], seconds: list[int], n: int
) -> None:
    placed = _placed(recorder, _checks(recorder, drawn), seconds, n)
    assert placed.interval.holds(Instant(recorder.captured(n)))


@given(recorders, errors, st.integers(0, 2000))
def test_another_truthful_check_never_widens_the_bounds(
    recorder: Recorder, drawn: list[tuple[int, int, int]], n: int
) -> None:
    checks = _checks(recorder, drawn)
    fewer = _placed(recorder, checks[:1], [3], n).interval
    more = _placed(recorder, checks, [3], n).interval
    assert fewer.earliest <= more.earliest
    assert more.latest <= fewer.latest


@given(recorders, errors, st.integers(0, 2000), st.randoms(use_true_random=False))
def test_the_order_of_entry_changes_nothing(
    recorder: Recorder, drawn: list[tuple[int, int, int]], n: int, shuffler: object
) -> None:
    checks = _checks(recorder, drawn)
    assert _placed(recorder, checks, [3, 9], n).interval == _placed(recorder, checks[::-1], [9, 3], n).interval


@given(recorders, st.integers(0, SECOND_NS), st.integers(0, 2000))
def test_without_drift_one_check_and_one_tick_give_twice_the_check_and_one_frame(
    recorder: Recorder, within_ns: int, n: int
) -> None:
    assume(recorder.rate == 0)
    placed = _placed(recorder, (recorder.check(WORLD_START_NS, 0, within_ns),), [3], n)
    assert placed.interval.width_ns == 2 * within_ns + recorder.frame_ns + 2


@given(recorders, st.integers(3 * SECOND_NS, HOUR_NS))
def test_a_check_that_lies_is_named_and_gives_no_bounds(recorder: Recorder, lie_ns: int) -> None:
    honest = recorder.check(WORLD_START_NS, 0, SECOND_NS // 2)
    lying = recorder.check(WORLD_START_NS + SECOND_NS, lie_ns, SECOND_NS // 2)
    with pytest.raises(ClocksContradictError) as refusal:
        _placed(recorder, (honest, lying), [3], 0)
    assert {refusal.value.first, refusal.value.second} == {
        f"the time check at {honest.reference}",
        f"the time check at {lying.reference}",
    }
    assert refusal.value.apart_ns > 0


@given(recorders, st.integers(2 * SECOND_NS, HOUR_NS))
def test_a_reading_that_lies_is_named(recorder: Recorder, lie_ns: int) -> None:
    reading, bounds = recorder.tick(3)
    wrong = (reading, (bounds[0] + lie_ns, bounds[1] + lie_ns))
    clock = RecorderClock("r", (recorder.check(WORLD_START_NS, 0, 0),), abs(recorder.rate))
    moment = _media(0, recorder.frame_ns)
    with pytest.raises(ClocksContradictError, match=r"gate\.mp4"):
        place(clock, [recorder.tick(3), wrong], (moment, moment), "gate.mp4")


@dataclass(frozen=True)
class Zoned:
    """A recorder whose display follows a zone's rules: its count is wrong by a constant and by a rate, no more.

    Its film lasts hours, with a picture a second, so that it may run across a change of clocks.
    """

    recorder: Recorder
    zone: str

    def shows(self, world_ns: int) -> CameraTime:
        return DisplayRules.of(self.zone).display(self.recorder.shows(world_ns))

    def check(self, world_ns: int) -> TimeCheck:
        return TimeCheck("r", self.shows(world_ns), Instant(world_ns), 2, "phone", "A.")

    def tick(self, film_ns: int, picture: int) -> ClockReading:
        """Read the second that flipped before a picture, with as much doubt as makes it true."""
        shown = CameraTime(self.shows(film_ns + picture * SECOND_NS).ns // SECOND_NS * SECOND_NS)
        return ClockReading("ab", 0, _media(picture, SECOND_NS), shown, True, SECOND_NS, "A.")


ZONES = ("Europe/Kyiv", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "UTC", "+02:00")
zoned = st.builds(
    Zoned,
    st.builds(
        Recorder,
        offset_ns=st.integers(-48 * HOUR_NS, 48 * HOUR_NS),
        rate=st.integers(-300, 300).map(lambda ppm: Fraction(ppm, 1_000_000)),
        frame_ns=st.just(SECOND_NS),
    ),
    st.sampled_from(ZONES),
)
# Days from the middle of March: over the changes of March, April, October and November, and near to that of Kyiv.
moments = st.one_of(
    st.integers(0, 270 * 24 * HOUR_NS), st.integers(-4 * HOUR_NS, 4 * HOUR_NS).map(lambda ns: ns + 913_200 * SECOND_NS)
)


@given(zoned, st.lists(moments, min_size=1, max_size=3), moments, st.integers(1, 9000), st.integers(0, 9000))
def test_across_changes_of_clocks_the_truth_lies_inside_or_nothing_is_said(
    one: Zoned, checks: list[int], film: int, picture: int, asked: int
) -> None:
    film_ns = WORLD_START_NS + film
    rate = abs(one.recorder.rate) * Fraction(1001, 1000)
    clock = RecorderClock("r", tuple(one.check(WORLD_START_NS + at) for at in checks), rate, zone=one.zone)
    reading, moment = one.tick(film_ns, picture), _media(asked, SECOND_NS)
    try:
        bounds = reading_bounds(reading, _media(picture - 1, SECOND_NS), rate, one.zone)
        placed = place(clock, [(reading, bounds)], (moment, moment), "gate.mp4")
    except DoubtfulDisplayError:
        return
    assert placed.interval.holds(Instant(film_ns + asked * SECOND_NS))
    low_ns, high_ns = placed.display.counts_ns
    assert low_ns <= one.recorder.shows(film_ns + asked * SECOND_NS) <= high_ns


@given(zoned, moments, moments)
def test_without_its_zone_a_recorder_of_the_cases_own_zone_is_placed_truly_or_not_at_all(
    one: Zoned, check: int, film: int
) -> None:
    film_ns = WORLD_START_NS + film
    rate = abs(one.recorder.rate) * Fraction(1001, 1000)
    case_zone = one.zone if one.zone[0] != "+" else "Europe/Kyiv"
    clock = RecorderClock("r", (one.check(WORLD_START_NS + check),), rate, zone_if_unstated=case_zone)
    reading, moment = one.tick(film_ns, 60), _media(90, SECOND_NS)
    bounds = reading_bounds(reading, _media(59, SECOND_NS), rate)
    try:
        placed = place(clock, [(reading, bounds)], (moment, moment), "gate.mp4")
    except ZoneNotStatedError:
        return
    assert placed.interval.holds(Instant(film_ns + 90 * SECOND_NS))


@given(zoned, moments, moments, moments)
def test_another_check_across_a_change_never_widens_the_bounds(one: Zoned, first: int, second: int, film: int) -> None:
    rate = abs(one.recorder.rate) * Fraction(1001, 1000)
    checks = tuple(one.check(WORLD_START_NS + at) for at in (first, second))
    reading, moment = one.tick(WORLD_START_NS + film, 60), _media(90, SECOND_NS)
    try:
        bounds = reading_bounds(reading, _media(59, SECOND_NS), rate, one.zone)
        fewer, more = (
            place(RecorderClock("r", some, rate, zone=one.zone), [(reading, bounds)], (moment, moment), "gate.mp4")
            for some in (checks[:1], checks)
        )
    except DoubtfulDisplayError:
        return
    assert fewer.interval.earliest <= more.interval.earliest
    assert more.interval.latest <= fewer.interval.latest
