"""Tables of records, such as a telephone operator's: rows under a head, each with its place in the text.

Nobody says by what a file's cells are parted, so each usual sign is tried, and one is taken only where it makes every
row as long as the head.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

from gestae.errors import InputRefused

__all__ = ["Row", "Table", "read_table"]

_PARTED_BY: Final = (",", ";", "\t", "|")
_LINES: Final = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
# A head names its columns; a cell of figures alone (a number, a time) is a value.
_VALUE: Final = re.compile(r"[\d\s.,:+TZ/-]*\d[\d\s.,:+TZ/-]*")


@dataclass(frozen=True, slots=True)
class Row:
    """One row below the head.

    Attributes:
        number: counted from 1 below the head.
        cells: by the head's columns, in their order.
        words: the row as it stands in the text, without its line's end.
        start_chars, end_chars: where that stands, counted in characters from 0, the end excluded.
    """

    number: int
    cells: tuple[str, ...]
    words: str
    start_chars: int
    end_chars: int


@dataclass(frozen=True, slots=True)
class Table:
    """A head and its rows, each as long as the head."""

    head: tuple[str, ...]
    rows: tuple[Row, ...]

    def row(self, number: int, what: str) -> Row:
        """Find a row by its number.

        Raises:
            InputRefused: there is none.
        """
        if not 1 <= number <= len(self.rows):
            has = f"rows 1 to {len(self.rows)}" if self.rows else "no rows"
            raise InputRefused(
                what, wrong=f"there is no row {number}", right=f"count from 1 below the head: it has {has}"
            )
        return self.rows[number - 1]

    def cell(self, row: Row, column: str, what: str) -> str:
        """Read the cell of a row in a column of the head.

        Raises:
            InputRefused: there is no such column, or the cell is empty.
        """
        if column not in self.head:
            raise InputRefused(what, wrong=f"there is no column {column!r}", right=f"it has {', '.join(self.head)}")
        cell = row.cells[self.head.index(column)].strip()
        if not cell:
            raise InputRefused(what, wrong=f"row {row.number} has nothing in {column!r}", right="name another column")
        return cell


def read_table(text: str, what: str) -> Table:
    r"""Read a table.

    Args:
        text: the file's.
        what: its name, for refusals.

    Raises:
        InputRefused: no sign makes its rows as long as its head, several do, or it has no head.

    >>> table = read_table("nr;start\n1;14:20\n", "calls.csv")
    >>> table.head, table.rows[0].words
    (('nr', 'start'), '1;14:20')
    """
    tried = {sign: _records(text, sign) for sign in _PARTED_BY}
    parted = {sign: rows for sign, rows in tried.items() if rows and len(rows[0].cells) > 1}
    fitting = [rows for rows in parted.values() if all(len(row.cells) == len(rows[0].cells) for row in rows)]
    if len(fitting) != 1:
        raise InputRefused(what, wrong=_unparted(parted, len(fitting)), right=_OTHERWISE)
    head, *rows = fitting[0]
    _check_head(head.cells, what)
    return Table(tuple(cell.strip() for cell in head.cells), tuple(rows))


_OTHERWISE: Final = "mark the place in words (place = …), or add a copy that is parted alike throughout"


def _unparted(parted: dict[str, tuple[Row, ...]], fitting: int) -> str:
    if fitting > 1:
        return "can be parted into cells in more than one way"
    if not parted:
        return "is no table: no commas, semicolons, tabs or bars part its lines into cells"
    rows = max(parted.values(), key=lambda rows: len(rows[0].cells))
    odd = next(row for row in rows if len(row.cells) != len(rows[0].cells))
    long = f"{len(odd.cells)} cell{'s' if len(odd.cells) > 1 else ''} long"
    return f"row {odd.number} is {long}, and its head {len(rows[0].cells)}"


def _check_head(cells: tuple[str, ...], what: str) -> None:
    names = Counter(cell.strip() for cell in cells)
    wrong = ""
    if any(_VALUE.fullmatch(name) for name in names):
        wrong = f"has no head: its first line holds values ({', '.join(list(names)[:3])})"
    elif "" in names:
        wrong = "has a column without a name"
    elif max(names.values()) > 1:
        wrong = f"has two columns called {names.most_common(1)[0][0]!r}"
    if wrong:
        raise InputRefused(what, wrong=wrong, right=_OTHERWISE)


def _records(text: str, sign: str) -> tuple[Row, ...]:
    """Part a text into records, the head with the number 0; none where quotes in it are not closed as they should be.

    Lines with nothing in them are no records.
    """
    lines = _LINES.findall(text)
    ends = [0, *accumulate(len(line) for line in lines)]
    reader = csv.reader(iter(lines), delimiter=sign, strict=True)
    rows: list[Row] = []
    used = 0
    try:
        for cells in reader:
            start, used = ends[used], reader.line_num
            words = text[start : ends[used]].rstrip("\r\n")
            rows += [Row(len(rows), tuple(cells), words, start, start + len(words))] if cells else []
    except csv.Error:
        return ()
    return tuple(rows)
