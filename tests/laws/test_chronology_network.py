"""The invariants of the time engine, each against brute force or against what must not change."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from tests.laws.chronology_networks import SOURCES, Incident, incidents, parted

from gestae.chronology.bounds import ContradictoryError, Solved, solve
from gestae.chronology.conflicts import every_conflict, independent_conflicts, repairs
from gestae.chronology.graph import graph_of
from gestae.chronology.holding import can_hold
from gestae.chronology.precedence import Relation, following, relation, timelines
from gestae.chronology.ways import negative_round
from gestae.model.network import ORIGIN, Apart, Network, Said

QUICK = settings(deadline=None, max_examples=60)
MIRROR = {
    Relation.BEFORE: Relation.AFTER, Relation.AFTER: Relation.BEFORE, Relation.NOT_AFTER: Relation.NOT_BEFORE,
    Relation.NOT_BEFORE: Relation.NOT_AFTER, Relation.SAME: Relation.SAME, Relation.OPEN: Relation.OPEN,
}  # fmt: skip


def holds(apart: Apart, times: dict[str, int]) -> bool:
    gone = times[apart.to] - times[apart.start]
    return (apart.least_ns is None or apart.least_ns <= gone) and (apart.most_ns is None or gone <= apart.most_ns)


def all_hold(network: Network, times: dict[str, int]) -> bool:
    with_origin = {**times, ORIGIN: 0}
    return all(holds(one.apart, with_origin) for one in network.said) and all(
        holds(axiom, with_origin) for axiom in network.axioms
    )


def brute_bounds(network: Network) -> dict[tuple[str, str], int]:
    """Greatest distances by Floyd and Warshall, in Python's own whole numbers."""
    graph = graph_of(network)
    names = graph.nodes
    far = {(name, name): 0 for name in names}
    for tail, head, length in zip(graph.tail, graph.head, graph.length, strict=True):
        key = names[tail], names[head]
        far[key] = min(far.get(key, int(length)), int(length))
    for over in names:
        for a in names:
            for b in names:
                if (a, over) in far and (over, b) in far:
                    far[a, b] = min(far.get((a, b), far[a, over] + far[over, b]), far[a, over] + far[over, b])
    return far


@QUICK
@given(incidents())
def test_bounds_hold_the_truth_and_are_those_of_brute_force(incident: Incident) -> None:
    solved, far = solve(incident.network), brute_bounds(incident.network)
    for name, span in solved.spans().items():
        assert span.latest_ns == far.get((ORIGIN, name))
        assert span.earliest_ns == (-far[name, ORIGIN] if (name, ORIGIN) in far else None)
        assert span.earliest_ns is None or span.earliest_ns <= incident.times[name]
        assert span.latest_ns is None or incident.times[name] <= span.latest_ns


@QUICK
@given(incidents())
def test_bounds_are_those_of_a_linear_program(incident: Incident) -> None:
    graph = graph_of(incident.network)
    table = np.zeros((len(graph.tail) + 1, len(graph.nodes)))
    rows = np.arange(len(graph.tail))
    table[rows, graph.head] += 1
    table[rows, graph.tail] -= 1
    fixed = np.zeros((1, len(graph.nodes)))
    fixed[0, graph.node(ORIGIN)] = 1
    for name, span in solve(incident.network).spans().items():
        for sign, bound in ((1, span.earliest_ns), (-1, span.latest_ns)):
            goal = np.zeros(len(graph.nodes))
            goal[graph.node(name)] = sign
            answer = linprog(
                goal, A_ub=table[:-1], b_ub=graph.length, A_eq=fixed, b_eq=[0], bounds=(None, None), method="highs"
            )
            assert (bound is None) == (answer.status == 3)
            if bound is not None:
                assert answer.fun is not None
                assert round(sign * answer.fun) == bound


@QUICK
@given(incidents())
def test_a_derivation_leads_on_adds_up_and_alone_gives_the_same_bound(incident: Incident) -> None:
    solved = solve(incident.network)
    for name in incident.network.points:
        bound = solved.latest(name)
        if bound is None:
            continue
        assert sum(step.most_ns for step in bound.steps) == bound.most_ns
        ends = [ORIGIN, *(step.to for step in bound.steps)]
        assert [step.start for step in bound.steps] == ends[:-1]
        assert ends[-1] == name
        places = [place for place, one in enumerate(incident.network.said) if one.id in bound.said]
        alone = solve(incident.network.only(places)).latest(name)
        assert alone is not None
        assert alone.most_ns == bound.most_ns
        grades = [incident.network.said[place].grade for place in places]
        assert bound.grade == max(grades, default=bound.grade)


