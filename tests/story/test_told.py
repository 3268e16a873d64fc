"""What papers say, from the delivery to the journal and back: taken in, looked up, taken back, hidden, verified."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from tests.unit.workflow.papers import CALLS, LETTER, LIST, SEALED, STATEMENT

from gestae.cli.app import app

pytestmark = pytest.mark.story
_WORDS = ("passage-marked", "constraint-stated")
BY = ("--by", "L. Dzvin", "--why", "as the papers say")


def gestae(*words: str | Path, code: int = 0) -> Result:
    done = CliRunner().invoke(app, [str(word) for word in words], env={"COLUMNS": "200"})
    assert done.exit_code == code, done.output
    return done


def document(*words: str | Path) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(gestae(*words, "--json").stdout)
    return read


@pytest.fixture
def case(tmp_path: Path) -> Path:
    delivery = tmp_path / "delivery"
    delivery.mkdir()
    for name, text in (("neighbour.txt", STATEMENT), ("calls.csv", CALLS), ("letter.txt", LETTER)):
        (delivery / name).write_text(text, encoding="utf-8")
    (tmp_path / "guard.txt").write_text(SEALED, encoding="utf-8")
    (tmp_path / "events.toml").write_text(LIST, encoding="utf-8")
    case = tmp_path / "yard.case"
    gestae("init", case, "--title", "The yard", "--zone", "Europe/Kyiv", "--by", "L. Dzvin")
    gestae("add", case, delivery, "--from", "Yard Service Ltd.", *BY)
    gestae("add", case, tmp_path / "guard.txt", "--protected", "--pseudonym", "Statement of Witness 1",
           "--key", tmp_path / "yard.key", *BY)  # fmt: skip
    return case


def test_papers_are_taken_in_once_and_found_again(case: Path, tmp_path: Path) -> None:
    first = document("events", case, tmp_path / "events.toml", *BY)
    assert first["told"]["constraint"] == {"stated": 3, "known": 0}
    assert first["new"] == first["events"]
    again = gestae("events", case, tmp_path / "events.toml", *BY)
    assert "3 constraints beside footage, 3 known before" in again.stdout
    assert document("events", case, tmp_path / "events.toml", *BY)["new"] == []
    log = gestae("log", case, "--json").stdout
    assert "within ten seconds" in log
    assert "2022-03-16 14:20:07" in log
    assert "operator displayed" in gestae("log", case).stdout
    hits = document("search", case, "planks falling")["hits"]
    assert {hit["field"] for hit in hits} == {"words", "line 4"}
    assert "after we had turned" not in log


def test_what_papers_say_bounds_the_case(case: Path, tmp_path: Path) -> None:
    gestae("events", case, tmp_path / "events.toml", *BY)
    asked = gestae("before", case, "noise", "call").stdout
    assert "that follows" in asked
    # It rests on the statement and on the list of calls; either of them breaks it.
    assert "would not follow without" in asked
    gestae("withdraw", case, "operator", *BY)
    assert "operator" not in gestae("why", case, "noise").stdout


def test_a_list_with_faults_records_nothing_and_tells_all_of_them(case: Path, tmp_path: Path) -> None:
    bad = LIST.replace('passage = "the shout"', 'passage = "van"').replace('to = "call"', 'to = "cal"')
    (tmp_path / "bad.toml").write_text(bad, encoding="utf-8")
    entries = len(document("log", case)["entries"])
    refused = gestae("events", case, tmp_path / "bad.toml", *BY, code=3)
    told = " ".join(refused.stderr.split())
    assert "line 25" in told
    assert "stands 3 times in it" in told
    assert "'cal' is no point of an event; did you mean 'call'?" in told
    assert len(document("log", case)["entries"]) == entries


def test_what_is_taken_back_or_hidden_leaves_a_case_that_verifies(case: Path, tmp_path: Path) -> None:
    gestae("events", case, tmp_path / "events.toml", *BY)
    gestae("withdraw", case, "within-ten", *BY)
    refused = gestae("events", case, tmp_path / "events.toml", *BY, code=3)
    assert "was withdrawn by L. Dzvin" in " ".join(refused.stderr.split())
    gestae("events", case, tmp_path / "events.toml", "--again", *BY)
    log = document("log", case)["entries"]
    seqs = [str(one["seq"]) for one in log if (one["entry"] or {}).get("kind") in _WORDS]
    gestae("protect", case, *seqs, "--ground", "order of the court", "--yes", "--by", "L. Dzvin")
    assert "within ten seconds" not in gestae("log", case, "--json").stdout
    gestae("verify", case)
    gestae("rebuild", case)
