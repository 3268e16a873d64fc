"""Bags near people's hands, noted while footage is looked at: the detector is shown the people once more, larger.

In a whole picture brought to a net's size, what a person carries is a few pixels wide and has no name. Once a second
each group of people is cut out, hips in the middle, and shown to the same detector; what it calls a bag is noted with
its colour. Whether anybody carries it is for a rule to say, over many looks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt

from gestae.errors import RecordError
from gestae.model.held import Held
from gestae.model.sighting import Detections, Group, Label
from gestae.sight.boxes import clip
from gestae.sight.detector import Detector, Rgb, without_doubles

__all__ = ["HandRules", "HandsNoter"]

_Square: TypeAlias = tuple[int, int, int]

# Codes of the labels in arrays: their places in the table of labels.
_LABELS: Final = tuple(Label)
# The middle of a box, in parts of its sides, from which its colour is read: off its outline, where the ground shows.
_MIDDLE: Final = (0.25, 0.75)
# What lies around it is read to so far from it, in parts of its longer side.
_AROUND: Final = 0.2
# A pixel has its colour if the parts of red, green and blue differ by no more than this together, and it is no more
# than so many times as bright or dark.
_HUE: Final = 0.1
_LIGHT: Final = 1.6


@dataclass(frozen=True, slots=True)
class HandRules:
    """How people's hands are looked at again.

    Attributes:
        version: goes up whenever the same footage may give other bags.
        apart_s: so long lies between two such looks at least.
        least_score: less sure bags are left out.
        person_score: less sure people are not looked at again.
        least_px: nor those who are not as tall as this: their bags would be a few pixels wide.
        side: the part that is shown, in body heights.
        hips: its middle lies so far down the body.
        most_share: it is not shown again if it is no smaller than this part of the picture's shorter side.
        most: so many parts of a picture at most, from the left.
        most_overlap: of two bags that overlap more, the less sure goes.
    """

    version: int = 1
    apart_s: float = 1.0
    least_score: float = 0.2
    person_score: float = 0.35
    least_px: float = 64.0
    side: float = 1.3
    hips: float = 0.6
    most_share: float = 0.75
    most: int = 4
    most_overlap: float = 0.5


class HandsNoter:
    """Notes bags near people, look by look; nothing without a detector.

    Args:
        rate_hz: pictures a second.
        detector: what looks.
        rules: how.
    """

    def __init__(self, rate_hz: float, detector: Detector | None, rules: HandRules | None = None) -> None:
        self._rate_hz, self._detector, self._rules = rate_hz, detector, rules or HandRules()
        self._last_n: int | None = None
        self._held: list[Held] = []

    def note(self, n: int, rgb: Rgb, found: Detections) -> None:
        """Take a picture and what was detected in it; show the detector parts of it, unless it just was.

        Args:
            n: its ordinal.
            rgb: (h, w, 3) uint8.
            found: what was detected in the whole of it.
        """
        seen = [found.of(Group.BAG)]
        is_due = self._last_n is None or n - self._last_n >= round(self._rules.apart_s * self._rate_hz)
        if self._detector is not None and is_due:
            self._last_n = n
            seen += [_shown(rgb, square, self._detector).of(Group.BAG) for square in _squares(rgb, found, self._rules)]
        for box, label, score in self._kept(seen):
            x1, y1, x2, y2 = (float(side) for side in box)
            colour = _colour(rgb, box)
            self._held.append(Held(n, (x1, y1, x2, y2), label, score, colour, _beyond(rgb, box, colour)))

    def held(self) -> tuple[Held, ...]:
        """Give everything that was noted, in the order of the pictures."""
        return tuple(sorted(self._held, key=lambda one: (one.n, one.box)))

    def packed(self) -> dict[str, npt.NDArray[Any]]:
        """Write all of it as arrays."""
        held = self.held()
        return {
            "n": np.array([one.n for one in held], np.int64),
            "boxes": np.array([one.box for one in held], np.float32).reshape(-1, 4),
            "labels": np.array([_LABELS.index(one.label) for one in held], np.int16),
            "scores": np.array([one.score for one in held], np.float32),
            "colours": np.array([one.colour for one in held], np.uint8).reshape(-1, 3),
            "beyond": np.array([one.beyond for one in held], np.float64),
        }

    def take_in(self, packed: Mapping[str, npt.NDArray[Any]]) -> None:
        """Append what `packed` wrote of later pictures.

        Raises:
            RecordError: it names a label that there is not.
        """
        if any(not 0 <= code < len(_LABELS) for code in packed["labels"].tolist()):
            raise RecordError(f"labels {packed['labels'].tolist()}; there are {len(_LABELS)}, from 0")
        columns = (packed[name].tolist() for name in ("n", "boxes", "labels", "scores", "colours", "beyond"))
        for n, (x1, y1, x2, y2), code, score, (red, green, blue), beyond in zip(*columns, strict=True):
            self._held.append(Held(n, (x1, y1, x2, y2), _LABELS[code], score, (red, green, blue), beyond))

    def _kept(self, seen: list[Detections]) -> Iterator[tuple[npt.NDArray[np.float32], Label, float]]:
        """Give the bags that are sure enough, each once."""
        whole = Detections(
            np.concatenate([one.boxes for one in seen]),
            np.concatenate([one.scores for one in seen]),
            tuple(label for one in seen for label in one.labels),
        )
        for box, label, score in zip(
            *_columns(without_doubles(whole, most_overlap=self._rules.most_overlap)), strict=True
        ):
            if score >= self._rules.least_score:
                yield box, label, float(score)


def _columns(found: Detections) -> tuple[npt.NDArray[np.float32], tuple[Label, ...], npt.NDArray[np.float32]]:
    return found.boxes, found.labels, found.scores


def _squares(rgb: Rgb, found: Detections, rules: HandRules) -> list[_Square]:
    """Lay squares over the people: left, top and side; who lies in another's square is shown with him."""
    people = found.of(Group.PERSON)
    squares: list[_Square] = []
    for row in np.argsort(people.boxes[:, 0], kind="stable").tolist():
        x1, y1, x2, y2 = (float(side) for side in people.boxes[row])
        high = y2 - y1
        side = round(rules.side * high)
        is_fit = high >= rules.least_px and side <= rules.most_share * min(rgb.shape[:2])
        middle = ((x1 + x2) / 2, y1 + rules.hips * high)
        if people.scores[row] < rules.person_score or not is_fit or _is_within(squares, middle, high):
            continue
        squares.append((round(middle[0] - side / 2), round(middle[1] - side / 2), side))
    return squares[: rules.most]


