"""The state of a case as tables: what the screens read, and what can be thrown away and rebuilt at any time.

Every table also has the columns of `COMMON`: which entry last wrote the row, when, by whom and why. `SCHEMA` is
raised whenever a table here or a rule of `gestae.journal.projection` changes; a case whose tables carry another
number has them rebuilt when it is opened.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeAlias

from gestae.base.canonical import Json, canonical_bytes, parse_json
from gestae.errors import JournalError
from gestae.journal.entry import thawed

__all__ = ["COMMON", "SCHEMA", "TABLES", "Column", "Key", "Row", "Stored", "Table", "decoded", "encoded", "table_named"]

SCHEMA: Final = 7

Stored: TypeAlias = "str | int | float | None"
Key: TypeAlias = "tuple[str | int, ...]"
Row: TypeAlias = "Mapping[str, Json]"


class Column(StrEnum):
    """What a column holds; JSON is kept as its canonical text, so that equal values are equal text."""

    TEXT = "text"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    JSON = "json"


COMMON: Final[Mapping[str, Column]] = {
    "seq": Column.INTEGER,
    "at": Column.TEXT,
    "author": Column.TEXT,
    "reason": Column.TEXT,
}


@dataclass(frozen=True, slots=True)
class Table:
    """One table of the state.

    Attributes:
        key: the columns that name a row; rows are always read in their order.
        own: its columns beside `COMMON`.
    """

    key: tuple[str, ...]
    own: Mapping[str, Column]

    @property
    def columns(self) -> dict[str, Column]:
        """All columns, in the order in which they are shown."""
        return {**self.own, **COMMON}

    def key_of(self, row: Mapping[str, Json]) -> Key:
        """Take the key out of a row.

        Raises:
            JournalError: a part of the key is neither text nor a whole number.
        """
        key = tuple(value for name in self.key if isinstance(value := row[name], str | int))
        if len(key) != len(self.key):
            raise JournalError(f"a row without its key {', '.join(self.key)}; an entry of its kind must have them")
        return key


def _text(*names: str) -> dict[str, Column]:
    return dict.fromkeys(names, Column.TEXT)


def _whole(*names: str) -> dict[str, Column]:
    return dict.fromkeys(names, Column.INTEGER)


def _json(*names: str) -> dict[str, Column]:
    return dict.fromkeys(names, Column.JSON)


_BY_ENTRY: Final = ("seq",)
_FOUND: Final = _text("words") | _whole("start_chars", "end_chars", "row")
_AS_RECEIVED: Final = _text(
    "name", "name_hex", "source_path", "received_from", "container_sha256", "member_name"
) | _json("member")

TABLES: Final[Mapping[str, Table]] = {
    "case": Table(("id",), _text("id", "title", "zone") | _whole("format")),
    "recipients": Table(("public_key",), _text("public_key", "note")),
    "exhibits": Table(
        ("sha256",),
        _text("sha256", "name", "item", "media_type", "form", "known_by", "not_footage", "pseudonym", "sealed_sha256")
        | _whole("size_bytes")
        | {"protected": Column.BOOLEAN},
    ),
    "receipts": Table(
        _BY_ENTRY, _text("sha256") | _AS_RECEIVED | _text("modified_at", "pseudonym", "expected_sha256", "receipt")
    ),
    "refusals": Table(_BY_ENTRY, _AS_RECEIVED | _text("wrong", "right", "sha256", "receipt")),
    "movements": Table(
        _BY_ENTRY, _text("sha256", "movement", "from_whom", "to_whom", "place") | _whole("withdrawn_by")
    ),
    "acquisitions": Table(
        ("form_sha256", "recorder"),
        _text("form_sha256", "recorder", "authority", "acquired_by") | _json("facts", "files"),
    ),
    "recorders": Table(("recorder",), _text("recorder", "make", "model", "serial")),
    "time_checks": Table(
        _BY_ENTRY,
        _text("recorder", "displayed", "reference", "reference_clock", "checked_by", "source_sha256")
        | _whole("within_ns"),
    ),
    "clock_readings": Table(
        _BY_ENTRY,
        _text("sha256", "time_base", "displayed", "how", "read_by", "source_sha256")
        | _whole("stream", "pts", "within_ns"),
    ),
    "offsets": Table(
        _BY_ENTRY,
        _text("a_sha256", "b_sha256", "how", "artifact") | _whole("first_ns", "last_ns", "least_ns", "most_ns"),
    ),
    "cameras": Table(("sha256",), _text("sha256", "camera", "recorder")),
    "footage": Table(("sha256",), _text("sha256") | _json("facts")),
    "analyses": Table(
        _BY_ENTRY,
        _text("sha256", "stage", "status", "wrong") | _json("model", "parameters", "versions", "artifacts"),
    ),
    "artifacts": Table(
        ("sha256",), _text("sha256", "name", "stage", "source_sha256", "media_type") | _whole("size_bytes")
    ),
    "observations": Table(
        ("id",),
        _text("id", "decision", "footage", "kind", "rule", "artifact")
        | _whole("stream")
        | _json("start", "end", "says"),
    ),
    "zones": Table(
        _BY_ENTRY, _text("sha256", "name", "time_base") | _json("points") | _whole("pts", "width_px", "height_px")
    ),
    "events": Table(
        ("id",),
        _text("id", "title", "status", "start_earliest", "start_latest", "end_earliest", "end_latest", "source")
        | _text("name", "least", "most")
        | {"lasts": Column.BOOLEAN}
        | _json("members"),
    ),
    "sources": Table(("id",), _text("id", "status", "sha256", "kind", "origin")),
    "clocks": Table(
        ("id",), _text("id", "status", "name", "sha256", "zone", "zone_if_unstated", "drift") | _json("compared")
    ),
    "links": Table(("id",), _text("id", "status", "name", "says")),
    "passages": Table(("id",), _text("id", "status", "event", "sha256", "place") | _FOUND),
    "readings": Table(
        ("id",),
        _text("id", "status", "event", "point", "clock", "displayed", "read_at", "within", "sha256", "column") | _FOUND,
    ),
    "constraints": Table(
        ("id",),
        _text("id", "status", "name", "start", "to", "least", "most", "after", "before", "phrase", "policy")
        | _json("readings", "sources", "passages", "links"),
    ),
    "tags": Table(("target", "tag"), _text("target", "tag")),
    "notes": Table(_BY_ENTRY, _text("target", "text")),
    "reports": Table(_BY_ENTRY, _text("name", "sha256")),
    "corrections": Table(_BY_ENTRY, _whole("corrects") | _text("text")),
    "openings": Table(_BY_ENTRY, _text("sha256", "wrong") | _json("entries")),
    "withheld": Table(
        ("hidden_seq",),
        _whole("hidden_seq") | _text("state", "leaf", "ground", "sealed_name", "sealed_sha256") | _json("stand_in"),
    ),
}


def table_named(name: str) -> Table:
    """Find a table of the state.

    Raises:
        JournalError: there is none of that name.
    """
    if name not in TABLES:
        raise JournalError(f"no table {name!r} in the state of a case; there are {', '.join(sorted(TABLES))}")
    return TABLES[name]


def encoded(column: Column, value: Json) -> Stored:
    """Give a value as the database keeps it.

    >>> encoded(Column.JSON, {"b": 1, "a": 2}), encoded(Column.BOOLEAN, True), encoded(Column.TEXT, None)
    ('{"a":2,"b":1}', 1, None)
    """
    if value is None:
        return None
    if column is Column.JSON:
        return canonical_bytes(thawed(value)).decode()
    if column is Column.BOOLEAN and isinstance(value, bool):
        return int(value)
    wanted = str if column is Column.TEXT else int
    if isinstance(value, bool) or not isinstance(value, wanted):
        raise JournalError(f"{value!r} in a column of {column}; the form of the field must allow nothing else")
    return value


def decoded(column: Column, stored: Stored) -> Json:
    """Give a value back as `encoded` got it.

    >>> decoded(Column.JSON, '{"a":2}'), decoded(Column.BOOLEAN, 1)
    ({'a': 2}, True)
    """
    if stored is None:
        return None
    if column is Column.JSON:
        return parse_json(str(stored).encode(), "a column of the case")
    return bool(stored) if column is Column.BOOLEAN else stored
