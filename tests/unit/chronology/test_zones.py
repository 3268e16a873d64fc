"""Displays and the count beneath them: across a change of clocks, in the hour that comes twice, and never guessed."""

from __future__ import annotations

from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest

from gestae.chronology.clocks import ClockNotKnownError, Placed, place, reading_bounds, world_bounds
from gestae.chronology.zones import (
    DisplayRules,
    DoubtfulDisplayError,
    ZoneNotStatedError,
    change_between,
    refuse_change,
)
from gestae.errors import ClockError
from gestae.model.clock import ClockReading, RecorderClock, TimeCheck
from gestae.model.time import CameraTime, Instant, MediaTime

SECOND_NS = 10**9
HOUR_NS = 3600 * SECOND_NS
KYIV = "Europe/Kyiv"
BASE = Fraction(1, 25)


def display(text: str) -> CameraTime:
    return CameraTime.parse(text)


@pytest.mark.parametrize(
    ("zone", "shown", "count"),
    [
        (None, "2022-03-28T14:00:00", "2022-03-28T14:00:00"),
        ("+02:00", "2022-03-28T14:00:00", "2022-03-28T14:00:00"),
        (KYIV, "2022-03-16T14:00:00", "2022-03-16T12:00:00"),
        (KYIV, "2022-03-28T14:00:00", "2022-03-28T11:00:00"),
        (KYIV, "2022-03-27T02:59:58", "2022-03-27T00:59:58"),
        (KYIV, "2022-03-27T04:00:01", "2022-03-27T01:00:01"),
        (KYIV, "2022-10-30T02:59:58", "2022-10-29T23:59:58"),
        (KYIV, "2022-10-30T04:00:01", "2022-10-30T02:00:01"),
        ("Asia/Kolkata", "2022-03-28T14:00:00", "2022-03-28T08:30:00"),
        ("Asia/Kolkata", "9999-06-01T14:00:00", "9999-06-01T08:30:00"),
    ],
)
def test_a_display_is_taken_to_its_count_and_back(zone: str | None, shown: str, count: str) -> None:
    rules = DisplayRules.of(zone)
    found = rules.count(display(shown), SECOND_NS, SECOND_NS, "a check")
    assert CameraTime(found) == display(count)
    assert rules.display(found) == display(shown)


@pytest.mark.parametrize(
    ("shown", "within_s", "said"),
    [
        ("2022-10-30T03:30:00", 0, "comes twice"),
        ("2022-03-27T03:30:00", 0, "never is"),
        ("2022-10-30T02:59:59", 2, "comes twice"),
        ("2022-03-27T02:59:59", 2, "never is"),
        ("2022-03-27T02:59:59", 7200, "reaches over a change"),
        ("2022-06-01T12:00:00", 200 * 86_400, "reaches over a change"),
    ],
)
def test_a_display_near_a_change_is_refused_with_the_reason(shown: str, within_s: int, said: str) -> None:
    within_ns = within_s * SECOND_NS
    with pytest.raises(DoubtfulDisplayError, match=said) as refused:
        DisplayRules.of(KYIV).count(display(shown), within_ns, within_ns, "the check at noon")
    assert (refused.value.what, refused.value.zone) == ("the check at noon", KYIV)


@pytest.mark.parametrize("shown", ["0001-01-01T00:00:00", "9999-12-31T23:59:59"])
def test_the_ends_of_the_calendar_are_refused_and_break_nothing(shown: str) -> None:
    with pytest.raises(ClockError):
        DisplayRules.of(KYIV).count(display(shown), 48 * HOUR_NS, 48 * HOUR_NS, "a check")


