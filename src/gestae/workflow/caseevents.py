"""The events of a case before any time is given to them: what shows each, what of that is gone, and who says so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from gestae.base.canonical import Json
from gestae.model.observation import Kind, Observation
from gestae.model.observation_document import from_document
from gestae.model.time import Instant, TimeInterval
from gestae.store.case import CaseView
from gestae.workflow.gone import Gone, gone_members

__all__ = ["OF_VIEW", "CaseEvent", "Decided", "case_events", "decided_observations"]

# What begins when it comes into one camera's view, or is found there already: it begins elsewhere at other moments.
OF_VIEW: Final = frozenset(
    {
        Kind.PERSON_PRESENT, Kind.VEHICLE_PRESENT, Kind.PERSON_ENTERS, Kind.PERSON_LEAVES, Kind.VEHICLE_ARRIVES,
        Kind.VEHICLE_LEAVES, Kind.FACES_AWAY, Kind.LYING, Kind.OBJECT_CARRIED, Kind.TEXT_SEEN, Kind.WEARS,
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Decided:
    """An observation that counts, and who says so."""

    observation: Observation
    decision: str  # accepted, recorded
    author: str
    reason: str
    seq: int


@dataclass(frozen=True, slots=True)
class CaseEvent:
    """One event of a case.

    Attributes:
        id: of the event; of its only observation where nobody stated an event of it.
        title: what happened.
        members: the observations that show it and that count.
        gone: its members that do not stand any more and that nobody rejected.
        said: the interval that the event itself states for its start; None where it states none.
        stated_by: who says that it is one event, or that the observation counts.
        reason: why.
        seq: the entry that says so.
        is_stated: whether a person stated the event, and with it that all its members show one and the same.
        name: how lists speak of it; empty where nobody named it.
        named: how many observations it was said to be shown by, whether they stand or not.
    """

    id: str
    title: str
    members: tuple[Decided, ...]
    gone: tuple[Gone, ...]
    said: TimeInterval | None
    stated_by: str
    reason: str
    seq: int
    is_stated: bool
    name: str = ""
    named: int = 1

    @property
    def kinds(self) -> tuple[str, ...]:
        """Name the kinds of what shows it, in alphabetical order; an event starts with the first of them to start."""
        return tuple(sorted({one.observation.kind.value for one in self.members}))

    @property
    def untitled(self) -> tuple[str, str | None] | None:
        """Give kind and camera of what shows it, where nobody gave it a title; None where somebody did."""
        if self.is_stated or not self.members or self.members[0].observation.text:
            return None
        seen = self.members[0].observation
        return seen.kind.value, seen.camera

    @property
    def has_unseen_kind(self) -> bool:
        """Say whether a member that is gone may show an earlier beginning: none that stands is of its kind."""
        return not {one.kind for one in self.gone} <= set(self.kinds)

    @property
    def of_other_views(self) -> tuple[str, ...]:
        """Name the kinds of what shows it that say nothing of how early it began: another camera may have seen it.

        When it came into one camera's view says nothing of when it came into another's; and whose sighting is gone may
        have been another camera's.
        """
        cameras = len({one.observation.sha256 for one in self.members}) + bool(self.gone)
        kinds = sorted({one.observation.kind for one in self.members} & OF_VIEW) if cameras > 1 else ()
        return tuple(kind.value for kind in kinds)

    @property
    def ends(self) -> bool:
        """Say whether anything that shows it has an end, so that the event lasts."""
        return any(one.observation.end is not None for one in self.members)


def decided_observations(view: CaseView) -> dict[str, Decided]:
    """Give every observation that a person accepted or recorded, by id, under its camera's name of now."""
    cameras = {row["sha256"]: row["camera"] for row in view.rows("cameras")}
    found: dict[str, Decided] = {}
    for row in view.rows("observations"):
        said = row["says"]
        if row["decision"] in ("accepted", "recorded") and isinstance(said, Mapping):
            camera = cameras.get(row["footage"])
            found[str(row["id"])] = Decided(
                replace(from_document(said), camera=str(camera) if camera else None),
                str(row["decision"]),
                str(row["author"]),
                str(row["reason"]),
                _whole(row["seq"]),
            )
    return found


def case_events(view: CaseView) -> tuple[CaseEvent, ...]:
    """Give the events that people stated, and one for each decided observation that none of those holds."""
    decided = decided_observations(view)
    stated = [row for row in view.rows("events") if row["status"] == "stated"]
    grouped = {member for row in stated for member in _names(row["members"])}
    alone = [_alone(name, one) for name, one in decided.items() if name not in grouped]
    return (*(_stated(view, row, decided) for row in stated), *alone)


def _alone(name: str, one: Decided) -> CaseEvent:
    what = one.observation.text or one.observation.words
    title = what if one.observation.text else f"{what} (camera {one.observation.camera or 'not named'})"
    return CaseEvent(name, title, (one,), (), None, one.author, one.reason, one.seq, is_stated=False)


def _stated(view: CaseView, row: Mapping[str, Json], decided: Mapping[str, Decided]) -> CaseEvent:
    names = _names(row["members"])
    return CaseEvent(
        str(row["id"]),
        str(row["title"]),
        tuple(decided[name] for name in names if name in decided),
        gone_members(view, (name for name in names if name not in decided)),
        _said(row),
        str(row["author"]),
        str(row["reason"]),
        _whole(row["seq"]),
        is_stated=True,
        name=str(row.get("name") or ""),
        named=len(names),
    )


def _said(row: Mapping[str, Json]) -> TimeInterval | None:
    """Give the interval that the event itself states for its start, if both of its bounds are there."""
    if row["start_earliest"] is None or row["start_latest"] is None:
        return None
    return TimeInterval(Instant.parse(str(row["start_earliest"])), Instant.parse(str(row["start_latest"])))


def _names(value: Json) -> tuple[str, ...]:
    return tuple(str(name) for name in value) if isinstance(value, Sequence) and not isinstance(value, str) else ()


def _whole(value: Json) -> int:
    return value if isinstance(value, int) else 0
