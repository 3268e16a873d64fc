"""[edge] Open a file as footage and read what it holds, packet by packet, without trusting it.

Everything here may meet a file made to harm its reader. PyAV opens only local bytes and only containers of
the list below; playlists and scripts that name other files (HLS, DASH, concat, SDP) are not on it. What a
decoder can still do (crash, hang, take all memory) is bounded by running these functions in a worker with
limits; see the engine.
"""

from __future__ import annotations

import stat
from array import array
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import islice
from pathlib import Path
from typing import Final

import av
import av.error
import numpy as np
from av.codec.context import CodecContext
from av.container import InputContainer
from av.packet import Packet
from av.stream import Stream
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from gestae.decode.damage import container_damage, edited_away
from gestae.decode.timeline import find_gaps, find_jumps, measure_distances, split_runs
from gestae.errors import DecodeError
from gestae.model.footage import (
    NO_POSITION,
    NO_TIME,
    Damage,
    DamageKind,
    FootageFacts,
    PacketIndex,
    PictureFacts,
    SoundFacts,
    StreamFacts,
    StreamKind,
)

__all__ = ["CONTAINERS", "NotFootage", "filled_packets", "open_footage", "read_facts", "read_packets"]

# The containers that gestae opens, by libavformat's names; whatever else a file claims to be stays closed.
CONTAINERS: Final = (
    *("mov", "mp4", "m4a", "3gp", "3g2", "mj2", "matroska", "webm", "avi", "mpegts", "mpeg", "flv", "asf", "nut"),
    *("mxf", "dhav", "dv", "ogg", "rm", "ivf", "wtv", "lmlm4", "kux", "live_flv", "nsv", "nuv", "ifv", "hxvs", "iv8"),
    *("h261", "h263", "h264", "hevc", "vvc", "av1", "obu", "m4v", "mpegvideo", "mjpeg", "mpjpeg", "ingenient", "vc1"),
    *("wav", "w64", "aiff", "caf", "au", "amr", "amrnb", "amrwb", "nistsphere", "gsm", "mp3", "aac", "loas", "ac3"),
    *("flac", "voc", "ape", "wv", "tta", "xwma", "g722", "g726", "g729", "act"),
)
# Dahua recorders; some exports put other bytes in front, which libavformat's probe does not pass.
_DHAV_MAGIC: Final = b"DHAV"
_DHAV_SEARCH_BYTES: Final = 64 * 1024
_OPTIONS: Final = {
    "protocol_whitelist": "file",
    "format_whitelist": ",".join(CONTAINERS),
    # A time that the container does not store is not invented: PyAV would switch "genpts" on.
    "fflags": "-genpts",
    # Four times and twice libavformat's own: a recorder may write its sound, or its first key frame, late.
    "probesize": "20000000",
    "analyzeduration": "10000000",
}
# MP4 and MOV: all that is stored, and not what the edit list leaves of it.
_ALL_STORED: Final = {"advanced_editlist": "0"}
_EDITED: Final = "mov,mp4,m4a,3gp,3g2,mj2"
# A key frame comes within 10 s at 30 a second on all recorders known; one that comes later is not waited for.
_FIRST_PICTURE_PACKETS: Final = 300
# Streams without a container: libavformat counts pictures at a rate that it assumes, which is no time.
_TIMELESS: Final = frozenset(
    {"h261", "h263", "h264", "hevc", "vvc", "av1", "obu", "m4v", "mpegvideo", "mjpeg", "mpjpeg", "ingenient", "vc1"}
)
# Containers that write down how long they are; for the others libavformat guesses from what is there.
_DECLARING: Final = frozenset({_EDITED, "matroska,webm", "avi", "asf", "mxf", "nut"})
_KINDS: Final = {"video": StreamKind.VIDEO, "audio": StreamKind.SOUND}
_FULL_RANGE: Final = {1: False, 2: True}  # AVCOL_RANGE_MPEG, AVCOL_RANGE_JPEG
_PROGRESSIVE: Final = 1  # AV_FIELD_PROGRESSIVE; 0 is unknown, above are the interlaced orders


