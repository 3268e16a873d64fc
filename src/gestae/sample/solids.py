"""The compiled painters of what moves: rounded cones (people, bicycle, bag) and triangles (the van).

Plain arithmetic in a stated order with `fastmath` off, so one version paints the same bytes each time.
A *view* is the array of `gestae.sample.cameras.Camera.view`; depth is measured along its forward axis, in metres.
A tile is a piece of the picture at `ACROSS` times its resolution, which is where the smooth edges come from:
`rgb` (h, w, 3) float32 0..255, `depth` (h, w) float32, _FAR where nothing was painted.
"""

from __future__ import annotations

from math import ceil, floor, sqrt

import numpy as np
from numba import njit

from gestae.sample.noise import value_noise

__all__ = ["ACROSS", "FAR", "paint_cones", "paint_triangles"]

# Samples across one picture element, in each direction.
ACROSS = 2
FAR = 1.0e9
_NEAR_M = 0.15
# What the open sky gives, by the normal's height: 0.52 to the side, 0.26 more upwards, 0.26 less downwards.
_SKY, _SKY_UP = 0.78, 0.24


@njit(cache=True)
def _meet_cone(oa, rd, ba, ra, rb):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Meet a unit ray with a rounded cone from the origin to `ba`: distance (-1: none) and normal, not unit.

    Source: the closed form published by Inigo Quilez, "ray - rounded cone intersection".
    """
    rr = ra - rb
    m0 = ba[0] * ba[0] + ba[1] * ba[1] + ba[2] * ba[2]
    m1 = ba[0] * oa[0] + ba[1] * oa[1] + ba[2] * oa[2]
    m2 = ba[0] * rd[0] + ba[1] * rd[1] + ba[2] * rd[2]
    m3 = rd[0] * oa[0] + rd[1] * oa[1] + rd[2] * oa[2]
    m5 = oa[0] * oa[0] + oa[1] * oa[1] + oa[2] * oa[2]
    d2 = m0 - rr * rr
    k2 = d2 - m2 * m2
    if k2 > 1e-9:
        k1 = d2 * m3 - m1 * m2 + m2 * rr * ra
        h = k1 * k1 - (d2 * m5 - m1 * m1 + m1 * rr * ra * 2.0 - m0 * ra * ra) * k2
        if h < 0.0:
            return -1.0, 0.0, 0.0, 0.0
        t = (-sqrt(h) - k1) / k2
        y = m1 - ra * rr + t * m2
        if 0.0 < y < d2:
            x0, x1, x2 = oa[0] + t * rd[0], oa[1] + t * rd[1], oa[2] + t * rd[2]
            return t, d2 * x0 - ba[0] * y, d2 * x1 - ba[1] * y, d2 * x2 - ba[2] * y
    b0, b1, b2 = oa[0] - ba[0], oa[1] - ba[1], oa[2] - ba[2]
    m6 = b0 * rd[0] + b1 * rd[1] + b2 * rd[2]
    h1 = m3 * m3 - m5 + ra * ra
    h2 = m6 * m6 - (b0 * b0 + b1 * b1 + b2 * b2) + rb * rb
    best, nx, ny, nz = -1.0, 0.0, 0.0, 0.0
    if h1 > 0.0:
        best = -m3 - sqrt(h1)
        nx, ny, nz = oa[0] + best * rd[0], oa[1] + best * rd[1], oa[2] + best * rd[2]
    if h2 > 0.0:
        t = -m6 - sqrt(h2)
        if best < 0.0 or t < best:
            best, nx, ny, nz = t, b0 + t * rd[0], b1 + t * rd[1], b2 + t * rd[2]
    return best, nx, ny, nz


@njit(cache=True)
def _flatten(v, n, k):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Stretch space along the unit axis `n` by `k`, so that what is round there is flat here."""
    s = (k - 1.0) * (v[0] * n[0] + v[1] * n[1] + v[2] * n[2])
    return v[0] + s * n[0], v[1] + s * n[1], v[2] + s * n[2]


