"""What is known of a recorder's clock: comparisons with a better one, and what the picture showed when."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from gestae.errors import RecordError
from gestae.model.time import CameraTime, Instant, MediaTime

__all__ = ["RATE", "ClockReading", "RecorderClock", "TimeCheck"]

# The premise by which a drift that nobody stated counts as none; it is told wherever something rests on it.
RATE: Final = "rate:"


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
    `stream` is None for the file's only video stream.
    """

    sha256: str
    stream: int | None
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
    """A recorder's clock: its comparisons, the largest rate error that it is held to, and the zone it follows.

    A rate error of 0 is an axiom that a person may question, not a measurement; every page that rests on
    it says so, with the words in `assumes`.

    Attributes:
        zone: what its display follows: a name such as "Europe/Kyiv" or a fixed offset; None where nobody said.
        zone_if_unstated: whose changes of clocks must not lie among its statements while `zone` is None.
        assumes: what is taken for granted wherever this clock places something, a sentence each.
        not_known: why this clock places nothing, such as what is withheld of it; empty where it may.
    """

    recorder: str
    checks: tuple[TimeCheck, ...]
    max_rate_error: Fraction = Fraction(0)
    zone: str | None = None
    zone_if_unstated: str | None = None
    assumes: tuple[str, ...] = ()
    not_known: str = ""

    def __post_init__(self) -> None:
        if not 0 <= self.max_rate_error < 1:
            raise RecordError(f"a rate error of {self.max_rate_error}; it lies from 0 to below 1")
        for check in self.checks:
            if check.recorder != self.recorder:
                raise RecordError(f"a time check of {check.recorder} given to the clock of {self.recorder}")
