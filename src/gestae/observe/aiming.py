"""Who stretches an arm towards somebody, and who brings both hands up before the shoulders towards somebody."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from gestae.model.skeleton import Poses
from gestae.observe.acts import Draft, Limits
from gestae.observe.arms import AimLimits, Arm, both_hands, hits, stretched
from gestae.observe.bounds import begins, ends
from gestae.observe.going import Going
from gestae.observe.pace import beside
from gestae.observe.scene import Scene
from gestae.observe.spells import held

__all__ = ["aims_an_arm", "raises_both_hands"]

_Flags: TypeAlias = npt.NDArray[np.bool_]


def aims_an_arm(scene: Scene, limits: Limits) -> Iterator[Draft]:
    """From one arm stretched towards somebody until it is lowered or points elsewhere."""
    for going, others, poses in _posed(scene, limits):
        for side in ("LEFT", "RIGHT"):
            yield from _towards(going, stretched(going, poses, side, limits.aim), others, scene, limits.aim)


def raises_both_hands(scene: Scene, limits: Limits) -> Iterator[Draft]:
    """From both hands up together before the shoulders, towards somebody, until they are lowered or point elsewhere."""
    for going, others, poses in _posed(scene, limits):
        yield from _towards(going, both_hands(going, poses, limits.aim), others, scene, limits.aim)


def _posed(scene: Scene, limits: Limits) -> Iterator[tuple[Going, tuple[Going, ...], Poses]]:
    for going, others in beside(scene, limits):
        poses = scene.poses.get(going.track.id)
        if poses is not None and others:
            yield going, others, poses


def _towards(going: Going, arm: Arm, others: tuple[Going, ...], scene: Scene, limits: AimLimits) -> Iterator[Draft]:
    """Find the times in which an arm is held towards one and the same person; who else is in its way is named too."""
    at = [_points_at(going, arm, other, limits) for other in others]
    spells = [(run, place) for place, one in enumerate(at) for run in _held(going, arm, one, limits)]
    while spells:
        first, last = min(run for run, _ in spells)
        also = dict.fromkeys(place for run, place in spells if run[0] <= last)
        last = max(run[1] for run, _ in spells if run[0] <= last)
        spells = [(run, place) for run, place in spells if run[0] > last]
        lowered = arm.known & ~np.any([at[place] for place in also], axis=0)
        start, said = begins(going.n, first, lowered)
        end, more = ends(going.n, last, lowered, scene)
        tracks = tuple(others[place].track for place in sorted(also))
        yield Draft(start, end, track=going.track, also=tracks, limits=(*said, *more))


def _held(going: Going, arm: Arm, at: _Flags, limits: AimLimits) -> list[tuple[int, int]]:
    return held(going.t_s, at, arm.known & ~at, limits.hold_s)


def _points_at(going: Going, arm: Arm, other: Going, limits: AimLimits) -> _Flags:
    """Say in which looks an arm points at somebody."""
    at = np.zeros(len(going), bool)
    for look in np.flatnonzero(np.isfinite(arm.start[:, 0])).tolist():
        its = other.at(float(going.t_s[look]))
        if its is None:
            continue
        sizes = float(going.size_px[look]), float(other.size_px[its])
        box = other.boxes[its]
        at[look] = max(sizes) <= limits.like * min(sizes) and hits(arm.start[look], arm.end[look], box, limits.trunk)
    return at
