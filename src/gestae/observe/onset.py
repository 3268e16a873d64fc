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
CALM_SHARE: Final = 0.005
CALM_GREY: Final = 5.0
# At the anchor, more than this share of the patches is covered; it may be so many frames off.
COVERED_SHARE: Final = 0.05
ANCHOR_SLACK: Final = 8
# Ratios are taken above this level: blacker than that, noise is divided by noise.
LIFT_GREY: Final = 4.0

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
        hidden_px: and so much may be in the picture and pass for the shadow that runs ahead of it.
        carried_share: what takes less than this share of the strip may be a thing that the person carries.
        shadow_least: no shadow is darker than this share of the ground's light.
        brighter_grey: no shadow is brighter than the ground; compression rings by less than this.
        sway: a front advances at least by this share of its measured speed; legs and arms swing.
        shadow_residue: a shadow leaves no more than this many times the noise unexplained, beside the ground's texture.
    """

    noise_factor: float = 6.0
    least_grey: float = 3.0
    patch_px: int = 8
    patch_depth_px: int = 4
    quiet_frames: int = 2
    gap_px: int = 4
    unseen_px: float = 1.0
    hidden_px: float = 6.0
    carried_share: float = 0.25
    shadow_least: float = 0.5
    brighter_grey: float = 8.0
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
    whole: int  # the first frame that shows more than a hand can hold


def find_onset(frames: StripFrames, gain: _Floats, anchor: int, speed_px: float, limits: OnsetLimits) -> Onset | None:
    """Walk back from a frame that surely shows the thing to the first one that does.

    Args:
        frames: (frames, depth, length) uint8, depth 0 at the picture's edge.
        gain: (frames,) the light of each against one and the same light.
        anchor: a frame in which the thing reaches from the edge into the picture, give or take a few.
        speed_px: how fast the thing comes in on the whole, pixels a frame.
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
    body = _body(changed, level, difference, calm, limits)
    body_fronts = _fronts(np.any(body, axis=2), limits.gap_px)
    shown = np.flatnonzero(_stays(body_fronts > 0)[: anchor + ANCHOR_SLACK + 1])
    if not len(shown) or shown[-1] < calm.stop:
        return None
    first_change = _walk_back(fronts, int(shown[-1]), limits.quiet_frames)
    if first_change is None:
        return None
    first = int(shown[shown >= first_change][0])
    speed = limits.sway * max(speed_px, _speed(body_fronts, first, frames.shape[1]))
    # The frame before showed nothing of it: at most so much of it was in the picture then.
    hidden_px = limits.hidden_px if first > first_change else limits.unseen_px
    earliest = max(first_change - 1 - limits.unseen_px / speed, first - 1 - hidden_px / speed)
    along = np.any(body, axis=1).sum(axis=1)
    tall = np.flatnonzero(along[first : anchor + 1] >= limits.carried_share * frames.shape[2])
    whole = first + int(tall[0]) if len(tall) else max(first, anchor)
    return Onset(first, max(-1.0, earliest), speed, first > first_change, whole)


def _calm_before(level: _Floats, anchor: int, limits: OnsetLimits) -> tuple[slice | None, int]:
    """Find the last stretch before the anchor in which the strip stands still and looks unlike it does at the anchor.

    Somebody may have passed before, or may stand in the strip: only the stretch right before counts. A smooth side of
    a van stands still too while it passes, but looks like the anchor.

    Returns:
        The stretch, and the frame next to the anchor that differs from it; None and the anchor where there is none.
    """
    patches = ndimage.uniform_filter1d(level, limits.patch_px, axis=2, mode="nearest")
    least = max(CALM_GREY, limits.noise_factor * _noise(level) / np.sqrt(limits.patch_px))
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


def _body(
    changed: npt.NDArray[np.bool_], level: _Floats, difference: _Floats, calm: slice, limits: OnsetLimits
) -> npt.NDArray[np.bool_]:
    """Say where something is that no shadow can be: too dark, brighter, or with more texture than the ground has."""
    reference = (level - difference)[:1]
    small = (1, 3, 5)
    light = _mean(difference, small)
    ratio = (_mean(level, small) + LIFT_GREY) / (_mean(reference, small) + LIFT_GREY)
    plain = (ratio < limits.shadow_least) | (light > limits.brighter_grey)
    large = (1, limits.patch_depth_px, limits.patch_px)
    squares = _mean(np.square(reference), large)
    share = _mean(level * reference, large) / np.maximum(squares, 1.0)
    residue = _mean(np.square(level), large) - np.square(share) * squares
    noise = np.median(_mean(np.square(difference[calm]), large), axis=0)
    # Compression may wipe out the ground's texture in a shadow, but it adds none.
    texture = squares - np.square(_mean(reference, large))
    odd = residue > limits.shadow_residue * np.maximum(noise, 1.0) + 2.0 * np.square(share) * texture
    # A patch across the shadow's border is no ratio of anything: what lies within a patch of a shadow is left to it.
    around = (1, 2 * limits.patch_depth_px + 1, 2 * limits.patch_px + 1)
    shadow = ndimage.maximum_filter(changed & ~odd & ~plain, around)
    return np.asarray(changed & (plain | (odd & ~shadow)))


def _mean(values: _Floats, size: tuple[int, int, int]) -> _Floats:
    return np.asarray(ndimage.uniform_filter(values, size, mode="nearest"), np.float32)


def _speed(fronts: _Fronts, first: int, depth: int) -> float:
    """Give the front's speed in pixels a frame over its first frames, until it has crossed the strip; 0 for none."""
    ahead = fronts[first : first + SPEED_FRAMES + 1]
    through = np.flatnonzero(ahead >= depth - 1)
    last = int(through[0]) if len(through) else len(ahead) - 1
    if last == 0:
        return 0.0 if not len(through) else float(depth)
    return max(0.0, float(ahead[last] - ahead[0]) / last)
