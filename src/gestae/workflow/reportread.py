"""A case read once for a report: its network and events in the order of telling, its findings, its material."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from gestae.chronology.clocks import Placed
from gestae.errors import ClockError
from gestae.model.observation import Observation
from gestae.model.time import CameraTime
from gestae.store.case import CaseView
from gestae.workflow.case import Case, read_artifact
from gestae.workflow.contradictions import Contradiction, contradictions
from gestae.workflow.findings import Finding, findings
from gestae.workflow.footage import PACKETS, footage_rows, video_of
from gestae.workflow.material import Material
from gestae.workflow.parquet import read_times
from gestae.workflow.placing import CaseOrder, OrderedEvent
from gestae.workflow.sightings import Clocks
from gestae.workflow.stills import NoStill, Stills, later_pts

__all__ = ["ReadCase", "display_of"]

NO_TIMES: Final = np.zeros(0, np.int64)


@dataclass(frozen=True, slots=True)
class ReadCase:
    """A case read once.

    Attributes:
        first_pts: of each footage's first picture, by digest.
        frame_px: width and height of each footage's pictures, by digest.
        names: of footage, by digest.
        later: the picture a second after the start of a sighting that lasted, by the sighting's id.
        earlier: the events that certainly began before an event, by id.
        bounding: the statements on which the bounds of each event rest, as derived, by the event's id.
    """

    material: Material
    order: CaseOrder
    events: tuple[OrderedEvent, ...]
    found: tuple[Finding, ...]
    first_pts: Mapping[str, int]
    frame_px: Mapping[str, tuple[int, int]]
    names: Mapping[str, str]
    later: Mapping[str, int]
    earlier: Mapping[str, frozenset[str]]
    bounding: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, case: Case) -> ReadCase:
        """Read all that a page needs."""
        view = case.store
        found = findings(view)
        first, sizes, names = {}, {}, {}
        for row in footage_rows(view):
            video = video_of(row)
            names[str(row["sha256"])] = str(row["name"])
            if video and video["first"]:
                first[str(row["sha256"])] = int(video["first"]["pts"])
            if video and video.get("picture"):
                sizes[str(row["sha256"])] = (int(video["picture"]["width"]), int(video["picture"]["height"]))
        order = CaseOrder.of(view)
        events = order.events()
        earlier = {event.id: frozenset(one.event for one in event.after) for event in events}
        material = Material(view, Clocks(view), found)
        return cls(material, order, events, found, first, sizes, names, _later(view, events), earlier, _bounding(order))

    @property
    def numbers(self) -> dict[str, int]:
        """Number the events as the page does, from 1, by id."""
        return {event.id: number for number, event in enumerate(self.events, 1)}

    @property
    def conflicts(self) -> tuple[Contradiction, ...]:
        """Say what cannot all be true, each once."""
        return contradictions(self.events, self.names)

    def wanted_stills(self) -> list[tuple[str, int, int]]:
        """Name the picture that shows the start of each sighting, and one a second later where it lasted."""
        seen = _seen(self.events)
        starts = [(one.sha256, one.stream, one.start.pts) for one in seen]
        return starts + [(one.sha256, one.stream, self.later[one.id]) for one in seen if one.id in self.later]

    def altered(self, stills: Stills) -> tuple[str, ...]:
        """Name the footage whose original is no longer what was received."""
        found = {key[0] for key, one in stills.items() if isinstance(one, NoStill) and one.is_altered}
        return tuple(sorted(self.names.get(sha256, sha256[:12]) for sha256 in found))

    def placed(self, one: Observation) -> Placed | None:
        """Place an observation by its own clock; None where that does not allow it."""
        try:
            return self.material.clocks.place(one.sha256, one.start)
        except ClockError:
            return None


def display_of(placed: Placed | None) -> tuple[CameraTime, CameraTime] | None:
    """Give what the recorder's own clock stood at; None where that is not known."""
    return (placed.display.earliest, placed.display.latest) if placed else None


def _bounding(order: CaseOrder) -> dict[str, frozenset[str]]:
    """Name, by event, the statements on which its bounds rest, as they are derived."""
    solved = order.upheld.solved
    found = {}
    for event in order.case.events:
        point = order.case.start_of(event)
        sides = (solved.earliest(point), solved.latest(point))
        found[event.id] = frozenset(name for bound in sides if bound is not None for name in bound.said)
    return found


def _seen(events: Sequence[OrderedEvent]) -> list[Observation]:
    return [sighting.decided.observation for event in events for sighting in event.sightings]


def _later(view: CaseView, events: Sequence[OrderedEvent]) -> dict[str, int]:
    """Name, by observation, the picture a second after its start; none for those that did not last so long."""
    times: dict[str, npt.NDArray[np.int64]] = {}
    found = {}
    for one in _seen(events):
        if one.end is None:
            continue
        if one.sha256 not in times:
            rows = view.rows("artifacts", source_sha256=one.sha256, stage=PACKETS)
            times[one.sha256] = read_times(read_artifact(view.folder, str(rows[0]["sha256"]))) if rows else NO_TIMES
        pts = later_pts(one, times[one.sha256])
        if pts is not None:
            found[one.id] = pts
    return found
