"""A demo is removed only where nobody worked on it since; its table parts what rules found from what was written."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.unit.workflow.cases import add_film, made, propose, record, seen

from gestae.cli.app import app
from gestae.cli.coming_in import _tell_demo
from gestae.cli.output import Screen
from gestae.errors import CaseError
from gestae.model.observation import Kind
from gestae.workflow.case import Case, Desk, create_case
from gestae.workflow.contradictions import Contradiction
from gestae.workflow.demo import REVIEWER, Demo, Found, clear_demo, count_found, mark_built
from gestae.workflow.reporting import Report


def demo_in(folder: Path, *, is_done: bool = True) -> Path:
    """Lay out what a demo leaves: its mark, its case with a decision of its own."""
    clear_demo(folder, replace=False)
    with create_case(folder / "yard.case", Desk(REVIEWER), title="The yard", zone="UTC") as case:
        case.decide("note-added", "the demo's own", target="the yard", text="drawn")
        if is_done:
            mark_built(folder, case)
    return folder


def work_on(folder: Path, kind: str, author: str = "A. Reader", **body: str) -> None:
    with Case.open(folder / "yard.case", Desk(author)) as case:
        case.decide(kind, "for the test", **body)


NOTE = {"target": "the yard", "text": "seen twice"}


@pytest.mark.parametrize("is_done", [True, False])
def test_a_demo_that_nobody_worked_on_is_removed(tmp_path: Path, *, is_done: bool) -> None:
    folder = demo_in(tmp_path / "demo", is_done=is_done)
    work_on(folder, "report-written", name="yard-report.html", sha256="ab" * 32)
    (folder / "mine.txt").write_text("a reader's own", encoding="utf-8")
    clear_demo(folder, replace=True)
    assert sorted(path.name for path in folder.iterdir()) == [".gestae-demo", "mine.txt"]


@pytest.mark.parametrize("is_done", [True, False])
def test_what_somebody_added_since_is_not_discarded_unasked(tmp_path: Path, *, is_done: bool) -> None:
    folder = demo_in(tmp_path / "demo", is_done=is_done)
    work_on(folder, "note-added", **NOTE)
    with pytest.raises(CaseError, match=r"1 entry was added since .* note-added by A\. Reader; .*--discard-decisions"):
        clear_demo(folder, replace=True)
    assert (folder / "yard.case" / "case.db").is_file()
    clear_demo(folder, replace=True, discard=True)
    assert not (folder / "yard.case").exists()


def test_a_word_in_the_demos_own_name_counts_too(tmp_path: Path) -> None:
    folder = demo_in(tmp_path / "demo")
    work_on(folder, "note-added", REVIEWER, **NOTE)
    with pytest.raises(CaseError, match="1 entry was added"):
        clear_demo(folder, replace=True)


def test_a_case_that_does_not_open_may_hold_decisions(tmp_path: Path) -> None:
    folder = demo_in(tmp_path / "demo")
    (folder / "yard.case" / "case.db").write_bytes(b"no database")
    with pytest.raises(CaseError, match="does not open, so nobody can tell"):
        clear_demo(folder, replace=True)
    shutil.rmtree(folder / "yard.case")
    clear_demo(folder, replace=True)


def test_the_command_says_what_to_do_instead(tmp_path: Path) -> None:
    folder = demo_in(tmp_path / "demo")
    work_on(folder, "note-added", **NOTE)
    said = CliRunner().invoke(app, ["demo", "--to", str(folder), "--replace"])
    assert said.exit_code == 3
    assert "build another with --to" in said.stderr


def test_what_rules_proposed_and_what_was_written_are_counted_apart(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with made(tmp_path) as case:
        film = add_film(case, "gate.mp4", camera="gate")
        propose(case, film, *(replace(seen(film, at), kind=Kind.VEHICLE_STOPS) for at in (10, 20)))
        record(case, seen(film, 30))
        found = count_found(case)
    assert found == {("gate", "vehicle_stops"): Found(2, 0), ("gate", "fall"): Found(0, 1)}
    report = Report(tmp_path / "page.html", "ab" * 32, 1, 1, 0, ())
    built = Demo(1, tmp_path, tmp_path, report, 1, 0, 1, found, 1.0, 1.0)
    assert _tell_demo(Screen(as_json=False), built) == 0
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert ["gate", "fall", "1"] in lines
    assert ["gate", "vehicle_stops", "2"] in lines
    assert ["camera", "kind", "proposed", "by", "rules", "written", "by", "hand"] in lines


def test_a_contradiction_of_the_report_is_told_and_is_a_finding(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    torn = Contradiction("recorder r1: two checks cannot both be true", (("ab", "A fall"),), (("cd", "gate.mp4"),))
    report = Report(tmp_path / "page.html", "ab" * 32, 1, 0, 0, (), (torn,))
    built = Demo(1, tmp_path, tmp_path, report, 1, 0, 1, {}, 1.0, 1.0)
    assert _tell_demo(Screen(as_json=False), built) == 1
    said = capsys.readouterr()
    assert f"contradiction: {torn.words}" in said.err.replace("\n", " ")
    assert "1 contradiction in the report" in said.out
    assert _tell_demo(Screen(as_json=True), built) == 1
    assert json.loads(capsys.readouterr().out)["conflicts"] == [torn.document()]


@pytest.mark.parametrize("seeds", ["5-1", "", "3-", "-3", "one", "1,,2", "1-2-3"])
def test_a_range_that_holds_no_seed_is_refused(tmp_path: Path, seeds: str) -> None:
    said = CliRunner().invoke(app, ["demo", "--check", "--to", str(tmp_path / "demo"), "--seeds", seeds])
    assert said.exit_code == 2
    assert "write 1-5 or 1,7,9" in said.stderr
