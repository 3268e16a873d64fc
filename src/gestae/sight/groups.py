"""Cut a stream where decoding can begin: groups of pictures from one key frame to the next, in windows of ten minutes.

The cuts follow from the stream's packets alone, never from how many workers there are, so the same footage gives the
same bytes on one worker and on many.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import numpy as np

from gestae.errors import RecordError
from gestae.model.footage import PacketIndex, TimesFrom

__all__ = ["Group", "Window", "windows"]

# What is calm is judged over so much footage, and so much is held in memory.
WINDOW_S: Final = Fraction(600)
# Where every picture is a key frame, groups are made of several: a look a second is enough for a first pass.
GROUP_LEAST_S: Final = Fraction(1)


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
class Window:
    """Consecutive groups that are judged together.

    Attributes:
        groups: at least one, in order.
    """

    groups: tuple[Group, ...]

    def __post_init__(self) -> None:
        pairs = zip(self.groups, self.groups[1:], strict=False)
        if not self.groups or any(a.end_pts != b.start_pts for a, b in pairs):
            raise RecordError("a window of groups that do not follow one another; give them in order, without a gap")

    @property
    def start_pts(self) -> int:
        """Time of its first picture."""
        return self.groups[0].start_pts

    @property
    def end_pts(self) -> int | None:
        """Time of the first picture after it; None where the stream ends."""
        return self.groups[-1].end_pts


def windows(index: PacketIndex) -> tuple[Window, ...]:
    """Cut a stream whose times increase.

    The last window takes what is left if that is less than half a window: what is calm is not judged by a few seconds.

    Raises:
        RecordError: the stream has no times, or no key frame that is shown.
    """
    groups = tuple(_groups(index))
    if not groups:
        raise RecordError(f"stream {index.stream} has no times or no key frame; look at it from beginning to end")
    length = int(WINDOW_S / index.time_base)
    starts = [0]
    for at, group in enumerate(groups):
        if group.start_pts - groups[starts[-1]].start_pts >= length:
            starts.append(at)
    last_pts = int(index.times[~index.is_hidden].max())
    if len(starts) > 1 and last_pts - groups[starts[-1]].start_pts < length // 2:
        starts.pop()
    return tuple(Window(groups[a:b]) for a, b in zip(starts, [*starts[1:], len(groups)], strict=True))


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
