"""Lengths and distances of time in plain words: "1 min 22.173 s", "between 44.64 s before it and 19.44 s after it"."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, auto
from typing import Final

from gestae.base.units import format_duration

__all__ = ["apart_words", "later_words", "outwards_ms", "plain_length", "worded_length"]

_NS_PER_MS: Final = 1_000_000
_ENGLISH: Final[Mapping[str, str]] = {name: name for name in ("d", "h", "min", "s", "ns")}
_UNITS_NS: Final = (("d", 86_400_000_000_000), ("h", 3_600_000_000_000), ("min", 60_000_000_000))


class _Form(Enum):
    """What a least and a greatest distance leave open."""

    ANY = auto()
    SAME = auto()
    EXACTLY = auto()
    AT_LEAST = auto()
    NOT_LESS = auto()
    AT_MOST = auto()
    BETWEEN = auto()
    BOTH = auto()


# {x} and {y}: lengths; {to} and {back}: the side that is meant and the other one, in the words of `_SIDES`.
_APART: Final[Mapping[_Form, str]] = {
    _Form.ANY: "at any time before or after {than}",
    _Form.SAME: "at the same moment as {than}",
    _Form.EXACTLY: "exactly {x} {to} {than}",
    _Form.AT_LEAST: "at least {x} {to} {than}",
    _Form.NOT_LESS: "at any time {to} {than}, or at the same moment",
    _Form.AT_MOST: "up to {x} {to} {than}, or at any time {back} it",
    _Form.BETWEEN: "between {x} and {y} {to} {than}",
    _Form.BOTH: "between {x} before {than} and {y} after it",
}
_LATER: Final[Mapping[_Form, str]] = {
    _Form.ANY: "at any time before or after",
    _Form.SAME: "at the same moment",
    _Form.EXACTLY: "exactly {x} {to}",
    _Form.AT_LEAST: "at least {x} {to}",
    _Form.NOT_LESS: "at the same moment, or any time {any}",
    _Form.AT_MOST: "at most {x} {to}, or any time {back}",
    _Form.BETWEEN: "{x} to {y} {to}",
    _Form.BOTH: "between {x} earlier and {y} later",
}


def plain_length(length_ns: int) -> str:
    """Write a length exactly, in the units that people use; what is below a millisecond in nanoseconds.

    >>> plain_length(82_173_000_000), plain_length(90_000 * 10**9), plain_length(0), plain_length(-5), plain_length(60)
    ('1 min 22.173 s', '1 d 1 h', '0 s', '-5 ns', '60 ns')
    """
    return worded_length(length_ns, _ENGLISH, ".")


def worded_length(length_ns: int, units: Mapping[str, str], point: str) -> str:
    """Write a length as `plain_length` does, in the units and with the decimal point of a language.

    Args:
        length_ns: the length.
        units: what d, h, min, s and ns are called.
        point: what parts whole seconds from the rest.

    >>> worded_length(82_173_000_000, {"d": "д", "h": "год", "min": "хв", "s": "с", "ns": "нс"}, ",")
    '1 хв 22,173 с'
    """
    if length_ns < 0:
        return f"-{worded_length(-length_ns, units, point)}"
    words = []
    for unit, unit_ns in _UNITS_NS:
        many, length_ns = divmod(length_ns, unit_ns)
        words += [f"{many} {units[unit]}"] if many else []
    if 0 < length_ns < _NS_PER_MS:
        words.append(f"{length_ns} {units['ns']}")
    elif length_ns or not words:
        seconds, _, unit = format_duration(length_ns).partition(" ")
        words.append(f"{seconds.replace('.', point)} {units[unit]}")
    return " ".join(words)


def outwards_ms(length_ns: int, *, up: bool) -> int:
    """Round a bound of a length to whole milliseconds, down or `up`; one below a millisecond stays what it is.

    >>> outwards_ms(1_999_999, up=False), outwards_ms(-1_000_001, up=False), outwards_ms(1_000_001, up=True)
    (1000000, -2000000, 2000000)
    >>> outwards_ms(7, up=False)
    7
    """
    if abs(length_ns) < _NS_PER_MS:
        return length_ns
    return length_ns + (-length_ns % _NS_PER_MS) if up else length_ns - length_ns % _NS_PER_MS


def apart_words(least_ns: int | None, most_ns: int | None, than: str) -> str:
    """Say where something lies that comes after `than` by at least and at most so much; None: nothing limits it.

    >>> apart_words(-44_640_000_000, 19_440_000_000, "the call"), apart_words(-30 * 10**9, -28 * 10**9, "it")
    ('between 44.64 s before the call and 19.44 s after it', 'between 28 s and 30 s before it')
    >>> apart_words(None, 5 * 10**9, "the call"), apart_words(None, None, "it")
    ('up to 5 s after the call, or at any time before it', 'at any time before or after it')
    """
    return _worded(_APART, least_ns, most_ns, ("before", "after")).replace("{than}", than)


def later_words(least_ns: int | None, most_ns: int | None) -> str:
    """Say by how much later something is said to be; exact.

    >>> later_words(None, 5 * 10**9), later_words(5 * 10**9, None), later_words(0, 10**10)
    ('at most 5 s later, or any time before', 'at least 5 s later', '0 s to 10 s later')
    >>> later_words(0, None), later_words(-(10**9), 10**9), later_words(-(10**10), -(10**9))
    ('at the same moment, or any time after', 'between 1 s earlier and 1 s later', '1 s to 10 s earlier')
    """
    return _worded(_LATER, least_ns, most_ns, ("earlier", "later"))


def _worded(forms: Mapping[_Form, str], least_ns: int | None, most_ns: int | None, sides: tuple[str, str]) -> str:
    form, x_ns, y_ns, side = _form(least_ns, most_ns)
    slots = {
        "x": plain_length(x_ns), "y": plain_length(y_ns), "to": sides[side], "than": "{than}",
        "any": ("before", "after")[side], "back": ("after", "before")[side],
    }  # fmt: skip
    return forms[form].format_map(slots)


def _form(least_ns: int | None, most_ns: int | None) -> tuple[_Form, int, int, int]:
    """Choose a form, its lengths, and the side that is meant: 0 earlier, 1 later."""
    if least_ns is None and most_ns is None:
        return _Form.ANY, 0, 0, 1
    if least_ns is None:
        # The mirror of a least distance, the other way round.
        form, x_ns, y_ns, side = _form(-(most_ns or 0), None)
        return form, x_ns, y_ns, 1 - side
    if most_ns is None:
        form = _Form.NOT_LESS if least_ns == 0 else _Form.AT_LEAST if least_ns > 0 else _Form.AT_MOST
        return form, abs(least_ns), 0, int(least_ns >= 0)
    if least_ns < 0 < most_ns:
        return _Form.BOTH, -least_ns, most_ns, 1
    low_ns, high_ns = sorted((abs(least_ns), abs(most_ns)))
    form = _Form.BETWEEN if low_ns != high_ns else _Form.SAME if low_ns == 0 else _Form.EXACTLY
    return form, low_ns, high_ns, int(least_ns >= 0)
