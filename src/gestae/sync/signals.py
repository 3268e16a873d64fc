"""What is held against each other: signals of several channels on an even grid of times, with what is not known.

Both senses end here. Pictures and sound become such signals in `movement` and `hearing`, and from there on
nothing knows which of the two it was.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt
from scipy import fft

from gestae.errors import RecordError

__all__ = ["Curve", "Floats", "Int64s", "Signal", "likeness", "woven"]

Floats: TypeAlias = npt.NDArray[np.float64]
Int64s: TypeAlias = npt.NDArray[np.int64]

# An overlap of which less than this share is known says nothing; holes and ends take a little of every one.
_LEAST_KNOWN: Final = 0.75
# Fewer common moments than this say nothing of a channel.
_LEAST_COMMON: Final = 4
# Below this share of a signal's squares its variance over the overlap is the rounding of the transform.
_NOTHING: Final = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Signal:
    """Values on an even grid of a file's own times.

    Attributes:
        start_ns: the first moment of the grid, in the file's time.
        step_ns: from moment to moment.
        values: (moments, channels) float64; nought where nothing is known.
        known: (moments, channels) bool; False in gaps, and where a channel needs what lies beyond the end.
    """

    start_ns: int
    step_ns: int
    values: Floats
    known: npt.NDArray[np.bool_]

    def __post_init__(self) -> None:
        if self.values.ndim != 2 or self.values.shape != self.known.shape:
            raise RecordError(f"a signal of {self.values.shape} with {self.known.shape} known; give equal shapes")
        if self.step_ns < 1:
            raise RecordError(f"a signal with a step of {self.step_ns} ns; time goes on")

    def __len__(self) -> int:
        return len(self.values)

    def only(self, mask: npt.NDArray[np.bool_]) -> Signal:
        """Give the signal with nothing known outside of some moments.

        Args:
            mask: (moments,) True where it stays.
        """
        known = self.known & mask[:, None]
        return Signal(self.start_ns, self.step_ns, np.where(known, self.values, 0.0), known)


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """How alike two signals are at each offset between them.

    Attributes:
        offsets_ns: (n,) increasing; time of A minus time of B.
        values: (n,) correlation times the root of the overlap's share: as noise, equally large everywhere.
    """

    offsets_ns: Int64s
    values: Floats

    def __len__(self) -> int:
        return len(self.values)


def likeness(a: Signal, b: Signal, *, least_ns: int) -> Curve:
    """Correlate two signals at every offset at which they share enough moments; each channel about its own mean there.

    A short overlap correlates highly by chance, so the correlation is multiplied by the root of the share of the
    overlap: what chance makes of it is then of one size along the curve (its variance is one over the overlap).

    Args:
        a: the one signal.
        b: the other, of the same step and the same channels.
        least_ns: the least overlap.

    Raises:
        RecordError: the steps differ, or the numbers of channels.

    Source: correlation with masks by Fourier transform, Padfield 2012.

    >>> wave = np.sin(np.arange(200.0) ** 1.3)[:, None]
    >>> whole = Signal(0, 10, wave, np.ones((200, 1), bool))
    >>> later = Signal(0, 10, wave[30:], np.ones((170, 1), bool))
    >>> curve = likeness(whole, later, least_ns=500)
    >>> int(curve.offsets_ns[np.argmax(curve.values)])
    300
    """
    if a.step_ns != b.step_ns or a.values.shape[1] != b.values.shape[1]:
        raise RecordError("signals of different steps or channels; sample both in one way")
    n, m, least = len(a), len(b), max(1, -(-least_ns // a.step_ns))
    if least > min(n, m):
        return Curve(np.empty(0, np.int64), np.empty(0))
    size = fft.next_fast_len(n + m, real=True)
    sums = np.zeros((3, size))
    shared = np.zeros(size)
    for channel in range(a.values.shape[1]):
        parts, common = _channel(a, b, channel, size)
        sums += parts
        shared = np.maximum(shared, common)
    lags = np.arange(-(n - least), m - least + 1)
    both, of_a, of_b = sums[:, lags % size]
    spread = np.sqrt(np.maximum(of_a, 0) * np.maximum(of_b, 0))
    squares = [float(np.square(one.values, where=one.known, out=np.zeros_like(one.values)).sum()) for one in (a, b)]
    varies = (of_a > _NOTHING * squares[0]) & (of_b > _NOTHING * squares[1])
    enough = (shared[lags % size] >= _LEAST_KNOWN * least) & varies
    correlation = np.where(enough, both / np.where(enough, spread, 1.0), 0.0)
    values = correlation * np.sqrt(shared[lags % size].clip(0) / min(n, m))
    offsets = (a.start_ns - b.start_ns) - lags.astype(np.int64) * a.step_ns
    return Curve(offsets[::-1].copy(), values[::-1].copy())


def woven(curves: list[Curve]) -> Curve:
    """Join curves of one pair that were taken at different phases of the grid.

    >>> one, two = (Curve(np.array(at), np.array(at, float)) for at in ([0, 10], [5, 15]))
    >>> woven([one, two]).offsets_ns.tolist()
    [0, 5, 10, 15]
    """
    offsets = np.concatenate([curve.offsets_ns for curve in curves])
    order = np.argsort(offsets, kind="stable")
    return Curve(offsets[order], np.concatenate([curve.values for curve in curves])[order])


def _channel(a: Signal, b: Signal, channel: int, size: int) -> tuple[Floats, Floats]:
    """Give covariance and both variances of one channel at every lag, and the moments that are known in both."""
    seen_a, seen_b = a.known[:, channel].astype(np.float64), b.known[:, channel].astype(np.float64)
    of_a, of_b = a.values[:, channel] * seen_a, b.values[:, channel] * seen_b
    mask_a, sum_a, square_a = (np.conj(fft.rfft(one, size)) for one in (seen_a, of_a, of_a * of_a))
    mask_b, sum_b, square_b = (fft.rfft(one, size) for one in (seen_b, of_b, of_b * of_b))
    count = np.asarray(fft.irfft(mask_a * mask_b, size))
    total_a, total_b = fft.irfft(sum_a * mask_b, size), fft.irfft(mask_a * sum_b, size)
    enough = count >= _LEAST_COMMON - 0.5
    per = np.where(enough, 1.0 / np.where(enough, count, 1.0), 0.0)
    parts = np.stack(
        [
            fft.irfft(sum_a * sum_b, size) - total_a * total_b * per,
            fft.irfft(square_a * mask_b, size) - total_a * total_a * per,
            fft.irfft(mask_a * square_b, size) - total_b * total_b * per,
        ]
    )
    return np.where(enough, parts, 0.0), count
