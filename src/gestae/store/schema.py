"""The tables of `case.db`: one journal that no later version alters, and the state that is made again at will."""

from __future__ import annotations

from typing import Final

from sqlalchemy import CheckConstraint, Integer, LargeBinary, MetaData, Text
from sqlalchemy import Column as SqlColumn
from sqlalchemy import Table as SqlTable
from sqlalchemy.types import TypeEngine

from gestae.journal.tables import TABLES, Column

__all__ = ["HOUSEKEEPING", "JOURNAL", "JOURNAL_COLUMNS", "LASTING", "STATE"]

_SQL_TYPE: Final[dict[Column, type[TypeEngine[object]]]] = {
    Column.TEXT: Text,  # type: ignore[dict-item]  # the stubs make each type an engine of its own value
    Column.INTEGER: Integer,  # type: ignore[dict-item]
    Column.BOOLEAN: Integer,  # type: ignore[dict-item]
    Column.JSON: Text,  # type: ignore[dict-item]
}

_lasting = MetaData()
_state = MetaData()

JOURNAL_COLUMNS: Final = ("seq", "leaf", "head", "salt", "content", "state", "sealed_name")

# STRICT makes SQLite itself refuse a value of another type than the column's.
JOURNAL: Final = SqlTable(
    "journal",
    _lasting,
    SqlColumn("seq", Integer, primary_key=True),
    SqlColumn("leaf", LargeBinary, nullable=False),
    SqlColumn("head", LargeBinary, nullable=False),
    SqlColumn("salt", LargeBinary),
    SqlColumn("content", LargeBinary),
    SqlColumn("state", Text, CheckConstraint("state IN ('plain', 'protected', 'erased')"), nullable=False),
    SqlColumn("sealed_name", Text),
    sqlite_strict=True,
)

# What this file needs to know of itself: the number of the state's schema, and whether hidden words wait to be wiped.
HOUSEKEEPING: Final = SqlTable(
    "housekeeping",
    _lasting,
    SqlColumn("name", Text, primary_key=True),
    SqlColumn("value", Text, nullable=False),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

LASTING: Final = frozenset(_lasting.tables)

STATE: Final[dict[str, SqlTable]] = {
    name: SqlTable(
        name,
        _state,
        *(
            SqlColumn(column, _SQL_TYPE[form], primary_key=column in table.key, autoincrement=False)
            for column, form in table.columns.items()
        ),
        sqlite_strict=True,
    )
    for name, table in TABLES.items()
}
