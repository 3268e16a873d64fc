"""Cases with one thing wrong in a row, put there behind the journal's back; each must be found and named."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest
from tests.laws.journal_chains import salt_of
from tests.laws.journal_samples import AT, note, opening, sample, thinned

from gestae.store.case import create
from gestae.store.verifying import Verification, verify
from gestae.store.withholding import Withholding, erase, protect

PLAIN, PROTECTED, ERASED, HIDES_PROTECTED, HIDES_ERASED = 2, 3, 4, 7, 8
EVERY = (1, PLAIN, PROTECTED, ERASED, HIDES_PROTECTED, HIDES_ERASED)
# Every value that a row may have, where it has one: what is hidden has no salt, and only the protected a sealed name.
VALUES = [
    *((name, seq) for name in ("leaf", "head", "state") for seq in EVERY),
    *((name, seq) for name in ("salt", "content") for seq in (1, PLAIN, HIDES_PROTECTED, HIDES_ERASED)),
    ("sealed_name", PROTECTED),
]


@pytest.fixture(scope="session")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case with plain, protected and erased entries, closed."""
    salts = iter(range(1, 99))
    folder = tmp_path_factory.mktemp("sound") / "yard.case"
    with create(folder, opening(), draw_salt=lambda: salt_of(next(salts))) as case:
        case.append(note("first"), note("second"), note("third"), sample("tagged"), sample("item-received"))
        stand_in = {PROTECTED: thinned(note("second"))}
        protect(case, Withholding((PROTECTED,), "at risk", "O. H.", AT, stand_in), lambda plain: plain[::-1])
        erase(case, Withholding((ERASED,), "order of the court", "O. H.", AT))
    return folder


@pytest.fixture
def folder(tmp_path: Path, sound: Path) -> Path:
    """A copy to be forged."""
    return Path(shutil.copytree(sound, tmp_path / "yard.case"))


def forge(folder: Path, *statements: str) -> Verification:
    connection = sqlite3.connect(folder / "case.db", isolation_level=None)
    connection.execute("PRAGMA ignore_check_constraints=ON")
    for statement in statements:
        connection.execute(statement)
    connection.close()
    return verify(folder)


