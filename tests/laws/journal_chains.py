"""Chains made for tests, written apart from the code that the tests are about."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from gestae.journal.chain import Record, State


def salt_of(place: int) -> bytes:
    """Give another salt for each place, the same in every run."""
    return hashlib.sha256(f"salt {place}".encode()).digest()


def chained(contents: Sequence[bytes]) -> list[Record]:
    """Chain contents by the formulas of the document, without the code of the journal."""
    records, head = [], bytes(32)
    for seq, content in enumerate(contents, 1):
        leaf = hashlib.sha256(b"\x00" + salt_of(seq) + content).digest()
        head = hashlib.sha256(b"\x01" + head + leaf).digest()
        records.append(Record(seq, leaf, head, salt_of(seq), content, State.PLAIN))
    return records
