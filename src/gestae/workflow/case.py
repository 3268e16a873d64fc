"""A case at work: its journal, its vaults, and the person who decides."""

from __future__ import annotations

import fcntl
import getpass
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Final, Self
from zoneinfo import ZoneInfo

from gestae.base.canonical import Json
from gestae.base.wallclock import now_ns
from gestae.errors import CaseError, FixityError, InputRefused
from gestae.journal.entry import Entry
from gestae.journal.kinds import OPENING
from gestae.model.evidence import Digest
from gestae.model.time import Instant
from gestae.preserve.vault import Vault
from gestae.store.case import FORMAT, CaseStore, CaseView, create, open_case, view_case

__all__ = ["Case", "Desk", "Progress", "create_case", "no_progress", "read_artifact", "read_case"]

# What a stage tells while it works: what is being done, and how much of the whole is done (0 to 1).
Progress = Callable[[str, float], None]

ORIGINALS: Final = "originals"
ARTIFACTS: Final = "artifacts"


def no_progress(_what: str, _fraction: float) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Who works at a case, and the clock by which their decisions are dated."""

    author: str = ""
    now: Callable[[], Instant] = lambda: Instant(now_ns())

    def __post_init__(self) -> None:
        if not self.author:
            object.__setattr__(self, "author", getpass.getuser())

    def entry(self, kind: str, reason: str, body: Mapping[str, Json]) -> Entry:
        """Make an entry of the journal in this person's name, dated now."""
        return Entry(kind, self.now(), self.author, reason, body)


class Case(AbstractContextManager["Case"]):
    """A case opened to work on: use it in `with`."""

    def __init__(self, store: CaseStore, desk: Desk) -> None:
        self.store = store
        self.desk = desk
        self.folder = store.folder
        self.originals = Vault(store.folder / ORIGINALS)
        self.artifacts = Vault(store.folder / ARTIFACTS)

    @classmethod
    def open(cls, folder: Path, desk: Desk) -> Self:
        """Open the case in a folder.

        Raises:
            CaseError: there is no case, or one of another format.
        """
        return cls(open_case(folder), desk)

    def decide(self, kind: str, reason: str, **body: Json) -> int:
        """Write one decision to the journal and return its place."""
        return self.store.append(self.desk.entry(kind, reason, body))[0]

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Hold back every other process that asks for the same, so that what was looked up stays so for a while."""
        handle = os.open(self.originals.root, os.O_RDONLY | os.O_CLOEXEC)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.store.close()


def create_case(folder: Path, desk: Desk, *, title: str, zone: str, reason: str = "a case begins") -> Case:
    """Make a case folder with its first entry.

    Raises:
        CaseError: something is there already, or the zone is unknown.
        InputRefused: the title is empty.
    """
    if not title.strip():
        raise InputRefused("the title", wrong="is empty", right="write what the case is called")
    return Case(create(folder, desk.entry(OPENING, reason, {"title": title, "zone": zone, "format": FORMAT})), desk)


def read_case(folder: Path) -> CaseView:
    """Open a case for reading; no byte of it changes."""
    return view_case(folder)


def case_zone(view: CaseView) -> ZoneInfo:
    """Give the zone in which the case shows local times.

    Raises:
        CaseError: the case's opening is withheld, so its zone is not known.
    """
    (row,) = view.rows("case") or ({"zone": None},)
    if row["zone"] is None:
        raise CaseError(f"{view.folder}: its opening is withheld, so its zone is not known; open it with the key")
    return ZoneInfo(str(row["zone"]))


def read_artifact(folder: Path, sha256: str) -> bytes:
    """Read machine output by its digest, checked, without touching the vault's folder otherwise.

    Raises:
        FixityError: it is missing or is no longer the same.
    """
    path = folder / ARTIFACTS / sha256[:2] / sha256
    if not path.is_file():
        raise FixityError(f"artifact {sha256[:12]}", recorded=sha256, found=None)
    data = path.read_bytes()
    found = Digest.of(data)
    if found.hex != sha256:
        raise FixityError(f"artifact {sha256[:12]}", recorded=sha256, found=found.hex)
    return data