@QUICK
@given(incidents())
def test_no_derivation_of_the_same_bound_is_firmer_than_its_grade(incident: Incident) -> None:
    network, solved = incident.network, solve(incident.network)
    for name in network.points:
        bound = solved.latest(name)
        if bound is None or bound.grade == 0:
            continue
        firmer = [place for place, one in enumerate(network.said) if one.grade < bound.grade]
        weaker = solve(network.only(firmer)).latest(name)
        assert weaker is None or weaker.most_ns > bound.most_ns


@QUICK
@given(incidents(), st.data())
def test_a_further_statement_never_widens_a_bound(incident: Incident, data: st.DataObject) -> None:
    network = incident.network
    kept = data.draw(st.sets(st.sampled_from(range(len(network.said)))))
    fewer, whole = solve(network.only(kept)).spans(), solve(network).spans()
    for name, span in whole.items():
        before = fewer[name]
        assert before.earliest_ns is None or (span.earliest_ns is not None and before.earliest_ns <= span.earliest_ns)
        assert before.latest_ns is None or (span.latest_ns is not None and span.latest_ns <= before.latest_ns)


@QUICK
@given(incidents(), st.randoms())
def test_the_order_of_entry_changes_nothing(incident: Incident, random: object) -> None:
    network = incident.network
    said, points = list(network.said), list(network.points)
    random.shuffle(said)  # type: ignore[attr-defined] # hypothesis hands over a random.Random
    random.shuffle(points)  # type: ignore[attr-defined]
    again = Network.of(points, said, network.axioms[::-1])
    assert again == network
    assert [solve(again).latest(name) for name in network.points] == [
        solve(network).latest(name) for name in network.points
    ]


@QUICK
@given(incidents(most_points=5), st.data())
def test_swapping_two_points_swaps_the_answer(incident: Incident, data: st.DataObject) -> None:
    a, b = data.draw(st.lists(st.sampled_from(incident.network.points), min_size=2, max_size=2, unique=True))
    solved = solve(incident.network)
    assert relation(solved, b, a) is MIRROR[relation(solved, a, b)]


@QUICK
@given(incidents(most_points=5), st.data())
def test_timelines_satisfy_everything_and_disagree_where_the_order_is_open(
    incident: Incident, data: st.DataObject
) -> None:
    a, b = data.draw(st.lists(st.sampled_from(incident.network.points), min_size=2, max_size=2, unique=True))
    solved = solve(incident.network)
    late, early = timelines(solved, a, b)
    assert all_hold(incident.network, late)
    assert all_hold(incident.network, early)
    if relation(solved, a, b) is Relation.OPEN:
        assert late[a] < late[b]
        assert early[b] < early[a]


@settings(deadline=None, max_examples=200)
@given(parted())
def test_every_open_pair_has_two_timelines_that_satisfy_everything_and_order_it_differently(incident: Incident) -> None:
    solved = solve(incident.network)
    for a, b in combinations(incident.network.points, 2):
        late, early = timelines(solved, a, b)
        assert all_hold(incident.network, late)
        assert all_hold(incident.network, early)
        if relation(solved, a, b) is Relation.OPEN:
            assert late[a] < late[b]
            assert early[b] < early[a]


def test_timelines_of_a_point_that_nothing_binds_and_one_that_is_bound_but_not_last_disagree() -> None:
    second = 1_000_000_000
    said = [
        Said("x", Apart(ORIGIN, "x", 8 * second, 14 * second), ("s",)),
        Said("y", Apart("x", "y", 28 * second, 30 * second), ("s",)),
    ]
    solved = solve(Network.of(["x", "y", "z"], said))
    for name in ("x", "y"):
        late, early = timelines(solved, name, "z")
        assert late[name] < late["z"]
        assert early["z"] < early[name]


def _closed(solved: Solved) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    """Everything that follows from the listed pairs and groups: (not after, before)."""
    followed = following(solved)
    points = list(solved.network.points)
    first = {name: group[0] for group in followed.same for name in group}
    weak = {(a, b) for a, b in (*followed.before, *followed.not_after)}
    strict = set(followed.before)
    firsts = sorted({first.get(name, name) for name in points})
    for over in firsts:
        for a in firsts:
            for b in firsts:
                if (a, over) in weak and (over, b) in weak:
                    weak.add((a, b))
                    if (a, over) in strict or (over, b) in strict:
                        strict.add((a, b))
    pairs = [(a, b) for a in points for b in points if a != b]
    lead = {(a, b): (first.get(a, a), first.get(b, b)) for a, b in pairs}
    return (
        {pair for pair in pairs if lead[pair][0] == lead[pair][1] or lead[pair] in weak},
        {pair for pair in pairs if lead[pair] in strict},
    )


