"""Scenes with a known truth: bodies that move at random in space, seen by several cameras, and sounds heard by them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from gestae.sync.hearing import RATE_HZ, Heard
from gestae.sync.movement import Moving

__all__ = ["Path3", "heard", "noise_bursts", "repeating", "seen", "wandering"]

# Where bodies are at which second: (n,) seconds in, (n, bodies, 3) metres out.
Path3: TypeAlias = Callable[[npt.NDArray[np.float64]], npt.NDArray[np.float64]]

_ROWS, _COLUMNS = 18, 32
NS = 1_000_000_000


def wandering(seed: int, *, bodies: int = 3) -> Path3:
    """Let bodies wander, each on a way that never repeats itself, now quickly and now hardly at all, as people do."""
    rng = np.random.default_rng(seed)
    shape = (bodies, 9, 3)
    rates, sizes, phases = rng.uniform(0.05, 1.6, shape), rng.normal(0, 1, shape), rng.uniform(0, 7, shape)
    clock_s = np.linspace(-2, 60, 3101)
    spells = np.cumsum(rng.exponential(0.7, (bodies, 160)), axis=1) - 2
    pace = rng.gamma(0.6, 1.7, (bodies, 161))

    def path(at_s: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        ways = []
        for one in range(bodies):
            quick = pace[one][np.searchsorted(spells[one], clock_s)]
            gone = np.interp(at_s, clock_s, np.cumsum(np.convolve(quick, np.ones(15) / 15, "same")) * 0.02)
            turns = np.sin(2 * np.pi * rates[one] * gone[:, None, None] + phases[one])
            ways.append((turns * sizes[one]).sum(axis=1) / 4)
        return np.stack(ways, axis=1)

    return path


def repeating(period_s: float) -> Path3:
    """Give a path that is the same again after every period."""

    def path(at_s: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        turn = 2 * np.pi * at_s / period_s
        return np.stack([np.sin(turn), np.cos(turn), 0.5 * np.sin(2 * turn)], axis=1)[:, None]

    return path


def seen(
    path: Path3,
    at_s: npt.NDArray[np.float64],
    *,
    camera: int,
    start_s: float = 0.0,
    grain: float = 1.0,
    light: float = 1.0,
) -> Moving:
    """Film bodies, bright before a still ground, from a side of the camera's own.

    Args:
        path: of the bodies.
        at_s: (n,) the world's seconds at which pictures are taken.
        camera: from where, by number.
        start_s: which second of the world the file's time nought is.
        grain: noise, in grey levels of a cell.
        light: how bright all of it is.
    """
    rng = np.random.default_rng(1000 + camera)
    eye = np.linalg.qr(rng.normal(0, 1, (3, 3)))[0][:2]
    ground = rng.uniform(40, 120, (_ROWS, _COLUMNS))
    spots = path(at_s) @ eye.T
    rows = np.arange(_ROWS)[:, None] - _ROWS * (0.5 + 0.22 * spots[..., 0, None, None])
    columns = np.arange(_COLUMNS) - _COLUMNS * (0.5 + 0.22 * spots[..., 1, None, None])
    body = np.exp(-(rows**2 + columns**2) / (2 * (1.6 + 0.3 * camera) ** 2)).max(axis=1)
    cells = light * (ground * (1 - body) + 220 * body) + rng.normal(0, grain, (len(at_s), _ROWS, _COLUMNS))
    times = np.round((at_s - start_s) * NS).astype(np.int64)
    return Moving(times, cells.reshape(len(at_s), -1).astype(np.float32))


def noise_bursts(seed: int, seconds: float) -> npt.NDArray[np.float32]:
    """Make a sound of bursts at random moments, each with a pitch and a length of its own, over a little hiss."""
    rng = np.random.default_rng(seed)
    count = int(seconds * RATE_HZ)
    sound = rng.normal(0, 0.002, count)
    for at in np.cumsum(rng.exponential(0.35, int(seconds * 3))):
        first, length = int(at * RATE_HZ), int(rng.uniform(0.03, 0.3) * RATE_HZ)
        if first + length >= count:
            break
        time = np.arange(length) / RATE_HZ
        tone = np.sin(2 * np.pi * rng.uniform(250, 3000) * time) + 0.7 * rng.normal(0, 1, length)
        sound[first : first + length] += rng.uniform(0.05, 0.3) * np.exp(-time / 0.08) * tone
    return sound.astype(np.float32)


def heard(
    sound: npt.NDArray[np.float32],
    *,
    from_s: float,
    seconds: float,
    start_s: float = 0.0,
    gain: float = 1.0,
    seed: int = 0,
) -> Heard:
    """Record a stretch of a sound, with a gain, an echo and a hiss of its own.

    Args:
        sound: at `RATE_HZ`.
        from_s: where the recording begins.
        seconds: how long it is.
        start_s: the file's time of its first sample.
        gain: of the microphone.
        seed: of echo and hiss.
    """
    rng = np.random.default_rng(seed)
    first = round(from_s * RATE_HZ)
    cut = sound[first : first + round(seconds * RATE_HZ)].astype(np.float64)
    echo = int(rng.uniform(0.01, 0.05) * RATE_HZ)
    cut[echo:] += 0.4 * cut[:-echo]
    cut = gain * cut + rng.normal(0, 0.1 * gain * cut.std(), len(cut))
    return Heard(round(start_s * NS), cut.astype(np.float32), np.ones(len(cut), np.bool_))
