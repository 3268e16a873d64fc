"""Lists of digests that came with a delivery."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from gestae.errors import Faults, InputRefused
from gestae.model.evidence import Digest
from gestae.preserve.expect import Different, Expected, Matched, compare, read_expected

A, B, C = (Digest(letter * 64) for letter in "abc")
NO_LINE = "no SHA-256 and name; write 64 hex digits, two spaces and the file's name"

LISTS: dict[str, tuple[str, bytes, list[tuple[str, Digest]]]] = {
    "text mark": ("sums.txt", f"{A}  gate.mp4\n".encode(), [("gate.mp4", A)]),
    "binary mark": ("sums.txt", f"{A} *gate.mp4\n".encode(), [("gate.mp4", A)]),
    "upper case": ("sums.txt", f"{A.hex.upper()}  gate.mp4\n".encode(), [("gate.mp4", A)]),
    "a name with blanks": ("sums.txt", f"{A}   two  blanks \n".encode(), [(" two  blanks ", A)]),
    "escaped": ("sums.txt", rf"\{A}  a\nb\\n\r".encode() + b"\n", [("a\nb\\n\r", A)]),
    "a backslash that is none": ("sums.txt", rf"{A}  a\nb".encode(), [(r"a\nb", A)]),
    "tagged": ("sums.txt", f"SHA256 (a (1).mp4) = {A}\n".encode(), [("a (1).mp4", A)]),
    "tagged and escaped": ("sums.txt", rf"\SHA256 (a\nb) = {A}".encode(), [("a\nb", A)]),
    "Windows lines and a mark of order": ("sums.txt", f"\ufeff{A}  a\r\n{B}  b\r\n".encode(), [("a", A), ("b", B)]),
    "remarks and empty lines": ("sums.txt", f"# seized\n\n{A}  a\n".encode(), [("a", A)]),
    "another alphabet": ("sums.txt", f"{A}  Двір.mp4\n".encode(), [("Двір.mp4", A)]),
    "the same line twice": ("sums.txt", f"{A}  a\n{A}  a\n".encode(), [("a", A), ("a", A)]),
    "bag": ("bag/manifest-sha256.txt", f"{A} \tdata/50%25%0Aoff.mp4\n".encode(), [("data/50%\noff.mp4", A)]),
    "bag's tags": ("tagmanifest-sha256.txt", f"{A} bagit.txt\n".encode(), [("bagit.txt", A)]),
    "percent outside a bag": ("sums.txt", f"{A}  50%25.mp4\n".encode(), [("50%25.mp4", A)]),
    "csv": ("list.csv", f"name,size,sha256\ngate.mp4,3,{A}\n".encode(), [("gate.mp4", A)]),
    "csv with semicolons and quotes": (
        "list.csv",
        f'"SHA-256";"File name"\n{A.hex.upper()};"a;b.mp4"\n'.encode(),
        [("a;b.mp4", A)],
    ),
    "tabs": ("list.tsv", f"path\thash\ncam/gate.mp4\t{A}\n".encode(), [("cam/gate.mp4", A)]),
}


@pytest.mark.parametrize(("what", "source", "expected"), LISTS.values(), ids=LISTS.keys())
def test_a_list_is_read(what: str, source: bytes, expected: list[tuple[str, Digest]]) -> None:
    assert [(line.name, line.digest) for line in read_expected(source, what)] == expected


FAULTY: dict[str, tuple[bytes, list[str]]] = {
    "too short": (b"abc  gate.mp4\n", [f"sums.txt, line 1: {NO_LINE}"]),
    "no name": (f"{A}\n".encode(), [f"sums.txt, line 1: {NO_LINE}"]),
    "one blank": (f"{A} gate.mp4\n".encode(), [f"sums.txt, line 1: {NO_LINE}"]),
    "md5": (b"d41d8cd98f00b204e9800998ecf8427e  a\n", [f"sums.txt, line 1: {NO_LINE}"]),
    "each of several": (
        f"x\n{A}  a\n\ny\n".encode(),
        [f"sums.txt, line 1: {NO_LINE}", f"sums.txt, line 4: {NO_LINE}"],
    ),
    "one name with two digests": (
        f"{A}  a\n{B}  a\n".encode(),
        [
            "sums.txt, a: stands twice, as aaaaaaaaaaaa… and bbbbbbbbbbbb…; "
            "ask which of them was meant and keep that line"
        ],
    ),
    "csv without digest": (b"name,sha256\ngate.mp4,\n", [f"sums.txt, line 2: {NO_LINE}"]),
    "csv cut": (f"sha256,name\n{A}\n".encode(), [f"sums.txt, line 2: {NO_LINE}"]),
}


@pytest.mark.parametrize(("source", "messages"), FAULTY.values(), ids=FAULTY.keys())
def test_every_fault_of_a_list_is_told(source: bytes, messages: list[str]) -> None:
    with pytest.raises(Faults) as refused:
        read_expected(source, "sums.txt")
    assert [str(fault) for fault in refused.value.faults] == messages


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (b"", "sums.txt: lists nothing; give one digest and name a line"),
        (b"\n# nothing\n", "sums.txt: lists nothing; give one digest and name a line"),
    ],
)
def test_an_empty_list_is_refused(source: bytes, message: str) -> None:
    with pytest.raises(InputRefused) as refused:
        read_expected(source, "sums.txt")
    assert str(refused.value) == message


def test_a_list_that_is_not_utf8_is_refused() -> None:
    with pytest.raises(InputRefused, match="save the list as UTF-8"):
        read_expected(f"{A}  ".encode() + "Двір".encode("cp1251"), "sums.txt")


@pytest.mark.parametrize("options", [[], ["--binary"], ["--tag"]])
def test_what_sha256sum_prints_is_read(tmp_path: Path, options: list[str]) -> None:
    names = ["gate.mp4", "two words", "new\nline", "back\\slash", "Двір", "tail "]
    for name in names:
        (tmp_path / name).write_bytes(name.encode())
    printed = subprocess.run(["sha256sum", *options, *names], cwd=tmp_path, capture_output=True, check=True).stdout
    assert list(read_expected(printed, "sums.txt")) == [Expected(name, Digest.of(name.encode())) for name in names]


def test_a_list_that_agrees() -> None:
    compared = compare([Expected("./cam/gate.mp4", A), Expected("b", B)], [("usb/cam/gate.mp4", A), ("usb/b", B)])
    assert compared.agrees
    assert [match.under for match in compared.matched] == ["usb/cam/gate.mp4", "usb/b"]
    assert all(match.is_same_name for match in compared.matched)


def test_each_way_to_differ_is_told_apart() -> None:
    expected = [Expected("a", A), Expected("b", B), Expected("c", C)]
    compared = compare(expected, [("usb/a", B), ("usb/x", C), ("usb/y", Digest("d" * 64))])
    assert compared.different == (Different(expected[0], "usb/a", B),)
    assert compared.matched == (
        Matched(expected[1], "usb/a", is_same_name=False),
        Matched(expected[2], "usb/x", is_same_name=False),
    )
    assert compared.missing == ()
    assert compared.unlisted == ("usb/y",)
    assert not compared.agrees


NAMED = {
    "the same": ("gate.mp4", "gate.mp4", True),
    "below": ("gate.mp4", "usb/cam/gate.mp4", True),
    "part by part": ("gate.mp4", "usb/old-gate.mp4", False),
    "a folder more": ("cam/gate.mp4", "gate.mp4", False),
    "Windows' bars": ("cam\\gate.mp4", "usb/cam/gate.mp4", True),
    "in an archive": ("cam/gate.mp4", "a.zip!/cam/gate.mp4", True),
    "the archive itself": ("a.zip", "usb/a.zip", True),
    "rooted": ("/media/usb/gate.mp4", "gate.mp4", False),
}


@pytest.mark.parametrize(("listed", "place", "same"), NAMED.values(), ids=NAMED.keys())
def test_a_listed_name_means_a_place_that_ends_with_it(listed: str, place: str, same: bool) -> None:
    compared = compare([Expected(listed, A)], [(place, B)])
    assert bool(compared.different) is same
    assert bool(compared.missing) is not same


def test_the_same_thing_handed_over_twice_matches_twice() -> None:
    compared = compare([Expected("a", A)], [("one/a", A), ("two/a", A)])
    assert [match.under for match in compared.matched] == ["one/a", "two/a"]
    assert compared.agrees


def test_a_whole_copy_beside_a_changed_one_is_matched_and_the_changed_one_is_unlisted() -> None:
    compared = compare([Expected("a", A)], [("one/a", A), ("two/a", B)])
    assert (len(compared.matched), compared.missing, compared.unlisted) == (1, (), ("two/a",))


def test_nothing_received_is_all_missing() -> None:
    assert compare([Expected("a", A)], []).missing == (Expected("a", A),)


ARCHIVES = {
    "a listed archive speaks for its members": ([("a.zip", A)], [("usb/a.zip", A), ("usb/a.zip!/x", B)], ()),
    "listed members speak for their archive": ([("x", B)], [("usb/a.zip", A), ("usb/a.zip!/x", B)], ()),
    "one member too many": (
        [("x", B)],
        [("usb/a.zip", A), ("usb/a.zip!/x", B), ("usb/a.zip!/y", C)],
        ("usb/a.zip", "usb/a.zip!/y"),
    ),
    "another archive's members": ([("a.zip", A)], [("usb/a.zip", A), ("usb/b.zip!/x", B)], ("usb/b.zip!/x",)),
}


@pytest.mark.parametrize(("listed", "came", "unlisted"), ARCHIVES.values(), ids=ARCHIVES.keys())
def test_an_archive_and_its_members_are_listed_as_one(
    listed: list[tuple[str, Digest]], came: list[tuple[str, Digest]], unlisted: tuple[str, ...]
) -> None:
    assert compare([Expected(name, digest) for name, digest in listed], came).unlisted == unlisted


def test_a_long_list_is_compared_in_a_moment() -> None:
    came = [(f"usb/cam/{n}.mp4", Digest.of(b"%d" % n)) for n in range(20_000)]
    assert compare([Expected(place, digest) for place, digest in came], came).agrees