class NotFootage(DecodeError):  # noqa: N818 - what it is, as a person says it
    """A file that gives neither pictures nor sound; it is preserved as what it is."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path.name}: {reason}; it is preserved as it is and not looked at")
        self.path, self.reason = path, reason


@contextmanager
def open_footage(path: Path) -> Iterator[InputContainer]:
    """Open a file of one of the `CONTAINERS`, whatever its name says.

    Raises:
        NotFootage: no regular file, empty, of another kind, or without pictures and sound.
    """
    try:
        container = _open(path)
    except (av.error.FFmpegError, OSError, ValueError, RuntimeError, MemoryError) as error:
        raise NotFootage(path, _reason(path, error)) from error
    with container:
        if not any(stream.type in _KINDS for stream in container.streams):
            raise NotFootage(path, f"{container.format.name}: no stream with pictures or sound")
        yield container


def filled_packets(container: InputContainer, *streams: Stream) -> Iterator[Packet[Stream]]:
    """Give the packets that hold something, in file order.

    Empty ones (AVI writes them for dropped pictures) would make a decoder think that the stream ends.
    """
    try:
        yield from (packet for packet in container.demux(*streams) if packet.size)
    except IndexError:
        # PyAV 18 looks up streams that appeared since the file was opened when it has read everything; torn
        # MPEG-TS and PS have such. What was found at opening has been given in full.
        return


def read_packets(path: Path, stream: int = 0) -> PacketIndex:
    """Read one stream's packet index; nothing is decoded.

    Raises:
        NotFootage: see `open_footage`.
        DecodeError: there is no stream of that number.
    """
    with open_footage(path) as container:
        indexes, _ = _demux(container)
    if stream not in indexes:
        raise DecodeError(f"there is no stream {stream}; the streams of this file are: {sorted(indexes)}")
    return indexes[stream]


def read_facts(path: Path, sha256: str) -> FootageFacts:
    """Read all packets of a file and say what it holds and what is missing from it.

    Only the first pictures are decoded, to see what the stream's header may not say. Whether every picture can
    be decoded is known after `frames` only.

    Args:
        path: the original.
        sha256: its digest, as recorded at intake; not computed again.

    Raises:
        NotFootage: with the reason.
    """
    with open_footage(path) as container:
        pictures = {s.index: _first_picture(path, s.index) for s in container.streams if s.type == "video"}
        kept = _tables(container)
        indexes, stopped = _demux(container)
        edited = _edited(path, kept, indexes) if container.format.name == _EDITED else {}
        streams = tuple(
            _stream_facts(stream, indexes[stream.index], pictures.get(stream.index)) for stream in container.streams
        )
        damage = [*stopped]
        for facts in streams:
            declared_s = _declared_s(container, facts, streams)
            damage += container_damage(indexes[facts.index], facts, declared_s, edited.get(facts.index, ()))
        return FootageFacts(
            sha256=sha256,
            size_bytes=path.stat().st_size,
            container=container.format.name,
            streams=streams,
            damage=tuple(damage),
            metadata=tuple(sorted(container.metadata.items())),
        )


def _open(path: Path) -> InputContainer:
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):
        raise OSError("is no regular file")
    if status.st_size == 0:
        raise OSError("is empty")
    with path.open("rb") as file:
        head = file.read(_DHAV_SEARCH_BYTES)
    if head.startswith(_DHAV_MAGIC):
        return _open_as(path, "dhav")
    if _DHAV_MAGIC not in head:
        return _open_as(path, None)
    try:
        container = _open_as(path, None)
    except av.error.FFmpegError:
        return _open_as(path, "dhav")
    if container.format.name not in _TIMELESS:
        return container
    # The pictures inside look like a stream without a container.
    container.close()
    return _open_as(path, "dhav")


def _open_as(path: Path, name: str | None, more: Mapping[str, str] | None = None) -> InputContainer:
    # "file:" keeps a name such as "concat:a|b" from being read as a protocol.
    return av.open(
        f"file:{path.absolute()}",
        "r",
        format=name,
        options={**_OPTIONS, **(more or {})},
        metadata_errors="backslashreplace",
    )


def _reason(path: Path, error: BaseException) -> str:
    if isinstance(error, av.error.EOFError):
        return "ends before any stream begins"
    if isinstance(error, av.error.ArgumentError):
        return "is of a kind that is not opened: a script, a playlist, a picture or a container not on the list"
    if isinstance(error, av.error.FFmpegError):
        return f"is not readable as footage ({(error.strerror or 'unknown error').lower()})"
    return str(error) if str(error) else f"is not readable as footage ({type(error).__name__})"


@dataclass(slots=True)
class _Columns:
    """A packet index as it grows; 35 bytes a packet, so that a day of footage fits."""

    numbers: tuple[array[int], ...] = field(default_factory=lambda: tuple(array("q") for _ in range(4)))
    flags: tuple[bytearray, ...] = field(default_factory=lambda: tuple(bytearray() for _ in range(3)))

    def add(self, packet: Packet[Stream]) -> None:
        """Append one packet."""
        pts, dts, size, position = self.numbers
        key, corrupt, hidden = self.flags
        pts.append(NO_TIME if packet.pts is None else packet.pts)
        dts.append(NO_TIME if packet.dts is None else packet.dts)
        size.append(packet.size)
        position.append(NO_POSITION if packet.pos is None else packet.pos)
        key.append(packet.is_keyframe)
        corrupt.append(packet.is_corrupt)
        hidden.append(packet.is_discard)

    def index(self, stream: Stream, *, timed: bool) -> PacketIndex:
        """Freeze the columns; where the container keeps no times, there are none."""
        pts, dts, size, position = (np.array(column, np.int64) for column in self.numbers)
        if not timed:
            pts = dts = np.full(len(size), NO_TIME, np.int64)
        key, corrupt, hidden = (np.frombuffer(bytes(column), np.bool_) for column in self.flags)
        time_base = stream.time_base or Fraction(1)
        return PacketIndex(stream.index, time_base, pts, dts, size, position, key, corrupt, hidden)


def _demux(container: InputContainer) -> tuple[dict[int, PacketIndex], tuple[Damage, ...]]:
    """Read every packet of every stream; a reading error ends the reading and is reported."""
    columns = {stream.index: _Columns() for stream in container.streams}
    stopped: tuple[Damage, ...] = ()
    try:
        for packet in filled_packets(container, *container.streams):
            columns[packet.stream_index].add(packet)
    except av.error.FFmpegError as error:
        streams = [s.index for s in container.streams if s.type in _KINDS]
        stopped = tuple(Damage(DamageKind.STOPPED, s, None, None, detail=error.strerror or "") for s in streams)
    timed = container.format.name not in _TIMELESS
    return {s.index: columns[s.index].index(s, timed=timed) for s in container.streams}, stopped


def _tables(container: InputContainer) -> dict[int, list[tuple[int, int]]]:
    """Read where each packet of a video stream lies and when it is decoded, as the file's own table lists them."""
    return {s.index: [(one.pos, one.timestamp) for one in s.index_entries] for s in container.streams.video}


