"""How the van is painted: tables of patches in its own frame (x ahead, y left, z up, metres), compiled.

The first patch that holds a point gives its colour; where none does, the van's own tint shows.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numba import njit

__all__ = ["flank_colour", "over_colour", "wheel_colour"]

_ANY: Final = 9.0
# Flank: x from, x to, z from, z to, red, green, blue, 1 for a colour or 0 for a share of the tint.
_FLANK: Final = np.array([
    (-_ANY, _ANY, 0.00, 0.46, 0.09, 0.09, 0.09, 1.0),  # sill
    (-2.40, 2.20, 0.86, 0.95, 0.16, 0.16, 0.17, 1.0),  # rubbing strip
    (0.586, 0.614, 0.46, 2.2, 0.50, 0.50, 0.50, 0.0),  # joints of the doors
    (-0.434, -0.406, 0.46, 2.2, 0.50, 0.50, 0.50, 0.0),
    (1.606, 1.634, 0.46, 1.40, 0.50, 0.50, 0.50, 0.0),
    (-_ANY, _ANY, 1.29, 1.31, 0.50, 0.50, 0.50, 0.0),
    (0.70, 0.86, 1.115, 1.165, 0.06, 0.06, 0.06, 1.0),  # handles
    (-0.36, -0.22, 1.115, 1.165, 0.06, 0.06, 0.06, 1.0),
    (-_ANY, -2.44, 0.95, 1.45, 0.55, 0.05, 0.04, 1.0),  # rear lamp
    (2.30, _ANY, 0.86, 1.06, 0.80, 0.62, 0.30, 1.0),  # indicator
])  # fmt: skip
# Nose and rear: x from, x to, z from, z to, distance from the middle from, to, red, green, blue.
_ENDS: Final = np.array([
    (2.28, _ANY, 0.46, 0.60, 0.00, 0.27, 0.82, 0.82, 0.78),  # number plate, without a number
    (2.28, _ANY, 0.00, 0.60, 0.00, _ANY, 0.10, 0.10, 0.10),  # bumper
    (2.28, _ANY, 0.78, 1.08, 0.52, 0.90, 0.86, 0.88, 0.86),  # lamps
    (2.28, _ANY, 0.70, 0.76, 0.00, 0.48, 0.05, 0.05, 0.05),  # grille
    (2.28, _ANY, 0.76, 0.80, 0.00, 0.48, 0.16, 0.16, 0.16),
    (2.28, _ANY, 0.80, 0.86, 0.00, 0.48, 0.05, 0.05, 0.05),
    (2.28, _ANY, 0.86, 0.90, 0.00, 0.48, 0.16, 0.16, 0.16),
    (2.28, _ANY, 0.90, 0.98, 0.00, 0.48, 0.05, 0.05, 0.05),
    (-_ANY, -2.44, 0.00, 0.55, 0.00, _ANY, 0.12, 0.12, 0.12),
    (-_ANY, -2.44, 0.55, 2.20, 0.00, 0.014, 0.12, 0.12, 0.12),
    (-_ANY, -2.44, 1.35, 1.92, 0.10, 0.78, 0.10, 0.11, 0.12),
    (-_ANY, -2.44, 0.80, 1.30, 0.78, _ANY, 0.60, 0.06, 0.05),
    (-_ANY, -2.44, 0.65, 0.79, 0.00, 0.27, 0.80, 0.80, 0.76),
])  # fmt: skip
_WHEELS: Final = (1.62, -1.52)


@njit(cache=True, nogil=True)  # pragma: no cover - compiled
def _arch(x, z):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Say how dark a wheel's arch makes a point: 0 wheel house, 1 its lip, 2 free."""
    for cx in _WHEELS:
        gap = (x - cx) * (x - cx) + (z - 0.36) * (z - 0.36)
        if gap < 0.445 * 0.445:
            return 0
        if gap < 0.50 * 0.50:
            return 1
    return 2


@njit(cache=True, nogil=True)  # pragma: no cover - compiled
def _in_window(x, z):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    return 1.36 < z < 1.93 and 0.68 < x < 1.20 + (1.95 - z) * 0.92


@njit(cache=True, nogil=True)  # pragma: no cover - compiled
def _in_letter(x, z):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Say whether a point lies on the large V."""
    return 0.78 < z < 1.98 and abs(abs(x + 1.40) - (z - 0.78) * 0.44) < 0.105


@njit(cache=True, nogil=True)  # pragma: no cover - compiled
def flank_colour(p, tint, door):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201
    """Paint a flank; `door` 0 closed to 1 open, on the right side alone."""
    x, y, z = p
    arch = _arch(x, z)
    if arch == 0:
        return 0.03, 0.03, 0.03
    if door > 0.0 and y < 0.0 and -0.42 < x < -0.42 + 0.98 * door and 0.50 < z < 2.08:
        inside = 0.06 + 0.05 * (z - 0.5)
        return inside, inside, inside * 1.1
    if _in_window(x, z):
        sky = 0.10 + 0.10 * (z - 1.36)
        return sky, sky * 1.08, sky * 1.16
    if _in_letter(x, z):
        return 0.02, 0.02, 0.02
    for k in range(_FLANK.shape[0]):
        r = _FLANK[k]
        if r[0] <= x <= r[1] and r[2] <= z <= r[3]:
            if r[7] == 1.0:
                return r[4], r[5], r[6]
            return tint[0] * r[4], tint[1] * r[5], tint[2] * r[6]
    share = 0.72 if arch == 1 else 1.0
    return tint[0] * share, tint[1] * share, tint[2] * share


@njit(cache=True, nogil=True)  # pragma: no cover - compiled
def over_colour(p, tint):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201
    """Paint roof, windscreen, bonnet, nose and rear."""
    x, y, z = p
    off = abs(y)
    if 1.16 < x < 1.90 and 1.44 < z < 2.17 and off < 0.86 - 0.06 * (z - 1.4):
        sky = 0.09 + 0.16 * (z - 1.44)
        if abs(off - 0.40) < 0.2 and 1.55 < z < 1.75:
            sky *= 0.6
        return sky, sky * 1.06, sky * 1.14
    if abs(x) > 2.28 and z < 2.0:
        for k in range(_ENDS.shape[0]):
            r = _ENDS[k]
            if r[0] <= x <= r[1] and r[2] <= z <= r[3] and r[4] <= off <= r[5]:
                return r[6], r[7], r[8]
    return tint[0], tint[1], tint[2]


@njit(cache=True, nogil=True)  # pragma: no cover - compiled
def wheel_colour(x, z, roll):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201
    """Paint a wheel: tyre, hub, four spokes turned by `roll` radians."""
    cx = _WHEELS[0] if x > 0.0 else _WHEELS[1]
    dx, dz = x - cx, z - 0.36
    far = dx * dx + dz * dz
    if far > 0.235 * 0.235:
        return 0.05, 0.05, 0.05
    if far < 0.06 * 0.06:
        return 0.25, 0.25, 0.26
    turned = dx * np.cos(roll) + dz * np.sin(roll)
    other = -dx * np.sin(roll) + dz * np.cos(roll)
    if abs(turned) < 0.035 or abs(other) < 0.035:
        return 0.20, 0.20, 0.21
    return 0.52, 0.53, 0.54
