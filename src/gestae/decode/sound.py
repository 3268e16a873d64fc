"""[edge] Sound as one channel at one rate, each sample at its own time; gaps stay gaps, nothing is taken as joined.

Like pictures, samples have the times that the container gives: a recorder that drops packets leaves a hole in the
sound, and what follows must not slide into it. The sound is resampled from hole to hole.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Final

import av
import av.error
import numpy as np
import numpy.typing as npt
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream

from gestae.decode.container import filled_packets, open_footage
from gestae.errors import DecodeError

__all__ = ["MOST_SOUND_S", "SoundTrack", "sound_track"]

# An hour of one channel at 8 kHz is 115 MB; longer sound is read stretch by stretch.
MOST_SOUND_S: Final = 3600
# Containers round times to a millisecond, and recorders write them by their own clock: less than this is no hole.
_JOINS_NS: Final = 5_000_000
_NS_PER_S: Final = 1_000_000_000


@dataclass(frozen=True, slots=True, eq=False)
class SoundTrack:
    """The sound of a stretch of a file.

    Attributes:
        start_ns: of the first sample, in the file's own time.
        rate_hz: samples a second.
        samples: (n,) float32, all channels mixed, about -1 to 1; nought where there is none.
        known: (n,) bool, False in holes.
        errors: packets that could not be decoded; they are holes.
    """

    start_ns: int
    rate_hz: int
    samples: npt.NDArray[np.float32]
    known: npt.NDArray[np.bool_]
    errors: int


def sound_track(path: Path, stream: int, rate_hz: int, *, within_ns: tuple[int, int] | None = None) -> SoundTrack:
    """Decode one stream of sound, mix its channels and bring it to a rate.

    Args:
        path: the original.
        stream: number of the stream in the file.
        rate_hz: samples a second that are wanted.
        within_ns: from when to when, in the file's own time; None: all of it.

    Raises:
        NotFootage: see `open_footage`.
        DecodeError: no such stream of sound, no decoder for it, no sample with a time, or more than `MOST_SOUND_S`.
    """
    runs: list[_Run] = []
    errors = 0
    with open_footage(path) as container:
        found = next((one for one in container.streams if one.index == stream), None)
        if not isinstance(found, AudioStream) or found.codec_context is None:
            raise DecodeError(f"stream {stream} of {path.name} is no sound that can be decoded")
        decoder = _Decoder(found)
        try:
            for packet in filled_packets(container, found):
                _take(runs, decoder.frames_of(packet), rate_hz, within_ns)
            _take(runs, decoder.frames_of(None), rate_hz, within_ns)
        except av.error.FFmpegError:
            decoder.errors += 1
        errors = decoder.errors
    return _laid_out(path, runs, rate_hz, errors)


class _Decoder:
    """Decodes packet by packet and counts what fails."""

    def __init__(self, stream: AudioStream) -> None:
        self._stream = stream
        self.errors = 0
        stream.codec_context.thread_type, stream.codec_context.thread_count = "NONE", 1

    def frames_of(self, packet: object) -> Iterator[tuple[AudioFrame, int]]:
        """Give the frames of a packet that have a time, each with it in nanoseconds."""
        try:
            frames = self._stream.codec_context.decode(packet)  # type: ignore[arg-type]
        except av.error.FFmpegError:
            self.errors += 1
            return
        for frame in frames:
            if frame.pts is not None and frame.time_base is not None and frame.samples:
                yield frame, int(Fraction(frame.pts) * frame.time_base * _NS_PER_S)


@dataclass(slots=True)
class _Run:
    """Sound without a hole: its first sample's time, and its samples as they come out of the resampler."""

    start_ns: int
    source_hz: int
    resampler: AudioResampler
    taken: int = 0
    blocks: list[npt.NDArray[np.float32]] = field(default_factory=list)

    @property
    def end_ns(self) -> int:
        """When the next sample is due."""
        return self.start_ns + self.taken * _NS_PER_S // self.source_hz

    def add(self, frame: AudioFrame | None) -> None:
        """Take a frame; None takes what the resampler still holds."""
        if frame is not None:
            self.taken += frame.samples
            frame.pts = None
        for out in self.resampler.resample(frame):
            self.blocks.append(out.to_ndarray().ravel().astype(np.float32))


def _take(
    runs: list[_Run], frames: Iterator[tuple[AudioFrame, int]], rate_hz: int, within_ns: tuple[int, int] | None
) -> None:
    for frame, at_ns in frames:
        if within_ns is not None and not within_ns[0] <= at_ns <= within_ns[1]:
            continue
        run = runs[-1] if runs else None
        if run is not None and at_ns < run.end_ns - _JOINS_NS:
            # Times that go back: what was heard at a time already is not replaced.
            continue
        if run is None or at_ns > run.end_ns + _JOINS_NS or frame.sample_rate != run.source_hz:
            if run is not None:
                run.add(None)
            run = _Run(at_ns, frame.sample_rate, AudioResampler(format="flt", layout="mono", rate=rate_hz))
            runs.append(run)
        if (at_ns - runs[0].start_ns) > MOST_SOUND_S * _NS_PER_S:
            raise DecodeError(f"more than {MOST_SOUND_S} s of sound; name a stretch of it")
        run.add(frame)


def _laid_out(path: Path, runs: list[_Run], rate_hz: int, errors: int) -> SoundTrack:
    """Put every run at its place."""
    if runs:
        runs[-1].add(None)
    pieces = [(run.start_ns, np.concatenate(run.blocks)) for run in runs if run.blocks]
    if not pieces:
        raise DecodeError(f"{path.name}: no sample of its sound has a time")
    start_ns = pieces[0][0]
    places = [round((at_ns - start_ns) * rate_hz / _NS_PER_S) for at_ns, _ in pieces]
    count = max(place + len(piece) for place, (_, piece) in zip(places, pieces, strict=True))
    samples, known = np.zeros(count, np.float32), np.zeros(count, np.bool_)
    for place, (_, piece) in zip(places, pieces, strict=True):
        samples[place : place + len(piece)] = piece
        known[place : place + len(piece)] = True
    return SoundTrack(start_ns, rate_hz, samples, known, errors)
