"""Laws of the store: the live state is the rebuilt one, row by row, whatever was appended, protected or erased."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.laws.journal_samples import AT, entries, journals, note, opening

from gestae.journal.entry import Entry
from gestae.journal.replay import differences, replay
from gestae.journal.tables import TABLES
from gestae.store.case import create, open_case
from gestae.store.database import reading
from gestae.store.state import read_state
from gestae.store.verifying import verify
from gestae.store.withholding import Withholding, erase, protect

# Each example is a case on disk; few of them say much, since each holds a whole history.
FEW = settings(max_examples=12, deadline=None)


@FEW
@given(journals(most=25), st.data())
def test_the_live_state_is_the_rebuilt_one(written: list[Entry], data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as place, create(Path(place) / "c", opening()) as case:
        rest = list(written)
        while rest:
            count = data.draw(st.integers(1, len(rest)))
            case.append(*rest[:count])
            rest = rest[count:]
        with reading(case.engine) as connection:
            live = read_state(connection)
        assert differences(live, replay(dict(enumerate([opening(), *written], 1)))) == ()
        assert [list(rows) for rows in live.values()] == [sorted(rows) for rows in live.values()]
        assert case.rebuild() == ()


@FEW
@given(journals(most=12))
def test_what_is_read_back_is_what_was_written(written: list[Entry]) -> None:
    with tempfile.TemporaryDirectory() as place:
        with create(Path(place) / "c", opening()) as case:
            case.append(*written)
            head = case.head()
        with open_case(Path(place) / "c") as again:
            assert [logged.entry for logged in again.entries()] == [opening(), *written]
            assert again.head() == head
            assert all(again.rows(table, seq=None) == () for table in TABLES)


@FEW
@given(st.lists(entries(), min_size=4, max_size=10), st.data())
def test_hiding_changes_what_is_shown_and_nothing_else(written: list[Entry], data: st.DataObject) -> None:
    hidden = data.draw(st.lists(st.integers(2, len(written) + 1), min_size=2, unique=True))
    cut = data.draw(st.integers(1, len(hidden) - 1))
    with tempfile.TemporaryDirectory() as place, create(Path(place) / "c", opening()) as case:
        case.append(*written)
        before = case.entries()
        protect(case, Withholding(tuple(hidden[:cut]), "at risk", "O. H.", AT), lambda plain: plain[::-1])
        erase(case, Withholding(tuple(hidden[cut:]), "by order", "O. H.", AT))
        after = case.entries()
        assert [logged.record.head for logged in before] == [logged.record.head for logged in after][: len(before)]
        for old, new in zip(before, after, strict=False):
            assert new.entry == (None if old.seq in hidden else old.entry)
        shown = {logged.seq: logged.entry for logged in after if logged.entry is not None}
        with reading(case.engine) as connection:
            assert differences(read_state(connection), replay(shown)) == ()
        case.append(note("and on it goes"))
        assert case.rebuild() == ()
        assert verify(case.folder).faults == ()
