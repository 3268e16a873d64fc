"""[edge] The last steps of hiding an entry: no byte of it may be left, and a kill in between is made good later."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from sqlalchemy import Connection, Engine, delete

from gestae.journal.chain import State
from gestae.store.database import reading, wipe_free_pages, writing
from gestae.store.files import remove_file
from gestae.store.rows import read_records
from gestae.store.schema import HOUSEKEEPING
from gestae.store.state import read_state, remember, remembered
from gestae.store.titlepage import write_title_page

__all__ = ["SEALED", "finish_wipe", "plan_wipe", "sealed_name_of", "wipe_is_due"]

SEALED: Final = "sealed"

_WIPE: Final = "wipe"


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
