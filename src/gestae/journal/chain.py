"""The chain over commitments: it verifies from the leaves alone, so that a content can be hidden and nothing breaks.

`leaf = sha256(0x00 ‖ salt ‖ content)` with 32 random bytes of salt; `head_n = sha256(0x01 ‖ head_{n−1} ‖ leaf_n)`;
`head_0` is 32 zero bytes. The prefixes keep a leaf from passing as a head, as in RFC 9162, section 2.1.1.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from gestae.errors import JournalError
from gestae.model.fault import Fault

__all__ = ["DIGEST_BYTES", "GENESIS", "Record", "State", "chain_faults", "leaf_of", "link", "where_of"]

DIGEST_BYTES: Final = 32
GENESIS: Final = bytes(DIGEST_BYTES)

_RESTORE: Final = "restore the case from a second copy, and keep this one for examination"


class State(StrEnum):
    """Whether the content of an entry can be read where it stands."""

    PLAIN = "plain"
    PROTECTED = "protected"
    ERASED = "erased"


@dataclass(frozen=True, slots=True)
class Record:
    """One row of the journal.

    Attributes:
        seq: its place, from 1.
        leaf: 32 bytes, the commitment to its content.
        head: 32 bytes, the chain up to and with it.
        salt: 32 bytes, or None where the content is hidden.
        content: canonical bytes of the entry, or None where hidden.
        state: whether the content is there.
        sealed_name: path of the encrypted content inside the case folder, where it is protected.
    """

    seq: int
    leaf: bytes
    head: bytes
    salt: bytes | None
    content: bytes | None
    state: State
    sealed_name: str | None = None


def leaf_of(salt: bytes, content: bytes) -> bytes:
    """Commit to a content so that nobody can guess it from the leaf.

    Raises:
        JournalError: the salt is not 32 bytes long; another length would let salt and content be shifted.

    >>> leaf_of(bytes(32), b"{}").hex()[:16]
    'df2fad6a42533aaa'
    """
    if len(salt) != DIGEST_BYTES:
        raise JournalError(f"a salt of {len(salt)} bytes; it must have {DIGEST_BYTES}")
    return hashlib.sha256(b"\x00" + salt + content).digest()


def link(head: bytes, leaf: bytes) -> bytes:
    r"""Lead the chain on by one leaf.

    >>> link(GENESIS, GENESIS) == hashlib.sha256(b"\x01" + bytes(64)).digest()
    True
    """
    return hashlib.sha256(b"\x01" + head + leaf).digest()


def where_of(seq: int) -> str:
    """Name the place of an entry, as every fault names it."""
    return f"journal entry {seq}"


def chain_faults(records: Iterable[Record], known: Mapping[int, bytes] | None = None) -> Iterator[Fault]:
    """Name every fault of the chain: places, links, commitments; and where it leaves a head kept elsewhere.

    Each head is compared with what its stored predecessor and its own leaf give, so that a fault is named where it
    is and the rows after it are still checked.

    Args:
        records: in the order of their seq.
        known: heads that were written down elsewhere, by seq.
    """
    before, head = 0, GENESIS
    unseen = dict(known or {})
    for record in records:
        where = where_of(record.seq)
        if record.seq != before + 1:
            yield Fault(where, f"follows entry {before}: {_gap(before, record.seq)}", _RESTORE)
        if record.head != link(head, record.leaf):
            yield Fault(where, "its head does not follow from the head before it and its leaf", _RESTORE)
        yield from _content_faults(record, where)
        if unseen.pop(record.seq, record.head) != record.head:
            yield Fault(where, "its head is not the one that was kept elsewhere: the journal was rewritten", _RESTORE)
        before, head = record.seq, record.head
    for seq in sorted(unseen):
        yield Fault(where_of(seq), "is missing, though its head was kept elsewhere: the journal was cut", _RESTORE)


def _gap(before: int, seq: int) -> str:
    if seq <= before:
        return "its number is out of order"
    missing = seq - before - 1
    return f"{missing} {'entry is' if missing == 1 else 'entries are'} missing"


def _content_faults(record: Record, where: str) -> Iterator[Fault]:
    if record.state is State.PLAIN:
        if record.salt is None or record.content is None:
            yield Fault(where, "is called plain, but its salt or its content is gone", _RESTORE)
        elif len(record.salt) != DIGEST_BYTES:
            yield Fault(where, f"its salt has {len(record.salt)} bytes and not {DIGEST_BYTES}", _RESTORE)
        elif leaf_of(record.salt, record.content) != record.leaf:
            yield Fault(where, "its content and salt do not give its leaf", _RESTORE)
    elif record.salt is not None or record.content is not None:
        yield Fault(where, f"is called {record.state}, but its salt or its content is there", _RESTORE)
    if (record.sealed_name is None) is (record.state is State.PROTECTED):
        yield Fault(where, f"is {record.state} and {_sealed(record.sealed_name)}", _RESTORE)


def _sealed(name: str | None) -> str:
    return "names no sealed file" if name is None else f"names the sealed file {name}"
