"""The compiled painters of what moves: rounded cones (people, bicycle, bag) and triangles (the van).

Plain arithmetic in a stated order with `fastmath` off, so one version paints the same bytes each time.
A *view* is the array of `gestae.sample.cameras.Camera.view`; depth is measured along its forward axis, in metres.
A tile is a piece of the picture at `ACROSS` times its resolution, which is where the smooth edges come from:
`rgb` (h, w, 3) uint8, `depth` (h, w) float32, FAR where nothing was painted.
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


@njit(cache=True, nogil=True)  # pragma: no cover - compiled
def _flatten(v, n, k):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Stretch space along the unit axis `n` by `k`, so that what is round there is flat here."""
    s = (k - 1.0) * (v[0] * n[0] + v[1] * n[1] + v[2] * n[2])
    return v[0] + s * n[0], v[1] + s * n[1], v[2] + s * n[2]


@njit(cache=True, nogil=True)  # pragma: no cover - compiled
def _dot(a, b):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


@njit(cache=True, nogil=True)  # pragma: no cover - compiled
def _on_picture(x, y, z, view):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Put a point into the picture: x, y in samples, depth in metres (-1: too near or behind)."""
    q = (x - view[0], y - view[1], z - view[2])
    depth = q[0] * view[9] + q[1] * view[10] + q[2] * view[11]
    if depth < _NEAR_M:
        return 0.0, 0.0, -1.0
    px = view[13] / 2 + (q[0] * view[3] + q[1] * view[4] + q[2] * view[5]) / depth * view[12]
    py = view[14] / 2 - (q[0] * view[6] + q[1] * view[7] + q[2] * view[8]) / depth * view[12]
    return px * ACROSS, py * ACROSS, depth


@njit(cache=True, nogil=True)  # pragma: no cover - compiled
def _reach(radius, x, y, depth, view):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Find how far a sphere around a point of the picture reaches in it, in samples, and one more."""
    u, v = (x / ACROSS - view[13] / 2) / view[12], (y / ACROSS - view[14] / 2) / view[12]
    # Off the axis by the angle whose tangent is t, a sphere looks longer, most along the line from the middle.
    t = sqrt(u * u + v * v)
    away2 = depth * depth * (1.0 + t * t)
    half = radius / sqrt(max(1e-6, away2 - radius * radius))
    return ACROSS * view[12] * (1.0 + t * t) * half / max(0.05, 1.0 - t * half) + 1.0


@njit(cache=True, nogil=True)  # pragma: no cover - compiled
def _bound(cones, view):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Bound a body in samples, whole blocks of picture elements, at most half a picture beyond each edge."""
    lo_x, hi_x, lo_y, hi_y = FAR, -FAR, FAR, -FAR
    for k in range(cones.shape[0]):
        for end in range(2):
            c = cones[k]
            x, y, z = _on_picture(c[3 * end], c[3 * end + 1], c[3 * end + 2], view)
            if z < 0.0:
                return 0, 0, 0, 0
            r = _reach(c[6 + end], x, y, z, view)
            lo_x, hi_x, lo_y, hi_y = min(lo_x, x - r), max(hi_x, x + r), min(lo_y, y - r), max(hi_y, y + r)
    w, h = int(view[13]) * ACROSS, int(view[14]) * ACROSS
    if lo_x >= w or hi_x <= 0 or lo_y >= h or hi_y <= 0:
        return 0, 0, 0, 0
    block = 2 * ACROSS
    x0, y0 = floor(max(-w / 2, lo_x) / block) * block, floor(max(-h / 2, lo_y) / block) * block
    x1, y1 = ceil(min(1.5 * w, hi_x) / block) * block, ceil(min(1.5 * h, hi_y) / block) * block
    return x0, x1, y0, y1


@njit(cache=True, nogil=True)  # pragma: no cover - compiled
def _chord(y, a, b, reach):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Cut a row with all points nearer than `reach` to the stroke from a to b: from, to (empty: from above to)."""
    lo, hi = FAR, -FAR
    for end in (a, b):
        left = reach * reach - (y - end[1]) * (y - end[1])
        if left >= 0.0:
            half = sqrt(left)
            lo, hi = min(lo, end[0] - half), max(hi, end[0] + half)
    dx, dy = b[0] - a[0], b[1] - a[1]
    size = sqrt(dx * dx + dy * dy)
    if abs(dy) > 1e-9:
        for side in (reach / size, -reach / size):
            s = (y - a[1] - side * dx) / dy
            if 0.0 <= s <= 1.0:
                x = a[0] - side * dy + s * dx
                lo, hi = min(lo, x), max(hi, x)
    return lo, hi


