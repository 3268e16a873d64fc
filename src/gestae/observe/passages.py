"""Passages of a statement: the exact words, and where in the text they stand.

Line breaks and runs of spaces count as one space, in the text and in the words, since no reader sees a difference.
Everything else is exact. Words that stand twice mark nothing: a passage is one place.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Final

from gestae.errors import InputRefused

__all__ = ["Passage", "find_passage", "read_text"]

_BOM: Final = "\ufeff"


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of a text and where they stand.

    Attributes:
        words: as they stand there, with one space for each run of spaces or line breaks.
        start_chars, end_chars: counted in characters from 0, the end excluded.
        line: on which line it begins, from 1.
    """

    words: str
    start_chars: int
    end_chars: int
    line: int


def read_text(data: bytes, what: str) -> str:
    r"""Read the text of an original; a byte order mark is no part of it.

    Args:
        data: its bytes.
        what: its name, for the refusal.

    Raises:
        InputRefused: it is not UTF-8.

    >>> read_text("\ufeffЯ бачила".encode(), "w1.txt")
    'Я бачила'
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise InputRefused(what, wrong="is UTF-16, not UTF-8", right=_AS_UTF8)
    try:
        return data.decode("utf-8").removeprefix(_BOM)
    except UnicodeDecodeError as error:
        wrong = f"is no text in UTF-8 (byte {error.start + 1} is {data[error.start]:#04x})"
        raise InputRefused(what, wrong=wrong, right=_AS_UTF8) from error


_AS_UTF8: Final = "mark its place in words (place = …), or add a copy that was saved as UTF-8, and say how it was made"


def find_passage(text: str, words: str, what: str) -> Passage:
    r"""Find where words stand in a text.

    Raises:
        InputRefused: they stand nowhere, or more than once.

    >>> find_passage("She said: a  grey\nvan went in.", "a grey van", "w1.txt")
    Passage(words='a grey van', start_chars=10, end_chars=21, line=1)
    """
    plain, places = _plain(text)
    wanted = " ".join(words.split())
    found = _every(plain, wanted)
    if len(found) > 1:
        lines = ", ".join(str(_line(text, places[at])) for at in found[:_MOST_NAMED])
        raise InputRefused(
            what, wrong=f"{wanted!r} stands {len(found)} times in it (line {lines})", right="write more of the words"
        )
    if not found:
        near = _otherwise(plain, wanted)
        right = f"it stands there as {near!r}" if near else "write the words exactly as they stand there"
        raise InputRefused(what, wrong=f"{wanted!r} does not stand in it", right=right)
    start, end = places[found[0]], places[found[0] + len(wanted) - 1] + 1
    return Passage(wanted, start, end, _line(text, start))


_MOST_NAMED: Final = 5


def _plain(text: str) -> tuple[str, list[int]]:
    r"""Give the text with one space for each run of white space, and for each of its characters the place in the text.

    >>> _plain("a \n b")
    ('a b', [0, 1, 4])
    """
    signs: list[str] = []
    places: list[int] = []
    for place, sign in enumerate(text):
        if not sign.isspace():
            signs.append(sign)
            places.append(place)
        elif not signs or signs[-1] != " ":
            signs.append(" ")
            places.append(place)
    return "".join(signs), places


def _every(text: str, words: str) -> list[int]:
    found, at = [], text.find(words)
    while at >= 0:
        found.append(at)
        at = text.find(words, at + 1)
    return found


def _otherwise(plain: str, wanted: str) -> str:
    """Find the words in other capitals or other forms of the same letters; empty where they do not stand there so."""
    for form in ("NFC", "NFD"):
        folded = unicodedata.normalize(form, wanted)
        at = plain.casefold().find(folded.casefold())
        if at >= 0 and len(plain) == len(plain.casefold()):
            return plain[at : at + len(folded)]
    return ""


def _line(text: str, place: int) -> int:
    r"""Count on which line a character stands, from 1.

    >>> [_line("a\nb\r\nc", place) for place in (0, 2, 5)]
    [1, 2, 3]
    """
    before = text[:place]
    return 1 + before.count("\n") + before.count("\r") - before.count("\r\n")
