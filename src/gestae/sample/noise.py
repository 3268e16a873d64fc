"""Smooth noise of the plane, compiled: what makes plaster, asphalt and cloth look used."""

from __future__ import annotations

from math import floor

from numba import njit

__all__ = ["value_noise"]


@njit(cache=True, nogil=True)  # pragma: no cover - compiled
def _scatter(x, y):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Scatter two whole numbers into 0..1 by integer mixing in 32 bits."""
    h = (x * 374761393 + y * 668265263) & 0xFFFFFFFF
    h = ((h ^ (h >> 13)) * 1274126177) & 0xFFFFFFFF
    return ((h ^ (h >> 16)) & 0xFFFF) / 65535.0


@njit(cache=True, nogil=True)  # pragma: no cover - compiled
def value_noise(x, y):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201
    """Draw smooth noise, 0..1, one feature per unit of `x` and `y`."""
    ix, iy = floor(x), floor(y)
    fx, fy = x - ix, y - iy
    fx, fy = fx * fx * (3.0 - 2.0 * fx), fy * fy * (3.0 - 2.0 * fy)
    low = _scatter(ix, iy) * (1.0 - fx) + _scatter(ix + 1, iy) * fx
    high = _scatter(ix, iy + 1) * (1.0 - fx) + _scatter(ix + 1, iy + 1) * fx
    return low * (1.0 - fy) + high * fy
