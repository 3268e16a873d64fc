"""People as rounded cones: a skeleton with joints, dressed. Pure: a pose in, shapes out.

A pose is a row of `JOINTS`, angles in degrees. The body stands at the origin, looks along x, left is y, up is z;
its lowest point is set on the ground, so knees may bend and bodies may lie without sinking in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import cos, radians, sin
from typing import Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["JOINTS", "POSES", "Looks", "body", "pose_of", "stride"]

Array = NDArray[np.float64]

# lean: trunk forwards; hip, shoulder: forwards; out: sideways away from the body; tip: the whole body falls forwards.
JOINTS: Final = (
    "lean", "twist", "nod", "turn",
    "hip_l", "hip_r", "knee_l", "knee_r", "spread_l", "spread_r",
    "arm_l", "arm_r", "out_l", "out_r", "elbow_l", "elbow_r", "tip",
)  # fmt: skip


def pose_of(**degrees: float) -> Array:
    """Write a pose by the joints that are not at rest.

    >>> pose_of(elbow_l=90.0)[JOINTS.index("elbow_l")]
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
    jacket: tuple[float, float, float]
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


def _pitch(deg: float) -> Array:
    """Turn forwards: what points up comes to point ahead."""
    c, s = cos(radians(deg)), sin(radians(deg))
    return np.array([[c, 0.0, s], [0.0, 1.0, 0.0], [-s, 0.0, c]])


def _roll(deg: float) -> Array:
    """Turn towards the left: what points down comes to point left."""
    c, s = cos(radians(deg)), sin(radians(deg))
    return np.array([[1.0, 0.0, 0.0], [0.0, c, -s], [0.0, s, c]])


def _yaw(deg: float) -> Array:
    c, s = cos(radians(deg)), sin(radians(deg))
    return np.array([[c, -s, 0.0], [s, c, 0.0], [0.0, 0.0, 1.0]])


_DOWN: Final = np.array([0.0, 0.0, -1.0])


def body(looks: Looks, pose: Array, *, lift_m: float | None = None) -> Array:
    """Dress a skeleton: (n, 17) rounded cones for `paint_cones`, in the body's own frame.

    Args:
        looks: build and clothes.
        pose: degrees, as `JOINTS`.
        lift_m: height of the pelvis above the ground; None sets the lowest point on the ground.
    """
    q = dict(zip(JOINTS, pose.tolist(), strict=True))
    rows: list[Array] = []
    trunk = _yaw(q["twist"] * 0.5) @ _pitch(q["lean"])
    _trunk(rows, looks, trunk)
    _head(rows, looks, trunk, q)
    for side, name in ((1.0, "l"), (-1.0, "r")):
        _leg(rows, looks, side, (q["hip_" + name], q["spread_" + name], q["knee_" + name], 0.8 * max(0.0, q["tip"])))
        _arm(rows, looks, side, (trunk, q["arm_" + name], q["out_" + name], q["elbow_" + name]))
    cones = np.array(rows)
    scale = looks.height_m / 1.78
    cones[:, 0:8] *= scale
    tip = _pitch(q["tip"])
    for at in (0, 3, 8):
        cones[:, at : at + 3] = cones[:, at : at + 3] @ tip.T
    # Tipping turns about the feet, not about the pelvis: a falling body travels forwards.
    cones[:, [0, 3]] += 0.92 * scale * sin(radians(q["tip"]))
    # A flattened cone is thinner along its axis by the factor.
    thin = 1.0 - (1.0 - 1.0 / cones[:, 11]) * np.abs(cones[:, 10])
    low = float(min((cones[:, 2] - thin * cones[:, 6]).min(), (cones[:, 5] - thin * cones[:, 7]).min()))
    cones[:, [2, 5]] += -low if lift_m is None else lift_m
    return cones


def _row(a: Array, b: Array, radii: tuple[float, float], colour: tuple[float, ...], **more: object) -> Array:
    axis = np.asarray(more.get("axis", (1.0, 0.0, 0.0)), dtype=np.float64)
    tail = (more.get("flat", 1.0), *colour, more.get("rough", 0.22), more.get("gloss", 0.0))
    return np.concatenate([a, b, radii, axis, np.asarray(tail, dtype=np.float64)])


