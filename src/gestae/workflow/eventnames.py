"""Which event of a case a person means: by id, name or title; and, where that is not clear, which ones it may be."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import tzinfo
from typing import Final

from gestae.chronology.bounds import Span
from gestae.errors import InputRefused
from gestae.model.time import Instant
from gestae.workflow.caseevents import CaseEvent

__all__ = ["ID_CHARS", "meant_events", "point_meant", "when_words"]

ID_CHARS: Final = 8
_LEAST: Final = 4  # fewer digits of an id are a word more often
_MOST_LISTED: Final = 8
# What is less like than this is another word; and what is so much less like than the likest was not meant.
_CLOSE: Final = 0.6
_NEXT_BEST: Final = 0.15
_SIDES: Final = (".start", ".end")


def point_meant(
    events: Sequence[CaseEvent], points: Collection[str], name: str, told: Callable[[Sequence[str]], Sequence[str]]
) -> str:
    """Find the point that a person means; see `gestae.workflow.casenetwork.OpenedCase.point`.

    Args:
        events: of the case.
        points: of its network; that of an event that lasts is none of them, but those of its start and its end are.
        name: as the person wrote it.
        told: says when events begin, given their points, for telling them apart.

    Raises:
        InputRefused: there is none, or more than one; those that may be meant stand in the message.
    """
    found, side = meant_events(events, name), ""
    if not found and name.endswith(_SIDES):
        event, _, side = name.rpartition(".")
        found = meant_events(events, event)
    fitting = {_point(one, points, side or "start"): one for one in found if side != "end" or one.id not in points}
    if len(fitting) == 1:
        return next(iter(fitting))
    if fitting:
        listed = _listed(fitting, told)
        raise InputRefused(name, wrong=f"may mean {len(fitting)} events", right=f"write the first word of one:{listed}")
    near = {_point(one, points, "start"): one for one in found or _near(events, name.removesuffix(f".{side}"))}
    guess = f"did you mean one of these?{_listed(near, told)}" if near else ""
    right = guess or "write an id, the first digits of one, a name, or a whole title, as `gestae order` shows them"
    raise InputRefused(name, wrong="is no event of this case", right=right)


def meant_events(events: Sequence[CaseEvent], name: str) -> list[CaseEvent]:
    """Find the events that a word means: one by its whole id or name, else by title or the beginning of an id.

    Whether letters are capital does not matter, except where two names differ by that alone.
    """
    folded = name.casefold()
    if not folded:
        return []
    exact = [one for one in events if name in (one.id, one.name)]
    named = exact or [one for one in events if folded in (one.id, one.name.casefold())]
    beginning = len(name) >= _LEAST
    return named or [
        one for one in events if folded == one.title.casefold() or (beginning and one.id.startswith(folded))
    ]


def when_words(span: Span, zone: tzinfo) -> str:
    """Say between which moments something lies, in a zone.

    >>> from datetime import UTC
    >>> when_words(Span(None, 1_999_999, None), UTC), when_words(Span(None, None, None), UTC)
    ('not after 1970-01-01 00:00:00.002 +00:00', 'without a time')
    """
    low = None if span.earliest_ns is None else Instant(span.earliest_ns).local(zone)
    high = None if span.latest_ns is None else Instant(span.latest_ns).local(zone, up=True)
    if low and high:
        (date, clock, offset), (late, late_clock, late_offset) = low.split(" "), high.split(" ")
        is_same = (date, offset) == (late, late_offset)
        return f"{date} {clock} to {late_clock} {offset}" if is_same else f"{low} to {high}"
    return f"not before {low}" if low else f"not after {high}" if high else "without a time"


def _point(event: CaseEvent, points: Collection[str], side: str) -> str:
    return event.id if event.id in points else f"{event.id}.{side}"


def _near(events: Sequence[CaseEvent], name: str) -> list[CaseEvent]:
    """Find the events whose title or name holds every word of what was written, or is like it; the likest first."""
    folded = name.casefold()
    likeness = [_likeness(one, folded) for one in events] if folded else []
    least = max(_CLOSE, max(likeness, default=0.0) - _NEXT_BEST)
    ranked = sorted((-like, place) for place, like in enumerate(likeness) if like >= least)
    return [events[place] for _, place in ranked]


def _likeness(event: CaseEvent, folded: str) -> float:
    called = (event.title.casefold(), event.name.casefold())
    if len(folded) >= _LEAST and any(all(word in one for word in folded.split()) for one in called):
        return 1.0
    # Endings differ where words are declined or put in another tense, so each word is held against each.
    words = [word for one in called for word in one.replace("-", " ").split() if len(word) >= _LEAST]
    against = [*called, *words]
    return max(difflib.SequenceMatcher(None, folded, one).ratio() for one in against if one) if any(against) else 0.0


def _listed(found: Mapping[str, CaseEvent], told: Callable[[Sequence[str]], Sequence[str]]) -> str:
    """Give a line for each event that may be meant: how to write it, its title, when it begins."""
    points = list(found)[:_MOST_LISTED]
    lines = [
        f"\n  {found[point].name or found[point].id[:ID_CHARS]}  “{found[point].title}”, {when}"
        for point, when in zip(points, told(points), strict=True)
    ]
    more = len(found) - len(points)
    return "".join([*lines, *([f"\n  and {more} more; `gestae order` shows them"] if more else [])])
