"""Vitals: whether each picture of a stream shows anything at all, small enough to keep for hours.

The picture is laid out in blocks, `BLOCKS` rows by columns; what does not fill a block at the right and lower border is
left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from gestae.errors import RecordError

__all__ = ["BLOCKS", "Vitals", "unbroken_vitals"]

_Floats: TypeAlias = npt.NDArray[np.float32]

BLOCKS: Final = (6, 8)


@dataclass(frozen=True, slots=True, eq=False)
class Vitals:
    """How light each picture is, and how it differs from the one before.

    Attributes:
        first_n: ordinal of the first picture.
        light: (pictures, 6, 8) uint8, mean grey level of each block.
        usual: (pictures,) float32, mean absolute difference from the picture before, grey levels, of the median block;
            nan for the first.
        most: (pictures,) float32, the same of the block that differs most.
    """

    first_n: int
    light: npt.NDArray[np.uint8]
    usual: _Floats
    most: _Floats

    def __post_init__(self) -> None:
        pictures = len(self.usual)
        if self.light.shape != (pictures, *BLOCKS) or self.most.shape != (pictures,):
            raise RecordError(
                f"vitals of {pictures} pictures with light {self.light.shape} and most {self.most.shape}; "
                f"give ({pictures}, {BLOCKS[0]}, {BLOCKS[1]}) and ({pictures},)"
            )
        if self.first_n < 0 or not pictures:
            raise RecordError(f"vitals of {pictures} pictures from {self.first_n}; give one at least, counted from 0")

    def __len__(self) -> int:
        return len(self.usual)


def unbroken_vitals(record: Sequence[Vitals]) -> tuple[Vitals, ...]:
    """Join what follows one another, picture by picture; between what is left apart, pictures were not measured.

    >>> one = Vitals(0, np.zeros((2, *BLOCKS), np.uint8), np.zeros(2, np.float32), np.zeros(2, np.float32))
    >>> two = Vitals(2, one.light, one.usual, one.most)
    >>> [(part.first_n, len(part)) for part in unbroken_vitals([one, two])]
    [(0, 4)]
    """
    runs: list[list[Vitals]] = []
    for part in record:
        follows = runs and runs[-1][-1].first_n + len(runs[-1][-1]) == part.first_n
        runs[-1].append(part) if follows else runs.append([part])
    return tuple(
        Vitals(
            run[0].first_n,
            np.concatenate([part.light for part in run]),
            np.concatenate([part.usual for part in run]),
            np.concatenate([part.most for part in run]),
        )
        for run in runs
    )
