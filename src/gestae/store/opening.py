"""[edge] A case as whoever has its key may see it: protected entries opened in memory, and nowhere else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import delete, update

from gestae.errors import GestaeError
from gestae.journal.chain import Record, State
from gestae.journal.disclosed import Departure, departures_from
from gestae.journal.entry import Entry
from gestae.journal.replay import plain_entries, shown_entries
from gestae.store.case import CaseView, view_case
from gestae.store.database import writing
from gestae.store.rows import read_records, replayed
from gestae.store.schema import JOURNAL, STATE
from gestae.store.state import write_state
from gestae.store.withholding import open_sealed

__all__ = ["Opened", "view_opened"]


@dataclass(frozen=True, slots=True)
class Opened:
    """A case with its protected entries opened.

    Attributes:
        view: the case, to be read; no byte of it on the disk has changed.
        opened: the places that show their own content now.
        closed: the places that none of the keys opens; they show what stands in for them.
        departures: where what was shown for the opened ones says otherwise than they do.
    """

    view: CaseView
    opened: tuple[int, ...]
    closed: tuple[int, ...]
    departures: tuple[Departure, ...]


def view_opened(folder: Path, decrypt: Callable[[bytes], bytes], no_key_fits: type[GestaeError]) -> Opened:
    """Open a case for reading, with its protected entries as they were written.

    Args:
        folder: the case.
        decrypt: opens a sealed content.
        no_key_fits: what `decrypt` raises where none of its keys opens one; that entry stays as it shows.

    Raises:
        CaseError: no case, one of another format, a database or a sealed file that cannot be read.
        FixityError: what was opened is not what was journaled.
    """
    view = view_case(folder)
    opened, closed = [], []
    with writing(view.engine_here()) as connection:
        records = read_records(connection)
        for record in records:
            if record.state is not State.PROTECTED:
                continue
            try:
                salt, content = open_sealed(folder, record, decrypt)
            except no_key_fits:
                closed.append(record.seq)
                continue
            row = {"salt": salt, "content": content, "state": State.PLAIN.value, "sealed_name": None}
            connection.execute(update(JOURNAL).where(JOURNAL.c.seq == record.seq).values(row))
            opened.append(record.seq)
        write_state(connection, replayed(connection))
        departures = _departures(records, read_records(connection), opened)
        # The entries that hid them still stand; what they hid shows itself now.
        withheld = STATE["withheld"]
        connection.execute(delete(withheld).where(withheld.c.hidden_seq.in_(opened)))
    return Opened(view, tuple(opened), tuple(closed), departures)


def _departures(before: Sequence[Record], after: Sequence[Record], opened: Sequence[int]) -> tuple[Departure, ...]:
    """Hold against the opened entries what was shown before, and what the opened ones among those that hid them say."""
    was, now = (shown_entries(records, plain_entries(records)[0]) for records in (before, after))
    true: dict[int, Entry] = {seq: now[seq] for seq in opened if seq in now}
    found = {(one.by, one.seq, one.field): one for one in (*departures_from(now, true), *departures_from(was, true))}
    return tuple(found[key] for key in sorted(found))
