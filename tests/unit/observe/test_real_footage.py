"""Real footage: clouds over a garden path are no act, and an exposure control is a change of light."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt

from gestae.model.observation import Kind, Observation
from gestae.observe.facts import StreamFacts
from gestae.observe.footage import observe_footage
from gestae.sight.activity import ActivityMeter, start_background


def decoded(path: Path) -> Iterator[tuple[int, npt.NDArray[np.uint8]]]:
    with av.open(str(path)) as container:
        for frame in container.decode(container.streams.video[0]):
            plane = frame.planes[0]
            rows = np.frombuffer(bytes(plane), np.uint8).reshape(-1, plane.line_size)
            assert frame.pts is not None
            yield frame.pts, rows[: frame.height, : frame.width].copy()


def observed_without_tracks(path: Path) -> tuple[Observation, ...]:
    frames = list(decoded(path))
    with av.open(str(path)) as container:
        base = Fraction(container.streams.video[0].time_base or 0)
    height, width = frames[0][1].shape
    facts = StreamFacts("ab" * 32, 0, None, base, width, height, np.array([pts for pts, _ in frames], np.int64))
    meter = ActivityMeter(start_background([luma for _, luma in frames[:: max(1, len(frames) // 11)]]), facts.rate_hz)
    for pts, luma in frames:
        meter.add(luma, pts)
    return observe_footage(
        (), [meter.take()], facts, window=lambda low, high: ((n, *frames[n]) for n in range(low, high + 1))
    )


def test_clouds_over_a_garden_path_move_no_camera_and_are_no_act(shared_footage: Path) -> None:
    seen = observed_without_tracks(shared_footage / "cctv" / "brightness_change.avi")
    assert {one.kind for one in seen} <= {Kind.LIGHT_CHANGED}


def test_cars_that_fill_the_road_do_not_move_the_camera(shared_footage: Path) -> None:
    seen = observed_without_tracks(shared_footage / "cctv" / "car-detection.mp4")
    assert {one.kind for one in seen} <= {Kind.LIGHT_CHANGED}