@pytest.mark.parametrize(
    ("zone", "since", "until", "change"),
    [
        (KYIV, "2022-03-27T00:59:59Z", "2022-03-27T01:00:00Z", "2022-03-27T01:00:00.000000000Z"),
        (KYIV, "2022-03-27T01:00:00Z", "2022-10-30T00:59:59Z", None),
        (KYIV, "2022-12-31T00:00:00Z", "2023-06-01T00:00:00Z", "2023-03-26T01:00:00.000000000Z"),
        ("America/New_York", "2022-03-12T00:00:00Z", "2022-03-14T00:00:00Z", "2022-03-13T07:00:00.000000000Z"),
        ("UTC", "1990-01-01T00:00:00Z", "2022-01-01T00:00:00Z", None),
    ],
)
def test_a_change_is_found_to_the_second(zone: str, since: str, until: str, change: str | None) -> None:
    found = change_between(ZoneInfo(zone), Instant.parse(since).ns, Instant.parse(until).ns)
    assert (found and str(found)) == change


@pytest.mark.parametrize(
    ("shown", "refused"),
    [
        (["2022-03-16T14:00:00", "2022-03-28T14:00:00"], True),
        (["2022-03-16T14:00:00", "2022-03-26T14:00:00"], False),
        (["2022-10-29T14:00:00", "2022-10-30T03:30:00"], True),
        (["2022-10-30T03:30:00", "2022-11-16T14:00:00"], True),
        (["2022-10-29T14:00:00", "2022-10-30T02:59:59.999999999"], False),
        (["2022-03-27T02:59:59.999999999", "2022-03-16T14:00:00"], False),
        (["2022-03-27T04:00:00", "2022-03-16T14:00:00"], True),
        (["2022-10-30T03:10:00"], True),  # either side of the change, nobody knows which
        (["2022-10-30T04:10:00", "2022-11-30T04:10:00"], False),
        ([], False),
    ],
)
def test_displays_on_both_sides_of_a_change_are_refused_where_no_zone_is_stated(
    shown: list[str], refused: bool
) -> None:
    counts = [display(text).ns for text in shown]
    if not refused:
        refuse_change("recorder r", ZoneInfo(KYIV), counts)
        return
    with pytest.raises(ZoneNotStatedError, match=r"state the zone .* in an acquisition form.*fixed offset"):
        refuse_change("recorder r", ZoneInfo(KYIV), counts)


@pytest.mark.parametrize(
    ("zone", "offsets"),
    [(KYIV, '"+02:00" or "+03:00"'), ("Europe/London", '"+00:00" or "+01:00"'),
     ("America/St_Johns", '"-03:30" or "-02:30"')],
)  # fmt: skip
def test_the_remedy_names_the_offsets_of_the_zone_and_where_they_are_written(zone: str, offsets: str) -> None:
    shown = [display(text).ns for text in ("2022-02-16T14:00:00", "2022-04-28T14:00:00")]
    with pytest.raises(ZoneNotStatedError) as refused:
        refuse_change("clock c", ZoneInfo(zone), shown, where="`zone` in [clocks.c]")
    assert f'follows in `zone` in [clocks.c], such as "{zone}", or its fixed offset, such as {offsets}' in str(
        refused.value
    )


@pytest.mark.parametrize(
    ("shown", "truly"),
    [
        ("2022-03-27T02:59:59.999999999", "2022-03-27T00:59:59.999999999Z"),
        ("2022-03-27T04:00:00", "2022-03-27T01:00:00Z"),
        ("2022-10-30T02:59:59.999999999", "2022-10-29T23:59:59.999999999Z"),
        ("2022-10-30T04:00:00", "2022-10-30T02:00:00Z"),
    ],
)
def test_the_last_nanosecond_before_a_doubtful_hour_and_the_first_after_it_are_placed(shown: str, truly: str) -> None:
    check = TimeCheck("r", display("2022-06-01T14:00:00"), Instant.parse("2022-06-01T11:00:00Z"), 0, "phone", "A.")
    interval, _, _ = world_bounds(RecorderClock("r", (check,), zone=KYIV), display(shown), display(shown))
    assert (interval.earliest, interval.latest) == (Instant.parse(truly), Instant.parse(truly))


