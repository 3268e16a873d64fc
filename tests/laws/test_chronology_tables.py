"""The order of a large case is drawn as tables and trees: they say what the engine says of each pair and each point."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.laws.chronology_networks import Incident, incidents, parted
from tests.laws.plain_order import drawn, drawn_plainly

from gestae.chronology.bounds import Bound, solve
from gestae.chronology.derived import Derived, Rest
from gestae.chronology.firsts import grounded
from gestae.chronology.follows import Began, Shot
from gestae.chronology.holding import can_hold
from gestae.chronology.precedence import later_by_least
from gestae.chronology.precedes import closed, reduced
from gestae.model.network import First, Network
from gestae.model.observation import Moment
from gestae.model.time import Instant, TimeInterval

# Compiling the kernel takes longer than an example may.
LAW = settings(deadline=None, max_examples=60)
BASES = (Fraction(1, 25), Fraction(1, 30))
_moments = st.integers(0, 30)


@st.composite
def shots(draw: st.DrawFn) -> Shot:
    low = draw(_moments)
    high = low + draw(st.integers(0, 5))
    recording, kind = draw(st.sampled_from(["", "f", "g"])), draw(st.sampled_from(["fall", "stop"]))
    return Shot(recording, kind, Moment(low, low, high, draw(st.sampled_from(BASES))))


@st.composite
def begun(draw: st.DrawFn) -> Began:
    low, by = draw(_moments), draw(st.none() | _moments)
    when = TimeInterval(Instant(low), Instant(low + draw(st.integers(0, 9)))) if draw(st.booleans()) else None
    return Began(when, tuple(draw(st.lists(shots(), max_size=3))), None if by is None or when else Instant(by))


@given(st.lists(begun(), max_size=9))
def test_the_tables_hold_the_order_that_every_pair_by_itself_leads_to(events: list[Began]) -> None:
    assert drawn(events) == drawn_plainly(events)


@given(
    st.integers(1, 20).flatmap(
        lambda n: st.lists(st.lists(st.booleans(), min_size=n, max_size=n), min_size=n, max_size=n)
    )
)
def test_a_reduced_order_closes_to_the_whole_again(rows: list[list[bool]]) -> None:
    drawn = np.tril(np.array(rows, np.bool_), k=-1)
    whole = closed(drawn)
    assert (drawn <= whole).all()
    assert (closed(whole) == whole).all()
    assert (reduced(whole) <= drawn).all()
    assert (closed(reduced(whole)) == whole).all()


@LAW
@given(incidents() | parted())
def test_each_point_is_as_much_later_than_each_other_as_that_pair_is_by_itself(incident: Incident) -> None:
    solved, names = solve(incident.network), list(incident.network.points)
    least_ns = later_by_least(solved, names)
    for (here, later), (there, earlier) in permutations(enumerate(names), 2):
        bound = solved.apart(later, earlier)
        assert least_ns[here, there] == (np.iinfo(np.int64).min if bound is None else -bound.most_ns)


@LAW
@given(incidents(), st.booleans())
def test_every_bound_rests_on_what_gives_it(incident: Incident, with_first: bool) -> None:
    network = incident.network
    parts = network.points[1:]
    if with_first and parts:
        first = First(network.points[0], parts)
        network = grounded(Network.of(network.points, network.said, network.axioms, network.epoch_ns, [first]))
        assume(can_hold(network))
    solved = solve(network)
    derived = Derived(solved)
    for point in network.points:
        for rest, bound in ((derived.latest(point), solved.latest(point)),
                            (derived.earliest(point), solved.earliest(point))):  # fmt: skip
            assert (rest is None) == (bound is None)
            if rest is not None and bound is not None:
                assert (rest.most_ns, rest.grade) == (bound.most_ns, bound.grade)
                assert _alone(network, rest, bound, point), (point, rest)


def _alone(network: Network, rest: Rest, bound: Bound, point: str) -> bool:
    """Say whether the statements that are named give the bound by themselves."""
    kept = network.only(place for place, one in enumerate(network.said) if one.id in rest.names)
    again = solve(kept)
    return any(
        found is not None and found.most_ns == bound.most_ns for found in (again.latest(point), again.earliest(point))
    )
