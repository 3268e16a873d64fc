"""Skeletons: where the joints of a person lie in one picture, and of many people through a file.

The joints are the seventeen of COCO. "Left" and "right" are the person's own. Points are pixels of the decoded
picture, origin top left, and may lie outside of it; a joint that is covered still has a place, with a low score.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from gestae.errors import RecordError
from gestae.model.sighting import Scores

__all__ = ["JOINTS", "TURNS", "Joint", "Points", "Poses", "Skeleton", "SkeletonError"]

Points: TypeAlias = npt.NDArray[np.float32]


class Joint(IntEnum):
    """A joint, by its row in every array of points.

    Source: COCO keypoints (Lin et al. 2014); MoveNet gives them in this order.

    >>> Joint(9).name.lower(), len(Joint)
    ('left_wrist', 17)
    """

    NOSE = 0
    LEFT_EYE = 1
    RIGHT_EYE = 2
    LEFT_EAR = 3
    RIGHT_EAR = 4
    LEFT_SHOULDER = 5
    RIGHT_SHOULDER = 6
    LEFT_ELBOW = 7
    RIGHT_ELBOW = 8
    LEFT_WRIST = 9
    RIGHT_WRIST = 10
    LEFT_HIP = 11
    RIGHT_HIP = 12
    LEFT_KNEE = 13
    RIGHT_KNEE = 14
    LEFT_ANKLE = 15
    RIGHT_ANKLE = 16


JOINTS: Final = len(Joint)
# By how much the picture was turned, clockwise, before the joints were looked for.
TURNS: Final = (0, 90, -90)


class SkeletonError(RecordError):
    """The parts of a skeleton contradict each other."""


@dataclass(frozen=True, slots=True, eq=False)
class Skeleton:
    """The joints of one person in one picture.

    Attributes:
        points: (17, 2) float32 x y in pixels of the picture.
        scores: (17,) float32, the net's own 0 to 1; not a probability.
        turn: degrees by which the picture was turned, clockwise, before it was looked at; one of `TURNS`.

    Raises:
        SkeletonError: shapes differ, a number is not finite, a score lies outside 0..1, another turn.

    >>> Skeleton(np.zeros((17, 2)), np.full(17, 0.5), 0).score
    0.5
    """

    points: Points
    scores: Scores
    turn: int = 0

    def __post_init__(self) -> None:
        points, scores = np.array(self.points, np.float32), np.array(self.scores, np.float32)
        fault = _fault(points[None], scores[None], np.array([self.turn]))
        if fault:
            raise SkeletonError(f"a skeleton {fault}")
        _keep(self, points=points, scores=scores)

    @property
    def score(self) -> float:
        """The mean score of its joints."""
        return float(self.scores.mean(dtype=np.float64))


@dataclass(frozen=True, slots=True, eq=False)
class Poses:
    """The skeletons of one track, in the order of the pictures.

    Attributes:
        track: id of the track.
        n: (m,) int64 ordinals of the pictures, increasing; pictures without a skeleton are left out.
        points: (m, 17, 2) float32 x y in pixels of the picture.
        scores: (m, 17) float32.
        turns: (m,) int16, see `Skeleton.turn`.

    Raises:
        SkeletonError: as for a skeleton, or the ordinals do not increase.
    """

    track: str
    n: npt.NDArray[np.int64]
    points: Points
    scores: Scores
    turns: npt.NDArray[np.int16]

    def __post_init__(self) -> None:
        n, turns = np.array(self.n, np.int64), np.array(self.turns, np.int16)
        points, scores = np.array(self.points, np.float32), np.array(self.scores, np.float32)
        fault = _fault(points, scores, turns)
        if not fault and (n.shape != turns.shape or (np.diff(n) <= 0).any()):
            fault = "whose ordinals do not increase, or are more or fewer; give one skeleton a picture, in order"
        if fault or not self.track:
            raise SkeletonError(f"skeletons of track {self.track or '(no id)'}: one {fault or 'names no track'}")
        _keep(self, n=n, points=points, scores=scores, turns=turns)

    def __len__(self) -> int:
        return len(self.n)


def _keep(record: Skeleton | Poses, **arrays: npt.NDArray[np.generic]) -> None:
    for name, array in arrays.items():
        array.flags.writeable = False
        object.__setattr__(record, name, array)


def _fault(points: Points, scores: Scores, turns: npt.NDArray[np.integer]) -> str | None:
    """Say what is wrong with some skeletons, or None."""
    count = len(turns)
    if points.shape != (count, JOINTS, 2) or scores.shape != (count, JOINTS):
        return f"with points {points.shape[1:]} and scores {scores.shape[1:]}; give (17, 2) and (17,)"
    if not np.isfinite(points).all():
        return "has a joint whose place is no finite number; leave such a skeleton out"
    if not ((scores >= 0) & (scores <= 1)).all():
        return "has a score outside 0..1; scale it first"
    if not np.isin(turns, TURNS).all():
        return f"was looked for in a picture turned by {sorted(set(turns.tolist()))}; the turns are {list(TURNS)}"
    return None
