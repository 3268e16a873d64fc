"""Bounds hold the truth of truthful incidents, and are those of networkx and of a linear program."""

from __future__ import annotations

import itertools
from dataclasses import replace

import networkx as nx
import numpy as np
import pytest
from scipy.optimize import linprog
from scipy.sparse import coo_array
from tests.laws.chronology_accounts import Incident, incident

from gestae.chronology.bounds import Solved, solve
from gestae.chronology.compile import network_of
from gestae.chronology.precedence import Relation, relation
from gestae.model.network import ORIGIN

QUICK = range(40)
EVERY = range(500)


def solved(one: Incident) -> Solved:
    return solve(network_of(one.account))


def by_networkx(one: Solved) -> dict[str, tuple[int | None, int | None]]:
    graph = nx.DiGraph()
    graph.add_nodes_from(one.graph.nodes)
    for tail, head, length in zip(one.graph.tail, one.graph.head, one.graph.length, strict=True):
        a, b = one.graph.nodes[tail], one.graph.nodes[head]
        known = graph.get_edge_data(a, b, {"weight": int(length)})["weight"]
        graph.add_edge(a, b, weight=min(known, int(length)))
    forth = nx.single_source_bellman_ford_path_length(graph, ORIGIN)
    back = nx.single_source_bellman_ford_path_length(graph.reverse(), ORIGIN)
    epoch_ns = one.network.epoch_ns
    return {
        name: (
            epoch_ns - back[name] if name in back else None,
            epoch_ns + forth[name] if name in forth else None,
        )
        for name in one.network.points
    }


def by_highs(one: Solved, sign: int) -> dict[str, float | None]:
    """All latest (sign 1) or earliest (sign -1) moments by one program: they hold together.

    Only points that have such a bound take part, since the program is else unbounded.
    """
    graph = one.graph
    arrows = np.arange(len(graph.tail))
    ones = np.ones(len(graph.tail))
    table = coo_array(
        (np.concatenate([ones, -ones]), (np.concatenate([arrows, arrows]), np.concatenate([graph.head, graph.tail]))),
        shape=(len(arrows), len(graph.nodes)),
    ).tocsr()
    spans = one.spans()
    known = [name for name, span in spans.items() if (span.latest_ns if sign > 0 else span.earliest_ns) is not None]
    goal = np.zeros(len(graph.nodes))
    goal[[graph.node(name) for name in known]] = -sign
    bounds = [(0, 0) if name == ORIGIN else (None, None) for name in graph.nodes]
    # scipy takes a sparse table too; its stubs do not say so.
    answer = linprog(goal, A_ub=table, b_ub=graph.length / 1e9, bounds=bounds, method="highs")  # type: ignore[call-overload]
    assert answer.status == 0
    assert answer.x is not None
    return {name: float(answer.x[graph.node(name)]) for name in known}


def check_peers(seeds: range) -> None:
    for seed in seeds:
        one = solved(incident(seed))
        spans, peer = one.spans(), by_networkx(one)
        assert {name: (span.earliest_ns, span.latest_ns) for name, span in spans.items()} == peer, seed
        latest, earliest = by_highs(one, 1), by_highs(one, -1)
        for name, span in spans.items():
            # HiGHS computes in floats of seconds: what it says holds to a few microseconds.
            for side, found in ((span.latest_ns, latest.get(name)), (span.earliest_ns, earliest.get(name))):
                assert (side is None) == (found is None), (seed, name)
                if side is not None and found is not None:
                    assert abs((side - one.network.epoch_ns) / 1e9 - found) < 1e-5, (seed, name)


def test_bounds_are_those_of_networkx_and_highs() -> None:
    check_peers(QUICK)


@pytest.mark.prove
def test_bounds_are_those_of_networkx_and_highs_on_five_hundred() -> None:
    check_peers(EVERY)


def check_truth(seeds: range) -> None:
    for seed in seeds:
        one = incident(seed)
        answer = solved(one)
        for name, span in answer.spans().items():
            assert span.earliest_ns is None or span.earliest_ns <= one.times[name], (seed, name)
            assert span.latest_ns is None or one.times[name] <= span.latest_ns, (seed, name)
        points = sorted(one.times)
        for a, b in itertools.pairwise(points):
            said = relation(answer, a, b)
            apart = one.times[b] - one.times[a]
            assert not (said is Relation.BEFORE and apart <= 0), (seed, a, b)
            assert not (said is Relation.AFTER and apart >= 0), (seed, a, b)
            assert not (said is Relation.SAME and apart != 0), (seed, a, b)


def test_the_bounds_hold_the_truth_of_every_truthful_incident() -> None:
    check_truth(range(150))


@pytest.mark.prove
def test_the_bounds_hold_the_truth_of_three_thousand_incidents() -> None:
    check_truth(range(3000))


def test_readings_of_one_clock_keep_their_distance_whatever_its_error() -> None:
    """Two events read on a clock that nobody compared: no absolute time, and yet their distance."""
    for seed in range(60):
        one = incident(seed, constraints=0)
        bare = replace(one.account, clocks=tuple(replace(clock, compared=()) for clock in one.account.clocks))
        answer = solve(network_of(bare))
        readings = [reading for event in bare.events for reading in event.seen]
        for first, second in itertools.pairwise(readings):
            if first.clock != second.clock or first.point == second.point:
                continue
            drift = next(clock.drift for clock in bare.clocks if clock.id == first.clock)
            bound = answer.apart(first.point, second.point)
            assert bound is not None
            least = second.at_ns - first.at_ns
            widest = least + abs(least) * (drift or 0) + first.within_ns + second.within_ns + len(readings)
            assert bound.most_ns <= widest
