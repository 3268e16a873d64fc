"""Observations and events, placed in the world's time as intervals, or with the reason why they cannot be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from gestae.base.canonical import Json
from gestae.chronology.clocks import ClockNotKnownError, ClocksContradictError, Placed, place, reading_bounds
from gestae.chronology.follows import told_in_order
from gestae.errors import ClockError
from gestae.model.clock import ClockReading, RecorderClock
from gestae.model.observation import Moment, Observation
from gestae.model.observation_document import from_document
from gestae.model.time import Instant, MediaTime, TimeInterval
from gestae.store.case import CaseView
from gestae.workflow.clocks import clock_readings, recorder_clocks
from gestae.workflow.following import Earlier, Starting, follow_events
from gestae.workflow.gone import Gone, gone_members
from gestae.workflow.parquet import PictureTimes
from gestae.workflow.readings import Bounded, on_its_side, picture_times, previous_picture

__all__ = ["Clocks", "Decided", "OrderedEvent", "Sighting", "decided_observations", "order_of_events"]


@dataclass(frozen=True, slots=True)
class Decided:
    """An observation that counts, and who says so."""

    observation: Observation
    decision: str  # accepted, recorded
    author: str
    reason: str
    seq: int


@dataclass(frozen=True, slots=True)
class Sighting:
    """A decided observation, with where its start and end lie in the world, or why that is not known."""

    decided: Decided
    start: Placed | None
    end: Placed | None
    not_placed: str
    contradicts: bool = False  # what is known of its clock cannot all be true

    @property
    def interval(self) -> TimeInterval | None:
        """Where its start lies: what the order of events is drawn from."""
        return self.start.interval if self.start else None

    @property
    def assumes(self) -> tuple[str, ...]:
        """Say what its place takes for granted."""
        return self.start.assumes if self.start else ()


@dataclass(frozen=True, slots=True)
class OrderedEvent:
    """An event with its sightings and the interval that they all allow, or why there is none.

    `conflicts` names what cannot all be true of it, a sentence each: of a clock, of its sightings together, or of its
    order against others. `after` are the events that certainly began before it; `open_with` are those of the placed
    ones against which its order is not established, by id.

    Attributes:
        began_by: the moment by which it had begun, where that is all that is known: a sighting of another kind has no
            time and may show an earlier beginning. `interval` is None then, and `not_placed` says why.
        gone: its members that do not stand any more and that nobody rejected; sightings without a time.
    """

    id: str
    title: str
    sightings: tuple[Sighting, ...]
    interval: TimeInterval | None
    not_placed: str
    stated_by: str
    reason: str
    conflicts: tuple[str, ...] = ()
    after: tuple[Earlier, ...] = ()
    open_with: tuple[str, ...] = ()
    began_by: Instant | None = None
    gone: tuple[Gone, ...] = ()

    @property
    def latest(self) -> Instant | None:
        """The moment by which it had certainly begun; None where nothing bounds it."""
        return self.interval.latest if self.interval else self.began_by

    @property
    def uncounted(self) -> str:
        """Say which sightings of a placed event have no time and bound nothing; empty where each has one."""
        return _uncounted(self.sightings, self.gone) if self.latest is not None else ""

    @property
    def assumes(self) -> tuple[str, ...]:
        """Say what its place takes for granted, each once."""
        return tuple(sorted({sentence for one in self.sightings for sentence in one.assumes}))


@dataclass(slots=True)
class Clocks:
    """The clocks of a case: which recorder each footage came from, and what bounds its display."""

    view: CaseView
    recorders: Mapping[str, RecorderClock] = field(init=False)
    _recorder_of: dict[str, str] = field(init=False)
    _readings: dict[str, tuple[Bounded, ...]] = field(default_factory=dict)
    _times: dict[str, tuple[PictureTimes, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.recorders = recorder_clocks(self.view)
        self._recorder_of = {
            str(row["sha256"]): str(row["recorder"]) for row in self.view.rows("cameras") if row["recorder"]
        }

    def recorder_of(self, sha256: str) -> str | None:
        """Name the recorder of a footage; None where nobody said."""
        return self._recorder_of.get(sha256)

    def place(self, sha256: str, moment: Moment) -> Placed:
        """Place a moment of a footage in the world's time.

        Raises:
            ClockError: what is known of the clock does not allow it, and what is missing.
        """
        recorder = self._recorder_of.get(sha256)
        clock = self.recorders.get(recorder) if recorder else None
        if clock is None:
            raise NoRecorderError(sha256)
        span = tuple(MediaTime(pts, moment.time_base) for pts in (moment.earliest_pts, moment.latest_pts))
        if clock.not_known:
            raise ClockNotKnownError(clock.recorder, clock.not_known)
        readings = self.readings(sha256, clock)
        beside = on_its_side(readings, moment, self._times.get(sha256, ()), sha256)
        return place(clock, beside, (span[0], span[1]), sha256[:12])

    def readings(self, sha256: str, clock: RecorderClock) -> tuple[Bounded, ...]:
        """Give the clock readings of a footage, each with what it bounds.

        Raises:
            BadReadingError: one of them names no picture of the file; none of them is taken then.
            ClockError: what one shows is doubtful by the rules of its zone.
        """
        if sha256 not in self._readings:
            found = [(r, self._previous(r)) for r in clock_readings(self.view, sha256)]
            self._readings[sha256] = tuple(
                (r, reading_bounds(r, before, clock.max_rate_error, clock.zone)) for r, before in found
            )
        return self._readings[sha256]

    def _previous(self, reading: ClockReading) -> MediaTime | None:
        """Find the picture before a reading's own; None for the first one."""
        if reading.sha256 not in self._times:
            self._times[reading.sha256] = picture_times(self.view, reading.sha256)
        return previous_picture(reading, self._times[reading.sha256])


