"""What a field of an entry may hold: named forms, each with the words that say what would be right."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from gestae.base.canonical import Json
from gestae.base.units import parse_duration, parse_rate
from gestae.errors import InputRefused
from gestae.model.time import CameraTime, Instant

__all__ = [
    "AGE_KEY",
    "ANCHORS",
    "ANY",
    "BOOLEAN",
    "COMPARISONS",
    "COUNT",
    "COUNTS",
    "DIGEST",
    "DIGESTS",
    "DISPLAY",
    "DURATION",
    "FRAME",
    "HEX",
    "INSTANT",
    "INTEGER",
    "NAME",
    "NAMED_DIGESTS",
    "NAMES",
    "OBJECT",
    "POINTS",
    "RANGES",
    "RATE",
    "RATIONAL",
    "TEXT",
    "Form",
    "one_of",
]


@dataclass(frozen=True, slots=True)
class Form:
    """A form that a value has or has not.

    Attributes:
        right: what would be right, as the end of "it must be …".
        holds: says whether a value has the form.
    """

    right: str
    holds: Callable[[Json], bool]


def one_of(*words: str) -> Form:
    """Allow a few words and no other.

    >>> one_of("moved", "lent").right
    "one of 'lent', 'moved'"
    """
    return Form("one of " + ", ".join(repr(word) for word in sorted(words)), lambda value: value in words)


_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_HEX: Final = re.compile(r"(?:[0-9a-f]{2})+")
_AGE_KEY: Final = re.compile(r"age1[02-9ac-hj-np-z]{10,}")
_RATIONAL: Final = re.compile(r"[1-9]\d{0,17}/[1-9]\d{0,17}")
_LEAST_CORNERS: Final = 3
_FRAME_KEYS: Final = frozenset({"n", "pts", "time_base", "earliest_pts", "latest_pts", "seconds"})


def _is_integer(value: Json) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_count(value: Json) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _matches(pattern: re.Pattern[str]) -> Callable[[Json], bool]:
    return lambda value: isinstance(value, str) and pattern.fullmatch(value) is not None


def _is_list_of(item: Callable[[Json], bool]) -> Callable[[Json], bool]:
    return lambda value: isinstance(value, Sequence) and not isinstance(value, str) and all(map(item, value))


def _is_text(value: Json) -> bool:
    return isinstance(value, str) and value.strip() != ""


def _reads(parse: Callable[[str], object]) -> Callable[[Json], bool]:
    def holds(value: Json) -> bool:
        if not isinstance(value, str):
            return False
        try:
            parse(value)
        except InputRefused:
            return False
        return True

    return holds


def _is_frame(value: Json) -> bool:
    """A place in a stream: pts with its time base where a time is claimed, else the ordinal alone."""
    if not isinstance(value, Mapping) or not value.keys() <= _FRAME_KEYS:
        return False
    timed = _is_integer(value.get("pts")) and _matches(_RATIONAL)(value.get("time_base"))
    untimed = _is_count(value.get("n")) and value.get("pts") is None and value.get("time_base") is None
    return timed or untimed


def _is_point(value: Json) -> bool:
    """A corner: x and y in whole pixels."""
    return isinstance(value, Sequence) and len(value) == 2 and all(map(_is_count, value))


def _is_polygon(value: Json) -> bool:
    return isinstance(value, Sequence) and len(value) >= _LEAST_CORNERS and all(map(_is_point, value))


def _has_fields(required: Mapping[str, Form], optional: Mapping[str, Form]) -> Callable[[Json], bool]:
    """Hold what is an object with these fields, each of its form, and no other."""

    def holds(value: Json) -> bool:
        if not isinstance(value, Mapping) or not required.keys() <= value.keys() <= required.keys() | optional.keys():
            return False
        return all({**required, **optional}[name].holds(item) for name, item in value.items())

    return holds


_is_digest: Final = _matches(_DIGEST)

TEXT: Final = Form("text that is not empty", _is_text)
# A name as received is whatever it is; a file may be called by a space or a line's end.
NAME: Final = Form("text of at least one character", lambda value: isinstance(value, str) and value != "")
BOOLEAN: Final = Form("true or false", lambda value: isinstance(value, bool))
INTEGER: Final = Form("a whole number", _is_integer)
COUNT: Final = Form("a whole number, 0 or more", _is_count)
DIGEST: Final = Form("a sha256 of 64 lower-case hex digits", _is_digest)
DIGESTS: Final = Form("a list of sha256", _is_list_of(_is_digest))
HEX: Final = Form("bytes as lower-case hex digits", _matches(_HEX))
COUNTS: Final = Form("a list of whole numbers, 0 or more", _is_list_of(_is_count))
NAMES: Final = Form("a list of texts that are not empty", _is_list_of(_is_text))
POINTS: Final = Form("a list of three or more corners, each [x, y] in whole pixels", _is_polygon)
INSTANT: Final = Form("a time with its offset, such as 2022-03-16T14:01:20Z", _reads(Instant.parse))
DISPLAY: Final = Form("a clock display without offset, such as 2022-03-16T14:03:00", _reads(CameraTime.parse))
RATIONAL: Final = Form("a fraction of seconds, such as 1/90000", _matches(_RATIONAL))
AGE_KEY: Final = Form("an age public key, beginning with age1", _matches(_AGE_KEY))
OBJECT: Final = Form("a JSON object", lambda value: isinstance(value, Mapping))
FRAME: Final = Form('a place such as {"n": 12, "pts": 45000, "time_base": "1/90000"}, or {"n": 12} alone', _is_frame)
NAMED_DIGESTS: Final = Form(
    "names, each with a sha256", lambda value: isinstance(value, Mapping) and all(map(_is_digest, value.values()))
)
DURATION: Final = Form("a length of time, such as 1.5 s", _reads(parse_duration))
RATE: Final = Form("the largest error of a rate, such as 20 ppm", _reads(parse_rate))
# Where in an original something stands: words with their place in its text, a row, or a place in words.
_ANCHOR: Final = {"words": TEXT, "start_chars": COUNT, "end_chars": COUNT, "row": COUNT}
ANCHORS: Final = Form(
    "a list of passages, each with the sha256 of its original and its place there",
    _is_list_of(_has_fields({"sha256": DIGEST, "place": TEXT}, _ANCHOR)),
)
COMPARISONS: Final = Form(
    "a list of comparisons, each with displayed, clock, reference, within and sha256",
    _is_list_of(
        _has_fields(
            {"displayed": TEXT, "clock": INSTANT, "reference": INSTANT, "within": DURATION, "sha256": DIGEST}, {}
        )
    ),
)
RANGES: Final = Form(
    "a list of lengths, each with least, most, both or none",
    _is_list_of(_has_fields({}, {"least": DURATION, "most": DURATION})),
)
ANY: Final = Form("anything that JSON can say", lambda _value: True)
