"""[edge] A stretch of a film as a file of its own, its packets copied as they are: nothing is encoded again.

A copy begins at the key frame before the stretch, because what follows cannot be decoded without it, and ends with the
last packet that a picture of the stretch needs. Containers count time in their own ticks and from their own zero, so
what each picture's time was in the original is read back from the finished copy and stands beside it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from pathlib import Path
from typing import Any, Final

import av
import av.error
import numpy as np
from av.codec.context import CodecContext
from av.container import InputContainer, OutputContainer

from gestae.decode.container import filled_packets, open_footage, read_packets
from gestae.decode.seek import open_at
from gestae.decode.timeline import find_jumps
from gestae.errors import DecodeError
from gestae.model.footage import NO_TIME, PacketIndex, TimesFrom

__all__ = ["Clip", "clip_ending", "write_clip"]

# MP4 plays everywhere; what it does not take, or players do not expect in it, goes into Matroska.
_MP4_PICTURES: Final = frozenset({"h264", "hevc", "mpeg4", "av1", "vp9"})
_MP4_SOUND: Final = frozenset({"aac", "mp3", "ac3", "eac3"})
_MATROSKA_SOUND: Final = _MP4_SOUND | {"flac", "opus", "vorbis", "mp2", "pcm_s16le", "pcm_s16be", "pcm_u8", "pcm_alaw",
                                       "pcm_mulaw"}  # fmt: skip
# No date, no random number and no name of a program in the file: the same stretch gives the same bytes.
_SAME_BYTES: Final = {"fflags": "+bitexact"}
# See gestae.decode.frames: the largest delay between a packet and its picture.
_LARGEST_DELAY: Final = 16


@dataclass(frozen=True, slots=True)
class Clip:
    """What a copy holds.

    Attributes:
        container: "mp4" or "matroska".
        time_base: seconds a tick, of the copy.
        pictures: (time in the original, time in the copy) of each packet with a picture, in file order, each in its
            own ticks; those before the stretch are there because the first of the stretch rests on them.
        is_bit_identical: whether each packet, read back, has the very bytes it has in the original; False where the
            container writes the same data with other marks between its parts (H.264 out of a transport stream).
        sound: the codec of the sound that was copied with it; None where there is none, or no place for it.
        sound_left_out: why sound that there is was not copied; empty where it was.
    """

    container: str
    time_base: Fraction
    pictures: tuple[tuple[int, int], ...]
    is_bit_identical: bool
    sound: str | None
    sound_left_out: str


def clip_ending(codec: str | None) -> str:
    """Name the ending of a copy by the codec of its pictures.

    >>> clip_ending("h264"), clip_ending("mjpeg")
    ('.mp4', '.mkv')
    """
    return ".mp4" if codec in _MP4_PICTURES else ".mkv"


def write_clip(path: Path, index: PacketIndex, start_pts: int, end_pts: int, place: Path) -> Clip:
    """Copy a stretch of a stream, with its sound, into a new file.

    Args:
        path: the original.
        index: the packet index of the stream.
        start_pts: time of the first picture wanted.
        end_pts: time of the last.
        place: the new file, its ending as `clip_ending` says.

    Raises:
        DecodeError: the stream's times do not allow it, or its container does not take it, with the reason.
    """
    first, last = _packets_needed(index, start_pts, end_pts)
    container = "mp4" if place.suffix == ".mp4" else "matroska"
    try:
        with av.open(str(place), "w", format=container, options=_SAME_BYTES) as out:
            payload, sound, left_out = _copied(path, index, (first, last), out)
        copied = read_packets(place, 0)
    except (av.error.FFmpegError, ValueError, OSError) as error:
        raise DecodeError(f"stream {index.stream} cannot be copied into {container}: {error}") from error
    if len(copied) != last - first or copied.times_from is TimesFrom.NONE:
        raise DecodeError(
            f"a copy of {last - first} packets of stream {index.stream} holds {len(copied)}; look at the pictures alone"
        )
    pairs = tuple(zip(index.times[first:last].tolist(), copied.times.tolist(), strict=True))
    if not _keeps_distances(pairs, index.time_base, copied.time_base):
        raise DecodeError(f"a copy of stream {index.stream} would show its pictures at other distances")
    return Clip(container, copied.time_base, pairs, _payload(place) == payload, sound, left_out)


def _keeps_distances(pairs: Sequence[tuple[int, int]], base: Fraction, copied: Fraction) -> bool:
    """Say whether a copy shows its pictures as far apart as the original, but for the rounding of its ticks."""
    (first, own), rest = pairs[0], pairs[1:]
    return all(abs((one - first) * base - (other - own) * copied) <= copied for one, other in rest)


def _packets_needed(index: PacketIndex, start_pts: int, end_pts: int) -> tuple[int, int]:
    """Give the ordinals from the key frame before the stretch up to behind its last packet."""
    if index.times_from is TimesFrom.NONE:
        raise DecodeError(f"stream {index.stream} has no times, so no stretch of it can be named")
    if any(jump.backwards for jump in find_jumps(index)):
        raise DecodeError(f"the times of stream {index.stream} run backwards; a copy could not hold them")
    times = index.times
    usable = index.is_key & ~index.is_hidden
    if index.times_from is TimesFrom.PTS:
        usable &= times <= start_pts
    else:
        usable &= np.arange(len(index)) <= max(0, int(np.searchsorted(times, start_pts)) - _LARGEST_DELAY)
    keys, wanted = np.flatnonzero(usable), np.flatnonzero(times <= end_pts)
    if not len(wanted):
        raise DecodeError(f"no picture of stream {index.stream} is shown up to {end_pts}")
    return (int(keys[-1]) if len(keys) else 0), int(wanted[-1]) + 1


def _copied(
    path: Path, index: PacketIndex, span: tuple[int, int], out: OutputContainer
) -> tuple[bytes, str | None, str]:
    """Copy packets; gives the digest of their payload, the sound's codec, and why there is none."""
    first, last = span
    digest = hashlib.sha256()
    with open_at(path, index, first) as (stream, packets), open_footage(path) as beside:
        ours = out.add_stream_from_template(stream)
        sound, left_out = _sound_of(beside, out)
        theirs = out.add_stream_from_template(sound) if sound is not None else None
        zero = _zero(index, first, last)
        for packet in islice(packets, last - first):
            if packet.pts is None:
                raise DecodeError(
                    f"packets of stream {index.stream} have no times of their own; a copy would invent them"
                )
            digest.update(bytes(packet))
            packet.pts -= zero
            packet.dts = None if packet.dts is None else packet.dts - zero
            packet.stream = ours
            out.mux(packet)
        if theirs is not None:
            ends = (zero * index.time_base, (int(index.times[first:last].max())) * index.time_base)
            for packet in _sound_packets(beside, sound, ends):
                packet.stream = theirs
                out.mux(packet)
        name = None if sound is None else str(sound.codec_context.codec.canonical_name)
    return digest.digest(), name, left_out


