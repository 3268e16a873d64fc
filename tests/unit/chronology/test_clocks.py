"""Named cases of placing frames: what is missing is said, ticks and plain readings differ."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from gestae.chronology.clocks import (
    ClockNotKnownError,
    ClocksContradictError,
    NoReadingError,
    NoTimeCheckError,
    display_bounds,
    place,
    reading_bounds,
    world_bounds,
)
from gestae.chronology.zones import DoubtfulDisplayError
from gestae.errors import RecordError
from gestae.model.clock import ClockReading, RecorderClock, TimeCheck
from gestae.model.time import CameraTime, Instant, MediaTime

MS = 1_000_000
SECOND_NS = 1000 * MS
TIME_BASE = Fraction(1, 1000)


def _at(ms: int) -> MediaTime:
    return MediaTime(ms, TIME_BASE)


def _reading(ms: int, shown: str, *, tick: bool, within_ns: int = 0) -> ClockReading:
    return ClockReading("ab", 0, _at(ms), CameraTime.parse(shown), tick, within_ns, "A.")


CHECK = TimeCheck(
    "r", CameraTime.parse("2022-03-16T14:03:00"), Instant.parse("2022-03-16T12:01:20Z"), SECOND_NS, "phone", "A."
)


@pytest.mark.parametrize(
    ("reading", "previous", "width_ms"),
    [
        (_reading(40, "2022-03-16T14:05:11", tick=True), _at(0), 40),
        (_reading(40, "2022-03-16T14:05:11", tick=True, within_ns=5 * MS), _at(0), 50),
        (_reading(0, "2022-03-16T14:05:11", tick=True), None, 1000),
        (_reading(40, "2022-03-16T14:05:11", tick=False), _at(0), 1000),
        (_reading(90, "2022-03-16T14:05:11", tick=True), _at(0), 90),
    ],
    ids=["tick", "tick within 5 ms", "first frame cannot be a tick", "plain", "tick after a long frame"],
)
def test_what_a_reading_bounds(reading: ClockReading, previous: MediaTime | None, width_ms: int) -> None:
    low, high = reading_bounds(reading, previous)
    assert high - low == width_ms * MS


def test_the_worked_example_of_the_design() -> None:
    """A recorder that runs 100 s fast: the turn at 14:20:05.240 lies from 12:18:24.2 to 12:18:26.28."""
    clock = RecorderClock("r", (CHECK,))
    low, high = (CameraTime.parse(t) for t in ("2022-03-16T14:20:05.200", "2022-03-16T14:20:05.280"))
    interval, _, _ = world_bounds(clock, low, high)
    assert str(interval.earliest) == "2022-03-16T12:18:24.200000000Z"
    assert str(interval.latest) == "2022-03-16T12:18:26.280000000Z"


def test_a_rate_error_widens_with_the_distance_from_the_check() -> None:
    clock = RecorderClock("r", (CHECK,), Fraction(100, 1_000_000))
    shown = CameraTime(CHECK.displayed.ns + 1000 * SECOND_NS)
    interval, _, _ = world_bounds(clock, shown, shown)
    assert interval.width_ns == 2 * SECOND_NS + 2 * SECOND_NS // 10


def test_before_the_check_the_bounds_widen_as_much() -> None:
    clock = RecorderClock("r", (CHECK,), Fraction(100, 1_000_000))
    shown = CameraTime(CHECK.displayed.ns - 1000 * SECOND_NS)
    interval, _, _ = world_bounds(clock, shown, shown)
    assert interval.width_ns == 2 * SECOND_NS + 2 * SECOND_NS // 10
    assert interval.earliest.ns == CHECK.reference.ns - 1001 * SECOND_NS - SECOND_NS // 10


def test_no_reading_is_said() -> None:
    with pytest.raises(NoReadingError, match=r"gate\.mp4.*clock_reading"):
        place(RecorderClock("r", (CHECK,)), [], (_at(0), _at(0)), "gate.mp4")


def test_no_check_is_said() -> None:
    reading = _reading(40, "2022-03-16T14:05:11", tick=True)
    with pytest.raises(NoTimeCheckError, match="recorder r"):
        place(RecorderClock("r", ()), [(reading, reading_bounds(reading, _at(0)))], (_at(0), _at(0)), "gate.mp4")


def test_each_bound_names_what_it_rests_on() -> None:
    later = TimeCheck(
        "r", CameraTime(CHECK.displayed.ns + SECOND_NS), Instant(CHECK.reference.ns), SECOND_NS, "p", "B."
    )
    interval, by_low, by_high = world_bounds(RecorderClock("r", (CHECK, later)), CHECK.displayed, CHECK.displayed)
    assert (by_low, by_high) == (CHECK, later)
    assert interval.width_ns == SECOND_NS


def test_both_ends_are_rounded_outwards_to_whole_nanoseconds() -> None:
    """One part in three of a nanosecond is nothing that may be cut off, at neither end and on neither side."""
    clock = RecorderClock("r", (CHECK,), Fraction(1, 3_000_000_000))
    for side in (-1, 1):
        shown = CameraTime(CHECK.displayed.ns + side * SECOND_NS)
        interval, _, _ = world_bounds(clock, shown, shown)
        middle_ns = CHECK.reference.ns + side * SECOND_NS
        assert interval.earliest.ns == middle_ns - CHECK.within_ns - 1
        assert interval.latest.ns == middle_ns + CHECK.within_ns + 1


def test_a_plain_reading_reaches_to_the_last_nanosecond_of_its_second() -> None:
    """In Kyiv the hour from 03:00 comes twice that night; a nanosecond more than 02:59:59 holds may lie in it."""
    low, high = reading_bounds(_reading(40, "2022-10-30T02:59:59", tick=False), _at(0), zone="Europe/Kyiv")
    assert high - low == SECOND_NS
    with pytest.raises(DoubtfulDisplayError, match="comes twice"):
        reading_bounds(_reading(40, "2022-10-30T02:59:59", tick=False, within_ns=1), _at(0), zone="Europe/Kyiv")


@pytest.mark.parametrize("rate", [Fraction(-1, 10), Fraction(1), Fraction(2)])
def test_an_impossible_rate_error_is_refused(rate: Fraction) -> None:
    with pytest.raises(RecordError, match="rate error"):
        RecorderClock("r", (CHECK,), rate)


def test_a_check_of_another_recorder_is_refused() -> None:
    with pytest.raises(RecordError, match="clock of other"):
        RecorderClock("other", (CHECK,))


@pytest.mark.parametrize("make", [lambda: _reading(0, "2022-03-16T14:05:11", tick=True, within_ns=-1)])
def test_a_negative_uncertainty_is_refused(make: object) -> None:
    with pytest.raises(RecordError, match="zero or more"):
        make()  # type: ignore[operator]


def test_what_is_refused_is_told_by_its_parts() -> None:
    assert NoReadingError("gate.mp4").footage == "gate.mp4"
    assert NoTimeCheckError("r").recorder == "r"
    unknown = ClockNotKnownError("r", "its rate is withheld")
    assert (unknown.recorder, unknown.why, str(unknown)) == (
        "r",
        "its rate is withheld",
        "recorder r: its rate is withheld",
    )
    clash = ClocksContradictError("the clock", first="one", second="another", apart_ns=5)
    assert (clash.what, clash.first, clash.second, clash.apart_ns) == ("the clock", "one", "another", 5)
    assert str(clash).startswith("the clock: one and another cannot both be true (apart by 0.000000005 s)")


@pytest.mark.parametrize("too_far_ns", [0, 1])
def test_two_checks_meet_in_one_nanosecond_or_contradict_each_other(too_far_ns: int) -> None:
    later = TimeCheck(
        "r", CHECK.displayed, Instant(CHECK.reference.ns + 2 * SECOND_NS + too_far_ns), SECOND_NS, "p", "B."
    )
    clock = RecorderClock("r", (CHECK, later))
    if not too_far_ns:
        interval, by_low, by_high = world_bounds(clock, CHECK.displayed, CHECK.displayed)
        assert (interval.width_ns, by_low, by_high) == (0, later, CHECK)
        return
    with pytest.raises(ClocksContradictError) as caught:
        world_bounds(clock, CHECK.displayed, CHECK.displayed)
    assert caught.value.apart_ns == 1
    assert (str(later.reference) in caught.value.first, str(CHECK.reference) in caught.value.second) == (True, True)


@pytest.mark.parametrize("too_far_ns", [0, 1])
def test_two_readings_meet_in_one_nanosecond_or_contradict_each_other(too_far_ns: int) -> None:
    low, high = _reading(40, "2022-03-16T14:05:11", tick=True), _reading(80, "2022-03-16T14:05:12", tick=True)
    readings = [(low, (100, 140 * MS)), (high, (180 * MS + too_far_ns, 200 * MS))]
    clock = RecorderClock("r", (CHECK,))
    if not too_far_ns:
        found = display_bounds(readings, (_at(40), _at(80)), clock, "gate.mp4")
        assert found.counts_ns == (140 * MS, 180 * MS)
        assert (found.by_earliest, found.by_latest) == (high, low)
        return
    with pytest.raises(ClocksContradictError) as caught:
        display_bounds(readings, (_at(40), _at(80)), clock, "gate.mp4")
    assert caught.value.apart_ns == 1
    assert (caught.value.first, caught.value.second) == (
        f"the reading {high.shown} at pts 80", f"the reading {low.shown} at pts 40",
    )  # fmt: skip


def test_a_reading_within_some_doubt_reaches_so_far_on_both_sides() -> None:
    shown = CameraTime.parse("2022-03-16T14:05:11").ns
    tick = _reading(40, "2022-03-16T14:05:11", tick=True, within_ns=5 * MS)
    assert reading_bounds(tick, _at(0), Fraction(1, 3)) == (shown - 5 * MS, shown + 5 * MS + 53_333_334)
    plain = _reading(40, "2022-03-16T14:05:11", tick=False, within_ns=5 * MS)
    assert reading_bounds(plain, _at(0)) == (shown - 5 * MS, shown + 5 * MS + SECOND_NS)


def test_a_reading_is_carried_along_its_file_by_the_rates_of_both() -> None:
    """File and display each run within a hundredth of the world's rate: by two ninety-ninths apart from each other."""
    reading = _reading(40, "2022-03-16T14:05:11", tick=True)
    clock = RecorderClock("r", (CHECK,), Fraction(1, 100))
    found = display_bounds([(reading, (100 * MS, 140 * MS))], (_at(1040), _at(1040)), clock, "gate.mp4")
    # 1,000 ms give or take 20.202020202020… ms, rounded outwards.
    assert found.counts_ns == (1_100 * MS - 20_202_021, 1_140 * MS + 20_202_021)
    back = display_bounds([(reading, (100 * MS, 140 * MS))], (_at(-960), _at(-960)), clock, "gate.mp4")
    assert back.counts_ns == (-900 * MS - 20_202_021, -860 * MS + 20_202_021)


