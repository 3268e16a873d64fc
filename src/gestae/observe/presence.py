"""When something was first and last in the picture, where it does not cross the picture's edge."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from gestae.model.sighting import Track
from gestae.observe.paths import reversed_track
from gestae.observe.reach import without_trace
from gestae.observe.scene import Found, Scene

__all__ = ["PresenceLimits", "first_seen", "last_seen", "while_nobody_looked"]

# Whoever walks covers three of its own box widths a second (1.4 m/s, half a metre wide). Before the detector saw it, it
# may have come from anywhere that it could reach at that pace; somebody else's movement there widens the bounds too,
# since nothing here can tell the two apart.
WIDTHS_PER_S: Final = 3.0
# Whoever comes in is wholly in after at most this time, or counts as told when first seen; boxes end near an edge.
WHOLLY_S: Final = 1.5
EDGE_PX: Final = 4.0
# A track that starts so soon after the recording's beginning was there at its beginning.
EDGE_OF_FILE_S: Final = 0.45


@dataclass(frozen=True, slots=True)
class PresenceLimits:
    """What is worth an observation.

    Attributes:
        detections: seen in at least so many pictures,
        least_s: over at least this time,
        mean_score: with this mean score of the detector.
    """

    detections: int = 3
    least_s: float = 0.6
    mean_score: float = 0.2


def first_seen(track: Track, scene: Scene, came_in: Found | None) -> Found:
    """Bound the moment from which it is told: not before any part of it is in, not after the detector saw it."""
    first = int(track.n[0])
    if came_in is not None:
        told = max(first, came_in.n)
        return Found(told, came_in.earliest, max(told, _wholly_in(track, scene)), sure=False)
    if first <= scene.facts.frames_in(EDGE_OF_FILE_S):
        return Found(0, 0, first, sure=first == 0)
    return Found(first, _without_trace(track, scene, backwards=True) or 0, first, sure=False)


def last_seen(track: Track, scene: Scene, went_out: Found | None) -> Found | None:
    """Bound the moment until which it is told; None where it is there when the recording ends."""
    last, end = int(track.n[-1]), scene.facts.frames - 1
    if went_out is not None:
        told = min(last, went_out.n)
        back = end - _wholly_in(reversed_track(track, scene.facts), scene)
        return Found(told, min(told, back), went_out.latest, sure=False)
    if last >= end - scene.facts.frames_in(EDGE_OF_FILE_S):
        return None
    gone = _without_trace(track, scene, backwards=False)
    return Found(last, last, end if gone is None else gone, sure=False)


def _wholly_in(track: Track, scene: Scene) -> int:
    """Give the first frame in which its box is clear of the edges; the last one waited for where it stays there."""
    soon = track.n <= track.n[0] + scene.facts.frames_in(WHOLLY_S)
    far = np.array([scene.facts.width_px, scene.facts.height_px]) - EDGE_PX
    boxes = track.boxes[soon]
    clear = (boxes[:, :2] > EDGE_PX).all(axis=1) & (boxes[:, 2:] < far).all(axis=1)
    return int(track.n[soon][int(np.argmax(clear))]) if clear.any() else int(track.n[soon][-1])


def _without_trace(track: Track, scene: Scene, *, backwards: bool) -> int | None:
    """Give the frame before its first (after its last) sighting in which it can have left no trace."""
    row = 0 if backwards else -1
    box = track.boxes[row].astype(np.float64)
    pace_px = WIDTHS_PER_S * float(box[2] - box[0]) / scene.facts.rate_hz
    return without_trace(scene.record, box, int(track.n[row]), pace_px=pace_px, backwards=backwards)


def while_nobody_looked(track: Track, scene: Scene) -> tuple[str, ...]:
    """Say in which times of its presence nobody looked for it, and why it is told to have been there all the same."""
    gaps = scene.unmeasured(int(track.n[0]), int(track.n[-1]))
    if not gaps:
        return ()
    pts, base = scene.facts.pts, scene.facts.time_base
    times = ", ".join(
        f"{float((pts[first] - pts[0]) * base):.2f} to {float((pts[last] - pts[0]) * base):.2f} s"
        for first, last in gaps
    )
    return (
        f"Nobody looked for it from {times}: that it stayed is inferred, because a search of that time found no change "
        "in the picture, and before and after it stood in the same place.",
    )