def _is_within(squares: list[_Square], middle: tuple[float, float], high: float) -> bool:
    """Say whether the surroundings of somebody's hips lie in a square."""
    near = high / 4
    return any(
        left + near <= middle[0] <= left + side - near and top + near <= middle[1] <= top + side - near
        for left, top, side in squares
    )


def _shown(rgb: Rgb, square: _Square, detector: Detector) -> Detections:
    """Detect in a part of a picture; boxes in pixels of the whole."""
    height, width = rgb.shape[:2]
    left, top = (
        max(0, min(corner, most - square[2])) for corner, most in zip(square[:2], (width, height), strict=True)
    )
    found = detector.detect(np.ascontiguousarray(rgb[top : top + square[2], left : left + square[2]]))
    boxes = clip(found.boxes + np.array([left, top, left, top], np.float32), width, height)
    return Detections(boxes, found.scores, found.labels)


def _colour(rgb: Rgb, box: npt.NDArray[np.float32]) -> tuple[int, int, int]:
    """Read the median colour of a box's middle."""
    x1, y1, x2, y2 = (float(side) for side in box)
    left, right = (int(x1 + part * (x2 - x1)) for part in _MIDDLE)
    top, bottom = (int(y1 + part * (y2 - y1)) for part in _MIDDLE)
    middle = rgb[top : max(bottom, top + 1), left : max(right, left + 1)].reshape(-1, 3)
    red, green, blue = (int(value) for value in np.median(middle, axis=0))
    return red, green, blue


def _beyond(rgb: Rgb, box: npt.NDArray[np.float32], colour: tuple[int, int, int]) -> float:
    """Say how much of what lies close around a box has a colour, light and shadow left out."""
    x1, y1, x2, y2 = (float(side) for side in box)
    wide = _AROUND * max(x2 - x1, y2 - y1)
    top, left = max(0, int(y1 - wide)), max(0, int(x1 - wide))
    part = rgb[top : int(y2 + wide) + 1, left : int(x2 + wide) + 1].astype(np.float64) + 1
    around = np.ones(part.shape[:2], np.bool_)
    around[int(y1) - top : int(np.ceil(y2)) - top, int(x1) - left : int(np.ceil(x2)) - left] = False
    if not around.any():
        return 0.0
    its = np.array(colour, np.float64) + 1
    light = part.sum(axis=2) / its.sum()
    hue = np.abs(part / part.sum(axis=2, keepdims=True) - its / its.sum()).sum(axis=2)
    alike = (hue <= _HUE) & (light <= _LIGHT) & (light >= 1 / _LIGHT)
    return round(float(alike[around].mean()), 3)
