"""What was handed over: bytes by their digest, an item as it was received, and who held it since."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from gestae.errors import RecordError
from gestae.model.time import Instant

__all__ = [
    "Custody",
    "Digest",
    "ItemKind",
    "MemberFacts",
    "Movement",
    "Received",
    "Recognised",
    "RefusedItem",
]

_HEX: Final = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True, order=True)
class Digest:
    """The SHA-256 of some bytes, as 64 lower-case hex digits: the only name that an original has.

    Source: FIPS 180-4.

    >>> Digest.of(b"").short
    'e3b0c44298fc'
    """

    hex: str

    def __post_init__(self) -> None:
        if not _HEX.fullmatch(self.hex):
            raise RecordError(f"{self.hex!r} is no SHA-256; write 64 digits of 0-9 and a-f")

    @classmethod
    def of(cls, data: bytes) -> Digest:
        """Take the digest of bytes that are at hand."""
        return cls(hashlib.sha256(data).hexdigest())

    @property
    def short(self) -> str:
        """The first twelve digits, for people; never for comparing."""
        return self.hex[:12]

    def __str__(self) -> str:
        return self.hex


class ItemKind(StrEnum):
    """What an item is, by its bytes. Whatever its kind, it is preserved as what it is."""

    FOOTAGE = "footage"
    SOUND = "sound"
    PICTURE = "picture"
    DOCUMENT = "document"
    TEXT = "text"
    TABLE = "table"
    ARCHIVE = "archive"
    DISK_IMAGE = "disk_image"
    PROGRAM = "program"
    VENDOR = "vendor"
    EMPTY = "empty"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Recognised:
    """What an item is, and how that is known: "content" by its bytes, "name" by its ending only, "nothing"."""

    kind: ItemKind
    form: str  # "MP4", "Dahua DHAV", "unknown"
    known_by: str

    def __post_init__(self) -> None:
        if self.known_by not in ("content", "name", "nothing"):
            raise RecordError(f"known by {self.known_by!r}; say content, name or nothing")


@dataclass(frozen=True, slots=True)
class MemberFacts:
    """A file that came inside an archive: which archive, which of its members, as the archive declares it."""

    archive: Digest
    name: str
    index: int  # place in the archive's directory, from 0: two members may bear one name
    packed_bytes: int
    crc32: int
    modified: str  # local time as the archive says it, "2022-03-16T14:03:02", in no zone; "" if it says none


@dataclass(frozen=True, slots=True)
class Received:
    """One item as it was received: its name and times are facts of the delivery, not of the original.

    `place` is where it lay in the delivery, parts joined by "/"; for a member of an archive the archive's place,
    "!/" and the member's name. Where the name is not UTF-8, `raw_name_hex` has its bytes and `place` a reading of it.
    """

    place: str
    size_bytes: int
    digest: Digest
    modified_ns: int | None  # since 1970-01-01T00:00Z by the file system that it came on; None where it says none
    raw_name_hex: str | None = None
    member: MemberFacts | None = None

    def __post_init__(self) -> None:
        if self.size_bytes < 0:
            raise RecordError(f"{self.place!r} with {self.size_bytes} bytes; a size is zero or more")
        if not self.place:
            raise RecordError("an item with no place in its delivery; name where it lay")

    @property
    def name(self) -> str:
        """The last part of the place."""
        return self.place.rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class RefusedItem:
    """An item of a delivery that could not be preserved: what is wrong, and what would be right."""

    place: str
    wrong: str
    right: str
    raw_name_hex: str | None = None

    def __str__(self) -> str:
        return f"{self.place}: {self.wrong}; {self.right}"


class Custody(StrEnum):
    """What happened last to an item that is held."""

    RECEIVED = "received"
    MOVED = "moved"
    LENT = "lent"
    RETURNED = "returned"
    DISPOSED = "disposed"


@dataclass(frozen=True, slots=True)
class Movement:
    """One step of an item's custody: what, when, from whose hands into whose, why."""

    step: Custody
    at: Instant
    holder: str  # who has it after the step
    place: str
    reason: str

    def __post_init__(self) -> None:
        for name, said in (("holder", self.holder), ("reason", self.reason)):
            if not said.strip():
                raise RecordError(f"a custody step '{self.step}' without {name}; say who and why")
