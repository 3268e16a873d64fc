"""One camera's pictures, one after the other: what stands, what moves, what the sensor makes of it."""

from __future__ import annotations

from math import cos, pi, sin
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gestae.sample.cameras import NEAR_M, Camera, project
from gestae.sample.canvas import Canvas as _Canvas
from gestae.sample.canvas import Rect, Seen, Tile
from gestae.sample.picture import to_yuv
from gestae.sample.scene import SUBJECTS, Scene, bag_cones, bike_cones, person_cones
from gestae.sample.solids import ACROSS, FAR, paint_cones, paint_triangles
from gestae.sample.things import paint_van, van_mesh, van_points

__all__ = ["Painter", "Planes"]

Array = NDArray[np.float64]
Planes = tuple[NDArray[np.uint8], ...]

_GRAIN_PX: Final = 1024
# Standard deviation of the sensor's noise, in sixteenths of a level.
_GRAIN_SD: Final = 26.0


class Painter:
    """Paints one camera's pictures of a scene; the same scene, camera and seed give the same bytes."""

    def __init__(self, scene: Scene, cameras: tuple[Camera, Camera], seed: int) -> None:
        """Take a scene and one camera before and after its jolt (twice the same where nothing jolts it)."""
        self._scene, self._cameras = scene, cameras
        self._sun = np.array(scene.sun)
        self._canvas: _Canvas | None = None
        self._which = -1
        self._van = _VanTiles(scene)
        self._last: dict[str, tuple[Array, Array, Tile | None]] = {}
        grain = np.random.default_rng([seed, 3]).normal(0.0, _GRAIN_SD, (_GRAIN_PX, _GRAIN_PX))
        self._grain = np.clip(np.rint(grain), -127, 127).astype(np.int8)

    def paint(self, at_s: float, lot: int, *, full_range: bool) -> tuple[Planes, tuple[Seen, ...]]:
        """Paint the picture of a moment.

        Args:
            at_s: film seconds.
            lot: the picture's number; it alone chooses the noise.
            full_range: Motion-JPEG's 0..255 instead of 16..235.

        Returns:
            Planes y (h, w), u and v (h/2, w/2) uint8; what is seen of every thing that is there.
        """
        which = int(at_s >= self._scene.jolt_s)
        canvas, view = self._canvas_for(which), self._cameras[which].view()
        canvas.clear()
        wholes: dict[str, int] = {}
        for subject, cones in _bodies(self._scene, at_s):
            tile = self._tile(subject, cones, view)
            if tile is not None:
                wholes[subject] = canvas.add(tile, SUBJECTS[subject][0])
            canvas.cast(cones, view, self._sun)
        van = self._van.tile(at_s, view, self._sun)
        if van is not None:
            wholes["van"] = canvas.add(van, SUBJECTS["van"][0])
        canvas.cast_van(self._scene.van.pose(at_s), view, self._sun)
        canvas.settle()
        return self._expose(canvas, at_s, lot, full_range=full_range), canvas.seen(wholes)

    def _tile(self, subject: str, cones: Array, view: Array) -> Tile | None:
        """Paint a body, and again only when it or the camera has moved."""
        last = self._last.get(subject)
        if last is None or not (np.array_equal(last[0], cones) and np.array_equal(last[1], view)):
            last = cones, view, _cone_tile(cones, view, self._sun)
            self._last[subject] = last
        return last[2]

    def _canvas_for(self, which: int) -> _Canvas:
        if self._canvas is None or (which != self._which and self._cameras[0] != self._cameras[1]):
            self._canvas = _Canvas(self._cameras[which], self._sun)
        self._which = which
        return self._canvas

    def _expose(self, canvas: _Canvas, at_s: float, lot: int, *, full_range: bool) -> Planes:
        h, w = canvas.small.shape[:2]
        lit = at_s >= self._scene.light_s
        drift = 1.0 + 0.012 * sin(2 * pi * at_s / 61.0) + 0.006 * sin(2 * pi * at_s / 17.0)
        step = self._scene.light_gain if lit else 1.0
        # Half of the step reaches the whole yard, the rest falls off with the distance from the lamp.
        gain = (drift * (1.0 + (step - 1.0) * (0.6 + 0.8 * canvas.near_lamp))).astype(np.float32)
        chance = np.random.default_rng([lot, w, h])
        at = [int(v) for v in chance.integers(0, _GRAIN_PX - max(w, h), 4)]
        planes = tuple(np.empty(size, np.uint8) for size in ((h, w), (h // 2, w // 2), (h // 2, w // 2)))
        to_yuv(planes, canvas.small, gain, self._grain, (*at, int(full_range)))
        return planes


def _bodies(scene: Scene, at_s: float) -> list[tuple[str, Array]]:
    bodies = [(p.name, person_cones(scene, p, at_s)) for p in scene.people if p.is_out(at_s)]
    if at_s < scene.bike_leg.end_s:
        bodies.append(("bicycle", bike_cones(scene, at_s)))
    carried = bag_cones(scene, at_s)
    return bodies if carried is None else [*bodies, ("bag", carried)]


def _samples_rect(x: Array, y: Array, reach: Array, view: Array) -> Rect | None:
    """Bound points with their reach (picture elements) in samples, at most one picture beyond each edge."""
    w, h = int(view[13]), int(view[14])
    x0, x1 = max(-w // 2, int((x - reach).min()) - 1), min(w + w // 2, int((x + reach).max()) + 2)
    y0, y1 = max(-h // 2, int((y - reach).min()) - 1), min(h + h // 2, int((y + reach).max()) + 2)
    if x0 >= w or y0 >= h or x1 <= 0 or y1 <= 0 or x0 >= x1 or y0 >= y1:
        return None
    return x0 * ACROSS, x1 * ACROSS, y0 * ACROSS, y1 * ACROSS


def _cone_tile(cones: Array, view: Array, sun: Array) -> Tile | None:
    """Paint a body into a tile of its own, so that what hides it does not change how much of it there is."""
    ends = np.concatenate([cones[:, 0:3], cones[:, 3:6]])
    x, y, depth = project(ends, view)
    if (depth < NEAR_M).any():
        return None
    reach = 1.25 * np.concatenate([cones[:, 6], cones[:, 7]]) * view[12] / depth + 1
    rect = _samples_rect(x, y, reach, view)
    if rect is None:
        return None
    size = rect[3] - rect[2], rect[1] - rect[0]
    rgb, near = np.zeros((*size, 3), np.float32), np.full(size, FAR, np.float32)
    paint_cones(rgb, near, (rect[0], rect[2]), cones, view, sun)
    return Tile(rgb, near, rect)


class _VanTiles:
    """Paints the van, and again only when it or the camera has moved."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._mesh, self._faces = van_mesh()
        self._last: tuple[tuple[float, ...], Tile | None] = ((), None)

    def tile(self, at_s: float, view: Array, sun: Array) -> Tile | None:
        van = self._scene.van
        x, y, yaw = van.pose(at_s)
        door = van.door(at_s)
        key = (x, y, yaw, door, *view.tolist())
        if self._last[0] != key:
            self._last = key, self._paint((x, y, yaw, door, -van.gone_m(at_s) / 0.36), view, sun)
        return self._last[1]

    def _paint(self, pose: tuple[float, ...], view: Array, sun: Array) -> Tile | None:
        x, y, yaw, door, roll = pose
        points = van_points(self._mesh, (x, y, yaw))
        px, py, depth = project(points, view)
        ahead = depth > NEAR_M
        if not ahead.any():
            return None
        rect = _samples_rect(px[ahead], py[ahead], np.ones(int(ahead.sum())), view)
        if rect is None:
            return None
        size = rect[3] - rect[2], rect[1] - rect[0]
        rgb, near = np.zeros((*size, 3), np.float32), np.full(size, FAR, np.float32)
        own = np.zeros((*size, 3), np.float32)
        paint_triangles(near, own, (rect[0], rect[2]), points, self._faces, view)
        c, s = cos(yaw), sin(yaw)
        local = np.array([c * sun[0] + s * sun[1], -s * sun[0] + c * sun[1], sun[2], sun[3]])
        looks = np.array([*self._scene.van.tint, door, roll])
        paint_van(rgb, own, self._mesh, self._faces, looks, local)
        return Tile(rgb, near, rect)
