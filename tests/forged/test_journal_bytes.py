"""One flipped bit anywhere in the file of a case: it is found, or it lies where nothing is kept; never a traceback."""

from __future__ import annotations

import random
import shutil
from collections import Counter
from pathlib import Path

import pytest
from tests.laws.journal_samples import APPENDABLE, note, opening, sample

from gestae.journal.tables import TABLES
from gestae.store.case import create, view_case
from gestae.store.verifying import verify


@pytest.fixture(scope="session")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sound") / "yard.case"
    with create(folder, opening()) as case:
        case.append(*(sample(kind) for kind in APPENDABLE if kind != "untagged"))
        case.append(*(note("x" * 40) for _ in range(60)))
    return folder


@pytest.fixture
def folder(tmp_path: Path, sound: Path) -> Path:
    return Path(shutil.copytree(sound, tmp_path / "yard.case"))


def everything(folder: Path) -> object:
    """All that the case says, by every way of asking."""
    with view_case(folder) as view:
        return view.entries(), view.head(), [view.rows(table) for table in TABLES]


def flip(place: Path, at: int, bit: int) -> None:
    content = bytearray(place.read_bytes())
    content[at] ^= 1 << bit
    place.write_bytes(content)


def test_every_bit_of_a_content_in_the_raw_file_is_found(folder: Path) -> None:
    database = folder / "case.db"
    whole = database.read_bytes()
    content = sample("tagged").content
    start = whole.index(content)
    for at in range(start, start + len(content), 5):
        flip(database, at, at % 8)
        assert any(fault.where.startswith("journal entry") for fault in verify(folder).faults)
        database.write_bytes(whole)


def test_a_bit_of_an_index_of_the_state_is_found(folder: Path) -> None:
    """The row itself is whole then, and only what asks for it by its key would go astray."""
    database = folder / "case.db"
    whole = database.read_bytes()
    # An index entry of two texts and the row number 1, as sqlite.org/fileformat2.html, section 2.1, writes it.
    key = whole.index(b"\x04\x11\x13\x09o1van") + 4
    for at in range(key, key + 5):
        flip(database, at, 1)
        assert verify(folder).faults
        database.write_bytes(whole)


def _try_random_bits(folder: Path, times: int, seed: int) -> Counter[str]:
    database = folder / "case.db"
    whole, said = database.read_bytes(), everything(folder)
    moments = random.Random(seed)  # noqa: S311 - places, not secrets
    outcomes: Counter[str] = Counter()
    for _ in range(times):
        at, bit = moments.randrange(len(whole)), moments.randrange(8)
        flip(database, at, bit)
        found = verify(folder)
        if found.faults:
            outcomes["found"] += 1
        else:
            # Nothing vouches for bytes that SQLite does not use; then the case must say what it said.
            assert everything(folder) == said, f"bit {bit} of byte {at}"
            outcomes["harmless"] += 1
        database.write_bytes(whole)
    return outcomes


def test_random_bits_are_found_or_change_nothing(folder: Path) -> None:
    outcomes = _try_random_bits(folder, 60, seed=3)
    assert outcomes["found"] > 0


@pytest.mark.prove
def test_thousands_of_random_bits_are_found_or_change_nothing(folder: Path) -> None:
    outcomes = _try_random_bits(folder, 1500, seed=5)
    assert outcomes["found"] > 250


@pytest.mark.parametrize("length", [0, 1, 99, 100, 4096, 5000, 40_000])
def test_a_cut_file_is_a_fault(folder: Path, length: int) -> None:
    database = folder / "case.db"
    assert database.stat().st_size > 40_000
    database.write_bytes(database.read_bytes()[:length])
    assert verify(folder).faults


@pytest.mark.parametrize("content", [b"", b"not a database at all, but long enough to hold a header" * 3, bytes(9000)])
def test_a_file_of_something_else_is_a_fault(folder: Path, content: bytes) -> None:
    (folder / "case.db").write_bytes(content)
    assert verify(folder).faults


def test_verifying_changes_no_byte_of_the_folder(folder: Path) -> None:
    before = {place: (place.read_bytes(), place.stat().st_mtime_ns) for place in folder.rglob("*") if place.is_file()}
    verify(folder)
    after = {place: (place.read_bytes(), place.stat().st_mtime_ns) for place in folder.rglob("*") if place.is_file()}
    assert after == before
