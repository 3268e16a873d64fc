"""Bodies: on the ground, of their height, with the hands where the pose says."""

import numpy as np
import pytest

from gestae.sample.figures import JOINTS, POSES, Looks, body, pose_of, stride

LOOKS = Looks(1.78, 1.0, (0.2, 0.2, 0.3), (0.1, 0.1, 0.1), (0.7, 0.5, 0.4), (0.1, 0.1, 0.1))


def top_m(cones: np.ndarray) -> float:
    return float(max((cones[:, 2] + cones[:, 6]).max(), (cones[:, 5] + cones[:, 7]).max()))


def low_m(cones: np.ndarray) -> float:
    thin = 1.0 - (1.0 - 1.0 / cones[:, 11]) * np.abs(cones[:, 10])
    return float(min((cones[:, 2] - thin * cones[:, 6]).min(), (cones[:, 5] - thin * cones[:, 7]).min()))


@pytest.mark.parametrize("pose", sorted(set(POSES) - {"ride"}))
def test_every_body_rests_on_the_ground(pose: str) -> None:
    assert low_m(body(LOOKS, POSES[pose])) == pytest.approx(0.0, abs=1e-9)


def test_a_standing_body_has_its_height() -> None:
    assert top_m(body(LOOKS, POSES["stand"])) == pytest.approx(LOOKS.height_m, abs=0.06)


def test_a_lying_body_is_low_and_long() -> None:
    cones = body(LOOKS, POSES["lie"])
    assert top_m(cones) < 0.45
    assert np.ptp(np.concatenate([cones[:, 0], cones[:, 3]])) > 1.4


def test_raised_hands_are_above_the_shoulders() -> None:
    cones = body(LOOKS, POSES["hands_up"])
    hands = cones[[-1, -7], 5]
    assert (hands > 1.7).all()


def test_hanging_hands_are_below_the_hips() -> None:
    assert (body(LOOKS, POSES["stand"])[[-1, -7], 5] < 1.0).all()


def test_a_walker_swings_left_and_right_in_turn() -> None:
    left, right = JOINTS.index("hip_l"), JOINTS.index("hip_r")
    quarter, three = stride(0.25, 1.0), stride(0.75, 1.0)
    assert quarter[left] > 0 > quarter[right]
    assert three[left] < 0 < three[right]


def test_who_stands_does_not_swing() -> None:
    assert not stride(0.3, 0.0).any()


def test_a_rider_hangs_at_the_height_he_is_given() -> None:
    low, high = body(LOOKS, POSES["ride"], lift_m=0.9), body(LOOKS, POSES["ride"], lift_m=1.0)
    assert (high[:, 2] - low[:, 2]) == pytest.approx(0.1)


def test_an_unnamed_joint_is_at_rest() -> None:
    assert not pose_of().any()
