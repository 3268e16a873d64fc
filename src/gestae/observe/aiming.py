"""Who stretches an arm towards somebody, and who brings both hands up before the shoulders towards somebody."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
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
_Arms: TypeAlias = tuple[Arm, ...]


def aims_an_arm(scene: Scene, limits: Limits) -> Iterator[Draft]:
    """From one arm stretched towards somebody until it is lowered or points elsewhere."""
    aim = limits.aim
    eased = replace(aim, elbow_deg=aim.still_elbow_deg, reach=aim.still_reach)
    for going, others, poses in _posed(scene, limits):
        # A net takes one arm for the other from look to look, so both are read as one.
        arms, kept = (tuple(stretched(going, poses, side, how) for side in ("LEFT", "RIGHT")) for how in (aim, eased))
        yield from _towards(going, arms, kept, others, scene, aim)


def raises_both_hands(scene: Scene, limits: Limits) -> Iterator[Draft]:
    """From both hands up together before the shoulders, towards somebody, until they are lowered or point elsewhere."""
    for going, others, poses in _posed(scene, limits):
        arms = (both_hands(going, poses, limits.aim),)
        yield from _towards(going, arms, arms, others, scene, limits.aim)


def _posed(scene: Scene, limits: Limits) -> Iterator[tuple[Going, tuple[Going, ...], Poses]]:
    for going, others in beside(scene, limits):
        poses = scene.poses.get(going.track.id)
        if poses is not None and others:
            yield going, others, poses


def _towards(
    going: Going, arms: _Arms, kept: _Arms, others: tuple[Going, ...], scene: Scene, limits: AimLimits
) -> Iterator[Draft]:
    """Find the times in which an arm is held towards one and the same person; who else is in its way is named too.

    Args:
        going: the person.
        arms: where arms point that are stretched.
        kept: where those point that are still so, once they were.
        others: at whom they may point.
        scene: the recording.
        limits: see `AimLimits`.
    """
    at, still = ([_any_points_at(going, those, other, limits) for other in others] for those in (arms, kept))
    known = np.all([arm.known for arm in arms], axis=0)
    spells = [
        (run, place)
        for place in range(len(others))
        for run in held(going.t_s, at[place], known & ~still[place], limits.hold_s)
    ]
    while spells:
        first, last = min(run for run, _ in spells)
        also = dict.fromkeys(place for run, place in spells if run[0] <= last)
        last = max(run[1] for run, _ in spells if run[0] <= last)
        spells = [(run, place) for run, place in spells if run[0] > last]
        lowered = known & ~np.any([still[place] for place in also], axis=0)
        start, said = begins(going.n, first, lowered)
        end, more = ends(going.n, last, lowered, scene)
        tracks = tuple(others[place].track for place in sorted(also))
        yield Draft(start, end, track=going.track, also=tracks, limits=(*said, *more))


def _any_points_at(going: Going, arms: _Arms, other: Going, limits: AimLimits) -> _Flags:
    return np.asarray(np.any([_points_at(going, arm, other, limits) for arm in arms], axis=0))


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
