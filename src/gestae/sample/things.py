"""The van, the bicycle and the bag: shapes in their own frames (x ahead, y left, z up, metres). Pure."""

from __future__ import annotations

from math import cos, pi, sin
from typing import Final

import numpy as np
from numba import njit
from numpy.typing import NDArray

from gestae.sample.livery import flank_colour, over_colour, wheel_colour
from gestae.sample.noise import value_noise
from gestae.sample.solids import FAR, paint_triangles

__all__ = ["VAN_LENGTH_M", "VAN_OUTLINE_M", "bag", "bicycle", "paint_van", "van_mesh", "van_points"]

Array = NDArray[np.float64]

VAN_LENGTH_M: Final = 5.18
# Half width and the ends of the body on the ground, for shadows.
VAN_OUTLINE_M: Final = (-2.55, 2.62, 0.98, 2.28)
# Upper edge of the side, from the rear to the nose.
_TOP: Final = (
    (-2.56, 0.42), (-2.53, 1.2), (-2.46, 2.08), (-2.30, 2.26), (-0.6, 2.31), (0.85, 2.28), (1.12, 2.20), (1.55, 1.80),
    (1.92, 1.42), (2.32, 1.24), (2.52, 1.10), (2.60, 0.90), (2.62, 0.46),
)  # fmt: skip
_FLOOR_M: Final = 0.30
_WHEELS_M: Final = (1.62, -1.52)
_WHEEL_R_M: Final = 0.36
_SIDE, _OVER, _WHEEL, _TREAD = 0.0, 1.0, 2.0, 3.0


def _half_width(z: float) -> float:
    return 0.98 - 0.11 * max(0.0, z - 1.15) / 1.15


def _edge(x: float) -> float:
    xs, zs = zip(*_TOP, strict=True)
    return float(np.interp(x, xs, zs))


def van_mesh() -> tuple[Array, NDArray[np.int64]]:
    """Cut the van into triangles.

    Returns:
        points (n, 7): place, normal, kind of surface (0 side, 1 roof and ends, 2 wheel, 3 tread);
        faces (m, 3): rows of points.
    """
    points: list[tuple[float, ...]] = []
    faces: list[tuple[int, int, int]] = []
    _sides(points, faces)
    _over(points, faces)
    for x in _WHEELS_M:
        for side in (1.0, -1.0):
            _wheel(points, faces, x, side)
    return np.array(points), np.array(faces, dtype=np.int64)


def van_points(mesh: Array, pose: tuple[float, float, float]) -> Array:
    """Set the van's corners down in the yard: (n, 3) for a middle (x, y) and a heading in radians."""
    x, y, yaw = pose
    c, s = cos(yaw), sin(yaw)
    return np.column_stack([x + c * mesh[:, 0] - s * mesh[:, 1], y + s * mesh[:, 0] + c * mesh[:, 1], mesh[:, 2]])


def _grid(faces: list[tuple[int, int, int]], start: int, rows: int, cols: int) -> None:
    for r in range(rows - 1):
        for c in range(cols - 1):
            a = start + r * cols + c
            faces.append((a, a + 1, a + cols))
            faces.append((a + 1, a + cols + 1, a + cols))


def _sides(points: list[tuple[float, ...]], faces: list[tuple[int, int, int]]) -> None:
    xs = sorted({*np.linspace(-2.56, 2.62, 27).tolist(), *(x for x, _ in _TOP)})
    for side in (1.0, -1.0):
        start = len(points)
        for x in xs:
            for part in np.linspace(0.0, 1.0, 9):
                z = _FLOOR_M + part * (_edge(x) - _FLOOR_M)
                up = 0.12 + 0.75 * max(0.0, float(part) - 0.93) / 0.07
                size = (1.0 + up * up) ** 0.5
                points.append((x, side * _half_width(z), z, 0.0, side / size, up / size, _SIDE))
        _grid(faces, start, len(xs), 9)


