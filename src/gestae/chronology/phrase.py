"""What words of time were taken to mean: readings, each with its reason, under a named policy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

from gestae.errors import InputRefused, RecordError

__all__ = ["Pair", "Phrase", "Reading", "Relation", "UnknownPhraseError"]

DAY_NS: Final = 86_400_000_000_000


class Relation(Enum):
    """What a reading is about."""

    APART = "apart"
    """How far `to` lies after `from`."""
    DURING = "during"
    """`to` lies wholly within `from`."""
    OVERLAPS = "overlaps"
    """`to` and `from` have at least one moment in common."""
    OF_DAY = "of the day"
    """What a local clock shows at `to`, counted from midnight; on which day, the words do not say."""


@dataclass(frozen=True, slots=True)
class Pair:
    """One constraint of a reading: `least ≤ to − from ≤ most`; `start` and `end` name the points of an event."""

    from_point: str | None
    to_point: str | None
    least_ns: int | None
    most_ns: int | None


_BETWEEN_POINTS: Final[Mapping[Relation, tuple[Pair, ...]]] = {
    Relation.DURING: (Pair("start", "start", 0, None), Pair("end", "end", None, 0)),
    Relation.OVERLAPS: (Pair("start", "end", 0, None), Pair("end", "start", None, 0)),
}


@dataclass(frozen=True, slots=True)
class Reading:
    """One thing that a phrase can mean.

    Attributes:
        least_ns: the least distance, whole nanoseconds; None where the words set no limit.
        most_ns: the greatest distance, or None.
        why: the reasoning, in one line.
        relation: what the bounds are about; `during` and `overlaps` have none of their own, see `pairs`.
    """

    least_ns: int | None
    most_ns: int | None
    why: str
    relation: Relation = Relation.APART

    def __post_init__(self) -> None:
        if self.least_ns is not None and self.most_ns is not None and self.least_ns > self.most_ns:
            raise RecordError(f"a reading of at least {self.least_ns} ns and at most {self.most_ns} ns; swap them")
        if self.relation in _BETWEEN_POINTS and (self.least_ns, self.most_ns) != (None, None):
            raise RecordError(f"{self.relation.value!r} has no bounds of its own; leave them out")

    @property
    def pairs(self) -> tuple[Pair, ...]:
        """The constraints between `from` and `to` that it makes; a reading of the day makes none.

        >>> [(pair.from_point, pair.to_point) for pair in Reading(None, None, "", Relation.DURING).pairs]
        [('start', 'start'), ('end', 'end')]
        """
        if self.relation is Relation.OF_DAY:
            return ()
        return _BETWEEN_POINTS.get(self.relation, (Pair(None, None, self.least_ns, self.most_ns),))

    @property
    def says_something(self) -> bool:
        """Whether anything is limited by it."""
        return self.relation in _BETWEEN_POINTS or (self.least_ns, self.most_ns) != (None, None)


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase with every reading that its policy knows.

    Attributes:
        text: the words as said.
        readings: what they can mean, one at least.
        policy: name and version of the table, such as "en/1".
        pattern: the pattern of the row that decided.
        leaves: what the words do not say and a person must; None where they leave nothing.
    """

    text: str
    readings: tuple[Reading, ...]
    policy: str
    pattern: str
    leaves: str | None = None

    def __post_init__(self) -> None:
        if not self.readings:
            raise RecordError(f"{self.text!r} without a reading; a phrase that means nothing is refused")

    @property
    def hull(self) -> Reading | None:
        """What holds under every reading; None where they have nothing in common.

        What lies within an event also has a moment in common with it, so those two agree on the latter.
        """
        if len(self.readings) == 1:
            return self.readings[0]
        relations = {reading.relation for reading in self.readings}
        if relations == set(_BETWEEN_POINTS):
            return Reading(None, None, "what all readings have in common", Relation.OVERLAPS)
        if len(relations) > 1:
            return None
        least = [reading.least_ns for reading in self.readings]
        most = [reading.most_ns for reading in self.readings]
        return Reading(
            None if None in least else min(side for side in least if side is not None),
            None if None in most else max(side for side in most if side is not None),
            "what all readings have in common",
            *relations,
        )


class UnknownPhraseError(InputRefused):
    """A phrase that the policy has no row for; what it means is not guessed."""

    def __init__(self, what: str, phrase: str, *, policy: str, nearest: tuple[str, ...]) -> None:
        close = " or ".join(repr(one) for one in nearest)
        right = f"write it like {close}, if that is meant; " if close else ""
        super().__init__(
            what,
            wrong=f"{phrase!r} is not understood by the policy {policy}",
            right=f'{right}`gestae words --list` shows what is understood, or give min and max, such as min = "10 s"',
        )
        self.phrase, self.policy, self.nearest = phrase, policy, nearest
