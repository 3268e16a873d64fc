"""A table of many rows: cells whole or broken between words, columns under their headings, numbers to the right."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from gestae.cli.longtable import lines_of, widths_of
from gestae.cli.output import Screen

COLUMNS = [("id", False, True), ("what", False, False), ("s", True, True)]
ROWS = [("a1", "a man falls on the road", "2.5"), ("b22", "світло змінюється", "10")]


def test_what_fits_is_one_line_a_row() -> None:
    assert list(lines_of(COLUMNS, ROWS, 80)) == [
        "id   what                       s",
        "a1   a man falls on the road  2.5",
        "b22  світло змінюється         10",
    ]


@pytest.mark.parametrize("width", [20, 24, 30])
def test_what_does_not_fit_is_broken_between_words_and_nothing_is_lost(width: int) -> None:
    lines = list(lines_of(COLUMNS, ROWS, width))
    assert max(map(cell_len, lines)) <= width
    words = " ".join(lines).split()
    assert all(word in words for _, text, _ in ROWS for word in text.split() if len(word) <= width - 10)
    assert widths_of(COLUMNS, ROWS, width)[::2] == [3, 3], "what is never broken keeps its room"


def test_what_can_give_no_way_stays_wider_than_the_screen() -> None:
    assert widths_of([("id", False, True)], [("0123456789",)], 4) == [10]


def test_a_screen_prints_a_long_table_like_a_short_one(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [(f"{number:03}", f"line [{number}]\x1b") for number in range(300)]
    Screen(as_json=False).table("Many", ("id", "what"), rows, empty="none", unbroken=("id",))
    lines = capsys.readouterr().out.splitlines()
    assert lines[:3] == ["Many", "id   what", "000  line [0]\\x1b"]
    assert len(lines) == 302
    Screen(as_json=True).table("Many", ("id", "what"), rows, empty="none")
    assert capsys.readouterr().out == ""


def test_a_length_a_date_and_a_name_in_brackets_are_never_broken_while_a_long_id_can_be() -> None:
    columns = [("to", False, False), ("at least", False, False), ("as said in", False, True), ("says", False, False)]
    row = ("recorder-a showing 2022-03-16 16:51:47.13", "-14 min 32.148 s", "seen:3fa90836.start:4ac517d9",
           "it was 2022-03-16 16:44:57.555 +02:00 give or take 0.4 s (operator.txt)")  # fmt: skip
    lines = list(lines_of(columns, [row], 68))
    assert max(map(cell_len, lines)) <= 68
    for whole in ("-14 min 32.148 s", "2022-03-16", "16:51:47.13", "16:44:57.555", "0.4 s", "(operator.txt)"):
        assert any(whole in line for line in lines), whole
    assert "\ufdd0" not in "".join(lines)
