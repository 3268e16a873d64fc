"""A small drawn stream with known truth: a yard, a van, a man, noise, light, and boxes as a detector gives them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache

import numpy as np
import numpy.typing as npt
from scipy import ndimage

from gestae.model.activity import Activity
from gestae.model.sighting import Label, Track, track_id
from gestae.observe.facts import StreamFacts
from gestae.sight.activity import ActivityMeter, start_background

RATE_HZ = 25
TICKS = 512
WIDTH, HEIGHT = 320, 192
SHA256 = "ab" * 32
Luma = npt.NDArray[np.uint8]


@cache
def texture(seed: int, height: int, width: int, level: float, strength: float = 45.0) -> npt.NDArray[np.float64]:
    """Draw a patch with texture of a few pixels."""
    noise = np.random.default_rng(seed).normal(0.0, 1.0, (height, width))
    return np.clip(ndimage.gaussian_filter(noise, 1.3) * strength + level, 5, 250)


@dataclass(frozen=True)
class Thing:
    """Something that moves from left to right or back: its left edge in pixels as a function of seconds."""

    label: Label
    left_px: Callable[[float], float]
    top_px: int
    look: npt.NDArray[np.float64]
    shadow_px: int = 0  # so far to its left and right the ground is darkened by a third

    @property
    def width_px(self) -> int:
        return int(self.look.shape[1])


@dataclass(frozen=True)
class Film:
    """Frames on demand, each drawn anew from its number, so that any window gives the same pictures."""

    things: tuple[Thing, ...]
    frames: int
    light: Callable[[int], float] = field(default=lambda n: 1.0)
    view_px: Callable[[int], int] = field(default=lambda n: 0)
    noise: float = 2.5
    seed: int = 0
    _drawn: dict[int, Luma] = field(default_factory=dict, repr=False)

    @property
    def pts(self) -> npt.NDArray[np.int64]:
        return np.arange(self.frames, dtype=np.int64) * TICKS

    @property
    def facts(self) -> StreamFacts:
        return StreamFacts(SHA256, 0, "gate", Fraction(1, RATE_HZ * TICKS), WIDTH, HEIGHT, self.pts)

    def frame(self, n: int) -> Luma:
        if n not in self._drawn:
            self._drawn[n] = self._draw(n)
        return self._drawn[n]

    def _draw(self, n: int) -> Luma:
        picture = np.roll(texture(99, HEIGHT, WIDTH, 110.0), self.view_px(n), axis=1)
        for thing in self.things:
            _lay(picture, thing, thing.left_px(n / RATE_HZ))
        rng = np.random.default_rng((self.seed, n))
        lit = picture * self.light(n) + rng.normal(0, self.noise, picture.shape)
        return np.clip(lit, 0, 255).astype(np.uint8)

    def window(self, first_n: int, last_n: int) -> Iterator[tuple[int, int, Luma]]:
        for n in range(first_n, last_n + 1):
            yield n, n * TICKS, self.frame(n)

    def activity(self) -> Activity:
        meter = ActivityMeter(
            start_background([self.frame(n) for n in range(0, self.frames, max(1, self.frames // 11))]), RATE_HZ
        )
        for n in range(self.frames):
            meter.add(self.frame(n), n * TICKS)
        return meter.take()

    def tracks(self, every: int = 5, jitter: float = 0.02) -> tuple[Track, ...]:
        """What a detector at 5 pictures a second and a tracker make of it: late, early gone, unsteady."""
        found = [self._track(number, thing, every, jitter) for number, thing in enumerate(self.things, 1)]
        return tuple(track for track in found if track is not None)

    def _track(self, number: int, thing: Thing, every: int, jitter: float) -> Track | None:
        rng = np.random.default_rng((self.seed, number, 7))
        height, width = thing.look.shape
        rows, boxes = [], []
        for n in range(0, self.frames, every):
            left = thing.left_px(n / RATE_HZ)
            x1, x2 = max(0.0, left), min(float(WIDTH), left + width)
            if x2 - x1 < 0.4 * width:
                continue
            a, b, c, d = rng.normal(0, jitter, 4) * [width, height, width, height]
            rows.append(n)
            boxes.append([max(0.0, x1 + a), thing.top_px + b, min(float(WIDTH), x2 + c), thing.top_px + height + d])
        if not rows:
            return None
        n_, boxes_ = np.array(rows, np.int64), np.array(boxes, np.float32)
        name = track_id(f"drawn {self.seed}", thing.label, n_, boxes_)
        return Track(name, number, thing.label, n_, n_ * TICKS, boxes_, np.full(len(rows), 0.6, np.float32))


def _lay(picture: npt.NDArray[np.float64], thing: Thing, left: float) -> None:
    height, width = thing.look.shape
    rows = slice(thing.top_px, thing.top_px + height)
    columns = np.arange(WIDTH)
    if thing.shadow_px:
        dark = (columns > left - thing.shadow_px) & (columns < left + width + thing.shadow_px)
        picture[rows, dark] *= 0.66
    whole, part = int(np.floor(left)), left - np.floor(left)
    spread, cover = np.zeros((height, width + 1)), np.zeros(width + 1)
    spread[:, :-1] += thing.look * (1 - part)
    spread[:, 1:] += thing.look * part
    cover[:-1] += 1 - part
    cover[1:] += part
    low, high = max(0, whole), min(WIDTH, whole + width + 1)
    if low < high:
        cut = slice(low - whole, high - whole)
        picture[rows, low:high] = picture[rows, low:high] * (1 - cover[cut]) + spread[:, cut]


def drive(
    stop_s: float, off_s: float, at_px: float, cruise_px_s: float = 90.0, brake_px_s2: float = 45.0
) -> Callable[[float], float]:
    """In from the left, braking to a stand at `stop_s`, off again from `off_s`."""
    braking = cruise_px_s / brake_px_s2

    def gone(since: float) -> float:
        if since <= 0:
            return 0.0
        if since <= braking:
            return 0.5 * brake_px_s2 * since * since
        return 0.5 * brake_px_s2 * braking * braking + cruise_px_s * (since - braking)

    return lambda t: at_px - gone(stop_s - t) + gone(t - off_s)


def first_true(says: Callable[[float], bool], low_s: float, high_s: float) -> float:
    """Find the instant from which something is true, to a tenth of a millisecond."""
    for _ in range(40):
        middle = (low_s + high_s) / 2
        low_s, high_s = (low_s, middle) if says(middle) else (middle, high_s)
    return high_s
