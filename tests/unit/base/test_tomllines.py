"""Where each key of a TOML text stands."""

from __future__ import annotations

import pytest

from gestae.base.tomllines import MOST_LINES, key_lines

PLACES: dict[str, tuple[str, dict[tuple[str | int, ...], int]]] = {
    "keys at the top": ("a = 1\n\nb = 2\n", {("a",): 1, ("b",): 3}),
    "after remarks": ("# one\n# two\na = 1\n", {("a",): 3}),
    "dotted key": ("a.b.c = 1", {("a", "b", "c"): 1, ("a", "b"): 1}),
    "table": ("[t]\na = 1", {("t",): 1, ("t", "a"): 2}),
    "table with a remark": ("[t] # here\na = 1", {("t", "a"): 2}),
    "indented": ("  [t]\n  a = 1", {("t",): 1, ("t", "a"): 2}),
    "rows": ("[[r]]\na = 1\n[[r]]\na = 2", {("r", 0, "a"): 2, ("r", 1): 3, ("r", 1, "a"): 4}),
    "rows in rows": (
        "[[r]]\n[[r.s]]\nx = 1\n[[r.s]]\nx = 2\n[[r]]\n[[r.s]]\nx = 3",
        {("r", 0, "s", 0, "x"): 3, ("r", 0, "s", 1, "x"): 5, ("r", 1, "s", 0, "x"): 8},
    ),
    "table in a row": ("[[r]]\n[r.t]\nx = 1\n[[r]]\n[r.t]\nx = 2", {("r", 0, "t", "x"): 3, ("r", 1, "t", "x"): 6}),
    "inline table": ("a = { b = 1, c = [{ d = 2 }] }", {("a", "b"): 1, ("a", "c", 0, "d"): 1}),
    "list over lines": ("a = [\n  1,\n  2,\n]\nb = 3", {("a",): 1, ("a", 1): 1, ("b",): 5}),
    "text over lines": ('a = """\n[no]\nb = 1\n"""\nc = 2', {("a",): 1, ("c",): 5}),
    "text that looks like a table": ("a = '[t]'\nb = 1", {("a",): 1, ("b",): 2}),
    "quoted key": ('"a.b" = 1', {("a.b",): 1}),
}


@pytest.mark.parametrize(("source", "expected"), PLACES.values(), ids=PLACES.keys())
def test_every_key_has_its_line(source: str, expected: dict[tuple[str | int, ...], int]) -> None:
    found = key_lines(source)
    assert {path: found.get(path) for path in expected} == expected


def test_a_text_over_lines_hides_no_key() -> None:
    assert ("b",) not in key_lines('a = """\nb = 1\n"""')


def test_a_statement_without_end_in_sight_ends_the_search_and_nothing_else() -> None:
    source = "a = 1\nb = [\n" + "1,\n" * (MOST_LINES + 5) + "]\nc = 1\n"
    assert key_lines(source) == {("a",): 1}
