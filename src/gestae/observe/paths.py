"""Where a track comes from and where it goes: the side of the picture that it crosses, and about when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from gestae.model.sighting import Track
from gestae.observe.facts import StreamFacts
from gestae.observe.strip import Side, Strip

__all__ = ["Crossing", "crossing", "reversed_track"]

_Floats: TypeAlias = npt.NDArray[np.float64]

# A walk of this long before the first detection is still believed to go straight on.
BELIEVED_S: Final = 3.0
# The speed is read off so much of the track's beginning.
SPEED_S: Final = 1.2
# A box that ends so near the edge (share of the picture's width) touches it.
TOUCH_SHARE: Final = 0.012
DEPTH_SHARE: Final = 1 / 16


@dataclass(frozen=True, slots=True)
class Crossing:
    """A track's way across one side of the picture, read inwards.

    Attributes:
        strip: where to look.
        speed_px: inwards, pixels a frame.
        cross_n: about when its front crosses the edge (may lie before the file).
        inside_n: a frame at which it surely reaches from the edge into the picture, if the guess is right.
        touches: its first box ends at the picture's edge.
    """

    strip: Strip
    speed_px: float
    cross_n: float
    inside_n: int
    touches: bool


def crossing(track: Track, facts: StreamFacts) -> Crossing | None:
    """Say which side a track comes in over, or None where it does not come over one.

    Its first second is laid back in a straight line.
    """
    n, boxes = _beginning(track, facts)
    if len(n) < 2:  # one box has no direction
        return None
    slopes = np.array([_slope(n, boxes[:, corner]) for corner in range(4)])
    found = [_over(side, n, boxes, slopes, facts) for side in Side]
    sides = [crossed for crossed in found if crossed is not None]
    return min(sides, key=lambda crossed: (int(n[0]) - crossed.cross_n, crossed.strip.side)) if sides else None


def reversed_track(track: Track, facts: StreamFacts) -> Track:
    """Run a track backwards, as the stream would be counted from its end, so that leaving reads as entering."""
    last = facts.frames - 1
    return Track(
        id=track.id, number=track.number, label=track.label, n=last - track.n[::-1], pts=-track.pts[::-1],
        boxes=track.boxes[::-1], scores=track.scores[::-1],
    )  # fmt: skip


def _beginning(track: Track, facts: StreamFacts) -> tuple[_Floats, _Floats]:
    """Give ordinals and boxes of the detections of the first second or so."""
    soon = track.seen & (track.n <= track.n[0] + facts.frames_in(SPEED_S))
    return track.n[soon].astype(np.float64), track.boxes[soon].astype(np.float64)


def _slope(n: _Floats, values: _Floats) -> float:
    """Median of the slopes between all pairs (Theil 1950, Sen 1968): one wild box does not bend it."""
    rows, columns = np.triu_indices(len(n), 1)
    return float(np.median((values[columns] - values[rows]) / (n[columns] - n[rows])))


def _over(side: Side, n: _Floats, boxes: _Floats, slopes: _Floats, facts: StreamFacts) -> Crossing | None:
    across = side in {Side.LEFT, Side.RIGHT}
    size = facts.width_px if across else facts.height_px
    low, high = (0, 2) if across else (1, 3)
    near = boxes[0, low] if side in {Side.LEFT, Side.TOP} else size - boxes[0, high]
    front = boxes[0, high] if side in {Side.LEFT, Side.TOP} else size - boxes[0, low]
    # While a thing comes in, its hind edge sticks to the picture's edge: only its front moves.
    speed = slopes[high] if side in {Side.LEFT, Side.TOP} else -slopes[low]
    extent = float(np.median(boxes[:, high] - boxes[:, low]))
    if speed * facts.rate_hz < 0.08 * extent:  # a twelfth of itself a second is no way in
        return None
    touches = near <= TOUCH_SHARE * facts.width_px
    believed = facts.frames_in(BELIEVED_S)
    if not touches and near / speed > believed:
        return None
    cross_n = float(n[0]) - front / speed
    along = (1, 3) if across else (0, 2)
    # What touches the edge crosses it here; where it lingers, its front crossed long ago, and no line leads back to it.
    back = 0.0 if touches else cross_n - float(n[0])
    drift = (float(slopes[along[0]]) + float(slopes[along[1]])) / 2 * back
    length = facts.height_px if across else facts.width_px
    begin, end = boxes[0, along[0]] + drift, boxes[0, along[1]] + drift
    pad = 0.1 * (end - begin)
    begin, end = max(0, int(begin - pad)), min(length, int(np.ceil(end + pad)))
    if end - begin < 16:  # it would cross beside the picture
        return None
    depth = min(size // 2, max(24, round(facts.width_px * DEPTH_SHARE)))
    reach = min(depth * 0.7, extent * 0.6)
    inside = int(n[0]) if touches else round(cross_n + reach / speed)
    return Crossing(Strip(side, begin, end, depth), float(speed), cross_n, inside, bool(touches))
