"""Lines of text read as clocks: many ways of writing, each order of a date that it may be, and what is no clock."""

from __future__ import annotations

import pytest

from gestae.errors import RecordError
from gestae.sight.clocktext import DateOrder, Half, Shown, holds_date, parse_shown

YMD, DMY, MDY, NONE = DateOrder.YMD, DateOrder.DMY, DateOrder.MDY, DateOrder.NONE


@pytest.mark.parametrize(
    ("text", "orders", "time"),
    [
        pytest.param("2022-03-16 16:35:26", (YMD,), "16:35:26", id="year first"),
        pytest.param("16-03-2022 16:28:10", (DMY,), "16:28:10", id="a day above twelve"),
        pytest.param("03/04/2022 16:28:10", (DMY, MDY), "16:28:10", id="either may be the day"),
        pytest.param("03/04/2022 Sun 16:28:10", (DMY,), "16:28:10", id="the weekday settles it"),
        pytest.param("04.03.2022 пт 16:28:10", (DMY,), "16:28:10", id="a Ukrainian weekday settles it"),
        pytest.param("16:06:00 14/01/19", (YMD, DMY), "16:06:00", id="two digits for the year, which may come first"),
        pytest.param("02/03/04 16:06:00", (YMD, DMY, MDY), "16:06:00", id="nothing is told"),
        pytest.param("01-29-2023Sun18:33:24", (MDY,), "18:33:24", id="glued, month first"),
        pytest.param("2022-03-1614:03:00", (YMD,), "14:03:00", id="glued, the hour to the day"),
        pytest.param("16:06:0014/01/2019", (DMY,), "16:06:00", id="glued, the day to the second"),
        pytest.param("CH1 GATE 16-03-2022 Wed 14:05:01", (DMY,), "14:05:01", id="with the camera's name"),
        pytest.param("2022年03月17日 星期四 16:28:47", (YMD,), "16:28:47", id="Chinese"),
        pytest.param("16 березня 2022 14:05:01", (DMY,), "14:05:01", id="a Ukrainian month"),
        pytest.param("16 марта 2022 14:05:01", (DMY,), "14:05:01", id="a Russian month"),
        pytest.param("Mar 16, 2022 14:05:01", (MDY,), "14:05:01", id="an English month first"),
        pytest.param("12-MAR-22 14:05:01", (YMD, DMY), "14:05:01", id="a month's name between two short numbers"),
        pytest.param("20220316 14:05:01", (YMD,), "14:05:01", id="eight digits"),
        pytest.param("16.03.2022 14.05.01", (DMY,), "14:05:01", id="points throughout"),
        pytest.param("14:05:01.480 16.03.2022", (DMY,), "14:05:01", id="with milliseconds"),
        pytest.param("14:05:01:12", (NONE,), "14:05:01", id="with a frame counter, without a date"),
        pytest.param("2O22-O3-16 14:O5:0l", (YMD,), "14:05:01", id="letters like digits"),
        pytest.param("2022-03-16 １４：０５：０１", (YMD,), "14:05:01", id="wide digits"),
        pytest.param("03/16/2022 02:05:01 PM", (MDY,), "14:05:01", id="afternoon"),
        pytest.param("03/16/2022 12:05:01am", (MDY,), "00:05:01", id="after midnight"),
        pytest.param("9:05:01", (NONE,), "09:05:01", id="an hour of one digit"),
    ],
)
def test_a_clock_is_read(text: str, orders: tuple[DateOrder, ...], time: str) -> None:
    shown = parse_shown(text)
    assert shown is not None
    assert set(shown.orders) == set(orders)
    day = shown.second_of_day
    assert f"{day // 3600:02d}:{day // 60 % 60:02d}:{day % 60:02d}" == time


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("CAM 1 GATE", id="a name"),
        pytest.param("14:05", id="without seconds"),
        pytest.param("14:61:01", id="61 minutes"),
        pytest.param("24:00:00", id="hour 24"),
        pytest.param("2022-03-16 13:05:01 PM", id="hour 13 with a mark"),
        pytest.param("10:00:00 11:00:00", id="two times"),
        pytest.param("2022-13-45 10:00:00", id="a date that does not exist"),
        pytest.param("03/04/2022 Wed 10:00:00", id="a weekday that neither order has"),
        pytest.param("16-03-0022 10:00:00", id="a year of the Romans"),
        pytest.param("162:03:00", id="an hour of three digits"),
        pytest.param("A12 Km. 32,2 Itinere ovest", id="a road"),
    ],
)
def test_what_is_no_clock_is_none(text: str) -> None:
    assert parse_shown(text) is None


def test_each_order_counts_its_own_seconds() -> None:
    shown = parse_shown("03/04/2022 00:00:10")
    assert shown is not None
    april, march = shown.seconds(DMY), shown.seconds(MDY)
    assert april is not None
    assert march is not None
    assert april - march == (31 - 4 + 3) * 86_400  # from 4 March to 3 April
    assert shown.seconds(YMD) is None


def test_an_impossible_time_cannot_be_made() -> None:
    with pytest.raises(RecordError, match="no time of day"):
        Shown(None, (NONE,), 0, 5, 1, Half.AM)


def test_a_date_alone_is_known_as_one() -> None:
    assert holds_date("28/01/2015")
    assert not holds_date("28/31/2015")
    assert not holds_date("Camera 05")