@QUICK
@given(incidents())
def test_what_follows_from_the_listed_order_is_exactly_what_follows(incident: Incident) -> None:
    solved, far = solve(incident.network), brute_bounds(incident.network)
    points = incident.network.points
    weak, strict = _closed(solved)
    assert weak == {(a, b) for a in points for b in points if a != b and far.get((b, a), 1) <= 0}
    assert strict == {(a, b) for a in points for b in points if a != b and far.get((b, a), 1) < 0}


@QUICK
@given(incidents())
def test_no_listed_pair_can_be_spared(incident: Incident) -> None:
    followed = following(solve(incident.network))
    listed = [*followed.before, *followed.not_after]
    assert len(listed) == len(set(listed))
    for a, b in followed.not_after:
        assert not [c for c in incident.network.points if (a, c) in listed and (c, b) in listed]


def subsets(network: Network, sizes: range) -> list[tuple[int, ...]]:
    return [chosen for size in sizes for chosen in combinations(range(len(network.said)), size)]


@settings(deadline=None, max_examples=80)
@given(incidents(most_points=4, most_said=8, lies=3))
def test_conflicts_and_repairs_are_those_of_brute_force(incident: Incident) -> None:
    network = incident.network
    count = len(network.said)
    minimal: list[tuple[int, ...]] = []
    for chosen in subsets(network, range(count + 1)):
        if not any(set(one) <= set(chosen) for one in minimal) and not can_hold(network.only(chosen)):
            minimal.append(chosen)
    found = every_conflict(network)
    assert found.complete
    assert sorted(one.said for one in found.sets) == sorted(
        tuple(network.said[place].id for place in one) for one in minimal
    )
    mended = [out for out in subsets(network, range(count + 1)) if can_hold(network.only(set(range(count)) - set(out)))]
    least = min(len(out) for out in mended)
    wanted = [tuple(network.said[place].id for place in out) for out in mended if len(out) == least and least]
    assert sorted(one.said for one in repairs(network)) == sorted(wanted)


@settings(deadline=None, max_examples=80)
@given(incidents(most_points=4, most_said=9, lies=3))
def test_one_smallest_conflict_for_each_independent_clash(incident: Incident) -> None:
    network = incident.network
    every, found = every_conflict(network).sets, independent_conflicts(network)
    assert (not found) == incident_holds(network)
    if found:
        assert len(found[0].said) == min(len(one.said) for one in every)
    ids = [said for one in found for said in one.said]
    assert len(ids) == len(set(ids))
    assert incident_holds(network.only(place for place, one in enumerate(network.said) if one.id not in ids))
    for one in found:
        for spared in one.said:
            rest = [p for p, said in enumerate(network.said) if said.id in one.said and said.id != spared]
            assert incident_holds(network.only(rest))


def incident_holds(network: Network) -> bool:
    return not negative_round(graph_of(network))


@QUICK
@given(incidents(lies=3))
def test_a_contradiction_yields_no_bound_but_its_statements(incident: Incident) -> None:
    if incident.honest or can_hold(incident.network):
        solve(incident.network)
        return
    with pytest.raises(ContradictoryError) as caught:
        solve(incident.network)
    named = [place for place, one in enumerate(incident.network.said) if one.id in caught.value.said]
    assert not can_hold(incident.network.only(named))


@QUICK
@given(incidents(), st.sets(st.sampled_from(SOURCES)))
def test_leaving_out_sources_leaves_out_all_that_rests_on_them_and_nothing_else(
    incident: Incident, out: set[str]
) -> None:
    left = incident.network.without(sources=out)
    assert [one for one in incident.network.said if out.isdisjoint(one.sources)] == list(left.said)


def test_distances_beyond_sixty_four_bits_are_refused_and_never_wrapped() -> None:
    from gestae.chronology.graph import TooFarError
    from gestae.model.network import MOST_NS

    names = [f"p{n}" for n in range(8)]
    said = [Said(f"c{n}", Apart(names[n], names[n + 1], -MOST_NS, -MOST_NS), ("s",)) for n in range(7)]
    with pytest.raises(TooFarError):
        solve(Network.of(names, said))


def test_a_statement_that_clashes_with_a_definition_alone_comes_before_two_that_clash_with_each_other() -> None:
    said = [
        Said("c0", Apart("p0", "p1", 10, None), ("s",)),
        Said("c1", Apart("p0", ORIGIN, 10, None), ("s",)),
        Said("c2", Apart("p0", "p1", None, 0), ("s",)),
    ]
    network = Network.of(["p0", "p1"], said, [Apart(ORIGIN, "p0", 0, None)])
    assert [one.said for one in independent_conflicts(network)] == [("c1",), ("c0", "c2")]
