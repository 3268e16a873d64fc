"""People as rounded cones: a skeleton with joints, dressed. Pure: a pose in, shapes out.

A pose is a row of `JOINTS`, angles in degrees. The body stands at the origin, looks along x, left is y, up is z;
its lowest point is set on the ground, so knees may bend and bodies may lie without sinking in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import cos, radians, sin
from typing import Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["JOINTS", "POSES", "Looks", "body", "pose_of", "stride"]

Array = NDArray[np.float64]
Turn = tuple[float, float, float, float, float, float, float, float, float]
Point = tuple[float, float, float]
Colour = tuple[float, float, float]

# lean: trunk forwards; hip, shoulder: forwards; out: sideways away from the body; tip: the whole body falls forwards.
JOINTS: Final = (
    "lean", "twist", "nod", "turn",
    "hip_l", "hip_r", "knee_l", "knee_r", "spread_l", "spread_r",
    "arm_l", "arm_r", "out_l", "out_r", "elbow_l", "elbow_r", "tip",
)  # fmt: skip


def pose_of(**degrees: float) -> Array:
    """Write a pose by the joints that are not at rest.

    >>> float(pose_of(elbow_l=90.0)[JOINTS.index("elbow_l")])
    90.0
    """
    return np.array([degrees.get(joint, 0.0) for joint in JOINTS])


POSES: Final[Mapping[str, Array]] = {
    "stand": pose_of(spread_l=4, spread_r=4, out_l=9, out_r=9, elbow_l=16, elbow_r=16, knee_l=3, knee_r=3),
    "wait": pose_of(spread_l=9, spread_r=8, out_l=17, out_r=17, arm_l=-20, arm_r=-18, elbow_l=62, elbow_r=58, lean=1),
    "talk": pose_of(spread_l=6, spread_r=6, out_l=12, out_r=14, arm_l=14, arm_r=38, elbow_l=28, elbow_r=78, lean=4),
    "hands_up": pose_of(spread_l=7, spread_r=7, out_l=104, out_r=104, elbow_l=82, elbow_r=82, nod=4),
    "carry": pose_of(spread_l=5, spread_r=5, out_l=9, out_r=12, elbow_l=16, elbow_r=4),
    "give": pose_of(spread_l=6, spread_r=6, out_l=8, out_r=6, arm_r=66, elbow_r=12, elbow_l=16, lean=9),
    "take": pose_of(spread_l=6, spread_r=6, out_l=8, out_r=6, arm_r=66, elbow_r=14, elbow_l=16, lean=9),
    "aim": pose_of(spread_l=10, spread_r=10, out_l=8, out_r=2, arm_r=84, elbow_r=4, elbow_l=20),
    "buckle": pose_of(hip_l=42, hip_r=34, knee_l=76, knee_r=66, lean=18, arm_l=20, arm_r=30, elbow_l=30, tip=28),
    "lie": pose_of(
        tip=90, hip_l=4, hip_r=3, knee_l=3, spread_l=16, spread_r=8, out_l=96, arm_l=-2, out_r=28, arm_r=-2,
        elbow_l=60, turn=45,
    ),
    "prop": pose_of(
        tip=52, hip_l=74, hip_r=20, knee_l=96, knee_r=62, lean=10, arm_l=64, arm_r=70, elbow_l=12, elbow_r=10
    ),
    "kneel": pose_of(
        tip=12, hip_l=86, hip_r=14, knee_l=92, knee_r=84, lean=24, arm_l=40, elbow_l=30, elbow_r=20, out_r=10
    ),
    "hurt": pose_of(lean=16, spread_l=4, spread_r=4, out_l=8, out_r=10, arm_r=24, elbow_r=84, elbow_l=20, nod=12),
    "phone": pose_of(lean=5, spread_l=5, spread_r=5, out_r=40, arm_r=28, elbow_r=150, elbow_l=24, out_l=8, nod=6),
    "ride": pose_of(lean=30, hip_l=62, hip_r=62, knee_l=62, knee_r=62, arm_l=62, arm_r=62, elbow_l=16, elbow_r=16,
                    out_l=7, out_r=7, nod=-14),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Looks:
    """How a person is built and dressed; colours red, green, blue from 0 to 1."""

    height_m: float
    girth: float
    jacket: Colour
    trousers: tuple[float, float, float]
    skin: tuple[float, float, float]
    hair: tuple[float, float, float]
    cap: tuple[float, float, float] | None = None
    stripe: tuple[float, float, float] | None = None


def stride(phase: float, vigour: float) -> Array:
    """Add the swing of walking to a pose: `phase` in turns (one is two steps), `vigour` 0 (still) to 1."""
    swing, lift = sin(2 * np.pi * phase), cos(2 * np.pi * phase)
    return vigour * pose_of(
        hip_l=27 * swing + 4, hip_r=-27 * swing + 4,
        knee_l=12 + 44 * max(0.0, lift) ** 1.4, knee_r=12 + 44 * max(0.0, -lift) ** 1.4,
        arm_l=-24 * swing, arm_r=24 * swing, elbow_l=8, elbow_r=8, lean=4, twist=5 * swing,
    )  # fmt: skip


def _pitch(deg: float) -> Turn:
    """Turn forwards: what points up comes to point ahead."""
    c, s = cos(radians(deg)), sin(radians(deg))
    return c, 0.0, s, 0.0, 1.0, 0.0, -s, 0.0, c


def _roll(deg: float) -> Turn:
    """Turn towards the left: what points down comes to point left."""
    c, s = cos(radians(deg)), sin(radians(deg))
    return 1.0, 0.0, 0.0, 0.0, c, -s, 0.0, s, c


def _yaw(deg: float) -> Turn:
    c, s = cos(radians(deg)), sin(radians(deg))
    return c, -s, 0.0, s, c, 0.0, 0.0, 0.0, 1.0


def _after(m: Turn, n: Turn) -> Turn:
    """Turn by `n` and then by `m`."""
    a, b, c, d, e, f, g, h, i = m
    p, q, r, s, t, u, v, w, x = n
    return (
        a * p + b * s + c * v, a * q + b * t + c * w, a * r + b * u + c * x,
        d * p + e * s + f * v, d * q + e * t + f * w, d * r + e * u + f * x,
        g * p + h * s + i * v, g * q + h * t + i * w, g * r + h * u + i * x,
    )  # fmt: skip


def _put(m: Turn, at: Point, p: Point) -> Point:
    """Turn a point and carry it along."""
    x, y, z = p
    return (
        at[0] + m[0] * x + m[1] * y + m[2] * z,
        at[1] + m[3] * x + m[4] * y + m[5] * z,
        at[2] + m[6] * x + m[7] * y + m[8] * z,
    )


def body(looks: Looks, pose: Array, *, lift_m: float | None = None) -> Array:
    """Dress a skeleton: (n, 17) rounded cones for `paint_cones`, in the body's own frame.

    Args:
        looks: build and clothes.
        pose: degrees, as `JOINTS`.
        lift_m: height of the pelvis above the ground; None sets the lowest point on the ground.
    """
    q = dict(zip(JOINTS, pose.tolist(), strict=True))
    places, frames, rest = _suit(looks)
    bones = _bones(q)
    turns = np.array([turn for turn, _ in bones]).reshape(-1, 3, 3)[frames]
    placed = (turns @ places[:, :, None])[:, :, 0]
    count = len(rest)
    scale = looks.height_m / 1.78
    placed[: 2 * count] += np.array([at for _, at in bones])[frames[: 2 * count]]
    placed[: 2 * count] *= scale
    placed = placed @ np.array(_pitch(q["tip"])).reshape(3, 3).T
    cones = rest.copy()
    cones[:, 0:3], cones[:, 3:6], cones[:, 8:11] = placed[:count], placed[count : 2 * count], placed[2 * count :]
    # Tipping turns about the feet, not about the pelvis: a falling body travels forwards.
    cones[:, [0, 3]] += 0.92 * scale * sin(radians(q["tip"]))
    # A flattened cone is thinner along its axis by the factor.
    thin = 1.0 - (1.0 - 1.0 / cones[:, 11]) * np.abs(cones[:, 10])
    low = float(min((cones[:, 2] - thin * cones[:, 6]).min(), (cones[:, 5] - thin * cones[:, 7]).min()))
    cones[:, [2, 5]] += -low if lift_m is None else lift_m
    return cones


# The bones, in the order of their frames.
_PELVIS, _TRUNK, _HEAD = 0, 1, 2
_UPPER, _LOWER, _FOOT, _ARM, _FOREARM = 3, 4, 5, 6, 7
_OF_ONE_SIDE: Final = 5
_HIP, _SHOULDER, _NECK_M = (0.0, 0.095, -0.02), (0.0, 0.185, 0.475), 0.53
_THIGH_M, _SHIN_M, _UPPER_ARM_M, _FOREARM_M, _HAND_M = 0.43, 0.41, 0.285, 0.25, 0.085


def _bones(q: Mapping[str, float]) -> list[tuple[Turn, Point]]:
    """Turn the bones by their joints: how each is turned and where it begins."""
    here, rest = (0.0, 0.0, 0.0), _yaw(0.0)
    trunk = _after(_yaw(q["twist"] * 0.5), _pitch(q["lean"]))
    head = _after(trunk, _after(_yaw(q["turn"] + q["twist"]), _pitch(q["nod"])))
    bones = [(rest, here), (trunk, here), (head, _put(trunk, here, (0.0, 0.0, _NECK_M)))]
    for side, name in ((1.0, "l"), (-1.0, "r")):
        hip = (_HIP[0], _HIP[1] * side, _HIP[2])
        upper = _after(_roll(side * q["spread_" + name]), _pitch(-q["hip_" + name]))
        lower, knee = _after(upper, _pitch(q["knee_" + name])), _put(upper, hip, (0.0, 0.0, -_THIGH_M))
        foot, ankle = _after(lower, _pitch(0.8 * max(0.0, q["tip"]))), _put(lower, knee, (0.0, 0.0, -_SHIN_M))
        out, elbow = q["out_" + name], q["elbow_" + name]
        shoulder = _put(trunk, here, (_SHOULDER[0], _SHOULDER[1] * side, _SHOULDER[2]))
        arm = _after(trunk, _after(_roll(side * out), _pitch(-q["arm_" + name])))
        # An elbow folds forwards when the arm hangs and upwards when it is raised to the side.
        raised = min(1.0, max(0.0, (out - 45.0) / 45.0))
        forearm = _after(arm, _after(_roll(side * elbow * raised), _pitch(-elbow * (1.0 - raised))))
        at_elbow = _put(arm, shoulder, (0.0, 0.0, -_UPPER_ARM_M))
        bones += [(upper, hip), (lower, knee), (foot, ankle), (arm, shoulder), (forearm, at_elbow)]
    return bones


@dataclass(frozen=True, slots=True)
class _Piece:
    """One rounded cone: its ends, each on a bone, radii and colour; flattened along an axis of the first bone."""

    a: tuple[int, Point]
    b: tuple[int, Point]
    radii: tuple[float, float]
    colour: Colour
    axis: Point = (1.0, 0.0, 0.0)
    flat: float = 1.0
    rough: float = 0.22
    gloss: float = 0.0


@lru_cache(maxsize=64)
def _suit(looks: Looks) -> tuple[Array, NDArray[np.int64], Array]:
    """Cut a body's pieces once for all poses.

    Returns:
        (3n, 3) both ends and the axis of every piece in the frames of their bones; (3n,) those bones; (n, 17) cones
        in which everything but these is filled in.
    """
    pieces = [*_trunk(looks), *_head(looks), *(p for k in (0, 1) for p in (*_leg(looks, k), *_arm(looks, k)))]
    ends = [*(p.a for p in pieces), *(p.b for p in pieces), *((p.a[0], p.axis) for p in pieces)]
    rest = np.zeros((len(pieces), 17))
    for row, p in zip(rest, pieces, strict=True):
        row[6:8] = p.radii
        row[11:] = (p.flat, *p.colour, p.rough, p.gloss)
    rest[:, 6:8] *= looks.height_m / 1.78
    return np.array([place for _, place in ends]), np.array([bone for bone, _ in ends], dtype=np.int64), rest


def _trunk(looks: Looks) -> list[_Piece]:
    g, jacket = looks.girth, looks.jacket

    def piece(a: Point, b: Point, radii: tuple[float, float], colour: Colour, **more: float) -> _Piece:
        return _Piece((_TRUNK, a), (_TRUNK, b), radii, colour, **more)  # type: ignore[arg-type]

    stripe = [] if looks.stripe is None else [
        piece((0, 0, 0.262), (0.004, 0, 0.300), (0.183 * g, 0.187 * g), looks.stripe, flat=1.40, rough=0.05)
    ]  # fmt: skip
    return [
        piece((0, -0.07, 0.0), (0, 0.07, 0.0), (0.128 * g, 0.128 * g), looks.trousers),
        piece((0, 0, 0.04), (0, 0, 0.24), (0.172 * g, 0.165 * g), jacket, flat=1.30),
        piece((0, 0, 0.22), (0.01, 0, 0.42), (0.165 * g, 0.185 * g), jacket, flat=1.45),
        piece((0, -0.135, 0.475), (0, 0.135, 0.475), (0.083, 0.083), jacket),
        piece((0, 0, 0.46), (0, 0, 0.53), (0.10, 0.062), jacket),
        *stripe,
        piece((0, 0, 0.005), (0, 0, 0.03), (0.168 * g, 0.168 * g), (0.07, 0.06, 0.05), flat=1.30),
    ]


def _head(looks: Looks) -> list[_Piece]:
    side, skin = (0.0, 1.0, 0.0), looks.skin

    def piece(a: Point, b: Point, radii: tuple[float, float], colour: Colour, **more: float) -> _Piece:
        return _Piece((_HEAD, a), (_HEAD, b), radii, colour, side, **more)

    neck = _Piece((_TRUNK, (0, 0, _NECK_M - 0.03)), (_HEAD, (0.01, 0, 0.08)), (0.058, 0.055), skin, rough=0.0)
    face = [
        piece((0.025, 0, 0.11), (0.012, 0, 0.205), (0.072, 0.094), skin, flat=1.18, rough=0.0, gloss=0.04),
        piece((0.095, 0, 0.150), (0.108, 0, 0.128), (0.012, 0.017), skin, rough=0.0),
    ]
    if looks.cap is None:
        return [neck, *face, piece((-0.030, 0, 0.165), (-0.004, 0, 0.243), (0.090, 0.084), looks.hair, flat=1.12)]
    peak = _Piece((_HEAD, (0.06, -0.03, 0.222)), (_HEAD, (0.06, 0.03, 0.222)), (0.075, 0.075), (0.05, 0.05, 0.06),
                  (0.0, 0.0, 1.0), flat=6.0, rough=0.0)  # fmt: skip
    return [
        neck,
        *face,
        piece((-0.034, 0, 0.15), (-0.03, 0, 0.19), (0.084, 0.088), looks.hair, flat=1.12),
        piece((-0.008, 0, 0.228), (-0.006, 0, 0.262), (0.100, 0.094), looks.cap, flat=1.05),
        peak,
    ]


def _leg(looks: Looks, side: int) -> list[_Piece]:
    upper, lower, foot = (bone + side * _OF_ONE_SIDE for bone in (_UPPER, _LOWER, _FOOT))
    g, none = 0.5 + 0.5 * looks.girth, (0.0, 0.0, 0.0)
    shoe = (0.07, 0.06, 0.055)
    heel, toe = (-0.035, 0.0, -0.035 - _SHIN_M), (0.155, 0.015 * (1 - 2 * side), -0.045)
    return [
        _Piece((upper, none), (lower, none), (0.098 * g, 0.070 * g), looks.trousers),
        _Piece((lower, none), (foot, none), (0.069 * g, 0.052), looks.trousers),
        _Piece((lower, heel), (foot, toe), (0.047, 0.038), shoe, rough=0.0, gloss=0.05),
    ]


def _arm(looks: Looks, side: int) -> list[_Piece]:
    arm, forearm = _ARM + side * _OF_ONE_SIDE, _FOREARM + side * _OF_ONE_SIDE
    none, wrist, hand = (0.0, 0.0, 0.0), (0.0, 0.0, -_FOREARM_M), (0.0, 0.0, -_FOREARM_M - _HAND_M)
    return [
        _Piece((arm, none), (forearm, none), (0.066, 0.052), looks.jacket),
        _Piece((forearm, none), (forearm, wrist), (0.052, 0.040), looks.jacket),
        _Piece((forearm, wrist), (forearm, hand), (0.036, 0.034), looks.skin, rough=0.0),
    ]
