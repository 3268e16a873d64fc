"""[edge] The rows of the journal table: read as records, appended as commitments."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from sqlalchemy import Connection, insert, select

from gestae.errors import JournalError
from gestae.journal.chain import GENESIS, Record, State, leaf_of, link
from gestae.journal.entry import Entry
from gestae.journal.replay import Logged, Tables, plain_entries, replay, shown_entries
from gestae.store.schema import JOURNAL, JOURNAL_COLUMNS

__all__ = ["append_rows", "logged", "read_head", "read_records", "replayed"]


def read_records(connection: Connection) -> tuple[Record, ...]:
    """Read the whole journal in the order of its places."""
    rows = connection.execute(select(*(JOURNAL.c[name] for name in JOURNAL_COLUMNS)).order_by(JOURNAL.c.seq))
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
    rows, placed = [], []
    for entry in entries:
        salt = draw_salt()
        leaf = leaf_of(salt, entry.content)
        seq, head = seq + 1, link(head, leaf)
        placed.append((seq, entry))
        rows.append(
            {"seq": seq, "leaf": leaf, "head": head, "salt": salt, "content": entry.content, "state": State.PLAIN.value}
        )
    if rows:
        connection.execute(insert(JOURNAL), rows)
    return tuple(placed)


def _shown(records: Sequence[Record]) -> dict[int, Entry]:
    plain, faults = plain_entries(records)
    if faults:
        raise JournalError("\n".join(str(fault) for fault in faults))
    return shown_entries(records, plain)
