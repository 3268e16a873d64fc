"""The order of events drawn plainly, pair by pair, to hold the engine's tables against; and those, written alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import permutations

import numpy as np

from gestae.chronology.follows import Began, InRecording, in_recording
from gestae.chronology.precedes import preceding


@dataclass(frozen=True, slots=True)
class Drawn:
    """An order of events as `gestae.chronology.precedes.Preceding` has it; `after` says which came before each."""

    after: tuple[tuple[int, ...], ...]
    by_recording: dict[tuple[int, int], InRecording]
    by_way_of: dict[tuple[int, int], int]
    circles: tuple[tuple[int, ...], ...]


def drawn(events: Sequence[Began]) -> Drawn:
    """Draw an order with the engine."""
    found = preceding(events)
    after = tuple(tuple(np.flatnonzero(row).tolist()) for row in found.before)
    return Drawn(after, dict(found.by_recording), dict(found.by_way_of), found.circles)


def drawn_plainly(events: Sequence[Began]) -> Drawn:
    """Draw an order from every pair by itself, over and over until nothing new follows."""
    places = range(len(events))
    bounds = {(a, b) for a, b in permutations(places, 2) if lies_before(events[a], events[b])}
    shown = {(a, b): in_recording(events[a], events[b]) for a, b in permutations(places, 2) if (a, b) not in bounds}
    steps = bounds | {pair for pair, one in shown.items() if one}
    whole = to_the_end(steps)
    circles = {tuple(b for b in places if {(a, b), (b, a)} <= whole) for a in places if (a, a) in whole}
    steps -= {(a, b) for a, b in steps if (b, a) in whole}
    whole = to_the_end(steps)
    return Drawn(
        tuple(tuple(a for a in places if (a, b) in whole) for b in places),
        {pair: one for pair, one in shown.items() if one and pair in steps},
        {(a, b): min(via for via in places if (via, b) in steps and (a, via) in whole) for a, b in whole - steps},
        tuple(sorted(circles)),
    )


def lies_before(first: Began, then: Began) -> bool:
    """Say whether all that is allowed for one beginning lies before all that is allowed for another."""
    latest = first.when.latest if first.when else first.by
    return latest is not None and then.when is not None and latest < then.when.earliest


def to_the_end(pairs: set[tuple[int, int]]) -> set[tuple[int, int]]:
    """Add what follows over a third, until nothing new does."""
    found = set(pairs)
    while new := {(a, c) for a, b in found for other, c in found if b == other} - found:
        found |= new
    return found
