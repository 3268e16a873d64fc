"""Laws of chain and tree: whatever is changed is seen, and what is proved is true."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from tests.laws.journal_chains import chained

from gestae.journal.chain import Record, State, chain_faults, leaf_of, link
from gestae.journal.tree import audit_path, root, root_by_path

contents = st.lists(st.binary(max_size=40), min_size=1, max_size=12)
leaves = st.lists(st.binary(min_size=32, max_size=32), min_size=1, max_size=40)


def flipped(value: bytes, bit: int) -> bytes:
    changed = bytearray(value)
    changed[bit // 8 % len(value)] ^= 1 << bit % 8
    return bytes(changed)


@given(contents, st.data())
def test_one_flipped_bit_anywhere_is_seen_where_it_is(written: list[bytes], data: st.DataObject) -> None:
    records = chained(written)
    at = data.draw(st.integers(0, len(records) - 1))
    names = ["leaf", "head", "salt"] + (["content"] if records[at].content else [])
    name = data.draw(st.sampled_from(names))
    bit = data.draw(st.integers(0, 8 * 40))
    changed: dict[str, Any] = {name: flipped(getattr(records[at], name), bit)}
    records[at] = replace(records[at], **changed)
    assert f"journal entry {at + 1}" in {fault.where for fault in chain_faults(records)}


@given(contents, st.data())
def test_a_row_less_is_seen_unless_it_is_the_last(written: list[bytes], data: st.DataObject) -> None:
    records = chained(written)
    at = data.draw(st.integers(0, len(records) - 1))
    head = records[-1].head
    seen = bool(list(chain_faults(records[:at] + records[at + 1 :])))
    assert seen is (at < len(records) - 1)
    assert list(chain_faults(records[:at] + records[at + 1 :], {len(records): head}))


@given(contents, st.data())
def test_rows_in_another_order_are_seen(written: list[bytes], data: st.DataObject) -> None:
    records = chained(written)
    moved: list[Record] = data.draw(st.permutations(records))
    renumbered = [replace(record, seq=seq) for seq, record in enumerate(moved, 1)]
    assert bool(list(chain_faults(renumbered))) is (moved != records)


@given(contents, st.sets(st.integers(0, 11)))
def test_hiding_any_of_them_leaves_the_chain_whole(written: list[bytes], hidden: set[int]) -> None:
    records = [
        replace(record, state=State.ERASED, salt=None, content=None) if at in hidden else record
        for at, record in enumerate(chained(written))
    ]
    assert list(chain_faults(records)) == []


@given(st.binary(min_size=32, max_size=32), st.binary(max_size=80))
def test_a_leaf_never_is_a_head(salt: bytes, content: bytes) -> None:
    assert leaf_of(salt, content) != link(salt, content.ljust(32, b"\0")[:32])


@given(leaves, st.data())
def test_every_leaf_is_proved_by_its_path_and_no_other_leaf_is(tree: list[bytes], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(tree) - 1))
    path = audit_path(tree, index)
    assert root_by_path(tree[index], index, len(tree), path) == root(tree)
    assert root_by_path(flipped(tree[index], 0), index, len(tree), path) != root(tree)
    for step in range(len(path)):
        wrong = (*path[:step], flipped(path[step], 5), *path[step + 1 :])
        assert root_by_path(tree[index], index, len(tree), wrong) != root(tree)


@given(leaves)
def test_a_path_is_as_long_as_the_tree_is_high(tree: list[bytes]) -> None:
    height = (len(tree) - 1).bit_length()
    assert max(len(audit_path(tree, index)) for index in range(len(tree))) == height


@given(leaves, st.data())
def test_any_changed_leaf_changes_the_root(tree: list[bytes], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(tree) - 1))
    changed = [*tree[:index], flipped(tree[index], data.draw(st.integers(0, 255))), *tree[index + 1 :]]
    assert root(changed) != root(tree)
