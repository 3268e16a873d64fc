"""What every detector promises; a small one of our own and the real ones keep the same promises."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from gestae.errors import WeightsError
from gestae.model.sighting import Detections, Group, Label, ModelIdentity
from gestae.sight.boxes import overlap
from gestae.sight.detector import Detector, PictureError, Rgb, check_picture
from gestae.sight.loading import Setting, load_detector
from gestae.sight.table import ModelEntry
from gestae.sight.tableform import load_table
from gestae.sight.weights import shipped_table

# Entries as a person would write them for stronger detectors; their files are real, and not part of gestae.
STRANGERS = """
format = 1
[[model]]
name = "yolox-nano"
role = "detector"
kind = "onnx-yolox"
sha256 = "695e750a5d5754bb5a8d5325643b59282191a7e7a564e435a415fd3c578eab14"
size_bytes = 3634626
licence = "Apache-2.0"
licence_from = "the model's makers"
says = "for tests"
classes = "coco-80"
sure_score = 0.45
[model.input]
width_px = 416
height_px = 416
fit = "pad"
colours = "bgr"

[[model]]
name = "nanodet-m"
role = "detector"
kind = "onnx-nanodet"
sha256 = "08b62b9ee4a7878e7a64d6ef4faf3074322c033a0252c83a20f41b86c76e8146"
size_bytes = 3802805
licence = "Apache-2.0"
licence_from = "the model's makers"
says = "for tests"
classes = "coco-80"
sure_score = 0.45
[model.input]
width_px = 416
height_px = 416
fit = "stretch"
colours = "bgr"
mean = [103.53, 116.28, 123.675]
deviation = [57.375, 57.12, 58.395]
"""


def noise(width: int, height: int) -> Rgb:
    return np.random.default_rng(3).integers(0, 256, (height, width, 3), np.uint8)


class DetectorContract:
    """What every detector promises; each detector's test class inherits it."""

    @pytest.fixture
    def detector(self) -> Detector:
        """Give a detector that is ready to look."""
        raise NotImplementedError

    @pytest.mark.parametrize("size", [(768, 576), (640, 360), (120, 400), (33, 17)])
    def test_boxes_lie_in_the_picture_best_first(self, detector: Detector, size: tuple[int, int]) -> None:
        found = detector.detect(noise(*size))
        assert (found.boxes >= 0).all()
        assert (found.boxes[:, [0, 2]] <= size[0]).all()
        assert (found.boxes[:, [1, 3]] <= size[1]).all()
        assert (np.diff(found.scores) <= 0).all()

    def test_the_same_picture_gives_the_same_bytes_whatever_came_before(self, detector: Detector) -> None:
        once = detector.detect(noise(320, 240))
        detector.detect(noise(200, 300))
        again = detector.detect(noise(320, 240))
        assert (once.boxes.tobytes(), once.labels) == (again.boxes.tobytes(), again.labels)
        assert once.scores.tobytes() == again.scores.tobytes()

    def test_a_picture_is_not_changed(self, detector: Detector) -> None:
        picture = noise(64, 64)
        picture.flags.writeable = False
        detector.detect(picture)

    def test_what_is_no_picture_is_refused(self, detector: Detector) -> None:
        wrongs: list[Any] = [np.zeros((8, 8), np.uint8), np.zeros((8, 8, 3), np.float64)]
        for wrong in wrongs:
            with pytest.raises(PictureError):
                detector.detect(wrong)

    def test_it_says_what_it_is(self, detector: Detector) -> None:
        assert detector.identity.role == "detector"
        assert detector.identity.parameters
        assert detector.identity == detector.identity


class Bright:
    """The smallest detector: one person where the picture is brightest."""

    @property
    def identity(self) -> ModelIdentity:
        """Its name and its one parameter."""
        return ModelIdentity("detector", "bright", "00" * 32, (("side_px", 5),))

    def detect(self, rgb: Rgb) -> Detections:
        """Box the brightest pixel."""
        check_picture(rgb)
        y, x = np.unravel_index(int(rgb.sum(axis=2).argmax()), rgb.shape[:2])
        box = [max(0, x - 2), max(0, y - 2), min(rgb.shape[1], x + 3), min(rgb.shape[0], y + 3)]
        return Detections(np.array([box]), np.array([0.9]), (Label.PERSON,))


class TestSmallest(DetectorContract):
    """A detector in ten lines keeps the promises."""

    @pytest.fixture
    def detector(self) -> Detector:
        return Bright()


REAL = {
    "efficientdet-lite0": "efficientdet-lite0.tflite",
    "efficientdet-lite1": "efficientdet-lite1.tflite",
    "yolox-nano": "yolox_nano_416.onnx",
    "nanodet-m": "nanodet_m_416.onnx",
}


def stranger(name: str) -> ModelEntry:
    return shipped_table().with_table(load_table(STRANGERS)).entry(name)


@pytest.fixture(scope="session", params=sorted(REAL))
def real(request: pytest.FixtureRequest, shared_weights: Path) -> tuple[ModelEntry, bytes]:
    return stranger(request.param), (shared_weights / REAL[request.param]).read_bytes()


class TestReal(DetectorContract):
    """LiteRT and ONNX Runtime, each with the files people would use."""

    @pytest.fixture
    def detector(self, real: tuple[ModelEntry, bytes]) -> Detector:
        return load_detector(*real)


class TestRealClose(DetectorContract):
    """The same through tiles."""

    @pytest.fixture
    def detector(self, shared_weights: Path) -> Detector:
        weights = (shared_weights / REAL["efficientdet-lite0"]).read_bytes()
        return load_detector(stranger("efficientdet-lite0"), weights, Setting.CLOSE)


def test_real_detectors_find_the_people_of_a_campus(real: tuple[ModelEntry, bytes], shared_footage: Path) -> None:
    """Four of five people in the first picture, at least: the nets are wired the right way round."""
    with av.open(str(shared_footage / "mot" / "TUD-Campus.avi")) as film:
        picture = next(film.decode(video=0)).to_ndarray(format="rgb24").astype(np.uint8)
    truth = np.loadtxt(shared_footage / "truth" / "mot" / "TUD-Campus.gt.txt", delimiter=",")
    first = truth[truth[:, 0] == 1, 2:6].astype(np.float32)
    first[:, 2:] += first[:, :2]
    people = load_detector(*real).detect(picture).of(Group.PERSON)
    assert (overlap(first, people.boxes).max(axis=1) > 0.5).sum() >= min(4, len(first) - 1)


@pytest.mark.parametrize("name", ["efficientdet-lite1", "yolox-nano"])
def test_bytes_that_are_no_net_are_refused(name: str) -> None:
    with pytest.raises(WeightsError, match=name):
        load_detector(stranger(name), b"no net at all")


def test_a_file_of_another_size_than_the_table_says_is_refused(shared_weights: Path) -> None:
    with pytest.raises(WeightsError, match="table says input"):
        load_detector(stranger("efficientdet-lite1"), (shared_weights / REAL["efficientdet-lite0"]).read_bytes())
    with pytest.raises(WeightsError, match="mend"):
        load_detector(_shrunk(stranger("yolox-nano")), (shared_weights / REAL["yolox-nano"]).read_bytes())


def _shrunk(entry: ModelEntry) -> ModelEntry:
    return replace(entry, input=replace(entry.input, width_px=320))
