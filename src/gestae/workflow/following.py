"""The order of a case's events: from bounds in the world's time, and from the order of frames within one recording."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

import numpy as np
import numpy.typing as npt

from gestae.chronology.follows import Began, InRecording, Shot
from gestae.chronology.precedes import Preceding, Table, preceding, untangled
from gestae.model.observation import Moment, Observation
from gestae.model.time import Instant, TimeInterval
from gestae.store.case import CaseView
from gestae.workflow.parquet import PictureTimes
from gestae.workflow.readings import picture_times

__all__ = ["ByFrames", "Earlier", "Following", "Starting", "follow_events", "is_steady"]

# Of a shot that no recording shows, this is not read.
_NOWHERE: Final = Moment(0, 0, 0, Fraction(1))


@dataclass(frozen=True, slots=True)
class Starting:
    """What is known of when an event began: its bounds, if it is placed, and the sightings that may be relied on.

    `by` is the moment by which it had begun, where its earliest is not known. `unseen` are the kinds of sightings that
    cannot be read, empty where even that is not known: it may have begun with any of them; and those by which it may
    have begun in another camera's view (`CaseEvent.of_other_views`).
    """

    event: str
    when: TimeInterval | None
    seen: tuple[Observation, ...]
    by: Instant | None = None
    unseen: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ByFrames:
    """One recording shows one event's beginning before another's.

    Attributes:
        footage: the original's sha256; `stream` is the index of its video stream.
        first: when the earlier event began, in the file; it had begun by its latest tick.
        then: when the later one began; it cannot have begun before its earliest tick.
        frames: which pictures show the two, counted from 0 in order of time; None where the file's times do not say.
    """

    footage: str
    stream: int
    first: Moment
    then: Moment
    frames: tuple[int | None, int | None]

    @property
    def words(self) -> str:
        """Say what shows it."""
        first, then = (_frame_words(*one) for one in zip((self.first, self.then), self.frames, strict=True))
        return f"same recording: {first} before {then}"


@dataclass(frozen=True, slots=True)
class Earlier:
    """An event that certainly began before another.

    `by_frames` shows it where the bounds alone leave it open; `by_way_of` is the event between the two where only
    both steps together show it; `said` is what it rests on, a sentence each, where it takes more than that and no
    event lies between. None of them is there where the bounds show it.
    """

    event: str
    by_frames: ByFrames | None = None
    by_way_of: str | None = None
    said: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Following:
    """The order of events, by their positions in the list that was given; see `gestae.chronology.precedes`.

    Attributes:
        before: row here, column there: `there` certainly began before `here`.
        shown: (there, here): what shows it, where the bounds alone do not.
        circles: events whose orders contradict each other.
        no_later: as `before`: `there` began no later than `here`, and that is all that follows.
        is_whole: whether nothing else follows; else what is open here may follow from the case's network.
    """

    before: Table
    shown: Mapping[tuple[int, int], Earlier]
    circles: tuple[tuple[int, ...], ...]
    no_later: Table
    is_whole: bool = False

    def joined(self, events: Sequence[str], least_ns: npt.NDArray[np.int64]) -> Following:
        """Join whatever else follows: by how much each event came after each other at least, row here, column there.

        What both show together is followed to its end. Nothing is said among the events of a circle, nor of what would
        follow over it alone; everything else stays.

        Args:
            events: their ids.
            least_ns: below 0 where nothing follows of the two, and on the diagonal.
        """
        strict, weak = least_ns > 0, least_ns >= 0
        # What follows from the network is followed to its end already. What frames alone show is not, and may run
        # against it: also against what came no later.
        alone = self.before & ~strict
        if not self.circles and not alone.any():
            return Following(strict, self.shown, (), weak & ~strict, is_whole=True)
        direct = self.before | strict | (weak & alone.T)
        for circle in self.circles:
            direct[np.ix_(circle, circle)] = True
        found = untangled(direct)
        shown = {pair: Earlier(events[pair[0]], by_way_of=events[via]) for pair, via in found.by_way_of.items()}
        shown |= {(there, here): one for (there, here), one in self.shown.items() if found.direct[here, there]}
        no_later = weak & ~(found.before | found.before.T)
        for circle in found.circles:
            no_later[np.ix_(circle, circle)] = False
        return Following(found.before, shown, found.circles, no_later, is_whole=True)

    def tells(self) -> tuple[tuple[int, ...], ...]:
        """Give for each event those that are told before it; of two that began at one moment neither is."""
        told = self.before | (self.no_later & ~self.no_later.T)
        return tuple(tuple(np.flatnonzero(row).tolist()) for row in told)

    def is_open(self) -> Table:
        """Say of which pairs nothing follows."""
        said = self.before | self.no_later
        found = ~(said | said.T)
        np.fill_diagonal(found, val=False)
        return found


def follow_events(view: CaseView, events: Sequence[Starting], suspect: Collection[str] = ()) -> Following:
    """Draw every "certainly began before" that follows from a case's bounds and from its recordings.

    Args:
        view: the case.
        events: of that case.
        suspect: footage whose own time may be wrong, by digest: the order of its pictures shows nothing.
    """
    files = _Files(view, suspect)
    found = preceding([Began(event.when, _shots(event, files), event.by) for event in events])
    pairs = {*found.by_recording, *found.by_way_of}
    shown = {pair: _earlier(events, found, pair, files) for pair in pairs}
    return Following(found.before, shown, found.circles, np.zeros_like(found.before))


def is_steady(view: CaseView, sha256: str, stream: int) -> bool:
    """Say whether a stream's time never runs backwards, so that its pictures were taken in that order."""
    rows = view.rows("footage", sha256=sha256)
    facts = rows[0]["facts"] if rows else None
    streams = facts.get("streams") if isinstance(facts, dict) else None
    return any(
        int(one["index"]) == stream and not any(jump["direction"] == "backwards" for jump in one.get("jumps", ()))
        for one in (streams if isinstance(streams, list) else ())
    )


