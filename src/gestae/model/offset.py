"""How far the times of two recordings lie apart: what a person stands by, exact, in whole nanoseconds."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from gestae.errors import RecordError

__all__ = ["Offset", "OffsetBy"]

_DIGEST: Final = re.compile(r"[0-9a-f]{64}")


class OffsetBy(StrEnum):
    """By what two recordings were held against each other."""

    SOUND = "sound"
    MOVEMENT = "movement"


@dataclass(frozen=True, slots=True)
class Offset:
    """One moment in the world has a time in each file; their difference lies within bounds.

    `least_ns` <= (time in A − time in B) <= `most_ns`, for every moment whose time in A lies from `first_ns` to
    `last_ns`. A file's time is a picture's or sample's presentation time as its container gives it, pts times
    time base, in nanoseconds; nothing is taken off its start.

    Attributes:
        a_sha256: the one file.
        b_sha256: the other.
        first_ns: from when in A.
        last_ns: until when in A, included.
        least_ns: the least difference.
        most_ns: the greatest.
        how: by what it was found.
        artifact: digest of the document that holds the evidence.
    """

    a_sha256: str
    b_sha256: str
    first_ns: int
    last_ns: int
    least_ns: int
    most_ns: int
    how: OffsetBy
    artifact: str

    def __post_init__(self) -> None:
        for digest in (self.a_sha256, self.b_sha256, self.artifact):
            if _DIGEST.fullmatch(digest) is None:
                raise RecordError(f"an offset with {digest!r}; give the sha256 as 64 hexadecimal digits")
        if self.a_sha256 == self.b_sha256:
            raise RecordError(f"an offset of {self.a_sha256[:12]} to itself; name two files")
        if self.most_ns < self.least_ns or self.last_ns < self.first_ns:
            raise RecordError(
                f"an offset of {self.least_ns} to {self.most_ns} ns, from {self.first_ns} to {self.last_ns} ns; "
                "the least comes first"
            )
