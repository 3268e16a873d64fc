"""The yard itself and its three cameras: boxes, colours, places. Pure, jittered by the seed."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from gestae.sample.cameras import Camera

__all__ = ["LAMP_M", "hang_cameras", "yard_boxes"]

Array = NDArray[np.float64]

LAMP_M: Final = (3.2, 6.6, 4.5)
_BRICK, _SHEET, _GLASS, _PLASTER, _INSIDE, _PLAIN = 1.0, 2.0, 3.0, 4.0, 5.0, 0.0
# West-east, south-north, floor-top, colour, kind.
_BOXES: Final = (
    (-30, 20, 9.0, 9.3, 0, 2.5, (0.52, 0.34, 0.27), _BRICK),
    (-30, 20, 8.95, 9.35, 2.5, 2.6, (0.50, 0.50, 0.48), _PLAIN),
    (-11, 1.5, 11.5, 20, 0, 6.0, (0.44, 0.50, 0.52), _SHEET),
    (-30, 20, -11.3, -11.0, 0, 2.4, (0.60, 0.57, 0.50), _PLASTER),
    (-30.3, -30, -11, 9, 0, 2.4, (0.55, 0.53, 0.48), _PLASTER),
    (16, 16.3, -11, 9, 0, 2.4, (0.55, 0.53, 0.48), _PLASTER),
    # booth: floor, roof, walls, posts of the door, lintel, window
    (5.0, 8.2, 5.2, 8.4, 2.55, 2.72, (0.40, 0.41, 0.42), _PLAIN),
    (5.0, 5.1, 5.3, 8.3, 0, 2.55, (0.66, 0.66, 0.58), _PLASTER),
    (8.1, 8.2, 5.3, 8.3, 0, 2.55, (0.66, 0.66, 0.58), _PLASTER),
    (5.0, 8.2, 8.2, 8.3, 0, 2.55, (0.66, 0.66, 0.58), _PLASTER),
    (5.1, 5.50, 5.3, 5.4, 0, 2.55, (0.66, 0.66, 0.58), _PLASTER),
    (6.40, 8.1, 5.3, 5.4, 0, 2.55, (0.66, 0.66, 0.58), _PLASTER),
    (5.50, 6.40, 5.3, 5.4, 2.08, 2.55, (0.66, 0.66, 0.58), _PLASTER),
    (6.85, 7.85, 5.27, 5.30, 1.0, 1.95, (0.20, 0.24, 0.28), _GLASS),
    (4.97, 5.0, 6.0, 7.6, 1.0, 1.95, (0.20, 0.24, 0.28), _GLASS),
    (5.1, 8.1, 5.4, 8.2, 0, 0.01, (0.30, 0.28, 0.26), _INSIDE),
    # lamp post and its head
    (3.14, 3.26, 6.54, 6.66, 0, 4.6, (0.34, 0.36, 0.36), _PLAIN),
    (3.0, 3.4, 6.2, 6.7, 4.5, 4.62, (0.40, 0.41, 0.41), _PLAIN),
    # pallets, bins and a water tank
    (-7.4, -6.2, 6.9, 8.1, 0, 0.9, (0.46, 0.36, 0.24), _SHEET),
    (-6.0, -5.0, 7.2, 8.2, 0, 0.45, (0.46, 0.36, 0.24), _SHEET),
    (-3.6, -2.6, 7.7, 8.6, 0, 1.25, (0.16, 0.30, 0.22), _PLAIN),
    (-2.4, -1.4, 7.7, 8.6, 0, 1.25, (0.18, 0.24, 0.34), _PLAIN),
    (0.6, 2.0, 8.85, 9.0, 0, 2.1, (0.30, 0.34, 0.36), _SHEET),
    (-9.6, -8.2, -9.6, -8.2, 0, 1.5, (0.38, 0.40, 0.41), _SHEET),
    (-13.2, -11.0, -10.4, -9.2, 0, 0.8, (0.45, 0.36, 0.26), _SHEET),
    (-14.0, -12.6, -10.9, -10.5, 0, 2.1, (0.24, 0.28, 0.26), _SHEET),
)


def yard_boxes() -> tuple[Array, Array]:
    """Build the yard: (n, 6) low and high corners in metres, (n, 4) colour and kind."""
    boxes = np.array([(x0, y0, z0, x1, y1, z1) for x0, x1, y0, y1, z0, z1, _, _ in _BOXES], dtype=np.float64)
    tints = np.array([(*colour, kind) for *_, colour, kind in _BOXES], dtype=np.float64)
    return boxes, tints


def hang_cameras(seed: int) -> tuple[Camera, ...]:
    """Hang gate, yard and booth cameras, each a little elsewhere for every seed."""
    rng = np.random.default_rng([seed, 2])

    def near(value: float, spread: float) -> float:
        return value + float(rng.uniform(-spread, spread))

    return (
        Camera("gate", (near(-0.5, 0.25), near(-8.9, 0.15), near(3.7, 0.12)),
               near(1.0, 1.2), near(-17.5, 0.6), 60.0, (640, 360)),
        Camera("yard", (near(6.0, 0.2), near(-7.4, 0.2), near(4.2, 0.12)),
               near(-36.0, 1.2), near(-19.5, 0.6), 58.0, (704, 400)),
        Camera("booth", (near(5.2, 0.1), near(5.0, 0.1), near(3.7, 0.1)),
               near(-128.0, 1.2), near(-20.0, 0.6), 60.0, (640, 480)),
    )  # fmt: skip
