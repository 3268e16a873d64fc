"""Replay: what each place shows, hidden ones too; what does not fit together is named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest
from tests.laws.journal_chains import chained
from tests.laws.journal_samples import note, opening, sample, thinned

from gestae.base.canonical import Json
from gestae.journal.chain import Record, State
from gestae.journal.entry import Entry
from gestae.journal.replay import Logged, differences, hiding_faults, plain_entries, replay, shown_entries


def journal(*entries: Entry, hide: Mapping[int, State] | None = None) -> list[Record]:
    """Chain entries, and take the contents of some away."""
    records = chained([entry.content for entry in entries])
    for seq, state in (hide or {}).items():
        record = records[seq - 1]
        sealed_name = f"sealed/{record.leaf.hex()}.age" if state is State.PROTECTED else None
        records[seq - 1] = replace(record, state=state, salt=None, content=None, sealed_name=sealed_name)
    return records


def hiding(records: list[Record], seq: int, *, kind: str = "entry-protected", stand_in: Entry | None = None) -> Entry:
    """Give the entry that hides a place."""
    leaf = records[seq - 1].leaf.hex()
    sealed: dict[str, Json] = {"sealed_name": f"sealed/{leaf}.age"} if kind == "entry-protected" else {}
    return sample(kind, seq=seq, leaf=leaf, stand_in=stand_in.as_json() if stand_in else None, **sealed)


def shown(records: list[Record]) -> dict[int, Entry]:
    plain, faults = plain_entries(records)
    assert faults == ()
    return shown_entries(records, plain)


def faults_of(records: list[Record]) -> list[str]:
    return [str(fault) for fault in hiding_faults(records, shown(records))]


SECRET = note("Ivan saw it")
STAND_IN = thinned(SECRET)
BARE = journal(opening(), SECRET)
# A receipt of which a second hiding may show less than the first: without its pseudonym.
ITEM = sample("item-received", pseudonym="Witness 3")
FULLER = thinned(ITEM)
LESS = replace(FULLER, body={name: value for name, value in FULLER.body.items() if name != "pseudonym"})
HELD = journal(opening(), ITEM)


def test_a_hidden_place_shows_its_stand_in() -> None:
    records = journal(opening(), SECRET, hiding(BARE, 2, stand_in=STAND_IN), hide={2: State.PROTECTED})
    assert shown(records)[2] == STAND_IN
    assert faults_of(records) == []
    (row,) = replay(shown(records))["notes"].values()
    assert row["text"] == "withheld"
    assert row["seq"] == 2


def test_a_hidden_place_without_stand_in_shows_nothing() -> None:
    records = journal(opening(), SECRET, hiding(BARE, 2), hide={2: State.PROTECTED})
    assert sorted(shown(records)) == [1, 3]
    assert faults_of(records) == []


def test_the_last_word_on_a_hidden_place_counts() -> None:
    first = hiding(HELD, 2, stand_in=FULLER)
    last = hiding(HELD, 2, kind="entry-erased", stand_in=LESS)
    records = journal(opening(), ITEM, first, last, hide={2: State.ERASED})
    assert shown(records)[2] == LESS
    assert faults_of(records) == []


def test_what_hides_a_place_can_itself_be_hidden() -> None:
    secret_ground = hiding(HELD, 2, stand_in=FULLER)
    until = journal(opening(), ITEM, secret_ground)
    again = hiding(until, 3, kind="entry-erased", stand_in=thinned(hiding(HELD, 2, stand_in=LESS)))
    records = journal(opening(), ITEM, secret_ground, again, hide={2: State.PROTECTED, 3: State.ERASED})
    assert shown(records)[2] == LESS
    assert faults_of(records) == []


def test_what_holds_more_than_a_stand_in_may_is_not_shown_and_is_named() -> None:
    made_up = replace(STAND_IN, body={**STAND_IN.body, "text": "Petro saw it"})
    records = journal(opening(), SECRET, hiding(BARE, 2, stand_in=made_up), hide={2: State.PROTECTED})
    assert 2 not in shown(records)
    (fault,) = faults_of(records)
    assert fault.startswith("journal entry 3: shows for entry 2 what no stand-in may hold: text; it is not shown")


@pytest.mark.parametrize(
    ("second", "says"),
    [
        (replace(FULLER, body={**FULLER.body, "sha256": "ef" * 32}), "sha256"),
        (replace(FULLER, author="Somebody else"), "author"),
        (thinned(SECRET), "kind"),
    ],
)
def test_what_is_hidden_again_shows_nothing_that_was_not_shown_before(second: Entry, says: str) -> None:
    first = hiding(HELD, 2, stand_in=FULLER)
    last = hiding(HELD, 2, kind="entry-erased", stand_in=second)
    (fault,) = faults_of(journal(opening(), ITEM, first, last, hide={2: State.ERASED}))
    assert fault.startswith(
        f"journal entry 4: shows for entry 2 what was not shown before it was hidden again: {says};"
    )


def test_what_showed_nothing_shows_nothing_when_it_is_hidden_again() -> None:
    first, last = hiding(HELD, 2), hiding(HELD, 2, kind="entry-erased", stand_in=FULLER)
    (fault,) = faults_of(journal(opening(), ITEM, first, last, hide={2: State.ERASED}))
    assert "what was not shown before" in fault


def test_a_content_that_cannot_be_read_is_named_and_the_others_are_read() -> None:
    records = chained([opening().content, b"{}", note("x").content])
    entries, faults = plain_entries(records)
    assert sorted(entries) == [1, 3]
    assert [fault.where for fault in faults] == ["journal entry 2"]


WRONG = [
    pytest.param(
        journal(opening(), SECRET, hiding(BARE, 2)), "journal entry 2: is plain, but the journal says it is protected",
        id="said-to-be-hidden",
    ),
    pytest.param(
        journal(opening(), SECRET, hide={2: State.ERASED}), "journal entry 2: is erased, but the journal says",
        id="hidden-and-nobody-said-so",
    ),
    pytest.param(
        journal(opening(), SECRET, hiding(BARE, 2, kind="entry-erased"), hide={2: State.PROTECTED}),
        "journal entry 2: is protected, but the journal says it is erased",
        id="not-erased",
    ),
    pytest.param(
        journal(opening(), SECRET, sample("entry-erased", seq=2), hide={2: State.ERASED}),
        "journal entry 3: stands in for leaf abababababababab…, but entry 2 has another",
        id="wrong-leaf",
    ),
    pytest.param(
        journal(opening(), sample("entry-erased", seq=9)), "journal entry 2: hides entry 9, which is not before it",
        id="hides-what-is-not-there",
    ),
    pytest.param(
        journal(opening(), sample("entry-erased", seq=2)), "journal entry 2: hides entry 2, which is not before it",
        id="hides-itself",
    ),
    pytest.param(
        journal(opening(), SECRET, replace(hiding(BARE, 2), body={**hiding(BARE, 2).body, "sealed_name": "x"}),
                hide={2: State.PROTECTED}),
        "journal entry 3: names x, but entry 2 names sealed/",
        id="another-sealed-file",
    ),
    pytest.param(
        journal(opening(), SECRET, replace(hiding(BARE, 2), body={**hiding(BARE, 2).body, "stand_in": {"kind": "x"}}),
                hide={2: State.PROTECTED}),
        "journal entry 3: its stand-in is no entry",
        id="a-stand-in-that-is-no-entry",
    ),
    pytest.param(
        journal(opening(), opening()), "journal entry 2: is case-opened; the case is opened by its first entry",
        id="opened-twice",
    ),
    pytest.param(journal(note("x")), "journal entry 1: is note-added; the case is opened", id="not-opened"),
    pytest.param([], "journal entry 1: does not show what case was opened", id="empty"),
]  # fmt: skip


@pytest.mark.parametrize(("records", "says"), WRONG)
def test_what_does_not_fit_together_is_named(records: list[Record], says: str) -> None:
    assert any(fault.startswith(says) for fault in faults_of(records)), faults_of(records)


def test_differences_name_table_row_and_columns() -> None:
    rebuilt = replay({1: opening(), 2: sample("tagged"), 3: note("x")})
    live = {name: {key: dict(row) for key, row in rows.items()} for name, rows in rebuilt.items()}
    assert differences(live, rebuilt) == ()
    live["tags"].clear()
    live["notes"][3,]["text"] = "y"
    live["reports"][7,] = {"seq": 7}
    assert [str(difference.as_fault()).partition(";")[0] for difference in differences(live, rebuilt)] == [
        "table notes, row 3: differs from what the journal gives in text",
        "table reports, row 7: is there, though the journal does not give it",
        "table tags, row o1/van: is missing, though the journal gives it",
    ]


def test_differences_can_be_told_where_damage_mixed_the_keys() -> None:
    assert len(differences({"notes": {(b"x",): {}, (3,): {}}}, {})) == 2  # type: ignore[dict-item]


def test_a_logged_place_knows_its_number() -> None:
    assert [Logged(record, None).seq for record in BARE] == [1, 2]
