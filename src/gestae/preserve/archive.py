"""[edge] ZIP archives: their members listed with limits, and read one at a time.

An archive is an original itself; its members are originals linked to it. Nothing is unpacked to a path: a
member's name is only recorded, and one that would climb out of its folder is refused all the same, because others
will unpack it.
What a bomb can cost is bounded before it is opened: by the size of its directory, by the number of its members, and
by how much more its members claim to hold than the archive does. An archive within an archive is preserved, not opened.
"""

from __future__ import annotations

import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from io import FileIO
from pathlib import Path
from typing import IO, Final

from gestae.errors import IntakeError
from gestae.model.evidence import ItemKind, RefusedItem
from gestae.preserve.kinds import HEAD_BYTES, recognise
from gestae.preserve.names import read_name
from gestae.preserve.pump import Readable, open_source

__all__ = ["ArchiveMember", "list_members", "open_member"]

MOST_DIRECTORY_BYTES: Final = 64 << 20
MOST_MEMBERS: Final = 100_000
# Deflate cannot shrink by more than 1032:1 (RFC 1951), and footage hardly shrinks at all; what claims more than this
# and is large is a bomb, or a disk of zeros that belongs into a better container.
MOST_RATIO: Final = 200
HARMLESS_BYTES: Final = 256 << 20

_END: Final = b"PK\x05\x06"  # APPNOTE 4.3.16: end of central directory record, 22 bytes and a comment
_LONGEST_END: Final = 22 + 65_535
_END_64_LOCATOR: Final = b"PK\x06\x07"  # APPNOTE 4.3.15
_END_64: Final = b"PK\x06\x06"  # APPNOTE 4.3.14
_UTF8_NAMES: Final = 0x800  # APPNOTE 4.4.4, bit 11
_ENCRYPTED: Final = 0x1
_METHODS: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA})
_DAMAGE: Final = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, RuntimeError)


@dataclass(frozen=True, slots=True)
class ArchiveMember:
    """One file in an archive, as the archive's directory declares it."""

    place: str
    name: str
    index: int
    facts: zipfile.ZipInfo
    raw_name_hex: str | None

    @property
    def modified(self) -> str:
        """The member's time as the archive says it, in no zone; empty where it says none."""
        year, month, day, hour, minute, second = self.facts.date_time
        if (month, day) == (0, 0):
            return ""
        return f"{year:04d}-{month:02d}-{day:02d}T{hour:02d}:{minute:02d}:{second:02d}"


def list_members(path: Path, place: str, names: str) -> Iterator[ArchiveMember | RefusedItem]:
    """List an archive's members in the order of their names' bytes; nothing for a file that is no ZIP archive.

    Args:
        path: a file.
        place: where it lay in its delivery.
        names: see `gestae.preserve.names`.
    """
    try:
        with open_source(path) as stream:
            if not _is_zip(stream, path.name):
                return
            _refuse_huge_directory(stream)
            with zipfile.ZipFile(stream) as archive:
                infos = archive.infolist()
    except (IntakeError, *_DAMAGE) as error:
        yield RefusedItem(f"{place}!/", f"cannot be opened as an archive ({error})", _KEPT_WHOLE)
        return
    except OSError:
        return  # the copying of the archive itself will say it
    yield from _judged(infos, path, place, names)


@contextmanager
def open_member(path: Path, member: ArchiveMember) -> Iterator[Readable]:
    """Open one member for reading; what it gives is checked against its declared size and CRC-32 as it ends.

    Raises:
        IntakeError: the archive is damaged there, or is no longer the one that was listed.
    """
    with ExitStack() as opened:
        with _damage_explained():
            archive = opened.enter_context(zipfile.ZipFile(opened.enter_context(open_source(path))))
            stream = opened.enter_context(archive.open(_same(archive, member)))
        yield _Unpacking(stream)


