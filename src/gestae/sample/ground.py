"""The compiled painter of the empty yard: asphalt, walls and booth under a hazy sun, once per camera position."""

from __future__ import annotations

from math import floor, sqrt

import numpy as np
from numba import njit

from gestae.sample.noise import value_noise
from gestae.sample.solids import ACROSS, FAR

__all__ = ["trace_yard"]

_SUN_SAMPLES = 12
# Half the width of the hazy sun, as a share of the distance.
_SUN_WIDE = 0.08
# The kind of box whose faces lie inside the booth.
_INSIDE = 5.0


@njit(cache=True, nogil=True)  # pragma: no cover - compiled
def _meet_box(o, d, b):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Meet a ray with an axis-aligned box (lo xyz, hi xyz): distance (-1: none) and the face's axis."""
    near, far, axis = -FAR, FAR, 0
    for k in range(3):
        if abs(d[k]) < 1e-12:
            if o[k] < b[k] or o[k] > b[3 + k]:
                return -1.0, 0
            continue
        t0, t1 = (b[k] - o[k]) / d[k], (b[3 + k] - o[k]) / d[k]
        if t0 > t1:
            t0, t1 = t1, t0
        if t0 > near:
            near, axis = t0, k
        far = min(far, t1)
    if near > far or near < 1e-4:
        return -1.0, 0
    return near, axis


@njit(cache=True, nogil=True)  # pragma: no cover - compiled
def _in_the_way(p, boxes, sun, found):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """List the boxes that can hide any part of the sun from a point; their number."""
    count = 0
    for k in range(boxes.shape[0]):
        b = boxes[k]
        # How far a ray to the sun's rim has strayed from the one to its middle when it is as high as the box.
        wide = _SUN_WIDE * max(0.0, b[5] - p[2]) / sun[2]
        grown = (b[0] - wide, b[1] - wide, b[2], b[3] + wide, b[4] + wide, b[5])
        near, far = 0.0, FAR
        for axis in range(3):
            if abs(sun[axis]) < 1e-12:
                if p[axis] < grown[axis] or p[axis] > grown[3 + axis]:
                    far = -1.0
                continue
            t0, t1 = (grown[axis] - p[axis]) / sun[axis], (grown[3 + axis] - p[axis]) / sun[axis]
            near, far = max(near, min(t0, t1)), min(far, max(t0, t1))
        if near <= far:
            found[count] = k
            count += 1
    return count


@njit(cache=True, nogil=True)  # pragma: no cover - compiled
def _sunlit(p, boxes, sun, seed, found):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Say how much of a broad, hazy sun a point sees, 0..1."""
    count = _in_the_way(p, boxes, sun, found)
    if count == 0:
        return 1.0
    lit = 0
    for s in range(_SUN_SAMPLES):
        a = value_noise(seed * 0.37 + s * 5.3, s * 2.7) - 0.5
        b = value_noise(seed * 0.71 + s * 3.1, s * 7.9 + 40.0) - 0.5
        d = (sun[0] + 2.0 * _SUN_WIDE * a, sun[1] + 2.0 * _SUN_WIDE * b, sun[2])
        free = True
        for k in range(count):
            t, _ = _meet_box(p, d, boxes[found[k]])
            if t > 0.0:
                free = False
                break
        if free:
            lit += 1
    return lit / _SUN_SAMPLES


@njit(cache=True, nogil=True)  # pragma: no cover - compiled
def _open_sky(p, boxes):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Darken where boxes stand close to a point: the soft dirt of corners, 0.55..1."""
    close = 1.0
    for k in range(boxes.shape[0]):
        gap = 0.0
        for a in range(3):
            out = max(boxes[k, a] - p[a], p[a] - boxes[k, 3 + a], 0.0)
            gap += out * out
        if 0.0004 < gap < 0.36:
            close = min(close, 0.72 + 0.28 * sqrt(gap) / 0.6)
    return close


