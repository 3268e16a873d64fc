"""What is kept of the pictures in which people and vehicles are looked for, and how it travels between processes.

Each part of a film is looked at by any worker; what each left is joined in the order of time, and is then what one
worker would have noted from the first look to the last.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy.typing as npt

from gestae.model.sighting import Detections
from gestae.sight.clothing import Clothing
from gestae.sight.detector import Rgb
from gestae.sight.hands import HandsNoter
from gestae.sight.lasting import LastingNoter
from gestae.sight.movers import Movers
from gestae.sight.sightings import Packed, Sightings
from gestae.sight.swatches import Swatches
from gestae.sight.vitals import VitalsNoter
from gestae.workflow.eye import Eye
from gestae.workflow.posing import PoseNoter
from gestae.workflow.textnoting import TextNoter

__all__ = ["Kept", "Noter", "Notes"]


class Kept(Protocol):
    """Something of pictures that travels as arrays, and is joined with that of later pictures."""

    def packed(self) -> Packed:
        """Write all that was kept as arrays."""
        ...

    def take_in(self, packed: Mapping[str, npt.NDArray[Any]], /) -> None:
        """Append what `packed` wrote of later pictures."""
        ...


class Noter(Kept, Protocol):
    """Keeps something of each look at a picture."""

    def note(self, n: int, picture: Rgb, found: Detections, /) -> None:
        """Take the n-th picture and what was detected in it."""
        ...


@dataclass(frozen=True, slots=True)
class Notes:
    """What was detected, and what each noter kept of it; of every picture, looked at or not, its vitals.

    `movers` are the bodies that were named only when the detector was asked again.
    """

    lasting: LastingNoter
    sightings: Sightings = field(default_factory=Sightings)
    poses: PoseNoter = field(default_factory=lambda: PoseNoter(None))
    swatches: Swatches = field(default_factory=Swatches)
    clothing: Clothing = field(default_factory=Clothing)
    texts: TextNoter = field(default_factory=lambda: TextNoter(None))
    vitals: VitalsNoter = field(default_factory=VitalsNoter)
    movers: Movers = field(default_factory=Movers)
    hands: HandsNoter = field(default_factory=lambda: HandsNoter(1.0, None))

    @classmethod
    def of(cls, eye: Eye, rate_hz: float) -> Notes:
        """Begin, with what the eye can see of pictures that come at a rate."""
        clothing = Clothing()
        return cls(
            LastingNoter(rate_hz), poses=PoseNoter(eye.pose, rate_hz, eye.rules, clothing), clothing=clothing,
            texts=TextNoter(eye.text), hands=HandsNoter(rate_hz, eye.detector),
        )  # fmt: skip

    def noters(self) -> Mapping[str, Noter]:
        """Name each noter of looks, in the order in which they note: its arrays carry that name in front."""
        return {
            "sightings": self.sightings,
            "clothing": self.clothing,
            "poses": self.poses,
            "swatches": self.swatches,
            "texts": self.texts,
            "lasting": self.lasting,
            "hands": self.hands,
        }

    def take(self, n: int, rgb: Rgb, found: Detections) -> None:
        """Take in what the detector found in the n-th picture."""
        for noter in self.noters().values():
            noter.note(n, rgb, found)

    def packed(self) -> Packed:
        """Write all that was noted as arrays."""
        return {f"{name}.{key}": array for name, one in self._kept().items() for key, array in one.packed().items()}

    def _kept(self) -> Mapping[str, Kept]:
        return {**self.noters(), "vitals": self.vitals, "movers": self.movers}

    def take_in(self, packed: Mapping[str, npt.NDArray[Any]]) -> None:
        """Append what was noted of later pictures."""
        for name, one in self._kept().items():
            front = f"{name}."
            one.take_in({key.removeprefix(front): packed[key] for key in packed if key.startswith(front)})
