"""Names given later: the newest counts, the earlier ones stay in the journal, and a clock then places the footage."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.unit.workflow.cases import add_clock, add_film, add_text, made, propose, record, seen

from gestae.cli.app import app
from gestae.errors import Faults, InputRefused
from gestae.workflow.case import Case
from gestae.workflow.findings import Filter, findings
from gestae.workflow.footage import footage_rows
from gestae.workflow.integrity import verify_case
from gestae.workflow.naming import name_camera
from gestae.workflow.placing import order_of_events
from gestae.workflow.withholding import erase_entries


@pytest.fixture
def case(tmp_path: Path) -> Case:
    """A case whose footage nobody named, with a recorder's clock that could place it."""
    opened = made(tmp_path)
    film = add_film(opened, "gate.mp4")
    add_film(opened, "yard.mp4", camera="yard", recorder="r1")
    add_clock(opened, "r1", film, pts=25, shown="2022-03-16T14:05:01", fast_s=100)
    add_text(opened, "statement.txt", "words")
    record(opened, seen(film, 50, text="a man falls"))
    propose(opened, film, seen(film, 70))
    return opened


def named(case: Case, *footage: str, camera: str | None = None, recorder: str | None = None) -> None:
    name_camera(case, footage or ("gate.mp4",), camera=camera, recorder=recorder, reason="label on the disk")


def kinds(case: Case) -> list[tuple[str, str]]:
    entries = [one.entry for one in case.store.entries() if one.entry and one.entry.kind == "camera-named"]
    return [(str(entry.body["camera"]), entry.reason) for entry in entries]


def test_a_recorder_named_later_places_what_was_seen(case: Case) -> None:
    assert order_of_events(case.store)[0].interval is None
    named(case, camera="gate", recorder="r1")
    (event,) = order_of_events(case.store)
    assert event.interval is not None
    assert [one.observation.camera for one in findings(case.store, Filter(camera="gate"))] == ["gate", "gate"]


def test_the_newest_name_counts_and_the_earlier_stay_in_the_journal(case: Case) -> None:
    named(case, camera="gate", recorder="r1")
    named(case, camera="north gate")
    row = next(row for row in footage_rows(case.store) if row["name"] == "gate.mp4")
    assert (row["camera"], row["recorder"]) == ("north gate", "r1")
    assert kinds(case)[1:] == [("gate", "label on the disk"), ("north gate", "label on the disk")]
    named(case, recorder="r2")
    row = next(row for row in footage_rows(case.store) if row["name"] == "gate.mp4")
    assert (row["camera"], row["recorder"]) == ("north gate", "r2")


def test_tables_made_again_from_the_journal_are_equal(case: Case) -> None:
    named(case, "gate.mp4", "yard.mp4", camera="gate", recorder="r1")
    named(case, camera="north gate")
    assert case.store.rebuild() == ()
    assert [fault for fault in verify_case(case.folder).faults if "table" in fault.where] == []


def test_the_same_name_again_is_no_entry(case: Case) -> None:
    named(case, camera="gate", recorder="r1")
    before = case.store.head()
    (one,) = name_camera(case, ["gate.mp4"], camera="gate", recorder=None, reason="again")
    assert not one.is_new
    assert case.store.head() == before


@pytest.mark.parametrize(
    ("footage", "camera", "recorder", "wrong"),
    [
        (("statement.txt",), "gate", None, "is text, which no camera recorded"),
        (("nowhere.mp4",), "gate", None, "there is no exhibit"),
        (("gate.mp4",), None, "r1", "has no camera's name"),
        (("yard.mp4", "nowhere.mp4"), "gate", None, "there is no exhibit"),
    ],
)
def test_what_cannot_be_named_is_refused_and_nothing_is(
    case: Case, footage: tuple[str, ...], camera: str | None, recorder: str | None, wrong: str
) -> None:
    before = case.store.head()
    with pytest.raises(Faults, match=wrong):
        named(case, *footage, camera=camera, recorder=recorder)
    assert case.store.head() == before


@pytest.mark.parametrize(("camera", "recorder"), [(None, None), ("", None), (None, "  ")])
def test_no_name_is_no_name(case: Case, camera: str | None, recorder: str | None) -> None:
    with pytest.raises(InputRefused):
        named(case, camera=camera, recorder=recorder)


def test_a_name_that_is_withheld_is_not_said_again(case: Case) -> None:
    named(case, camera="gate", recorder="r1")
    seq = next(one.seq for one in reversed(case.store.entries()) if one.entry and one.entry.kind == "camera-named")
    erase_entries(case, [seq], "order 7")
    with pytest.raises(Faults, match="withheld"):
        named(case, recorder="r2")
    named(case, camera="north gate", recorder="r2")
    row = next(row for row in footage_rows(case.store) if row["name"] == "gate.mp4")
    assert (row["camera"], row["recorder"]) == ("north gate", "r2")


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words], env={"GESTAE_AUTHOR": "L. Dzvin"})


def test_the_verb_tells_what_was_before_and_warns_of_a_recorder_without_a_clock(case: Case) -> None:
    first = run("name", case.folder, "gate.mp4", "--camera", "gate", "--recorder", "r9", "--why", "as told")
    assert first.exit_code == 0
    assert "it had no name before" in first.stdout
    assert "no time check speaks of a recorder 'r9' yet" in first.stderr
    second = run("name", case.folder, "gate.mp4", "--recorder", "r1", "--why", "misread", "--json")
    assert json.loads(second.stdout)["named"][0]["was"] == {"camera": "gate", "recorder": "r9"}
    assert second.stderr == ""
    third = run("name", case.folder, "gate.mp4", "--recorder", "r1", "--why", "misread")
    assert "nothing was journaled" in third.stdout
    authors = {one.entry.author for one in case.store.entries() if one.entry and one.entry.reason == "as told"}
    assert authors == {"L. Dzvin"}


@pytest.mark.parametrize("words", [("gate.mp4",), ("gate.mp4", "--camera", "a"), ("--camera", "a", "--why", "b")])
def test_naming_needs_footage_a_name_and_a_reason(case: Case, words: tuple[str, ...]) -> None:
    assert run("name", case.folder, *words).exit_code == 2
    assert run("name", case.folder, "gate.mp4", "--why", "b").exit_code == 3
