"""What must hold for every seed, without drawing a film."""

import tomllib
from datetime import datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gestae.base.units import NS_PER_S, parse_duration
from gestae.model.time import CameraTime, Instant
from gestae.observe.ring import inside_by
from gestae.sample.acts import Crossing, edge_acts, moving_from_s, still_from_s
from gestae.sample.clocks import RecorderClock, wind_clocks
from gestae.sample.motion import place_on
from gestae.sample.papers import draw_checks, hand_over
from gestae.sample.scene import Scene, person_cones
from gestae.sample.script import write_scene
from gestae.sample.tell import tell_truth
from gestae.sample.things import VAN_LENGTH_M
from gestae.sample.truth import Truth, file_truth
from gestae.sample.yard import camera_pairs

SEEDS = st.integers(0, 2**32 - 1)
# Finding the edges takes a second or two a film, so few films are looked at in the quick suite and more by the
# tests named `..._for_many_seeds`, which `make prove` runs.
FEW, MANY = settings(max_examples=2, deadline=None), settings(max_examples=40, deadline=None)


def undrawn_truth(seed: int) -> tuple[Scene, tuple[RecorderClock, ...], Truth]:
    """The truth of a film whose pictures were not painted: every file holds every pts, nothing is boxed."""
    scene = write_scene(seed)
    clocks, pairs = wind_clocks(seed, scene.length_s), camera_pairs(seed, scene)
    files = tuple(
        file_truth(
            clock, size_px=pair[0].size_px, time_base="1/90000", pts=tuple(3600 * n for n in range(clock.pictures))
        )
        for clock, pair in zip(clocks, pairs, strict=True)
    )
    return scene, clocks, tell_truth(seed, scene, (pairs, clocks, files), [])


@given(SEEDS)
@settings(max_examples=200, deadline=None)
def test_every_story_keeps_its_order_and_its_length(seed: int) -> None:
    scene = write_scene(seed)
    assert 90 <= scene.length_s <= 150
    starts = {kind: start for kind, _, start, _ in reversed(scene.acts)}
    order = ("door_opens", "gets_out", "person_surrounded", "hands_up", "object_transferred", "turns_away", "fall",
             "gets_up", "telephones", "object_taken", "gets_in", "door_closes")  # fmt: skip
    assert [starts[kind] for kind in order] == sorted(starts[kind] for kind in order)
    falls = [start for kind, _, start, _ in scene.acts if kind == "fall"]
    assert max(falls) - starts["turns_away"] <= 10.0


@given(SEEDS)
@settings(max_examples=50, deadline=None)
def test_whoever_is_surrounded_stands_within_the_outline_of_the_others(seed: int) -> None:
    scene = write_scene(seed)
    legs = {person.name: person.legs for person in scene.people}
    rings = [(who, start, end) for kind, who, start, end in scene.acts if kind == "person_surrounded"]
    assert [who[0] for who, _, _ in rings] == ["guard-1", "guard-2", "man-1"]
    for who, start, end in rings:
        assert end is not None
        assert end - start > 5
        for at_s in (start, (start + end) / 2, end):
            one, *others = (np.array(place_on(legs[name], at_s)[:2]) for name in who)
            assert inside_by(one, others) > 0.2
            assert max(float(np.hypot(*(other - one))) for other in others) < 3 * 1.7


@given(SEEDS)
@settings(max_examples=200, deadline=None)
def test_every_check_of_a_clock_holds_its_true_error(seed: int) -> None:
    for clock in wind_clocks(seed, 110.0):
        checks = draw_checks(seed, clock)
        assert len(checks) == 2
        for check in checks:
            assert abs(clock.display_ns(check.reference_ns) - check.displayed_ns) <= check.within_ns


@given(SEEDS)
@settings(max_examples=20, deadline=None)
def test_the_hand_over_note_says_what_is_true(seed: int) -> None:
    clocks = wind_clocks(seed, 110.0)
    files = tuple(
        file_truth(clock, size_px=(64, 36), time_base="1/90000", pts=tuple(3600 * n for n in range(clock.pictures)))
        for clock in clocks
    )
    truth = Truth(seed, files, (), clocks[0].first_ns, clocks[0].capture_ns(clocks[0].pictures - 1))
    note = tomllib.loads(hand_over(seed, clocks, truth))
    datetime.fromisoformat(note["acquisition"]["received_at"])
    for recorder, clock in zip(note["recorder"], clocks, strict=True):
        for check in recorder["time_check"]:
            shown, reference = CameraTime.parse(check["displayed"]), Instant.parse(check["reference"])
            assert abs(clock.display_ns(reference.ns) - shown.ns) <= parse_duration(check["within"])
        drift_ppb = int(recorder["drift"].removesuffix(" ppm")) * 1000
        assert abs(clock.rate_ppb) <= drift_ppb
        readings = recorder["file"][0]["clock_reading"]
        assert len(readings) >= 3
        for reading in readings:
            n = reading["pts"] // 3600
            tick_ns = CameraTime.parse(reading["tick"]).ns
            assert clock.display_ns(clock.capture_ns(n - 1)) < tick_ns <= clock.display_ns(clock.capture_ns(n))


