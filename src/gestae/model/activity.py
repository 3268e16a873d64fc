"""Activity: what changed in every frame of one stream, small enough to keep for hours.

Cells are squares of `cell_px` pixels of the decoded frame, counted from its top left; what does not fill a
cell at the right and lower border is left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from gestae.errors import RecordError

__all__ = ["CELL_STEPS_PER_GREY", "REGIONS", "Activity", "FloatFrames", "unbroken"]

FloatFrames: TypeAlias = npt.NDArray[np.float32]

# One step of a cell's uint8 is 1/8 grey level: sensor noise of 2 levels shows, 31.9 and more is "changed".
CELL_STEPS_PER_GREY: Final = 8
# The light is followed over the whole picture and in 3 by 3 regions of it.
REGIONS: Final = (3, 3)


@dataclass(frozen=True, slots=True, eq=False)
class Activity:
    """What changed in each frame against a slow background.

    Attributes:
        first_n: ordinal of the first frame.
        pts: (frames,) int64, increasing.
        cell_px: side of a cell in pixels of the decoded frame.
        cells: (frames, rows, columns) uint8, mean absolute difference in 1/8 grey level, light gain removed.
        noise: (rows, columns) float32, what the cell shows when nothing happens, in the same unit.
        gain: (frames,) float32, natural logarithm of the light's ratio to the background's.
        regional: (frames, 3, 3) float32, the same in each region.
        spread: (frames, 3, 3) float32, how much the cells of a region differ in it (median absolute deviation).
        shift: (frames, 2) float32, x y pixels by which the whole view lies off the first background.
        agreement: (frames,) float32, 0 to 1, the share of the picture that bears the shift out.
        fresh: (frames,) bool, True where the background was replaced before this frame: gains do not compare across it.
    """

    first_n: int
    pts: npt.NDArray[np.int64]
    cell_px: int
    cells: npt.NDArray[np.uint8]
    noise: FloatFrames
    gain: FloatFrames
    regional: FloatFrames
    spread: FloatFrames
    shift: FloatFrames
    agreement: FloatFrames
    fresh: npt.NDArray[np.bool_]

    def __post_init__(self) -> None:
        frames, grid = len(self.pts), self.noise.shape
        shapes = {
            "cells": (frames, *grid), "gain": (frames,), "regional": (frames, *REGIONS),
            "spread": (frames, *REGIONS), "shift": (frames, 2), "agreement": (frames,), "fresh": (frames,),
        }  # fmt: skip
        wrong = [
            f"{name} {getattr(self, name).shape}" for name, want in shapes.items() if getattr(self, name).shape != want
        ]
        if wrong:
            raise RecordError(
                f"activity of {frames} frames and {grid} cells with {', '.join(wrong)}; give equal lengths"
            )
        if not (np.diff(self.pts) > 0).all():
            raise RecordError("activity of frames whose times do not increase; no time is claimed for such a stream")
        if self.cell_px < 1 or self.first_n < 0:
            raise RecordError(f"activity from frame {self.first_n} with cells of {self.cell_px} px; both count upwards")

    def __len__(self) -> int:
        return len(self.pts)

    @property
    def nbytes(self) -> int:
        """Bytes that the arrays take."""
        return sum(
            int(array.nbytes)
            for array in (
                self.pts,
                self.cells,
                self.noise,
                self.gain,
                self.regional,
                self.spread,
                self.shift,
                self.agreement,
            )
        )


def unbroken(record: Sequence[Activity]) -> tuple[tuple[Activity, ...], ...]:
    """Part a record where frames were not measured: each part goes on, frame by frame, from the one before it."""
    runs: list[list[Activity]] = []
    for part in record:
        follows = runs and runs[-1][-1].first_n + len(runs[-1][-1]) == part.first_n
        runs[-1].append(part) if follows else runs.append([part])
    return tuple(tuple(run) for run in runs)
