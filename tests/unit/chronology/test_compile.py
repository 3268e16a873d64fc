"""Each thing that an account says becomes exactly one statement, and what holds by definition an axiom."""

from __future__ import annotations

from fractions import Fraction

import pytest

from gestae.chronology.compile import network_of, readings_of
from gestae.model.account import (
    Account,
    AccountClock,
    AccountEvent,
    Comparison,
    Constraint,
    Lasts,
    Reading,
    Source,
    SourceKind,
)
from gestae.model.network import ORIGIN, Apart, Grade, Said

KINDS = {"cam": SourceKind.FOOTAGE, "w1": SourceKind.STATEMENT, "log": SourceKind.CALLS, "doc": SourceKind.DOCUMENT}
SOURCES = tuple(Source(name, kind, name) for name, kind in KINDS.items())


def account(
    clocks: tuple[AccountClock, ...] = (),
    events: tuple[AccountEvent, ...] = (),
    constraints: tuple[Constraint, ...] = (),
) -> Account:
    return Account("The yard", None, None, SOURCES, clocks, events, constraints)


def test_a_clock_that_keeps_time_is_one_node() -> None:
    clock = AccountClock(
        "c", "cam", Fraction(0), (Comparison(1_500, 2_000, 10, "w1"), Comparison(1_700, 2_300, 0, "cam"))
    )
    fell = AccountEvent("fell", "Both fall", None, (Reading("c", 1_600, 3, "fell"), Reading("c", 1_650, 0, "fell")))
    network = network_of(account((clock,), (fell,)))
    assert network.epoch_ns == 2_000
    assert network.axioms == ()
    assert network.said == (
        # The clock's node is its zero, shifted by the epoch: 2,000 - 2,000 - (1,500 - 2,000).
        Said("compared:c:1", Apart(ORIGIN, "clock c", 490, 510), ("w1",), (), Grade.TESTIMONY, "c"),
        Said("compared:c:2", Apart(ORIGIN, "clock c", 600, 600), ("cam",), (), Grade.INSTRUMENT, "c"),
        Said("seen:fell:1", Apart("clock c", "fell", -403, -397), ("cam",), (), Grade.INSTRUMENT, "c"),
        Said("seen:fell:2", Apart("clock c", "fell", -350, -350), ("cam",), (), Grade.INSTRUMENT, "c"),
    )


def test_a_clock_that_drifts_is_a_chain_rounded_outwards() -> None:
    clock = AccountClock("c", "w1", Fraction(1, 3_000), (Comparison(1_000, 5_000, 7, "doc"),))
    fell = AccountEvent("fell", "Both fall", None, (Reading("c", 3_000, 2, "fell"), Reading("c", 7_000, 2, "fell")))
    network = network_of(account((clock,), (fell,)))
    assert network.axioms == (
        Apart("clock c at 1000", "clock c at 3000", 1_999, 2_001),
        Apart("clock c at 3000", "clock c at 7000", 3_998, 4_002),
    )
    assert network.said == (
        Said("compared:c:1", Apart(ORIGIN, "clock c at 1000", -7, 7), ("doc",), (), Grade.INSTRUMENT, "c"),
        Said("seen:fell:1", Apart("clock c at 3000", "fell", -2, 2), ("w1",), (), Grade.TESTIMONY, "c"),
        Said("seen:fell:2", Apart("clock c at 7000", "fell", -2, 2), ("w1",), (), Grade.TESTIMONY, "c"),
    )


def test_an_event_that_lasts_has_two_points_and_its_length_is_said_by_nobody() -> None:
    events = (
        AccountEvent("talk", "They talk", Lasts(5, 9), ()),
        AccountEvent("wait", "They wait", Lasts(None, None), ()),
        AccountEvent("short", "A shout", Lasts(None, 3), ()),
    )
    network = network_of(account(events=events))
    assert network.points == ("short.end", "short.start", "talk.end", "talk.start", "wait.end", "wait.start")
    assert network.axioms == tuple(Apart(f"{name}.start", f"{name}.end", 0, None) for name in ("short", "talk", "wait"))
    assert network.said == (
        Said("lasts:short", Apart("short.start", "short.end", None, 3), ()),
        Said("lasts:talk", Apart("talk.start", "talk.end", 5, 9), ()),
    )
    assert network.epoch_ns == 0


def test_readings_are_counted_for_each_point_by_itself() -> None:
    points = ("talk.start", "talk.end", "talk.start")
    talk = AccountEvent("talk", "They talk", Lasts(None, None), tuple(Reading("c", 0, 0, point) for point in points))
    assert [name for name, _ in readings_of(talk)] == ["seen:talk.start:1", "seen:talk.end:1", "seen:talk.start:2"]


CONSTRAINTS: dict[str, tuple[Constraint, Said]] = {
    "between points": (
        Constraint("x", "a", "b", 5, None, ("w1", "cam", "w1"), ("same", "man")),
        Said("x", Apart("a", "b", 5, None), ("cam", "w1"), ("man", "same"), Grade.TESTIMONY),
    ),
    "absolute": (
        Constraint("x", None, "b", 150, 270, ("cam", "log")),
        Said("x", Apart(ORIGIN, "b", 50, 170), ("cam", "log"), (), Grade.INSTRUMENT),
    ),
    "one side of it": (
        Constraint("x", None, "b", None, 270, ("doc",)),
        Said("x", Apart(ORIGIN, "b", None, 170), ("doc",), (), Grade.TESTIMONY),
    ),
    "in words": (
        Constraint("x", "a", "b", None, 9, ("cam",), (), "a moment later", ((None, 9),)),
        Said("x", Apart("a", "b", None, 9), ("cam",), (), Grade.WORDS),
    ),
}


@pytest.mark.parametrize("case", CONSTRAINTS)
def test_a_constraint_is_one_statement_as_firm_as_its_weakest_source(case: str) -> None:
    constraint, expected = CONSTRAINTS[case]
    events = tuple(AccountEvent(name, name, None, ()) for name in ("a", "b"))
    assert network_of(account(events=events, constraints=(constraint,)), 100).said == (expected,)


def test_the_epoch_is_the_earliest_absolute_time_or_else_reading() -> None:
    events = (AccountEvent("a", "a", None, (Reading("c", 40, 0, "a"), Reading("c", 30, 0, "a"))),)
    bare, compared = (AccountClock("c", "cam", Fraction(0), one) for one in ((), (Comparison(0, 900, 0, "cam"),)))
    within = Constraint("x", None, "a", 800, 850, ("cam",))
    until = Constraint("x", None, "a", None, 850, ("cam",))
    later = Constraint("x", "b", "a", 1, 2, ("cam",))
    assert network_of(account((bare,), events)).epoch_ns == 30
    assert network_of(account((compared,), events)).epoch_ns == 900
    assert network_of(account((compared,), events, (within,))).epoch_ns == 800
    assert network_of(account((compared,), events, (until,))).epoch_ns == 850
    assert network_of(account((compared,), (*events, AccountEvent("b", "b", None, ())), (later,))).epoch_ns == 900