class NoRecorderError(ClockError):
    """Nobody said which recorder a footage came from, so no clock is known for it."""

    def __init__(self, sha256: str) -> None:
        super().__init__(
            f"footage {sha256[:12]}: its recorder is not known; name file and recorder in an acquisition form"
        )
        self.sha256 = sha256


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


def order_of_events(view: CaseView) -> tuple[OrderedEvent, ...]:
    """Place every event of the case: those that people stated, and one for each other decided observation.

    Returns:
        Placed events by their earliest bound (by the latest where no other is known), then those without a place, by
        title; but none is told before one that certainly began before it.
    """
    clocks = Clocks(view)
    decided = decided_observations(view)
    stated = [row for row in view.rows("events") if row["status"] == "stated"]
    grouped = {member for row in stated for member in _names(row["members"])}
    events = [_stated(row, decided, clocks) for row in stated]
    events += [_single(name, one, clocks) for name, one in decided.items() if name not in grouped]
    return _followed(view, sorted(events, key=_telling))


def sighting_of(one: Decided, clocks: Clocks) -> Sighting:
    """Place one decided observation."""
    try:
        start = clocks.place(one.observation.sha256, one.observation.start)
        end = clocks.place(one.observation.sha256, one.observation.end) if one.observation.end else None
    except ClockError as error:
        return Sighting(one, None, None, str(error), isinstance(error, ClocksContradictError))
    return Sighting(one, start, end, "")


def _single(name: str, one: Decided, clocks: Clocks) -> OrderedEvent:
    sighting = sighting_of(one, clocks)
    what = one.observation.text or one.observation.kind.value.replace("_", " ")
    title = what if one.observation.text else f"{what} (camera {one.observation.camera or 'not named'})"
    return OrderedEvent(
        name,
        title,
        (sighting,),
        sighting.interval,
        sighting.not_placed,
        stated_by=one.author,
        reason=one.reason,
        conflicts=_conflicts((sighting,)),
    )


def _conflicts(sightings: Sequence[Sighting], apart: str = "") -> tuple[str, ...]:
    found = {one.not_placed for one in sightings if one.contradicts}
    return tuple(sorted(found | ({apart} if apart else set())))


def _stated(row: Mapping[str, Json], decided: Mapping[str, Decided], clocks: Clocks) -> OrderedEvent:
    members = [decided[name] for name in _names(row["members"]) if name in decided]
    gone = gone_members(clocks.view, (name for name in _names(row["members"]) if name not in decided))
    sightings = tuple(sighting_of(one, clocks) for one in members)
    interval, began_by, apart = _bounds(sightings, gone, _said(row))
    why = apart
    if began_by is not None:
        why = _uncounted(sightings, gone)
    elif interval is None and not why:
        why = "; ".join(_reasons(sightings, gone)) or _unseen(row)
    return OrderedEvent(
        str(row["id"]),
        str(row["title"]),
        sightings,
        interval,
        why,
        stated_by=str(row["author"]),
        reason=str(row["reason"]),
        conflicts=_conflicts(sightings, apart),
        began_by=began_by,
        gone=gone,
    )


def _unseen(row: Mapping[str, Json]) -> str:
    if row["members"]:
        return "none of its observations stands"
    return "no footage shows it; statements or records tell of it, and they are not reckoned with here"


def _bounds(
    sightings: Sequence[Sighting], gone: Sequence[Gone], said: Sequence[TimeInterval]
) -> tuple[TimeInterval | None, Instant | None, str]:
    """Give what bounds the start of an event, or the latest moment alone, or the contradiction between them.

    An event starts with the first of its kinds. A kind of which no sighting has a time may be that first one, so the
    others say by when the event had begun and never from when on it may have.
    """
    starts = _starts(sightings)
    # More than one here contradict each other.
    if len(starts) == 1 and _may_be_first(sightings, gone):
        latest = starts[0].latest
        if not said:
            return None, latest, ""
        starts = [TimeInterval(min(latest, *(span.earliest for span in said)), latest)]
    interval, apart = _meet(starts, said)
    return interval, None, apart


def _may_be_first(sightings: Sequence[Sighting], gone: Sequence[Gone]) -> bool:
    """Say whether a sighting without a time may show an earlier beginning: none of its kind has a time."""
    timed = {one.decided.observation.kind.value for one in sightings if one.interval}
    return not {*(one.decided.observation.kind.value for one in sightings), *(one.kind for one in gone)} <= timed


