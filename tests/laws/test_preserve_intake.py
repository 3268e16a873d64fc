"""Laws of intake: what goes in comes out, twice is once, and no death at any byte loses or changes anything."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from gestae.model.evidence import Digest, RefusedItem
from gestae.preserve.intake import Known, Progress, Taken, take_in
from gestae.preserve.listing import walk
from gestae.preserve.plan import Way, plan_intake
from gestae.preserve.vault import Vault

# Memory that serves as a disk, where there is some: the laws are of order, and flushing to a disk is slow.
SCRATCH = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108

# A name is one part of a path: some letters of several alphabets, and marks that shells and lists trip over.
NAMES = st.text("abїя漢 '\"$*[]\\\n.-", min_size=1, max_size=6).filter(lambda name: name not in (".", ".."))
# Bytes that begin like a ZIP archive are told of twice, as an item and as an archive that cannot be opened.
CONTENTS = st.one_of(
    st.binary(max_size=40).filter(lambda data: not data.startswith(b"PK")),
    st.sampled_from([b"", b"twin", b"x" * 70_000]),
)
TREES = st.recursive(CONTENTS, lambda inner: st.dictionaries(NAMES, inner, max_size=4), max_leaves=8)


@contextmanager
def _delivery(tree: dict[str, object]) -> Iterator[tuple[Path, dict[str, bytes]]]:
    """Write a tree to a disk; give its folder and what each place holds."""
    with tempfile.TemporaryDirectory(dir=SCRATCH) as folder:
        held: dict[str, bytes] = {}
        _write(Path(folder) / "usb", tree, "usb", held)
        yield Path(folder), held


def _write(path: Path, tree: object, place: str, held: dict[str, bytes]) -> None:
    if isinstance(tree, bytes):
        path.write_bytes(tree)
        held[place] = tree
        return
    assert isinstance(tree, dict)
    path.mkdir()
    for name, inner in tree.items():
        _write(path / name, inner, f"{place}/{name}", held)


FOLDERS = st.dictionaries(NAMES, TREES, max_size=5)


@settings(max_examples=60, deadline=None)
@given(FOLDERS)
def test_what_goes_in_comes_out_under_its_place(tree: dict[str, object]) -> None:
    with _delivery(tree) as (folder, held):
        vault = Vault(folder / "originals")
        outcomes = list(take_in(walk([folder / "usb"]), vault, delivery="d"))
        taken = {one.received.place: one for one in outcomes if isinstance(one, Taken)}
        assert {place: vault.get(one.received.digest) for place, one in taken.items()} == held
        assert set(vault.digests()) == {Digest.of(data) for data in held.values()}
        assert list(vault.verify_all(set(vault.digests()))) == []
        assert len({one.id for one in taken.values()}) == len(held)


@settings(max_examples=40, deadline=None)
@given(FOLDERS)
def test_the_same_delivery_twice_changes_nothing(tree: dict[str, object]) -> None:
    with _delivery(tree) as (folder, _):
        vault = Vault(folder / "originals")
        first = [one.id for one in take_in(walk([folder / "usb"]), vault, delivery="d") if isinstance(one, Taken)]
        before = _disk(vault.root)
        again = list(take_in(walk([folder / "usb"]), Vault(vault.root), delivery="d", recorded=first))
        assert [one.id for one in again if isinstance(one, Known)] == first
        assert len(again) == len(first)
        assert _disk(vault.root) == before


@settings(max_examples=40, deadline=None)
@given(FOLDERS)
def test_a_listing_is_the_same_every_time(tree: dict[str, object]) -> None:
    with _delivery(tree) as (folder, held):
        listed = list(walk([folder / "usb"]))
        assert listed == list(walk([folder / "usb"]))
        assert {one.place for one in listed} == set(held)
        assert not any(isinstance(one, RefusedItem) for one in listed)


def _disk(root: Path) -> dict[str, tuple[int, int]]:
    """What lies on the disk: every file with its inode and time of change."""
    return {
        str(path.relative_to(root)): (path.stat().st_ino, path.stat().st_mtime_ns)
        for path in root.rglob("*")
        if path.is_file()
    }


def _run(folder: Path, *, die_at: int | None, die_after_entry: int | None = None) -> None:
    """Take a delivery in as the workflow does, writing each receipt to a journal; die without a word where told."""
    journal = folder / "journal"
    journal.touch()
    recorded = journal.read_text().split()

    def die(progress: Progress) -> None:
        if die_at is not None and progress.done_bytes >= die_at:
            os._exit(9)

    entries = 0
    vault = Vault(folder / "originals")
    for one in take_in(walk([folder / "usb"]), vault, delivery="d", recorded=recorded, progress=die):
        if isinstance(one, Taken):
            with journal.open("a") as stream:
                stream.write(one.id + "\n")
            entries += 1
            if entries == die_after_entry:
                os._exit(9)


def _in_a_child(folder: Path, *, die_at: int | None, die_after_entry: int | None) -> None:
    child = os.fork()
    if child == 0:
        try:
            _run(folder, die_at=die_at, die_after_entry=die_after_entry)
        finally:
            os._exit(0)
    os.waitpid(child, 0)


DEATHS = st.lists(
    st.tuples(st.one_of(st.none(), st.integers(0, 150_000)), st.one_of(st.none(), st.integers(1, 5))), max_size=3
)


@settings(max_examples=40, deadline=None)
@given(FOLDERS, DEATHS)
def test_dying_at_any_byte_and_starting_again_ends_as_if_nothing_had_happened(
    tree: dict[str, object], deaths: list[tuple[int | None, int | None]]
) -> None:
    with _delivery(tree) as (folder, held):
        for die_at, die_after_entry in deaths:
            _in_a_child(folder, die_at=die_at, die_after_entry=die_after_entry)
        _run(folder, die_at=None)
        vault = Vault(folder / "originals")
        assert set(vault.digests()) == {Digest.of(data) for data in held.values()}
        assert list(vault.verify_all(set(vault.digests()))) == []
        assert not list((vault.root / ".incoming").glob("*")), "what a dead run left is gone"
        journal = (folder / "journal").read_text().split()
        assert len(journal) == len(set(journal)) == len(held), "nothing lost, nothing recorded twice"
        undisturbed = Vault(folder / "undisturbed")
        ids = [one.id for one in take_in(walk([folder / "usb"]), undisturbed, delivery="d") if isinstance(one, Taken)]
        assert journal == ids


class _Sized:
    def __init__(self, size_bytes: int) -> None:
        self.size_bytes = size_bytes


@given(st.lists(st.integers(0, 20)), st.sets(st.integers(0, 20)))
def test_a_plan_copies_at_once_only_what_cannot_be_held(sizes: list[int], held: set[int]) -> None:
    plan = plan_intake([_Sized(size) for size in sizes], held)
    for place, step in enumerate(plan.steps):
        may_be_held = step.item.size_bytes in held or step.item.size_bytes in sizes[:place]
        assert (step.way is Way.COMPARE_FIRST) is may_be_held
