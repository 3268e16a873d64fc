"""What certainly began before what: by bounds in the world's time, by the order of frames in one recording, or by both.

Within one recording the order of frames is known exactly, even where no clock is: if one thing had begun by a frame,
and another cannot have begun before a later frame, the one came first. Both kinds of "before" are drawn together and
what follows from them is followed to its end. Where they run in a circle they contradict each other; then nothing is
said of the order among those in the circle, and the circle is named.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from gestae.chronology.order import standings
from gestae.model.observation import Moment
from gestae.model.time import Instant, TimeInterval

__all__ = ["Began", "Followed", "InRecording", "Shot", "follow", "in_recording", "told_in_order"]


@dataclass(frozen=True, slots=True)
class Shot:
    """Where a recording shows that something of a kind began.

    `recording` names file and stream; it is empty where the order of its pictures says nothing.
    """

    recording: str
    kind: str
    at: Moment


@dataclass(frozen=True, slots=True)
class Began:
    """What is known of when an event began.

    Attributes:
        when: its bounds in the world's time; None where one of them is not known.
        by: the moment by which it had begun, where that alone is known.
        shots: its sightings. An event of several kinds begins with the first of them to begin.
    """

    when: TimeInterval | None
    shots: tuple[Shot, ...] = ()
    by: Instant | None = None


@dataclass(frozen=True, slots=True)
class InRecording:
    """One recording shows both beginnings: `first` by then, `then` not before it."""

    recording: str
    first: Moment
    then: Moment


@dataclass(frozen=True, slots=True)
class Followed:
    """The order of several events, by their positions in the list that was given.

    Attributes:
        after: for each event those that certainly began before it, increasing.
        by_recording: (before, after) -> what shows it, where the bounds alone leave the order open.
        by_way_of: (before, after) -> the event between the two, where only both steps together show it.
        circles: events whose orders contradict each other; each circle increasing.
    """

    after: tuple[tuple[int, ...], ...]
    by_recording: dict[tuple[int, int], InRecording]
    by_way_of: dict[tuple[int, int], int]
    circles: tuple[tuple[int, ...], ...]


def in_recording(first: Began, then: Began) -> InRecording | None:
    """Find a recording in which one event had certainly begun before the other can have; None where none shows it.

    That it began by a frame, any of its sightings can say. That it did not begin before a frame, each of its kinds
    must say: it began with the first of them, whichever that was.
    """
    return _shown_by(_begun(first.shots), _not_before(then.shots))


def follow(events: Sequence[Began]) -> Followed:
    """Draw every "certainly began before" that follows.

    >>> from fractions import Fraction
    >>> from gestae.model.time import Instant
    >>> day, base = TimeInterval(Instant(0), Instant(9)), Fraction(1, 25)
    >>> early, late = (Began(day, (Shot("a.mp4", "fall", Moment(n, n, n, base)),)) for n in (120, 180))
    >>> follow([late, early]).after
    ((1,), ())
    """
    recorded: dict[tuple[int, int], InRecording] = {}
    before: list[set[int]] = [set() for _ in events]
    begun, not_before = ([read(event.shots) for event in events] for read in (_begun, _not_before))
    bounds = standings([event.when for event in events if event.when])
    placed = [place for place, event in enumerate(events) if event.when]
    for here, standing in zip(placed, bounds, strict=True):
        before[here].update(placed[there] for there in standing.after)
        before[here].update(_begun_before(events, events[here].when))
    for here in range(len(events)):
        for there in {*range(len(events))} - before[here] - {here} if not_before[here] else ():
            if shown := _shown_by(begun[there], not_before[here]):
                before[here].add(there)
                recorded[there, here] = shown
    circles = _circles(before)
    for circle in circles:
        for here in circle:
            before[here] -= set(circle)
    whole = _closed(before)
    return Followed(
        after=tuple(tuple(_places(bits)) for bits in whole),
        by_recording={pair: shown for pair, shown in recorded.items() if pair[0] in before[pair[1]]},
        by_way_of=_by_way_of(before, whole),
        circles=circles,
    )


def told_in_order(after: Sequence[Sequence[int]], wanted: Sequence[int]) -> tuple[int, ...]:
    """Keep a wanted order of telling, but tell nothing before what certainly came earlier.

    Args:
        after: for each event those that certainly began before it; without circles.
        wanted: positions in the order in which they are told if nothing forbids it; others than these do not count.

    >>> told_in_order([(2,), (), ()], [0, 1, 2])
    (2, 0, 1)
    """
    rank = {place: number for number, place in enumerate(wanted)}
    told: dict[int, None] = {}
    for place in wanted:
        # What came earlier has fewer before it than what came later, so this order is right among them too.
        missing = [earlier for earlier in after[place] if earlier in rank and earlier not in told]
        for earlier in sorted(missing, key=lambda one: (len(after[one]), rank[one])):
            told.setdefault(earlier)
        told.setdefault(place)
    return tuple(told)


def _begun_before(events: Sequence[Began], when: TimeInterval | None) -> list[int]:
    """Find the events of which only the latest moment is known, and lies before all of an interval."""
    return [
        place
        for place, one in enumerate(events)
        if one.when is None and one.by is not None and when is not None and one.by < when.earliest
    ]


def _begun(shots: Iterable[Shot]) -> dict[str, Moment]:
    """Give for each recording the moment by which an event had begun: any of its sightings says so."""
    found: dict[str, Moment] = {}
    for shot in shots:
        if shot.recording and (shot.recording not in found or shot.at.latest_pts < found[shot.recording].latest_pts):
            found[shot.recording] = shot.at
    return found


def _not_before(shots: Sequence[Shot]) -> dict[str, Moment]:
    """Give for each recording that shows all kinds of an event the moment before which it cannot have begun."""
    kinds = {shot.kind for shot in shots}
    latest: dict[str, dict[str, Moment]] = {}
    for shot in shots:
        of_kind = latest.setdefault(shot.recording, {})
        if shot.kind not in of_kind or shot.at.earliest_pts > of_kind[shot.kind].earliest_pts:
            of_kind[shot.kind] = shot.at
    return {
        recording: min(of_kind.values(), key=lambda at: at.earliest_pts)
        for recording, of_kind in latest.items()
        if recording and of_kind.keys() == kinds
    }


def _shown_by(begun: Mapping[str, Moment], not_before: Mapping[str, Moment]) -> InRecording | None:
    for recording in sorted(begun.keys() & not_before.keys()):
        first, then = begun[recording], not_before[recording]
        if first.time_base == then.time_base and first.latest_pts < then.earliest_pts:
            return InRecording(recording, first, then)
    return None


def _closed(before: Sequence[set[int]]) -> list[int]:
    """Follow "before" to its end (Warshall 1962), each row as the bits of one number."""
    rows = [sum(1 << there for there in earlier) for earlier in before]
    for through in range(len(rows)):
        for here, row in enumerate(rows):
            if row >> through & 1:
                rows[here] = row | rows[through]
    return rows


def _circles(before: Sequence[set[int]]) -> tuple[tuple[int, ...], ...]:
    rows = _closed(before)
    found: dict[int, list[int]] = {}
    for here, row in enumerate(rows):
        if row >> here & 1:
            together = [there for there in _places(row) if rows[there] >> here & 1]
            found[together[0]] = together
    return tuple(tuple(circle) for circle in found.values())


def _by_way_of(before: Sequence[set[int]], whole: Sequence[int]) -> dict[tuple[int, int], int]:
    found = {}
    for here, earlier in enumerate(before):
        for there in _places(whole[here]):
            if there not in earlier:
                found[there, here] = next(via for via in sorted(earlier) if whole[via] >> there & 1)
    return found


def _places(bits: int) -> list[int]:
    return [place for place in range(bits.bit_length()) if bits >> place & 1]
