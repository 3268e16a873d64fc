"""When a vehicle stops and when it moves off for good: roughly by its boxes, then to the frame by its picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from gestae.model.sighting import Track
from gestae.observe.facts import Luma
from gestae.observe.paths import reversed_track
from gestae.observe.scene import Found, Scene
from gestae.observe.standstill import displacements, find_rest

__all__ = ["RestLimits", "moves_off", "stops"]

_Floats: TypeAlias = npt.NDArray[np.float64]

# A box's centre wanders by this share of the box while the thing stands (measured on detectors of the Lite kind).
JITTER_SHARE: Final = 0.12
# A rest is seen in at least so many looks, over half of its span.
LEAST_SEEN: Final = 3
# What went less than this share of its length before (after) its rest did not arrive (leave).
WAY_SHARE: Final = 0.3
# Where a track begins at rest, another picture in its place so long before shows that it came: at least this share of
# it differs by more than so many grey levels.
ELSEWHERE_S: Final = 2.0
OTHER_SHARE: Final = 0.5
OTHER_GREY: Final = 12.0
BEFORE_S: Final = 2.5
STILL_FROM_S: Final = 1.0
STILL_TO_S: Final = 2.5
REACH_PX: Final = 7
# The ruler is read to a tenth of a pixel on clean pictures, and to this on compressed ones.
RULER_PX: Final = 0.3
# Width to height of a vehicle's box, and the least share of its width that is the vehicle's length.
SIDE_VIEW: Final = ((1.4, 2.3), (0.6, 0.92))


@dataclass(frozen=True, slots=True)
class RestLimits:
    """When something stands: it moves by less than this share of its length in this time."""

    share: float = 0.05
    span_s: float = 2.0


def stops(track: Track, scene: Scene, limits: RestLimits) -> Found | None:
    """Find the first frame of its first rest after it came; None where it never rests, or stood from the start."""
    return _rest(track, scene, limits, backwards=False)


def moves_off(track: Track, scene: Scene, limits: RestLimits) -> Found | None:
    """Find the last frame of its last rest before it goes for good; None where it never rests, or stays."""
    found = _rest(reversed_track(track, scene.facts), scene, limits, backwards=True)
    if found is None:
        return None
    last = scene.facts.frames - 1
    return Found(last - found.n, last - found.latest, last - found.earliest, sure=found.sure)


def _rest(track: Track, scene: Scene, limits: RestLimits, *, backwards: bool) -> Found | None:
    facts = scene.facts
    rough = _rough_rest(track, facts.frames_in(limits.span_s))
    if rough is None or not (rough.went or _was_elsewhere(track, scene, rough.n, backwards=backwards)):
        return None
    rough_n = rough.n
    first, last = rough_n - facts.frames_in(BEFORE_S), rough_n + facts.frames_in(STILL_TO_S)
    rows = (track.n >= first) & (track.n <= last)
    standing = (track.n >= rough_n + facts.frames_in(STILL_FROM_S)) & rows
    if not standing.any():
        return None
    box = np.median(track.boxes[standing], axis=0).astype(np.float64)
    frames, numbers = _crops(scene, track.boxes[rows], (first, last), backwards=backwards)
    at_rest = numbers >= rough_n + facts.frames_in(STILL_FROM_S)
    if at_rest.sum() < 3 or len(frames) - at_rest.sum() < 3:
        return None
    corner = np.floor(_frame_of(track.boxes[rows], scene)[:2]).astype(int)
    still, origin = _still(np.stack([frame for frame, calm in zip(frames, at_rest, strict=True) if calm]), box, corner)
    places = displacements(frames, still, np.ones_like(still), origin, REACH_PX)
    way = track.boxes[standing][0].astype(np.float64) - track.boxes[0]
    found = find_rest(places, _length_px(box, way), limits.share, facts.frames_in(limits.span_s), RULER_PX)
    if found is None:
        return Found(rough_n, rough_n - facts.frames_in(1.0), rough_n + facts.frames_in(1.0), sure=False)
    shift = int(numbers[0])
    return Found(found.first + shift, found.earliest + shift, found.latest + shift)


@dataclass(frozen=True, slots=True)
class _Rough:
    """The ordinal from which its box stands, and whether the box went a way before."""

    n: int
    went: bool


def _rough_rest(track: Track, span: int) -> _Rough | None:
    """Find the ordinal from which the box's centre stays within its jitter for the span."""
    seen = track.seen
    n, boxes = track.n[seen], track.boxes[seen].astype(np.float64)
    centres = (boxes[:, :2] + boxes[:, 2:]) / 2
    extent = float(np.median(np.max(boxes[:, 2:] - boxes[:, :2], axis=1)))
    for row in range(len(n)):
        ahead = (n >= n[row]) & (n <= n[row] + span)
        if n[-1] < n[row] + span:
            return None
        # Boxes that were only drawn between two sightings do not show that it stood.
        if ahead.sum() < LEAST_SEEN or n[ahead][-1] - n[row] < span / 2:
            continue
        away = np.hypot(*(centres[ahead] - np.median(centres[ahead], axis=0)).T)
        if away.max() < JITTER_SHARE * extent / 2:
            way = np.hypot(*(centres[row] - centres[0]))
            return _Rough(int(n[row]), bool(way >= WAY_SHARE * extent))
    return None


