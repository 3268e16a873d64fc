"""Taking in a delivery: every item is a receipt or a refusal, and a killed run loses nothing."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest

from gestae.model.evidence import Digest, ItemKind, RefusedItem
from gestae.preserve.intake import Known, Outcome, Progress, Taken, take_in
from gestae.preserve.listing import Item, walk
from gestae.preserve.pump import BUFFER_BYTES
from gestae.preserve.vault import Vault

MP4 = b"\x00\x00\x00\x18ftypisom" + b"a film" * 50


@pytest.fixture
def usb(tmp_path: Path) -> Path:
    (tmp_path / "usb").mkdir()
    return tmp_path / "usb"


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault(tmp_path / "originals")


def _take(vault: Vault, *paths: Path, delivery: str = "d1", recorded: Sequence[str] = ()) -> list[Outcome]:
    return list(take_in(walk(paths), vault, delivery=delivery, recorded=recorded))


def _taken(outcomes: Sequence[Outcome]) -> list[Taken]:
    return [outcome for outcome in outcomes if isinstance(outcome, Taken)]


def _refused(outcomes: Sequence[Outcome]) -> list[str]:
    return [str(outcome) for outcome in outcomes if isinstance(outcome, RefusedItem)]


def test_an_item_becomes_an_original_and_a_receipt(usb: Path, vault: Vault) -> None:
    (usb / "gate.mp4").write_bytes(MP4)
    os.utime(usb / "gate.mp4", ns=(1, 1_647_439_400_000_000_007))
    (taken,) = _taken(_take(vault, usb))
    assert vault.get(taken.received.digest) == MP4
    assert taken.received.place == "usb/gate.mp4"
    assert taken.received.size_bytes == len(MP4) == taken.stored.size_bytes
    assert taken.received.modified_ns == 1_647_439_400_000_000_007
    assert taken.recognised.kind is ItemKind.FOOTAGE
    assert len(taken.id) == 20


def test_the_same_bytes_twice_are_one_original_received_twice(usb: Path, vault: Vault) -> None:
    (usb / "a").write_bytes(MP4)
    (usb / "b").write_bytes(MP4)
    one, two = _taken(_take(vault, usb))
    assert one.stored.digest == two.stored.digest
    assert (one.stored.was_new, two.stored.was_new) == (True, False)
    assert one.id != two.id
    assert len(list(vault.digests())) == 1


def test_the_same_delivery_again_is_known_and_another_one_is_taken(usb: Path, vault: Vault) -> None:
    (usb / "a").write_bytes(MP4)
    first = _taken(_take(vault, usb))
    again = _take(vault, usb, recorded=[first[0].id])
    assert [type(outcome) for outcome in again] == [Known]
    other = _taken(_take(vault, usb, delivery="d2", recorded=[first[0].id]))
    assert [taken.stored.was_new for taken in other] == [False]


def test_what_was_stored_but_not_recorded_is_given_again_under_the_same_id(usb: Path, vault: Vault) -> None:
    for name in "abc":
        (usb / name).write_bytes(MP4 + name.encode())
    journal: list[str] = []
    for outcome in take_in(walk([usb]), vault, delivery="d1"):
        assert isinstance(outcome, Taken)
        if len(journal) == 1:
            break  # killed here: "b" lies in the vault, and no entry says so
        journal.append(outcome.id)
    assert len(list(vault.digests())) == 2
    rest = _take(Vault(vault.root), usb, recorded=journal)
    assert [type(outcome) for outcome in rest] == [Known, Taken, Taken]
    undisturbed = _taken(_take(Vault(usb.parent / "other"), usb))
    assert journal + [taken.id for taken in _taken(rest)] == [taken.id for taken in undisturbed]


def test_refusals_stand_in_their_place_and_stop_nothing(usb: Path, vault: Vault) -> None:
    (usb / "a").write_bytes(b"1")
    os.mkfifo(usb / "b")
    (usb / "c").write_bytes(b"2")
    assert [type(outcome).__name__ for outcome in _take(vault, usb)] == ["Taken", "RefusedItem", "Taken"]


def test_members_of_an_archive_are_originals_linked_to_it(usb: Path, vault: Vault) -> None:
    with zipfile.ZipFile(usb / "a.zip", "w", zipfile.ZIP_DEFLATED) as written:
        written.writestr(zipfile.ZipInfo("cam/gate.mp4", (2022, 3, 16, 14, 3, 2)), MP4)
    archive, member = _taken(_take(vault, usb))
    assert archive.recognised.form == "ZIP"
    assert archive.received.member is None
    assert vault.get(member.received.digest) == MP4
    facts = member.received.member
    assert facts is not None
    assert (facts.archive, facts.name, facts.index) == (archive.received.digest, "cam/gate.mp4", 0)
    assert facts.modified == "2022-03-16T14:03:02"
    assert member.received.modified_ns is None
    assert member.recognised.kind is ItemKind.FOOTAGE


def test_members_are_read_from_the_archive_that_was_preserved(usb: Path, vault: Vault) -> None:
    with zipfile.ZipFile(usb / "a.zip", "w") as written:
        written.writestr("gate.mp4", MP4)
    outcomes = take_in(walk([usb]), vault, delivery="d1")
    next(outcomes)
    (usb / "a.zip").unlink()
    (member,) = _taken(list(outcomes))
    assert vault.get(member.received.digest) == MP4


def test_members_of_an_archive_that_could_not_be_preserved_are_refused(usb: Path, vault: Vault) -> None:
    with zipfile.ZipFile(usb / "a.zip", "w") as written:
        written.writestr("gate.mp4", MP4)
    listing = list(walk([usb]))
    (usb / "a.zip").unlink()
    assert _refused(list(take_in(listing, vault, delivery="d1"))) == [
        "usb/a.zip: is gone; it was there when the folder was listed; look for it and take it in again",
        "usb/a.zip!/gate.mp4: its archive could not be preserved; mend that first and take the archive in again",
    ]


def test_a_damaged_member_is_refused_and_leaves_nothing(usb: Path, vault: Vault) -> None:
    with zipfile.ZipFile(usb / "a.zip", "w") as written:
        written.writestr("gate.mp4", MP4)
        written.writestr("z", b"whole")
    data = bytearray((usb / "a.zip").read_bytes())
    data[data.index(b"a film")] ^= 1
    (usb / "a.zip").write_bytes(bytes(data))
    outcomes = _take(vault, usb)
    assert [type(outcome).__name__ for outcome in outcomes] == ["Taken", "RefusedItem", "Taken"]
    assert "Bad CRC-32" in _refused(outcomes)[0]
    assert len(list(vault.digests())) == 2


def test_a_file_that_grows_while_it_is_copied_is_refused_and_leaves_nothing(usb: Path, vault: Vault) -> None:
    (usb / "live.mp4").write_bytes(b"x" * (2 * BUFFER_BYTES))

    def grow(progress: Progress) -> None:
        if progress.done_bytes == BUFFER_BYTES:
            with (usb / "live.mp4").open("ab") as stream:
                stream.write(b"more")

    outcomes = list(take_in(walk([usb]), vault, delivery="d1", progress=grow))
    assert _refused(outcomes) == [
        "usb/live.mp4: changed while it was copied; wait until whatever writes it has ended, then take it in again"
    ]
    assert list(vault.digests()) == []


def test_a_file_whose_folder_lies_about_its_size_is_refused(usb: Path, vault: Vault) -> None:
    (usb / "a").write_bytes(b"12345")
    (found,) = walk([usb])
    assert isinstance(found, Item)
    facts = (usb / "a").stat()
    wrong = Item(found.place, found.path, 4, facts.st_mtime_ns)
    assert "changed while it was copied" in _refused(list(take_in([wrong], vault, delivery="d1")))[0]


@pytest.mark.skipif(not Path("/proc/version").exists(), reason="no file here whose size its folder does not say")
def test_a_file_that_gives_more_than_its_folder_says_is_refused(vault: Vault) -> None:
    outcomes = _take(vault, Path("/proc/version"))
    assert _refused(outcomes)[0].startswith("version: ")
    assert list(vault.digests()) == []


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_refused(usb: Path, vault: Vault) -> None:
    (usb / "a").write_bytes(b"x")
    (usb / "a").chmod(0)
    assert _refused(_take(vault, usb)) == [
        "usb/a: may not be read; give yourself the right to read it, or run as one who has it"
    ]


def test_a_pipe_that_took_a_files_place_is_refused_and_not_waited_for(usb: Path, vault: Vault) -> None:
    (usb / "a").write_bytes(b"x")
    listing = list(walk([usb]))
    (usb / "a").unlink()
    os.mkfifo(usb / "a")
    assert _refused(list(take_in(listing, vault, delivery="d1"))) == [
        "usb/a: is no longer a file; it was one when the folder was listed"
    ]


def test_an_item_that_finds_no_room_is_refused_and_the_rest_goes_on(usb: Path, vault: Vault) -> None:
    with (usb / "huge").open("wb") as stream:
        stream.truncate(1 << 43)  # a file of holes: eight terabytes that take no room
    (usb / "small").write_bytes(b"x")
    outcomes = _take(vault, usb)
    assert "are kept for the journal" in _refused(outcomes)[0]
    assert [taken.received.place for taken in _taken(outcomes)] == ["usb/small"]


def test_holes_are_received_as_the_zeros_that_they_read_as(usb: Path, vault: Vault) -> None:
    with (usb / "sparse").open("wb") as stream:
        stream.seek(3 * BUFFER_BYTES)
        stream.write(b"end")
    (taken,) = _taken(_take(vault, usb))
    assert taken.received.digest == Digest.of(b"\x00" * (3 * BUFFER_BYTES) + b"end")


def test_a_damaged_original_refuses_the_item_that_would_hide_it(usb: Path, vault: Vault) -> None:
    (usb / "a").write_bytes(MP4)
    digest = _taken(_take(vault, usb))[0].received.digest
    vault.path_of(digest).chmod(0o644)
    vault.path_of(digest).write_bytes(b"y" * len(MP4))
    (words,) = _refused(_take(vault, usb, delivery="d2"))
    assert "do not rely on this copy, restore it from a second one" in words


def test_progress_is_told_in_bytes_and_ends_at_the_whole(usb: Path, vault: Vault) -> None:
    (usb / "a").write_bytes(b"x" * (2 * BUFFER_BYTES + 5))
    (usb / "b").write_bytes(b"y" * 7)
    told: list[Progress] = []
    list(take_in(walk([usb]), vault, delivery="d1", progress=told.append))
    assert {step.total_bytes for step in told} == {2 * BUFFER_BYTES + 12}
    done = [step.done_bytes for step in told]
    assert done == sorted(done)
    assert done[-1] == 2 * BUFFER_BYTES + 12
    assert {step.place for step in told} == {"usb/a", "usb/b"}


def test_the_delivery_is_left_as_it_was(usb: Path, vault: Vault) -> None:
    (usb / "a").write_bytes(MP4)
    os.utime(usb / "a", ns=(1_000_000_007, 2_000_000_009))
    before = (usb / "a").stat()
    _take(vault, usb)
    after = (usb / "a").stat()
    assert (after.st_mtime_ns, after.st_ctime_ns, after.st_mode) == (
        before.st_mtime_ns,
        before.st_ctime_ns,
        before.st_mode,
    )
    if hasattr(os, "O_NOATIME"):
        assert after.st_atime_ns == before.st_atime_ns, "reading leaves no trace where the system allows it"


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="no file here that fails while it is read")
def test_a_source_that_fails_is_not_taken_for_the_cases_own_disk(usb: Path, vault: Vault) -> None:
    (usb / "z").write_bytes(b"x")
    outcomes = _take(vault, Path("/proc/self/mem"), usb)
    assert _refused(outcomes) == [
        "mem: cannot be read: the medium failed; image the medium with a tool for damaged media, take in the image"
    ]
    assert [taken.received.place for taken in _taken(outcomes)] == ["usb/z"]
