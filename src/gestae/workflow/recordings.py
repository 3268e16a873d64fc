"""What the recordings and recorders of a case say of its events, gathered for the network, each with its words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import tzinfo
from fractions import Fraction
from statistics import median_low
from typing import Final
from zoneinfo import ZoneInfo

from gestae.base.canonical import Json
from gestae.base.units import NS_PER_S, format_duration
from gestae.chronology.zones import DisplayRules, refuse_change
from gestae.errors import ClockError
from gestae.model.clock import ClockReading, RecorderClock, TimeCheck
from gestae.model.network import MOST_NS
from gestae.model.observation import Moment, Observation
from gestae.model.recorded import Began, Beside, Check, Offset, Place, Read, Recorded, Shows, Strand
from gestae.model.time import CameraTime
from gestae.store.case import CaseView
from gestae.workflow.about import zone_of
from gestae.workflow.caseevents import CaseEvent, Decided
from gestae.workflow.following import is_steady
from gestae.workflow.parquet import PictureTimes
from gestae.workflow.sightings import Clocks

__all__ = ["FAR_NS", "FAR_WORDS", "Gathered", "end_of", "gather", "link_of", "part_of", "point_of", "strand_number"]


# Sums of a few distances must stay within 64 bits; what lies farther off is a clock that was reset, or a slip.
FAR_NS: Final = MOST_NS // 8
FAR_WORDS: Final = "four years"
# Times outside these years are slips of the pen.
EARLIEST_NS: Final = -70 * 366 * 86_400 * NS_PER_S
LATEST_NS: Final = 230 * 365 * 86_400 * NS_PER_S


@dataclass(frozen=True, slots=True)
class Gathered:
    """What recordings say, and each of its statements in words.

    Attributes:
        recorded: the nouns.
        words: a sentence for each statement, by its id.
        silenced: recorders whose clock says nothing, though something of it is known, with the reason.
        origins: for each source, what it shares with others: its recorder; itself where that is not known.
    """

    recorded: Recorded
    words: Mapping[str, str]
    origins: Mapping[str, str]
    silenced: Mapping[str, str]


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


def gather(
    view: CaseView,
    clocks: Clocks,
    events: Sequence[CaseEvent],
    lasting: Mapping[str, bool],
    naming: Mapping[str, str],
) -> Gathered:
    """Gather what recordings and recorders say.

    What cannot be relied on says nothing here, and `Clocks.place` gives the reason of every sighting that it leaves
    without a time: a clock of which something is withheld, a reading of no picture, a display that its zone repeats.

    Args:
        view: the case.
        clocks: its clocks.
        events: its events.
        lasting: for each event, by id, whether it has a start and an end.
        naming: for each footage, the source that says of which recorder it is.
    """
    return _Gathering(view, clocks, naming).gathered(events, lasting)


@dataclass(slots=True)
class _Gathering:
    view: CaseView
    clocks: Clocks
    naming: Mapping[str, str]
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
        silenced = self._silenced(checks, reads, shows)
        checks = [one for one in checks if one.clock not in silenced]
        reads = [one for one in reads if one.clock not in silenced]
        offsets = [one for row in self.view.rows("offsets") for one in self._offset(row)]
        rates = {name: clock.max_rate_error for name, clock in self.clocks.recorders.items() if not clock.not_known}
        recorded = Recorded(
            strands=tuple(self.strands[name] for name in sorted(self.strands)),
            follow=tuple(tuple(sorted(strands, key=_number)) for strands in self.streams.values()),
            rates=rates,
            shows=tuple(shows),
            reads=tuple(reads),
            checks=tuple(checks),
            offsets=tuple(offsets),
            began=began,
        )
        return Gathered(recorded, self.words, self.origins, silenced)

    def place(self, sha256: str, stream: int, pts: int, time_base: Fraction) -> Place | None:
        """Find the strand of a moment; None where it lies on none, on several, or on one that shows no order."""
        clock = self._clock(sha256)
        rate = None if clock is None or clock.not_known else clock.max_rate_error
        steady = self._is_steady(sha256, stream)
        number = strand_number(self.clocks.times(sha256), stream, pts, time_base)
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
            earliest, latest = self._ends(seen, seen.start)
            sides = (None if seen.kind.value in event.of_other_views else earliest, latest)
            yield from self._show(event, one, f"seen:{point}:{seen.id}", at, sides)
            if seen.end is not None:
                earliest, latest = self._ends(seen, seen.end)
                # Another camera may see it go on: only what alone shows an event says when it had ended.
                sides = (earliest, latest if len(event.members) == 1 and not event.gone else None)
                yield from self._show(event, one, f"seen:{end_of(event)}:{seen.id}", end_of(event), sides)
        if several and not event.has_unseen_kind and not event.of_other_views:
            yield from self._begun(event, point)

    def _show(
        self, event: CaseEvent, one: Decided, name: str, point: str, sides: tuple[Place | None, Place | None]
    ) -> Iterator[Shows]:
        if sides == (None, None):
            return
        seen = one.observation
        what = seen.text or seen.words
        self.words[name] = f"{what}, in {self._called(seen.sha256)} (entry {one.seq})"
        links = (link_of(event),) if event.is_stated and len(event.members) + len(event.gone) > 1 else ()
        yield Shows(name, point, *sides, (self._source(seen.sha256),), links)

    def _ends(self, seen: Observation, moment: Moment) -> tuple[Place | None, Place | None]:
        earliest, latest = (self.place(seen.sha256, seen.stream, pts, moment.time_base)
                            for pts in (moment.earliest_pts, moment.latest_pts))  # fmt: skip
        return earliest, latest

    def _begun(self, event: CaseEvent, point: str) -> Iterator[Shows]:
        """Say before which moment of a recording that shows all its kinds an event cannot have begun."""
        recordings: dict[str, dict[str, Place]] = {}
        for one in event.members:
            seen = one.observation
            at = self.place(seen.sha256, seen.stream, seen.start.earliest_pts, seen.start.time_base)
            if at is not None:
                # The strands of a stream whose pictures were taken in their order follow each other.
                steady = self._is_steady(seen.sha256, seen.stream)
                of_kind = recordings.setdefault(at.strand.rpartition("/")[0] if steady else at.strand, {})
                of_kind[seen.kind.value] = max(at, of_kind.get(seen.kind.value, at), key=_in_order)
        for recording, of_kind in recordings.items():
            if tuple(sorted(of_kind)) == event.kinds:
                sha256 = recording.partition("/")[0]
                earliest = min(of_kind.values(), key=_in_order)
                name = f"began:{point}:{earliest.strand}"
                self.words[name] = f"it began with the first of what {self._called(sha256)} shows of it"
                yield Shows(name, point, earliest, None, (self._source(sha256),), (link_of(event),))

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
            f" (entry {row['seq']})"
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
        self.words[name] = (
            f"{self._called(one.sha256)} {how} {_shown(one.shown)} at pts {one.at.pts} (entry {row['seq']})"
        )
        # What the clock shows bounds nothing unless somebody says whose clock it is.
        sources = dict.fromkeys((self._source(one.sha256), self._paper(row), self._named(one.sha256)))
        return Read(name, clock.recorder, at, counts_ns, tuple(sources))

    def _is_steady(self, sha256: str, stream: int) -> bool:
        if (sha256, stream) not in self._steady:
            self._steady[sha256, stream] = is_steady(self.view, sha256, stream)
        return self._steady[sha256, stream]

    def _offset(self, row: Mapping[str, Json]) -> Iterator[Offset]:
        """Say what one recording showed at the first and the last moment for which an offset holds, another beside it.

        The time in A less the time in B lies between two bounds, so what A shows at p, B shows from p less the
        greatest to p less the least.
        """
        a, b = str(row["a_sha256"]), str(row["b_sha256"])
        least_ns, most_ns = _whole(row["least_ns"]), _whole(row["most_ns"])
        beside = []
        for at_ns in sorted({_whole(row["first_ns"]), _whole(row["last_ns"])}):
            places = (self._at(a, at_ns), self._at(b, at_ns - most_ns), self._at(b, at_ns - least_ns))
            if places[0] is not None and places[1] is not None and places[2] is not None:
                beside.append(Beside(places[0], places[1], places[2]))
        if beside:
            name, entry = f"offset:{row['seq']}", f"entry:{row['seq']}"
            lies = f"{format_duration(least_ns)} to {format_duration(most_ns)}"
            ahead = f"{lies} ahead of those of {self._called(b)} (entry {row['seq']})"
            self.words[name] = f"the times of {self._called(a)} are {ahead}"
            self.origins.setdefault(entry, entry)
            yield Offset(name, tuple(beside), (self._source(a), self._source(b), entry))

    def _at(self, sha256: str, at_ns: int) -> Place | None:
        """Find the strand of a moment in a file's own time, of its first stream whose times are known."""
        times = self.clocks.times(sha256)
        if not times:
            return None
        return self.place(sha256, times[0].stream, at_ns, Fraction(1, NS_PER_S))

    def _silenced(self, checks: Sequence[Check], reads: Sequence[Read], shows: Sequence[Shows]) -> dict[str, str]:
        """Name the recorders whose display cannot be reckoned with, each with the reason.

        Where nobody stated the zone of a display, a change of clocks among what is known of it would move it by an hour
        or not at all; and a display that lies years from its checks was reset.
        """
        middle_ns = median_low([one.reference_ns for one in checks]) if checks else 0
        found = {}
        for name, clock in self.clocks.recorders.items():
            own = [one for one in checks if one.clock == name]
            counts = [one.count_ns + side for one in own for side in (-one.within_ns, one.within_ns)]
            counts += [count for one in reads if one.clock == name for count in _reached(one, shows)]
            times = [one.reference_ns for one in own] + [middle_ns] if own else []
            if any(not EARLIEST_NS <= time <= LATEST_NS for time in times):
                found[name] = "it was compared with a time outside the years 1900 to 2200"
                continue
            if (counts and max(counts) - min(counts) > FAR_NS) or (times and max(times) - min(times) > FAR_NS):
                found[name] = (
                    f"its display, or a time that it was compared with, lies more than {FAR_WORDS} from the rest"
                )
            elif clock.zone is None and clock.zone_if_unstated is not None:
                try:
                    refuse_change(f"recorder {name}", ZoneInfo(clock.zone_if_unstated), counts)
                except ClockError as error:
                    found[name] = str(error)
        return found

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

    def _named(self, sha256: str) -> str:
        source = self.naming.get(sha256, sha256)
        self.origins.setdefault(source, source)
        return source

    def _called(self, sha256: str) -> str:
        return self._names.get(sha256, sha256[:12])


