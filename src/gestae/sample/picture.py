"""The compiled painters of the whole picture: soft shadows, merging tiles, the sensor.

Arrays: `still` float32 0..255 at twice the picture's resolution, `place` (h, w, 3) float32 the point of the
world that each picture element shows, `depth` along the camera's forward axis in metres.
"""

from __future__ import annotations

from math import sqrt

from numba import njit

from gestae.sample.solids import ACROSS, FAR

__all__ = ["darken", "dim", "measure", "merge_tile", "settle", "shade_round", "shade_van", "to_yuv"]


@njit(cache=True)
def _ground_extent(c, view, towards, widest, size):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Bound the shadow that a cone throws on the ground, in picture elements; empty when it is out of view."""
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
    return max(0, int(lo_x)), min(size[1], int(hi_x) + 1), max(0, int(lo_y)), min(size[0], int(hi_y) + 1)


@njit(cache=True)
def shade_round(cover, place, cones, view, towards, soft):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201
    """Find how much of a light rounded cones take from the ground, softly.

    Args:
        cover: (h, w) float32 share taken, 0..1; even sides; raised in place.
        place: (h, w, 3) world points.
        cones: (n, >= 8) ends and radii.
        view: see `gestae.sample.cameras`.
        towards: (3,) unit vector to the light.
        soft: width of the half shadow at the body (m), its growth per metre of distance.

    Returns:
        x from, x to, y from, y to of what may have changed (empty when nothing did).
    """
    tx, ty, tz = towards[0], towards[1], towards[2]
    # Two axes across the light: seen along it, a cone is a flat stroke and a point is a point.
    size = sqrt(tx * tx + tz * tz)
    ex, ez = tz / size, -tx / size
    fx, fy, fz = ty * ez, tz * ex - tx * ez, -ty * ex
    whole = (cover.shape[1], 0, cover.shape[0], 0)
    for k in range(cones.shape[0]):
        c = cones[k]
        widest = soft[0] + soft[1] * max(c[2], c[5]) / tz
        x0, x1, y0, y1 = _ground_extent(c, view, towards, widest, cover.shape)
        if x0 >= x1 or y0 >= y1:
            continue
        whole = (
            min(whole[0], x0 - x0 % 2),
            max(whole[1], x1 + x1 % 2),
            min(whole[2], y0 - y0 % 2),
            max(whole[3], y1 + y1 % 2),
        )
        au, av = c[0] * ex + c[2] * ez, c[0] * fx + c[1] * fy + c[2] * fz
        du, dv = c[3] * ex + c[5] * ez - au, c[3] * fx + c[4] * fy + c[5] * fz - av
        long2 = du * du + dv * dv + 1e-9
        # Soft shadows bear it: one look serves two by two picture elements.
        for y in range(y0 - y0 % 2, y1, 2):
            for x in range(x0 - x0 % 2, x1, 2):
                p0, p1, p2 = place[y, x, 0], place[y, x, 1], place[y, x, 2]
                qu, qv = p0 * ex + p2 * ez - au, p0 * fx + p1 * fy + p2 * fz - av
                s = min(1.0, max(0.0, (qu * du + qv * dv) / long2))
                qu, qv = qu - s * du, qv - s * dv
                near = c[6] + s * (c[7] - c[6]) + widest
                if qu * qu + qv * qv >= near * near:
                    continue
                away = (c[0] - p0) * tx + (c[1] - p1) * ty + (c[2] - p2) * tz
                if away < -0.2:
                    continue
                reach = soft[0] + soft[1] * max(0.0, away)
                m = 0.5 - 0.5 * (sqrt(qu * qu + qv * qv) - near + widest) / reach
                if m > 0.0:
                    m = min(1.0, m)
                    dark = max(cover[y, x], m * m * (3.0 - 2.0 * m))
                    cover[y, x], cover[y + 1, x], cover[y, x + 1], cover[y + 1, x + 1] = dark, dark, dark, dark
    return whole


@njit(cache=True)
def darken(shade, cover, share, rect, strength):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201
    """Take what `cover` covers of a light's `share` off `shade`, and empty `cover`, inside `rect`."""
    for y in range(rect[2], rect[3]):
        for x in range(rect[0], rect[1]):
            if cover[y, x] > 0.0:
                shade[y, x] *= 1.0 - share[y, x] * strength * cover[y, x]
                cover[y, x] = 0.0


@njit(cache=True)
def shade_van(shade, place, sunny, rect, edges, soft):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201
    """Darken the ground inside a convex outline: the shadow of a van, or the dark beneath it.

    Args:
        shade: (h, w) float32 factors, changed in place.
        place: (h, w, 3) world points.
        sunny: (h, w) the share of light that the shadow takes.
        rect: x from, x to, y from, y to in picture elements.
        edges: (n, 3) outward unit normal and offset of every side, on the ground.
        soft: half width of the blurred border in metres, strength.
    """
    for y in range(rect[2], rect[3]):
        for x in range(rect[0], rect[1]):
            if place[y, x, 2] > 0.05:
                continue
            gap = -FAR
            for k in range(edges.shape[0]):
                gap = max(gap, place[y, x, 0] * edges[k, 0] + place[y, x, 1] * edges[k, 1] - edges[k, 2])
            if gap < soft[0]:
                m = min(1.0, 0.5 - 0.5 * gap / soft[0])
                shade[y, x] *= 1.0 - sunny[y, x] * soft[1] * m * m * (3.0 - 2.0 * m)


