"""Laws of what follows: in every world that the bounds and frames allow, what is said to come first comes first."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st
from tests.laws.plain_order import drawn, lies_before

from gestae.chronology.follows import Began, Shot, told_in_order
from gestae.model.observation import Moment
from gestae.model.time import Instant, TimeInterval

BASE = Fraction(1, 25)
_SLACK = st.integers(0, 6)


@st.composite
def truthful(draw: st.DrawFn) -> tuple[list[int], list[Began]]:
    """Draw true moments, and statements about them that hold them: one kind an event, recordings with offsets."""
    truth = [draw(st.integers(0, 40)) for _ in range(draw(st.integers(1, 7)))]
    offsets = {"f": draw(st.integers(-50, 50)), "g": draw(st.integers(-50, 50))}
    events = []
    for moment in truth:
        when = None
        if draw(st.booleans()):
            when = TimeInterval(Instant(moment - draw(_SLACK)), Instant(moment + draw(_SLACK)))
        shots = []
        for recording in draw(st.lists(st.sampled_from("fg"), max_size=2)):
            pts = moment + offsets[recording]
            low, high = pts - draw(_SLACK), pts + draw(_SLACK)
            shots.append(Shot(recording, "fall", Moment(draw(st.integers(low, high)), low, high, BASE)))
        events.append(Began(when, tuple(shots)))
    return truth, events


@given(truthful())
def test_what_is_said_to_come_first_did(case: tuple[list[int], list[Began]]) -> None:
    truth, events = case
    found = drawn(events)
    assert found.circles == (), "what is true never contradicts itself"
    for here, earlier in enumerate(found.after):
        assert all(truth[there] < truth[here] for there in earlier)


@given(truthful())
def test_what_follows_from_what_follows_is_there_and_every_pair_has_its_ground(
    case: tuple[list[int], list[Began]],
) -> None:
    _, events = case
    found = drawn(events)
    places = range(len(events))
    bounds = {(there, here) for there in places for here in places if lies_before(events[there], events[here])}
    pairs = {(there, here) for here, earlier in enumerate(found.after) for there in earlier}
    assert bounds <= pairs
    assert pairs == bounds | set(found.by_recording) | set(found.by_way_of)
    assert {(a, c) for a, b in pairs for other, c in pairs if b == other} <= pairs


@given(truthful(), st.randoms(use_true_random=False))
def test_nothing_is_told_before_what_came_earlier(case: tuple[list[int], list[Began]], mixed: object) -> None:
    _, events = case
    wanted = list(range(len(events)))
    mixed.shuffle(wanted)  # type: ignore[attr-defined]
    after = drawn(events).after
    told = told_in_order(after, wanted)
    assert sorted(told) == sorted(wanted)
    for place, event in enumerate(told):
        assert set(after[event]) <= set(told[:place])


@st.composite
def lying(draw: st.DrawFn) -> list[Began]:
    """Draw statements that need not be true together."""
    events = []
    for _ in range(draw(st.integers(1, 6))):
        low = draw(st.integers(0, 30))
        when = TimeInterval(Instant(low), Instant(low + draw(_SLACK)))
        pts = draw(st.integers(0, 30))
        events.append(Began(when, (Shot("f", "fall", Moment(pts, pts, pts, BASE)),)))
    return events


@given(lying())
def test_nothing_comes_before_itself_and_circles_share_no_event(events: list[Began]) -> None:
    found = drawn(events)
    for here, earlier in enumerate(found.after):
        assert here not in earlier
        assert all(here not in found.after[there] for there in earlier)
    members = [event for circle in found.circles for event in circle]
    assert len(members) == len(set(members))
    assert all(len(circle) > 1 for circle in found.circles)
    for circle in found.circles:
        assert not any(set(found.after[event]) & set(circle) for event in circle)
