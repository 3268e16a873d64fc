"""A protected item: under its pseudonym and the digest of its encrypted bytes, and by nothing else of it."""

from __future__ import annotations

import os
from io import BytesIO
from pathlib import Path

import pytest
from tests.unit.workflow.cases import desk, made

from gestae.base.canonical import Json
from gestae.errors import CaseError, GestaeError, InputRefused, SealError
from gestae.journal.entry import thawed
from gestae.model.evidence import Digest
from gestae.preserve.sealed import SealedDelivery
from gestae.preserve.sealing import WrongKey, decrypt_bytes, read_identities
from gestae.workflow.case import Case
from gestae.workflow.intake import Delivery, add
from gestae.workflow.integrity import verify_case
from gestae.workflow.protected import (
    SEALED_ORIGINALS,
    ProtectedDelivery,
    add_recipient,
    make_key,
    protected_delivery,
)
from gestae.workflow.unsealing import open_entry

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
        assert open_entry(case, seq, key, "for the hearing").entry.body["name"] == NAME
        sealed = str(row["sealed_sha256"])
        data = (case.folder / SEALED_ORIGINALS / sealed[:2] / sealed).read_bytes()
    assert decrypt_bytes(data, read_identities(key), "the statement") == TEXT


def newest(case: Case) -> tuple[str, str, dict[str, Json]]:
    last = case.store.entries()[-1].entry
    assert last is not None
    return last.kind, last.reason, {name: thawed(value) for name, value in last.body.items()}


def test_what_was_opened_and_what_stayed_shut_stand_in_the_journal(tmp_path: Path, statement: Path) -> None:
    with made(tmp_path) as case:
        taken(case, statement, tmp_path / "yard.key")
        make_key(case, tmp_path / "late.key")
        with pytest.raises(WrongKey):
            open_entry(case, 3, tmp_path / "late.key", "to try")
        kind, reason, body = newest(case)
        assert (kind, reason, body["entries"]) == ("opening-failed", "to try", [3])
        assert body["wrong"] == "entry 3: none of the given keys opens it"
        open_entry(case, 3, tmp_path / "yard.key", "for the hearing")
        assert newest(case) == ("protected-opened", "for the hearing", {"entries": [3]})
        assert [row["wrong"] is None for row in case.store.rows("openings")] == [False, True]


@pytest.mark.parametrize("seq", [1, 99])
def test_nothing_is_journaled_of_an_entry_that_is_not_closed(tmp_path: Path, statement: Path, seq: int) -> None:
    with made(tmp_path) as case:
        taken(case, statement, tmp_path / "yard.key")
        before = case.store.head()
        with pytest.raises(CaseError, match="only a protected one is opened"):
            open_entry(case, seq, tmp_path / "yard.key", "a slip")
        assert case.store.head() == before


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


def files_below(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.rglob("*")) if path.is_file()]


def test_an_intake_that_breaks_off_is_as_if_it_had_not_begun(tmp_path: Path, statement: Path) -> None:
    (statement.parent / "Zoryana-Verbytska.txt").write_bytes(b"My name is Zoryana.")
    seen = []

    def interrupt(what: str, _share: float) -> None:
        seen.append(what)
        if "Zoryana" in what:
            raise KeyboardInterrupt

    with made(tmp_path) as case:
        make_key(case, tmp_path / "yard.key")
        before = case.store.head()
        # The encrypting library tells an interruption of its source as an error of its own.
        with pytest.raises((KeyboardInterrupt, SealError)):
            add(case, Delivery((statement.parent,), is_protected=True), progress=interrupt)
        assert case.store.head() == before
        assert files_below(case.folder / "sealed") == []
        everything = whole_folder(case.folder)  # with the database's log, as a kill would leave it
        for trace in (b"Verbytsk", TEXT, Digest.of(TEXT).hex.encode(), str(statement.parent).encode()):
            assert trace not in everything
        assert not case.store.rebuild()
        assert len(add(case, Delivery((statement.parent,), is_protected=True)).taken) == 2
        assert open_entry(case, 3, tmp_path / "yard.key", "to see").entry.body["name"] == NAME
    assert any(NAME in what for what in seen)
    assert verify_case(case.folder).is_whole


def dies(case: Case, statement: Path, monkeypatch: pytest.MonkeyPatch, where: str) -> None:
    """Take in a protected item in a process that ends without a word, right before or right after it is recorded."""
    child = os.fork()
    if child == 0:
        if where == "before":
            monkeypatch.setattr(ProtectedDelivery, "record", lambda _self: os._exit(9))
        else:
            monkeypatch.setattr(SealedDelivery, "close", lambda _self, _recorded: os._exit(9))
        with Case.open(case.folder, desk()) as own:
            add(own, Delivery((statement,), is_protected=True))
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9


