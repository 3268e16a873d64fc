"""What lies with the first of several: bounded by the least of their bounds, by its own, and resting on all of them."""

from __future__ import annotations

import pytest

from gestae.chronology.bounds import Bound, Span, Step, solve
from gestae.chronology.firsts import grounded
from gestae.model.network import ORIGIN, Apart, First, Grade, Network, Said

EPOCH_NS = 1_000
FALL = First("fall", ("p", "q"))
OF_PARTS = ("2", "3", "first:fall")
AXIOMS = [Apart("fall", part, 0, None) for part in FALL.parts]


def said(name: str, start: str, to: str, least: int | None, most: int | None, grade: Grade = Grade.TESTIMONY) -> Said:
    return Said(name, Apart(start, to, least, most), (f"of {name}",), (), grade)


def net(*statements: Said, points: tuple[str, ...] = ("fall",)) -> Network:
    return grounded(Network.of(points, statements, AXIOMS, EPOCH_NS, [FALL]))


def test_the_steps_lead_over_the_part_that_may_be_the_earliest() -> None:
    """p is 5 after m, and m 10 after the origin; q is 40 after it."""
    solved = solve(
        net(said("1", ORIGIN, "m", 10, None), said("2", "m", "p", 5, None), said("3", ORIGIN, "q", 40, None))
    )
    assert solved.earliest("fall") == Bound(
        -15, Grade.TESTIMONY,
        (Step("fall", ORIGIN, -15, "first:fall"),),
        ("1", "2", "3"),
    )  # fmt: skip
    assert solved.spans() == {"fall": Span(EPOCH_NS + 15, None, Grade.TESTIMONY)}


def test_what_bounds_two_parts_is_named_once() -> None:
    solved = solve(net(said("1", ORIGIN, "m", 10, None), said("2", "m", "p", 5, None), said("3", "m", "q", 7, None)))
    found = solved.earliest("fall")
    assert found is not None
    assert (found.most_ns, found.also, found.said) == (-15, ("1", "2", "3"), ("1", "2", "3", "first:fall"))


@pytest.mark.parametrize(
    ("own", "earliest", "said_by"),
    [(14, 15, OF_PARTS), (15, 15, ("1",)), (16, 16, ("1",)), (-5, 15, OF_PARTS)],
    ids=["its own is weaker", "its own is as good and firmer", "its own is stronger", "its own is before the epoch"],
)
def test_the_better_of_its_own_bound_and_its_parts_counts(own: int, earliest: int, said_by: tuple[str, ...]) -> None:
    network = net(
        said("1", ORIGIN, "fall", own, None, Grade.INSTRUMENT),
        said("2", ORIGIN, "p", 15, None), said("3", ORIGIN, "q", 40, None, Grade.WORDS),
    )  # fmt: skip
    solved = solve(network)
    found = solved.earliest("fall")
    assert found is not None
    assert (found.most_ns, found.said) == (-earliest, said_by)
    grade = Grade.INSTRUMENT if said_by == ("1",) else Grade.WORDS
    assert found.grade is grade
    assert solved.spans() == {"fall": Span(EPOCH_NS + earliest, None, grade)}


def test_of_bounds_that_are_as_good_the_firmer_counts() -> None:
    for own, parts in ((Grade.WORDS, Grade.INSTRUMENT), (Grade.INSTRUMENT, Grade.WORDS)):
        network = net(
            said("1", ORIGIN, "fall", 15, None, own),
            said("2", ORIGIN, "p", 15, None, parts), said("3", ORIGIN, "q", 15, None, parts),
        )  # fmt: skip
        found = solve(network).earliest("fall")
        assert found is not None
        assert found.grade is Grade.INSTRUMENT


def test_a_span_is_as_firm_as_its_weakest_side() -> None:
    """Its latest moment rests on an instrument, its earliest on words; and the other way round."""
    for late, early in ((Grade.INSTRUMENT, Grade.WORDS), (Grade.WORDS, Grade.INSTRUMENT)):
        network = net(
            said("1", ORIGIN, "fall", None, 30, late),
            said("2", ORIGIN, "p", 15, None, early), said("3", ORIGIN, "q", 15, None, early),
        )  # fmt: skip
        assert solve(network).spans() == {"fall": Span(EPOCH_NS + 15, EPOCH_NS + 30, Grade.WORDS)}


