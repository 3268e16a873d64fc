"""Cases in which somebody hid entries to show others in their place; every such stand-in is found and none is used."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import update
from tests.laws.journal_samples import AT, note, opening, sample, thinned

from gestae.base.canonical import Json
from gestae.errors import Faults
from gestae.journal.entry import Entry
from gestae.store.case import CaseStore, create
from gestae.store.database import writing
from gestae.store.rows import append_rows, replayed
from gestae.store.schema import JOURNAL
from gestae.store.state import write_state
from gestae.store.verifying import verify
from gestae.store.withholding import Withholding, erase

CHECK, ITEM, NOTE, READ, FORM = 2, 3, 4, 5, 6


@pytest.fixture
def case(tmp_path: Path) -> Iterator[CaseStore]:
    with create(tmp_path / "yard.case", opening()) as made:
        made.append(
            sample("time-check-made"),
            sample("item-received"),
            note("told by the guard"),
            sample("clock-read"),
            sample("acquisition-recorded"),
        )
        yield made


def entry_at(case: CaseStore, seq: int) -> Entry:
    entry = case.entries()[seq - 1].entry
    assert entry is not None
    return entry


def forge(case: CaseStore, seq: int, stand_in: Entry) -> None:
    """Erase an entry behind the back of every check, as a program of one's own would: chain and tables stay right."""
    leaf = case.entries()[seq - 1].record.leaf.hex()
    body: dict[str, Json] = {"seq": seq, "leaf": leaf, "ground": "order 12", "stand_in": stand_in.as_json()}
    with writing(case.engine) as connection:
        emptied = {"salt": None, "content": None, "state": "erased", "sealed_name": None}
        connection.execute(update(JOURNAL).where(JOURNAL.c.seq == seq).values(emptied))
        append_rows(connection, [Entry("entry-erased", AT, "O. H.", "order 12", body)], case.draw_salt)
        write_state(connection, replayed(connection))


MADE_UP: list[object] = [
    pytest.param(CHECK, {"reference": "2022-03-16T11:01:20Z"}, "anything at all", id="a-check-an-hour-earlier"),
    pytest.param(READ, {"displayed": "2022-03-16T13:03:00"}, "anything at all", id="a-reading-an-hour-earlier"),
    pytest.param(NOTE, {"text": "it was another man"}, "text", id="other-words"),
    pytest.param(ITEM, {"camera": "yard"}, "camera", id="a-field-that-nobody-needs"),
    pytest.param(ITEM, {"name": "better.mp4"}, "name", id="another-name"),
    pytest.param(ITEM, {"received_from": "withheld"}, "received_from", id="blank-where-nothing-is-required"),
    pytest.param(FORM, {"facts": {"max_rate_error": "0/1", "model": "x"}}, "facts", id="other-facts-of-a-clock"),
]


def shown_as(entry: Entry, changed: Mapping[str, Json]) -> Entry:
    if entry.kind in ("time-check-made", "clock-read"):
        return replace(entry, reason="withheld", body={**entry.body, **changed})
    thin = thinned(entry)
    return replace(thin, body={**thin.body, **changed})


@pytest.mark.parametrize(("seq", "changed", "says"), MADE_UP)
def test_what_no_stand_in_may_hold_is_a_fault_and_is_not_used(
    case: CaseStore, seq: int, changed: Mapping[str, Json], says: str
) -> None:
    forge(case, seq, shown_as(entry_at(case, seq), changed))
    (fault,) = verify(case.folder).faults
    assert fault.where == f"journal entry {case.head().seq}"
    assert f"shows for entry {seq} what no stand-in may hold: {says}" in fault.what
    assert case.entries()[seq - 1].entry is None
    assert case.rows("time_checks") == () or seq != CHECK
    assert case.rebuild() == ()


def test_tables_that_were_filled_by_such_a_stand_in_differ_from_a_rebuild(case: CaseStore) -> None:
    rows = case.rows("time_checks")
    assert len(rows) == 1
    check = entry_at(case, CHECK)
    forge(case, CHECK, replace(check, body={**check.body, "reference": "2022-03-16T11:01:20Z"}))
    with writing(case.engine) as connection:
        connection.exec_driver_sql(
            "INSERT INTO time_checks (seq, at, author, reason, recorder, displayed, reference, within_ns) "
            "VALUES (2, 'x', 'x', 'x', 'R1', '2022-03-16T14:03:00', '2022-03-16T11:01:20Z', 1)"
        )
    assert [fault.where for fault in verify(case.folder).faults] == ["journal entry 7", "table time_checks, row 2"]
    assert [row.table for row in case.rebuild()] == ["time_checks"]
    assert case.rows("time_checks") == ()


@pytest.mark.parametrize(
    ("seq", "changed", "says"),
    [
        *MADE_UP,
        pytest.param(ITEM, {"sha256": "ef" * 32}, "changes sha256", id="another-original"),
        pytest.param(FORM, {"facts": {"max_rate_error": "0/1"}}, "changes facts", id="a-clock-that-never-drifts"),
    ],
)
def test_gestae_itself_writes_no_such_stand_in(
    case: CaseStore, seq: int, changed: Mapping[str, Json], says: str
) -> None:
    head, stand_in = case.head(), shown_as(entry_at(case, seq), changed)
    with pytest.raises(Faults, match=says if says.startswith("changes") else f"shows {says}"):
        erase(case, Withholding((seq,), "order 12", "O. H.", AT, {seq: stand_in}))
    assert case.head() == head
