"""What a line of text says as a clock: its time of day, and its date in every order that may be meant. Pure.

A display writes a date without saying which number is the day. Each order in which it is a date that exists is
kept; none is preferred here. Letters that a reader takes for digits, or Cyrillic ones for Latin, are folded first,
because no date or time holds a letter that stands for anything else.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from gestae.errors import RecordError

__all__ = ["DateOrder", "Half", "Shown", "holds_date", "parse_shown"]

_DAY_S: Final = 86_400
_EPOCH: Final = date(1970, 1, 1)
_HALF_DAY_H: Final = 12
_CENTURY: Final = 2000
_TWO_DIGITS: Final = 100


class DateOrder(StrEnum):
    """Which of a date's numbers is which."""

    YMD = "year-month-day"
    DMY = "day-month-year"
    MDY = "month-day-year"
    NONE = "no date"


class Half(StrEnum):
    """Which half of the day a twelve-hour display marks."""

    AM = "am"
    PM = "pm"


@dataclass(frozen=True, slots=True)
class Shown:
    """What a display shows, with the date's numbers still in the order in which they stand.

    Attributes:
        numbers: the date's three numbers as they stand; None without a date. A month's name stands as its number.
        orders: the orders in which they are a date that exists, and on the weekday that is shown, if one is.
        hour, minute, second: as shown.
        half: the half of the day, where the display marks it.
    """

    numbers: tuple[int, int, int] | None
    orders: tuple[DateOrder, ...]
    hour: int
    minute: int
    second: int
    half: Half | None = None

    def __post_init__(self) -> None:
        most = _HALF_DAY_H if self.half else 23
        if not (int(self.half is not None) <= self.hour <= most and 0 <= self.minute < 60 and 0 <= self.second < 60):
            raise RecordError(f"{self.hour}:{self.minute}:{self.second} is no time of day")

    @property
    def second_of_day(self) -> int:
        """Seconds since the display's midnight.

        >>> Shown(None, (DateOrder.NONE,), 12, 0, 1, Half.AM).second_of_day
        1
        """
        hour = self.hour if self.half is None else self.hour % _HALF_DAY_H + _HALF_DAY_H * (self.half is Half.PM)
        return hour * 3600 + self.minute * 60 + self.second

    def seconds(self, order: DateOrder) -> int | None:
        """Count the display's seconds since 1970-01-01 in one order; without a date, since midnight.

        Returns:
            None where it is no date in that order.
        """
        if order not in self.orders:
            return None
        if self.numbers is None:
            return self.second_of_day
        year, month, day = _in_order(self.numbers, order)
        return (date(year, month, day) - _EPOCH).days * _DAY_S + self.second_of_day


# Separators that a clock's line holds, as a recogniser may write them.
_FOLDED: Final = str.maketrans(
    {"：": ":", "；": ":", ";": ":", "．": ".", "／": "/", "－": "-", "–": "-", "—": "-", "|": "1"}
)
_LIKE_DIGITS: Final = str.maketrans("OoОоQDIlІ", "000000111")
_DIGITISH: Final = re.compile(r"(?<=[\d:./-])[OoОоQDIlІ]+(?=[\d:./-]|$)|(?<![^\W\d])[OoОоIlІ]+(?=[\d:])")
_TIME: Final = (
    r"(?P<hour>\d{1,2})\s?%s\s?(?P<minute>\d{2})\s?%s\s?(?P<second>\d{2})"
    r"(?:[.:,]\d{1,3}(?!\d))?\s*(?P<half>[AaPp]\.?[Mm]\b\.?)?"
)
_COLONS: Final = re.compile(_TIME % (":", ":"))
# A recogniser may take a colon for a point; a display may use points or dashes throughout.
_MIXED: Final = re.compile(_TIME % ("[:.]", "[:.]"))
_NUMBERS: Final = re.compile(r"(?<!\d)(\d{4}|\d{1,2})\s?([-/.])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{1,2})(?!\d)")
_LONG_DATE: Final = re.compile(r"(?<!\d)(?:\d{4}([-/.])\d{1,2}\1\d{1,2}|\d{1,2}([-/.])\d{1,2}\2\d{4})(?!\d)")
_CHINESE: Final = re.compile(r"(?<!\d)(\d{4})\s?年\s?(\d{1,2})\s?月\s?(\d{1,2})\s?日")
_PACKED: Final = re.compile(r"(?<!\d)(20\d{2})(\d{2})(\d{2})(?!\d)")
_NAMED: Final = re.compile(
    r"(?<!\d)(?:(?P<d1>\d{1,2})[\s.,/-]*(?P<m1>[^\W\d_]{3,})[\s.,/-]*(?P<y1>\d{4}|\d{2})"
    r"|(?P<m2>[^\W\d_]{3,})[\s.,/-]*(?P<d2>\d{1,2})[\s.,/-]+(?P<y2>\d{4})"
    r"|(?P<y3>\d{4})[\s.,/-]*(?P<m3>[^\W\d_]{3,})[\s.,/-]*(?P<d3>\d{1,2}))(?!\d)"
)
_WORD: Final = re.compile(r"[^\W\d_]+")

