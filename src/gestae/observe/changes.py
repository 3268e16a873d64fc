"""Changes of the light and of the camera, found in the activity record, so that nobody reads them as acts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt
from scipy import ndimage

from gestae.model.activity import Activity, unbroken

__all__ = ["Change", "ChangeLimits", "camera_moves", "light_steps"]

# A step has begun at the first part of its way, and is over at the second.
LEVELS: Final = (0.1, 0.9)
# So many of the frames before and after a moved view were surely found again.
MOST_FRAMES: Final = 0.8
# At one picture a second the time that a step lasts is one picture, and one lucky guess would be a lasting shift.
LEAST_FRAMES: Final = 5

_Series: TypeAlias = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ChangeLimits:
    """What counts as a change of the light or of the view.

    Attributes:
        light_share: the light rises or falls by at least this share,
        light_s: within this time,
        lasting_s: and stays for this time.
        spread_share: the parts of the picture agree in it to this share of the change; a thing that moves in does not.
        shift_px: the view moves by at least so many pixels of the decoded frame,
        agreement: and this share of the picture bears it out, before and after it for `lasting_s`, and for five
            frames where that are more.
    """

    light_share: float = 0.06
    light_s: float = 1.0
    lasting_s: float = 1.0
    spread_share: float = 0.5
    shift_px: float = 1.0
    agreement: float = 0.6


@dataclass(frozen=True, slots=True)
class Change:
    """A change between two ordinals: the last frame before it and the first frame after it.

    `amount` is the natural logarithm of the light's ratio, or the shift in pixels.
    """

    before_n: int
    after_n: int
    amount: float


def light_steps(record: Sequence[Activity], rate_hz: float, limits: ChangeLimits) -> tuple[Change, ...]:
    """Find where the light of the whole picture steps up or down.

    Args:
        record: stretches of activity, in order; where frames were not measured nothing is found.
        rate_hz: frames a second.
        limits: what counts.
    """
    return tuple(step for run in unbroken(record) for step in _light_steps(run, rate_hz, limits))


def _light_steps(record: Sequence[Activity], rate_hz: float, limits: ChangeLimits) -> tuple[Change, ...]:
    gain = np.concatenate([np.median(part.regional.reshape(len(part), -1), axis=1) for part in record])
    spread = np.concatenate([np.median(part.spread.reshape(len(part), -1), axis=1) for part in record])
    apart = np.concatenate([_apart(part) for part in record])
    # A new background has a scale of its own: its joint with the old one is no step of the light.
    joints = np.flatnonzero(np.concatenate([part.fresh for part in record]))
    rise, lasting = round(limits.light_s * rate_hz), round(limits.lasting_s * rate_hz)
    kept = []
    for low, high in pairwise(sorted({0, *joints.tolist(), len(gain)})):
        smooth = ndimage.median_filter(gain[low:high].astype(np.float64), 3, mode="nearest")
        for step in _steps(smooth, limits.light_share, rise, lasting):
            after = slice(low + step.after_n, low + step.after_n + max(1, lasting))
            disagreement = max(float(np.median(spread[after])), float(np.median(apart[after])))
            if disagreement <= limits.spread_share * abs(step.amount):
                kept.append(Change(step.before_n + low, step.after_n + low, step.amount))
    return _numbered(kept, record[0].first_n)


def _apart(part: Activity) -> npt.NDArray[np.float32]:
    """Give how far the middle five of the nine regions differ: two may be covered, two may be dark."""
    ordered = np.sort(part.regional.reshape(len(part), -1), axis=1)
    return np.asarray(ordered[:, -3] - ordered[:, 2], np.float32)


def camera_moves(record: Sequence[Activity], rate_hz: float, limits: ChangeLimits) -> tuple[Change, ...]:
    """Find where the whole view moves and stays moved, see `light_steps`."""
    return tuple(move for run in unbroken(record) for move in _camera_moves(run, rate_hz, limits))


def _camera_moves(record: Sequence[Activity], rate_hz: float, limits: ChangeLimits) -> tuple[Change, ...]:
    shift = np.concatenate([part.shift for part in record]).astype(np.float64)
    sure = np.concatenate([part.agreement for part in record]) >= limits.agreement
    held = _joined(_hold(shift, sure), np.concatenate([part.fresh for part in record]))
    window = (round(limits.light_s * rate_hz), max(LEAST_FRAMES, round(limits.lasting_s * rate_hz)))
    found: list[Change] = []
    for axis in (0, 1):
        steps = _steps(ndimage.median_filter(held[:, axis], 3, mode="nearest"), limits.shift_px, *window)
        found += [step for step in steps if _borne_out(step, sure, window[1])]
    found.sort(key=lambda change: (change.before_n, change.after_n))
    merged: list[Change] = []
    for change in found:
        if merged and change.before_n <= merged[-1].after_n:
            last = merged.pop()
            amount = float(np.hypot(last.amount, change.amount))
            merged.append(Change(min(last.before_n, change.before_n), max(last.after_n, change.after_n), amount))
        else:
            merged.append(Change(change.before_n, change.after_n, abs(change.amount)))
    return _numbered(merged, record[0].first_n)


def _steps(series: _Series, least: float, rise: int, lasting: int) -> list[Change]:
    """Find steps of at least `least` that happen within `rise` frames and last for `lasting` on both sides."""
    rise, lasting = max(1, rise), max(2, lasting)
    if len(series) < rise + 2 * lasting:
        return []
    gained = series[rise:] - series[:-rise]
    hits = np.flatnonzero(np.abs(gained) >= least)
    changes: list[Change] = []
    for run in np.split(hits, np.flatnonzero(np.diff(hits) > 1) + 1):
        if not len(run):
            continue
        most = np.abs(gained[run]).max()
        # A sharp step is seen from `rise` frames on; the last of them is the one right before it.
        at = int(run[np.abs(gained[run]) >= 0.98 * most][-1])
        change = _bounded(series, (at - lasting, at, at + rise, at + rise + lasting))
        if (
            change is not None
            and abs(change.amount) >= least
            and (not changes or change.before_n >= changes[-1].after_n)
        ):
            changes.append(change)
    return changes


def _bounded(series: _Series, frames: tuple[int, int, int, int]) -> Change | None:
    """Place a step between a stretch of old and a stretch of new level; None where one of them is not there."""
    old_from, old_to, new_from, new_to = frames
    if old_from < 0 or new_to > len(series):
        return None
    old = float(np.median(series[old_from : old_to + 1]))
    amount = float(np.median(series[new_from:new_to])) - old
    if amount == 0:
        return None
    progress = (series[old_from:new_to] - old) / amount
    low, high = LEVELS
    started = np.flatnonzero(progress > low)
    started = started[started >= old_to - old_from]
    arrived = np.flatnonzero(progress > high)
    arrived = arrived[arrived >= old_to - old_from]
    if not len(started) or not len(arrived) or started[0] == 0:
        return None
    return Change(old_from + int(started[0]) - 1, old_from + int(max(arrived[0], started[0])), amount)


def _borne_out(step: Change, sure: npt.NDArray[np.bool_], lasting: int) -> bool:
    """Say whether most frames on both sides were found again: one lucky guess that is held is no lasting shift."""
    sides = sure[max(0, step.before_n - lasting) : step.before_n + 1], sure[step.after_n : step.after_n + lasting]
    return all(float(np.mean(side)) >= MOST_FRAMES for side in sides)


def _hold(shift: _Series, sure: npt.NDArray[np.bool_]) -> _Series:
    """Keep the last sure shift where the view was not found again."""
    last = np.maximum.accumulate(np.where(sure, np.arange(len(sure)), 0))
    return shift[last]


def _joined(held: _Series, fresh: npt.NDArray[np.bool_]) -> _Series:
    """Take out the leap where a new background begins: the same view is measured against another picture there."""
    leaps = np.zeros_like(held)
    leaps[1:][fresh[1:]] = np.diff(held, axis=0)[fresh[1:]]
    return np.asarray(held - np.cumsum(leaps, axis=0), np.float64)


def _numbered(changes: Sequence[Change], first_n: int) -> tuple[Change, ...]:
    return tuple(Change(change.before_n + first_n, change.after_n + first_n, change.amount) for change in changes)
