"""What a detector found, look by look, as arrays that travel between processes and are joined in order of time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from gestae.errors import RecordError
from gestae.model.sighting import Detections, Label
from gestae.sight.detector import Rgb

__all__ = ["Packed", "Sightings"]

# Arrays by name; none holds objects, so that they can be read without running code.
Packed = dict[str, npt.NDArray[Any]]

_NAMES: Final = np.array([label.value for label in Label])


@dataclass(slots=True)
class Sightings:
    """What was found in each picture looked at, pictures without a finding included.

    >>> one = Sightings()
    >>> one.note(5, np.zeros((2, 2, 3), np.uint8), Detections(np.array([[0, 0, 1, 2]]), np.array([0.5]), (Label.CAR,)))
    >>> other = Sightings()
    >>> other.take_in(one.packed())
    >>> [(n, found.labels[0].value) for n, found in other]
    [(5, 'car')]
    """

    _looks: list[tuple[int, Detections]] = field(default_factory=list)

    def note(self, n: int, _picture: Rgb, found: Detections) -> None:
        """Take what was found in the n-th picture.

        Raises:
            RecordError: it does not come after the last one.
        """
        if self._looks and n <= self._looks[-1][0]:
            raise RecordError(f"a look at picture {n} after one at {self._looks[-1][0]}; give them in order of time")
        self._looks.append((n, found))

    def exchange(self, found: Mapping[int, Detections]) -> None:
        """Take what was found in the same pictures by asking again, instead of what was found at first.

        Raises:
            RecordError: it tells of other pictures.
        """
        if sorted(found) != [n for n, _ in self._looks]:
            raise RecordError(f"{len(found)} pictures for {len(self._looks)} looks; tell of the same ones")
        self._looks = sorted(found.items())

    def __iter__(self) -> Iterator[tuple[int, Detections]]:
        return iter(self._looks)

    def __len__(self) -> int:
        return len(self._looks)

    def packed(self) -> Packed:
        """Write all looks as arrays."""
        none = Detections.none()
        found = [none, *(one for _, one in self._looks)]
        labels = [label.value for one in found for label in one.labels]
        return {
            "n": np.array([n for n, _ in self._looks], np.int64),
            "rows": np.array([len(one) for _, one in self._looks], np.int64),
            "boxes": np.concatenate([one.boxes for one in found]),
            "scores": np.concatenate([one.scores for one in found]),
            "labels": np.array(labels, _NAMES.dtype),
        }

    def take_in(self, packed: Mapping[str, npt.NDArray[Any]]) -> None:
        """Append what `packed` wrote of later pictures."""
        ends = np.cumsum(packed["rows"]).tolist()
        labels = [Label(str(name)) for name in packed["labels"]]
        for n, rows, end in zip(packed["n"].tolist(), packed["rows"].tolist(), ends, strict=True):
            place = slice(end - rows, end)
            found = Detections(packed["boxes"][place], packed["scores"][place], tuple(labels[place]))
            self.note(n, np.zeros((1, 1, 3), np.uint8), found)
