"""What every net for poses promises; a small one of our own and the real one keep the same promises."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import av
import numpy as np
import numpy.typing as npt
import pytest

from gestae.errors import WeightsError
from gestae.model.sighting import Group, ModelIdentity
from gestae.model.skeleton import JOINTS, TURNS, Joint, Skeleton
from gestae.sight.crops import Square
from gestae.sight.detector import PictureError, Rgb, check_picture
from gestae.sight.loading import load_detector, load_pose
from gestae.sight.pose import PoseLimits, PoseReader, best_skeleton
from gestae.sight.weights import shipped_table

WEIGHTS = "movenet_singlepose_lightning.tflite"
BOXES = {
    "inside": [100, 40, 160, 200],
    "lying": [40, 150, 240, 210],
    "over the edge": [250, 100, 320, 240],
    "all of it": [0, 0, 320, 240],
}


def noise(width: int = 320, height: int = 240, seed: int = 3) -> Rgb:
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), np.uint8)


class PoseContract:
    """What every net for poses promises; each one's test class inherits it."""

    @pytest.fixture
    def reader(self) -> PoseReader:
        """Give a net that is ready to look."""
        raise NotImplementedError

    @pytest.mark.parametrize("box", BOXES.values(), ids=BOXES.keys())
    def test_joints_lie_about_the_box(self, reader: PoseReader, box: list[int]) -> None:
        found = reader.pose(noise(), np.array(box, np.float32))
        assert found is not None
        assert found.turn in TURNS
        side = max(box[2] - box[0], box[3] - box[1])
        middle = np.array([box[0] + box[2], box[1] + box[3]]) / 2
        assert np.abs(found.points - middle).max() <= side

    def test_the_same_picture_and_box_give_the_same_bytes_whatever_came_before(self, reader: PoseReader) -> None:
        box = np.array([100, 40, 160, 200], np.float32)
        once = reader.pose(noise(), box)
        reader.pose(noise(200, 300, 4), np.array([0, 0, 80, 90], np.float32))
        again = reader.pose(noise(), box)
        assert once is not None
        assert again is not None
        assert (once.points.tobytes(), once.scores.tobytes()) == (again.points.tobytes(), again.scores.tobytes())

    def test_a_picture_is_not_changed(self, reader: PoseReader) -> None:
        picture = noise()
        picture.flags.writeable = False
        reader.pose(picture, np.array([10, 10, 60, 160], np.float32))

    def test_people_too_small_to_tell_give_nothing(self, reader: PoseReader) -> None:
        assert reader.pose(noise(), np.array([10, 10, 20, 40], np.float32)) is None

    def test_what_is_no_picture_is_refused(self, reader: PoseReader) -> None:
        wrongs: list[Any] = [np.zeros((8, 8), np.uint8), np.zeros((8, 8, 3), np.float64)]
        for wrong in wrongs:
            with pytest.raises(PictureError):
                reader.pose(wrong, np.array([0, 0, 8, 80], np.float32))

    def test_it_says_what_it_is(self, reader: PoseReader) -> None:
        assert reader.identity.role == "pose"
        assert reader.identity.parameters


class Middle:
    """The smallest net for poses: every joint in the middle, surer the brighter the square's middle row."""

    @property
    def identity(self) -> ModelIdentity:
        """Its name and its parameters."""
        return ModelIdentity("pose", "middle", "00" * 32, PoseLimits().parameters())

    def pose(self, rgb: Rgb, box: npt.NDArray[np.float32]) -> Skeleton | None:
        """Put the joints in the middle of the box."""
        check_picture(rgb)
        return best_skeleton(box, self._joints, PoseLimits())

    def _joints(self, square: Square) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
        return np.full((JOINTS, 2), 0.5, np.float32), np.full(JOINTS, 0.5 + square.turn / 1000, np.float32)


class TestSmallest(PoseContract):
    """A net in ten lines keeps the promises."""

    @pytest.fixture
    def reader(self) -> PoseReader:
        return Middle()


@pytest.fixture(scope="session")
def movenet(shared_weights: Path) -> PoseReader:
    return load_pose(shipped_table().entry("movenet-lightning"), (shared_weights / WEIGHTS).read_bytes())


class TestMoveNet(PoseContract):
    """LiteRT with the file that people use."""

    @pytest.fixture
    def reader(self, movenet: PoseReader) -> PoseReader:
        return movenet


@pytest.fixture(scope="session")
def raised(shared_weights: Path, shared_footage: Path) -> tuple[Rgb, npt.NDArray[np.float32]]:
    """A man with both hands above his head, and his box."""
    with av.open(str(shared_footage / "events" / "hands_up_jacks.mp4")) as film:
        rgb = next(film.decode(video=0)).to_ndarray(format="rgb24").astype(np.uint8)
    weights = (shared_weights / "efficientdet-lite1.tflite").read_bytes()
    found = load_detector(shipped_table().entry("efficientdet-lite1"), weights).detect(rgb).of(Group.PERSON)
    return rgb, found.boxes[0]


def test_a_mans_raised_hands_are_seen(movenet: PoseReader, raised: tuple[Rgb, npt.NDArray[np.float32]]) -> None:
    found = movenet.pose(*raised)
    assert found is not None
    assert found.score > 0.6
    height = dict(zip(Joint, found.points[:, 1], strict=True))
    for side in ("LEFT", "RIGHT"):
        above = [height[Joint[f"{side}_{name}"]] for name in ("WRIST", "EYE", "SHOULDER", "HIP", "KNEE", "ANKLE")]
        assert above == sorted(above)
    # He faces the camera: his left is on the right.
    assert found.points[Joint.LEFT_SHOULDER, 0] > found.points[Joint.RIGHT_SHOULDER, 0] + 50


@pytest.mark.parametrize(("quarters", "turn"), [(1, 90), (3, -90)])
def test_the_same_man_lying_is_seen_with_the_same_joints(
    movenet: PoseReader, raised: tuple[Rgb, npt.NDArray[np.float32]], quarters: int, turn: int
) -> None:
    """A picture turned by a quarter shows him lying; the turned answer lies where the upright one did."""
    rgb, (x1, y1, x2, y2) = raised
    height, width = rgb.shape[:2]
    upright = movenet.pose(*raised)
    lying = [y1, width - x2, y2, width - x1] if quarters == 1 else [height - y2, x1, height - y1, x2]
    found = movenet.pose(np.ascontiguousarray(np.rot90(rgb, quarters)), np.array(lying, np.float32))
    assert upright is not None
    assert found is not None
    assert found.turn == turn
    x, y = found.points.T
    back = np.stack([width - y, x] if quarters == 1 else [y, height - x], axis=1)
    assert np.abs(back - upright.points).max() < 0.06 * (y2 - y1)


def test_bytes_that_are_no_net_are_refused() -> None:
    with pytest.raises(WeightsError, match="movenet-lightning: the runtime cannot read it"):
        load_pose(shipped_table().entry("movenet-lightning"), b"no net at all")


def test_a_net_of_another_form_is_refused(shared_weights: Path) -> None:
    entry = shipped_table().entry("movenet-lightning")
    with pytest.raises(WeightsError, match="MoveNet gives"):
        load_pose(entry, (shared_weights / "efficientdet-lite0.tflite").read_bytes())
    wider = replace(entry, input=replace(entry.input, width_px=256))
    with pytest.raises(WeightsError, match="the table says input"):
        load_pose(wider, (shared_weights / WEIGHTS).read_bytes())
