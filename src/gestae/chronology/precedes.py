"""Which event certainly began before which: by bounds in the world's time, by frames of one recording, or by both.

Both kinds of "before" are drawn together, and what follows from them is followed to its end. Where they run in a circle
they contradict each other; then nothing is said of the order among those in the circle, and the circle is named. The
order stands in tables, for as many events as a large case has: row here, column there, true where `there` came before
`here`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from gestae.chronology.follows import Began, InRecording, in_recording

__all__ = ["Preceding", "Table", "Untangled", "closed", "preceding", "reduced", "untangled"]

Table: TypeAlias = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Preceding:
    """The order of some events.

    Attributes:
        before: the table; nothing is missing that follows from it.
        by_recording: (there, here): what shows it, where the bounds alone leave the order open.
        by_way_of: (there, here): the event between the two, where only both steps together show it.
        circles: events whose orders contradict each other; nothing is said of the order among them.
    """

    before: Table
    by_recording: Mapping[tuple[int, int], InRecording]
    by_way_of: Mapping[tuple[int, int], int]
    circles: tuple[tuple[int, ...], ...]


def preceding(events: Sequence[Began]) -> Preceding:
    """Draw every "certainly began before" that follows from bounds and from frames.

    >>> from gestae.model.time import Instant, TimeInterval
    >>> early, late = (Began(TimeInterval(Instant(n), Instant(n + 1))) for n in (0, 5))
    >>> preceding([late, early]).before.tolist()
    [[False, True], [False, False]]
    """
    direct = _by_bounds(events)
    recorded = dict(_by_frames(events, direct))
    for there, here in recorded:
        direct[here, there] = True
    found = untangled(direct)
    shown = {(there, here): shown for (there, here), shown in recorded.items() if found.direct[here, there]}
    return Preceding(found.before, shown, found.by_way_of, found.circles)


@dataclass(frozen=True, slots=True, eq=False)
class Untangled:
    """An order that is followed to its end, without what runs in a circle.

    Attributes:
        direct: the steps that were given, save those among events of one circle.
        before: the table; nothing is missing that follows from those steps.
        circles: events whose orders contradict each other; nothing is said of the order among them.
    """

    direct: Table
    before: Table
    circles: tuple[tuple[int, ...], ...]

    @property
    def by_way_of(self) -> Mapping[tuple[int, int], int]:
        """Name for each pair that no single step shows an event that lies between: (there, here)."""
        return _by_way_of(self.direct, self.before)


def untangled(direct: Table) -> Untangled:
    """Follow steps of "before" to their end; of two that a circle holds, and over it alone, nothing follows.

    >>> steps = np.array([[0, 1, 0, 0], [1, 0, 0, 0], [1, 0, 0, 0], [0, 0, 1, 0]], bool)
    >>> untangled(steps).circles
    ((0, 1),)
    >>> untangled(steps).before.astype(int).tolist()
    [[0, 0, 0, 0], [0, 0, 0, 0], [1, 0, 0, 0], [1, 0, 1, 0]]
    """
    whole = closed(direct)
    circles = _circles(whole)
    if not circles:
        return Untangled(direct, whole, ())
    left = direct.copy()
    for circle in circles:
        left[np.ix_(circle, circle)] = False
    return Untangled(left, closed(left), circles)


def closed(before: Table) -> Table:
    """Follow "before" to its end (Warshall 1962), each row as packed bits.

    >>> closed(np.array([[0, 1, 0], [0, 0, 1], [0, 0, 0]], bool)).astype(int).tolist()
    [[0, 1, 1], [0, 0, 1], [0, 0, 0]]
    """
    rows = np.packbits(before, axis=1)
    for through in range(len(before)):
        reach = rows[:, through >> 3] >> (7 - (through & 7)) & 1
        rows[reach.astype(bool)] |= rows[through]
    return np.unpackbits(rows, axis=1, count=before.shape[1]).astype(bool)


def reduced(before: Table) -> Table:
    """Leave out every pair that follows over a third event.

    >>> reduced(np.array([[0, 1, 1], [0, 0, 1], [0, 0, 0]], bool)).astype(int).tolist()
    [[0, 1, 0], [0, 0, 1], [0, 0, 0]]
    """
    counts = before.astype(np.float32)  # of third events, exact below 2**24
    return np.asarray(before & ~(counts @ counts > 0))


def _by_bounds(events: Sequence[Began]) -> Table:
    """Compare bounds: by their ranks, since moments of the calendar leave 64 bits."""
    latest = [one.when.latest.ns if one.when else one.by.ns if one.by else None for one in events]
    earliest = [one.when.earliest.ns if one.when else None for one in events]
    rank = {ns: place for place, ns in enumerate(sorted({ns for ns in (*latest, *earliest) if ns is not None}))}
    never, always = len(rank), -1
    ends = np.array([never if ns is None else rank[ns] for ns in latest], np.int64)
    starts = np.array([always if ns is None else rank[ns] for ns in earliest], np.int64)
    return np.asarray(ends[None, :] < starts[:, None])


def _by_frames(events: Sequence[Began], known: Table) -> Iterator[tuple[tuple[int, int], InRecording]]:
    """Find what a recording shows beyond the bounds; pairs of which none of its frames can say it are not looked at."""
    for there, here in sorted({pair for members in _shown_in(events) for pair in _likely(members, known)}):
        shown = in_recording(events[there], events[here])
        if shown is not None:
            yield (there, here), shown


def _shown_in(events: Sequence[Began]) -> Iterable[dict[int, tuple[int, int]]]:
    """Give for each recording the events that it shows, each with its first latest and its last earliest tick."""
    found: dict[str, dict[int, tuple[int, int]]] = {}
    for place, event in enumerate(events):
        for shot in event.shots:
            if shot.recording:
                members = found.setdefault(shot.recording, {})
                first, last = members.get(place, (shot.at.latest_pts, shot.at.earliest_pts))
                members[place] = (min(first, shot.at.latest_pts), max(last, shot.at.earliest_pts))
    return found.values()


def _likely(members: Mapping[int, tuple[int, int]], known: Table) -> Iterator[tuple[int, int]]:
    places = np.array(list(members), np.int64)
    rank = {pts: place for place, pts in enumerate(sorted({pts for pair in members.values() for pts in pair}))}
    first, last = (np.array([rank[pair[side]] for pair in members.values()], np.int64) for side in (0, 1))
    may = (first[None, :] < last[:, None]) & ~known[np.ix_(places, places)]
    np.fill_diagonal(may, val=False)
    for here, there in np.argwhere(may):
        yield int(places[there]), int(places[here])


def _circles(whole: Table) -> tuple[tuple[int, ...], ...]:
    found: dict[int, tuple[int, ...]] = {}
    for here in np.flatnonzero(whole.diagonal()):
        together = tuple(int(there) for there in np.flatnonzero(whole[here] & whole[:, here]))
        found[together[0]] = together
    return tuple(found.values())


def _by_way_of(direct: Table, whole: Table) -> dict[tuple[int, int], int]:
    """Name for each pair that no single step shows the first event that lies between its two."""
    return {
        (int(there), int(here)): int(np.flatnonzero(direct[here] & whole[:, there])[0])
        for here, there in np.argwhere(whole & ~direct)
    }
