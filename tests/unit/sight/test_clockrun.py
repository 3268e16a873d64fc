"""Readings held against their neighbours: what is misread is left out, what jumped is told, what is open stays open."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from fractions import Fraction

import pytest
from tests.unit.sight.clock_readings import BASE, START, readings_of, reread

from gestae.errors import RecordError
from gestae.sight.clockrun import ClockRun, Reading, Stretch, Tick, follow, rate_bounds
from gestae.sight.clocktext import DateOrder, parse_shown

TEXT = "16-03-2022 14:05:01"


def test_an_even_run_is_one_stretch_with_every_tick() -> None:
    run = follow(readings_of(10), BASE)
    (stretch,) = run.stretches
    assert (run.orders, run.hours, run.checked, run.breaks, run.doubts) == ((DateOrder.DMY,), "24", True, (), ())
    assert [(tick.before_pts, tick.reading.pts) for tick in stretch.ticks] == [
        (25 * k - 1, 25 * k) for k in range(1, 10)
    ]
    assert str(run.shown(stretch.ticks[0].reading, DateOrder.DMY)) == "2022-03-16T14:05:02.000000000"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("16-03-2022 14:05:01", id="the second"),
        pytest.param("16-03-2022 14:05:84", id="a second that is none"),
        pytest.param("16-03-2022 14:35:04", id="tens of minutes"),
        pytest.param("16-03-2022 19:05:04", id="the hour"),
        pytest.param("10-03-2022 14:05:04", id="the day"),
        pytest.param("16-03-2023 14:05:04", id="the year"),
    ],
)
def test_one_misread_digit_is_left_out_and_told(text: str) -> None:
    readings = readings_of(10)
    readings[10] = reread(readings[10], text)
    run = follow(readings, BASE)
    assert [doubt.reading for doubt in run.doubts] == [readings[10]]
    assert len(run.stretches) == 1
    assert readings[10] not in run.stretches[0].readings


def test_a_misread_side_of_a_tick_gives_no_tick() -> None:
    readings = readings_of(6)
    readings[9] = reread(readings[9], "16-03-2022 14:05:09")
    ticks = follow(readings, BASE).stretches[0].ticks
    assert [tick.reading.pts for tick in ticks] == [25, 50, 100, 125]


def test_a_clock_that_is_set_is_a_break_and_not_mended() -> None:
    later = readings_of(10, start=datetime(2022, 3, 16, 15, 25, 11), first_n=250)  # noqa: DTZ001 - a display
    run = follow([*readings_of(10), *later], BASE)
    (found,) = run.breaks
    assert found.least_ns < 4_800_000_000_000 < found.most_ns
    assert found.digits == 2  # the hour and the tens of minutes
    assert [len(one.readings) for one in run.stretches] == [30, 30]


def test_a_jump_of_one_digit_is_told_as_such() -> None:
    later = readings_of(10, start=datetime(2022, 3, 16, 14, 15, 11), first_n=250)  # noqa: DTZ001 - a display
    assert [one.digits for one in follow([*readings_of(10), *later], BASE).breaks] == [1]


def test_an_open_order_stays_open_and_midnight_settles_it() -> None:
    plain = follow(readings_of(10, start=datetime(2022, 3, 4, 10, 0)), BASE)  # noqa: DTZ001 - a display
    assert set(plain.orders) == {DateOrder.DMY, DateOrder.MDY}
    night = follow(readings_of(10, start=datetime(2022, 3, 4, 23, 59, 55)), BASE)  # noqa: DTZ001 - a display
    assert night.orders == (DateOrder.DMY,)
    assert len(night.stretches) == 1


def test_without_a_date_midnight_is_no_break() -> None:
    run = follow(readings_of(10, start=datetime(2022, 3, 4, 23, 59, 55), form="%H:%M:%S"), BASE)  # noqa: DTZ001
    assert (run.orders, len(run.stretches), len(run.stretches[0].ticks)) == ((DateOrder.NONE,), 1, 9)
    assert run.shown(run.stretches[0].readings[0], DateOrder.NONE) is None


def test_a_lost_date_costs_no_reading() -> None:
    readings = readings_of(10)
    readings[4] = reread(readings[4], "14:05:02")
    run = follow(readings, BASE)
    assert (run.doubts, run.orders) == ((), (DateOrder.DMY,))


def test_a_lost_date_beside_a_tick_makes_none_and_spoils_no_rate() -> None:
    readings = readings_of(10)
    extra = [reread(readings[3], readings[3].text[11:])]  # the first picture of a second, without its date
    inside = Reading(26, 26, readings[3].text, 0.9, readings[3].shown)
    run = follow([*readings[:3], *extra, inside, *readings[4:]], BASE)
    (stretch,) = run.stretches
    assert [tick.reading.pts for tick in stretch.ticks] == [25 * k for k in range(1, 10)]
    bounds = rate_bounds(stretch, DateOrder.DMY, BASE)
    assert bounds is not None
    assert bounds[0] is not None
    assert abs(bounds[0] - 1) < Fraction(1, 100)


def test_nothing_read_is_an_answer() -> None:
    nothing = [replace(one, shown=None, text="?") for one in readings_of(3)]
    run = follow(nothing, BASE)
    assert (run.stretches, run.orders, len(run.doubts), run.checked) == ((), (), 9, False)
    assert follow([], BASE) == ClockRun((), "not told")


def test_a_single_reading_is_not_checked() -> None:
    run = follow(readings_of(1)[:1], BASE)
    assert (len(run.stretches), run.checked) == (1, False)


@pytest.mark.parametrize(
    ("start", "form", "hours"),
    [(START, "%H:%M:%S", "24"), (datetime(2022, 3, 4, 9), "%H:%M:%S", "not told"), (START, "%I:%M:%S %p", "12")],  # noqa: DTZ001
)
def test_the_hours_of_a_display_are_told_where_they_show(start: datetime, form: str, hours: str) -> None:
    assert follow(readings_of(3, start=start, form=form), BASE).hours == hours


def test_the_rate_lies_within_its_bounds_and_needs_two_ticks() -> None:
    (stretch,) = follow(readings_of(100), BASE).stretches
    bounds = rate_bounds(stretch, DateOrder.DMY, BASE)
    assert bounds is not None
    least, most = bounds
    assert least is not None
    assert most is not None
    assert least < 1 < most
    assert most - least < Fraction(1, 1000)
    assert rate_bounds(Stretch(stretch.readings[:3], ()), DateOrder.DMY, BASE) == (None, None)


def test_a_display_that_stands_still_has_a_rate_of_nearly_nothing() -> None:
    still = [replace(one, text=TEXT, shown=parse_shown(TEXT)) for one in readings_of(20)]
    (stretch,) = follow(still, BASE).stretches
    bounds = rate_bounds(stretch, DateOrder.DMY, BASE)
    assert stretch.ticks == ()
    assert bounds is not None
    assert bounds[1] is not None
    assert bounds[1] < Fraction(1, 15)


def test_ticks_that_no_rate_fits_are_said_to_be() -> None:
    (stretch,) = follow(readings_of(30), BASE).stretches
    ticks = list(stretch.ticks)
    moved = ticks[10]
    ticks[10] = Tick(moved.before_pts + 5, replace(moved.reading, pts=moved.reading.pts + 5))
    assert rate_bounds(Stretch(stretch.readings, tuple(ticks)), DateOrder.DMY, BASE) is None


def test_a_stretch_holds_a_reading() -> None:
    with pytest.raises(RecordError, match="leave it out"):
        Stretch((), ())
