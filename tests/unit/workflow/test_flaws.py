"""Drawn films whose picture is lost or whose times leap, through the worker that looks at footage."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import numpy.typing as npt
import pytest

from gestae.model.evidence import Digest
from gestae.preserve.vault import Vault
from gestae.workflow.looking import look
from gestae.workflow.parquet import read_documents

RATE, TICKS, PICTURES = 25, 512, 200
Luma = npt.NDArray[np.uint8]


def scene(n: int) -> Luma:
    wall = np.random.default_rng(7).integers(70, 150, (15, 20)).repeat(16, axis=0).repeat(16, axis=1)
    return np.asarray((wall + np.random.default_rng(n).normal(0, 3, wall.shape)).clip(0, 255), np.uint8)


def write(path: Path, picture: Callable[[int], Luma], pts: Callable[[int], int] = lambda n: n * TICKS) -> None:
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=Fraction(RATE))
        stream.width, stream.height, stream.pix_fmt = 320, 240, "yuv420p"
        stream.bit_rate = 4_000_000
        stream.codec_context.time_base = Fraction(1, RATE * TICKS)
        for n in range(PICTURES):
            frame = av.VideoFrame.from_ndarray(picture(n), "gray").reformat(format="yuv420p")
            frame.pts, frame.time_base = pts(n), Fraction(1, RATE * TICKS)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def observed(path: Path, vault: Path) -> list[dict[str, Any]]:
    sha256 = Digest.of(path.read_bytes()).hex
    said: dict[str, Any] = {"path": str(path), "sha256": sha256, "artifacts": str(vault)}
    answer: Any = look({**said, "detector": None, "setting": "quick", "looks_per_s": 5.0}, lambda _done: None)
    return [dict(one) for one in read_documents(Vault(vault).get(Digest(answer["artifacts"]["observations"])))]


LOST = {
    "black for two seconds": (lambda n: np.full((240, 320), 16, np.uint8) if 75 <= n < 125 else scene(n), 3.0, 5.0),
    "frozen for three seconds": (lambda n: scene(74) if 75 <= n < 150 else scene(n), 3.0, 6.0),
}


@pytest.mark.parametrize(("picture", "from_s", "to_s"), LOST.values(), ids=LOST)
def test_a_lost_picture_is_placed(picture: Callable[[int], Luma], from_s: float, to_s: float, tmp_path: Path) -> None:
    write(tmp_path / "gate.mp4", picture)
    (one,) = [one for one in observed(tmp_path / "gate.mp4", tmp_path / "a") if one["kind"] == "picture_lost"]
    assert abs(one["start"]["seconds"] - from_s) <= 0.041
    assert abs(one["end"]["seconds"] - to_s) <= 0.041


def test_times_that_leap_by_ten_seconds_are_told(tmp_path: Path) -> None:
    write(tmp_path / "gate.mp4", scene, lambda n: (n + (RATE * 10 if n >= 100 else 0)) * TICKS)
    (one,) = observed(tmp_path / "gate.mp4", tmp_path / "a")
    assert one["kind"] == "clock_jumped"
    assert (one["start"]["seconds"], one["end"]["seconds"]) == (3.96, 14.0)
    assert any("leap ahead by 10.04 s" in said for said in one["limits"])


def test_an_ordinary_film_has_neither(tmp_path: Path) -> None:
    write(tmp_path / "gate.mp4", scene)
    assert observed(tmp_path / "gate.mp4", tmp_path / "a") == []
