"""Sound → signals: when it sets in, in bands of pitch; and the fine offset by the phases of the sound itself.

Two microphones hear one event with different rooms, distances and gains; what both share is *when* something sets in.
So the level of each band, as a logarithm, is rid of its slow part and of everything that falls: onsets remain. Where
those agree, the samples are held against each other by generalised cross correlation with phase transform, which
weighs every pitch alike, whatever the microphone makes of it.

Source: generalised cross correlation with phase transform, Knapp and Carter 1976.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy import fft, ndimage

from gestae.errors import RecordError
from gestae.sync.signals import Floats, Signal

__all__ = ["HOP_NS", "RATE_HZ", "Heard", "fine_offset_ns", "is_silent", "sound_signals"]

# Both recordings are brought to this rate: telephones and recorders keep little above 4 kHz.
RATE_HZ: Final = 8_000
HOP_NS: Final = 10_000_000
_HOP: Final = RATE_HZ * HOP_NS // 1_000_000_000
_FRAME: Final = 256
# Edges of the bands, evenly on a logarithmic scale; hum and rumble lie below, what old codecs cut off above.
_BAND_EDGES_HZ: Final = (150, 220, 320, 460, 670, 980, 1430, 2080, 3040, 3800)
# Each signal is a group of bands: they err differently, since noises fill some pitches and not others.
_GROUPS: Final = ((0, 3), (3, 6), (6, 9), (0, 9))
_SLOW_HOPS: Final = 100
# A level is followed down to so many decibels below the recording's loud moments; deeper lies codec noise.
_DEPTH_DB: Final = 50.0
_SILENT: Final = 1e-5
_CLIP: Final = 4.0
_PHASE_BAND_HZ: Final = (200.0, 3600.0)


@dataclass(frozen=True, slots=True, eq=False)
class Heard:
    """The sound of one recording, as one channel at `RATE_HZ`.

    Attributes:
        start_ns: of the first sample, in the file's own time.
        samples: (n,) float32, about -1 to 1; nought where there is no sound.
        known: (n,) bool, False in gaps.
    """

    start_ns: int
    samples: npt.NDArray[np.float32]
    known: npt.NDArray[np.bool_]

    def __post_init__(self) -> None:
        if self.samples.ndim != 1 or self.samples.shape != self.known.shape:
            raise RecordError(f"sound of {self.samples.shape} with {self.known.shape} known; give one channel")

    @property
    def duration_ns(self) -> int:
        """From its first sample to after its last."""
        return len(self.samples) * 1_000_000_000 // RATE_HZ


def is_silent(heard: Heard) -> bool:
    """Say whether there is nothing to hear: no sample, or a level as of an empty track.

    >>> is_silent(Heard(0, np.zeros(9, np.float32), np.ones(9, bool)))
    True
    """
    there = heard.samples[heard.known]
    return not len(there) or float(np.sqrt(np.mean(np.square(there, dtype=np.float64)))) < _SILENT


def sound_signals(heard: Heard) -> tuple[Signal, ...]:
    """Give the onsets of each group of bands, every 10 ms.

    Raises:
        RecordError: less than one frame of sound.
    """
    if len(heard.samples) < _FRAME:
        raise RecordError(f"{len(heard.samples)} samples of sound; give {_FRAME} or more")
    frames = np.lib.stride_tricks.sliding_window_view(heard.samples, _FRAME)[::_HOP]
    unknown = np.concatenate([[0], np.cumsum(~heard.known)])
    sure = (unknown[_FRAME:] == unknown[:-_FRAME])[::_HOP]
    levels = _levels(frames)
    onsets = np.clip(_onsets(levels, sure), -_CLIP, _CLIP)
    known = ndimage.binary_erosion(sure, np.ones(3, np.bool_), border_value=0)
    # A frame's time is its middle.
    start_ns = heard.start_ns + _FRAME * 1_000_000_000 // (2 * RATE_HZ)
    signals = []
    for low, high in _GROUPS:
        values = onsets[:, low:high]
        mask = np.repeat(known[:, None], high - low, axis=1)
        signals.append(Signal(start_ns, HOP_NS, np.where(mask, values, 0.0), mask))
    return tuple(signals)


def fine_offset_ns(a: Heard, b: Heard, *, around_ns: int, window_ns: tuple[int, int], reach_ns: int) -> int | None:
    """Find the offset of a stretch by the phases of the sound.

    Args:
        a: the one sound.
        b: the other.
        around_ns: the offset near which to look, time of A minus time of B.
        window_ns: from when to when of A.
        reach_ns: how far off it may lie.

    Returns:
        The offset, where one peak stands out from all others within reach (by half again); None otherwise.
    """
    one = _stretch(a, *window_ns)
    reach = reach_ns * RATE_HZ // 1_000_000_000
    other = _stretch(b, window_ns[0] - around_ns, window_ns[1] - around_ns)
    if one is None or other is None or min(one[0].std(), other[0].std()) < _SILENT:
        return None
    lags, values = _phase_correlation(one[0], other[0], reach)
    best = int(np.argmax(values))
    beside = np.abs(lags - lags[best]) > _HOP // 8
    if best in (0, len(lags) - 1) or values[best] < 1.5 * values[beside].max():
        return None
    # A sample of A at i is one of B at i + lag, both counted from the starts of their stretches.
    return int(one[1] - other[1] - lags[best] * 1_000_000_000 // RATE_HZ)


def _levels(frames: npt.NDArray[np.float32]) -> Floats:
    """Give the level of each band in each frame, in decibels, not below the depth that is followed."""
    edges = np.round(np.array(_BAND_EDGES_HZ) * _FRAME / RATE_HZ).astype(int)
    window = np.hanning(_FRAME).astype(np.float32)
    powers = []
    for first in range(0, len(frames), 4096):
        spectrum = np.abs(fft.rfft(frames[first : first + 4096] * window, axis=1)) ** 2
        powers.append(np.add.reduceat(spectrum[:, : edges[-1]], edges[:-1], axis=1))
    levels = 10 * np.log10(np.concatenate(powers).astype(np.float64) + 1e-12)
    floor = np.percentile(levels, 99, axis=0) - _DEPTH_DB
    return np.asarray(np.maximum(levels, floor), np.float64)


def _onsets(levels: Floats, sure: npt.NDArray[np.bool_]) -> Floats:
    """Keep how much the level rises within 20 ms, about its slow mean and in its own deviations."""
    rise = np.zeros_like(levels)
    rise[1:-1] = np.maximum(levels[2:] - levels[:-2], 0.0)
    rise = ndimage.gaussian_filter1d(rise, 1.5, axis=0, mode="nearest")
    rise -= ndimage.uniform_filter1d(rise, _SLOW_HOPS, axis=0, mode="nearest")
    spread = rise[sure].std(axis=0) if sure.any() else np.ones(rise.shape[1])
    return np.asarray(rise / np.where(spread > 0, spread, 1.0))


def _stretch(heard: Heard, first_ns: int, last_ns: int) -> tuple[Floats, int] | None:
    """Cut a stretch out; None where it reaches beyond the sound or into a gap."""
    first = -(-(first_ns - heard.start_ns) * RATE_HZ // 1_000_000_000)
    count = (last_ns - first_ns) * RATE_HZ // 1_000_000_000
    if first < 0 or first + count > len(heard.samples) or not heard.known[first : first + count].all():
        return None
    samples = heard.samples[first : first + count].astype(np.float64)
    return samples - samples.mean(), heard.start_ns + first * 1_000_000_000 // RATE_HZ


def _phase_correlation(a: Floats, b: Floats, reach: int) -> tuple[npt.NDArray[np.int64], Floats]:
    size = fft.next_fast_len(len(a) + len(b), real=True)
    cross = np.conj(fft.rfft(a * np.hanning(len(a)), size)) * fft.rfft(b * np.hanning(len(b)), size)
    pitch = np.arange(len(cross)) * RATE_HZ / size
    heard = (pitch >= _PHASE_BAND_HZ[0]) & (pitch <= _PHASE_BAND_HZ[1])
    # What is a thousandth of the loudest has no phase to speak of.
    size_of = np.abs(cross)
    cross = np.where(heard, cross / np.maximum(size_of, 1e-3 * size_of.max() + 1e-30), 0)
    values = np.asarray(fft.irfft(cross, size))
    lags = np.arange(-reach, reach + 1)
    return lags, ndimage.gaussian_filter1d(values, 1.0)[lags % size]
