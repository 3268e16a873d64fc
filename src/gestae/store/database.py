"""[edge] One SQLite file: how it is opened, how a transaction begins, how deleted bytes are wiped."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool, StaticPool

from gestae.errors import CaseError

__all__ = ["BUSY_S", "WordsRemain", "memory_engine", "open_engine", "reading", "wipe_free_pages", "writing"]

# Longer than any transaction of ours takes: a vacuum of a large case in another process, on a slow disk.
BUSY_S: Final = 60

_PRAGMAS: Final = (
    "journal_mode=WAL",
    "synchronous=FULL",  # what was answered for is on the disk
    "secure_delete=ON",  # deleted content is overwritten with zeros
    "temp_store=MEMORY",  # no content in a temporary file outside the case
    "cell_size_check=ON",
    "trusted_schema=OFF",
)
_BEGIN: Final = "gestae_begin"

# What to do about the driver's primary error codes (sqlite.org/rescode.html); the low byte of longer ones.
_PRIMARY: Final = 0xFF
_MENDED: Final = {
    sqlite3.SQLITE_READONLY: "it is read-only: copy the case to where it can be written; verbs that only read need not",
    sqlite3.SQLITE_FULL: "its disk is full: make room, or copy the case to another disk, and do it again",
    sqlite3.SQLITE_BUSY: "another program has held the file for a minute: end that one, and do it again",
}
_CHECK: Final = "check that the disk is not full, that no other program holds the file, and verify the case"


class WordsRemain(CaseError):  # noqa: N818 - the field says what remains, and it is what a person reads
    """What was hidden is recorded as hidden, but its words still lie in free pages of the file."""

    def __init__(self, place: Path) -> None:
        super().__init__(
            f"{place}: the entries are hidden, but another process still reads the case and keeps their words in the "
            "file; end that process and open the case once more, which wipes them"
        )
        self.place = place


def open_engine(place: Path) -> Engine:
    """Open a database file for reading and writing; it must exist unless it is being created.

    Args:
        place: the file.
    """
    engine = create_engine(
        "sqlite://",
        creator=lambda: sqlite3.connect(place, timeout=BUSY_S, check_same_thread=False, isolation_level=None),
        poolclass=QueuePool,
    )
    _prepare(engine, _PRAGMAS)
    return engine


def memory_engine(connection: sqlite3.Connection) -> Engine:
    """Wrap one connection, such as the one on a snapshot in memory."""
    engine = create_engine("sqlite://", creator=lambda: connection, poolclass=StaticPool)
    _prepare(engine, ())
    return engine


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """See one state of the case, whatever others write meanwhile."""
    with _told(), engine.connect() as connection, connection.begin():
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Hold the only right to write until the end of the block; all of it is kept, or nothing of it.

    Raises:
        CaseError: another process held the right for longer than `BUSY_S`, or the disk is full or damaged.
    """
    with _told(), engine.connect().execution_options(**{_BEGIN: "BEGIN IMMEDIATE"}) as connection, connection.begin():
        yield connection


def wipe_free_pages(engine: Engine, place: Path) -> None:
    """Leave no byte of what was deleted: in free pages, in slack, in the write-ahead log.

    Raises:
        WordsRemain: another process reads an older state, so that the log cannot be emptied.
    """
    with _told():
        raw = engine.raw_connection()
        try:
            cursor = raw.cursor()
            cursor.execute("VACUUM")
            busy, _in_log, _copied = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            if busy:
                raise WordsRemain(place)
        except sqlite3.OperationalError as error:
            raise WordsRemain(place) from error
        finally:
            raw.close()


def _prepare(engine: Engine, pragmas: tuple[str, ...]) -> None:
    @event.listens_for(engine, "connect")
    def settings(connection: sqlite3.Connection, _record: object) -> None:
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}")

    # The driver would begin lazily, and two processes that both read first could then not both write.
    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql(str(connection.get_execution_options().get(_BEGIN, "BEGIN")))


@contextmanager
def _told() -> Iterator[None]:
    """Say what the driver says in the words of the case."""
    try:
        yield
    except (DBAPIError, sqlite3.DatabaseError, UnicodeDecodeError) as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        code = getattr(cause, "sqlite_errorcode", 0) & _PRIMARY
        raise CaseError(f"case.db cannot be used ({cause}); {_MENDED.get(code, _CHECK)}") from error
