"""When a vehicle that was lost from sight was gone: the last picture that differs from the calm one after it.

A detector may not tell a vehicle that fills the picture on its way out past the camera. Pixels still show that
something is there without a break until nothing is, and that the scene then looks as it did before the vehicle came.
That bounds when it was gone: after it was last seen, before the calm.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from gestae.model.sighting import Track
from gestae.observe.scene import Found, Scene

__all__ = ["gone_by"]

# A vehicle that drives past a camera takes seconds; what goes on for longer may be somebody else.
LONGEST_S: Final = 10.0
# The picture after it is calm if nothing moved in it for so long.
CALM_S: Final = 1.0
# Differences of two pictures: beyond coding noise at the strength that recorders code with.
CHANGED_GREY: Final = 20
# Compared at about this width: thousands of pixels are enough to see a vehicle, and noise averages out.
COMPARED_PX: Final = 320
# Below this share of the picture, or so many times the calm picture's own unrest, nothing is said to move: the digits
# of a burnt-in clock that change are a thousandth of it.
LEAST_SHARE: Final = 0.003
# A corner that is smaller than that is gone soon after.
CORNER_S: Final = 0.2
OVER_NOISE: Final = 3.0
# What may differ from the scene before it came, as a share of its own box: people moved, a vehicle did not stay.
STAYS_SHARE: Final = 0.25
# Larger than a nudge of the camera in the compared picture, smaller than a vehicle.
BLOCK_PX: Final = 16

_Luma = npt.NDArray[np.uint8]


def gone_by(track: Track, scene: Scene, came: Found | None) -> Found | None:
    """Bound when nothing of a lost vehicle was in the picture any more.

    Args:
        track: it, followed until it was lost.
        scene: what the rules may look at.
        came: when it came in; what the scene looked like before is asked just before that.

    Returns:
        The last picture that differs from the calm after it, no earlier than the last sight of the vehicle and no later
        than the calm; None where something moves on for more than ten seconds, where nothing differed for a while,
        where a thing of its size may have stayed, or where light or camera changed.
    """
    last, facts = int(track.n[-1]), scene.facts
    calm = facts.frames_in(CALM_S)
    stop = min(facts.frames - 1, last + facts.frames_in(LONGEST_S))
    if came is None or came.earliest < 1 or stop - last <= calm or scene.disturbed(last, stop):
        return None
    before, after = _one(scene, int(came.earliest) - 1), _one(scene, stop)
    if before is None or after is None or _stayed(before, after, track, scene):
        return None
    shares = np.array([_share(_small(luma, scene), after) for _, _, luma in scene.window(last, stop)])
    moving = shares > max(LEAST_SHARE, OVER_NOISE * float(np.median(shares[-calm:])))
    if moving[-calm:].any() or not moving[0]:
        return None
    shown = int(np.flatnonzero(moving)[-1])
    if not moving[: shown + 1].all():
        return None
    return Found(last + shown, last, last + shown + 1 + facts.frames_in(CORNER_S), sure=False)


def _stayed(before: _Luma, after: _Luma, track: Track, scene: Scene) -> bool:
    """Say whether as much has changed since before it came as a vehicle that stays would change."""
    sides = np.asarray(track.boxes[-1, 2:] - track.boxes[-1, :2], np.float64)
    its_share = float(sides.prod()) / (scene.facts.width_px * scene.facts.height_px)
    return _share(_blocks(before), _blocks(after)) > STAYS_SHARE * its_share


def _blocks(luma: _Luma) -> _Luma:
    """Give the means of blocks: a camera that was nudged in between moves edges, not what fills a block."""
    rows, columns = (length // BLOCK_PX * BLOCK_PX for length in luma.shape)
    parts = luma[:rows, :columns].reshape(rows // BLOCK_PX, BLOCK_PX, -1, BLOCK_PX)
    return np.asarray(parts.mean(axis=(1, 3)), np.uint8)


def _one(scene: Scene, n: int) -> _Luma | None:
    found = scene.pictures(n, n)
    return _small(found[0][1], scene) if found else None


def _small(luma: _Luma, scene: Scene) -> _Luma:
    step = max(1, luma.shape[1] // COMPARED_PX)
    return np.where(scene.restless[::step, ::step], np.uint8(0), luma[::step, ::step])


def _share(picture: _Luma, other: _Luma) -> float:
    """Give the share of the picture that differs, light taken out: lamps and clouds change all of it alike."""
    apart = picture.astype(np.int16) - other
    return float((np.abs(apart - np.median(apart)) > CHANGED_GREY).mean())
