"""Cut a stream where decoding can begin: groups of pictures, in stretches of two and a half minutes, in windows of ten.

A stretch has one background, so the measure of its pictures does not depend on what was decoded before it. A window is
long enough to know what is calm in it.

The cuts follow from the stream's packets alone, never from how many workers there are, so the same footage gives the
same bytes on one worker and on many.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Final

import numpy as np

from gestae.errors import RecordError
from gestae.model.footage import PacketIndex, TimesFrom

__all__ = [
    "Group",
    "Stretch",
    "chosen_times",
    "decoded_every",
    "key_parts",
    "measured_every",
    "stretch_at",
    "why_not",
    "windows",
]

# Who runs across a corner of the picture is in it for more than a tenth of a second.
MEASURES_PER_S: Final = 12.5

# Long enough that who passes is in few of its key frames, short enough that shadows stand still.
STRETCH_S: Final = Fraction(150)
# What is calm is judged over so many stretches.
STRETCHES_A_WINDOW: Final = 4
# Where every picture is a key frame, groups are made of several: a look a second is enough for a first pass.
GROUP_LEAST_S: Final = Fraction(1)

# A short film is looked at in every picture: neither an empty scene nor what is calm is known from so little.
SHORTEST_S: Final = Fraction(300)
# An empty scene is the median of so many key frames at least.
KEYS_LEAST: Final = 9
# Key frames that are decoded at one go: two seconds of work at most, so that no worker waits long for the last one.
_KEYS_A_PART: Final = 30


@dataclass(frozen=True, slots=True)
class Group:
    """Pictures from a key frame's time up to, without, the next group's.

    Attributes:
        start_pts: time of the key frame, ticks.
        end_pts: the next group's start; None for the last.
        packets: how many packets it has, which is what decoding it costs.
    """

    start_pts: int
    end_pts: int | None
    packets: int

    def __post_init__(self) -> None:
        if self.packets < 1 or (self.end_pts is not None and self.end_pts <= self.start_pts):
            raise RecordError(f"{self}: a group holds a picture at least and ends after it starts")


@dataclass(frozen=True, slots=True)
class Stretch:
    """Consecutive groups that are measured against one background.

    Attributes:
        groups: at least one, in order.
    """

    groups: tuple[Group, ...]

    def __post_init__(self) -> None:
        pairs = zip(self.groups, self.groups[1:], strict=False)
        if not self.groups or any(a.end_pts != b.start_pts for a, b in pairs):
            raise RecordError("a stretch of groups that do not follow one another; give them in order, without a gap")

    @property
    def start_pts(self) -> int:
        """Time of its first picture."""
        return self.groups[0].start_pts

    @property
    def end_pts(self) -> int | None:
        """Time of the first picture after it; None where the stream ends."""
        return self.groups[-1].end_pts


def why_not(index: PacketIndex, *, is_steady: bool) -> str | None:
    """Say why a stream is not searched for moments and is looked at in every picture instead; None if it can be.

    A picture of an unsteady stream cannot be found again by its time; one whose key frames lie far apart, as "smart"
    encoders leave them, gives no empty scene for two and a half minutes.

    Args:
        index: the stream's packets.
        is_steady: no picture's time comes twice, see `StreamFacts.steady`.
    """
    if index.times_from is TimesFrom.NONE or not (index.is_key & ~index.is_hidden).any():
        return "it has no times, or no key frame"
    if not is_steady:
        return "its times run backwards"
    if bool(index.is_corrupt.any()):
        return "its container marks packets as corrupt"
    shown = index.times[~index.is_hidden]
    if int(shown.max()) - int(shown.min()) < int(SHORTEST_S / index.time_base):
        return f"it is shorter than {int(SHORTEST_S // 60)} minutes"
    least = min(len(stretch.groups) for window in windows(index) for stretch in window)
    if least < KEYS_LEAST:
        return f"its key frames lie too far apart ({least} in {int(STRETCH_S)} s; {KEYS_LEAST} are needed)"
    return None


def key_parts(stretch: Stretch) -> tuple[tuple[Group, ...], ...]:
    """Part a stretch's groups evenly for a first pass: each part, thirty key frames at most, is decoded by itself.

    >>> groups = tuple(Group(at, at + 50, 50) for at in range(0, 75 * 50, 50))
    >>> [len(part) for part in key_parts(Stretch(groups))]
    [25, 25, 25]
    """
    groups = stretch.groups
    parts = -(-len(groups) // _KEYS_A_PART)
    cuts = [len(groups) * at // parts for at in range(parts + 1)]
    return tuple(groups[a:b] for a, b in pairwise(cuts))


def windows(index: PacketIndex) -> tuple[tuple[Stretch, ...], ...]:
    """Cut a stream whose times increase into windows of stretches.

    What is left at the end and is shorter than half a stretch, or half a window, joins the one before: neither an empty
    scene nor what is calm is judged by a few seconds.

    Raises:
        RecordError: the stream has no times, or no key frame that is shown.
    """
    groups = tuple(_groups(index))
    if not groups:
        raise RecordError(f"stream {index.stream} has no times or no key frame; look at it from beginning to end")
    length = int(STRETCH_S / index.time_base)
    last_pts = int(index.times[~index.is_hidden].max())
    starts = _starts([group.start_pts for group in groups], length, last_pts)
    stretches = [Stretch(groups[a:b]) for a, b in pairwise([*starts, len(groups)])]
    firsts = list(range(0, len(stretches), STRETCHES_A_WINDOW))
    if len(firsts) > 1 and len(stretches) - firsts[-1] <= STRETCHES_A_WINDOW // 2:
        firsts.pop()
    return tuple(tuple(stretches[a:b]) for a, b in pairwise([*firsts, len(stretches)]))


def stretch_at(cut: Sequence[Sequence[Stretch]], pts: int) -> Stretch:
    """Give the stretch in which a time lies; before the first, the first."""
    stretches = [stretch for window in cut for stretch in window]
    return next((one for one in reversed(stretches) if one.start_pts <= pts), stretches[0])


def measured_every(index: PacketIndex) -> int:
    """Say which of a stream's pictures are measured in the complete pass: every n-th, by their median distance."""
    apart = np.diff(np.unique(index.times[~index.is_hidden]))
    if not len(apart):
        return 1  # one picture, or none
    distance = float(np.median(apart))
    return max(1, round(1 / (distance * float(index.time_base) * MEASURES_PER_S)))


