"""What may still be shown of a hidden entry: for every kind, nothing that a person wrote."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from tests.unit.workflow.cases import NOON, add_film, add_text, made, propose, record, seen
from tests.unit.workflow.papers import papers, take_in

from gestae.base.canonical import Json
from gestae.errors import CaseError, Faults, InputRefused
from gestae.journal import forms
from gestae.journal.entry import Entry
from gestae.journal.kinds import HIDING, KINDS
from gestae.store.verifying import verify
from gestae.workflow.case import Case
from gestae.workflow.findings import accept
from gestae.workflow.protected import make_key
from gestae.workflow.withholding import Withheld, erase_entries, protect_entries

HIDDEN_NAME = "Danylo Verbytskyi"
DIGEST = "ab" * 32
# A value of each form; where the form lets a person write, it holds the secret.
VALUES: Mapping[int, Any] = {
    id(forms.TEXT): HIDDEN_NAME,
    id(forms.NAME): HIDDEN_NAME,
    id(forms.DIGEST): DIGEST,
    id(forms.DIGESTS): [DIGEST],
    id(forms.COUNTS): [2, 3],
    id(forms.NAMED_DIGESTS): {"tracks": DIGEST},
    id(forms.NAMES): [DIGEST],
    id(forms.COUNT): 7,
    id(forms.INTEGER): -7,
    id(forms.BOOLEAN): False,
    id(forms.HEX): HIDDEN_NAME.encode().hex(),
    id(forms.INSTANT): "2022-03-16T12:00:00.000000000Z",
    id(forms.DISPLAY): "2022-03-16T14:00:00",
    id(forms.RATIONAL): "1/25",
    id(forms.FRAME): {"pts": 3, "time_base": "1/25"},
    id(forms.OBJECT): {"says": HIDDEN_NAME, "nested": {"name": HIDDEN_NAME}},
    id(forms.AGE_KEY): "age1" + "q" * 58,
    id(forms.DURATION): "1 s",
    id(forms.RATE): "20 ppm",
    id(forms.POINTS): [[0, 0], [40, 0], [40, 90]],
    id(forms.RANGES): [{"least": "0 s", "most": "1 s"}],
    id(forms.ANCHORS): [{"sha256": DIGEST, "place": HIDDEN_NAME, "words": HIDDEN_NAME}],
    id(forms.COMPARISONS): [
        {
            "displayed": HIDDEN_NAME,
            "clock": "2022-03-16T12:00:00Z",
            "reference": "2022-03-16T12:00:00Z",
            "within": "1 s",
            "sha256": DIGEST,
        }
    ],
}
# Fields whose words come from a table or a digest, and never from a person's pen.
WORDS = {"movement": "moved", "how": "tick", "known_by": "content", "item": "text", "kind": "fall", "rule": "person/1"}
WORDS |= {"id": DIGEST, "stage": "look", "pseudonym": "Witness 1", "event": DIGEST, "point": "end"}
APPENDED = sorted(set(KINDS) - {"case-opened", *HIDING})


def full(kind: str) -> dict[str, Json]:
    """Give a body with every field of its kind."""
    fields = {**KINDS[kind].required, **KINDS[kind].optional}
    words = {**WORDS, "how": "sound"} if kind == "offset-accepted" else WORDS
    body = {name: words[name] if name in words else VALUES[id(form)] for name, form in fields.items()}
    # The recorder's id of a form stays: every time that rests on its clock is found by it.
    fixed = {"acquisition-recorded": {"recorder": "yard-nvr"}, "source-described": {"kind": "statement"}}
    return body | fixed.get(kind, {})


@pytest.mark.parametrize("kind", APPENDED)
def test_an_entry_of_every_kind_can_be_hidden_and_leaves_no_word(tmp_path: Path, kind: str) -> None:
    with made(tmp_path) as case:
        case.store.append(Entry(kind, NOON, "O. Tester", f"because {HIDDEN_NAME}", full(kind)))
        seq = case.store.head().seq
        erase_entries(case, [seq], "order 7")
        shown = [str(one.entry.as_json()) for one in case.store.entries() if one.entry is not None]
        assert not case.store.rebuild()
    for said in shown:
        assert HIDDEN_NAME not in said
        assert HIDDEN_NAME.encode().hex() not in said
    assert HIDDEN_NAME.encode() not in b"".join(p.read_bytes() for p in tmp_path.rglob("*") if p.is_file())


def test_the_opening_can_be_hidden_and_keeps_the_zone(tmp_path: Path) -> None:
    with made(tmp_path) as case:
        erase_entries(case, [1], "order 7")
        (row,) = case.store.rows("case")
        assert (row["title"], row["zone"]) == ("withheld", "Europe/Kyiv")


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("told by Danylo Verbytskyi", "told by danylo verbytskyi"),
        ("told by Danylo Verbytskyi", "to protect Verbytskyi"),
        ("plate АА1234ВВ", "because of АА1234ВВ"),
        ("calls +380441234567", "the number 380441234567"),
        ("calls +380441234567", "the number 0441234567"),
        ("told by I. Mak", "asked for by mak"),
        ("told by Danylo Verbytskyi", "because of what verbytskoho said"),
    ],
)
def test_a_ground_that_tells_what_is_hidden_is_refused(tmp_path: Path, text: str, ground: str) -> None:
    with made(tmp_path) as case:
        film = add_film(case, "gate.mp4")
        case.decide("note-added", "a remark", target=film, text=text)
        before = case.store.head()
        with pytest.raises(InputRefused, match="repeats what is to be hidden") as refused:
            erase_entries(case, [before.seq], ground)
        assert case.store.head() == before
    assert "Verbytskyi" not in str(refused.value)


@pytest.mark.parametrize(
    "ground", ["witness protection, order 7", "court order 12 of 2026-11-20", "request of the witness"]
)
def test_plain_grounds_are_taken(tmp_path: Path, ground: str) -> None:
    with made(tmp_path) as case:
        film = add_film(case, "gate.mp4")
        case.decide("note-added", "as Danylo said", target=film, text="Danylo was a witness on 16 March 2022")
        erase_entries(case, [case.store.head().seq], ground)


def form_entry(case: Case) -> int:
    facts: dict[str, Json] = {"max_rate_error": "1/50000", "zone": "+03:00", "place": "Danylo's kitchen"}
    body: dict[str, Json] = {"form_sha256": DIGEST, "recorder": "yard-nvr", "facts": facts, "acquired_by": HIDDEN_NAME}
    return case.decide("acquisition-recorded", "as the form says", **body)


def test_a_form_that_is_hidden_still_bounds_its_clock(tmp_path: Path) -> None:
    """Otherwise every time that rests on it would become narrower than it is."""
    with made(tmp_path) as case:
        erase_entries(case, [form_entry(case)], "order 7")
        (row,) = case.store.rows("acquisitions")
        assert (row["recorder"], row["facts"]) == ("yard-nvr", {"max_rate_error": "1/50000", "zone": "+03:00"})
        assert row["acquired_by"] is None
        assert [one["recorder"] for one in case.store.rows("recorders")] == ["yard-nvr"]


@pytest.mark.parametrize("kind", ["time-check-made", "clock-read", "offset-accepted"])
def test_a_clock_fact_can_be_protected_and_then_counts_no_more(tmp_path: Path, kind: str) -> None:
    """A blank time would be taken for a true one; so nothing stands in for it."""
    with made(tmp_path) as case:
        make_key(case, tmp_path / "yard.key")
        seq = case.store.append(Entry(kind, NOON, "O. Tester", "checked", full(kind)))[0]
        protect_entries(case, [seq], "order 7")
        assert [case.store.rows(table) for table in ("time_checks", "clock_readings", "offsets")] == [(), (), ()]
        assert not case.store.rebuild()
    assert verify(tmp_path / "wall.case").faults == ()


@pytest.mark.parametrize("first", ["protect", "erase"])
@pytest.mark.parametrize("then", ["protect", "erase"])
def test_an_entry_that_hides_another_can_itself_be_hidden(tmp_path: Path, first: str, then: str) -> None:
    """Its ground said too much; what it hides stays hidden, and the exhibit stays shown."""
    verbs: dict[str, Callable[..., Withheld]] = {"protect": protect_entries, "erase": erase_entries}
    with made(tmp_path) as case:
        make_key(case, tmp_path / "yard.key")
        add_text(case, "statement.txt", "words")
        receipt = case.store.head().seq
        (said,) = verbs[first](case, [receipt], "asked for by a Quiet Neighbour").recorded_as
        verbs[then](case, [said], "order 7")
        assert [row["ground"] for row in case.store.rows("withheld", hidden_seq=receipt)] == ["withheld"]
        assert len(case.store.rows("exhibits")) == 1
        assert not case.store.rebuild()
    assert verify(tmp_path / "wall.case").faults == ()
    assert b"Neighbour" not in b"".join(path.read_bytes() for path in tmp_path.rglob("case.db*"))


def test_what_hiding_leaves_in_the_case_is_said(tmp_path: Path) -> None:
    with made(tmp_path) as case:
        film = _film_with_everything(case)
        other = case.decide("note-added", "a remark", target=film, text="verbytskyi said so; Verbytskyi it was")
        case.decide("note-added", "a remark", target=film, text="nothing of the kind")
        receipt, named = case.store.rows("receipts")[0]["seq"], case.store.rows("cameras")[0]["seq"]
        kept = {str(row["sha256"]) for row in case.store.rows("artifacts", source_sha256=film)}
        assert isinstance(receipt, int)
        left = erase_entries(case, [receipt], "order 7")
    assert left.originals == (film,)
    assert kept
    assert set(left.artifacts) == kept
    assert left.repeated_in == (named, other)


def test_a_name_of_a_form_is_found_in_other_entries(tmp_path: Path) -> None:
    with made(tmp_path) as case:
        film = add_film(case, "gate.mp4")
        other = case.decide("note-added", "a remark", target=film, text="it was Danylo")
        assert erase_entries(case, [form_entry(case)], "order 7").repeated_in == (other,)


def test_a_note_leaves_no_original_and_no_repetition(tmp_path: Path) -> None:
    with made(tmp_path) as case:
        film = add_film(case, "gate.mp4")
        case.decide("note-added", "a remark", target=film, text="told by Danylo")
        left = erase_entries(case, [case.store.head().seq], "order 7")
    assert (left.originals, left.artifacts, left.repeated_in) == ((), (), ())


def test_nothing_is_protected_without_a_key_and_a_missing_place_is_refused(tmp_path: Path) -> None:
    with made(tmp_path) as case:
        add_text(case, "statement.txt", "words")
        with pytest.raises(CaseError, match="nothing can be protected before a key is named"):
            protect_entries(case, [2], "order 7")
        make_key(case, tmp_path / "yard.key")
        with pytest.raises(Faults, match="is not in the journal"):
            protect_entries(case, [2, 99], "order 7")
        assert all(one.record.state.value == "plain" for one in case.store.entries())


def test_a_key_inside_the_case_is_refused(tmp_path: Path) -> None:
    with made(tmp_path) as case, pytest.raises(CaseError, match="lies inside the case"):
        make_key(case, case.folder / "sealed" / "yard.key")


def test_the_name_of_a_footage_is_gone_when_its_receipt_is_hidden(tmp_path: Path) -> None:
    """Its facts, its artifacts and the decisions on it never held it."""
    with made(tmp_path) as case:
        film = _film_with_everything(case)
        receipt = next(r["seq"] for r in case.store.rows("receipts") if r["sha256"] == film)
        named = next(r["seq"] for r in case.store.rows("cameras"))
        assert isinstance(receipt, int)
        assert isinstance(named, int)
        erase_entries(case, [receipt, named], "order 7")
        found = b"".join(path.read_bytes() for path in (tmp_path / "wall.case").glob("case.db*"))
    assert b"Verbytskyi" not in found


def _film_with_everything(case: Case) -> str:
    film = add_film(case, f"{HIDDEN_NAME}.mp4", camera=f"{HIDDEN_NAME}'s gate")
    propose(case, film, seen(film, 10))
    accept(case, [seen(film, 10).id], "plain to see")
    record(case, seen(film, 20, text="a man falls"))
    return film


def test_an_author_stays_and_is_named_and_names_are_sought_among_authors_too(tmp_path: Path) -> None:
    with made(tmp_path) as case:
        film = add_film(case, "gate.mp4")
        told = case.decide("note-added", "a remark", target=film, text="told by Danylo Verbytskyi")
        by_him = Entry("note-added", NOON, "D. Verbytskyi", "a remark", {"target": film, "text": "a van"})
        of_him = case.store.append(by_him)[0]
        left = erase_entries(case, [told], "order 7")
        assert (left.authors, left.repeated_in) == (("O. Tester",), (of_him,))
        named = case.decide("note-added", "a remark", target=film, text="Verbytskyi was in the yard")
        left = erase_entries(case, [of_him], "order 8")
        assert (left.authors, left.repeated_in) == (("D. Verbytskyi",), (named,))
        assert case.store.entries()[of_him - 1].entry is not None
        assert getattr(case.store.entries()[of_him - 1].entry, "author", "") == "D. Verbytskyi"


def test_hiding_a_passage_names_the_open_exhibit_in_which_its_words_still_stand(tmp_path: Path) -> None:
    with papers(tmp_path) as case:
        take_in(case, tmp_path)
        make_key(case, tmp_path / "told.key")
        by_kind: dict[str, list[int]] = {}
        for one in case.store.entries():
            by_kind.setdefault(one.entry.kind if one.entry else "", []).append(one.record.seq)
        passage, said = by_kind["passage-marked"][0], by_kind["constraint-stated"][0]
        done = protect_entries(case, [passage, said], "order 7")
        nothing = protect_entries(case, [by_kind["event-stated"][0]], "order 7")
    assert done.still_in
    assert all("(exhibit " in one and ", taken in by entry " in one for one in done.still_in)
    assert nothing.still_in == ()
