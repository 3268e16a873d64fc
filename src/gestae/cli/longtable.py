"""A table of many rows as lines of text: laid out once over all its rows, so that thousands print in moments."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from rich.cells import cell_len

__all__ = ["Column", "lines_of", "widths_of"]

_GAP = 2
_LEAST = 4  # narrower than this a word is torn into letters

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
    breakable = [place for place, (_, _, whole) in enumerate(columns) if not whole and widths[place] > _LEAST]
    over = sum(widths) + _GAP * (len(widths) - 1) - width
    while over > 0 and breakable:
        widest = max(breakable, key=lambda place: widths[place])
        widths[widest] -= 1
        over -= 1
        breakable = [place for place in breakable if widths[place] > _LEAST]
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
    return [cell] if cell_len(cell) <= width else textwrap.wrap(cell, width, break_on_hyphens=False) or [cell]


def _padded(cell: str, width: int, *, is_right: bool) -> str:
    room = " " * max(0, width - cell_len(cell))
    return room + cell if is_right else cell + room
