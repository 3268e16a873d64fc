"""What a delivery holds: each thing an item or a refusal, in one order, and nothing stops the rest."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from gestae.errors import InputRefused
from gestae.model.evidence import RefusedItem
from gestae.preserve.listing import Item, walk


@pytest.fixture
def usb(tmp_path: Path) -> Path:
    folder = tmp_path / "usb"
    folder.mkdir()
    return folder


def _said(*paths: Path, **options: object) -> list[str]:
    return [str(found) if isinstance(found, RefusedItem) else found.place for found in walk(paths, **options)]  # type: ignore[arg-type]


def test_files_are_listed_in_the_order_of_their_bytes(usb: Path) -> None:
    for name in ("b", "a", "ї", "Z", "a/", "sub/x", "sub/a"):
        path = usb / name
        if name.endswith("/") or "/" in name:
            path = usb / name.replace("a/", "a-folder/x")
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(name.encode())
    assert _said(usb) == ["usb/Z", "usb/a", "usb/a-folder/x", "usb/b", "usb/sub/a", "usb/sub/x", "usb/ї"]


def test_what_a_file_is_on_its_disk_is_kept(usb: Path) -> None:
    (usb / "a").write_bytes(b"12345")
    os.utime(usb / "a", ns=(1, 1_647_439_400_123_456_789))
    assert list(walk([usb])) == [Item("usb/a", (usb / "a").resolve(), 5, 1_647_439_400_123_456_789)]


def test_paths_keep_the_order_in_which_they_were_given(usb: Path, tmp_path: Path) -> None:
    (usb / "a").touch()
    (tmp_path / "note.txt").touch()
    assert _said(tmp_path / "note.txt", usb) == ["note.txt", "usb/a"]


def test_an_empty_folder_holds_nothing(usb: Path) -> None:
    assert _said(usb) == []


def test_an_empty_file_is_an_item(usb: Path) -> None:
    (usb / "empty").touch()
    assert _said(usb) == ["usb/empty"]


def test_a_path_that_is_not_there_is_refused(usb: Path) -> None:
    assert (
        _said(usb / "no", usb / "a" / ".." / "no")
        == ["no: is gone; it was there when the folder was listed; look for it and take it in again"] * 2
    )


def test_pipes_sockets_and_devices_are_never_opened(usb: Path) -> None:
    os.mkfifo(usb / "pipe")
    plug = socket.socket(socket.AF_UNIX)
    try:
        plug.bind(str(usb / "socket"))
        (usb / "z").touch()
        right = "save what it gives to a file and take that in"
        assert _said(usb) == [
            f"usb/pipe: is a pipe, not a file; {right}",
            f"usb/socket: is a socket, not a file; {right}",
            "usb/z",
        ]
        assert _said(Path("/dev/null")) == [f"null: is a device, not a file; {right}"]
    finally:
        plug.close()


LINKS = {
    "to itself": ("link", "link", "is a link that leads back to itself; take in what it was meant to point to"),
    "to nothing": ("link", "nothing", "is a link that leads nowhere; find what it pointed to and take that in"),
    "to the folder above": (
        "link",
        ".",
        "is a link to a folder; take in the folder that it points to by its own name",
    ),
    "out": (
        "link",
        "/etc/hostname",
        "is a link that leads out of what was handed over; take in the file that it points to, if it belongs",
    ),
    "out by a sibling of a like name": (
        "link",
        "../usb2/secret",
        "is a link that leads out of what was handed over; take in the file that it points to, if it belongs",
    ),
}


@pytest.mark.parametrize(("name", "target", "words"), LINKS.values(), ids=LINKS.keys())
def test_a_link_that_cannot_be_followed_is_refused(usb: Path, name: str, target: str, words: str) -> None:
    (usb / "a").touch()
    (usb.parent / "usb2").mkdir()
    (usb.parent / "usb2" / "secret").touch()
    (usb / name).symlink_to(target)
    assert _said(usb) == ["usb/a", f"usb/{name}: {words}"]


def test_a_link_to_a_file_of_the_delivery_is_received_by_that_name_too(usb: Path) -> None:
    (usb / "a").write_bytes(b"123")
    (usb / "b").symlink_to("a")
    found = list(walk([usb]))
    assert [(item.place, item.size_bytes) for item in found if isinstance(item, Item)] == [("usb/a", 3), ("usb/b", 3)]


def test_two_links_in_a_ring_are_refused(usb: Path) -> None:
    (usb / "a").symlink_to("b")
    (usb / "b").symlink_to("a")
    assert all("leads back to itself" in words for words in _said(usb))


def test_a_link_named_by_hand_is_followed(usb: Path, tmp_path: Path) -> None:
    (usb / "a").touch()
    (tmp_path / "shortcut").symlink_to(usb)
    assert _said(tmp_path / "shortcut") == ["shortcut/a"]


def test_the_cases_own_folder_is_left_out(usb: Path) -> None:
    (usb / "yard.case").mkdir()
    (usb / "yard.case" / "case.db").touch()
    (usb / "z").touch()
    assert _said(usb, own=usb / "yard.case") == [
        "usb/yard.case: is this case's own folder; take in the files that lie outside it",
        "usb/z",
    ]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_folder_that_may_not_be_read_is_refused(usb: Path) -> None:
    (usb / "locked").mkdir(mode=0)
    (usb / "z").touch()
    assert _said(usb) == [
        "usb/locked: may not be read; give yourself the right to read it, or run as one who has it",
        "usb/z",
    ]


def _odd(folder: Path, raw: bytes) -> None:
    try:
        Path(os.fsdecode(os.fsencode(folder) + b"/" + raw)).write_bytes(b"x")
    except OSError:
        pytest.skip("this file system takes only names that are UTF-8")


def test_a_name_that_is_not_utf8_is_refused_until_somebody_says_how_it_was_written(usb: Path) -> None:
    _odd(usb, "Двір".encode("cp1251"))
    (usb / "a").touch()
    refused = list(walk([usb]))[1]
    assert isinstance(refused, RefusedItem)
    assert refused.wrong == "has a name that is not UTF-8 (bytes c4e2b3f0)"
    assert refused.raw_name_hex == b"usb/\xc4\xe2\xb3\xf0".hex()
    assert _said(usb, names="cp1251") == ["usb/a", "usb/Двір"]
    assert _said(usb, names="bytes") == ["usb/a", r"usb/\xc4\xe2\xb3\xf0"]


def test_an_unknown_encoding_is_refused_before_anything_is_listed(usb: Path) -> None:
    with pytest.raises(InputRefused):
        next(walk([usb], names="klingon"))


def test_very_deep_folders_need_no_deep_stack(usb: Path) -> None:
    here = os.getcwd()  # noqa: PTH109 - the path is longer than one call may take
    try:
        os.chdir(usb)
        for _ in range(500):
            os.mkdir("d")  # noqa: PTH102
            os.chdir("d")
        Path("leaf").touch()
    finally:
        os.chdir(here)
    assert _said(usb) == ["usb/" + "d/" * 500 + "leaf"]


def test_a_very_long_path_is_refused_and_the_rest_goes_on(usb: Path) -> None:
    here = os.getcwd()  # noqa: PTH109
    try:
        os.chdir(usb)
        for _ in range(20):
            os.mkdir("d" * 250)  # noqa: PTH102
            os.chdir("d" * 250)
    finally:
        os.chdir(here)
    (usb / "z").touch()
    said = _said(usb)
    assert said[0].endswith("has a path that is too long; take in a folder nearer to it")
    assert said[1:] == ["usb/z"]
