"""Tables of records: parted by the one sign that fits, each row with its place; and refused where nothing is sure."""

from __future__ import annotations

import pytest

from gestae.errors import InputRefused
from gestae.observe.records import read_table

TABLES = {
    "commas": "nr,start,who\n1,14:20,A\n2,14:21,B\n",
    "semicolons with commas": "nr;start;who\n1;14:20;A, B\n2;14:21;C, D\n",
    "tabs": "nr\tstart\twho\n1\t14:20\tA\n2\t14:21\tB\n",
    "bars": "nr|start|who\n1|14:20|A\n2|14:21|B",
    "quotes over lines": 'nr,start,who\n1,14:20,"A\nand ""B"""\n2,14:21,C\n',
    "windows": "nr,start,who\r\n1,14:20,A\r\n2,14:21,B\r\n",
    "empty lines": "nr,start,who\n\n1,14:20,A\n\n2,14:21,B\n\n",
    "a sign of another line": "nr,start,who\n1,14:20,A\u2028B\n2,14:21,B\n",
    "spaces about the head": " nr , start , who \n1,14:20,A\n2,14:21,B\n",
}


@pytest.mark.parametrize("name", TABLES)
def test_rows_are_counted_below_the_head_and_stand_where_they_say(name: str) -> None:
    text = TABLES[name]
    table = read_table(text, "calls.csv")
    assert table.head == ("nr", "start", "who")
    assert [(row.number, row.cells[0], row.cells[1]) for row in table.rows] == [(1, "1", "14:20"), (2, "2", "14:21")]
    assert [text[row.start_chars : row.end_chars] for row in table.rows] == [row.words for row in table.rows]
    assert table.cell(table.row(2, ""), "start", "") == "14:21"


REFUSED = {
    "ragged": ("a,b\n1,2\n3\n", "row 2 is 1 cell long, and its head 2"),
    "longer": ("a,b\n1,2,3\n", "row 1 is 3 cells long, and its head 2"),
    "one column": ("a\n1\n", "is no table"),
    "empty": ("", "is no table"),
    "values on top": ("1,2022-03-16 14:20\n2,2022-03-16 14:21\n", "has no head"),
    "no name": ("a,\n1,2\n", "has a column without a name"),
    "twice": ("a,a\n1,2\n", "has two columns called 'a'"),
    "two signs": ("a;b,c\n1;2,3\n", "in more than one way"),
    "open quote": ('a,b\n1,"2\n', "is no table"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_table_for_sure_is_refused(name: str) -> None:
    text, says = REFUSED[name]
    with pytest.raises(InputRefused, match=says):
        read_table(text, "calls.csv")


def test_rows_columns_and_cells_that_are_not_there() -> None:
    table = read_table("a,b\n1,\n", "calls.csv")
    with pytest.raises(InputRefused, match="there is no row 2; count from 1 below the head: it has rows 1 to 1"):
        table.row(2, "row")
    with pytest.raises(InputRefused, match="there is no column 'c'; it has a, b"):
        table.cell(table.row(1, ""), "c", "column")
    with pytest.raises(InputRefused, match="row 1 has nothing in 'b'"):
        table.cell(table.row(1, ""), "b", "column")
    with pytest.raises(InputRefused, match="it has no rows"):
        read_table("a,b\n", "calls.csv").row(1, "row")
