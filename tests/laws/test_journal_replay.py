"""Laws of entries and replay: what is written is what is read, and the state follows from the journal alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from hypothesis import given
from hypothesis import strategies as st
from tests.laws.journal_samples import entries, journals, opening

from gestae.base.canonical import Json
from gestae.journal.entry import Entry
from gestae.journal.projection import project
from gestae.journal.replay import Tables, apply, differences, replay
from gestae.journal.tables import TABLES


def shown(written: list[Entry]) -> dict[int, Entry]:
    return dict(enumerate([opening(), *written], 1))


@given(entries())
def test_what_is_written_is_what_is_read(entry: Entry) -> None:
    assert Entry.from_content(entry.content) == entry
    assert Entry.from_json(entry.as_json()) == entry


@given(entries(), entries())
def test_two_entries_are_equal_exactly_when_their_bytes_are(one: Entry, other: Entry) -> None:
    assert (one == other) is (one.content == other.content)


@given(entries(), st.integers(1, 10**9))
def test_what_an_entry_changes_depends_on_nothing_else(entry: Entry, seq: int) -> None:
    assert project(entry, seq) == project(Entry.from_content(entry.content), seq)


@given(journals())
def test_one_by_one_is_all_at_once(written: list[Entry]) -> None:
    step_by_step: Tables = {name: {} for name in TABLES}
    for seq, entry in shown(written).items():
        for change in project(entry, seq):
            apply(step_by_step, change)
    assert differences(step_by_step, replay(shown(written))) == ()


@given(journals())
def test_rows_come_in_the_order_of_their_keys(written: list[Entry]) -> None:
    for rows in replay(shown(written)).values():
        assert list(rows) == sorted(rows)


def _entries_of(entry: Entry) -> Iterable[Json]:
    named = entry.body.get("entries") if entry.kind == "acquisition-withdrawn" else ()
    return named if isinstance(named, Sequence) else ()


@given(journals(), journals())
def test_history_is_never_lost_from_the_tables_that_keep_it(before: list[Entry], after: list[Entry]) -> None:
    early, late = replay(shown(before)), replay(shown(before + after))
    for table in ("receipts", "analyses", "notes", "refusals"):
        assert early[table].items() <= late[table].items()
    # A step of custody can be withdrawn; it is marked then, and stays as it was said.
    for key, row in early["movements"].items():
        kept = late["movements"][key]
        assert {**kept, "withdrawn_by": row["withdrawn_by"]} == row
        assert row["withdrawn_by"] in (None, kept["withdrawn_by"]) or any(e.kind == "movement-withdrawn" for e in after)
    # What a clock rests on is lost by a withdrawal that names its place, and by nothing else.
    withdrawn = {seq for entry in after for seq in (entry.body.get("seq"), *_entries_of(entry))}
    for table in ("time_checks", "clock_readings"):
        assert {key: row for key, row in early[table].items() if key[0] not in withdrawn}.items() <= late[table].items()
    told = ("sources", "clocks", "links", "passages", "readings", "constraints")
    for table in ("exhibits", "artifacts", "observations", "events", *told):
        assert early[table].keys() <= late[table].keys()
