"""What an event rests on, counted from its sightings and never typed by anybody."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeAlias
from zoneinfo import ZoneInfo

from gestae.casefile.wording import exact_words, shown_words
from gestae.chronology.clocks import Placed
from gestae.workflow.placing import OrderedEvent
from gestae.workflow.sightings import Sighting

__all__ = ["basis", "bounded_by"]

# A camera: its recorder where that is known, its name, and its footage where it has no name.
_Camera: TypeAlias = "tuple[str | None, str | None, str]"


def basis(event: OrderedEvent, recorder_of: Callable[[str], str | None]) -> str:
    """Say on how many cameras of how many recorders an event was observed, and by whose decision.

    Two cameras of one recorder share its clock, its disk and whoever had a hand in it, so they count for less than
    two of two. Footage whose camera nobody named is counted by itself.

    Args:
        event: the event with its sightings.
        recorder_of: names the recorder of a footage by its digest; None where it is not known.
    """
    if not event.sightings:
        return f"stated by {event.stated_by}: {event.reason}"
    people = ", ".join(sorted({sighting.decided.author for sighting in event.sightings}))
    return f"observed on {_cameras_words(event.sightings, recorder_of)}, by decision of {people}"


def bounded_by(placed: Placed | None, zone: ZoneInfo | None = None) -> tuple[str, ...]:
    """Name the time checks and clock readings that bound a moment, and what its place takes for granted.

    Args:
        placed: where the moment lies; nothing is named where it is not placed.
        zone: in which checks are written for people; None: in UTC and to the nanosecond, for programs.
    """
    if placed is None:
        return ()
    checks = {
        f"time check of {c.recorder} at {exact_words(c.reference, zone) if zone else c.reference}"
        for c in (placed.check_earliest, placed.check_latest)
    }
    readings = {
        f"clock {'tick' if r.is_tick else 'reading'} {shown_words(r.shown) if zone else r.shown} at pts {r.at.pts}"
        for r in (placed.display.by_earliest, placed.display.by_latest)
    }
    return (*sorted(checks), *sorted(readings), *(f"assumed: {sentence}" for sentence in placed.assumes))


def _cameras_words(sightings: Iterable[Sighting], recorder_of: Callable[[str], str | None]) -> str:
    cameras: set[_Camera] = set()
    for sighting in sightings:
        one = sighting.decided.observation
        cameras.add((recorder_of(one.sha256), one.camera, "" if one.camera else one.sha256))
    grouped: dict[str | None, list[str]] = {}
    for recorder, camera, sha256 in sorted(cameras, key=_by_recorder):
        grouped.setdefault(recorder, []).append(camera or f"an unnamed camera of footage {sha256[:12]}")
    where = "; ".join(_where(recorder, names) for recorder, names in grouped.items())
    return f"{_counted(len(cameras), 'camera')} of {_recorders_words(grouped)} ({where})"


def _where(recorder: str | None, names: Iterable[str]) -> str:
    return f"{', '.join(names)} on {recorder}" if recorder else f"{', '.join(names)}: recorder not known"


def _recorders_words(recorders: Iterable[str | None]) -> str:
    names = set(recorders)
    if names == {None}:
        return "recorders that are not known"
    known = _counted(len(names - {None}), "recorder")
    return f"{known} and of recorders that are not known" if None in names else known


def _by_recorder(camera: _Camera) -> tuple[bool, str, str, str]:
    recorder, name, sha256 = camera
    return (recorder is None, recorder or "", name or "", sha256)


def _counted(number: int, one: str) -> str:
    return f"{number} {one}{'' if number == 1 else 's'}"
