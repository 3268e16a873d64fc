"""The pinhole: what falls into a picture, and where."""

import numpy as np
import pytest

from gestae.errors import RecordError
from gestae.sample.cameras import Camera, in_picture, mesh_in_picture, project

AHEAD = Camera("test", (0.0, 0.0, 2.0), heading_deg=0.0, pitch_deg=0.0, across_deg=90.0, size_px=(200, 100))


def ball(x: float, y: float, z: float, radius: float) -> np.ndarray:
    return np.array([[x, y, z, x, y, z + 0.01, radius, radius]])


@pytest.mark.parametrize(
    ("point", "at"),
    [((0.0, 5.0, 2.0), (100.0, 50.0)), ((5.0, 5.0, 2.0), (200.0, 50.0)), ((0.0, 10.0, 7.0), (100.0, 0.0))],
)
def test_points_fall_where_a_pinhole_throws_them(point: tuple[float, ...], at: tuple[float, float]) -> None:
    x, y, _ = project(np.array([point]), AHEAD.view())
    assert (float(x[0]), float(y[0])) == pytest.approx(at)


@pytest.mark.parametrize(
    ("x", "inside"),
    [(0.0, True), (5.05, True), (5.2, False), (-5.05, True), (-5.2, False)],
)
def test_a_ball_is_in_the_picture_as_soon_as_its_rim_is(x: float, inside: bool) -> None:
    assert in_picture(ball(x, 5.0, 2.0, 0.1), AHEAD.view()) is inside


def test_what_lies_behind_is_not_in_the_picture() -> None:
    assert not in_picture(ball(0.0, -5.0, 2.0, 0.1), AHEAD.view())
    assert not mesh_in_picture(np.array([[0.0, -5.0, 2.0]]), AHEAD.view())


def test_a_mesh_is_in_the_picture_with_one_corner() -> None:
    assert mesh_in_picture(np.array([[50.0, 5.0, 2.0], [0.0, 5.0, 2.0]]), AHEAD.view())


def test_a_jolt_moves_the_middle_by_the_elements_named() -> None:
    far = np.array([[0.0, 1000.0, 2.0]])
    x, y, _ = project(far, AHEAD.jolted(4.0, 2.0).view())
    assert (float(x[0]), float(y[0])) == pytest.approx((104.0, 52.0), abs=0.05)


@pytest.mark.parametrize("bad", [{"size_px": (201, 100)}, {"across_deg": 180.0}])
def test_an_impossible_camera_is_refused(bad: dict[str, object]) -> None:
    facts: dict[str, object] = {
        "name": "x", "place_m": (0.0, 0.0, 2.0), "heading_deg": 0.0, "pitch_deg": 0.0, "across_deg": 60.0,
        "size_px": (64, 36),
    }  # fmt: skip
    with pytest.raises(RecordError):
        Camera(**{**facts, **bad})  # type: ignore[arg-type]