def test_killed_before_it_is_recorded_and_started_again_it_is_sealed_once(
    tmp_path: Path, statement: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with made(tmp_path) as case:
        make_key(case, tmp_path / "yard.key")
    dies(case, statement, monkeypatch, "before")
    left = [fault for fault in verify_case(case.folder).faults if fault.where.startswith("sealed/originals/")]
    assert len(left) == 1
    assert "is named by no entry" in left[0].what
    with Case.open(case.folder, desk()) as again:
        assert len(add(again, Delivery((statement,), is_protected=True)).taken) == 1
        assert len(again.store.rows("exhibits")) == 1
    sealed = [path for path in files_below(case.folder / SEALED_ORIGINALS) if len(path.name) == 64]
    assert len(sealed) == 1
    assert verify_case(case.folder).is_whole


def test_killed_after_it_was_recorded_and_started_again_it_is_not_taken_in_twice(
    tmp_path: Path, statement: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with made(tmp_path) as case:
        make_key(case, tmp_path / "yard.key")
    dies(case, statement, monkeypatch, "after")
    with Case.open(case.folder, desk()) as again:
        before = again.store.head()
        with pytest.raises(InputRefused, match=r"recorded as entry 3: .*nothing was taken in now"):
            add(again, Delivery((statement,), is_protected=True))
        assert again.store.head() == before
    assert len([path for path in files_below(case.folder / SEALED_ORIGINALS) if len(path.name) == 64]) == 1
    assert [path for path in files_below(case.folder / SEALED_ORIGINALS) if path.suffix] == [], "the mark was swept"
    assert verify_case(case.folder).is_whole


def test_what_merely_looks_like_a_recorded_delivery_is_taken_in_under_a_name_of_its_own(
    tmp_path: Path, statement: Path
) -> None:
    other = tmp_path / "other.txt"
    other.write_bytes(TEXT.replace(b"Danylo", b"Dmytro"))
    longer = tmp_path / "longer.txt"
    longer.write_bytes(TEXT + b" I saw it.")
    with made(tmp_path) as case:
        taken(case, statement, tmp_path / "yard.key")
        with pytest.raises(InputRefused, match="give it a pseudonym of its own"):
            taken(case, other, tmp_path / "yard.key")
        taken(case, other, tmp_path / "yard.key", pseudonym="Witness 2")
        taken(case, longer, tmp_path / "yard.key")
        taken(case, statement, tmp_path / "yard.key", pseudonym=None)
        with pytest.raises(InputRefused):
            taken(case, statement, tmp_path / "yard.key", pseudonym=None)
        assert len(case.store.rows("exhibits")) == 4
    assert verify_case(case.folder).is_whole


def test_the_same_bytes_twice_in_one_delivery_are_one_sealed_copy_and_the_delivery_is_known_again(
    tmp_path: Path, statement: Path
) -> None:
    (statement.parent / "copy.txt").write_bytes(TEXT)
    with made(tmp_path) as case:
        taken(case, statement.parent, tmp_path / "yard.key")
        assert (len(case.store.rows("exhibits")), len(case.store.rows("receipts"))) == (1, 2)
        with pytest.raises(InputRefused, match="entry 3 to 4"):
            taken(case, statement.parent, tmp_path / "yard.key")


def test_what_lies_in_the_open_as_well_is_told(tmp_path: Path, statement: Path) -> None:
    with made(tmp_path) as case:
        add(case, Delivery((statement,)))
        make_key(case, tmp_path / "yard.key")
        intake = add(case, Delivery((statement,), is_protected=True))
    assert (len(intake.taken), intake.in_the_open) == (1, (NAME,))


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
        assert (opened.entry.body["name"], opened.entry.reason) == ("Verbytskyi-plan.txt", "told by Verbytskyi")
    assert verify_case(case.folder).is_whole


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


def test_two_at_once_both_complete_and_neither_sweeps_what_the_other_seals(tmp_path: Path, statement: Path) -> None:
    other = tmp_path / "other.txt"
    other.write_bytes(b"I am another.")
    with made(tmp_path) as case:
        make_key(case, tmp_path / "yard.key")
        with protected_delivery(case, "Witness 1", "received") as first:
            stored = first.vault.put(BytesIO(TEXT))
            add(case, Delivery((other,), is_protected=True, pseudonym="Witness 2"))
            assert stored.sealed is not None
            assert first.vault.path_of(stored.sealed).is_file()
        assert not first.vault.path_of(stored.sealed).exists(), "what was not recorded is removed at its end"
        assert [row["name"] for row in case.store.rows("exhibits")] == ["Witness 2"]
    assert verify_case(case.folder).is_whole


def test_the_same_delivery_twice_at_once_is_recorded_once(tmp_path: Path, statement: Path) -> None:
    with made(tmp_path) as case:
        make_key(case, tmp_path / "yard.key")

        def meanwhile(_what: str, _share: float) -> None:
            if not case.store.rows("exhibits"):
                add(case, Delivery((statement,), is_protected=True))

        with pytest.raises(InputRefused, match="recorded as entry 3"):
            add(case, Delivery((statement,), is_protected=True), progress=meanwhile)
        assert len(case.store.rows("receipts")) == 1
    assert len([path for path in files_below(case.folder / SEALED_ORIGINALS) if len(path.name) == 64]) == 1
    assert verify_case(case.folder).is_whole
