"""What was seen in pictures: detections in one picture, tracks over many, and the model that saw them.

Boxes are float32 arrays of shape (n, 4): x1 y1 x2 y2 in pixels of the decoded frame, origin top left, x2 and
y2 exclusive. Arrays are copied, checked and made read-only at birth; what exists is valid.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from gestae.base.canonical import content_id
from gestae.errors import RecordError

__all__ = [
    "NO_PTS",
    "Boxes",
    "Detections",
    "DetectionsError",
    "Group",
    "Label",
    "ModelIdentity",
    "Ordinals",
    "Parameter",
    "Scores",
    "Track",
    "TrackError",
    "track_id",
]

Boxes: TypeAlias = npt.NDArray[np.float32]
Scores: TypeAlias = npt.NDArray[np.float32]
Ordinals: TypeAlias = npt.NDArray[np.int64]
Parameter: TypeAlias = str | int | float | bool

# A presentation time can be negative (edit lists), so no small number may stand for "none".
NO_PTS: Final = int(np.iinfo(np.int64).min)
_SHA256_HEX_DIGITS: Final = 64


class Group(StrEnum):
    """Labels that a detector takes for one another from picture to picture, and a tracker must not part."""

    PERSON = "person"
    VEHICLE = "vehicle"
    CYCLE = "cycle"
    BAG = "bag"
    ANIMAL = "animal"


class Label(StrEnum):
    """What a box holds: the rows of COCO that can matter to an incident.

    Weapons and tools are left out on purpose: no rule should guess them (a person says so, or nobody).

    Source: COCO 2017 (Lin et al. 2014).

    >>> [label.value for label in Label if label.is_vehicle]
    ['motorcycle', 'car', 'bus', 'train', 'truck', 'boat']
    """

    PERSON = "person"
    BICYCLE = "bicycle"
    MOTORCYCLE = "motorcycle"
    CAR = "car"
    BUS = "bus"
    TRAIN = "train"
    TRUCK = "truck"
    BOAT = "boat"
    CAT = "cat"
    DOG = "dog"
    HORSE = "horse"
    BACKPACK = "backpack"
    HANDBAG = "handbag"
    SUITCASE = "suitcase"

    @property
    def group(self) -> Group:
        """Give the labels that this one is mistaken for.

        >>> Label.TRUCK.group is Label.CAR.group
        True
        """
        return _GROUPS[self]

    @property
    def is_vehicle(self) -> bool:
        """Say whether it drives by itself; a bicycle does not."""
        return self.group is Group.VEHICLE or self is Label.MOTORCYCLE

    @property
    def is_bag(self) -> bool:
        """Say whether it is carried to hold things."""
        return self.group is Group.BAG


_GROUPS: Final = {
    Label.PERSON: Group.PERSON,
    Label.BICYCLE: Group.CYCLE,
    Label.MOTORCYCLE: Group.CYCLE,
    Label.CAR: Group.VEHICLE,
    Label.BUS: Group.VEHICLE,
    Label.TRAIN: Group.VEHICLE,
    Label.TRUCK: Group.VEHICLE,
    Label.BOAT: Group.VEHICLE,
    Label.CAT: Group.ANIMAL,
    Label.DOG: Group.ANIMAL,
    Label.HORSE: Group.ANIMAL,
    Label.BACKPACK: Group.BAG,
    Label.HANDBAG: Group.BAG,
    Label.SUITCASE: Group.BAG,
}


class DetectionsError(RecordError):
    """Boxes, scores and labels of one picture contradict each other."""


class TrackError(RecordError):
    """The rows of a track contradict each other."""


@dataclass(frozen=True, slots=True, eq=False)
class Detections:
    """What a detector found in one picture.

    Attributes:
        boxes: (n, 4) float32, pixels of the decoded frame; each has an area.
        scores: (n,) float32, the detector's own 0 to 1; not a probability.
        labels: n labels.

    Raises:
        DetectionsError: lengths differ, a number is not finite, a box has no area, a score lies outside 0..1.

    >>> one = Detections(np.array([[1, 2, 5, 9]]), np.array([0.5]), (Label.PERSON,))
    >>> len(one), one.boxes.dtype.name, len(Detections.none())
    (1, 'float32', 0)
    """

    boxes: Boxes
    scores: Scores
    labels: tuple[Label, ...]

    def __post_init__(self) -> None:
        boxes, scores = _fixed(self.boxes, np.float32), _fixed(self.scores, np.float32)
        if boxes.shape != (len(self.labels), 4) or scores.shape != (len(self.labels),):
            raise DetectionsError(
                f"{len(self.labels)} labels with boxes {boxes.shape} and scores {scores.shape}; "
                "give boxes (n, 4), scores (n,) and n labels"
            )
        fault = _box_fault(boxes) or _score_fault(scores)
        if fault:
            raise DetectionsError(fault)
        object.__setattr__(self, "boxes", boxes)
        object.__setattr__(self, "scores", scores)
        object.__setattr__(self, "labels", tuple(Label(label) for label in self.labels))

    @classmethod
    def none(cls) -> Detections:
        """Give the finding that nothing was found."""
        return cls(np.zeros((0, 4), np.float32), np.zeros(0, np.float32), ())

    def take(self, rows: npt.NDArray[np.int64]) -> Detections:
        """Keep the given rows, in the given order."""
        return Detections(self.boxes[rows], self.scores[rows], tuple(self.labels[row] for row in rows))

    def of(self, group: Group) -> Detections:
        """Keep the rows of one group.

        >>> pair = Detections(np.array([[0, 0, 1, 1], [2, 2, 3, 3]]), np.array([0.5, 0.4]), (Label.CAR, Label.PERSON))
        >>> pair.of(Group.PERSON).labels
        (<Label.PERSON: 'person'>,)
        """
        return self.take(np.array([row for row, label in enumerate(self.labels) if label.group is group], np.int64))

    def __len__(self) -> int:
        return len(self.labels)


@dataclass(frozen=True, slots=True, eq=False)
class Track:
    """One thing followed through one file: where it was in each picture.

    Attributes:
        id: from what the track says (see `track_id`), so that a second run names it alike.
        number: 1 for the first to appear in its file, for people to speak of.
        label: the label that its detections bear with the most weight.
        n: (m,) int64, ordinals of the pictures in decoder output order, increasing.
        pts: (m,) int64, their presentation times in ticks of the stream, `NO_PTS` where there is none.
        boxes: (m, 4) float32, pixels of the decoded frame.
        scores: (m,) float32; 0 where nothing was detected and the box is drawn between its neighbours.

    Raises:
        TrackError: no row, lengths differ, ordinals do not increase, a box without area, or it starts or ends unseen.
    """

    id: str
    number: int
    label: Label
    n: Ordinals
    pts: Ordinals
    boxes: Boxes
    scores: Scores

    def __post_init__(self) -> None:
        rows = {name: _fixed(getattr(self, name), np.int64) for name in ("n", "pts")}
        rows |= {name: _fixed(getattr(self, name), np.float32) for name in ("boxes", "scores")}
        fault = _track_fault(self.id, self.number, rows)
        if fault:
            raise TrackError(f"track {self.id or '(no id)'}: {fault}")
        for name, array in rows.items():
            object.__setattr__(self, name, array)

    @property
    def seen(self) -> npt.NDArray[np.bool_]:
        """(m,) True where it was detected, False where its box is interpolated."""
        return self.scores > 0

    def __len__(self) -> int:
        return len(self.n)


@dataclass(frozen=True, slots=True)
class ModelIdentity:
    """Which model with which parameters made a finding: enough to make it again.

    >>> ModelIdentity("detector", "lite", "ab" * 32, (("tiles", 2), ("score", 0.3))).parameters
    (('score', 0.3), ('tiles', 2))
    """

    role: str
    name: str
    sha256: str
    parameters: tuple[tuple[str, Parameter], ...] = ()

    def __post_init__(self) -> None:
        digits = set(self.sha256)
        if len(self.sha256) != _SHA256_HEX_DIGITS or not digits <= set("0123456789abcdef"):
            raise RecordError(f"model {self.name}: {self.sha256!r} is no sha256; write 64 digits 0-9 a-f")
        names = [name for name, _ in self.parameters]
        if len(set(names)) != len(names):
            raise RecordError(f"model {self.name}: a parameter stands twice in {names}; name each once")
        object.__setattr__(self, "parameters", tuple(sorted(self.parameters)))

    def as_json(self) -> dict[str, str | dict[str, Parameter]]:
        """Write it as an entry or an artifact names it."""
        return {"role": self.role, "name": self.name, "sha256": self.sha256, "parameters": dict(self.parameters)}


def track_id(scope: str, label: Label, n: Ordinals, boxes: Boxes) -> str:
    """Name a track by what it says.

    Args:
        scope: what it was seen in: the footage's sha256 and stream, so that no two files share an id.
        label: its label.
        n: (m,) ordinals of the pictures in which it was detected.
        boxes: (m, 4) its boxes there.

    >>> a = track_id("film", Label.PERSON, np.array([1]), np.array([[0, 0, 1, 1]], np.float32))
    >>> a == track_id("other film", Label.PERSON, np.array([1]), np.array([[0, 0, 1, 1]], np.float32))
    False
    """
    places = np.ascontiguousarray(n, "<i8").tobytes() + np.ascontiguousarray(boxes, "<f4").tobytes()
    return content_id({"scope": scope, "label": label.value, "places": hashlib.sha256(places).hexdigest()})


def _fixed(array: npt.ArrayLike, kind: type[np.float32] | type[np.int64]) -> npt.NDArray[np.generic]:
    copy = np.array(array, kind)
    copy.flags.writeable = False
    return copy


def _box_fault(boxes: npt.NDArray[np.generic]) -> str | None:
    corners = boxes.astype(np.float32, copy=False)
    if not np.isfinite(corners).all():
        return "a box has a corner that is not a finite number; leave such a box out"
    if not (corners[:, 2:] > corners[:, :2]).all():
        return "a box has no area; give x1 < x2 and y1 < y2"
    return None


def _score_fault(scores: npt.NDArray[np.generic]) -> str | None:
    values = scores.astype(np.float32, copy=False)
    if not ((values >= 0) & (values <= 1)).all():
        return "a score lies outside 0..1; scale it first"
    return None


def _track_fault(name: str, number: int, rows: dict[str, npt.NDArray[np.generic]]) -> str | None:
    """Say what is wrong with a track's rows, or None."""
    n, pts, boxes, scores = (rows[key] for key in ("n", "pts", "boxes", "scores"))
    length = len(n) if n.ndim == 1 else 0
    if not name or number < 1 or not length:
        return "has no id, no number from 1, or no picture; a track is at least one detection"
    if pts.shape != (length,) or boxes.shape != (length, 4) or scores.shape != (length,):
        return f"{length} ordinals with pts {pts.shape}, boxes {boxes.shape}, scores {scores.shape}; give equal lengths"
    if not (np.diff(n.astype(np.int64)) > 0).all():
        return "its ordinals do not increase; sort it and keep one box a picture"
    if not (scores[0] > 0 and scores[-1] > 0):
        return "starts or ends with an interpolated box; cut it to what was detected"
    return _box_fault(boxes) or _score_fault(scores)
