"""Observations: one source says one thing of one time.

A machine proposes them and a person records or accepts them; either way the moments are bounds, never points,
because a camera looks 25 times a second at most and a rule does not always see the very frame.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from typing import Final

from gestae.base.canonical import Json, content_id
from gestae.errors import RecordError
from gestae.model.text import UNREAD, Bearer, Script

__all__ = ["ATTRIBUTES", "UNSAID_ALONE", "Kind", "Moment", "Observation", "Region", "Status"]

_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_RULE: Final = re.compile(r"[a-z][a-z_]*/\d+")


class Kind(StrEnum):
    """What a rule or a person can say was seen."""

    PERSON_PRESENT = "person_present"
    VEHICLE_PRESENT = "vehicle_present"
    PERSON_ENTERS = "person_enters"
    PERSON_LEAVES = "person_leaves"
    VEHICLE_ARRIVES = "vehicle_arrives"
    VEHICLE_STOPS = "vehicle_stops"
    VEHICLE_LEAVES = "vehicle_leaves"
    HANDS_UP = "hands_up"
    FALL = "fall"
    LYING = "lying"
    GETS_UP = "gets_up"
    TEXT_SEEN = "text_seen"
    OBJECT_LEFT = "object_left"
    OBJECT_TAKEN = "object_taken"
    FLASH = "flash"
    LIGHT_CHANGED = "light_changed"
    CAMERA_MOVED = "camera_moved"
    PICTURE_LOST = "picture_lost"
    CLOCK_JUMPED = "clock_jumped"
    VEHICLE_STARTS = "vehicle_starts"
    PERSON_STOPS = "person_stops"
    PERSON_RUNS = "person_runs"
    PEOPLE_MEET = "people_meet"
    PEOPLE_PART = "people_part"
    PERSON_SURROUNDED = "person_surrounded"
    TURNS_AWAY = "turns_away"
    FACES_AWAY = "faces_away"
    ARM_AIMED = "arm_aimed"
    WEAPON_RAISED = "weapon_raised"
    OBJECT_CARRIED = "object_carried"
    OBJECT_TRANSFERRED = "object_transferred"
    # No rule proposes what follows; people mark it (docs/reference/vocabulary.md).
    GETS_OUT = "gets_out"
    GETS_IN = "gets_in"
    SPEAKS = "speaks"
    TELEPHONES = "telephones"
    SEARCHES = "searches"
    SIGNALS = "signals"
    SMOKES = "smokes"
    DRINKS = "drinks"
    WEARS = "wears"


# What a kind is said of more closely, in words of ours. A weapon is named by what is seen of it, never by its make, and
# by a person: a rule says of a text what it stands on, and nothing else.
ATTRIBUTES: Final[Mapping[Kind, tuple[str, ...]]] = {
    Kind.WEARS: (
        "uniform", "armband", "helmet", "body_armour", "mask", "hood", "gloves", "backpack", "radio",
        "rifle", "machine_gun", "pistol", "launcher", "knife", "baton",
    ),
    Kind.TEXT_SEEN: tuple(one.value for one in Bearer),
}  # fmt: skip
# Kinds that say nothing without such a word.
UNSAID_ALONE: Final = frozenset({Kind.WEARS})


class Status(StrEnum):
    """Where an observation stands: a machine's word counts only once a named person took it over."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Moment:
    """A media time known within bounds, both included, and the frame that shows it.

    The act's true instant lies at or after `earliest_pts` and at or before `latest_pts`.

    >>> moment = Moment(pts=7200, earliest_pts=3600, latest_pts=7200, time_base=Fraction(1, 90000))
    >>> moment.width_s
    Fraction(1, 25)
    """

    pts: int
    earliest_pts: int
    latest_pts: int
    time_base: Fraction  # seconds per tick

    def __post_init__(self) -> None:
        if self.time_base <= 0:
            raise RecordError(f"a time base of {self.time_base} s a tick; it must be positive")
        if not self.earliest_pts <= self.pts <= self.latest_pts:
            raise RecordError(
                f"a moment shown at pts {self.pts} with bounds {self.earliest_pts} to {self.latest_pts}; "
                "the frame that shows it lies within the bounds"
            )

    @property
    def width_s(self) -> Fraction:
        """Seconds that are not known."""
        return (self.latest_pts - self.earliest_pts) * self.time_base


@dataclass(frozen=True, slots=True)
class Region:
    """A rectangle in the decoded picture, whole pixels, origin top left, x2 and y2 just outside.

    >>> Region(10, 20, 30, 60).corners
    (10, 20, 30, 60)
    """

    x1: int
    y1: int
    x2: int
    y2: int

    def __post_init__(self) -> None:
        if not (self.x1 < self.x2 and self.y1 < self.y2):
            raise RecordError(f"a region from {self.x1},{self.y1} to {self.x2},{self.y2} has no area")

    @property
    def corners(self) -> tuple[int, int, int, int]:
        """x1, y1, x2, y2."""
        return self.x1, self.y1, self.x2, self.y2


