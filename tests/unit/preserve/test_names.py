"""Names as received."""

from __future__ import annotations

import pytest

from gestae.errors import InputRefused
from gestae.preserve.names import Name, read_name

YARD = "Двір.mp4"
RAW = YARD.encode("cp1251")

READ = {
    "ascii": (b"gate.mp4", "utf-8", Name("gate.mp4")),
    "utf-8": (YARD.encode(), "utf-8", Name(YARD)),
    "utf-8 whatever was stated": (YARD.encode(), "cp1251", Name(YARD)),
    "stated": (RAW, "cp1251", Name(YARD, RAW.hex())),
    "bytes": (RAW, "bytes", Name(r"\xc4\xe2\xb3\xf0.mp4", RAW.hex())),
    "a part each": (YARD.encode() + b"/" + RAW, "cp1251", Name(f"{YARD}/{YARD}", (YARD.encode() + b"/" + RAW).hex())),
}


@pytest.mark.parametrize(("raw", "names", "expected"), READ.values(), ids=READ.keys())
def test_a_name_is_read(raw: bytes, names: str, expected: Name) -> None:
    assert read_name(raw, names) == expected


@pytest.mark.parametrize(
    ("names", "wrong"),
    [
        ("utf-8", "has a name that is not UTF-8 (bytes c4e2b3f02e6d7034)"),
        ("UTF8", "has a name that is not UTF-8 (bytes c4e2b3f02e6d7034)"),
        ("ascii", "has a name that is neither UTF-8 nor ascii (bytes c4e2b3f02e6d7034)"),
    ],
)
def test_a_doubtful_name_is_refused_with_its_bytes(names: str, wrong: str) -> None:
    name = read_name(b"usb/" + RAW, names)
    assert name.refused == (
        wrong,
        "say how the names were written, such as cp1251 or cp866, or 'bytes' to record the bytes as they are",
    )
    assert name.raw_hex == (b"usb/" + RAW).hex()


@pytest.mark.parametrize("names", ["klingon", "", "base64"])
def test_an_unknown_encoding_is_refused(names: str) -> None:
    with pytest.raises(InputRefused, match=r"the encoding of names: .* is not known; write utf-8, bytes"):
        read_name(b"a", names)
