"""ZIP archives: members listed within limits, read one at a time, and never unpacked to a path."""

from __future__ import annotations

import stat
import struct
import warnings
import zipfile
from pathlib import Path

import pytest

from gestae.errors import IntakeError
from gestae.model.evidence import RefusedItem
from gestae.preserve import archive as archive_module
from gestae.preserve.archive import ArchiveMember, list_members, open_member

KEPT = "the archive itself is preserved whole; unpack it elsewhere and take in what it holds"


def _said(path: Path, names: str = "utf-8") -> list[str]:
    found = list_members(path, "a.zip", names)
    return [str(one) if isinstance(one, RefusedItem) else one.place for one in found]


def _read(path: Path, member: ArchiveMember) -> bytes:
    taken = bytearray()
    buffer = memoryview(bytearray(7))
    with open_member(path, member) as stream:
        while filled := stream.readinto(buffer):
            taken += buffer[:filled]
    return bytes(taken)


def _zip(path: Path, *members: tuple[str | zipfile.ZipInfo, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with warnings.catch_warnings(), zipfile.ZipFile(path, "w", method) as written:
        warnings.simplefilter("ignore")  # a name twice is what one of the tests is about
        for name, data in members:
            written.writestr(name, data)
    return path


def _members(path: Path, names: str = "utf-8") -> list[ArchiveMember]:
    return [one for one in list_members(path, "a.zip", names) if isinstance(one, ArchiveMember)]


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_members_are_listed_in_order_and_read_whole(tmp_path: Path, method: int) -> None:
    path = _zip(tmp_path / "a.zip", ("cam/b", b"B" * 100), ("cam/a", b"A" * 50), ("empty", b""), method=method)
    assert _said(path) == ["a.zip!/cam/a", "a.zip!/cam/b", "a.zip!/empty"]
    assert [_read(path, member) for member in _members(path)] == [b"A" * 50, b"B" * 100, b""]


def test_a_members_facts_are_what_the_archive_declares(tmp_path: Path) -> None:
    info = zipfile.ZipInfo("gate.mp4", (2022, 3, 16, 14, 3, 2))
    member = _members(_zip(tmp_path / "a.zip", (info, b"x" * 10)))[0]
    assert (member.index, member.name, member.modified, member.facts.file_size) == (
        0,
        "gate.mp4",
        "2022-03-16T14:03:02",
        10,
    )


def test_a_time_that_the_archive_does_not_say_stays_unsaid(tmp_path: Path) -> None:
    path = _zip(tmp_path / "a.zip", ("a", b"x"))
    data = bytearray(path.read_bytes())
    at = data.index(b"PK\x01\x02")
    data[at + 12 : at + 16] = b"\x00" * 4
    path.write_bytes(bytes(data))
    assert _members(path)[0].modified == ""


def test_folders_are_no_members(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as written:
        written.mkdir("cam")
    assert _said(tmp_path / "a.zip") == []


def test_two_members_of_one_name_are_two(tmp_path: Path) -> None:
    path = _zip(tmp_path / "a.zip", ("a", b"first"), ("a", b"second"))
    assert [(member.index, _read(path, member)) for member in _members(path)] == [(0, b"first"), (1, b"second")]


def test_a_file_that_is_no_zip_has_no_members(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(b"\x00\x00\x00\x18ftypisom")
    assert _said(tmp_path / "a.zip") == []
    assert _said(tmp_path / "gone.zip") == []


def test_documents_that_are_archives_inside_are_not_opened(tmp_path: Path) -> None:
    assert _said(_zip(tmp_path / "a.docx", ("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<w/>"))) == []


def test_an_archive_in_an_archive_is_an_item_and_not_opened(tmp_path: Path) -> None:
    inner = _zip(tmp_path / "inner.zip", ("deep", b"x")).read_bytes()
    assert _said(_zip(tmp_path / "a.zip", ("inner.zip", inner))) == ["a.zip!/inner.zip"]


SLIPS = [
    "../slip",
    "../../etc/passwd",
    "/etc/passwd",
    "cam/../../slip",
    "..\\slip",
    "\\\\host\\share",
    "C:\\x",
    "c:x",
    "a/..",
]


@pytest.mark.parametrize("name", SLIPS)
def test_a_name_that_climbs_out_is_refused(tmp_path: Path, name: str) -> None:
    path = _zip(tmp_path / "a.zip", (name, b"x"), ("good", b"y"))
    refused = [words for words in _said(path) if words != "a.zip!/good"]
    assert len(refused) == 1
    assert refused[0].endswith(f"has a name that climbs out of its folder; {KEPT}")
    assert "a.zip!/good" in _said(path)


@pytest.mark.parametrize("name", ["a..b", "..a", "...", "cam:b/c.mp4", "CON", "a b"])
def test_an_unusual_name_is_no_fault(tmp_path: Path, name: str) -> None:
    assert _said(_zip(tmp_path / "a.zip", (name, b"x"))) == [f"a.zip!/{name}"]


def test_an_encrypted_member_is_refused(tmp_path: Path) -> None:
    path = _zip(tmp_path / "a.zip", ("secret", b"x"), ("open", b"y"))
    data = bytearray(path.read_bytes())
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1
    path.write_bytes(bytes(data))
    assert _said(path) == [
        "a.zip!/open",
        "a.zip!/secret: is encrypted in its archive; unpack it with its password elsewhere and take in the file",
    ]


def test_an_unknown_packing_is_refused(tmp_path: Path) -> None:
    path = _zip(tmp_path / "a.zip", ("a", b"x"))
    data = bytearray(path.read_bytes())
    at = data.index(b"PK\x01\x02")
    struct.pack_into("<H", data, at + 10, 9)  # Deflate64
    path.write_bytes(bytes(data))
    assert _said(path) == [f"a.zip!/a: is packed by method 9, which is not read here; {KEPT}"]


def test_a_link_in_an_archive_is_refused(tmp_path: Path) -> None:
    info = zipfile.ZipInfo("link")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    path = _zip(tmp_path / "a.zip", (info, b"/etc/passwd"))
    assert _said(path) == [f"a.zip!/link: is a link or a device in its archive, not a file; {KEPT}"]


def test_a_bomb_is_refused_by_what_it_claims(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive_module, "HARMLESS_BYTES", 1000)
    path = _zip(tmp_path / "a.zip", ("bomb", b"\x00" * 1_000_000), ("good", bytes(range(200))))
    said = _said(path)
    assert said[0].startswith("a.zip!/bomb: claims to hold 1000000 bytes in ")
    assert said[1] == "a.zip!/good"


def test_many_small_bombs_are_refused_by_their_sum(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive_module, "HARMLESS_BYTES", 900)
    monkeypatch.setattr(archive_module, "MOST_RATIO", 1)
    path = _zip(tmp_path / "a.zip", *((f"{n}", b"\x00" * 800) for n in range(4)))
    said = _said(path)
    assert said[0] == "a.zip!/0"
    assert all("is one too many" in words for words in said[1:])


def test_too_many_members_are_refused_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive_module, "MOST_MEMBERS", 2)
    path = _zip(tmp_path / "a.zip", *((f"{n}", b"") for n in range(3)))
    assert _said(path) == [f"a.zip!/: holds 3 members, more than 2; {KEPT}"]


@pytest.mark.parametrize("claim", [64 << 20, 0xFFFFFFFE])
def test_a_huge_directory_is_refused_before_it_is_read(tmp_path: Path, claim: int) -> None:
    path = _zip(tmp_path / "a.zip", ("a", b"x"))
    data = bytearray(path.read_bytes())
    struct.pack_into("<I", data, data.index(b"PK\x05\x06") + 12, claim + 1)
    path.write_bytes(bytes(data))
    assert _said(path) == [
        f"a.zip!/: cannot be opened as an archive (its directory claims {claim + 1} bytes, more than 67108864); {KEPT}"
    ]


def test_a_huge_zip64_directory_is_refused_before_it_is_read(tmp_path: Path) -> None:
    end_64 = struct.pack("<4sQ2H2I4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, 1 << 40, 1 << 40, 1 << 50, 30)
    locator = struct.pack("<4sIQI", b"PK\x06\x07", 0, 30, 1)
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    path = tmp_path / "a.zip"
    path.write_bytes(b"PK\x03\x04" + b"\x00" * 26 + end_64 + locator + end)
    assert _said(path) == [
        f"a.zip!/: cannot be opened as an archive (its directory claims {1 << 50} bytes, more than 67108864); {KEPT}"
    ]


@pytest.mark.parametrize("keep", [30, 60, 100])
def test_a_cut_archive_is_refused_as_one_and_preserved_all_the_same(tmp_path: Path, keep: int) -> None:
    path = _zip(tmp_path / "a.zip", ("a", b"x" * 500), method=zipfile.ZIP_STORED)
    path.write_bytes(path.read_bytes()[:keep])
    assert _said(path) == [f"a.zip!/: cannot be opened as an archive (its directory is missing); {KEPT}"]


def test_damage_in_a_member_is_found_by_its_crc(tmp_path: Path) -> None:
    path = _zip(tmp_path / "a.zip", ("a", b"x" * 500), method=zipfile.ZIP_STORED)
    data = bytearray(path.read_bytes())
    data[100] ^= 1
    path.write_bytes(bytes(data))
    with pytest.raises(IntakeError, match=r"is damaged within its archive \(Bad CRC-32.*preserved whole"):
        _read(path, _members(path)[0])


def test_damage_in_packed_bytes_is_said_plainly(tmp_path: Path) -> None:
    path = _zip(tmp_path / "a.zip", ("a", bytes(range(256)) * 40))
    data = bytearray(path.read_bytes())
    data[40:60] = b"\xff" * 20
    path.write_bytes(bytes(data))
    with pytest.raises(IntakeError, match="is damaged within its archive"):
        _read(path, _members(path)[0])


def test_an_archive_that_changed_since_it_was_listed_is_refused(tmp_path: Path) -> None:
    path = _zip(tmp_path / "a.zip", ("a", b"first"))
    member = _members(path)[0]
    _zip(path, ("a", b"other"))
    with pytest.raises(IntakeError, match="is no longer in its archive as it was listed"):
        _read(path, member)


def test_names_of_another_encoding_are_read_as_stated(tmp_path: Path) -> None:
    raw = "Гараж".encode("cp866")
    path = _zip(tmp_path / "a.zip", ("XXXXX", b"x"))
    path.write_bytes(path.read_bytes().replace(b"XXXXX", raw))
    assert "has a name that is not UTF-8" in _said(path)[0]
    assert _said(path, "cp866") == ["a.zip!/Гараж"]
    assert _members(path, "cp866")[0].raw_name_hex == raw.hex()
    assert _read(path, _members(path, "cp866")[0]) == b"x"


def test_utf8_names_without_their_flag_are_utf8(tmp_path: Path) -> None:
    raw = "Двір".encode()
    path = _zip(tmp_path / "a.zip", ("X" * len(raw), b"x"))
    path.write_bytes(path.read_bytes().replace(b"X" * len(raw), raw))
    assert _said(path) == ["a.zip!/Двір"]
