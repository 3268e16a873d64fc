"""Laws of the order that bounds show: it never says more than they do."""

from __future__ import annotations

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from gestae.chronology.follows import Began, told_in_order
from gestae.chronology.precedes import preceding
from gestae.model.time import Instant, TimeInterval

# A narrow range on purpose: touching and nested intervals must come up often.
_MOMENTS = st.integers(-20, 20)


@st.composite
def intervals(draw: st.DrawFn) -> TimeInterval:
    low, high = sorted((draw(_MOMENTS), draw(_MOMENTS)))
    return TimeInterval(Instant(low), Instant(high))


def before(first: TimeInterval, then: TimeInterval) -> bool:
    """Ask the engine of two events alone."""
    return bool(preceding([Began(first), Began(then)]).before[1, 0])


@given(intervals(), intervals())
def test_swapping_the_two_swaps_the_answer(a: TimeInterval, b: TimeInterval) -> None:
    table = preceding([Began(a), Began(b)]).before
    assert (table == preceding([Began(b), Began(a)]).before.T).all()
    assert not (table & table.T).any()


@given(intervals())
def test_nothing_precedes_itself(a: TimeInterval) -> None:
    assert not preceding([Began(a), Began(a)]).before.any()


@given(intervals(), intervals())
def test_before_holds_for_every_pair_of_moments_that_the_bounds_allow(a: TimeInterval, b: TimeInterval) -> None:
    pairs = [
        (one, other) for one in range(a.earliest.ns, a.latest.ns + 1) for other in range(b.earliest.ns, b.latest.ns + 1)
    ]
    assert before(a, b) == all(one < other for one, other in pairs)


@given(intervals(), intervals(), intervals())
def test_before_is_transitive(a: TimeInterval, b: TimeInterval, c: TimeInterval) -> None:
    if before(a, b) and before(b, c):
        assert before(a, c)


@given(intervals(), intervals(), st.integers(0, 5), st.integers(0, 5))
def test_wider_bounds_never_establish_an_order(a: TimeInterval, b: TimeInterval, more: int, less: int) -> None:
    wider = TimeInterval(Instant(a.earliest.ns - less), Instant(a.latest.ns + more))
    assert before(a, b) or not before(wider, b)
    assert before(b, a) or not before(b, wider)


@given(st.lists(intervals(), max_size=8))
def test_among_many_each_pair_stands_as_it_does_alone(moments: list[TimeInterval]) -> None:
    table = preceding([Began(moment) for moment in moments]).before
    for here, there in permutations(range(len(moments)), 2):
        assert table[here, there] == before(moments[there], moments[here])
    assert not table.diagonal().any()


@given(
    st.lists(intervals(), max_size=8).flatmap(lambda some: st.tuples(st.just(some), st.permutations(range(len(some)))))
)
def test_nothing_is_told_before_what_certainly_preceded_it(case: tuple[list[TimeInterval], list[int]]) -> None:
    moments, wanted = case
    table = preceding([Began(moment) for moment in moments]).before
    told = told_in_order([row.nonzero()[0].tolist() for row in table], wanted)
    assert sorted(told) == list(range(len(moments)))
    for place, here in enumerate(told):
        assert not any(before(moments[here], moments[there]) for there in told[:place])
