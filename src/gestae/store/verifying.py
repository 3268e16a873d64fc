"""[edge] All that can be wrong with a case's journal and state, named one by one; no byte of the case is changed.

Checked: every place, leaf and head of the chain; that every content is of its kind's form; that what is hidden was
hidden by an entry that says so; the sealed files; the state against a rebuild, row by row; the file's own structure.
Not proved, because their content is gone: what is shown for hidden entries; `Verification` names what rests on it.
Not checked, because nothing vouches for them: bytes that SQLite does not use, and whether the whole journal was
written anew, which only a head that was kept elsewhere shows (`known`).
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from gestae.errors import CaseError
from gestae.journal.chain import GENESIS, Record, State, chain_faults, where_of
from gestae.journal.entry import Entry
from gestae.journal.replay import Tables, differences, hiding_faults, plain_entries, replay, shown_entries
from gestae.journal.tables import SCHEMA, TABLES
from gestae.journal.vouching import hidden_after, unvouched
from gestae.model.fault import Fault
from gestae.store.case import DATABASE, FORMAT, Head, check_folder
from gestae.store.schema import JOURNAL_COLUMNS
from gestae.store.snapshot import open_snapshot, rollback_of
from gestae.store.structure import read_things, structure_faults
from gestae.store.titlepage import title_page_faults
from gestae.store.wiping import sealed_name_of

__all__ = ["Verification", "verify"]

_RESTORE: Final = "restore the case from a second copy, and keep this one for examination"
# Damage in a name makes the driver stumble over its own message, which is then no text.
_UNREADABLE: Final = (sqlite3.Error, UnicodeDecodeError)
_TYPES: Final[Mapping[str, tuple[type, ...]]] = {
    "seq": (int,),
    "leaf": (bytes,),
    "head": (bytes,),
    "salt": (bytes, type(None)),
    "content": (bytes, type(None)),
    "state": (str,),
    "sealed_name": (str, type(None)),
}


@dataclass(frozen=True, slots=True)
class Verification:
    """What was found.

    Attributes:
        head: the last place of the journal and its head, as they stand there.
        faults: everything that is wrong, in the order of the checks; empty if nothing is.
        hidden_after: entries up to a known head that were hidden after it; it proves nothing of what is shown for them.
        unvouched: digests of files that only what is shown for a hidden entry names, each with that entry.
    """

    head: Head
    faults: tuple[Fault, ...]
    hidden_after: tuple[int, ...] = ()
    unvouched: tuple[tuple[int, str], ...] = ()


def verify(folder: Path, known: Mapping[int, bytes] | None = None) -> Verification:
    """Check journal, state and sealed contents of a case; originals and artifacts are checked by who keeps them.

    Args:
        folder: the case; it may be in use, or left behind by a killed process, or lie on a read-only disk.
        known: heads that were written down or time-stamped elsewhere, by place.

    Raises:
        CaseError: no case at all.
    """
    check_folder(folder)
    try:
        connection = open_snapshot(folder / DATABASE)
    except CaseError as error:
        return Verification(Head(0, GENESIS.hex()), (Fault(DATABASE, str(error), _RESTORE),))
    try:
        records, faults = _read_journal(connection)
        faults += tuple(_faults_of_case(folder, connection, records, known or {}))
    finally:
        connection.close()
    last = records[-1] if records else None
    head = Head(last.seq, last.head.hex()) if last else Head(0, GENESIS.hex())
    shown = shown_entries(records, plain_entries(records)[0])
    kept = max(known, default=None) if known else None
    # A fault that two checks find is told once.
    return Verification(
        head,
        tuple(dict.fromkeys(faults)),
        () if kept is None else hidden_after(shown, kept),
        unvouched(records, shown, kept),
    )


def _faults_of_case(
    folder: Path, connection: sqlite3.Connection, records: Sequence[Record], known: Mapping[int, bytes]
) -> Iterator[Fault]:
    yield from _structure_faults(folder, connection)
    yield from chain_faults(records, known)
    plain, unreadable = plain_entries(records)
    yield from unreadable
    shown = shown_entries(records, plain)
    yield from hiding_faults(records, shown)
    yield from _exposed_faults(plain)
    state = replay(shown)
    yield from _state_faults(connection, state)
    yield from _sealed_faults(folder, records, state)
    yield from title_page_faults(folder, state)
    yield from _format_faults(state)


def _read_journal(connection: sqlite3.Connection) -> tuple[tuple[Record, ...], tuple[Fault, ...]]:
    """Read the rows as they are, as far as the file lets itself be read."""
    records: list[Record] = []
    faults: list[Fault] = []
    try:
        for row in connection.execute(f"SELECT {', '.join(JOURNAL_COLUMNS)} FROM journal ORDER BY seq"):  # noqa: S608
            values = dict(zip(JOURNAL_COLUMNS, row, strict=True))
            wrong = [name for name, types in _TYPES.items() if not isinstance(values[name], types)]
            if not wrong and values["state"] not in frozenset(State):
                wrong = ["state"]
            if wrong:
                what = f"{', '.join(wrong)} cannot be what it was"
                faults.append(Fault(where_of(values["seq"]), what, _RESTORE))
            else:
                records.append(Record(**{**values, "state": State(values["state"])}))
    except _UNREADABLE as error:
        faults.append(Fault("journal", f"cannot be read after entry {len(records)} ({error})", _RESTORE))
    return tuple(records), tuple(faults)


def _structure_faults(folder: Path, connection: sqlite3.Connection) -> Iterator[Fault]:
    rollback = rollback_of(folder / DATABASE)
    if rollback is not None:
        what = "lies beside the database; whatever opens it could put older entries in the place of newer ones"
        yield Fault(rollback.name, what, _RESTORE)
    try:
        found = [str(row[0]) for row in connection.execute("PRAGMA integrity_check")]
    except _UNREADABLE as error:
        found = [str(error)]
    for line in found:
        if line != "ok":
            yield Fault(DATABASE, f"its structure is damaged ({' '.join(line.split())})", _RESTORE)
    try:
        facts = dict(connection.execute("SELECT name, value FROM housekeeping").fetchall())
    except _UNREADABLE:
        facts = {}  # that it cannot be read is told where the state is compared
    try:
        yield from structure_faults(read_things(connection), facts)
    except _UNREADABLE as error:
        yield Fault(DATABASE, f"what it holds cannot be listed ({error})", _RESTORE)


def _exposed_faults(plain: Mapping[int, Entry]) -> Iterator[Fault]:
    """A protected item's receipt must never stand in the open; versions before left one where they were killed."""
    for seq, entry in plain.items():
        if entry.kind == "item-received" and entry.body.get("sealed_sha256") is not None:
            what = "names a protected item in the open"
            yield Fault(where_of(seq), what, f"`gestae protect CASE {seq} --ground …` puts it under encryption")


