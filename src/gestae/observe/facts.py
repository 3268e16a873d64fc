"""What every rule must know of a stream: when its frames are, how large they are, how to see them again."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from gestae.errors import RecordError
from gestae.model.observation import Moment

__all__ = ["Luma", "StreamFacts", "Window"]

Luma: TypeAlias = npt.NDArray[np.uint8]
# (first n, last n), both included -> (n, pts, luma of the decoded frame) of each, in order.
Window: TypeAlias = Callable[[int, int], Iterable[tuple[int, int, Luma]]]


@dataclass(frozen=True, slots=True, eq=False)
class StreamFacts:
    """One video stream.

    Attributes:
        sha256: the preserved original; `stream` is the index of its video stream.
        camera: the name people gave the camera, or None.
        time_base: seconds per tick.
        width_px: of the decoded frame; `height_px` likewise.
        pts: (frames,) int64 presentation times by ordinal, increasing.

    >>> facts = StreamFacts("ab" * 32, 0, None, Fraction(1, 25), 640, 360, np.arange(50))
    >>> facts.rate_hz, facts.frames_in(0.5), facts.moment(7, earliest_n=6, latest_n=7).width_s
    (25.0, 12, Fraction(1, 25))
    """

    sha256: str
    stream: int
    camera: str | None
    time_base: Fraction
    width_px: int
    height_px: int
    pts: npt.NDArray[np.int64]
    _rate_hz: float = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        pts = np.array(self.pts, np.int64)
        if len(pts) == 0 or not (np.diff(pts) > 0).all():
            raise RecordError(
                "a stream whose frame times do not increase; no time is claimed, so nothing is observed in it"
            )
        pts.flags.writeable = False
        object.__setattr__(self, "pts", pts)
        # Rules ask thousands of times, and a median of all distances of a long film takes a while.
        rate_hz = 1.0 if len(pts) == 1 else float(1 / (Fraction(float(np.median(np.diff(pts)))) * self.time_base))
        object.__setattr__(self, "_rate_hz", rate_hz)

    @property
    def frames(self) -> int:
        """How many frames there are."""
        return len(self.pts)

    @property
    def rate_hz(self) -> float:
        """Frames a second, by the median frame distance; 1 for a single frame."""
        return self._rate_hz

    def frames_in(self, duration_s: float) -> int:
        """Say how many frame intervals a duration is, at least one."""
        return max(1, round(duration_s * self.rate_hz))

    def moment(self, n: int, *, earliest_n: float, latest_n: float) -> Moment:
        """Turn ordinals into a moment of the file; bounds between frames are rounded outwards to whole ticks.

        Bounds stop at the recording's own ends: what it shows, it shows from its first frame to its last.
        """
        ordinals = np.arange(self.frames)
        # Offsets from the frame itself stay small, so floats hold them exactly.
        around = (self.pts - self.pts[n]).astype(np.float64)
        earliest = int(np.floor(np.interp(min(earliest_n, n), ordinals, around)))
        latest = int(np.ceil(np.interp(max(latest_n, n), ordinals, around)))
        pts = int(self.pts[n])
        return Moment(pts=pts, earliest_pts=pts + earliest, latest_pts=pts + latest, time_base=self.time_base)

    def after(self, moment: Moment, duration_s: float) -> Moment:
        """Give the moment a fixed time later, with the same bounds; in ticks, as exactly as the time base allows."""
        ticks = round(Fraction(duration_s) / self.time_base)
        return Moment(moment.pts + ticks, moment.earliest_pts + ticks, moment.latest_pts + ticks, self.time_base)
