"""Lists of digests that came with a delivery (a seizure record's), and how a delivery compares with one.

Three ways to write such a list are read: the output of `sha256sum` (text or binary mark, escaped names, `--tag`), a
BagIt manifest (RFC 8493, section 2.1.3) and a CSV table whose heading names a digest and a file.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from gestae.errors import Faults, InputRefused
from gestae.model.evidence import Digest

__all__ = ["Comparison", "Different", "Expected", "Matched", "compare", "read_expected"]

_PLAIN: Final = re.compile(r"(?P<escaped>\\?)(?P<hex>[0-9a-fA-F]{64}) (?P<mark>[ *])(?P<name>.+)")
_TAGGED: Final = re.compile(r"(?P<escaped>\\?)SHA256 \((?P<name>.+)\) = (?P<hex>[0-9a-fA-F]{64})")
# RFC 8493 allows any run of spaces and tabs, and writes line ends and percent signs in names by percent.
_BAGGED: Final = re.compile(r"(?P<hex>[0-9a-fA-F]{64})[ \t]+\*?(?P<name>.+)")
_IN_ARCHIVE: Final = "!/"  # as a listing writes a member's place
_ESCAPES: Final = {"\\\\": "\\", "\\n": "\n", "\\r": "\r"}
_PERCENTS: Final = {"%0A": "\n", "%0D": "\r", "%25": "%", "%0a": "\n", "%0d": "\r"}
_DIGEST_HEADINGS: Final = frozenset({"sha256", "sha-256", "sha_256", "digest", "hash", "checksum"})
_NAME_HEADINGS: Final = frozenset({"name", "file", "filename", "file_name", "path", "file name"})


@dataclass(frozen=True, slots=True)
class Expected:
    """One line of a list: a file's name as the list writes it, and its digest."""

    name: str
    digest: Digest


@dataclass(frozen=True, slots=True)
class Matched:
    """A file with the bytes that the list says; `under` is its place in the delivery, which may bear another name."""

    expected: Expected
    under: str
    is_same_name: bool


