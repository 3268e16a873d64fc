"""[edge] The vault: bytes in a folder under the name of their SHA-256, written once and never again.

What holds after `put` has returned: the bytes were hashed as they were read, in one read; they were written to a
temporary file on the same file system, flushed, read back and hashed again; the file was made read-only and given
its name in one step that overwrites nothing; and the folder was flushed. A run killed at any byte leaves at most a
temporary file, which the next run removes.

What the reading back proves: the file system returned the bytes that were written. The page cache is dropped first
where the system allows (`posix_fadvise`), so the bytes come from the device or from its own cache. It does not prove
that the medium keeps them: `verify` later, and a second copy elsewhere, do.
"""

from __future__ import annotations

import stat
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, Final

from gestae.errors import FixityError
from gestae.model.evidence import Digest
from gestae.preserve.incoming import Incoming
from gestae.preserve.pump import Readable, copy_hashing, hash_file

__all__ = ["FaultKind", "Stored", "Vault", "VaultFault"]

_READ_ONLY: Final = 0o444
_ANY_WRITE: Final = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH


@dataclass(frozen=True, slots=True)
class Stored:
    """Bytes that lie safely in a vault; `was_new` is False where it had them already.

    `digest` and `size_bytes` are those of the original; `sealed` is the digest of its encrypted bytes, None where it
    lies there as it is.
    """

    digest: Digest
    size_bytes: int
    was_new: bool
    sealed: Digest | None = None


class FaultKind(StrEnum):
    """What can be wrong with a vault."""

    CHANGED = "changed"
    MISSING = "missing"
    EXTRA = "extra"
    WRONG_NAME = "wrong_name"
    WRITABLE = "writable"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class VaultFault:
    """One fault: what kind, of which file (as it lies under the vault), and what was found instead."""

    kind: FaultKind
    name: str
    found: str

    def __str__(self) -> str:
        return f"{self.name}: {self.found}"