@njit(cache=True, nogil=True)  # pragma: no cover - compiled
def _meet(m2, m3, q, cone):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Meet a ray, not a unit one, with a rounded cone: distance in rays (-1: none) and 0 flank, 1 first, 2 second end.

    Source: the closed form published by Inigo Quilez, "ray - rounded cone intersection".

    Args:
        m2: the ray times the cone's axis.
        m3: the ray times the way from the cone to the eye.
        q: the ray's square.
        cone: what is the same for every ray, see `_claim`.
    """
    ra, rr, m1, d2, still, round_a, round_b = cone
    k2 = d2 * q - m2 * m2
    if k2 > 1e-9:
        k1 = d2 * m3 - m1 * m2 + m2 * rr * ra
        h = k1 * k1 - still * k2
        if h < 0.0:
            return -1.0, 0
        t = (-sqrt(h) - k1) / k2
        if 0.0 < m1 - ra * rr + t * m2 < d2:
            return t, 0
    m6 = m3 - m2
    h1, h2 = m3 * m3 - round_a * q, m6 * m6 - round_b * q
    t, which = -1.0, 0
    if h1 > 0.0:
        t, which = (-m3 - sqrt(h1)) / q, 1
    if h2 > 0.0:
        t2 = (-m6 - sqrt(h2)) / q
        if t < 0.0 or t2 < t:
            t, which = t2, 2
    return t, which


@njit(cache=True, nogil=True)  # pragma: no cover - compiled
def _claim(depth, owner, corner, cones, part, view):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Give every sample where one cone is nearest so far to that cone, with depth.

    The owner is three times the cone's number, and 1 or 2 more where the first or the second end's sphere is met.
    A ray is linear along a row of samples, so its products with the cone are too, and its square is quadratic.
    """
    c = cones[part]
    ax, ay, az = _on_picture(c[0], c[1], c[2], view)
    bx, by, bz = _on_picture(c[3], c[4], c[5], view)
    reach = max(_reach(c[6], ax, ay, az, view), _reach(c[7], bx, by, bz, view))
    axis, k, ra, rb = (c[8], c[9], c[10]), c[11], c[6], c[7]
    oa = _flatten((view[0] - c[0], view[1] - c[1], view[2] - c[2]), axis, k)
    ba = _flatten((c[3] - c[0], c[4] - c[1], c[5] - c[2]), axis, k)
    e0 = _flatten((view[9], view[10], view[11]), axis, k)
    eu = _flatten((view[3], view[4], view[5]), axis, k)
    ev = _flatten((view[6], view[7], view[8]), axis, k)
    rr = ra - rb
    m0, m1, m5 = _dot(ba, ba), _dot(ba, oa), _dot(oa, oa)
    d2 = m0 - rr * rr
    still = d2 * m5 - m1 * m1 + m1 * rr * ra * 2.0 - m0 * ra * ra
    cone = (ra, rr, m1, d2, still, m5 - ra * ra, m5 - 2.0 * m1 + m0 - rb * rb)
    step, left = 1.0 / (ACROSS * view[12]), view[13] / 2 / view[12]
    first, last = floor(min(ay, by) - reach) - corner[1], ceil(max(ay, by) + reach) - corner[1]
    for j in range(max(0, first), min(depth.shape[0], last)):
        y = j + corner[1] + 0.5
        lo, hi = _chord(y, (ax, ay), (bx, by), reach)
        v = view[14] / 2 / view[12] - y * step
        row = (e0[0] + v * ev[0], e0[1] + v * ev[1], e0[2] + v * ev[2])
        m2_0, m2_u, m3_0, m3_u = _dot(ba, row), _dot(ba, eu), _dot(oa, row), _dot(oa, eu)
        q_0, q_u, q_uu = _dot(row, row), 2.0 * _dot(row, eu), _dot(eu, eu)
        for i in range(max(0, floor(lo) - corner[0]), min(depth.shape[1], ceil(hi) - corner[0])):
            u = (i + corner[0] + 0.5) * step - left
            t, which = _meet(m2_0 + u * m2_u, m3_0 + u * m3_u, q_0 + u * (q_u + u * q_uu), cone)
            if _NEAR_M <= t < depth[j, i]:
                depth[j, i] = t
                owner[j, i] = 3 * part + which


@njit(cache=True, nogil=True)  # pragma: no cover - compiled
def _colour_block(rgb, depth, owner, corner, at, body):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Light the samples of one picture element that somebody owns, once where one surface fills it."""
    cones, view, sun = body
    step = 1.0 / (ACROSS * view[12])
    first = owner[at[0], at[1]]
    same, deep, colour = True, 0.0, (0.0, 0.0, 0.0)
    for j in range(at[0], at[0] + ACROSS):
        for i in range(at[1], at[1] + ACROSS):
            same = same and owner[j, i] == first
            deep += depth[j, i] / (ACROSS * ACROSS)
    if same:
        u = (at[1] + corner[0] + 0.5 * ACROSS) * step - view[13] / 2 / view[12]
        v = view[14] / 2 / view[12] - (at[0] + corner[1] + 0.5 * ACROSS) * step
        colour = _light((u, v, deep), cones, first, view, sun)
    for j in range(at[0], at[0] + ACROSS):
        for i in range(at[1], at[1] + ACROSS):
            if owner[j, i] >= 0:
                if not same:
                    u = (i + corner[0] + 0.5) * step - view[13] / 2 / view[12]
                    v = view[14] / 2 / view[12] - (j + corner[1] + 0.5) * step
                    colour = _light((u, v, float(depth[j, i])), cones, owner[j, i], view, sun)
                _put(rgb[j, i], colour)


@njit(cache=True, nogil=True)  # pragma: no cover - compiled
def _put(pixel, colour):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    for ch in range(3):
        pixel[ch] = np.uint8(colour[ch] + 0.5)


@njit(cache=True, nogil=True)  # pragma: no cover - compiled
def _owned(owner, j, i):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Count the samples of one picture element that somebody owns."""
    count = 0
    for row in range(j, j + ACROSS):
        for column in range(i, i + ACROSS):
            count += owner[row, column] >= 0
    return count


