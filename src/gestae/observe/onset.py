"""The frame in which something first shows at the picture's edge, with bounds that hold.

The strip along the edge is compared with itself before anything came, patch by patch, each patch calibrated by its
own unrest. A shadow darkens by a nearly constant ratio and keeps the ground's texture: it counts as a change, but not
as a body. The front of what comes in is followed from the edge inwards; its speed says how much of it may have
been in the picture before it could be told from noise.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt
from scipy import ndimage

from gestae.observe.strip import StripFrames

__all__ = ["LEAST_CALM", "Onset", "OnsetLimits", "find_onset"]

# The front is followed over so many frames.
SPEED_FRAMES: Final = 8
# So many frames in a row, alike but for this share of their patches, show what the strip looks like empty.
LEAST_CALM: Final = 12
CALM_SHARE: Final = 0.002
# At the anchor, more than this share of the patches is covered; it may be so many frames off.
COVERED_SHARE: Final = 0.04
ANCHOR_SLACK: Final = 8

_Floats: TypeAlias = npt.NDArray[np.float32]
_Fronts: TypeAlias = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class OnsetLimits:
    """What counts as a change, in one place.

    Attributes:
        noise_factor: a change exceeds the patch's own unrest by this factor.
        least_grey: and at least so many grey levels.
        patch_px: length of a patch along the edge; it is `patch_depth_px` deep where shadow is told from body.
        quiet_frames: so many frames without any change end the walk back.
        gap_px: the front goes on over gaps up to this depth (between arm and body).
        unseen_px: so much may be in the picture and still drown in noise and compression.
        sway: a front advances at least by this share of its measured speed; legs and arms swing.
        shadow_residue: a shadow leaves no more of the ground's texture unexplained than this many times the noise.
    """

    noise_factor: float = 6.0
    least_grey: float = 3.0
    patch_px: int = 8
    patch_depth_px: int = 4
    quiet_frames: int = 2
    gap_px: int = 4
    unseen_px: float = 1.0
    sway: float = 0.6
    shadow_residue: float = 3.0


@dataclass(frozen=True, slots=True)
class Onset:
    """First frame that shows a body, counted within the strip's frames, and how much earlier it may have begun.

    The true instant lies after the frame `earliest`; -1 says: before the first frame that was given.
    """

    first: int
    earliest: float
    speed_px: float
    shadow_ahead: bool


def find_onset(frames: StripFrames, gain: _Floats, anchor: int, limits: OnsetLimits) -> Onset | None:
    """Walk back from a frame that surely shows the thing to the first one that does.

    Args:
        frames: (frames, depth, length) uint8, depth 0 at the picture's edge.
        gain: (frames,) the light of each against one and the same light.
        anchor: a frame in which the thing reaches from the edge into the picture, give or take a few.
        limits: what counts as a change.

    Returns:
        None where the strip is never calm before the anchor, or shows nothing at it.
    """
    level = frames.astype(np.float32) / gain[:, None, None]
    calm, anchor = _calm_before(level, anchor, limits)
    if calm is None:
        return None
    difference = level - np.median(level[calm], axis=0)
    changed = _changed(difference, calm, limits)
    fronts = _fronts(np.any(changed, axis=2), limits.gap_px)
    first_change = _walk_back(fronts, anchor, limits.quiet_frames)
    if first_change is None:
        return None
    body = changed & ~_like_shadow(changed, level, difference, calm, limits)
    body_fronts = _fronts(np.any(body, axis=2), limits.gap_px)
    shown = np.flatnonzero(_stays(body_fronts > 0)[first_change : anchor + 1])
    if not len(shown):
        return None
    first = first_change + int(shown[0])
    speed = limits.sway * _speed(body_fronts, first, frames.shape[1])
    earliest = _earliest(first_change, first, float(body_fronts[first]), speed, limits)
    return Onset(first, earliest, speed, first > first_change)


def _earliest(first_change: int, first: int, front_px: float, speed: float, limits: OnsetLimits) -> float:
    """Bound from below when any part came in, by two arguments of which the tighter holds.

    A frame that looked empty held at most `unseen_px` of it; and what reaches `front_px` deep at this speed cannot
    have come in longer ago than that depth takes.
    """
    if speed <= 0:
        return -1.0
    empty = first_change - 1 - limits.unseen_px / speed
    lag_px = limits.unseen_px + (2 * limits.patch_depth_px if first > first_change else 0)
    by_depth = first - (front_px + lag_px) / speed
    return max(-1.0, empty, by_depth) if first > first_change else max(-1.0, empty)


def _calm_before(level: _Floats, anchor: int, limits: OnsetLimits) -> tuple[slice | None, int]:
    """Find the last stretch before the anchor in which the strip stands still and looks unlike it does at the anchor.

    Somebody may have passed before, or may stand in the strip: only the stretch right before counts. A smooth side of
    a van stands still too while it passes, but looks like the anchor.

    Returns:
        The stretch, and the frame next to the anchor that differs from it; None and the anchor where there is none.
    """
    patches = ndimage.uniform_filter1d(level, limits.patch_px, axis=2, mode="nearest")
    least = max(limits.least_grey, limits.noise_factor * _noise(level) / np.sqrt(limits.patch_px))
    near = range(max(0, anchor - ANCHOR_SLACK), min(len(level), anchor + ANCHOR_SLACK + 1))
    for end in range(anchor, LEAST_CALM - 1, -1):
        block = patches[end - LEAST_CALM : end]
        middle = np.median(block, axis=0)
        if float(np.mean(np.abs(block - middle) > least)) > CALM_SHARE:
            continue
        covered = [
            n for n in near if n >= end and float(np.mean(np.abs(patches[n] - middle) > 2 * least)) > COVERED_SHARE
        ]
        if not covered:
            continue
        start = end - LEAST_CALM
        while start > 0 and float(np.mean(np.abs(patches[start - 1] - middle) > least)) <= CALM_SHARE:
            start -= 1
        return slice(start, end), min(covered, key=lambda n: (abs(n - anchor), n))
    return None, anchor


def _noise(level: _Floats) -> float:
    """Estimate the noise from frame to frame: most of the strip does not move most of the time."""
    if len(level) < 2:
        return 0.0
    return float(np.median(np.abs(np.diff(level, axis=0)))) * 1.4826 / float(np.sqrt(2.0))


def _changed(difference: _Floats, quiet: slice, limits: OnsetLimits) -> npt.NDArray[np.bool_]:
    """Say for each frame, depth and place along the edge whether the patch there changed."""
    patches = np.abs(ndimage.uniform_filter1d(difference, limits.patch_px, axis=2, mode="nearest"))
    calm = patches[quiet]
    unrest = np.median(calm, axis=0) * 1.4826  # of a normal distribution's absolute value to its spread
    ceiling = np.percentile(calm, 90, axis=0) * 1.5
    limit = np.maximum(np.maximum(unrest * limits.noise_factor, ceiling), limits.least_grey)
    return np.asarray(patches > limit)


def _fronts(columns: npt.NDArray[np.bool_], gap_px: int) -> _Fronts:
    """Give, for each frame, how deep the change reaches from the edge without a gap wider than `gap_px`."""
    frames, depth = columns.shape
    fronts = np.zeros(frames, np.int64)
    open_gap = np.zeros(frames, np.int64)
    alive = np.ones(frames, np.bool_)
    for at in range(depth):
        hit = columns[:, at]
        open_gap = np.where(hit, 0, open_gap + 1)
        alive &= open_gap <= gap_px
        fronts = np.where(alive & hit, at + 1, fronts)
    return fronts


def _stays(shown: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Keep the frames that are followed by more of the same: a shadow's very border is a body for one frame only."""
    ahead = np.lib.stride_tricks.sliding_window_view(np.concatenate([shown, np.zeros(3, np.bool_)]), 4)
    return np.asarray(shown & (ahead.sum(axis=1) >= np.minimum(3, len(shown) - np.arange(len(shown)))))


