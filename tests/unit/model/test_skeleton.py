"""Skeletons are checked at birth, and cannot be changed after it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from gestae.model.skeleton import JOINTS, Joint, Poses, Skeleton, SkeletonError


def arrays(count: int) -> dict[str, Any]:
    return {
        "n": np.arange(count) * 5,
        "points": np.arange(count * JOINTS * 2).reshape(count, JOINTS, 2),
        "scores": np.full((count, JOINTS), 0.5),
        "turns": np.zeros(count),
    }


def test_joints_stand_in_the_order_of_coco() -> None:
    assert [joint.name.lower() for joint in Joint][:3] == ["nose", "left_eye", "right_eye"]
    assert all(left.name[5:] == Joint(left + 1).name[6:] for left in Joint if left.name.startswith("LEFT_"))
    assert list(Joint) == list(range(JOINTS))


def test_the_score_of_a_skeleton_is_the_mean_of_its_joints() -> None:
    scores = np.zeros(JOINTS, np.float32)
    scores[Joint.NOSE] = 0.85
    assert Skeleton(np.zeros((JOINTS, 2), np.float32), scores).score == pytest.approx(0.05)


def test_arrays_are_copied_and_cannot_be_written() -> None:
    given = arrays(2)
    poses = Poses("track", **given)
    given["points"][0, 0, 0] = 99
    assert poses.points[0, 0, 0] == 0
    assert (len(poses), poses.points.dtype.name, poses.turns.dtype.name) == (2, "float32", "int16")
    for array in (poses.n, poses.points, poses.scores, poses.turns):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1


WRONG = {
    "too few joints": {"points": np.zeros((2, 16, 2))},
    "too few scores": {"scores": np.zeros((2, 16))},
    "a place that is none": {"points": np.full((2, JOINTS, 2), np.nan)},
    "a score above 1": {"scores": np.full((2, JOINTS), 1.5)},
    "a score that is none": {"scores": np.full((2, JOINTS), np.nan)},
    "another turn": {"turns": np.array([0, 45])},
    "backwards": {"n": np.array([5, 0])},
    "one picture twice": {"n": np.array([5, 5])},
    "more ordinals": {"n": np.array([0, 5, 10])},
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG.keys())
def test_what_contradicts_itself_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(SkeletonError, match="skeletons of track t"):
        Poses("t", **(arrays(2) | wrong))


def test_skeletons_of_no_track_are_refused() -> None:
    with pytest.raises(SkeletonError, match="names no track"):
        Poses("", **arrays(1))


def test_a_skeleton_alone_is_checked_too() -> None:
    with pytest.raises(SkeletonError, match="a score outside"):
        Skeleton(np.zeros((JOINTS, 2), np.float32), np.full(JOINTS, -0.5, np.float32))
    with pytest.raises(SkeletonError, match="turned by"):
        Skeleton(np.zeros((JOINTS, 2), np.float32), np.zeros(JOINTS, np.float32), 180)
