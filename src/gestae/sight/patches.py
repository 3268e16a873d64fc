"""The inner loops of lasting change: how far cells of two pictures differ, light and small shifts taken out."""

from __future__ import annotations

from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt
from numba import njit
from scipy import fft, ndimage

__all__ = ["CELL_PX", "View", "cell_difference", "compare_looks"]

Luma: TypeAlias = npt.NDArray[np.uint8]
Flags: TypeAlias = npt.NDArray[np.bool_]

CELL_PX: Final = 8
# A hand or the wind moves the camera by so much from second to second, in pixels of the still.
_NEAR_PX: Final = 3
# A shadow leaves at least this share of the ground's light; what is darker is a thing.
_DARKER: Final = 0.6
_LIGHTER: Final = 1.6
# Ratios are taken above this level: blacker than that, noise is divided by noise.
_LIFT_GREY: Final = 4.0
# The whole view is moved back by no more than this.
_MOST_SHIFT_PX: Final = 12
# Pixels that differ by more than this are of what changed.
_CHANGED_GREY: Final = 12.0


@njit(cache=True, nogil=True)
def cell_difference(picture: Luma, known: Luma, wanted: Flags, out: npt.NDArray[np.float32]) -> None:
    """Measure by how much each wanted cell of a picture differs from a known one, the best of all small shifts.

    The known picture is made lighter or darker to the cell's own light, within what a shadow does.

    Args:
        picture: (h, w) uint8, whole cells.
        known: the same.
        wanted: (h / 8, w / 8) cells.
        out: (h / 8, w / 8) float32 grey levels; cells that are not wanted are left as they are.
    """
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            if wanted[i, j]:
                out[i, j] = _least(picture, known, i * CELL_PX, j * CELL_PX)


@njit(cache=True, nogil=True)
def _least(picture: Luma, known: Luma, top: int, left: int) -> np.float32:
    """Give the least difference over all small shifts."""
    own, best = _light(picture, top, left), np.float32(np.inf)
    for y in range(max(0, top - _NEAR_PX), min(picture.shape[0] - CELL_PX, top + _NEAR_PX) + 1):
        for x in range(max(0, left - _NEAR_PX), min(picture.shape[1] - CELL_PX, left + _NEAR_PX) + 1):
            gain = min(max(own / _light(known, y, x), np.float32(_DARKER)), np.float32(_LIGHTER))
            total = np.float32(0)
            for u in range(CELL_PX):
                for v in range(CELL_PX):
                    total += abs(np.float32(picture[top + u, left + v]) - gain * np.float32(known[y + u, x + v]))
            best = min(best, total)
    return np.float32(best / np.float32(CELL_PX * CELL_PX))


@njit(cache=True, nogil=True)
def _light(picture: Luma, top: int, left: int) -> np.float32:
    total = np.float32(_LIFT_GREY * CELL_PX * CELL_PX)
    for u in range(CELL_PX):
        for v in range(CELL_PX):
            total += np.float32(picture[top + u, left + v])
    return total


def compare_looks(old: Luma, new: Luma) -> tuple[float, float]:
    """Hold two looks of a place against each other, where they differ.

    Returns:
        By how much more sharply the outline of what differs stands out in the first one: 1 in the first alone, -1 in
        the second alone. And how unevenly the light differs over it (standard deviation of the ratio's logarithm):
        a shadow, a reflection, a lamp change it by about one factor, another thing does not. Zeros: nothing differs.

    >>> ground = np.full((24, 24), 90, np.uint8)
    >>> thing = ground.copy()
    >>> thing[8:16, 8:16] = 20
    >>> compare_looks(thing, ground), compare_looks(ground, thing)
    ((1.0, 0.0), (-1.0, 0.0))
    """
    a, b = old.astype(np.float32), new.astype(np.float32)
    changed = np.pad(np.abs(a - b) > _CHANGED_GREY, 3)
    mask = ndimage.binary_fill_holes(ndimage.binary_closing(changed, np.ones((3, 3), np.bool_), 2))[3:-3, 3:-3]
    outline = ndimage.binary_dilation(mask) & ~ndimage.binary_erosion(mask)
    if not outline.any():
        return 0.0, 0.0
    edges = [float(np.hypot(ndimage.sobel(one, axis=0), ndimage.sobel(one, axis=1))[outline].mean()) for one in (a, b)]
    ratios = np.log((a[mask] + 2 * _LIFT_GREY) / (b[mask] + 2 * _LIFT_GREY)).astype(np.float64)
    return (edges[0] - edges[1]) / max(sum(edges), 1e-6), round(float(ratios.std()), 6)


class View:
    """Finds by how much a still is shifted against the first one (phase correlation, Kuglin & Hines 1975)."""

    def __init__(self, first: Luma) -> None:
        self._window = np.outer(*(np.hanning(size) for size in first.shape)).astype(np.float32)
        self._reference = np.conj(self._spectrum(first))

    def find(self, luma: Luma) -> tuple[int, int]:
        """Give the likeliest (x, y) in whole pixels, within what a mast sways or a hand shakes."""
        cross = self._spectrum(luma) * self._reference
        surface = fft.irfft2(cross / np.maximum(np.abs(cross), 1e-6), s=luma.shape)
        most = min(_MOST_SHIFT_PX, (min(luma.shape) - 1) // 2)
        near = np.roll(surface, (most, most), (0, 1))[: 2 * most + 1, : 2 * most + 1]
        row, column = np.unravel_index(int(np.argmax(near)), near.shape)
        return int(column) - most, int(row) - most

    def _spectrum(self, luma: Luma) -> npt.NDArray[np.complex64]:
        return np.asarray(fft.rfft2((luma - luma.mean()) * self._window), np.complex64)
