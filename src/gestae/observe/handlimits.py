"""What counts as being in somebody's hand, as moving with him, and as the same thing in another's."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["HandLimits"]


@dataclass(frozen=True, slots=True)
class HandLimits:
    """Numbers of the rules on what is carried, in parts of the person's body height where nothing else is said.

    Attributes:
        score: a sighting must be so sure.
        beyond: no more of what lies close around it has its colour: clothing goes on, a thing ends.
        least_side: the thing's longer side is at least this, `most_side` at most.
        beside: its middle lies no farther than this beside the person's box,
        from_top: and at least so far down from the top of it, `to_top` at most.
        reach: the upper edge of it lies no farther than this from a hand.
        clearly: and nearer than to a hand of anybody else by at least this.
        hue: two sightings show one thing if their parts of red, green and blue differ by no more than this together,
        light: if one is no more than so many times as bright,
        size: and no more than so many times as large, as the other.
        sightings: it is seen in at least so many looks at one person.
        strays: it is seen at others meanwhile in no more than this part of as many looks.
        gap_s: what is not seen for longer is told as two.
        way: the person goes so far with it.
        near_s: who is seen with it in fewer looks got it only if the two were near for no longer than this.
        moves: what passes to another gets so far from where it was.
        hand_over: people are near enough to hand something over if their boxes are no farther apart than this.
    """

    score: float = 0.2
    beyond: float = 0.04
    least_side: float = 0.08
    most_side: float = 0.6
    beside: float = 0.15
    from_top: float = 0.5
    to_top: float = 0.95
    reach: float = 0.35
    clearly: float = 0.1
    hue: float = 0.12
    light: float = 2.2
    size: float = 2.0
    sightings: int = 5
    strays: float = 0.15
    gap_s: float = 20.0
    way: float = 1.0
    near_s: float = 4.0
    moves: float = 0.25
    hand_over: float = 0.35
