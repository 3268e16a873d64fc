"""Where each key of a TOML text stands: the standard library's reader does not say."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from typing import Final, TypeAlias

__all__ = ["key_lines"]

Path: TypeAlias = "tuple[str | int, ...]"

# A statement longer than this is not searched further: the trial reading below is quadratic in its lines.
MOST_LINES: Final = 400


def key_lines(source: str) -> Mapping[Path, int]:
    r"""Map every key of a TOML text to the line on which its statement starts.

    A statement of TOML (a header, or a key with its value) is by itself a TOML text, so the ordinary reader
    tells where a statement ends; no second grammar is written here.

    Args:
        source: a text that is TOML as a whole.

    Returns:
        Path to line, from 1; rows of an array of tables are numbers from 0.

    >>> key_lines('[a]\nb = 1\n[[r]]\nc = "x"\n')[("r", 0, "c")]
    4
    """
    found: dict[Path, int] = {}
    rows: dict[Path, int] = {}
    table: Path = ()
    for line, statement in _statements(source):
        inner = tomllib.loads(statement)
        opens_table = statement.lstrip().startswith("[")
        if opens_table:
            table = _header(inner, rows, opens_row=statement.lstrip().startswith("[["))
            for path in (table, table[:-1]):  # a row's header also names the row of tables that it stands in
                found.setdefault(path, line)
            continue
        for path in _paths(inner, table):
            found.setdefault(path, line)
    return found


def _statements(source: str) -> Iterator[tuple[int, str]]:
    """Give (first line, text) of every statement; stop where one grows too long to be told apart."""
    start, gathered = 1, ""
    for line, words in enumerate(source.split("\n"), 1):
        gathered += words + "\n"
        if not _is_whole(gathered):
            if line - start > MOST_LINES:
                return
            continue
        if gathered.strip() and not gathered.strip().startswith("#"):
            yield start, gathered
        start, gathered = line + 1, ""


def _is_whole(statement: str) -> bool:
    try:
        tomllib.loads(statement)
    except tomllib.TOMLDecodeError:
        return False
    return True


def _header(inner: Mapping[str, object], rows: dict[Path, int], *, opens_row: bool) -> Path:
    """Find the path that a header opens; a name that has rows means its last row."""
    path: Path = ()
    value: object = inner
    while isinstance(value, dict) and value:
        ((name, value),) = value.items()
        path = (*path, name)
        is_last = not (isinstance(value, dict) and value)
        if is_last and opens_row:
            rows[path] = rows.get(path, -1) + 1
        if path in rows:
            path = (*path, rows[path])
    return path


def _paths(value: object, above: Path) -> Iterator[Path]:
    """Give the path of everything in a statement's value, outermost first."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield (*above, name)
            yield from _paths(inner, (*above, name))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield (*above, place)
            yield from _paths(inner, (*above, place))
