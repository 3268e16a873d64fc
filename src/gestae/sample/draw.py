"""One camera's pictures, one after the other: what stands, what moves, what the sensor makes of it."""

from __future__ import annotations

from math import cos, floor, pi, sin
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gestae.sample.cameras import NEAR_M, Camera, project
from gestae.sample.canvas import Canvas, Print, Seen, Tile
from gestae.sample.picture import expose
from gestae.sample.scene import SUBJECTS, Person, Scene, bag_cones, bike_cones, person_cones
from gestae.sample.solids import ACROSS, paint_cones
from gestae.sample.things import paint_van, van_mesh, van_points

__all__ = ["Painter", "Planes"]

Array = NDArray[np.float64]
Planes = tuple[NDArray[np.uint8], ...]

_GRAIN_PX: Final = 1024
# Standard deviation of the sensor's noise, in sixteenths of a level.
_GRAIN_SD: Final = 26.0


class Painter:
    """Paints one camera's pictures of a scene; the same scene, camera and seed give the same bytes.

    Whatever it keeps from one picture to the next saves work and changes nothing: any picture may be painted first.
    """

    def __init__(self, scene: Scene, cameras: tuple[Camera, Camera], seed: int) -> None:
        """Take a scene and one camera before and after its jolt (twice the same where nothing jolts it)."""
        self._scene, self._cameras = scene, cameras
        self._sun = np.array(scene.sun)
        self._canvas: Canvas | None = None
        self._view = cameras[0].view()
        self._which = -1
        self._bodies = _Bodies(scene)
        self._prints: dict[str, tuple[Array, Print]] = {}
        self._van: tuple[tuple[float, ...], Print] | None = None
        self._mesh = van_mesh()
        grain = np.random.default_rng([seed, 3]).normal(0.0, _GRAIN_SD, (_GRAIN_PX, _GRAIN_PX))
        self._grain = np.clip(np.rint(grain), -127, 127).astype(np.int8)
        self._gains: dict[bool, tuple[NDArray[np.float32], ...]] = {}

    def paint(self, at_s: float, lot: int, *, full_range: bool) -> tuple[Planes, tuple[Seen, ...]]:
        """Paint the picture of a moment.

        Args:
            at_s: film seconds.
            lot: the picture's number; it alone chooses the noise.
            full_range: Motion-JPEG's 0..255 instead of 16..235.

        Returns:
            Planes y (h, w), u and v (h/2, w/2) uint8; what is seen of every thing that is there.
        """
        canvas = self._canvas_for(int(at_s >= self._scene.jolt_s))
        prints = [self._body_print(canvas, subject, cones) for subject, cones in self._bodies.at(at_s)]
        seen = canvas.show([*prints, self._van_print(canvas, at_s)])
        return self._expose(canvas, at_s, lot, full_range=full_range), seen

    def _canvas_for(self, which: int) -> Canvas:
        if self._canvas is None or (which != self._which and self._cameras[0] != self._cameras[1]):
            self._canvas, self._view = Canvas(self._cameras[which], self._sun), self._cameras[which].view()
            self._prints, self._van, self._gains = {}, None, {}
        self._which = which
        return self._canvas

    def _body_print(self, canvas: Canvas, subject: str, cones: Array) -> Print:
        """Paint a body, and again only when it or the camera has moved."""
        before = self._prints.get(subject)
        if before is not None and np.array_equal(before[0], cones):
            return before[1]
        # A tile of its own: what hides a body does not change how much of it there is.
        rect, rgb, depth, whole = paint_cones(cones, self._view, self._sun)
        tile = Tile(rgb, depth, rect, whole) if whole else None
        made = Print(subject, SUBJECTS[subject][0], tile, canvas.cast(cones))
        self._prints[subject] = cones, made
        return made

    def _van_print(self, canvas: Canvas, at_s: float) -> Print:
        """Paint the van, and again only when it, its door or the camera has moved."""
        van = self._scene.van
        looks = *van.pose(at_s), van.door(at_s), -van.gone_m(at_s) / 0.36
        if self._van is not None and self._van[0] == looks:
            return self._van[1]
        made = Print("van", SUBJECTS["van"][0], self._van_tile(looks), canvas.cast_van(looks[:3]))
        self._van = looks, made
        return made

    def _van_tile(self, looks: tuple[float, float, float, float, float]) -> Tile | None:
        points, (mesh, faces), view = van_points(self._mesh[0], looks[:3]), self._mesh, self._view
        px, py, depth = project(points, view)
        ahead = depth > NEAR_M
        if not ahead.any():
            return None
        (x0, x1), (y0, y1) = (_span(at[ahead], int(size)) for at, size in ((px, view[13]), (py, view[14])))
        if x1 <= 0 or x0 >= view[13] or y1 <= 0 or y0 >= view[14]:
            return None
        rect = x0 * ACROSS, x1 * ACROSS, y0 * ACROSS, y1 * ACROSS
        c, s, sun = cos(looks[2]), sin(looks[2]), self._sun
        local = np.array([c * sun[0] + s * sun[1], -s * sun[0] + c * sun[1], sun[2], sun[3]])
        painted = np.array([*self._scene.van.tint, *looks[3:]])
        rgb, near, whole = paint_van(rect, (points, view), (mesh, faces), painted, local)
        return Tile(rgb, near, rect, whole)

    def _expose(self, canvas: Canvas, at_s: float, lot: int, *, full_range: bool) -> Planes:
        light = canvas.light
        h, w = light[0].shape
        drift = 1.0 + 0.012 * sin(2 * pi * at_s / 61.0) + 0.006 * sin(2 * pi * at_s / 17.0)
        gain = self._gain(canvas, lit=at_s >= self._scene.light_s)
        chance = np.random.default_rng([lot, w, h])
        corner = tuple(int(v) for v in chance.integers(0, _GRAIN_PX - max(w, h), 4))
        slope, foot, tint = (1.0, 0.5, 1.0) if full_range else (0.8588, 16.5, 0.8784)
        curve = tuple(np.float32(v) for v in (drift, slope, foot, tint, slope / 16.0, 0.03))
        planes = tuple(np.empty(part.shape, np.uint8) for part in light)
        expose(planes, light, gain, self._grain, corner, curve)
        return planes

    def _gain(self, canvas: Canvas, *, lit: bool) -> tuple[NDArray[np.float32], ...]:
        """Say how much of its light every element keeps: half of a step of the lamp falls off with the distance."""
        if lit not in self._gains:
            step = self._scene.light_gain if lit else 1.0
            whole = (1.0 + (step - 1.0) * (0.6 + 0.8 * canvas.near_lamp)).astype(np.float32)
            self._gains[lit] = whole, np.ascontiguousarray(whole[::2, ::2])
        return self._gains[lit]