@njit(cache=True)
def _extent(cone, view, x0, y0, w, h):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Find the tile rows and columns that a cone can touch: (x from, x to, y from, y to), empty when none."""
    lo_x, hi_x, lo_y, hi_y = FAR, -FAR, FAR, -FAR
    for end in range(2):
        q0, q1, q2 = cone[3 * end] - view[0], cone[3 * end + 1] - view[1], cone[3 * end + 2] - view[2]
        z = q0 * view[9] + q1 * view[10] + q2 * view[11]
        if z < _NEAR_M:
            return 0, 0, 0, 0
        x = view[13] / 2 + (q0 * view[3] + q1 * view[4] + q2 * view[5]) / z * view[12]
        y = view[14] / 2 - (q0 * view[6] + q1 * view[7] + q2 * view[8]) / z * view[12]
        # 1.25: a sphere off the axis looks longer than its radius over its depth.
        r = 1.25 * cone[6 + end] * view[12] / z + 1.0
        lo_x, hi_x, lo_y, hi_y = min(lo_x, x - r), max(hi_x, x + r), min(lo_y, y - r), max(hi_y, y + r)
    return (
        max(0, floor(lo_x * ACROSS) - x0),
        min(w, ceil(hi_x * ACROSS) - x0),
        max(0, floor(lo_y * ACROSS) - y0),
        min(h, ceil(hi_y * ACROSS) - y0),
    )


@njit(cache=True)
def _stroke(cone, view):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Flatten a cone into the picture: both ends and the greater radius, in samples."""
    ax = ay = bx = by = r = 0.0
    for end in range(2):
        q0, q1, q2 = cone[3 * end] - view[0], cone[3 * end + 1] - view[1], cone[3 * end + 2] - view[2]
        z = q0 * view[9] + q1 * view[10] + q2 * view[11]
        x = view[13] / 2 + (q0 * view[3] + q1 * view[4] + q2 * view[5]) / z * view[12]
        y = view[14] / 2 - (q0 * view[6] + q1 * view[7] + q2 * view[8]) / z * view[12]
        r = max(r, 1.25 * cone[6 + end] * view[12] / z + 1.0)
        if end == 0:
            ax, ay = x * ACROSS, y * ACROSS
        else:
            bx, by = x * ACROSS, y * ACROSS
    return ax, ay, bx, by, r * ACROSS


@njit(cache=True)
def _near_stroke(x, y, stroke):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Say whether a sample lies near enough to a cone's stroke to be worth a ray."""
    ax, ay, dx, dy, reach = stroke
    s = min(1.0, max(0.0, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy + 1e-9)))
    gx, gy = x - ax - s * dx, y - ay - s * dy
    return gx * gx + gy * gy <= reach * reach


@njit(cache=True)
def _claim(tile, corner, cones, part, view):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Give every sample where one cone is nearest so far to that cone, with depth and normal."""
    normal, depth, owner = tile
    c = cones[part]
    i0, i1, j0, j1 = _extent(c, view, corner[0], corner[1], depth.shape[1], depth.shape[0])
    if i0 >= i1 or j0 >= j1:
        return
    ax, ay, bx, by, reach = _stroke(c, view)
    stroke = (ax, ay, bx - ax, by - ay, reach)
    axis, k = (c[8], c[9], c[10]), c[11]
    oa = _flatten((view[0] - c[0], view[1] - c[1], view[2] - c[2]), axis, k)
    ba = _flatten((c[3] - c[0], c[4] - c[1], c[5] - c[2]), axis, k)
    for j in range(j0, j1):
        y = j + corner[1] + 0.5
        v = -(y / ACROSS - view[14] / 2) / view[12]
        for i in range(i0, i1):
            x = i + corner[0] + 0.5
            if not _near_stroke(x, y, stroke):
                continue
            u = (x / ACROSS - view[13] / 2) / view[12]
            d0 = view[9] + u * view[3] + v * view[6]
            d1 = view[10] + u * view[4] + v * view[7]
            d2 = view[11] + u * view[5] + v * view[8]
            e = _flatten((d0, d1, d2), axis, k)
            size = sqrt(e[0] * e[0] + e[1] * e[1] + e[2] * e[2])
            t, nx, ny, nz = _meet_cone(oa, (e[0] / size, e[1] / size, e[2] / size), ba, c[6], c[7])
            t = t / size
            if _NEAR_M <= t < depth[j, i]:
                depth[j, i] = t
                owner[j, i] = part
                normal[j, i, 0], normal[j, i, 1], normal[j, i, 2] = nx, ny, nz


@njit(cache=True)
def paint_cones(rgb, depth, corner, cones, view, sun):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201
    """Paint rounded cones into an empty tile.

    Args:
        rgb: (h, w, 3) float32, filled where a cone is.
        depth: (h, w) float32, filled where a cone is.
        corner: the tile's first column and row, in samples of the picture.
        cones: (n, 17): ends a and b, radii, flattening axis (3) and factor, colour (3) 0..1, roughness, gloss.
        view: see `gestae.sample.cameras`.
        sun: (4,) unit vector towards the sun and its strength.
    """
    h, w = depth.shape
    owner = np.full((h, w), -1, np.int16)
    # First who is nearest and which way the surface faces (kept in rgb), then the light: once for every sample.
    for part in range(cones.shape[0]):
        _claim((rgb, depth, owner), corner, cones, part, view)
    for j in range(h):
        v = -((j + corner[1] + 0.5) / ACROSS - view[14] / 2) / view[12]
        for i in range(w):
            if owner[j, i] >= 0:
                u = ((i + corner[0] + 0.5) / ACROSS - view[13] / 2) / view[12]
                _light(rgb[j, i], (u, v, depth[j, i]), cones, owner[j, i], view, sun)


@njit(cache=True)
def _light(pixel, at, cones, part, view, sun):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Turn the normal kept in a sample into its colour."""
    c, t = cones[part], at[2]
    nx, ny, nz = _flatten((pixel[0], pixel[1], pixel[2]), (c[8], c[9], c[10]), c[11])
    size = sqrt(nx * nx + ny * ny + nz * nz) + 1e-12
    nx, ny, nz = nx / size, ny / size, nz / size
    light = max(0.0, nx * sun[0] + ny * sun[1] + nz * sun[2])
    shade = _SKY + _SKY_UP * nz + sun[3] * light
    if c[15] > 0.0:
        # Folds follow the limb: noise in the cone's own coordinates, so that they move with it.
        p0 = view[0] + t * (view[9] + at[0] * view[3] + at[1] * view[6]) - c[0]
        p1 = view[1] + t * (view[10] + at[0] * view[4] + at[1] * view[7]) - c[1]
        p2 = view[2] + t * (view[11] + at[0] * view[5] + at[1] * view[8]) - c[2]
        b0, b1, b2 = c[3] - c[0], c[4] - c[1], c[5] - c[2]
        along = (p0 * b0 + p1 * b1 + p2 * b2) / (sqrt(b0 * b0 + b1 * b1 + b2 * b2) + 1e-9)
        shade *= 1.0 + c[15] * (value_noise(along * 16.0 + 7.0 * part, nz * 3.0 + nx * 2.0) - 0.5)
    gloss = c[16] * light * light * light * light
    for ch in range(3):
        pixel[ch] = min(255.0, 255.0 * (c[12 + ch] * shade + gloss))


