"""A database read without a trace: the log applied as SQLite itself applies it, and not a byte changed."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from gestae.errors import CaseError
from gestae.store.snapshot import open_snapshot, with_log


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {place.name: place.read_bytes() for place in folder.iterdir()}


@pytest.fixture
def living(tmp_path: Path) -> sqlite3.Connection:
    """A database with one transaction in the file and three in the log, the last of several pages."""
    connection = sqlite3.connect(tmp_path / "x.db", isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA wal_autocheckpoint=0")
    connection.execute("CREATE TABLE t (n INTEGER PRIMARY KEY, word TEXT)")
    connection.execute("INSERT INTO t VALUES (1, 'in the file')")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.execute("INSERT INTO t VALUES (2, 'in the log')")
    connection.execute("UPDATE t SET word = 'changed in the log' WHERE n = 1")
    connection.execute("INSERT INTO t VALUES (3, ?)", ("long " * 3000,))
    return connection


def words(connection: sqlite3.Connection) -> list[str]:
    found = [row[0] for row in connection.execute("SELECT word FROM t ORDER BY n")]
    connection.close()
    return found


def test_the_log_is_applied_and_nothing_is_touched(tmp_path: Path, living: sqlite3.Connection) -> None:
    before = bytes_of(tmp_path)
    assert words(open_snapshot(tmp_path / "x.db")) == ["changed in the log", "in the log", "long " * 3000]
    assert bytes_of(tmp_path) == before
    living.close()


def test_only_what_is_whole_in_the_log_counts(tmp_path: Path, living: sqlite3.Connection) -> None:
    log, database = (tmp_path / "x.db-wal").read_bytes(), (tmp_path / "x.db").read_bytes()
    living.close()
    seen = set()
    for length in [0, 20, *range(32, len(log) + 1, 419), len(log)]:
        target = tmp_path / f"cut{length}"
        target.mkdir()
        (target / "x.db").write_bytes(database)
        (target / "x.db-wal").write_bytes(log[:length])
        ours = words(open_snapshot(target / "x.db"))
        assert ours == words(sqlite3.connect(target / "x.db"))  # SQLite's own recovery is the judge
        seen.add(tuple(ours))
    assert len(seen) == 4


def test_a_changed_frame_ends_the_log_as_sqlite_ends_it(tmp_path: Path, living: sqlite3.Connection) -> None:
    log, database = bytearray((tmp_path / "x.db-wal").read_bytes()), (tmp_path / "x.db").read_bytes()
    living.close()
    for at in (0, 5, 17, 30, 33, 45, 60, 500, 32 + 4120 + 3, 32 + 4120 + 2000, len(log) - 1):
        changed = bytearray(log)
        changed[at] ^= 1
        target = tmp_path / f"bit{at}"
        target.mkdir()
        (target / "x.db").write_bytes(database)
        (target / "x.db-wal").write_bytes(changed)
        ours = words(open_snapshot(target / "x.db"))
        if at != 5:  # the version, which SQLite refuses to read; its checksum is wrong too
            assert ours == words(sqlite3.connect(target / "x.db"))


def test_a_database_that_shrank_and_one_that_grew(tmp_path: Path, living: sqlite3.Connection) -> None:
    for n in range(10, 400):
        living.execute("INSERT INTO t VALUES (?, ?)", (n, "w" * 200))
    grown = open_snapshot(tmp_path / "x.db")
    assert grown.execute("SELECT count(*) FROM t").fetchone() == (393,)
    assert grown.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    living.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    living.execute("DELETE FROM t WHERE n > 9")
    living.execute("VACUUM")
    assert words(open_snapshot(tmp_path / "x.db")) == ["changed in the log", "in the log", "long " * 3000]
    living.close()
    grown.close()


def test_an_empty_log_changes_nothing() -> None:
    assert with_log(b"database", b"") == b"database"
    assert with_log(b"database", bytes(32)) == b"database"


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CaseError):
        open_snapshot(tmp_path)
    with pytest.raises(CaseError):
        open_snapshot(tmp_path / "absent.db")
