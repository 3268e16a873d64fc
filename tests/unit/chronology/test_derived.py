"""What the bounds of all points rest on: the statements of their ways, in order, and how firm they are."""

from __future__ import annotations

import pytest

from gestae.chronology.bounds import solve
from gestae.chronology.derived import Derived, Rest
from gestae.chronology.firsts import grounded
from gestae.model.network import ORIGIN, Apart, First, Grade, Network, Said

FALL = First("fall", ("p", "q"))
AXIOMS = [Apart("fall", part, 0, None) for part in FALL.parts]
TOLD, READ, WORDS = Grade.TESTIMONY, Grade.INSTRUMENT, Grade.WORDS


def said(
    name: str, start: str, to: str, least: int | None, most: int | None, grade: Grade = TOLD, *also: Apart
) -> Said:
    return Said(name, Apart(start, to, least, most), (f"of {name}",), (), grade, also=also)


def net(*statements: Said, points: str = "fall", axioms: bool = True) -> Derived:
    network = Network.of(points.split(), statements, AXIOMS if axioms else (), 1_000, [FALL] * axioms)
    return Derived(solve(grounded(network)))


def plain(*statements: Said, points: str = "a b c") -> Derived:
    return net(*statements, points=points, axioms=False)


def test_statements_stand_in_the_order_of_the_steps_from_the_origin_and_to_it() -> None:
    found = plain(said("3", ORIGIN, "a", 10, 12), said("1", "a", "b", 5, 6), said("2", "b", "c", 0, 2))
    assert found.latest("c") == Rest(20, TOLD, ("3", "1", "2"))
    assert found.earliest("c") == Rest(-15, TOLD, ("2", "1", "3"))
    assert (found.latest("a"), found.earliest("a")) == (Rest(12, TOLD, ("3",)), Rest(-10, TOLD, ("3",)))


def test_what_is_said_in_one_breath_is_named_once() -> None:
    found = plain(said("1", ORIGIN, "a", 1, 2, TOLD, Apart("b", "c", 1, 2)), said("2", "a", "b", 1, 2))
    assert found.latest("c") == Rest(6, TOLD, ("1", "2"))
    assert found.earliest("c") == Rest(-3, TOLD, ("1", "2"))


def test_what_nothing_limits_rests_on_nothing() -> None:
    found = plain(said("1", ORIGIN, "a", 5, None), said("2", "b", "a", None, 3))
    assert (found.latest("a"), found.earliest("a")) == (None, Rest(-5, TOLD, ("1",)))
    assert (found.latest("b"), found.earliest("b")) == (None, Rest(-2, TOLD, ("2", "1")))
    assert (found.latest("c"), found.earliest("c")) == (None, None)
    for ask in (found.latest, found.earliest):
        with pytest.raises(KeyError):
            ask("nobody")


def test_of_two_ways_as_short_the_firmer_counts_and_a_way_is_as_firm_as_its_weakest_step() -> None:
    found = plain(
        said("1", ORIGIN, "a", 4, 6, WORDS), said("2", ORIGIN, "a", 4, 7, READ), said("3", "a", "b", None, 1, WORDS),
    )  # fmt: skip
    assert (found.earliest("a"), found.latest("a")) == (Rest(-4, READ, ("2",)), Rest(6, WORDS, ("1",)))
    assert (found.earliest("b"), found.latest("b")) == (None, Rest(7, WORDS, ("1", "3")))


def test_a_definition_on_the_way_is_no_statement() -> None:
    """Fall is no later than p, by definition."""
    found = net(said("1", ORIGIN, "p", None, 9, READ))
    assert found.latest("fall") == Rest(9, READ, ("1",))
    assert found.earliest("fall") is None


PARTS: dict[str, tuple[tuple[Said, ...], Rest | None]] = {
    "the part that may be the earliest, and the other beside it": (
        (said("1", ORIGIN, "m", 10, None), said("2", "m", "p", 5, None), said("3", ORIGIN, "q", 40, None, WORDS)),
        Rest(-15, WORDS, ("first:fall",), ("1", "2", "3")),
    ),
    "what bounds both parts is named once": (
        (said("1", ORIGIN, "m", 10, None), said("2", "m", "p", 5, None), said("3", "m", "q", 7, None)),
        Rest(-15, TOLD, ("first:fall",), ("1", "2", "3")),
    ),
    "several statements beside it": (
        (said("9", ORIGIN, "m", 20, None), said("2", "m", "p", 5, None), said("3", ORIGIN, "q", 7, None)),
        Rest(-7, TOLD, ("first:fall",), ("2", "3", "9")),
    ),
    "one part of which nothing is known": ((said("1", ORIGIN, "p", 10, None),), None),
    "one part that has no earliest": ((said("1", ORIGIN, "p", 10, None), said("2", ORIGIN, "q", None, 40)), None),
    "its own bound, which is better": (
        (said("1", ORIGIN, "fall", 16, None), said("2", ORIGIN, "p", 15, None), said("3", ORIGIN, "q", 40, None)),
        Rest(-16, TOLD, ("1",)),
    ),
    "its own bound, as good and firmer": (
        (said("1", ORIGIN, "fall", 15, None, READ), said("2", ORIGIN, "p", 15, None), said("3", ORIGIN, "q", 40, None)),
        Rest(-15, READ, ("1",)),
    ),
    "its own bound, which is worse though firmer": (
        (said("1", ORIGIN, "fall", 14, None, READ), said("2", ORIGIN, "p", 15, None), said("3", ORIGIN, "q", 40, None)),
        Rest(-15, TOLD, ("first:fall",), ("2", "3")),
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", PARTS)
def test_what_lies_with_the_first_of_several_rests_on_all_of_them(case: str) -> None:
    statements, rest = PARTS[case]
    assert net(*statements).earliest("fall") == rest


def test_everything_that_a_bound_rests_on_is_named() -> None:
    rest = Rest(-15, TOLD, ("2", "1"), ("3",))
    assert rest.names == {"1", "2", "3"}


def test_a_part_that_nobody_speaks_of_and_no_definition_names_is_not_known() -> None:
    network = Network.of(["fall"], [said("1", ORIGIN, "p", 10, None)], [Apart("fall", "p", 0, None)], 0, [FALL])
    assert Derived(solve(network)).earliest("fall") is None
