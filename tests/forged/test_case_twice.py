"""Journals made by hand that say one thing twice under one name: refused with the entry to withdraw, and mended so."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from tests.unit.workflow.cases import add_clock, add_film, made, record, seen
from tests.unit.workflow.papers import papers, take_in

from gestae.cli.app import app
from gestae.workflow.case import Case

VERBS = (("order",), ("conflicts",), ("tell",), ("why", "fall"))


def ask(case: Path, *words: str) -> Any:
    return CliRunner().invoke(app, [words[0], str(case), *words[1:]], env={"COLUMNS": "250"})


@pytest.mark.parametrize("words", VERBS)
@pytest.mark.parametrize("hidden", [False, True])
def test_an_event_that_names_one_sighting_twice(tmp_path: Path, words: tuple[str, ...], hidden: bool) -> None:
    with made(tmp_path) as case:
        film = add_film(case, "a.mp4", frames=500, camera="gate", recorder="r1")
        add_clock(case, "r1", film, pts=25, shown="2022-03-16T14:05:01", fast_s=100)
        name = "0" * 20 if hidden else record(case, seen(film, 100))
        at = case.decide("event-stated", "by hand", id="fall", title="fall", members=[name, name])
        folder = case.folder
    refused = ask(folder, *words)
    assert refused.exit_code == 3
    assert f"entry {at}: names the observation {name[:12]} twice among what shows “fall”" in refused.output
    withdrawn = ask(folder, "withdraw", str(at), "--why", "said twice", "--by", "O. Tester")
    assert withdrawn.exit_code == 0, withdrawn.output
    assert ask(folder, "order").exit_code == 0


@pytest.mark.parametrize(("table", "name", "kind"), [
    ("constraints", "within-ten", "constraint"), ("clocks", "operator", "clock"),
])  # fmt: skip
def test_one_name_for_two_statements(tmp_path: Path, table: str, name: str, kind: str) -> None:
    with papers(tmp_path) as case:
        take_in(case, tmp_path)
        again = _said_again(case, table, name)
        folder = case.folder
    refused = ask(folder, "order")
    assert refused.exit_code == 3
    assert f"the {kind} '{name}': is stated by several entries that stand" in refused.output
    assert "Traceback" not in refused.output
    assert ask(folder, "withdraw", str(again), "--why", "twice", "--by", "O. Tester").exit_code == 0
    assert ask(folder, "order").exit_code == 0


def _said_again(case: Case, table: str, name: str) -> int:
    """Journal under another id what the entry of a name says."""
    (row,) = case.store.rows(table, name=name)
    entry = next(one.entry for one in case.store.entries() if one.seq == row["seq"])
    assert entry is not None
    return case.store.append(case.desk.entry(entry.kind, "by hand", {**entry.as_json()["body"], "id": "ff" * 10}))[0]  # type: ignore[dict-item]
