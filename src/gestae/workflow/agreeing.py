"""What the sightings of one event allow together: by how much they clash, and which of them do not count."""

from __future__ import annotations

from collections.abc import Sequence

from gestae.model.time import TimeInterval
from gestae.workflow.caseevents import CaseEvent
from gestae.workflow.gone import Gone
from gestae.workflow.sightings import Sighting

__all__ = ["apart_words", "reasons", "uncounted"]


def apart_words(sightings: Sequence[Sighting], event: CaseEvent) -> str:
    """Say by how much the sightings of an event contradict each other, and what to look at."""
    spans = [*_starts(sightings), *([event.said] if event.said else [])]
    earliest = max((span.earliest.ns for span in spans), default=0)
    latest = min((span.latest.ns for span in spans), default=0)
    by = f" by {(earliest - latest) / 1e9:.3f} s" if earliest > latest else ""
    return f"its sightings contradict each other{by}; check the clocks, or whether it is one event"


def _may_be_first(sightings: Sequence[Sighting], gone: Sequence[Gone]) -> bool:
    """Say whether a sighting without a time may show an earlier beginning: none of its kind has a time."""
    timed = {one.decided.observation.kind.value for one in sightings if one.interval}
    return not {*(one.decided.observation.kind.value for one in sightings), *(one.kind for one in gone)} <= timed


def uncounted(sightings: Sequence[Sighting], gone: Sequence[Gone]) -> str:
    """Say how many sightings have no time, and why; nothing where all have one."""
    without = len(gone) + sum(one.interval is None for one in sightings)
    if not without:
        return ""
    has = f"{without} of its {len(sightings) + len(gone)} sightings {'has' if without == 1 else 'have'} no time"
    earlier = " and may show an earlier beginning" if _may_be_first(sightings, gone) else ""
    return f"{has}{earlier}: {'; '.join(reasons(sightings, gone))}"


def reasons(sightings: Sequence[Sighting], gone: Sequence[Gone]) -> list[str]:
    """Say why sightings have no time, each reason once."""
    return sorted({*(one.not_placed for one in sightings if one.not_placed), *(one.why for one in gone)})


def _starts(sightings: Sequence[Sighting]) -> list[TimeInterval]:
    """Give what bounds the start of an event: all its sightings of one kind; of several kinds, the first of them.

    A vehicle's stop and a man's fall start at moments of their own, so they bound no common start: what holds both
    starts with the one that comes first. Where views of one kind contradict each other, all are given, to be told.
    """
    kinds: dict[str, list[TimeInterval]] = {}
    for one in sightings:
        if one.interval:
            kinds.setdefault(one.decided.observation.kind.value, []).append(one.interval)
    met = {kind: _meet(spans) for kind, spans in kinds.items()}
    torn = next((kind for kind, span in met.items() if span is None), None)
    if torn is not None:
        return kinds[torn]
    spans = [span for span in met.values() if span is not None]
    if not spans:
        return []
    return [TimeInterval(min(span.earliest for span in spans), min(span.latest for span in spans))]


def _meet(spans: Sequence[TimeInterval]) -> TimeInterval | None:
    """Intersect what all views of one kind allow; nothing left over is a contradiction, not an average."""
    earliest, latest = max(span.earliest for span in spans), min(span.latest for span in spans)
    return None if latest < earliest else TimeInterval(earliest, latest)
