"""Changes of the light and of the camera, found in the activity record, so that nobody reads them as acts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from scipy import ndimage

from gestae.model.activity import Activity

__all__ = ["Change", "ChangeLimits", "camera_moves", "light_steps"]

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
        agreement: and this share of the picture bears it out.
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
        record: stretches of activity, in order.
        rate_hz: frames a second.
        limits: what counts.
    """
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
    """Find where the whole view moves and stays moved."""
    shift = np.concatenate([part.shift for part in record]).astype(np.float64)
    sure = np.concatenate([part.agreement for part in record]) >= limits.agreement
    held = _hold(shift, sure)
    window = (round(limits.light_s * rate_hz), round(limits.lasting_s * rate_hz))
    found: list[Change] = []
    for axis in (0, 1):
        found += _steps(ndimage.median_filter(held[:, axis], 3, mode="nearest"), limits.shift_px, *window)
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
    size = len(series)
    if size < 2 * lasting + 1:
        return []
    # levels[i] is the median of the `lasting` frames that start at i.
    levels = np.median(np.lib.stride_tricks.sliding_window_view(series, lasting), axis=1)
    changes: list[Change] = []
    at = 0
    while at + lasting < len(levels):
        reach = min(at + lasting + rise, len(levels) - 1)
        ahead = levels[at + lasting : reach + 1] - levels[at]
        hits = np.flatnonzero(np.abs(ahead) >= least)
        if len(hits):
            change = _bounded(series, at, at + lasting + rise + lasting, float(levels[at]))
            if change is not None and abs(change.amount) >= least:
                changes.append(change)
                at = max(at + 1, change.after_n)
                continue
        at += 1
    return changes


def _bounded(series: _Series, low: int, high: int, old: float) -> Change | None:
    """Place a step: from the last frame at the old level to the first frame at the new one."""
    piece = series[low : min(high, len(series))]
    tail = piece[-max(2, len(piece) // 4) :]
    new = float(np.median(tail))
    amount = new - old
    if amount == 0:
        return None
    progress = (piece - old) / amount
    # A tenth of the way is neither noise nor yet change; the frame before it still had the old light.
    started = np.flatnonzero(progress > 0.1)
    arrived = np.flatnonzero(progress > 0.9)
    if not len(started) or not len(arrived) or started[0] == 0:
        return None
    return Change(low + int(started[0]) - 1, low + int(max(arrived[0], started[0])), amount)


def _hold(shift: _Series, sure: npt.NDArray[np.bool_]) -> _Series:
    """Keep the last sure shift where the view was not found again."""
    last = np.maximum.accumulate(np.where(sure, np.arange(len(sure)), 0))
    return shift[last]


def _numbered(changes: Sequence[Change], first_n: int) -> tuple[Change, ...]:
    return tuple(Change(change.before_n + first_n, change.after_n + first_n, change.amount) for change in changes)
