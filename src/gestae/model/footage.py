"""Footage as nouns: frame addresses, packet indexes, what a file holds, what it lost, how it was looked at.

Times are integer ticks of a stream's time base, as the file states them. Where a file states no time, or one
that does not increase, there is no time: `None` in records, `NO_TIME` in arrays. Nothing here turns an ordinal
into a time.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from gestae.errors import RecordError
from gestae.model.time import MediaTime

__all__ = [
    "NO_POSITION",
    "NO_TIME",
    "CoverageSpan",
    "Damage",
    "DamageKind",
    "Distances",
    "FootageFacts",
    "FrameRef",
    "Gap",
    "Jump",
    "Looked",
    "PacketIndex",
    "PictureFacts",
    "SoundFacts",
    "StreamFacts",
    "StreamKind",
    "TimesFrom",
]

Int64s: TypeAlias = NDArray[np.int64]
Flags: TypeAlias = NDArray[np.bool_]

# The value that libavutil itself keeps for "no timestamp" (AV_NOPTS_VALUE), so that arrays need no second mask.
NO_TIME: Final = -(2**63)
NO_POSITION: Final = -1
_SHA256_HEX_DIGITS: Final = 64


class StreamKind(StrEnum):
    """What a stream carries."""

    VIDEO = "video"
    SOUND = "sound"
    OTHER = "other"


class TimesFrom(StrEnum):
    """Which of a container's times a picture's time is taken from."""

    PTS = "presentation times"
    DTS = "packet order times"  # AVI and its kind keep one time for each packet, in the order of decoding
    NONE = "no times"  # raw streams


class Looked(StrEnum):
    """How a stretch of footage was looked at."""

    COMPLETE = "complete"
    KEY_FRAMES = "key frames only"
    EVERY_NTH = "every n-th"
    UNREADABLE = "unreadable"
    NOT = "not looked at"


class DamageKind(StrEnum):
    """What is wrong with a stretch of a stream."""

    NOT_DECODED = "packets that could not be decoded"
    CORRUPT = "pictures decoded with errors"
    NO_PICTURE = "packets that gave no picture"
    MARKED = "packets that the container marks as corrupt"
    ABSENT = "declared by the container and absent"
    HIDDEN = "packets that the container says not to show"
    EDITED = "pictures that the file's edit list leaves out"
    STOPPED = "reading stopped before the end of the file"


@dataclass(frozen=True, slots=True)
class FrameRef:
    """The address of one picture.

    `n` is its ordinal in decoder output order (one thread, every packet from the stream's first, nothing
    skipped), or None where decoding began elsewhere. `pts` is the file's time in ticks of `time_base` seconds,
    or None where the file states none or one that does not increase. One of the two is always there.

    >>> FrameRef("ab" * 32, 0, 12, 45000, Fraction(1, 90000)).time.seconds
    Fraction(1, 2)
    """

    sha256: str
    stream: int
    n: int | None
    pts: int | None
    time_base: Fraction

    def __post_init__(self) -> None:
        _check_sha256(self.sha256)
        if self.n is None and self.pts is None:
            raise RecordError("a picture with neither ordinal nor time has no address; give one of the two")
        if self.stream < 0 or (self.n is not None and self.n < 0):
            raise RecordError(f"stream {self.stream}, ordinal {self.n}: both count from 0")
        if self.time_base <= 0:
            raise RecordError(f"a time base of {self.time_base} s a tick; it must be positive")

    @property
    def time(self) -> MediaTime | None:
        """Where the picture lies in its file; None where no time is claimed."""
        return None if self.pts is None else MediaTime(self.pts, self.time_base)


@dataclass(frozen=True, slots=True)
class PacketIndex:
    """Every packet of one stream, in file order.

    All arrays have shape (packets,). `pts` and `dts` are ticks of `time_base`, `NO_TIME` where the container
    stores none; `size_bytes` is the coded size; `position` is the byte offset in the file, `NO_POSITION` where
    the demuxer does not know it; `is_corrupt` is the container's own mark; `is_hidden` packets are decoded
    but, by the file's edit list, not shown.
    """

    stream: int
    time_base: Fraction
    pts: Int64s
    dts: Int64s
    size_bytes: Int64s
    position: Int64s
    is_key: Flags
    is_corrupt: Flags
    is_hidden: Flags
    times_from: TimesFrom = field(init=False)  # which time every packet has; the presentation time where both are

    def __post_init__(self) -> None:
        columns = (self.dts, self.size_bytes, self.position, self.is_key, self.is_corrupt, self.is_hidden)
        if any(column.shape != self.pts.shape for column in columns) or self.pts.ndim != 1:
            raise RecordError("the columns of a packet index differ in length; each packet has one value in each")
        if self.time_base <= 0:
            raise RecordError(f"a time base of {self.time_base} s a tick; it must be positive")
        found = TimesFrom.NONE
        if len(self.pts) and bool((self.pts != NO_TIME).all()):
            found = TimesFrom.PTS
        elif len(self.pts) and bool((self.dts != NO_TIME).all()):
            found = TimesFrom.DTS
        object.__setattr__(self, "times_from", found)

    def __len__(self) -> int:
        return len(self.pts)

    @property
    def times(self) -> Int64s:
        """The times that pictures are given, in file order: pts, else dts, else all `NO_TIME`."""
        if self.times_from is TimesFrom.NONE:
            return np.full(len(self), NO_TIME, np.int64)
        return self.pts if self.times_from is TimesFrom.PTS else self.dts

    @property
    def stands_alone(self) -> bool:
        """Whether every picture is a key frame with a time of its own, as in Motion-JPEG: any can be left out."""
        return self.times_from is TimesFrom.PTS and bool(self.is_key.all())


@dataclass(frozen=True, slots=True)
class Distances:
    """Ticks from one picture to the next: the least, the median, the greatest."""

    least: int
    median: int
    greatest: int

    def __post_init__(self) -> None:
        if not 0 < self.least <= self.median <= self.greatest:
            raise RecordError(f"distances {self.least}, {self.median}, {self.greatest} are not positive and in order")


@dataclass(frozen=True, slots=True)
class Gap:
    """No picture between two times, although the stream's time runs on."""

    after_pts: int
    before_pts: int

    def __post_init__(self) -> None:
        if self.before_pts <= self.after_pts:
            raise RecordError(f"a gap from {self.after_pts} to {self.before_pts} is empty")


