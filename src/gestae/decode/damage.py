"""What was lost, from when to when: bad stretches between good pictures. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import groupby
from math import ceil
from typing import Final

import numpy as np

from gestae.model.footage import NO_TIME, Damage, DamageKind, PacketIndex, StreamFacts, StreamKind, TimesFrom

__all__ = ["DamageLog", "container_damage", "edited_away", "silent_packets"]

# A container may round its declared duration up by a picture or two; what lacks more than a second is cut off.
_ABSENT_S: Final = Fraction(1)


@dataclass(slots=True)
class DamageLog:
    """Joins bad packets and pictures that follow each other into stretches, as decoding goes on.

    >>> log = DamageLog(stream=0)
    >>> log.good(40); log.bad(DamageKind.NOT_DECODED, packets=1); log.bad(DamageKind.NOT_DECODED, packets=1)
    >>> log.good(160)
    >>> [(d.after_pts, d.before_pts, d.packets) for d in log.snapshot()]
    [(40, 160, 2)]
    """

    stream: int
    _last_good: int | None = None
    _open: dict[DamageKind, list[int]] = field(default_factory=dict)  # packets, pictures
    _closed: list[Damage] = field(default_factory=list)

    def good(self, pts: int | None) -> None:
        """Note a picture that came out whole, at its time."""
        if self._open:
            self._end(pts)
        if pts is not None:
            self._last_good = pts

    def bad(self, kind: DamageKind, *, packets: int = 0, frames: int = 0) -> None:
        """Note packets or pictures that did not."""
        counts = self._open.setdefault(kind, [0, 0])
        counts[0] += packets
        counts[1] += frames

    def snapshot(self) -> tuple[Damage, ...]:
        """Give all stretches so far; one that is still open has no good picture after it."""
        return (*self._closed, *self._stretches(None))

    def _end(self, before_pts: int | None) -> None:
        self._closed += self._stretches(before_pts)
        self._open.clear()

    def _stretches(self, before_pts: int | None) -> list[Damage]:
        return [
            Damage(kind, self.stream, self._last_good, before_pts, packets=packets or None, frames=frames or None)
            for kind, (packets, frames) in self._open.items()
        ]


def container_damage(
    index: PacketIndex, facts: StreamFacts, declared_s: Fraction | None, edited: Sequence[Damage] = ()
) -> tuple[Damage, ...]:
    """Say what the container itself shows to be damaged, hidden or cut off.

    Args:
        index: the stream's packets.
        facts: what was counted of them.
        declared_s: how long the file claims this stream to be, from its first picture on; None: no claim.
        edited: what is stored and left out by the file's edit list; see `edited_away`.
    """
    found = [
        *edited,
        *_marked(index, index.is_corrupt, DamageKind.MARKED),
        *_marked(index, index.is_hidden, DamageKind.HIDDEN),
    ]
    if facts.kind is StreamKind.VIDEO:
        found += _absent(index, facts, declared_s, sum(one.packets or 0 for one in edited))
    return tuple(found)


def edited_away(stored: Sequence[tuple[int, int]], listed: Collection[int], index: PacketIndex) -> tuple[Damage, ...]:
    """Find the pictures that a file stores and that its edit list leaves out, so that no reader ever gives them.

    Args:
        stored: place in the file and decoding time of every packet of the stream, in the file's own table.
        listed: the places of those that the edit list keeps.
        index: the stream's packets as they are given.
    """
    times = dict(zip(index.position.tolist(), index.times.tolist(), strict=True))
    decoded = index.dts[index.dts != NO_TIME]
    # From the time of decoding to that of showing, as at the first picture that is shown.
    delay = int(index.times.min()) - int(decoded.min()) if len(decoded) and index.times_from is TimesFrom.PTS else 0
    found = []
    for is_kept, stretch in groupby(enumerate(stored), key=lambda one: one[1][0] in listed):
        places = list(stretch)
        if is_kept:
            continue
        first, last = places[0][0], places[-1][0]
        sides = (stored[at][0] if 0 <= at < len(stored) else None for at in (first - 1, last + 1))
        after, before = (None if side is None else times.get(side) for side in sides)
        ends = (float((stored[at][1] + delay) * index.time_base) for at in (first, last))
        detail = "stored from {:.3f} s to {:.3f} s".format(*ends)
        count = len(places)
        found.append(Damage(DamageKind.EDITED, index.stream, after, before, packets=count, frames=count, detail=detail))
    return tuple(found)


def silent_packets(index: PacketIndex, accounted: Sequence[int], interlaced: Sequence[int]) -> tuple[Damage, ...]:
    """Find the packets that gave no picture, after the whole stream was decoded.

    The second field of an interlaced picture rightly gives none of its own; it follows the first at once.

    Args:
        index: the stream's packets; nothing is said of those without presentation times.
        accounted: times of the pictures that came out, and of the packets that are reported otherwise.
        interlaced: times of the interlaced ones among them.
    """
    if index.times_from is not TimesFrom.PTS:
        return ()
    silent = ~np.isin(index.pts, np.asarray(accounted, np.int64)) & ~index.is_hidden
    first_fields = np.isin(index.pts, np.asarray(interlaced, np.int64))
    silent[1:] &= ~(first_fields[:-1] & ~silent[:-1])
    return tuple(_marked(index, silent, DamageKind.NO_PICTURE))


def _marked(index: PacketIndex, mask: np.ndarray[tuple[int], np.dtype[np.bool_]], kind: DamageKind) -> list[Damage]:
    """Join marked packets that follow each other in file order."""
    places = np.flatnonzero(mask)
    stretches = np.split(places, np.flatnonzero(np.diff(places) > 1) + 1) if len(places) else []
    return [
        Damage(kind, index.stream, _time(index, s[0] - 1), _time(index, s[-1] + 1), packets=len(s)) for s in stretches
    ]


def _time(index: PacketIndex, at: int) -> int | None:
    if not 0 <= at < len(index):
        return None
    time = int(index.times[at])
    return None if time == NO_TIME else time


def _absent(index: PacketIndex, facts: StreamFacts, declared_s: Fraction | None, edited: int) -> list[Damage]:
    declared, present = facts.frames_declared or 0, facts.packets + edited
    if declared_s == declared * index.time_base and index.times_from is not TimesFrom.NONE:
        # One tick is one picture (AVI): a slot without a packet is a dropped picture, and shows as a gap.
        present = max(present, int(np.ptp(index.times)) + 1)
    missing = declared - present if declared > present else None
    short_s = Fraction(0)
    if declared_s is not None and index.times_from is not TimesFrom.NONE:
        short_s = declared_s - int(np.ptp(index.times)) * index.time_base
    if missing is None and short_s <= _ABSENT_S:
        return []
    detail, ends_pts = f"{declared} pictures declared" if missing else "", None
    if short_s > _ABSENT_S and declared_s is not None:
        detail = f"{float(declared_s):.3f} s declared"
        ends_pts = None if facts.first_pts is None else facts.first_pts + ceil(declared_s / index.time_base)
    return [
        Damage(DamageKind.ABSENT, facts.index, facts.last_pts, ends_pts, packets=missing, frames=missing, detail=detail)
    ]
