"""[edge] Pictures with exact addresses, in order, from anywhere in a file; damage is survived and reported.

Decoding is single-threaded: one process for each stretch is faster than threads inside the decoder, and its
output is the same on every machine.
"""

from __future__ import annotations

from array import array
from collections.abc import Collection, Generator, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

import av.error
import numpy as np
from av.packet import Packet
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from gestae.decode.container import read_packets
from gestae.decode.damage import DamageLog, silent_packets
from gestae.decode.picture import DecodedFrame
from gestae.decode.seek import is_packet, open_at
from gestae.decode.timeline import find_jumps
from gestae.errors import DecodeError
from gestae.model.footage import Damage, DamageKind, FrameRef, PacketIndex, TimesFrom

__all__ = ["Frames", "NoSuchFrame", "Summary", "frame_at", "frames"]

# Where a picture's time is that of the packet which released it, the picture itself may lie up to sixteen
# packets before: the largest delay that a decoder has (H.264 Annex A, max_dec_frame_buffering <= 16).
_LARGEST_DELAY: Final = 16


class NoSuchFrame(DecodeError):  # noqa: N818 - what it is, as a person says it
    """No picture of that very time comes out of the stream."""

    def __init__(self, pts: int, stream: int, why: str) -> None:
        super().__init__(f"stream {stream} gives no picture at {pts}: {why}")
        self.pts, self.stream, self.why = pts, stream, why


@dataclass(frozen=True, slots=True)
class Summary:
    """What came of a decoding: counts, and what was lost.

    `complete` says that every packet from the stream's first to its last was decoded; only then are `damage`
    and `frames` the whole stream's. `untimed` pictures had no time, or one that did not increase.
    """

    packets: int
    frames: int
    errors: int
    corrupt: int
    untimed: int
    complete: bool
    sizes_px: tuple[tuple[int, int], ...]  # width, height; more than one where the picture changes its size
    damage: tuple[Damage, ...]


class Frames(Iterator[DecodedFrame]):
    """The pictures of one stretch of a stream; afterwards, `summary`. Closes its file at the end or in `with`."""

    def __init__(self, path: Path, plan: _Plan) -> None:
        self._path = path
        self._stack = ExitStack()
        self._open(plan)
        self._pictures = self._decode()

    def __enter__(self) -> Frames:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __next__(self) -> DecodedFrame:
        try:
            return next(self._pictures)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Let go of the file; what was counted so far stays, and no further picture comes."""
        # First what reads, then what it reads from: PyAV crashes when packets are asked of a closed file.
        self._pictures.close()
        self._stack.close()

    @property
    def summary(self) -> Summary:
        """What was counted so far; the whole of the stretch once the iteration has ended."""
        count, index = self._count, self._plan.index
        complete = count.ended and self._plan.start is None and not self._plan.keys_only and self._plan.only is None
        silent = silent_packets(index, count.accounted, count.interlaced) if complete else ()
        return Summary(
            packets=count.packets,
            frames=count.frames,
            errors=count.errors,
            corrupt=count.corrupt,
            untimed=count.untimed,
            complete=complete,
            sizes_px=tuple(sorted(count.sizes_px)),
            damage=(*self._log.snapshot(), *silent),
        )

    def _open(self, plan: _Plan) -> None:
        self._stack.close()
        self._plan = plan
        self._log = DamageLog(plan.index.stream)
        self._count = _Count()
        with ExitStack() as until_open:
            self._stream, self._packets = until_open.enter_context(open_at(self._path, plan.index, plan.start))
            _set_up(self._stream, plan)
            self._stack = until_open.pop_all()

    def _decode(self) -> Generator[DecodedFrame]:
        """Decode from where the plan begins; if that proves doubtful, again from the stream's first packet."""
        last = None
        for frame in self._stretch():
            if frame is None:
                self._open(replace(self._plan, start=None, after=last))
                yield from (again for again in self._stretch() if again is not None)
                return
            last = frame.ref.pts
            yield frame

    def _stretch(self) -> Iterator[DecodedFrame | None]:
        """Give the pictures wanted; None where one shows that it needs what lies before the beginning."""
        root = _Root(self._plan)
        for packet in self._feed():
            if not self._plan.expects(packet, self._count.packets):
                yield None
            for picture in self._pictures_of(packet):
                frame = self._frame(picture)
                if frame is None:
                    continue
                if frame.ref.pts is not None and self._plan.is_after(frame.ref.pts):
                    return
                if not root.bears(frame, self._count.errors):
                    yield None
                if self._plan.wants(frame):
                    yield frame
        self._count.ended = True

    def _feed(self) -> Iterator[Packet[VideoStream] | None]:
        """Give the packets, then None, which makes the decoder give out what it still holds."""
        try:
            for packet in self._packets:
                if self._plan.is_done(packet):
                    break
                yield packet
        except av.error.FFmpegError:
            self._log.bad(DamageKind.STOPPED)
        yield None

    def _pictures_of(self, packet: Packet[VideoStream] | None) -> list[VideoFrame]:
        try:
            pictures = [] if self._plan.leaves_out(packet) else self._stream.codec_context.decode(packet)
        except av.error.FFmpegError:
            self._count.errors += 1
            self._log.bad(DamageKind.NOT_DECODED, packets=packet is not None)
            if packet is not None and packet.pts is not None:
                self._count.accounted.append(packet.pts)
            pictures = []
        self._count.packets += packet is not None
        return pictures

    def _frame(self, picture: VideoFrame) -> DecodedFrame | None:
        """Give a picture its address; None where it can have none, from the middle of a file and without a time."""
        count, index = self._count, self._plan.index
        pts = self._time_of(picture)
        count.note(picture, pts)
        if picture.is_corrupt:
            self._log.bad(DamageKind.CORRUPT, frames=1)
        else:
            self._log.good(pts)
        n = count.frames - 1 if self._plan.counts else None
        if n is None and pts is None:
            return None
        ref = FrameRef(self._plan.sha256, index.stream, n, pts, index.time_base)
        return DecodedFrame(ref, picture, picture.key_frame, picture.is_corrupt)

    def _time_of(self, picture: VideoFrame) -> int | None:
        """Take the picture's time as the stream's rule says; one that does not increase is no time."""
        pts = picture.pts if self._plan.index.times_from is TimesFrom.PTS else picture.dts
        last = self._count.last_pts
        if self._plan.index.times_from is TimesFrom.NONE or pts is None or (last is not None and pts <= last):
            return None
        return pts


