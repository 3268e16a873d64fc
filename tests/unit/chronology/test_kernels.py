"""The compiled searches at their limits: sums that just fit, chains, knots, and which of several ways is given."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from gestae.chronology import clashes
from gestae.chronology.bounds import solve
from gestae.chronology.clashes import clash_of, smallest_clash
from gestae.chronology.graph import Graph, TooFarError, graph_of
from gestae.chronology.ways import FAR, distances, negative_round, settle
from gestae.model.network import MOST_NS, ORIGIN, Apart, Network, Said

# Sums of up to 2**61 are reckoned; a third distance of 2**60 is beyond.
LIMIT = 2**61


def graph(arrows: list[tuple[str, str, int]]) -> Graph:
    """Every arrow a statement of its own, named by its place."""
    names = sorted({name for tail, head, _ in arrows for name in (tail, head)})
    said = [
        Said(f"{place:03}", Apart(tail, head, None, length), ("w",))
        for place, (tail, head, length) in enumerate(arrows)
    ]
    return graph_of(Network.of(names, said))


def far(drawn: Graph, start: str) -> dict[str, int]:
    height, negative = settle(drawn)
    assert negative == ()
    ways = distances(drawn, height, drawn.node(start))
    return {name: int(value) for name, value in zip(drawn.nodes, ways.far, strict=True) if value != FAR}


def test_two_of_the_longest_distances_are_reckoned_and_a_nanosecond_more_is_not() -> None:
    longest = [("a", "b", MOST_NS), ("b", "c", MOST_NS)]
    assert far(graph(longest), "a") == {"a": 0, "b": MOST_NS, "c": LIMIT}
    with pytest.raises(TooFarError, match="add up to more than 36 years; split it"):
        far(graph([*longest, ("c", "d", 1)]), "a")


def test_an_arrow_back_to_where_a_way_began_adds_to_no_sum() -> None:
    """From c it would be more than can be reckoned, to where a nearer way is known already."""
    longest = [("a", "b", MOST_NS), ("b", "c", MOST_NS), ("c", "a", 1), ("c", "b", MOST_NS)]
    assert far(graph(longest), "a") == {"a": 0, "b": MOST_NS, "c": LIMIT}


def test_two_of_the_longest_ways_back_are_reckoned_and_a_nanosecond_more_is_not() -> None:
    longest = [("a", "b", -MOST_NS), ("b", "c", -MOST_NS)]
    assert far(graph(longest), "a") == {"a": 0, "b": -MOST_NS, "c": -LIMIT}
    with pytest.raises(TooFarError):
        settle(graph([*longest, ("c", "d", -1)]))


def test_what_no_way_leads_to_has_no_distance_and_no_last_arrow() -> None:
    drawn = graph([("a", "b", 5), ("c", "b", 1)])
    height, _ = settle(drawn)
    ways = distances(drawn, height, drawn.node("a"))
    found = dict(zip(drawn.nodes, zip(ways.far.tolist(), ways.by.tolist(), strict=True), strict=True))
    assert found == {"a": (0, -1), "b": (5, 0), "c": (FAR, -1), ORIGIN: (FAR, -1)}


@pytest.mark.parametrize(("many", "slack"), [(110, 400), (250, 50)])
@pytest.mark.parametrize("seed", range(25))
def test_distances_in_large_graphs_are_those_of_plain_relaxing(seed: int, many: int, slack: int) -> None:
    """Thirty nodes make heaps of several levels and trees of several branches, taken apart and hung anew."""
    chance = np.random.default_rng(seed)
    names = [f"n{number:02}" for number in range(30)]
    times = {name: int(chance.integers(-1000, 1000)) for name in names}
    arrows = []
    for _ in range(many):
        tail, head = (names[place] for place in chance.choice(30, 2, replace=False))
        arrows.append((tail, head, times[head] - times[tail] + int(chance.integers(0, slack))))
    drawn = graph(arrows)
    height, negative = settle(drawn)
    assert negative == ()
    assert all(height[drawn.head] <= height[drawn.tail] + drawn.length)
    start = names[seed]
    plain = {start: 0}
    for _ in names:
        for tail, head, length in arrows:
            if tail in plain:
                plain[head] = min(plain.get(head, FAR), plain[tail] + length)
    assert far(drawn, start) == plain
    ways = distances(drawn, height, drawn.node(start))
    for name in set(plain) - {start}:
        arrow = ways.by[drawn.node(name)]
        tail = drawn.nodes[drawn.tail[arrow]]
        assert drawn.nodes[drawn.head[arrow]] == name
        assert plain[tail] + drawn.length[arrow] == plain[name]


@pytest.mark.parametrize("seed", range(25))
def test_a_negative_round_in_a_large_graph_is_one(seed: int) -> None:
    """Long rounds through many nodes: the way that is given leads round, each arrow on from the last, below zero."""
    chance = np.random.default_rng(seed)
    size = int(chance.integers(3, 25))
    names = [f"n{place:02}" for place in chance.permutation(30)]
    lengths = [int(length) for length in chance.integers(-50, 50, size - 1)]
    round_ = [*lengths, -sum(lengths) - 1]
    arrows = [(names[at], names[(at + 1) % size], length) for at, length in enumerate(round_)]
    arrows += [
        (names[int(tail)], names[int(head)], 5_000) for tail, head in chance.integers(0, 30, (60, 2)) if tail != head
    ]
    drawn = graph(arrows)
    found = negative_round(drawn)
    assert sum(int(drawn.length[arrow]) for arrow in found) < 0
    heads, tails = [int(drawn.head[arrow]) for arrow in found], [int(drawn.tail[arrow]) for arrow in found]
    assert heads == [*tails[1:], tails[0]]
    assert len(set(tails)) == len(tails)
    one_longer = [*arrows]
    one_longer[size - 1] = (*one_longer[size - 1][:2], round_[-1] + 1)
    assert negative_round(graph(one_longer)) == ()


def ring(name: str, size: int, short_by: int = 1) -> list[Said]:
    """A round of statements that is too short by some nanoseconds: none of them can be spared."""
    return [
        Said(
            f"{name}{at:02}",
            Apart(f"{name}{at}", f"{name}{(at + 1) % size}", None, -short_by if at == 0 else 0),
            ("w",),
        )
        for at in range(size)
    ]


def twinned(name: str, size: int) -> list[Said]:
    """Such a round whose last step is said twice: of its two clashes the first is given, after a search of all ways."""
    said = ring(name, size)
    return [*said, Said(f"{name}{size:02}", said[-1].apart, ("w",))]


def points(said: list[Said]) -> list[str]:
    return sorted({name for one in said for name in (one.apart.start, one.apart.to)} - {ORIGIN})


def ids(network: Network, places: tuple[int, ...]) -> list[str]:
    return [network.said[place].id for place in places]


@pytest.mark.parametrize("sizes", [(2, 5), (5, 2), (3, 4), (4, 3), (2, 2), (6, 5)])
def test_the_smallest_of_two_clashes_is_found(sizes: tuple[int, int]) -> None:
    said = [*ring("a", sizes[0]), *ring("b", sizes[1])]
    network = Network.of(points(said), said)
    least = min(sizes)
    expected = [f"{'a' if sizes[0] == least else 'b'}{at:02}" for at in range(least)]
    assert ids(network, smallest_clash(graph_of(network))) == expected


def test_of_two_statements_that_say_the_same_the_first_is_in_the_clash() -> None:
    twins = [Said(f"m{at}", Apart("a", "b", None, -1), ("w",)) for at in (1, 2)]
    network = Network.of(["a", "b"], [*twins, Said("k", Apart("b", "a", None, 0), ("w",))])
    assert ids(network, smallest_clash(graph_of(network))) == ["k", "m1"]


def test_a_shortcut_by_definitions_makes_a_smaller_clash() -> None:
    """A round of six statements, and axioms over which two of them clash alone."""
    said = twinned("a", 6)
    axioms = [Apart("a1", "x", None, 2), Apart("x", "y", None, -1), Apart("y", "a5", None, -1)]
    network = Network.of([*points(said), "x", "y"], said, axioms)
    assert ids(network, smallest_clash(graph_of(network))) == ["a00", "a05"]


def test_above_a_table_of_some_size_a_minimal_clash_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    """Four nodes are tangled: a table of sixteen numbers is enough, one of fifteen is not."""
    said = [*ring("a", 4), Said("short", Apart("a1", "a0", None, 0), ("w",))]
    network = Network.of(points(said), said)
    drawn = graph_of(network)
    assert clashes.MOST_CELLS == 2048 * 2048  # the two thousand nodes of the docstring
    monkeypatch.setattr(clashes, "MOST_CELLS", 16)
    assert ids(network, smallest_clash(drawn)) == ["a00", "short"]
    monkeypatch.setattr(clashes, "MOST_CELLS", 15)
    assert smallest_clash(drawn) == clash_of(drawn)


@pytest.mark.parametrize("name", ["a", "z"])
def test_definitions_are_followed_to_their_end_however_they_are_sorted(name: str) -> None:
    """Two statements clash over a chain of definitions that no one pass forth and back runs through."""
    chain = [f"n{at:02}" for at in (12, 1, 11, 2, 10, 3, 9, 4, 8, 5, 7, 6)]
    axioms = [Apart(start, to, None, 0) for start, to in pairwise(chain)]
    two = [Said("m1", Apart("n00", "n12", None, 0), ("w",)), Said("m2", Apart("n06", "n00", None, -1), ("w",))]
    said = [*two, *ring(name, 3)]
    network = Network.of([*points(said), *chain], said, axioms)
    assert ids(network, smallest_clash(graph_of(network))) == ["m1", "m2"]


def test_a_clash_that_is_the_only_one_is_given_however_far_all_around_it_lies() -> None:
    long = [("a0", "b"), ("b", "c"), ("c", "d"), ("d", "a0")]
    said = [*ring("a", 3), *(Said(f"z{at}", Apart(*pair, None, MOST_NS), ("w",)) for at, pair in enumerate(long))]
    network = Network.of(points(said), said)
    assert ids(network, smallest_clash(graph_of(network))) == ["a00", "a01", "a02"]


def test_ways_of_a_clash_beyond_sixty_four_bits_are_refused() -> None:
    """Two statements clash; beside them, in the same knot, distances add up to more than can be reckoned."""
    long = [("a0", "b"), ("b", "c"), ("c", "d"), ("d", "a0")]
    said = [*twinned("a", 3), *(Said(f"z{at}", Apart(*pair, None, MOST_NS), ("w",)) for at, pair in enumerate(long))]
    network = Network.of(points(said), said)
    assert ids(network, clash_of(graph_of(network))) == ["a00", "a01", "a02"]
    with pytest.raises(TooFarError):
        smallest_clash(graph_of(network))


def test_axioms_beyond_sixty_four_bits_are_refused_too() -> None:
    long = [("a0", "b"), ("b", "c"), ("c", "d"), ("d", "a0")]
    said = twinned("a", 3)
    network = Network.of([*points(said), "b", "c", "d"], said, [Apart(*pair, None, MOST_NS) for pair in long])
    with pytest.raises(TooFarError):
        smallest_clash(graph_of(network))


def test_what_leads_out_of_a_clash_and_not_back_is_not_reckoned_with_it() -> None:
    said = twinned("a", 3)
    out = [Said(f"z{at}", Apart(*pair, None, MOST_NS), ("w",)) for at, pair in enumerate(pairwise(["a0", *"bcd"]))]
    network = Network.of(points([*said, *out]), [*said, *out])
    assert ids(network, smallest_clash(graph_of(network))) == ["a00", "a01", "a02"]


@pytest.mark.parametrize("further_ns", [0, 1])
def test_an_axioms_way_beyond_sixty_four_bits_is_refused_where_no_statement_follows_it(further_ns: int) -> None:
    """From a0 to d it is just not too far, or a nanosecond too far; from d axioms alone lead back."""
    chain = [("a0", "b", MOST_NS), ("b", "c", MOST_NS), ("c", "d", further_ns), ("d", "a0", -MOST_NS)]
    said = twinned("a", 3)
    axioms = [Apart(start, to, None, most) for start, to, most in chain]
    network = Network.of([*points(said), "b", "c", "d"], said, axioms)
    drawn = graph_of(network)
    if not further_ns:
        assert ids(network, smallest_clash(drawn)) == ["a00", "a01", "a02"]
        return
    with pytest.raises(TooFarError):
        smallest_clash(drawn)


@pytest.mark.parametrize("as_axioms", [False, True])
def test_ways_that_just_fit_beside_a_clash_are_reckoned(as_axioms: bool) -> None:
    """From a0 to c it is 2**61 nanoseconds back, from c to a0 as many forth; by axioms once more round is one less."""
    back = -MOST_NS + 1 if as_axioms else -MOST_NS
    long = [("a0", "b", -MOST_NS), ("b", "c", back), ("c", "d", MOST_NS), ("d", "a0", MOST_NS)]
    aparts = [Apart(start, to, None, most) for start, to, most in long]
    said = twinned("a", 3)
    others = [] if as_axioms else [Said(f"z{at}", apart, ("w",)) for at, apart in enumerate(aparts)]
    network = Network.of([*points(said), "b", "c", "d"], [*said, *others], aparts if as_axioms else ())
    assert ids(network, smallest_clash(graph_of(network))) == ["a00", "a01", "a02"]


def test_steps_of_a_derivation_stand_in_their_order() -> None:
    said = [Said(f"s{at}", Apart(f"p{at}", f"p{at + 1}", None, at + 1), ("w",)) for at in range(4)]
    bound = solve(Network.of(points(said), said)).apart("p0", "p4")
    assert bound is not None
    assert [(step.start, step.to, step.most_ns, step.said) for step in bound.steps] == [
        (f"p{at}", f"p{at + 1}", at + 1, f"s{at}") for at in range(4)
    ]
    assert bound.most_ns == 10
