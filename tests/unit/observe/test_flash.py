"""A bright spot beside a drawn hand for one picture or two is a flash; what stays, or lies elsewhere, is none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import pytest
from tests.unit.observe.drawn import HEIGHT, RATE_HZ, SHA256, TICKS, WIDTH, Luma, texture

from gestae.model.activity import Activity
from gestae.model.observation import Kind, Observation
from gestae.model.sighting import Label, Track, track_id
from gestae.model.skeleton import JOINTS, Joint, Poses
from gestae.observe.facts import StreamFacts
from gestae.observe.footage import observe_footage
from gestae.sight.activity import ActivityMeter, start_background

FRAMES = 60
WRIST = (150, 80)


@dataclass(frozen=True)
class Lit:
    """A person who stands and holds a hand out; some pictures are lit."""

    light: Callable[[int, Luma], None]

    def frame(self, n: int) -> Luma:
        picture = texture(99, HEIGHT, WIDTH, 100.0).copy()
        picture[60:160, 100:130] = texture(5, 100, 30, 60.0)
        luma = np.clip(picture + np.random.default_rng(n).normal(0, 2, picture.shape), 0, 255).astype(np.uint8)
        self.light(n, luma)
        return luma

    def observed(self) -> list[Observation]:
        frames = [self.frame(n) for n in range(FRAMES)]
        facts = StreamFacts(SHA256, 0, None, Fraction(1, RATE_HZ * TICKS), WIDTH, HEIGHT, np.arange(FRAMES) * TICKS)
        seen = observe_footage(
            (PERSON,), [measured(frames)], facts, poses=(POSES,),
            window=lambda low, high: ((n, n * TICKS, frames[n]) for n in range(low, high + 1)),
        )  # fmt: skip
        return [one for one in seen if one.kind is Kind.FLASH]


def measured(frames: list[Luma]) -> Activity:
    meter = ActivityMeter(start_background(frames[::11]), RATE_HZ)
    for n, luma in enumerate(frames):
        meter.add(luma, n * TICKS)
    return meter.take()


def _person() -> tuple[Track, Poses]:
    n = np.arange(0, FRAMES, 5)
    boxes = np.tile(np.array([100, 60, 155, 160], np.float32), (len(n), 1))
    name = track_id("drawn", Label.PERSON, n, boxes)
    points = np.tile(np.array([115.0, 110.0], np.float32), (len(n), JOINTS, 1))
    points[:, Joint.RIGHT_WRIST] = WRIST
    scores = np.full((len(n), JOINTS), 0.8, np.float32)
    track = Track(name, 1, Label.PERSON, n, n * TICKS, boxes, np.full(len(n), 0.7, np.float32))
    return track, Poses(name, n, points, scores, np.zeros(len(n), np.int16))


PERSON, POSES = _person()


def spot(
    first: int, last: int, x: int = 156, y: int = 78, size: int = 10, level: int = 250
) -> Callable[[int, Luma], None]:
    def light(n: int, luma: Luma) -> None:
        if first <= n <= last:
            luma[y : y + size, x : x + size] = level

    return light


@pytest.mark.parametrize("pictures", [1, 2])
def test_a_spot_beside_a_hand_is_a_flash(pictures: int) -> None:
    (one,) = Lit(spot(30, 29 + pictures)).observed()
    assert one.start.pts == 30 * TICKS
    assert one.start.earliest_pts == 29 * TICKS
    assert one.end is not None
    assert one.end.pts == (30 + pictures) * TICKS
    assert one.region is not None
    assert one.region.corners == (156, 78, 166, 88)
    assert any("shot" in said for said in one.limits)


def headlights(n: int, luma: Luma) -> None:
    if 30 <= n <= 31:
        luma[:] = np.minimum(luma.astype(np.int16) + 90, 255)


NOTHING = {
    "nothing": spot(99, 99),
    "a lamp that stays on": spot(30, 59),
    "a lamp for half a second": spot(30, 42),
    "far from the hand": spot(30, 30, x=260, y=150),
    "the whole picture": headlights,
    "not bright": spot(30, 30, level=130),
}


@pytest.mark.parametrize("light", NOTHING.values(), ids=NOTHING)
def test_what_is_no_flash_beside_a_hand_is_not_told(light: Callable[[int, Luma], None]) -> None:
    assert Lit(light).observed() == []
