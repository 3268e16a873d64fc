"""What the verbs that look say beside their tables: limits once for each kind, and what was read in every frame."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner, Result
from tests.unit.workflow.cases import add_film, made, propose, seen

from gestae.cli.app import app
from gestae.model.observation import Kind
from gestae.workflow.case import Case
from gestae.workflow.documents import schema
from gestae.workflow.parquet import write_documents

ALWAYS, ONCE = "Who it is is not shown.", "The view moved by 3.2 px."


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words], env={"GESTAE_AUTHOR": "O. Tester"})


@pytest.fixture
def case(tmp_path: Path) -> Case:
    opened = made(tmp_path)
    film = add_film(opened, "gate.mp4", camera="gate")
    falls = [replace(seen(film, at), limits=(ALWAYS, *more)) for at, more in ((10, ()), (20, (ONCE,)))]
    propose(opened, film, *falls, seen(film, 30, kind=Kind.LYING))
    add_film(opened, "yard.mp4")
    return opened


def test_what_limits_all_of_a_kind_is_said_once_below_the_table(case: Case) -> None:
    told = " ".join(run("observations", case.folder).output.split())
    assert told.count(ALWAYS) == 1
    assert f"limits of fall: {ALWAYS}" in told
    assert ONCE not in told, "it limits one of the falls, not each"
    assert "limits of lying" not in told
    assert "limits of" not in run("observations", case.folder, "--kind", "lying").output
    both = json.loads(run("observations", case.folder, "--kind", "fall", "--json").stdout)["observations"]
    assert [one["limits"] for one in both] == [[ALWAYS], [ALWAYS, ONCE]]


def looked(case: Case, film: str, *spans: dict[str, Any]) -> None:
    kept = case.artifacts.put_bytes(write_documents([{"spans": list(spans)}])).digest.hex
    case.decide(
        "analysis-done", "looked", sha256=film, stage="look", parameters={}, versions={}, artifacts={"coverage": kept}
    )


def span(first: int, last: int, how: str, every_n: int | None = None) -> dict[str, Any]:
    ends = ({"pts": pts, "seconds": pts / 25} for pts in (first, last))
    return {**dict(zip(("from", "to"), ends, strict=True)), "how": how, "every_n": every_n}


def test_coverage_says_what_was_read_in_every_frame(case: Case) -> None:
    film = next(str(row["sha256"]) for row in case.store.rows("exhibits") if row["name"] == "gate.mp4")
    looked(case, film, span(0, 40, "every n-th", 5), span(40, 50, "unreadable"), span(50, 99, "complete"))
    document = json.loads(run("coverage", case.folder, "--json").stdout)
    jsonschema.validate(document, schema("coverage"), cls=jsonschema.Draft202012Validator)
    read = {one["name"]: [part["light_camera_motion"] for part in one["coverage"]] for one in document["footage"]}
    assert read == {"gate.mp4": ["complete", "unreadable", "complete"], "yard.mp4": ["not looked at"]}
    shown = run("coverage", case.folder).output
    assert "light, camera, motion" in shown
    assert "one frame in 5" in shown
    assert "'complete' is every frame" in shown
