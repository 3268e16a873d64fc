"""What a report tells, as frozen records that a workflow fills: events, sightings, proposals, the whole.

The material beneath (sources, exhibits, clocks, models) is in `gestae.casefile.material`. Every reference
(an exhibit's number, an event's) is checked when the report is put together, so a page never points at
nothing. What is not known is None beside a reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Final
from zoneinfo import ZoneInfo

from gestae.casefile.grounds import GroundsView
from gestae.casefile.material import (
    ExhibitView,
    FactView,
    ModelView,
    RecorderView,
    RefusedView,
    SourceView,
    UnlookedView,
    WithheldView,
    hold_digest,
)
from gestae.errors import RecordError
from gestae.model.observation import Moment, Status
from gestae.model.time import CameraTime, Instant, TimeInterval

__all__ = [
    "AlikeView",
    "CitationView",
    "CountView",
    "EventView",
    "ProposalView",
    "ReportView",
    "SightingView",
    "SpanView",
    "StillView",
]

_NO_GROUNDS: Final = GroundsView()
# Only pictures that every browser shows; the bytes say which they are, never a file name.
_PICTURE_MAGIC: Final = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"}


@dataclass(frozen=True, slots=True)
class SpanView:
    """Where in its file something was seen.

    Attributes:
        start: the moment it starts, within bounds.
        end: the moment it ends; None where it is not known.
        first_pts: presentation time of the stream's first frame, from which seconds are counted.

    >>> SpanView(Moment(9000, 9000, 9000, Fraction(1, 9000)), None, 4500).start_s
    Fraction(1, 2)
    """

    start: Moment
    end: Moment | None
    first_pts: int

    @property
    def start_s(self) -> Fraction:
        """Seconds from the stream's first frame to the frame that shows the start."""
        return (self.start.pts - self.first_pts) * self.start.time_base

    @property
    def end_s(self) -> Fraction | None:
        """Seconds from the stream's first frame to the frame that shows the end; None where there is none."""
        return (self.end.pts - self.first_pts) * self.end.time_base if self.end else None


@dataclass(frozen=True, slots=True)
class StillView:
    """One decoded picture, as JPEG or PNG bytes, with the region that a finding points at.

    Attributes:
        picture: the encoded bytes.
        frame_px: (width, height) of the decoded frame; the picture may be smaller.
        region: x1 y1 x2 y2 in pixels of the decoded frame, origin top left; None where the finding is of the whole.
        n: ordinal of the frame in decoder output order; None where it was reached by its time alone.
        pts: its presentation time in ticks; None where the file gives none.
    """

    picture: bytes
    frame_px: tuple[int, int]
    region: tuple[float, float, float, float] | None
    n: int | None
    pts: int | None

    def __post_init__(self) -> None:
        if not self.picture.startswith(tuple(_PICTURE_MAGIC)):
            raise RecordError("a still is neither JPEG nor PNG; encode it before it goes on a page")
        if self.n is None and self.pts is None:
            raise RecordError("a still with neither ordinal nor time; say which picture it is")
        if min(self.frame_px) < 1:
            raise RecordError(
                f"a still of a frame of {self.frame_px} pixels; give width and height of the decoded frame"
            )
        if self.region and not (self.region[0] < self.region[2] and self.region[1] < self.region[3]):
            raise RecordError(f"a region {self.region} without area; give x1 < x2 and y1 < y2")

    @property
    def media_type(self) -> str:
        """Name the picture's format by its first bytes."""
        return next(kind for magic, kind in _PICTURE_MAGIC.items() if self.picture.startswith(magic))


@dataclass(frozen=True, slots=True)
class SightingView:
    """One observation behind an event: what one camera shows of it, and what its time rests on.

    Attributes:
        says: what is seen, in words: "a vehicle comes to a stop".
        rule: what proposed it: "vehicle_stops/1, score 0.83", or "person/1" where a person recorded it.
        decided: who accepted it, when and why.
        span: where in the file; None where the file gives no presentation times, with frames said in `says`.
        display: what the recorder's own clock stood at when it started, at the earliest and at the latest.
        world: when it started in the world's time, at the earliest and at the latest.
        bounded_by: names of the time checks and clock readings that the bounds rest on.
        limits: what this sighting does not show.
        later: a picture a little after the one that shows the start, on which more of it is to be seen.
        no_display, no_world, no_still: why there is none; empty where there is one.
    """

    camera: str
    footage: str
    exhibit: int
    says: str
    rule: str
    decided: str
    span: SpanView | None
    display: tuple[CameraTime, CameraTime] | None = None
    no_display: str = ""
    world: TimeInterval | None = None
    no_world: str = ""
    still: StillView | None = None
    no_still: str = ""
    bounded_by: tuple[str, ...] = ()
    limits: tuple[str, ...] = ()
    later: StillView | None = None

    def __post_init__(self) -> None:
        what = f"the sighting on {self.camera}"
        _said_why(f"{what}: display", self.display, self.no_display)
        _said_why(f"{what}: world", self.world, self.no_world)
        _said_why(f"{what}: still", self.still, self.no_still)

    @property
    def by_person(self) -> bool:
        """Whether a person recorded it, and no machine proposed it."""
        return self.rule.startswith("person/")


