"""[edge] The state tables in the database: changed as entries are appended, read, made again from the journal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, and_, bindparam, delete, insert, inspect, select, text, update
from sqlalchemy.sql.dml import Delete, Insert

from gestae.journal.projection import Add, Change, Drop, Put, Set
from gestae.journal.replay import Tables
from gestae.journal.tables import SCHEMA, TABLES, Key, Row, encoded
from gestae.store.schema import HOUSEKEEPING, LASTING, STATE

__all__ = ["apply_changes", "read_state", "remember", "remembered", "write_state"]

_INSERT: Final[dict[tuple[type, str], Insert]] = {
    (change, name): insert(table).prefix_with(f"OR {word}")
    for change, word in ((Put, "REPLACE"), (Add, "IGNORE"))
    for name, table in STATE.items()
}
_KEY: Final[dict[str, ColumnElement[bool]]] = {
    name: and_(*(STATE[name].c[column] == bindparam(f"key_{column}") for column in table.key))
    for name, table in TABLES.items()
}
_DELETE: Final[dict[str, Delete]] = {name: delete(table).where(_KEY[name]) for name, table in STATE.items()}


def apply_changes(connection: Connection, changes: Iterable[Change]) -> None:
    """Make changes in their order; neighbours of one sort and table go to the database together."""
    for (sort, name), group in groupby(changes, key=lambda change: (type(change), change.table)):
        rows = list(group)
        if sort is Set:
            for change in rows:
                _set(connection, change)
        elif sort is Drop:
            connection.execute(_DELETE[name], [_bound_key(name, change.key) for change in rows])
        else:
            stored = [_stored(name, change.row) for change in rows if isinstance(change, Put | Add)]
            connection.execute(_INSERT[sort, name], stored)


def read_state(connection: Connection) -> Tables:
    """Read every state table as it is, rows by key, in the order of their keys."""
    present = set(inspect(connection).get_table_names())
    return {name: _read_table(connection, name) if name in present else {} for name in TABLES}


def write_state(connection: Connection, tables: Tables) -> None:
    """Throw away every state table, of whatever schema, and write them again."""
    for name in inspect(connection).get_table_names():
        if name not in LASTING:
            connection.execute(text(f'DROP TABLE "{name}"'))
    for name, table in STATE.items():
        table.create(connection)
        rows: Sequence[Any] = list(tables[name].values())
        if rows:
            connection.execute(insert(table), rows)
    remember(connection, "schema", str(SCHEMA))


def remember(connection: Connection, name: str, value: str) -> None:
    """Keep a fact about this file itself."""
    connection.execute(insert(HOUSEKEEPING).prefix_with("OR REPLACE"), {"name": name, "value": value})


def remembered(connection: Connection, name: str) -> str | None:
    """Give a fact about this file itself, or None."""
    found = connection.execute(select(HOUSEKEEPING.c.value).where(HOUSEKEEPING.c.name == name)).scalar()
    return None if found is None else str(found)


def _set(connection: Connection, change: Change) -> None:
    if isinstance(change, Set):
        statement = update(STATE[change.table]).where(_KEY[change.table]).values(_stored(change.table, change.values))
        connection.execute(statement, _bound_key(change.table, change.key))


def _stored(name: str, row: Row) -> dict[str, Any]:
    columns = TABLES[name].columns
    return {column: encoded(columns[column], value) for column, value in row.items()}


def _bound_key(name: str, key: Key) -> dict[str, Any]:
    return {f"key_{column}": part for column, part in zip(TABLES[name].key, key, strict=True)}


def _read_table(connection: Connection, name: str) -> dict[Key, dict[str, Any]]:
    table, key = STATE[name], TABLES[name].key
    rows = connection.execute(select(table).order_by(*(table.c[column] for column in key))).mappings()
    return {tuple(row[column] for column in key): dict(row) for row in rows}