# The first letters that tell a month, in English, Ukrainian and Russian.
_MONTHS: Final = (
    ("jan", "січ", "янв"), ("feb", "лют", "фев"), ("mar", "бер", "мар"), ("apr", "кві", "апр"),
    ("may", "тра", "май", "мая"), ("jun", "чер", "июн"), ("jul", "лип", "июл"), ("aug", "сер", "авг"),
    ("sep", "вер", "сен"), ("oct", "жов", "окт"), ("nov", "лис", "ноя"), ("dec", "гру", "дек"),
)  # fmt: skip
_MONTH_OF: Final[Mapping[str, int]] = {name: month for month, names in enumerate(_MONTHS, 1) for name in names}
_WEEKDAYS: Final = (
    ("mon", "monday", "пн", "понеділок", "понедельник"), ("tue", "tues", "tuesday", "вт", "вівторок", "вторник"),
    ("wed", "wednesday", "ср", "середа", "среда"), ("thu", "thur", "thurs", "thursday", "чт", "четвер", "четверг"),
    ("fri", "friday", "пт", "пятниця", "пятница"), ("sat", "saturday", "сб", "субота", "суббота"),
    ("sun", "sunday", "нд", "вс", "неділя", "воскресенье"),
)  # fmt: skip
_WEEKDAY_OF: Final[Mapping[str, int]] = {name: day for day, names in enumerate(_WEEKDAYS) for name in names}


def parse_shown(text: str) -> Shown | None:
    """Read a line of text as a clock with seconds.

    Args:
        text: as recognised; other words may stand before and after.

    Returns:
        None where no time of day with seconds stands in it, or where two do.

    >>> parse_shown("CH1 GATE 16-03-2022 Wed 14:05:01").orders
    (<DateOrder.DMY: 'day-month-year'>,)
    >>> [order.value for order in parse_shown("16:06:00 14/01/19").orders]
    ['year-month-day', 'day-month-year']
    >>> parse_shown("GATE 14:61:01") is None
    True
    """
    line = _folded(text)
    times = [found for found in _times(line) if found is not None]
    if len(times) != 1:
        return None
    (hour, minute, second, half), start, stop = times[0]
    numbers, orders = _date(f"{line[:start]}\n{line[stop:]}")
    if numbers is not None and not orders:
        return None
    return Shown(numbers, orders or (DateOrder.NONE,), hour, minute, second, half)


def holds_date(text: str) -> bool:
    """Say whether a date that exists in some order stands in a line.

    >>> holds_date("CH1 16-03-2022"), holds_date("16-33-2022")
    (True, False)
    """
    return bool(_date(_folded(text))[1])


def _folded(text: str) -> str:
    line = unicodedata.normalize("NFKC", text).translate(_FOLDED).replace("'", "").replace("’", "")
    return _DIGITISH.sub(lambda found: found[0].translate(_LIKE_DIGITS), line)


_Time = tuple[int, int, int, "Half | None"]


def _times(line: str) -> list[tuple[_Time, int, int] | None]:
    """Find times of day; a recogniser often leaves out the gap between a date and the hour.

    Only where nothing is written with colons may points part the numbers of a time: a date may hold them as well.
    """
    without_dates = _LONG_DATE.sub(lambda found: " " * len(found[0]), line)
    for form, where in ((_COLONS, line), (_MIXED, without_dates), (_MIXED, line)):
        found = [_time(match) for match in form.finditer(where) if not _lost_a_digit(where, match)]
        if found:
            return found
    return []


