"""What was read of a burnt-in clock, as one document: kept as an artifact, and given out by `gestae clock --json`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

import numpy as np
import numpy.typing as npt

from gestae.base.canonical import Json
from gestae.sight.clockplace import ClockPlace
from gestae.sight.clockrun import Break, ClockRun, Doubt, Reading, Stretch, Tick, rate_bounds

__all__ = ["Scan", "run_document"]

_PPM: Final = 1_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Scan:
    """What was read of one footage's clock.

    Attributes:
        stream: number of the video stream.
        time_base: its seconds a tick.
        first_pts, last_pts: of the pictures that were decoded.
        size_px: width and height of the pictures.
        place: where the clock stands; None where none was found.
        run: what its readings come to.
        texts: how many different texts stood in the pictures in which it was looked for.
        every_s: the clock was followed for a second and a quarter every so many seconds; 1: all the time.
        crops: cut-out displays by time.
    """

    stream: int
    time_base: Fraction
    first_pts: int
    last_pts: int
    size_px: tuple[int, int]
    place: ClockPlace | None
    run: ClockRun
    texts: int
    every_s: int
    crops: Mapping[int, npt.NDArray[np.uint8]] = field(default_factory=dict)


def run_document(found: Scan) -> dict[str, Json]:
    """Write what was read of one footage's clock; ticks are the file's own, displays are as shown, in no zone."""
    run, write = found.run, _Writer(found.first_pts, found.time_base, found.run)
    place = found.place
    return {
        "stream": found.stream,
        "time_base": f"{found.time_base.numerator}/{found.time_base.denominator}",
        "picture": {"width": found.size_px[0], "height": found.size_px[1]},
        "region": None if place is None else [round(side, 1) for side in place.time],
        "date_region": None if place is None or place.date is None else [round(side, 1) for side in place.date],
        "other_places": 0 if place is None else place.others,
        "texts": found.texts,
        "every_s": found.every_s,
        "date_orders": [order.value for order in run.orders],
        "hours": run.hours,
        "checked": run.checked,
        "stretches": [write.stretch(one) for one in run.stretches],
        "breaks": [write.break_(one) for one in run.breaks],
        "doubts": [write.doubt(one) for one in run.doubts],
    }


class _Writer:
    """Writes readings of one run."""

    def __init__(self, first_pts: int, time_base: Fraction, run: ClockRun) -> None:
        self._first, self._base, self._run = first_pts, time_base, run

    def at(self, pts: int) -> dict[str, Json]:
        """Write a time of the file."""
        return {"pts": pts, "seconds": round(float((pts - self._first) * self._base), 9)}

    def reading(self, one: Reading) -> dict[str, Json]:
        """Write a reading: the text as recognised, and what it means in each order that is open."""
        found = {order.value: self._run.shown(one, order) for order in self._run.orders}
        shown: dict[str, Json] = {name: str(time) for name, time in found.items() if time is not None}
        clock = None if one.shown is None else one.shown.second_of_day
        time = None if clock is None else f"{clock // 3600:02d}:{clock // 60 % 60:02d}:{clock % 60:02d}"
        return {"at": self.at(one.pts), "text": one.text, "score": one.score, "time": time, "shown": shown}

    def tick(self, one: Tick) -> dict[str, Json]:
        """Write a tick: the first picture that shows a second, and the one before."""
        return {**self.reading(one.reading), "before": self.at(one.before_pts)}

    def stretch(self, one: Stretch) -> dict[str, Json]:
        """Write a stretch with its ticks and the display's rate."""
        bounds = rate_bounds(one, self._run.orders[0], self._base) if self._run.orders else (None, None)
        rate: dict[str, Json] = {"one_fits": bounds is not None}
        least, most = bounds if bounds is not None else (None, None)
        rate |= {"least_ppm": _ppm(least), "most_ppm": _ppm(most)}
        return {
            "first": self.reading(one.readings[0]),
            "last": self.reading(one.readings[-1]),
            "readings": len(one.readings),
            "ticks": [self.tick(tick) for tick in one.ticks],
            "rate": rate,
        }

    def break_(self, one: Break) -> dict[str, Json]:
        """Write a break: the display moved by more or less than the file."""
        return {
            "before": self.reading(one.before),
            "after": self.reading(one.after),
            "least_s": one.least_ns / 1e9,
            "most_s": one.most_ns / 1e9,
            "digits": one.digits,
        }

    def doubt(self, one: Doubt) -> dict[str, Json]:
        """Write a reading that nothing is made of."""
        return {**self.reading(one.reading), "why": one.why}


def _ppm(rate: Fraction | None) -> float | None:
    return None if rate is None else round(float((rate - 1) * _PPM), 1)
