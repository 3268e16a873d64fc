"""Laws of what may be one act: no pair is left out or invented, and the order of entry changes nothing."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from gestae.chronology.alike import Seen, may_be_one
from gestae.model.time import Instant, TimeInterval


@st.composite
def sightings(draw: st.DrawFn) -> Seen:
    low, high = sorted((draw(st.integers(0, 30)), draw(st.integers(0, 30))))
    span = TimeInterval(Instant(low), Instant(high))
    return Seen(draw(st.sampled_from(("fall", "lying"))), draw(st.sampled_from("abc")), span)


def linked(one: Seen, other: Seen) -> bool:
    meet = max(one.when.earliest, other.when.earliest) <= min(one.when.latest, other.when.latest)
    return meet and one.kind == other.kind and one.camera != other.camera


@given(st.lists(sightings(), max_size=9))
def test_two_that_may_be_one_are_in_one_group_and_no_group_falls_apart(given: list[Seen]) -> None:
    groups = may_be_one(given)
    group_of = {member: place for place, group in enumerate(groups) for member in group.members}
    for a, b in combinations(range(len(given)), 2):
        if linked(given[a], given[b]):
            assert group_of[a] == group_of[b]
    for group in groups:
        reached, rest = {group.members[0]}, set(group.members[1:])
        while new := {b for b in rest if any(linked(given[a], given[b]) for a in reached)}:
            reached |= new
            rest -= new
        assert not rest


@given(st.lists(sightings(), max_size=9))
def test_a_simple_group_is_of_cameras_each_once_that_all_may_have_seen_it_at_one_moment(given: list[Seen]) -> None:
    for group in may_be_one(given):
        members = [given[member] for member in group.members]
        pairs = all(linked(one, other) for one, other in combinations(members, 2))
        assert group.is_simple == pairs


@given(
    st.lists(sightings(), max_size=8).flatmap(lambda seen: st.tuples(st.just(seen), st.permutations(range(len(seen)))))
)
def test_the_order_of_entry_changes_nothing(case: tuple[list[Seen], list[int]]) -> None:
    given, places = case
    mixed = {frozenset(places[m] for m in group.members) for group in may_be_one([given[p] for p in places])}
    assert mixed == {frozenset(group.members) for group in may_be_one(given)}
