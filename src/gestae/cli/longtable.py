"""A table as lines of text: cells broken between words, but not within a length, a moment or a name in brackets.

It is laid out once over all its rows, so that thousands print in moments.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Sequence
from typing import Final

from rich.cells import cell_len

__all__ = ["Column", "lines_of", "widths_of"]

_GAP: Final = 2
_LEAST: Final = 4  # narrower than this a word is torn into letters
# What is longer than this may be torn where room is short: a digest, the words of a row; and an id.
_WHOLE: Final = 16
_ID: Final = 20
# A figure with its unit, and more of the same length: "28 min 50.36 s".
_LENGTH: Final = re.compile(
    r"(?<![\w.])-?\d[\d.,]*(?: (?:d|h|min|s|ms|µs|ns|ppm)\b(?: \d[\d.,]*(?= (?:h|min|s|ms|ns)\b))?)+"
)
# Stands for a space that is not broken at; no text holds it, for it is no character.
_JOINT: Final = "\ufdd0"

# Heading, whether it is set to the right, and whether its cells are never broken.
Column = tuple[str, bool, bool]


def lines_of(columns: Sequence[Column], rows: Sequence[Sequence[str]], width: int) -> Iterator[str]:
    """Lay a table out: the headings first, then every row, its cells broken where the width asks for it.

    >>> print("\\n".join(lines_of([("id", False, True), ("what", False, False)], [("a1", "a man falls")], 9)))
    id  what
    a1  a man
        falls
    """
    widths = widths_of(columns, rows, width)
    yield from _row([name for name, *_ in columns], columns, widths)
    for row in rows:
        yield from _row(row, columns, widths)


def widths_of(columns: Sequence[Column], rows: Sequence[Sequence[str]], width: int) -> list[int]:
    """Give each column the room of its widest cell; where that is too much, the widest that may break give way.

    >>> widths_of([("id", False, True), ("what", False, False)], [("a1", "a man falls")], 9)
    [2, 5]
    """
    widths = [max(map(cell_len, cells)) for cells in zip([name for name, *_ in columns], *rows, strict=True)]
    over = sum(widths) + _GAP * (len(widths) - 1) - width
    if over <= 0:
        return widths
    may_break = [place for place, (_, _, whole) in enumerate(columns) if not whole]
    words = {place: max((_widest_word(row[place]) for row in rows), default=0) for place in may_break}
    ids = {place: _ID for place, (_, right, whole) in enumerate(columns) if whole and not right}
    # Long ids give way where all columns are as narrow as their words, and words where there still is no room.
    for leasts in (words, ids, dict.fromkeys(may_break, _LEAST)):
        while over > 0 and (wide := [place for place, least in leasts.items() if widths[place] > max(least, _LEAST)]):
            widths[max(wide, key=lambda place: widths[place])] -= 1
            over -= 1
    return widths


def _row(cells: Sequence[str], columns: Sequence[Column], widths: Sequence[int]) -> Iterator[str]:
    broken = [_broken(cell, width) for cell, width in zip(cells, widths, strict=True)]
    for line in range(max(map(len, broken))):
        parts = [
            _padded(cell[line] if line < len(cell) else "", width, is_right=right)
            for cell, (_, right, _), width in zip(broken, columns, widths, strict=True)
        ]
        yield (" " * _GAP).join(parts).rstrip()


def _broken(cell: str, width: int) -> list[str]:
    if cell_len(cell) <= width:
        return [cell]
    lines = textwrap.wrap(_joined(cell), width, break_on_hyphens=False) or [cell]
    return [line.replace(_JOINT, " ") for line in lines]


def _joined(cell: str) -> str:
    """Join what belongs together, so that no line ends within it.

    >>> _joined("at least 28 min 50.36 s after").split()
    ['at', 'least', '28\ufdd0min\ufdd050.36\ufdd0s', 'after']
    """
    return _LENGTH.sub(lambda found: found[0].replace(" ", _JOINT), cell)


def _widest_word(cell: str) -> int:
    return max((length for word in _joined(cell).split() if (length := cell_len(word)) <= _WHOLE), default=0)


def _padded(cell: str, width: int, *, is_right: bool) -> str:
    room = " " * max(0, width - cell_len(cell))
    return room + cell if is_right else cell + room
