"""The order of the sample's case held against its exact truth: every act inside its bounds, every order right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from statistics import median
from typing import Any, Final

from gestae.base.units import NS_PER_S
from gestae.model.time import Instant
from gestae.sample import Act, Truth
from gestae.workflow.placing import OrderedEvent

__all__ = ["OrderChecked", "PlacedAct", "check_order", "shown_by_hand"]

# A person writes seconds to a tenth: what lies this near to an act's first picture was written of that act.
_NEAR_S: Final = Fraction(3, 20)


@dataclass(frozen=True, slots=True)
class PlacedAct:
    """An act of the truth and the events of the case that are of it.

    `is_inside` says whether the bounds of all of them hold the true moment; `width_ns` is that of the narrowest.
    """

    kind: str
    what: str
    is_inside: bool
    width_ns: int | None


@dataclass(frozen=True, slots=True)
class OrderChecked:
    """What the case's order says of the acts that stand in it, counted against the truth.

    Attributes:
        acts: the acts that stand in the case.
        orderable: pairs of them that truly began at different moments.
        derived: how many of those pairs the case has in their true order.
        wrong: how many it has in another order; one is too many.
    """

    acts: tuple[PlacedAct, ...]
    orderable: int
    derived: int
    wrong: int

    @property
    def inside(self) -> int:
        """Count the acts whose bounds hold the true moment."""
        return sum(one.is_inside for one in self.acts)

    @property
    def width_s(self) -> float | None:
        """Give the median width in seconds."""
        widths = [one.width_ns for one in self.acts if one.width_ns is not None]
        return median(widths) / NS_PER_S if widths else None

    @property
    def is_sound(self) -> bool:
        """Say whether nothing that it says is untrue."""
        return self.inside == len(self.acts) and not self.wrong

    @property
    def summary(self) -> str:
        """Say the result in a sentence.

        >>> OrderChecked((PlacedAct("fall", "guard-1", True, 10**9),), 10, 9, 0).summary
        'order: 1 of 1 acts inside their bounds, median width 1.000 s; 9 of 10 pairs ordered (0.90), 0 of them wrongly'
        """
        width = "–" if self.width_s is None else f"{self.width_s:.3f} s"
        share = f"{self.derived / self.orderable:.2f}" if self.orderable else "–"
        return (
            f"order: {self.inside} of {len(self.acts)} acts inside their bounds, median width {width}; "
            f"{self.derived} of {self.orderable} pairs ordered ({share}), {self.wrong} of them wrongly"
        )

    def document(self) -> dict[str, Any]:
        """Write it for programs."""
        return {
            "acts": len(self.acts),
            "inside": self.inside,
            "median_width_s": self.width_s,
            "orderable_pairs": self.orderable,
            "derived_pairs": self.derived,
            "wrong_pairs": self.wrong,
        }


def check_order(events: Sequence[OrderedEvent], acts: Sequence[tuple[Act, frozenset[str]]]) -> OrderChecked:
    """Hold the order of events against the truth.

    Args:
        events: of the case, with the order that follows.
        acts: acts of the truth, each with the ids of the events that are of it; those without one are left out.
    """
    by_id = {event.id: event for event in events}
    known = [(act, tuple(by_id[name] for name in sorted(names) if name in by_id)) for act, names in acts]
    known = [(act, found) for act, found in known if found]
    pairs = [(a, b) if a[0].start_ns < b[0].start_ns else (b, a)
             for a, b in combinations(known, 2) if a[0].start_ns != b[0].start_ns]  # fmt: skip
    return OrderChecked(
        tuple(_placed(act, found) for act, found in known),
        orderable=len(pairs),
        derived=sum(_is_before(first[1], then[1]) for first, then in pairs),
        wrong=sum(_is_before(then[1], first[1]) for first, then in pairs),
    )


def shown_by_hand(
    truth: Truth, events: Sequence[OrderedEvent], cameras: Mapping[str, str]
) -> dict[int, frozenset[str]]:
    """Find, for each act that a person wrote down, the event that was written of it.

    Args:
        truth: of the film.
        events: of the case.
        cameras: the camera of each footage, by digest.

    Returns:
        By the act's place in the truth, the ids of its events.
    """
    found: dict[int, frozenset[str]] = {}
    for place, act in enumerate(truth.acts):
        near = [(apart, event.id) for event in events if (apart := _apart_s(act, event, truth, cameras)) is not None]
        if near:
            found[place] = frozenset({min(near)[1]})
    return found


def _apart_s(act: Act, event: OrderedEvent, truth: Truth, cameras: Mapping[str, str]) -> Fraction | None:
    """Say how far what a person saw of an event lies from an act's first pictures, at the most; None where too far."""
    first = {sight.camera: sight.pts * Fraction(truth.file(sight.camera).time_base)
             for sight in act.sights if sight.pts is not None}  # fmt: skip
    apart = []
    for one in event.sightings:
        seen = one.decided.observation
        camera = cameras.get(seen.sha256, "")
        if seen.rule != "person/1" or seen.kind.value != act.kind or camera not in first:
            return None
        apart.append(abs(seen.start.pts * seen.start.time_base - first[camera]))
    return max(apart) if apart and max(apart) <= _NEAR_S else None


def _placed(act: Act, events: Sequence[OrderedEvent]) -> PlacedAct:
    spans = [event.interval for event in events if event.interval is not None]
    late = [event.began_by for event in events if event.began_by is not None]
    truly = Instant(act.start_ns)
    is_inside = all(span.holds(truly) for span in spans) and all(truly <= latest for latest in late)
    width = min((span.width_ns for span in spans), default=None)
    return PlacedAct(act.kind, ", ".join(act.subjects), is_inside, width)


def _is_before(first: Sequence[OrderedEvent], then: Sequence[OrderedEvent]) -> bool:
    names = {event.id for event in first}
    return any(one.event in names for event in then for one in event.after)
