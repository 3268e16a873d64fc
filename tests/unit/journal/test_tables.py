"""The tables of the state: values kept and given back, keys, and the number that stands for their shape."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

from gestae.base.canonical import Json, canonical_bytes
from gestae.errors import JournalError
from gestae.journal.tables import COMMON, SCHEMA, TABLES, Column, decoded, encoded, table_named

# When this fails, the shape of the tables has changed: raise SCHEMA, so that old cases are rebuilt, and put the new
# pair here. A change of the rules in `projection` alone needs the same, and only the author can see that.
SHAPE = (7, "717b38978cb7dac9")


def test_another_shape_has_another_schema_number() -> None:
    shape: dict[str, Json] = {
        name: [list(table.key), {column: form.value for column, form in table.columns.items()}]
        for name, table in TABLES.items()
    }
    assert (SCHEMA, hashlib.sha256(canonical_bytes(shape)).hexdigest()[:16]) == SHAPE


@pytest.mark.parametrize("name", sorted(TABLES))
def test_a_key_is_made_of_columns_of_the_table(name: str) -> None:
    assert set(TABLES[name].key) <= TABLES[name].columns.keys()
    assert not TABLES[name].own.keys() & COMMON.keys()


@pytest.mark.parametrize(
    ("column", "value", "stored"),
    [
        (Column.TEXT, "ї\0x", "ї\0x"),
        (Column.INTEGER, -5, -5),
        (Column.BOOLEAN, True, 1),
        (Column.BOOLEAN, False, 0),
        (Column.JSON, {"b": [1, None], "a": 0.5}, '{"a":0.5,"b":[1,null]}'),
        (Column.JSON, "x", '"x"'),
        (Column.JSON, None, None),
        (Column.TEXT, None, None),
    ],
)
def test_values_are_kept_and_given_back(column: Column, value: Any, stored: Any) -> None:
    assert encoded(column, value) == stored
    assert type(encoded(column, value)) is type(stored)
    assert decoded(column, encoded(column, value)) == value


@pytest.mark.parametrize(
    ("column", "value"), [(Column.TEXT, 1), (Column.INTEGER, "1"), (Column.INTEGER, True), (Column.BOOLEAN, "yes")]
)
def test_a_value_of_another_type_is_refused(column: Column, value: Any) -> None:
    with pytest.raises(JournalError, match="column"):
        encoded(column, value)


def test_a_row_without_its_key_is_refused() -> None:
    with pytest.raises(JournalError, match="target, tag"):
        TABLES["tags"].key_of({"target": "x", "tag": None})


def test_an_unknown_table_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(JournalError, match="exhibits"):
        table_named("exhibit")
