"""Readings of an invented display, 25 pictures a second, two readings a second and both sides of every tick."""

from __future__ import annotations

from datetime import datetime, timedelta
from fractions import Fraction

from gestae.sight.clockrun import Reading
from gestae.sight.clocktext import parse_shown

__all__ = ["BASE", "START", "readings_of", "reread"]

BASE = Fraction(1, 25)
START = datetime(2022, 3, 16, 14, 5, 1)  # noqa: DTZ001 - a display has no zone


def readings_of(
    seconds: int, *, start: datetime = START, form: str = "%d-%m-%Y %H:%M:%S", first_n: int = 0
) -> list[Reading]:
    """Read a display that ticks at every 25th picture: its first, its middle and its last picture."""
    found = []
    for second in range(seconds):
        text = (start + timedelta(seconds=second)).strftime(form)
        places = (first_n + 25 * second + more for more in (0, 12, 24))
        found += [Reading(n, n, text, 0.9, parse_shown(text)) for n in places]
    return found


def reread(reading: Reading, text: str) -> Reading:
    """Give a reading another text."""
    return Reading(reading.n, reading.pts, text, 0.6, parse_shown(text))