def _uncounted(sightings: Sequence[Sighting], gone: Sequence[Gone]) -> str:
    without = len(gone) + sum(one.interval is None for one in sightings)
    if not without:
        return ""
    has = f"{without} of its {len(sightings) + len(gone)} sightings {'has' if without == 1 else 'have'} no time"
    earlier = " and may show an earlier beginning" if _may_be_first(sightings, gone) else ""
    return f"{has}{earlier}: {'; '.join(_reasons(sightings, gone))}"


def _reasons(sightings: Sequence[Sighting], gone: Sequence[Gone]) -> list[str]:
    return sorted({*(one.not_placed for one in sightings if one.not_placed), *(one.why for one in gone)})


def _starts(sightings: Sequence[Sighting]) -> list[TimeInterval]:
    """Give what bounds the start of an event: all its sightings of one kind; of several kinds, the first of them.

    A vehicle's stop and a man's fall start at moments of their own, so they bound no common start: what holds both
    starts with the one that comes first. Where views of one kind contradict each other, all are given, to be told.
    """
    kinds: dict[str, list[TimeInterval]] = {}
    for one in sightings:
        if one.interval:
            kinds.setdefault(one.decided.observation.kind.value, []).append(one.interval)
    met = {kind: _meet(spans, [])[0] for kind, spans in kinds.items()}
    torn = next((kind for kind, span in met.items() if span is None), None)
    if torn is not None:
        return kinds[torn]
    spans = [span for span in met.values() if span is not None]
    if not spans:
        return []
    return [TimeInterval(min(span.earliest for span in spans), min(span.latest for span in spans))]


def _said(row: Mapping[str, Json]) -> list[TimeInterval]:
    """Give the interval that the event itself states for its start, if both of its bounds are there."""
    if row["start_earliest"] is None or row["start_latest"] is None:
        return []
    return [TimeInterval(Instant.parse(str(row["start_earliest"])), Instant.parse(str(row["start_latest"])))]


def _meet(seen: Sequence[TimeInterval], said: Sequence[TimeInterval]) -> tuple[TimeInterval | None, str]:
    """Intersect what all sightings of one event allow; nothing left over is a contradiction, not an average."""
    spans = [*seen, *said]
    if not spans:
        return None, ""
    earliest, latest = max(span.earliest for span in spans), min(span.latest for span in spans)
    if latest < earliest:
        apart_s = (earliest.ns - latest.ns) / 1e9
        return (
            None,
            f"its sightings contradict each other by {apart_s:.3f} s; check the clocks, or whether it is one event",
        )
    return TimeInterval(earliest, latest), ""


def _followed(view: CaseView, events: Sequence[OrderedEvent]) -> tuple[OrderedEvent, ...]:
    """Draw the order that follows, say where it contradicts itself, and tell nothing before what came earlier."""
    following = follow_events(view, [_starting(event) for event in events])
    placed = [place for place, event in enumerate(events) if event.latest is not None]
    rest = [place for place, event in enumerate(events) if event.latest is None]
    torn = {place: _circle_words([events[n] for n in circle]) for circle in following.circles for place in circle}
    told = (*told_in_order(following.places, placed), *told_in_order(following.places, rest))
    return tuple(
        replace(
            events[here],
            after=following.after[here],
            open_with=tuple(
                events[there].id
                for there in (placed if here in placed else ())
                if _is_open(following.places, there, here)
            ),
            conflicts=(*events[here].conflicts, *([torn[here]] if here in torn else ())),
        )
        for here in told
    )


def _starting(event: OrderedEvent) -> Starting:
    # Sightings that contradict each other may not be of one event, so none of them says when it began.
    seen = () if event.conflicts else tuple(one.decided.observation for one in event.sightings)
    return Starting(event.id, event.interval, seen, event.began_by, tuple(one.kind for one in event.gone))


def _is_open(after: Sequence[Sequence[int]], there: int, here: int) -> bool:
    return there != here and there not in after[here] and here not in after[there]


def _circle_words(events: Sequence[OrderedEvent]) -> str:
    titles = ", ".join(f"“{event.title}”" for event in events)
    return (
        f"the order of {titles} contradicts itself: frames of one recording show another order than the clocks do; "
        "check the clocks, or whether each of them is one event"
    )


def _telling(event: OrderedEvent) -> tuple[bool, int, int, str, str]:
    latest = event.latest
    if latest is None:
        return (True, 0, 0, event.title, event.id)
    # Where only the latest is known, nothing that certainly came later can begin at or before it.
    return (False, event.interval.earliest.ns if event.interval else latest.ns, latest.ns, event.title, event.id)


def _names(value: Json) -> tuple[str, ...]:
    return tuple(str(name) for name in value) if isinstance(value, Sequence) and not isinstance(value, str) else ()


def _whole(value: Json) -> int:
    return value if isinstance(value, int) else 0
