"""[edge] The last steps of hiding an entry: no byte of it may be left, and a kill in between is made good later."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, Engine, delete, select

from gestae.journal.chain import State, chain_faults
from gestae.journal.replay import hiding_faults, plain_entries, shown_entries
from gestae.store.database import reading, wipe_free_pages, writing
from gestae.store.files import remove_file
from gestae.store.rows import read_records
from gestae.store.schema import HOUSEKEEPING, JOURNAL
from gestae.store.state import read_state, remember, remembered
from gestae.store.titlepage import write_title_page

__all__ = ["SEALED", "finish_wipe", "plan_wipe", "sealed_name_of", "sweep_sealed", "wipe_is_due"]

SEALED: Final = "sealed"

_WIPE: Final = "wipe"
_SEALED_NAME: Final = re.compile(r"([0-9a-f]{64})\.age(?:\.part)?")


def sealed_name_of(leaf: bytes) -> str:
    """Name the encrypted content of an entry inside the case folder, as its row and its protecting entry do."""
    return f"{SEALED}/{leaf.hex()}.age"


def plan_wipe(connection: Connection) -> None:
    """Record, with the hiding itself, that its words still lie in free pages."""
    remember(connection, _WIPE, "due")


def wipe_is_due(connection: Connection) -> bool:
    """Say whether hidden words may still lie in the file."""
    return remembered(connection, _WIPE) is not None


def finish_wipe(folder: Path, engine: Engine) -> None:
    """Leave no byte of what was hidden; can be repeated after a kill at any step.

    In this order: sealed copies of erased entries go, the title page is written anew, the free pages and the log are
    wiped, and only then the case forgets that this was due.

    Raises:
        WordsRemain: another process keeps an older state in use.
    """
    with reading(engine) as connection:
        erased = [record for record in read_records(connection) if record.state is State.ERASED]
        state = read_state(connection)
    for record in erased:
        sealed = folder / sealed_name_of(record.leaf)
        for place in (sealed, sealed.with_name(sealed.name + ".part")):
            remove_file(place)
    write_title_page(folder, state)
    wipe_free_pages(engine, folder)
    with writing(engine) as connection:
        connection.execute(delete(HOUSEKEEPING).where(HOUSEKEEPING.c.name == _WIPE))


def sweep_sealed(folder: Path, engine: Engine) -> None:
    """Remove encrypted contents that a killed run wrote and no entry names.

    Only where the journal is sound: in a damaged one a file may be the last that is left of an entry. What bears
    another name is left for `verify` to tell.
    """
    if not _strays(folder, set()) or not _strays(folder, _named(engine)):
        return
    # Whoever writes such a file holds the right to write until its entry is there: what is unnamed now stays so.
    with writing(engine) as connection:
        records = read_records(connection)
        plain, unreadable = plain_entries(records)
        faults = (*chain_faults(records), *unreadable, *hiding_faults(records, shown_entries(records, plain)))
        if not faults:
            for stray in _strays(folder, {record.sealed_name for record in records}):
                remove_file(stray)


def _named(engine: Engine) -> set[str | None]:
    column = JOURNAL.c.sealed_name
    with reading(engine) as connection:
        return set(connection.execute(select(column).where(column.is_not(None))).scalars())


def _strays(folder: Path, named: set[str | None]) -> list[Path]:
    sealed = folder / SEALED
    found = [place for place in sealed.iterdir() if _SEALED_NAME.fullmatch(place.name)] if sealed.is_dir() else []
    return sorted(place for place in found if f"{SEALED}/{place.name}" not in named)
