"""One promise, two keepers: the case on disk and the one in memory pass the same tests and agree."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from tests.contracts.journal_contract import TABLE_NAMES, Keeper, MemoryKeeper
from tests.laws.journal_chains import salt_of
from tests.laws.journal_samples import APPENDABLE, journals, note, opening, sample

from gestae.errors import JournalError
from gestae.journal.entry import Entry
from gestae.store.case import create


class JournalContract:
    """What every keeper of a journal promises."""

    @pytest.fixture
    def keeper(self, tmp_path: Path) -> Keeper:
        """Give a keeper of a case that was just opened."""
        raise NotImplementedError

    def test_it_begins_with_its_opening(self, keeper: Keeper) -> None:
        assert [logged.entry for logged in keeper.entries()] == [opening()]
        assert keeper.rows("case")[0]["title"] == "The yard"

    def test_places_count_on_and_order_is_kept(self, keeper: Keeper) -> None:
        assert keeper.append(note("a"), note("b")) == (2, 3)
        assert keeper.append() == ()
        assert keeper.append(note("c")) == (4,)
        assert [row["text"] for row in keeper.rows("notes")] == ["a", "b", "c"]

    def test_heads_are_the_same_for_the_same_salts_and_entries(self, keeper: Keeper) -> None:
        keeper.append(note("a"), sample("tagged"))
        last = keeper.entries()[-1].record
        reference = MemoryKeeper(opening())
        reference.append(note("a"), sample("tagged"))
        assert (last.leaf, last.head) == (reference.entries()[-1].record.leaf, reference.entries()[-1].record.head)

    def test_every_kind_is_kept_and_shown(self, keeper: Keeper) -> None:
        entries = [sample(kind) for kind in APPENDABLE]
        keeper.append(*entries)
        assert [logged.entry for logged in keeper.entries()] == [opening(), *entries]

    def test_rows_can_be_asked_for_by_what_they_say(self, keeper: Keeper) -> None:
        keeper.append(sample("tagged", target="b"), sample("tagged", target="a"))
        assert [row["target"] for row in keeper.rows("tags", tag="van")] == ["a", "b"]
        assert keeper.rows("tags", tag="bag") == ()

    @pytest.mark.parametrize("kind", ["case-opened", "entry-protected", "entry-erased"])
    def test_what_has_a_way_of_its_own_in_is_refused(self, keeper: Keeper, kind: str) -> None:
        with pytest.raises(JournalError):
            keeper.append(note("a"), sample(kind))
        assert len(keeper.entries()) == 1

    def test_an_unknown_table_or_column_is_refused(self, keeper: Keeper) -> None:
        with pytest.raises(JournalError):
            keeper.rows("absent")
        with pytest.raises(JournalError):
            keeper.rows("tags", colour="red")


class TestMemoryKeeper(JournalContract):
    @pytest.fixture
    def keeper(self, tmp_path: Path) -> Keeper:
        return MemoryKeeper(opening())


class TestCaseStore(JournalContract):
    @pytest.fixture
    def keeper(self, tmp_path: Path) -> Keeper:
        places = iter(range(1, 999))
        return create(tmp_path / "c", opening(), draw_salt=lambda: salt_of(next(places)))


@settings(max_examples=10, deadline=None)
@given(journals(most=20))
def test_both_keepers_show_the_same_rows(tmp_path_factory: pytest.TempPathFactory, written: list[Entry]) -> None:
    memory = MemoryKeeper(opening())
    memory.append(*written)
    with create(tmp_path_factory.mktemp("kept") / "c", opening()) as case:
        case.append(*written)
        for table in TABLE_NAMES:
            assert case.rows(table) == memory.rows(table)
