"""What is known of when an event began, which order one recording shows, and in which order events are told.

Within one recording the order of frames is known exactly, even where no clock is: if one thing had begun by a frame,
and another cannot have begun before a later frame, the one came first. `gestae.chronology.precedes` draws this
"before" and that of bounds together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from gestae.model.observation import Moment
from gestae.model.time import Instant, TimeInterval

__all__ = ["Began", "InRecording", "Shot", "in_recording", "told_in_order"]


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


def in_recording(first: Began, then: Began) -> InRecording | None:
    """Find a recording in which one event had certainly begun before the other can have; None where none shows it.

    That it began by a frame, any of its sightings can say. That it did not begin before a frame, each of its kinds
    must say: it began with the first of them, whichever that was.
    """
    return _shown_by(_begun(first.shots), _not_before(then.shots))


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