def _state_faults(connection: sqlite3.Connection, rebuilt: Tables) -> Iterator[Fault]:
    try:
        facts = dict(connection.execute("SELECT name, value FROM housekeeping").fetchall())
    except _UNREADABLE as error:
        yield Fault("table housekeeping", f"cannot be read ({error})", _RESTORE)
        facts = {"schema": str(SCHEMA)}
    if facts.get("wipe") is not None:
        yield Fault(DATABASE, "hidden words may still lie in free pages", "open the case once, which wipes them")
    if facts.get("schema") != str(SCHEMA):
        what = f"is of schema {facts.get('schema')} and was not compared with the journal"
        yield Fault("state", what, f"open the case once with this gestae, which rebuilds it in schema {SCHEMA}")
        return
    live: Tables = {}
    for table in TABLES:
        try:
            live[table] = _read_table(connection, table)
        except _UNREADABLE as error:
            yield Fault(f"table {table}", f"cannot be read ({error})", "`gestae rebuild` makes the tables again")
    compared = {table: rows for table, rows in rebuilt.items() if table in live}
    yield from (difference.as_fault() for difference in differences(live, compared))


def _read_table(connection: sqlite3.Connection, table: str) -> dict[tuple[Any, ...], dict[str, Any]]:
    columns = list(TABLES[table].columns)
    # Each name goes with its table: SQLite takes a lone quoted name that is no column for a text.
    quoted = ", ".join(f't."{name}"' for name in columns)
    found = connection.execute(f'SELECT {quoted} FROM "{table}" AS t')  # noqa: S608 - names of our own tables
    rows = (dict(zip(columns, row, strict=True)) for row in found)
    return {tuple(row[name] for name in TABLES[table].key): row for row in rows}


def _sealed_faults(folder: Path, records: Sequence[Record], state: Tables) -> Iterator[Fault]:
    for record in records:
        place = folder / sealed_name_of(record.leaf)
        if record.state is State.ERASED and place.exists():
            yield Fault(where_of(record.seq), "is erased, but its sealed copy is there", "open the case once")
        if record.state is not State.PROTECTED:
            continue
        if record.sealed_name != sealed_name_of(record.leaf):
            yield Fault(where_of(record.seq), f"names the sealed file {record.sealed_name}, not its leaf's", _RESTORE)
        withheld = state["withheld"].get((record.seq,), {})
        yield from _sealed_file_faults(place, sealed_name_of(record.leaf), withheld.get("sealed_sha256"))


def _sealed_file_faults(place: Path, name: str, recorded: object) -> Iterator[Fault]:
    try:
        found = hashlib.sha256(place.read_bytes()).hexdigest()
    except OSError as error:
        yield Fault(name, f"cannot be read ({error.strerror})", _RESTORE)
        return
    if found != recorded:
        yield Fault(name, f"has sha256 {found[:16]}…, recorded is {str(recorded)[:16]}…", _RESTORE)


def _format_faults(state: Tables) -> Iterator[Fault]:
    for row in state["case"].values():
        if row["format"] != FORMAT:
            yield Fault("case", f"is of format {row['format']}", f"use a gestae that knows it; this one knows {FORMAT}")
