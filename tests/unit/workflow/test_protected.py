"""A protected item: under its pseudonym and the digest of its encrypted bytes, and by nothing else of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.unit.workflow.cases import made

from gestae.base.canonical import Json
from gestae.errors import CaseError, GestaeError, InputRefused, SealError
from gestae.model.evidence import Digest
from gestae.preserve.sealing import decrypt_bytes, read_identities
from gestae.workflow.case import Case
from gestae.workflow.intake import Delivery, add
from gestae.workflow.integrity import verify_case
from gestae.workflow.protected import SEALED_ORIGINALS, add_recipient, make_key, only_protected_intake
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


def test_an_intake_that_breaks_off_leaves_nothing_in_the_open(tmp_path: Path, statement: Path) -> None:
    """Interrupted after the first of two items: receipts are under encryption from their first moment."""
    (statement.parent / "Zoryana-Verbytska.txt").write_bytes(b"My name is Zoryana.")
    seen = []

    def interrupt(what: str, _share: float) -> None:
        seen.append(what)
        if "Zoryana" in what:
            raise KeyboardInterrupt

    with made(tmp_path) as case:
        make_key(case, tmp_path / "yard.key")
        # The encrypting library tells an interruption of its source as an error of its own.
        with pytest.raises((KeyboardInterrupt, SealError)):
            add(case, Delivery((statement.parent,), is_protected=True), progress=interrupt)
        assert [row["item"] for row in case.store.rows("exhibits")] == ["protected"]
        everything = whole_folder(case.folder)  # with the database's log, as a kill would leave it
        for trace in (b"Verbytsk", TEXT, Digest.of(TEXT).hex.encode(), str(statement.parent).encode()):
            assert trace not in everything
        assert not case.store.rebuild()
        assert open_entry(case, 3, tmp_path / "yard.key", "to see").body["name"] == NAME
    assert any(NAME in what for what in seen)
    assert verify_case(case.folder).is_whole


def test_what_was_refused_under_protection_is_not_named_in_the_open(tmp_path: Path, statement: Path) -> None:
    (statement.parent / "Verbytskyi-plan.txt").symlink_to(tmp_path / "gone")
    with made(tmp_path) as case:
        make_key(case, tmp_path / "yard.key")
        delivery = Delivery((statement.parent,), is_protected=True, reason="told by Verbytskyi", received_from="D. V.")
        intake = add(case, delivery)
        assert len(intake.refused) == 1
        (row,) = case.store.rows("refusals")
        assert (row["name"], row["wrong"], row["source_path"]) == ("protected", "withheld", None)
        assert b"Verbytskyi" not in whole_folder(case.folder)
        seq = row["seq"]
        assert isinstance(seq, int)
        opened = open_entry(case, seq, tmp_path / "yard.key", "to see")
        assert (opened.body["name"], opened.reason) == ("Verbytskyi-plan.txt", "told by Verbytskyi")
    assert verify_case(case.folder).is_whole


def test_a_form_that_would_name_protected_items_is_refused(tmp_path: Path, statement: Path) -> None:
    form = tmp_path / "handover.toml"
    form.write_text("", encoding="utf-8")
    with made(tmp_path) as case:
        make_key(case, tmp_path / "yard.key")
        before = case.store.head()
        with pytest.raises(InputRefused, match="take in the protected items alone"):
            add(case, Delivery((statement,), is_protected=True, acquisition=form))
        assert case.store.head() == before


def test_receipts_that_an_earlier_version_left_in_the_open_are_found_and_hidden(
    tmp_path: Path, statement: Path
) -> None:
    body: dict[str, Json] = {"sha256": "ab" * 32, "size_bytes": 3, "name": NAME, "item": "text", "receipt": "r"}
    body |= {"protected": True, "pseudonym": "Witness 2", "sealed_sha256": "cd" * 32}
    with made(tmp_path) as case:
        make_key(case, tmp_path / "yard.key")
        seq = case.decide("item-received", "received", **body)
        found = [fault.where for fault in verify_case(case.folder).faults if "names a protected item" in fault.what]
        assert found == [f"journal entry {seq}"]
        add(case, Delivery((statement,), is_protected=True))
        assert NAME.encode() not in whole_folder(case.folder)
        assert {row["name"] for row in case.store.rows("exhibits")} >= {"Witness 2"}
        assert not [fault for fault in verify_case(case.folder).faults if fault.where == f"journal entry {seq}"]


def test_two_at_once_do_not_each_seal_the_same_item(tmp_path: Path, statement: Path) -> None:
    with made(tmp_path) as case:
        make_key(case, tmp_path / "yard.key")
        before = case.store.head()
        with only_protected_intake(case), pytest.raises(CaseError, match="another process takes in protected items"):
            add(case, Delivery((statement,), is_protected=True))
        assert case.store.head() == before
        assert add(case, Delivery((statement,), is_protected=True)).taken
