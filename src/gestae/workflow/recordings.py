"""What the recordings and recorders of a case say of its events, gathered for the network, each with its words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import tzinfo
from fractions import Fraction

from gestae.base.canonical import Json
from gestae.base.units import NS_PER_S, format_duration
from gestae.chronology.zones import DisplayRules
from gestae.errors import ClockError
from gestae.model.clock import ClockReading, RecorderClock, TimeCheck
from gestae.model.observation import Moment, Observation
from gestae.model.recorded import Began, Check, Place, Read, Recorded, Shows, Strand
from gestae.model.time import CameraTime
from gestae.store.case import CaseView
from gestae.workflow.about import zone_of
from gestae.workflow.caseevents import CaseEvent, Decided
from gestae.workflow.following import is_steady
from gestae.workflow.parquet import PictureTimes
from gestae.workflow.sightings import Clocks

__all__ = ["Gathered", "end_of", "gather", "link_of", "part_of", "point_of"]


@dataclass(frozen=True, slots=True)
class Gathered:
    """What recordings say, and each of its statements in words.

    Attributes:
        recorded: the nouns.
        words: a sentence for each statement, by its id.
        origins: for each source, what it shares with others: its recorder; itself where that is not known.
    """

    recorded: Recorded
    words: Mapping[str, str]
    origins: Mapping[str, str]


def point_of(event: CaseEvent, *, lasts: bool) -> str:
    """Name the point at which an event starts."""
    return f"{event.id}.start" if lasts else event.id


def end_of(event: CaseEvent) -> str:
    """Name the point at which an event that lasts ends."""
    return f"{event.id}.end"


def part_of(point: str, kind: str) -> str:
    """Name the start of what one kind of sightings shows of an event; no id of an event holds a space."""
    return f"{point} by {kind}"


def link_of(event: CaseEvent) -> str:
    """Name the premise that all that shows an event shows one and the same."""
    return f"one:{event.id}"


def gather(view: CaseView, clocks: Clocks, events: Sequence[CaseEvent], lasting: Mapping[str, bool]) -> Gathered:
    """Gather what recordings and recorders say.

    What cannot be relied on says nothing here, and `Clocks.place` gives the reason of every sighting that it leaves
    without a time: a clock of which something is withheld, a reading of no picture, a display that its zone repeats.

    Args:
        view: the case.
        clocks: its clocks.
        events: its events.
        lasting: for each event, by id, whether it has a start and an end.
    """
    return _Gathering(view, clocks).gathered(events, lasting)


@dataclass(slots=True)
class _Gathering:
    view: CaseView
    clocks: Clocks
    strands: dict[str, Strand] = field(default_factory=dict)
    streams: dict[tuple[str, int], list[str]] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    origins: dict[str, str] = field(default_factory=dict)
    _steady: dict[tuple[str, int], bool] = field(default_factory=dict)
    _names: dict[str, str] = field(init=False)
    _zone: tzinfo = field(init=False)

    def __post_init__(self) -> None:
        self._zone = zone_of(self.view)
        self._names = {str(row["sha256"]): str(row["name"]) for row in self.view.rows("exhibits")}

    def gathered(self, events: Sequence[CaseEvent], lasting: Mapping[str, bool]) -> Gathered:
        shows = [one for event in events for one in self._shown(event, lasts=lasting[event.id])]
        began = tuple(
            Began(point, tuple(part_of(point, kind) for kind in event.kinds), all_known=not event.has_unseen_kind)
            for event in events
            for point in [point_of(event, lasts=lasting[event.id])]
            if _is_several(event)
        )
        checks = [one for clock in self.clocks.recorders.values() for one in self._checks(clock)]
        reads = [one for sha256 in sorted({str(r["sha256"]) for r in self.view.rows("clock_readings")})
                 for one in self._reads(sha256)]  # fmt: skip
        rates = {name: clock.max_rate_error for name, clock in self.clocks.recorders.items() if not clock.not_known}
        recorded = Recorded(
            strands=tuple(self.strands[name] for name in sorted(self.strands)),
            follow=tuple(tuple(sorted(strands, key=_number)) for strands in self.streams.values()),
            rates=rates,
            shows=tuple(shows),
            reads=tuple(reads),
            checks=tuple(checks),
            began=began,
        )
        return Gathered(recorded, self.words, self.origins)

    def place(self, sha256: str, stream: int, pts: int, time_base: Fraction) -> Place | None:
        """Find the strand of a moment; None where it lies on none, on several, or on one that shows no order."""
        clock = self._clock(sha256)
        rate = None if clock is None or clock.not_known else clock.max_rate_error
        steady = self._is_steady(sha256, stream)
        number = _strand_number(self.clocks.times(sha256), stream, pts, time_base)
        if number is None or (rate is None and not steady):
            return None
        name = f"{sha256}/{stream}/{number}"
        if name not in self.strands:
            self.strands[name] = Strand(name, rate)
            if steady:
                self.streams.setdefault((sha256, stream), []).append(name)
        return Place(name, pts * time_base * NS_PER_S)

    def _shown(self, event: CaseEvent, *, lasts: bool) -> Iterator[Shows]:
        """Say what each member shows of an event, and what one recording shows of its beginning as a whole."""
        point = point_of(event, lasts=lasts)
        several = _is_several(event)
        for one in event.members:
            seen = one.observation
            at = part_of(point, seen.kind.value) if several else point
            yield from self._show(event, one, f"seen:{point}:{seen.id}", at, self._ends(seen, seen.start))
            if seen.end is not None:
                earliest, latest = self._ends(seen, seen.end)
                # Another camera may see it go on: only what alone shows an event says when it had ended.
                sides = (earliest, latest if len(event.members) == 1 and not event.gone else None)
                yield from self._show(event, one, f"seen:{end_of(event)}:{seen.id}", end_of(event), sides)
        if several and not event.has_unseen_kind:
            yield from self._begun(event, point)

    def _show(
        self, event: CaseEvent, one: Decided, name: str, point: str, sides: tuple[Place | None, Place | None]
    ) -> Iterator[Shows]:
        if sides == (None, None):
            return
        seen = one.observation
        self.words[name] = f"{seen.text or seen.kind.value.replace('_', ' ')}, in {self._called(seen.sha256)}"
        links = (link_of(event),) if event.is_stated and len(event.members) + len(event.gone) > 1 else ()
        yield Shows(name, point, *sides, (self._source(seen.sha256),), links)

    def _ends(self, seen: Observation, moment: Moment) -> tuple[Place | None, Place | None]:
        earliest, latest = (self.place(seen.sha256, seen.stream, pts, moment.time_base)
                            for pts in (moment.earliest_pts, moment.latest_pts))  # fmt: skip
        return earliest, latest

    def _begun(self, event: CaseEvent, point: str) -> Iterator[Shows]:
        """Say before which moment of a recording that shows all its kinds an event cannot have begun."""
        strands: dict[str, dict[str, Place]] = {}
        for one in event.members:
            seen = one.observation
            at = self.place(seen.sha256, seen.stream, seen.start.earliest_pts, seen.start.time_base)
            if at is not None:
                of_kind = strands.setdefault(at.strand, {})
                of_kind[seen.kind.value] = max(at, of_kind.get(seen.kind.value, at))
        for strand, of_kind in strands.items():
            if tuple(sorted(of_kind)) == event.kinds:
                sha256 = strand.partition("/")[0]
                name = f"began:{point}:{strand}"
                self.words[name] = f"it began with the first of what {self._called(sha256)} shows of it"
                yield Shows(name, point, min(of_kind.values()), None, (self._source(sha256),), (link_of(event),))

    def _checks(self, clock: RecorderClock) -> list[Check]:
        """Give a recorder's time checks; none of them where one has no count, as its times have none then."""
        rows = [row for row in self.view.rows("time_checks") if row["recorder"] == clock.recorder]
        if clock.not_known:
            return []
        try:
            return [self._check(clock, check, row) for check, row in zip(clock.checks, rows, strict=True)]
        except ClockError:
            return []

    def _check(self, clock: RecorderClock, check: TimeCheck, row: Mapping[str, Json]) -> Check:
        count_ns = DisplayRules.of(clock.zone).count(check.displayed, check.within_ns, check.within_ns, "a time check")
        name = f"compared:{clock.recorder}:{row['seq']}"
        within = f" give or take {format_duration(check.within_ns)}" if check.within_ns else ""
        self.words[name] = (
            f"{clock.recorder} showed {_shown(check.displayed)} when it was {check.reference.local(self._zone)}{within}"
        )
        source = self._paper(row)
        return Check(name, clock.recorder, count_ns, check.reference.ns, check.within_ns, (source,))

    def _reads(self, sha256: str) -> list[Read]:
        """Give the readings of a footage's clock; none of them where one cannot be taken."""
        clock = self._clock(sha256)
        if clock is None or clock.not_known:
            return []
        rows = self.view.rows("clock_readings", sha256=sha256)
        try:
            bounded = self.clocks.readings(sha256, clock)
        except ClockError:
            return []
        made = (self._read(clock, one, bounds, row) for (one, bounds), row in zip(bounded, rows, strict=True))
        return [one for one in made if one is not None]

    def _read(
        self, clock: RecorderClock, one: ClockReading, counts_ns: tuple[int, int], row: Mapping[str, Json]
    ) -> Read | None:
        stream = one.stream if one.stream is not None else self.clocks.times(one.sha256)[0].stream
        at = self.place(one.sha256, stream, one.at.pts, one.at.time_base)
        if at is None:
            return None
        name = f"read:{clock.recorder}:{row['seq']}"
        how = "first showed" if one.is_tick else "showed"
        self.words[name] = f"{self._called(one.sha256)} {how} {_shown(one.shown)} at pts {one.at.pts}"
        return Read(name, clock.recorder, at, counts_ns, (self._source(one.sha256), self._paper(row)))

    def _is_steady(self, sha256: str, stream: int) -> bool:
        if (sha256, stream) not in self._steady:
            self._steady[sha256, stream] = is_steady(self.view, sha256, stream)
        return self._steady[sha256, stream]

    def _clock(self, sha256: str) -> RecorderClock | None:
        recorder = self.clocks.recorder_of(sha256)
        return self.clocks.recorders.get(recorder) if recorder else None

    def _source(self, sha256: str) -> str:
        recorder = self.clocks.recorder_of(sha256)
        self.origins[sha256] = recorder or sha256
        return sha256

    def _paper(self, row: Mapping[str, Json]) -> str:
        """Name what a clock's check or reading was taken from: its form, else the entry that records it."""
        source = str(row["source_sha256"] or f"entry:{row['seq']}")
        self.origins.setdefault(source, source)
        return source

    def _called(self, sha256: str) -> str:
        return self._names.get(sha256, sha256[:12])


def _is_several(event: CaseEvent) -> bool:
    """Say whether an event starts with the first of several kinds, which may differ from any one of them."""
    return len(event.kinds) > 1 or (event.has_unseen_kind and bool(event.members))


def _strand_number(streams: Sequence[PictureTimes], stream: int, pts: int, time_base: Fraction) -> int | None:
    """Find in which run of a stream a moment surely lies; where its times were never read, it is one run."""
    times = next((one for one in streams if one.stream == stream), None)
    if times is None or len(times.runs) <= 1:
        return 0
    sides = times.sides(pts * time_base / times.time_base)
    return next(iter(sides)) if len(sides) == 1 else None


def _number(strand: str) -> int:
    return int(strand.rpartition("/")[2])


def _shown(display: CameraTime) -> str:
    """Write a display without the fractions that say nothing.

    >>> _shown(CameraTime.parse("2022-03-16T14:03:00.5")), _shown(CameraTime.parse("2022-03-16T14:03:00"))
    ('2022-03-16 14:03:00.5', '2022-03-16 14:03:00')
    """
    return str(display).replace("T", " ").rstrip("0").rstrip(".")