class Vault:
    """A folder of originals or artifacts: `ab/abcd…`, read-only, found by digest alone."""

    def __init__(self, root: Path, *, read_only: bool = False) -> None:
        """Open a vault, make its folder if there is none, and remove what a killed run left behind.

        With `read_only` nothing is made and nothing removed: for verifying.
        """
        self.root = root
        self._incoming = Incoming(root)
        if not read_only:
            root.mkdir(parents=True, exist_ok=True)
            self._incoming.sweep()

    @property
    def waiting_room(self) -> Path:
        """Where temporary files lie."""
        return self._incoming.folder

    def path_of(self, digest: Digest) -> Path:
        """Say where the bytes of a digest lie, or would lie."""
        return self.root / digest.hex[:2] / digest.hex

    def __contains__(self, digest: Digest) -> bool:
        return _is_file(self.path_of(digest))

    def digests(self) -> Iterator[Digest]:
        """Give every digest that the vault has a file for, in order."""
        for folder in sorted(self.root.glob("[0-9a-f][0-9a-f]")):
            for path in sorted(folder.iterdir()):
                if _is_at_home(path):
                    yield Digest(path.name)

    def sizes(self) -> frozenset[int]:
        """Give the sizes of all that is held: bytes of another size cannot be held already."""
        return frozenset(self.path_of(digest).stat().st_size for digest in self.digests())

    def put_bytes(self, data: bytes) -> Stored:
        """Store bytes that are at hand. See `put`."""
        return self.put(BytesIO(data), size_bytes=len(data))

    def put(self, source: Readable, *, size_bytes: int | None = None) -> Stored:
        """Copy a stream into the vault: hashed and written in one read, read back, then named.

        Args:
            source: is read to its end, once.
            size_bytes: how much is expected, if known: a disk without that room refuses before anything is written.

        Raises:
            IntakeError: no room, or the disk refused a write; nothing is left half.
            FixityError: what was read back, or what the vault already held under this digest, is not what it should be.
        """
        return self.write(lambda target: copy_hashing(source, target), size_bytes=size_bytes)

    def write(self, fill: Callable[[BinaryIO], tuple[Digest, int]], *, size_bytes: int | None = None) -> Stored:
        """Store what `fill` writes to an unbuffered file; it flushes it and returns what it wrote. See `put`."""
        with self._incoming.file(size_bytes) as (path, target):
            digest, copied_bytes = fill(target)
            if digest in self:
                self.verify(digest)
                return Stored(digest, copied_bytes, was_new=False)
            _read_back(path, digest)
            path.chmod(_READ_ONLY)
            was_new = self._incoming.give_name(path, self.path_of(digest))
            if not was_new:
                self.verify(digest)  # what bears the name is another run's copy, or something that is none
        return Stored(digest, copied_bytes, was_new)

    def holds_same(self, source: Readable) -> Stored | None:
        """Read a stream and, if its bytes are held already, verify those and say so; write nothing."""
        digest, size_bytes = copy_hashing(source, None)
        if digest not in self:
            return None
        self.verify(digest)
        return Stored(digest, size_bytes, was_new=False)

    def settle(self, stored: Stored) -> None:
        """Take note that the journal names what was stored; here nothing waits for that."""

    def discard(self, stored: Stored) -> None:
        """Take note that the journal names this original already; here the same bytes are the same file, and stay."""

    def get(self, digest: Digest) -> bytes:
        """Give the bytes of a digest, checked.

        Raises:
            FixityError: they are missing or are no longer the same.
        """
        path = self.path_of(digest)
        if not path.is_file():
            raise FixityError(f"original {digest.short}", recorded=digest.hex, found=None)
        data = path.read_bytes()
        found = Digest.of(data)
        if found != digest:
            raise FixityError(f"original {digest.short}", recorded=digest.hex, found=found.hex)
        return data

    @contextmanager
    def open(self, digest: Digest) -> Iterator[BinaryIO]:
        """Open the bytes of a digest for reading; they are not checked here, `verify` does that.

        Raises:
            FixityError: there is no such file.
        """
        path = self.path_of(digest)
        if not path.is_file():
            raise FixityError(f"original {digest.short}", recorded=digest.hex, found=None)
        with path.open("rb") as stream:
            yield stream

    def verify(self, digest: Digest) -> None:
        """Read one original again.

        Raises:
            FixityError: it is missing or is no longer the same.
        """
        path = self.path_of(digest)
        found = hash_file(path) if _is_file(path) else None
        if found != digest:
            raise FixityError(f"original {digest.short}", recorded=digest.hex, found=found.hex if found else None)

    def verify_all(self, known: Collection[Digest] | None = None) -> Iterator[VaultFault]:
        """Read everything again and tell every fault.

        Args:
            known: what the journal says is here; what it does not name is extra, and what was not reached and read on
                the way through the folders is missing, whatever a link may lead to. None: only what lies here is read.
        """
        reached: set[Path] = set()
        for path in sorted(self.root.rglob("*")):
            # A link to a folder is a fault like any other link: what lies behind it is in no vault and is not walked.
            if (path.is_symlink() or not path.is_dir()) and not self._incoming.owns(path):
                reached.add(path)
                yield from self._faults_of(path, known)
        for digest in sorted(known or ()):
            if self.path_of(digest) not in reached:
                yield VaultFault(FaultKind.MISSING, self._name(self.path_of(digest)), "is missing")

    def _faults_of(self, path: Path, known: Collection[Digest] | None) -> Iterator[VaultFault]:
        name = self._name(path)
        if path.is_symlink() or not path.is_file():
            found_kind = "is no ordinary file but a link" if path.is_symlink() else "is no ordinary file"
            yield VaultFault(FaultKind.EXTRA, name, found_kind)
            return
        try:
            found = hash_file(path)
        except OSError as error:
            yield VaultFault(FaultKind.UNREADABLE, name, f"cannot be read ({error.strerror})")
            return
        if path.stat().st_mode & _ANY_WRITE:
            yield VaultFault(FaultKind.WRITABLE, name, "is writable; originals are kept read-only")
        if not _is_at_home(path):
            kind = FaultKind.WRONG_NAME if self.path_of(found) != path else FaultKind.EXTRA
            yield VaultFault(kind, name, f"does not bear the name of its bytes, sha256 {found}")
        elif found.hex != path.name:
            yield VaultFault(FaultKind.CHANGED, name, f"its bytes have sha256 {found}")
        elif known is not None and found not in known:
            yield VaultFault(FaultKind.EXTRA, name, "is named by no entry")

    def _name(self, path: Path) -> str:
        return path.relative_to(self.root).as_posix()


def _read_back(path: Path, written: Digest) -> None:
    found = hash_file(path)
    if found != written:
        raise FixityError("the copy just written", recorded=written.hex, found=found.hex)


def _is_file(path: Path) -> bool:
    """Say whether a file itself lies there: a link may lead out of the case, and what it leads to may go."""
    return path.is_file() and not path.is_symlink()


def _is_at_home(path: Path) -> bool:
    """Say whether a file bears a digest as its name and lies in the folder for it."""
    name = path.name
    return len(name) == 64 and set(name) <= set("0123456789abcdef") and path.parent.name == name[:2]
