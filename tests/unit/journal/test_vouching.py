"""What a kept head proves of hidden entries, and which digests nothing but a stand-in names."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.laws.journal_chains import chained
from tests.laws.journal_samples import OTHER_SHA, SHA, opening, sample, thinned

from gestae.journal.chain import Record, State
from gestae.journal.entry import Entry
from gestae.journal.replay import plain_entries, shown_entries
from gestae.journal.vouching import hidden_after, unvouched

ITEM = sample("item-received")
MOVED = sample("item-moved")


def journal(*entries: Entry, hidden: tuple[int, ...] = ()) -> tuple[list[Record], dict[int, Entry]]:
    records = chained([entry.content for entry in entries])
    for seq in hidden:
        records[seq - 1] = replace(records[seq - 1], state=State.ERASED, salt=None, content=None)
    return records, shown_entries(records, plain_entries(records)[0])


def erased(seq: int, entry: Entry) -> Entry:
    return sample("entry-erased", seq=seq, stand_in=thinned(entry).as_json())


@pytest.mark.parametrize(("head", "after"), [(1, ()), (2, (2,)), (3, (2,)), (4, ()), (9, ())])
def test_a_head_before_the_hiding_proves_nothing_of_what_is_shown(head: int, after: tuple[int, ...]) -> None:
    _, shown = journal(opening(), ITEM, MOVED, erased(2, ITEM), hidden=(2,))
    assert hidden_after(shown, head) == after


def test_what_was_hidden_again_after_the_head_is_told_though_it_was_hidden_before() -> None:
    first = erased(2, ITEM)
    _, shown = journal(opening(), ITEM, first, MOVED, erased(3, first), hidden=(2, 3))
    assert hidden_after(shown, 3) == (2, 3)
    assert hidden_after(shown, 5) == ()


def test_a_hidden_entry_that_shows_nothing_is_told_too() -> None:
    _, shown = journal(opening(), ITEM, sample("entry-erased", seq=2), hidden=(2,))
    assert hidden_after(shown, 2) == (2,)


VOUCHED = [
    pytest.param((ITEM, MOVED, erased(2, ITEM)), None, (), id="an-entry-in-the-open-before-the-hiding"),
    pytest.param((ITEM, erased(2, ITEM), MOVED), None, ((2, SHA),), id="an-entry-after-the-hiding-proves-nothing"),
    pytest.param((ITEM, erased(2, ITEM)), None, ((2, SHA),), id="nothing-names-it"),
    pytest.param((ITEM, erased(2, ITEM)), 3, (), id="the-head-holds-the-stand-in"),
    pytest.param((ITEM, erased(2, ITEM)), 2, ((2, SHA),), id="the-head-is-older"),
    pytest.param((ITEM, MOVED, erased(2, ITEM)), 2, ((2, SHA),), id="what-names-it-is-newer-than-the-head"),
    pytest.param((ITEM, MOVED, erased(2, ITEM)), 3, (), id="what-names-it-is-before-the-head"),
    pytest.param((ITEM, MOVED, erased(2, ITEM)), 1, (), id="received-after-the-head"),
]


@pytest.mark.parametrize(("entries", "head", "found"), VOUCHED)
def test_a_digest_that_only_a_stand_in_names_is_told(
    entries: tuple[Entry, ...], head: int | None, found: tuple[tuple[int, str], ...]
) -> None:
    records, shown = journal(opening(), *entries, hidden=(2,))
    assert unvouched(records, shown, head) == found


def test_a_protected_item_goes_by_the_digest_of_its_encrypted_bytes() -> None:
    sealed = sample("item-received", sealed_sha256=OTHER_SHA, pseudonym="Witness 3", protected=True)
    records, shown = journal(opening(), sealed, MOVED, erased(2, sealed), hidden=(2,))
    assert unvouched(records, shown) == ((2, OTHER_SHA),)


def test_machine_output_is_told_by_its_own_digests() -> None:
    done = sample("analysis-done", artifacts={"tracks": OTHER_SHA})
    records, shown = journal(opening(), done, MOVED, erased(2, done), hidden=(2,))
    assert unvouched(records, shown) == ((2, OTHER_SHA),)