def _edited(
    path: Path, kept: Mapping[int, Sequence[tuple[int, int]]], indexes: Mapping[int, PacketIndex]
) -> dict[int, tuple[Damage, ...]]:
    container = _open_as(path, "mov", _ALL_STORED)
    with container:
        stored = _tables(container)
    listed = {number: {place for place, _ in table} for number, table in kept.items()}
    return {n: edited_away(table, listed[n], indexes[n]) for n, table in stored.items() if n in listed}


def _stream_facts(stream: Stream, index: PacketIndex, first: VideoFrame | None) -> StreamFacts:
    jumps = find_jumps(index)
    runs = split_runs(index, jumps)
    kind = _KINDS.get(stream.type, StreamKind.OTHER)
    timed = kind is StreamKind.VIDEO
    distances = measure_distances(runs) if timed else None
    return StreamFacts(
        index=stream.index,
        kind=kind,
        codec=_codec_name(stream),
        time_base=index.time_base,
        times_from=index.times_from,
        packets=len(index),
        keys=int(index.is_key.sum()),
        first_pts=min((int(run[0]) for run in runs), default=None),
        last_pts=max((int(run[-1]) for run in runs), default=None),
        frames_declared=stream.frames or None,
        untimed=int((index.times == NO_TIME).sum()),
        distances=distances,
        gaps=find_gaps(runs, distances),
        jumps=jumps if timed else (),
        stretches=tuple((int(run[0]), int(run[-1])) for run in runs) if timed else (),
        picture=_picture_facts(stream, first) if isinstance(stream, VideoStream) else None,
        sound=_sound_facts(stream),
    )


