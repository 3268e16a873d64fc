"""What each kind of entry changes, by example; that the rules cover all kinds and fill all columns."""

from __future__ import annotations

from typing import Any

import pytest
from tests.laws.journal_samples import AT, OTHER_SHA, SHA, opening, sample

from gestae.base.canonical import Json
from gestae.journal.entry import Entry, thawed
from gestae.journal.kinds import KINDS
from gestae.journal.projection import RULES, Add, Drop, Put, Set, project
from gestae.journal.replay import replay
from gestae.journal.tables import TABLES, decoded


def rows_after(table: str, *entries: Entry) -> list[dict[str, Json]]:
    """Open a case, append, and read a table of its state."""
    state = replay(dict(enumerate((opening(), *entries), 1)))
    columns = TABLES[table].columns
    return [{name: decoded(columns[name], value) for name, value in row.items()} for row in state[table].values()]


def test_there_are_rules_for_every_kind() -> None:
    assert RULES.keys() == KINDS.keys()


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_rule_fills_every_column_and_no_other(kind: str) -> None:
    for change in project(sample(kind), 9):
        columns = TABLES[change.table].columns
        assert len(change.key) == len(TABLES[change.table].key)
        if isinstance(change, Put | Add):
            assert change.row.keys() == columns.keys()
            assert (change.row["seq"], change.row["at"], change.row["author"]) == (9, str(AT), "O. Hrytsenko")
        elif isinstance(change, Set):
            assert change.values.keys() <= columns.keys()
            # A row is either written by the entry from now on, or only marked with it.
            assert change.values["withdrawn_by" if kind == "movement-withdrawn" else "seq"] == 9


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_field_of_a_kind_reaches_some_table(kind: str) -> None:
    fields = {**KINDS[kind].required, **KINDS[kind].optional}
    # The acquisition's own fields beside the recorder's are in its table; a drop or a set only needs the key.
    changes = project(sample(kind), 9)
    seen: set[str] = set()
    for change in changes:
        seen |= set(TABLES[change.table].own) if not isinstance(change, Drop) else set(TABLES[change.table].key)
    renamed = {"entry-protected": {"seq"}, "entry-erased": {"seq"}, "correction": {"seq"}}
    renamed["movement-withdrawn"] = {"seq"}
    renamed["acquisition-withdrawn"] = {"entries", "recorders", "originals"}
    assert fields.keys() - renamed.get(kind, set()) <= seen


def test_the_same_original_twice_is_one_exhibit_with_two_receipts() -> None:
    twice = (sample("item-received"), sample("item-received", name="copy.mp4", camera="other"))
    (exhibit,) = rows_after("exhibits", *twice)
    assert (exhibit["name"], exhibit["seq"]) == ("yard.mp4", 2)
    assert [row["name"] for row in rows_after("receipts", *twice)] == ["yard.mp4", "copy.mp4"]
    assert [row["movement"] for row in rows_after("movements", *twice)] == ["received", "received"]
    assert [row["from_whom"] for row in rows_after("movements", *twice)] == ["O. Marchuk", "O. Marchuk"]
    assert [row["camera"] for row in rows_after("cameras", *twice)] == ["gate"]


def test_a_camera_is_named_by_the_last_word_on_it() -> None:
    assert [row["camera"] for row in rows_after("cameras", sample("item-received"), sample("camera-named"))] == ["yard"]
    assert rows_after("cameras", sample("item-received", camera=None)) == []


def test_one_form_may_tell_of_several_recorders() -> None:
    both = (sample("acquisition-recorded"), sample("acquisition-recorded", recorder="R2", make="Dahua"))
    assert [row["recorder"] for row in rows_after("acquisitions", *both)] == ["R1", "R2"]
    assert [(row["recorder"], row["make"], row["serial"]) for row in rows_after("recorders", *both)] == [
        ("R1", None, "0042"),
        ("R2", "Dahua", "0042"),
    ]


def test_each_run_of_a_stage_is_a_row_and_each_artifact_is_kept_once() -> None:
    runs = (sample("analysis-failed"), sample("analysis-done"), sample("analysis-done", stage="track"))
    assert [row["status"] for row in rows_after("analyses", *runs)] == ["failed", "done", "done"]
    assert [(row["sha256"], row["name"], row["stage"]) for row in rows_after("artifacts", *runs)] == [
        (SHA, "log.txt", "detect"),
        (OTHER_SHA, "tracks.parquet", "detect"),
    ]


DECISIONS: list[Any] = [
    pytest.param(["observation-accepted"], "accepted", True, id="accepted"),
    pytest.param(["observation-rejected"], "rejected", False, id="rejected-unseen"),
    pytest.param(["observation-accepted", "observation-rejected"], "rejected", True, id="accepted-then-rejected"),
    pytest.param(["observation-rejected", "observation-accepted"], "accepted", True, id="rejected-then-accepted"),
]


