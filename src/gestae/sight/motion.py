"""Where a box will be: constant velocity, filtered; time in seconds, lengths in the thing's own size.

A box is centre x, centre y, width and height. Each of the four runs its own filter of value and rate, so a
prediction is a handful of products and no matrix is inverted: the same bytes whatever linear algebra is
installed. Noise is given in parts of the thing's longer side, so near and far people move alike.

Source: Kalman 1960; constant velocity driven by white acceleration, Bar-Shalom 2001, section 6.2.2; noise in
parts of the size as in DeepSORT (Wojke et al. 2017).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from gestae.errors import RecordError
from gestae.model.sighting import Boxes

__all__ = ["Motion", "MotionRules", "correct", "predict", "start", "to_boxes"]

Doubles: TypeAlias = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class MotionRules:
    """How things move, in parts of their own longer side.

    Attributes:
        measured: standard deviation of a detected value: how much boxes jitter.
        start_rate: standard deviation of the unknown first rate, per second: a walker does 0.8, a runner 2.5.
        drive: how fast the rate of the centre may change, per second to the power of 1.5.
        drive_size: the same for width and height.
        rate_fades_s: while unseen, a rate halves in so many seconds: who is lost behind something often stopped.
    """

    measured: float = 0.08
    start_rate: float = 1.0
    drive: float = 0.5
    drive_size: float = 0.3
    rate_fades_s: float = 2.0

    def __post_init__(self) -> None:
        numbers = (self.measured, self.start_rate, self.drive, self.drive_size, self.rate_fades_s)
        if not all(number > 0 for number in numbers):
            raise RecordError(f"{self}: every number must be above 0")


@dataclass(frozen=True, slots=True, eq=False)
class Motion:
    """What is known of one thing's place and rate.

    Attributes:
        value: (4,) centre x, centre y, width, height in pixels.
        rate: (4,) their change in pixels per second.
        spread: (3, 4) variance of the value, covariance of value and rate, variance of the rate.
    """

    value: Doubles
    rate: Doubles
    spread: Doubles

    @property
    def size_px(self) -> float:
        """The longer side."""
        return float(max(self.value[2], self.value[3]))


def start(box: Boxes, rules: MotionRules) -> Motion:
    """Begin with one detected box and an unknown rate.

    Args:
        box: (4,) x1 y1 x2 y2 in pixels.
        rules: how things move.
    """
    value = _from_box(box)
    size = max(value[2], value[3])
    known, rate = (rules.measured * size) ** 2, (rules.start_rate * size) ** 2
    spread = np.array([[known] * 4, [0.0] * 4, [rate, rate, rate / 9, rate / 9]])
    return Motion(value, np.zeros(4), spread)


def predict(motion: Motion, gap_s: float, rules: MotionRules, *, fading: bool = False) -> Motion:
    """Say where the thing is after `gap_s` seconds, and how sure that is.

    Args:
        motion: what was known.
        gap_s: seconds that passed, 0 or more.
        rules: how things move.
        fading: it was not seen at the last look: let the rate fade.

    Raises:
        RecordError: time ran backwards.

    >>> walker = Motion(np.array([50.0, 50, 20, 60]), np.array([30.0, 0, 0, 0]), np.zeros((3, 4)))
    >>> predict(walker, 0.5, MotionRules()).value.tolist()
    [65.0, 50.0, 20.0, 60.0]
    """
    if gap_s < 0:
        raise RecordError(f"a prediction over {gap_s} s; give the pictures in the order of their times")
    size = motion.size_px
    drive = np.array([rules.drive, rules.drive, rules.drive_size, rules.drive_size]) * size
    noise = drive**2
    known, both, rate = motion.spread
    spread = np.array(
        [
            known + 2 * gap_s * both + gap_s**2 * rate + noise * gap_s**3 / 3,
            both + gap_s * rate + noise * gap_s**2 / 2,
            rate + noise * gap_s,
        ]
    )
    value = motion.value + gap_s * motion.rate
    # A size may shrink towards the camera's horizon but never through zero.
    value[2:] = np.maximum(value[2:], 0.5 * motion.value[2:])
    kept = 0.5 ** (gap_s / rules.rate_fades_s) if fading else 1.0
    return Motion(value, motion.rate * kept, spread)


def correct(motion: Motion, box: Boxes, rules: MotionRules, *, trust: float = 1.0) -> Motion:
    """Take in a detected box.

    Args:
        motion: the prediction for its moment.
        box: (4,) x1 y1 x2 y2 in pixels.
        rules: how things move.
        trust: 0 to 1; a weak detection's box is taken as that much less exact.
    """
    error = (rules.measured * motion.size_px) ** 2 / trust
    known, both, rate = motion.spread
    gain, gain_rate = known / (known + error), both / (known + error)
    missed = _from_box(box) - motion.value
    spread = np.array([(1 - gain) * known, (1 - gain) * both, rate - gain_rate * both])
    return Motion(motion.value + gain * missed, motion.rate + gain_rate * missed, spread)


def to_boxes(motions: list[Motion]) -> Boxes:
    """Write places as boxes.

    Returns:
        (n, 4) float32 x1 y1 x2 y2 in pixels.

    >>> to_boxes([start(np.array([2, 4, 6, 12], np.float32), MotionRules())]).tolist()
    [[2.0, 4.0, 6.0, 12.0]]
    """
    values = np.array([motion.value for motion in motions]).reshape(-1, 4)
    half = values[:, 2:] / 2
    return np.concatenate([values[:, :2] - half, values[:, :2] + half], axis=1).astype(np.float32)


def _from_box(box: Boxes) -> Doubles:
    x1, y1, x2, y2 = (float(corner) for corner in box)
    return np.array([(x1 + x2) / 2, (y1 + y2) / 2, x2 - x1, y2 - y1])
