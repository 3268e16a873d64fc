"""A small incident with real bytes: two short films of a box that crosses a wall, their papers, their clock facts."""

from __future__ import annotations

import json
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, cast

import av
import numpy as np
import pytest
from av.video.stream import VideoStream
from click.testing import CliRunner, Result

from gestae.cli.app import app

RATE = 25
SIZE = (320, 240)

FORM = """
[acquisition]
format = 1
received_from = "I. Mak"
received_by = "L. Dzvin"
received_at = "2022-03-17T09:30:00+02:00"
[[recorder]]
id = "recorder-a"
drift = "20 ppm"
[[recorder.time_check]]
displayed = "2022-03-16T14:10:00"
reference = "2022-03-16T14:08:20+02:00"
within = "1 s"
reference_clock = "telephone on the network"
by = "L. Dzvin"
[[recorder.file]]
name = "gate.mp4"
camera = "gate"
[[recorder.file.clock_reading]]
tick = "2022-03-16T14:05:01"
pts = 12800
time_base = "1/12800"
"""

EVENTS = """
[list]
format = 1
[[event]]
title = "A box crosses the yard"
[[event.seen]]
footage = "gate.mp4"
kind = "object_carried"
start = "1.2"
end = "2.0"
within = "80 ms"
says = "a light box moves to the right"
"""


def write_film(path: Path, *, seconds: float, speed_px: int, codec: str = "mpeg4", start_n: int = 10) -> None:
    """Write a film of a light box that enters from the left, on a noisy wall; the noise is drawn from a fixed seed."""
    rng = np.random.default_rng(7)
    wall = rng.integers(90, 130, (SIZE[1], SIZE[0]), dtype=np.uint8)
    with av.open(str(path), "w") as container:
        stream = cast("VideoStream", container.add_stream(codec, rate=Fraction(RATE)))
        stream.width, stream.height, stream.pix_fmt = *SIZE, "yuvj420p" if codec == "mjpeg" else "yuv420p"
        stream.codec_context.time_base = Fraction(1, 12800)
        for n in range(round(seconds * RATE)):
            luma = (wall + rng.normal(0, 2, wall.shape)).clip(0, 255).astype(np.uint8)
            right = (n - start_n) * speed_px
            if right > 0:
                luma[120:180, max(0, right - 60) : min(SIZE[0], right)] = 220
            picture = av.VideoFrame.from_ndarray(np.repeat(luma[:, :, None], 3, axis=2), "rgb24")
            picture.pts, picture.time_base = n * 512, Fraction(1, 12800)
            container.mux(stream.encode(picture))
        container.mux(stream.encode(None))


@dataclass(frozen=True)
class Workplace:
    """A folder with a delivery and a case, and the command line to work on it."""

    root: Path

    @property
    def case(self) -> Path:
        return self.root / "yard.case"

    @property
    def delivery(self) -> Path:
        return self.root / "delivery"

    def run(self, *words: str | Path, code: int | None = 0, stdin: str | None = None) -> Result:
        """Run a verb here; check its exit code."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("GESTAE_AUTHOR", "O. Tester")
            result = CliRunner().invoke(app, [str(word) for word in words], input=stdin, catch_exceptions=True)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        if code is not None:
            assert result.exit_code == code, f"{words}: {result.exit_code}\n{result.output}\n{result.stderr}"
        return result

    def json(self, *words: str | Path, code: int | None = 0) -> Any:
        """Run a verb with --json and read its document."""
        return json.loads(self.run(*words, "--json", code=code).stdout)


def deliver(root: Path) -> Workplace:
    """Lay out a delivery: two films, a statement, a text that is no footage."""
    place = Workplace(root)
    place.delivery.mkdir(parents=True)
    write_film(place.delivery / "gate.mp4", seconds=4, speed_px=6)
    write_film(place.delivery / "yard.avi", seconds=2, speed_px=8, codec="mjpeg")
    (place.delivery / "statement.txt").write_text(
        "Halyna Osyka saw a grey van with a letter on it.\n", encoding="utf-8"
    )
    (place.delivery / "broken.mp4").write_bytes(b"\0\0\0\x18ftypmp42 and then nothing that a decoder could read")
    (root / "handover.toml").write_text(FORM, encoding="utf-8")
    (root / "events.toml").write_text(EVENTS, encoding="utf-8")
    return place


def begin(root: Path) -> Workplace:
    """Make a case of the delivery, with the footage looked at and one event stated."""
    place = deliver(root)
    place.run("init", place.case, "--title", "The wall", "--zone", "Europe/Kyiv")
    place.run("add", place.case, place.delivery, "--acquisition", root / "handover.toml", "--from", "I. Mak")
    # One of the delivery is broken and cannot be looked at.
    place.run("analyze", place.case, "--workers", "2", code=3)
    place.run("events", place.case, root / "events.toml")
    return place