@njit(cache=True, nogil=True)  # pragma: no cover - compiled
def _ground_colour(x, y):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Paint asphalt: patches, grain, a repaired strip, worn white marks."""
    base = 0.40 + 0.10 * (value_noise(x * 0.5 + 9.0, y * 0.5) - 0.5) + 0.07 * (value_noise(x * 2.3, y * 2.3) - 0.5)
    base += 0.10 * (value_noise(x * 38.0, y * 38.0) - 0.5)
    if abs(y + 4.2 - 0.15 * x) < 0.35 + 0.05 * value_noise(x * 3.0, 1.0):
        base *= 0.90
    crack = abs(value_noise(x * 0.9 + 3.0, y * 0.9 + 8.0) - 0.5)
    if crack < 0.0035:
        base *= 0.84
    r, g, b = base * 1.00, base * 0.99, base * 0.96
    wear = value_noise(x * 4.0, y * 4.0)
    line = (abs(y - 5.05) < 0.06 and x < 4.0) or (abs(x + 7.5) < 0.06 and -6.0 < y < 0.5)
    if line and wear > 0.32:
        r, g, b = r + 0.24, g + 0.24, b + 0.21
    stain = (x + 1.6) * (x + 1.6) / 0.9 + (y - 3.4) * (y - 3.4) / 0.3
    if stain < 1.0:
        k = 0.78 + 0.22 * stain
        r, g, b = r * k, g * k, b * k
    return r, g, b


@njit(cache=True, nogil=True)  # pragma: no cover - compiled
def _wall_colour(p, axis, kind, tint):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Paint a box's face by its kind: 0 plain, 1 brick, 2 corrugated sheet, 3 glass, 4 plaster, 5 dark inside."""
    along = p[1] if axis == 0 else p[0]
    level = p[2] if axis != 2 else p[1]
    k = (
        1.0
        + 0.10 * (value_noise(along * 1.3, level * 1.3) - 0.5)
        + 0.06 * (value_noise(along * 25.0, level * 25.0) - 0.5)
    )
    if kind == 1:
        row = floor(level / 0.16)
        shift = 0.19 if row % 2 == 0 else 0.0
        in_row, in_brick = level - row * 0.16, (along + shift) % 0.38
        k *= 1.0 + 0.22 * (value_noise(floor((along + shift) / 0.38) * 3.7, row * 1.9) - 0.5)
        if in_row < 0.022 or in_brick < 0.022:
            k *= 1.22
    elif kind == 2:
        k *= 0.92 + 0.10 * abs(((along * 3.4) % 1.0) * 2.0 - 1.0)
    elif kind == 3:
        k *= 0.8 + 0.5 * value_noise(along * 1.1 + level, level * 0.7)
    elif kind == 4 and level < 0.7 and axis != 2:
        k *= 0.80
    return tint[0] * k, tint[1] * k, tint[2] * k


@njit(cache=True, nogil=True)  # pragma: no cover - compiled
def _nearest(o, d, boxes):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Find what a ray meets first: distance, box (-1: the ground), axis of the face."""
    best, hit, axis = FAR, -1, 2
    if d[2] < -1e-6:
        best = -o[2] / d[2]
    for k in range(boxes.shape[0]):
        t, a = _meet_box(o, d, boxes[k])
        if 0.0 < t < best:
            best, hit, axis = t, k, a
    return best, hit, axis


@njit(cache=True, nogil=True)  # pragma: no cover - compiled
def _surface(p, hit, axis, below, tints):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Give a met surface its colour and what part of the sky it sees by where it faces."""
    if hit < 0:
        r, g, b = _ground_colour(p[0], p[1])
        return r, g, b, 1.02
    r, g, b = _wall_colour(p, axis, int(tints[hit, 3]), tints[hit])
    sky = 1.02 if axis == 2 and not below else 0.78
    if tints[hit, 3] == _INSIDE:
        sky *= 0.35
    return r, g, b, sky


@njit(cache=True, nogil=True)  # pragma: no cover - compiled
def trace_yard(out, boxes, tints, view, sun):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201
    """Paint the empty yard, once per camera position.

    Args:
        out: four arrays to fill: colour (2h, 2w, 3) uint8; and float32 depth (2h, 2w), the world point that each
            picture element shows (h, w, 3), the share of its light that is the sun's (h, w).
        boxes: (n, 6) low and high corner.
        tints: (n, 4) colour 0..1 and kind.
        view: see `gestae.sample.cameras`.
        sun: (4,) direction and strength.
    """
    still, depth, place, sunny = out
    h, w = depth.shape
    o = (view[0], view[1], view[2])
    found = np.zeros(boxes.shape[0], np.int64)
    for j in range(h):
        v = -((j + 0.5) / ACROSS - view[14] / 2) / view[12]
        for i in range(w):
            u = ((i + 0.5) / ACROSS - view[13] / 2) / view[12]
            d = (
                view[9] + u * view[3] + v * view[6],
                view[10] + u * view[4] + v * view[7],
                view[11] + u * view[5] + v * view[8],
            )
            t, hit, axis = _nearest(o, d, boxes)
            depth[j, i] = t
            if t >= FAR:
                haze = 0.82 + 0.10 * value_noise(u * 3.0, v * 6.0) + 0.12 * v
                for ch in range(3):
                    still[j, i, ch] = np.uint8(min(255.0, (235.0, 240.0, 250.0)[ch] * haze) + 0.5)
                place[j // ACROSS, i // ACROSS, 2] = FAR
                continue
            p = (o[0] + t * d[0], o[1] + t * d[1], o[2] + t * d[2])
            r, g, b, sky = _surface(p, hit, axis, d[2] > 0.0, tints)
            side = max(0.0, -sun[axis] if d[axis] > 0.0 else sun[axis])
            lit = 0.0
            if side > 0.0:
                lit = sun[3] * side * _sunlit((p[0], p[1], p[2] + 0.002), boxes, sun, i * 0.61 + j * 1.37, found)
            shade = sky * _open_sky(p, boxes) + lit
            for ch in range(3):
                still[j, i, ch] = np.uint8(min(255.0, 255.0 * (r, g, b)[ch] * shade) + 0.5)
                place[j // ACROSS, i // ACROSS, ch] = p[ch]
            sunny[j // ACROSS, i // ACROSS] = lit / shade