def _reached(one: Read, shows: Sequence[Shows]) -> list[int]:
    """Give the counts that a reading carries to the pictures of its recording of which anything is said."""
    at = [place.at_ns for show in shows for place in (show.earliest, show.latest)
          if place is not None and place.strand == one.at.strand]  # fmt: skip
    moves = (0, *(round(place - one.at.at_ns) for place in at))
    return [one.counts_ns[0] + min(moves), one.counts_ns[1] + max(moves)]


def _is_several(event: CaseEvent) -> bool:
    """Say whether an event starts with the first of several kinds, which may differ from any one of them."""
    return len(event.kinds) > 1 or (event.has_unseen_kind and bool(event.members))


def strand_number(streams: Sequence[PictureTimes], stream: int, pts: int, time_base: Fraction) -> int | None:
    """Find in which run of a stream a moment surely lies; where its times were never read, it is one run."""
    times = next((one for one in streams if one.stream == stream), None)
    if times is None or len(times.runs) <= 1:
        return 0
    sides = times.sides(pts * time_base / times.time_base)
    return next(iter(sides)) if len(sides) == 1 else None


def _whole(value: Json) -> int:
    if not isinstance(value, int):
        raise TypeError(f"{value!r} from an integer column")
    return value


def _in_order(at: Place) -> tuple[int, Fraction]:
    return _number(at.strand), at.at_ns


def _number(strand: str) -> int:
    return int(strand.rpartition("/")[2])


def _shown(display: CameraTime) -> str:
    """Write a display without the fractions that say nothing.

    >>> _shown(CameraTime.parse("2022-03-16T14:03:00.5")), _shown(CameraTime.parse("2022-03-16T14:03:00"))
    ('2022-03-16 14:03:00.5', '2022-03-16 14:03:00')
    """
    return str(display).replace("T", " ").rstrip("0").rstrip(".")