@njit(cache=True)
def _project(p, view):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    q0, q1, q2 = p[0] - view[0], p[1] - view[1], p[2] - view[2]
    z = q0 * view[9] + q1 * view[10] + q2 * view[11]
    if z < _NEAR_M:
        return 0.0, 0.0, -1.0
    x = view[13] / 2 + (q0 * view[3] + q1 * view[4] + q2 * view[5]) / z * view[12]
    y = view[14] / 2 - (q0 * view[6] + q1 * view[7] + q2 * view[8]) / z * view[12]
    return x * ACROSS, y * ACROSS, z


@njit(cache=True)
def paint_triangles(depth, own, corner, points, faces, view):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201
    """Find for every sample of a tile which triangle is nearest and where on it the sample lies.

    Args:
        depth: (h, w) float32, changed in place.
        own: (h, w, 3) float32: triangle + 1, and two barycentric weights in space; changed in place.
        corner: the tile's first column and row, in samples.
        points: (n, 3) in the world.
        faces: (m, 3) int64 rows of `points`.
        view: see `gestae.sample.cameras`.
    """
    h, w = depth.shape
    for f in range(faces.shape[0]):
        ax, ay, az = _project(points[faces[f, 0]], view)
        bx, by, bz = _project(points[faces[f, 1]], view)
        cx, cy, cz = _project(points[faces[f, 2]], view)
        if az < 0.0 or bz < 0.0 or cz < 0.0:
            continue
        area = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
        if abs(area) < 1e-9:
            continue
        i0 = max(0, floor(min(ax, bx, cx)) - corner[0])
        i1 = min(w, ceil(max(ax, bx, cx)) + 1 - corner[0])
        j0 = max(0, floor(min(ay, by, cy)) - corner[1])
        j1 = min(h, ceil(max(ay, by, cy)) + 1 - corner[1])
        for j in range(j0, j1):
            y = j + corner[1] + 0.5
            for i in range(i0, i1):
                x = i + corner[0] + 0.5
                wa = ((bx - x) * (cy - y) - (by - y) * (cx - x)) / area
                wb = ((cx - x) * (ay - y) - (cy - y) * (ax - x)) / area
                wc = 1.0 - wa - wb
                if wa < 0.0 or wb < 0.0 or wc < 0.0:
                    continue
                inverse = wa / az + wb / bz + wc / cz
                z = 1.0 / inverse
                if z < depth[j, i]:
                    depth[j, i] = z
                    own[j, i, 0] = f + 1
                    own[j, i, 1] = wa / az * z
                    own[j, i, 2] = wb / bz * z
