"""When a thing comes to rest and when it moves again, by the picture of the thing itself.

Boxes jitter by several pixels; the thing's own texture, once it stands, is a ruler: each earlier frame is laid over
the stopped appearance, and the shift that fits best is read off to a tenth of a pixel. Nothing but the ratio of that
shift to the thing's length enters the definition.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt
from numba import njit

__all__ = ["Rest", "displacements", "find_rest"]

_Floats: TypeAlias = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Rest:
    """First frame of rest within the given frames, and bounds of the instant, which may lie between frames."""

    first: int
    earliest: float
    latest: float


# A pixel that differs by more is somebody before the thing, a lamp, a door: it counts as this much and no more.
_CAP_GREY: Final = 60.0
# At least so much of the still must lie within the frame to be told again.
_LEAST_SHARE: Final = 0.5


@njit(cache=True, nogil=True)
def _misfits(
    frame: npt.NDArray[np.float32],
    still: npt.NDArray[np.float32],
    weight: npt.NDArray[np.float32],
    corner: npt.NDArray[np.int64],
    table: npt.NDArray[np.float64],
) -> None:
    """Write the mean absolute difference of the still laid on the frame, for each place from `corner` (top left) on."""
    whole = weight.sum()
    for row in range(table.shape[0]):
        for column in range(table.shape[1]):
            total = 0.0
            mass = 0.0
            for i in range(still.shape[0]):
                y = corner[0] + row + i
                if y < 0 or y >= frame.shape[0]:
                    continue
                for j in range(still.shape[1]):
                    x = corner[1] + column + j
                    if weight[i, j] > 0 and 0 <= x < frame.shape[1]:
                        total += weight[i, j] * min(abs(frame[y, x] - still[i, j]), _CAP_GREY)
                        mass += weight[i, j]
            table[row, column] = total / mass if mass > _LEAST_SHARE * whole else np.inf


def displacements(
    frames: Sequence[npt.NDArray[np.uint8]], still: _Floats, weight: _Floats, origin: tuple[int, int], reach_px: int
) -> npt.NDArray[np.float64]:
    """Lay the stopped appearance over each frame, from the last to the first.

    Args:
        frames: (h, w) uint8 each; the last ones show the thing at rest.
        still: (a, b) float32, how it looks at rest.
        weight: (a, b) float32, 0 where the ground shows.
        origin: (left, top) of the still within the frames, at rest.
        reach_px: how far it may move from one frame to the next.

    Returns:
        (frames, 2) x y in pixels off the place of rest; NaN where it can no longer be followed.
    """
    found = np.full((len(frames), 2), np.nan)
    at, pace = np.zeros(2), np.zeros(2)
    for index in range(len(frames) - 1, -1, -1):
        guess = at + pace
        place = _search(frames[index].astype(np.float32), still, weight, np.array(origin) + guess, reach_px)
        if place is None:
            break
        fresh = place - np.array(origin)
        pace, at = np.clip(fresh - at, -4 * reach_px, 4 * reach_px), fresh
        found[index] = fresh
    return found


def find_rest(
    places: npt.NDArray[np.float64], length_px: tuple[float, float], share: float, span: int, ruler_px: float
) -> Rest | None:
    """Find the first frame from which the thing moves less than a share of its length in the following span.

    Args:
        places: (frames, 2) from `displacements`.
        length_px: its least and greatest believable length.
        share: of the length, such as 0.05.
        span: frames of the following time, such as those of 2 s.
        ruler_px: how far a displacement may be misread.

    Returns:
        None where it never moved more than that, or was lost before it did.
    """
    middle = share * sum(length_px) / 2
    wide, narrow = share * length_px[1] + ruler_px, max(share * length_px[0] - ruler_px, ruler_px)
    firsts = [_first_calm(places, limit, span) for limit in (wide, middle, narrow)]
    earliest, first, latest = firsts
    if earliest is None or first is None or latest is None:
        return None
    return Rest(first=int(np.ceil(first)), earliest=earliest, latest=max(latest, float(np.ceil(first))))


def _first_calm(places: npt.NDArray[np.float64], limit_px: float, span: int) -> float | None:
    """Walk back from the end to the last frame that still moves by more than the limit.

    Returns:
        The instant at which its further way falls to the limit, between that frame and the next: the way left shrinks
        with the square of the time left, as under steady braking, and so earlier than on a straight line.
    """
    after = 0.0
    for start in range(len(places) - 1, -1, -1):
        if np.isnan(places[start]).any():
            return None
        ahead = places[start : start + span + 1]
        way = float(np.max(np.hypot(*(ahead - places[start]).T)))
        if way >= limit_px:
            return start + (math.sqrt(way) - math.sqrt(limit_px)) / max(math.sqrt(way) - math.sqrt(after), 1e-9)
        after = way
    return None


def _search(
    frame: _Floats, still: _Floats, weight: _Floats, guess: npt.NDArray[np.float64], reach_px: int
) -> npt.NDArray[np.float64] | None:
    """Find the best place by whole pixels around the guess, then to a fraction by a parabola on each axis."""
    left, top = (int(value) for value in np.rint(guess))
    table = np.empty((2 * reach_px + 1, 2 * reach_px + 1))
    _misfits(frame, still, weight, np.array([top - reach_px, left - reach_px]), table)
    row, column = np.unravel_index(int(np.argmin(table)), table.shape)
    if row in (0, 2 * reach_px) or column in (0, 2 * reach_px) or not np.isfinite(table[row, column]):
        return None
    fine_x = _valley(*(float(value) for value in table[row, column - 1 : column + 2]))
    fine_y = _valley(*(float(value) for value in table[row - 1 : row + 2, column]))
    return np.array([left + column - reach_px + fine_x, top + row - reach_px + fine_y])


def _valley(before: float, low: float, after: float) -> float:
    """Place the lowest point between three samples; an absolute difference falls and rises in straight lines.

    >>> _valley(3.0, 1.0, 2.0)
    0.25
    """
    steep = max(before, after) - low
    return 0.0 if steep <= 0 or not math.isfinite(steep) else 0.5 * (before - after) / steep
