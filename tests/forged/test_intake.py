"""A delivery that works against whoever takes it in: exchanged, altered and odd files, and the case's own ones."""

from __future__ import annotations

import hashlib
import os
import shutil
import socket
import zipfile
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

import pytest
from tests.unit.workflow.cases import desk, made

from gestae.errors import FixityError
from gestae.preserve.sealing import make_identity
from gestae.preserve.vault import Vault
from gestae.workflow.case import Case
from gestae.workflow.intake import Delivery, Intake, add
from gestae.workflow.integrity import verify_case
from gestae.workflow.protected import make_key

LARGE = 4 << 20


@pytest.fixture
def usb(tmp_path: Path) -> Path:
    place = tmp_path / "usb"
    place.mkdir()
    return place


def take(case: Case, *paths: Path, protected: bool = False, meanwhile: Callable[[str], None] | None = None) -> Intake:
    """Take in a delivery while somebody does something to it, told what is being read."""
    return add(
        case,
        Delivery(paths, is_protected=protected),
        progress=(lambda what, _share: meanwhile(what)) if meanwhile else (lambda _what, _share: None),
    )


def once(act: Callable[[], object], on: str) -> Callable[[str], None]:
    """Do something once, when a file of this name begins to be read."""
    done: list[object] = []

    def meanwhile(what: str) -> None:
        if what.endswith(on) and not done:
            done.append(act())

    return meanwhile


def refusals(intake: Intake) -> dict[str, str]:
    return {one.place: one.wrong for one in intake.refused}


def held(case: Case) -> set[bytes]:
    return {path.read_bytes() for path in (case.folder / "originals").glob("??/*")}


def like(place: Path, other: Path) -> None:
    """Give a file the times of another, as far as that can be done."""
    os.utime(place, ns=(other.stat().st_atime_ns, other.stat().st_mtime_ns))


def test_a_file_exchanged_for_a_link_of_its_size_and_time_is_not_followed(tmp_path: Path, usb: Path) -> None:
    (usb / "a").write_bytes(b"first")
    (usb / "b").write_bytes(b"harmless")
    outside = tmp_path / "outside"
    outside.write_bytes(b"secret!!")
    like(outside, usb / "b")

    def exchange() -> None:
        (usb / "b").unlink()
        (usb / "b").symlink_to(outside)

    with made(tmp_path) as case:
        intake = take(case, usb, meanwhile=once(exchange, "a"))
        assert refusals(intake) == {"usb/b": "is no longer a file"}
        assert b"secret!!" not in held(case)


def test_a_folder_exchanged_for_a_link_leads_nowhere(tmp_path: Path, usb: Path) -> None:
    (usb / "a").write_bytes(b"first")
    (usb / "in").mkdir()
    (usb / "in" / "b").write_bytes(b"harmless")
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "b").write_bytes(b"secret!!")
    like(outside / "b", usb / "in" / "b")

    def exchange() -> None:
        shutil.rmtree(usb / "in")
        (usb / "in").symlink_to(outside)

    with made(tmp_path) as case:
        intake = take(case, usb, meanwhile=once(exchange, "a"))
        assert refusals(intake) == {"usb/in/b": "no longer lies where it was listed"}
        assert b"secret!!" not in held(case)


def test_a_link_is_read_by_what_it_led_to_when_it_was_listed(tmp_path: Path, usb: Path) -> None:
    (usb / "a").write_bytes(b"first")
    (usb / "real").write_bytes(b"harmless")
    (usb / "b").symlink_to(usb / "real")
    outside = tmp_path / "outside"
    outside.write_bytes(b"secret!!")
    like(outside, usb / "real")

    def turn() -> None:
        (usb / "b").unlink()
        (usb / "b").symlink_to(outside)

    with made(tmp_path) as case:
        intake = take(case, usb, meanwhile=once(turn, "a"))
        assert refusals(intake) == {}
        assert held(case) == {b"first", b"harmless"}


def test_a_file_altered_behind_the_reader_is_refused_though_its_time_was_set_back(tmp_path: Path, usb: Path) -> None:
    film = usb / "film"
    film.write_bytes(b"A" * LARGE)
    facts = film.stat()
    passed = []

    def alter(_what: str) -> None:
        passed.append(1)
        if len(passed) == 2:
            with film.open("r+b") as stream:
                stream.seek(LARGE - 10)
                stream.write(b"B")
            os.utime(film, ns=(facts.st_atime_ns, facts.st_mtime_ns))

    with made(tmp_path) as case:
        intake = take(case, usb, meanwhile=alter)
        assert refusals(intake) == {"usb/film": "changed while it was copied"}
        assert held(case) == set()


