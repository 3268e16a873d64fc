"""[edge] Moving bytes: read once, hashed in one thread while another reads and writes.

`hashlib` lets go of the interpreter for long buffers, so hashing and copying take two cores; the slower of them sets
the pace. A few buffers go round; memory does not grow with the file.
"""

from __future__ import annotations

import errno
import hashlib
import itertools
import mmap
import os
import stat
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from io import FileIO
from pathlib import Path
from typing import BinaryIO, Final, Protocol

from gestae.errors import IntakeError
from gestae.model.evidence import Digest

__all__ = ["BUFFER_BYTES", "Readable", "copy_hashing", "hash_file", "open_source", "write_all"]

BUFFER_BYTES: Final = 1 << 20
_BUFFERS: Final = 4
# How much is written before the system is asked to bring it to the disk, so that the flush at the end is short.
_FLUSH_EVERY_BYTES: Final = 32 << 20


# A pipe that took a file's place is not waited for, a link that took it is not followed.
_READ: Final = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOFOLLOW
# So that reading leaves no trace on the medium; only a file's owner may ask for it.
_NO_TRACE: Final = getattr(os, "O_NOATIME", 0)


_NO_FILE: Final = "is no longer a file; it was one when the folder was listed"


class Readable(Protocol):
    """Whatever fills a buffer and says how much of it; 0 at its end."""

    def readinto(self, buffer: memoryview, /) -> int | None:
        """Fill the buffer from its start."""
        ...


def copy_hashing(source: Readable, target: BinaryIO | None) -> tuple[Digest, int]:
    """Read a stream to its end, hash it and (with a target) write it and flush it to the disk, in one read.

    Args:
        source: is read once.
        target: an unbuffered file, or None to hash only.

    Returns:
        The digest and the number of bytes.

    Raises:
        OSError: reading or writing failed.
    """
    sha256 = hashlib.sha256()
    copied_bytes = _copy_start(source, target, sha256)
    if copied_bytes >= BUFFER_BYTES:
        copied_bytes = _copy_rest(source, target, sha256, copied_bytes)
    if target is not None:
        os.fsync(target.fileno())
    return Digest(sha256.hexdigest()), copied_bytes


def _copy_start(source: Readable, target: BinaryIO | None, sha256: hashlib._Hash) -> int:
    """Copy until a buffer's worth has passed or the stream has ended: a small file is not worth a thread."""
    copied_bytes = 0
    buffer = _new_buffer()
    while copied_bytes < BUFFER_BYTES:
        filled = source.readinto(buffer)
        if not filled:
            break
        sha256.update(buffer[:filled])
        if target is not None:
            write_all(target, buffer[:filled])
        copied_bytes += filled
    return copied_bytes


def _copy_rest(source: Readable, target: BinaryIO | None, sha256: hashlib._Hash, copied_bytes: int) -> int:
    """Copy to the end, hashing in a second thread; give how much has passed in all."""
    pending: deque[Future[None]] = deque()
    buffers = [_new_buffer() for _ in range(_BUFFERS)]
    with ThreadPoolExecutor(1) as hasher:
        for buffer in itertools.cycle(buffers):
            if len(pending) == _BUFFERS:
                pending.popleft().result()  # this buffer's last contents are hashed: it may be filled again
            filled = source.readinto(buffer)
            if not filled:
                break
            pending.append(hasher.submit(sha256.update, buffer[:filled]))
            if target is not None:
                write_all(target, buffer[:filled])
                _start_flush(target, copied_bytes, copied_bytes + filled)
            copied_bytes += filled
    for done in pending:
        done.result()
    return copied_bytes


def _new_buffer() -> memoryview:
    """Give a buffer whose pages the system makes only when they are filled."""
    return memoryview(mmap.mmap(-1, BUFFER_BYTES))


@contextmanager
def open_source(path: Path) -> Iterator[FileIO]:
    """Open a file of a delivery, leaving no trace of the reading where the system allows that.

    Raises:
        IntakeError: it is no ordinary file any more.
        OSError: it cannot be opened.
    """
    with FileIO(_open(path), "rb") as stream:
        if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
            raise IntakeError(_NO_FILE)
        yield stream


def _open(path: Path) -> int:
    try:
        return os.open(path, _READ | _NO_TRACE)
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise IntakeError(_NO_FILE) from error
        if error.errno != errno.EPERM or not _NO_TRACE:
            raise
    return os.open(path, _READ)


def hash_file(path: Path) -> Digest:
    """Hash a file from the device, as far as the system lets its cached pages be dropped first.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb", buffering=0) as stream:
        _drop_cached(stream.fileno(), 0, 0)
        digest, _ = copy_hashing(stream, None)
    return digest


def write_all(target: BinaryIO, data: memoryview) -> None:
    """Write all of a buffer to an unbuffered file, which may take it in parts."""
    written = 0
    while written < len(data):
        written += target.write(data[written:])


def _start_flush(target: BinaryIO, before_bytes: int, after_bytes: int) -> None:
    if before_bytes // _FLUSH_EVERY_BYTES != after_bytes // _FLUSH_EVERY_BYTES:
        _drop_cached(target.fileno(), 0, after_bytes)


def _drop_cached(handle: int, offset: int, length: int) -> None:
    """Ask the system to write out and forget pages; a system without the call keeps them."""
    if hasattr(os, "posix_fadvise"):
        os.posix_fadvise(handle, offset, length, os.POSIX_FADV_DONTNEED)