def look_at_the_order(seed: int) -> None:
    _, clocks, truth = undrawn_truth(seed)
    starts = [act.start_ns for act in truth.acts]
    assert starts == sorted(starts)
    assert starts[0] - truth.film_from_ns >= 4 * NS_PER_S - NS_PER_S  # the first film may start a second late
    assert starts[0] - clocks[0].zero_ns >= 4 * NS_PER_S
    last = max(act.end_ns or act.start_ns for act in truth.acts)
    assert truth.film_to_ns - last >= 4 * NS_PER_S
    for act in truth.acts:
        for sight in act.sights:
            clock = next(c for c in clocks if c.camera == sight.camera)
            if sight.n:
                assert clock.capture_ns(sight.n - 1) < act.start_ns <= clock.capture_ns(sight.n)


@given(SEEDS)
@FEW
def test_acts_lie_in_order_inside_the_film_with_quiet_at_both_ends(seed: int) -> None:
    look_at_the_order(seed)


@pytest.mark.prove
@given(SEEDS)
@MANY
def test_acts_lie_in_order_for_many_seeds(seed: int) -> None:
    look_at_the_order(seed)


def look_at_the_edges(seed: int) -> None:
    scene = write_scene(seed)
    found = edge_acts(scene, camera_pairs(seed, scene))
    by_kind: dict[str, list[Crossing]] = {}
    for crossing in found:
        by_kind.setdefault(crossing.kind, []).append(crossing)
    assert len(by_kind["vehicle_arrives"]) == len(by_kind["vehicle_leaves"]) == 3
    assert {c.subject for c in by_kind["person_enters"]} >= {"guard-1"}
    assert {c.subject for c in by_kind["person_leaves"]} >= {"man-4"}
    assert all(c.end_s is not None and c.end_s > c.start_s for c in by_kind["vehicle_leaves"])
    assert all(c.start_s < scene.van.stop_s for c in by_kind["vehicle_arrives"])
    others = [c.start_s for c in found] + [start for _, _, start, _ in scene.acts]
    for moment in (scene.light_s, scene.jolt_s):
        assert min(abs(moment - other) for other in others) > 1.0


@given(SEEDS)
@FEW
def test_edges_are_crossed_and_the_camera_acts_come_when_nothing_else_begins(seed: int) -> None:
    look_at_the_edges(seed)


@pytest.mark.prove
@given(SEEDS)
@MANY
def test_edges_are_crossed_for_many_seeds(seed: int) -> None:
    look_at_the_edges(seed)


@given(SEEDS, st.floats(0.0, 120.0), st.floats(0.0, 1.0))
@settings(max_examples=60, deadline=None)
def test_who_is_said_to_rest_does_not_move(seed: int, at_s: float, later_s: float) -> None:
    scene = write_scene(seed)
    for person in scene.people:
        now, then = (person.rests(t, scene.bike_leg.start_s) for t in (at_s, at_s + later_s))
        if now is not None and now == then:
            assert np.array_equal(person_cones(scene, person, at_s), person_cones(scene, person, at_s + later_s))


@given(SEEDS)
@settings(max_examples=60, deadline=None)
def test_stopping_and_starting_follow_the_rule_of_five_hundredths(seed: int) -> None:
    van, limit = write_scene(seed).van, 0.05 * VAN_LENGTH_M
    still, moving = still_from_s(write_scene(seed)), moving_from_s(write_scene(seed))
    assert van.moved_within(still, 2.0) == pytest.approx(limit, abs=1e-6)
    assert van.moved_within(moving - 2.0, 2.0) == pytest.approx(limit, abs=1e-6)
    assert still < van.stop_s < van.start_s < moving
    distances = [van.gone_m(t) for t in np.arange(0.0, 120.0, 0.5)]
    assert distances == sorted(distances)
