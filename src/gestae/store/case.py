"""[edge] A case on disk: made, opened, appended to, read, rebuilt from its journal."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Final, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import Connection, Engine, func, select

from gestae.base.canonical import Json
from gestae.base.wallclock import draw_salt as draw_salt_of_system
from gestae.base.zonenames import zone_hint
from gestae.errors import CaseError, JournalError
from gestae.journal.entry import Entry
from gestae.journal.kinds import HIDING, OPENING
from gestae.journal.projection import project
from gestae.journal.replay import Logged, RowDifference, differences
from gestae.journal.tables import SCHEMA, decoded, encoded, table_named
from gestae.store.database import memory_engine, open_engine, reading, writing
from gestae.store.files import sync_folder
from gestae.store.rows import append_rows, logged, read_head, read_records, replayed
from gestae.store.schema import HOUSEKEEPING, JOURNAL, STATE
from gestae.store.snapshot import open_snapshot, refuse_rollback
from gestae.store.state import apply_changes, read_state, remembered, write_state
from gestae.store.structure import check_structure, recorded_format
from gestae.store.titlepage import TITLE_PAGE, write_title_page
from gestae.store.wiping import finish_wipe, sweep_sealed, wipe_is_due

__all__ = [
    "DATABASE",
    "FOLDERS",
    "FORMAT",
    "CaseStore",
    "CaseView",
    "Head",
    "check_folder",
    "create",
    "open_case",
    "view_case",
]

FORMAT: Final = 1
FOLDERS: Final = ("originals", "artifacts", "cache", "sealed")

DATABASE: Final = "case.db"
_UNBORN: Final = DATABASE + ".new"


@dataclass(frozen=True, slots=True)
class Head:
    """How far a journal goes, and the digest that stands for all of it.

    Kept or time-stamped elsewhere, it proves that nothing up to it was rewritten; kept here alone, it proves nothing
    of the kind, since whoever rewrites the journal can compute the heads again.
    """

    seq: int
    hex: str


class CaseView:
    """A case to be read. Every answer is of one state, in an order that does not depend on how it was stored."""

    def __init__(self, folder: Path, engine: Engine) -> None:
        self.folder = folder
        self.engine = engine
        self._process = os.getpid()

    def entries(self) -> tuple[Logged, ...]:
        """Give the journal: each place with its content, or with the stand-in that is shown for it.

        Raises:
            JournalError: a content cannot be read.
        """
        with reading(self.engine_here()) as connection:
            return tuple(logged(read_records(connection)))

    def rows(self, table: str, **where: Json) -> tuple[dict[str, Json], ...]:
        """Give rows of the state, in the order of their keys.

        Args:
            table: a name of `gestae.journal.tables.TABLES`.
            where: columns and the values that they must have; None asks for rows that say nothing there.

        Raises:
            JournalError: no such table or column.
        """
        columns = table_named(table).columns
        unknown = sorted(where.keys() - columns.keys())
        if unknown:
            raise JournalError(f"table {table} has no column {', '.join(unknown)}; it has {', '.join(columns)}")
        sql = STATE[table]
        wanted = select(sql).order_by(*(sql.c[name] for name in table_named(table).key))
        for name, value in where.items():
            wanted = wanted.where(sql.c[name] == encoded(columns[name], value))
        with reading(self.engine_here()) as connection:
            found = connection.execute(wanted).mappings().all()
        return tuple({name: decoded(form, row[name]) for name, form in columns.items()} for row in found)

    def mentions(self, word: str) -> bool:
        """Say whether the content of any entry that shows itself holds a word; where none does, none needs reading."""
        wanted = select(JOURNAL.c.seq).where(func.instr(JOURNAL.c.content, word.encode()) > 0).limit(1)
        with reading(self.engine_here()) as connection:
            return connection.execute(wanted).first() is not None

    def head(self) -> Head:
        """Say how far the journal goes and which digest stands for it."""
        with reading(self.engine_here()) as connection:
            seq, head = read_head(connection)
        return Head(seq, head.hex())

    def close(self) -> None:
        """Let go of the file; the last one to do so empties the write-ahead log into it."""
        self.engine.dispose(close=self._process == os.getpid())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def engine_here(self) -> Engine:
        """Give the connections, in the process that opened them and in no other.

        Raises:
            CaseError: this is another process.
        """
        # A connection that crossed a fork would corrupt the file (sqlite.org/howtocorrupt.html, section 2.6).
        if self._process != os.getpid():
            raise CaseError(f"{self.folder}: was opened in another process; open the case again in this one")
        return self.engine


class CaseStore(CaseView):
    """A case to be read and written; several processes may hold one at once."""

    def __init__(self, folder: Path, engine: Engine, draw_salt: Callable[[], bytes]) -> None:
        super().__init__(folder, engine)
        self.draw_salt = draw_salt

    def append(self, *entries: Entry) -> tuple[int, ...]:
        """Append entries in one transaction: all of them stand in the journal and in the state, or none does.

        Args:
            entries: in the order in which they were decided.

        Returns:
            Their places in the journal, on the disk when this returns.

        Raises:
            JournalError: an entry of a kind that has a way of its own in (`create`, `protect`, `erase`).
            CaseError: the database cannot be written.
        """
        for entry in entries:
            if entry.kind in (OPENING, *HIDING):
                raise JournalError(f"{entry.kind} is not appended by hand; use create, protect or erase")
        with writing(self.engine_here()) as connection:
            placed = append_rows(connection, entries, self.draw_salt)
            apply_changes(connection, (change for seq, entry in placed for change in project(entry, seq)))
        return tuple(seq for seq, _entry in placed)

    def rebuild(self) -> tuple[RowDifference, ...]:
        """Make the state again from the journal alone.

        Returns:
            Every row in which the live state differed from the rebuilt one; empty when the case was whole, and when
            the state was of another schema, whose rows are not these rows.

        Raises:
            JournalError: a content of the journal cannot be read.
        """
        with writing(self.engine_here()) as connection:
            rebuilt = replayed(connection)
            # The tables of another schema may lack columns, so they cannot even be read as these.
            live = read_state(connection) if remembered(connection, "schema") == str(SCHEMA) else rebuilt
            write_state(connection, rebuilt)
        write_title_page(self.folder, rebuilt)
        return differences(live, rebuilt)


def create(folder: Path, opening: Entry, *, draw_salt: Callable[[], bytes] = draw_salt_of_system) -> CaseStore:
    """Make a case folder. The database gets its name when it is whole, so a kill leaves no half-made case.

    Args:
        folder: absent, empty, or left behind by a creation that was killed.
        opening: the entry of kind `case-opened`.
        draw_salt: draws 32 bytes for each entry.

    Raises:
        CaseError: something is there already, or the opening is of another format or zone than this gestae knows.
    """
    _check_opening(opening)
    _check_free(folder)
    for name in FOLDERS:
        (folder / name).mkdir(parents=True, exist_ok=True)
    for leftover in folder.glob(_UNBORN + "*"):
        leftover.unlink()
    engine = open_engine(folder / _UNBORN)
    with writing(engine) as connection:
        for table in (JOURNAL, HOUSEKEEPING):
            table.create(connection)
        append_rows(connection, [opening], draw_salt)
        write_state(connection, replayed(connection))
    engine.dispose()
    (folder / _UNBORN).rename(folder / DATABASE)
    sync_folder(folder)
    return open_case(folder, draw_salt=draw_salt)


def open_case(folder: Path, *, draw_salt: Callable[[], bytes] = draw_salt_of_system) -> CaseStore:
    """Open a case to read and write it; finishes what a kill interrupted, rebuilds a state of another schema.

    Raises:
        CaseError: no case, one of another format, a damaged one, or one that cannot be written.
        CaseError: its database holds what gestae did not make, such as a trigger, or a rollback journal lies beside it.
        WordsRemain: hidden words wait to be wiped, and another process keeps them from it.
    """
    check_folder(folder)
    _check_writable(folder)
    refuse_rollback(folder / DATABASE)
    with ExitStack() as undone:
        case = CaseStore(folder, open_engine(folder / DATABASE), draw_salt)
        undone.callback(case.close)
        with reading(case.engine) as connection:
            check_structure(connection)
            _check_format(folder, connection)
            schema, due = remembered(connection, "schema"), wipe_is_due(connection)
        if schema != str(SCHEMA) or not (folder / TITLE_PAGE).is_file():
            case.rebuild()
        if due:
            finish_wipe(folder, case.engine)
        sweep_sealed(folder, case.engine)
        undone.pop_all()
    return case


def view_case(folder: Path) -> CaseView:
    """Open a case for reading in a way that changes no byte of it and makes no file in it.

    The answers are of the moment of opening. The whole database is held in memory, as long as the view is; a state
    of another schema is rebuilt there.

    Raises:
        CaseError: no case, one of another format, or a database that cannot be read.
        JournalError: the state is of another schema, and a content of the journal cannot be read.
    """
    check_folder(folder)
    refuse_rollback(folder / DATABASE)
    engine = memory_engine(open_snapshot(folder / DATABASE))
    with writing(engine) as connection:
        _check_format(folder, connection)
        if remembered(connection, "schema") != str(SCHEMA):
            check_structure(connection)
            write_state(connection, replayed(connection))
    return CaseView(folder, engine)


def check_folder(folder: Path) -> None:
    """Refuse what is no case folder.

    Raises:
        CaseError: it has no database.
    """
    if not folder.exists():
        raise CaseError(f"{folder}: there is no such folder; name a folder that `gestae init` made")
    if folder.is_file():
        raise CaseError(f"{folder}: is a file, not a case; name a folder that `gestae init` made")
    if not (folder / DATABASE).is_file():
        raise CaseError(f"{folder}: has no {DATABASE}; name a folder that `gestae init` made")


def _check_writable(folder: Path) -> None:
    """Refuse to write where nothing can be written: the driver would only say that it cannot open a file."""
    for place in (folder, folder / DATABASE):
        if not os.access(place, os.W_OK, effective_ids=os.access in os.supports_effective_ids):
            raise CaseError(
                f"{folder}: is read-only ({place.name} cannot be written), and this verb records what it does; copy "
                "the case to where it can be written. Verbs that only read work on it as it is"
            )


def _check_free(folder: Path) -> None:
    there = sorted(place.name for place in folder.iterdir() if not _is_leftover(place)) if folder.is_dir() else []
    if there:
        raise CaseError(
            f"{folder}: is not empty (it holds {', '.join(there[:3])}); name a folder that does not exist yet, or "
            "add to the case that is there"
        )


def _is_leftover(place: Path) -> bool:
    """What a creation that was killed may have left: empty folders and a database without its name."""
    if place.is_dir():
        return place.name in FOLDERS and not any(place.iterdir())
    return place.name.startswith(_UNBORN)


def _check_format(folder: Path, connection: Connection) -> None:
    found = recorded_format(connection)
    if found is not None and found != FORMAT:
        raise CaseError(f"{folder}: is of format {found}; use a gestae that knows it, this one knows {FORMAT}")


def _check_opening(opening: Entry) -> None:
    if opening.kind != OPENING:
        raise CaseError(f"a case cannot begin with {opening.kind}; its first entry is {OPENING}")
    if opening.body["format"] != FORMAT:
        raise CaseError(f"format {opening.body['format']} of a case; this gestae writes format {FORMAT}")
    try:
        ZoneInfo(str(opening.body["zone"]))
    except (ZoneInfoNotFoundError, ValueError) as error:
        zone = str(opening.body["zone"])
        raise CaseError(f"zone {zone!r} is unknown; {zone_hint(zone)}write one such as Europe/Kyiv or UTC") from error
