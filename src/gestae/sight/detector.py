"""What every detector promises, and what is common to all: class tables, thresholds, cleaning of raw rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

from gestae.errors import DecodeError, RecordError
from gestae.model.sighting import Detections, Group, Label, ModelIdentity
from gestae.sight.boxes import clip, nms

__all__ = ["COCO_80", "COCO_90", "Detector", "Limits", "PictureError", "RawRows", "Rgb", "check_picture", "clean"]

Rgb: TypeAlias = npt.NDArray[np.uint8]

# Row numbers as the published models give them. COCO's annotation ids run 1..90 with holes; nets trained by
# Google keep the holes, most others number the 80 classes without.
# Source: COCO 2017 category list.
COCO_90: Final[Mapping[int, Label]] = {
    0: Label.PERSON,
    1: Label.BICYCLE,
    2: Label.CAR,
    3: Label.MOTORCYCLE,
    5: Label.BUS,
    6: Label.TRAIN,
    7: Label.TRUCK,
    8: Label.BOAT,
    16: Label.CAT,
    17: Label.DOG,
    18: Label.HORSE,
    26: Label.BACKPACK,
    30: Label.HANDBAG,
    32: Label.SUITCASE,
}
COCO_80: Final[Mapping[int, Label]] = {
    0: Label.PERSON,
    1: Label.BICYCLE,
    2: Label.CAR,
    3: Label.MOTORCYCLE,
    5: Label.BUS,
    6: Label.TRAIN,
    7: Label.TRUCK,
    8: Label.BOAT,
    15: Label.CAT,
    16: Label.DOG,
    17: Label.HORSE,
    24: Label.BACKPACK,
    26: Label.HANDBAG,
    28: Label.SUITCASE,
}
_RGB_DIMENSIONS: Final = 3


class PictureError(DecodeError):
    """A detector was given something that is not an RGB picture."""

    def __init__(self, shape: tuple[int, ...], dtype: str) -> None:
        super().__init__(f"an array {shape} of {dtype} is no picture; give uint8 (height, width, 3), red first")
        self.shape, self.dtype = shape, dtype


class Detector(Protocol):
    """Finds people, vehicles, cycles, bags and animals in one picture.

    The same picture gives the same detections, whatever was looked at before.
    """

    @property
    def identity(self) -> ModelIdentity:
        """Which model with which parameters: what a finding names."""
        ...

    def detect(self, rgb: Rgb) -> Detections:
        """Look at one picture.

        Args:
            rgb: (h, w, 3) uint8, the decoded frame at its own size.

        Returns:
            Boxes in pixels of that picture, best score first; nothing is clamped away but what lies outside it.

        Raises:
            PictureError: not a picture of that form.
        """
        ...


@dataclass(frozen=True, slots=True)
class Limits:
    """Which rows of a net are passed on.

    Attributes:
        least_score: rows below are dropped; keep it low, the tracker uses weak rows to carry on.
        most_overlap: of two boxes of one group that overlap more, the weaker goes.
        least_side_px: narrower or lower boxes are dropped: no rule can say anything of them.
    """

    least_score: float = 0.15
    most_overlap: float = 0.6
    least_side_px: float = 4.0

    def __post_init__(self) -> None:
        if not (0 < self.least_score < 1 and 0 < self.most_overlap <= 1 and self.least_side_px > 0):
            raise RecordError(f"{self}: write least_score between 0 and 1, most_overlap up to 1, least_side_px above 0")


@dataclass(frozen=True, slots=True, eq=False)
class RawRows:
    """What a net says, before anything is judged.

    Attributes:
        boxes: (n, 4) x1 y1 x2 y2 in pixels of the picture, perhaps beyond its edges.
        scores: (n,) 0 to 1.
        classes: (n,) the net's own row numbers.
    """

    boxes: npt.NDArray[np.float32]
    scores: npt.NDArray[np.float32]
    classes: npt.NDArray[np.int64]


def check_picture(rgb: Rgb) -> None:
    """Refuse what is not uint8 (h, w, 3) with an area.

    Raises:
        PictureError: with the shape that was given.
    """
    if rgb.dtype != np.uint8 or rgb.ndim != _RGB_DIMENSIONS or rgb.shape[2] != _RGB_DIMENSIONS or not rgb.size:
        raise PictureError(rgb.shape, str(rgb.dtype))


def clean(raw: RawRows, names: Mapping[int, Label], size_px: tuple[int, int], limits: Limits) -> Detections:
    """Turn a net's rows into detections: known classes, inside the picture, no doubles, best first.

    Args:
        raw: what the net said.
        names: its row numbers -> labels; rows of other classes are dropped.
        size_px: width and height of the picture.
        limits: thresholds.

    >>> raw = RawRows(np.array([[-2, 0, 8, 9], [0, 0, 9, 9]], np.float32), np.array([0.9, 0.8], np.float32),
    ...               np.array([0, 11]))
    >>> clean(raw, COCO_90, (20, 20), Limits()).boxes.tolist()
    [[0.0, 0.0, 8.0, 9.0]]
    """
    boxes = clip(raw.boxes, *size_px)
    sides = boxes[:, 2:] - boxes[:, :2]
    known = np.isin(raw.classes, list(names))
    sound = known & np.isfinite(raw.boxes).all(axis=1) & (raw.scores >= limits.least_score)
    rows = np.flatnonzero(sound & (sides >= limits.least_side_px).all(axis=1))
    labels = tuple(names[int(raw.classes[row])] for row in rows)
    found = Detections(boxes[rows], np.minimum(raw.scores[rows], np.float32(1)), labels)
    return without_doubles(found, most_overlap=limits.most_overlap)


def without_doubles(found: Detections, *, most_overlap: float) -> Detections:
    """Suppress doubles within each group (a van may be car and truck at once) and sort by score."""
    kept = [np.zeros(0, np.int64)]
    for group in Group:
        rows = np.array([row for row, label in enumerate(found.labels) if label.group is group], np.int64)
        kept.append(rows[nms(found.boxes[rows], found.scores[rows], most_overlap=most_overlap)])
    rows = np.sort(np.concatenate(kept))
    return found.take(rows[np.argsort(-found.scores[rows], kind="stable")])
