"""The events of a report: their bounds, their order, what shows them, and the words and pictures of each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from gestae.casefile.view import EventView, SightingView, SpanView, StillView
from gestae.model.network import Grade
from gestae.model.observation import Observation
from gestae.workflow.basis import basis, bounded_by
from gestae.workflow.case import case_zone
from gestae.workflow.citing import citations
from gestae.workflow.following import Earlier
from gestae.workflow.placing import OrderedEvent
from gestae.workflow.reportread import ReadCase, display_of
from gestae.workflow.sightings import Sighting
from gestae.workflow.stills import NoStill, Stills

__all__ = ["FIRM", "event_views"]

FIRM: Final = {
    Grade.INSTRUMENT: "what instruments record",
    Grade.TESTIMONY: "what people say",
    Grade.WORDS: "words of time that a table reads as figures",
}
NO_STILL_ASKED: Final = NoStill("stills were not asked for")


def event_views(read: ReadCase, stills: Stills) -> tuple[EventView, ...]:
    """Put every event on the page, in the order of telling.

    Args:
        read: the case.
        stills: the pictures that were taken of its sightings.
    """
    return _Events(read, stills).views()


@dataclass(frozen=True, slots=True)
class _Events:
    read: ReadCase
    stills: Stills

    def views(self) -> tuple[EventView, ...]:
        number_of = self.read.numbers
        placed = {event.id for event in self.read.events if event.latest is not None}
        return tuple(
            EventView(
                number=number_of[event.id],
                title=event.title,
                kind=_kinds(event),
                basis=basis(event, self.read.material.clocks.recorder_of),
                start=event.interval,
                no_start=self._no_start(event),
                after=_numbers((one.event for one in event.after), number_of, placed if event.latest else set()),
                open_with=_numbers(event.open_with, number_of, placed),
                because=self._because(event, number_of),
                sightings=tuple(self._sighting(one) for one in event.sightings),
                limits=(event.uncounted,) if event.interval and event.uncounted else (),
                began_by=event.began_by,
                rests_on=_rests_on(event),
                no_earlier=_numbers(event.no_earlier_than, number_of, placed if event.latest else set(number_of)),
                citations=citations(self.read.material, event.id),
            )
            for event in self.read.events
        )

    def _no_start(self, event: OrderedEvent) -> str:
        """Say why an event has no place; where a side of it is known, that."""
        if event.interval:
            return ""
        why = event.not_placed or "nothing places it"
        if event.not_before is None:
            return why
        return f"it did not begin before {event.not_before.local(case_zone(self.read.material.view))}, and {why}"

    def _because(self, event: OrderedEvent, number_of: Mapping[str, int]) -> tuple[tuple[int, str], ...]:
        """Say what shows the order where bounds do not, of those events that nothing is known to lie between."""
        shown = [one for one in event.after if one.by_frames or one.by_way_of or one.said]
        lies_between = (one for one in shown if any(one.event in self.read.earlier[mid.event] for mid in event.after))
        passed = {one.event for one in lies_between}
        shown = [one for one in shown if one.event not in passed]
        words = ((number_of[one.event], _shown_words(one, number_of)) for one in shown)
        return tuple(sorted(words))

    def _sighting(self, sighting: Sighting) -> SightingView:
        decided, one = sighting.decided, sighting.decided.observation
        picture = self.stills.get((one.sha256, one.stream, one.start.pts), NO_STILL_ASKED)
        verb = "recorded" if decided.decision == "recorded" else "accepted"
        return SightingView(
            camera=one.camera or "not named",
            footage=self.read.names.get(one.sha256, one.sha256[:12]),
            exhibit=self.read.material.numbers[one.sha256],
            says=one.text or one.words,
            rule=one.rule if one.confidence is None else f"{one.rule}, score {one.confidence:.2f}",
            decided=f"{verb} by {decided.author}: {decided.reason} (journal entry {decided.seq})",
            span=SpanView(one.start, one.end, self.read.first_pts.get(one.sha256, 0)),
            display=display_of(sighting.start),
            no_display="" if sighting.start else sighting.not_placed,
            world=sighting.interval,
            no_world="" if sighting.interval else sighting.not_placed,
            still=self._still(one, picture) if isinstance(picture, bytes) else None,
            no_still="" if isinstance(picture, bytes) else picture.why,
            later=self._later_still(one),
            bounded_by=bounded_by(sighting.start, case_zone(self.read.material.view)),
            limits=one.limits,
        )

    def _still(self, one: Observation, picture: bytes) -> StillView:
        region = tuple(float(corner) for corner in one.region.corners) if one.region else None
        size = self.read.frame_px.get(one.sha256, (1, 1))
        corners = (region[0], region[1], region[2], region[3]) if region else None
        return StillView(picture, size, corners, None, one.start.pts)

    def _later_still(self, one: Observation) -> StillView | None:
        pts = self.read.later.get(one.id)
        picture = self.stills.get((one.sha256, one.stream, pts)) if pts is not None else None
        size = self.read.frame_px.get(one.sha256, (1, 1))
        return StillView(picture, size, None, None, pts) if isinstance(picture, bytes) else None


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
    firm = f"as firm as {FIRM[event.grade]}"
    if len(event.sightings) == 1 and event.sightings[0].interval == event.interval:
        return (firm,)
    sides = zip(("earliest", "latest"), event.rests_on, strict=True)
    return (firm, *(f"the {side} rests on: {'; '.join(said)}" for side, said in sides if said))


def _kinds(event: OrderedEvent) -> str:
    return ", ".join(sorted({s.decided.observation.kind.value for s in event.sightings})) or "stated"