@dataclass(frozen=True, slots=True)
class CitationView:
    """Words of a statement, a record or a person's own account that an event rests on."""

    source: str
    says: str
    by: str
    exhibit: int | None = None


@dataclass(frozen=True, slots=True)
class EventView:
    """One event of the order.

    Attributes:
        number: its number on the page, from 1, unique among all events.
        kind: the word of the vocabulary: "vehicle_stops".
        basis: the computed evidential basis in words: "observed on 2 cameras of 1 recorder, …".
        start: when it started, at the earliest and at the latest; None with the reason in `no_start`.
        began_by: by when it had started, where that alone is known: `start` is None then, and `no_start` says why.
        end: when it ended; None for an instant or where it is not known.
        after: numbers of the events that certainly started before it did.
        no_earlier: numbers of the events that started before it or at the same moment, where no more than that follows.
        open_with: numbers of the placed events against which the order of starting is not established.
        because: for events that began before and whose bounds leave that open: their number, and what shows it.
        rests_on: how firm its bounds are and what they rest on, a sentence each.
    """

    number: int
    title: str
    kind: str
    basis: str
    start: TimeInterval | None = None
    no_start: str = ""
    end: TimeInterval | None = None
    after: tuple[int, ...] = ()
    open_with: tuple[int, ...] = ()
    because: tuple[tuple[int, str], ...] = ()
    sightings: tuple[SightingView, ...] = ()
    citations: tuple[CitationView, ...] = ()
    limits: tuple[str, ...] = ()
    began_by: Instant | None = None
    rests_on: tuple[str, ...] = ()
    no_earlier: tuple[int, ...] = ()

    @property
    def is_bounded(self) -> bool:
        """Whether at least its latest moment is known, so that it has a place in the telling."""
        return self.start is not None or self.began_by is not None

    def __post_init__(self) -> None:
        what = f"event {self.number}"
        if self.number < 1:
            raise RecordError(f"{what}: events are numbered from 1")
        _said_why(f"{what}: start", self.start, self.no_start)
        if self.start and self.began_by:
            raise RecordError(f"{what} has a start with both bounds; leave began_by empty")
        if self.start is None and (self.end or (not self.is_bounded and (self.after or self.open_with))):
            raise RecordError(f"{what} has no start but an end or an order; leave end, after and open_with empty")
        if self.start and self.end and self.end.latest < self.start.earliest:
            raise RecordError(f"{what} ends by {self.end.latest}, before its earliest start at {self.start.earliest}")
        if self.number in {*self.after, *self.open_with} or set(self.after) & set(self.open_with):
            raise RecordError(f"{what}: after {self.after} and open with {self.open_with}; name each other event once")
        if self.start and (stray := {number for number, _ in self.because} - set(self.after)):
            raise RecordError(f"{what} says why it came after {sorted(stray)}, and not that it did; name them in after")


@dataclass(frozen=True, slots=True)
class CountView:
    """How many findings of one kind one camera's footage gave, by what became of them."""

    camera: str
    kind: str
    proposed: int
    accepted: int
    rejected: int


@dataclass(frozen=True, slots=True)
class ProposalView:
    """A machine's finding that is no part of the order: still proposed, or rejected by a person.

    Attributes:
        confidence: 0 to 1 as the detector rates it; no probability.
        decided: who rejected it and why; empty while it is proposed.
    """

    camera: str
    footage: str
    exhibit: int
    kind: str
    rule: str
    confidence: float | None
    span: SpanView | None
    display: tuple[CameraTime, CameraTime] | None = None
    world: TimeInterval | None = None
    status: Status = Status.PROPOSED
    decided: str = ""

    def __post_init__(self) -> None:
        if self.status is Status.ACCEPTED:
            raise RecordError(f"an accepted {self.kind} among the proposals; it belongs to an event")
        if (self.status is Status.REJECTED) != bool(self.decided):
            raise RecordError(
                f"a {self.status.value} {self.kind} with the decision {self.decided!r}; say who rejected it"
            )


@dataclass(frozen=True, slots=True)
class AlikeView:
    """Sightings of one kind on several cameras whose bounds overlap: nobody decided whether they show one act.

    Attributes:
        members: numbers of events, or positions in the list of proposals from 0; they increase.
        cameras: how many different cameras.
        is_simple: whether all of them may be one and the same act.

    >>> AlikeView((1, 2), 2, is_simple=True).words
    'may be one act seen by 2 cameras; not decided'
    """

    members: tuple[int, ...]
    cameras: int
    is_simple: bool

    def __post_init__(self) -> None:
        if len(self.members) < 2 or not 2 <= self.cameras <= len(self.members):
            raise RecordError(f"{self.members} on {self.cameras} cameras; two sightings on two cameras may be one act")
        if list(self.members) != sorted(set(self.members)):
            raise RecordError(f"{self.members} may be one act; sort them, each once")
        if self.is_simple and self.cameras != len(self.members):
            raise RecordError(f"{self.members} on {self.cameras} cameras; one camera does not see one act twice")

    @property
    def words(self) -> str:
        """Say what may be so, and that nobody said it is."""
        if self.is_simple:
            return f"may be one act seen by {self.cameras} cameras; not decided"
        return f"{len(self.members)} sightings by {self.cameras} cameras, one act or several; not decided"


