"""Durations as people write them, exact: "10 s", "250 ms", "1.5 min", "PT10S" to whole nanoseconds."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Final

from gestae.errors import InputRefused

__all__ = ["NS_PER_S", "format_duration", "parse_duration", "parse_rate"]

NS_PER_S: Final = 1_000_000_000
_UNIT_NS: Final = {
    "ns": 1,
    "us": 1_000,
    "ms": 1_000_000,
    "s": NS_PER_S,
    "min": 60 * NS_PER_S,
    "h": 3_600 * NS_PER_S,
    "d": 86_400 * NS_PER_S,
}
_PLAIN: Final = re.compile(r"(?P<number>[+-]?\d+(?:\.\d+)?)\s*(?P<unit>ns|us|ms|s|min|h|d)", re.ASCII)
# ISO 8601 durations without years and months, which have no fixed length.
_ISO: Final = re.compile(
    r"(?P<sign>[+-]?)P(?:(?P<d>\d+(?:\.\d+)?)D)?"
    r"(?:T(?:(?P<h>\d+(?:\.\d+)?)H)?(?:(?P<min>\d+(?:\.\d+)?)M)?(?:(?P<s>\d+(?:\.\d+)?)S)?)?",
    re.ASCII,
)
_RATE: Final = re.compile(r"(?P<number>\d+(?:\.\d+)?)\s*ppm", re.ASCII)


def parse_duration(text: str, what: str = "a duration") -> int:
    """Read a duration into whole nanoseconds, never through a float.

    Args:
        text: "10 s", "250 ms", "1.5 min", "2 h", "3 d", "40 us", "5 ns" or ISO 8601 "PT10S"; may be negative.
        what: what the text belongs to, for the refusal.

    Raises:
        InputRefused: no duration, or finer than a nanosecond.

    >>> [parse_duration(t) for t in ("250 ms", "1.5 min", "PT1M30S", "-2 s")]
    [250000000, 90000000000, 90000000000, -2000000000]
    """
    plain = _PLAIN.fullmatch(text.strip())
    iso = _ISO.fullmatch(text.strip())
    if plain:
        parts = [(plain["number"], plain["unit"])]
        sign = 1
    elif iso and any(iso[unit] for unit in ("d", "h", "min", "s")):
        parts = [(iso[unit], unit) for unit in ("d", "h", "min", "s") if iso[unit]]
        sign = -1 if iso["sign"] == "-" else 1
    else:
        raise InputRefused(
            what,
            wrong=f"{text!r} is not a duration",
            right="write a number and a unit, such as '10 s' or '250 ms'",
        )
    return sign * sum(_whole_ns(number, unit, what) for number, unit in parts)


def parse_rate(text: str, what: str = "a rate error") -> Fraction:
    """Read the largest error of a clock's rate: "20 ppm", "0.5 ppm", "0 ppm"; exact.

    Raises:
        InputRefused: no such number, or a million or more, at which a clock would stand still.

    >>> parse_rate("20 ppm")
    Fraction(1, 50000)
    """
    match = _RATE.fullmatch(text.strip())
    rate = Fraction(match["number"]) / 1_000_000 if match else None
    if rate is None or rate >= 1:
        raise InputRefused(what, wrong=f"{text!r} is no rate error", right="write parts in a million, such as '20 ppm'")
    return rate


def format_duration(duration_ns: int) -> str:
    """Write a duration in seconds, exactly.

    >>> format_duration(1_500_000_000), format_duration(-40_000_000), format_duration(0)
    ('1.5 s', '-0.04 s', '0 s')
    """
    seconds = Decimal(duration_ns) / NS_PER_S
    return f"{seconds.normalize():f} s"


def _whole_ns(number: str, unit: str, what: str) -> int:
    try:
        exact = Decimal(number) * _UNIT_NS[unit]
    except InvalidOperation as error:  # pragma: no cover - the pattern lets no such number through
        raise InputRefused(what, wrong=f"{number!r} is no number", right="write digits") from error
    if exact != int(exact):
        raise InputRefused(
            what, wrong=f"{number} {unit} is finer than a nanosecond", right="round it and say so beside it"
        )
    return int(exact)
