"""[edge] The shape of `case.db`: the tables that gestae makes, word for word, and nothing else.

A trigger is a program that lies in the file and runs while gestae writes: it can swallow an entry or keep what is being
erased. A view can show other rows than the table whose name it bears. So whatever gestae did not make is a fault, and a
case that holds such a thing is not written to.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from sqlalchemy import Connection, create_engine

from gestae.base.canonical import parse_json
from gestae.errors import CaseError, GestaeError
from gestae.journal.tables import SCHEMA
from gestae.model.fault import Fault
from gestae.store.schema import HOUSEKEEPING, JOURNAL, LASTING, STATE

__all__ = ["Thing", "check_structure", "read_things", "recorded_format", "structure_faults"]

_RESTORE: Final = "restore the case from a second copy, and keep this one for examination"
_REBUILD: Final = "`gestae rebuild` makes the tables again"
_LISTED: Final = "SELECT type, name, tbl_name, sql FROM sqlite_master"
_PLAIN_TABLE: Final = "CREATE TABLE "
# What this file may know of itself, and in which words.
_FACTS: Final[Mapping[str, frozenset[str] | None]] = {"schema": None, "wipe": frozenset({"due"})}


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing of a database file, as SQLite lists it; the spaces in its words do not count."""

    sort: str
    name: str
    table: str
    sql: str | None

    @classmethod
    def of(cls, row: Iterable[object]) -> Thing:
        """Take a row of `sqlite_master`, whatever damage left in it."""
        sort, name, table, sql = row
        return cls(str(sort), str(name), str(table), None if sql is None else " ".join(str(sql).split()))

    @property
    def is_lasting(self) -> bool:
        """Say whether it belongs to what no rebuild makes again."""
        return self.table in LASTING

    @property
    def is_passive(self) -> bool:
        """Say whether it can only hold rows: a plain table, or the index that SQLite makes for a key."""
        if self.sort == "index":
            return self.sql is None and self.name.startswith("sqlite_autoindex_")
        return self.sort == "table" and self.sql is not None and self.sql.startswith(_PLAIN_TABLE)


@cache
def _made() -> Counter[Thing]:
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        for table in (JOURNAL, HOUSEKEEPING, *STATE.values()):
            table.create(connection)
        return Counter(Thing.of(row) for row in connection.exec_driver_sql(_LISTED))


def read_things(connection: sqlite3.Connection) -> tuple[Thing, ...]:
    """List everything that a database file holds.

    Raises:
        sqlite3.Error, UnicodeDecodeError: the list itself is damaged.
    """
    return tuple(Thing.of(row) for row in connection.execute(_LISTED))


def structure_faults(things: Iterable[Thing], facts: Mapping[str, object]) -> Iterator[Fault]:
    """Name everything in the file that gestae did not make, and everything of its own that is another.

    Args:
        things: what the file holds.
        facts: what it says of itself (`housekeeping`).
    """
    found, made = Counter(things), _made()
    of_this_schema = facts.get("schema") == str(SCHEMA)
    for thing in sorted((found - made), key=lambda one: (one.table, one.name, one.sort)):
        if of_this_schema or thing.is_lasting or not thing.is_passive:
            right = _REBUILD if thing.is_passive and not thing.is_lasting else _RESTORE
            yield Fault("case.db", f"holds the {thing.sort} {thing.name}, which gestae did not make so", right)
    yield from _fact_faults(facts)


def check_structure(connection: Connection) -> None:
    """Refuse to work in a file that holds what could act on what is written, or that was altered at its root.

    Tables of the state that differ are left to `rebuild`, which makes them again: they only hold rows.

    Raises:
        CaseError: something is there that gestae did not make; all of it is named.
    """
    things = [Thing.of(row) for row in connection.exec_driver_sql(_LISTED)]
    facts = {str(row.name): row.value for row in connection.execute(HOUSEKEEPING.select())}
    faults = [fault for fault in structure_faults(things, facts) if fault.right != _REBUILD]
    if faults:
        raise CaseError("; ".join(f"{fault.where} {fault.what}" for fault in faults) + f"; {_RESTORE}")


def recorded_format(connection: Connection) -> int | None:
    """Say of which format the case is; None where nothing says it.

    The opening says it; where that is withheld, what stands in for it in the state.
    """
    first = connection.exec_driver_sql("SELECT content FROM journal WHERE seq = 1").scalar()
    if isinstance(first, bytes):
        try:
            opening = parse_json(first, "the opening")
        except GestaeError:
            return None
        body = opening.get("body") if isinstance(opening, dict) else None
        found = body.get("format") if isinstance(body, dict) else None
    else:
        has_state = connection.exec_driver_sql("SELECT 1 FROM sqlite_master WHERE name = 'case'").scalar()
        found = connection.exec_driver_sql('SELECT format FROM "case"').scalar() if has_state else None
    return found if isinstance(found, int) else None


def _fact_faults(facts: Mapping[str, object]) -> Iterator[Fault]:
    for name, value in sorted(facts.items()):
        words = _FACTS.get(name, frozenset())
        if words is not None and value not in words:
            yield Fault("table housekeeping", f"holds {name!r}, which gestae did not put there so", _RESTORE)
