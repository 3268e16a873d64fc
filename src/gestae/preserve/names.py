"""Names as received: bytes that are UTF-8, or bytes of which a person says how they were written."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from typing import Final

from gestae.errors import InputRefused

__all__ = ["BYTES", "Name", "read_name"]

BYTES: Final = "bytes"


@dataclass(frozen=True, slots=True)
class Name:
    """A name read from bytes: its text, its bytes in hex where they are not UTF-8, and a refusal (wrong, right)."""

    text: str
    raw_hex: str | None = None
    refused: tuple[str, str] | None = None


def read_name(raw: bytes, names: str) -> Name:
    r"""Read a name; where it is not UTF-8, as the encoding that was stated says, or refuse it.

    Args:
        raw: the name's bytes, or a path's, parts joined by "/"; each part is read by itself.
        names: "utf-8", "bytes" (each byte that is not UTF-8 is shown as \xNN) or the name of an encoding.

    Raises:
        InputRefused: `names` is no encoding.

    >>> read_name("Двір.mp4".encode(), "utf-8").text
    'Двір.mp4'
    >>> read_name("Двір.mp4".encode("cp1251"), "cp1251").text
    'Двір.mp4'
    >>> read_name("Двір.mp4".encode("cp1251"), "utf-8").refused[0]
    'has a name that is not UTF-8 (bytes c4e2b3f02e6d7034)'
    """
    if names != BYTES:
        _refuse_unknown(names)
    try:
        return Name(raw.decode("utf-8"))
    except UnicodeDecodeError:
        shown = raw.decode("utf-8", "backslashreplace")
    if names == BYTES:
        return Name(shown, raw.hex())
    last = raw.rpartition(b"/")[2]
    wrong = f"has a name that is not UTF-8 (bytes {last.hex()})"
    if codecs.lookup(names).name != "utf-8":
        try:
            return Name("/".join(_read_part(part, names) for part in raw.split(b"/")), raw.hex())
        except UnicodeDecodeError:
            wrong = f"has a name that is neither UTF-8 nor {names} (bytes {last.hex()})"
    right = "say how the names were written, such as cp1251 or cp866, or 'bytes' to record the bytes as they are"
    return Name(shown, raw.hex(), (wrong, right))


def _read_part(part: bytes, names: str) -> str:
    """Read one part as UTF-8 if it is that: a folder made here may hold files named elsewhere."""
    try:
        return part.decode("utf-8")
    except UnicodeDecodeError:
        return part.decode(names)


def _refuse_unknown(names: str) -> None:
    try:
        codecs.lookup(names)
        "".encode(names)
    except LookupError as error:
        raise InputRefused(
            "the encoding of names",
            wrong=f"{names!r} is not known",
            right="write utf-8, bytes, or an encoding such as cp1251, cp866 or shift_jis",
        ) from error
