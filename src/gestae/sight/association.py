"""Which detection goes on which track: overlap as cost, the best joint assignment.

Source: overlap and assignment as in SORT (Bewley et al. 2016); strong detections first and weak ones for what
is left over as in ByteTrack (Zhang et al. 2022); boxes widened for fast movers as in C-BIoU (Yang et al. 2023).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from gestae.model.sighting import Boxes
from gestae.sight.boxes import overlap

__all__ = ["assign", "likeness", "widened"]


def assign(likeness: npt.NDArray[np.float32], *, least: float) -> list[tuple[int, int]]:
    """Pair rows with columns so that the sum of likeness is greatest; a pair below `least` is no pair.

    Args:
        likeness: (n, m), greater is better.
        least: pairs below are forbidden, also as a way to make another pair possible.

    Returns:
        (row, column) pairs, rows increasing.

    >>> assign(np.array([[0.9, 0.8], [0.8, 0.1]], np.float32), least=0.3)
    [(0, 1), (1, 0)]
    """
    if not likeness.size:
        return []
    from scipy.optimize import linear_sum_assignment  # a third of a second: who only names a detector does without

    allowed = likeness >= least
    # A forbidden pair weighs nothing, so it never outweighs an allowed one; rounding makes near ties true ties.
    gain = np.where(allowed, np.round(likeness.astype(np.float64) * 1e6), 0.0)
    rows, columns = linear_sum_assignment(gain, maximize=True)
    return [(int(row), int(column)) for row, column in zip(rows, columns, strict=True) if allowed[row, column]]


def widened(boxes: Boxes, part: float) -> Boxes:
    """Grow boxes on every side by a part of their own width and height.

    >>> widened(np.array([[0, 0, 10, 20]], np.float32), 0.5).tolist()
    [[-5.0, -10.0, 15.0, 30.0]]
    """
    margin = np.float32(part) * (boxes[:, 2:] - boxes[:, :2])
    return np.concatenate([boxes[:, :2] - margin, boxes[:, 2:] + margin], axis=1)


def likeness(tracks: Boxes, found: Boxes, *, wider: float = 0.0) -> npt.NDArray[np.float32]:
    """Measure how well detections continue tracks: overlap of the boxes, widened by a part of themselves.

    Args:
        tracks: (n, 4) predicted boxes.
        found: (m, 4) detected boxes.
        wider: see `widened`.

    Returns:
        (n, m) 0 to 1.
    """
    return overlap(widened(tracks, wider), widened(found, wider))
