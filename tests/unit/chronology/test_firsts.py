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
