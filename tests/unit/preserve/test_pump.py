"""Moving bytes: hashed and written in one read."""

from __future__ import annotations

import hashlib
import os
from io import BytesIO
from pathlib import Path

import pytest

from gestae.model.evidence import Digest
from gestae.preserve.pump import BUFFER_BYTES, copy_hashing, hash_file, write_all


class _Counting:
    """A source that counts how much is asked of it."""

    def __init__(self, data: bytes) -> None:
        self.stream, self.given_bytes = BytesIO(data), 0

    def readinto(self, buffer: memoryview, /) -> int:
        filled = self.stream.readinto(buffer)
        self.given_bytes += filled
        return filled


@pytest.mark.parametrize("size", [0, 1, BUFFER_BYTES, 9 * BUFFER_BYTES + 5, 40 * BUFFER_BYTES])
def test_one_read_gives_copy_and_digest(tmp_path: Path, size: int) -> None:
    data = os.urandom(size)
    source = _Counting(data)
    with (tmp_path / "copy").open("xb", buffering=0) as target:
        digest, copied = copy_hashing(source, target)
    assert digest.hex == hashlib.sha256(data).hexdigest()
    assert copied == size == source.given_bytes
    assert (tmp_path / "copy").read_bytes() == data
    assert hash_file(tmp_path / "copy") == digest


def test_hashing_alone_writes_nothing() -> None:
    assert copy_hashing(BytesIO(b"abc"), None) == (Digest.of(b"abc"), 3)


def test_a_target_that_takes_little_gets_all() -> None:
    class Narrow(BytesIO):
        def write(self, data: memoryview, /) -> int:  # type: ignore[override]
            return super().write(data[:2])

    narrow = Narrow()
    write_all(narrow, memoryview(b"abcdefg"))
    assert narrow.getvalue() == b"abcdefg"


def test_a_file_that_is_not_there_cannot_be_hashed(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        hash_file(tmp_path / "no")