@pytest.mark.parametrize(("late_ms", "apart_ns"), [(1000, None), (1001, MS), (2000, SECOND_NS)])
def test_checks_that_the_file_leaves_no_room_for_contradict_it(late_ms: int, apart_ns: int | None) -> None:
    """The file ran 100 s, so the world 99 s to 101 s; by two checks, each at a reading, a second more or less."""
    shown = CHECK.displayed.ns
    later = TimeCheck(
        "r", CameraTime(shown + 101_500 * MS), Instant(CHECK.reference.ns + (100_000 + late_ms) * MS), 0, "p", "B."
    )
    clock = RecorderClock("r", (replace(CHECK, within_ns=0), later), Fraction(1, 100))
    first, second = _reading(0, "2022-03-16T14:03:00", tick=False), _reading(100_000, "2022-03-16T14:04:41", tick=False)
    readings = [(first, (shown, shown)), (second, (later.displayed.ns, later.displayed.ns))]
    if apart_ns is None:
        assert place(clock, readings, (_at(0), _at(0)), "gate.mp4").interval.width_ns == 0
        return
    with pytest.raises(ClocksContradictError, match=r"footage gate\.mp4: one of its readings and another") as caught:
        place(clock, readings, (_at(0), _at(0)), "gate.mp4")
    assert caught.value.apart_ns == apart_ns


