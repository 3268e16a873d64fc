"""Laws of people among people: a mirror, another size, another time of day change nothing that is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.observe.figures import RATE_HZ, SIZE_PX, Figure, Filmed, acts, filmed, ramp, together

from gestae.model.observation import Kind
from gestae.model.skeleton import Joint, Poses
from gestae.observe.acts import Draft

FEW = settings(max_examples=5, deadline=None)
KINDS = (
    Kind.PERSON_STOPS, Kind.PERSON_RUNS, Kind.PEOPLE_MEET, Kind.PEOPLE_PART, Kind.PERSON_SURROUNDED, Kind.TURNS_AWAY,
    Kind.FACES_AWAY, Kind.ARM_AIMED, Kind.WEAPON_RAISED,
)  # fmt: skip
TALL_PX = 120.0
Told = dict[Kind, list[tuple[float, ...]]]


def comes(t: float) -> Figure:
    """Walk up to the one in the middle, stretch an arm, take it down, run away."""
    x = float(np.interp(t, [2, 5, 11, 13], [100, 520, 520, 20]))
    return Figure(feet=(x, 460), left="aside" if 6 <= t < 8 else "down", height_px=TALL_PX)


def turns(t: float) -> Figure:
    """Stand, turn from somebody who stands nearer to the camera, raise both hands towards somebody at the side."""
    up = 1 <= t < 3
    left, right = ("before", "across") if up else ("down", "down")
    return Figure(feet=(640, 450), yaw_deg=ramp(t, 6, 7, 165), left=left, right=right, height_px=TALL_PX)


def still(x: float, y: float) -> Callable[[float], Figure]:
    return lambda _: Figure(feet=(x, y), height_px=TALL_PX)


PLAY = (comes, turns, still(660, 490), still(760, 452), still(600, 430))


def played(scale: float = 1.0, x: float = 0.0, y: float = 0.0, later: int = 0) -> Filmed:
    """Film the play at another size and place, after so many frames in which nobody is there."""

    def there(at: Callable[[float], Figure]) -> Callable[[float], Figure | None]:
        def seen(t: float) -> Figure | None:
            n = round(t * RATE_HZ) - later
            if n < 0:
                return None
            one = at(n / RATE_HZ)
            feet = (x + 640 + scale * (one.feet[0] - 640), y + 450 + scale * (one.feet[1] - 450))
            return replace(one, feet=feet, height_px=scale * one.height_px)

        return seen

    return together(*(filmed(there(at), 14 + later / RATE_HZ, first=later % 5) for at in PLAY))


def told(film: Filmed, later: int = 0) -> Told:
    """Give who did what from when to when, tracks by their place in the play."""
    places = {track.id: place for place, track in enumerate(film.tracks)}

    def said(draft: Draft) -> tuple[float, ...]:
        assert draft.track is not None
        moments = [one for one in (draft.start, draft.end) if one is not None]
        bounds = [max(-1.0, value - later) for one in moments for value in (one.n, one.earliest, one.latest)]
        return (*bounds, places[draft.track.id], *sorted(places[track.id] for track in draft.also))

    return {kind: sorted(said(draft) for draft in drafts) for kind, drafts in acts(film, KINDS).items()}


STORY = told(played())


def test_the_play_has_all_nine_kinds() -> None:
    assert set(STORY) == set(KINDS)


@FEW
@given(scale=st.floats(0.5, 1.0), x=st.floats(-20, 60), y=st.floats(-60, 60))
def test_size_and_place_change_nothing(scale: float, x: float, y: float) -> None:
    assert told(played(scale, x, y)) == STORY


@FEW
@given(later=st.integers(0, 80).map(lambda looks: 5 * looks))
def test_another_time_changes_nothing(later: int) -> None:
    """What was so from the first look on has its bound at the recording's beginning; all else moves with the time."""
    found = told(played(later=later), later)
    assert {kind: [one[3:] for one in drafts] for kind, drafts in found.items()} == {
        kind: [one[3:] for one in drafts] for kind, drafts in STORY.items()
    }


def mirrored(film: Filmed) -> Filmed:
    names = [joint.name for joint in Joint]
    swap = {"LEFT": "RIGHT", "RIGHT": "LEFT", "NOSE": "NOSE"}
    order = [names.index("_".join([swap.get(part, part) for part in name.split("_")])) for name in names]
    tracks, poses = [], []
    for track in film.tracks:
        boxes = track.boxes.copy()
        boxes[:, [0, 2]] = SIZE_PX[0] - track.boxes[:, [2, 0]]
        tracks.append(replace(track, boxes=boxes))
    for one in film.poses:
        points = one.points[:, order].copy()
        points[:, :, 0] = SIZE_PX[0] - points[:, :, 0]
        poses.append(Poses(one.track, one.n, points, one.scores[:, order], one.turns))
    return Filmed(film.facts, tuple(tracks), tuple(poses))


def test_a_mirror_changes_nothing() -> None:
    assert told(mirrored(played())) == STORY


@FEW
@given(seed=st.integers(0, 999))
def test_shaking_boxes_and_joints_make_nobody_act_who_stands(seed: int) -> None:
    rng = np.random.default_rng(seed)

    def shaking(x: float, y: float) -> Filmed:
        shake = rng.normal(0, 0.01, (400, 3))

        def at(t: float) -> Figure:
            by = shake[round(t * RATE_HZ)]
            return Figure(feet=(x + TALL_PX * by[0], y + TALL_PX * by[1]), height_px=TALL_PX * (1 + by[2]))

        return filmed(at, 14)

    assert acts(together(*(shaking(x, 450) for x in (400, 500, 640))), KINDS) == {}
