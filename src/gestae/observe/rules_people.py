"""The rules on how people go and stand to one another, as a table."""

from __future__ import annotations

from typing import Final

from gestae.model.observation import Kind
from gestae.observe import company, pace
from gestae.observe.rule import Rule, Table

__all__ = ["PEOPLE"]

_WHO = "Who it is, and whether a person seen before or after is the same one, is not shown."
_IN_PICTURE = "Lengths are body heights in the picture; the ground was not measured."
_WORTH = ("presence.detections", "presence.least_s", "presence.mean_score")
_STANDS = (*_WORTH, "pace.spot", "pace.surely_spot", "pace.span_s", "pace.grows")
_NEAR = (*_STANDS, "pace.went", "pace.went_s", "company.near", "company.far", "company.from_s", "company.like")

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
}  # fmt: skip
