"""How a person goes: where head and feet are, look by look, how tall the body is, how fast it moves, where it stands.

All lengths are body heights: the body's own height in the picture at that place. So near and far people are measured
alike, and nothing needs to be known of the camera. A way along the line of sight hardly moves anything in the picture;
what is read of it is that the body grows or shrinks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from gestae.model.sighting import Track
from gestae.model.skeleton import Joint, Poses
from gestae.observe.spells import lasts, runs

__all__ = ["Going", "PaceLimits", "Stand", "going_of", "stands_of"]

_Floats: TypeAlias = npt.NDArray[np.float64]
_Flags: TypeAlias = npt.NDArray[np.bool_]
_Ordinals: TypeAlias = npt.NDArray[np.int64]

# A body is as tall as most of its boxes in so much time before and after; who bends or is half hidden stays as tall.
_TALL_S: Final = 2.0
_TALL_PART: Final = 80.0
# A speed is a straight line through so many seconds, and at least so many looks.
_LINE_S: Final = 0.41
_LINE_LOOKS: Final = 4
# One box in ten may be wrong while somebody stands.
_STANDING_PART: Final = 90.0
# A stand is known from so many looks, and the last of them lies so near to the end of its time.
_STANDING_LOOKS: Final = 5
_STANDING_GAP_S: Final = 0.45
# The ankle's joint lies so high above the sole, in body heights (Drillis and Contini 1966); its score when it is known.
_SOLE: Final = 0.039
_ANKLE_SCORE: Final = 0.25
_ANKLES: Final = [int(Joint.LEFT_ANKLE), int(Joint.RIGHT_ANKLE)]
# Of what is cut by the picture's edge neither height nor place is known.
_EDGE_PX: Final = 3.0


@dataclass(frozen=True, slots=True)
class PaceLimits:
    """Every parameter of the rules on how people go; lengths are in body heights.

    Attributes:
        spot: who stands stays within so much of one place, head or feet.
        surely_spot: the same without doubt.
        span_s: for so long.
        grows: nor does the box's height change by more than this ratio in that time, unless the feet surely stand.
        went: whoever stops was so far from there before.
        went_s: so long before at most.
        run: body heights a second from which somebody runs.
        run_s: for so long.
    """

    spot: float = 0.12
    surely_spot: float = 0.08
    span_s: float = 2.0
    grows: float = 1.08
    went: float = 1.0
    went_s: float = 4.0
    run: float = 1.7
    run_s: float = 0.7


@dataclass(frozen=True, slots=True, eq=False)
class Going:
    """One person's track, look by look.

    Attributes:
        track: the track.
        n: (m,) ordinals of the looks; `t_s` their times.
        boxes: (m, 4) pixels; `head` (m, 2) the middle of their top.
        feet: (m, 2) between the ankles, at the height of the soles; the middle of the box's bottom where hidden.
        size_px: (m,) height of the body; `high_px` of the box.
        speed: (m,) body heights a second, the lesser of head and feet; nan where there are too few looks.
        is_whole: (m,) False where the box ends at an edge of the picture, or is no higher than wide.
    """

    track: Track
    n: _Ordinals
    t_s: _Floats
    boxes: _Floats
    head: _Floats
    feet: _Floats
    size_px: _Floats
    high_px: _Floats
    speed: _Floats = field(repr=False)
    is_whole: _Flags = field(repr=False)

    def __len__(self) -> int:
        return len(self.n)

    def off(self, head: _Floats, feet: _Floats, size_px: float) -> _Floats:
        """Give (m,) how far each look lies from a place, in body heights: head or feet, whichever is nearer."""
        return np.asarray(np.minimum(_length(self.head - head), _length(self.feet - feet)) / size_px)

    def at(self, t_s: float, *, within_s: float = 0.5) -> int | None:
        """Give the look nearest to a time; None where there is none so near."""
        look = int(np.argmin(np.abs(self.t_s - t_s)))
        return look if abs(float(self.t_s[look]) - t_s) <= within_s else None


@dataclass(frozen=True, slots=True, eq=False)
class Stand:
    """A time in which a person stands.

    Attributes:
        first: first look there; `last` the last.
        sure: first look from which it stands without doubt.
        off: (looks of the track,) distance of each look from there, in body heights.
        came: True where the person was seen elsewhere shortly before; `went` shortly after.
    """

    first: int
    last: int
    sure: int
    off: _Floats
    came: bool
    went: bool


def going_of(track: Track, poses: Poses | None, t_s: _Floats, size_px: tuple[int, int]) -> Going:
    """Measure how a person goes.

    Args:
        track: the person's.
        poses: skeletons of the track, if there are any.
        t_s: times of the stream's frames by ordinal, in seconds.
        size_px: width and height of the picture.
    """
    n, boxes = track.n[track.seen], track.boxes[track.seen].astype(np.float64)
    times, sides = t_s[n], boxes[:, 2:] - boxes[:, :2]
    tall_px = np.array(
        [np.percentile(sides[near, 1], _TALL_PART) for near in _around(times, _TALL_S, _TALL_S)], np.float64
    )
    middle = (boxes[:, 0] + boxes[:, 2]) / 2
    head, feet = np.column_stack([middle, boxes[:, 1]]), np.column_stack([middle, boxes[:, 3]])
    ankles = _ankles(poses, n) + np.column_stack([np.zeros(len(n)), _SOLE * tall_px])
    feet = np.where(np.isfinite(ankles), ankles, feet)
    inside = (boxes[:, :2] > _EDGE_PX).all(axis=1) & (boxes[:, 2:] < np.array(size_px) - _EDGE_PX).all(axis=1)
    speed = np.minimum(_speed(times, head), _speed(times, feet)) / tall_px
    return Going(track, n, times, boxes, head, feet, tall_px, sides[:, 1], speed, inside & (sides[:, 1] > sides[:, 0]))


def stands_of(going: Going, limits: PaceLimits) -> tuple[Stand, ...]:
    """Find the times in which a person stands, in order."""
    spread = np.array([_spread(going, near, limits) for near in _around(going.t_s, 0.0, limits.span_s)])
    still = spread <= limits.spot
    found = []
    # Looks that show somebody still stand for the time after them, so those that overlap are one stand.
    for first, begun in runs(going.t_s, still, np.zeros(len(going), bool), limits.span_s):
        last = _around(going.t_s, 0.0, limits.span_s)[begun].stop - 1
        if lasts(going.t_s, (first, last), limits.span_s - _STANDING_GAP_S):
            found.append(_stand(going, (first, last), spread, limits))
    return tuple(found)


def _stand(going: Going, span: tuple[int, int], spread: _Floats, limits: PaceLimits) -> Stand:
    """Measure a stand: from the first look at its place to the last."""
    there = slice(span[0], span[1] + 1)
    head, feet = np.median(going.head[there], axis=0), np.median(going.feet[there], axis=0)
    size_px = float(np.median(going.size_px[there]))
    off = going.off(head, feet, size_px)
    sure = np.flatnonzero(spread[there] <= limits.surely_spot)
    away = (off >= limits.went) | (np.abs(np.log(going.size_px / size_px)) >= np.log(1 + limits.went / 5))
    before = (going.t_s >= going.t_s[span[0]] - limits.went_s) & (going.t_s < going.t_s[span[0]])
    after = (going.t_s <= going.t_s[span[1]] + limits.went_s) & (going.t_s > going.t_s[span[1]])
    return Stand(
        span[0], span[1], span[0] + int(sure[0]) if len(sure) else span[1], off,
        bool(away[before].any()), bool(away[after].any()),
    )  # fmt: skip


def _spread(going: Going, near: slice, limits: PaceLimits) -> float:
    """Give how far most looks go from their middle, in body heights; inf for a body that grows, nan for few looks."""
    times = going.t_s[near]
    if len(times) < _STANDING_LOOKS or times[-1] - times[0] < limits.span_s - _STANDING_GAP_S:
        return float("nan")
    size_px = float(np.median(going.size_px[near]))
    head, feet = (
        float(np.percentile(_length(one - np.median(one, axis=0)), _STANDING_PART)) / size_px
        for one in (going.head[near], going.feet[near])
    )
    third = len(times) // 3
    before, after = (float(np.median(part)) for part in (going.high_px[near][:third], going.high_px[near][-third:]))
    grows = abs(np.log(after / before)) > np.log(limits.grows)
    # Who walks along the line of sight grows, and so does who bends; but the feet of who bends stand.
    return float("inf") if grows and feet > limits.surely_spot else min(head, feet)


def _ankles(poses: Poses | None, n: _Ordinals) -> _Floats:
    """Give (m, 2) the middle between both ankles, nan where not both are known."""
    places = np.full((len(n), 2), np.nan)
    if poses is None:
        return places
    _, mine, its = np.intersect1d(n, poses.n, assume_unique=True, return_indices=True)
    known = (poses.scores[its][:, _ANKLES] >= _ANKLE_SCORE).all(axis=1)
    places[mine[known]] = poses.points[its[known]][:, _ANKLES].mean(axis=1)
    return places


def _speed(t_s: _Floats, places: _Floats) -> _Floats:
    """Give (m,) pixels a second along the straight line that fits the looks around each look best."""
    speed = np.full(len(t_s), np.nan)
    for look, near in enumerate(_around(t_s, _LINE_S, _LINE_S)):
        if near.stop - near.start < _LINE_LOOKS:
            continue
        times = t_s[near] - t_s[near].mean()
        speed[look] = np.hypot(*(times @ places[near]) / (times @ times))
    return speed


def _around(t_s: _Floats, back_s: float, ahead_s: float) -> Sequence[slice]:
    """Give for each look the looks that lie so near to it in time, itself among them."""
    hair_s = 1e-6
    starts = np.searchsorted(t_s, t_s - back_s - hair_s)
    stops = np.searchsorted(t_s, t_s + ahead_s + hair_s, side="right")
    return [slice(int(start), int(stop)) for start, stop in zip(starts, stops, strict=True)]


def _length(vectors: _Floats) -> _Floats:
    return np.asarray(np.hypot(vectors[:, 0], vectors[:, 1]))
