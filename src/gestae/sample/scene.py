"""Who is where and does what: the whole incident as a function of the film's time. Pure, drawn from one seed.

The story is written down in `docs/explanation/the-yard.md`. Film seconds count from the scene's zero.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import cos, floor, inf, sin
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gestae.sample.figures import POSES, Looks, body, pose_of, stride
from gestae.sample.motion import Bearing, Leg, Posture, ease, facing, place_on, posture
from gestae.sample.things import bag, bicycle

__all__ = ["CYCLIST", "SUBJECTS", "Person", "Scene", "Van", "bag_cones", "bike_cones", "person_cones"]

Array = NDArray[np.float64]

# Number in the picture, class for a detector.
SUBJECTS: Final[Mapping[str, tuple[int, str]]] = {
    "van": (1, "vehicle"),
    "bicycle": (2, "bicycle"),
    "bag": (3, "bag"),
    "guard-1": (4, "person"),
    "guard-2": (5, "person"),
    "man-1": (6, "person"),
    "man-2": (7, "person"),
    "man-3": (8, "person"),
    "man-4": (9, "person"),
}
# Metres walked in one turn of the legs (two steps) by a person of average height.
_STRIDE_M: Final = 1.42
# Who merely stands is looked at anew so often a second; between, the painted body is used again.
_IDLE_HZ: Final = 12.5
CYCLIST: Final = "man-4"
# He begins to mount so long before he sets off.
_MOUNTS_S: Final = 1.0
# Nothing is still under way, by rounding, so long after its end.
_SETTLES_S: Final = 1e-6


@dataclass(frozen=True, slots=True)
class Person:
    """One body: when it is outside van and booth, how it looks, moves and holds itself."""

    name: str
    looks: Looks
    out_s: tuple[tuple[float, float], ...]
    legs: tuple[Leg, ...]
    bearings: tuple[Bearing, ...]
    postures: tuple[Posture, ...]
    talks_s: tuple[tuple[float, float], ...] = ()
    sway: float = 0.0

    def is_out(self, at_s: float) -> bool:
        """Say whether the body is in the open."""
        return any(start <= at_s <= end for start, end in self.out_s)

    def rests(self, at_s: float, mounts_s: float) -> tuple[int, int] | None:
        """Name the rest that a body is in at a moment: between two equal names it does not move; None: it moves.

        Args:
            at_s: film seconds.
            mounts_s: when the cyclist sets off.
        """
        spans = [(leg.start_s, leg.end_s) for leg in self.legs]
        spans += [(turn.start_s, turn.start_s + turn.take_s) for turn in self.bearings]
        spans += [(change.start_s, change.start_s + change.take_s) for change in self.postures]
        if self.name == CYCLIST:
            spans.append((mounts_s - _MOUNTS_S, inf))
        if any(start <= at_s <= end + _SETTLES_S for start, end in spans):
            return None
        return sum(start < at_s for start, _ in spans), floor(at_s * _IDLE_HZ)


@dataclass(frozen=True, slots=True)
class Van:
    """A straight drive: in at a steady speed, braking to a stop, away again under steady acceleration."""

    stop_m: tuple[float, float]
    yaw: float
    cruise_m_s: float
    brake_m_s2: float
    stop_s: float
    start_s: float
    pull_m_s2: float
    door_s: tuple[float, float, float, float]  # opens from, to; closes from, to
    tint: tuple[float, float, float]

    def gone_m(self, at_s: float) -> float:
        """Metres ahead of the stopping place; negative before it."""
        if at_s < self.stop_s:
            left = self.stop_s - at_s
            braking = self.cruise_m_s / self.brake_m_s2
            if left <= braking:
                return -0.5 * self.brake_m_s2 * left * left
            return -0.5 * self.brake_m_s2 * braking * braking - self.cruise_m_s * (left - braking)
        since = max(0.0, at_s - self.start_s)
        pulling = self.cruise_m_s / self.pull_m_s2
        if since <= pulling:
            return 0.5 * self.pull_m_s2 * since * since
        return 0.5 * self.pull_m_s2 * pulling * pulling + self.cruise_m_s * (since - pulling)

    def pose(self, at_s: float) -> tuple[float, float, float]:
        """Middle on the ground (metres) and heading (radians)."""
        gone = self.gone_m(at_s)
        return self.stop_m[0] + gone * cos(self.yaw), self.stop_m[1] + gone * sin(self.yaw), self.yaw

    def door(self, at_s: float) -> float:
        """How far the sliding door is open, 0 to 1."""
        a, b, c, d = self.door_s
        return ease((at_s - a) / (b - a)) - ease((at_s - c) / (d - c))

    def moved_within(self, at_s: float, span_s: float) -> float:
        """Metres that it moves in the `span_s` after a moment."""
        return self.gone_m(at_s + span_s) - self.gone_m(at_s)


@dataclass(frozen=True, slots=True)
class Scene:
    """One drawing of the incident."""

    people: tuple[Person, ...]
    van: Van
    bike_m: tuple[float, float, float]  # where it stands: x, y, yaw
    bike_leg: Leg
    bike_colour: tuple[float, float, float]
    bag_colour: tuple[float, float, float]
    bag_passes_s: float
    bag_gone_s: float
    light_s: float
    light_gain: float
    jolt_s: float
    jolt_camera: str
    sun: tuple[float, float, float, float]
    length_s: float
    acts: tuple[tuple[str, tuple[str, ...], float, float | None], ...]  # kind, subjects, start, end

    def person(self, name: str) -> Person:
        """Find a person by name."""
        return next(p for p in self.people if p.name == name)

    def bike_pose(self, at_s: float) -> tuple[float, float, float, float]:
        """Where the bicycle is: x, y, yaw, metres ridden."""
        if at_s < self.bike_leg.start_s:
            return (*self.bike_m, 0.0)
        gone = self.bike_leg.gone_m(at_s)
        x, y = self.bike_leg.point(gone)
        turn = (self.bike_leg.heading(gone) - self.bike_m[2] + np.pi) % (2 * np.pi) - np.pi
        return x, y, self.bike_m[2] + float(turn) * ease(gone / 0.8), gone


def _turned(cones: Array, x: float, y: float, yaw: float) -> Array:
    """Set shapes of a body's own frame down in the yard."""
    c, s = cos(yaw), sin(yaw)
    turn = np.array([[c, -s, 0.0], [s, c, 0.0], [0.0, 0.0, 1.0]])
    placed = cones.copy()
    for at in (0, 3, 8):
        placed[:, at : at + 3] = placed[:, at : at + 3] @ turn.T
    placed[:, [0, 3]] += x
    placed[:, [1, 4]] += y
    return placed