@dataclass(frozen=True, slots=True)
class Jump:
    """The stream's time does not continue: what lies on its two sides must not be measured against each other."""

    packet: int  # ordinal in file order of the first packet after it
    from_pts: int
    to_pts: int
    backwards: bool  # False: a leap ahead


@dataclass(frozen=True, slots=True)
class Damage:
    """A stretch that is not as it was recorded: between which good pictures, and how much of it.

    `after_pts` is the time of the last good picture or packet before, None where there is none with a time;
    `before_pts` that of the next good one; of what is absent, where the container says that it ends. `packets`
    and `frames` count what is affected; None: not known.
    """

    kind: DamageKind
    stream: int
    after_pts: int | None
    before_pts: int | None
    packets: int | None = None
    frames: int | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class PictureFacts:
    """What the pictures of a video stream are, as declared and as the first decoded one shows.

    Pixels are addressed in the decoded frame: `rotation_deg` (counter-clockwise, from the container's display
    matrix) and `pixel_aspect` are reported and never applied.
    """

    width_px: int
    height_px: int
    pixel_format: str | None
    interlaced: bool | None
    rotation_deg: int | None
    pixel_aspect: Fraction | None
    full_range: bool | None


@dataclass(frozen=True, slots=True)
class SoundFacts:
    """What a sound stream declares."""

    rate_hz: int
    channels: int


@dataclass(frozen=True, slots=True)
class StreamFacts:
    """What one stream of a file holds, counted packet by packet.

    `packets` counts those with content; a picture coded as two fields may be two packets, so `packets` is the
    number of pictures only where the stream is progressive and undamaged. `frames_declared` is the container's
    own claim. `stretches` are the first and the last time of each stretch between jumps, in file order; only
    within one of them do times tell how long something lasted.
    """

    index: int
    kind: StreamKind
    codec: str | None
    time_base: Fraction
    times_from: TimesFrom
    packets: int
    keys: int
    first_pts: int | None
    last_pts: int | None
    frames_declared: int | None = None
    untimed: int = 0
    distances: Distances | None = None
    gaps: tuple[Gap, ...] = ()
    jumps: tuple[Jump, ...] = ()
    stretches: tuple[tuple[int, int], ...] = ()
    picture: PictureFacts | None = None
    sound: SoundFacts | None = None

    def __post_init__(self) -> None:
        if (self.first_pts is None) != (self.last_pts is None):
            raise RecordError(f"stream {self.index}: a first and a last time come together or not at all")

    @property
    def steady(self) -> bool:
        """Whether every picture has a time and no time comes twice, so that a time alone finds a picture."""
        return self.times_from is not TimesFrom.NONE and not any(jump.backwards for jump in self.jumps)


@dataclass(frozen=True, slots=True)
class FootageFacts:
    """What one file holds, before anybody looked at its pictures."""

    sha256: str
    size_bytes: int
    container: str
    streams: tuple[StreamFacts, ...]
    damage: tuple[Damage, ...] = ()
    metadata: tuple[tuple[str, str], ...] = ()  # as the container writes them, in order of name; claims, not facts

    def __post_init__(self) -> None:
        _check_sha256(self.sha256)

    @property
    def video(self) -> StreamFacts | None:
        """The first video stream; None where there is only sound."""
        return next((stream for stream in self.streams if stream.kind is StreamKind.VIDEO), None)

    @property
    def sound(self) -> StreamFacts | None:
        """The first sound stream; None: there is none, so what was said cannot be verified from this file."""
        return next((stream for stream in self.streams if stream.kind is StreamKind.SOUND), None)


@dataclass(frozen=True, slots=True)
class CoverageSpan:
    """How a stretch of a stream was looked at, from `start_pts` up to but not including `end_pts`."""

    start_pts: int
    end_pts: int
    how: Looked
    every_n: int | None = None

    def __post_init__(self) -> None:
        if self.end_pts <= self.start_pts:
            raise RecordError(f"a stretch from {self.start_pts} to {self.end_pts} is empty")
        if (self.how is Looked.EVERY_NTH) != (self.every_n is not None) or (self.every_n or 2) < 2:
            raise RecordError("every_n goes with 'every n-th' alone, and is 2 or more")


def _check_sha256(sha256: str) -> None:
    if len(sha256) != _SHA256_HEX_DIGITS or set(sha256) - set("0123456789abcdef"):
        raise RecordError(f"{sha256[:80]!r} is no sha256; write its 64 hex digits in small letters")
