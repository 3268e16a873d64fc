"""Model files as a person sees them: listed, fetched, added."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from gestae.sight.fetch import Step, fetch
from gestae.sight.table import Role
from gestae.sight.weights import add_table, is_there, weights_folder, whole_table

__all__ = ["Listed", "add_models", "default_names", "fetch_model", "known_names", "list_models"]


@dataclass(frozen=True, slots=True)
class Listed:
    """One model of the table."""

    name: str
    role: str
    sha256: str
    licence: str
    says: str
    size_bytes: int
    is_here: bool

    def document(self) -> dict[str, object]:
        """Write it for programs."""
        return {
            "name": self.name,
            "role": self.role,
            "sha256": self.sha256,
            "licence": self.licence,
            "says": self.says,
            "size_bytes": self.size_bytes,
            "here": self.is_here,
        }


def list_models() -> tuple[Listed, ...]:
    """List the shipped table and what was added to it."""
    table = whole_table()
    entries = [table.entry(name) for name in table.names]
    return tuple(Listed(e.name, e.role.value, e.sha256, e.licence, e.says, e.size_bytes, is_there(e)) for e in entries)


def default_names() -> list[tuple[str, ...]]:
    """Give for each role the names to try, in the order of preference."""
    table = whole_table()
    return [tuple(entry.name for entry in table.of_role(role)) for role in Role]


def known_names(names: Iterable[str]) -> tuple[str, ...]:
    """Give the names back if a table has each of them.

    Raises:
        UnknownModelError: no table has one of them; says which there are.
    """
    table = whole_table()
    return tuple(table.entry(name).name for name in names)


def fetch_model(name: str, folder: Path | None, progress: Callable[[Step], None]) -> Path:
    """Fetch one model's file, or take it from a folder.

    Raises:
        WeightsError: no table names it, or no carrier gives it; says for each carrier why.
    """
    return fetch(whole_table().entry(name), weights_folder(), from_folder=folder, progress=progress)


def add_models(path: Path) -> tuple[str, ...]:
    """Add a person's table; returns the names in it."""
    return add_table(path).names
