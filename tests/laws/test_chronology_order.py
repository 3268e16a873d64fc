"""Laws of order: it never says more than the bounds do."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gestae.chronology.order import Order, order, standings, telling_order
from gestae.model.time import Instant, TimeInterval

_OPPOSITE = {Order.BEFORE: Order.AFTER, Order.AFTER: Order.BEFORE, Order.UNDETERMINED: Order.UNDETERMINED}
# A narrow range on purpose: touching and nested intervals must come up often.
_MOMENTS = st.integers(-20, 20)


@st.composite
def intervals(draw: st.DrawFn) -> TimeInterval:
    low, high = sorted((draw(_MOMENTS), draw(_MOMENTS)))
    return TimeInterval(Instant(low), Instant(high))


@given(intervals(), intervals())
def test_swapping_the_two_swaps_the_answer(a: TimeInterval, b: TimeInterval) -> None:
    assert order(b, a) is _OPPOSITE[order(a, b)]


@given(intervals())
def test_nothing_precedes_itself(a: TimeInterval) -> None:
    assert order(a, a) is Order.UNDETERMINED


@given(intervals(), intervals())
def test_before_holds_for_every_pair_of_moments_that_the_bounds_allow(a: TimeInterval, b: TimeInterval) -> None:
    pairs = [
        (one, other) for one in range(a.earliest.ns, a.latest.ns + 1) for other in range(b.earliest.ns, b.latest.ns + 1)
    ]
    assert (order(a, b) is Order.BEFORE) == all(one < other for one, other in pairs)


@given(intervals(), intervals(), intervals())
def test_before_is_transitive(a: TimeInterval, b: TimeInterval, c: TimeInterval) -> None:
    if order(a, b) is Order.BEFORE and order(b, c) is Order.BEFORE:
        assert order(a, c) is Order.BEFORE


@given(intervals(), intervals(), st.integers(0, 5), st.integers(0, 5))
def test_wider_bounds_never_establish_an_order(a: TimeInterval, b: TimeInterval, more: int, less: int) -> None:
    wider = TimeInterval(Instant(a.earliest.ns - less), Instant(a.latest.ns + more))
    assert order(wider, b) in {order(a, b), Order.UNDETERMINED}


@given(st.lists(intervals(), max_size=8))
def test_standings_say_of_each_pair_what_order_says(moments: list[TimeInterval]) -> None:
    for here, standing in enumerate(standings(moments)):
        for there, other in enumerate(moments):
            if there != here:
                said = order(other, moments[here])
                assert (there in standing.after) == (said is Order.BEFORE)
                assert (there in standing.open_with) == (said is Order.UNDETERMINED)
        assert here not in (*standing.after, *standing.open_with)


@given(st.lists(intervals(), max_size=8))
def test_nothing_is_told_before_what_certainly_preceded_it(moments: list[TimeInterval]) -> None:
    told = telling_order(moments)
    assert sorted(told) == list(range(len(moments)))
    for place, here in enumerate(told):
        assert all(order(moments[there], moments[here]) is not Order.AFTER for there in told[:place])
