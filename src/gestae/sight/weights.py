"""[edge] Where model files lie on this machine, and reading one only if it is the one that was named."""

from __future__ import annotations

import hashlib
from importlib.resources import files
from pathlib import Path

import platformdirs

from gestae.errors import FixityError, WeightsError
from gestae.sight.table import ModelEntry, ModelTable
from gestae.sight.tableform import load_table

__all__ = [
    "AbsentWeightsError",
    "add_table",
    "find",
    "is_there",
    "read_weights",
    "shipped_table",
    "tables_folder",
    "weights_folder",
    "whole_table",
]


class AbsentWeightsError(WeightsError):
    """A model's file is not on this machine; its feature is off until it is fetched."""

    def __init__(self, entry: ModelEntry, place: Path) -> None:
        self.name, self.role, self.place = entry.name, entry.role, place
        self.command = f"gestae models fetch {entry.name}"
        super().__init__(
            f"the model {entry.name} ({entry.size_bytes / 1e6:.0f} MB) is not at {place}; "
            f"fetch it with `{self.command}`, or take it from a folder with `{self.command} --from FOLDER`"
        )


def weights_folder() -> Path:
    """Name the folder that holds model files, each under its own digest; it may not exist yet."""
    return platformdirs.user_data_path("gestae", appauthor=False) / "models"


def tables_folder() -> Path:
    """Name the folder that holds the tables a person added; it may not exist yet."""
    return platformdirs.user_config_path("gestae", appauthor=False) / "models"


def shipped_table() -> ModelTable:
    """Read the table that ships with gestae.

    >>> shipped_table().names[0]
    'efficientdet-lite1'
    """
    return load_table((files("gestae.sight") / "models.toml").read_bytes(), "models.toml")


def whole_table(folder: Path | None = None) -> ModelTable:
    """Read the shipped table and, behind it, those that were added, in the order of their names.

    Args:
        folder: where added tables lie; `tables_folder()` if None.

    Raises:
        InputRefused: an added table is no TOML.
        Faults: an added table is wrong; every fault of it.
        RecordError: two tables give one name to different models.
    """
    table, place = shipped_table(), folder or tables_folder()
    for path in sorted(place.glob("*.toml")):
        table = table.with_table(load_table(path.read_bytes(), path.name))
    return table


def add_table(path: Path, folder: Path | None = None) -> ModelTable:
    """Add a person's table, after reading it together with all others.

    Args:
        path: the TOML file.
        folder: where added tables lie; `tables_folder()` if None.

    Returns:
        What was added.

    Raises:
        InputRefused: it is no TOML.
        Faults: it is wrong; every fault of it.
        RecordError: it gives a name that another model has.
    """
    place, source = folder or tables_folder(), path.read_bytes()
    added = load_table(source, path.name)
    whole_table(place).with_table(added)
    place.mkdir(parents=True, exist_ok=True)
    # Named by content: the same table twice is one, and a better one does not hide behind an older file's name.
    (place / f"{hashlib.sha256(source).hexdigest()[:20]}.toml").write_bytes(source)
    return added


def is_there(entry: ModelEntry, folder: Path | None = None) -> bool:
    """Say whether a model's file lies here with the right length; `read_weights` checks its digest."""
    path = (folder or weights_folder()) / entry.sha256
    return path.is_file() and path.stat().st_size == entry.size_bytes


def find(entry: ModelEntry, folder: Path | None = None) -> Path:
    """Find a model's file and check its digest.

    Raises:
        AbsentWeightsError: it is not there; names the command that fetches it.
        FixityError: another file lies in its place.
    """
    path = (folder or weights_folder()) / entry.sha256
    if not path.is_file():
        raise AbsentWeightsError(entry, path)
    with path.open("rb") as file:
        _check(entry, hashlib.file_digest(file, "sha256").hexdigest())
    return path


def read_weights(entry: ModelEntry, folder: Path | None = None) -> bytes:
    """Read a model's file; the digest is taken of the very bytes that are returned.

    Raises:
        AbsentWeightsError: it is not there; names the command that fetches it.
        FixityError: another file lies in its place.
    """
    path = (folder or weights_folder()) / entry.sha256
    if not path.is_file():
        raise AbsentWeightsError(entry, path)
    data = path.read_bytes()
    _check(entry, hashlib.sha256(data).hexdigest())
    return data


def _check(entry: ModelEntry, found: str) -> None:
    if found != entry.sha256:
        raise FixityError(f"the model {entry.name}", recorded=entry.sha256, found=found)