def zipped(place: Path, *members: tuple[str, bytes]) -> None:
    is_twice = len(dict(members)) < len(members)
    with (
        zipfile.ZipFile(place, "w") as archive,
        pytest.warns(UserWarning, match="Duplicate name") if is_twice else nullcontext(),
    ):
        for name, data in members:
            archive.writestr(zipfile.ZipInfo(name), data)


def test_a_protected_archive_exchanged_before_its_members_are_read_gives_none(tmp_path: Path, usb: Path) -> None:
    archive = usb / "sent.zip"
    zipped(archive, ("in.txt", b"words"))
    facts = archive.stat()

    def exchange() -> None:
        data = bytearray(archive.read_bytes())
        data[10] ^= 1  # a byte of the member's time, which neither its name nor its checksum covers
        archive.write_bytes(data)
        os.utime(archive, ns=(facts.st_atime_ns, facts.st_mtime_ns))

    with made(tmp_path) as case:
        make_key(case, tmp_path / "yard.key")
        intake = take(case, usb, protected=True, meanwhile=once(exchange, "in.txt"))
    assert refusals(intake) == {"usb/sent.zip!/in.txt": "is of an archive that changed after it was read"}
    assert verify_case(case.folder).is_whole


def test_two_members_of_one_name_are_told_apart(tmp_path: Path, usb: Path) -> None:
    zipped(usb / "sent.zip", ("x.txt", b"shown by an unpacker"), ("x.txt", b"not shown by it"))
    with made(tmp_path) as case:
        take(case, usb)
        rows = [row for row in case.store.rows("receipts") if row["member_name"]]
    assert [row["member_name"] for row in rows] == ["x.txt", "x.txt"]
    assert [row["member"]["index"] for row in rows if isinstance(row["member"], dict)] == [0, 1]


@pytest.mark.parametrize("name", [" ", "\n", "\t", "\x1c", "\u3000", "\u200b", "\u202egpj.exe", "a\nb", "n" * 255])
def test_no_name_stops_a_delivery(tmp_path: Path, usb: Path, name: str) -> None:
    (usb / name).write_bytes(b"first")
    (usb / "zz").write_bytes(b"behind it")
    (usb / "zz link").symlink_to(usb / name / "nowhere")
    zipped(usb / "zz.zip", (name, b"in an archive"))
    with made(tmp_path) as case:
        intake = take(case, usb)
        assert {row["name"] for row in case.store.rows("exhibits")} >= {name, "zz"}
        assert held(case) >= {b"first", b"behind it", b"in an archive"}
        assert len(intake.refused) == 1
        assert case.store.rebuild() == ()
    assert verify_case(case.folder).is_whole


def test_the_case_does_not_take_itself_in(tmp_path: Path, usb: Path) -> None:
    (usb / "a").write_bytes(b"first")
    with made(tmp_path) as case:
        take(case, usb)
        original = next((case.folder / "originals").glob("??/*"))
        (usb / "link").symlink_to(original)
        (usb / "folder").symlink_to(case.folder / "originals")
        before = len(case.store.rows("receipts"))
        intake = take(case, case.folder / "originals", case.folder / "case.db", original, tmp_path)
        wrong = refusals(intake)
        assert wrong.pop("wall.case", wrong.pop(f"{tmp_path.name}/wall.case", "")) == "is this case's own folder"
        assert set(wrong.values()) == {"lies in this case's own folder"}
        assert len(wrong) == 4
        assert len(case.store.rows("receipts")) == before
        assert [one.received.place for one in intake.again] == [f"{tmp_path.name}/usb/a"]


