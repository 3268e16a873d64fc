"""How firm a conclusion is, against trying every set of sources and every error of a clock near the answer."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, permutations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.laws.chronology_networks import SOURCES, Incident, incidents, tied

from gestae.chronology.bounds import ContradictoryError, Span, solve
from gestae.chronology.exclusion import Change, compare
from gestae.chronology.firmness import clock_slacks, firmness
from gestae.chronology.precedence import following
from gestae.model.network import ORIGIN, Apart, Grade, Network, Said

QUICK = settings(deadline=None, max_examples=60)
ORIGINS = {"cam1": "recorder", "cam2": "recorder", "w1": "w1", "w2": "w2"}


def follows(network: Network, a: str, b: str, *, strict: bool) -> bool:
    bound = solve(network).apart(b, a)
    return bound is not None and (bound.most_ns < 0 if strict else bound.most_ns <= 0)


def pair_of(data: st.DataObject, incident: Incident) -> tuple[str, str]:
    a, b = data.draw(st.lists(st.sampled_from(incident.network.points), min_size=2, max_size=2, unique=True))
    return (a, b) if incident.times[a] <= incident.times[b] else (b, a)


@QUICK
@given(incident=incidents(), data=st.data(), strict=st.booleans())
def test_the_fewest_sources_that_break_it_are_those_of_brute_force(
    incident: Incident, data: st.DataObject, *, strict: bool
) -> None:
    a, b = pair_of(data, incident)
    found = firmness(incident.network, a, b, ORIGINS, strict=strict)
    assert (found is not None) == follows(incident.network, a, b, strict=strict)
    assume(found is not None)
    assert found is not None

    def breaks(out: tuple[str, ...]) -> bool:
        sources = [source for source, origin in ORIGINS.items() if origin in out]
        return not follows(incident.network.without(sources), a, b, strict=strict)

    names = sorted(set(ORIGINS.values()))
    sizes = [size for size in range(len(names) + 1) for out in combinations(names, size) if breaks(out)]
    assert len(found.breaks) == min(sizes, default=0)
    assert not found.breaks or breaks(found.breaks)
    for rests in found.derivations:
        others = [source for source, origin in ORIGINS.items() if origin not in rests]
        assert follows(incident.network.without(others), a, b, strict=strict)
    used = [name for rests in found.derivations for name in rests]
    assert len(used) == len(set(used))


def are_same(network: Network, a: str, b: str) -> bool:
    return follows(network, a, b, strict=False) and follows(network, b, a, strict=False)


@settings(deadline=None, max_examples=200)
@given(incident=tied(), data=st.data())
def test_the_fewest_sources_that_part_two_points_are_those_of_brute_force(
    incident: Incident, data: st.DataObject
) -> None:
    """Simultaneity breaks with either of its two halves; whoever asks of one half alone calls it firmer than it is."""
    network = incident.network
    found_same = [pair for pair in permutations(network.points, 2) if are_same(network, *pair)]
    assume(found_same)
    a, b = data.draw(st.sampled_from(found_same))
    found = firmness(network, a, b, ORIGINS, strict=False, same=True)
    assert found is not None

    def holds_without(out: tuple[str, ...]) -> bool:
        return are_same(network.without([one for one, origin in ORIGINS.items() if origin in out]), a, b)

    names = sorted(set(ORIGINS.values()))
    sizes = [size for size in range(len(names) + 1) for out in combinations(names, size) if not holds_without(out)]
    assert sizes, "nothing but sources says anything here"
    assert len(found.breaks) == min(sizes)
    assert not holds_without(found.breaks)
    for rests in found.derivations:
        assert holds_without(tuple(name for name in names if name not in rests))
    used = [name for rests in found.derivations for name in rests]
    assert len(used) == len(set(used))
    other = firmness(network, b, a, ORIGINS, strict=False, same=True)
    assert other is not None
    assert len(other.breaks) == len(found.breaks)


@settings(deadline=None, max_examples=300)
@given(tied(), st.sets(st.sampled_from(SOURCES), min_size=1))
def test_no_order_is_lost_unreported(incident: Incident, sources: set[str]) -> None:
    network, fewer = incident.network, incident.network.without(sources)
    answer = compare(solve(network), solve(fewer), order=True)
    for a, b, strict in answer.lost_order:
        assert follows(network, a, b, strict=strict)
        assert not follows(fewer, a, b, strict=strict)
    lost = {
        (a, b, strict)
        for a, b in permutations(network.points, 2)
        for strict in (True, False)
        if follows(network, a, b, strict=strict) and not follows(fewer, a, b, strict=strict)
    }
    assert bool(answer.lost_order) == bool(lost)
    assert set(answer.lost_order) <= lost
    listed = following(solve(network))
    weak = {(a, b) for a, b in permutations(network.points, 2) if follows(fewer, a, b, strict=False)}
    for group in listed.same:
        if not all(pair in weak for pair in permutations(group, 2)):
            assert any({a, b} <= set(group) for a, b, _ in answer.lost_order), "what parts a group is told of it"


def clocked(offset_ns: int, doubt_ns: int, *, by_words: int | None = None) -> Network:
    """Two cameras with a clock each, compared within a doubt; b is seen 100 later than a by their displays."""
    said = [
        Said("compared:c1:1", Apart(ORIGIN, "clock c1", -doubt_ns, doubt_ns), ("c1",), (), Grade.INSTRUMENT, "c1"),
        Said(
            "compared:c2:1", Apart(ORIGIN, "clock c2", offset_ns - doubt_ns, offset_ns + doubt_ns),
            ("c2",), (), Grade.INSTRUMENT, "c2",
        ),
        Said("seen:a:1", Apart("clock c1", "a", 1000, 1000), ("c1",), (), Grade.INSTRUMENT, "c1"),
        Said("seen:b:1", Apart("clock c2", "b", 1100, 1100), ("c2",), (), Grade.INSTRUMENT, "c2"),
    ]  # fmt: skip
    if by_words is not None:
        said.append(Said("w", Apart("a", "b", by_words, None), ("w1",)))
    return Network.of(["a", "b"], said)


def test_each_clock_may_be_wrong_by_what_is_left_between_the_bounds() -> None:
    one, two = clock_slacks(clocked(0, 20), "a", "b", strict=True)
    assert (one.clock, one.less_ns, one.more_ns) == ("c1", None, 60)
    assert (two.clock, two.less_ns, two.more_ns) == ("c2", 60, None)


def test_what_another_source_says_too_no_clock_can_break() -> None:
    slacks = clock_slacks(clocked(0, 20, by_words=1), "a", "b", strict=True)
    assert [(one.less_ns, one.more_ns) for one in slacks] == [(None, None), (None, None)]


def test_two_events_on_one_clock_stand_in_order_however_wrong_it_is() -> None:
    network = clocked(0, 20)
    seen = replace(network.said[-1], apart=Apart("clock c1", "b", 1100, 1100), sources=("c1",), clock="c1")
    same = Network.of(network.points, [*network.said[:-1], seen])
    assert all((one.less_ns, one.more_ns) == (None, None) for one in clock_slacks(same, "a", "b", strict=True))


@QUICK
@given(offset=st.integers(-150, 150), doubt=st.integers(0, 60), strict=st.booleans())
def test_one_nanosecond_less_wrong_and_the_conclusion_still_follows(offset: int, doubt: int, *, strict: bool) -> None:
    network = clocked(offset, doubt)
    for slack in clock_slacks(network, "a", "b", strict=strict):
        for sign, wrong in ((-1, slack.less_ns), (1, slack.more_ns)):
            if wrong is not None:
                assert not holds_when_wrong(network, slack.clock, sign * wrong, strict=strict)
                assert holds_when_wrong(network, slack.clock, sign * (wrong - 1), strict=strict)


@settings(deadline=None, max_examples=150)
@given(st.sampled_from("ab"), st.sampled_from([None, 0, 1, 3]), st.sampled_from([None, 0, 2]))
def test_a_clock_parts_two_points_by_the_least_error_that_brute_force_finds(
    first: str, least: int | None, most: int | None
) -> None:
    """One is read off a clock, the other known outright; what else is said of them may forbid an error one way."""
    said = [
        Said("compared:c1:1", Apart(ORIGIN, "clock c1", 0, 0), ("c1",), (), Grade.INSTRUMENT, "c1"),
        Said("seen:a:1", Apart("clock c1", "a", 1000, 1000), ("c1",), (), Grade.INSTRUMENT, "c1"),
        Said("b", Apart(ORIGIN, "b", 1000, 1000), ("w1",)),
    ]
    if (least, most) != (None, None):
        said.append(Said("w", Apart("a", "b", None if least is None else -least, most), ("w2",)))
    network = Network.of(["a", "b"], said)
    (slack,) = clock_slacks(network, first, "ba"["ab".index(first)], strict=False, same=True)
    for sign, found in ((-1, slack.less_ns), (1, slack.more_ns)):
        try:
            parted = not holds_when_wrong(network, "c1", sign, same=True)
        except ContradictoryError:
            parted = False
        assert found == (1 if parted else None)


def holds_when_wrong(network: Network, clock: str, by_ns: int, *, strict: bool = False, same: bool = False) -> bool:
    said = []
    for one in network.said:
        if one.clock == clock and one.apart.start == ORIGIN:
            least, most = one.apart.least_ns, one.apart.most_ns
            assert least is not None
            assert most is not None
            one = replace(one, apart=Apart(ORIGIN, one.apart.to, least + by_ns, most + by_ns))
        said.append(one)
    moved = replace(network, said=tuple(said))
    return are_same(moved, "a", "b") if same else follows(moved, "a", "b", strict=strict)


@QUICK
@given(incidents(), st.sets(st.sampled_from(SOURCES)), st.sets(st.sampled_from(["same-event", "same-man"])))
def test_what_is_lost_without_sources_is_told_point_by_point_and_pair_by_pair(
    incident: Incident, sources: set[str], links: set[str]
) -> None:
    network = incident.network
    fewer = network.without(sources, links)
    answer = compare(solve(network), solve(fewer), order=True)
    assert {one.point: one.whole for one in answer.points} == solve(network).spans()
    assert {one.point: one.left for one in answer.points} == solve(fewer).spans()
    for one in answer.points:
        assert one.change is changed(one.whole, one.left)
        assert one.change in {Change.UNCHANGED, Change.WIDENED, Change.LOST}
    lost = {(a, b) for a, b, _ in answer.lost_order}
    for a, b, strict in answer.lost_order:
        assert follows(network, a, b, strict=strict)
        assert not follows(fewer, a, b, strict=strict)
    for a, b in following(solve(network)).before:
        assert follows(fewer, a, b, strict=True) or (a, b) in lost


def changed(whole: Span, left: Span) -> Change:
    """Name what became of bounds that statements were taken from, so that none can come nearer."""
    kept = [(was, now) for was, now in zip(_ends(whole), _ends(left), strict=True) if now is not None]
    if sum(one is not None for one in _ends(whole)) > len(kept):
        return Change.LOST
    return Change.UNCHANGED if all(was == now for was, now in kept) else Change.WIDENED


def _ends(span: Span) -> tuple[int | None, int | None]:
    return span.earliest_ns, span.latest_ns


def test_leaving_nothing_out_changes_nothing() -> None:
    solved = solve(clocked(0, 20))
    answer = compare(solved, solved, order=True)
    assert answer.lost_order == ()
    assert {one.change for one in answer.points} == {Change.UNCHANGED}


def test_what_is_left_of_a_contradictory_account_is_compared_with_nothing() -> None:
    network = clocked(0, 20, by_words=500)
    answer = compare(None, solve(network.without(["w1"])), order=True)
    assert {one.change for one in answer.points} <= {Change.GAINED, Change.UNCHANGED}
    assert {one.whole.earliest_ns for one in answer.points} == {None}
    assert answer.lost_order == ()
    with pytest.raises(ContradictoryError) as caught:
        solve(network)
    assert "w" in caught.value.said