def decoded_every(index: PacketIndex) -> int:
    """Say which of a stream's pictures are decoded in the complete pass: every n-th.

    Where a picture rests on those before it, that is every one. Where each stands by itself, as in Motion-JPEG, what is
    not measured is not decoded either, and the coverage says so.
    """
    return measured_every(index) if index.stands_alone else 1


def chosen_times(index: PacketIndex, groups: Sequence[Group], every: int) -> frozenset[int]:
    """Give the times of every n-th picture of some groups, counted anew from each group's first."""
    times = np.unique(index.times[~index.is_hidden])
    chosen: set[int] = set()
    for group in groups:
        first = int(np.searchsorted(times, group.start_pts))
        chosen.update(times[first : first + group.packets : every].tolist())
    return frozenset(chosen)


def _starts(times: list[int], length: int, last_pts: int) -> list[int]:
    """Choose the groups with which stretches begin."""
    starts = [0]
    for at, pts in enumerate(times):
        if pts - times[starts[-1]] >= length:
            starts.append(at)
    if len(starts) > 1 and last_pts - times[starts[-1]] < length // 2:
        starts.pop()
    return starts


def _groups(index: PacketIndex) -> Iterator[Group]:
    if index.times_from is TimesFrom.NONE:
        return
    shown = ~index.is_hidden
    keys = np.sort(index.times[index.is_key & shown])
    times = np.sort(index.times[shown])
    least = max(1, int(GROUP_LEAST_S / index.time_base))
    starts: list[int] = []
    for pts in keys.tolist():
        if not starts or pts - starts[-1] >= least:
            starts.append(pts)
    if not starts:
        return
    # Pictures before the first key frame's time belong to the first group: the decoder gives what it can of them.
    starts[0] = min(starts[0], int(times[0]))
    places = [*np.searchsorted(times, starts).tolist(), len(times)]
    for at, start in enumerate(starts):
        end = starts[at + 1] if at + 1 < len(starts) else None
        yield Group(int(start), end, places[at + 1] - places[at])