def _was_elsewhere(track: Track, scene: Scene, rough_n: int, *, backwards: bool) -> bool:
    """Say whether the picture shows something else in its place shortly before its track begins.

    A van that drives towards the camera fills half the picture, and no detector tells it there: its track begins when
    it stands. What was in its place a moment before says whether it came.
    """
    facts, first = scene.facts, int(track.n[0])
    if rough_n - first > facts.frames_in(BEFORE_S):
        return False
    box = np.median(track.boxes[track.n <= rough_n + facts.frames_in(STILL_TO_S)], axis=0)
    moments = rough_n + facts.frames_in(STILL_FROM_S), first - facts.frames_in(ELSEWHERE_S)
    views = [_view(scene, box, n, backwards=backwards) for n in moments]
    if not all(view.size for view in views):
        return False
    return bool(np.mean(np.abs(views[1] - views[0]) > OTHER_GREY) >= OTHER_SHARE)


def _view(scene: Scene, box: npt.NDArray[np.float32], n: int, *, backwards: bool) -> npt.NDArray[np.float32]:
    """Give what a frame shows within a box, by one and the same light; nothing outside the recording."""
    at = scene.facts.frames - 1 - n if backwards else n
    pictures = scene.pictures(at, at) if 0 <= at < scene.facts.frames else []
    if not pictures:
        return np.zeros((0, 0), np.float32)
    x1, y1, x2, y2 = (int(value) for value in np.maximum(np.rint(box), 0))
    crop = pictures[0][1][y1:y2, x1:x2].astype(np.float32)
    return np.asarray(crop / scene.light_at(np.array([at]))[0], np.float32)


def _frame_of(boxes: npt.NDArray[np.float32], scene: Scene) -> _Floats:
    """Give the part of the picture that holds all the boxes, with a margin."""
    margin = 2.0 * REACH_PX
    low = np.maximum(boxes[:, :2].min(axis=0) - margin, 0)
    high = np.minimum(boxes[:, 2:].max(axis=0) + margin, [scene.facts.width_px, scene.facts.height_px])
    return np.concatenate([low, high]).astype(np.float64)


def _crops(
    scene: Scene, boxes: npt.NDArray[np.float32], span: tuple[int, int], *, backwards: bool
) -> tuple[list[Luma], npt.NDArray[np.int64]]:
    """Take the part of each frame that holds the thing; numbers count as the (reversed) track counts."""
    x1, y1, x2, y2 = (int(value) for value in _frame_of(boxes, scene))
    last = scene.facts.frames - 1
    first_n, last_n = (last - span[1], last - span[0]) if backwards else span
    pictures = [(n, luma[y1:y2, x1:x2].copy()) for n, luma in scene.shown(first_n, last_n)]
    if backwards:
        pictures = [(last - n, crop) for n, crop in reversed(pictures)]
    return [crop for _, crop in pictures], np.array([n for n, _ in pictures], np.int64)


def _still(
    frames: npt.NDArray[np.uint8], box: _Floats, corner: npt.NDArray[np.int_]
) -> tuple[npt.NDArray[np.float32], tuple[int, int]]:
    """Average the thing at rest, within its box less a rim of ground."""
    rim = 0.06 * (box[2:] - box[:2])
    left, top = np.maximum(np.ceil(box[:2] + rim).astype(int) - corner, 0)
    right, bottom = np.floor(box[2:] - rim).astype(int) - corner
    mean = frames[:, top:bottom, left:right].mean(axis=0, dtype=np.float32)
    return np.ascontiguousarray(mean, np.float32), (int(left), int(top))


def _length_px(box: _Floats, way: _Floats) -> tuple[float, float]:
    """Bound the thing's length along its way, from its box at rest.

    A box seen from the side is as wide as the thing is long. At three quarters it also holds a part of its width, and
    is higher for its width; so the least believable share of the box falls with the box's proportions.

    >>> _length_px(np.array([0.0, 0.0, 200.0, 80.0]), np.array([50.0, 0.0, 50.0, 0.0]))
    (184.0, 204.0)
    """
    width, height = float(box[2] - box[0]), float(box[3] - box[1])
    dx, dy = abs(float(way[0] + way[2])), abs(float(way[1] + way[3]))
    if dx >= 2 * dy:
        share = float(np.interp(width / height, *SIDE_VIEW))
        return share * width, 1.02 * width
    extent = width * dx / (dx + dy) + height * dy / (dx + dy)
    return 0.5 * extent, 1.1 * extent
