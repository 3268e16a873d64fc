"""[edge] A database read without a trace: its bytes are taken into memory, and the write-ahead log is applied there.

SQLite itself cannot promise that: opened read-only, a database in WAL mode still makes or alters `-shm` beside it,
and one that a killed process left behind is recovered first. Evidence that is being verified must not change.

Source: sqlite.org/fileformat2.html, section 4 (the WAL file) and 1.3 (the database header).
"""

from __future__ import annotations

import sqlite3
import struct
from pathlib import Path
from typing import Final

from gestae.errors import CaseError

__all__ = ["open_snapshot", "refuse_rollback", "rollback_of", "with_log"]

_WAL_HEADER: Final = struct.Struct(">8I")
_FRAME_HEADER: Final = struct.Struct(">6I")
_WAL_MAGIC: Final = 0x377F0682  # the lowest bit says that checksums are big-endian
_ROLLBACK_JOURNAL: Final = b"\x01\x01"  # "file format version numbers", at offset 18: no log beside this file
_FORMAT_AT: Final = slice(18, 20)
_HEADER_BYTES: Final = 100
_TRIES: Final = 5


def open_snapshot(place: Path) -> sqlite3.Connection:
    """Open what a database file and its log say at this moment, in memory.

    Raises:
        CaseError: the file cannot be read, or is being written all the time.
    """
    image = bytearray(_read_settled(place))
    if len(image) < _HEADER_BYTES:
        raise CaseError(f"{place}: is no database ({len(image)} bytes); restore it from a second copy")
    image[_FORMAT_AT] = _ROLLBACK_JOURNAL
    connection = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
    # A damaged text must be reported as a fault of its row, not stop the reading of all others.
    connection.text_factory = lambda raw: raw.decode("utf-8", "surrogateescape")
    try:
        connection.deserialize(bytes(image))
    except sqlite3.DatabaseError as error:
        connection.close()
        raise CaseError(f"{place}: is no database ({error}); restore it from a second copy") from error
    return connection


def rollback_of(place: Path) -> Path | None:
    """Find a rollback journal beside a database, which the next program that opens it would play back.

    gestae works with a write-ahead log and never makes one.
    """
    beside = place.with_name(place.name + "-journal")
    return beside if beside.exists() or beside.is_symlink() else None


def refuse_rollback(place: Path) -> None:
    """Refuse a database beside which a rollback journal lies.

    Raises:
        CaseError: one is there.
    """
    found = rollback_of(place)
    if found is not None:
        raise CaseError(
            f"{found} lies beside the database; opening it could put older entries in the place of the newer ones: "
            "restore the case from a second copy, and keep this one for examination"
        )


def with_log(database: bytes, log: bytes) -> bytes:
    """Apply a write-ahead log to a database, as far as its checksums hold and a transaction is whole.

    Args:
        database: the bytes of the file.
        log: the bytes of its `-wal`; may end in the middle of a frame, as a kill leaves it.
    """
    if len(log) < _WAL_HEADER.size:
        return database
    magic, _version, page_bytes, _checkpoint, *salts_and_sums = _WAL_HEADER.unpack_from(log)
    order = ">" if magic & 1 else "<"
    sums = _checksum(log[: _WAL_HEADER.size - 8], (0, 0), order)
    if magic & ~1 != _WAL_MAGIC or sums != tuple(salts_and_sums[2:]):
        return database
    pages: dict[int, bytes] = {}
    whole: dict[int, bytes] = {}
    length_pages = 0
    for at in range(_WAL_HEADER.size, len(log) - page_bytes - _FRAME_HEADER.size + 1, page_bytes + _FRAME_HEADER.size):
        number, length_after, *rest = _FRAME_HEADER.unpack_from(log, at)
        page = log[at + _FRAME_HEADER.size : at + _FRAME_HEADER.size + page_bytes]
        sums = _checksum(log[at : at + 8] + page, sums, order)
        if rest[:2] != salts_and_sums[:2] or tuple(rest[2:]) != sums:
            break
        pages[number] = page
        if length_after:
            whole, length_pages = whole | pages, length_after
            pages = {}
    return _patched(database, whole, length_pages, page_bytes)


def _patched(database: bytes, pages: dict[int, bytes], length_pages: int, page_bytes: int) -> bytes:
    if not pages:
        return database
    image = bytearray(database.ljust(length_pages * page_bytes, b"\0")[: length_pages * page_bytes])
    for number, page in pages.items():
        if number <= length_pages:
            image[(number - 1) * page_bytes : number * page_bytes] = page
    return bytes(image)


def _checksum(content: bytes, sums: tuple[int, int], order: str) -> tuple[int, int]:
    first, second = sums
    for even, odd in struct.iter_unpack(f"{order}II", content):
        first = (first + even + second) & 0xFFFFFFFF
        second = (second + odd + first) & 0xFFFFFFFF
    return first, second


def _read_settled(place: Path) -> bytes:
    """Read file and log while nobody writes; a log that only grows meanwhile does no harm."""
    log = place.with_name(place.name + "-wal")
    for _ in range(_TRIES):
        try:
            before = _age(place)
            database = place.read_bytes()
            extra = log.read_bytes() if log.is_file() else b""
            if _age(place) == before:
                return with_log(database, extra)
        except FileNotFoundError:
            continue
        except OSError as error:
            raise CaseError(f"{place}: cannot be read ({error}); check the disk and your rights") from error
    raise CaseError(f"{place}: is written all the time; try again when the other process is done")


def _age(place: Path) -> tuple[int, int]:
    facts = place.stat()
    return facts.st_mtime_ns, facts.st_size
