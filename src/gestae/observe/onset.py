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

__all__ = ["Onset", "OnsetLimits", "find_onset"]

# The front is followed over so many frames.
SPEED_FRAMES: Final = 8

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
        shadow_residue: a shadow leaves no more of the ground's texture unexplained than this many times the noise.
    """

    noise_factor: float = 6.0
    least_grey: float = 3.0
    patch_px: int = 8
    patch_depth_px: int = 4
    quiet_frames: int = 2
    gap_px: int = 4
    unseen_px: float = 1.0
    shadow_residue: float = 3.0


@dataclass(frozen=True, slots=True)
class Onset:
    """First frame that shows a body, counted within the strip's frames, and how much earlier it may have begun.

    The true instant lies after the frame `earliest`; -1 says: before the first frame that was given.
    """

    first: int
    earliest: int
    speed_px: float
    shadow_ahead: bool


def find_onset(
    frames: StripFrames,
    gain: _Floats,
    quiet: int,
    anchor: int,
    limits: OnsetLimits,
) -> Onset | None:
    """Walk back from a frame that surely shows the thing to the first one that does.

    Args:
        frames: (frames, depth, length) uint8, depth 0 at the picture's edge.
        gain: (frames,) light against the quiet frames' light, 1 where it is the same.
        quiet: so many frames at the start are thought to be empty; half of them may be wrong.
        anchor: a frame in which the thing reaches from the edge into the picture, give or take a few.
        limits: what counts as a change.

    Returns:
        None where the strip never falls quiet before the anchor, or shows nothing at it.
    """
    level = frames.astype(np.float32) / gain[:, None, None]
    reference = np.median(level[:quiet], axis=0)
    difference = level - reference
    changed = _changed(difference, quiet, limits)
    fronts = _fronts(np.any(changed, axis=2), limits.gap_px)
    anchor = _covered_near(fronts, anchor)
    first_change = _walk_back(fronts, anchor, limits.quiet_frames)
    if first_change is None:
        return None
    body = changed & ~_like_shadow(level, reference, difference, quiet, limits)
    body_fronts = _fronts(np.any(body, axis=2), limits.gap_px)
    shown = np.flatnonzero(body_fronts[first_change : anchor + 1])
    if not len(shown):
        return None
    first = first_change + int(shown[0])
    speed = _speed(body_fronts, first, anchor)
    lag_px = limits.unseen_px + (limits.patch_depth_px if first > first_change else 0)
    hidden = int(np.ceil((body_fronts[first] + lag_px) / speed)) if speed > 0 else first + 1
    earliest = first - max(1, hidden)
    if first > first_change:
        earliest = max(earliest, first_change - 1 - int(np.ceil(limits.unseen_px / speed)) if speed > 0 else -1)
    return Onset(first, max(-1, earliest), speed, first > first_change)


def _changed(difference: _Floats, quiet: int, limits: OnsetLimits) -> npt.NDArray[np.bool_]:
    """Say for each frame, depth and place along the edge whether the patch there changed."""
    patches = np.abs(ndimage.uniform_filter1d(difference, limits.patch_px, axis=2, mode="nearest"))
    calm = patches[:quiet]
    unrest = np.median(calm, axis=0) * 1.4826  # of a normal distribution's absolute value to its spread, nearly
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


def _covered_near(fronts: _Fronts, anchor: int) -> int:
    """Find the covered frame next to the anchor, later ones first; the anchor itself where none is covered."""
    covered = np.flatnonzero(fronts > 0)
    if not len(covered):
        return anchor
    return int(covered[np.argmin(np.abs(covered - anchor) * 2 + (covered < anchor))])


def _walk_back(fronts: _Fronts, anchor: int, quiet_frames: int) -> int | None:
    """Find the first frame of the unbroken change that holds the anchor."""
    if fronts[anchor] == 0:
        return None
    calm = 0
    for frame in range(anchor, -1, -1):
        calm = calm + 1 if fronts[frame] == 0 else 0
        if calm == quiet_frames:
            return frame + quiet_frames
    return None


def _like_shadow(
    level: _Floats, reference: _Floats, difference: _Floats, quiet: int, limits: OnsetLimits
) -> npt.NDArray[np.bool_]:
    """Say where the picture is the reference times one ratio below 1, texture kept."""
    size = (1, limits.patch_depth_px, limits.patch_px)

    def mean(values: _Floats) -> _Floats:
        return np.asarray(ndimage.uniform_filter(values, size, mode="nearest"), np.float32)

    squares = mean(np.square(reference)[None])
    ratio = mean(level * reference) / np.maximum(squares, 1.0)
    residue = mean(np.square(level)) - np.square(ratio) * squares
    noise = np.median(mean(np.square(difference[:quiet])), axis=0)
    dim = (ratio > 0.3) & (ratio < 1.0)  # no shadow out of doors is darker than a third
    return np.asarray(dim & (residue < limits.shadow_residue * np.maximum(noise, 1.0)))


def _speed(fronts: _Fronts, first: int, anchor: int) -> float:
    """Give the front's slowest believable speed in pixels a frame; 0 where it does not advance."""
    last = min(anchor, first + SPEED_FRAMES)
    if last == first:
        return 0.0
    # Legs and arms make a front jump; a third of its speed may be theirs.
    return max(0.0, float(fronts[last] - fronts[first]) / (last - first) * 2 / 3)
