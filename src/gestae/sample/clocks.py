"""The three recorders' wrong clocks and the instants of their pictures: in whole nanoseconds. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Final

import numpy as np

from gestae.base.units import NS_PER_S
from gestae.errors import RecordError

__all__ = ["ZONE_NS", "RecorderClock", "display_text", "wind_clocks"]

# Europe/Kyiv in March before the change to summer time: UTC+02:00.
ZONE_NS: Final = 2 * 3600 * NS_PER_S
_PPB: Final = 1_000_000_000
_EPOCH: Final = datetime(1970, 1, 1)  # noqa: DTZ001 - a display has no zone


@dataclass(frozen=True, slots=True)
class RecorderClock:
    """One recorder: how wrong its clock is and when its camera took which picture.

    The same crystal drives display and pictures: a clock that gains also takes its pictures too close together.
    """

    recorder: str
    camera: str
    file: str
    offset_ns: int  # display minus true local time, at `zero_ns`
    rate_ppb: int  # gain of the display, in parts of a thousand million
    zero_ns: int  # UTC of the film's zero
    first_ns: int  # UTC of the first picture
    period: Fraction  # nominal seconds from picture to picture
    pictures: int

    def __post_init__(self) -> None:
        if self.pictures < 1 or self.period <= 0:
            raise RecordError("a recorder takes at least one picture, and time passes between two")

    def display_ns(self, utc_ns: int) -> int:
        """What the display stands at, in nanoseconds of its own (as `CameraTime`)."""
        return utc_ns + ZONE_NS + self.offset_ns + (utc_ns - self.zero_ns) * self.rate_ppb // _PPB

    def capture_ns(self, n: int) -> int:
        """UTC at which picture `n` was taken."""
        return self.first_ns + int(n * self.period * NS_PER_S * Fraction(_PPB, _PPB + self.rate_ppb))

    def first_at(self, utc_ns: int) -> int | None:
        """Number of the first picture taken at or after a moment; None when the film is over by then."""
        step = self.period * NS_PER_S * Fraction(_PPB, _PPB + self.rate_ppb)
        guess = max(0, int((utc_ns - self.first_ns) / step) - 1)
        return next((n for n in range(guess, min(guess + 4, self.pictures)) if self.capture_ns(n) >= utc_ns), None)

    def ticks(self) -> tuple[int, ...]:
        """Numbers of the pictures that are the first to show a second, without the very first picture."""
        shown = [self.display_ns(self.capture_ns(n)) // NS_PER_S for n in range(self.pictures)]
        return tuple(n for n in range(1, self.pictures) if shown[n] != shown[n - 1])


def display_text(display_ns: int, form: str = "%Y-%m-%d %H:%M:%S") -> str:
    """Write what a display shows: whole seconds, cut off, not rounded.

    >>> display_text(1_999_999_999)
    '1970-01-01 00:00:01'
    """
    return (_EPOCH + timedelta(seconds=display_ns // NS_PER_S)).strftime(form)


def wind_clocks(seed: int, length_s: float) -> tuple[RecorderClock, ...]:
    """Set three clocks wrong: by minutes, by seconds with a drift, by an hour or a day.

    Args:
        seed: the incident's number.
        length_s: how long the scene lasts from its zero.
    """
    rng = np.random.default_rng([seed, 5])
    day = datetime(2022, 3, 16, 12, 0, tzinfo=UTC) + timedelta(seconds=int(rng.integers(0, 3 * 3600)))
    zero_ns = int(day.timestamp()) * NS_PER_S + int(rng.integers(0, NS_PER_S))

    def sign() -> int:
        return int(rng.choice([-1, 1]))

    def fine() -> int:
        return int(rng.integers(0, NS_PER_S))

    far = (3600, 86_400, 86_400 + 3600)[int(rng.integers(3))]
    offsets = (
        sign() * (int(rng.integers(61, 560)) * NS_PER_S + fine()),
        sign() * (int(rng.integers(8, 59)) * NS_PER_S + fine()),
        sign() * far * NS_PER_S + sign() * (int(rng.integers(2, 170)) * NS_PER_S + fine()),
    )
    rates = (
        int(rng.integers(-8_000, 8_001)),
        sign() * int(rng.integers(60_000, 180_001)),
        int(rng.integers(-8_000, 8_001)),
    )
    kinds = (
        ("recorder-a", "gate", "gate.mp4", Fraction(1, 25)),
        ("recorder-b", "yard", "yard.ts", Fraction(1, 25)),
        ("recorder-c", "booth", "booth.avi", Fraction(2, 25)),
    )
    clocks = []
    for (recorder, camera, file, period), offset_ns, rate in zip(kinds, offsets, rates, strict=True):
        start_ns = int(rng.integers(0, NS_PER_S))
        pictures = int((length_s + float(rng.uniform(0.0, 0.8))) / period) - int(start_ns / NS_PER_S / period)
        clocks.append(
            RecorderClock(recorder, camera, file, offset_ns, rate, zero_ns, zero_ns + start_ns, period, pictures)
        )
    return tuple(clocks)
