"""What an item is, told from its first bytes by a table of magic numbers; its name is only a hint.

Nothing here opens, runs or unpacks anything. Footage is finally what a decoder gives frames of: this table says what
to try, and what the item is called when nothing opens it. Player programs and disk images are kept as what they are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from gestae.model.evidence import ItemKind, Recognised

__all__ = ["HEAD_BYTES", "recognise"]

# The furthest mark of the table is an ISO 9660 volume's, in its 17th sector of 2048 bytes.
HEAD_BYTES: Final = 64 << 10


@dataclass(frozen=True, slots=True)
class Magic:
    """Bytes at a place, and what they mean."""

    offset: int
    mark: bytes
    kind: ItemKind
    form: str


def _row(offset: int, mark: bytes, kind: ItemKind, form: str) -> Magic:
    return Magic(offset, mark, kind, form)


# In order: the longer and more telling marks before the short ones. Sources: the formats' own specifications, the
# signature list of the Library of Congress' sustainability pages and of libmagic's documentation.
MAGIC: Final = (
    _row(0, b"\x1a\x45\xdf\xa3", ItemKind.FOOTAGE, "Matroska or WebM"),
    _row(0, b"DHAV", ItemKind.FOOTAGE, "Dahua DHAV"),
    _row(0, b"DAHUA", ItemKind.FOOTAGE, "Dahua DHAV"),
    _row(0, b"IMKH", ItemKind.FOOTAGE, "Hikvision program stream"),
    _row(0, b"FLV\x01", ItemKind.FOOTAGE, "Flash video"),
    _row(0, b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", ItemKind.FOOTAGE, "ASF"),
    _row(0, b"\x00\x00\x01\xba", ItemKind.FOOTAGE, "MPEG program stream"),
    _row(0, b"\x00\x00\x01\xb3", ItemKind.FOOTAGE, "MPEG video"),
    _row(0, b"\x00\x00\x00\x01\x67", ItemKind.FOOTAGE, "H.264 stream"),
    _row(0, b"\x00\x00\x01\x67", ItemKind.FOOTAGE, "H.264 stream"),
    _row(0, b"\x00\x00\x00\x01\x27", ItemKind.FOOTAGE, "H.264 stream"),
    _row(0, b"\x00\x00\x00\x01\x40\x01", ItemKind.FOOTAGE, "HEVC stream"),
    _row(0, b"DKIF", ItemKind.FOOTAGE, "IVF"),
    _row(0, b"fLaC", ItemKind.SOUND, "FLAC"),
    _row(0, b"#!AMR", ItemKind.SOUND, "AMR"),
    _row(0, b"NIST_1A\n", ItemKind.SOUND, "NIST SPHERE"),
    _row(0, b"ID3", ItemKind.SOUND, "MP3"),
    _row(0, b"\xff\xd8\xff", ItemKind.PICTURE, "JPEG"),
    _row(0, b"\x89PNG\r\n\x1a\n", ItemKind.PICTURE, "PNG"),
    _row(0, b"GIF8", ItemKind.PICTURE, "GIF"),
    _row(0, b"II*\x00", ItemKind.PICTURE, "TIFF"),
    _row(0, b"MM\x00*", ItemKind.PICTURE, "TIFF"),
    _row(0, b"%PDF-", ItemKind.DOCUMENT, "PDF"),
    _row(0, b"{\\rtf", ItemKind.DOCUMENT, "RTF"),
    _row(0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ItemKind.DOCUMENT, "Microsoft compound file"),
    _row(0, b"7z\xbc\xaf\x27\x1c", ItemKind.ARCHIVE, "7-Zip"),
    _row(0, b"Rar!\x1a\x07", ItemKind.ARCHIVE, "RAR"),
    _row(0, b"\x1f\x8b", ItemKind.ARCHIVE, "gzip"),
    _row(0, b"BZh", ItemKind.ARCHIVE, "bzip2"),
    _row(0, b"\xfd7zXZ\x00", ItemKind.ARCHIVE, "xz"),
    _row(0, b"\x28\xb5\x2f\xfd", ItemKind.ARCHIVE, "Zstandard"),
    _row(257, b"ustar", ItemKind.ARCHIVE, "tar"),
    _row(0, b"EVF\x09\x0d\x0a\xff\x00", ItemKind.DISK_IMAGE, "EnCase E01"),
    _row(0, b"EVF2\x0d\x0a\x81\x00", ItemKind.DISK_IMAGE, "EnCase Ex01"),
    _row(0, b"KDMV", ItemKind.DISK_IMAGE, "VMDK"),
    _row(0, b"QFI\xfb", ItemKind.DISK_IMAGE, "QCOW"),
    _row(0, b"vhdxfile", ItemKind.DISK_IMAGE, "VHDX"),
    _row(0, b"conectix", ItemKind.DISK_IMAGE, "VHD"),
    _row(32769, b"CD001", ItemKind.DISK_IMAGE, "ISO 9660"),
    _row(0, b"\x7fELF", ItemKind.PROGRAM, "ELF program"),
    _row(0, b"\xcf\xfa\xed\xfe", ItemKind.PROGRAM, "Mach-O program"),
    _row(0, b"\xca\xfe\xba\xbe", ItemKind.PROGRAM, "Mach-O or Java program"),
    _row(0, b"#!", ItemKind.PROGRAM, "script"),
    _row(0, b"HKMI", ItemKind.VENDOR, "Hikvision index"),
)

_RIFF: Final[Mapping[bytes, tuple[ItemKind, str]]] = {
    b"AVI ": (ItemKind.FOOTAGE, "AVI"),
    b"WAVE": (ItemKind.SOUND, "WAVE"),
    b"WEBP": (ItemKind.PICTURE, "WebP"),
}
# ISO 14496-12 "ftyp" brands that are not moving pictures; every other brand is taken for footage.
_BRANDS: Final[Mapping[bytes, tuple[ItemKind, str]]] = {
    b"M4A ": (ItemKind.SOUND, "MPEG-4 sound"),
    b"heic": (ItemKind.PICTURE, "HEIF"),
    b"heix": (ItemKind.PICTURE, "HEIF"),
    b"mif1": (ItemKind.PICTURE, "HEIF"),
    b"avif": (ItemKind.PICTURE, "AVIF"),
}
_MP4_BOXES: Final = frozenset({b"moov", b"mdat", b"moof", b"styp", b"sidx", b"wide"})
# Documents and programs that are ZIP archives inside: their parts are not items of evidence.
_ZIP_INSIDES: Final = (
    (b"[Content_Types].xml", ItemKind.DOCUMENT, "Office Open XML"),
    (b"mimetypeapplication/vnd.oasis.opendocument", ItemKind.DOCUMENT, "OpenDocument"),
    (b"mimetypeapplication/epub+zip", ItemKind.DOCUMENT, "EPUB"),
    (b"META-INF/MANIFEST.MF", ItemKind.PROGRAM, "Java archive"),
    (b"AndroidManifest.xml", ItemKind.PROGRAM, "Android package"),
)
_ENDINGS: Final[Mapping[str, tuple[ItemKind, str]]] = {
    "dav": (ItemKind.VENDOR, "Dahua recording"),
    "264": (ItemKind.FOOTAGE, "H.264 stream"),
    "h264": (ItemKind.FOOTAGE, "H.264 stream"),
    "265": (ItemKind.FOOTAGE, "HEVC stream"),
    "mpg": (ItemKind.FOOTAGE, "MPEG"),
    "ts": (ItemKind.FOOTAGE, "MPEG transport stream"),
    "mp4": (ItemKind.FOOTAGE, "MP4"),
    "mov": (ItemKind.FOOTAGE, "QuickTime"),
    "avi": (ItemKind.FOOTAGE, "AVI"),
    "mp3": (ItemKind.SOUND, "MP3"),
    "dd": (ItemKind.DISK_IMAGE, "raw disk image"),
    "img": (ItemKind.DISK_IMAGE, "raw disk image"),
    "raw": (ItemKind.DISK_IMAGE, "raw disk image"),
    "csv": (ItemKind.TABLE, "CSV"),
    "tsv": (ItemKind.TABLE, "TSV"),
    "h64": (ItemKind.VENDOR, "vendor recording"),
    "nvr": (ItemKind.VENDOR, "vendor recording"),
    "sef": (ItemKind.VENDOR, "vendor recording"),
    "ifv": (ItemKind.VENDOR, "vendor recording"),
    "exe": (ItemKind.PROGRAM, "program"),
    "bat": (ItemKind.PROGRAM, "script"),
}
_TS_PACKET: Final = 188  # ISO 13818-1; Blu-ray and some recorders put four bytes before each packet
_TS_SYNC: Final = 0x47
_TS_BEATS: Final = 8  # sync bytes at one distance: by chance once in 256**8 / 380 files
# Control characters that text does not hold: everything below a space but tab, line feed, form feed, return, escape.
_NOT_TEXT: Final = bytes(set(range(32)) - {9, 10, 12, 13, 27})


def recognise(head: bytes, name: str) -> Recognised:
    r"""Say what an item is.

    Args:
        head: its first bytes, up to `HEAD_BYTES`; all of it where it is shorter.
        name: its name as received; consulted only where the bytes say nothing.

    >>> recognise(b"\x00\x00\x00\x18ftypisom", "letter.txt")
    Recognised(kind=<ItemKind.FOOTAGE: 'footage'>, form='MP4 or QuickTime', known_by='content')
    >>> recognise(b"\x80\x81\x82", "cam1.dav").known_by
    'name'
    """
    if not head:
        return Recognised(ItemKind.EMPTY, "no bytes", "content")
    for telling in _BY_CONTENT:
        found = telling(head, name)
        if found:
            return Recognised(*found, "content")
    by_name = _ENDINGS.get(name.rpartition(".")[2].lower())
    if by_name:
        return Recognised(*by_name, "name")
    return Recognised(ItemKind.UNKNOWN, "unknown", "nothing")


_Found = tuple[ItemKind, str] | None


def _by_magic(head: bytes, name: str) -> _Found:
    del name
    rows = (row for row in MAGIC if head.startswith(row.mark, row.offset))
    return next(((row.kind, row.form) for row in rows), None)


def _by_container(head: bytes, name: str) -> _Found:
    del name
    if head[:4] in (b"RIFF", b"RF64"):
        return _RIFF.get(head[8:12], (ItemKind.UNKNOWN, "RIFF"))
    if head[4:8] == b"ftyp":
        return _BRANDS.get(head[8:12], (ItemKind.FOOTAGE, "MP4 or QuickTime"))
    if head[4:8] in _MP4_BOXES:
        return ItemKind.FOOTAGE, "MP4 or QuickTime"
    if head.startswith(b"OggS"):
        return (ItemKind.FOOTAGE, "Ogg video") if b"theora" in head[:128] else (ItemKind.SOUND, "Ogg")
    return None


def _by_zip(head: bytes, name: str) -> _Found:
    del name
    if not head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return None
    insides = ((kind, form) for mark, kind, form in _ZIP_INSIDES if mark in head[30:])
    return next(insides, (ItemKind.ARCHIVE, "ZIP"))


def _by_transport_packets(head: bytes, name: str) -> _Found:
    del name
    for step in (_TS_PACKET, _TS_PACKET + 4):
        for start in range(step):  # a recording cut out of a stream starts within a packet
            beats = head[start : start + step * _TS_BEATS : step]
            if len(beats) == _TS_BEATS and set(beats) == {_TS_SYNC}:
                return ItemKind.FOOTAGE, "MPEG transport stream"
    return None


def _by_program(head: bytes, name: str) -> _Found:
    del name
    if head[:2] != b"MZ" or len(head) < 64:
        return None
    header = int.from_bytes(head[60:64], "little")
    return (ItemKind.PROGRAM, "Windows program") if head[header : header + 2] in (b"PE", b"NE", b"") else None


def _by_boot_sector(head: bytes, name: str) -> _Found:
    del name
    is_disk = head[510:512] == b"\x55\xaa" and len(head) >= 4096
    return (ItemKind.DISK_IMAGE, "raw disk image") if is_disk else None


def _by_sound_frames(head: bytes, name: str) -> _Found:
    # Two bytes are too few to go by: the ending has to agree.
    is_mpeg_audio = len(head) > 2 and head[0] == 0xFF and head[1] & 0xE6 == 0xE2
    return (ItemKind.SOUND, "MP3") if is_mpeg_audio and name.lower().endswith(".mp3") else None


def _by_text(head: bytes, name: str) -> _Found:
    is_wide = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    if not is_wide and (head.translate(None, _NOT_TEXT) != head or not _is_utf8(head)):
        return None
    named = _ENDINGS.get(name.rpartition(".")[2].lower())
    is_table = named is not None and named[0] is ItemKind.TABLE
    return (ItemKind.TABLE, "delimited text") if is_table else (ItemKind.TEXT, "text")


def _is_utf8(head: bytes) -> bool:
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        return len(head) >= HEAD_BYTES and error.start > len(head) - 4  # the last letter was cut
    return True


_BY_CONTENT: Final[tuple[Callable[[bytes, str], _Found], ...]] = (
    _by_container,
    _by_magic,
    _by_zip,
    _by_transport_packets,
    _by_program,
    _by_boot_sector,
    _by_sound_frames,
    _by_text,
)
