"""Raised hands, falls, lying and getting up: what the looks at one body show, with bounds between looks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from gestae.model.sighting import Group
from gestae.observe.acts import Draft, Limits, is_person, worth
from gestae.observe.bearing import Bearing, PostureLimits, bearing_of
from gestae.observe.bodies import Body, bodies
from gestae.observe.bounds import begins, ends, shown
from gestae.observe.scene import Found, Scene
from gestae.observe.spells import Lying, first_of, held, last_of, lasts, lying

__all__ = ["falls", "gets_up", "hands_up", "lies"]

_Flags: TypeAlias = npt.NDArray[np.bool_]

_ANIMAL: Final = (
    "For a part of the time the detector took the body for an animal; that it is one body follows from place and time."
)
_JOINED: Final = "That the tracks it rests on are one body follows from place and time."
_OVER_EYES: Final = "Both wrists are seen above the eyes."
_NOT_OVER_EYES: Final = "Both wrists are not seen above the eyes at once."
# Up to so many times the height at which it lay, a body lies as flat as before.
_AS_FLAT: Final = 1.15


def hands_up(scene: Scene, limits: Limits) -> Iterator[Draft]:
    """From both wrists held above the shoulders until one is held below."""
    for body, bearing in _seen(scene, limits):
        known = ~np.isnan(bearing.raised)
        up, down = bearing.raised >= limits.posture.raised, known & (bearing.raised < 0)
        for first, last in held(bearing.t_s, up, down, limits.posture.hold_s):
            over = bool((bearing.over_eyes[first : last + 1] > 0).any())
            start, said = begins(bearing.n, first, down)
            end, more = ends(bearing.n, last, down, scene)
            yield _draft(body, start, end, (*said, *more, _OVER_EYES if over else _NOT_OVER_EYES))


def falls(scene: Scene, limits: Limits) -> Iterator[Draft]:
    """From the torso's leaving the upright until the body lies still or is up again."""
    rules = limits.posture
    for body, bearing in _seen(scene, limits):
        is_up, told = bearing.is_upright(rules), set[int]()
        for one in lying(bearing, rules, least_s=0.0):
            upright = last_of(is_up, before=one.down)
            if upright is None or upright in told or bearing.t_s[one.down] - bearing.t_s[upright] > rules.fall_s:
                continue
            told.add(upright)
            end, said = _down_or_up(bearing, one, first_of(is_up, after=one.down), scene, rules.lying_s)
            yield _draft(body, _left_upright(bearing, upright, rules), end, said)


def lies(scene: Scene, limits: Limits) -> Iterator[Draft]:
    """From lying still on the ground until the body leaves it."""
    rules = limits.posture
    for body, bearing in _seen(scene, limits):
        every = np.ones(len(bearing), bool)
        for one in lying(bearing, rules, least_s=rules.lying_s):
            start, said = begins(bearing.n, one.down if one.still is None else one.still, every)
            start = replace(start, latest=float(bearing.n[one.settled]))
            end, more = ends(bearing.n, one.last, every, scene)
            yield _draft(body, start, end, (*said, *more))


def gets_up(scene: Scene, limits: Limits) -> Iterator[Draft]:
    """From the first movement up after lying until upright."""
    rules = limits.posture
    for body, bearing in _seen(scene, limits):
        spells = lying(bearing, rules, least_s=rules.lying_s)
        for place, one in enumerate(spells):
            later = spells[place + 1].down if place + 1 < len(spells) else len(bearing)
            up = first_of(bearing.is_upright(rules), after=one.last)
            if up is not None and up < later:
                yield _draft(body, _rises(bearing, one), shown(bearing.n, up), ())


def _seen(scene: Scene, limits: Limits) -> Iterator[tuple[Body, Bearing]]:
    """Give the bodies that are worth a look, with how they hold themselves."""
    if not scene.poses:
        return
    people = {track.id for track in worth(scene, is_person, limits)}
    facts = scene.facts
    t_s = (facts.pts - facts.pts[0]) * float(facts.time_base)
    for body in bodies(scene.tracks, scene.poses, t_s):
        if any(track.id in people for track in body.tracks):
            yield body, bearing_of(body, limits.posture, (facts.width_px, facts.height_px))


def _left_upright(bearing: Bearing, upright: int, rules: PostureLimits) -> Found:
    """Bound the moment at which a torso leaves the upright; `upright` is the last look that shows it so."""
    up = bearing.uprightness()
    surely = last_of(up >= rules.surely_upright, before=upright + 1)
    left = first_of((up < rules.surely_left) | bearing.on_ground(rules), after=upright)
    shown = upright + 1
    earliest = upright if surely is None else surely
    return Found(int(bearing.n[shown]), float(bearing.n[earliest]), float(bearing.n[shown if left is None else left]))


def _down_or_up(
    bearing: Bearing, one: Lying, up: int | None, scene: Scene, lying_s: float
) -> tuple[Found | None, tuple[str, ...]]:
    """Bound the end of a fall: the body lies still for a time, or it is up again before that."""
    still = one.still
    if still is not None and lasts(bearing.t_s, (still, one.last), lying_s) and (up is None or still < up):
        return replace(shown(bearing.n, still), latest=float(bearing.n[one.settled])), ()
    if up is not None:
        return shown(bearing.n, up), ()
    return ends(bearing.n, one.last, np.zeros(len(bearing), bool), scene)


def _rises(bearing: Bearing, one: Lying) -> Found:
    """Bound the first movement up: not before the last look as flat as before, not after the first off the ground."""
    flat = bearing.height <= _AS_FLAT * float(np.median(bearing.height[one.down : one.last + 1]))
    as_flat = last_of(flat, before=one.last + 1)
    off = one.last + 1
    return Found(int(bearing.n[off]), float(bearing.n[one.last if as_flat is None else as_flat]), float(bearing.n[off]))


def _draft(body: Body, start: Found, end: Found | None, said: tuple[str, ...]) -> Draft:
    """Rest a finding on all tracks of a body, that which shows its start first."""
    near = min(body.tracks, key=lambda track: max(0, int(track.n[0]) - start.n, start.n - int(track.n[-1])))
    also = tuple(track for track in body.tracks if track is not near)
    if any(track.label.group is not Group.PERSON for track in body.tracks):
        said = (*said, _ANIMAL)
    elif also:
        said = (*said, _JOINED)
    return Draft(start, end, track=near, also=also, limits=said)