def _codec_name(stream: Stream) -> str | None:
    # PyAV leaves the context out, against its own type, where no decoder is known for the stream.
    context: CodecContext | None = stream.codec_context
    return None if context is None else context.codec.canonical_name


def _declared_s(container: InputContainer, facts: StreamFacts, streams: tuple[StreamFacts, ...]) -> Fraction | None:
    """Read how long the file claims a stream to be; the whole file's claim counts only where no stream reaches it."""
    if container.format.name not in _DECLARING:
        return None
    stream = next(s for s in container.streams if s.index == facts.index)
    if stream.duration is not None:
        return stream.duration * facts.time_base
    if container.duration is None:
        return None
    declared_s = Fraction(container.duration, av.time_base)
    ends_s = [s.last_pts * s.time_base for s in streams if s.last_pts is not None]
    starts_s = [s.first_pts * s.time_base for s in streams if s.first_pts is not None]
    reached_s = max(ends_s) - min(starts_s) if ends_s else Fraction(0)
    return declared_s if declared_s - reached_s > 1 else None


def _picture_facts(stream: VideoStream, first: VideoFrame | None) -> PictureFacts | None:
    context = stream.codec_context
    if context is None:
        return None
    if first is None:
        order = context.field_order
        return PictureFacts(
            context.width,
            context.height,
            context.pix_fmt,
            interlaced=None if order == 0 else order != _PROGRESSIVE,
            rotation_deg=None,
            pixel_aspect=stream.sample_aspect_ratio or None,
            full_range=_FULL_RANGE.get(context.color_range),
        )
    return PictureFacts(
        first.width,
        first.height,
        first.format.name,
        interlaced=first.interlaced_frame,
        rotation_deg=first.rotation,
        pixel_aspect=stream.sample_aspect_ratio or None,
        full_range=_FULL_RANGE.get(first.color_range),
    )


def _sound_facts(stream: Stream) -> SoundFacts | None:
    if not isinstance(stream, av.AudioStream) or stream.codec_context is None:
        return None
    return SoundFacts(stream.codec_context.sample_rate, stream.codec_context.channels)


def _first_picture(path: Path, number: int) -> VideoFrame | None:
    """Decode until a first picture comes out; None where none does within reason."""
    with open_footage(path) as container:
        stream = {s.index: s for s in container.streams}[number]
        if not isinstance(stream, VideoStream) or _codec_name(stream) is None:
            return None
        stream.thread_type, stream.thread_count = "NONE", 1
        for packet in islice(container.demux(stream), _FIRST_PICTURE_PACKETS):
            try:
                pictures = packet.decode()
            except av.error.FFmpegError:
                continue
            if pictures:
                return pictures[0]
    return None