@njit(cache=True, nogil=True)  # pragma: no cover - compiled
def paint_cones(cones, view, sun):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201
    """Paint rounded cones into a tile of their own.

    Args:
        cones: (n, 17): ends a and b, radii, flattening axis (3) and factor, colour (3) 0..1, roughness, gloss.
        view: see `gestae.sample.cameras`.
        sun: (4,) unit vector towards the sun and its strength.

    Returns:
        The tile's x from, x to, y from, y to in samples of the picture (empty: nothing to be seen); rgb (h, w, 3)
        uint8; depth (h, w) float32; how many samples the body covers.
    """
    x0, x1, y0, y1 = _bound(cones, view)
    h, w = y1 - y0, x1 - x0
    rgb, depth = np.zeros((h, w, 3), np.uint8), np.full((h, w), FAR, np.float32)
    owner = np.full((h, w), -1, np.int16)
    # First who is nearest, then the light: once for every sample or element.
    for part in range(cones.shape[0] if h > 0 else 0):
        _claim(depth, owner, (x0, y0), cones, part, view)
    whole = 0
    for j in range(0, h, ACROSS):
        for i in range(0, w, ACROSS):
            count = _owned(owner, j, i)
            if count > 0:
                whole += count
                _colour_block(rgb, depth, owner, (x0, y0), (j, i), (cones, view, sun))
    return (x0, x1, y0, y1), rgb, depth, whole


@njit(cache=True, nogil=True)  # pragma: no cover - compiled
def _light(at, cones, owner, view, sun):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Light the point of a cone that is seen at `at` (u, v, depth): red, green, blue 0..255."""
    part, which = owner // 3, owner % 3
    c = cones[part]
    axis, k = (c[8], c[9], c[10]), c[11]
    p = (
        view[0] + at[2] * (view[9] + at[0] * view[3] + at[1] * view[6]) - c[0],
        view[1] + at[2] * (view[10] + at[0] * view[4] + at[1] * view[7]) - c[1],
        view[2] + at[2] * (view[11] + at[0] * view[5] + at[1] * view[8]) - c[2],
    )
    b = (c[3] - c[0], c[4] - c[1], c[5] - c[2])
    x, ba = _flatten(p, axis, k), _flatten(b, axis, k)
    if which == 0:
        rr = c[6] - c[7]
        d2, y = _dot(ba, ba) - rr * rr, _dot(ba, x) - c[6] * rr
        n = (d2 * x[0] - ba[0] * y, d2 * x[1] - ba[1] * y, d2 * x[2] - ba[2] * y)
    elif which == 1:
        n = x
    else:
        n = (x[0] - ba[0], x[1] - ba[1], x[2] - ba[2])
    n = _flatten(n, axis, k)
    size = sqrt(_dot(n, n)) + 1e-12
    nx, ny, nz = n[0] / size, n[1] / size, n[2] / size
    light = max(0.0, nx * sun[0] + ny * sun[1] + nz * sun[2])
    shade = _SKY + _SKY_UP * nz + sun[3] * light
    if c[15] > 0.0:
        # Folds follow the limb: noise in the cone's own coordinates, so that they move with it.
        along = _dot(p, b) / (sqrt(_dot(b, b)) + 1e-9)
        shade *= 1.0 + c[15] * (value_noise(along * 16.0 + 7.0 * part, nz * 3.0 + nx * 2.0) - 0.5)
    gloss = c[16] * light * light * light * light
    return (
        min(255.0, 255.0 * (c[12] * shade + gloss)),
        min(255.0, 255.0 * (c[13] * shade + gloss)),
        min(255.0, 255.0 * (c[14] * shade + gloss)),
    )


@njit(cache=True, nogil=True)  # pragma: no cover - compiled
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
        ax, ay, az = _on_picture(points[faces[f, 0], 0], points[faces[f, 0], 1], points[faces[f, 0], 2], view)
        bx, by, bz = _on_picture(points[faces[f, 1], 0], points[faces[f, 1], 1], points[faces[f, 1], 2], view)
        cx, cy, cz = _on_picture(points[faces[f, 2], 0], points[faces[f, 2], 1], points[faces[f, 2], 2], view)
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
