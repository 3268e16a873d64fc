"""Points that lie with the first of others: what is derived of them is true, and no timeline breaks it.

That it is not complete is measured here too: the parts are tried one by one, which is exact, and too much for a case.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain, combinations, permutations, product

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from gestae.chronology.bounds import solve
from gestae.chronology.conflicts import every_conflict, independent_conflicts, repairs
from gestae.chronology.firmness import clock_slacks
from gestae.chronology.firsts import grounded, plain
from gestae.chronology.holding import can_hold
from gestae.chronology.overlaps import overlap
from gestae.chronology.precedence import Relation, following, relation, timelines
from gestae.model.network import ORIGIN, Apart, First, Grade, Network, Said

LAW = settings(deadline=None)
EVERY_SET = settings(deadline=None, max_examples=50)


@dataclass(frozen=True)
class Incident:
    """What was said, and when everything truly was, the origin at 0."""

    network: Network
    truth: dict[str, int]


@st.composite
def incidents(draw: st.DrawFn, *, true: bool = True) -> Incident:
    """Draw events of which some begin with the first of two or three parts; statements of them that are true, or not.

    Pictures lie where they lie: what is said counts from them, from the origin, and from event to event.
    """
    firsts = [First(name, tuple(f"{name} by {kind}" for kind in range(draw(st.integers(2, 3)))))
              for name in ("a", "b")[: draw(st.integers(1, 2))]]  # fmt: skip
    parts = [part for one in firsts for part in one.parts]
    truth = {name: draw(st.integers(0, 9)) for name in (*parts, "c", "d", "picture 1", "picture 2")} | {ORIGIN: 0}
    truth |= {one.point: min(truth[part] for part in one.parts) for one in firsts}
    said = []
    for number in range(draw(st.integers(1, 9))):
        start, to = draw(st.permutations(sorted(truth)).map(lambda names: names[:2]))
        lies = truth[to] - truth[start] if true else draw(st.integers(-6, 6))
        sides = draw(st.sampled_from([(0, 0), (0, 3), (2, None), (None, 2), (0, None), (None, 0), (1, 1)]))
        least, most = (None if slack is None else lies + way * slack for way, slack in zip((-1, 1), sides, strict=True))
        grade = draw(st.sampled_from(list(Grade)))
        said.append(Said(f"s{number}", Apart(start, to, least, most), (f"source {number}",), (), grade))
    axioms = [Apart(one.point, part, 0, None) for one in firsts for part in one.parts]
    points = [*(one.point for one in firsts), "c", "d"]
    return Incident(grounded(Network.of(points, said, axioms, 0, firsts)), truth)


def chosen(network: Network) -> Iterator[Network]:
    """Take each of the parts for the first, in turn, of each point that lies with the first of several."""
    for parts in product(*(one.parts for one in network.firsts)):
        tied = [Apart(part, one.point, 0, None) for one, part in zip(network.firsts, parts, strict=True)]
        yield replace(plain(network), axioms=(*network.axioms, *tied))


def can_be(network: Network) -> bool:
    return any(can_hold(one) for one in chosen(network))


@LAW
@given(incidents())
def test_the_truth_lies_within_every_bound_and_distance(incident: Incident) -> None:
    solved, truth = solve(incident.network), incident.truth
    for name, span in solved.spans().items():
        assert span.earliest_ns is None or span.earliest_ns <= truth[name]
        assert span.latest_ns is None or truth[name] <= span.latest_ns
    for one, other in permutations(incident.network.points, 2):
        bound = solved.apart(one, other)
        assert bound is None or truth[other] - truth[one] <= bound.most_ns


@LAW
@given(incidents())
def test_every_order_that_follows_is_true(incident: Incident) -> None:
    found, truth = following(solve(incident.network)), incident.truth
    assert all(truth[one] < truth[other] for one, other in found.before)
    assert all(truth[one] <= truth[other] for one, other in found.not_after)
    assert all(len({truth[name] for name in group}) == 1 for group in found.same)


@LAW
@given(incidents(), st.booleans())
def test_every_timeline_satisfies_what_was_said_and_lets_each_first_be_one(incident: Incident, whole: bool) -> None:
    network = incident.network
    nodes = [name for name in solve(network).graph.nodes if name != ORIGIN]
    wide = grounded(replace(plain(network), points=tuple(nodes))) if whole else network
    for one, other in permutations(network.points, 2):
        for times in timelines(solve(wide), one, other):
            held = {**times, ORIGIN: 0}
            for apart in (*wide.axioms, *(apart for said in wide.said for apart in said.distances)):
                if apart.start in held and apart.to in held:
                    lies = held[apart.to] - held[apart.start]
                    assert apart.least_ns is None or apart.least_ns <= lies
                    assert apart.most_ns is None or lies <= apart.most_ns
            for first in network.firsts if whole else ():
                assert held[first.point] == min(held[part] for part in first.parts)


@LAW
@given(incidents(true=False))
def test_what_is_called_contradictory_is(incident: Incident) -> None:
    if not can_hold(incident.network):
        assert not can_be(incident.network)


@LAW
@given(incidents(true=False))
def test_conflicts_name_what_was_said_and_none_of_it_can_be_spared(incident: Incident) -> None:
    network = plain(incident.network)
    assume(not can_hold(incident.network))
    assert independent_conflicts(incident.network)
    ids = {one.id: place for place, one in enumerate(network.said)}
    for one in every_conflict(incident.network, 10).sets:
        places = [ids[name] for name in one.said]
        assert not can_hold(grounded(network.only(places)))
        assert all(can_hold(grounded(network.only(set(places) - {place}))) for place in places)
    for one in repairs(incident.network, 10):
        assert can_hold(grounded(network.only(set(ids.values()) - {ids[name] for name in one.said})))


@st.composite
def knots(draw: st.DrawFn) -> Network:
    """Draw events of which one or two begin with the first of two parts; a would come before both of its own."""
    firsts = [First(name, (f"{name} by 0", f"{name} by 1")) for name in ("a", "b")[: draw(st.integers(1, 2))]]
    parts = [part for one in firsts for part in one.parts]
    later = [(node, part, 1, None) for node in ("c", ORIGIN) for part in parts]
    sooner = [(node, one.point, None, 0) for node in ("c", ORIGIN) for one in firsts]
    among = [("c", ORIGIN, 0, None), ("c", "a", 5, None), ("c", parts[-1], None, 0), ("a", parts[-1], 1, None)]
    chosen = draw(st.lists(st.sampled_from([*later, *sooner, *among]), max_size=4))
    said = [
        Said(f"s{number}", Apart(*says), (f"source {number}",))
        for number, says in enumerate([later[0], later[1], sooner[0], *chosen])
    ]
    axioms = [Apart(one.point, part, 0, None) for one in firsts for part in one.parts]
    return grounded(Network.of([*(one.point for one in firsts), "c"], said, axioms, 0, firsts))


def smallest_sets(network: Network) -> list[frozenset[str]]:
    """Every minimal set that cannot hold, each set of statements tried."""
    said, found = plain(network), list[frozenset[str]]()
    places = range(len(said.said))
    for chosen in chain.from_iterable(combinations(places, size) for size in range(len(places) + 1)):
        names = frozenset(said.said[place].id for place in chosen)
        if not any(one <= names for one in found) and not can_hold(grounded(said.only(chosen))):
            found.append(names)
    return found


@EVERY_SET
@given(knots())
def test_every_member_of_every_conflict_is_a_way_out_exactly_where_no_other_set_remains(network: Network) -> None:
    every, found, ways = smallest_sets(network), independent_conflicts(network), repairs(network)
    beside = overlap(network, found, ways, 100)
    assert sorted(map(sorted, every)) == sorted(list(one.said) for one in every_conflict(network).sets)
    assert beside.others is (len(every) > len(found))
    for one in found:
        others = {name for other in found if other is not one for name in other.said}
        for name in one.said:
            is_left = any(not each & {name, *others} for each in every)
            assert (name in beside.remains) is is_left
            if len(found) == 1:
                assert ((name,) in [way.said for way in ways]) is not is_left


@EVERY_SET
@given(knots())
def test_the_smallest_ways_out_are_those_of_brute_force(network: Network) -> None:
    every, ids = smallest_sets(network), [one.id for one in plain(network).said]
    sizes = (combinations(ids, size) for size in range(1, len(ids) + 1))
    ways = next(found for out in sizes if (found := [one for one in out if all(each & {*one} for each in every)]))
    assert sorted(one.said for one in repairs(network)) == sorted(ways)


@st.composite
def said_of_parts(draw: st.DrawFn) -> Network:
    """Draw how late parts lie at least, by instruments, witnesses, words; parts of b may count from a and its parts."""
    firsts = [First(name, tuple(f"{name} by {kind}" for kind in range(2))) for name in ("a", "b")]
    parts = [part for one in firsts for part in one.parts]
    said = [
        Said(f"s{number}", Apart(start, to, draw(st.integers(0, 3)), None), (), (), draw(st.sampled_from(list(Grade))))
        for number, (start, to) in enumerate(
            draw(st.lists(st.sampled_from([*product((ORIGIN, "c"), parts), ("a", "b by 0"), (parts[0], "b by 1")]),
                          min_size=4, max_size=10))
        )
    ]  # fmt: skip
    axioms = [Apart(one.point, part, 0, None) for one in firsts for part in one.parts]
    return grounded(Network.of(["a", "b", "c"], said, axioms, 0, firsts))


@LAW
@given(incidents().map(lambda one: one.network) | said_of_parts(), st.data())
def test_a_bound_that_stays_equal_without_some_statements_was_as_firm_with_them(
    network: Network, data: st.DataObject
) -> None:
    said = plain(network)
    weakest = data.draw(st.sampled_from(Grade))
    kept = data.draw(st.sets(st.sampled_from(range(len(said.said)))))
    firm = [place for place, one in enumerate(said.said) if one.grade <= weakest]
    for places in (kept, firm):
        whole, left = solve(network), solve(grounded(said.only(places)))
        for one, other in permutations((ORIGIN, *network.points), 2):
            with_all, bound = whole.apart(one, other), left.apart(one, other)
            if bound is not None:
                assert with_all is not None
                assert (with_all.most_ns, with_all.grade) <= (bound.most_ns, bound.grade)


@LAW
@given(incidents().map(lambda one: one.network) | said_of_parts())
def test_what_was_derived_is_as_firm_as_the_weakest_of_what_it_rests_on(network: Network) -> None:
    grades = {one.id: one.grade for one in network.said}
    for one in network.said:
        assert not one.rests or one.grade == max(grades[name] for name in one.rests)


def shifted(network: Network, by: int) -> Network:
    """Move what the clock was compared with."""
    return grounded(replace(network, said=tuple(
        one if one.clock is None else replace(one, apart=Apart(
            one.apart.start, one.apart.to,
            *(None if side is None else side + by for side in (one.apart.least_ns, one.apart.most_ns))))
        for one in network.said)))  # fmt: skip


@LAW
@given(incidents())
def test_no_clock_may_be_as_wrong_as_is_said_before_an_order_fails(incident: Incident) -> None:
    clock = [replace(one, clock="clock") if one.apart.start == ORIGIN else one for one in plain(incident.network).said]
    network = grounded(replace(plain(incident.network), said=tuple(clock)))
    for one, other in permutations(network.points, 2):
        for slack in clock_slacks(network, one, other, strict=False):
            for side, amount in ((-1, slack.less_ns), (1, slack.more_ns)):
                for wrong in range(1, amount or 0):
                    bound = solve(shifted(network, side * wrong)).apart(other, one)
                    assert bound is not None
                    assert bound.most_ns <= 0


@LAW
@given(incidents(true=False))
def test_deriving_again_changes_nothing(incident: Incident) -> None:
    assert grounded(incident.network) == incident.network


def told(name: str, start: str, to: str, least: int | None, most: int | None) -> Said:
    return Said(name, Apart(start, to, least, most), (f"source {name}",))


A = First("a", ("p", "q"))


def of_a(*said: Said) -> Network:
    return grounded(Network.of(["a", "c"], said, [Apart("a", part, 0, None) for part in A.parts], 0, [A]))


def test_what_each_part_comes_after_the_first_of_them_does_without_any_clock() -> None:
    assert relation(solve(of_a(told("1", "c", "p", 1, None), told("2", "c", "q", 1, None))), "a", "c") is Relation.AFTER


def test_what_comes_before_each_part_and_after_the_first_of_them_is_a_contradiction() -> None:
    network = of_a(told("1", "c", "p", 1, None), told("2", "c", "q", 1, None), told("3", "c", "a", None, 0))
    assert not can_hold(network)
    assert [one.said for one in every_conflict(network).sets] == [("1", "2", "3")]
    assert [one.said for one in repairs(network)] == [("1",), ("2",), ("3",)]


def test_where_each_part_is_later_than_the_first_for_a_reason_of_its_own_nothing_is_noticed() -> None:
    """No part is the first, so it cannot be; but nothing that both of them come after says so."""
    network = of_a(
        told("1", "a", "c", 0, None), told("2", "c", "p", 1, None),
        told("3", "a", "d", 0, None), told("4", "d", "q", 1, None),
    )  # fmt: skip
    assert not can_be(network)
    assert can_hold(network)
