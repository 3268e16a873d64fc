"""What reaches a terminal or a pipe: tables that fit, counts, columns, a reader who has enough."""

from __future__ import annotations

import subprocess
import sys

import pytest
from tests.unit.docs.pages import ROOT

from gestae.cli.ordering import _one_day
from gestae.cli.output import Screen, counted

PRINTER = """
from gestae.cli.options import verb

@verb
def talk(screen):
    for number in range(200_000):
        print(number)

talk()
"""


def test_a_reader_who_has_enough_is_no_failure() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PRINTER], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT
    ) as talking:
        assert talking.stdout is not None
        assert talking.stderr is not None
        assert talking.stdout.readline() == b"0\n"
        talking.stdout.close()
        said = talking.stderr.read()
        assert (talking.wait(timeout=60), said) == (0, b"")


@pytest.mark.parametrize(("number", "told"), [(0, "0 entries"), (1, "1 entry"), (2, "2 entries")])
def test_one_is_counted_as_one(number: int, told: str) -> None:
    assert counted(number, "entry", "entries") == told


def test_the_mark_of_a_column_of_numbers_is_not_shown(capsys: pytest.CaptureFixture[str]) -> None:
    Screen(as_json=False).table("Tracks", ("#", "label", "boxes #"), [(1, "person", 7)], empty="")
    title, heads, row = (line.rstrip() for line in capsys.readouterr().out.splitlines())
    assert (title, heads.split(), row.split()) == ("Tracks", ["#", "label", "boxes"], ["1", "person", "7"])


def test_a_table_without_rows_says_its_sentence_or_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    screen = Screen(as_json=False)
    screen.table("Refused", ("item",), [], empty="")
    assert capsys.readouterr().out == ""
    screen.table("Refused", ("item",), [], empty="nothing was refused")
    assert capsys.readouterr().out == "nothing was refused\n"


DAY = ("", "e1", "a", "2022-03-16 23:59:59.900 +02:00", "2022-03-16 23:59:59.990 +02:00", "0.09 s", "")
NEXT_DAY = ("then", "e2", "b", "2022-03-17 00:00:00.100 +02:00", "2022-03-17 00:00:00.200 +02:00", "0.10 s", "")
SUMMER = ("then", "e2", "b", "2022-03-16 01:00:00.100 +03:00", "2022-03-16 01:00:00.200 +03:00", "0.10 s", "")
NOWHERE = ("", "e3", "c", "not placed", "", "", "why")
HALF = ("then", "e4", "d", "not known", "2022-03-16 23:59:59.990 +02:00", "–", "why")


@pytest.mark.parametrize(
    ("rows", "day"),
    [
        ([DAY], " on 2022-03-16 (+02:00)"),
        ([DAY, NOWHERE], " on 2022-03-16 (+02:00)"),
        ([DAY, HALF], " on 2022-03-16 (+02:00)"),
        ([DAY, NEXT_DAY], ""),
        ([DAY, SUMMER], ""),
        ([NOWHERE], ""),
        ([], ""),
    ],
    ids=[
        "one",
        "one and one without a place",
        "one and one with its latest moment only",
        "two days",
        "two offsets",
        "none placed",
        "no events",
    ],
)
def test_the_date_is_said_once_only_where_all_times_share_it(rows: list[tuple[str, ...]], day: str) -> None:
    told, short = _one_day(rows)
    assert told == day
    assert [row[:3] + row[5:] for row in short] == [row[:3] + row[5:] for row in rows]
    assert day == "" or short[0][3:5] == ("23:59:59.900", "23:59:59.990")
    assert day != "" or short == rows
    assert all(row[4] == "23:59:59.990" for row in short if row[3] == "not known")
