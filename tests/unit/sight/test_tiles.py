"""Tiles cover the picture; what their edges cut is joined; what two saw is kept once."""

from __future__ import annotations

import numpy as np
import pytest

from gestae.errors import RecordError
from gestae.model.sighting import Detections, Label, ModelIdentity
from gestae.sight.detector import Rgb
from gestae.sight.tiles import Tile, TiledDetector, merge, split

SIZE = (400, 200)
LEFT, RIGHT = split(*SIZE, 2)


def seen(*rows: tuple[float, float, float, float], label: Label = Label.PERSON, score: float = 0.8) -> Detections:
    return Detections(np.array(rows).reshape(-1, 4), np.full(len(rows), score), (label,) * len(rows))


def through(tile: Tile, box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    """Say how a perfect net would box a thing inside one tile."""
    x1, y1, x2, y2 = box
    return max(x1, tile.left) - tile.left, y1, min(x2, tile.right) - tile.left, y2


def looked(*boxes: tuple[float, float, float, float], label: Label = Label.PERSON) -> list[list[float]]:
    parts = [
        (tile, seen(*(through(tile, box) for box in boxes if box[0] < tile.right and box[2] > tile.left), label=label))
        for tile in (LEFT, RIGHT)
    ]
    return sorted(merge(parts, SIZE).boxes.tolist())


@pytest.mark.parametrize(
    "box",
    [
        pytest.param((10, 20, 60, 180), id="in the left tile"),
        pytest.param((340, 20, 390, 180), id="in the right tile"),
        pytest.param((185, 20, 215, 180), id="in both, whole"),
        pytest.param((150, 20, 200, 180), id="whole left, cut right"),
        pytest.param((200, 20, 250, 180), id="cut left, whole right"),
        pytest.param((100, 20, 300, 180), id="cut by both"),
        pytest.param((0, 0, 400, 200), id="fills the picture"),
    ],
)
def test_one_thing_gives_one_box(box: tuple[float, float, float, float]) -> None:
    assert looked(box, label=Label.BUS) == [list(map(float, box))]


def test_neighbours_stay_two() -> None:
    people = [(150.0, 20.0, 198.0, 180.0), (200.0, 25.0, 248.0, 185.0)]
    assert looked(*people) == [list(box) for box in people]


def test_halves_of_different_height_are_not_joined() -> None:
    parts = [(LEFT, seen((150, 20, LEFT.right, 60))), (RIGHT, seen((0, 100, 60, 180)))]
    assert len(merge(parts, SIZE)) == 2


def test_halves_of_different_groups_are_not_joined() -> None:
    parts = [(LEFT, seen((150, 20, LEFT.right, 180))), (RIGHT, seen((0, 20, 60, 180), label=Label.CAR))]
    assert len(merge(parts, SIZE)) == 2


def test_a_small_person_before_a_large_one_is_kept() -> None:
    assert len(looked((20, 0, 120, 200), (60, 100, 80, 150))) == 2


@pytest.mark.parametrize("wrong", [(10, 10, 0), (0, 10, 1)])
def test_no_tiles_are_refused(wrong: tuple[int, int, int]) -> None:
    with pytest.raises(RecordError, match="tiles"):
        split(*wrong)


class BrightSpot:
    """A detector that boxes everything brighter than black."""

    @property
    def identity(self) -> ModelIdentity:
        return ModelIdentity("detector", "bright", "ab" * 32, (("score", 0.5),))

    def detect(self, rgb: Rgb) -> Detections:
        ys, xs = np.nonzero(rgb[:, :, 0])
        if not len(xs):
            return Detections.none()
        return seen((xs.min(), ys.min(), xs.max() + 1, ys.max() + 1))


def test_tiles_show_the_detector_the_right_parts() -> None:
    picture = np.zeros((200, 400, 3), np.uint8)
    picture[40:160, 190:300] = 255
    assert TiledDetector(BrightSpot(), 2).detect(picture).boxes.tolist() == [[190, 40, 300, 160]]


def test_tiling_is_part_of_the_identity() -> None:
    one = BrightSpot()
    tiled = TiledDetector(one, 2).identity
    assert dict(tiled.parameters) == {"score": 0.5, "tiles": 2, "tiles_shared": 0.25}
    assert tiled.sha256 == one.identity.sha256
    with pytest.raises(RecordError, match="1 or more"):
        TiledDetector(one, 0)
