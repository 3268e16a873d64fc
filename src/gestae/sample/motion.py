"""Paths, headings and postures as functions of the film's time. Pure.

Film seconds count from the scene's zero; a walk speeds up and slows down over `RAMP_S` and is steady between.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import accumulate, pairwise
from math import atan2, dist, pi
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gestae.errors import RecordError

__all__ = ["RAMP_S", "Bearing", "Leg", "Posture", "ease", "facing", "place_on", "posture"]

Array = NDArray[np.float64]

RAMP_S: Final = 0.5
# A corner is rounded over so many metres before and after it.
_ROUND_M: Final = 0.45
_ROUND_AT: Final = tuple(k / 3 for k in range(-3, 4))


def ease(part: float) -> float:
    """Go from 0 to 1 without a jerk; before 0 it is 0, after 1 it is 1.

    >>> ease(-1.0), ease(0.5), ease(2.0)
    (0.0, 0.5, 1.0)
    """
    part = min(1.0, max(0.0, part))
    return part * part * (3.0 - 2.0 * part)


@dataclass(frozen=True, slots=True)
class Leg:
    """A walk along points, begun at `start_s`, at `speed_m_s` between its ramps."""

    start_s: float
    points_m: tuple[tuple[float, float], ...]
    speed_m_s: float
    _along_m: tuple[float, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if len(self.points_m) < 2 or self.speed_m_s <= 0:
            raise RecordError("a walk needs two points and a speed above 0")
        steps = [dist(a, b) for a, b in pairwise(self.points_m)]
        if min(steps) <= 0.0:
            raise RecordError("a walk stands still between two of its points")
        object.__setattr__(self, "_along_m", (0.0, *accumulate(steps)))

    @property
    def length_m(self) -> float:
        """How far it goes."""
        return self._along_m[-1]

    @property
    def end_s(self) -> float:
        """When it is over."""
        return self.start_s + self.length_m / self.speed_m_s + RAMP_S

    def gone_m(self, at_s: float) -> float:
        """How far along the walk is at a moment: a trapezoid of speed."""
        since, whole = at_s - self.start_s, self.end_s - self.start_s
        if since <= 0.0:
            return 0.0
        if since >= whole:
            return self.length_m
        rate = self.speed_m_s / RAMP_S
        if since < RAMP_S:
            return 0.5 * rate * since * since
        if since > whole - RAMP_S:
            return self.length_m - 0.5 * rate * (whole - since) ** 2
        return self.speed_m_s * (since - RAMP_S / 2)

    def pace(self, at_s: float) -> float:
        """How fast it is, as a share of its steady speed."""
        since, left = at_s - self.start_s, self.end_s - at_s
        return max(0.0, min(1.0, since / RAMP_S, left / RAMP_S))

    def point(self, along_m: float) -> tuple[float, float]:
        """Where the rounded path is after so many metres."""
        window = min(_ROUND_M, along_m, self.length_m - along_m)
        places = [self._on(along_m + window * part) for part in _ROUND_AT] if window > 0.0 else [self._on(along_m)]
        return sum(x for x, _ in places) / len(places), sum(y for _, y in places) / len(places)

    def _on(self, along_m: float) -> tuple[float, float]:
        """Where the path with its sharp corners is after so many metres."""
        for k in range(1, len(self.points_m)):
            if along_m <= self._along_m[k] or k == len(self.points_m) - 1:
                break
        before_m, after_m = self._along_m[k - 1], self._along_m[k]
        part = min(1.0, max(0.0, (along_m - before_m) / (after_m - before_m)))
        (ax, ay), (bx, by) = self.points_m[k - 1], self.points_m[k]
        return ax + part * (bx - ax), ay + part * (by - ay)

    def heading(self, along_m: float) -> float:
        """Which way it goes there: radians from x towards y."""
        ahead = self.point(min(self.length_m, along_m + 0.3))
        behind = self.point(max(0.0, along_m - 0.3))
        return atan2(ahead[1] - behind[1], ahead[0] - behind[0])


@dataclass(frozen=True, slots=True)
class Bearing:
    """From `start_s` on, turn to face `yaw` (radians) within `take_s`."""

    start_s: float
    yaw: float
    take_s: float = 0.7


@dataclass(frozen=True, slots=True)
class Posture:
    """From `start_s` on, go over into a named pose within `take_s`."""

    start_s: float
    pose: str
    take_s: float = 0.6


def place_on(legs: tuple[Leg, ...], at_s: float) -> tuple[float, float, float, float]:
    """Find a walker: x and y in metres, metres walked so far, pace as a share of steady speed."""
    walked, here = 0.0, legs[0].points_m[0]
    pace = 0.0
    for leg in legs:
        if leg.start_s > at_s:
            break
        gone = leg.gone_m(at_s)
        walked += gone
        here, pace = leg.point(gone), leg.pace(at_s)
    return here[0], here[1], walked, pace


def facing(legs: tuple[Leg, ...], bearings: tuple[Bearing, ...], at_s: float) -> float:
    """Find where a body faces, radians: along its walk, or as the latest bearing says."""
    orders: list[Leg | Bearing] = sorted((*legs, *bearings), key=lambda order: order.start_s)
    begun = [order for order in orders if order.start_s <= at_s] or orders[:1]
    parts = [(order, ease((at_s - order.start_s) / _take_s(order))) for order in begun]
    # What was over before the latest order that is carried out in full no longer matters.
    done = max((k for k, (_, part) in enumerate(parts) if part == 1.0), default=0)
    yaw = _yaw_of(parts[done][0], at_s)
    for order, part in parts[done + 1 :]:
        yaw += ((_yaw_of(order, at_s) - yaw + pi) % (2 * pi) - pi) * part
    return yaw


def _take_s(order: Leg | Bearing) -> float:
    return order.take_s if isinstance(order, Bearing) else RAMP_S


def _yaw_of(order: Leg | Bearing, at_s: float) -> float:
    return order.yaw if isinstance(order, Bearing) else order.heading(order.gone_m(at_s))


def posture(orders: tuple[Posture, ...], poses: Mapping[str, Array], at_s: float) -> Array:
    """Mix the poses that a body goes through."""
    begun = [order for order in orders[1:] if order.start_s <= at_s]
    parts = [ease((at_s - order.start_s) / order.take_s) for order in begun]
    done = max((k for k, part in enumerate(parts) if part == 1.0), default=-1)
    now = poses[(begun[done] if done >= 0 else orders[0]).pose]
    for order, part in zip(begun[done + 1 :], parts[done + 1 :], strict=True):
        now = now + (poses[order.pose] - now) * part
    return now
