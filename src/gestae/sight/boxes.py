"""Arithmetic of boxes: area, overlap, what hides behind what, suppression of doubles. Plain NumPy, float32 out."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from gestae.model.sighting import Boxes, Scores

__all__ = ["area", "clip", "covered", "nms", "overlap", "shared_area"]


def area(boxes: Boxes) -> npt.NDArray[np.float32]:
    """Measure boxes.

    Args:
        boxes: (n, 4) x1 y1 x2 y2 in pixels.

    Returns:
        (n,) square pixels.

    >>> area(np.array([[0, 0, 2, 3]], np.float32))
    array([6.], dtype=float32)
    """
    return np.asarray((boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1]), np.float32)


def shared_area(a: Boxes, b: Boxes) -> npt.NDArray[np.float32]:
    """Measure what each box of `a` has in common with each box of `b`.

    Args:
        a: (n, 4) corners in pixels.
        b: (m, 4) corners in the same picture.

    Returns:
        (n, m) square pixels.

    >>> shared_area(np.array([[0, 0, 2, 2]], np.float32), np.array([[1, 0, 3, 2], [5, 5, 6, 6]], np.float32))
    array([[2., 0.]], dtype=float32)
    """
    top_left = np.maximum(a[:, None, :2], b[None, :, :2])
    bottom_right = np.minimum(a[:, None, 2:], b[None, :, 2:])
    return np.asarray(np.prod(np.maximum(bottom_right - top_left, 0), axis=2), np.float32)


def overlap(a: Boxes, b: Boxes) -> npt.NDArray[np.float32]:
    """Measure how much each box of `a` shares with each box of `b`.

    Args:
        a: (n, 4) corners x1 y1 x2 y2, in pixels, origin top left, each with an area.
        b: (m, 4) in the same picture as `a`.

    Returns:
        (n, m) shared area / joint area, 0 (apart) to 1 (same box).

    Source: Jaccard 1912; as association cost, Bewley et al. 2016.

    >>> overlap(np.array([[0, 0, 2, 2]], np.float32), np.array([[1, 0, 3, 2]], np.float32)).round(2)
    array([[0.33]], dtype=float32)
    """
    shared = shared_area(a, b)
    return np.asarray(shared / (area(a)[:, None] + area(b)[None, :] - shared), np.float32)


def covered(a: Boxes, b: Boxes) -> npt.NDArray[np.float32]:
    """Measure how much of each box of `a` lies inside each box of `b`.

    Returns:
        (n, m) shared area / area of `a`, 0 to 1.

    >>> covered(np.array([[0, 0, 2, 2]], np.float32), np.array([[1, 0, 9, 9]], np.float32))
    array([[0.5]], dtype=float32)
    """
    return np.asarray(shared_area(a, b) / area(a)[:, None], np.float32)


def clip(boxes: Boxes, width_px: int, height_px: int) -> Boxes:
    """Cut boxes to the picture; one that lies outside is left without area, for the caller to drop.

    >>> clip(np.array([[-3, 1, 4, 9]], np.float32), 10, 5)
    array([[0., 1., 4., 5.]], dtype=float32)
    """
    limit = np.array([width_px, height_px, width_px, height_px], np.float32)
    return np.asarray(np.clip(boxes, np.float32(0), limit), np.float32)


def nms(boxes: Boxes, scores: Scores, *, most_overlap: float) -> npt.NDArray[np.int64]:
    """Keep the best of each heap of boxes that overlap too much (greedy non-maximum suppression).

    Args:
        boxes: (n, 4) pixels, of one group.
        scores: (n,) equal scores keep the row that came first.
        most_overlap: overlap above which the weaker of two goes.

    Returns:
        (k,) int64 rows kept, best first.

    >>> twice = np.array([[0, 0, 9, 9], [0, 0, 9, 8], [20, 0, 29, 9]], np.float32)
    >>> nms(twice, np.array([0.6, 0.9, 0.5], np.float32), most_overlap=0.5)
    array([1, 2])
    """
    order = np.argsort(-scores, kind="stable")
    doubles = overlap(boxes, boxes) > most_overlap
    kept: list[int] = []
    for row in order:
        if not doubles[row, kept].any():
            kept.append(int(row))
    return np.array(kept, np.int64)
