"""The first frame at the edge: drawn strips in, the onset and its bounds out."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from tests.unit.observe.drawn import texture

from gestae.observe.onset import Onset, OnsetLimits, find_onset

FRAMES, DEPTH, LENGTH, COMES = 60, 24, 60, 40
GROUND = texture(5, DEPTH, LENGTH, 110.0, 30.0)


def strip(
    body: float | None, *, shadow: float | None = None, ahead: int = 0, speed: float = 3.0, noise: float = 1.5
) -> npt.NDArray[np.uint8]:
    """Draw a strip into which a body comes at frame COMES, and a shadow `ahead` frames before it."""
    rng = np.random.default_rng(3)
    frames = np.repeat(GROUND[None], FRAMES, axis=0)
    for n in range(FRAMES):
        for value, start, rows in ((shadow, COMES - ahead, slice(20, 50)), (body, COMES, slice(25, 45))):
            depth = int(min(DEPTH, max(0.0, (n - start + 1) * speed)))
            if value is not None and depth:
                frames[n, :depth, rows] = GROUND[:depth, rows] * 0.7 if value is shadow else value
    return np.clip(frames + rng.normal(0, noise, frames.shape), 0, 255).astype(np.uint8)


def onset(frames: npt.NDArray[np.uint8], anchor: int = 50, limits: OnsetLimits | None = None) -> Onset | None:
    return find_onset(frames, np.ones(len(frames), np.float32), anchor, 3.0, limits or OnsetLimits())


@pytest.mark.parametrize("body", [20.0, 40.0, 150.0, 230.0])
def test_a_body_is_found_in_its_first_frame(body: float) -> None:
    found = onset(strip(body))
    assert found is not None
    assert found.first == COMES
    assert not found.shadow_ahead
    assert COMES - 2 <= found.earliest <= COMES - 1


def test_a_shadow_ahead_moves_neither_the_frame_nor_hides_the_truth() -> None:
    found = onset(strip(25.0, shadow=0.7, ahead=6))
    assert found is not None
    assert found.shadow_ahead
    assert found.first == COMES
    assert found.earliest <= COMES - 1


def test_a_shadow_alone_is_no_body() -> None:
    assert onset(strip(None, shadow=0.7, ahead=0)) is None


def test_an_empty_strip_has_no_onset() -> None:
    assert onset(strip(None)) is None


def test_who_passed_long_before_does_not_matter() -> None:
    frames = strip(25.0)
    frames[2:12, :20, 10:50] = 240
    found = onset(frames)
    assert found is not None
    assert found.first == COMES


def test_who_stands_in_the_strip_is_part_of_it() -> None:
    frames = strip(25.0)
    frames[:, 4:20, 2:18] = 60
    found = onset(frames)
    assert found is not None
    assert found.first == COMES


def test_a_strip_that_never_stands_still_gives_no_answer() -> None:
    rng = np.random.default_rng(1)
    assert onset(rng.integers(0, 255, (FRAMES, DEPTH, LENGTH)).astype(np.uint8)) is None


def test_other_light_is_taken_out_first() -> None:
    frames = strip(25.0).astype(np.float32)
    gain = np.where(np.arange(FRAMES) < 20, 1.0, 1.2).astype(np.float32)
    lit = np.clip(frames * gain[:, None, None], 0, 255).astype(np.uint8)
    found = find_onset(lit, gain, 50, 3.0, OnsetLimits())
    assert found is not None
    assert found.first == COMES


def test_slow_things_have_wider_bounds() -> None:
    slow, fast = (
        find_onset(strip(25.0, speed=speed), np.ones(FRAMES, np.float32), 55, speed, OnsetLimits())
        for speed in (0.5, 6.0)
    )
    assert slow is not None
    assert fast is not None
    assert slow.first - slow.earliest > fast.first - fast.earliest