def _zero(index: PacketIndex, first: int, last: int) -> int:
    """Choose the tick that becomes the copy's zero: the least time of all that is copied."""
    known = [column[first:last][column[first:last] != NO_TIME] for column in (index.pts, index.dts)]
    return int(np.concatenate(known).min())


def _sound_of(container: InputContainer, out: OutputContainer) -> tuple[Any, str]:
    """Choose the first sound stream, if the new container takes its codec; else say why not."""
    sound = next(iter(container.streams.audio), None)
    if sound is None:
        return None, ""
    context: CodecContext | None = sound.codec_context  # None where no decoder is known, against PyAV's own type
    codec = None if context is None else context.codec.canonical_name
    taken = _MP4_SOUND if out.format.name == "mp4" else _MATROSKA_SOUND
    if codec in taken:
        return sound, ""
    return None, f"its sound ({codec or 'of no known codec'}) is not taken by {out.format.name}"


def _sound_packets(container: InputContainer, sound: Any, ends: tuple[Fraction, Fraction]) -> Iterator[Any]:  # noqa: ANN401
    """Give the packets of sound of a stretch, counted from its zero."""
    base = Fraction(sound.time_base)
    low, high = (int(end / base) for end in ends)
    container.seek(low, stream=sound)
    for packet in filled_packets(container, sound):
        at = packet.pts if packet.pts is not None else packet.dts
        if at is None or at < low:
            continue
        if at > high:
            return
        packet.pts = at - low
        packet.dts = packet.pts if packet.dts is None else max(0, packet.dts - low)
        yield packet


def _payload(place: Path) -> bytes:
    digest = hashlib.sha256()
    with open_footage(place) as container:
        for packet in _pictures(container):
            digest.update(bytes(packet))
    return digest.digest()


def _pictures(container: InputContainer) -> Iterable[Any]:
    return filled_packets(container, container.streams.video[0])
