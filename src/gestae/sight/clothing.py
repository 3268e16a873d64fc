"""What people wear, as two plain colours: which of two who meet is which, while they are followed.

The mean of the upper and of the lower part of each person's box, where nobody stands before it. It serves to follow
people through one film from look to look, and no observation carries it: it is no name of a colour and no mark of a
person.

Source: Ottosson, A perceptual color space for image processing, 2020 (OKLab).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt

from gestae.errors import RecordError
from gestae.model.colour import Part
from gestae.model.sighting import Detections, Group
from gestae.sight.colour import Picture, to_lab
from gestae.sight.sightings import Packed
from gestae.sight.swatches import VoteRules, cut_out, is_hidden, is_whole, place_of

__all__ = ["PARTS", "Clothing", "GarbRules", "Garbs", "garb_of", "likely", "mixed"]

# (k, 2, 3) for k people: upper and lower part, OKLab; nan where not seen.
Garbs: TypeAlias = npt.NDArray[np.float64]

_PARTS: Final = (Part.UPPER, Part.LOWER)
PARTS: Final = len(_PARTS)
# Light and shadow change the lightness of clothes more than their hue; hues lie closer together than lightness does.
_WEIGHTS: Final = np.array([0.5, 2.0, 2.0])


@dataclass(frozen=True, slots=True)
class GarbRules:
    """How clothes count in following people; distances are in OKLab, lightness by half, hue twice.

    Attributes:
        usual: by so much one person's clothes usually vary from look to look.
        least: an unlike pair keeps this part of its likeness at least: whoever turns may show another side.
        memory: a look counts for so many looks.
    """

    usual: float = 0.06
    least: float = 0.2
    memory: int = 10

    def __post_init__(self) -> None:
        if not 0 < self.least <= 1 or self.usual <= 0 or self.memory < 1:
            raise RecordError(f"{self}: write a part between 0 and 1, a distance above 0, and 1 look or more")


@dataclass(slots=True)
class Clothing:
    """What the people of each picture wear, kept by picture and box until they are followed."""

    rules: VoteRules = field(default_factory=VoteRules)
    _seen: dict[tuple[int, bytes], Garbs] = field(default_factory=dict, repr=False)

    def note(self, n: int, picture: Picture, found: Detections) -> None:
        """Take what people wear in a picture.

        Args:
            n: its ordinal.
            picture: (h, w, 3) uint8, red green blue.
            found: what was detected in it.
        """
        for row, label in enumerate(found.labels):
            if label.group is Group.PERSON:
                garb = garb_of(picture, found, row, self.rules)
                if np.isfinite(garb).any():
                    self._seen[n, found.boxes[row].tobytes()] = garb

    def of(self, n: int, found: Detections) -> Garbs:
        """Give what was noted of each detection of a picture, nan where nothing was."""
        nothing = np.full((PARTS, 3), np.nan)
        garbs = [self._seen.get((n, box.tobytes()), nothing) for box in found.boxes]
        return np.array(garbs, np.float64).reshape(-1, PARTS, 3)

    def packed(self) -> Packed:
        """Write all as arrays."""
        boxes = [np.frombuffer(box, np.float32) for _, box in self._seen]
        return {
            "n": np.array([n for n, _ in self._seen], np.int64),
            "boxes": np.array(boxes, np.float32).reshape(-1, 4),
            "garbs": np.array(list(self._seen.values()), np.float64).reshape(-1, PARTS, 3),
        }

    def take_in(self, packed: Mapping[str, npt.NDArray[Any]]) -> None:
        """Append what `packed` wrote of later pictures."""
        for n, box, garb in zip(*(packed[key] for key in ("n", "boxes", "garbs")), strict=True):
            self._seen[int(n), box.tobytes()] = garb


def garb_of(picture: Picture, found: Detections, row: int, rules: VoteRules) -> Garbs:
    """Measure (2, 3) what a person wears; nan for a part that is cut off, bent over, hidden or too small.

    Args:
        picture: (h, w, 3) uint8, red green blue.
        found: everything that was detected in it.
        row: which of it.
        rules: where parts lie and when they show nothing.
    """
    garb = np.full((PARTS, 3), np.nan)
    box = found.boxes[row]
    if is_whole(box, picture.shape[:2], rules):
        for at, part in enumerate(_PARTS):
            place = place_of(box, part)
            cut = cut_out(picture, place, rules)
            if cut is not None and not is_hidden(place, found, row, rules.hidden):
                garb[at] = to_lab(cut).reshape(-1, 3).mean(axis=0)
    return garb


def mixed(before: Garbs, looks: int, now: Garbs, rules: GarbRules) -> Garbs:
    """Let a look count in what was seen of one person so far.

    >>> before, now = np.full((2, 3), 0.5), np.array([[0.7] * 3, [np.nan] * 3])
    >>> mixed(before, 1, now, GarbRules()).round(2).tolist()
    [[0.6, 0.6, 0.6], [0.5, 0.5, 0.5]]
    """
    part = 1 / (1 + min(looks, rules.memory - 1))
    both = np.where(np.isnan(before), now, before + part * (now - before))
    return np.where(np.isnan(now), before, both)


def likely(known: Garbs, found: Garbs, rules: GarbRules) -> npt.NDArray[np.float32]:
    """Say how far clothes let each detection be each person: 1 where they are alike or not seen, never less than least.

    Args:
        known: (n, 2, 3) of people who are followed.
        found: (m, 2, 3) of detections.
        rules: how clothes count.

    Returns:
        (n, m) `least` to 1.

    >>> red, blue = np.array([[[0.5, 0.1, 0.05]] * 2]), np.array([[[0.4, 0.0, -0.1]] * 2])
    >>> likely(red, np.concatenate([red, blue]), GarbRules()).round(2)
    array([[1. , 0.2]], dtype=float32)
    """
    off = np.sqrt((((known[:, None] - found[None]) * _WEIGHTS) ** 2).sum(axis=3))
    seen = np.isfinite(off)
    mean = np.where(seen, off, 0.0).sum(axis=2) / np.maximum(seen.sum(axis=2), 1)
    return np.asarray(np.maximum(rules.least, np.exp(-0.5 * (mean / rules.usual) ** 2)), np.float32)
