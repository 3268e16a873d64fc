"""The rules on where people and vehicles are, come from and go to, as a table."""

from __future__ import annotations

from typing import Final

from gestae.model.observation import Kind
from gestae.observe import acts
from gestae.observe.rule import Rule, Table

__all__ = ["PRESENCES"]

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

PRESENCES: Final[Table] = {
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
    Kind.VEHICLE_STARTS: Rule(
        1, "last frame up to which it moved less than 5 % of its length in the 2 s before, and moves off for good",
        "1 s after",
        (*_WORTH, *_REST, "after_s"), acts.starts, (_WHICH, "Who is in it is not shown."),
    ),
    Kind.VEHICLE_LEAVES: Rule(
        2, "last frame up to which it moved less than 5 % of its length in the 2 s before",
        "last frame with any part of the vehicle in the picture; where it is lost on its way, the last one before a "
        "calm that shows the scene as it was before, or not known",
        (*_WORTH, *_ONSET, *_REST), acts.drives_off, (_WHICH, "Who is in it is not shown."),
    ),
}  # fmt: skip
