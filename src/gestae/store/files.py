"""[edge] Small files of a case folder, written so that a kill leaves the old one or the new one."""

from __future__ import annotations

import os
from pathlib import Path

__all__ = ["remove_file", "sync_folder", "write_whole"]


def write_whole(place: Path, content: bytes) -> None:
    """Write a file beside its place, bring it to the disk, then put it there in one step."""
    part = place.with_name(place.name + ".part")
    with part.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(place)
    sync_folder(place.parent)


def remove_file(place: Path) -> None:
    """Remove a file if it is there, and bring its absence to the disk."""
    place.unlink(missing_ok=True)
    sync_folder(place.parent)


def sync_folder(folder: Path) -> None:
    """Bring the names in a folder to the disk, where the system can (Windows cannot open a folder)."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
