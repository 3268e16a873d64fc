"""What every keeper of a journal promises, and the smallest keeper that does: in memory, of the pure parts alone."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from tests.laws.journal_chains import salt_of

from gestae.base.canonical import Json
from gestae.errors import JournalError
from gestae.journal.chain import GENESIS, Record, State, leaf_of, link
from gestae.journal.entry import Entry
from gestae.journal.kinds import HIDING, OPENING
from gestae.journal.replay import Logged, plain_entries, replay, shown_entries
from gestae.journal.tables import TABLES, decoded, encoded, table_named


class Keeper(Protocol):
    """Keeps a journal and shows what follows from it."""

    def append(self, *entries: Entry) -> tuple[int, ...]:
        """Append, and give the places."""
        ...

    def entries(self) -> tuple[Logged, ...]:
        """Give the journal."""
        ...

    def rows(self, table: str, **where: Json) -> tuple[dict[str, Json], ...]:
        """Give rows of the state."""
        ...


class MemoryKeeper:
    """Keeps a journal in a list and replays it whenever it is asked."""

    def __init__(self, opening: Entry) -> None:
        self._records: list[Record] = []
        self._add([opening])

    def append(self, *entries: Entry) -> tuple[int, ...]:
        for entry in entries:
            if entry.kind in (OPENING, *HIDING):
                raise JournalError(f"{entry.kind} is not appended by hand")
        return self._add(entries)

    def entries(self) -> tuple[Logged, ...]:
        shown = self._shown()
        return tuple(Logged(record, shown.get(record.seq)) for record in self._records)

    def rows(self, table: str, **where: Json) -> tuple[dict[str, Json], ...]:
        columns = table_named(table).columns
        unknown = where.keys() - columns.keys()
        if unknown:
            raise JournalError(f"no column {unknown}")
        wanted = {name: encoded(columns[name], value) for name, value in where.items()}
        return tuple(
            {name: decoded(columns[name], value) for name, value in row.items()}
            for row in replay(self._shown())[table].values()
            if all(row[name] == value for name, value in wanted.items())
        )

    def _shown(self) -> dict[int, Entry]:
        return shown_entries(self._records, plain_entries(self._records)[0])

    def _add(self, entries: Iterable[Entry]) -> tuple[int, ...]:
        first = len(self._records) + 1
        for entry in entries:
            seq = len(self._records) + 1
            leaf = leaf_of(salt_of(seq), entry.content)
            head = link(self._records[-1].head if self._records else GENESIS, leaf)
            self._records.append(Record(seq, leaf, head, salt_of(seq), entry.content, State.PLAIN))
        return tuple(range(first, len(self._records) + 1))


TABLE_NAMES = tuple(sorted(TABLES))
