"""From recordings to the network: each picture that counts is a node, the recorder's counts are nodes of their own.

Both a recording's own time and its recorder's clock run within a stated rate error of the world's, so the moments of
either are chained as the readings of one clock are (docs/design/time.md): between two that lie Δ apart the world's time
went by Δ(1−ρ) to Δ(1+ρ), rounded outwards to whole nanoseconds. A clock reading ties the two chains together, a time
check ties the recorder's to the origin. Where the rate of a recording is not known, only the order of its pictures is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor
from typing import Final

from gestae.model.network import ORIGIN, Apart, Grade, Said
from gestae.model.recorded import Began, Beside, Check, Offset, Place, Read, Recorded, Shows

__all__ = ["count_node", "picture_node", "recorded_statements"]

# Two pictures of one recording were taken at different moments, however short the time between them.
_LATER_NS: Final = 1


def picture_node(place: Place) -> str:
    """Name the node of a picture; no id of an event holds a space.

    >>> picture_node(Place("ab/0/0", Fraction(40_000_000)))
    'picture of ab/0/0 at 40000000'
    """
    return f"picture of {place.strand} at {place.at_ns}"


def count_node(clock: str, count_ns: int) -> str:
    """Name the node of a recorder's count.

    >>> count_node("recorder-a", 5)
    'count of recorder-a at 5'
    """
    return f"count of {clock} at {count_ns}"


def recorded_statements(recorded: Recorded, epoch_ns: int) -> tuple[list[Said], list[Apart]]:
    """Write what recordings say as statements, and what holds by definition as axioms.

    Args:
        recorded: the nouns.
        epoch_ns: the network's origin, nanoseconds since 1970.

    >>> from gestae.model.recorded import Strand
    >>> strand = Strand("ab/0/0", Fraction(0))
    >>> fall = Shows("seen:fall:1", "fall", Place("ab/0/0", Fraction(5)), Place("ab/0/0", Fraction(9)), ("ab",))
    >>> said, axioms = recorded_statements(Recorded(strands=(strand,), shows=(fall,)), 0)
    >>> said[0].apart.to, axioms[0].least_ns
    ('fall', 4)
    """
    said = [_shows(one) for one in recorded.shows]
    said += [_read(one, recorded.rates) for one in recorded.reads]
    said += [_check(one, epoch_ns) for one in recorded.checks]
    said += [_offset(one) for one in recorded.offsets]
    axioms = [apart for one in recorded.began for apart in _parts(one)]
    axioms += _pictures(recorded)
    for clock, rate in recorded.rates.items():
        axioms += _chain([(Fraction(count), count_node(clock, count)) for count in _counts(recorded, clock)], rate)
    return said, axioms


def _shows(one: Shows) -> Said:
    sides = []
    if one.earliest is not None:
        sides.append(Apart(picture_node(one.earliest), one.point, 0, None))
    if one.latest is not None:
        sides.append(Apart(one.point, picture_node(one.latest), 0, None))
    return Said(one.id, sides[0], one.sources, one.links, Grade.INSTRUMENT, also=tuple(sides[1:]))


def _read(one: Read, rates: Mapping[str, Fraction]) -> Said:
    low, high = one.counts_ns
    rate = rates.get(one.clock)
    most_ns = ceil((high - low) * (1 + rate)) if rate is not None else None if high > low else 0
    apart = Apart(count_node(one.clock, low), picture_node(one.at), 0, most_ns)
    return Said(one.id, apart, one.sources, (), Grade.INSTRUMENT, one.clock)


def _check(one: Check, epoch_ns: int) -> Said:
    at_ns = one.reference_ns - epoch_ns
    apart = Apart(ORIGIN, count_node(one.clock, one.count_ns), at_ns - one.within_ns, at_ns + one.within_ns)
    return Said(one.id, apart, one.sources, (), Grade.INSTRUMENT, one.clock)


def _offset(one: Offset) -> Said:
    sides = [side for beside in one.beside for side in _sides(beside)]
    return Said(one.id, sides[0], one.sources, (), Grade.INSTRUMENT, also=tuple(sides[1:]))


def _sides(beside: Beside) -> Iterator[Apart]:
    yield Apart(picture_node(beside.earliest), picture_node(beside.at), 0, None)
    yield Apart(picture_node(beside.at), picture_node(beside.latest), 0, None)


def _parts(began: Began) -> Iterator[Apart]:
    for part in began.parts:
        yield Apart(began.point, part, 0, None)


def _counts(recorded: Recorded, clock: str) -> list[int]:
    found = {one.counts_ns[0] for one in recorded.reads if one.clock == clock}
    return sorted(found | {one.count_ns for one in recorded.checks if one.clock == clock})


def _pictures(recorded: Recorded) -> Iterator[Apart]:
    """Chain the pictures of each strand, and the strands of each stream whose pictures were taken in their order."""
    used = _used(recorded)
    for strand in recorded.strands:
        rows = [(place.at_ns, picture_node(place)) for place in used.get(strand.id, ())]
        yield from _ordered(rows) if strand.max_rate_error is None else _chain(rows, strand.max_rate_error)
    for strands in recorded.follow:
        met = [used[one] for one in strands if one in used]
        for before, after in pairwise(met):
            yield Apart(picture_node(before[-1]), picture_node(after[0]), _LATER_NS, None)


def _used(recorded: Recorded) -> dict[str, list[Place]]:
    """Gather the pictures of each strand of which anything is said, each once, in order."""
    found: dict[str, set[Place]] = {}
    places = [place for one in recorded.shows for place in (one.earliest, one.latest) if place is not None]
    places += [one.at for one in recorded.reads]
    places += [place for one in recorded.offsets for side in one.beside
               for place in (side.at, side.earliest, side.latest)]  # fmt: skip
    for place in places:
        found.setdefault(place.strand, set()).add(place)
    return {strand: sorted(places) for strand, places in found.items()}


def _chain(rows: list[tuple[Fraction, str]], rate: Fraction) -> Iterator[Apart]:
    """Tie each to the one before; without drift to the first, so that nothing is rounded more than once."""
    for number in range(1, len(rows)):
        before, node = rows[0] if rate == 0 else rows[number - 1]
        apart = rows[number][0] - before
        yield Apart(node, rows[number][1], floor(apart * (1 - rate)), ceil(apart * (1 + rate)))


def _ordered(rows: list[tuple[Fraction, str]]) -> Iterator[Apart]:
    for (_, before), (_, after) in pairwise(rows):
        yield Apart(before, after, _LATER_NS, None)
