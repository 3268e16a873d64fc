"""The proposals of a report: what nobody accepted, and which sightings may be one act that nobody decided."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from gestae.casefile.view import AlikeView, CountView, ProposalView, SpanView
from gestae.chronology.alike import Seen, may_be_one
from gestae.chronology.clocks import Placed
from gestae.model.observation import Observation, Status
from gestae.model.time import TimeInterval
from gestae.workflow.findings import Finding
from gestae.workflow.reportread import ReadCase, display_of

__all__ = ["Proposals"]

# A page of thousands of proposals helps nobody; all of them are in `gestae observations`, and the counts tell of all.
MOST_PROPOSALS: Final = 200


@dataclass(frozen=True, slots=True)
class Proposals:
    """What nobody accepted of a case, as a page lists it."""

    read: ReadCase

    def views(self) -> tuple[ProposalView, ...]:
        """List the proposals, by time."""
        return tuple(self._proposal(one) for one in self._undecided())

    def counts(self) -> tuple[CountView, ...]:
        """Count all findings by camera and kind."""
        return _counts(self.read.found)

    def _undecided(self) -> list[Finding]:
        """Give what is no part of the order, by time: as much of it as a page lists."""
        waiting = [one for one in self.read.found if one.decision in ("proposed", "rejected")]
        return sorted(waiting, key=lambda one: _by_time(self.read.placed(one.observation)))[:MOST_PROPOSALS]

    def events_alike(self) -> tuple[AlikeView, ...]:
        """Find events of one sighting each, which nobody put together, that may all be one act."""
        alone = [
            (number, event.sightings[0].decided.observation, event.interval)
            for number, event in enumerate(self.read.events, 1)
            if event.interval and len(event.sightings) == 1 and event.id == event.sightings[0].decided.observation.id
        ]
        ids = [event.id for event in self.read.events]
        apart = {(number, one.event) for number, event in enumerate(self.read.events, 1) for one in event.after}
        return tuple(
            group
            for group in self._alike(alone)
            if group.is_simple
            and not any((one, ids[other - 1]) in apart for one in group.members for other in group.members)
        )

    def proposals_alike(self) -> tuple[AlikeView, ...]:
        """Find proposals that may all be one act, or several acts of one kind at one time."""
        waiting = [(place, one) for place, one in enumerate(self._undecided()) if one.decision == "proposed"]
        placed = [(place, one.observation, self.read.placed(one.observation)) for place, one in waiting]
        return self._alike([(place, one, where.interval) for place, one, where in placed if where])

    def _alike(self, seen: Sequence[tuple[int, Observation, TimeInterval]]) -> tuple[AlikeView, ...]:
        cameras = [
            f"{self.read.material.clocks.recorder_of(one.sha256)}/{one.camera or one.sha256}" for _, one, _ in seen
        ]
        asked = [Seen(_said(one), camera, when) for (_, one, when), camera in zip(seen, cameras, strict=True)]
        return tuple(
            AlikeView(
                tuple(seen[member][0] for member in group.members),
                len({cameras[member] for member in group.members}),
                group.is_simple,
            )
            for group in may_be_one(asked)
        )

    def _proposal(self, found: Finding) -> ProposalView:
        one = found.observation
        placed = self.read.placed(one)
        return ProposalView(
            camera=one.camera or "not named",
            footage=self.read.names.get(one.sha256, one.sha256[:12]),
            exhibit=self.read.material.numbers[one.sha256],
            kind=_said(one),
            rule=one.rule,
            confidence=one.confidence,
            span=SpanView(one.start, one.end, self.read.first_pts.get(one.sha256, 0)),
            display=display_of(placed),
            world=placed.interval if placed else None,
            status=Status.REJECTED if found.decision == "rejected" else Status.PROPOSED,
            decided=f"{found.decided_by}: {found.reason}" if found.decided_by else "",
        )


def _said(one: Observation) -> str:
    """Name its kind, of a text with what was read: two texts are never one act."""
    return f"{one.kind.value} {one.reads}" if one.reads else one.kind.value


def _by_time(placed: Placed | None) -> tuple[bool, int, int]:
    """Order what is placed by its bounds, and what is not after it, as it was found."""
    return (placed is None, placed.interval.earliest.ns if placed else 0, placed.interval.latest.ns if placed else 0)


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