@pytest.mark.parametrize(("kinds", "decision", "says"), DECISIONS)
def test_the_last_decision_on_an_observation_stands(kinds: list[str], decision: str, says: bool) -> None:
    (row,) = rows_after("observations", *map(sample, kinds))
    assert row["decision"] == decision
    assert (row["says"] is not None) is says
    assert row["seq"] == len(kinds) + 1


def test_a_person_records_an_observation_of_her_own() -> None:
    (row,) = rows_after("observations", sample("observation-recorded"))
    assert (row["decision"], row["start"], row["end"], row["rule"]) == ("recorded", {"n": 12}, None, None)


def test_an_event_that_is_withdrawn_stays_on_record() -> None:
    (row,) = rows_after("events", sample("event-stated"), sample("event-withdrawn"))
    assert (row["status"], row["title"], row["members"], row["seq"]) == ("withdrawn", "The van arrives", ["o1"], 3)
    assert rows_after("events", sample("event-withdrawn")) == []


TOLD = [
    ("source-described", "sources", "origin"),
    ("clock-stated", "clocks", "compared"),
    ("link-stated", "links", "says"),
    ("passage-marked", "passages", "words"),
    ("reading-stated", "readings", "displayed"),
    ("constraint-stated", "constraints", "passages"),
]


@pytest.mark.parametrize(("kind", "table", "field"), TOLD)
def test_what_papers_tell_stays_on_record_when_it_is_withdrawn(kind: str, table: str, field: str) -> None:
    said = sample(kind)
    taken_back = sample("told-withdrawn", id=said.body["id"])
    (row,) = rows_after(table, said)
    assert (row["status"], row[field]) == ("stated", thawed(said.body[field]))
    (row,) = rows_after(table, said, taken_back)
    assert (row["status"], row[field], row["seq"]) == ("withdrawn", thawed(said.body[field]), 3)
    (row,) = rows_after(table, said, taken_back, said)
    assert row["status"] == "stated"
    assert rows_after(table, taken_back) == []


@pytest.mark.parametrize(("kind", "table"), [("time-check-made", "time_checks"), ("clock-read", "clock_readings")])
def test_a_statement_on_a_clock_that_is_withdrawn_no_longer_counts(kind: str, table: str) -> None:
    once, again = sample(kind), sample(kind, within_ns=5)
    (row,) = rows_after(table, once, again, sample("clock-withdrawn", seq=2))
    assert (row["seq"], row["within_ns"]) == (3, 5)
    assert len(rows_after(table, once, sample("clock-withdrawn", seq=9))) == 1


def test_an_offset_counts_until_it_is_withdrawn() -> None:
    once = sample("offset-accepted")
    (row,) = rows_after("offsets", once, once, sample("offset-withdrawn", seq=2))
    assert (row["seq"], row["least_ns"], row["most_ns"], row["how"]) == (3, -160_000_000, 40_000_000, "movement")
    assert len(rows_after("offsets", once, sample("clock-withdrawn", seq=2))) == 1


def test_a_zone_counts_until_it_is_withdrawn() -> None:
    once = sample("zone-drawn")
    (row,) = rows_after("zones", once, once, sample("zone-withdrawn", seq=2))
    assert (row["seq"], row["name"], row["points"]) == (3, "doorway", [[0, 0], [40, 0], [40, 90]])
    assert len(rows_after("zones", once, sample("offset-withdrawn", seq=2))) == 1


def test_a_step_of_custody_that_is_withdrawn_is_marked_and_stays() -> None:
    rows = rows_after("movements", sample("item-moved"), sample("movement-withdrawn", seq=2))
    assert [(row["seq"], row["withdrawn_by"], row["author"]) for row in rows] == [(2, 3, rows[0]["author"])]
    (other,) = rows_after("movements", sample("item-moved"), sample("movement-withdrawn", seq=9))
    assert other["withdrawn_by"] is None


def test_a_tag_is_put_on_once_and_taken_off() -> None:
    assert len(rows_after("tags", sample("tagged"), sample("tagged"))) == 1
    assert rows_after("tags", sample("tagged"), sample("untagged")) == []
    assert rows_after("tags", sample("untagged")) == []


def test_an_erasure_takes_the_place_of_a_protection() -> None:
    (row,) = rows_after("withheld", sample("entry-protected"), sample("entry-erased"))
    assert (row["state"], row["sealed_name"], row["sealed_sha256"]) == ("erased", None, None)
    assert row["ground"] == "order of the court"


def test_a_correction_points_at_what_it_corrects() -> None:
    (row,) = rows_after("corrections", sample("correction"))
    assert (row["corrects"], row["seq"]) == (2, 2)