def placed(zone: str | None, *, checked: str = "2022-03-28T14:01:40", **more: object) -> Placed:
    """Place a film of winter time by a check of summer time; the clock is 100 s fast."""
    check = TimeCheck("r", display(checked), Instant.parse("2022-03-28T11:00:00Z"), SECOND_NS, "phone", "A.")
    clock = RecorderClock("r", (check,), zone=zone, zone_if_unstated=KYIV, **more)  # type: ignore[arg-type]
    at, before = MediaTime(25, BASE), MediaTime(24, BASE)
    tick = ClockReading("ab", 0, at, display("2022-03-16T14:05:00"), True, 0, "A.")
    return place(clock, [(tick, reading_bounds(tick, before, Fraction(0), zone))], (at, at), "gate.mp4")


def test_a_check_of_summer_time_places_a_film_of_winter_time() -> None:
    found = placed(KYIV)
    assert found.interval.holds(Instant.parse("2022-03-16T12:03:20Z"))
    assert found.interval.width_ns == 2 * SECOND_NS + SECOND_NS // 25
    assert found.display.earliest == display("2022-03-16T14:05:00")


def test_a_fixed_offset_is_never_changed() -> None:
    found = placed("+02:00", checked="2022-03-28T13:01:40")
    assert found.interval.holds(Instant.parse("2022-03-16T12:03:20Z"))


def test_without_a_zone_it_is_refused_and_the_zone_asked_for() -> None:
    with pytest.raises(ZoneNotStatedError, match="Europe/Kyiv") as refused:
        placed(None)
    assert refused.value.change == Instant.parse("2022-03-27T01:00:00Z")


def test_a_clock_that_is_not_known_places_nothing() -> None:
    with pytest.raises(ClockNotKnownError, match="its drift is withheld"):
        placed(KYIV, not_known="its drift is withheld")


def test_what_a_clock_assumes_stands_with_its_place() -> None:
    assert placed(KYIV, assumes=("no drift is stated",)).assumes == ("no drift is stated",)


def test_the_gap_before_a_tick_is_as_long_as_the_clock_may_have_counted() -> None:
    tick = ClockReading("ab", 0, MediaTime(25, BASE), display("2022-03-16T14:05:00"), True, 0, "A.")
    low, high = reading_bounds(tick, MediaTime(24, BASE), Fraction(1, 100))
    assert high - low == SECOND_NS // 25 * 101 // 100


@pytest.mark.parametrize(("checked", "refused"), [("2022-03-27T02:59:59.500", True), ("2022-03-27T02:59:58", False)])
def test_the_doubt_of_a_check_counts_where_no_zone_is_stated(checked: str, refused: bool) -> None:
    if not refused:
        assert placed(None, checked=checked).display.earliest == display("2022-03-16T14:05:00")
        return
    with pytest.raises(ZoneNotStatedError):
        placed(None, checked=checked)


def test_a_check_in_an_hour_that_never_was_is_named() -> None:
    with pytest.raises(DoubtfulDisplayError, match="never is") as refused:
        placed(KYIV, checked="2022-03-27T03:30:00")
    assert refused.value.what == "the time check of r at 2022-03-28T11:00:00.000000000Z"


@pytest.mark.parametrize(("checked", "refused"), [("2022-03-27T04:00:00.500", True), ("2022-03-27T04:00:01", False)])
def test_the_doubt_of_a_check_counts_downwards_too(checked: str, refused: bool) -> None:
    """The film is of summer time; the check may have been made a second earlier than it says, and no more."""
    check = TimeCheck("r", display(checked), Instant.parse("2022-03-27T01:00:00Z"), SECOND_NS, "phone", "A.")
    clock = RecorderClock("r", (check,), zone=None, zone_if_unstated=KYIV)
    at = MediaTime(25, BASE)
    tick = ClockReading("ab", 0, at, display("2022-04-16T14:05:00"), True, 0, "A.")
    readings = [(tick, reading_bounds(tick, MediaTime(24, BASE)))]
    if not refused:
        assert place(clock, readings, (at, at), "gate.mp4").display.earliest == tick.shown
        return
    with pytest.raises(ZoneNotStatedError):
        place(clock, readings, (at, at), "gate.mp4")


