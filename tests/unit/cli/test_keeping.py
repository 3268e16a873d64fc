"""What the verbs that keep a case say: what hiding leaves, what does not belong in a case."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from gestae.cli.app import app

NAME = "Verbytskyi.txt"


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words], env={"GESTAE_AUTHOR": "O. Tester"})


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """A case with one statement, and a note that repeats its name."""
    statement, folder = tmp_path / NAME, tmp_path / "yard.case"
    statement.write_text("words", encoding="utf-8")
    assert run("init", folder, "--title", "The yard", "--zone", "Europe/Kyiv").exit_code == 0
    assert run("add", folder, statement, "--from", "I. Mak").exit_code == 0
    assert run("note", folder, NAME, "told by Verbytskyi").exit_code == 0
    return folder


def test_what_hiding_leaves_is_told_to_a_person_and_to_a_program(case: Path) -> None:
    before = {one["entry"]["kind"]: one["seq"] for one in json.loads(run("log", case, "--json").stdout)["entries"]}
    receipt, note = before["item-received"], before["note-added"]
    done = run("erase", case, str(receipt), "--ground", "order 7", "--yes", "--json")
    assert done.exit_code == 0
    said: dict[str, Any] = json.loads(done.stdout)
    assert (said["erased"], said["repeated_in"], len(said["originals"])) == ([receipt], [note], 1)
    assert (
        f"stay in the case, bytes and all; only their receipts are erased: {said['originals'][0][:12]}" in done.stderr
    )
    assert f"stand in other entries too: {note}" in done.stderr


def test_the_journal_shows_which_entries_are_hidden_and_what_the_others_are_of(case: Path, tmp_path: Path) -> None:
    assert f"item-received {NAME}, from I. Mak" in _told(case)
    run("protect", case, "2", "--key", tmp_path / "yard.key", "--ground", "order 7", "--yes")
    run("erase", case, "3", "--ground", "order 8", "--yes")
    told = _told(case)
    assert "item-received (protected)" in told
    assert "note-added (erased)" in told
    assert "entry-erased entry 3 (note-added)" in told
    assert "1 entry protected: " in told
    assert NAME not in told
    assert "1 entry erased: " not in " ".join(run("log", case, "--last", "1").output.split())


def _told(case: Path) -> str:
    """Give the journal as it is shown on a wide terminal."""
    done = CliRunner().invoke(app, ["log", str(case)], env={"COLUMNS": "300"})
    return " ".join(done.output.split())


def test_a_ground_in_small_letters_that_repeats_a_name_is_refused(case: Path) -> None:
    refused = run("erase", case, "2", "--ground", "asked for by mak", "--yes")
    assert refused.exit_code == 3
    assert "repeats what is to be hidden" in refused.stderr


def test_a_trigger_is_a_fault_and_no_decision_is_taken_beside_it(case: Path) -> None:
    connection = sqlite3.connect(case / "case.db", isolation_level=None)
    connection.execute("CREATE TRIGGER watch BEFORE INSERT ON journal BEGIN SELECT RAISE(IGNORE); END")
    connection.close()
    refused = run("note", case, NAME, "a remark")
    assert refused.exit_code == 3
    assert "holds the trigger watch" in refused.stderr
    found = run("verify", case, "--json")
    assert found.exit_code == 1
    assert not json.loads(found.stdout)["whole"]


def test_custody_says_what_is_missing_and_asks_before_the_last_step(case: Path) -> None:
    assert "say --whom" in run("custody", case, NAME, "lent", "--why", "order 7").stderr
    assert "say --whom or --how" in run("custody", case, NAME, "disposed", "--why", "order 7").stderr
    shredded = ("custody", case, NAME, "disposed", "--how", "shredded", "--why", "order 7")
    unanswered = run(*shredded)
    assert (unanswered.exit_code, "nothing was recorded" in unanswered.stderr) == (2, True)
    done = run(*shredded, "--yes")
    assert done.exit_code == 0
    seq = json.loads(run("log", case, "--last", "1", "--json").stdout)["entries"][0]["seq"]
    assert f"gestae withdraw {case} {seq}" in done.stdout
    assert run("withdraw", case, str(seq), "--why", "another exhibit").exit_code == 0
    assert run("custody", case, NAME, "moved", "--place", "shelf 3", "--why", "tidied").exit_code == 0
