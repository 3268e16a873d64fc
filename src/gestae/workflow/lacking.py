"""Why clocks of which a case knows something place nothing: what was compared, or read, and does not count."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from gestae.chronology.clocks import NoTimeCheckError
from gestae.errors import ClockError
from gestae.workflow.anchors import Lacking
from gestae.workflow.caseevents import CaseEvent, Decided
from gestae.workflow.sightings import Clocks

__all__ = ["lacking_of"]

_SILENT: Final = "recorder {recorder} places nothing: {why}"
_UNREAD: Final = (
    "no reading of the clock in {name} stands: take it (gestae clock), or compare the footage with that of another "
    "recorder (gestae sync)"
)


def lacking_of(
    clocks: Clocks, events: Sequence[CaseEvent], silenced: Mapping[str, str], names: Mapping[str, str]
) -> Lacking:
    """Say of each recorder, and of each footage in which something was seen, why its clock says nothing.

    Nothing is said of a recorder that was never compared with anything, nor of footage of which nobody knows the
    recorder: there nothing stands that could count.

    Args:
        clocks: the clocks of the case.
        events: its events.
        silenced: recorders whose clock says nothing, though something is known of it, with the reason.
        names: of footage, by digest.
    """
    unknown = {name: clock.not_known for name, clock in clocks.recorders.items() if clock.not_known}
    said = {name: _SILENT.format(recorder=name, why=why) for name, why in sorted({**silenced, **unknown}.items())}
    read = {str(row["sha256"]) for row in clocks.view.rows("clock_readings")}
    checked = {name for name, clock in clocks.recorders.items() if clock.checks}
    footage = {}
    for sha256, one in _seen(events).items():
        recorder = clocks.recorder_of(sha256)
        if recorder is None:
            continue
        why = said.get(recorder) or _why(clocks, one, names, read)
        if why:
            footage[sha256] = why
            if recorder in checked:
                said.setdefault(recorder, why)
    return Lacking(said, footage)


def _seen(events: Sequence[CaseEvent]) -> dict[str, Decided]:
    """Give one sighting of each footage that shows an event."""
    return {one.observation.sha256: one for event in reversed(events) for one in reversed(event.members)}


def _why(clocks: Clocks, one: Decided, names: Mapping[str, str], read: Collection[str]) -> str:
    """Say why a sighting has no time, as it says itself; nothing where it has one, or its clock was never compared."""
    sha256 = one.observation.sha256
    if sha256 not in read:
        return _UNREAD.format(name=names.get(sha256, sha256[:12]))
    try:
        clocks.place(sha256, one.observation.start)
    except NoTimeCheckError:
        return ""
    except ClockError as error:
        return str(error)
    return ""
