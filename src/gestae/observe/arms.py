"""Where a person's arms point in the picture, look by look. Pure, on joints and boxes.

An arm that points at the camera, or away from it, is short in the picture and is not read: what is seen of an arm is
its way across the picture, and so is what it points at.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from gestae.model.skeleton import Joint, Poses
from gestae.observe.going import Going

__all__ = ["AimLimits", "Arm", "both_hands", "hits", "stretched"]

_Floats: TypeAlias = npt.NDArray[np.float64]
_Flags: TypeAlias = npt.NDArray[np.bool_]

_SIDES: Final = ("LEFT", "RIGHT")


@dataclass(frozen=True, slots=True)
class AimLimits:
    """Every parameter of the rules on arms towards somebody; lengths are in body heights.

    Attributes:
        joint_score: joints below are not known.
        elbow_deg: angle at the elbow from which an arm is stretched.
        reach: way from shoulder to wrist across the picture from which it is; a whole arm is a third.
        hangs_deg: from straight down, up to which an arm hangs.
        close: both hands are together up to this distance.
        two: from which distance two shoulders, and two elbows, are not one that the net gives twice.
        before: so far before the shoulders they are at least.
        below: so far below the shoulders' height at most, and as far above it.
        trunk: of somebody's height from the top, what an arm must point at.
        trunk_deg: from the vertical, up to which the own trunk is upright.
        like: sizes that differ by more than this ratio are too far apart to tell who is meant.
        hold_s: so long it is held.
        outside: a joint that lies so far outside of the person's own box is somebody else's, who stands beside.
        still_elbow_deg: while it is held, it is no longer stretched below this angle; `still_reach`: below this way.
    """

    joint_score: float = 0.25
    elbow_deg: float = 150.0
    reach: float = 0.2
    hangs_deg: float = 50.0
    close: float = 0.12
    two: float = 0.06
    before: float = 0.12
    below: float = 0.12
    trunk: float = 0.6
    trunk_deg: float = 45.0
    like: float = 1.6
    hold_s: float = 0.5
    outside: float = 0.05
    still_elbow_deg: float = 120.0
    still_reach: float = 0.15


@dataclass(frozen=True, slots=True, eq=False)
class Arm:
    """Where an arm points, or both together.

    Attributes:
        start: (m, 2) pixels of the shoulder, or of the middle of both; nan in looks that do not show it so.
        end: (m, 2) of the wrist, or of the middle of both, likewise.
        known: (m,) looks that show every joint that is needed.
    """

    start: _Floats
    end: _Floats
    known: _Flags


def stretched(going: Going, poses: Poses, side: str, limits: AimLimits) -> Arm:
    """Say where a stretched arm of somebody upright points; `side` is LEFT or RIGHT, the person's own."""
    shoulder, elbow, wrist = (_joint(going, poses, f"{side}_{name}", limits) for name in ("SHOULDER", "ELBOW", "WRIST"))
    whole = wrist - shoulder
    length = np.hypot(whole[:, 0], whole[:, 1])
    with np.errstate(invalid="ignore"):
        straight = _angle(elbow - shoulder, wrist - elbow) <= 180 - limits.elbow_deg
        off_down = np.degrees(np.arctan2(np.abs(whole[:, 0]), whole[:, 1]))
        so = straight & (length >= limits.reach * going.size_px) & (off_down >= limits.hangs_deg)
    return _arm(shoulder, wrist, so, _upright(going, poses, limits))


def both_hands(going: Going, poses: Poses, limits: AimLimits) -> Arm:
    """Say where both hands point that are brought up together before the shoulders.

    A net that sees one arm gives both its places: both shoulders, both elbows must lie apart.
    """
    shoulders, elbows, wrists = (
        [_joint(going, poses, f"{side}_{name}", limits) for side in _SIDES] for name in ("SHOULDER", "ELBOW", "WRIST")
    )
    start, end = (shoulders[0] + shoulders[1]) / 2, (wrists[0] + wrists[1]) / 2
    apart = _apart(wrists) / going.size_px
    before = np.abs(end[:, 0] - start[:, 0]) / going.size_px
    lower = (np.maximum(wrists[0][:, 1], wrists[1][:, 1]) - start[:, 1]) / going.size_px
    higher = (start[:, 1] - np.minimum(wrists[0][:, 1], wrists[1][:, 1])) / going.size_px
    with np.errstate(invalid="ignore"):
        two = np.minimum(_apart(shoulders), _apart(elbows)) / going.size_px >= limits.two
        so = two & (apart <= limits.close) & (before >= limits.before) & (np.maximum(lower, higher) <= limits.below)
    return _arm(start, end, so, _upright(going, poses, limits))


