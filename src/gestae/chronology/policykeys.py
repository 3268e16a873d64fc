"""Readers of single values of a policy file: patterns, marks, lengths of time and times of the day."""

from __future__ import annotations

from collections.abc import Callable

from gestae.base.toml import text, texts
from gestae.base.units import parse_duration
from gestae.chronology.shapes import Shape, spell_out
from gestae.errors import InputRefused

__all__ = ["clocks_ns", "duration_ns", "marks", "patterns", "spellings"]


def patterns(*slots: str) -> Callable[[object, str], tuple[tuple[Shape, str], ...]]:
    """Read a list of patterns, each spelt out; one spelling may stand in it once."""

    def read(value: object, what: str) -> tuple[tuple[Shape, str], ...]:
        found: dict[Shape, str] = {}
        for pattern in texts(value, what):
            for shape in spell_out(pattern, slots, what):
                if shape in found and found[shape] != pattern:
                    raise InputRefused(
                        what, wrong=f"{pattern!r} spells what {found[shape]!r} spells", right="write it once"
                    )
                found[shape] = pattern
        return tuple(found.items())

    return read


def spellings(value: object, what: str) -> tuple[str, ...]:
    """Read patterns without places into everything that they spell."""
    return tuple(shape.texts[0] for shape, _ in patterns()(value, what))


def marks(value: object, what: str) -> str:
    """Read marks that stand between figures; a space is one, a figure is none."""
    if not isinstance(value, str) or not value or any(sign.isalnum() for sign in value):
        raise InputRefused(what, wrong=f"{value!r} are no marks", right='write them in quotes, such as ".,"')
    return value


def duration_ns(value: object, what: str) -> int:
    """Read a length of time into whole nanoseconds."""
    return parse_duration(text(value, what), what)


def _clock_ns(value: object, what: str) -> int:
    hours, _, minutes = text(value, what).partition(":")
    figures = hours + minutes
    is_clock = len(hours) == len(minutes) == 2 and int(minutes) < 60 if figures.isdecimal() else False
    total_min = int(hours) * 60 + int(minutes) if is_clock else -1
    if not 0 <= total_min <= 24 * 60:
        raise InputRefused(what, wrong=f"{value!r} is no time of the day", right="write it from 00:00 to 24:00")
    return total_min * 60_000_000_000


def clocks_ns(value: object, what: str) -> tuple[int, ...]:
    """Read times of the day into nanoseconds after midnight; 24:00 is the day's end."""
    return tuple(_clock_ns(one, what) for one in texts(value, what))