def frames(  # noqa: PLR0913 - five keyword-only switches of one thing, the stretch and how it is read
    path: Path,
    sha256: str,
    stream: int = 0,
    *,
    start_pts: int | None = None,
    end_pts: int | None = None,
    loop_filter: bool = True,
    keys_only: bool = False,
    only: Collection[int] | None = None,
    index: PacketIndex | None = None,
) -> Frames:
    """Decode the pictures with `start_pts` <= time < `end_pts`, in decoder output order.

    From the stream's first packet, every picture has its ordinal `n`, and those without a time are given too.
    With a start, decoding begins at the key frame before it and `n` is None, because how many pictures come
    out of the packets before cannot be known without decoding them; if the stream's times do not increase
    (`StreamFacts.steady`), or a picture shows errors, so that it rests on pictures before the key frame, it is
    decoded from its first packet instead, and `n` is there. Pictures without a time belong to no stretch.

    Args:
        path: the original.
        sha256: its digest, as recorded.
        stream: number of the video stream in the file.
        start_pts: first time wanted, in ticks; None: from the first packet.
        end_pts: first time not wanted; None: to the last packet.
        loop_filter: False leaves H.264's smoothing out, a quarter faster; luma is then off by 4 levels on average, 33
            at most: for motion alone, never for detection, reading or stills. HEVC's stays: without it a picture
            is the further off, the longer ago its key frame was.
        keys_only: decode key frames alone; `n` is None.
        only: decode these times alone, of a stream whose pictures stand alone (`PacketIndex`); `n` is None.
        index: the stream's packet index, where it was read before; else it is read now.

    Raises:
        NotFootage: see `open_footage`.
        DecodeError: no such stream, a codec that cannot be opened, a stretch asked of a stream without times, or
            single pictures of one in which they rest on others.
    """
    index = read_packets(path, stream) if index is None else index
    if only is not None and not index.stands_alone:
        raise DecodeError(f"stream {stream}: its pictures rest on one another; ask for a stretch of them")
    start = _starting_packet(index, start_pts, end_pts)
    chosen = None if only is None else frozenset(only)
    return Frames(path, _Plan(sha256, index, (start_pts, end_pts), start, loop_filter, keys_only, chosen))


def frame_at(path: Path, sha256: str, stream: int, pts: int, *, index: PacketIndex | None = None) -> DecodedFrame:
    """Decode the one picture of that very time.

    The picture equals, byte for byte, the one that decoding from the beginning gives at that time.

    Raises:
        NoSuchFrame: the stream has no packet of that time, or its packet gives no picture.
        DecodeError: see `frames`.
    """
    index = read_packets(path, stream) if index is None else index
    if pts not in index.times:
        raise NoSuchFrame(pts, stream, _neighbours(index, pts))
    with frames(path, sha256, stream, start_pts=pts, end_pts=pts + 1, index=index) as found:
        picture = next(found, None)
    if picture is None:
        raise NoSuchFrame(pts, stream, "its packet is there and gives no picture of its own")
    return picture


