"""Where the three cameras hang and what falls into their pictures: a pinhole, exactly."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import cos, radians, sin, tan

import numpy as np
from numpy.typing import NDArray

from gestae.errors import RecordError

__all__ = ["NEAR_M", "Camera", "in_picture", "mesh_in_picture", "project"]

NEAR_M = 0.15


@dataclass(frozen=True, slots=True)
class Camera:
    """A pinhole with its place in the yard (metres, z up) and where it looks (degrees).

    >>> Camera("gate", (0.0, -8.0, 3.6), heading_deg=0.0, pitch_deg=-18.0, across_deg=60.0, size_px=(640, 360)).focal_px
    554.256...
    """

    name: str
    place_m: tuple[float, float, float]
    heading_deg: float  # from north (y), clockwise
    pitch_deg: float  # negative looks down
    across_deg: float  # horizontal angle of view
    size_px: tuple[int, int]

    def __post_init__(self) -> None:
        if self.size_px[0] % 2 or self.size_px[1] % 2:
            raise RecordError(f"a picture of {self.size_px}; 4:2:0 needs even sides")
        if not 0.0 < self.across_deg < 180.0:
            raise RecordError(f"an angle of view of {self.across_deg} degrees; it lies between 0 and 180")

    @property
    def focal_px(self) -> float:
        """Focal length in picture elements."""
        return self.size_px[0] / 2 / tan(radians(self.across_deg) / 2)

    def view(self) -> NDArray[np.float64]:
        """Write it for the painters: place, right, up, forward (3 each), focal length, width, height, 0."""
        h, p = radians(self.heading_deg), radians(self.pitch_deg)
        forward = np.array([sin(h) * cos(p), cos(h) * cos(p), sin(p)])
        right = np.array([cos(h), -sin(h), 0.0])
        up = np.cross(right, forward)
        return np.concatenate([self.place_m, right, up, forward, [self.focal_px, *self.size_px, 0.0]])

    def jolted(self, right_px: float, down_px: float) -> Camera:
        """Turn the camera so that the middle of its picture moves by so many elements."""
        degree_px = self.focal_px * radians(1.0)
        return replace(
            self,
            heading_deg=self.heading_deg - right_px / degree_px,
            pitch_deg=self.pitch_deg + down_px / degree_px,
        )


def project(points: NDArray[np.float64], view: NDArray[np.float64]) -> tuple[NDArray[np.float64], ...]:
    """Put points into the picture: x, y in picture elements (any, where too near), depth in metres."""
    away = points - view[:3]
    depth = away @ view[9:12]
    safe = np.where(depth > NEAR_M, depth, 1.0)
    x = view[13] / 2 + (away @ view[3:6]) / safe * view[12]
    y = view[14] / 2 - (away @ view[6:9]) / safe * view[12]
    return x, y, depth


def in_picture(cones: NDArray[np.float64], view: NDArray[np.float64]) -> bool:
    """Say whether any part of a body of rounded cones falls into the picture, hidden or not.

    A sphere's outline reaches its radius over its depth from its middle; along a cone nothing reaches further
    than its two ends, so the ends decide (the rim of a picture is straight).

    Args:
        cones: (n, >= 8) ends and radii in metres.
        view: see `Camera.view`.
    """
    for end in (0, 3):
        x, y, depth = project(cones[:, end : end + 3], view)
        r = cones[:, 6 + end // 3] * view[12] / np.maximum(depth, NEAR_M)
        touches = (x + r > 0) & (x - r < view[13]) & (y + r > 0) & (y - r < view[14]) & (depth > NEAR_M)
        if touches.any():
            return True
    return False


def mesh_in_picture(points: NDArray[np.float64], view: NDArray[np.float64]) -> bool:
    """Say whether any corner of a finely cut mesh falls into the picture.

    Args:
        points: (n, 3) in the world, metres.
        view: see `Camera.view`.
    """
    x, y, depth = project(points, view)
    return bool(((depth > NEAR_M) & (x > 0) & (x < view[13]) & (y > 0) & (y < view[14])).any())