def _over(points: list[tuple[float, ...]], faces: list[tuple[int, int, int]]) -> None:
    dense = [(float(x), _edge(float(x))) for x in np.linspace(-2.30, 2.60, 40)]
    line = sorted({*_TOP, *dense}, key=lambda p: (p[0], p[1] if p[0] < 0 else -p[1]))
    start = len(points)
    for k, (x, z) in enumerate(line):
        before, after = line[max(0, k - 1)], line[min(len(line) - 1, k + 1)]
        dx, dz = after[0] - before[0], after[1] - before[1]
        size = (dx * dx + dz * dz) ** 0.5
        for across in np.linspace(-1.0, 1.0, 9):
            bevel = 0.6 * max(0.0, abs(float(across)) - 0.75) / 0.25 * (1.0 if across > 0 else -1.0)
            n = np.array([-dz / size, bevel, dx / size])
            n /= np.linalg.norm(n)
            points.append((x, float(across) * _half_width(z), z, *n.tolist(), _OVER))
    _grid(faces, start, len(line), 9)


def _wheel(points: list[tuple[float, ...]], faces: list[tuple[int, int, int]], x: float, side: float) -> None:
    outer, inner, count = 1.0 * side, 0.76 * side, 28
    hub = len(points)
    points.append((x, outer, _WHEEL_R_M, 0.0, side, 0.0, _WHEEL))
    for k in range(count):
        a = 2 * pi * k / count
        px, pz = x + _WHEEL_R_M * cos(a), _WHEEL_R_M + _WHEEL_R_M * sin(a)
        points.append((px, outer, pz, 0.0, side, 0.0, _WHEEL))
        points.append((px, outer, pz, cos(a), 0.0, sin(a), _TREAD))
        points.append((px, inner, pz, cos(a), 0.0, sin(a), _TREAD))
    for k in range(count):
        a, b = hub + 1 + 3 * k, hub + 1 + 3 * ((k + 1) % count)
        faces.extend([(hub, a, b), (a + 1, b + 1, a + 2), (b + 1, b + 2, a + 2)])


@njit(cache=True, nogil=True)  # pragma: no cover - compiled
def paint_van(rect, seen, shape, looks, sun):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201
    """Paint the van into a tile of its own.

    Args:
        rect: the tile's x from, x to, y from, y to in samples of the picture.
        seen: the van's corners in the world (n, 3) and the view, see `gestae.sample.cameras`.
        shape: corners in the van's frame (n, 7) and triangles (m, 3), see `van_mesh`.
        looks: tint (3), how far the door is open 0..1, how far the wheels have turned (radians).
        sun: direction in the van's frame (3) and strength.

    Returns:
        rgb (h, w, 3) uint8; depth (h, w) float32; how many samples the van covers.
    """
    points, faces = shape
    h, w = rect[3] - rect[2], rect[1] - rect[0]
    rgb, depth = np.zeros((h, w, 3), np.uint8), np.full((h, w), FAR, np.float32)
    own = np.zeros((h, w, 3), np.float32)
    paint_triangles(depth, own, (rect[0], rect[2]), seen[0], faces, seen[1])
    whole = 0
    for j in range(own.shape[0]):
        for i in range(own.shape[1]):
            f = int(own[j, i, 0]) - 1
            if f < 0:
                continue
            whole += 1
            wa, wb = own[j, i, 1], own[j, i, 2]
            wc = 1.0 - wa - wb
            a, b, c = points[faces[f, 0]], points[faces[f, 1]], points[faces[f, 2]]
            x, y, z = (
                wa * a[0] + wb * b[0] + wc * c[0],
                wa * a[1] + wb * b[1] + wc * c[1],
                wa * a[2] + wb * b[2] + wc * c[2],
            )
            nx, ny, nz = (
                wa * a[3] + wb * b[3] + wc * c[3],
                wa * a[4] + wb * b[4] + wc * c[4],
                wa * a[5] + wb * b[5] + wc * c[5],
            )
            kind = a[6]
            if kind == 0.0:
                colour = flank_colour((x, y, z), looks, looks[3])
            elif kind == 1.0:
                colour = over_colour((x, y, z), looks)
            elif kind == 2.0:
                colour = wheel_colour(x, z, looks[4])
            else:
                colour = (0.045, 0.045, 0.045)
            light = max(0.0, nx * sun[0] + ny * sun[1] + nz * sun[2])
            dirt = 1.0 - 0.16 * value_noise(x * 2.1 + y * 3.0, z * 2.3) * max(0.2, 1.4 - z)
            shade = (0.78 + 0.24 * nz + sun[3] * light) * dirt
            for ch in range(3):
                rgb[j, i, ch] = np.uint8(min(255.0, 255.0 * colour[ch] * shade) + 0.5)
    return rgb, depth, whole


