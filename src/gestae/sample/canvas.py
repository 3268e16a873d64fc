"""The picture in the making: the still yard, tiles set into it, soft shadows, what is seen of each thing."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, sin
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gestae.sample.cameras import NEAR_M, Camera, project
from gestae.sample.ground import trace_yard
from gestae.sample.picture import darken, dim, measure, merge_tile, settle, shade_round, shade_van
from gestae.sample.place import LAMP_M, yard_boxes
from gestae.sample.scene import SUBJECTS
from gestae.sample.solids import ACROSS
from gestae.sample.things import VAN_OUTLINE_M

__all__ = ["Canvas", "Rect", "Seen", "Tile"]

Array = NDArray[np.float64]
Rect = tuple[int, int, int, int]  # x from, x to, y from, y to

_UP: Final = np.array([1e-6, 0.0, 1.0])
_NAMES: Final = {number: name for name, (number, _) in SUBJECTS.items()}
# Width of the half shadow at the body (m), growth per metre, strength: the sun's, and the sky's under a body.
_SUN_SOFT: Final = (0.03, 0.10, 0.92)
_SKY_SOFT: Final = (0.26, 0.30, 0.42)


@dataclass(frozen=True, slots=True)
class Seen:
    """What is seen of one thing in one picture: corners x1 y1 x2 y2 and areas, in picture elements."""

    subject: str
    box: tuple[float, float, float, float]
    seen_px: float
    whole_px: float


@dataclass(frozen=True, slots=True)
class Tile:
    """A painted thing: rgb (h, w, 3), depth (h, w), its rectangle in samples (may reach beyond the picture)."""

    rgb: NDArray[np.float32]
    depth: NDArray[np.float32]
    rect: Rect


class Canvas:
    """One camera's picture; `clear` brings the empty yard back where something was."""

    def __init__(self, camera: Camera, sun: Array) -> None:
        w, h = camera.size_px
        self._still = np.empty((h * ACROSS, w * ACROSS, 3), np.float32)
        self._still_depth = np.empty((h * ACROSS, w * ACROSS), np.float32)
        self._place = np.zeros((h, w, 3), np.float32)
        self._sunny = np.zeros((h, w), np.float32)
        boxes, tints = yard_boxes()
        out = self._still, self._still_depth, self._place, self._sunny
        trace_yard(out, boxes, tints, camera.view(), sun)
        self._sky = np.ones((h, w), np.float32)
        away = np.linalg.norm(self._place - np.array(LAMP_M, np.float32), axis=2)
        self.near_lamp = np.exp(-((away / 7.0) ** 2)).astype(np.float32)
        self._shade = np.ones((h, w), np.float32)
        self._owner = np.zeros((h * ACROSS, w * ACROSS), np.int16)
        self._rgb, self._depth = self._still.copy(), self._still_depth.copy()
        self.small = np.empty((h, w, 3), np.float32)
        settle(self.small, self._rgb, self._owner, self._shade, (0, w, 0, h))
        self._small_still = self.small.copy()
        self._size = (w, h)
        self._tiles: list[Rect] = []
        self._shadows: list[Rect] = []
        self._cover = np.zeros((h, w), np.float32)

    def clear(self) -> None:
        """Bring the empty yard back."""
        for x0, x1, y0, y1 in self._tiles:
            part = slice(y0 * ACROSS, y1 * ACROSS), slice(x0 * ACROSS, x1 * ACROSS)
            self._rgb[part], self._depth[part], self._owner[part] = self._still[part], self._still_depth[part], 0
        for x0, x1, y0, y1 in self._tiles + self._shadows:
            self._shade[y0:y1, x0:x1] = 1.0
            self.small[y0:y1, x0:x1] = self._small_still[y0:y1, x0:x1]
        self._tiles, self._shadows = [], []

    def _clip(self, x0: float, x1: float, y0: float, y1: float) -> Rect | None:
        """Cut a rectangle (picture elements) to the picture; None where it misses it."""
        rect = (max(0, int(x0)), min(self._size[0], int(x1) + 1), max(0, int(y0)), min(self._size[1], int(y1) + 1))
        return None if rect[0] >= rect[1] or rect[2] >= rect[3] else rect

    def add(self, tile: Tile, number: int) -> int:
        """Set a tile in where it is nearest; samples of the whole thing, seen or not."""
        x0, x1, y0, y1 = tile.rect
        rect = self._clip(x0 // ACROSS, x1 // ACROSS, y0 // ACROSS, y1 // ACROSS)
        if rect is not None:
            self._tiles.append(rect)
        whole = merge_tile(self._rgb, self._depth, self._owner, (tile.rgb, tile.depth), (x0, y0, number))
        return int(whole)

    def cast(self, cones: Array, view: Array, sun: Array) -> None:
        """Lay a body's shadow on the yard, and the dark under its feet."""
        thick = cones[cones[:, 6] > min(0.045, float(cones[:, 6].max()) / 3)]
        low = cones[(np.minimum(cones[:, 2], cones[:, 5]) < 0.22) & (cones[:, 6] > 0.03)]
        for part, towards, share, soft in ((thick, sun[:3], self._sunny, _SUN_SOFT), (low, _UP, self._sky, _SKY_SOFT)):
            rect = shade_round(self._cover, self._place, part, view, towards, soft)
            if rect[0] < rect[1]:
                darken(self._shade, self._cover, share, rect, soft[2])
                self._shadows.append(rect)

    def cast_van(self, pose: tuple[float, float, float], view: Array, sun: Array) -> None:
        """Lay the van's shadow on the ground, and the dark beneath it."""
        rear, front, half, top = VAN_OUTLINE_M
        c, s = cos(pose[2]), sin(pose[2])
        foot = np.array([(x * c - y * s + pose[0], x * s + y * c + pose[1])
                         for x, y in ((rear, -half), (front, -half), (front, half), (rear, half))])  # fmt: skip
        shift = -sun[:2] / sun[2]
        roof = np.array([(x * c - y * s + pose[0], x * s + y * c + pose[1])
                         for x, y in ((1.1, -half), (1.1, half), (rear, half), (rear, -half))])  # fmt: skip
        self._cast_outline(np.concatenate([foot, roof + shift * top]), view, self._sunny, (0.16, 0.92))
        self._cast_outline(foot, view, self._sky, (0.28, 0.62))

    def _cast_outline(self, points: Array, view: Array, share: NDArray[np.float32], soft: tuple[float, float]) -> None:
        hull = _hull(points)
        x, y, depth = project(np.column_stack([hull, np.zeros(len(hull))]), view)
        if (depth < NEAR_M).all():
            return
        if (depth < 1.0).any():
            rect = self._clip(0, self._size[0] - 1, 0, self._size[1] - 1)
        else:
            reach = 0.5 * view[12] / depth
            rect = self._clip((x - reach).min(), (x + reach).max(), (y - reach).min(), (y + reach).max())
        if rect is None:
            return
        self._shadows.append(rect)
        side = np.roll(hull, -1, axis=0) - hull
        normals = np.column_stack([side[:, 1], -side[:, 0]]) / np.linalg.norm(side, axis=1, keepdims=True)
        edges = np.column_stack([normals, (normals * hull).sum(axis=1)])
        shade_van(self._shade, self._place, share, rect, edges, soft)

    def settle(self) -> None:
        """Turn samples into picture elements wherever something changed."""
        for rect in self._shadows:
            dim(self.small, self._small_still, self._shade, rect)
        for rect in self._tiles:
            settle(self.small, self._rgb, self._owner, self._shade, rect)

    def seen(self, wholes: dict[str, int]) -> tuple[Seen, ...]:
        """Measure what is seen of every thing that was set in."""
        found = np.zeros((max(_NAMES) + 1, 5), np.int64)
        if self._tiles:
            x0, x1, y0, y1 = np.array(self._tiles).T
            rect = (x0.min() * ACROSS, x1.max() * ACROSS, y0.min() * ACROSS, y1.max() * ACROSS)
            measure(found, self._owner, tuple(int(v) for v in rect))
        area = ACROSS * ACROSS
        return tuple(
            Seen(
                name,
                tuple((found[SUBJECTS[name][0], :4] / ACROSS).tolist()),
                found[SUBJECTS[name][0], 4] / area,
                n / area,
            )
            for name, n in wholes.items()
            if found[SUBJECTS[name][0], 4] > 0
        )


def _hull(points: Array) -> Array:
    """Find the convex outline of points of the plane, counter-clockwise (Andrew's monotone chain, 1979)."""
    ordered = sorted(map(tuple, points.tolist()))

    def half(run: list[tuple[float, float]]) -> list[tuple[float, float]]:
        line: list[tuple[float, float]] = []
        for p in run:
            while len(line) > 1 and _turn(line[-2], line[-1], p) <= 0:
                line.pop()
            line.append(p)
        return line[:-1]

    return np.array(half(ordered) + half(ordered[::-1]))


def _turn(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
