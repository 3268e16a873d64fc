"""[edge] Begin reading a stream at a packet of its index.

A demuxer's seek is a wish: in MPEG-TS, in damaged files and in recorders' own formats it may land anywhere. So
the packet that was wanted is recognised by its size, time and place, and where it does not come, the file is
opened anew and all packets before it are read and left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain, islice
from pathlib import Path
from typing import TypeAlias, cast

import av.error
from av.container import InputContainer
from av.packet import Packet
from av.video.stream import VideoStream

from gestae.decode.container import filled_packets, open_footage
from gestae.errors import DecodeError
from gestae.model.footage import NO_POSITION, NO_TIME, PacketIndex, TimesFrom

__all__ = ["is_packet", "open_at"]

Packets: TypeAlias = "Iterator[Packet[VideoStream]]"


@contextmanager
def open_at(path: Path, index: PacketIndex, start: int | None) -> Iterator[tuple[VideoStream, Packets]]:
    """Open a file and give its packets of one stream from a packet on, those without content left out.

    Args:
        path: the original.
        index: the packet index of the stream wanted.
        start: ordinal in `index` of the first packet wanted; None: the stream's first.

    Raises:
        NotFootage: see `open_footage`.
        DecodeError: the stream has no pictures, or the file is not the one that was indexed.
    """
    if start is not None:
        with open_footage(path) as container:
            stream = _video_stream(container, index.stream)
            sought = _seek(container, stream, index, start)
            if sought is not None:
                yield stream, sought
                return
    with open_footage(path) as container:
        stream = _video_stream(container, index.stream)
        packets = cast("Packets", filled_packets(container, stream))
        first = next(islice(packets, start or 0, None), None)
        if first is not None and not is_packet(first, index, start or 0):
            raise DecodeError(f"{path.name}: its packets are not those of the index; read the index anew")
        yield stream, packets if first is None else chain([first], packets)


def _video_stream(container: InputContainer, number: int) -> VideoStream:
    streams = {stream.index: stream for stream in container.streams}
    stream = streams.get(number)
    if not isinstance(stream, VideoStream) or stream.codec_context is None:
        numbers = ", ".join(str(s.index) for s in streams.values() if isinstance(s, VideoStream)) or "none"
        raise DecodeError(f"stream {number} gives no pictures; the video streams of this file are: {numbers}")
    return stream


def _seek(container: InputContainer, stream: VideoStream, index: PacketIndex, start: int) -> Packets | None:
    """Seek, and read on until the packet wanted comes; None where it does not."""
    dts, pts = int(index.dts[start]), int(index.pts[start])
    try:
        container.seek(pts if dts == NO_TIME else dts, stream=stream)
        packets = cast("Packets", filled_packets(container, stream))
        # Not more packets lie before it than the index has.
        for packet in islice(packets, start + 1):
            if is_packet(packet, index, start):
                return chain([packet], packets)
    except av.error.FFmpegError:
        return None
    return None


def is_packet(packet: Packet[VideoStream], index: PacketIndex, at: int) -> bool:
    """Say whether a packet is the one that the index has at a place: by size, time and position in the file.

    A demuxer may find the packet and give it another time, because it counts from where it landed.
    """
    if at >= len(index) or packet.size != index.size_bytes[at]:
        return False
    time = packet.pts if index.times_from is TimesFrom.PTS else packet.dts
    if index.times_from is not TimesFrom.NONE and time != int(index.times[at]):
        return False
    position = int(index.position[at])
    return position == NO_POSITION or packet.pos is None or packet.pos == position
