"""Which way a body faces, look by look, from its shoulders and head. Pure, on joints.

Of a body that faces the camera the left shoulder lies right of the right one in the picture, by about a fifth of the
body's height; of one that shows its back it is the other way round, and from the side both lie in one place. Which side
it is is told by the nose, before the shoulders. On people who walk, the way they face is the way they go.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from gestae.model.skeleton import Joint, Poses
from gestae.observe.going import Going

__all__ = ["Facing", "FacingLimits", "facing_of", "off_deg"]

_Floats: TypeAlias = npt.NDArray[np.float64]

# The joint of one shoulder lies so far from the other's, in body heights: the median of people who walk towards or away
# from a camera.
_SHOULDERS: Final = 0.22
# The nose lies at least so far off the shoulders' middle where a side can be told, in body heights.
_NOSE: Final = 0.015
# Whoever shows so much of the shoulders' breadth is seen from before or behind; the side matters little then.
_BROAD: Final = 0.85
# The middle of three looks, at five a second.
_SMOOTH_S: Final = 0.25


@dataclass(frozen=True, slots=True)
class FacingLimits:
    """Every parameter of the rules on who faces whom.

    Attributes:
        joint_score: joints below are not known.
        facing_deg: up to which off the way to another person somebody faces them.
        away_deg: from which somebody is turned away from them.
        turn_deg: by which the body itself turns at least.
        narrow: of the shoulders' breadth, up to which a look in between shows them; a net that takes left for right and
            back shows none.
        shows: of the shoulders' breadth, from which a body shows its front or its back; it turns from one to the other.
        turn_s: so long a turn takes at most.
        hold_s: so long the one before it and the other after it is seen at least.
        slow: body heights a second up to which somebody turns on the spot.
        upright: of the body's height, from which the box is that of somebody upright.
        lost_s: who stood and is hidden by others counts as standing there for so long.
    """

    joint_score: float = 0.25
    facing_deg: float = 75.0
    away_deg: float = 105.0
    turn_deg: float = 75.0
    narrow: float = 0.6
    shows: float = 0.2
    turn_s: float = 2.5
    hold_s: float = 1.0
    slow: float = 0.5
    upright: float = 0.8
    lost_s: float = 6.0


@dataclass(frozen=True, slots=True, eq=False)
class Facing:
    """Which way one person faces, look by look.

    Attributes:
        going: the person's.
        way: (m, 2) on the ground, to the picture's right and to the camera; nan where not known.
        broad: (m,) breadth of the shoulders by that one look: 1 from before or behind, 0 from the side.
    """

    going: Going
    way: _Floats
    broad: _Floats

    def turns(self, before: tuple[int, int], after: tuple[int, int], limits: FacingLimits) -> bool:
        """Say whether the body turns on the spot between two spells: from front to back or back, seen from the side.

        A net that takes left for right turns a body at once, and without a look from the side.
        """
        ways = np.array([self._middle(before[1], -limits.hold_s), self._middle(after[0], limits.hold_s)])
        going, on_way = self.going, slice(before[1] + 1, after[0] + 1)
        speed, high = going.speed[on_way], going.high_px[on_way] / going.size_px[on_way]
        return bool(
            ways[0, 1] * ways[1, 1] < 0
            and np.abs(ways[:, 1]).min() >= limits.shows
            and off_deg(ways[:1], ways[1:])[0] >= limits.turn_deg
            and (self.broad[before[1] + 1 : after[0]] <= limits.narrow).any()
            and not (speed[np.isfinite(speed)] > limits.slow).any()
            and (high >= limits.upright).all()
        )

    def _middle(self, look: int, hold_s: float) -> _Floats:
        """Give the middle way of the looks from one on, or back from it."""
        off_s = (self.going.t_s - self.going.t_s[look]) * np.sign(hold_s)
        near = (off_s >= 0) & (off_s <= abs(hold_s)) & np.isfinite(self.way).all(axis=1)
        return np.asarray(np.median(self.way[near], axis=0))


def facing_of(going: Going, poses: Poses, limits: FacingLimits) -> Facing:
    """Measure which way a person faces.

    Args:
        going: the person's.
        poses: skeletons of the same track.
        limits: see `FacingLimits`.
    """
    _, mine, its = np.intersect1d(going.n, poses.n, assume_unique=True, return_indices=True)
    known = poses.scores[its] >= limits.joint_score
    across = np.where(known, poses.points[its, :, 0], np.nan) / going.size_px[mine, None]
    left, right, nose = (across[:, joint] for joint in (Joint.LEFT_SHOULDER, Joint.RIGHT_SHOULDER, Joint.NOSE))
    breadth, aside = np.full(len(going), np.nan), np.full(len(going), np.nan)
    breadth[mine], aside[mine] = left - right, nose - (left + right) / 2
    front = np.clip(_smooth(going.t_s, breadth) / _SHOULDERS, -1, 1)
    nose_off = _smooth(going.t_s, aside)
    with np.errstate(invalid="ignore"):
        side = np.where(np.abs(nose_off) >= _NOSE, np.sign(nose_off), np.where(np.abs(front) >= _BROAD, 0.0, np.nan))
    return Facing(going, np.column_stack([side * np.sqrt(1 - front**2), front]), np.abs(breadth) / _SHOULDERS)


def off_deg(facing: _Floats, way: _Floats) -> _Floats:
    """Give (m,) the angle between the ways somebody faces and ways to somebody else; nan where one is not known.

    >>> off_deg(np.array([[0.0, 1.0]]), np.array([[1.0, 1.0]])).round()
    array([45.])
    """
    lengths = np.hypot(facing[:, 0], facing[:, 1]) * np.hypot(way[:, 0], way[:, 1])
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.degrees(np.arccos(np.clip((facing * way).sum(axis=1) / lengths, -1, 1))))


def _smooth(t_s: _Floats, values: _Floats) -> _Floats:
    """Give the middle of each look and the looks beside it; nan where fewer than two of them are known."""
    smooth = np.full(len(values), np.nan)
    for look, at_s in enumerate(t_s):
        near = values[(t_s >= at_s - _SMOOTH_S) & (t_s <= at_s + _SMOOTH_S)]
        if np.isfinite(near).sum() > 1 or (len(near) == 1 and np.isfinite(near).all()):
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", RuntimeWarning)
                smooth[look] = np.nanmedian(near)
    return smooth
