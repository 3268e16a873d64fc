"""Tracks go out in other tools' forms, and what people marked with them comes in, by the command line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result
from tests.unit.workflow.cases import VERSIONS, add_film, made

from gestae.base.canonical import Json
from gestae.cli.app import app
from gestae.model.sighting import Label, Track
from gestae.workflow.case import Case
from gestae.workflow.parquet import write_tracks


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    with made(tmp_path) as opened:
        film = add_film(opened, "gate.mp4", camera="gate")
        n = np.array([4, 5, 9], np.int64)
        boxes = np.array([[10, 20, 30, 60]] * 3, np.float32)
        one = Track("t1", 1, Label.PERSON, n, n, boxes, np.array([0.5, 0, 0.75], np.float32))
        kept = opened.artifacts.put_bytes(write_tracks([one])).digest.hex
        body: dict[str, Json] = {
            "sha256": film, "stage": "look", "parameters": {}, "versions": VERSIONS, "artifacts": {"tracks": kept},
        }  # fmt: skip
        opened.decide("analysis-done", "looked at", **body)
        yield opened


def run(*words: object, code: int = 0) -> Result:
    result = CliRunner().invoke(app, [str(word) for word in words])
    assert result.exit_code == code, result.output
    return result


def test_what_is_written_for_dive_is_taken_back(case: Case, tmp_path: Path) -> None:
    told = run("tracks", case.folder, "--dive", tmp_path / "dive").stdout
    (path,) = (tmp_path / "dive").iterdir()
    assert path.name == "result_gate.json"
    assert "result_gate.json" in told.replace("\n", "")
    written = json.loads(path.read_text("utf-8"))
    assert [one["frame"] for one in written["tracks"]["1"]["features"]] == [4, 9], "what lies between DIVE draws itself"
    told = run("mark", case.folder, "gate.mp4", "--dive", path, "--by", "O. Tester").stdout
    assert "marked 1 thing, 0 marked already" in told
    assert "person_present" in told


def test_a_motchallenge_file_needs_its_kind(case: Case, tmp_path: Path) -> None:
    run("tracks", case.folder, "--mot", tmp_path / "mot")
    path = tmp_path / "mot" / "gate.txt"
    told = run("mark", case.folder, "gate.mp4", "--mot", path, code=2).stderr
    assert "give a KIND" in told
    marks = run("mark", case.folder, "gate.mp4", "person_runs", "--mot", path, "--by", "O. Tester", "--json").stdout
    assert [one["kind"] for one in json.loads(marks)["marks"]] == ["person_runs"]


@pytest.mark.parametrize(
    "words", [("--dive", "FILE", "--from", "1"), ("smokes", "--dive", "FILE"), (), ("smokes",), ("--from", "2")]
)
def test_a_mark_is_by_hand_or_of_a_file(case: Case, tmp_path: Path, words: tuple[str, ...]) -> None:
    path = tmp_path / "a.json"
    path.write_text("{}", encoding="utf-8")
    run("mark", case.folder, "gate.mp4", *(path if word == "FILE" else word for word in words), code=2)