@pytest.mark.parametrize("own", [None, 3])
def test_where_one_part_has_no_bound_the_parts_bound_nothing(own: int | None) -> None:
    statements = [said("2", ORIGIN, "p", 15, None)]
    statements += [] if own is None else [said("1", ORIGIN, "fall", own, None)]
    solved = solve(net(*statements))
    found = solved.earliest("fall")
    assert (None if found is None else (found.most_ns, found.said)) == (None if own is None else (-own, ("1",)))
    assert solved.spans()["fall"].earliest_ns == (None if own is None else EPOCH_NS + own)


def test_a_part_of_which_nothing_is_known_bounds_nothing() -> None:
    """q is in no statement and no definition: it is no node at all."""
    network = Network.of(["fall"], [said("2", ORIGIN, "p", 15, None)], AXIOMS[:1], EPOCH_NS, [FALL])
    assert grounded(network) == network
    assert solve(network).earliest("fall") is None


def test_points_that_lie_with_no_others_are_bounded_by_what_is_said_of_them() -> None:
    network = net(said("1", ORIGIN, "fall", 3, None), said("2", ORIGIN, "turn", 8, 9), points=("fall", "turn"))
    solved = solve(network)
    found = solved.earliest("turn")
    assert found is not None
    assert (found.most_ns, found.said) == (-8, ("2",))
    assert solved.spans() == {
        "fall": Span(EPOCH_NS + 3, None, Grade.TESTIMONY), "turn": Span(EPOCH_NS + 8, EPOCH_NS + 9, Grade.TESTIMONY),
    }  # fmt: skip


def test_a_part_that_does_not_decide_is_needed_for_no_more_than_the_one_that_does() -> None:
    """p lies 15 after the origin at least, as an instrument has it; so does q, and a witness says 40."""
    by_instruments = (
        said("1", ORIGIN, "p", 15, None, Grade.INSTRUMENT), said("2", ORIGIN, "q", 20, None, Grade.INSTRUMENT)
    )  # fmt: skip
    for further in ((), (said("3", ORIGIN, "q", 40, None),)):
        found = solve(net(*by_instruments, *further)).earliest("fall")
        assert found is not None
        assert (found.most_ns, found.grade, found.also) == (-15, Grade.INSTRUMENT, ("1", "2"))


def test_what_reaches_just_as_far_as_the_part_that_decides_is_enough_and_a_nanosecond_less_is_not() -> None:
    for firm, grade in ((15, Grade.INSTRUMENT), (14, Grade.WORDS)):
        found = solve(net(
            said("1", ORIGIN, "p", 15, None, Grade.INSTRUMENT),
            said("2", ORIGIN, "q", firm, None, Grade.INSTRUMENT), said("3", ORIGIN, "q", 40, None, Grade.WORDS),
        )).earliest("fall")  # fmt: skip
        assert found is not None
        assert (found.most_ns, found.grade) == (-15, grade)


def test_what_decides_may_be_said_weakly_and_the_other_part_is_still_taken_as_firm_as_it_reaches() -> None:
    network = net(
        said("1", ORIGIN, "p", 15, None, Grade.WORDS), said("2", ORIGIN, "q", 15, None, Grade.INSTRUMENT),
        said("3", ORIGIN, "q", 40, None),
    )  # fmt: skip
    assert [(one.grade, one.rests, one.sources) for one in network.said if one.rests] == [
        (Grade.WORDS, ("1", "2"), ("of 1", "of 2"))
    ]


def test_what_another_first_needs_of_it_is_as_firm_as_that_alone() -> None:
    """A witness has the fall 40 after the origin, instruments 15; r, the other part of the alarm, decides with 12."""
    parts, alarm = ("p", "q"), First("alarm", ("r", "s"))
    statements = [
        *(said(f"1{part}", ORIGIN, part, 15, None, Grade.INSTRUMENT) for part in parts),
        *(said(f"2{part}", ORIGIN, part, 40, None) for part in parts),
        said("3", "fall", "s", 0, None, Grade.INSTRUMENT), said("4", ORIGIN, "r", 12, None, Grade.INSTRUMENT),
    ]  # fmt: skip
    axioms = [*AXIOMS, *(Apart("alarm", part, 0, None) for part in alarm.parts)]
    network = grounded(Network.of(["fall", "alarm"], statements, axioms, EPOCH_NS, [FALL, alarm]))
    solved = solve(network)
    found = {name: solved.earliest(name) for name in ("fall", "alarm")}
    assert {name: one and (one.most_ns, one.grade, one.also) for name, one in found.items()} == {
        "fall": (-40, Grade.TESTIMONY, ("2p", "2q")),
        "alarm": (-12, Grade.INSTRUMENT, ("1p", "1q", "3", "4")),
    }
    assert [one.id for one in network.said if one.rests] == ["first:alarm", "first:fall"]
