"""A protected item: under its pseudonym and the digest of its encrypted bytes, and by nothing else of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.unit.workflow.cases import made

from gestae.errors import CaseError, GestaeError, SealError
from gestae.model.evidence import Digest
from gestae.preserve.sealing import decrypt_bytes, read_identities
from gestae.workflow.case import Case
from gestae.workflow.intake import Delivery, add
from gestae.workflow.integrity import verify_case
from gestae.workflow.protected import SEALED_ORIGINALS, add_recipient, make_key
from gestae.workflow.withholding import open_entry

TEXT = b"My name is Danylo Verbytskyi."
NAME = "Danylo-Verbytskyi.txt"


@pytest.fixture
def statement(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    path = tmp_path / "in" / NAME
    path.write_bytes(TEXT)
    return path


def taken(case: Case, statement: Path, key: Path, pseudonym: str | None = "Witness 1") -> None:
    if not key.exists():
        make_key(case, key)
    add(case, Delivery((statement,), is_protected=True, pseudonym=pseudonym))


def whole_folder(folder: Path) -> bytes:
    return b"".join(path.read_bytes() + str(path).encode() for path in sorted(folder.rglob("*")) if path.is_file())


def test_nothing_of_it_is_in_the_case(tmp_path: Path, statement: Path) -> None:
    with made(tmp_path) as case:
        taken(case, statement, tmp_path / "yard.key")
        (row,) = case.store.rows("exhibits")
        assert (row["name"], row["item"], row["protected"]) == ("Witness 1", "protected", True)
    everything = whole_folder(case.folder)
    for trace in (b"Verbytskyi", TEXT, Digest.of(TEXT).hex.encode(), str(statement).encode()):
        assert trace not in everything
    assert verify_case(case.folder).is_whole


def test_the_key_gives_the_bytes_and_the_name_back(tmp_path: Path, statement: Path) -> None:
    key = tmp_path / "yard.key"
    with made(tmp_path) as case:
        taken(case, statement, key)
        (row,) = case.store.rows("exhibits")
        seq = row["seq"]
        assert isinstance(seq, int)
        assert open_entry(case, seq, key, "for the hearing").body["name"] == NAME
        sealed = str(row["sealed_sha256"])
        data = (case.folder / SEALED_ORIGINALS / sealed[:2] / sealed).read_bytes()
    assert decrypt_bytes(data, read_identities(key), "the statement") == TEXT


def test_that_it_was_opened_stands_in_the_journal_even_where_the_key_did_not_fit(
    tmp_path: Path, statement: Path
) -> None:
    with made(tmp_path) as case:
        taken(case, statement, tmp_path / "yard.key")
        make_key(case, tmp_path / "late.key")
        with pytest.raises(SealError):
            open_entry(case, 3, tmp_path / "late.key", "to try")
        last = case.store.entries()[-1].entry
    assert last is not None
    assert (last.kind, last.reason) == ("note-added", "to try")


def test_without_a_pseudonym_it_bears_the_digits_of_its_encrypted_bytes(tmp_path: Path, statement: Path) -> None:
    with made(tmp_path) as case:
        taken(case, statement, tmp_path / "yard.key", pseudonym=None)
        (row,) = case.store.rows("exhibits")
    assert row["name"] == f"protected-{str(row['sealed_sha256'])[:8]}"


def test_without_a_recipient_nothing_is_taken(tmp_path: Path, statement: Path) -> None:
    with made(tmp_path) as case:
        with pytest.raises(CaseError, match="before a key is named"):
            add(case, Delivery((statement,), is_protected=True))
        assert case.store.rows("exhibits") == ()


def test_a_recipient_is_named_once_and_must_be_a_key(tmp_path: Path) -> None:
    with made(tmp_path) as case:
        public = make_key(case, tmp_path / "yard.key")
        before = case.store.head()
        add_recipient(case, public, "again")
        assert case.store.head() == before
        with pytest.raises(GestaeError):
            add_recipient(case, "age1nothing", "no key")
        with pytest.raises(SealError, match="cannot be written there"):
            make_key(case, tmp_path / "yard.key")
