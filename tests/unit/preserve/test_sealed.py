"""Protected originals: encrypted as they are read, and never plain in the case."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Callable
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

import pytest

from gestae.errors import FixityError, IntakeError, SealError
from gestae.model.evidence import Digest
from gestae.preserve.intake import Known, Taken, take_in
from gestae.preserve.listing import walk
from gestae.preserve.sealed import SealedVault
from gestae.preserve.sealing import Identity, WrongKey, decrypt_stream, encrypt_stream
from gestae.preserve.vault import FaultKind, Vault

WORDS = b"the witness lives at the mill" * 9000
KEY = Identity.generate()
SEAL: Callable[[BinaryIO, BinaryIO], None] = partial(encrypt_stream, recipients=[KEY.to_public()])
OPEN: Callable[[BinaryIO, BinaryIO], None] = partial(decrypt_stream, identities=[KEY])


@pytest.fixture
def vault(tmp_path: Path) -> SealedVault:
    return SealedVault(tmp_path / "sealed", SEAL)


def _bytes_of(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


@pytest.mark.parametrize("size", [0, 1, 65536, 3_000_000])
def test_one_read_gives_both_digests(vault: SealedVault, size: int) -> None:
    data = os.urandom(size)
    stored = vault.put(BytesIO(data))
    assert stored.digest == Digest.of(data)
    assert stored.size_bytes == size
    assert stored.sealed is not None
    assert Digest.of(vault.path_of(stored.sealed).read_bytes()) == stored.sealed != stored.digest
    vault.verify(stored)
    vault.verify(stored, OPEN)


def test_its_words_are_nowhere_in_the_folder(vault: SealedVault, tmp_path: Path) -> None:
    vault.put(BytesIO(WORDS))
    assert b"witness" not in _bytes_of(tmp_path / "sealed")
    assert Digest.of(WORDS).hex not in "".join(path.name for path in (tmp_path / "sealed").rglob("*"))


def test_the_same_bytes_are_sealed_once_where_the_journal_tells(vault: SealedVault, tmp_path: Path) -> None:
    stored = vault.put(BytesIO(WORDS))
    again = SealedVault(tmp_path / "sealed", SEAL, held=[stored])
    assert again.sizes() == {len(WORDS)}
    found = again.holds_same(BytesIO(WORDS))
    assert found is not None
    assert (found.sealed, found.was_new) == (stored.sealed, False)
    assert SealedVault(tmp_path / "sealed", SEAL).holds_same(BytesIO(WORDS)) is None


def test_a_changed_bit_is_found_without_a_key(vault: SealedVault) -> None:
    stored = vault.put(BytesIO(WORDS))
    assert stored.sealed is not None
    path = vault.path_of(stored.sealed)
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[:-1] + b"\x00")
    path.chmod(0o444)
    with pytest.raises(FixityError):
        vault.verify(stored)
    assert [fault.kind for fault in vault.verify_all()] == [FaultKind.CHANGED]


def test_with_a_key_the_plain_digest_is_compared(vault: SealedVault) -> None:
    stored = vault.put(BytesIO(WORDS))
    other = vault.put(BytesIO(b"something else"))
    swapped = type(stored)(stored.digest, stored.size_bytes, was_new=True, sealed=other.sealed)
    vault.verify(swapped)
    with pytest.raises(FixityError, match="sealed original"):
        vault.verify(swapped, OPEN)


def test_another_key_opens_nothing(vault: SealedVault) -> None:
    stored = vault.put(BytesIO(WORDS))
    with pytest.raises(WrongKey):
        vault.verify(stored, partial(decrypt_stream, identities=[Identity.generate()]))


def test_an_original_that_was_never_sealed_is_not_here(vault: SealedVault) -> None:
    stored = vault.put(BytesIO(WORDS))
    with pytest.raises(FixityError):
        vault.verify(type(stored)(stored.digest, stored.size_bytes, was_new=True))


class _Failing:
    def __init__(self, good: int, error: Exception) -> None:
        self.good, self.error = good, error

    def readinto(self, buffer: memoryview, /) -> int:
        if self.good == 0:
            raise self.error
        filled = min(self.good, len(buffer))
        self.good -= filled
        return filled


@pytest.mark.parametrize("good", [0, 1, 200_000, 2_500_000])
def test_a_source_that_fails_is_told_as_it_failed_and_leaves_nothing(
    vault: SealedVault, tmp_path: Path, good: int
) -> None:
    with pytest.raises(IntakeError, match="the medium failed"):
        vault.put(_Failing(good, IntakeError("the medium failed")))
    assert [path for path in (tmp_path / "sealed").rglob("*") if path.is_file()] == []


class _Full:
    """An encryption that writes to a disk without room; like the real one it may swallow what the disk said."""

    def __init__(self, *, swallows: bool) -> None:
        self.swallows = swallows

    def __call__(self, source: BinaryIO, target: BinaryIO) -> None:
        with Path("/dev/full").open("wb", buffering=0) as full:
            target._target = full  # type: ignore[attr-defined] # the disk behind the stream
            try:
                encrypt_stream(source, target, [KEY.to_public()])
            except SealError:
                if not self.swallows:
                    raise


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device here that is always full")
@pytest.mark.parametrize("swallows", [True, False])
@pytest.mark.parametrize("data", [b"", b"few", WORDS])
def test_a_full_disk_is_told_even_where_the_encryption_swallows_it(tmp_path: Path, swallows: bool, data: bytes) -> None:
    vault = SealedVault(tmp_path / "sealed", _Full(swallows=swallows))
    with pytest.raises(IntakeError, match="the disk of the case is full"):
        vault.put(BytesIO(data))
    assert [path for path in (tmp_path / "sealed").rglob("*") if path.is_file()] == []


def test_what_is_not_yet_recorded_bears_a_mark_until_it_is(vault: SealedVault, tmp_path: Path) -> None:
    stored = vault.put(BytesIO(WORDS))
    marks = list((tmp_path / "sealed" / ".incoming").glob("*.unrecorded"))
    assert [mark.name for mark in marks] == [f"{stored.sealed}.unrecorded"]
    assert list(vault.verify_all([stored.sealed] if stored.sealed else [])) == []
    assert vault.sweep([]) == (), "its own run still holds it"
    vault.settle(stored)
    assert list((tmp_path / "sealed" / ".incoming").iterdir()) == []


def _die_after(step: str, root: Path) -> None:
    """Seal something in a process that ends without a word: before or after its entry."""
    child = os.fork()
    if child == 0:
        SealedVault(root, SEAL).put(BytesIO(WORDS))
        os._exit(9)
    os.waitpid(child, 0)
    assert step


def test_what_a_killed_run_sealed_and_did_not_record_is_removed(tmp_path: Path) -> None:
    _die_after("put", tmp_path / "sealed")
    vault = SealedVault(tmp_path / "sealed", SEAL)
    (gone,) = vault.sweep([])
    assert not vault.path_of(gone).exists()
    assert list(vault.verify_all([])) == []
    assert vault.sweep([]) == ()


def test_what_a_killed_run_sealed_and_recorded_is_kept(tmp_path: Path) -> None:
    _die_after("entry", tmp_path / "sealed")
    vault = SealedVault(tmp_path / "sealed", SEAL)
    recorded = [Digest(path.name) for path in (tmp_path / "sealed").rglob("*") if len(path.name) == 64]
    assert vault.sweep(recorded) == ()
    assert list(vault.verify_all(recorded)) == []
    assert list((tmp_path / "sealed" / ".incoming").iterdir()) == []


def test_a_protected_delivery_is_taken_in_like_any_other(vault: SealedVault, tmp_path: Path) -> None:
    (tmp_path / "usb").mkdir()
    (tmp_path / "usb" / "statement.txt").write_bytes(WORDS)
    (tmp_path / "usb" / "copy.txt").write_bytes(WORDS)
    with zipfile.ZipFile(tmp_path / "usb" / "z.zip", "w") as written:
        written.writestr("inner.txt", b"more words")
    outcomes = list(take_in(walk([tmp_path / "usb"]), vault, delivery="d1"))
    taken = [outcome for outcome in outcomes if isinstance(outcome, Taken)]
    assert [one.received.place for one in taken] == [
        "usb/copy.txt",
        "usb/statement.txt",
        "usb/z.zip",
        "usb/z.zip!/inner.txt",
    ]
    assert taken[0].stored.sealed == taken[1].stored.sealed
    for one in taken:
        vault.verify(one.stored, OPEN)
    assert list((tmp_path / "sealed" / ".incoming").iterdir()) == [], "every receipt was settled"
    sealed = [one.stored.sealed for one in taken if one.stored.sealed is not None]
    assert list(vault.verify_all(sealed)) == []
    assert b"words" not in _bytes_of(tmp_path / "sealed")


def test_started_again_without_a_key_nothing_is_kept_twice(tmp_path: Path) -> None:
    """Who may not read sealed entries cannot know what is held: the second sealing is taken away again."""
    usb = tmp_path / "usb"
    usb.mkdir()
    for name in ("a", "b", "c"):
        (usb / name).write_bytes(WORDS if name != "c" else b"other")
    journal: dict[str, Digest | None] = {}
    for outcome in take_in(walk([usb]), SealedVault(tmp_path / "sealed", SEAL), delivery="d1"):
        assert isinstance(outcome, Taken)
        journal[outcome.id] = outcome.stored.sealed
        if len(journal) == 1:
            break  # killed here, the first receipt journaled
    for _ in range(2):
        again = SealedVault(tmp_path / "sealed", SEAL)
        again.sweep([sealed for sealed in journal.values() if sealed])
        for outcome in take_in(walk([usb]), again, delivery="d1", recorded=list(journal)):
            if isinstance(outcome, Taken):
                journal[outcome.id] = outcome.stored.sealed
    named = {sealed for sealed in journal.values() if sealed}
    assert len(journal) == 3
    assert list(SealedVault(tmp_path / "sealed", SEAL).verify_all(named)) == []


def test_an_original_that_got_lost_is_stored_again_and_stays(tmp_path: Path) -> None:
    (tmp_path / "usb").mkdir()
    (tmp_path / "usb" / "a").write_bytes(WORDS)
    vault = Vault(tmp_path / "originals")
    (first,) = take_in(walk([tmp_path / "usb"]), vault, delivery="d1")
    assert isinstance(first, Taken)
    vault.path_of(first.stored.digest).unlink()
    (again,) = take_in(walk([tmp_path / "usb"]), vault, delivery="d1", recorded=[first.id])
    assert isinstance(again, Known)
    assert vault.get(first.stored.digest) == WORDS
