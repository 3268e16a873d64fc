"""The rules as a table: for each kind what its start and end mean, its parameters with units, its function."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from gestae.model.observation import Kind
from gestae.observe import acts, posture
from gestae.observe.changes import ChangeLimits

__all__ = ["RULES", "Rule", "Settings", "describe_rules", "parameters"]


@dataclass(frozen=True, slots=True)
class Settings:
    """Every parameter of every rule; the defaults are the measured ones."""

    acts: acts.Limits = field(default_factory=acts.Limits)
    changes: ChangeLimits = field(default_factory=ChangeLimits)


@dataclass(frozen=True, slots=True)
class Rule:
    """How one kind of observation is found.

    Attributes:
        version: goes up whenever the same footage may give another answer.
        starts: what its start means; `ends` what its end means.
        parameters: names of the settings that it reads, as `parameters` lists them.
        act: the function.
        limits: what an observation of this kind never shows.
    """

    version: int
    starts: str
    ends: str
    parameters: tuple[str, ...]
    act: acts.Act
    limits: tuple[str, ...]


_WHO = "Who it is, and whether a person seen before or after is the same one, is not shown."
_WHICH = "Whether a vehicle seen before or after is the same one is not shown."
_ONSET = (
    "onset.noise_factor",
    "onset.least_grey",
    "onset.unseen_px",
    "onset.shadow_residue",
    "onset.carried_share",
    "onset.quiet_frames",
)
_WORTH = ("presence.detections", "presence.least_s", "presence.mean_score")
_REST = ("rest.share", "rest.span_s")
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
)

RULES: Final[Mapping[Kind, Rule]] = {
    Kind.PERSON_PRESENT: Rule(
        1, "first frame in which the person can be told apart", "last frame in which the person can be told apart",
        (*_WORTH, *_ONSET), acts.present(acts.is_person), (_WHO,),
    ),
    Kind.VEHICLE_PRESENT: Rule(
        1, "first frame in which the vehicle can be told apart", "last frame in which the vehicle can be told apart",
        (*_WORTH, *_ONSET), acts.present(acts.is_vehicle), (_WHICH,),
    ),
    Kind.PERSON_ENTERS: Rule(
        1, "first frame with any part of the person, coming in over the picture's edge", "1 s after",
        (*_WORTH, *_ONSET, "after_s"), acts.enters(acts.is_person),
        (_WHO, "Where the person was before is not shown."),
    ),
    Kind.PERSON_LEAVES: Rule(
        1, "last frame with any part of the person, going out over the picture's edge", "1 s after",
        (*_WORTH, *_ONSET, "after_s"), acts.leaves(acts.is_person),
        (_WHO, "Where the person went is not shown."),
    ),
    Kind.VEHICLE_ARRIVES: Rule(
        1, "first frame with any part of the vehicle, coming in over the picture's edge",
        "it stops; not known where it does not stop",
        (*_WORTH, *_ONSET, *_REST), acts.arrives, (_WHICH, "Who is in it is not shown."),
    ),
    Kind.VEHICLE_STOPS: Rule(
        1, "first frame from which it moves less than 5 % of its length in the following 2 s",
        "it moves off for good; not known where it stays or is lost",
        (*_WORTH, *_REST), acts.comes_to_rest, (_WHICH, "Whether its engine runs is not shown."),
    ),
    Kind.VEHICLE_LEAVES: Rule(
        1, "last frame up to which it moved less than 5 % of its length in the 2 s before",
        "last frame with any part of the vehicle in the picture; not known where it is lost on its way",
        (*_WORTH, *_ONSET, *_REST), acts.drives_off, (_WHICH, "Who is in it is not shown."),
    ),
    Kind.HANDS_UP: Rule(
        1, "both wrists above the shoulders, the elbows out or up, held for 0.5 s",
        "a wrist below its shoulder for 0.5 s",
        (*_WORTH, "posture.joint_score", "posture.raised", "posture.hold_s"), posture.hands_up,
        (_WHO, "Why the hands are raised, and what they hold, is not shown."),
    ),
    Kind.FALL: Rule(
        1, "the torso leaves the upright: body or hips below 0.85 of their standing height, on the ground within 2.5 s",
        "the body lies still, or is up again",
        (*_WORTH, *_UPRIGHT, *_GROUND, *_STILL, "posture.fall_s"), posture.falls,
        (_WHO, "Why somebody went down, and whether of their own will, is not shown."),
    ),
    Kind.LYING: Rule(
        1, "the body lies along the ground and is still", "it leaves the ground",
        (*_WORTH, *_GROUND, *_STILL, "posture.lying_s"), posture.lies,
        (_WHO, "Whether the person is hurt, asleep or awake is not shown."),
    ),
    Kind.GETS_UP: Rule(
        1, "first movement up after lying", "the body is upright",
        (*_WORTH, *_GROUND, *_STILL, "posture.lying_s", "posture.upright"), posture.gets_up, (_WHO,),
    ),
    Kind.LIGHT_CHANGED: Rule(
        1, "first frame in other light", "first frame from which the new light stays",
        ("light_share", "light_s", "lasting_s", "spread_share"), acts.light,
        ("Whether a lamp, the sun or the camera's exposure changed is not shown.",),
    ),
    Kind.CAMERA_MOVED: Rule(
        1, "first frame in which the whole view is shifted", "first frame from which the new view stays",
        ("shift_px", "agreement", "lasting_s"), acts.view, ("What moved the camera is not shown.",),
    ),
}  # fmt: skip


def parameters(settings: Settings) -> dict[str, float]:
    """Write all parameters flat, by name; the unit is the end of the name.

    >>> parameters(Settings())["rest.span_s"]
    2.0
    """
    flat: dict[str, float] = {"after_s": settings.acts.after_s}
    for name in ("onset", "rest", "presence", "posture"):
        group = getattr(settings.acts, name)
        flat |= {f"{name}.{field}": float(getattr(group, field)) for field in group.__slots__}
    flat |= {field: float(getattr(settings.changes, field)) for field in settings.changes.__slots__}
    return dict(sorted(flat.items()))


def describe_rules(settings: Settings | None = None) -> tuple[dict[str, str], ...]:
    """Give one row for each rule, for people and for the reference.

    >>> [row["rule"] for row in describe_rules()][:2]
    ['person_present/1', 'vehicle_present/1']
    """
    values = parameters(settings or Settings())
    return tuple(
        {
            "kind": kind.value,
            "rule": f"{kind.value}/{rule.version}",
            "starts": rule.starts,
            "ends": rule.ends,
            "parameters": ", ".join(f"{name} = {values[name]:g}" for name in rule.parameters),
            "does not show": " ".join(rule.limits),
        }
        for kind, rule in RULES.items()
    )
