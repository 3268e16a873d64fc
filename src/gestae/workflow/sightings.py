"""Sightings in the world's time: which recorder each footage is of, what bounds its clock, and what is not known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from gestae.chronology.clocks import ClockNotKnownError, ClocksContradictError, Placed, place, reading_bounds
from gestae.errors import ClockError
from gestae.model.clock import ClockReading, RecorderClock
from gestae.model.observation import Moment
from gestae.model.time import MediaTime, TimeInterval
from gestae.store.case import CaseView
from gestae.workflow.caseevents import Decided
from gestae.workflow.clocks import clock_readings, recorder_clocks
from gestae.workflow.parquet import PictureTimes
from gestae.workflow.readings import Bounded, on_its_side, picture_times, previous_picture

__all__ = ["Clocks", "NoRecorderError", "Sighting", "sighting_of"]


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

    def times(self, sha256: str) -> tuple[PictureTimes, ...]:
        """Give when each stream of a footage shows its pictures; empty before it was opened."""
        if sha256 not in self._times:
            self._times[sha256] = picture_times(self.view, sha256)
        return self._times[sha256]

    def _previous(self, reading: ClockReading) -> MediaTime | None:
        """Find the picture before a reading's own; None for the first one."""
        return previous_picture(reading, self.times(reading.sha256))


class NoRecorderError(ClockError):
    """Nobody said which recorder a footage came from, so no clock is known for it."""

    def __init__(self, sha256: str) -> None:
        super().__init__(
            f"footage {sha256[:12]}: its recorder is not known; name file and recorder in an acquisition form"
        )
        self.sha256 = sha256


def sighting_of(one: Decided, clocks: Clocks) -> Sighting:
    """Place one decided observation."""
    try:
        start = clocks.place(one.observation.sha256, one.observation.start)
        end = clocks.place(one.observation.sha256, one.observation.end) if one.observation.end else None
    except ClockError as error:
        return Sighting(one, None, None, str(error), isinstance(error, ClocksContradictError))
    return Sighting(one, start, end, "")
