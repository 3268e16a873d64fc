"""What is known of a recorder's clock: comparisons with a better one, and what the picture showed when."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from gestae.errors import RecordError
from gestae.model.time import CameraTime, Instant, MediaTime

__all__ = ["ClockReading", "RecorderClock", "TimeCheck"]


@dataclass(frozen=True, slots=True)
class TimeCheck:
    """A comparison: the recorder displayed one time while a reference clock showed another.

    `within_ns` holds everything that is unsure of it: the display's whole seconds, the eye, the reference.
    """

    recorder: str
    displayed: CameraTime
    reference: Instant
    within_ns: int
    reference_clock: str
    by: str

    def __post_init__(self) -> None:
        if self.within_ns < 0:
            raise RecordError(f"a time check within {self.within_ns} ns; an uncertainty is zero or more")


@dataclass(frozen=True, slots=True)
class ClockReading:
    """The clock burnt into one frame, as a person read it.

    With `is_tick` the frame is the *first* that shows this second: the clock had passed `shown` since the
    frame before. Otherwise the frame shows this second somewhere within it. `within_ns` widens either.
    """

    sha256: str
    stream: int
    at: MediaTime
    shown: CameraTime
    is_tick: bool
    within_ns: int
    by: str

    def __post_init__(self) -> None:
        if self.within_ns < 0:
            raise RecordError(f"a clock reading within {self.within_ns} ns; an uncertainty is zero or more")


@dataclass(frozen=True, slots=True)
class RecorderClock:
    """A recorder's clock: its comparisons, and the largest rate error that it is held to.

    A rate error of 0 is an axiom that a person may question, not a measurement; every page that rests on
    it says so.
    """

    recorder: str
    checks: tuple[TimeCheck, ...]
    max_rate_error: Fraction = Fraction(0)

    def __post_init__(self) -> None:
        if not 0 <= self.max_rate_error < 1:
            raise RecordError(f"a rate error of {self.max_rate_error}; it lies from 0 to below 1")
        for check in self.checks:
            if check.recorder != self.recorder:
                raise RecordError(f"a time check of {check.recorder} given to the clock of {self.recorder}")
