"""How the file is opened: the settings that the promises rest on, transactions, and what is told when it fails."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from gestae.errors import CaseError
from gestae.store.database import WordsRemain, open_engine, reading, wipe_free_pages, writing


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    made = open_engine(tmp_path / "x.db")
    with writing(made) as connection:
        connection.execute(text("CREATE TABLE t (word TEXT)"))
    return made


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("secure_delete", 1), ("temp_store", 2), ("busy_timeout", 60_000)],
)
def test_the_settings_that_the_promises_rest_on(engine: Engine, pragma: str, value: object) -> None:
    with reading(engine) as connection:
        assert connection.execute(text(f"PRAGMA {pragma}")).scalar() == value


def test_a_block_that_fails_leaves_nothing(engine: Engine) -> None:
    def half() -> None:
        with writing(engine) as connection:
            connection.execute(text("INSERT INTO t VALUES ('x')"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        half()
    with reading(engine) as connection:
        assert connection.execute(text("SELECT count(*) FROM t")).scalar() == 0


def test_a_reader_sees_one_state_while_others_write(engine: Engine) -> None:
    with reading(engine) as before:
        assert before.execute(text("SELECT count(*) FROM t")).scalar() == 0
        with writing(engine) as connection:
            connection.execute(text("INSERT INTO t VALUES ('x')"))
        assert before.execute(text("SELECT count(*) FROM t")).scalar() == 0


def test_the_right_to_write_is_taken_at_the_beginning(engine: Engine) -> None:
    """Two that read first and write then must both succeed, one after the other."""

    def add_one() -> None:
        with writing(engine) as connection:
            count = connection.execute(text("SELECT count(*) FROM t")).scalar()
            connection.execute(text("INSERT INTO t VALUES (:count)"), {"count": str(count)})

    threads = [threading.Thread(target=add_one) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with reading(engine) as connection:
        assert connection.execute(text("SELECT word FROM t ORDER BY word")).scalars().all() == ["0", "1", "2", "3"]


def test_what_the_driver_says_is_told_as_a_case_error(engine: Engine) -> None:
    with pytest.raises(CaseError, match="no such table"), reading(engine) as connection:
        connection.execute(text("SELECT * FROM absent"))


def test_deleted_words_are_wiped_from_file_and_log(tmp_path: Path, engine: Engine) -> None:
    with writing(engine) as connection:
        connection.execute(text("INSERT INTO t VALUES (:word)"), {"word": "Zaborona" * 2000})
    with writing(engine) as connection:
        connection.execute(text("DELETE FROM t"))
    assert any(b"Zaborona" in place.read_bytes() for place in tmp_path.iterdir())
    wipe_free_pages(engine, tmp_path)
    assert not any(b"Zaborona" in place.read_bytes() for place in tmp_path.iterdir())


def test_words_that_a_careless_program_deleted_are_wiped_too(tmp_path: Path, engine: Engine) -> None:
    careless = sqlite3.connect(tmp_path / "x.db", isolation_level=None)
    careless.execute("PRAGMA secure_delete=OFF")
    careless.execute("INSERT INTO t VALUES (?)", ("Zaborona" * 2000,))
    careless.execute("DELETE FROM t")
    careless.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    careless.close()
    assert any(b"Zaborona" in place.read_bytes() for place in tmp_path.iterdir())
    wipe_free_pages(engine, tmp_path)
    assert not any(b"Zaborona" in place.read_bytes() for place in tmp_path.iterdir())


def test_a_reader_of_an_older_state_keeps_words_and_that_is_said(tmp_path: Path, engine: Engine) -> None:
    reader = sqlite3.connect(tmp_path / "x.db", isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM t").fetchall()
    with writing(engine) as connection:
        connection.execute(text("INSERT INTO t VALUES ('x')"))
    raw = engine.raw_connection()
    raw.cursor().execute("PRAGMA busy_timeout=50")
    raw.close()
    with pytest.raises(WordsRemain, match="open the case once more"):
        wipe_free_pages(engine, tmp_path)
    reader.execute("COMMIT")
    wipe_free_pages(engine, tmp_path)
    reader.close()
