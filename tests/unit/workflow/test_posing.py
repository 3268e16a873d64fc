"""Skeletons are read of people only, kept under picture and box, and joined with the tracks that took those boxes."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from gestae.model.sighting import Detections, Label, ModelIdentity, Track
from gestae.model.skeleton import JOINTS, Skeleton
from gestae.sight.clothing import Clothing
from gestae.sight.detector import Rgb
from gestae.sight.tracker import Tracker, TrackRules, every_frame
from gestae.workflow.posing import PoseNoter

RGB = np.zeros((240, 320, 3), np.uint8)


class Corner:
    """A net that puts every joint at the box's left top corner, and tells nothing of boxes lower than 40 pixels."""

    @property
    def identity(self) -> ModelIdentity:
        return ModelIdentity("pose", "corner", "00" * 32)

    def pose(self, rgb: Rgb, box: npt.NDArray[np.float32]) -> Skeleton | None:
        if box[3] - box[1] < 40:
            return None
        return Skeleton(np.tile(box[:2], (JOINTS, 1)), np.full(JOINTS, 0.5, np.float32))


def walked(noter: PoseNoter, looks: int = 6, every: int = 5) -> tuple[Track, ...]:
    """Two people and a dog walk; the second person is small."""
    tracker = Tracker(TrackRules(least_hits=1))
    for look in range(looks):
        left = 10.25 + 3 * look
        boxes = np.array([[left, 20, left + 30, 120], [200 + look, 100, 210 + look, 130], [100, 150, 180, 200]])
        found = Detections(boxes, np.array([0.9, 0.8, 0.7]), (Label.PERSON, Label.PERSON, Label.DOG))
        tracker.step(look * every, look / 5, found)
        noter.note(look * every, RGB, found)
    n = np.arange(looks * every)
    return tuple(every_frame(track, n, n / 25, n * 512) for track in tracker.finish("film"))


def test_each_skeleton_goes_to_the_track_that_took_its_box() -> None:
    noter = PoseNoter(Corner())
    tracks = walked(noter)
    (poses,) = noter.poses(tracks)
    (tall,) = (track for track in tracks if track.id == poses.track)
    assert tall.label is Label.PERSON
    assert poses.n.tolist() == [0, 5, 10, 15, 20, 25]
    assert poses.points[:, 0].tolist() == tall.boxes[tall.seen][:, :2].tolist()


def test_what_no_track_took_is_dropped() -> None:
    noter = PoseNoter(Corner())
    tracks = walked(noter)
    stray = Detections(np.array([[250, 20, 290, 120]]), np.array([0.9]), (Label.PERSON,))
    noter.note(30, RGB, stray)
    assert [len(poses) for poses in noter.poses(tracks)] == [6]
    assert noter.poses(()) == ()


@pytest.mark.parametrize(
    ("score", "where", "is_read"),
    [
        (0.3, (250.0, 20.0, 290.0, 120.0), False),  # a doubt that fits no track and begins none
        (0.4, (250.0, 20.0, 290.0, 120.0), False),
        (0.5, (250.0, 20.0, 290.0, 120.0), True),  # sure enough to begin a track
        (0.3, (28.0, 20.0, 58.0, 120.0), True),  # a doubt where somebody is followed
    ],
)
def test_only_who_is_followed_is_read(score: float, where: tuple[float, ...], is_read: bool) -> None:
    noter = PoseNoter(Corner(), 25.0)
    walked(noter)
    before = len(noter.packed()["n"])
    noter.note(30, RGB, Detections(np.array([where]), np.array([score]), (Label.PERSON,)))
    assert len(noter.packed()["n"]) - before == is_read


def test_without_a_net_nothing_is_read() -> None:
    noter = PoseNoter(None)
    assert noter.poses(walked(noter)) == ()


@pytest.mark.parametrize("looks", [1, 9])
def test_the_order_is_the_tracks(looks: int) -> None:
    noter = PoseNoter(Corner())
    tracks = walked(noter, looks)
    forwards, backwards = noter.poses(tracks), noter.poses(tracks[::-1])
    assert [poses.track for poses in forwards] == [poses.track for poses in backwards[::-1]]


@pytest.mark.parametrize("cut", [0, 3, 6])
def test_what_parts_noted_and_were_joined_is_what_one_noted(cut: int) -> None:
    whole, parts, joined = PoseNoter(Corner()), (PoseNoter(Corner()), PoseNoter(Corner())), PoseNoter(None)
    tracks = walked(whole)
    for look in range(6):
        boxes = np.stack([track.boxes[track.n == look * 5][0] for track in tracks])
        found = Detections(boxes, np.full(len(tracks), 0.9), tuple(track.label for track in tracks))
        parts[look >= cut].note(look * 5, RGB, found)
    for part in parts:
        joined.take_in(part.packed())
    (one,), (other,) = whole.poses(tracks), joined.poses(tracks)
    assert (one.track, one.n.tolist(), one.turns.tolist()) == (other.track, other.n.tolist(), other.turns.tolist())
    assert np.array_equal(one.points, other.points)
    assert np.array_equal(one.scores, other.scores)


RED, BLUE = (190, 40, 40), (40, 60, 190)


@pytest.mark.parametrize(("left", "right"), [(BLUE, RED), (RED, BLUE)], ids=["red is farther off", "red is nearer"])
def test_who_is_followed_by_the_clothes_is_read_and_not_who_stands_nearer(
    left: tuple[int, int, int], right: tuple[int, int, int]
) -> None:
    """Of two doubtful boxes beside where somebody in red was, the tracks take the red one, as at the end."""
    clothing = Clothing()
    noter = PoseNoter(Corner(), 5.0, None, clothing)
    picture = np.zeros((240, 320, 3), np.uint8)
    picture[40:200, 100:160] = RED
    alone = Detections(np.array([[100, 40, 160, 200]]), np.array([0.9]), (Label.PERSON,))
    two = np.zeros((240, 320, 3), np.uint8)
    two[40:200, :132], two[40:200, 132:] = left, right
    both = Detections(np.array([[86, 40, 146, 200], [118, 40, 178, 200]]), np.array([0.2, 0.2]), (Label.PERSON,) * 2)
    for n, (rgb, found) in enumerate([(picture, alone)] * 4 + [(two, both)]):
        clothing.note(n, rgb, found)
        noter.note(n, rgb, found)
    read = noter.packed()
    assert read["boxes"][read["n"] == 4].tolist() == both.boxes[[1 if right is RED else 0]].tolist()
