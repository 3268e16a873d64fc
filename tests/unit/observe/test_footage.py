"""The whole of it: tracks and activity of a drawn stream in, observations with bounds that hold the truth out."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.unit.observe.drawn import RATE_HZ, TICKS, WIDTH, Film, Thing, drive, first_true, texture

from gestae.model.observation import Kind, Moment, Observation, Status
from gestae.model.sighting import Label, Track
from gestae.observe.footage import observe_footage
from gestae.observe.rules import RULES

VAN = texture(1, 60, 110, 150.0)
MAN = texture(2, 48, 18, 55.0)
AT_PX, STOP_S, OFF_S = 120.0, 7.0, 11.5
VAN_PX = drive(STOP_S, OFF_S, AT_PX)


def MAN_PX(t: float) -> float:  # noqa: N802 - it stands beside VAN_PX
    return 330.0 - 38.0 * (t - 2.0)


@pytest.fixture(scope="module")
def yard() -> Film:
    return Film((Thing(Label.TRUCK, VAN_PX, 110, VAN), Thing(Label.PERSON, MAN_PX, 40, MAN)), frames=440)


@pytest.fixture(scope="module")
def seen(yard: Film) -> tuple[Observation, ...]:
    return observe_footage(yard.tracks(), [yard.activity()], yard.facts, window=yard.window)


def the(kind: Kind, seen: tuple[Observation, ...]) -> Observation:
    found = [one for one in seen if one.kind is kind]
    assert len(found) == 1, f"{kind}: {len(found)}"
    return found[0]


def end_of(kind: Kind, seen: tuple[Observation, ...]) -> Moment:
    end = the(kind, seen).end
    assert end is not None
    return end


def holds(moment: Moment, truth_s: float) -> bool:
    ticks = truth_s * RATE_HZ * TICKS
    return moment.earliest_pts <= ticks <= moment.latest_pts


def frames_wide(moment: Moment) -> float:
    return (moment.latest_pts - moment.earliest_pts) / TICKS


def rests(t: float) -> bool:
    return bool(abs(VAN_PX(t + 2.0) - VAN_PX(t)) < 0.05 * VAN.shape[1])


def moved_off(t_s: float) -> bool:
    """Say whether the van has gone a twentieth of its length in two seconds."""
    return bool(abs(VAN_PX(t_s) - VAN_PX(t_s - 2.0)) >= 0.05 * VAN.shape[1])


STARTS: dict[Kind, Callable[[], float]] = {
    Kind.VEHICLE_ARRIVES: lambda: first_true(lambda t: VAN_PX(t) + VAN.shape[1] > 0, 0.0, 7.0),
    Kind.VEHICLE_STOPS: lambda: first_true(rests, 0.0, 7.0),
    Kind.PERSON_ENTERS: lambda: first_true(lambda t: MAN_PX(t) < WIDTH, 0.0, 5.0),
    Kind.PERSON_LEAVES: lambda: first_true(lambda t: MAN_PX(t) + MAN.shape[1] < 0, 5.0, 17.0),
    Kind.VEHICLE_STARTS: lambda: first_true(moved_off, 10.0, 16.0),
    Kind.VEHICLE_LEAVES: lambda: first_true(moved_off, 10.0, 16.0),
}


@pytest.mark.parametrize("kind", STARTS)
def test_the_true_start_lies_within_the_bounds(kind: Kind, seen: tuple[Observation, ...]) -> None:
    start = the(kind, seen).start
    assert holds(start, STARTS[kind]()), (start, STARTS[kind]() * RATE_HZ)


@pytest.mark.parametrize("kind", STARTS)
def test_the_bounds_are_a_few_frames_wide(kind: Kind, seen: tuple[Observation, ...]) -> None:
    assert frames_wide(the(kind, seen).start) <= 6.0


def test_a_vehicle_arrives_until_it_stops_and_leaves_until_nothing_is_left(seen: tuple[Observation, ...]) -> None:
    assert end_of(Kind.VEHICLE_ARRIVES, seen) == the(Kind.VEHICLE_STOPS, seen).start
    gone_s = first_true(lambda t: VAN_PX(t) > WIDTH, 11.0, 17.5)
    assert holds(end_of(Kind.VEHICLE_LEAVES, seen), gone_s)


def test_entering_ends_a_second_after_it_starts(seen: tuple[Observation, ...]) -> None:
    start, end = the(Kind.PERSON_ENTERS, seen).start, end_of(Kind.PERSON_ENTERS, seen)
    assert end.pts - start.pts == RATE_HZ * TICKS
    assert end.width_s == start.width_s


def test_everything_is_proposed_and_names_its_track_its_rule_and_what_it_does_not_show(
    yard: Film, seen: tuple[Observation, ...]
) -> None:
    ids = {track.id for track in yard.tracks()}
    for one in seen:
        assert one.status is Status.PROPOSED
        assert one.rule == f"{one.kind}/{RULES[one.kind].version}"
        assert set(one.tracks) <= ids
        assert one.limits
        assert one.camera == "gate"


def test_nothing_but_what_is_there_is_proposed(seen: tuple[Observation, ...]) -> None:
    kinds = sorted(one.kind for one in seen)
    assert kinds == sorted([*STARTS, Kind.PERSON_PRESENT, Kind.VEHICLE_PRESENT])


def test_the_order_of_the_tracks_and_the_cut_of_the_activity_change_nothing(
    yard: Film, seen: tuple[Observation, ...]
) -> None:
    again = observe_footage(yard.tracks()[::-1], [yard.activity()], yard.facts, window=yard.window)
    assert again == seen


def test_an_empty_stream_shows_nothing() -> None:
    film = Film((), frames=60)
    assert observe_footage((), [film.activity()], film.facts, window=film.window) == ()


def test_a_person_who_stands_there_throughout_is_present_and_neither_enters_nor_leaves() -> None:
    film = Film((Thing(Label.PERSON, lambda t: 150.0, 40, MAN),), frames=100)
    seen = observe_footage(film.tracks(), [film.activity()], film.facts, window=film.window)
    one = the(Kind.PERSON_PRESENT, seen)
    assert [other.kind for other in seen] == [Kind.PERSON_PRESENT]
    assert one.start.pts == 0
    assert one.end is None
    assert "It may be in the picture when the recording begins." in one.limits
    assert "It is still in the picture when the recording ends." in one.limits


def test_a_shadow_that_comes_first_does_not_make_the_bounds_lie() -> None:

    def walk(t: float) -> float:
        return -40.0 + 34.0 * (t - 1.0)

    film = Film((Thing(Label.PERSON, walk, 40, MAN, shadow_px=14),), frames=260)
    seen = observe_footage(film.tracks(), [film.activity()], film.facts, window=film.window)
    start = the(Kind.PERSON_ENTERS, seen).start
    truth_s = first_true(lambda t: walk(t) + MAN.shape[1] > 0, 0.0, 6.0)
    assert holds(start, truth_s), (start.earliest_pts / TICKS, truth_s * RATE_HZ, start.latest_pts / TICKS)
    assert frames_wide(start) <= 14


def test_other_light_alone_is_a_change_of_light_and_no_act() -> None:
    film = Film((), frames=150, light=lambda n: 1.0 if n < 80 else 1.25)
    seen = observe_footage((), [film.activity()], film.facts, window=film.window)
    one = the(Kind.LIGHT_CHANGED, seen)
    assert [other.kind for other in seen] == [Kind.LIGHT_CHANGED]
    assert holds(one.start, 80 / RATE_HZ)
    assert frames_wide(one.start) <= 1


def test_a_knock_at_the_camera_is_a_moved_camera_and_no_act() -> None:
    film = Film((), frames=150, view_px=lambda n: 0 if n < 70 else 5)
    seen = observe_footage((), [film.activity()], film.facts, window=film.window)
    one = the(Kind.CAMERA_MOVED, seen)
    assert [other.kind for other in seen] == [Kind.CAMERA_MOVED]
    assert holds(one.start, 70 / RATE_HZ)


def test_what_begins_while_the_light_changes_says_so() -> None:
    first = first_true(lambda t: MAN_PX(t) < WIDTH, 0.0, 8.0)
    n = round(first * RATE_HZ)
    film = Film((Thing(Label.PERSON, MAN_PX, 40, MAN),), frames=200, light=lambda k: 1.0 if k < n else 1.25)
    seen = observe_footage(film.tracks(), [film.activity()], film.facts, window=film.window)
    begun = [one for one in seen if one.kind in (Kind.PERSON_ENTERS, Kind.PERSON_PRESENT)]
    assert begun
    assert all(any("light or the camera changed" in said for said in one.limits) for one in begun)


def test_what_begins_in_steady_light_does_not_say_so(seen: tuple[Observation, ...]) -> None:
    assert not any("light or the camera changed" in said for one in seen for said in one.limits)


def _first_seen_standing(yard: Film) -> Track:
    """The van as a detector that tells it only while it stands: from 0.4 s after its stop to 0.2 s after it moves."""
    van = yard.tracks()[0]
    told = (van.n >= (STOP_S + 0.4) * RATE_HZ) & (van.n <= (OFF_S + 0.2) * RATE_HZ)
    return Track(van.id, van.number, van.label, van.n[told], van.pts[told], van.boxes[told], van.scores[told])


def test_a_van_that_is_told_only_while_it_stands_moved_off_if_its_place_is_empty_then(yard: Film) -> None:
    seen = observe_footage((_first_seen_standing(yard),), [yard.activity()], yard.facts, window=yard.window)
    leaves = the(Kind.VEHICLE_LEAVES, seen)
    assert holds(leaves.start, STARTS[Kind.VEHICLE_LEAVES]())
    assert leaves.end is None
    assert any("lost from sight" in said for said in leaves.limits)
    assert not [one for one in seen if one.kind is Kind.VEHICLE_ARRIVES]


def test_a_van_that_only_the_detector_loses_has_not_moved_off() -> None:
    film = Film((Thing(Label.TRUCK, lambda _: AT_PX, 110, VAN),), frames=300)
    (van,) = film.tracks()
    told = van.n <= 200
    lost = Track(van.id, van.number, van.label, van.n[told], van.pts[told], van.boxes[told], van.scores[told])
    seen = observe_footage((lost,), [film.activity()], film.facts, window=film.window)
    assert {one.kind for one in seen} == {Kind.VEHICLE_PRESENT}


def _until(track: Track, last_s: float) -> Track:
    """A track that is lost at some second."""
    told = track.n <= last_s * RATE_HZ
    return Track(
        track.id, track.number, track.label, track.n[told], track.pts[told], track.boxes[told], track.scores[told]
    )


def test_another_persons_way_out_is_not_taken_for_that_of_one_who_was_lost_before() -> None:
    def lost(t: float) -> float:
        return 150.0 - 38.0 * (t - 2.0) if t < 3.6 else -500.0

    def leaving(t: float) -> float:
        return 130.0 - 38.0 * (t - 2.0)

    film = Film((Thing(Label.PERSON, lost, 60, MAN), Thing(Label.PERSON, leaving, 100, MAN)), frames=250)
    first, second = film.tracks()
    seen = observe_footage((_until(first, 3.4), second), [film.activity()], film.facts, window=film.window)
    leaves = [one for one in seen if one.kind is Kind.PERSON_LEAVES]
    assert [one.tracks for one in leaves] == [(second.id,)]
    gone_s = first_true(lambda t: leaving(t) + MAN.shape[1] < 0, 3.0, 10.0)
    assert holds(leaves[0].start, gone_s)
