"""Cases whose file holds more than gestae made: triggers, views, strange tables, a journal to be rolled back."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest
from tests.laws.journal_chains import salt_of
from tests.laws.journal_samples import AT, note, opening, sample, thinned

from gestae.errors import CaseError
from gestae.store.case import create, open_case, view_case
from gestae.store.database import open_engine, reading, writing
from gestae.store.rows import append_rows
from gestae.store.structure import recorded_format
from gestae.store.verifying import verify
from gestae.store.withholding import Withholding, erase

SWALLOWS = """CREATE TRIGGER watch BEFORE INSERT ON journal
    WHEN instr(CAST(new.content AS TEXT), 'observation-rejected') > 0 BEGIN SELECT RAISE(IGNORE); END"""
KEEPS_ERASED = """CREATE TRIGGER watch BEFORE UPDATE ON journal WHEN new.content IS NULL
    BEGIN INSERT OR REPLACE INTO housekeeping VALUES ('k' || old.seq, CAST(old.content AS TEXT)); END"""
ALTERS = "CREATE TRIGGER watch AFTER INSERT ON notes BEGIN UPDATE journal SET content = x'00' WHERE seq = 2; END"
# What can act on what is written, or lies at the file's root: such a case is not written to.
ACTING = [
    ("an entry swallowed", [SWALLOWS], "holds the trigger watch"),
    ("erased words kept", [KEEPS_ERASED], "holds the trigger watch"),
    ("a trigger on the state", [ALTERS], "holds the trigger watch"),
    ("a view", ["CREATE VIEW seen AS SELECT * FROM notes"], "holds the view seen"),
    (
        "a view in a table's place",
        ["DROP TABLE tags", "CREATE VIEW tags AS SELECT * FROM notes"],
        "holds the view tags",
    ),
    ("an index", ["CREATE INDEX quick ON journal (state)"], "holds the index quick"),
    ("an index with a rule", ["CREATE UNIQUE INDEX quick ON notes (text)"], "holds the index quick"),
    ("a fact of its own", ["INSERT INTO housekeeping VALUES ('k3', 'words')"], "holds 'k3'"),
    ("a fact in other words", ["INSERT INTO housekeeping VALUES ('wipe', 'words')"], "holds 'wipe'"),
    ("another journal", ["ALTER TABLE journal ADD COLUMN memo TEXT"], "holds the table journal"),
    ("a trigger beside another schema", [SWALLOWS, "UPDATE housekeeping SET value = '0'"], "holds the trigger watch"),
]
# What only holds rows: verify names it, and a rebuild makes it right.
PASSIVE = [
    ("a table", ["CREATE TABLE memos (words TEXT)"], "holds the table memos"),
    ("a column", ["ALTER TABLE notes ADD COLUMN memo TEXT"], "holds the table notes"),
]


@pytest.fixture(scope="session")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sound") / "yard.case"
    with create(folder, opening()) as case:
        case.append(note("first"), note("second"), sample("tagged"))
    return folder


@pytest.fixture
def folder(tmp_path: Path, sound: Path) -> Path:
    return Path(shutil.copytree(sound, tmp_path / "yard.case"))


def forge(folder: Path, *statements: str) -> None:
    connection = sqlite3.connect(folder / "case.db", isolation_level=None)
    for statement in statements:
        connection.execute(statement)
    connection.close()


def named(folder: Path) -> list[str]:
    return [str(fault) for fault in verify(folder).faults]


def cases(rows: list[tuple[str, list[str], str]]) -> list[object]:
    return [pytest.param(*rest, id=name) for name, *rest in rows]


@pytest.mark.parametrize(("statements", "says"), cases(ACTING + PASSIVE))
def test_what_gestae_did_not_make_is_a_fault(folder: Path, statements: list[str], says: str) -> None:
    assert named(folder) == []
    forge(folder, *statements)
    assert any(says in fault for fault in named(folder)), named(folder)


@pytest.mark.parametrize(("statements", "says"), cases(ACTING))
def test_a_case_with_something_that_acts_is_not_written_to(folder: Path, statements: list[str], says: str) -> None:
    forge(folder, *statements)
    before = (folder / "case.db").read_bytes()
    with pytest.raises(CaseError, match=says):
        open_case(folder)
    assert (folder / "case.db").read_bytes() == before


@pytest.mark.parametrize(("statements", "says"), cases(PASSIVE))
def test_what_only_holds_rows_is_made_right_by_a_rebuild(folder: Path, statements: list[str], says: str) -> None:
    forge(folder, *statements)
    assert says in named(folder)[0]
    assert "rebuild" in named(folder)[0]
    with open_case(folder) as case:
        case.rebuild()
    assert named(folder) == []


def test_an_entry_that_the_file_swallows_is_not_reported_as_recorded(folder: Path) -> None:
    """The trigger came after the case was opened; what was written is read back."""
    with open_case(folder) as case:
        forge(folder, SWALLOWS)
        with pytest.raises(CaseError, match="did not keep the entries"):
            case.append(note("third"), sample("observation-rejected"))
        assert case.head().seq == 4
        assert case.append(note("third")) == (5,)


def test_an_entry_that_the_file_alters_is_not_reported_as_recorded(folder: Path) -> None:
    forge(folder, "CREATE TRIGGER w AFTER INSERT ON journal BEGIN UPDATE journal SET salt = x'00' WHERE seq = 5; END")
    engine = open_engine(folder / "case.db")
    with pytest.raises(CaseError, match="did not keep the entries"), writing(engine) as connection:
        append_rows(connection, [note("third")], lambda: salt_of(1))
    engine.dispose()


@pytest.mark.parametrize(
    "keeps",
    [
        "CREATE TRIGGER w BEFORE UPDATE ON journal BEGIN SELECT RAISE(IGNORE); END",
        "CREATE TRIGGER w AFTER UPDATE ON journal BEGIN UPDATE journal SET content = old.content WHERE seq = 2; END",
    ],
)
def test_what_the_file_keeps_is_not_reported_as_erased(folder: Path, keeps: str) -> None:
    with open_case(folder) as case:
        forge(folder, keeps)
        with pytest.raises(CaseError, match="did not let go of journal entry 2"):
            erase(case, Withholding((2,), "order 7", "O. H.", AT))
        assert case.head().seq == 4


def test_the_lasting_tables_are_made_in_the_same_words_for_ever(folder: Path) -> None:
    """A case made today must be the same to a later version: its words are compared."""
    connection = sqlite3.connect(folder / "case.db")
    made = dict(connection.execute("SELECT name, sql FROM sqlite_master WHERE name IN ('journal', 'housekeeping')"))
    connection.close()
    assert {name: " ".join(sql.split()) for name, sql in made.items()} == {
        "journal": (
            "CREATE TABLE journal ( seq INTEGER NOT NULL, leaf BLOB NOT NULL, head BLOB NOT NULL, salt BLOB, "
            "content BLOB, state TEXT NOT NULL CHECK (state IN ('plain', 'protected', 'erased')), sealed_name TEXT, "
            "PRIMARY KEY (seq) ) STRICT"
        ),
        "housekeeping": (
            "CREATE TABLE housekeeping ( name TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (name) ) "
            "WITHOUT ROWID, STRICT"
        ),
    }


def test_a_rollback_journal_is_a_fault_and_nothing_is_opened_beside_it(folder: Path) -> None:
    older = (folder / "case.db").read_bytes()
    (folder / "case.db-journal").write_bytes(b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" + older)
    assert [fault.partition(":")[0] for fault in named(folder)] == ["case.db-journal"]
    for opened in (open_case, view_case):
        with pytest.raises(CaseError, match=r"case\.db-journal"):
            opened(folder)
    assert (folder / "case.db").read_bytes() == older
    assert (folder / "case.db-journal").exists()


def of_format(folder: Path, number: int) -> None:
    """Put the case of a later version there: its opening and its state say so."""
    future = sample("case-opened", format=number)
    connection = sqlite3.connect(folder / "case.db", isolation_level=None)
    connection.execute("UPDATE journal SET content = ? WHERE seq = 1", (future.content,))
    connection.execute('UPDATE "case" SET format = ?', (number,))
    connection.close()


@pytest.mark.parametrize("is_withheld", [False, True])
def test_a_case_of_another_format_is_neither_written_nor_shown(folder: Path, is_withheld: bool) -> None:
    if is_withheld:
        with open_case(folder) as case:
            erase(case, Withholding((1,), "order 7", "O. H.", AT, {1: thinned(opening())}))
    of_format(folder, 2)
    if is_withheld:
        forge(folder, "UPDATE journal SET content = NULL WHERE seq = 1")
    before = (folder / "case.db").read_bytes()
    for opened in (open_case, view_case):
        with pytest.raises(CaseError, match="is of format 2"):
            opened(folder)
    assert (folder / "case.db").read_bytes() == before


def test_a_case_whose_format_nothing_says_is_left_to_verify(folder: Path) -> None:
    forge(folder, "UPDATE journal SET content = x'00' WHERE seq = 1")
    engine = open_engine(folder / "case.db")
    with reading(engine) as connection:
        assert recorded_format(connection) is None
    engine.dispose()
    assert any(fault.startswith("journal entry 1") for fault in named(folder))


def test_a_protected_receipt_in_the_open_is_a_fault(folder: Path) -> None:
    with open_case(folder) as case:
        case.append(sample("item-received", protected=True, sealed_sha256="cd" * 32, pseudonym="Witness 1"))
    assert [fault.startswith("journal entry 5: names a protected item in the open") for fault in named(folder)] == [
        True
    ]
