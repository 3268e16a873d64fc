"""From the rows of the journal to the state of the case: what each place shows, and what follows from it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from gestae.base.canonical import Json
from gestae.errors import GestaeError, JournalError
from gestae.journal.chain import Record, State, where_of
from gestae.journal.entry import Entry
from gestae.journal.kinds import HIDING, OPENING
from gestae.journal.projection import Change, Drop, Put, Set, project
from gestae.journal.standins import departures, read_stand_in, stand_in_excess
from gestae.journal.tables import TABLES, Key, Stored, encoded
from gestae.model.fault import Fault

__all__ = [
    "Logged",
    "RowDifference",
    "Tables",
    "apply",
    "differences",
    "hiding_faults",
    "plain_entries",
    "replay",
    "shown_entries",
]

StoredRow: TypeAlias = "dict[str, Stored]"
Tables: TypeAlias = "dict[str, dict[Key, StoredRow]]"

_RESTORE: Final = "restore the case from a second copy, and keep this one for examination"


@dataclass(frozen=True, slots=True)
class Logged:
    """One place of the journal, as it may be shown.

    Attributes:
        record: the row itself.
        entry: its content, or the stand-in where the content is hidden, or None where nothing stands in.
    """

    record: Record
    entry: Entry | None

    @property
    def seq(self) -> int:
        """Its place, from 1."""
        return self.record.seq


@dataclass(frozen=True, slots=True)
class RowDifference:
    """A row of the live case that is not the row that the journal gives.

    Attributes:
        live: the row in the case, or None where the case lacks it.
        rebuilt: the row that follows from the journal, or None where none follows.
    """

    table: str
    key: Key
    live: Mapping[str, Stored] | None
    rebuilt: Mapping[str, Stored] | None

    def as_fault(self) -> Fault:
        """Say it as a fault of the case."""
        where = f"table {self.table}, row {'/'.join(map(str, self.key))}"
        if self.live is None:
            what = "is missing, though the journal gives it"
        elif self.rebuilt is None:
            what = "is there, though the journal does not give it"
        else:
            rebuilt = self.rebuilt
            columns = [name for name, value in self.live.items() if value != rebuilt.get(name)]
            what = f"differs from what the journal gives in {', '.join(columns)}"
        return Fault(where, what, "rely on the journal: `gestae rebuild` makes the tables again")


def plain_entries(records: Iterable[Record]) -> tuple[dict[int, Entry], tuple[Fault, ...]]:
    """Read every content that is there.

    Returns:
        The entries by seq, and a fault for each content that cannot be read.
    """
    entries: dict[int, Entry] = {}
    faults: list[Fault] = []
    for record in records:
        if record.content is None:
            continue
        try:
            entries[record.seq] = Entry.from_content(record.content, where_of(record.seq))
        except JournalError as error:
            faults.append(Fault(where_of(record.seq), f"cannot be read ({error})", _RESTORE))
    return entries, tuple(faults)


def shown_entries(records: Sequence[Record], plain: Mapping[int, Entry]) -> dict[int, Entry]:
    """Find what each place shows: its own content, or the stand-in that a later entry gives for it.

    One walk from the last entry to the first is enough, since whatever hides an entry stands after it; so the
    stand-in of an entry that itself hides another one is found before it is needed.

    Args:
        records: in the order of their seq.
        plain: the contents that are there, by seq.

    Returns:
        By seq, in order; a place that shows nothing is absent. A stand-in that is no entry, or that holds more than a
        stand-in may, shows nothing, and `hiding_faults` names it.
    """
    stands_in: dict[int, Entry | None] = {}
    shown: dict[int, Entry] = {}
    for record in reversed(records):
        entry = plain.get(record.seq) if record.state is State.PLAIN else stands_in.get(record.seq)
        if entry is None:
            continue
        shown[record.seq] = entry
        if entry.kind in HIDING:
            hidden = entry.body["seq"]
            if isinstance(hidden, int):
                stands_in.setdefault(hidden, _permitted_stand_in(entry))
    return dict(sorted(shown.items()))


def replay(shown: Mapping[int, Entry]) -> Tables:
    """Compute the state of the case.

    Args:
        shown: what each place shows, in the order of its seq.

    Returns:
        For each table its rows by key, as the database keeps them, in the order of their keys.
    """
    tables: Tables = {name: {} for name in TABLES}
    for seq, entry in shown.items():
        for change in project(entry, seq):
            apply(tables, change)
    return {name: dict(sorted(rows.items())) for name, rows in tables.items()}


def apply(tables: Tables, change: Change) -> None:
    """Make one change in `tables`, which is altered."""
    rows, columns = tables[change.table], TABLES[change.table].columns
    if isinstance(change, Drop):
        rows.pop(change.key, None)
    elif isinstance(change, Set):
        if change.key in rows:
            rows[change.key] |= {name: encoded(columns[name], value) for name, value in change.values.items()}
    elif isinstance(change, Put) or change.key not in rows:
        rows[change.key] = {name: encoded(column, change.row[name]) for name, column in columns.items()}


def differences(live: Tables, rebuilt: Tables) -> tuple[RowDifference, ...]:
    """Compare two states row by row.

    >>> differences({"tags": {}}, {"tags": {("van", "V"): {"seq": 3}}})[0].as_fault().what
    'is missing, though the journal gives it'
    """
    return tuple(
        RowDifference(table, key, live.get(table, {}).get(key), rebuilt.get(table, {}).get(key))
        for table in sorted(live.keys() | rebuilt.keys())
        for key in sorted(live.get(table, {}).keys() | rebuilt.get(table, {}).keys(), key=_by_type)
        if live.get(table, {}).get(key) != rebuilt.get(table, {}).get(key)
    )


def hiding_faults(records: Sequence[Record], shown: Mapping[int, Entry]) -> Iterator[Fault]:
    """Name every place whose state is not the one that the journal says it was brought to."""
    by_seq = {record.seq: record for record in records}
    said: dict[int, str] = {}
    if 1 not in shown:
        yield Fault(where_of(1), "does not show what case was opened", _RESTORE)
    for seq, entry in shown.items():
        if (entry.kind == OPENING) is not (seq == 1):
            yield Fault(where_of(seq), f"is {entry.kind}; the case is opened by its first entry and no other", _RESTORE)
        if entry.kind in HIDING:
            hidden = entry.body["seq"]
            yield from _pointing_faults(entry, seq, by_seq)
            if isinstance(hidden, int):
                said[hidden] = entry.kind.removeprefix("entry-")
    yield from _later_faults(shown)
    for record in records:
        state = said.get(record.seq, State.PLAIN)
        if record.state != state:
            yield Fault(where_of(record.seq), f"is {record.state}, but the journal says it is {state}", _RESTORE)


def _pointing_faults(entry: Entry, seq: int, by_seq: Mapping[int, Record]) -> Iterator[Fault]:
    hidden, leaf, where = entry.body["seq"], entry.body["leaf"], where_of(seq)
    record = by_seq.get(hidden) if isinstance(hidden, int) else None
    if record is None or record.seq >= seq:
        yield Fault(where, f"hides entry {hidden}, which is not before it", _RESTORE)
        return
    if record.leaf.hex() != leaf:
        yield Fault(where, f"stands in for leaf {str(leaf)[:16]}…, but entry {hidden} has another", _RESTORE)
    sealed_name = entry.body.get("sealed_name")
    if record.state is State.PROTECTED and sealed_name not in (None, record.sealed_name):
        yield Fault(where, f"names {sealed_name}, but entry {hidden} names {record.sealed_name}", _RESTORE)
    yield from _stand_in_faults(entry, where)


def _stand_in_faults(entry: Entry, where: str) -> Iterator[Fault]:
    try:
        stand_in = read_stand_in(entry)
    except GestaeError as error:
        yield Fault(where, f"its stand-in is no entry ({error})", _RESTORE)
        return
    excess = [] if stand_in is None else list(stand_in_excess(stand_in))
    if excess:
        what = f"shows for entry {entry.body['seq']} what no stand-in may hold: {', '.join(excess)}"
        yield Fault(where, f"{what}; it is not shown", _RESTORE)


def _later_faults(shown: Mapping[int, Entry]) -> Iterator[Fault]:
    """What is hidden once more shows the same or less: what stood in for it before is in the journal."""
    before: dict[Json, Entry | None] = {}
    for seq, entry in shown.items():
        if entry.kind not in HIDING:
            continue
        hidden, stand_in = entry.body["seq"], _permitted_stand_in(entry)
        was = before.setdefault(hidden, stand_in)
        if stand_in is not None and stand_in != was:
            changed = ["kind"] if was is None or was.kind != stand_in.kind else list(departures(stand_in, was))
            if changed:
                what = f"shows for entry {hidden} what was not shown before it was hidden again: {', '.join(changed)}"
                yield Fault(where_of(seq), what, _RESTORE)
        before[hidden] = stand_in


def _permitted_stand_in(entry: Entry) -> Entry | None:
    try:
        stand_in = read_stand_in(entry)
    except GestaeError:
        return None
    return None if stand_in is None or any(stand_in_excess(stand_in)) else stand_in


def _by_type(key: Key) -> tuple[tuple[str, Json], ...]:
    """Order keys that may mix numbers and text, as damage may make them."""
    return tuple((type(part).__name__, part) for part in key)
