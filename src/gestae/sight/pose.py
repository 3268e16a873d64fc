"""What every net for poses promises, and how a person's box is looked at: upright, or turned where that sees more.

Small people give no skeleton: below some forty pixels a joint is one pixel or two, and what a net then says of it is a
guess. Not knowing is an answer.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from gestae.errors import RecordError
from gestae.model.sighting import ModelIdentity, Parameter, Scores
from gestae.model.skeleton import TURNS, Skeleton
from gestae.sight.crops import Square, square_around
from gestae.sight.detector import Rgb

__all__ = ["Joints", "PoseLimits", "PoseReader", "best_skeleton"]

# A turned or upright square -> (17, 2) places in parts of its side, (17,) scores.
Joints = Callable[[Square], tuple[npt.NDArray[np.float32], Scores]]


class PoseReader(Protocol):
    """Reads the joints of a person whose box is known.

    The same picture and box give the same skeleton, whatever was looked at before.
    """

    @property
    def identity(self) -> ModelIdentity:
        """Which model with which parameters: what a finding names."""
        ...

    def pose(self, rgb: Rgb, box: npt.NDArray[np.float32]) -> Skeleton | None:
        """Look at one person.

        Args:
            rgb: (h, w, 3) uint8, the decoded frame at its own size.
            box: (4,) x1 y1 x2 y2 of the person, in pixels of that picture.

        Returns:
            The joints in pixels of the picture; None where the person is too small to tell.

        Raises:
            PictureError: not a picture of that form.
        """
        ...


@dataclass(frozen=True, slots=True)
class PoseLimits:
    """How a person's box is looked at.

    Attributes:
        least_side_px: people whose box's longer side is shorter give no skeleton.
        margin: the square is so many times as wide as the box's longer side.
        weak: mean score of the joints below which an upright answer is doubted and the turned ones are tried.
        wide: boxes wider than so many times their height are tried turned, however sure the upright answer is.
        tall: boxes more than so many times as high as wide are never tried turned: who lies across the picture is wider
            than high, and half of all people on real footage are seen too badly for a sure answer.
        gain: a turned answer must be better by this mean score, since people stand more often than they lie.
    """

    least_side_px: float = 40.0
    margin: float = 1.25
    weak: float = 0.4
    wide: float = 1.0
    tall: float = 1.5
    gain: float = 0.05

    def __post_init__(self) -> None:
        if not (self.least_side_px > 0 and self.margin >= 1 and min(self.wide, self.tall) > 0 and 0 <= self.weak <= 1):
            raise RecordError(f"{self}: write sides above 0, a margin of 1 or more, and weak between 0 and 1")

    def parameters(self) -> tuple[tuple[str, Parameter], ...]:
        """Write them as an identity names them."""
        return tuple((name, getattr(self, name)) for name in self.__slots__)


def best_skeleton(box: npt.NDArray[np.float32], joints: Joints, limits: PoseLimits) -> Skeleton | None:
    """Look at a person upright and, where that is doubtful or the box is wide, turned by a quarter either way.

    Args:
        box: (4,) x1 y1 x2 y2.
        joints: the net.
        limits: see `PoseLimits`.

    Returns:
        The answer with the best mean score; None where the person is too small to tell.

    >>> def sees_who_lies_to_the_left(square):
    ...     return np.full((17, 2), 0.5, np.float32), np.full(17, 0.9 if square.turn == 90 else 0.2, np.float32)
    >>> best_skeleton(np.array([0, 0, 90, 40], np.float32), sees_who_lies_to_the_left, PoseLimits()).turn
    90
    """
    width, height = float(box[2] - box[0]), float(box[3] - box[1])
    if max(width, height) < limits.least_side_px:
        return None
    best = _look(box, 0, joints, limits)
    if height > limits.tall * width or (width <= limits.wide * height and best.score >= limits.weak):
        return best
    turned = [_look(box, turn, joints, limits) for turn in TURNS if turn]
    other = max(turned, key=lambda one: one.score)
    return other if other.score > best.score + limits.gain else best


def _look(box: npt.NDArray[np.float32], turn: int, joints: Joints, limits: PoseLimits) -> Skeleton:
    square = square_around(box, margin=limits.margin, turn=turn)
    parts, scores = joints(square)
    return Skeleton(square.to_picture(parts), np.clip(scores, 0, 1), turn)