def _walk_back(fronts: _Fronts, anchor: int, quiet_frames: int) -> int | None:
    """Find the first frame of the unbroken change that holds the anchor."""
    calm = 0
    for frame in range(anchor, -1, -1):
        calm = calm + 1 if fronts[frame] == 0 else 0
        if calm == quiet_frames:
            return frame + quiet_frames
    return None


def _like_shadow(
    changed: npt.NDArray[np.bool_], level: _Floats, difference: _Floats, quiet: slice, limits: OnsetLimits
) -> npt.NDArray[np.bool_]:
    """Say where the picture is the reference times one ratio below 1, texture kept."""
    reference = level - difference
    size = (1, limits.patch_depth_px, limits.patch_px)

    def mean(values: _Floats) -> _Floats:
        return np.asarray(ndimage.uniform_filter(values, size, mode="nearest"), np.float32)

    squares = mean(np.square(reference[:1]))
    ratio = mean(level * reference[:1]) / np.maximum(squares, 1.0)
    residue = mean(np.square(level)) - np.square(ratio) * squares
    noise = np.median(mean(np.square(difference[quiet])), axis=0)
    dim = (ratio > 0.3) & (ratio < 1.0)  # no shadow out of doors is darker than a third
    shadow = dim & (residue < limits.shadow_residue * np.maximum(noise, 1.0))
    # A patch across the shadow's border is no ratio of anything: what lies within a patch of a shadow is left to it.
    around = (1, 2 * limits.patch_depth_px + 1, 2 * limits.patch_px + 1)
    return np.asarray(ndimage.maximum_filter(shadow & changed, around))


def _speed(fronts: _Fronts, first: int, depth: int) -> float:
    """Give the front's speed in pixels a frame over its first frames, until it has crossed the strip; 0 for none."""
    ahead = fronts[first : first + SPEED_FRAMES + 1]
    through = np.flatnonzero(ahead >= depth - 1)
    last = int(through[0]) if len(through) else len(ahead) - 1
    if last == 0:
        return 0.0 if not len(through) else float(depth)
    return max(0.0, float(ahead[last] - ahead[0]) / last)