@dataclass(frozen=True, slots=True)
class _Plan:
    """What to decode and where to begin."""

    sha256: str
    index: PacketIndex
    span: tuple[int | None, int | None]
    start: int | None  # ordinal of the packet to begin with; None: the first
    loop_filter: bool
    keys_only: bool
    only: frozenset[int] | None = None  # times of the pictures that are decoded; None: of all
    after: int | None = None  # time of the last picture that was given before it had to begin anew

    @property
    def counts(self) -> bool:
        """Whether ordinals are known."""
        return self.start is None and not self.keys_only and self.only is None

    def leaves_out(self, packet: Packet[VideoStream] | None) -> bool:
        """Say whether a packet is of a picture that was not chosen."""
        return self.only is not None and packet is not None and packet.pts not in self.only

    def is_done(self, packet: Packet[VideoStream]) -> bool:
        """Say whether, where pictures were chosen, the stretch is over with this packet: none comes out beyond it."""
        return self.only is not None and packet.pts is not None and self.is_after(packet.pts)

    def expects(self, packet: Packet[VideoStream] | None, nth: int) -> bool:
        """Say whether the n-th packet read is the one that the index has there; asked in mid-stream only."""
        return self.start is None or packet is None or is_packet(packet, self.index, self.start + nth)

    def is_after(self, pts: int) -> bool:
        """Say whether the stretch is over once a picture of this time is out."""
        return self.span[1] is not None and pts >= self.span[1]

    def wants(self, frame: DecodedFrame) -> bool:
        """Say whether a picture belongs to the stretch."""
        if self.keys_only and not frame.key:
            return False
        start, end = self.span
        if frame.ref.pts is None:
            return start is None and end is None
        given = self.after is not None and frame.ref.pts <= self.after
        return not given and (start is None or frame.ref.pts >= start) and (end is None or frame.ref.pts < end)


@dataclass(slots=True)
class _Root:
    """Whether a stretch that begins in mid-stream stands on its own key frame.

    It does if the first picture at or after the key packet's time is a key frame and none after it has errors.
    Recorders mark packets as keys that are none, and a picture with errors is filled in from those before it.
    """

    plan: _Plan
    errors: int | None = None  # those met before the key frame came out, which concern pictures before it

    def bears(self, frame: DecodedFrame, errors: int) -> bool:
        """Say whether the picture may be relied on."""
        start, index = self.plan.start, self.plan.index
        if start is None:
            return True
        if self.errors is not None:
            return not frame.corrupt and errors == self.errors
        leading = index.times_from is TimesFrom.PTS and (frame.ref.pts or 0) < index.pts[start]
        if leading and frame.ref.pts is not None:
            return True
        self.errors = errors
        return frame.key and not frame.corrupt


@dataclass(slots=True)
class _Count:
    """What decoding has met so far."""

    packets: int = 0
    frames: int = 0
    errors: int = 0
    corrupt: int = 0
    untimed: int = 0
    last_pts: int | None = None
    ended: bool = False
    sizes_px: set[tuple[int, int]] = field(default_factory=set)
    # Eight bytes a picture, so that a day of footage stays below 20 MB.
    accounted: array[int] = field(default_factory=lambda: array("q"))
    interlaced: array[int] = field(default_factory=lambda: array("q"))

    def note(self, picture: VideoFrame, pts: int | None) -> None:
        """Count a picture that came out."""
        self.frames += 1
        self.corrupt += picture.is_corrupt
        self.sizes_px.add((picture.width, picture.height))
        if pts is None:
            self.untimed += 1
            return
        self.last_pts = pts
        self.accounted.append(pts)
        if picture.interlaced_frame:
            self.interlaced.append(pts)


def _set_up(stream: VideoStream, plan: _Plan) -> None:
    context = stream.codec_context
    context.thread_type, context.thread_count = "NONE", 1
    context.options = {} if plan.loop_filter or context.name != "h264" else {"skip_loop_filter": "all"}
    if plan.keys_only:
        context.skip_frame = "NONKEY"
    try:
        context.open(strict=False)
    except (av.error.FFmpegError, ValueError) as error:
        raise DecodeError(f"stream {stream.index}: the {context.name} decoder does not take it ({error})") from error


def _starting_packet(index: PacketIndex, start_pts: int | None, end_pts: int | None) -> int | None:
    """Choose the packet to begin with: the last key frame from which the first picture wanted can be decoded.

    Returns:
        Its ordinal in the index, or None for the stream's first packet.
    """
    if start_pts is None and end_pts is None:
        return None
    if index.times_from is TimesFrom.NONE:
        raise DecodeError(f"stream {index.stream} has no times: ask for all of it and choose by ordinal")
    if start_pts is None or any(jump.backwards for jump in find_jumps(index)):
        return None
    usable = index.is_key & ~index.is_hidden
    if index.times_from is TimesFrom.PTS:
        usable &= index.pts <= start_pts
    else:
        released = int(np.searchsorted(index.dts, start_pts))
        usable &= np.arange(len(index)) <= released - _LARGEST_DELAY
    keys = np.flatnonzero(usable)
    return int(keys[-1]) if len(keys) and keys[-1] > 0 else None


def _neighbours(index: PacketIndex, pts: int) -> str:
    if index.times_from is TimesFrom.NONE:
        return "the stream has no times; choose by ordinal"
    times = np.unique(index.times)
    at = int(np.searchsorted(times, pts))
    near = ", ".join(str(time) for time in times[max(at - 1, 0) : at + 1])
    return f"the nearest times of the stream are {near}"
