"""The Merkle tree against the examples that can be written out by hand."""

from __future__ import annotations

import hashlib

import pytest

from gestae.errors import JournalError
from gestae.journal.tree import EMPTY_ROOT, audit_path, root, root_by_path

LEAVES = [bytes([n]) * 32 for n in range(7)]


def node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def test_the_root_of_nothing_is_the_hash_of_nothing() -> None:
    assert root([]) == EMPTY_ROOT == hashlib.sha256(b"").digest()


def test_seven_leaves_as_the_standard_draws_them() -> None:
    # RFC 9162, section 2.1.5: g = (a b), h = (c d), i = (e f), j = leaf 6; k = (g h), l = (i j); root = (k l).
    a, b, c, d, e, f, j = LEAVES
    g, h, i = node(a, b), node(c, d), node(e, f)
    k, last = node(g, h), node(i, j)
    assert root(LEAVES) == node(k, last)
    # "The audit path for d0 is [b, h, l]", and so on for d3, d4 and d6.
    assert audit_path(LEAVES, 0) == (b, h, last)
    assert audit_path(LEAVES, 3) == (c, g, last)
    assert audit_path(LEAVES, 4) == (f, j, k)
    assert audit_path(LEAVES, 6) == (i, k)


@pytest.mark.parametrize("index", [-1, 7])
def test_a_place_outside_the_tree_is_refused(index: int) -> None:
    with pytest.raises(JournalError, match="count from 0 to 6"):
        audit_path(LEAVES, index)


@pytest.mark.parametrize("path", [(), LEAVES[:2], LEAVES[:4]], ids=["none", "short", "long"])
def test_a_path_of_another_length_is_refused(path: tuple[bytes, ...]) -> None:
    with pytest.raises(JournalError, match="does not fit"):
        root_by_path(LEAVES[0], 0, 7, path)


def test_a_single_leaf_is_its_own_root_and_takes_no_path() -> None:
    assert root_by_path(LEAVES[0], 0, 1, ()) == LEAVES[0]
    with pytest.raises(JournalError):
        root_by_path(LEAVES[0], 0, 1, (LEAVES[1],))
