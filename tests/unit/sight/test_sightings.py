"""What was found travels as arrays, and joined again it is what it was."""

from __future__ import annotations

import numpy as np
import pytest

from gestae.errors import RecordError
from gestae.model.sighting import Detections, Label
from gestae.sight.sightings import Sightings

PICTURE = np.zeros((8, 8, 3), np.uint8)


def found(*labels: Label) -> Detections:
    boxes = np.array([[at, 0, at + 1.25, 3] for at in range(len(labels))]).reshape(-1, 4)
    return Detections(boxes, np.linspace(0.9, 0.3, len(labels)).astype(np.float32), labels)


LOOKS = ((0, found()), (5, found(Label.PERSON, Label.MOTORCYCLE)), (10, found()), (15, found(Label.SUITCASE)))


def rows(some: Sightings) -> list[object]:
    return [(n, one.boxes.tolist(), one.scores.tolist(), one.labels) for n, one in some]


@pytest.mark.parametrize("cut", range(5))
def test_parts_joined_are_the_whole(cut: int) -> None:
    whole, joined = Sightings(), Sightings()
    parts = Sightings(), Sightings()
    for at, (n, one) in enumerate(LOOKS):
        whole.note(n, PICTURE, one)
        parts[at >= cut].note(n, PICTURE, one)
    for part in parts:
        joined.take_in(part.packed())
    assert rows(joined) == rows(whole)
    assert len(joined) == len(LOOKS)


def test_looks_come_in_order_of_time() -> None:
    some = Sightings()
    some.note(5, PICTURE, found())
    with pytest.raises(RecordError, match="picture 5 after one at 5"):
        some.note(5, PICTURE, found())


def test_nothing_is_held_that_could_run_code() -> None:
    some = Sightings()
    some.note(0, PICTURE, found(Label.PERSON))
    assert all(array.dtype.kind in "iufU" for array in some.packed().values())
