"""Note of every picture how light it is and by how much it differs from the one before, on a lattice of its pixels.

A camera's picture trembles: no two are alike, though nobody moves. What stands quite still is a picture that was
repeated, and what has lost its structure is black, covered or of one grey.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt

from gestae.errors import RecordError
from gestae.model.vitals import BLOCKS, Vitals
from gestae.sight.sightings import Packed

__all__ = ["VitalsNoter"]

Luma: TypeAlias = npt.NDArray[np.uint8]

# So many points a row of blocks: a burnt-in clock's figures are hit, and a picture costs a tenth of a millisecond.
_POINTS_A_BLOCK: Final = 24


class VitalsNoter:
    """Notes picture after picture; where some were left out, or the picture changes its size, a new stretch begins."""

    def __init__(self) -> None:
        self._stretches: list[_Stretch] = []
        self._taken_in: list[Vitals] = []

    def note(self, n: int, luma: Luma) -> None:
        """Take in a picture.

        Args:
            n: its ordinal, greater than that of the one before.
            luma: (h, w) uint8.

        Raises:
            RecordError: it is too small to be laid out in blocks.
        """
        points = _lattice(luma)
        last = self._stretches[-1] if self._stretches else None
        before = None if last is None or last.next_n != n else last.before
        if last is None or before is None or before.shape != points.shape:
            last = _Stretch(n, points)
            self._stretches.append(last)
            steps = np.full(1, np.nan)
        else:
            steps = _blocks(np.abs(points - before))
        last.light.append(_blocks(points).astype(np.uint8))
        last.usual.append(float(np.median(steps)))
        last.most.append(float(steps.max()))
        last.before = points

    def vitals(self) -> tuple[Vitals, ...]:
        """Give what was noted, stretch by stretch.

        >>> noter = VitalsNoter()
        >>> for n, level in ((0, 40), (1, 40), (2, 60), (9, 60)):
        ...     noter.note(n, np.full((48, 64), level, np.uint8))
        >>> [(one.first_n, one.usual.tolist()) for one in noter.vitals()]
        [(0, [nan, 0.0, 20.0]), (9, [nan])]
        """
        own = (
            Vitals(one.first_n, np.stack(one.light), np.array(one.usual, np.float32), np.array(one.most, np.float32))
            for one in self._stretches
        )
        return (*self._taken_in, *own)

    def packed(self) -> Packed:
        """Write all that was noted as arrays."""
        some = self.vitals()
        return {
            "first_n": np.array([one.first_n for one in some], np.int64),
            "pictures": np.array([len(one) for one in some], np.int64),
            "light": np.concatenate([np.zeros((0, *BLOCKS), np.uint8), *(one.light for one in some)]),
            "usual": np.concatenate([np.zeros(0, np.float32), *(one.usual for one in some)]),
            "most": np.concatenate([np.zeros(0, np.float32), *(one.most for one in some)]),
        }

    def take_in(self, packed: Mapping[str, npt.NDArray[Any]]) -> None:
        """Append what `packed` wrote of later pictures."""
        ends = np.cumsum(packed["pictures"]).tolist()
        for first_n, count, end in zip(packed["first_n"].tolist(), packed["pictures"].tolist(), ends, strict=True):
            rows = slice(end - count, end)
            self._taken_in.append(Vitals(first_n, *(packed[name][rows] for name in ("light", "usual", "most"))))


@dataclass(slots=True)
class _Stretch:
    """What was noted of pictures that follow one another, and the last of them."""

    first_n: int
    before: npt.NDArray[np.int16] | None  # None: what follows cannot be held against it
    light: list[Luma] = field(default_factory=list)
    usual: list[float] = field(default_factory=list)
    most: list[float] = field(default_factory=list)

    @property
    def next_n(self) -> int:
        return self.first_n + len(self.light)


def _lattice(luma: Luma) -> npt.NDArray[np.int16]:
    """Take every k-th pixel of every k-th row, in whole blocks."""
    rows, columns = BLOCKS
    if luma.shape[0] < rows or luma.shape[1] < columns:
        raise RecordError(f"a picture of {luma.shape[1]}x{luma.shape[0]} px is too small to be noted")
    k = max(1, luma.shape[1] // (columns * _POINTS_A_BLOCK))
    points = luma[::k, ::k]
    height, width = points.shape[0] // rows * rows, points.shape[1] // columns * columns
    return np.asarray(points[:height, :width], np.int16)


def _blocks(points: npt.NDArray[np.int16]) -> npt.NDArray[np.float64]:
    rows, columns = BLOCKS
    height, width = points.shape[0] // rows, points.shape[1] // columns
    sums = points.reshape(rows, height, columns, width).sum(axis=(1, 3), dtype=np.int64)
    return np.asarray(sums / (height * width), np.float64)
