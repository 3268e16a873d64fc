"""Where in a run of pictures the display changes: read a few, split by what the pictures show, read again. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from gestae.sight.clockforms import SaidAs
from gestae.sight.clockrun import Reading
from gestae.sight.clocktext import parse_shown

__all__ = ["Cutout", "ReadText", "split_at", "window_readings"]

ReadText: TypeAlias = Callable[[npt.NDArray[np.uint8]], SaidAs]

# Twice a second: a display then shows every second at least once, and two readings of it confirm each other.
_ANCHORS_PER_S: Final = 2
# Seven halvings find one picture among 128: a second at the highest rate that recorders write.
_MOST_HALVINGS: Final = 7


@dataclass(frozen=True, slots=True, eq=False)
class Cutout:
    """The display's part of one picture: its place among the decoded ones, its time, its brightness (h, w)."""

    n: int
    pts: int
    luma: npt.NDArray[np.uint8]


def window_readings(
    cutouts: Sequence[Cutout], read: ReadText, time_base: Fraction, least_score: float
) -> tuple[Reading, ...]:
    """Read a run of neighbouring pictures: twice a second, and on both sides of every change that is seen.

    Args:
        cutouts: neighbours, in order of time.
        read: recognises one cut-out display.
        time_base: seconds a tick.
        least_score: a text whose weakest letter is less sure is taken for unreadable.

    Returns:
        In order of time, each picture at most once.
    """
    reader = _Reader(cutouts, read, least_score)
    anchors = _anchors(cutouts, time_base)
    for place in anchors:
        reader.at(place)
    for first, last in pairwise(anchors):
        reader.narrow(first, last)
    return tuple(reader.done[place] for place in sorted(reader.done))


def split_at(pictures: npt.NDArray[np.uint8]) -> int:
    """Give the picture with which a run of them changes most: the first of the second part.

    Args:
        pictures: (n, h, w), n at least 2.

    Returns:
        1 to n - 1: where the two parts differ least within themselves (least squares).

    >>> split_at(np.array([[[1]], [[2]], [[9]], [[8]]], np.uint8))
    2
    """
    flat = pictures.reshape(len(pictures), -1).astype(np.float64)
    sums = np.cumsum(flat, axis=0)
    counts = np.arange(1, len(flat))[:, None]
    explained = (sums[:-1] ** 2 / counts + (sums[-1] - sums[:-1]) ** 2 / (len(flat) - counts)).sum(axis=1)
    return int(explained.argmax()) + 1


def _anchors(cutouts: Sequence[Cutout], time_base: Fraction) -> list[int]:
    step = Fraction(1, _ANCHORS_PER_S) / time_base
    anchors, due = [], None
    for place, one in enumerate(cutouts):
        if due is None or one.pts >= due or place == len(cutouts) - 1:
            anchors.append(place)
            due = one.pts + step
    return anchors


@dataclass(slots=True)
class _Reader:
    """What was read of a run so far, by place."""

    cutouts: Sequence[Cutout]
    read: ReadText
    least_score: float
    done: dict[int, Reading] = field(default_factory=dict)

    def at(self, place: int) -> Reading:
        """Read a picture, once."""
        if place not in self.done:
            one = self.cutouts[place]
            said = self.read(one.luma)
            shown = parse_shown(said.text) if said.score >= self.least_score and not said.disputed else None
            self.done[place] = Reading(one.n, one.pts, said.text, said.score, shown, disputed=said.disputed)
        return self.done[place]

    def narrow(self, first: int, last: int) -> None:
        """Read on between two anchors until the change between them lies between neighbours, if one is seen."""
        if not self._differ(first, last):
            return
        guess = first + split_at(np.stack([one.luma for one in self.cutouts[first : last + 1]]))
        first, last = self._halve(first, last, guess - 1)
        first, last = self._halve(first, last, guess)
        for _ in range(_MOST_HALVINGS):
            first, last = self._halve(first, last, (first + last) // 2)

    def _halve(self, first: int, last: int, middle: int) -> tuple[int, int]:
        if not first < middle < last or self.at(middle).shown is None:
            return first, last
        return (first, middle) if self._differ(first, middle) else (middle, last)

    def _differ(self, first: int, last: int) -> bool:
        before, after = self.at(first).shown, self.at(last).shown
        return before is not None and after is not None and before.second_of_day != after.second_of_day
