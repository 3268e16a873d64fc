"""The rules on how people go, stand to one another, turn and point, as a table."""

from __future__ import annotations

from typing import Final

from gestae.model.observation import Kind
from gestae.observe import aiming, company, facing, pace
from gestae.observe.rule import Rule, Table

__all__ = ["PEOPLE"]

_WHO = "Who it is, and whether a person seen before or after is the same one, is not shown."
_IN_PICTURE = "Lengths are body heights in the picture; the ground was not measured."
_WORTH = ("presence.detections", "presence.least_s", "presence.mean_score")
_STANDS = (*_WORTH, "pace.spot", "pace.surely_spot", "pace.span_s", "pace.grows")
_NEAR = (*_STANDS, "pace.went", "pace.went_s", "company.near", "company.far", "company.from_s", "company.like")
_TURNS = (
    *_WORTH, "company.around", "company.like", "facing.joint_score", "facing.facing_deg", "facing.away_deg",
    "facing.turn_deg", "facing.narrow", "facing.shows", "facing.turn_s", "facing.hold_s", "facing.slow",
    "facing.upright", "facing.lost_s",
)  # fmt: skip
_POINTS = (
    *_WORTH, "aim.joint_score", "aim.outside", "aim.trunk", "aim.trunk_deg", "aim.like", "aim.hold_s",
)  # fmt: skip
_HELD = "What is held cannot be told."
_ACROSS = "Towards somebody means across the picture; how far away, and whether before or behind them, is not shown."

PEOPLE: Final[Table] = {
    Kind.PERSON_STOPS: Rule(
        1, "the first look at a place that head or feet do not leave for 2 s, by somebody who was a body height away",
        "head and feet leave the place",
        (*_STANDS, "pace.went", "pace.went_s"), pace.stops_walking,
        (_WHO, _IN_PICTURE, "Why somebody stands there is not shown."),
    ),
    Kind.PERSON_RUNS: Rule(
        1, "the first look at 1.7 body heights a second, kept for 0.7 s, nothing that carries people being there",
        "the last look at that speed",
        (*_WORTH, "pace.run", "pace.run_s"), pace.runs_away,
        (_WHO, _IN_PICTURE, "From whom or to what somebody runs is not shown."),
    ),
    Kind.PEOPLE_MEET: Rule(
        1, "a person who was far away stands near to others who stand", "1 s after",
        (*_NEAR, "after_s"), company.meets,
        (_WHO, _IN_PICTURE, "Whether they know or speak to one another is not shown."),
    ),
    Kind.PEOPLE_PART: Rule(
        1, "a person who stood near to others who stand leaves the place", "the person is far from them",
        _NEAR, company.parts, (_WHO, _IN_PICTURE),
    ),
    Kind.PERSON_SURROUNDED: Rule(
        1, "a person stands inside of the outline of three or more others who stand within three body heights",
        "no longer so: one of them or the person leaves, or is lost from sight",
        (*_STANDS, "company.around", "company.ring", "company.inside", "company.ring_s", "company.ring_part",
         "company.like"), company.surrounded,
        (_WHO, _IN_PICTURE, "Whether the person could leave, and what the others are there for, is not shown."),
    ),
    Kind.TURNS_AWAY: Rule(
        1, "the first movement of shoulders and head away from somebody within three body heights, on the spot",
        "they are more than 90° off (surely: 105°), and stay so for 1 s",
        _TURNS, facing.turns_away,
        (_WHO, _IN_PICTURE, "Why somebody turned, and whether of their own will, is not shown."),
    ),
    Kind.FACES_AWAY: Rule(
        1, "shoulders and head are turned away from somebody, after a turn", "they are no longer, or it is not seen",
        _TURNS, facing.faces_away,
        (_WHO, _IN_PICTURE, "What the person sees or hears is not shown."),
    ),
    Kind.ARM_AIMED: Rule(
        2, "one arm stretched towards somebody, held for 0.5 s", "the arm is lowered, bent or points elsewhere",
        (*_POINTS, "aim.elbow_deg", "aim.reach", "aim.hangs_deg", "aim.still_elbow_deg",
         "aim.still_reach"), aiming.aims_an_arm, (_WHO, _HELD, _ACROSS),
    ),
    Kind.WEAPON_RAISED: Rule(
        2, "both hands together before the shoulders, towards somebody, held for 0.5 s",
        "the hands are lowered, part or point elsewhere",
        (*_POINTS, "aim.close", "aim.two", "aim.before", "aim.below"), aiming.raises_both_hands,
        (_WHO, f"{_HELD} Whether it is a weapon, and whether anything is held, is for a person to say.", _ACROSS),
    ),
}  # fmt: skip
