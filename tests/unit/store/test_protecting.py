"""Entries under encryption from their first moment, and what a kill leaves of them."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.laws.journal_samples import note, opening, sample, thinned

from gestae.errors import JournalError
from gestae.journal.chain import State
from gestae.journal.entry import Entry
from gestae.store.case import CaseStore, create, open_case
from gestae.store.protecting import Concealed, append_protected
from gestae.store.verifying import verify
from gestae.store.withholding import unseal

WORD = "Zaborona"


class Killed(BaseException):
    """Stands for the end of the process."""


def masked(plain: bytes) -> bytes:
    return bytes(byte ^ 0x5A for byte in plain)


def concealed(number: int, stand_in: Entry | None = None) -> Concealed:
    return Concealed(note(f"{WORD}{number}"), stand_in, "witness at risk")


@pytest.fixture
def case(tmp_path: Path) -> Iterator[CaseStore]:
    with create(tmp_path / "yard.case", opening()) as made:
        made.append(note("in the open"))
        yield made


def everything(case: CaseStore) -> bytes:
    return b"".join(place.read_bytes() for place in sorted(case.folder.rglob("*")) if place.is_file())


def test_the_words_are_never_in_the_file_nor_in_its_log(case: CaseStore) -> None:
    assert append_protected(case, [concealed(1, thinned(note(WORD))), concealed(2)], masked) == (3, 4)
    assert WORD.encode() not in everything(case)
    assert [row["text"] for row in case.rows("notes")] == ["in the open", "withheld"]
    assert [(one.seq, one.record.state) for one in case.entries()][2:4] == [(3, State.PROTECTED), (4, State.PROTECTED)]
    assert [row["hidden_seq"] for row in case.rows("withheld")] == [3, 4]
    assert case.rebuild() == ()
    assert verify(case.folder).faults == ()


def test_the_key_opens_what_was_written(case: CaseStore) -> None:
    (seq,) = append_protected(case, [concealed(1)], masked)
    assert unseal(case, seq, masked) == note(f"{WORD}1")
    record = case.entries()[seq - 1].record
    plain = masked((case.folder / str(record.sealed_name)).read_bytes())
    assert hashlib.sha256(b"\0" + plain).digest() == record.leaf


def test_nothing_is_appended_where_nothing_is_given(case: CaseStore) -> None:
    assert append_protected(case, [], masked) == ()
    assert case.head().seq == 2


@pytest.mark.parametrize("dies_at", [1, 2])
def test_killed_while_it_encrypts_nothing_is_there_and_the_next_opening_clears_up(
    case: CaseStore, dies_at: int
) -> None:
    count = 0

    def encrypt(plain: bytes) -> bytes:
        nonlocal count
        count += 1
        if count == dies_at:
            raise Killed
        return masked(plain)

    with pytest.raises(Killed):
        append_protected(case, [concealed(1), concealed(2)], encrypt)
    assert case.head().seq == 2
    assert len(list((case.folder / "sealed").iterdir())) == dies_at - 1
    assert WORD.encode() not in everything(case)
    open_case(case.folder).close()
    assert list((case.folder / "sealed").iterdir()) == []
    assert verify(case.folder).faults == ()


def test_what_an_entry_names_is_never_cleared_up_nor_what_a_damaged_journal_may_have_named(case: CaseStore) -> None:
    append_protected(case, [concealed(1)], masked)
    (sealed,) = (case.folder / "sealed").iterdir()
    (case.folder / "sealed" / "notes.txt").write_bytes(b"not ours")
    open_case(case.folder).close()
    assert sealed.exists()
    assert (case.folder / "sealed" / "notes.txt").exists()
    case.close()
    connection = sqlite3.connect(case.folder / "case.db", isolation_level=None)
    connection.execute("UPDATE journal SET state = 'erased', sealed_name = NULL WHERE seq = 3")
    connection.close()
    open_case(case.folder).close()
    assert sealed.exists()


@pytest.mark.parametrize("kind", ["case-opened", "entry-protected", "entry-erased"])
def test_what_has_a_way_of_its_own_in_is_not_concealed(kind: str) -> None:
    with pytest.raises(JournalError, match=kind):
        Concealed(sample(kind), None, "a ground")


def test_a_stand_in_of_another_kind_is_refused() -> None:
    with pytest.raises(JournalError, match="use the same kind"):
        Concealed(note("x"), sample("tagged"), "a ground")


def test_a_stand_in_with_words_of_its_own_is_refused() -> None:
    with pytest.raises(JournalError, match="shows text, reason, target"):
        Concealed(note("x"), note("a witness"), "a ground")
