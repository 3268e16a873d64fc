"""The faults that are put into the engine: each row of the table makes what it says, and nothing else is touched."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tools.mutants.changes import Mutant, mutants_of
from tools.mutants.explained import misfits, read_explained, wrong
from tools.mutants.suite import ENGINE, Covers, Ended, ended

ROOT = Path(__file__).resolve().parents[3]
EXPLAINED = ROOT / "tests" / "mutants" / "equivalent.toml"

# A body of a function, and every line that takes its place.
CHANGES: dict[str, tuple[str, set[str]]] = {
    "less": ("x = a < b", {"x = a <= b", "x = a >= b"}),
    "chain": ("x = a <= b > c", {"x = a < b > c", "x = a > b > c", "x = a <= b >= c", "x = a <= b <= c"}),
    "same": ("x = a == b", {"x = a != b"}),
    "is not": ("x = a is not b", {"x = a is b"}),
    "not in": ("x = a not in b", {"x = a in b"}),
    "sum": ("x = a + b - c", {"x = a - b - c", "x = a + b + c"}),
    "brackets": ("x = (a) * (b)", {"x = (a) // (b)"}),
    "shift": ("x = a >> b", {"x = a << b"}),
    "and": ("x = a and b and c", {"x = a or b and c", "x = a and b or c"}),
    "not": ("x = not a", {"x =  a"}),
    "minus": ("x = -a", {"x = a"}),
    "whole": ("x = 7", {"x = 6", "x = 8"}),
    "nought": ("x = 0", {"x = (-1)", "x = 1"}),
    "broken": ("x = 0.5", {"x = 0.25", "x = 1.0"}),
    "truth": ("x = True", {"x = False"}),
    "called": ("x = math.floor(a)", {"x = math.ceil(a)"}),
    "of a value": ("x = a.any()", {"x = a.all()"}),
    "least": ("x = min(a, key=b)", {"x = max(a, key=b)"}),
    "condition": ("x = a if b else c", {"x = a if not (b) else c"}),
    "given back": ("return a", {"return None"}),
    "nothing given back": ("return None", set()),
    "done": ("a.append(b)", {"pass"}),
    "kept": ("a[b] = c", {"pass"}),
    "named": ("a = b", set()),
    "added": ("a += b", {"a -= b", "pass"}),
    "refused": ("raise ValueError(a)", {"pass"}),
    "cannot be": ("raise AssertionError(a)", set()),
    "loop": ("while a: break", {"while not (a): break", "while a: continue"}),
    "text": ('x = f"{a + 1}" "b"', set()),
    "guard": ("x = zip(a, b, strict=True)", set()),
    "annotated": ("x: list[1] = a", set()),
    "alias": ("x: TypeAlias = a | b", set()),
}


def in_function(body: str) -> bytes:
    return f"@kept(cache=True)\ndef f(a: int | None):\n    {body}\n".encode()


@pytest.mark.parametrize("case", CHANGES)
def test_each_row_makes_what_it_says(case: str) -> None:
    body, expected = CHANGES[case]
    found = mutants_of(in_function(body), "m")
    assert {one.now for one in found} == expected
    assert len(found) == len(expected)
    assert {one.function for one in found} <= {"f"}
    for one in found:
        assert one.applied(in_function(body)) == in_function(body.replace(one.was, one.now))


def test_defaults_and_tables_are_changed_and_names_given_out_are_not() -> None:
    source = b'__all__ = ["a"]\nMOST = 3\n\n\nclass C:\n    x: int = 5\n\n    def f(self, y=7): ...\n'
    assert [(one.function, one.now) for one in mutants_of(source, "m")] == [
        ("", "MOST = 2"), ("", "MOST = 4"), ("C", "x: int = 4"), ("C", "x: int = 6"),
        ("C", "def f(self, y=6): ..."), ("C", "def f(self, y=8): ..."),
    ]  # fmt: skip


def test_a_place_is_right_behind_letters_of_two_bytes_and_over_several_lines() -> None:
    source = 'def f(a):\n    x = "п\'ять", (a\n        < 2)\n    if (x and\n            a):\n        pass\n'.encode()
    found = mutants_of(source, "m")
    assert {one.now for one in found if one.kind == "comparison"} == {"<= 2)", ">= 2)"}
    assert {one.lines for one in found if one.kind == "comparison"} == {(2, 3)}
    assert [one.lines for one in found if one.kind == "and, or"] == [(4, 5)]
    for one in found:
        ast.parse(one.applied(source))
        assert one.diff(source).count("\n+") == 2  # the heading, and the line


def engine() -> list[Mutant]:
    return [one for path in sorted((ROOT / ENGINE).glob("*.py")) for one in mutants_of(path.read_bytes(), path.stem)]


def test_every_explanation_is_of_a_fault_that_can_be_made() -> None:
    assert misfits(read_explained(EXPLAINED), engine()) == []


def test_an_explanation_of_what_is_no_more_or_is_noticed_is_an_error() -> None:
    one = mutants_of(in_function("x = a < b"), "m")[0]
    assert misfits([one.name], [one]) == [] != misfits([("m", "f", "x = a < c", "x = a <= c")], [one])
    assert wrong({one.name: "it looks harmless"}, []) == [] != wrong({one.name: "it looks harmless"}, [one])


TABLES: dict[str, str] = {
    "no reason": 'module = "m"\nfunction = "f"\nwas = "a"\nnow = "b"\nreason = " "',
    "no function": 'module = "m"\nwas = "a"\nnow = "b"\nreason = "c"',
    "a key more": 'module = "m"\nfunction = "f"\nwas = "a"\nnow = "b"\nreason = "c"\nline = 3',
}


@pytest.mark.parametrize("case", TABLES)
def test_an_explanation_that_lacks_something_is_refused(case: str, tmp_path: Path) -> None:
    path = tmp_path / "equivalent.toml"
    path.write_text(f"[[equivalent]]\n{TABLES[case]}\n", "utf-8")
    with pytest.raises(ValueError, match="a row has"):
        read_explained(path)


def test_an_explanation_that_stands_twice_is_refused(tmp_path: Path) -> None:
    row = '[[equivalent]]\nmodule = "m"\nfunction = "f"\nwas = "a"\nnow = "b"\nreason = "c"\n'
    path = tmp_path / "equivalent.toml"
    path.write_text(row, "utf-8")
    assert read_explained(path) == {("m", "f", "a", "b"): "c"}
    path.write_text(row + row, "utf-8")
    with pytest.raises(ValueError, match="twice"):
        read_explained(path)


def test_the_tests_of_some_lines_come_the_quickest_first() -> None:
    covers = Covers({"a": 2.0, "b": 1.0, "c": 3.0}, {"m": {4: frozenset("ab"), 5: frozenset("c")}})
    assert covers.of("m", (4, 4)) == ("b", "a")
    assert covers.of("m", (4, 5)) == ("b", "a", "c")
    assert covers.of("m", (6, 9)) == covers.of("n", (4, 4)) == ()


ENDS: dict[str, tuple[str, str]] = {
    "all passed": ("exit 0", "survived"),
    "a test failed": ("exit 1", "killed"),
    "nothing could be collected": ("exit 2", "killed"),
    "no test was left": ("exit 5", "survived"),
    "out of time": ("kill -PROF $$", "hung"),
    "the process died": ("kill -SEGV $$", "killed"),
}


@pytest.mark.parametrize("case", ENDS)
def test_how_a_process_ended_says_what_came_of_the_fault(case: str, tmp_path: Path) -> None:
    ending, how = ENDS[case]
    answer = tmp_path / "by.txt"
    answer.write_text("a test", "utf-8")
    assert ended(os.system(ending), answer) == Ended(how, "a test")  # noqa: S605 - a table of this file


def test_tests_that_could_not_be_run_stop_everything(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="70"):
        ended(os.system("exit 70"), tmp_path / "by.txt")  # noqa: S605 - as above


# Two faults in one line of the reader of sums: one that the test notices, one that it does not look at.
RUN = """
import os, sys
from pathlib import Path
from tools.mutants.changes import mutants_of
from tools.mutants.suite import ENGINE, ended, load_foreign, tree_of, try_mutant
root, place = Path(sys.argv[1]), Path(sys.argv[2])
tree = tree_of(root, place / "tree")
load_foreign()
source = (root / ENGINE / "sums.py").read_bytes()
tests = {"tests/unit/chronology/test_shapes.py::test_a_bound_of_an_open_side_is_open": 1.0}
for now in ("if found is not None:", 'sign = -2 if match["sign"] == "-" else 1'):
    for one in mutants_of(source, "sums"):
        if one.now == now:
            answer = place / "by.txt"
            pid = try_mutant(tree, "sums", one.applied(source), tests, answer)
            print(ended(os.waitpid(pid, 0)[1], answer).how)
"""


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="what is copied is what git lists")
def test_a_fault_is_put_in_and_noticed_by_the_test_that_looks_at_it(tmp_path: Path) -> None:
    told = subprocess.run(
        [sys.executable, "-c", RUN, str(ROOT), str(tmp_path)], cwd=ROOT, capture_output=True, text=True, check=True,
        env={**os.environ, "NUMBA_DISABLE_JIT": "1"},
    )  # fmt: skip
    assert told.stdout.split() == ["killed", "survived"]
