"""The parts of a film are looked at again one by one; one of which the case has no entry is named, not passed over."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from tests.unit.workflow.cases import VERSIONS, add_film, made

from gestae.engine.work import WorkItem
from gestae.workflow import lookagain
from gestae.workflow.case import ARTIFACTS, Case
from gestae.workflow.footage import LOOK, LOOK_PART
from gestae.workflow.lookagain import PartAgain, parts_again
from gestae.workflow.parquet import write_documents
from gestae.workflow.reproducing import reproduce

ITEMS = tuple(WorkItem(f"again {number}", "gestae.workflow.looking:look_at_part", {}) for number in range(3))


def noted(number: int) -> str:
    return f"{number:064x}"


def looked(case: Case, parts: list[int]) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """Journal a look that joined three parts, and entries of some; gives footage and look."""
    film = add_film(case, "gate.mp4")
    said = {"sha256": film, "spans": [], "moments": [], "searched": "complete"}
    spans = case.artifacts.put_bytes(write_documents([said])).digest.hex
    for number in parts:
        case.decide(
            "analysis-done", "a part", sha256=film, stage=LOOK_PART, parameters={"part": number}, versions=VERSIONS,
            artifacts={"noted": noted(number)},
        )  # fmt: skip
    case.decide(
        "analysis-done", "looked", sha256=film, stage=LOOK, parameters={}, versions=VERSIONS, artifacts={"spans": spans}
    )
    (look,) = case.store.rows("analyses", sha256=film, stage=LOOK)
    return {"sha256": film, "name": "gate.mp4"}, look


def planned(folder: Path, parts: list[int], monkeypatch: pytest.MonkeyPatch) -> tuple[PartAgain, ...]:
    monkeypatch.setattr(lookagain, "_items", lambda *_: iter(ITEMS))
    with made(folder) as case:
        return parts_again(case, *looked(case, parts))


def test_each_part_is_looked_at_again_against_its_own_entry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = planned(tmp_path, [2, 0, 1], monkeypatch)
    assert [(one.item, one.recorded, one.known) for one in found] == [
        (item, noted(number), ()) for number, item in enumerate(ITEMS)
    ]


@pytest.mark.parametrize("there", [[0, 2], [2], []])
def test_a_part_without_entry_is_named_and_the_others_keep_theirs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, there: list[int]
) -> None:
    found = planned(tmp_path, there, monkeypatch)
    assert {number: one.recorded for number, one in enumerate(found) if one.item} == {n: noted(n) for n in there}
    assert [one.what for part in found for one in part.known] == [
        f"look at part {number}" for number in range(3) if number not in there
    ]
    assert {(one.footage, one.recorded) for part in found for one in part.known} == {("gate.mp4", "no entry")}


def test_an_entry_of_no_part_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    *_, other = planned(tmp_path, [0, 1, 2, 7], monkeypatch)
    (told,) = other.known
    assert (other.item, told.what, told.recorded, told.found) == (None, "look at part 7", noted(7), "no such part")


def test_where_it_was_looked_cannot_be_read_is_a_difference_and_no_end_of_all(tmp_path: Path) -> None:
    with made(tmp_path) as case:
        _, look = looked(case, [])
        spans = look["artifacts"]["spans"]
        lies = case.folder / ARTIFACTS / spans[:2] / spans
        lies.chmod(0o644)
        lies.unlink()
        told = [one for one in reproduce(case) if one.what == "look"]
    assert [(one.footage, one.recorded) for one in told] == [("gate.mp4", spans)]
    assert "cannot be read" in told[0].found


def test_an_index_that_cannot_be_read_ends_one_kind_of_work_and_is_named(tmp_path: Path) -> None:
    with made(tmp_path) as case:
        looked(case, [])
        (index,) = (str(row["sha256"]) for row in case.store.rows("artifacts", name="packets"))
        lies = case.folder / ARTIFACTS / index[:2] / index
        lies.chmod(0o644)
        lies.unlink()
        told = [(one.footage, one.what, one.recorded) for one in reproduce(case)]
    assert ("the case", "searching for moments again", index) in told
    assert any(footage == "gate.mp4" for footage, *_ in told), "the others went on"