@dataclass(slots=True)
class _Files:
    """Which recordings keep the order of their pictures, and where in it a picture lies."""

    view: CaseView
    suspect: Collection[str] = ()
    _times: dict[str, tuple[PictureTimes, ...]] = field(default_factory=dict)
    _steady: dict[tuple[str, int], bool] = field(default_factory=dict)

    def is_sure(self, one: Observation) -> bool:
        """Say whether the pictures around a start were taken in the order of their times, and its ends lie among them.

        The stream's time never runs backwards then. What lies within a leap of it is no moment of either side.
        """
        key = (one.sha256, one.stream)
        if key not in self._steady:
            self._steady[key] = is_steady(self.view, *key)
        return one.sha256 not in self.suspect and self._steady[key] and not self._is_in_leap(one)

    def _is_in_leap(self, one: Observation) -> bool:
        ends = (one.start.earliest_pts * one.start.time_base, one.start.latest_pts * one.start.time_base)
        times = next((times for times in self.times(one.sha256) if times.stream == one.stream), None)
        return times is not None and len(times.runs) > 1 and not all(times.sides(at / times.time_base) for at in ends)

    def times(self, sha256: str) -> tuple[PictureTimes, ...]:
        """Give the times of the pictures of each stream of a footage."""
        if sha256 not in self._times:
            self._times[sha256] = picture_times(self.view, sha256)
        return self._times[sha256]

    def frame(self, sha256: str, stream: int, moment: Moment) -> int | None:
        """Count to a picture from the stream's first, in order of time; None where the times do not show it."""
        for times in self.times(sha256):
            if times.stream == stream and times.time_base == moment.time_base:
                place = int(np.searchsorted(times.pts, moment.pts))
                return place if place < len(times.pts) and times.pts[place] == moment.pts else None
        return None


def _shots(event: Starting, files: _Files) -> tuple[Shot, ...]:
    # A kind that no steady recording shows still counts: where it is missing, the event may have begun with it.
    seen = (
        Shot(f"{one.sha256}/{one.stream}" if files.is_sure(one) else "", one.kind.value, one.start)
        for one in event.seen
    )
    return (*seen, *(Shot("", kind, _NOWHERE) for kind in event.unseen if event.seen))


def _earlier(events: Sequence[Starting], found: Preceding, pair: tuple[int, int], files: _Files) -> Earlier:
    shown, via = found.by_recording.get(pair), found.by_way_of.get(pair)
    return Earlier(
        events[pair[0]].event,
        None if shown is None else _by_frames(shown, files),
        None if via is None else events[via].event,
    )


def _by_frames(shown: InRecording, files: _Files) -> ByFrames:
    footage, _, stream = shown.recording.partition("/")
    frames = tuple(files.frame(footage, int(stream), moment) for moment in (shown.first, shown.then))
    return ByFrames(footage, int(stream), shown.first, shown.then, (frames[0], frames[1]))


def _frame_words(moment: Moment, frame: int | None) -> str:
    return f"pts {moment.pts}" if frame is None else f"frame {frame} (pts {moment.pts})"
