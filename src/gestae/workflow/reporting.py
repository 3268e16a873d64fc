"""The report: everything that the case holds, put together as one page beside the case."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from gestae import __version__
from gestae.casefile.material import FactView
from gestae.casefile.report import render_report
from gestae.casefile.view import (
    CountView,
    EventView,
    ProposalView,
    ReportView,
    SightingView,
    SpanView,
    StillView,
)
from gestae.chronology.clocks import Placed
from gestae.chronology.order import standings
from gestae.errors import CaseError, ClockError
from gestae.model.observation import Observation, Status
from gestae.model.time import CameraTime
from gestae.workflow.case import Case, Progress, case_zone, no_progress
from gestae.workflow.findings import Finding, findings
from gestae.workflow.footage import footage_rows
from gestae.workflow.material import Material
from gestae.workflow.placing import Clocks, OrderedEvent, Sighting, order_of_events
from gestae.workflow.stills import Stills, take_stills

__all__ = ["Report", "default_report_path", "write_report"]

# A page of thousands of proposals helps nobody; all of them are in `gestae observations`, and the counts tell of all.
MOST_PROPOSALS: Final = 200
NO_STILL_ASKED: Final = "stills were not asked for"


@dataclass(frozen=True, slots=True)
class Report:
    """A page that was written."""

    path: Path
    sha256: str
    events: int
    placed: int
    proposals: int


def default_report_path(case: Path) -> Path:
    """Name the page beside the case: what is protected later must not live on in an old page inside it."""
    return case.with_name(f"{case.name.removesuffix('.case')}-report.html")


def write_report(
    case: Case, to: Path | None = None, *, reason: str = "a report for reading", progress: Progress = no_progress
) -> Report:
    """Write the page and journal its digest.

    Raises:
        CaseError: the place lies inside the case.
    """
    path = to or default_report_path(case.folder)
    if case.folder.resolve() in path.resolve().parents:
        raise CaseError(f"{path} lies inside the case; write a report beside it, or anywhere else")
    progress("placing events", 0.1)
    telling = _Telling.of(case)
    progress("taking stills", 0.3)
    stills = take_stills(case.originals.root, telling.wanted_stills(), None)
    progress("drawing the page", 0.9)
    page = render_report(telling.view(case, stills))
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    part.write_bytes(page)
    os.replace(part, path)  # noqa: PTH105 - Path.replace is the same call
    digest = hashlib.sha256(page).hexdigest()
    case.decide("report-written", reason, name=path.name, sha256=digest)
    placed = sum(event.interval is not None for event in telling.events)
    progress("done", 1.0)
    return Report(path, digest, len(telling.events), placed, sum(one.decision == "proposed" for one in telling.found))


@dataclass(frozen=True, slots=True)
class _Telling:
    """A case read once: its events in the order of telling, its findings, its material."""

    material: Material
    events: tuple[OrderedEvent, ...]
    found: tuple[Finding, ...]
    first_pts: Mapping[str, int]
    frame_px: Mapping[str, tuple[int, int]]
    names: Mapping[str, str]

    @classmethod
    def of(cls, case: Case) -> _Telling:
        """Read all that the page needs."""
        view = case.store
        found = findings(view)
        first, sizes, names = {}, {}, {}
        for row in footage_rows(view):
            video = next((s for s in row["facts"]["streams"] if s["kind"] == "video"), None)
            names[str(row["sha256"])] = str(row["name"])
            if video and video["first"]:
                first[str(row["sha256"])] = int(video["first"]["pts"])
            if video and video.get("picture"):
                sizes[str(row["sha256"])] = (int(video["picture"]["width"]), int(video["picture"]["height"]))
        return cls(Material(view, Clocks(view), found), order_of_events(view), found, first, sizes, names)

    def wanted_stills(self) -> list[tuple[str, int, int]]:
        """Name the picture that shows the start of each sighting."""
        seen = [s.decided.observation for event in self.events for s in event.sightings]
        return [(one.sha256, one.stream, one.start.pts) for one in seen]

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
            proposals=tuple(self._proposal(one) for one in self._undecided()[:MOST_PROPOSALS]),
            sources=material.sources(),
            exhibits=material.exhibits(),
            refused=material.refused(),
            recorders=material.recorders(),
            models=material.models(),
            versions=(FactView("gestae", __version__), *(f for f in material.versions() if f.label != "gestae")),
            withheld=material.withheld(),
            conflicts=tuple(sorted({event.not_placed for event in self.events if "contradict" in event.not_placed})),
        )

    def _undecided(self) -> list[Finding]:
        return [one for one in self.found if one.decision in ("proposed", "rejected")]

    def _events(self, stills: Stills) -> tuple[EventView, ...]:
        placed = [event for event in self.events if event.interval is not None]
        orders = standings([event.interval for event in placed if event.interval is not None])
        views = []
        for number, event in enumerate(self.events, 1):
            order = orders[number - 1] if number <= len(placed) else None
            views.append(
                EventView(
                    number=number,
                    title=event.title,
                    kind=_kinds(event),
                    basis=_basis(event),
                    start=event.interval,
                    no_start="" if event.interval else event.not_placed or "nothing places it",
                    after=tuple(n + 1 for n in order.after) if order else (),
                    open_with=tuple(n + 1 for n in order.open_with) if order else (),
                    sightings=tuple(self._sighting(one, stills) for one in event.sightings),
                )
            )
        return tuple(views)

    def _sighting(self, sighting: Sighting, stills: Stills) -> SightingView:
        decided, one = sighting.decided, sighting.decided.observation
        picture = stills.get((one.sha256, one.start.pts), NO_STILL_ASKED)
        verb = "seen and recorded" if decided.decision == "recorded" else "accepted"
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
            no_still="" if isinstance(picture, bytes) else picture,
            bounded_by=_bounded_by(sighting.start),
            limits=one.limits,
        )

    def _still(self, one: Observation, picture: bytes) -> StillView:
        region = tuple(float(corner) for corner in one.region.corners) if one.region else None
        size = self.frame_px.get(one.sha256, (1, 1))
        corners = (region[0], region[1], region[2], region[3]) if region else None
        return StillView(picture, size, corners, None, one.start.pts)

    def _proposal(self, found: Finding) -> ProposalView:
        one = found.observation
        try:
            placed: Placed | None = self.material.clocks.place(one.sha256, one.start)
        except ClockError:
            placed = None
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


def _kinds(event: OrderedEvent) -> str:
    return ", ".join(sorted({s.decided.observation.kind.value for s in event.sightings})) or "stated"


def _basis(event: OrderedEvent) -> str:
    """Say what an event rests on, counted from its sightings: never typed by anybody."""
    cameras = sorted({s.decided.observation.camera or "a camera that is not named" for s in event.sightings})
    people = sorted({s.decided.author for s in event.sightings})
    if not cameras:
        return f"stated by {event.stated_by}: {event.reason}"
    count = f"{len(cameras)} camera{'s' if len(cameras) > 1 else ''} ({', '.join(cameras)})"
    return f"observed on {count}, by decision of {', '.join(people)}"


def _display(placed: Placed | None) -> tuple[CameraTime, CameraTime] | None:
    return (placed.display.earliest, placed.display.latest) if placed else None


def _bounded_by(placed: Placed | None) -> tuple[str, ...]:
    if placed is None:
        return ()
    checks = {f"time check of {c.recorder} at {c.reference}" for c in (placed.check_earliest, placed.check_latest)}
    readings = {
        f"clock {'tick' if r.is_tick else 'reading'} {r.shown} at pts {r.at.pts}"
        for r in (placed.display.by_earliest, placed.display.by_latest)
    }
    return (*sorted(checks), *sorted(readings))


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
