"""The chain: its formulas against hashes written out by hand, and every fault by its name."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest
from tests.laws.journal_chains import chained

from gestae.errors import JournalError
from gestae.journal.chain import GENESIS, Record, State, chain_faults, leaf_of, link

CONTENTS = [b'{"a":1}', b"{}", b'{"a":2}', b'{"a":3}']


def test_a_leaf_is_the_hash_that_the_document_says() -> None:
    salt = bytes(range(32))
    assert leaf_of(salt, b"{}") == hashlib.sha256(b"\x00" + salt + b"{}").digest()


def test_a_head_is_the_hash_that_the_document_says() -> None:
    assert bytes(32) == GENESIS
    assert link(b"\x11" * 32, b"\x22" * 32) == hashlib.sha256(b"\x01" + b"\x11" * 32 + b"\x22" * 32).digest()


@pytest.mark.parametrize("length", [0, 31, 33])
def test_a_salt_of_another_length_is_refused(length: int) -> None:
    with pytest.raises(JournalError, match="32"):
        leaf_of(bytes(length), b"{}")


def test_a_whole_chain_has_no_fault() -> None:
    assert list(chain_faults(chained(CONTENTS))) == []
    assert list(chain_faults([])) == []


def _changed(at: int, **changes: object) -> list[Record]:
    records = chained(CONTENTS)
    records[at] = replace(records[at], **changes)  # type: ignore[arg-type]
    return records


HIDDEN = {"salt": None, "content": None}

ONE_THING_WRONG = [
    pytest.param(_changed(1, leaf=b"\0" * 32), [2, 2], "leaf", id="leaf"),
    pytest.param(_changed(1, head=b"\0" * 32), [2, 3], "head", id="head"),
    pytest.param(_changed(3, head=b"\0" * 32), [4], "head", id="last-head"),
    pytest.param(_changed(1, salt=b"\0" * 32), [2], "do not give its leaf", id="salt"),
    pytest.param(_changed(1, salt=b""), [2], "0 bytes", id="short-salt"),
    pytest.param(_changed(1, content=b"{} "), [2], "do not give its leaf", id="content"),
    pytest.param(_changed(1, content=None), [2], "gone", id="content-gone"),
    pytest.param(_changed(1, state=State.ERASED), [2], "is there", id="state-erased-with-content"),
    pytest.param(_changed(1, state=State.PROTECTED, **HIDDEN), [2], "names no sealed file", id="no-sealed-file"),
    pytest.param(_changed(1, state=State.ERASED, sealed_name="x", **HIDDEN), [2], "sealed file x", id="stray-name"),
    pytest.param(_changed(1, seq=7), [7, 3], "5 entries are missing", id="number"),
    pytest.param(chained(CONTENTS)[:1] + chained(CONTENTS)[2:], [3, 3], "1 entry is missing", id="row-missing"),
    pytest.param(chained(CONTENTS)[1:], [2, 2], "1 entry is missing", id="first-row-missing"),
]


@pytest.mark.parametrize(("records", "places", "says"), ONE_THING_WRONG)
def test_one_thing_wrong_is_named_where_it_is(records: list[Record], places: list[int], says: str) -> None:
    faults = list(chain_faults(records))
    assert [fault.where for fault in faults] == [f"journal entry {place}" for place in places]
    assert any(says in fault.what for fault in faults)


def test_swapped_contents_are_named_both() -> None:
    first, second, *rest = chained(CONTENTS)
    swapped = [replace(second, seq=1), replace(first, seq=2), *rest]
    assert {fault.where for fault in chain_faults(swapped)} >= {"journal entry 1", "journal entry 2"}


def test_all_faults_are_named_not_the_first() -> None:
    records = chained(CONTENTS)
    records[0] = replace(records[0], content=b"x")
    records[3] = replace(records[3], content=b"y")
    assert [fault.where for fault in chain_faults(records)] == ["journal entry 1", "journal entry 4"]


def test_a_chain_verifies_from_its_leaves_alone() -> None:
    hidden = [replace(record, state=State.ERASED, salt=None, content=None) for record in chained(CONTENTS)]
    assert list(chain_faults(hidden)) == []


def test_a_journal_that_was_written_anew_is_seen_only_by_a_head_kept_elsewhere() -> None:
    kept = chained(CONTENTS)[2].head
    forged = chained([b"another", *CONTENTS[1:]])
    assert list(chain_faults(forged)) == []
    (fault,) = chain_faults(forged, {3: kept})
    assert (fault.where, "rewritten" in fault.what) == ("journal entry 3", True)


def test_a_journal_that_was_cut_is_seen_only_by_a_head_kept_elsewhere() -> None:
    whole = chained(CONTENTS)
    assert list(chain_faults(whole[:2])) == []
    (fault,) = chain_faults(whole[:2], {4: whole[3].head})
    assert (fault.where, "cut" in fault.what) == ("journal entry 4", True)