def flipped(folder: Path, name: str, seq: int, bit: int) -> Verification:
    connection = sqlite3.connect(folder / "case.db", isolation_level=None)
    (value,) = connection.execute(f"SELECT CAST({name} AS BLOB) FROM journal WHERE seq = ?", [seq]).fetchone()  # noqa: S608
    changed = bytearray(value)
    changed[bit // 8 % len(changed)] ^= 1 << bit % 8
    connection.execute("PRAGMA ignore_check_constraints=ON")
    as_type = "CAST(? AS TEXT)" if name in ("state", "sealed_name") else "?"
    connection.execute(f"UPDATE journal SET {name} = {as_type} WHERE seq = ?", [bytes(changed), seq])  # noqa: S608
    connection.close()
    return verify(folder)


def test_the_case_is_sound_before_it_is_forged(folder: Path) -> None:
    assert verify(folder).faults == ()
    assert verify(folder).head.seq == HIDES_ERASED


@pytest.mark.parametrize("bit", [0, 3, 77, 130, 255])
@pytest.mark.parametrize(("name", "seq"), VALUES)
def test_one_flipped_bit_in_a_row_is_named_where_it_is(folder: Path, name: str, seq: int, bit: int) -> None:
    found = flipped(folder, name, seq, bit)
    assert f"journal entry {seq}" in {fault.where for fault in found.faults}


@pytest.mark.parametrize("bit", range(4))
@pytest.mark.parametrize("seq", [1, PLAIN, HIDES_ERASED])
def test_one_flipped_bit_in_a_number_is_seen(folder: Path, seq: int, bit: int) -> None:
    other = seq ^ (1 << bit)
    moves = ((other, -1), (seq, other), (-1, seq))
    found = forge(folder, *(f"UPDATE journal SET seq = {to} WHERE seq = {was}" for was, to in moves))  # noqa: S608
    assert any(fault.where.startswith("journal entry") for fault in found.faults)


FORGERIES = [
    ("a row gone", ["DELETE FROM journal WHERE seq = 2"], "journal entry 3: follows entry 1: 1 entry is missing"),
    ("the first row gone", ["DELETE FROM journal WHERE seq = 1"], "journal entry 1: does not show what case"),
    ("all rows gone", ["DELETE FROM journal"], "journal entry 1: does not show what case"),
    (
        "a row added",
        ["INSERT INTO journal SELECT 9, leaf, head, salt, content, state, sealed_name FROM journal WHERE seq = 2"],
        "journal entry 9: its head does not follow",
    ),
    (
        "rows swapped",
        [
            "UPDATE journal SET seq = -1 WHERE seq = 2",
            "UPDATE journal SET seq = 2 WHERE seq = 5",
            "UPDATE journal SET seq = 5 WHERE seq = -1",
        ],
        "journal entry 2: its head does not follow",
    ),
    (
        "erased without a word",
        ["UPDATE journal SET salt = NULL, content = NULL, state = 'erased' WHERE seq = 2"],
        "journal entry 2: is erased, but the journal says it is plain",
    ),
    (
        "protected, called erased",
        ["UPDATE journal SET state = 'erased', sealed_name = NULL WHERE seq = 3"],
        "journal entry 3: is erased, but the journal says it is protected",
    ),
    ("no state", ["UPDATE journal SET state = 'gone' WHERE seq = 2"], "journal entry 2: state cannot be what it was"),
    (
        "a sealed file elsewhere",
        ["UPDATE journal SET sealed_name = '../case.db' WHERE seq = 3"],
        "journal entry 3: names the sealed file ../case.db",
    ),
    (
        "a stand-in for a wrong leaf",
        ["UPDATE journal SET leaf = zeroblob(32) WHERE seq = 4"],
        "journal entry 8: stands in for leaf",
    ),
    (
        "state differs",
        ["UPDATE notes SET text = 'x' WHERE seq = 2"],
        "table notes, row 2: differs from what the journal gives in text",
    ),
    ("state row moved", ["UPDATE notes SET seq = 90 WHERE seq = 2"], "table notes, row 90: is there, though"),
    ("state row gone", ["DELETE FROM exhibits"], f"table exhibits, row {'ab' * 32}: is missing, though"),
    ("state table gone", ["DROP TABLE tags"], "table tags: cannot be read (no such table: tags)"),
    ("state column gone", ["ALTER TABLE tags DROP COLUMN reason"], "table tags: cannot be read (no such column"),
    ("no journal", ["DROP TABLE journal"], "journal: cannot be read after entry 0 (no such table: journal)"),
    ("no housekeeping", ["DROP TABLE housekeeping"], "table housekeeping: cannot be read"),
    ("another schema", ["UPDATE housekeeping SET value = '0'"], "state: is of schema 0 and was not compared"),
]


@pytest.mark.parametrize(("statements", "says"), [pytest.param(*rest, id=name) for name, *rest in FORGERIES])
def test_one_thing_wrong_is_found_and_named(folder: Path, statements: list[str], says: str) -> None:
    found = [str(fault) for fault in forge(folder, *statements).faults]
    assert any(fault.startswith(says) for fault in found), found


def test_all_things_wrong_are_named_at_once(folder: Path) -> None:
    found = forge(
        folder,
        "UPDATE journal SET content = x'00' WHERE seq = 2",
        "UPDATE journal SET salt = x'00' WHERE seq = 5",
        "UPDATE journal SET head = x'00' WHERE seq = 8",
        "DELETE FROM tags",
    )
    assert {"journal entry 2", "journal entry 5", "journal entry 8", "table tags, row o1/van"} <= {
        fault.where for fault in found.faults
    }


def test_each_fault_says_what_would_be_right(folder: Path) -> None:
    found = forge(folder, "UPDATE journal SET content = x'00' WHERE seq = 2", "DELETE FROM tags")
    assert all(fault.right.strip() for fault in found.faults)
    assert len(found.faults) == len(set(found.faults))


@pytest.mark.parametrize(
    ("page", "says"),
    [
        (None, "case.toml: is missing"),
        (b'title = "Another"', "case.toml: does not repeat"),
        (b"\xff\xfe", "case.toml: does not repeat"),
    ],
)
def test_a_title_page_of_another_case_is_named(folder: Path, page: bytes | None, says: str) -> None:
    (folder / "case.toml").unlink()
    if page is not None:
        (folder / "case.toml").write_bytes(page)
    assert [str(fault).startswith(says) for fault in verify(folder).faults] == [True]


def test_a_sealed_file_that_is_gone_or_changed_is_named(folder: Path) -> None:
    (sealed,) = (folder / "sealed").iterdir()
    whole = sealed.read_bytes()
    sealed.write_bytes(bytes([whole[0] ^ 1]) + whole[1:])
    assert [fault.where for fault in verify(folder).faults] == [f"sealed/{sealed.name}"]
    sealed.unlink()
    assert [fault.where for fault in verify(folder).faults] == [f"sealed/{sealed.name}"]


def test_a_format_of_the_future_is_named(tmp_path: Path) -> None:
    with create(tmp_path / "a", opening()) as case:
        folder = case.folder
    future = sample("case-opened", format=2)
    salt = salt_of(1)
    connection = sqlite3.connect(folder / "case.db", isolation_level=None)
    connection.execute("UPDATE journal SET content = ?, salt = ?", (future.content, salt))
    connection.close()
    assert any(fault.where == "case" and "format 2" in fault.what for fault in verify(folder).faults)


def test_a_journal_written_anew_verifies_and_only_a_kept_head_shows_it(folder: Path, tmp_path: Path) -> None:
    kept = verify(folder).head
    with create(tmp_path / "forged", opening()) as case:
        case.append(*(note(f"forged {n}") for n in range(7)))
        forged = case.folder
    assert verify(forged).faults == ()
    (fault,) = verify(forged, {kept.seq: bytes.fromhex(kept.hex)}).faults
    assert "rewritten" in fault.what


def test_a_cut_journal_is_shown_by_a_kept_head(folder: Path) -> None:
    kept = verify(folder).head
    forge(folder, "DELETE FROM journal WHERE seq = 8", "DELETE FROM withheld WHERE hidden_seq = 4")
    found = verify(folder, {kept.seq: bytes.fromhex(kept.hex)}).faults
    assert any("cut" in fault.what for fault in found)
