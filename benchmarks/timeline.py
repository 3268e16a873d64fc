"""The time engine beside its peers: bounds of large networks, edits, derivations, order, conflicts.

Peers on the same networks in the same run: networkx (Bellman and Ford, in Python) and HiGHS (a linear program in
floats, one for all latest and one for all earliest moments). Figures are ratios; seconds stand beside them.

    python benchmarks/timeline.py [--small]
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable
from dataclasses import replace

import networkx as nx
import numpy as np
from scipy.optimize import linprog
from scipy.sparse import coo_array

from gestae.chronology.bounds import Solved, solve
from gestae.chronology.conflicts import independent_conflicts, repairs
from gestae.chronology.precedence import following
from gestae.model.network import ORIGIN, Apart, Network, Said

S = 10**9


def drawn(events: int, constraints: int, *, lies: int = 0, seed: int = 1) -> Network:
    """Draw a network that holds for one set of times, save for so many lies."""
    rng = random.Random(seed)  # noqa: S311 - draws examples, not secrets
    names = [f"e{number:05}" for number in range(events)]
    times = {name: rng.randrange(86_400 * S) for name in names} | {ORIGIN: 0}
    pool = [*names, *([ORIGIN] * max(1, events // 10))]
    said = []
    for number in range(constraints):
        a, b = rng.sample(pool, 2)
        while a == b:
            b = rng.choice(pool)
        apart = times[b] - times[a] + (rng.choice([-1, 1]) * 7200 * S if number < lies else 0)
        slack = rng.randrange(1, 600) * S
        least, most = apart - rng.randrange(slack), apart + rng.randrange(slack)
        if rng.random() < 0.3 and number >= lies:
            least = None if rng.random() < 0.5 else least
            most = most if least is None else None
        said.append(Said(f"c{number:06}", Apart(a, b, least, most), (f"s{number % 40}",)))
    return Network.of(names, said)


def timed(what: str, run: Callable[[], object], *, times: int = 3) -> float:
    """Run a few times and give the quickest, seconds."""
    found = []
    for _ in range(times):
        start = time.perf_counter()
        run()
        found.append(time.perf_counter() - start)
    print(f"  {what:<58} {min(found) * 1000:10.1f} ms")
    return min(found)


def networkx_bounds(one: Solved) -> None:
    graph = nx.DiGraph()
    graph.add_nodes_from(range(len(one.graph.nodes)))
    for tail, head, length in zip(
        one.graph.tail.tolist(), one.graph.head.tolist(), one.graph.length.tolist(), strict=True
    ):
        if not graph.has_edge(tail, head) or graph[tail][head]["weight"] > length:
            graph.add_edge(tail, head, weight=length)
    origin = one.graph.node(ORIGIN)
    nx.single_source_bellman_ford_path_length(graph, origin)
    nx.single_source_bellman_ford_path_length(graph.reverse(), origin)


def highs_bounds(one: Solved) -> None:
    graph = one.graph
    rows, ones = np.arange(len(graph.tail)), np.ones(len(graph.tail))
    columns = np.concatenate([graph.head, graph.tail])
    table = coo_array((np.concatenate([ones, -ones]), (np.concatenate([rows, rows]), columns)),
                      shape=(len(rows), len(graph.nodes))).tocsr()  # fmt: skip
    for sign, sides in ((-1, "latest_ns"), (1, "earliest_ns")):
        goal = np.zeros(len(graph.nodes))
        known = [name for name, span in one.spans().items() if getattr(span, sides) is not None]
        goal[[graph.node(name) for name in known]] = sign
        bounds = [(0, 0) if name == ORIGIN else (None, None) for name in graph.nodes]
        linprog(goal, A_ub=table, b_ub=graph.length / 1e9, bounds=bounds, method="highs")


def bounds(events: int, constraints: int, *, peers: bool) -> None:
    print(f"bounds of {events:,} events and {constraints:,} constraints")
    network = drawn(events, constraints)
    ours = timed("gestae: every earliest and latest, graded", lambda: solve(network).spans())
    if peers:
        one = solve(network)
        for name, run in (("networkx", networkx_bounds), ("HiGHS", highs_bounds)):
            took = timed(f"{name}: the same bounds, without grades", lambda run=run: run(one), times=1)
            print(f"    {name} / gestae = {took / ours:.0f}")


def edits(events: int, constraints: int) -> None:
    print(f"an edit, a derivation, the order: {events:,} events and {constraints:,} constraints")
    network = drawn(events, constraints)
    edited = replace(network, said=network.said[:-1])
    timed("after an edit: every bound anew", lambda: solve(edited).spans())
    one = solve(network)
    timed("one derivation, both bounds", lambda: (one.latest("e00001"), one.earliest("e00001")))
    timed("the order of all points, reduced", lambda: following(one))


def lies(constraints: int, planted: int) -> None:
    print(f"{planted} lies among {constraints:,} constraints")
    network = drawn(constraints // 3, constraints, lies=planted)
    found = independent_conflicts(network)
    print(f"  {len(found)} independent clashes of {sorted(len(one.said) for one in found)} statements")
    timed("one smallest conflict for each independent clash", lambda: independent_conflicts(network), times=1)
    timed("the first smallest repair", lambda: repairs(network, 1), times=1)
    timed("ten smallest repairs", lambda: repairs(network, 10), times=1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", action="store_true", help="leave out the peers at the largest size")
    small = parser.parse_args().small
    solve(drawn(10, 20)).spans()  # compiled before anything is timed
    following(solve(drawn(10, 20)))
    independent_conflicts(drawn(10, 30, lies=2))
    bounds(1_000, 10_000, peers=True)
    bounds(10_000, 100_000, peers=not small)
    edits(1_000, 10_000)
    lies(1_000, 20)


if __name__ == "__main__":
    main()