@pytest.mark.parametrize("shown", ["0001-01-01T00:00:01", "9999-12-31T23:59:59"])
def test_a_count_at_the_ends_of_the_calendar_is_shown_or_refused(shown: str) -> None:
    count = display(shown).ns
    assert DisplayRules.of("Etc/UTC").display(count) == display(shown)
    beyond = "Asia/Tokyo" if shown.startswith("9999") else "America/New_York"
    with pytest.raises(ClockError, match="outside the years 1 to 9999"):
        DisplayRules.of(beyond).display(count)


def test_what_is_refused_is_told_by_its_parts() -> None:
    doubtful = DoubtfulDisplayError("the check", KYIV, "it comes twice")
    assert (doubtful.what, doubtful.zone) == ("the check", KYIV)
    assert str(doubtful).startswith("the check: it comes twice in Europe/Kyiv")
    change = Instant.parse("2022-03-27T01:00:00Z")
    unstated = ZoneNotStatedError("recorder r", ZoneInfo(KYIV), change, "an acquisition form")
    assert (unstated.what, unstated.zone, unstated.change) == ("recorder r", KYIV, change)
    assert str(unstated).startswith("recorder r: its zone is not stated")


@pytest.mark.parametrize(
    ("start", "end", "first"),
    [
        ("2022-03-27T00:59:59Z", "2022-03-27T01:00:00Z", "2022-03-27T01:00:00Z"),
        ("2022-03-27T01:00:00Z", "2022-10-30T00:59:59.999999999Z", None),
        ("2022-12-31T23:59:59Z", "2023-12-31T00:00:00Z", "2023-03-26T01:00:00Z"),
        ("2021-12-31T00:00:00Z", "2022-01-01T00:00:00Z", None),
        ("2022-01-01T00:00:00Z", "2022-12-31T00:00:00Z", "2022-03-27T01:00:00Z"),
    ],
)
def test_the_first_change_of_a_stretch_is_found(start: str, end: str, first: str | None) -> None:
    found = change_between(ZoneInfo(KYIV), Instant.parse(start).ns, Instant.parse(end).ns)
    assert found == (None if first is None else Instant.parse(first))


@pytest.mark.parametrize(
    ("zone", "year", "count"), [("Europe/Kyiv", 2022, 2), ("Asia/Tokyo", 2022, 0), ("Africa/Casablanca", 2023, 2)]
)
def test_changes_of_the_days_at_the_turn_of_a_year_are_each_seen_once(zone: str, year: int, count: int) -> None:
    start, end = Instant.parse(f"{year - 1}-12-31T12:00:00Z").ns, Instant.parse(f"{year + 1}-01-01T12:00:00Z").ns
    seen = []
    while (change := change_between(ZoneInfo(zone), start, end)) is not None:
        seen.append(change)
        start = change.ns
    assert len(seen) == count


@pytest.mark.parametrize(
    ("zone", "change"),
    [
        ("America/Caracas", "1965-01-01T04:30:00Z"),
        ("Africa/Juba", "2021-01-31T21:00:00Z"),
        ("Asia/Dhaka", "2009-12-31T17:00:00Z"),
        ("Asia/Kabul", "1944-12-31T20:00:00Z"),  # the last day of a leap year
        ("Africa/Monrovia", "1972-01-07T00:44:30Z"),
    ],
)
def test_a_change_at_the_turn_of_a_year_is_found_to_the_second(zone: str, change: str) -> None:
    at_ns = Instant.parse(change).ns
    assert change_between(ZoneInfo(zone), at_ns - SECOND_NS, at_ns) == Instant(at_ns)
    assert change_between(ZoneInfo(zone), at_ns, at_ns + HOUR_NS) is None
    assert change_between(ZoneInfo(zone), at_ns - HOUR_NS, at_ns - 1) is None
