"""The events of a case, placed in the world's time as intervals and put in order, or with the reason why not.

Bounds and order are what follows from the case's network (`gestae.workflow.casenetwork`): everything that recordings,
clocks and people say, together. Each sighting by itself is placed too, for a person to see what it alone allows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from gestae.chronology.bounds import Bound, Span, Step
from gestae.chronology.derived import Derived, Rest
from gestae.chronology.follows import told_in_order
from gestae.chronology.precedence import later_by_least
from gestae.chronology.precedes import reduced
from gestae.model.network import Grade
from gestae.model.time import Instant, TimeInterval
from gestae.store.case import CaseView
from gestae.workflow.agreeing import apart_words, reasons, uncounted
from gestae.workflow.caseevents import CaseEvent
from gestae.workflow.casenetwork import OpenedCase
from gestae.workflow.following import Earlier, Following, Starting, follow_events
from gestae.workflow.gone import Gone
from gestae.workflow.sightings import Clocks, Sighting, sighting_of
from gestae.workflow.upheld import Clash, Upheld, upheld

__all__ = ["MOST_EVENTS", "WORDS_NOT_DRAWN", "CaseOrder", "OrderedEvent", "order_of_events"]

# The order of all pairs takes memory and time by their square: beyond so many events only bounds and frames order.
MOST_EVENTS: Final = 5000
# Said wherever the order of so many is shown.
WORDS_NOT_DRAWN: Final = (
    f"the order of more than {MOST_EVENTS} events is not drawn in full: it is shown as far as bounds and frames show "
    "it, and where no order is shown, one may still follow (gestae before CASE A B)"
)


@dataclass(frozen=True, slots=True)
class OrderedEvent:
    """An event with its sightings and the interval that they all allow, or why there is none.

    `conflicts` names what cannot all be true of it, a sentence each: of a clock, of its sightings together, or of its
    order against others. `after` are the events that certainly began before it; `open_with` are those of the placed
    ones against which its order is not established, by id; none of them where the order is not drawn
    (`CaseOrder.is_drawn`).

    Attributes:
        began_by: the moment by which it had begun, where that is all that is known: a sighting of another kind has no
            time and may show an earlier beginning. `interval` is None then, and `not_placed` says why.
        assumed: what is taken for granted of the recorders on which its bounds rest.
        no_earlier_than: events that began before it or at the same moment, where no more than that follows.
        not_before: the moment before which it cannot have begun, where that is all that is known.
        gone: its members that do not stand any more and that nobody rejected; sightings without a time.
        grade: what its bounds are made of; None where it has none.
        rests_on: what its bounds rest on, a sentence each: for the earliest, and for the latest.
        torn: that its own sightings contradict each other, so that they do not place it; empty where they do not.
        name: by which a person speaks of it; empty where nobody named it.
    """

    id: str
    title: str
    sightings: tuple[Sighting, ...]
    interval: TimeInterval | None
    not_placed: str
    stated_by: str
    reason: str
    conflicts: tuple[str, ...] = ()
    after: tuple[Earlier, ...] = ()
    open_with: tuple[str, ...] = ()
    no_earlier_than: tuple[str, ...] = ()
    began_by: Instant | None = None
    not_before: Instant | None = None
    assumed: tuple[str, ...] = ()
    gone: tuple[Gone, ...] = ()
    grade: Grade | None = None
    rests_on: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
    torn: str = ""
    name: str = ""

    @property
    def latest(self) -> Instant | None:
        """The moment by which it had certainly begun; None where nothing bounds it."""
        return self.interval.latest if self.interval else self.began_by

    @property
    def uncounted(self) -> str:
        """Say which sightings of a placed event have no time and bound nothing; empty where each has one."""
        return uncounted(self.sightings, self.gone) if self.latest is not None else ""

    @property
    def assumes(self) -> tuple[str, ...]:
        """Say what its place takes for granted, each once."""
        return tuple(sorted({*self.assumed, *(sentence for one in self.sightings for sentence in one.assumes)}))


def order_of_events(view: CaseView) -> tuple[OrderedEvent, ...]:
    """Place every event of the case: those that people stated, and one for each other decided observation.

    Returns:
        Placed events by their earliest bound (by the latest where no other is known), then those without a place, by
        title; but none is told before one that certainly began before it.
    """
    return CaseOrder.of(view).events()


@dataclass(frozen=True, slots=True)
class CaseOrder:
    """A case's network, what of it stands, and its clocks: the order of its events is drawn from them."""

    view: CaseView
    clocks: Clocks
    case: OpenedCase
    upheld: Upheld
    _derived: Derived
    _origins: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, view: CaseView) -> CaseOrder:
        """Read a case."""
        case = OpenedCase.of(view)
        found = upheld(case)
        return cls(view, Clocks(view), case, found, Derived(found.solved), _origins(case, found))

    @property
    def standing(self) -> OpenedCase:
        """The case with what of it stands; see `OpenedCase.standing`."""
        return self.case.as_upheld(self.upheld)

    @property
    def is_drawn(self) -> bool:
        """Whether the whole order is drawn: with too many events, only as far as bounds and frames show it."""
        return len(self.case.events) <= MOST_EVENTS

    def events(self, *, because: bool = True) -> tuple[OrderedEvent, ...]:
        """Place every event; see `order_of_events`.

        Args:
            because: also derive what an order rests on that neither bounds nor frames show (`Earlier.said`).
        """
        placed = sorted((self._placed(one) for one in self.case.events), key=_telling)
        return self._followed(placed, because=because)

    def rests_on(self, earlier: str, later: str) -> tuple[str, ...]:
        """Say what it rests on that one event is before another, by their ids, beside bounds and frames."""
        points = {one.id: self.case.start_of(one) for one in self.case.events if one.id in (earlier, later)}
        return self._because(self.upheld.solved.apart(points[later], points[earlier]))

    def _placed(self, event: CaseEvent) -> OrderedEvent:
        sightings = tuple(sighting_of(one, self.clocks) for one in event.members)
        point = self.case.start_of(event)
        span = self.upheld.spans[point]
        apart = apart_words(sightings, event) if event.id in self.upheld.torn else ""
        clashes = tuple(one for one in self.upheld.clashes if point in one.points | one.around)
        interval, began_by, not_before = _bounds(span)
        return OrderedEvent(
            event.id,
            event.title,
            sightings,
            interval,
            "" if interval else apart or self._why(sightings, event, clashes, began_by, span),
            stated_by=event.stated_by,
            reason=event.reason,
            conflicts=(*self._conflicts(sightings, apart), *(one.words for one in clashes)),
            began_by=began_by,
            not_before=not_before,
            gone=event.gone,
            assumed=() if span.grade is None else self._assumed(point),
            grade=span.grade,
            rests_on=((), ()) if span.grade is None else self._rests_on(point),
            torn=apart,
            name=event.name,
        )

    def _conflicts(self, sightings: Sequence[Sighting], apart: str) -> tuple[str, ...]:
        """Say what contradicts itself of the clocks and the sightings of an event.

        What a footage shows is not used where its readings contradict each other, whatever else keeps a sighting of it
        without a time.
        """
        found = {one.not_placed for one in sightings if one.contradicts}
        silent = (one.decided.observation.sha256 for one in sightings if not one.contradicts)
        found |= {self.upheld.suspect[sha256] for sha256 in silent if sha256 in self.upheld.suspect}
        return tuple(sorted(found | ({apart} if apart else set())))

    def _why(
        self,
        sightings: Sequence[Sighting],
        event: CaseEvent,
        clashes: Sequence[Clash],
        began_by: Instant | None,
        span: Span,
    ) -> str:
        """Say why an event has no interval."""
        if began_by is not None:
            said = "counts" if self.upheld.set_aside else "is said"
            return uncounted(sightings, event.gone) or f"nothing that {said} limits how early it may have begun"
        said = _clash_words(clashes, self.case.start_of(event)) or "; ".join(reasons(sightings, event.gone))
        if not event.members:
            aside = "; ".join(self.upheld.reasons_of(self.case.network, self.case.start_of(event)))
            said = ": ".join(one for one in (aside, said) if one)
        said = said or self._unsaid(event)
        if span.earliest_ns is not None:
            limit = "nothing that counts limits how late it may have begun"
            return f"{limit}: {said}" if said else limit
        if said or event.members:
            return said or "nothing places it"
        return "none of its observations stands" if event.named else "nothing that is told of it says when"

    def _unsaid(self, event: CaseEvent) -> str:
        """Say what no sighting says: that its recorder is silent."""
        recorders = {self.clocks.recorder_of(one.observation.sha256) for one in event.members}
        return "; ".join(sorted(why for name, why in self.case.silenced.items() if name in recorders))

    def _assumed(self, point: str) -> tuple[str, ...]:
        """Gather what is taken for granted of every recorder on whose footage or clock the bounds of a point rest."""
        said = {name for rest in self._rests(point) if rest for name in rest.names}
        origins = {origin for name in said for origin in self._origins[name]}
        return tuple(sorted({sentence for name in origins for sentence in self.case.assumes.get(name, ())}))

    def _rests_on(self, point: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        earliest, latest = self._rests(point)
        return self._words(earliest.said if earliest else ()), self._words(latest.said if latest else ())

    def _rests(self, point: str) -> tuple[Rest | None, Rest | None]:
        return self._derived.earliest(point), self._derived.latest(point)

    def _words(self, said: Sequence[str]) -> tuple[str, ...]:
        # What was derived of what stands is not in a network of which not all can be true.
        case = self.standing
        return tuple(case.says(Step("", "", 0, name)) for name in said)

    def _followed(self, events: Sequence[OrderedEvent], *, because: bool) -> tuple[OrderedEvent, ...]:
        """Draw the order that follows, say where it contradicts itself, and tell nothing before what came earlier."""
        following = self._following(events, because=because)
        placed = [place for place, event in enumerate(events) if event.latest is not None]
        rest = [place for place, event in enumerate(events) if event.latest is None]
        named = [f"“{self.case.names.told(event.id, event.title)}”" for event in events]
        torn = {place: _circle_words([named[n] for n in circle]) for circle in following.circles for place in circle}
        tells = following.tells()
        told = (*told_in_order(tells, placed), *told_in_order(tells, rest))
        is_placed = np.array([event.latest is not None for event in events], np.bool_)
        is_open = following.is_open() & is_placed[None, :] & is_placed[:, None] & following.is_whole
        plain = [Earlier(event.id) for event in events]
        return tuple(
            replace(
                events[here],
                after=_after(following, plain, here),
                open_with=tuple(events[there].id for there in np.flatnonzero(is_open[here]).tolist()),
                no_earlier_than=tuple(events[there].id for there in np.flatnonzero(following.no_later[here]).tolist()),
                conflicts=(*events[here].conflicts, *([torn[here]] if here in torn else ())),
            )
            for here in told
        )

    def _following(self, events: Sequence[OrderedEvent], *, because: bool) -> Following:
        """Join the order that bounds and frames show with whatever else follows from the network."""
        of_case = {one.id: one for one in self.case.events}
        starting = [self._starting(event, of_case[event.id]) for event in events]
        shown = follow_events(self.view, starting, self.upheld.suspect.keys())
        if not self.is_drawn:
            return shown
        points = {name: self.case.start_of(one) for name, one in of_case.items()}
        # What does not count of an event is not in what is solved, so nothing follows of it.
        least_ns = later_by_least(self.upheld.solved, [points[event.id] for event in events])
        np.fill_diagonal(least_ns, -1)
        whole = shown.joined([event.id for event in events], least_ns)
        said = dict(whole.shown)
        unsaid = reduced(whole.before) & (least_ns > 0) & ~shown.before
        for here, there in np.argwhere(unsaid).tolist() if because else ():
            name, ends = events[there].id, (points[events[here].id], points[events[there].id])
            said[there, here] = Earlier(name, said=self._because(self.upheld.solved.apart(*ends)))
        return replace(whole, shown=said)

    def _because(self, bound: Bound | None) -> tuple[str, ...]:
        return self._words(list(dict.fromkeys(step.said for step in bound.steps if step.said)) if bound else ())

    def _starting(self, event: OrderedEvent, of_case: CaseEvent) -> Starting:
        # Sightings that contradict each other may not be of one event, so none of them says when it began; nor is a
        # frame's place taken from a part that contradicts itself, of which nothing else counts either.
        is_torn = event.torn or self._is_broken(event.id)
        seen = () if is_torn else tuple(one.decided.observation for one in event.sightings)
        unseen = (*(one.kind for one in event.gone), *(f"{kind} elsewhere" for kind in of_case.of_other_views))
        return Starting(event.id, event.interval, seen, event.began_by, unseen)

    def _is_broken(self, name: str) -> bool:
        return not self.upheld.broken.isdisjoint((name, f"{name}.start"))


def _clash_words(clashes: Sequence[Clash], point: str) -> str:
    """Say why what cannot all be true leaves a point without a place: it is said of it, or of what it hangs on."""
    own = [one.words for one in clashes if point in one.points]
    around = "; ".join(one.statements for one in clashes)
    return "; ".join(own) or (f"it hangs together with what cannot all be true: {around}" if around else "")


def _bounds(span: Span) -> tuple[TimeInterval | None, Instant | None, Instant | None]:
    """Give the interval of a point; else the moment by which it was, or the one before which it was not, or none."""
    if span.latest_ns is None:
        return None, None, None if span.earliest_ns is None else Instant(span.earliest_ns)
    latest = Instant(span.latest_ns)
    if span.earliest_ns is None:
        return None, latest, None
    return TimeInterval(Instant(span.earliest_ns), latest), None, None


def _after(following: Following, plain: Sequence[Earlier], here: int) -> tuple[Earlier, ...]:
    """Give the events before one, each with what shows it where the bounds do not."""
    earlier = np.flatnonzero(following.before[here]).tolist()
    return tuple(following.shown.get((there, here), plain[there]) for there in earlier)


def _origins(case: OpenedCase, found: Upheld) -> dict[str, frozenset[str]]:
    """Say for each statement which recorders it rests on: by its sources, and by its clock."""
    origins = {one.id: case.origins((one.id,)) for one in case.sources}
    return {
        one.id: frozenset().union(*(origins.get(name, ()) for name in one.sources))
        | ({one.clock} if one.clock is not None else frozenset())
        for one in found.solved.network.said
    }


def _circle_words(events: Sequence[str]) -> str:
    named = ", ".join(events)
    return (
        f"the order of {named} contradicts itself: frames of one recording show another order than the clocks do; "
        "check the clocks, or whether each of them is one event"
    )


def _telling(event: OrderedEvent) -> tuple[bool, int, int, str, str]:
    latest = event.latest
    if latest is None:
        return (True, 0, 0, event.title, event.id)
    # Where only the latest is known, nothing that certainly came later can begin at or before it.
    return (False, event.interval.earliest.ns if event.interval else latest.ns, latest.ns, event.title, event.id)
