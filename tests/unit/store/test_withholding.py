"""Protect and erase: the words are nowhere in the folder, the leaf stays, and everything still verifies."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text
from tests.laws.journal_samples import AT, note, opening, sample, thinned

from gestae.errors import CaseError, Faults, FixityError
from gestae.journal.chain import State
from gestae.journal.entry import Entry
from gestae.journal.standins import read_stand_in
from gestae.store.case import CaseStore, create, open_case
from gestae.store.database import WordsRemain, writing
from gestae.store.verifying import verify
from gestae.store.withholding import Withholding, erase, protect, unseal

WORD = "Zaborona"
THIN = thinned(note(WORD))


def masked(plain: bytes) -> bytes:
    """Close by a key that nobody hides: enough to see what is sealed, and not to find a word in it."""
    return bytes(byte ^ 0x5A for byte in plain)


def order(*seqs: int, **stand_ins: Entry) -> Withholding:
    return Withholding(seqs, "witness at risk", "O. Hrytsenko", AT, {int(at[1:]): it for at, it in stand_ins.items()})


def places_of(folder: Path, word: str) -> list[str]:
    """Search the bytes of the whole folder, log and index of the log included."""
    return sorted(place.name for place in folder.rglob("*") if place.is_file() and word.encode() in place.read_bytes())


@pytest.fixture
def case(tmp_path: Path) -> Iterator[CaseStore]:
    """Entries 2 to 31 each with a word of their own."""
    with create(tmp_path / "yard.case", opening()) as made:
        made.append(*(note(f"{WORD}{n:02d}.") for n in range(2, 32)))
        yield made


def visible(case: CaseStore) -> list[int]:
    return [n for n in range(2, 32) if places_of(case.folder, f"{WORD}{n:02d}.")]


def test_twenty_protected_and_five_erased_are_nowhere_and_all_verifies(case: CaseStore) -> None:
    head = case.head()
    leaves = [logged.record.leaf for logged in case.entries()]
    assert protect(case, order(*range(2, 22)), masked) == tuple(range(32, 52))
    assert erase(case, order(*range(22, 27))) == tuple(range(52, 57))
    assert visible(case) == list(range(27, 32))
    assert [logged.record.leaf for logged in case.entries()][:31] == leaves
    assert verify(case.folder, {head.seq: bytes.fromhex(head.hex)}).faults == ()
    assert case.rebuild() == ()
    assert [row["seq"] for row in case.rows("notes")] == list(range(27, 32))
    case.close()
    assert visible(case) == list(range(27, 32))


def test_the_words_are_gone_while_another_process_has_the_case_open(case: CaseStore) -> None:
    with open_case(case.folder) as other:
        assert len(other.rows("notes")) == 30
        protect(case, order(2, 3), masked)
        assert visible(case) == list(range(4, 32))
        assert len(other.rows("notes")) == 28


def test_a_dictionary_that_holds_the_true_content_does_not_find_the_leaf(case: CaseStore) -> None:
    truth = case.entries()[1]
    assert truth.entry is not None
    neighbours = [logged.record.salt for logged in case.entries() if logged.seq != 2]
    erase(case, order(2))
    every_byte = b"".join(place.read_bytes() for place in sorted(case.folder.rglob("*")) if place.is_file())
    windows = {every_byte[at : at + 32] for at in range(len(every_byte) - 31)}
    assert set(neighbours) <= windows  # the search would find a salt that is there
    guesses = (hashlib.sha256(b"\0" + salt + truth.entry.content).digest() for salt in windows)
    assert truth.record.leaf not in guesses
    assert hashlib.sha256(b"\0" + (truth.record.salt or b"") + truth.entry.content).digest() == truth.record.leaf


def test_a_stand_in_is_shown_in_its_place(case: CaseStore) -> None:
    protect(case, order(2, 3, _2=THIN), masked)
    assert [row["text"] for row in case.rows("notes")][:2] == ["withheld", f"{WORD}04."]
    shown = case.entries()[1]
    assert (shown.entry, shown.record.state, shown.record.content) == (THIN, State.PROTECTED, None)
    (first, second) = case.rows("withheld")
    assert (first["hidden_seq"], first["state"], first["ground"]) == (2, "protected", "witness at risk")
    assert second["stand_in"] is None
    assert case.rebuild() == ()


def test_what_was_protected_can_be_opened_and_is_what_was_journaled(case: CaseStore) -> None:
    before = case.entries()[1].entry
    protect(case, order(2), masked)
    assert unseal(case, 2, masked) == before
    name = case.rows("withheld")[0]["sealed_name"]
    plain = masked((case.folder / str(name)).read_bytes())
    assert hashlib.sha256(b"\0" + plain).hexdigest() == Path(str(name)).stem  # as the document says, by hand


def test_a_sealed_file_that_was_changed_is_refused(case: CaseStore) -> None:
    protect(case, order(2), masked)
    sealed = next((case.folder / "sealed").iterdir())
    for damage in (lambda old: old[:-1] + b"x", lambda _old: b""):
        whole = sealed.read_bytes()
        sealed.write_bytes(damage(whole))
        with pytest.raises(FixityError, match="restore it from a second"):
            unseal(case, 2, masked)
        assert [fault.where for fault in verify(case.folder).faults] == [f"sealed/{sealed.name}"]
        sealed.write_bytes(whole)
    sealed.unlink()
    with pytest.raises(CaseError, match="cannot be read"):
        unseal(case, 2, masked)


@pytest.mark.parametrize("seq", [1, 99])
def test_only_what_is_protected_is_opened(case: CaseStore, seq: int) -> None:
    with pytest.raises(CaseError, match="only a protected one"):
        unseal(case, seq, masked)


def test_an_erasure_takes_the_sealed_copy_with_it_and_keeps_the_stand_in(case: CaseStore) -> None:
    protect(case, order(2, _2=THIN), masked)
    assert len(list((case.folder / "sealed").iterdir())) == 1
    erase(case, order(2))
    assert list((case.folder / "sealed").iterdir()) == []
    assert case.entries()[1].entry == THIN
    assert case.rows("withheld")[0]["state"] == "erased"
    assert verify(case.folder).faults == ()
    with pytest.raises(CaseError, match="is erased"):
        unseal(case, 2, masked)


def test_an_erasure_may_show_less_than_was_shown_before(case: CaseStore) -> None:
    received = sample("item-received", pseudonym="Witness 3")
    fuller = thinned(received)
    less = replace(fuller, body={name: value for name, value in fuller.body.items() if name != "pseudonym"})
    (seq,) = case.append(received)
    protect(case, Withholding((seq,), "at risk", "O. H.", AT, {seq: fuller}), masked)
    erase(case, Withholding((seq,), "at risk", "O. H.", AT, {seq: less}))
    assert case.entries()[seq - 1].entry == less
    assert verify(case.folder).faults == ()


def test_the_title_can_be_hidden(case: CaseStore) -> None:
    titled = create(case.folder.parent / "b", opening(f"The killing of {WORD}"))
    protect(titled, order(1, _1=thinned(opening())), masked)
    assert places_of(titled.folder, WORD) == []
    assert titled.rows("case")[0]["title"] == "withheld"
    assert 'title = "withheld"' in (titled.folder / "case.toml").read_text()
    assert verify(titled.folder).faults == ()
    titled.close()


def test_a_ground_that_said_too_much_can_be_hidden_by_another_ground(case: CaseStore) -> None:
    said_too_much = Withholding((2,), f"{WORD} fears for her life", "O. H.", AT, {2: THIN})
    (seq,) = protect(case, said_too_much, masked)
    hiding = case.entries()[seq - 1].entry
    assert hiding is not None
    assert read_stand_in(hiding) == THIN
    erase(case, Withholding((seq,), "too much said", "O. H.", AT, {seq: thinned(hiding)}))
    assert places_of(case.folder, f"{WORD} fears") == []
    assert case.entries()[1].entry == THIN
    assert [row["ground"] for row in case.rows("withheld")] == ["withheld", "too much said"]
    assert verify(case.folder).faults == ()
    assert unseal(case, 2, masked) == note(f"{WORD}02.")


REFUSED: list[object] = [
    pytest.param(order(99), "is not in the journal", id="not-there"),
    pytest.param(order(3, 2), "protected already", id="protected-already"),
    pytest.param(order(1), "give what is to stand in", id="the-opening-without-stand-in"),
    pytest.param(order(32), "give what is to stand in", id="a-hiding-entry-without-stand-in"),
    pytest.param(order(3, _3=sample("tagged")), "use the same kind", id="another-kind"),
    pytest.param(order(32, _32=sample("entry-protected")), "leave that as it is", id="another-thing-hidden"),
    pytest.param(order(3, _3=note("a witness")), "its stand-in changes text", id="words-of-ones-own"),
    pytest.param(order(3, _3=replace(THIN, author="Nobody")), "changes author", id="another-author"),
    pytest.param(order(3, _3=note(f"{WORD}03.")), "shows reason, target, text", id="the-words-themselves"),
    pytest.param(order(2, _2=THIN), "shows nothing, and is to show something", id="what-showed-nothing"),
]


@pytest.mark.parametrize(("refused", "says"), REFUSED)
def test_what_does_not_fit_is_refused_and_nothing_is_changed(case: CaseStore, refused: Withholding, says: str) -> None:
    protect(case, order(2), masked)
    head = case.head()
    with pytest.raises(Faults, match=says):
        protect(case, refused, masked)
    assert case.head() == head
    assert verify(case.folder).faults == ()
    assert len(list((case.folder / "sealed").iterdir())) == 1


def test_all_reasons_are_told_at_once(case: CaseStore) -> None:
    with pytest.raises(Faults) as refusal:
        erase(case, order(1, 50, 51))
    assert len(refusal.value.faults) == 3
    erase(case, order(2))
    with pytest.raises(Faults, match="erased already"):
        erase(case, order(2))
    with pytest.raises(Faults, match="erased already"):
        protect(case, order(2), masked)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (order, "each once"),
        (lambda: order(2, 2), "each once"),
        (lambda: Withholding((2,), " ", "a", AT), "on what ground"),
        (lambda: order(2, _3=note("x")), "hide these places too"),
    ],
)
def test_an_order_that_contradicts_itself_is_refused(make: Callable[[], Withholding], says: str) -> None:
    with pytest.raises(Faults, match=says):
        make()


def test_an_encryption_that_fails_changes_nothing(case: CaseStore) -> None:
    def fails(plain: bytes) -> bytes:
        raise CaseError(f"no key for {len(plain)} bytes")

    with pytest.raises(CaseError, match="no key"):
        protect(case, order(2, 3), fails)
    assert case.head().seq == 31
    assert verify(case.folder).faults == ()


def test_a_wipe_that_a_reader_hinders_is_told_and_finished_at_next_opening(case: CaseStore) -> None:
    raw = case.engine.raw_connection()
    raw.cursor().execute("PRAGMA busy_timeout=50")
    raw.close()
    reader = sqlite3.connect(case.folder / "case.db", isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM journal").fetchone()
    with pytest.raises(WordsRemain):
        erase(case, order(2))
    assert case.entries()[1].record.state is State.ERASED
    assert visible(case) == list(range(2, 32))
    assert ["free pages" in fault.what for fault in verify(case.folder).faults] == [True]
    reader.execute("COMMIT")
    reader.close()
    case.close()
    open_case(case.folder).close()
    assert visible(case) == list(range(3, 32))
    assert verify(case.folder).faults == ()


def test_verification_names_a_sealed_copy_that_an_erasure_left(case: CaseStore) -> None:
    erase(case, order(2))
    leaf = case.entries()[1].record.leaf.hex()
    (case.folder / "sealed" / f"{leaf}.age").write_bytes(b"a copy")
    assert ["sealed copy is there" in fault.what for fault in verify(case.folder).faults] == [True]
    with writing(case.engine) as connection:
        connection.execute(text("INSERT INTO housekeeping VALUES ('wipe', 'due')"))
    open_case(case.folder).close()
    assert verify(case.folder).faults == ()