@njit(cache=True)
def merge_tile(still, depth, owner, tile, at):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201
    """Put a tile into the picture where it is nearer; count and measure what is seen of it.

    Args:
        still: (2h, 2w, 3) float32, changed in place.
        depth: (2h, 2w) float32, changed in place.
        owner: (2h, 2w) int16 number of the thing seen, changed in place.
        tile: rgb (m, n, 3), depth (m, n).
        at: first column, first row, the thing's number.

    Returns:
        Samples of the whole thing in the tile, in the picture or not, seen or not.
    """
    rgb, near = tile
    h, w = depth.shape
    whole = 0
    for j in range(near.shape[0]):
        for i in range(near.shape[1]):
            if near[j, i] >= FAR:
                continue
            whole += 1
            y, x = j + at[1], i + at[0]
            if 0 <= y < h and 0 <= x < w and near[j, i] < depth[y, x]:
                depth[y, x] = near[j, i]
                owner[y, x] = at[2]
                for ch in range(3):
                    still[y, x, ch] = rgb[j, i, ch]
    return whole


@njit(cache=True)
def dim(small, still, shade, rect):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201
    """Lay the shadows on the empty yard inside `rect`: `small` and `still` (h, w, 3), `shade` (h, w)."""
    for y in range(rect[2], rect[3]):
        for x in range(rect[0], rect[1]):
            k = shade[y, x]
            if k < 1.0:
                small[y, x, 0], small[y, x, 1], small[y, x, 2] = (
                    still[y, x, 0] * k,
                    still[y, x, 1] * k,
                    still[y, x, 2] * k,
                )


@njit(cache=True)
def settle(small, samples, owner, shade, rect):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201
    """Average samples into picture elements; shadows fall on the still yard alone.

    Args:
        small: (h, w, 3) float32, filled inside `rect`.
        samples: (2h, 2w, 3) float32.
        owner: (2h, 2w) int16.
        shade: (h, w) float32.
        rect: x from, x to, y from, y to in picture elements.
    """
    for y in range(rect[2], rect[3]):
        for x in range(rect[0], rect[1]):
            for ch in range(3):
                total = 0.0
                for b in range(ACROSS):
                    for a in range(ACROSS):
                        value = samples[ACROSS * y + b, ACROSS * x + a, ch]
                        if owner[ACROSS * y + b, ACROSS * x + a] == 0:
                            value *= shade[y, x]
                        total += value
                small[y, x, ch] = total / (ACROSS * ACROSS)


@njit(cache=True)
def measure(boxes, owner, rect):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201
    """Measure what is seen of every thing inside `rect`, in samples.

    Args:
        boxes: (things, 5) int64: x from, y from, x to, y to (exclusive), count; changed in place.
        owner: (2h, 2w) int16 number of the thing seen, 0 for the yard.
        rect: x from, x to, y from, y to in samples.
    """
    for y in range(rect[2], rect[3]):
        for x in range(rect[0], rect[1]):
            k = owner[y, x]
            if k > 0:
                b = boxes[k]
                if b[4] == 0:
                    b[0], b[1], b[2], b[3] = x, y, x + 1, y + 1
                b[0], b[1], b[2], b[3] = min(b[0], x), min(b[1], y), max(b[2], x + 1), max(b[3], y + 1)
                b[4] += 1


@njit(cache=True)
def to_yuv(planes, small, gain, grain, lot):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201
    """Turn light into what a sensor hands to an encoder: gain, noise, 4:2:0 planes (BT.601).

    Args:
        planes: y (h, w), u and v (h/2, w/2) uint8, filled.
        small: (h, w, 3) float32 0..255.
        gain: (h, w) float32 factors.
        grain: (g, g) int8 noise in sixteenths of a level.
        lot: first row and column of luma noise, of chroma noise, and 1 for full range.
    """
    y_plane, u_plane, v_plane = planes
    h, w = y_plane.shape
    full = lot[4] == 1
    for j in range(0, h, 2):
        for i in range(0, w, 2):
            r_sum = g_sum = b_sum = 0.0
            for b in range(2):
                for a in range(2):
                    k = gain[j + b, i + a]
                    r = min(255.0, small[j + b, i + a, 0] * k)
                    g = min(255.0, small[j + b, i + a, 1] * k)
                    bl = min(255.0, small[j + b, i + a, 2] * k)
                    r_sum, g_sum, b_sum = r_sum + r, g_sum + g, b_sum + bl
                    luma = 0.299 * r + 0.587 * g + 0.114 * bl
                    luma += grain[lot[0] + j + b, lot[1] + i + a] * 0.0625
                    if not full:
                        luma = 16.0 + luma * 0.8588
                    y_plane[j + b, i + a] = int(min(255.0, max(0.0, luma + 0.5)))
            r, g, bl = r_sum * 0.25, g_sum * 0.25, b_sum * 0.25
            scale = 1.0 if full else 0.8784
            u = 128.0 + scale * (-0.1687 * r - 0.3313 * g + 0.5 * bl)
            v = 128.0 + scale * (0.5 * r - 0.4187 * g - 0.0813 * bl)
            jj, ii = j // 2, i // 2
            u += grain[lot[2] + jj, lot[3] + ii] * 0.03
            v += grain[lot[3] + jj, lot[2] + ii] * 0.03
            u_plane[jj, ii] = int(min(255.0, max(0.0, u + 0.5)))
            v_plane[jj, ii] = int(min(255.0, max(0.0, v + 0.5)))
