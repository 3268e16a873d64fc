"""The rules on things that people leave, take, carry and hand over, and on what flashes beside a hand, as a table."""

from __future__ import annotations

from typing import Final

from gestae.model.observation import Kind
from gestae.observe import carried, flash, objects
from gestae.observe.rule import Rule, Table

__all__ = ["OBJECTS"]

_WHOSE: Final = "Whose it is, and whether the person may take or leave it, is not shown."
_SEEN: Final = "That the person's hand moved it follows from place and time."
_READS: Final = (
    "objects.reach",
    "objects.most_side",
    "objects.outline",
    "objects.uneven",
    "objects.sure_s",
    "objects.away",
)
_HANGS: Final = "Something like a bag is seen at the hand; that the hand holds it, and what it is, is not shown."
_SAME: Final = "That it is the same thing follows from its colour, its size and who was near, not from a mark on it."
_HELD: Final = tuple(
    f"hands.{name}"
    for name in (
        "score", "beyond", "least_side", "most_side", "beside", "from_top", "to_top", "reach", "clearly", "hue",
        "light", "size", "sightings", "gap_s", "way",
    )
)  # fmt: skip
_PASSED: Final = (*_HELD, "hands.strays", "hands.near_s", "hands.moves", "hands.hand_over", "after_s")

OBJECTS: Final[Table] = {
    Kind.OBJECT_LEFT: Rule(
        1, "first picture that shows the thing in its place, or the person who was at it from the beginning goes",
        "the person is three body heights away, or out of the picture",
        (*_READS, "objects.alone_s"), objects.left, (_WHOSE, _SEEN),
    ),
    Kind.OBJECT_TAKEN: Rule(
        2, "the thing no longer stands in its place, as the detector's boxes or the place itself show, a person at it",
        "the person is three body heights away, or out of the picture", _READS, objects.taken, (_WHOSE, _SEEN),
    ),
    Kind.OBJECT_CARRIED: Rule(
        1, "first look that shows the thing at the person's hand, or when it is handed to the person",
        "last look that shows it there, or when it is handed on", _HELD, carried.carried, (_HANGS, _WHOSE),
    ),
    Kind.OBJECT_TRANSFERRED: Rule(
        1, "the two people are nearest, after the thing was last seen at the one and before it is first at the other",
        "1 s after", _PASSED, carried.transferred, (_HANGS, _SAME, _WHOSE),
    ),
    Kind.FLASH: Rule(
        1, "first picture with a bright spot beside a hand, which is there for two pictures at most",
        "first picture without it",
        (
            "flash.reach", "flash.cell_grey", "flash.brighter_grey", "flash.outshines_grey", "flash.bright_grey",
            "flash.most_s", "posture.joint_score",
        ),
        flash.flashes,
        ("What flashed is not shown: a shot, a lamp, a reflection and a fault of the picture look alike.",),
    ),
}  # fmt: skip
