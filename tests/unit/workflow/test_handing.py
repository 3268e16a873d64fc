"""Custody by its table: what is not said is asked for, only a borrower returns, a wrong step is taken back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.unit.workflow.cases import add_film, made

from gestae.errors import Faults, InputRefused
from gestae.model.evidence import Custody
from gestae.workflow.case import Case
from gestae.workflow.handing import Step, move
from gestae.workflow.withdrawing import withdraw

LENT = Step(Custody.LENT, "Institute")
BACK = Step(Custody.RETURNED, "Institute", "shelf 3")
GONE = Step(Custody.DISPOSED, how="shredded")


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    with made(tmp_path) as opened:
        add_film(opened, "gate.mp4")
        yield opened


def steps(case: Case) -> list[str]:
    return [str(row["movement"]) for row in case.store.rows("movements", withdrawn_by=None)]


def test_custody_follows_its_table(case: Case) -> None:
    for step in (LENT, BACK, GONE):
        move(case, "gate.mp4", step, "order 7")
    assert steps(case) == ["received", "lent", "returned", "disposed"]
    assert case.store.rows("movements")[-1]["reason"] == "order 7; how: shredded"


@pytest.mark.parametrize(
    ("before", "step", "said"),
    [
        ((), Step(Custody.LENT), "say --whom"),
        ((), Step(Custody.DISPOSED), "say --whom or --how"),
        ((), BACK, "what may follow"),
        ((LENT,), LENT, "what may follow: returned"),
        ((LENT,), Step(Custody.RETURNED, "Somebody else"), "was lent to 'Institute', and 'Somebody else' is"),
        ((LENT, BACK, GONE), BACK, "its custody has ended"),
    ],
)
def test_a_step_that_is_refused_is_not_journaled(case: Case, before: tuple[Step, ...], step: Step, said: str) -> None:
    for one in before:
        move(case, "gate.mp4", one, "order 7")
    head = case.store.head()
    with pytest.raises(InputRefused, match=said):
        move(case, "gate.mp4", step, "x")
    assert case.store.head() == head


def test_the_same_item_received_twice_can_still_be_lent(case: Case) -> None:
    add_film(case, "gate.mp4")
    move(case, "gate.mp4", LENT, "order 7")


def test_a_loan_of_which_nobody_said_to_whom_can_come_back(case: Case) -> None:
    """Such entries stand in older journals."""
    (exhibit,) = case.store.rows("exhibits")
    case.decide("item-moved", "order 7", sha256=exhibit["sha256"], movement="lent")
    move(case, "gate.mp4", BACK, "examined")


def test_a_wrong_step_is_taken_back_and_stays_in_the_journal(case: Case) -> None:
    move(case, "gate.mp4", GONE, "order 7")
    seq = case.store.head().seq
    (done,) = withdraw(case, [str(seq)], "it was another exhibit")
    assert (done.seq, done.kind, done.what) == (seq, "item-moved", "gate.mp4: disposed")
    assert steps(case) == ["received"]
    assert [one.entry.kind for one in case.store.entries() if one.entry][-2:] == ["item-moved", "movement-withdrawn"]
    assert [row["withdrawn_by"] for row in case.store.rows("movements")] == [None, seq + 1]
    assert not case.store.rebuild()
    with pytest.raises(Faults, match="that stands"):
        withdraw(case, [str(seq)], "once more")
    move(case, "gate.mp4", LENT, "order 8")
    assert steps(case) == ["received", "lent"]


def test_a_step_that_others_rest_on_goes_only_with_them(case: Case) -> None:
    move(case, "gate.mp4", LENT, "order 7")
    lent = case.store.head().seq
    move(case, "gate.mp4", BACK, "examined")
    with pytest.raises(Faults, match="without that step"):
        withdraw(case, [str(lent)], "a mistake")
    assert steps(case) == ["received", "lent", "returned"]
    withdraw(case, [str(lent), str(lent + 1)], "a mistake")
    assert steps(case) == ["received"]


def test_a_receipt_is_no_step_to_take_back(case: Case) -> None:
    with pytest.raises(Faults, match="that stands, nothing that papers tell, and no step of custody"):
        withdraw(case, ["2"], "a mistake")