def _lost_a_digit(line: str, match: re.Match[str]) -> bool:
    """Say whether a one-digit hour is glued to other digits, of which one may be its own."""
    start = match.start("hour")
    return len(match["hour"]) == 1 and line[max(0, start - 1) : start].isdigit()


def _time(match: re.Match[str]) -> tuple[_Time, int, int] | None:
    hour, minute, second = int(match["hour"]), int(match["minute"]), int(match["second"])
    half = None if match["half"] is None else Half.AM if match["half"][0] in "aA" else Half.PM
    if minute > 59 or second > 59 or hour > (_HALF_DAY_H if half else 23) or (half and not hour):
        return None
    return (hour, minute, second, half), match.start(), match.end()


def _date(rest: str) -> tuple[tuple[int, int, int] | None, tuple[DateOrder, ...]]:
    """Read the one date of a line, and the orders in which it exists on the weekday that stands beside it."""
    weekdays = {_WEEKDAY_OF[word] for word in map(str.lower, _WORD.findall(rest)) if word in _WEEKDAY_OF}
    numbers, orders = _named(rest) or _numbered(rest) or (None, ())
    if numbers is None:
        return None, ()
    possible = [order for order in orders if _day_of(numbers, order) is not None]
    if len(weekdays) == 1:
        possible = [order for order in possible if _weekday(numbers, order) in weekdays]
    return numbers, tuple(possible)


def _numbered(rest: str) -> tuple[tuple[int, int, int], tuple[DateOrder, ...]] | None:
    for form in (_CHINESE, _PACKED):
        if whole := form.search(rest):
            return (int(whole[1]), int(whole[2]), int(whole[3])), (DateOrder.YMD,)
    match = _NUMBERS.search(rest)
    if match is None:
        return None
    numbers = int(match[1]), int(match[3]), int(match[4])
    if max(len(match[1]), len(match[4])) == len("2022") and max(numbers[0], numbers[2]) < _TWO_DIGITS:
        return numbers, ()  # a year written 0022 is misread, and no short year
    if len(match[1]) == len("2022"):
        return numbers, (DateOrder.YMD,)
    if len(match[4]) == len("2022"):
        return numbers, (DateOrder.DMY, DateOrder.MDY)
    return numbers, (DateOrder.YMD, DateOrder.DMY, DateOrder.MDY)


def _named(rest: str) -> tuple[tuple[int, int, int], tuple[DateOrder, ...]] | None:
    """Read a date whose month is a name: its order is then plain, but for a year of two digits."""
    for match in _NAMED.finditer(rest):
        for form, order in (("1", DateOrder.DMY), ("2", DateOrder.MDY), ("3", DateOrder.YMD)):
            month = _MONTH_OF.get((match[f"m{form}"] or "")[:3].lower())
            if month is not None:
                part = {"y": int(match[f"y{form}"]), "m": month, "d": int(match[f"d{form}"])}
                names = {DateOrder.DMY: "dmy", DateOrder.MDY: "mdy", DateOrder.YMD: "ymd"}[order]
                numbers = (part[names[0]], part[names[1]], part[names[2]])
                twofold = form == "1" and len(match["y1"]) == len("22") == len(match["d1"])
                return numbers, (DateOrder.DMY, DateOrder.YMD) if twofold else (order,)
    return None


def _in_order(numbers: tuple[int, int, int], order: DateOrder) -> tuple[int, int, int]:
    places = {DateOrder.YMD: (0, 1, 2), DateOrder.DMY: (2, 1, 0), DateOrder.MDY: (2, 0, 1)}[order]
    year, month, day = (numbers[place] for place in places)
    return (year + _CENTURY if year < _TWO_DIGITS else year), month, day


def _day_of(numbers: tuple[int, int, int], order: DateOrder) -> date | None:
    try:
        return date(*_in_order(numbers, order))
    except ValueError:
        return None


def _weekday(numbers: tuple[int, int, int], order: DateOrder) -> int | None:
    day = _day_of(numbers, order)
    return None if day is None else day.weekday()
