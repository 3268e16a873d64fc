"""How much a picture differs from an empty scene, cell by cell; the light's gain is taken out first. Compiled.

The measure of a picture rests on that picture and one background alone, never on the pictures before it: the same
value comes out wherever a stretch begins, on one worker or on many.

Source: the mean absolute difference of cells against a slow background, measured on labelled footage; 0.16 ms a 1080p
picture.
"""

from __future__ import annotations

from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from gestae.errors import RecordError

__all__ = ["CELL_SHRUNK_PX", "STEPS_PER_GREY", "Difference", "shrink_factor", "shrunk"]

Luma: TypeAlias = npt.NDArray[np.uint8]

# A person of 30 pixels in 1080p is as wide as a cell of 24 and a quarter higher.
SHRUNK_WIDTH_PX: Final = 480
CELL_SHRUNK_PX: Final = 6
# One step of a cell's uint8 is 1/16 grey level: 15.9 and more is "wholly changed".
STEPS_PER_GREY: Final = 16
# A change of the light by less is none: it would only add the noise of its own measuring.
_GAIN_LEAST: Final = 0.002


def shrink_factor(width_px: int) -> int:
    """Say by how much a picture is shrunk before it is compared.

    >>> [shrink_factor(width) for width in (352, 768, 1280, 1920, 3840)]
    [1, 2, 3, 4, 8]
    """
    return max(1, round(width_px / SHRUNK_WIDTH_PX))


def shrunk(luma: Luma) -> Luma:
    """Average a picture down to about 480 pixels across.

    >>> shrunk(np.full((1080, 1920), 7, np.uint8)).shape
    (270, 480)
    """
    k = shrink_factor(luma.shape[1])
    if k == 1:
        return luma
    from gestae.sight.cells import shrink  # the compiler: not before there is a picture

    out = np.empty((luma.shape[0] // k, luma.shape[1] // k), np.uint8)
    shrink(luma, k, out)
    return out


class Difference:
    """Measures pictures of one size against one background.

    Args:
        background: (h, w) uint8, shrunk.

    Raises:
        RecordError: too small for four cells.
    """

    def __init__(self, background: Luma) -> None:
        self._rows, self._columns = background.shape[0] // CELL_SHRUNK_PX, background.shape[1] // CELL_SHRUNK_PX
        if min(self._rows, self._columns) < 2:
            size = f"{background.shape[1]}x{background.shape[0]}"
            raise RecordError(f"a picture of {size} px is too small to be measured")
        from gestae.sight import loops  # the compiler: not before there is a picture

        self._loops = loops
        self._background = background
        self._known = np.empty((self._rows, self._columns), np.float32)
        self._loops.cell_light(background, self._known)

    @property
    def grid(self) -> tuple[int, int]:
        """Rows and columns of cells."""
        return self._rows, self._columns

    def of(self, picture: Luma) -> tuple[npt.NDArray[np.uint8], float]:
        """Measure a picture.

        Args:
            picture: (h, w) uint8, shrunk as the background was.

        Returns:
            (rows, columns) uint8, mean absolute difference in 1/16 grey level, 255 at most; and by which factor the
            picture is brighter.

        Raises:
            RecordError: another size than the background's.

        >>> empty = np.full((24, 24), 50, np.uint8)
        >>> somebody = empty.copy()
        >>> somebody[:6, :6] = 60
        >>> cells, gain = Difference(empty).of(somebody)
        >>> cells[0].tolist(), gain
        ([160, 0, 0, 0], 1.0)
        """
        if picture.shape != self._background.shape:
            raise RecordError(
                f"{picture.shape} against {self._background.shape}; give picture and background of one stream"
            )
        seen = np.empty_like(self._known)
        self._loops.cell_light(picture, seen)
        gain = _middle(np.divide(seen, self._known, dtype=np.float32).ravel())
        cells = np.empty((self._rows, self._columns), np.uint8)
        self._loops.differ(picture, self._background, np.float32(gain if abs(gain - 1) > _GAIN_LEAST else 1.0), cells)
        return cells, gain


def _middle(values: npt.NDArray[np.float32]) -> float:
    """Give the median as NumPy does, in a quarter of its time: nothing here is no number.

    >>> _middle(np.array([3, 1, 2, 9], np.float32)), _middle(np.array([3, 1, 2], np.float32))
    (2.5, 2.0)
    """
    half = len(values) // 2
    if len(values) % 2:
        return float(np.partition(values, half)[half])
    parted = np.partition(values, (half - 1, half))
    return float(parted[half - 1 : half + 1].mean())