def person_cones(scene: Scene, person: Person, at_s: float) -> Array:
    """Shape one person at a moment, in the yard's frame: (n, 17) rounded cones."""
    x, y, walked, pace = place_on(person.legs, at_s)
    yaw = facing(person.legs, person.bearings, at_s)
    pose = posture(person.postures, POSES, at_s)
    phase = walked / (_STRIDE_M * person.looks.height_m / 1.78) + person.sway
    upright = max(0.0, 1.0 - abs(float(pose[-1])) / 40.0)
    pose = pose + stride(phase, pace) + upright * _idle(person, floor(at_s * _IDLE_HZ) / _IDLE_HZ)
    mount = ease((at_s - scene.bike_leg.start_s + _MOUNTS_S) / 0.9) if person.name == CYCLIST else 0.0
    if mount > 0.0:
        bx, by, byaw, ridden = scene.bike_pose(at_s)
        turn = (byaw - yaw + np.pi) % (2 * np.pi) - np.pi
        x, y, yaw = x + (bx - 0.22 * cos(byaw) - x) * mount, y + (by - 0.22 * sin(byaw) - y) * mount, yaw + turn * mount
        pose = pose + mount * _pedal(ridden)
        return _turned(body(person.looks, pose, lift_m=0.95 + 0.05 * mount), x, y, yaw)
    return _turned(body(person.looks, pose), x, y, yaw)


def _idle(person: Person, at_s: float) -> Array:
    """Nobody stands like a post: weight shifts, heads turn, hands talk."""
    a = at_s + 7.3 * person.sway
    talk = max((ease((at_s - s) / 0.6) * ease((e - at_s) / 0.6) for s, e in person.talks_s), default=0.0)
    slow, quick = sin(0.9 * a), sin(4.1 * a) * sin(1.3 * a)
    return pose_of(
        lean=0.7 * slow, twist=1.6 * sin(0.55 * a), turn=6.0 * sin(0.43 * a + 1.0), nod=1.5 * slow + 5.0 * talk * quick,
        arm_l=1.5 * slow + 12.0 * talk * sin(2.3 * a), arm_r=-1.5 * slow + 16.0 * talk * quick,
        elbow_r=14.0 * talk * sin(3.1 * a), elbow_l=2.0 * slow,
    )  # fmt: skip


def _pedal(ridden_m: float) -> Array:
    turn = ridden_m / 0.9
    return pose_of(
        hip_l=22 * sin(turn), knee_l=20 * sin(turn - 0.7), hip_r=-22 * sin(turn), knee_r=-20 * sin(turn - 0.7)
    )


def bike_cones(scene: Scene, at_s: float) -> Array:
    """Shape the bicycle at a moment."""
    x, y, yaw, _ = scene.bike_pose(at_s)
    return _turned(bicycle(scene.bike_colour), x, y, yaw)


def bag_cones(scene: Scene, at_s: float, bodies: Mapping[str, Array]) -> Array | None:
    """Shape the bag at a moment, hanging from a hand; None while it is in booth or van.

    Args:
        scene: the incident.
        at_s: film seconds.
        bodies: the cones of everybody in the open at that moment.
    """
    holder, other = scene.person("guard-2"), scene.person("man-1")
    if not holder.is_out(at_s) or at_s > scene.bag_gone_s:
        return None
    pass_on = ease((at_s - scene.bag_passes_s + 0.15) / 0.3)
    # The last cone of a body is its right hand.
    hands = [bodies[who.name][-1, 3:6] for who, part in ((holder, 1.0 - pass_on), (other, pass_on)) if part > 0.0]
    hand = hands[0] * (1.0 - pass_on) + hands[-1] * pass_on
    who = holder if pass_on < 0.5 else other
    cones = _turned(bag(scene.bag_colour), hand[0], hand[1], facing(who.legs, who.bearings, at_s))
    cones[:, [2, 5]] += max(0.44, hand[2])
    return cones
