"""What an item is, by its bytes first and its name last."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from gestae.model.evidence import ItemKind
from gestae.preserve.kinds import HEAD_BYTES, MAGIC, recognise


def _at(offset: int, mark: bytes, size: int = 4096) -> bytes:
    return b"\x80" * offset + mark + b"\x80" * (size - offset - len(mark))


def _packets(step: int, start: int) -> bytes:
    head = bytearray(b"\x01" * step * 12)
    head[start::step] = b"\x47" * len(head[start::step])
    return bytes(head)


def _windows(mark: bytes) -> bytes:
    return b"MZ" + b"\x00" * 58 + struct.pack("<I", 64) + mark + b"\x00" * 8


BY_CONTENT = {
    "mp4": (b"\x00\x00\x00\x18ftypisom....", ItemKind.FOOTAGE, "MP4 or QuickTime"),
    "mp4 without ftyp": (b"\x00\x00\x00\x18moov....", ItemKind.FOOTAGE, "MP4 or QuickTime"),
    "m4a": (b"\x00\x00\x00\x18ftypM4A ....", ItemKind.SOUND, "MPEG-4 sound"),
    "heic": (b"\x00\x00\x00\x18ftypheic....", ItemKind.PICTURE, "HEIF"),
    "avi": (b"RIFF\x10\x00\x00\x00AVI LIST", ItemKind.FOOTAGE, "AVI"),
    "wave": (b"RIFF\x10\x00\x00\x00WAVEfmt ", ItemKind.SOUND, "WAVE"),
    "other riff": (b"RIFF\x10\x00\x00\x00ACON....", ItemKind.UNKNOWN, "RIFF"),
    "dahua": (b"DHAV\xfd\x00\x00\x00", ItemKind.FOOTAGE, "Dahua DHAV"),
    "hikvision": (b"IMKH\x01\x01\x00\x00", ItemKind.FOOTAGE, "Hikvision program stream"),
    "matroska": (b"\x1a\x45\xdf\xa3\x01", ItemKind.FOOTAGE, "Matroska or WebM"),
    "h264": (b"\x00\x00\x00\x01\x67\x64", ItemKind.FOOTAGE, "H.264 stream"),
    "transport stream": (_packets(188, 0), ItemKind.FOOTAGE, "MPEG transport stream"),
    "transport stream cut in a packet": (_packets(188, 100), ItemKind.FOOTAGE, "MPEG transport stream"),
    "transport stream with stamps": (_packets(192, 4), ItemKind.FOOTAGE, "MPEG transport stream"),
    "ogg sound": (b"OggS\x00\x02vorbis", ItemKind.SOUND, "Ogg"),
    "ogg video": (b"OggS\x00\x02\x80theora", ItemKind.FOOTAGE, "Ogg video"),
    "jpeg": (b"\xff\xd8\xff\xe0JFIF", ItemKind.PICTURE, "JPEG"),
    "pdf": (b"%PDF-1.7\n", ItemKind.DOCUMENT, "PDF"),
    "zip": (b"PK\x03\x04" + b"\x00" * 26 + b"gate.mp4", ItemKind.ARCHIVE, "ZIP"),
    "empty zip": (b"PK\x05\x06" + b"\x00" * 18, ItemKind.ARCHIVE, "ZIP"),
    "docx": (b"PK\x03\x04" + b"\x00" * 26 + b"[Content_Types].xml", ItemKind.DOCUMENT, "Office Open XML"),
    "odt": (
        b"PK\x03\x04" + b"\x00" * 26 + b"mimetypeapplication/vnd.oasis.opendocument.text",
        ItemKind.DOCUMENT,
        "OpenDocument",
    ),
    "jar": (b"PK\x03\x04" + b"\x00" * 26 + b"META-INF/MANIFEST.MF", ItemKind.PROGRAM, "Java archive"),
    "tar": (_at(257, b"ustar"), ItemKind.ARCHIVE, "tar"),
    "iso": (_at(32769, b"CD001", HEAD_BYTES), ItemKind.DISK_IMAGE, "ISO 9660"),
    "e01": (b"EVF\x09\x0d\x0a\xff\x00\x01", ItemKind.DISK_IMAGE, "EnCase E01"),
    "boot sector": (_at(510, b"\x55\xaa"), ItemKind.DISK_IMAGE, "raw disk image"),
    "player": (_windows(b"PE\x00\x00"), ItemKind.PROGRAM, "Windows program"),
    "player whose header lies far in": (
        b"MZ" + b"\x00" * 58 + struct.pack("<I", 1 << 30) + b"\x80" * 8,
        ItemKind.PROGRAM,
        "Windows program",
    ),
    "elf": (b"\x7fELF\x02\x01", ItemKind.PROGRAM, "ELF program"),
    "script": (b"#!/bin/sh\nrm -rf /\n", ItemKind.PROGRAM, "script"),
    "text": ("Свідок каже: двоє впали.\n".encode(), ItemKind.TEXT, "text"),
    "utf-16 text": ("V".encode("utf-16"), ItemKind.TEXT, "text"),
    "nothing": (b"", ItemKind.EMPTY, "no bytes"),
}


@pytest.mark.parametrize(("head", "kind", "form"), BY_CONTENT.values(), ids=BY_CONTENT.keys())
@pytest.mark.parametrize("name", ["x", "letter.txt", "cam.mp4"])
def test_bytes_decide_whatever_the_name_says(head: bytes, kind: ItemKind, form: str, name: str) -> None:
    seen = recognise(head, name)
    assert (seen.kind, seen.form, seen.known_by) == (kind, form, "content")


BY_NAME = {
    "cam1.dav": (ItemKind.VENDOR, "Dahua recording"),
    "CAM1.DAV": (ItemKind.VENDOR, "Dahua recording"),
    "disk.dd": (ItemKind.DISK_IMAGE, "raw disk image"),
    "cam.ts": (ItemKind.FOOTAGE, "MPEG transport stream"),
    "player.exe": (ItemKind.PROGRAM, "program"),
}


@pytest.mark.parametrize(("name", "expected"), BY_NAME.items())
def test_a_name_is_a_hint_where_the_bytes_say_nothing(name: str, expected: tuple[ItemKind, str]) -> None:
    seen = recognise(b"\x80\x81\x82" * 100, name)
    assert (seen.kind, seen.form, seen.known_by) == (*expected, "name")


@pytest.mark.parametrize("name", ["x", "x.", ".mp5", "x.unheard", "dav"])
def test_not_knowing_is_an_answer(name: str) -> None:
    if name == "dav":  # a name without a dot is all ending: still only a hint
        assert recognise(b"\x80\x81", name).known_by == "name"
    else:
        assert recognise(b"\x80\x81", name).known_by == "nothing"


def test_an_ending_makes_text_a_table_and_sound_frames_sound() -> None:
    assert recognise(b"a;b\n1;2\n", "calls.csv").kind is ItemKind.TABLE
    assert recognise(b"\xff\xfb\x90\x44", "talk.mp3").kind is ItemKind.SOUND
    assert recognise(b"\xff\xfb\x90\x44", "talk.bin").kind is ItemKind.UNKNOWN


def test_a_letter_cut_at_the_end_of_the_head_is_still_text() -> None:
    head = ("ї" * HEAD_BYTES).encode()[: HEAD_BYTES - 1] + b"\xd1"
    assert recognise(head, "x").kind is ItemKind.TEXT
    assert recognise(b"\xd1", "x").kind is ItemKind.UNKNOWN


def test_no_row_hides_behind_one_before_it() -> None:
    for place, row in enumerate(MAGIC):
        hidden = [one for one in MAGIC[:place] if one.offset == row.offset and row.mark.startswith(one.mark)]
        assert not hidden, f"{row.form} is never reached behind {hidden}"


def test_every_real_recording_is_footage_or_sound(shared_footage: Path) -> None:
    for folder in ("cctv", "events", "fights", "mot", "osd", "odd"):
        for path in sorted((shared_footage / folder).iterdir()):
            with path.open("rb") as stream:
                seen = recognise(stream.read(HEAD_BYTES), path.name)
            assert seen.kind in (ItemKind.FOOTAGE, ItemKind.SOUND), path.name