@pytest.mark.parametrize("protected", [True, False])
def test_the_secret_key_of_the_case_is_kept_out(tmp_path: Path, usb: Path, protected: bool) -> None:
    (usb / "a").write_bytes(b"first")
    make_identity(usb / "another's.key")  # which may be evidence
    with made(tmp_path) as case:
        make_key(case, usb / "yard.key")
        intake = take(case, usb, protected=protected)
        assert refusals(intake) == {"usb/yard.key": "is a secret key of this case"}
        assert len(intake.taken) == 2
    secret = next(line for line in (usb / "yard.key").read_bytes().splitlines() if line.startswith(b"AGE-SECRET"))
    assert not [path for path in case.folder.rglob("*") if path.is_file() and secret in path.read_bytes()]


def test_a_link_planted_under_the_name_of_what_is_to_come_is_not_taken_for_it(tmp_path: Path, usb: Path) -> None:
    (usb / "a").write_bytes(b"evidence")
    sha256 = hashlib.sha256(b"evidence").hexdigest()
    (tmp_path / "elsewhere").write_bytes(b"evidence")
    with made(tmp_path) as case:
        place = case.folder / "originals" / sha256[:2] / sha256
        place.parent.mkdir()
        place.symlink_to(tmp_path / "elsewhere")
        assert list(refusals(take(case, usb))) == ["usb/a"]
        assert case.store.rows("exhibits") == ()
    vault = Vault(case.folder / "originals")
    with pytest.raises(FixityError):
        vault.put_bytes(b"evidence")


def test_what_is_no_file_and_files_with_holes_or_two_names(tmp_path: Path, usb: Path) -> None:
    os.mkfifo(usb / "pipe")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(usb / "socket"))
    with (usb / "holes").open("wb") as stream:
        stream.truncate(5 << 20)
    os.link(usb / "holes", usb / "same")
    (usb / "empty").touch()
    with made(tmp_path) as case:
        intake = take(case, usb)
        assert set(refusals(intake)) == {"usb/pipe", "usb/socket"}
        assert [one.received.place for one in intake.taken] == ["usb/empty", "usb/holes", "usb/same"]
        assert len(case.store.rows("exhibits")) == 2
    assert verify_case(case.folder).is_whole


def test_what_was_refused_of_one_delivery_is_refused_of_the_next_as_well(tmp_path: Path, usb: Path) -> None:
    """Two sticks from one hand, each with the same link to nowhere: both refusals stand, and each of them once."""
    (usb / "film.mp4").symlink_to("nowhere")
    with made(tmp_path) as case:
        for name in ("first stick", "second stick", "second stick"):
            add(case, Delivery((usb,), received_from="I. Mak", name=name))
        assert [row["name"] for row in case.store.rows("refusals")] == ["film.mp4"] * 2


@pytest.mark.parametrize("sign", ["\u2028", "\u2029", "\x85", "\x0b", "\x0c", "\x1c", "\x1d", "\x1e", "\r"])
def test_a_name_does_not_add_a_line_to_the_seizure_record(tmp_path: Path, usb: Path, sign: str) -> None:
    """A source names a file so that the list, as sha256sum writes it, seems to name another one too."""
    tampered = hashlib.sha256(b"tampered").hexdigest()
    name = f"a{sign}{tampered}  gate.mp4"
    (usb / name).write_bytes(b"listed")
    (usb / "gate.mp4").write_bytes(b"tampered")
    sums = tmp_path / "SHA256SUMS"
    sums.write_bytes(f"{hashlib.sha256(b'listed').hexdigest()}  {name}\n".encode())
    with made(tmp_path) as case:
        intake = add(case, Delivery((usb,), expect=sums))
        (row,) = case.store.rows("receipts", name="gate.mp4")
    assert row["expected_sha256"] is None
    assert intake.compared is not None
    assert intake.compared.unlisted == ("usb/gate.mp4",)
    assert len(intake.compared.matched) == 1


def test_a_case_that_is_moved_away_meanwhile_is_not_told_as_a_loss_of_the_source(tmp_path: Path, usb: Path) -> None:
    for name in ("a", "b", "c"):
        (usb / name).write_bytes(name.encode() * 4)
    with made(tmp_path) as case:
        intake = take(case, usb, meanwhile=once(lambda: case.folder.rename(tmp_path / "moved.case"), "b"))
        assert set(refusals(intake)) == {"usb/b", "usb/c"}
        assert all("the case's" in wrong for wrong in refusals(intake).values())
    assert verify_case(tmp_path / "moved.case").is_whole
    with Case.open(tmp_path / "moved.case", desk()) as case:
        assert len(take(case, usb).received) == 3