def _trunk(rows: list[Array], looks: Looks, trunk: Array) -> None:
    g, ahead = looks.girth, trunk @ np.array([1.0, 0.0, 0.0])

    def at(x: float, y: float, z: float) -> Array:
        return np.asarray(trunk @ np.array([x, y, z]))

    j = looks.jacket
    rows.append(_row(at(0, -0.07, 0.0), at(0, 0.07, 0.0), (0.128 * g, 0.128 * g), looks.trousers))
    rows.append(_row(at(0, 0, 0.04), at(0, 0, 0.24), (0.172 * g, 0.165 * g), j, axis=ahead, flat=1.30))
    rows.append(_row(at(0, 0, 0.22), at(0.01, 0, 0.42), (0.165 * g, 0.185 * g), j, axis=ahead, flat=1.45))
    rows.append(_row(at(0, -0.135, 0.475), at(0, 0.135, 0.475), (0.083, 0.083), j))
    rows.append(_row(at(0, 0, 0.46), at(0, 0, 0.53), (0.10, 0.062), j))
    if looks.stripe is not None:
        rows.append(_row(at(0, 0, 0.262), at(0.004, 0, 0.300), (0.183 * g, 0.187 * g), looks.stripe, axis=ahead,
                         flat=1.40, rough=0.05))  # fmt: skip
    rows.append(
        _row(at(0, 0, 0.005), at(0, 0, 0.03), (0.168 * g, 0.168 * g), (0.07, 0.06, 0.05), axis=ahead, flat=1.30)
    )


def _head(rows: list[Array], looks: Looks, trunk: Array, q: dict[str, float]) -> None:
    base = trunk @ np.array([0.0, 0.0, 0.53])
    head = trunk @ _yaw(q["turn"] + q["twist"]) @ _pitch(q["nod"])

    def at(x: float, y: float, z: float) -> Array:
        return np.asarray(base + head @ np.array([x, y, z]))

    side = head @ np.array([0.0, 1.0, 0.0])
    rows.append(_row(base - trunk @ np.array([0, 0, 0.03]), at(0.01, 0, 0.08), (0.058, 0.055), looks.skin, rough=0.0))
    rows.append(_row(at(0.025, 0, 0.11), at(0.012, 0, 0.205), (0.072, 0.094), looks.skin, axis=side, flat=1.18,
                     rough=0.0, gloss=0.04))  # fmt: skip
    rows.append(_row(at(0.095, 0, 0.150), at(0.108, 0, 0.128), (0.012, 0.017), looks.skin, rough=0.0))
    if looks.cap is None:
        rows.append(_row(at(-0.030, 0, 0.165), at(-0.004, 0, 0.243), (0.090, 0.084), looks.hair, axis=side, flat=1.12))
    else:
        rows.append(_row(at(-0.034, 0, 0.15), at(-0.03, 0, 0.19), (0.084, 0.088), looks.hair, axis=side, flat=1.12))
        rows.append(_row(at(-0.008, 0, 0.228), at(-0.006, 0, 0.262), (0.100, 0.094), looks.cap, axis=side, flat=1.05))
        rows.append(_row(at(0.06, -0.03, 0.222), at(0.06, 0.03, 0.222), (0.075, 0.075), (0.05, 0.05, 0.06),
                         axis=head @ np.array([0.0, 0.0, 1.0]), flat=6.0, rough=0.0))  # fmt: skip


def _leg(rows: list[Array], looks: Looks, side: float, bend: tuple[float, float, float, float]) -> None:
    hip_deg, spread_deg, knee_deg, point_deg = bend
    g = 0.5 + 0.5 * looks.girth
    hip = np.array([0.0, 0.095 * side, -0.02])
    upper = _roll(side * spread_deg) @ _pitch(-hip_deg)
    lower = upper @ _pitch(knee_deg)
    knee = hip + upper @ (_DOWN * 0.43)
    ankle = knee + lower @ (_DOWN * 0.41)
    foot = lower @ _pitch(point_deg)
    heel, toe = ankle + lower @ np.array([-0.035, 0, -0.035]), ankle + foot @ np.array([0.155, 0.015 * side, -0.045])
    rows.append(_row(hip, knee, (0.098 * g, 0.070 * g), looks.trousers))
    rows.append(_row(knee, ankle, (0.069 * g, 0.052), looks.trousers))
    rows.append(_row(heel, toe, (0.047, 0.038), (0.07, 0.06, 0.055), rough=0.0, gloss=0.05))


def _arm(rows: list[Array], looks: Looks, side: float, bend: tuple[Array, float, float, float]) -> None:
    trunk, arm_deg, out_deg, elbow_deg = bend
    shoulder = trunk @ np.array([0.0, 0.185 * side, 0.475])
    upper = trunk @ _roll(side * out_deg) @ _pitch(-arm_deg)
    # An elbow folds forwards when the arm hangs and upwards when it is raised to the side.
    raised = min(1.0, max(0.0, (out_deg - 45.0) / 45.0))
    fold = _roll(side * elbow_deg * raised) @ _pitch(-elbow_deg * (1.0 - raised))
    elbow = shoulder + upper @ (_DOWN * 0.285)
    lower = upper @ fold
    wrist = elbow + lower @ (_DOWN * 0.25)
    hand = wrist + lower @ (_DOWN * 0.085)
    rows.append(_row(shoulder, elbow, (0.066, 0.052), looks.jacket))
    rows.append(_row(elbow, wrist, (0.052, 0.040), looks.jacket))
    rows.append(_row(wrist, hand, (0.036, 0.034), looks.skin, rough=0.0))
