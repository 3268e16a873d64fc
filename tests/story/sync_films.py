"""Two cameras that film one scene and hear one sound, as files whose true offset is known; and cuts of real films."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import numpy.typing as npt
from av.audio.frame import AudioFrame
from tests.unit.sync.scenes import NS, Path3, seen

from gestae.sync.hearing import RATE_HZ

__all__ = ["again", "cut_film", "shoot", "sound_of", "write_sound"]

_ROWS, _COLUMNS, _SIDE_PX = 18, 32, 8


def shoot(
    path: Path,
    scene: Path3,
    span_s: tuple[float, float],
    *,
    camera: int,
    rate_hz: int = 10,
    sound: npt.NDArray[np.float32] | None = None,
) -> Path:
    """Film a stretch of a scene; the file begins at nought.

    Args:
        path: of the file, MKV.
        scene: what moves.
        span_s: from which second of the world to which.
        camera: from where.
        rate_hz: pictures a second.
        sound: of the world from its second nought, at `RATE_HZ`; None: a film without sound.
    """
    moving = seen(scene, np.arange(span_s[0], span_s[1], 1 / rate_hz), camera=camera, start_s=span_s[0])
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=rate_hz, options={"qscale": "3"})
        stream.width, stream.height, stream.pix_fmt = _COLUMNS * _SIDE_PX, _ROWS * _SIDE_PX, "yuv420p"
        voice = None if sound is None else container.add_stream("pcm_s16le", rate=RATE_HZ, layout="mono")
        for n, cells in enumerate(moving.cells):
            picture = np.clip(cells, 0, 255).astype(np.uint8).reshape(_ROWS, _COLUMNS)
            luma = np.kron(picture, np.ones((_SIDE_PX, _SIDE_PX), np.uint8))
            frame = av.VideoFrame.from_ndarray(luma, format="gray").reformat(format="yuv420p")
            frame.pts, frame.time_base = n, Fraction(1, rate_hz)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
        if voice is not None and sound is not None:
            _voice(container, voice, sound[round(span_s[0] * RATE_HZ) : round(span_s[1] * RATE_HZ)], RATE_HZ)
    return path


def write_sound(path: Path, samples: npt.NDArray[np.float32], rate_hz: int) -> Path:
    """Write a file of nothing but sound."""
    with av.open(str(path), "w") as container:
        _voice(container, container.add_stream("pcm_s16le", rate=rate_hz, layout="mono"), samples, rate_hz)
    return path


def sound_of(path: Path) -> npt.NDArray[np.float32] | None:
    """Decode the sound of a film to one channel at `RATE_HZ`, joined; None where there is none that can be decoded."""
    blocks: list[npt.NDArray[np.float32]] = []
    resampler = av.AudioResampler(format="flt", layout="mono", rate=RATE_HZ)
    try:
        with av.open(str(path)) as container:
            for frame in container.decode(audio=0) if container.streams.audio else ():
                frame.pts = None
                blocks += [one.to_ndarray().ravel().astype(np.float32) for one in resampler.resample(frame)]
    except av.error.FFmpegError:
        return None
    return np.concatenate(blocks) if blocks else None


def cut_film(source: Path, path: Path, kept: Sequence[int], *, starts_ns: int = 0) -> Path:
    """Decode a film and write some of its pictures again, each at its own distance from the first one kept.

    Args:
        source: the film.
        path: of the new file, MKV.
        kept: ordinals of the pictures, increasing.
        starts_ns: the time that the first one kept gets.
    """
    wanted, first = frozenset(kept), None
    with av.open(str(source)) as film, av.open(str(path), "w") as container:
        track = film.streams.video[0]
        stream: Any = None
        for n, picture in enumerate(film.decode(track)):
            if n not in wanted or picture.pts is None:
                continue
            at = picture.pts * (track.time_base or Fraction(1))
            first = at if first is None else first
            if stream is None:
                stream = container.add_stream("mpeg4", rate=1000, options={"qscale": "3", "g": "12"})
                stream.width, stream.height, stream.pix_fmt = picture.width // 4 * 2, picture.height // 4 * 2, "yuv420p"
            small = picture.reformat(width=stream.width, height=stream.height, format="yuv420p")
            small.pts, small.time_base = round((at - first) * 1000) + starts_ns * 1000 // NS, Fraction(1, 1000)
            small.pict_type = 0
            container.mux(stream.encode(small))
        container.mux(stream.encode(None))
    return path


def again(
    samples: npt.NDArray[np.float32], rng: np.random.Generator, *, cut: int
) -> tuple[npt.NDArray[np.float32], int]:
    """Record a sound with another microphone: echoes, a narrow band, another gain, noise, another rate.

    Args:
        samples: at `RATE_HZ`.
        rng: draws what the other microphone is like.
        cut: how many samples later it was switched on.

    Returns:
        The samples, and their rate.
    """
    from scipy.signal import butter, fftconvolve, resample_poly, sosfilt

    room = np.zeros(RATE_HZ * 3 // 10)
    room[0] = 1
    late = rng.integers(80, len(room), 12)
    room[late] += rng.normal(0, 0.35, 12) * np.exp(-late / 1000)
    other = sosfilt(
        butter(2, [250, 3000], "band", fs=RATE_HZ, output="sos"), fftconvolve(samples, room)[: len(samples)]
    )
    other = other[cut:]
    other = other + rng.normal(0, other.std() * 10 ** (-rng.uniform(3, 15) / 20), len(other))
    up, rate_hz = ((441, 44_100), (2, 16_000), (6, 48_000))[int(rng.integers(3))]
    other = resample_poly(other, up, {441: 80}.get(up, 1))
    other *= rng.uniform(0.1, 0.7) / max(1e-9, np.abs(other).max())
    return other.astype(np.float32), rate_hz


def _voice(container: Any, stream: Any, samples: npt.NDArray[np.float32], rate_hz: int) -> None:
    block = rate_hz // 50
    for first in range(0, len(samples), block):
        piece = np.clip(samples[first : first + block] * 32767, -32768, 32767).astype(np.int16)
        frame = AudioFrame.from_ndarray(piece[None], format="s16", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = rate_hz, first, Fraction(1, rate_hz)
        container.mux(stream.encode(frame))
    container.mux(stream.encode(None))
