"""The rules on how people hold themselves, as a table."""

from __future__ import annotations

from typing import Final

from gestae.model.observation import Kind
from gestae.observe import posture
from gestae.observe.rule import Rule, Table

__all__ = ["POSTURES"]

_WHO = "Who it is, and whether a person seen before or after is the same one, is not shown."
_WORTH = ("presence.detections", "presence.least_s", "presence.mean_score")
_UPRIGHT = ("posture.upright", "posture.surely_upright", "posture.surely_left")
_STILL = ("posture.still", "posture.surely_still")
_GROUND = (
    "posture.joint_score",
    "posture.low",
    "posture.low_wide",
    "posture.low_hips",
    "posture.wide",
    "posture.torso_deg",
    "posture.steep_deg",
    "posture.over_deg",
)

POSTURES: Final[Table] = {
    Kind.HANDS_UP: Rule(
        2, "both wrists above the shoulders, the elbows out or up, held for 0.5 s",
        "a wrist below its shoulder for 0.5 s",
        (*_WORTH, "posture.joint_score", "posture.raised", "posture.hold_s"), posture.hands_up,
        (_WHO, "Why the hands are raised, and what they hold, is not shown."),
    ),
    Kind.FALL: Rule(
        2, "the torso leaves the upright: body or hips below 0.85 of their standing height, on the ground within 2.5 s",
        "the body lies still, or is up again",
        (*_WORTH, *_UPRIGHT, *_GROUND, *_STILL, "posture.fall_s"), posture.falls,
        (_WHO, "Why somebody went down, and whether of their own will, is not shown."),
    ),
    Kind.LYING: Rule(
        2, "the body lies along the ground and is still", "it leaves the ground",
        (*_WORTH, *_GROUND, *_STILL, "posture.lying_s"), posture.lies,
        (_WHO, "Whether the person is hurt, asleep or awake is not shown."),
    ),
    Kind.GETS_UP: Rule(
        2, "first movement up after lying", "the body is upright",
        (*_WORTH, *_GROUND, *_STILL, "posture.lying_s", "posture.upright"), posture.gets_up, (_WHO,),
    ),
}  # fmt: skip
