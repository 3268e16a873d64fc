"""Sound as one channel at one rate: each sample at its own time, holes as holes."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import numpy.typing as npt
import pytest
from av.audio.frame import AudioFrame

from gestae.decode import sound
from gestae.decode.container import NotFootage
from gestae.decode.sound import sound_track
from gestae.errors import DecodeError

NS = 1_000_000_000


def clicks(seconds: float, rate_hz: int, every_s: float = 0.5) -> npt.NDArray[np.float32]:
    """A short tone burst at every half second, the first at a quarter."""
    time = np.arange(int(seconds * rate_hz)) / rate_hz
    phase = (time - every_s / 2) % every_s
    return (0.5 * np.sin(2 * np.pi * 1000 * phase) * (phase < 0.005)).astype(np.float32)


def write(
    path: Path,
    samples: npt.NDArray[np.float32],
    rate_hz: int,
    *,
    codec: str = "pcm_s16le",
    holes: tuple[tuple[float, float], ...] = (),
    starts_s: float = 0.0,
    layout: str = "mono",
) -> Path:
    """Write sound in frames of 20 ms, without those that begin in a hole."""
    length = rate_hz // 50
    with av.open(str(path), "w") as container:
        stream: Any = container.add_stream(codec, rate=rate_hz, layout=layout)
        for first in range(0, len(samples) - length + 1, length):
            if any(low <= first / rate_hz < high for low, high in holes):
                continue
            block = np.clip(samples[first : first + length] * 32767, -32768, 32767).astype(np.int16)
            channels = 2 if layout == "stereo" else 1
            frame = AudioFrame.from_ndarray(np.repeat(block, channels)[None], format="s16", layout=layout)
            frame.sample_rate = rate_hz
            frame.pts = first + round(starts_s * rate_hz)
            frame.time_base = Fraction(1, rate_hz)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def onsets_s(samples: npt.NDArray[np.float32], rate_hz: int, start_ns: int) -> list[float]:
    loud = np.flatnonzero(np.abs(samples) > 0.1)
    first = loud[np.flatnonzero(np.diff(np.concatenate([[-rate_hz], loud])) > rate_hz // 20)]
    return [round(float(one) / rate_hz + start_ns / NS, 3) for one in first]


@pytest.mark.parametrize("rate_hz", [8_000, 11_025, 16_000, 44_100, 48_000])
def test_a_click_keeps_its_time_at_whatever_rate_it_was_recorded(tmp_path: Path, rate_hz: int) -> None:
    track = sound_track(write(tmp_path / "a.mkv", clicks(3, rate_hz), rate_hz), 0, 8_000)
    assert (track.start_ns, track.rate_hz, track.errors) == (0, 8_000, 0)
    assert len(track.samples) == pytest.approx(24_000, abs=400)
    assert track.known.mean() > 0.99
    said = onsets_s(track.samples, 8_000, track.start_ns)
    assert said == pytest.approx([0.25, 0.75, 1.25, 1.75, 2.25, 2.75], abs=0.002)


def test_what_follows_a_hole_does_not_slide_into_it(tmp_path: Path) -> None:
    path = write(tmp_path / "a.mkv", clicks(4, 16_000), 16_000, holes=((1.0, 2.06),))
    track = sound_track(path, 0, 8_000)
    said = onsets_s(track.samples, 8_000, 0)
    assert said == pytest.approx([0.25, 0.75, 2.25, 2.75, 3.25, 3.75], abs=0.002)
    assert not track.known[8_100:16_300].any()
    assert track.known[:7_900].all()
    assert track.known[16_700:31_500].all()


def test_a_file_that_does_not_begin_at_nought_keeps_its_times(tmp_path: Path) -> None:
    track = sound_track(write(tmp_path / "a.mkv", clicks(2, 16_000), 16_000, starts_s=7.5), 0, 8_000)
    assert onsets_s(track.samples, 8_000, track.start_ns) == pytest.approx([7.75, 8.25, 8.75, 9.25], abs=0.002)


def test_a_stretch_is_cut_by_time(tmp_path: Path) -> None:
    path = write(tmp_path / "a.mkv", clicks(4, 16_000), 16_000)
    track = sound_track(path, 0, 8_000, within_ns=(1_500_000_000, 3_000_000_000))
    assert onsets_s(track.samples, 8_000, track.start_ns) == pytest.approx([1.75, 2.25, 2.75], abs=0.002)


def test_channels_are_mixed(tmp_path: Path) -> None:
    track = sound_track(write(tmp_path / "a.mkv", clicks(1, 16_000), 16_000, layout="stereo"), 0, 8_000)
    assert onsets_s(track.samples, 8_000, track.start_ns) == pytest.approx([0.25, 0.75], abs=0.002)


def test_what_is_no_sound_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "a.mkv", clicks(1, 16_000), 16_000)
    with pytest.raises(DecodeError, match="no sound that can be decoded"):
        sound_track(path, 3, 8_000)
    (tmp_path / "b.mkv").write_bytes(b"no film at all")
    with pytest.raises(NotFootage):
        sound_track(tmp_path / "b.mkv", 0, 8_000)
    with pytest.raises(DecodeError, match="no sample of its sound has a time"):
        sound_track(path, 0, 8_000, within_ns=(50 * NS, 60 * NS))


def test_more_sound_than_memory_holds_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sound, "MOST_SOUND_S", 2)
    path = write(tmp_path / "a.mkv", clicks(4, 16_000), 16_000)
    with pytest.raises(DecodeError, match="more than 2 s of sound; name a stretch"):
        sound_track(path, 0, 8_000)
    assert sound_track(path, 0, 8_000, within_ns=(NS, 2 * NS)).start_ns == NS
