"""How the events of a case are named, and which one a person means: by id, name or title, or which ones it may be."""

from __future__ import annotations

import difflib
import shlex
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import Final, Protocol

from gestae.chronology.bounds import Span
from gestae.errors import InputRefused
from gestae.model.time import Instant
from gestae.workflow.caseevents import CaseEvent

__all__ = ["ID_CHARS", "EventNames", "meant_events", "point_meant", "when_words", "word_of"]

ID_CHARS: Final = 8
_LEAST: Final = 4  # fewer digits of an id are a word more often
_MOST_LISTED: Final = 8
# What is less like than this is another word; and what is so much less like than the likest was not meant.
_CLOSE: Final = 0.6
_NEXT_BEST: Final = 0.15
_SIDES: Final = (".start", ".end")


class _Named(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...


def word_of(event: _Named) -> str:
    """Give the word that every command takes for an event: its name; where nobody named it, the first digits of its id.

    It is what stands in [ ] beside a title.
    """
    return event.name or event.id[:ID_CHARS]


@dataclass(frozen=True, slots=True)
class EventNames:
    """How the events of a case or an account are named where their titles stand in sentences.

    Attributes:
        words: for each event, by id, the word that commands take for it.
        shared: the titles of several events, without regard to capital letters.
    """

    words: Mapping[str, str]
    shared: frozenset[str]

    @classmethod
    def of(cls, events: Collection[tuple[str, str, str]]) -> EventNames:
        """Read off events: of each its id, its title, and the word that commands take for it."""
        titles = Counter(title.casefold() for _, title, _ in events)
        return cls({event: word for event, _, word in events}, frozenset(one for one in titles if titles[one] > 1))

    def told(self, event: str, title: str, shown: str | None = None) -> str:
        """Name an event by its title, and beside a title that several have by the word that tells it apart.

        Args:
            event: by id.
            title: of the event.
            shown: what is shown for the title, in another language.

        >>> names = EventNames({"2027f8a1": "falls-1", "ee172d7b": "ee172d7b"}, frozenset({"he falls"}))
        >>> names.told("2027f8a1", "He falls"), names.told("ee172d7b", "He falls"), names.told("ee172d7b", "He runs")
        ('He falls [falls-1]', 'He falls [ee172d7b]', 'He runs')
        """
        return f"{shown or title} [{self.words[event]}]" if title.casefold() in self.shared else shown or title


def point_meant(
    events: Sequence[CaseEvent],
    points: Collection[str],
    name: str,
    spans: Callable[[], Mapping[str, Span]],
    zone: tzinfo,
) -> str:
    """Find the point that a person means; see `gestae.workflow.casenetwork.OpenedCase.point`.

    Args:
        events: of the case.
        points: of its network; that of an event that lasts is none of them, but those of its start and its end are.
        name: as the person wrote it.
        spans: bounds every point; asked only where several events have to be told apart.
        zone: whose clock shows their times.

    Raises:
        InputRefused: there is none, or more than one; those that may be meant stand in the message, the earliest first,
            each behind the word that means it.
    """
    found, side = meant_events(events, name), ""
    if not found and name.endswith(_SIDES):
        event, _, side = name.rpartition(".")
        found = meant_events(events, event)
    fitting = {_point(one, points, side or "start"): one for one in found if side != "end" or one.id not in points}
    if len(fitting) == 1:
        return next(iter(fitting))
    if fitting:
        listed = _listed(_by_time(fitting, spans()), side, zone)
        raise InputRefused(name, wrong=f"may mean {len(fitting)} events", right=f"write the first word of one:{listed}")
    like = dict.fromkeys((one.id for one in found), 1.0) or _near(events, name.removesuffix(f".{side}"))
    if not like:
        right = "write an id, the first digits of one, a name, or a whole title, as `gestae order` shows them"
        raise InputRefused(name, wrong="is no event of this case", right=right)
    near = {_point(one, points, "start"): one for one in events if one.id in like}
    listed = _listed(_by_time(near, spans(), like), "", zone)
    raise InputRefused(name, wrong="is no event of this case", right=f"did you mean one of these?{listed}")


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


def _near(events: Sequence[CaseEvent], name: str) -> dict[str, float]:
    """Find the events whose title or name holds every word of what was written, or is like it: by id, how like."""
    folded = name.casefold()
    likeness = {one.id: _likeness(one, folded) for one in events} if folded else {}
    least = max(_CLOSE, max(likeness.values(), default=0.0) - _NEXT_BEST)
    return {event: like for event, like in likeness.items() if like >= least}


def _likeness(event: CaseEvent, folded: str) -> float:
    called = (event.title.casefold(), event.name.casefold())
    if len(folded) >= _LEAST and any(all(word in one for word in folded.split()) for one in called):
        return 1.0
    # Endings differ where words are declined or put in another tense, so each word is held against each.
    words = [word for one in called for word in one.replace("-", " ").split() if len(word) >= _LEAST]
    against = [*called, *words]
    return max(difflib.SequenceMatcher(None, folded, one).ratio() for one in against if one) if any(against) else 0.0


def _by_time(
    found: Mapping[str, CaseEvent], spans: Mapping[str, Span], like: Mapping[str, float] | None = None
) -> list[tuple[CaseEvent, Span]]:
    """Put events in the order of their bounds, those without a time last; where some are liker, those first."""
    told = [(one, spans[point]) for point, one in found.items()]
    return sorted(told, key=lambda one: (-(like or {}).get(one[0].id, 0.0), _place(one[1]), one[0].title, one[0].id))


def _place(span: Span) -> tuple[bool, int, int]:
    known = [ns for ns in (span.earliest_ns, span.latest_ns) if ns is not None]
    return not known, min(known, default=0), max(known, default=0)


def _listed(found: Sequence[tuple[CaseEvent, Span]], side: str, zone: tzinfo) -> str:
    """Give a line for each event that may be meant: the word to write, ready for a shell, its title, when it begins."""
    end = f".{side}" if side else ""
    lines = [
        f"\n  {shlex.quote(f'{word_of(one)}{end}')}  “{one.title}”, {when_words(span, zone)}"
        for one, span in found[:_MOST_LISTED]
    ]
    more = len(found) - len(lines)
    return "".join([*lines, *([f"\n  and {more} more; `gestae order` shows them"] if more > 0 else [])])
