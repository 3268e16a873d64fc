"""A protected document comes back by its key: outside the case, whole, once, and journaled."""

from __future__ import annotations

import json
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.unit.workflow.cases import add_text, made

from gestae.errors import CaseError, FixityError, InputRefused, SealError
from gestae.preserve.sealing import WrongKey
from gestae.workflow.case import Case
from gestae.workflow.intake import Delivery, add
from gestae.workflow.integrity import verify_case
from gestae.workflow.notes import note
from gestae.workflow.protected import SEALED_ORIGINALS, make_key
from gestae.workflow.unsealing import entry_named, write_opened
from gestae.workflow.withholding import protect_entries

WORDS = "I saw the van, says Petrenko."


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    """A case with one protected statement, taken in as Witness 1."""
    statement = tmp_path / "in" / "petrenko.txt"
    statement.parent.mkdir()
    statement.write_text(WORDS, encoding="utf-8")
    with made(tmp_path) as opened:
        make_key(opened, tmp_path / "yard.key")
        add(opened, Delivery((statement,), is_protected=True, pseudonym="Witness 1"))
        yield opened


def openings(case: Case) -> list[tuple[object, ...]]:
    return [(row["reason"], row["entries"], row["wrong"] is None) for row in case.store.rows("openings")]


def exhibit_entries(case: Case) -> list[int]:
    return sorted(row["seq"] for row in case.store.rows("exhibits") if isinstance(row["seq"], int))


def test_the_original_comes_back_under_any_name_that_means_it(case: Case, tmp_path: Path) -> None:
    (row,) = case.store.rows("exhibits")
    for number, name in enumerate((str(row["seq"]), "Witness 1", str(row["sha256"])[:12])):
        seq, to = entry_named(case.store, name), tmp_path / f"{number}.txt"
        handed = write_opened(case, seq, tmp_path / "yard.key", "for the hearing", to)
        assert handed.is_original
        assert handed.entry.body["name"] == "petrenko.txt"
        assert to.read_text("utf-8") == WORDS
        assert stat.S_IMODE(to.stat().st_mode) == 0o600
    assert openings(case) == [("for the hearing", [row["seq"]], True)] * 3
    assert [one["sha256"] for one in case.store.rows("openings")] == [row["sealed_sha256"]] * 3
    assert verify_case(case.folder).is_whole
    assert not list(tmp_path.glob("*.part"))


def test_an_entry_of_another_kind_gives_its_words(case: Case, tmp_path: Path) -> None:
    add_text(case, "list.txt", "a list")
    note(case, "list.txt", "told by Petrenko", "a remark")
    seq = case.store.head().seq
    protect_entries(case, [seq], "order 7")
    handed = write_opened(case, seq, tmp_path / "yard.key", "to see", tmp_path / "note.json")
    assert not handed.is_original
    assert json.loads((tmp_path / "note.json").read_text("utf-8"))["body"]["text"] == "told by Petrenko"


@pytest.mark.parametrize("kept", ["note.txt", "note.txt.part"])
def test_nothing_is_replaced(case: Case, tmp_path: Path, kept: str) -> None:
    (tmp_path / kept).write_text("mine", encoding="utf-8")
    with pytest.raises(InputRefused, match="is there already, and is not replaced"):
        write_opened(case, 3, tmp_path / "yard.key", "to see", tmp_path / "note.txt")
    assert (tmp_path / kept).read_text("utf-8") == "mine"
    assert openings(case) == []


def test_nothing_is_written_into_the_case(case: Case, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(case.folder)
    for place in (case.folder / "x.txt", tmp_path / "link" / "cache" / "x.txt"):
        with pytest.raises(CaseError, match="inside the case"):
            write_opened(case, 3, tmp_path / "yard.key", "to see", place)
    assert openings(case) == []


def test_what_stays_shut_is_an_attempt_and_leaves_no_file(case: Case, tmp_path: Path) -> None:
    make_key(case, tmp_path / "late.key")
    to = tmp_path / "out" / "note.txt"
    to.parent.mkdir()
    with pytest.raises(WrongKey):
        write_opened(case, 3, tmp_path / "late.key", "to try", to)
    (sealed,) = (case.folder / SEALED_ORIGINALS).glob("??/*")
    whole = sealed.read_bytes()
    sealed.unlink()
    with pytest.raises(FixityError):
        write_opened(case, 3, tmp_path / "yard.key", "it is gone", to)
    sealed.write_bytes(whole[:-1])
    with pytest.raises(SealError):
        write_opened(case, 3, tmp_path / "yard.key", "it is cut", to)
    assert [(one, is_open) for one, _, is_open in openings(case)] == [
        ("to try", False),
        ("it is gone", False),
        ("it is cut", False),
    ]
    assert list(to.parent.iterdir()) == []


def test_what_is_not_protected_is_read_where_it_lies(case: Case, tmp_path: Path) -> None:
    sha256 = add_text(case, "list.txt", "a list")
    with pytest.raises(InputRefused, match=f"originals/{sha256[:2]}/{sha256}"):
        entry_named(case.store, "list.txt")
    seq = case.store.head().seq
    protect_entries(case, [seq], "order 7")
    with pytest.raises(InputRefused, match=f"originals/{sha256[:2]}/{sha256}"):
        write_opened(case, seq, tmp_path / "yard.key", "to see", tmp_path / "list.txt")
    with pytest.raises(InputRefused, match="there is no exhibit"):
        entry_named(case.store, "Witness 9")


def test_a_pseudonym_of_several_items_names_their_receipts(case: Case, tmp_path: Path) -> None:
    other = tmp_path / "in" / "more.txt"
    other.write_text("and more", encoding="utf-8")
    add(case, Delivery((other,), is_protected=True, pseudonym="Witness 1"))
    first, second = exhibit_entries(case)
    with pytest.raises(InputRefused, match=f"write the number of a receipt: {first}, {second}"):
        entry_named(case.store, "Witness 1")
