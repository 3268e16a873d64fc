"""Laws of tracking, whatever a detector says."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from gestae.model.sighting import NO_PTS, Detections, Label
from gestae.sight.motion import MotionRules, correct, predict, start
from gestae.sight.tracker import Look, every_frame, track_all


@st.composite
def scenes(draw: st.DrawFn) -> list[Look]:
    """Draw a detector's output: up to 12 pictures at uneven times, up to 4 boxes in each, near one another."""
    out: list[Look] = []
    n, t_s = 0, 0.0
    for _ in range(draw(st.integers(1, 12))):
        rows = draw(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 20)), max_size=4))
        scores = [draw(st.sampled_from([0.2, 0.45, 0.6, 0.9])) for _ in rows]
        labels = tuple(draw(st.sampled_from([Label.PERSON, Label.CAR])) for _ in rows)
        boxes = np.array([(x, y, x + 30, y + 70) for x, y in rows], np.float32).reshape(-1, 4)
        out.append((n, t_s, Detections(boxes, np.array(scores), labels)))
        n += draw(st.integers(1, 5))
        t_s += draw(st.sampled_from([0.04, 0.2, 1.0]))
    return out


@settings(deadline=None)
@given(scenes())
def test_no_detection_is_on_two_tracks_and_every_seen_box_was_detected(scene: list[Look]) -> None:
    told = {
        n: [(*box, label.group) for box, label in zip(f.boxes.tolist(), f.labels, strict=True)] for n, _, f in scene
    }
    for track in track_all(scene, scope="film"):
        for n, box, seen in zip(track.n.tolist(), track.boxes.tolist(), track.seen.tolist(), strict=True):
            if seen:
                told[n].remove((*box, track.label.group))


@settings(deadline=None)
@given(scenes())
def test_a_second_run_says_the_same(scene: list[Look]) -> None:
    once, again = track_all(scene, scope="film"), track_all(scene, scope="film")
    assert [(t.id, t.number, t.boxes.tobytes()) for t in once] == [(t.id, t.number, t.boxes.tobytes()) for t in again]
    assert [t.number for t in once] == list(range(1, len(once) + 1))


@settings(deadline=None)
@given(scenes(), st.integers(0, 5000))
def test_when_the_film_starts_means_nothing(scene: list[Look], shift_s: int) -> None:
    later = [(n, t_s + shift_s, found) for n, t_s, found in scene]
    assert [t.n.tolist() for t in track_all(scene, scope="film")] == [
        t.n.tolist() for t in track_all(later, scope="film")
    ]


@settings(deadline=None)
@given(scenes())
def test_a_box_for_every_frame_keeps_all_that_was_seen(scene: list[Look]) -> None:
    n = np.arange(scene[-1][0] + 1)
    t_s = np.interp(n, [look[0] for look in scene], [look[1] for look in scene])
    for track in track_all(scene, scope="film"):
        dense = every_frame(track, n, t_s, np.full(len(n), NO_PTS))
        assert (np.diff(dense.n) == 1).all()
        same = np.isin(dense.n, track.n)
        np.testing.assert_array_equal(dense.boxes[same], track.boxes)
        np.testing.assert_array_equal(dense.scores[same], track.scores)
        assert not dense.scores[~same].any()


@given(st.lists(st.tuples(st.integers(0, 50), st.floats(0.01, 2)), min_size=1, max_size=10))
def test_the_filter_stays_finite_and_its_spread_is_a_spread(steps: list[tuple[int, float]]) -> None:
    rules = MotionRules()
    motion = start(np.array([0, 0, 30, 70], np.float32), rules)
    for shift, gap_s in steps:
        box = np.array([shift, shift, shift + 30, shift + 70], np.float32)
        motion = correct(predict(motion, gap_s, rules), box, rules)
        known, both, rate = motion.spread
        assert np.isfinite(motion.value).all()
        assert (known > 0).all()
        assert (known * rate - both**2 >= -1e-9 * known * rate).all()
