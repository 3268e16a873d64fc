"""A moment: a stretch of footage in which something changed, found without saying what."""

from __future__ import annotations

from dataclasses import dataclass

from gestae.errors import RecordError
from gestae.model.footage import Looked

__all__ = ["Moment"]


@dataclass(frozen=True, slots=True)
class Moment:
    """A stretch in which something changed.

    Attributes:
        start_pts: time of the first picture that stands out, ticks of the stream.
        end_pts: time of the last.
        region_px: x1 y1 x2 y2 in pixels of the decoded picture that hold all that stood out, as far as it was measured.
        score: by how much the picture that stands out most does; 0 is calm.
        looked: how closely the stretch was looked at.
    """

    start_pts: int
    end_pts: int
    region_px: tuple[int, int, int, int]
    score: float
    looked: Looked

    def __post_init__(self) -> None:
        x1, y1, x2, y2 = self.region_px
        if self.end_pts < self.start_pts:
            raise RecordError(f"a moment from {self.start_pts} to {self.end_pts} ends before it starts")
        if not (0 <= x1 < x2 and 0 <= y1 < y2):
            raise RecordError(f"a moment in the region {self.region_px}; give x1 < x2 and y1 < y2, from 0")
        if not self.score > 0:
            raise RecordError(f"a moment with the score {self.score}; what does not stand out is none")
