"""Tracks are born, carried on, lost and found again as the rules say, at every rate of looking."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.unit.sight.walkers import Walker, looks

from gestae.errors import RecordError
from gestae.model.sighting import NO_PTS, Detections, Label, Track
from gestae.sight.tracker import Tracker, TrackRules, every_frame, track_all

RATES = pytest.mark.parametrize("rate_hz", [5.0, 10.0, 25.0])
ONE = Walker(50, 50, 60)
RULES = TrackRules()


def followed(*args: object, **kwargs: object) -> tuple[Track, ...]:
    return track_all(looks(*args, **kwargs), scope="film")  # type: ignore[arg-type]


@RATES
def test_two_who_pass_each_other_stay_two(rate_hz: float) -> None:
    right, left = Walker(0, 50, 90), Walker(400, 95, -90)
    tracks = followed([right, left], seconds=4, rate_hz=rate_hz)
    assert [len(track) for track in tracks] == [round(4 * rate_hz)] * 2
    assert [np.sign(track.boxes[-1, 0] - track.boxes[0, 0]) for track in tracks] == [1, -1]


@RATES
def test_a_short_occlusion_is_bridged_and_marked(rate_hz: float) -> None:
    (track,) = followed([ONE], seconds=4, rate_hz=rate_hz, hidden=lambda _, t_s: 1.5 <= t_s < 2.3)
    unseen = track.n[~track.seen] / rate_hz
    assert unseen.min() >= 1.5
    assert unseen.max() < 2.3
    truth = [ONE.box(n / rate_hz) for n in track.n]
    np.testing.assert_allclose(track.boxes, truth, atol=0.01)


@RATES
def test_a_long_absence_ends_a_track(rate_hz: float) -> None:
    gone = RULES.lost_for_s + 1
    tracks = followed([ONE], seconds=6 + gone, rate_hz=rate_hz, hidden=lambda _, t_s: 3 <= t_s < 3 + gone)
    assert [track.number for track in tracks] == [1, 2]
    assert all(track.seen.all() for track in tracks)


def test_weak_detections_carry_on_but_do_not_begin() -> None:
    weak = replace(ONE, score=RULES.strong - 0.1)
    assert followed([weak], seconds=3, rate_hz=5) == ()
    scene = looks([replace(ONE, to_s=1.0), replace(weak, from_s=1.0)], seconds=3, rate_hz=5)
    (track,) = track_all(scene, scope="film")
    assert len(track) == 15
    assert track.seen.all()


@pytest.mark.parametrize(("clear", "told"), [(0, 0), (3, 1)])
def test_who_is_hardly_ever_seen_clearly_is_not_told(clear: int, told: int) -> None:
    dim = RULES.clear - 0.01
    walkers = [replace(ONE, to_s=clear / 5), replace(ONE, score=dim, from_s=clear / 5)]
    assert len(track_all(looks(walkers, seconds=3, rate_hz=5), scope="film", rules=replace(RULES, begins=0.4))) == told


def test_a_flicker_is_not_told() -> None:
    hits = RULES.least_hits
    for seen, told in ((hits - 1, 0), (hits, 1)):
        scene = looks([replace(ONE, to_s=(seen - 0.5) / 5)], seconds=3, rate_hz=5)
        assert len(track_all(scene, scope="film")) == told


def test_a_van_that_flickers_to_truck_is_one_track_under_its_weightier_name() -> None:
    scene = looks([replace(ONE, label=Label.CAR)], seconds=3, rate_hz=5)
    scene[4] = (scene[4][0], scene[4][1], Detections(scene[4][2].boxes, scene[4][2].scores, (Label.TRUCK,)))
    (track,) = track_all(scene, scope="film")
    assert track.label is Label.CAR
    assert len(track) == 15


def test_a_person_on_a_bicycle_is_two_things() -> None:
    tracks = followed([ONE, replace(ONE, label=Label.BICYCLE)], seconds=2, rate_hz=5)
    assert {track.label for track in tracks} == {Label.PERSON, Label.BICYCLE}


def test_numbers_follow_appearance_and_then_the_picture_from_left_to_right() -> None:
    late, right, left = Walker(0, 50, 0, from_s=1), Walker(500, 50, 0), Walker(200, 50, 0)
    tracks = followed([late, right, left], seconds=3, rate_hz=5)
    assert [(track.number, track.boxes[0, 0]) for track in tracks] == [(1, 200), (2, 500), (3, 0)]


def test_a_second_run_gives_the_same_ids_and_another_film_others() -> None:
    scene = looks([ONE, Walker(300, 60, -30)], seconds=3, rate_hz=5)
    once, again, other = (track_all(scene, scope=scope) for scope in ("film", "film", "other"))
    assert [track.id for track in once] == [track.id for track in again]
    assert not {track.id for track in once} & {track.id for track in other}


def test_the_order_of_detections_in_a_picture_means_nothing() -> None:
    scene = looks([ONE, Walker(300, 60, -30), Walker(100, 300, 20)], seconds=3, rate_hz=5)
    turned = [(n, t_s, found.take(np.arange(len(found))[::-1])) for n, t_s, found in scene]
    assert [t.id for t in track_all(scene, scope="film")] == [t.id for t in track_all(turned, scope="film")]


def test_an_empty_film_has_no_tracks() -> None:
    assert track_all([], scope="film") == ()
    assert followed([], seconds=3, rate_hz=5) == ()


def test_a_pause_in_looking_does_not_end_a_track() -> None:
    """Between two stretches that were looked at nobody was unseen: nobody looked."""
    still = Walker(50, 50, 0)
    scene = [look for look in looks([still], seconds=20, rate_hz=5) if not 4 <= look[1] < 12]
    assert len(track_all(scene, scope="film")) == 1


@pytest.mark.parametrize("second", [(0, 1.0), (5, -0.5)])
def test_pictures_out_of_order_are_refused(second: tuple[int, float]) -> None:
    tracker = Tracker()
    tracker.step(0, 0.0, Detections.none())
    with pytest.raises(RecordError, match="order of their times"):
        tracker.step(*second, Detections.none())


@pytest.mark.parametrize("wrong", [{"strong": 0.0}, {"least_overlap": 1.0}, {"least_hits": 0}, {"lost_for_s": -1.0}])
def test_rules_out_of_range_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(RecordError):
        TrackRules(**wrong)  # type: ignore[arg-type]


def test_every_frame_gets_a_box_on_the_line_and_only_looks_are_seen() -> None:
    (track,) = track_all(((n * 5, t_s, found) for n, t_s, found in looks([ONE], seconds=3, rate_hz=5)), scope="film")
    n = np.arange(80)
    dense = every_frame(track, n, n / 25, np.where(n == 7, NO_PTS, n * 3600))
    assert (dense.id, dense.number, len(dense)) == (track.id, track.number, 71)
    assert dense.seen.sum() == len(track)
    assert dense.pts[6:9].tolist() == [21600, NO_PTS, 28800]
    np.testing.assert_allclose(dense.boxes, [ONE.box(frame / 25) for frame in range(71)], atol=0.01)


def test_uneven_frame_times_bend_the_line_as_they_must() -> None:
    slow = looks([replace(ONE, speed_px_s=10)], seconds=3, rate_hz=1)
    (track,) = track_all([(n * 2, float(n), found) for n, _, found in slow], scope="film")
    t_s = np.array([0.0, 0.9, 1.0, 1.1, 2.0])
    dense = every_frame(track, np.arange(5), t_s, np.arange(5))
    moved = (dense.boxes[:, 0] - dense.boxes[0, 0]) / (dense.boxes[-1, 0] - dense.boxes[0, 0])
    np.testing.assert_allclose(moved, t_s / 2, atol=1e-5)


def test_frames_that_lack_a_picture_of_the_track_are_refused() -> None:
    (track,) = followed([ONE], seconds=3, rate_hz=5)
    for n in (np.arange(10), np.arange(0, 40, 2)):
        with pytest.raises(RecordError, match="not all its pictures"):
            every_frame(track, n, n / 5, n)


def paused(second: Walker, *, alike: bool | None) -> tuple[Track, ...]:
    """Look at somebody who stands for three seconds, and after a minute in which nobody looks at `second`."""
    tracker = Tracker()
    for at, one in ((0.0, Walker(50, 50, 0)), (63.0, second)):
        for n, t_s, found in looks([one], seconds=3, rate_hz=5):
            tracker.step(n + round(at * 5), at + t_s, found)
        tracker.pause()
    return tracker.finish("film", alike=None if alike is None else lambda _before, _after: bool(alike))


@pytest.mark.parametrize(
    ("second", "alike", "told"),
    [
        (Walker(52, 50, 0), True, 1),
        (Walker(52, 50, 0), False, 2),  # the picture shows something else there
        (Walker(52, 50, 0), None, 2),  # nobody knows what was in between
        (Walker(80, 50, 0), True, 2),
        (Walker(52, 50, 0, label=Label.CAR), True, 2),
    ],
)
def test_who_stands_still_goes_on_over_a_time_in_which_nobody_looked(
    second: Walker, alike: bool | None, told: int
) -> None:
    tracks = paused(second, alike=alike)
    assert len(tracks) == told
    if told == 1:
        n, pts = np.arange(400), np.arange(400)
        whole = every_frame(tracks[0], n, n / 5, pts)
        idle = (whole.n > 14) & (whole.n < 315)
        assert not whole.seen[idle].any(), "a box that nobody looked at bears score 0"
        assert whole.seen[~idle].all()


def test_a_pause_ends_who_walks_and_takes_nothing_over_by_chance() -> None:
    tracks = paused(Walker(50, 50, 0), alike=None)
    assert [(int(track.n[0]), int(track.n[-1])) for track in tracks] == [(0, 14), (315, 329)]
