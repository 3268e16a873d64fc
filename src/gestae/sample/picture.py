"""The compiled painters of the whole picture: soft shadows, merging tiles, the sensor.

Whatever is laid into a picture is joined by the nearest or the darkest, never by order, so that a picture does not
depend on which were painted before it. `place` (h, w, 3) float32 is the point of the world that each element shows.
"""

from __future__ import annotations

from math import sqrt

import numpy as np
from numba import njit

from gestae.sample.solids import ACROSS, FAR

__all__ = ["expose", "measure", "merge_tile", "settle", "shade_outline", "shade_round"]


@njit(cache=True, nogil=True)  # pragma: no cover - compiled
def _ground_extent(c, view, towards, widest):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Bound the shadow that a cone throws on the ground, in picture elements, even; empty when it is out of view."""
    lo_x, hi_x, lo_y, hi_y = FAR, -FAR, FAR, -FAR
    for end in range(2):
        k = c[3 * end + 2] / towards[2]
        q0 = c[3 * end] - k * towards[0] - view[0]
        q1 = c[3 * end + 1] - k * towards[1] - view[1]
        z = q0 * view[9] + q1 * view[10] - view[2] * view[11]
        if z < 0.5:
            return 0, 0, 0, 0
        x = view[13] / 2 + (q0 * view[3] + q1 * view[4] - view[2] * view[5]) / z * view[12]
        y = view[14] / 2 - (q0 * view[6] + q1 * view[7] - view[2] * view[8]) / z * view[12]
        # 1.5: a round shadow lies stretched on the ground under a low sun.
        r = 1.5 * (c[6 + end] + widest) * view[12] / z + 1.0
        lo_x, hi_x, lo_y, hi_y = min(lo_x, x - r), max(hi_x, x + r), min(lo_y, y - r), max(hi_y, y + r)
    w, h = int(view[13]), int(view[14])
    x0, x1, y0, y1 = max(0, int(lo_x)), min(w, int(hi_x) + 1), max(0, int(lo_y)), min(h, int(hi_y) + 1)
    return (0, 0, 0, 0) if x0 >= x1 or y0 >= y1 else (x0 - x0 % 2, x1 + x1 % 2, y0 - y0 % 2, y1 + y1 % 2)


@njit(cache=True, nogil=True)  # pragma: no cover - compiled
def _widest(c, light):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Say how wide the half shadow of a cone is at most, on the ground."""
    return light[3] + light[4] * max(c[2], c[5]) / light[2]