@dataclass(frozen=True, slots=True)
class Different:
    """A file of a listed name with other bytes."""

    expected: Expected
    under: str
    found: Digest


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a delivery shares with a list, and what not."""

    matched: tuple[Matched, ...]
    different: tuple[Different, ...]
    missing: tuple[Expected, ...]
    unlisted: tuple[str, ...]

    @property
    def agrees(self) -> bool:
        """Say whether list and delivery are the same files with the same bytes."""
        return not (self.different or self.missing or self.unlisted)


def read_expected(source: bytes, what: str) -> tuple[Expected, ...]:
    r"""Read a list of digests.

    Args:
        source: the list's bytes, UTF-8.
        what: its name; `manifest-sha256.txt` is read as BagIt writes it.

    Raises:
        InputRefused: not UTF-8, or without a line.
        Faults: every line that says no digest and name, and every name that stands twice with two digests.

    >>> read_expected(b"ab" * 32 + b" *cam1/gate.mp4\n", "sums.txt")[0].name
    'cam1/gate.mp4'
    """
    try:
        words = source.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputRefused(what, wrong=f"is not UTF-8 ({error})", right="save the list as UTF-8") from error
    lines = [(number, line) for number, line in enumerate(_split(words), 1) if line.strip()]
    remarks = {number for number, line in lines if line.startswith("#")}
    if len(remarks) == len(lines):
        raise InputRefused(what, wrong="lists nothing", right="give one digest and name a line")
    headings = _headings(lines[0][1])
    if headings:  # a row of a table may begin with any sign; a line that begins with a digest may not
        found, faults = _read_rows(lines, headings, what)
    else:
        lines = [(number, line) for number, line in lines if number not in remarks]
        read = _read_bag_line if what.rpartition("/")[2].endswith("manifest-sha256.txt") else _read_line
        found, faults = _read_lines(lines, read, what)
    faults += _contradictions(found, what)
    if faults:
        raise Faults(what, tuple(faults))
    return tuple(found)


def compare(expected: Sequence[Expected], received: Iterable[tuple[str, Digest]]) -> Comparison:
    """Compare a list with what was received.

    A listed name means the item whose place ends with it, part by part. Bytes that are listed count as matched under
    any name, and say that the name differs. A listed file may match several items: the same thing handed over twice.

    Args:
        expected: the list.
        received: (place, digest) of every item that was received.
    """
    items = list(received)
    by_digest, by_last_part = _indexed(items)
    matched: list[Matched] = []
    different: list[Different] = []
    missing: list[Expected] = []
    for line in expected:
        wanted = _parts(line.name)
        same_bytes = by_digest.get(line.digest, [])
        others = [one for one in by_last_part.get(wanted[-1], []) if one[1] != line.digest and _bears(one[0], wanted)]
        matched += [Matched(line, place, _bears(place, wanted)) for place in same_bytes]
        if not same_bytes:
            different += [Different(line, place, digest) for place, digest in others]
            missing += [] if others else [line]
    accounted = {match.under for match in matched} | {one.under for one in different}
    return Comparison(tuple(matched), tuple(different), tuple(missing), _unlisted(items, accounted))


_Item: TypeAlias = tuple[str, Digest]


def _indexed(items: Iterable[_Item]) -> tuple[Mapping[Digest, list[str]], Mapping[str, list[_Item]]]:
    by_digest: dict[Digest, list[str]] = {}
    by_last_part: dict[str, list[_Item]] = {}
    for place, digest in items:
        by_digest.setdefault(digest, []).append(place)
        by_last_part.setdefault(_parts(place)[-1], []).append((place, digest))
    return by_digest, by_last_part


def _unlisted(items: Iterable[_Item], accounted: Collection[str]) -> tuple[str, ...]:
    """Give the places that no line speaks of: a listed archive speaks for its members, and all of these for it."""
    places = [place for place, _ in items]
    members: dict[str, list[str]] = {}
    for place in places:
        if _IN_ARCHIVE in place:
            members.setdefault(place.partition(_IN_ARCHIVE)[0], []).append(place)
    spoken_for = {inner for archive in members.keys() & set(accounted) for inner in members[archive]}
    spoken_for |= {archive for archive, inside in members.items() if all(inner in accounted for inner in inside)}
    return tuple(place for place in places if place not in accounted and place not in spoken_for)


def _split(words: str) -> list[str]:
    """Part a list into its lines, at the ends of lines that programs write and at no other sign.

    A name may hold signs that look like a line's end to Python (U+2028 and others), and behind them what looks like
    another line: a digest that nobody listed.
    """
    return [line.removesuffix("\r") for line in words.split("\n")] if "\n" in words else words.split("\r")


def _parts(name: str) -> list[str]:
    whole = name.replace(_IN_ARCHIVE, "/").replace("\\", "/").removeprefix("./")
    return whole.strip("/").split("/")


def _bears(place: str, wanted: Sequence[str]) -> bool:
    return _parts(place)[-len(wanted) :] == list(wanted)


def _read_line(line: str) -> Expected | None:
    match = _PLAIN.fullmatch(line) or _TAGGED.fullmatch(line)
    if match is None:
        return None
    name = _undo(match["name"], _ESCAPES) if match["escaped"] else match["name"]
    return Expected(name, Digest(match["hex"].lower()))


def _read_bag_line(line: str) -> Expected | None:
    match = _BAGGED.fullmatch(line)
    return Expected(_undo(match["name"], _PERCENTS), Digest(match["hex"].lower())) if match else None


def _undo(name: str, written: dict[str, str]) -> str:
    return re.sub("|".join(map(re.escape, written)), lambda match: written[match[0]], name)


def _read_lines(
    lines: Iterable[tuple[int, str]], read: Callable[[str], Expected | None], what: str
) -> tuple[list[Expected], list[InputRefused]]:
    judged = [(number, read(line)) for number, line in lines]
    faults = [_no_digest(f"{what}, line {number}") for number, one in judged if one is None]
    return [one for _, one in judged if one is not None], faults


def _no_digest(where: str) -> InputRefused:
    return InputRefused(where, wrong="no SHA-256 and name", right="write 64 hex digits, two spaces and the file's name")


def _headings(line: str) -> tuple[str, int, int] | None:
    """Find (separator, column of the digest, column of the name) in a heading; None where it is none."""
    for separator in (",", ";", "\t"):
        names = [cell.strip().strip('"').lower() for cell in line.split(separator)]
        digest = next((place for place, name in enumerate(names) if name in _DIGEST_HEADINGS), None)
        name = next((place for place, name in enumerate(names) if name in _NAME_HEADINGS), None)
        if digest is not None and name is not None:
            return separator, digest, name
    return None


def _read_rows(
    lines: Sequence[tuple[int, str]], headings: tuple[str, int, int], what: str
) -> tuple[list[Expected], list[InputRefused]]:
    separator, digest_column, name_column = headings
    found, faults = [], []
    for number, line in lines[1:]:
        cells = next(csv.reader([line], delimiter=separator), [])
        whole = len(cells) > max(digest_column, name_column)
        hex_digits = cells[digest_column].strip().lower() if whole else ""
        if re.fullmatch("[0-9a-f]{64}", hex_digits) and cells[name_column].strip():
            found.append(Expected(cells[name_column].strip(), Digest(hex_digits)))
        else:
            faults.append(_no_digest(f"{what}, line {number}"))
    return found, faults


def _contradictions(found: Sequence[Expected], what: str) -> list[InputRefused]:
    first = {line.name: line.digest for line in reversed(found)}
    return [
        InputRefused(
            f"{what}, {line.name}",
            wrong=f"stands twice, as {first[line.name].short}… and {line.digest.short}…",
            right="ask which of them was meant and keep that line",
        )
        for line in found
        if line.digest != first[line.name]
    ]