@dataclass(frozen=True, slots=True)
class ReportView:
    """All that a report shows.

    Attributes:
        zone: the zone in which the page writes every moment, with its offset.
        made_at: given by the caller; the page reads no clock.
        journal_head: sha256 of the journal's head at that moment.
        events: in the order in which they are told; those without a start are shown apart.
        unlooked: footage that nobody looked at, whether it opens or not; `sources` holds what opens of it, too.
        counts: of all findings; `proposals` may list fewer, and the page then says so.
        conflicts: clashes of clocks or sources, one sentence each.
        events_alike: which events may show one act, by their numbers.
        proposals_alike: which proposals may, by their positions in `proposals`.
        grounds: what bounds and order take as given: words, premises, sources, contradictions, pictures of clocks.
        not_drawn: that the order is not drawn in full, and what is shown of it; empty where it is.

    Raises:
        RecordError: a number stands twice, or points at nothing.
    """

    title: str
    zone: ZoneInfo
    made_at: Instant
    made_by: str
    gestae_version: str
    journal_head: str
    journal_entries: int
    events: tuple[EventView, ...] = ()
    counts: tuple[CountView, ...] = ()
    proposals: tuple[ProposalView, ...] = ()
    sources: tuple[SourceView, ...] = ()
    exhibits: tuple[ExhibitView, ...] = ()
    refused: tuple[RefusedView, ...] = ()
    unlooked: tuple[UnlookedView, ...] = ()
    recorders: tuple[RecorderView, ...] = ()
    models: tuple[ModelView, ...] = ()
    versions: tuple[FactView, ...] = ()
    withheld: tuple[WithheldView, ...] = ()
    conflicts: tuple[str, ...] = ()
    events_alike: tuple[AlikeView, ...] = ()
    proposals_alike: tuple[AlikeView, ...] = ()
    grounds: GroundsView = _NO_GROUNDS
    not_drawn: str = ""

    def __post_init__(self) -> None:
        hold_digest("the journal's head", self.journal_head)
        _hold_once("event", (event.number for event in self.events))
        _hold_once("exhibit", (exhibit.number for exhibit in self.exhibits))
        known = {exhibit.number for exhibit in self.exhibits}
        for what, number in self._exhibits_named():
            if number not in known:
                raise RecordError(f"{what} names exhibit {number}, which is not on the list of exhibits; add it")
        placed = {event.number for event in self.events if event.is_bounded}
        for event in self.events:
            if stray := {*event.after, *event.open_with} - placed:
                raise RecordError(f"event {event.number} is ordered against {sorted(stray)}, without a place in time")
        self._hold_grounds()
        _hold_alike("event", self.events_alike, {event.number for event in self.events if event.start})
        _hold_alike("proposal", self.proposals_alike, set(range(len(self.proposals))))

    def _hold_grounds(self) -> None:
        events = {event.number for event in self.events}
        for what, number in self.grounds.events_named():
            if number not in events:
                raise RecordError(f"{what} names event {number}, which is not on the page")

    def _exhibits_named(self) -> Iterator[tuple[str, int]]:
        for event in self.events:
            yield from ((f"event {event.number}", sighting.exhibit) for sighting in event.sightings)
            yield from ((f"event {event.number}", c.exhibit) for c in event.citations if c.exhibit is not None)
        yield from ((f"a proposal of {proposal.kind}", proposal.exhibit) for proposal in self.proposals)
        yield from ((f"source {source.name[:80]}", source.exhibit) for source in self.sources)
        yield from (
            (f"refused item {item.name[:80]}", item.exhibit) for item in self.refused if item.exhibit is not None
        )
        yield from ((f"footage {item.name[:80]} that was not looked at", item.exhibit) for item in self.unlooked)
        yield from self.grounds.exhibits_named()


def _hold_alike(what: str, groups: Iterable[AlikeView], known: set[int]) -> None:
    members = [number for group in groups for number in group.members]
    _hold_once(f"{what} that may be one act with others", iter(members))
    if stray := set(members) - known:
        raise RecordError(f"{what} {sorted(stray)} may be one act with others, and is not placed on this page")


def _said_why(what: str, value: object, reason: str) -> None:
    if (value is None) != bool(reason):
        raise RecordError(f"{what} needs either a value or the reason why there is none, and not both")


def _hold_once(what: str, numbers: Iterable[int]) -> None:
    seen: set[int] = set()
    for number in numbers:
        if number in seen:
            raise RecordError(f"{what} {number} stands twice; number each once")
        seen.add(number)
