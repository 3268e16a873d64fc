"""The rules on things that people leave and take, and on what flashes beside a hand, as a table."""

from __future__ import annotations

from typing import Final

from gestae.model.observation import Kind
from gestae.observe import flash, objects
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

OBJECTS: Final[Table] = {
    Kind.OBJECT_LEFT: Rule(
        1, "first picture that shows the thing in its place, or the person who was at it from the beginning goes",
        "the person is three body heights away, or out of the picture",
        (*_READS, "objects.alone_s"), objects.left, (_WHOSE, _SEEN),
    ),
    Kind.OBJECT_TAKEN: Rule(
        1, "first picture that no longer shows the thing in its place, while a person is at it",
        "the person is three body heights away, or out of the picture", _READS, objects.taken, (_WHOSE, _SEEN),
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
