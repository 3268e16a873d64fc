"""One Merkle tree over the leaves of the journal: root and audit paths in the shape of RFC 9162.

Our leaves are already the leaf hashes of the standard, for `sha256(0x00 ‖ d)` with `d = salt ‖ content`.
A path shows that a leaf belongs to a root and tells nothing of the other leaves' contents.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Final

from gestae.errors import JournalError

__all__ = ["EMPTY_ROOT", "audit_path", "root", "root_by_path"]

EMPTY_ROOT: Final = hashlib.sha256(b"").digest()


def root(leaves: Sequence[bytes]) -> bytes:
    """Give the root over leaf hashes.

    Args:
        leaves: 32 bytes each, in journal order.

    Source: RFC 9162, section 2.1.1.

    >>> root([bytes(32)]) == bytes(32), root([]) == EMPTY_ROOT
    (True, True)
    """
    if not leaves:
        return EMPTY_ROOT
    if len(leaves) == 1:
        return leaves[0]
    cut = _cut(len(leaves))
    return _node(root(leaves[:cut]), root(leaves[cut:]))


def audit_path(leaves: Sequence[bytes], index: int) -> tuple[bytes, ...]:
    """Give the hashes that lead from one leaf to the root, from the leaf upwards.

    Args:
        leaves: 32 bytes each, in journal order.
        index: from 0.

    Raises:
        JournalError: no such leaf.

    Source: RFC 9162, section 2.1.3.1.
    """
    _check_place(index, len(leaves))
    if len(leaves) == 1:
        return ()
    cut = _cut(len(leaves))
    if index < cut:
        return (*audit_path(leaves[:cut], index), root(leaves[cut:]))
    return (*audit_path(leaves[cut:], index - cut), root(leaves[:cut]))


def root_by_path(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes:
    """Compute the root that a path leads to; the leaf is proved if it is the root of the sealed case.

    Args:
        leaf: 32 bytes.
        index: the leaf's place, from 0.
        size: how many leaves the tree has.
        path: as `audit_path` gives it.

    Raises:
        JournalError: the path is too long or too short for that place.

    >>> leaves = [bytes([n]) * 32 for n in range(5)]
    >>> root_by_path(leaves[3], 3, 5, audit_path(leaves, 3)) == root(leaves)
    True
    """
    _check_place(index, size)
    if (size == 1) is not (not path):
        raise JournalError(f"a path of {len(path)} hashes does not fit leaf {index} of {size}")
    if size == 1:
        return leaf
    cut = _cut(size)
    if index < cut:
        return _node(root_by_path(leaf, index, cut, path[:-1]), path[-1])
    return _node(path[-1], root_by_path(leaf, index - cut, size - cut, path[:-1]))


def _check_place(index: int, size: int) -> None:
    if not 0 <= index < size:
        raise JournalError(f"leaf {index} of {size}; count from 0 to {size - 1}")


def _cut(size: int) -> int:
    """The largest power of two below `size`."""
    return 1 << (size - 1).bit_length() - 1


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()