def hits(start: _Floats, end: _Floats, box: _Floats, trunk: float) -> bool:
    """Say whether a line from a place on through another meets the upper part of a box.

    >>> box = np.array([100.0, 0.0, 120.0, 50.0])
    >>> hits(np.array([0.0, 10.0]), np.array([20.0, 12.0]), box, 0.6)
    True
    >>> hits(np.array([0.0, 10.0]), np.array([-20.0, 12.0]), box, 0.6)
    False
    """
    way = end - start
    low = np.array([box[0], box[1]])
    high = np.array([box[2], box[1] + trunk * (box[3] - box[1])])
    with np.errstate(divide="ignore", invalid="ignore"):
        ends = np.sort(np.stack([(low - start) / way, (high - start) / way]), axis=0)
    inside = (low <= start) & (start <= high)
    first, last = np.where(way == 0, np.where(inside, -np.inf, np.inf), ends[0]), np.where(way == 0, np.inf, ends[1])
    return bool(max(float(first.max()), 0.0) <= float(last.min()))


def _arm(start: _Floats, end: _Floats, so: _Flags, upright: _Flags) -> Arm:
    nowhere, so = np.full_like(start, np.nan), so & upright
    known = np.asarray(np.isfinite(np.hstack([start, end])).all(axis=1))
    return Arm(np.where(so[:, None], start, nowhere), np.where(so[:, None], end, nowhere), known)


def _upright(going: Going, poses: Poses, limits: AimLimits) -> _Flags:
    """Say in which looks the trunk is seen upright: whoever lies with arms spread points at nobody."""
    shoulders, hips = (
        [_joint(going, poses, f"{side}_{name}", limits) for side in _SIDES] for name in ("SHOULDER", "HIP")
    )
    with warnings.catch_warnings(), np.errstate(invalid="ignore"):
        warnings.simplefilter("ignore", RuntimeWarning)  # an empty mean is "not known", which nan says
        trunk = np.nanmean(hips, axis=0) - np.nanmean(shoulders, axis=0)
        return np.asarray(np.degrees(np.arctan2(np.abs(trunk[:, 0]), trunk[:, 1])) <= limits.trunk_deg)


def _joint(going: Going, poses: Poses, name: str, limits: AimLimits) -> _Floats:
    """Give (m, 2) a joint in each look, nan where it is not known or may be somebody else's."""
    places = np.full((len(going), 2), np.nan)
    _, mine, its = np.intersect1d(going.n, poses.n, assume_unique=True, return_indices=True)
    known = poses.scores[its, Joint[name]] >= limits.joint_score
    places[mine[known]] = poses.points[its[known], Joint[name]]
    slack_px = limits.outside * going.size_px[:, None]
    with np.errstate(invalid="ignore"):
        within = (places >= going.boxes[:, :2] - slack_px) & (places <= going.boxes[:, 2:] + slack_px)
    return np.where(within.all(axis=1, keepdims=True), places, np.nan)


def _apart(pair: Sequence[_Floats]) -> _Floats:
    """Give (m,) the distance of two joints in pixels."""
    return np.asarray(np.hypot(*(pair[0] - pair[1]).T))


def _angle(one: _Floats, other: _Floats) -> _Floats:
    """Give (m,) the angle between vectors, degrees."""
    cross = one[:, 0] * other[:, 1] - one[:, 1] * other[:, 0]
    return np.asarray(np.degrees(np.abs(np.arctan2(cross, (one * other).sum(axis=1)))))