@njit(cache=True, nogil=True)  # pragma: no cover - compiled
def _ground_extents(cones, view, light):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Bound the shadows of all cones, each and together (the last row), in picture elements."""
    found = np.zeros((cones.shape[0] + 1, 4), np.int64)
    whole = found[cones.shape[0]]
    for k in range(cones.shape[0]):
        x0, x1, y0, y1 = _ground_extent(cones[k], view, light, _widest(cones[k], light))
        if x0 < x1:
            empty = whole[1] == 0
            found[k, 0], found[k, 1], found[k, 2], found[k, 3] = x0, x1, y0, y1
            whole[0], whole[1] = x0 if empty else min(whole[0], x0), max(whole[1], x1)
            whole[2], whole[3] = y0 if empty else min(whole[2], y0), max(whole[3], y1)
    return found


@njit(cache=True, nogil=True)  # pragma: no cover - compiled
def shade_round(place, share, cones, view, light):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201
    """Find how much rounded cones leave of a light on the ground, softly.

    Args:
        place: (h/2, w/2, 3) the world point of the first of two by two elements: soft shadows bear it.
        share: (h, w) float32 the light's share of all light there.
        cones: (n, >= 8) ends and radii.
        view: see `gestae.sample.cameras`.
        light: (6,) unit vector to the light; width of the half shadow at the body (m), its growth per metre of
            distance, its strength.

    Returns:
        x from, x to, y from, y to of the shadow (empty: none), and (h, w) float32 factors inside it.
    """
    extents = _ground_extents(cones, view, light)
    whole = extents[cones.shape[0]]
    dark = np.zeros(((whole[3] - whole[2]) // 2, (whole[1] - whole[0]) // 2), np.float32)
    for k in range(cones.shape[0]):
        _shade_stroke(dark, place, cones[k], light, extents[k], whole)
    left = np.empty((whole[3] - whole[2], whole[1] - whole[0]), np.float32)
    for j in range(left.shape[0]):
        for i in range(left.shape[1]):
            left[j, i] = 1.0 - share[whole[2] + j, whole[0] + i] * light[5] * dark[j // 2, i // 2]
    return (whole[0], whole[1], whole[2], whole[3]), left


@njit(cache=True, nogil=True)  # pragma: no cover - compiled
def _shade_stroke(dark, place, c, light, extent, whole):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Raise `dark`, one value for two by two elements, to what one cone takes of a light, 0..1."""
    tx, ty, tz = light[0], light[1], light[2]
    # Two axes across the light: seen along it, a cone is a flat stroke and a point is a point.
    size = sqrt(tx * tx + tz * tz)
    ex, ez = tz / size, -tx / size
    fx, fy, fz = ty * ez, tz * ex - tx * ez, -ty * ex
    widest = _widest(c, light)
    au, av = c[0] * ex + c[2] * ez, c[0] * fx + c[1] * fy + c[2] * fz
    du, dv = c[3] * ex + c[5] * ez - au, c[3] * fx + c[4] * fy + c[5] * fz - av
    per_long2 = 1.0 / (du * du + dv * dv + 1e-9)
    for y in range(extent[2] // 2, extent[3] // 2):
        for x in range(extent[0] // 2, extent[1] // 2):
            p0, p1, p2 = place[y, x, 0], place[y, x, 1], place[y, x, 2]
            qu, qv = p0 * ex + p2 * ez - au, p0 * fx + p1 * fy + p2 * fz - av
            s = min(1.0, max(0.0, (qu * du + qv * dv) * per_long2))
            qu, qv = qu - s * du, qv - s * dv
            near = c[6] + s * (c[7] - c[6]) + widest
            if qu * qu + qv * qv >= near * near:
                continue
            away = (c[0] - p0) * tx + (c[1] - p1) * ty + (c[2] - p2) * tz
            m = 0.5 - 0.5 * (sqrt(qu * qu + qv * qv) - near + widest) / (light[3] + light[4] * max(0.0, away))
            if away >= -0.2 and m > 0.0:
                m = min(1.0, m)
                j, i = y - whole[2] // 2, x - whole[0] // 2
                dark[j, i] = max(dark[j, i], m * m * (3.0 - 2.0 * m))


@njit(cache=True, nogil=True)  # pragma: no cover - compiled
def shade_outline(place, share, rect, edges, soft):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201
    """Find what a convex outline leaves of a light on the ground: the shadow of a van, or the dark beneath it.

    Args:
        place: (h, w, 3) world points.
        share: (h, w) float32 the light's share of all light there.
        rect: x from, x to, y from, y to in picture elements.
        edges: (n, 3) outward unit normal and offset of every side, on the ground.
        soft: half width of the blurred border in metres, strength.

    Returns:
        (h, w) float32 factors inside `rect`.
    """
    left = np.ones((rect[3] - rect[2], rect[1] - rect[0]), np.float32)
    for y in range(rect[2], rect[3]):
        for x in range(rect[0], rect[1]):
            if place[y, x, 2] > 0.05:
                continue
            gap = -FAR
            for k in range(edges.shape[0]):
                gap = max(gap, place[y, x, 0] * edges[k, 0] + place[y, x, 1] * edges[k, 1] - edges[k, 2])
            if gap < soft[0]:
                m = min(1.0, 0.5 - 0.5 * gap / soft[0])
                left[y - rect[2], x - rect[0]] = 1.0 - share[y, x] * soft[1] * m * m * (3.0 - 2.0 * m)
    return left


@njit(cache=True, nogil=True)  # pragma: no cover - compiled
def merge_tile(samples, tile, at):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201
    """Put a tile into the picture where it is nearer; of two equally near, the lower number is seen.

    Args:
        samples: rgb (2h, 2w, 3) uint8, depth (2h, 2w) float32, owner (2h, 2w) uint8, changed in place.
        tile: rgb (m, n, 3) uint8, depth (m, n) float32.
        at: first column, first row, the thing's number.
    """
    rgb, depth, owner = samples
    own_rgb, near = tile
    h, w = depth.shape
    for j in range(max(0, -at[1]), min(near.shape[0], h - at[1])):
        y = j + at[1]
        for i in range(max(0, -at[0]), min(near.shape[1], w - at[0])):
            x, z = i + at[0], near[j, i]
            if z < depth[y, x] or (z == depth[y, x] and at[2] < owner[y, x]):
                depth[y, x], owner[y, x] = z, at[2]
                rgb[y, x, 0], rgb[y, x, 1], rgb[y, x, 2] = own_rgb[j, i, 0], own_rgb[j, i, 1], own_rgb[j, i, 2]


@njit(cache=True, nogil=True)  # pragma: no cover - compiled
def settle(planes, samples, shades, stale):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201
    """Average samples into luma and chroma (BT.601); shadows fall on the still yard alone.

    Args:
        planes: y (h, w), u and v (h/2, w/2) float32 around 0, filled where stale.
        samples: rgb (2h, 2w, 3) uint8, depth, owner (2h, 2w) uint8.
        shades: what is left of sun and sky (h, w) float32 each.
        stale: (h/2, w/2) uint8, 1 where two by two elements are to be filled; put back to 0.
    """
    luma, blue, red = planes
    rgb, _, owner = samples
    sun, sky = shades
    for j in range(0, luma.shape[0], 2):
        for i in range(0, luma.shape[1], 2):
            if stale[j // 2, i // 2] == 0:
                continue
            stale[j // 2, i // 2] = 0
            r4, g4, b4 = np.float32(0.0), np.float32(0.0), np.float32(0.0)
            for y in range(j, j + 2):
                for x in range(i, i + 2):
                    shade = sun[y, x] * sky[y, x]
                    r, g, b = np.float32(0.0), np.float32(0.0), np.float32(0.0)
                    for yy in range(ACROSS * y, ACROSS * y + ACROSS):
                        for xx in range(ACROSS * x, ACROSS * x + ACROSS):
                            k = shade if owner[yy, xx] == 0 else np.float32(1.0)
                            r += k * np.float32(rgb[yy, xx, 0])
                            g += k * np.float32(rgb[yy, xx, 1])
                            b += k * np.float32(rgb[yy, xx, 2])
                    luma[y, x] = (0.299 * r + 0.587 * g + 0.114 * b) / (ACROSS * ACROSS)
                    r4, g4, b4 = r4 + r, g4 + g, b4 + b
            many = 4.0 * ACROSS * ACROSS
            blue[j // 2, i // 2] = (-0.1687 * r4 - 0.3313 * g4 + 0.5 * b4) / many
            red[j // 2, i // 2] = (0.5 * r4 - 0.4187 * g4 - 0.0813 * b4) / many


@njit(cache=True, nogil=True)  # pragma: no cover - compiled
def measure(owner, number, rect):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201
    """Measure what is seen of a thing inside `rect`, in samples: x from, y from, x to, y to (exclusive), count."""
    x0, y0, x1, y1, count = owner.shape[1], owner.shape[0], 0, 0, 0
    for y in range(rect[2], rect[3]):
        row = 0
        for x in range(rect[0], rect[1]):
            row += owner[y, x] == number
        if row == 0:
            continue
        count += row
        y0, y1 = min(y0, y), y + 1
        first, last = rect[0], rect[1] - 1
        while owner[y, first] != number:
            first += 1
        while owner[y, last] != number:
            last -= 1
        x0, x1 = min(x0, first), max(x1, last + 1)
    return x0, y0, x1, y1, count


@njit(cache=True, nogil=True)  # pragma: no cover - compiled
def expose(planes, light, gain, grain, lot, curve):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201
    """Turn light into what a sensor hands to an encoder: gain, noise, 8 bits.

    Args:
        planes: y (h, w), u and v (h/2, w/2) uint8, filled.
        light: luma 0.. (h, w) and chroma around 0 (h/2, w/2), float32.
        gain: (h, w) and (h/2, w/2) float32 factors.
        grain: (g, g) int8 noise in sixteenths of a level.
        lot: first row and column of luma noise, of chroma noise.
        curve: float32 factor of all gains, of luma, its foot, of chroma, of luma's noise, of chroma's.
    """
    low, top = np.float32(0.0), np.float32(255.0)
    drift, slope, foot, tint, coarse, fine = curve
    middle = np.float32(128.5)
    for j in range(planes[0].shape[0]):
        into, rows, k, noise = planes[0][j], light[0][j], gain[0][j], grain[lot[0] + j, lot[1] :]
        for i in range(into.shape[0]):
            level = min(top, rows[i] * k[i] * drift)
            into[i] = np.uint8(min(top, max(low, foot + slope * level + coarse * np.float32(noise[i]))))
    for part in range(1, 3):
        for j in range(planes[1].shape[0]):
            into, rows, k = planes[part][j], light[part][j], gain[1][j]
            noise = grain[lot[1 + part] + j, lot[4 - part] :]
            for i in range(into.shape[0]):
                level = middle + tint * rows[i] * k[i] * drift + fine * np.float32(noise[i])
                into[i] = np.uint8(min(top, max(low, level)))