def test_of_bounds_within_others_the_narrow_ones_count() -> None:
    wide, narrow = _reading(40, "2022-03-16T14:05:11", tick=False), _reading(40, "2022-03-16T14:05:11", tick=True)
    readings = [(wide, (0, 1000 * MS)), (narrow, (200 * MS, 240 * MS))]
    for given in (readings, readings[::-1]):
        found = display_bounds(given, (_at(40), _at(40)), RecorderClock("r", (CHECK,)), "gate.mp4")
        assert (found.counts_ns, found.by_earliest, found.by_latest) == ((200 * MS, 240 * MS), narrow, narrow)
    better = replace(CHECK, within_ns=5)
    for checks in ((CHECK, better), (better, CHECK)):
        interval, by_low, by_high = world_bounds(RecorderClock("r", checks), CHECK.displayed, CHECK.displayed)
        assert (interval.width_ns, by_low, by_high) == (10, better, better)


def test_a_placed_moment_names_the_check_of_each_of_its_ends() -> None:
    later = replace(CHECK, reference=Instant(CHECK.reference.ns + SECOND_NS))
    reading, shown = _reading(40, "2022-03-16T14:03:00", tick=True), CHECK.displayed.ns
    found = place(RecorderClock("r", (CHECK, later)), [(reading, (shown, shown))], (_at(40), _at(40)), "gate.mp4")
    assert (found.interval.earliest, found.interval.latest) == (CHECK.reference, later.reference)
    assert (found.check_earliest, found.check_latest) == (later, CHECK)
