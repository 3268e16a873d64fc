"""What `gestae tell` and `gestae order --svg` print, write and end with."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner, Result
from tests.unit.workflow.cases import add_clock, add_film, made, record, seen

from gestae.cli.app import app
from gestae.workflow.documents import schema

ACCOUNTS = Path(__file__).resolve().parents[3] / "examples" / "accounts"


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


@pytest.mark.parametrize(("lang", "begins"), [("en", "2. Then, 1 min 22.173 s"), ("uk", "2. Потім, щонайменше")])
def test_it_tells_one_sentence_a_line(lang: str, begins: str) -> None:
    told = run("tell", ACCOUNTS / "robbery.toml", "--lang", lang)
    lines = told.stdout.splitlines()
    assert told.exit_code == 0
    assert lines[0] == "The watchmaker's shop"
    assert [line.partition(".")[0] for line in lines[3:13]] == [str(number) for number in range(1, 11)]
    assert "en/1" in lines[14], "below stands by which policy words were read"
    assert lines[4].startswith(begins)


def test_an_account_is_told_shortly_where_that_is_asked_for() -> None:
    lines = run("tell", ACCOUNTS / "robbery.toml", "--short").stdout.splitlines()
    assert lines[3].startswith("1. “A grey van stops at the corner”, between 16:02:51.773")
    assert any(line.startswith("4. Then: ") for line in lines)
    assert len([line for line in lines if line.lstrip()[:1].isdigit()]) == 9, "one for each event"


def test_a_program_gets_claims_beside_the_words() -> None:
    document = json.loads(run("tell", ACCOUNTS / "robbery.toml", "--json").stdout)
    claims = document["sentences"][1]["claims"]
    assert [one["says"] for one in claims] == ["before", "most", "lies"]
    assert claims[0] == {
        "says": "before", "first": "van-stops", "second": "enter", "least": "82.173 s", "most": None,
        "grade": "instrument",
    }  # fmt: skip
    assert claims[2]["earliest"] == "2023-10-12T13:04:25.200000000Z"


def test_nothing_is_told_of_a_contradiction() -> None:
    told = run("tell", ACCOUNTS / "contradiction.toml")
    assert told.exit_code == 1
    assert "nothing follows" in told.stdout
    assert not json.loads(run("tell", ACCOUNTS / "contradiction.toml", "--json").stdout)["consistent"]


def test_of_a_contradiction_a_program_gets_the_conflicts() -> None:
    done = run("tell", ACCOUNTS / "contradiction.toml", "--json")
    assert done.exit_code == 1
    document = json.loads(done.stdout)
    jsonschema.validate(document, schema("tell"), cls=jsonschema.Draft202012Validator)
    assert not document["consistent"]
    assert document["conflicts"]


def test_of_a_contradiction_no_figure_is_drawn_and_that_is_said(tmp_path: Path) -> None:
    done = run("order", ACCOUNTS / "contradiction.toml", "--svg", tmp_path / "new.svg")
    assert done.exit_code == 1
    assert "new.svg is not drawn: contradiction.toml contradicts itself" in done.stderr
    assert not (tmp_path / "new.svg").exists()


def test_a_figure_is_drawn_into_a_new_file(tmp_path: Path) -> None:
    figure = tmp_path / "figure.svg"
    assert run("order", ACCOUNTS / "titanic.toml", "--svg", figure).exit_code == 0
    assert figure.read_text("utf-8").startswith("<svg xmlns=")
    assert run("order", ACCOUNTS / "titanic.toml", "--svg", figure).exit_code == 3
    assert run("order", ACCOUNTS / "contradiction.toml", "--svg", tmp_path / "none.svg").exit_code == 1
    assert not (tmp_path / "none.svg").exists()


def test_a_case_is_told_and_drawn_as_an_account_is(tmp_path: Path) -> None:
    with made(tmp_path) as case:
        film = add_film(case, "a.mp4", camera="gate", recorder="r1")
        add_clock(case, "r1", film, pts=25, shown="2022-03-16T14:05:01", fast_s=100)
        record(case, seen(film, 30, text="a man falls")), record(case, seen(film, 60, text="a man gets up"))
        folder = case.folder
    short = run("tell", folder)
    assert short.exit_code == 0
    assert "2. Then: “a man gets up”, between" in short.output
    told = run("tell", folder, "--full")
    assert told.exit_code == 0
    assert run("tell", folder, "--full", "--short").exit_code == 2
    assert json.loads(run("tell", folder, "--json").stdout)["sentences"][1]["claims"][0]["says"] == "before"
    assert "Then, 1.12 s to 1.28 s later: “a man gets up”" in told.output
    drawn = run("order", folder, "--svg", tmp_path / "figure.svg")
    assert drawn.exit_code == 0
    assert "a man gets up" in (tmp_path / "figure.svg").read_text("utf-8")
    again = run("order", folder, "--svg", tmp_path / "figure.svg")
    assert again.exit_code == 3
    assert "is there already" in again.output


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert run("tell", tmp_path / "none.toml").exit_code == 3
