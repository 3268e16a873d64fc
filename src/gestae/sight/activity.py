"""Measure what changes from frame to frame, in one pass over decoded luma.

Every frame is shrunk by whole numbers to about 320 pixels, compared with a slow background after the light's
gain was taken out, and summed up in cells. The background moves at most half a grey level a second, so whoever
passes leaves no ghost; it starts from a median of frames spread over the file, so whoever stands at the
beginning is no part of it for ever. When the whole view has shifted or changed for good, the background follows.

Source of the method: measured on semi-synthetic footage, 0.16 ms a frame at 480 pixels; phase correlation after
Kuglin & Hines 1975.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt
from scipy import fft, ndimage

from gestae.errors import RecordError
from gestae.model.activity import REGIONS, Activity, FloatFrames
from gestae.sight.cells import add_difference, cell_ratio, explained_by_shift, region_medians, shrink

__all__ = ["ActivityMeter", "Luma", "start_background"]

# In this share of the frames, in percent, nothing happens in a cell: a van that stands for half the recording is no
# noise of the ground beneath it.
CALM_PERCENT: Final = 10

Luma: TypeAlias = npt.NDArray[np.uint8]

SHRUNK_WIDTH_PX: Final = 320
CELL_SHRUNK_PX: Final = 8
BACKGROUND_GREY_PER_S: Final = 0.5
# A view that lies off by this much, and by the same, for REBASE_S has moved for good.
REBASE_SHRUNK_PX: Final = 0.6
REBASE_S: Final = 2.0
# More than this share of cells above NEW_SCENE_GREY for REBASE_S: the camera looks elsewhere or by other light.
NEW_SCENE_SHARE: Final = 0.6
NEW_SCENE_GREY: Final = 10.0
# Smaller shifts are wind on the mast, and rounding.
JITTER_SHRUNK_PX: Final = 0.25
# A shift is one of the whole view if it explains so much of what tells in the picture: a lorry moves, the ground not.
AGREEMENT_LEAST: Final = 0.6
# A sample of another view spoils the background, and one left out is hardly missed: less is asked of it.
SAMPLE_AGREEMENT_LEAST: Final = 0.5


def shrink_factor(width_px: int) -> int:
    """Say by how much a picture is shrunk before it is measured.

    >>> [shrink_factor(width) for width in (320, 640, 768, 1920)]
    [1, 2, 2, 6]
    """
    return max(1, round(width_px / SHRUNK_WIDTH_PX))


def start_background(samples: Sequence[Luma]) -> Luma:
    """Take the median of frames spread over the file, of those that share the view of the first.

    A camera that is knocked halfway through would else leave a blend of two views, which no frame looks like.

    Args:
        samples: at least one (h, w) uint8 frame, in order; nine or more keep passers-by out.

    Raises:
        RecordError: no frame, or frames of different sizes.

    >>> still, passer = np.full((99, 99), 50, np.uint8), np.full((99, 99), 200, np.uint8)
    >>> int(start_background([still, passer, still]).max())
    50
    """
    if not samples or len({sample.shape for sample in samples}) != 1:
        raise RecordError("a background of frames of different sizes, or of none; give frames of one stream")
    k = shrink_factor(samples[0].shape[1])
    small = [np.empty((sample.shape[0] // k, sample.shape[1] // k), np.uint8) for sample in samples]
    for sample, out in zip(samples, small, strict=True):
        shrink(sample, k, out)
    first = small[0].astype(np.float32)
    view = _View(first)
    alike = [sample for sample, out in zip(samples, small, strict=True) if not _lies_off(view.find(out), first, out)]
    return np.asarray(np.median(np.stack(alike), axis=0), np.uint8)


def _lies_off(shift: npt.NDArray[np.float64], reference: FloatFrames, small: Luma) -> bool:
    """Say whether a picture shows the reference's view shifted."""
    if np.abs(shift).max() < JITTER_SHRUNK_PX:
        return False
    ratio = np.empty((small.shape[0] // CELL_SHRUNK_PX, small.shape[1] // CELL_SHRUNK_PX), np.float32)
    cell_ratio(small, reference, ratio)
    return explained_by_shift(small, reference, np.float32(np.median(ratio)), shift) >= SAMPLE_AGREEMENT_LEAST


@dataclass(slots=True)
class _Rows:
    """What was measured and not yet taken away."""

    pts: list[int] = field(default_factory=list)
    cells: list[npt.NDArray[np.uint8]] = field(default_factory=list)
    gain: list[float] = field(default_factory=list)
    regional: list[FloatFrames] = field(default_factory=list)
    spread: list[FloatFrames] = field(default_factory=list)
    shift: list[tuple[float, float]] = field(default_factory=list)
    agreement: list[float] = field(default_factory=list)
    fresh: list[bool] = field(default_factory=list)


class ActivityMeter:
    """Measures frame after frame of one stream; keeps nothing but a background between them.

    Args:
        background: (h, w) uint8 from `start_background`, of the decoded size.
        rate_hz: frames a second, by the stream's median frame distance.
        first_n: ordinal of the first frame that will be measured.
    """

    def __init__(self, background: Luma, rate_hz: float, *, first_n: int = 0) -> None:
        self._k = shrink_factor(background.shape[1])
        height, width = background.shape[0] // self._k, background.shape[1] // self._k
        self._grid = (height // CELL_SHRUNK_PX, width // CELL_SHRUNK_PX)
        if min(self._grid) < max(REGIONS):
            raise RecordError(
                f"a picture of {background.shape[1]}x{background.shape[0]} px is too small to be measured"
            )
        self._size = background.shape
        self._small = np.empty((height, width), np.uint8)
        shrink(background, self._k, self._small)
        self._background = self._small.astype(np.float32)
        self._fresh = True
        self._step = np.float32(BACKGROUND_GREY_PER_S / rate_hz)
        self._patience = max(3, round(REBASE_S * rate_hz))
        self._view = _View(self._background)
        self._offset = np.zeros(2)
        self._off_for = self._strange_for = 0
        self._last_shift = np.zeros(2)
        self._next_n = self._first_n = first_n
        self._rows = _Rows()

    def add(self, luma: Luma, pts: int) -> None:
        """Measure one frame, in decoder output order.

        Raises:
            RecordError: the frame has another size than the background.
        """
        if luma.shape != self._size:
            raise RecordError(f"a frame of shape {luma.shape} in a stream of {self._size}; measure it as a new stream")
        shrink(luma, self._k, self._small)
        ratio = np.empty(self._grid, np.float32)
        cell_ratio(self._small, self._background, ratio)
        gain = float(np.median(ratio))
        cells = np.empty(self._grid, np.uint8)
        shift, agreement = self._moved(np.float32(gain))
        add_difference(self._small, self._background, np.float32(gain), self._step, cells)
        regional, spread = np.empty(REGIONS, np.float32), np.empty(REGIONS, np.float32)
        region_medians(np.log(ratio), regional, spread)
        rows = self._rows
        rows.pts.append(pts)
        rows.cells.append(cells)
        rows.gain.append(float(np.log(gain)))
        rows.regional.append(regional)
        rows.spread.append(spread)
        total = (self._offset + shift) * self._k
        rows.shift.append((float(total[0]), float(total[1])))
        rows.agreement.append(agreement)
        rows.fresh.append(self._fresh)
        self._fresh = False
        self._next_n += 1
        self._follow(shift, cells)

    def take(self) -> Activity:
        """Hand over what was measured since the last call, with each cell's noise over that stretch.

        Called every ten minutes of footage, it keeps memory flat for any length.

        Raises:
            RecordError: nothing was measured since.
        """
        rows, self._rows = self._rows, _Rows()
        if not rows.pts:
            raise RecordError("no frame was measured since the last call; add frames first")
        cells = np.stack(rows.cells)
        activity = Activity(
            first_n=self._first_n,
            pts=np.array(rows.pts, np.int64),
            cell_px=self._k * CELL_SHRUNK_PX,
            cells=cells,
            noise=np.maximum(np.percentile(cells, CALM_PERCENT, axis=0), 1).astype(np.float32),
            gain=np.array(rows.gain, np.float32),
            regional=np.stack(rows.regional),
            spread=np.stack(rows.spread),
            shift=np.array(rows.shift, np.float32),
            agreement=np.array(rows.agreement, np.float32),
            fresh=np.array(rows.fresh, np.bool_),
        )
        self._first_n = self._next_n
        return activity

    def __len__(self) -> int:
        """How many frames were measured since they were last taken away."""
        return len(self._rows.pts)

    def rest(self) -> tuple[Activity, ...]:
        """Hand over what is left at the end, if anything is."""
        return (self.take(),) if len(self) else ()

    def _moved(self, gain: np.float32) -> tuple[npt.NDArray[np.float64], float]:
        """Find by how much the view lies off, and which share of the picture agrees; nothing where most does not."""
        shift = self._view.find(self._small)
        if np.abs(shift).max() < JITTER_SHRUNK_PX:
            return shift, 1.0
        agreement = explained_by_shift(self._small, self._background, gain, shift)
        return (shift, agreement) if agreement >= AGREEMENT_LEAST else (np.zeros(2), 1.0 - agreement)

    def _follow(self, shift: npt.NDArray[np.float64], cells: npt.NDArray[np.uint8]) -> None:
        """Let the background follow a view that has moved or changed for good."""
        off = bool(np.abs(shift).max() >= REBASE_SHRUNK_PX)
        same = np.abs(shift - self._last_shift).max() < REBASE_SHRUNK_PX / 2
        self._off_for = self._off_for + 1 if off and (same or not self._off_for) else 0
        self._last_shift = shift
        strange = float(np.mean(cells >= NEW_SCENE_GREY * 8)) > NEW_SCENE_SHARE
        self._strange_for = self._strange_for + 1 if strange else 0
        if self._off_for >= self._patience:
            self._offset = self._offset + shift
            moved = ndimage.shift(self._background, shift[::-1], order=1, mode="constant", cval=-1.0)
            self._rebase(np.where(moved < 0, self._small, moved).astype(np.float32))
        elif self._strange_for >= self._patience:
            self._rebase(self._small.astype(np.float32))

    def _rebase(self, background: FloatFrames) -> None:
        self._background, self._fresh = background, True
        self._view = _View(background)
        self._off_for = self._strange_for = 0


class _View:
    """Finds by how much the whole view is shifted against a reference (phase correlation)."""

    def __init__(self, reference: FloatFrames) -> None:
        height, width = reference.shape[0] // 2 * 2, reference.shape[1] // 2 * 2
        self._half = (height // 2, width // 2)
        self._window = np.outer(np.hanning(self._half[0]), np.hanning(self._half[1])).astype(np.float32)
        self._reference = np.conj(self._spectrum(reference))

    def find(self, small: npt.NDArray[np.uint8]) -> npt.NDArray[np.float64]:
        """Give the likeliest (x, y) in shrunk pixels."""
        cross = self._spectrum(small) * self._reference
        surface = fft.irfft2(cross / np.maximum(np.abs(cross), 1e-6), s=self._half)
        row, column = np.unravel_index(int(np.argmax(surface)), surface.shape)
        rows = _peak(surface[:, column], int(row))
        columns = _peak(surface[row, :], int(column))
        return np.array([columns, rows]) * 2

    def _spectrum(self, picture: npt.NDArray[np.generic]) -> npt.NDArray[np.complex64]:
        height, width = self._half
        even = np.asarray(picture[: 2 * height, : 2 * width], np.float32)
        columns = even[:, ::2] + even[:, 1::2]
        half = columns[::2] + columns[1::2]
        return np.asarray(fft.rfft2((half - half.mean()) * self._window), np.complex64)


def _peak(line: npt.NDArray[np.floating], at: int) -> float:
    """Place a peak between samples by a parabola; the line is cyclic."""
    size = len(line)
    before, peak, after = float(line[at - 1]), float(line[at]), float(line[(at + 1) % size])
    curve = before - 2 * peak + after
    fine = 0.0 if curve >= 0 else 0.5 * (before - after) / curve
    return (at if at <= size // 2 else at - size) + fine
