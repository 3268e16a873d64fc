"""[edge] What lies in a case folder and is not the case's: every file, folder and link that gestae does not put there.

The folder `cache` is left out: it may hold anything, nothing is relied on there, and it can be thrown away at will.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Final

from gestae.model.fault import Fault
from gestae.store.case import DATABASE, FOLDERS
from gestae.store.snapshot import rollback_of
from gestae.store.titlepage import TITLE_PAGE
from gestae.store.wiping import SEALED
from gestae.workflow.pages import left_pages

__all__ = ["stray_faults"]

_FILES: Final = frozenset({DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm", TITLE_PAGE})
_UNFINISHED_TITLE_PAGE: Final = f"{TITLE_PAGE}.part"
_ORIGINALS_OF_SEALED: Final = "originals"
_WAITING_ROOM: Final = ".incoming"
# A copy on its way, and the mark beside one that no entry names yet: the next intake clears them up after a kill.
_ON_ITS_WAY: Final = re.compile(r"[0-9a-f]{16}\.part|[0-9a-f]{64}\.unrecorded")
_EXAMINE: Final = "no part of the case: find out who put it there, and take it away"
_UNFINISHED: Final = "if a run was killed, take it away: the page beside it counts (`gestae rebuild` writes it again)"
_PAGE: Final = "write a report of that name again (gestae report), which removes it, or remove it yourself"
_CLEAR: Final = "if a run was killed, open the case once, which clears up after it; else find out who put it there"


def stray_faults(folder: Path, sealed_names: Collection[str], vaults: Collection[str]) -> Iterator[Fault]:
    """Name everything that gestae did not put into a case folder, beside what its vaults hold.

    Args:
        folder: the case.
        sealed_names: the files of protected entries that the journal names, as paths inside the case.
        vaults: the folders of originals and machine output, which are read file by file elsewhere.
    """
    yield from _root_faults(folder)
    yield from _sealed_faults(folder, sealed_names)
    for page in left_pages(folder):
        yield Fault(f"../{page.name}", "is a page that a killed report left; what is hidden may stand in it", _PAGE)
    for vault in vaults:
        for place in _held(folder / vault / _WAITING_ROOM):
            if place.is_symlink() or not place.is_file() or not _ON_ITS_WAY.fullmatch(place.name):
                yield _stray(folder, place, _EXAMINE)


def _root_faults(folder: Path) -> Iterator[Fault]:
    told = rollback_of(folder / DATABASE)  # which is a fault of the database, and told there
    for place in _held(folder):
        if place == told:
            continue
        is_ours = place.is_dir() if place.name in FOLDERS else place.name in _FILES and place.is_file()
        if place.is_symlink() or not is_ours:
            is_unfinished = place.name == _UNFINISHED_TITLE_PAGE and place.is_file() and not place.is_symlink()
            yield _stray(folder, place, _UNFINISHED if is_unfinished else _EXAMINE)


def _sealed_faults(folder: Path, sealed_names: Collection[str]) -> Iterator[Fault]:
    for place in _held(folder / SEALED):
        is_ours = f"{SEALED}/{place.name}" in sealed_names and place.is_file()
        is_ours |= place.name == _ORIGINALS_OF_SEALED and place.is_dir()
        if place.is_symlink() or not is_ours:
            yield _stray(folder, place, _CLEAR)


def _held(place: Path) -> list[Path]:
    return sorted(place.iterdir()) if place.is_dir() and not place.is_symlink() else []


def _stray(folder: Path, place: Path, right: str) -> Fault:
    sort = "link" if place.is_symlink() else "folder" if place.is_dir() else "file"
    return Fault(place.relative_to(folder).as_posix(), f"is a {sort} that no entry of the case names", right)