class _Unpacking:
    """A member's bytes; damage is said as a refusal."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream

    def readinto(self, buffer: memoryview, /) -> int:
        with _damage_explained():
            data = self._stream.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


@contextmanager
def _damage_explained() -> Iterator[None]:
    try:
        yield
    except _DAMAGE as error:
        raise IntakeError(f"is damaged within its archive ({error}); the archive itself is preserved whole") from error


_KEPT_WHOLE: Final = "the archive itself is preserved whole; unpack it elsewhere and take in what it holds"


def _same(archive: zipfile.ZipFile, member: ArchiveMember) -> zipfile.ZipInfo:
    infos = archive.infolist()
    found = infos[member.index] if member.index < len(infos) else None
    if found is None or (found.orig_filename, found.CRC, found.file_size) != (
        member.facts.orig_filename,
        member.facts.CRC,
        member.facts.file_size,
    ):
        raise IntakeError("is no longer in its archive as it was listed; take the archive in again")
    return found


def _is_zip(stream: FileIO, name: str) -> bool:
    seen = recognise(stream.read(HEAD_BYTES), name)
    return (seen.kind, seen.form) == (ItemKind.ARCHIVE, "ZIP")


def _refuse_huge_directory(stream: FileIO) -> None:
    """Refuse before the library reads the whole directory into memory."""
    size_bytes = stream.seek(0, os.SEEK_END)
    stream.seek(max(0, size_bytes - _LONGEST_END))
    tail = stream.read(_LONGEST_END)
    end = tail.rfind(_END)
    if end < 0 or len(tail) < end + 22:
        raise IntakeError("its directory is missing")
    (directory_bytes,) = struct.unpack_from("<I", tail, end + 12)
    if directory_bytes == 0xFFFFFFFF and tail[end - 20 : end - 16] == _END_64_LOCATOR:
        (offset,) = struct.unpack_from("<Q", tail, end - 12)
        stream.seek(min(offset, size_bytes))
        record = stream.read(56)
        if len(record) == 56 and record.startswith(_END_64):
            (directory_bytes,) = struct.unpack_from("<Q", record, 40)
    if directory_bytes > MOST_DIRECTORY_BYTES:
        raise IntakeError(f"its directory claims {directory_bytes} bytes, more than {MOST_DIRECTORY_BYTES}")


def _judged(infos: list[zipfile.ZipInfo], path: Path, place: str, names: str) -> Iterator[ArchiveMember | RefusedItem]:
    """Give the members that may be read, and say of each other one why not."""
    if len(infos) > MOST_MEMBERS:
        yield RefusedItem(f"{place}!/", f"holds {len(infos)} members, more than {MOST_MEMBERS}", _KEPT_WHOLE)
        return
    budget_bytes = max(HARMLESS_BYTES, MOST_RATIO * path.stat().st_size)
    ordered = sorted(enumerate(infos), key=lambda pair: (_raw_name(pair[1]), pair[0]))
    for index, info in ordered:
        if info.is_dir():
            continue
        name = read_name(_raw_name(info), names)
        full = f"{place}!/{name.text}"
        refused = name.refused or _refuse_member(name.text, info, budget_bytes)
        if refused:
            yield RefusedItem(full, *refused, name.raw_hex)
            continue
        budget_bytes -= info.file_size
        yield ArchiveMember(full, name.text, index, info, name.raw_hex)


def _refuse_member(name: str, info: zipfile.ZipInfo, budget_bytes: int) -> tuple[str, str] | None:
    mode = info.external_attr >> 16
    if info.flag_bits & _ENCRYPTED:
        return "is encrypted in its archive", "unpack it with its password elsewhere and take in the file"
    if info.compress_type not in _METHODS:
        return f"is packed by method {info.compress_type}, which is not read here", _KEPT_WHOLE
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        return "is a link or a device in its archive, not a file", _KEPT_WHOLE
    if _climbs(name):
        return "has a name that climbs out of its folder", _KEPT_WHOLE
    if info.file_size > HARMLESS_BYTES and info.file_size > MOST_RATIO * max(1, info.compress_size):
        return f"claims to hold {info.file_size} bytes in {info.compress_size}: a bomb by its measure", _KEPT_WHOLE
    if info.file_size > budget_bytes:
        return "is one too many: together the members claim far more than the archive can hold", _KEPT_WHOLE
    return None


def _climbs(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    has_drive = len(name) > 1 and name[1] == ":" and name[0].isalpha()
    return not name or name.startswith(("/", "\\")) or has_drive or ".." in parts or "\0" in name


def _raw_name(info: zipfile.ZipInfo) -> bytes:
    """Give a member's name as its bytes: without the UTF-8 flag the library has read them as code page 437."""
    return info.orig_filename.encode("utf-8" if info.flag_bits & _UTF8_NAMES else "cp437", "surrogateescape")
