"""Laws of posture: place, size and a mirror change nothing, and bounds hold the truth."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.observe.figures import RATE_HZ, SIZE_PX, Figure, acts, filmed, ramp

from gestae.model.observation import Kind
from gestae.model.skeleton import Joint, Poses
from gestae.observe.acts import Draft
from gestae.observe.bearing import PostureLimits, bearing_of
from gestae.observe.bodies import bodies

HAIR = 1e-6
FEW = settings(max_examples=25, deadline=None)
Told = dict[Kind, list[tuple[float, ...]]]


def story(t: float) -> Figure:
    """Raise both hands, take them down, fall, lie, get up."""
    arms = "up" if 2 <= t < 3.5 else "down"
    return Figure(lean_deg=ramp(t, 5, 5.8, 88) - ramp(t, 8, 9.2, 88), left=arms, right=arms)


def told(found: dict[Kind, list[Draft]]) -> Told:
    return {
        kind: [
            (draft.start.n, draft.start.earliest, draft.start.latest, -1.0 if draft.end is None else draft.end.n)
            for draft in drafts
        ]
        for kind, drafts in found.items()
    }


STORY = told(acts(filmed(story, 11)))


def test_the_story_has_all_four_kinds() -> None:
    assert set(STORY) == {Kind.HANDS_UP, Kind.FALL, Kind.LYING, Kind.GETS_UP}


@FEW
@given(x=st.floats(420, 860), y=st.floats(480, 640), height=st.floats(60, 360))
def test_place_and_size_change_nothing(x: float, y: float, height: float) -> None:
    there = filmed(lambda t: replace(story(t), feet=(x, y), height_px=height), 11)
    assert told(acts(there)) == STORY


def mirrored(poses: Poses) -> Poses:
    """See the same body in a mirror: left and right change places."""
    names = [joint.name for joint in Joint]
    swap = {"LEFT": "RIGHT", "RIGHT": "LEFT", "NOSE": "NOSE"}
    order = [names.index("_".join([swap.get(part, part) for part in name.split("_")])) for name in names]
    points = poses.points[:, order].copy()
    points[:, :, 0] = SIZE_PX[0] - points[:, :, 0]
    return Poses(poses.track, poses.n, points, poses.scores[:, order], poses.turns)


@FEW
@given(lean=st.floats(-90, 90), bend=st.floats(-95, 95), arms=st.sampled_from(["up", "down", "out", "at the face"]))
def test_a_mirror_changes_no_measure(lean: float, bend: float, arms: str) -> None:
    film = filmed(lambda t: Figure(lean_deg=lean, bend_deg=bend, left=arms, right="up") if t > 1 else Figure(), 2)
    (track,), (poses,) = film.tracks, film.poses
    t_s = np.asarray(film.facts.pts * float(film.facts.time_base), np.float64)
    boxes = track.boxes.copy()
    boxes[:, [0, 2]] = SIZE_PX[0] - track.boxes[:, [2, 0]]
    there = bodies([replace(track, boxes=boxes)], {poses.track: mirrored(poses)}, t_s)
    seen = [bearing_of(one, PostureLimits(), SIZE_PX) for one in (*bodies([track], {poses.track: poses}, t_s), *there)]
    for name in ("height", "hips", "aspect", "torso_deg", "raised", "over_eyes", "drift"):
        one, other = (getattr(bearing, name) for bearing in seen)
        assert np.allclose(one, other, rtol=1e-3, atol=1e-3, equal_nan=True), name


@FEW
@given(begins=st.floats(1.0, 4.0), lasts=st.floats(1.2, 4.0), every=st.integers(1, 5), first=st.integers(0, 4))
def test_hands_are_raised_and_lowered_within_the_bounds(begins: float, lasts: float, every: int, first: int) -> None:
    def at(t: float) -> Figure:
        return Figure(left="up", right="up") if begins <= t < begins + lasts else Figure()

    (draft,) = acts(filmed(at, 9.5, every=every, first=first))[Kind.HANDS_UP]
    assert draft.end is not None
    assert draft.start.earliest - HAIR <= begins * RATE_HZ <= draft.start.latest + HAIR
    assert draft.end.earliest - HAIR <= (begins + lasts) * RATE_HZ <= draft.end.latest + HAIR


@FEW
@given(begins=st.floats(2.0, 5.0), lasts=st.floats(0.3, 1.5), every=st.integers(1, 5), first=st.integers(0, 4))
def test_the_torso_leaves_the_upright_within_the_bounds(begins: float, lasts: float, every: int, first: int) -> None:
    film = filmed(lambda t: Figure(lean_deg=ramp(t, begins, begins + lasts, 88)), 10, every=every, first=first)
    (draft,) = acts(film)[Kind.FALL]
    truth_s = begins + lasts * np.degrees(np.arccos(PostureLimits().upright)) / 88
    assert draft.start.earliest - HAIR <= truth_s * RATE_HZ <= draft.start.latest + HAIR


@FEW
@given(seed=st.integers(0, 999), lost=st.floats(0, 0.3))
def test_shaking_boxes_and_lost_joints_make_nobody_fall_who_stands(seed: int, lost: float) -> None:
    rng = np.random.default_rng(seed)
    gone = rng.random((500, len(Joint))) < lost
    shake = rng.normal(0, 0.02, (500, 2))

    def at(t: float) -> Figure:
        n = round(t * RATE_HZ)
        return Figure(height_px=300 * (1 + shake[n, 0]), lean_deg=120 * shake[n, 1], feet=(400 + 30 * t, 600))

    film = filmed(at, 15, known=lambda t: [joint for joint in Joint if not gone[round(t * RATE_HZ), joint]])
    assert acts(film) == {}