def _cone(
    a: tuple[float, float, float], b: tuple[float, float, float], r: float, colour: tuple[float, ...]
) -> list[float]:
    return [*a, *b, r, r, 1.0, 0.0, 0.0, 1.0, *colour, 0.0, 0.25]


def bicycle(colour: tuple[float, float, float]) -> Array:
    """Build the bicycle: (n, 17) rounded cones, wheels along x, standing on the ground."""
    black, grey = (0.04, 0.04, 0.04), (0.45, 0.45, 0.46)
    rows: list[list[float]] = []
    for cx in (-0.53, 0.53):
        ring = [(cx + 0.335 * cos(2 * pi * k / 20), 0.0, 0.36 + 0.335 * sin(2 * pi * k / 20)) for k in range(21)]
        rows.extend(_cone(ring[k], ring[k + 1], 0.024, black) for k in range(20))
        rows.extend(_cone((cx, 0.0, 0.36), ring[k], 0.005, grey) for k in range(0, 20, 5))
    frame = (
        ((-0.53, 0.36), (-0.06, 0.32)), ((-0.06, 0.32), (-0.20, 0.86)), ((-0.19, 0.78), (-0.53, 0.36)),
        ((-0.19, 0.78), (0.38, 0.82)), ((-0.06, 0.32), (0.39, 0.72)), ((0.53, 0.36), (0.36, 0.98)),
    )  # fmt: skip
    rows.extend(_cone((a[0], 0.0, a[1]), (b[0], 0.0, b[1]), 0.023, colour) for a, b in frame)
    rows.append(_cone((0.36, -0.27, 1.02), (0.36, 0.27, 1.02), 0.018, black))
    rows.append(_cone((0.36, 0.0, 0.98), (0.36, 0.0, 1.02), 0.02, black))
    rows.append(_cone((-0.34, 0.0, 0.92), (-0.10, 0.0, 0.93), 0.05, black))
    rows.append(_cone((-0.06, 0.0, 0.32), (-0.02, 0.12, 0.18), 0.02, black))
    rows.append(_cone((-0.66, 0.0, 0.80), (-0.30, 0.0, 0.80), 0.03, grey))
    return np.array(rows)


def bag(colour: tuple[float, float, float]) -> Array:
    """Build the bag: (n, 17) rounded cones hanging from the origin, long side along x."""
    rows = [
        _cone((-0.20, 0.0, -0.30), (0.20, 0.0, -0.30), 0.13, colour),
        _cone((-0.20, 0.0, -0.22), (0.20, 0.0, -0.22), 0.11, colour),
        _cone((-0.10, 0.0, -0.15), (-0.02, 0.0, -0.02), 0.014, (0.05, 0.04, 0.04)),
        _cone((0.10, 0.0, -0.15), (0.02, 0.0, -0.02), 0.014, (0.05, 0.04, 0.04)),
    ]
    cones = np.array(rows)
    cones[:, 8:12] = (0.0, 1.0, 0.0, 1.5)
    return cones
