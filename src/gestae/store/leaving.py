"""[edge] A case as it would be if some entries had never been written: in memory, and nowhere else."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from gestae.journal.replay import plain_entries, replay, shown_entries
from gestae.store.case import CaseView, view_case
from gestae.store.database import writing
from gestae.store.rows import read_records
from gestae.store.state import write_state

__all__ = ["view_without"]


def view_without(folder: Path, seqs: Collection[int]) -> CaseView:
    """Open a case for reading, with the state that its journal gives without some entries.

    The journal itself is shown whole; what is hidden stays hidden, and no byte on the disk changes.

    Args:
        folder: the case.
        seqs: the places of the entries that do not count; the opening is never one of them.

    Raises:
        CaseError: no case, one of another format, or a database that cannot be read.
        JournalError: a content of the journal cannot be read.
    """
    view = view_case(folder)
    out = frozenset(seqs) - {1}
    with writing(view.engine_here()) as connection:
        records = read_records(connection)
        shown = shown_entries(records, plain_entries(records)[0])
        write_state(connection, replay({seq: entry for seq, entry in shown.items() if seq not in out}))
    return view
