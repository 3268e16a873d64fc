"""The report: everything that the case holds, put together as one page beside the case."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from gestae import __version__
from gestae.casefile.material import FactView
from gestae.casefile.report import render_report
from gestae.casefile.view import (
    AlikeView,
    CountView,
    EventView,
    ProposalView,
    ReportView,
    SightingView,
    SpanView,
    StillView,
)
from gestae.chronology.alike import Seen, may_be_one
from gestae.chronology.clocks import Placed
from gestae.errors import ClockError
from gestae.model.network import Grade
from gestae.model.observation import Observation, Status
from gestae.model.time import CameraTime, TimeInterval
from gestae.store.case import CaseView
from gestae.workflow.basis import basis, bounded_by
from gestae.workflow.case import Case, Progress, case_zone, no_progress, read_artifact
from gestae.workflow.citing import citations
from gestae.workflow.contradictions import Contradiction, contradictions
from gestae.workflow.findings import Finding, findings
from gestae.workflow.following import Earlier
from gestae.workflow.footage import PACKETS, footage_rows, video_of
from gestae.workflow.material import Material
from gestae.workflow.pages import default_report_path, keep_page, refuse_foreign
from gestae.workflow.parquet import read_times
from gestae.workflow.placing import OrderedEvent, order_of_events
from gestae.workflow.sightings import Clocks, Sighting
from gestae.workflow.stills import NoStill, Stills, later_pts, take_stills

__all__ = ["Report", "write_report"]

# A page of thousands of proposals helps nobody; all of them are in `gestae observations`, and the counts tell of all.
MOST_PROPOSALS: Final = 200
NO_TIMES: Final = np.zeros(0, np.int64)
_FIRM: Final = {
    Grade.INSTRUMENT: "what instruments record",
    Grade.TESTIMONY: "what people say",
    Grade.WORDS: "words of time that a table reads as figures",
}
NO_STILL_ASKED: Final = NoStill("stills were not asked for")


@dataclass(frozen=True, slots=True)
class Report:
    """A page that was written.

    Attributes:
        altered: names of footage whose original is no longer what was received.
        conflicts: what cannot all be true, of clocks, sightings or their order.
    """

    path: Path
    sha256: str
    events: int
    placed: int
    proposals: int
    altered: tuple[str, ...] = ()
    conflicts: tuple[Contradiction, ...] = ()


def write_report(
    case: Case, to: Path | None = None, *, reason: str = "a report for reading", progress: Progress = no_progress
) -> Report:
    """Journal the digest of the page and give the page its name.

    An original that is no longer what was received gives no still; the page and `Report.altered` say so.

    Raises:
        CaseError: the place lies inside the case, or holds something that no report of this case is.
    """
    path = to or default_report_path(case.store)
    refuse_foreign(case.store, path)
    progress("placing events", 0.1)
    telling = _Telling.of(case)
    progress("taking stills", 0.3)
    stills = take_stills(case.originals.root, telling.wanted_stills(), None)
    progress("drawing the page", 0.9)
    page = render_report(telling.view(case, stills))
    digest = hashlib.sha256(page).hexdigest()
    with keep_page(path, page):
        case.decide("report-written", reason, name=path.name, sha256=digest)
    progress("done", 1.0)
    return Report(
        path,
        digest,
        len(telling.events),
        placed=sum(event.interval is not None for event in telling.events),
        proposals=sum(one.decision == "proposed" for one in telling.found),
        altered=telling.altered(stills),
        conflicts=telling.conflicts,
    )


@dataclass(frozen=True, slots=True)
class _Telling:
    """A case read once: its events in the order of telling, its findings, its material."""

    material: Material
    events: tuple[OrderedEvent, ...]
    found: tuple[Finding, ...]
    first_pts: Mapping[str, int]
    frame_px: Mapping[str, tuple[int, int]]
    names: Mapping[str, str]
    later: Mapping[str, int]
    earlier: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, case: Case) -> _Telling:
        """Read all that the page needs."""
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
        events = order_of_events(view)
        earlier = {event.id: frozenset(one.event for one in event.after) for event in events}
        return cls(
            Material(view, Clocks(view), found), events, found, first, sizes, names, _later(view, events), earlier
        )

    def wanted_stills(self) -> list[tuple[str, int, int]]:
        """Name the picture that shows the start of each sighting, and one a second later where it lasted."""
        seen = _seen(self.events)
        starts = [(one.sha256, one.stream, one.start.pts) for one in seen]
        return starts + [(one.sha256, one.stream, self.later[one.id]) for one in seen if one.id in self.later]

    def altered(self, stills: Stills) -> tuple[str, ...]:
        """Name the footage whose original is no longer what was received."""
        found = {key[0] for key, one in stills.items() if isinstance(one, NoStill) and one.is_altered}
        return tuple(sorted(self.names.get(sha256, sha256[:12]) for sha256 in found))

    def view(self, case: Case, stills: Stills) -> ReportView:
        """Put the whole page together."""
        store, material = case.store, self.material
        head = store.head()
        return ReportView(
            title=str(store.rows("case")[0]["title"]),
            zone=case_zone(store),
            made_at=case.desk.now(),
            made_by=case.desk.author,
            gestae_version=__version__,
            journal_head=head.hex,
            journal_entries=head.seq,
            events=self._events(stills),
            counts=_counts(self.found),
            proposals=tuple(self._proposal(one) for one in self._undecided()),
            sources=material.sources(),
            exhibits=material.exhibits(),
            refused=material.refused(),
            unlooked=material.unlooked(),
            recorders=material.recorders(),
            models=material.models(),
            versions=(FactView("gestae", __version__), *(f for f in material.versions() if f.label != "gestae")),
            withheld=material.withheld(),
            conflicts=tuple(one.words for one in self.conflicts),
            events_alike=self._events_alike(),
            proposals_alike=self._proposals_alike(),
        )

    @property
    def conflicts(self) -> tuple[Contradiction, ...]:
        """Say what cannot all be true, each once."""
        return contradictions(self.events, self.names)

    def _undecided(self) -> list[Finding]:
        """Give what is no part of the order, by time: as much of it as a page lists."""
        waiting = [one for one in self.found if one.decision in ("proposed", "rejected")]
        return sorted(waiting, key=lambda one: _by_time(self._placed(one.observation)))[:MOST_PROPOSALS]

    def _placed(self, one: Observation) -> Placed | None:
        try:
            return self.material.clocks.place(one.sha256, one.start)
        except ClockError:
            return None

    def _events_alike(self) -> tuple[AlikeView, ...]:
        """Find events of one sighting each, which nobody put together, that may all be one act."""
        alone = [
            (number, event.sightings[0].decided.observation, event.interval)
            for number, event in enumerate(self.events, 1)
            if event.interval and len(event.sightings) == 1 and event.id == event.sightings[0].decided.observation.id
        ]
        apart = {(number, one.event) for number, event in enumerate(self.events, 1) for one in event.after}
        return tuple(
            group
            for group in self._alike(alone)
            if group.is_simple
            and not any((one, self.events[other - 1].id) in apart for one in group.members for other in group.members)
        )

    def _proposals_alike(self) -> tuple[AlikeView, ...]:
        waiting = [(place, one) for place, one in enumerate(self._undecided()) if one.decision == "proposed"]
        placed = [(place, one.observation, self._placed(one.observation)) for place, one in waiting]
        return self._alike([(place, one, where.interval) for place, one, where in placed if where])

    def _alike(self, seen: Sequence[tuple[int, Observation, TimeInterval]]) -> tuple[AlikeView, ...]:
        cameras = [f"{self.material.clocks.recorder_of(one.sha256)}/{one.camera or one.sha256}" for _, one, _ in seen]
        asked = [Seen(one.kind.value, camera, when) for (_, one, when), camera in zip(seen, cameras, strict=True)]
        return tuple(
            AlikeView(
                tuple(seen[member][0] for member in group.members),
                len({cameras[member] for member in group.members}),
                group.is_simple,
            )
            for group in may_be_one(asked)
        )

    def _events(self, stills: Stills) -> tuple[EventView, ...]:
        number_of = {event.id: number for number, event in enumerate(self.events, 1)}
        placed = {event.id for event in self.events if event.latest is not None}
        return tuple(
            EventView(
                number=number_of[event.id],
                title=event.title,
                kind=_kinds(event),
                basis=basis(event, self.material.clocks.recorder_of),
                start=event.interval,
                no_start=self._no_start(event),
                after=_numbers((one.event for one in event.after), number_of, placed if event.latest else set()),
                open_with=_numbers(event.open_with, number_of, placed),
                because=self._because(event, number_of),
                sightings=tuple(self._sighting(one, stills) for one in event.sightings),
                limits=(event.uncounted,) if event.interval and event.uncounted else (),
                began_by=event.began_by,
                rests_on=_rests_on(event),
                no_earlier=_numbers(event.no_earlier_than, number_of, placed if event.latest else set()),
                citations=citations(self.material, event.id),
            )
            for event in self.events
        )

    def _no_start(self, event: OrderedEvent) -> str:
        """Say why an event has no place; where a side of it is known, that."""
        if event.interval:
            return ""
        why = event.not_placed or "nothing places it"
        if event.not_before is None:
            return why
        return f"it did not begin before {event.not_before.local(case_zone(self.material.view))}, and {why}"

    def _because(self, event: OrderedEvent, number_of: Mapping[str, int]) -> tuple[tuple[int, str], ...]:
        """Say what shows the order where bounds do not, of those events that nothing is known to lie between."""
        shown = [one for one in event.after if one.by_frames or one.by_way_of or one.said]
        lies_between = (one for one in shown if any(one.event in self.earlier[mid.event] for mid in event.after))
        passed = {one.event for one in lies_between}
        shown = [one for one in shown if one.event not in passed]
        words = ((number_of[one.event], _shown_words(one, number_of)) for one in shown)
        return tuple(sorted(words))

    def _sighting(self, sighting: Sighting, stills: Stills) -> SightingView:
        decided, one = sighting.decided, sighting.decided.observation
        picture = stills.get((one.sha256, one.stream, one.start.pts), NO_STILL_ASKED)
        verb = "recorded" if decided.decision == "recorded" else "accepted"
        return SightingView(
            camera=one.camera or "not named",
            footage=self.names.get(one.sha256, one.sha256[:12]),
            exhibit=self.material.numbers[one.sha256],
            says=one.text or one.kind.value.replace("_", " "),
            rule=one.rule if one.confidence is None else f"{one.rule}, score {one.confidence:.2f}",
            decided=f"{verb} by {decided.author}: {decided.reason} (journal entry {decided.seq})",
            span=SpanView(one.start, one.end, self.first_pts.get(one.sha256, 0)),
            display=_display(sighting.start),
            no_display="" if sighting.start else sighting.not_placed,
            world=sighting.interval,
            no_world="" if sighting.interval else sighting.not_placed,
            still=self._still(one, picture) if isinstance(picture, bytes) else None,
            no_still="" if isinstance(picture, bytes) else picture.why,
            later=self._later_still(one, stills),
            bounded_by=bounded_by(sighting.start, case_zone(self.material.view)),
            limits=one.limits,
        )

    def _still(self, one: Observation, picture: bytes) -> StillView:
        region = tuple(float(corner) for corner in one.region.corners) if one.region else None
        size = self.frame_px.get(one.sha256, (1, 1))
        corners = (region[0], region[1], region[2], region[3]) if region else None
        return StillView(picture, size, corners, None, one.start.pts)

    def _later_still(self, one: Observation, stills: Stills) -> StillView | None:
        pts = self.later.get(one.id)
        picture = stills.get((one.sha256, one.stream, pts)) if pts is not None else None
        size = self.frame_px.get(one.sha256, (1, 1))
        return StillView(picture, size, None, None, pts) if isinstance(picture, bytes) else None

    def _proposal(self, found: Finding) -> ProposalView:
        one = found.observation
        placed = self._placed(one)
        return ProposalView(
            camera=one.camera or "not named",
            footage=self.names.get(one.sha256, one.sha256[:12]),
            exhibit=self.material.numbers[one.sha256],
            kind=one.kind.value,
            rule=one.rule,
            confidence=one.confidence,
            span=SpanView(one.start, one.end, self.first_pts.get(one.sha256, 0)),
            display=_display(placed),
            world=placed.interval if placed else None,
            status=Status.REJECTED if found.decision == "rejected" else Status.PROPOSED,
            decided=f"{found.decided_by}: {found.reason}" if found.decided_by else "",
        )


def _by_time(placed: Placed | None) -> tuple[bool, int, int]:
    """Order what is placed by its bounds, and what is not after it, as it was found."""
    return (placed is None, placed.interval.earliest.ns if placed else 0, placed.interval.latest.ns if placed else 0)


def _numbers(ids: Iterable[str], number_of: Mapping[str, int], placed: set[str]) -> tuple[int, ...]:
    return tuple(sorted(number_of[name] for name in ids if name in placed))


def _shown_words(one: Earlier, number_of: Mapping[str, int]) -> str:
    if one.by_way_of:
        return f"by way of event {number_of[one.by_way_of]}"
    return one.by_frames.words if one.by_frames else "; ".join(one.said)


def _rests_on(event: OrderedEvent) -> tuple[str, ...]:
    """Say how firm the bounds of an event are, and what they rest on where that is more than its sighting says."""
    if event.grade is None:
        return ()
    firm = f"as firm as {_FIRM[event.grade]}"
    if len(event.sightings) == 1 and event.sightings[0].interval == event.interval:
        return (firm,)
    sides = zip(("earliest", "latest"), event.rests_on, strict=True)
    return (firm, *(f"the {side} rests on: {'; '.join(said)}" for side, said in sides if said))


def _kinds(event: OrderedEvent) -> str:
    return ", ".join(sorted({s.decided.observation.kind.value for s in event.sightings})) or "stated"


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


def _display(placed: Placed | None) -> tuple[CameraTime, CameraTime] | None:
    return (placed.display.earliest, placed.display.latest) if placed else None


def _counts(found: Sequence[Finding]) -> tuple[CountView, ...]:
    tally = Counter(
        ((one.observation.camera or "not named"), one.observation.kind.value, one.decision) for one in found
    )
    rows = sorted({(camera, kind) for camera, kind, _ in tally})
    return tuple(
        CountView(
            camera,
            kind,
            tally[camera, kind, "proposed"],
            tally[camera, kind, "accepted"] + tally[camera, kind, "recorded"],
            tally[camera, kind, "rejected"],
        )
        for camera, kind in rows
    )
