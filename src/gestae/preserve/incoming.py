"""[edge] Files on their way into a vault: written under a temporary name, locked while their writer lives.

A temporary file that nobody has locked belongs to a run that was killed; the next run removes it. So several runs may
fill one vault at once. A full disk is an `IntakeError`, and nothing half is left.
"""

from __future__ import annotations

import errno
import fcntl
import os
import secrets
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Final

from gestae.errors import IntakeError
from gestae.model.evidence import Digest

__all__ = ["Incoming", "Marks"]

_FOLDER: Final = ".incoming"
_MARK: Final = ".unrecorded"
# Room that is left to the journal and to the system when a copy is refused beforehand.
SPARE_BYTES: Final = 16 << 20

_REFUSALS: Final = {
    errno.ENOSPC: "the disk of the case is full",
    errno.EDQUOT: "the quota on the disk of the case is used up",
    errno.EFBIG: "the file is larger than the disk of the case allows one to be",
    errno.EIO: "the disk of the case failed while it was written",
    errno.EROFS: "the disk of the case is read-only",
}
# File systems without hard links (FAT, exFAT, some network shares) answer with one of these.
_NO_LINKS: Final = frozenset({errno.EPERM, errno.EOPNOTSUPP, errno.ENOTSUP, errno.EMLINK})
_NOT_OURS_TO_SWEEP: Final = frozenset({errno.ENOENT, errno.EACCES, errno.EPERM, errno.EROFS})


class Incoming:
    """The waiting room of one vault."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self.folder = root / _FOLDER

    def owns(self, path: Path) -> bool:
        """Say whether a path lies in the waiting room."""
        return self.folder in path.parents

    @contextmanager
    def file(self, size_bytes: int | None) -> Iterator[tuple[Path, BinaryIO]]:
        """Give a locked temporary file; whatever was not named when the block ends is removed.

        Raises:
            IntakeError: no room for `size_bytes`, or the disk refused a write.
        """
        with _writes_explained():
            self._refuse_without_room(size_bytes)
            path, stream = self._new_file()
            try:
                yield path, stream
            finally:
                path.unlink(missing_ok=True)
                with suppress(OSError):  # closing flushes what a full disk has refused already
                    stream.close()

    def give_name(self, path: Path, final: Path) -> bool:
        """Give a finished file its name in one step; False where the name was taken meanwhile (by the same bytes)."""
        is_new_folder = not final.parent.is_dir()
        final.parent.mkdir(exist_ok=True)
        try:
            os.link(path, final)
        except FileExistsError:
            return False
        except OSError as error:
            if error.errno not in _NO_LINKS:
                raise
            # Two runs that race here write the same bytes under one name: replacing one by the other loses nothing.
            path.rename(final)
        _flush_folder(final.parent)
        if is_new_folder:
            _flush_folder(self._root)
        return True

    def sweep(self) -> None:
        """Remove what killed runs left: every temporary file that nobody has locked."""
        if not self.folder.is_dir():
            return
        for path in sorted(self.folder.glob("*.part")):
            # Another run may be sweeping too, and a case on a read-only medium can still be read and verified.
            with _errors_ignored(_NOT_OURS_TO_SWEEP), path.open("rb") as stream:
                if _lock(stream.fileno()):
                    path.unlink()

    def _new_file(self) -> tuple[Path, BinaryIO]:
        self.folder.mkdir(exist_ok=True)
        while True:
            path = self.folder / f"{secrets.token_hex(8)}.part"
            stream = path.open("xb+", buffering=0)
            # A sweep between the two steps may have locked or removed the file: then another is made.
            if _lock(stream.fileno()) and path.exists():
                return path, stream
            stream.close()

    def _refuse_without_room(self, size_bytes: int | None) -> None:
        if size_bytes is None:
            return
        disk = os.statvfs(self._root)
        free_bytes = disk.f_bavail * disk.f_frsize
        if size_bytes and size_bytes > max(0, free_bytes - SPARE_BYTES):
            raise IntakeError(
                f"{_no_room(size_bytes, free_bytes)}; "
                "make room or move the case to a larger disk, then run the same command again"
            )


class Marks:
    """Marks beside what is stored but not yet recorded: locked while the run that set them lives."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._mine: dict[Digest, int] = {}  # handles: closing one, by whatever way this run ends, lets go of the lock

    def set(self, digest: Digest) -> None:
        """Set a mark, and keep it locked."""
        self._folder.mkdir(exist_ok=True)
        handle = os.open(self._path(digest), os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o644)
        _lock(handle)
        _flush_folder(self._folder)
        self._mine[digest] = handle

    def clear(self, digest: Digest) -> None:
        """Take a mark away; one that was never set is no fault."""
        self._path(digest).unlink(missing_ok=True)
        handle = self._mine.pop(digest, None)
        if handle is not None:
            os.close(handle)

    def mine(self) -> tuple[Digest, ...]:
        """Give the marks that this run set and did not clear yet, in the order in which it set them."""
        return tuple(self._mine)

    def abandoned(self) -> tuple[Digest, ...]:
        """Give the marks of runs that no longer live, in order."""
        found = []
        for path in sorted(self._folder.glob(f"*{_MARK}")):
            with _errors_ignored({errno.ENOENT}), path.open("rb") as stream:
                if _lock(stream.fileno()):
                    found.append(Digest(path.name.removesuffix(_MARK)))
        return tuple(found)

    def _path(self, digest: Digest) -> Path:
        return self._folder / f"{digest.hex}{_MARK}"


def _no_room(size_bytes: int, free_bytes: int) -> str:
    """Say what is wanting; of a small item only what is kept back, so that many of them are refused in the same words.

    >>> _no_room(14, 2 << 20)
    'finds no room: the disk of the case has 2097152 bytes free, and its last 16777216 are kept for the journal'
    >>> _no_room(40 << 20, 48 << 20)
    'needs 41943040 bytes: the disk of the case has 50331648 bytes free, and its last 16777216 are kept for the journal'
    """
    needs = "finds no room" if free_bytes < SPARE_BYTES else f"needs {size_bytes} bytes"
    kept = f"its last {SPARE_BYTES} are kept for the journal"
    return f"{needs}: the disk of the case has {free_bytes} bytes free, and {kept}"


def _flush_folder(folder: Path) -> None:
    """Make the names in a folder survive a loss of power."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _writes_explained() -> Iterator[None]:
    """Turn a disk's refusal of a write into a refusal of the item."""
    try:
        yield
    except OSError as error:
        wrong = _REFUSALS.get(error.errno or 0, f"the case's folder could not be written ({error.strerror})")
        raise IntakeError(f"{wrong}; make room or choose another disk, then run the same command again") from error


@contextmanager
def _errors_ignored(numbers: Collection[int]) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno not in numbers:
            raise


def _lock(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