@dataclass(frozen=True, slots=True)
class Observation:
    """One footage shows one thing, from a moment to a moment.

    Attributes:
        kind: what is seen.
        sha256: the preserved original; `stream` is the index of its video stream.
        camera: the name people gave the camera, or None while it has none.
        start: when it starts, within bounds.
        end: when it ends; None where it runs to the end of the file or is not known (`limits` says which).
        tracks: ids of the tracks it rests on.
        region: where in the decoded picture; None for the whole of it.
        confidence: 0 to 1 as the detector rates the tracks; no probability. None where a person recorded it.
        rule: name and version of the rule, such as "vehicle_stops/1"; "person/1" for what a person recorded.
        status: proposed, accepted or rejected.
        limits: sentences of what it does not show.
        reads: readable text that was seen; "·" stands for a letter that could not be told.
        script: of what was read; None where nothing says it.
        alternatives: for each "·" of what a rule read, in order, what the letter may be, parted by "/".
        attribute: what the kind is said of more closely, a word of `ATTRIBUTES`; None where nothing is said.
        text: what the person who recorded it wrote. Which words are refused is a matter of writing
            (`gestae.observe.opinions`): what was recorded is read whatever its words, also when that list has grown.
        salt: 32 random bytes in hex for what a person recorded, so that nobody can guess its words and confirm them by
            its id once they are hidden; None for what a rule found, which a second run names alike.
    """

    kind: Kind
    sha256: str
    stream: int
    camera: str | None
    start: Moment
    end: Moment | None
    rule: str
    tracks: tuple[str, ...] = ()
    region: Region | None = None
    confidence: float | None = None
    status: Status = Status.PROPOSED
    limits: tuple[str, ...] = ()
    reads: str | None = None
    text: str | None = None
    salt: str | None = None
    attribute: str | None = None
    script: Script | None = None
    alternatives: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not _SHA256.fullmatch(self.sha256):
            raise RecordError(
                f"an observation of {self.sha256[:80]!r}; name the original by its sha256 in 64 hex digits"
            )
        if not _RULE.fullmatch(self.rule):
            raise RecordError(f"the rule {self.rule!r}; write its name and version, such as vehicle_stops/1")
        if self.salt is not None and not _SHA256.fullmatch(self.salt):
            raise RecordError(f"a salt of {self.salt[:80]!r}; it has 64 hex digits")
        if self.attribute is not None and self.attribute not in ATTRIBUTES.get(self.kind, ()):
            known = ", ".join(ATTRIBUTES.get(self.kind, ())) or "none"
            raise RecordError(f"{self.kind.value} of {self.attribute!r}; the words for it are: {known}")
        _check_alternatives(self.reads, self.alternatives)
        if self.stream < 0:
            raise RecordError(f"stream {self.stream}; streams are counted from 0")
        if self.confidence is not None and not (math.isfinite(self.confidence) and 0 <= self.confidence <= 1):
            raise RecordError(f"a confidence of {self.confidence}; it lies between 0 and 1")
        if self.end is not None:
            _check_order(self.start, self.end)

    @property
    def id(self) -> str:
        """Name it by what it says: status and camera are left out, for people change them and the finding stays."""
        return content_id(_said(self))

    @property
    def what(self) -> str:
        """Name its kind, with what it is said of more closely, such as "wears:armband"."""
        return self.kind.value if self.attribute is None else f"{self.kind.value}:{self.attribute}"

    @property
    def words(self) -> str:
        """Name it as a sentence does: "wears armband".

        >>> moment = Moment(pts=1, earliest_pts=0, latest_pts=1, time_base=Fraction(1, 25))
        >>> Observation(Kind.WEARS, "ab" * 32, 0, None, moment, None, "person/1", attribute="body_armour").words
        'wears body armour'
        """
        return self.what.replace(":", " ").replace("_", " ")

    def with_status(self, status: Status) -> Observation:
        """Take it over or turn it down; its id stays."""
        return replace(self, status=status)


def _check_alternatives(reads: str | None, alternatives: tuple[str, ...]) -> None:
    if alternatives and len(alternatives) != (reads or "").count(UNREAD):
        raise RecordError(f"{reads!r} with {len(alternatives)} alternatives; give one for each {UNREAD}")


def _check_order(start: Moment, end: Moment) -> None:
    if end.time_base != start.time_base:
        raise RecordError(
            f"a start in ticks of {start.time_base} s and an end in {end.time_base} s; use the stream's own"
        )
    if end.latest_pts < start.earliest_pts:
        raise RecordError(f"an end by pts {end.latest_pts}, before the earliest start at {start.earliest_pts}")


def _said(observation: Observation) -> dict[str, Json]:
    # What most observations lack stands in no id: those that were named before it existed keep theirs.
    more: dict[str, Json] = {
        "salt": observation.salt,
        "attribute": observation.attribute,
        "script": observation.script.value if observation.script else None,
        "alternatives": list(observation.alternatives) or None,
    }
    return {
        **{name: value for name, value in more.items() if value is not None},
        "confidence": observation.confidence,
        "end": _moment(observation.end),
        "kind": observation.kind.value,
        "limits": list(observation.limits),
        "reads": observation.reads,
        "region": list(observation.region.corners) if observation.region else None,
        "rule": observation.rule,
        "sha256": observation.sha256,
        "start": _moment(observation.start),
        "stream": observation.stream,
        "text": observation.text,
        "tracks": list(observation.tracks),
    }


def _moment(moment: Moment | None) -> Json:
    if moment is None:
        return None
    return [moment.pts, moment.earliest_pts, moment.latest_pts, str(moment.time_base)]