def _span(at: Array, size: int) -> tuple[int, int]:
    """Bound places along one side of the picture: even, at most half a picture beyond each end."""
    low, high = max(-size / 2, float(at.min()) - 1), min(1.5 * size, float(at.max()) + 3)
    return floor(low / 2) * 2, floor(high / 2) * 2


class _Bodies:
    """Shapes everything of rounded cones, and anew only what may have moved."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._kept: dict[str, tuple[object, Array]] = {}

    def at(self, at_s: float) -> list[tuple[str, Array]]:
        """Shape what is in the open at a moment."""
        scene = self._scene
        shapes = {person.name: self._person(person, at_s) for person in scene.people if person.is_out(at_s)}
        if at_s < scene.bike_leg.end_s:
            shapes["bicycle"] = self._bicycle(at_s)
        bag = bag_cones(scene, at_s, shapes)
        if bag is not None:
            shapes["bag"] = bag
        return list(shapes.items())

    def _person(self, person: Person, at_s: float) -> Array:
        key = person.rests(at_s, self._scene.bike_leg.start_s)
        kept = self._kept.get(person.name)
        if key is None or kept is None or kept[0] != key:
            kept = self._kept[person.name] = key, person_cones(self._scene, person, at_s)
        return kept[1]

    def _bicycle(self, at_s: float) -> Array:
        stands = at_s < self._scene.bike_leg.start_s
        kept = self._kept.get("bicycle")
        if kept is None or not stands:
            kept = self._kept["bicycle"] = stands, bike_cones(self._scene, at_s)
        return kept[1]
