"""The clock's place is the line that reads as a time in enough pictures; its date may stand apart."""

from __future__ import annotations

from gestae.sight.clockplace import FoundLine, locate

CLOCK, DATE, NAME = (400.0, 300.0, 600.0, 330.0), (400.0, 10.0, 600.0, 40.0), (10.0, 10.0, 120.0, 40.0)


def picture(second: int, *, time: str = "16-03-2022 14:05:{:02d}", x2: float = 600.0) -> list[FoundLine]:
    return [FoundLine((*CLOCK[:2], x2, CLOCK[3]), time.format(second), 0.9), FoundLine(NAME, "GATE", 0.9)]


def test_the_line_that_reads_as_a_time_is_the_clock() -> None:
    place = locate([picture(n) for n in range(9)])
    assert place is not None
    assert (place.time, place.date, place.others) == (CLOCK, None, 0)


def test_one_picture_in_which_a_line_is_longer_does_not_lengthen_the_place() -> None:
    place = locate([picture(n, x2=660.0 if n == 4 else 600.0) for n in range(9)])
    assert place is not None
    assert place.time == CLOCK


def test_a_date_that_stands_apart_is_found_with_it() -> None:
    pictures = [[*picture(n, time="14:05:{:02d}"), FoundLine(DATE, "16/03/2022", 0.9)] for n in range(9)]
    place = locate(pictures)
    assert place is not None
    assert place.date == DATE


def test_a_time_in_too_few_pictures_is_no_clock() -> None:
    pictures = [picture(0), picture(1), *[[FoundLine(NAME, "GATE", 0.9)]] * 7]
    assert locate(pictures) is None
    assert locate([picture(0), picture(1), picture(2), *pictures[2:8]]) is not None


def test_a_second_clock_is_counted_and_not_followed() -> None:
    second = FoundLine((10.0, 300.0, 120.0, 330.0), "09:00:00", 0.8)
    place = locate([[*picture(n), second] for n in range(3)])
    assert place is not None
    assert (place.time, place.others) == (CLOCK, 1)


def test_no_picture_has_no_clock() -> None:
    assert locate([]) is None
