"""[edge] The rows of the journal table: read as records, appended as commitments."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict

from sqlalchemy import Connection, insert, select

from gestae.errors import CaseError, JournalError
from gestae.journal.chain import GENESIS, Record, State, leaf_of, link
from gestae.journal.entry import Entry
from gestae.journal.replay import Logged, Tables, plain_entries, replay, shown_entries
from gestae.store.schema import JOURNAL, JOURNAL_COLUMNS

__all__ = ["append_records", "append_rows", "logged", "read_head", "read_records", "replayed"]


def read_records(connection: Connection, *, after: int = 0) -> tuple[Record, ...]:
    """Read the journal in the order of its places: all of it, or what follows a place."""
    columns = (JOURNAL.c[name] for name in JOURNAL_COLUMNS)
    rows = connection.execute(select(*columns).where(JOURNAL.c.seq > after).order_by(JOURNAL.c.seq))
    return tuple(
        Record(row.seq, row.leaf, row.head, row.salt, row.content, State(row.state), row.sealed_name) for row in rows
    )


def read_head(connection: Connection) -> tuple[int, bytes]:
    """Give the last place of the journal and the head of its chain; 0 and the first head where it is empty."""
    last = connection.execute(select(JOURNAL.c.seq, JOURNAL.c.head).order_by(JOURNAL.c.seq.desc()).limit(1)).first()
    return (0, GENESIS) if last is None else (int(last.seq), bytes(last.head))


def logged(records: Sequence[Record]) -> Iterator[Logged]:
    """Give each place with what it shows.

    Raises:
        JournalError: a content cannot be read; it names all that cannot.
    """
    shown = _shown(records)
    return (Logged(record, shown.get(record.seq)) for record in records)


def replayed(connection: Connection) -> Tables:
    """Compute the state that the journal gives.

    Raises:
        JournalError: a content cannot be read; it names all that cannot.
    """
    return replay(_shown(read_records(connection)))


def append_rows(
    connection: Connection, entries: Iterable[Entry], draw_salt: Callable[[], bytes]
) -> tuple[tuple[int, Entry], ...]:
    """Append entries to the journal, within a transaction that holds the right to write.

    Returns:
        Each entry with its place.
    """
    seq, head = read_head(connection)
    records, placed = [], []
    for entry in entries:
        salt = draw_salt()
        leaf = leaf_of(salt, entry.content)
        seq, head = seq + 1, link(head, leaf)
        placed.append((seq, entry))
        records.append(Record(seq, leaf, head, salt, entry.content, State.PLAIN))
    append_records(connection, records)
    return tuple(placed)


def append_records(connection: Connection, records: Sequence[Record]) -> None:
    """Put rows at the end of the journal, and read them back before the transaction ends.

    Raises:
        CaseError: the file did not keep them as they were given, so that nothing of it may be kept.
    """
    if not records:
        return
    connection.execute(insert(JOURNAL), [asdict(record) | {"state": record.state.value} for record in records])
    if read_records(connection, after=records[0].seq - 1) != tuple(records):
        raise CaseError(
            "case.db did not keep the entries that were written to it, and nothing was recorded; verify the case"
        )


def _shown(records: Sequence[Record]) -> dict[int, Entry]:
    plain, faults = plain_entries(records)
    if faults:
        raise JournalError("\n".join(str(fault) for fault in faults))
    return shown_entries(records, plain)
