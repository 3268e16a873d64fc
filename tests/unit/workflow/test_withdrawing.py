"""What is taken back no longer counts, stays on record, and can be said again; all of it or nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.unit.workflow.cases import add_clock, add_film, made, record, seen

from gestae.errors import Faults
from gestae.workflow.case import Case
from gestae.workflow.placing import order_of_events
from gestae.workflow.sightings import Clocks
from gestae.workflow.withdrawing import withdraw


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return made(tmp_path)


def torn(case: Case) -> str:
    """State two checks of one clock that cannot both be true, and one thing seen; returns the film's digest."""
    film = add_film(case, "a.mp4", camera="a", recorder="r1")
    for fast_s in (100, 160):
        add_clock(case, "r1", film, pts=25, shown="2022-03-16T14:05:01", fast_s=fast_s)
    record(case, seen(film, 50))
    return film


def test_a_contradiction_ends_when_the_wrong_check_is_withdrawn(case: Case) -> None:
    with case:
        torn(case)
        (event,) = order_of_events(case.store)
        assert event.conflicts
        wrong = next(row for row in case.store.rows("time_checks") if row["displayed"] == "2022-03-16T14:12:40")
        (done,) = withdraw(case, [str(wrong["seq"])], "misread")
        assert (done.seq, done.kind) == (wrong["seq"], "time-check-made")
        (event,) = order_of_events(case.store)
        assert event.conflicts == ()
        assert event.interval is not None
        assert case.store.rebuild() == ()
        last = list(case.store.entries())[-1].entry
    assert last is not None
    assert (last.kind, last.reason) == ("clock-withdrawn", "misread")


def test_a_reading_that_is_withdrawn_bounds_nothing(case: Case) -> None:
    with case:
        film = torn(case)
        readings = [str(row["seq"]) for row in case.store.rows("clock_readings")]
        withdraw(case, readings, "another film")
        clocks = Clocks(case.store)
        assert clocks.readings(film, clocks.recorders["r1"]) == ()


@pytest.mark.parametrize("by_id", [True, False])
def test_an_event_is_withdrawn_by_its_id_or_its_entry_and_what_was_seen_stays(case: Case, by_id: bool) -> None:
    with case:
        torn(case)
        (member,) = (str(row["id"]) for row in case.store.rows("observations"))
        seq = case.decide("event-stated", "one act", id="abcdef012345", title="A fall", members=[member])
        withdraw(case, ["abcdef0" if by_id else str(seq)], "not one act")
        (event,) = order_of_events(case.store)
        (row,) = case.store.rows("events")
    assert event.id == member
    assert (row["status"], row["title"]) == ("withdrawn", "A fall")


@pytest.mark.parametrize("wrong", ["1", "999", "abcdef", "", "-1"])
def test_what_cannot_be_withdrawn_withdraws_nothing_beside_it(case: Case, wrong: str) -> None:
    with case:
        torn(case)
        right = str(case.store.rows("time_checks")[0]["seq"])
        before = case.store.head()
        with pytest.raises(Faults, match="is no time check, clock reading, offset, zone, event or form that stands"):
            withdraw(case, [right, wrong], "misread")
        assert case.store.head() == before


def test_nothing_is_withdrawn_twice(case: Case) -> None:
    with case:
        torn(case)
        seq = str(case.store.rows("time_checks")[0]["seq"])
        assert len(withdraw(case, [seq, seq], "misread")) == 1
        with pytest.raises(Faults):
            withdraw(case, [seq], "misread")
