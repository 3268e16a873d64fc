"""What a clock shows, in words and figures: "14:30", "half past two"-like names of a table, "3 pm", "noon"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from gestae.chronology.policy import DayHalf, Policy

__all__ = ["Shown", "read_shown"]

_FIGURES: Final = re.compile(r"(?P<hour>[0-9]{1,2})[:.](?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2}))?", re.ASCII)
_MINUTE_NS: Final = 60_000_000_000
_SECOND_NS: Final = 1_000_000_000
_DIAL: Final = 12
# Half of what a time of the day is rounded to: hours and half hours, then fives, then minutes.
_ROUGH_MIN: Final = ((30, 15), (5, Fraction(5, 2)), (1, Fraction(1, 2)))


@dataclass(frozen=True, slots=True)
class Shown:
    """A time of the day: nanoseconds after midnight, how long a clock shows it, half of what it may be rounded to."""

    clock_ns: int
    tick_ns: int = _MINUTE_NS

    @property
    def values(self) -> dict[str, Fraction | None]:
        """Give what the bounds of a row can name."""
        minutes, seconds_ns = divmod(self.clock_ns, _MINUTE_NS)
        rough = next(half for step, half in _ROUGH_MIN if minutes % step == 0) * Fraction(_MINUTE_NS)
        if seconds_ns or self.tick_ns < _MINUTE_NS:
            rough = Fraction(self.tick_ns, 2)
        return {"clock": Fraction(self.clock_ns), "tick": Fraction(self.tick_ns), "rough": rough}


def read_shown(text: str, policy: Policy) -> tuple[Shown, ...]:
    """Read a time of the day, in every reading; empty where the text is none.

    An hour up to twelve of which nobody says in which half of the day it lies is kept in both.
    """
    for row in policy.rows.clocks:
        if row.at_ns and any(text == shape.texts[0] for shape, _ in row.shapes):
            return tuple(Shown(at_ns) for at_ns in row.at_ns)
    for part in (*policy.tongue.parts, None):
        for words in part.words if part else ("",):
            if text.endswith(words):
                found = _hour(text.removesuffix(words).rstrip(), policy, part)
                if found:
                    return found
    return ()


def _hour(text: str, policy: Policy, part: DayHalf | None) -> tuple[Shown, ...]:
    figures = _FIGURES.fullmatch(text)
    if figures:
        hour, minute, second = int(figures["hour"]), int(figures["minute"]), int(figures["second"] or 0)
        if minute >= 60 or second >= 60:
            return ()
        # "03:15" and, where hours are counted through, "3:15" say the half of the day.
        said = part is None and (policy.tongue.clock_hours > _DIAL or figures["hour"].startswith("0"))
        past_ns = minute * _MINUTE_NS + second * _SECOND_NS
        tick_ns = _SECOND_NS if figures["second"] else _MINUTE_NS
        return _shown([hour] if said else _candidates(hour), part, past_ns, tick_ns)
    named = _named_hour(text, policy, has_part=part is not None)
    return () if named is None else _shown(_candidates(named), part, 0, _MINUTE_NS)


def _named_hour(text: str, policy: Policy, *, has_part: bool) -> int | None:
    """Read an hour by its name of the table, or as a number beside a word that makes it one."""
    for row in policy.rows.clocks:
        if row.hour is not None and any(text == shape.texts[0] for shape, _ in row.shapes):
            return row.hour
    for word in (*policy.tongue.oclock, *([""] if has_part else [])):
        number = policy.tongue.numerals.read(text.removesuffix(word).rstrip()) if text.endswith(word) else None
        if number is not None and number.place == 1:
            return int(number.value)
    return None


def _candidates(hour: int) -> list[int]:
    return sorted({hour % 24, (hour + _DIAL) % 24}) if 1 <= hour <= _DIAL else [hour]


def _shown(hours: Iterable[int], part: DayHalf | None, past_ns: int, tick_ns: int) -> tuple[Shown, ...]:
    fitting = [hour for hour in hours if 0 <= hour < 24 and (part is None or part.holds(hour))]
    return tuple(Shown(hour * 60 * _MINUTE_NS + past_ns, tick_ns) for hour in fitting)
