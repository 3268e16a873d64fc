"""The picture in the making: the empty yard, then what rests, then what moves; what is seen of each thing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import cos, sin
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from gestae.sample.cameras import NEAR_M, Camera, project
from gestae.sample.ground import trace_yard
from gestae.sample.picture import measure, merge_tile, settle, shade_outline, shade_round
from gestae.sample.place import LAMP_M, yard_boxes
from gestae.sample.solids import ACROSS
from gestae.sample.things import VAN_OUTLINE_M

__all__ = ["Canvas", "Print", "Rect", "Seen", "Shade", "Tile"]

Array = NDArray[np.float64]
Floats = NDArray[np.float32]
Rect = tuple[int, int, int, int]  # x from, x to, y from, y to

# Width of the half shadow at the body (m), growth per metre, strength: the sun's, and the sky's under a body.
_SUN_SOFT: Final = (0.03, 0.10, 0.92)
_SKY: Final = np.array([1e-6, 0.0, 1.0, 0.26, 0.30, 0.42])
# What has stood unchanged for so many pictures becomes part of the background until it changes.
_RESTS_AFTER: Final = 8


@dataclass(frozen=True, slots=True)
class Seen:
    """What is seen of one thing in one picture: corners x1 y1 x2 y2 and areas, in picture elements."""

    subject: str
    box: tuple[float, float, float, float]
    seen_px: float
    whole_px: float


@dataclass(frozen=True, slots=True)
class Tile:
    """A painted thing: rgb (h, w, 3), depth (h, w), its rectangle and how much it covers, in samples.

    The rectangle may reach beyond the picture.
    """

    rgb: NDArray[np.uint8]
    depth: Floats
    rect: Rect
    whole: int


@dataclass(frozen=True, slots=True)
class Shade:
    """What a thing leaves of the sun's light (or the sky's) inside a rectangle of picture elements."""

    of_sun: bool
    rect: Rect
    left: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Print:
    """What one thing in one pose leaves in the picture of one camera."""

    subject: str
    number: int
    tile: Tile | None
    shades: tuple[Shade, ...]


class _Layer:
    """A picture in samples and, settled, in elements of light."""

    def __init__(self, size: tuple[int, int]) -> None:
        w, h = size
        self.samples = (
            np.empty((h * ACROSS, w * ACROSS, 3), np.uint8),
            np.empty((h * ACROSS, w * ACROSS), np.float32),
            np.zeros((h * ACROSS, w * ACROSS), np.uint8),
        )
        self.shades = np.ones((h, w), np.float32), np.ones((h, w), np.float32)
        self.light = tuple(np.empty(part, np.float32) for part in ((h, w), (h // 2, w // 2), (h // 2, w // 2)))
        self._size = size
        self._stale = np.zeros((h // 2, w // 2), np.uint8)

    def settle(self, rects: Iterable[Rect]) -> None:
        """Make light of samples inside rectangles."""
        for x0, x1, y0, y1 in rects:
            self._stale[y0 // 2 : y1 // 2, x0 // 2 : x1 // 2] = 1
        settle(self.light, self.samples, self.shades, self._stale)

    def take(self, other: _Layer, rects: Iterable[Rect]) -> None:
        """Become like another layer inside rectangles."""
        for x0, x1, y0, y1 in rects:
            pairs: tuple[tuple[float, tuple[NDArray[Any], ...], tuple[NDArray[Any], ...]], ...] = (
                (ACROSS, self.samples, other.samples),
                (1, self.shades, other.shades),
                (1, self.light[:1], other.light[:1]),
                (0.5, self.light[1:], other.light[1:]),
            )
            for scale, into, out in pairs:
                part = slice(int(y0 * scale), int(y1 * scale)), slice(int(x0 * scale), int(x1 * scale))
                for here, there in zip(into, out, strict=True):
                    here[part] = there[part]

    def lay(self, prints: Iterable[Print]) -> list[Rect]:
        """Set things in where they are nearest, and their shadows; the rectangles that may have changed."""
        rects = []
        for one in prints:
            if one.tile is not None:
                at = one.tile.rect[0], one.tile.rect[2], one.number
                merge_tile(self.samples, (one.tile.rgb, one.tile.depth), at)
                rects.append(_clip(one.tile.rect, self._size))
            for shade in one.shades:
                x0, x1, y0, y1 = shade.rect
                here = self.shades[0 if shade.of_sun else 1][y0:y1, x0:x1]
                np.minimum(here, shade.left, out=here)
                rects.append(shade.rect)
        rects = _joined(rects)
        self.settle(rects)
        return rects


def _clip(rect: Rect, size: tuple[int, int]) -> Rect:
    """Cut a rectangle of samples, whole blocks of two by two elements, to the picture, in elements."""
    x0, x1, y0, y1 = (side // ACROSS for side in rect)
    return max(0, x0), min(size[0], x1), max(0, y0), min(size[1], y1)


def _joined(rects: list[Rect]) -> list[Rect]:
    """Join rectangles where one around both is smaller than the two.

    >>> _joined([(0, 4, 0, 4), (2, 6, 0, 4), (8, 9, 8, 9)])
    [(0, 6, 0, 4), (8, 9, 8, 9)]
    """
    done: list[Rect] = []
    for rect in rects:
        whole = rect
        while (near := next((other for other in done if _pays(whole, other)), None)) is not None:
            whole = _around(whole, near)
            done.remove(near)
        done.append(whole)
    return done


def _around(one: Rect, other: Rect) -> Rect:
    return min(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), max(one[3], other[3])


def _pays(one: Rect, other: Rect) -> bool:
    return _area(_around(one, other)) <= _area(one) + _area(other)


def _area(rect: Rect) -> int:
    return (rect[1] - rect[0]) * (rect[3] - rect[2])


class Canvas:
    """One camera's picture: `show` brings things in, in any order, and the empty yard back where they were."""

    def __init__(self, camera: Camera, sun: Array) -> None:
        w, h = camera.size_px
        self._size, self._view, self._sun = (w, h), camera.view(), sun
        self._place, self._sunny = np.zeros((h, w, 3), np.float32), np.zeros((h, w), np.float32)
        self._empty, self._base, self._now = _Layer(self._size), _Layer(self._size), _Layer(self._size)
        boxes, tints = yard_boxes()
        trace_yard((*self._empty.samples[:2], self._place, self._sunny), boxes, tints, self._view, sun)
        whole = 0, w, 0, h
        self._empty.settle([whole])
        self._base.take(self._empty, [whole])
        self._now.take(self._empty, [whole])
        self._coarse = np.ascontiguousarray(self._place[::2, ::2])
        self._sky = np.ones((h, w), np.float32)
        self._sun_light = np.array([*sun[:3], *_SUN_SOFT])
        away = np.linalg.norm(self._place - np.array(LAMP_M, np.float32), axis=2)
        self.near_lamp = np.exp(-((away / 7.0) ** 2)).astype(np.float32)
        self._shown: dict[str, tuple[Print, int]] = {}
        self._resting: tuple[Print, ...] = ()
        self._rest_rects: list[Rect] = []
        self._rects: list[Rect] = []
        self._seen: tuple[Seen, ...] = ()

    @property
    def light(self) -> tuple[Floats, ...]:
        """Luma (h, w) and chroma (h/2, w/2, twice) of what is shown."""
        return self._now.light

    def show(self, prints: Sequence[Print]) -> tuple[Seen, ...]:
        """Show these things and no others; what is seen of each."""
        before = self._shown
        self._shown = {p.subject: (p, before[p.subject][1] + 1 if self._unchanged(p, before) else 0) for p in prints}
        if len(before) == len(prints) and all(self._unchanged(p, before) for p in prints):
            return self._seen
        stale = self._rects
        resting = tuple(p for p, since in self._shown.values() if since >= _RESTS_AFTER)
        if resting != self._resting:
            stale = [*stale, *self._rest_rects]
            self._base.take(self._empty, self._rest_rects)
            self._resting, self._rest_rects = resting, self._base.lay(resting)
            stale += self._rest_rects
        self._now.take(self._base, stale)
        self._rects = self._now.lay(p for p in prints if p not in resting)
        self._seen = tuple(seen for p in prints if p.tile is not None for seen in self._look(p, p.tile))
        return self._seen

    @staticmethod
    def _unchanged(one: Print, before: dict[str, tuple[Print, int]]) -> bool:
        return one.subject in before and before[one.subject][0] is one

    def _look(self, one: Print, tile: Tile) -> tuple[Seen, ...]:
        x0, x1, y0, y1 = _clip(tile.rect, self._size)
        rect = x0 * ACROSS, x1 * ACROSS, y0 * ACROSS, y1 * ACROSS
        *corners, count = measure(self._now.samples[2], one.number, rect)
        if not count:
            return ()
        left, top, right, bottom = (side / ACROSS for side in corners)
        area = ACROSS * ACROSS
        return (Seen(one.subject, (left, top, right, bottom), count / area, tile.whole / area),)

    def cast(self, cones: Array) -> tuple[Shade, ...]:
        """Find a body's shadow on the yard, and the dark under its feet."""
        thick = cones[cones[:, 6] > min(0.045, float(cones[:, 6].max()) / 3)]
        low = cones[(np.minimum(cones[:, 2], cones[:, 5]) < 0.22) & (cones[:, 6] > 0.03)]
        shades = []
        for part, light, share in ((thick, self._sun_light, self._sunny), (low, _SKY, self._sky)):
            rect, left = shade_round(self._coarse, share, part, self._view, light)
            if left.size:
                shades.append(Shade(light is self._sun_light, rect, left))
        return tuple(shades)

    def cast_van(self, pose: tuple[float, float, float]) -> tuple[Shade, ...]:
        """Find the van's shadow on the ground, and the dark beneath it."""
        rear, front, half, top = VAN_OUTLINE_M
        c, s = cos(pose[2]), sin(pose[2])
        foot = np.array([(x * c - y * s + pose[0], x * s + y * c + pose[1])
                         for x, y in ((rear, -half), (front, -half), (front, half), (rear, half))])  # fmt: skip
        shift = -self._sun[:2] / self._sun[2]
        roof = np.array([(x * c - y * s + pose[0], x * s + y * c + pose[1])
                         for x, y in ((1.1, -half), (1.1, half), (rear, half), (rear, -half))])  # fmt: skip
        return (
            *self._cast_outline(np.concatenate([foot, roof + shift * top]), self._sunny, (0.16, 0.92)),
            *self._cast_outline(foot, self._sky, (0.28, 0.62)),
        )

    def _cast_outline(self, points: Array, share: Floats, soft: tuple[float, float]) -> tuple[Shade, ...]:
        hull, (w, h) = _hull(points), self._size
        x, y, depth = project(np.column_stack([hull, np.zeros(len(hull))]), self._view)
        if (depth < NEAR_M).all():
            return ()
        rect = 0, w, 0, h
        if not (depth < 1.0).any():
            reach = 0.5 * self._view[12] / depth
            x0, y0 = int(max(0, (x - reach).min())) // 2 * 2, int(max(0, (y - reach).min())) // 2 * 2
            x1, y1 = int(min(w, (x + reach).max() + 2)) // 2 * 2, int(min(h, (y + reach).max() + 2)) // 2 * 2
            rect = x0, x1, y0, y1
        if rect[0] >= rect[1] or rect[2] >= rect[3]:
            return ()
        side = np.roll(hull, -1, axis=0) - hull
        normals = np.column_stack([side[:, 1], -side[:, 0]]) / np.linalg.norm(side, axis=1, keepdims=True)
        edges = np.column_stack([normals, (normals * hull).sum(axis=1)])
        return (Shade(share is self._sunny, rect, shade_outline(self._place, share, rect, edges, soft)),)


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
