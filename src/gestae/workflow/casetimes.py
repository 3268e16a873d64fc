"""When any picture of a case was taken, as far as the case's network bounds it: between the pictures that it knows.

The network holds a node for each picture of which something is said. Between two of them a recording's own time runs
within its rate error of the world's, as `gestae.chronology.recordings` chains them; so does it before the first and
after the last.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from math import ceil, floor
from typing import Final

from gestae.base.units import NS_PER_S
from gestae.chronology.bounds import Solved
from gestae.chronology.recordings import picture_node
from gestae.model.network import ORIGIN
from gestae.model.recorded import Place
from gestae.store.case import CaseView
from gestae.workflow.casenetwork import OpenedCase
from gestae.workflow.following import is_steady
from gestae.workflow.recordings import strand_number
from gestae.workflow.sightings import Clocks
from gestae.workflow.upheld import Upheld, upheld

__all__ = ["CaseTimes", "Taken"]

_PICTURE: Final = "picture of "


@dataclass(frozen=True, slots=True)
class Taken:
    """Between which moments a picture was taken, nanoseconds since 1970; None where nothing limits that side."""

    earliest_ns: int | None
    latest_ns: int | None

    @property
    def is_known(self) -> bool:
        """Whether anything limits it."""
        return self.earliest_ns is not None or self.latest_ns is not None


_UNKNOWN: Final = Taken(None, None)


@dataclass
class CaseTimes:
    """The times of a case's pictures; the network is solved when the first is asked for."""

    view: CaseView
    _nodes: dict[str, Taken] = field(default_factory=dict)
    _steady: dict[tuple[str, int], bool] = field(default_factory=dict)

    def taken(self, sha256: str, stream: int, pts: int, time_base: Fraction) -> Taken:
        """Bound the moment at which a picture was taken; nothing where no clock and no offset leads to it."""
        number = strand_number(self._clocks.times(sha256), stream, pts, time_base)
        if number is None:
            return _UNKNOWN
        strand = f"{sha256}/{stream}/{number}"
        known = self._pictures.get(strand, [])
        at_ns = pts * time_base * NS_PER_S
        place = bisect_left(known, at_ns)
        rate = self._rate(sha256)
        if rate is None and not self._is_steady(sha256, stream):
            return _UNKNOWN
        beside = [self._shifted(strand, one, at_ns, rate) for one in known[max(0, place - 1) : place + 1]]
        earliest = [one.earliest_ns for one in beside if one.earliest_ns is not None]
        latest = [one.latest_ns for one in beside if one.latest_ns is not None]
        return Taken(max(earliest, default=None), min(latest, default=None))

    def _shifted(self, strand: str, known_ns: Fraction, at_ns: Fraction, rate: Fraction | None) -> Taken:
        """Carry the bounds of a picture that the network knows to another one of its strand."""
        node, apart = self._node(picture_node(Place(strand, known_ns))), at_ns - known_ns
        if apart == 0:
            return node
        if rate is None:  # the order of the pictures alone
            return Taken(node.earliest_ns, None) if apart > 0 else Taken(None, node.latest_ns)
        least, most = sorted((apart * (1 - rate), apart * (1 + rate)))
        return Taken(
            None if node.earliest_ns is None else node.earliest_ns + floor(least),
            None if node.latest_ns is None else node.latest_ns + ceil(most),
        )

    def _node(self, name: str) -> Taken:
        if name in self._upheld.broken:
            return _UNKNOWN
        if name not in self._nodes:
            solved = self._solved
            back, forth = solved.apart(name, ORIGIN), solved.apart(ORIGIN, name)
            epoch_ns = solved.network.epoch_ns
            self._nodes[name] = Taken(
                None if back is None else epoch_ns - back.most_ns, None if forth is None else epoch_ns + forth.most_ns
            )
        return self._nodes[name]

    def _is_steady(self, sha256: str, stream: int) -> bool:
        if (sha256, stream) not in self._steady:
            self._steady[sha256, stream] = is_steady(self.view, sha256, stream)
        return self._steady[sha256, stream]

    def _rate(self, sha256: str) -> Fraction | None:
        recorder = self._clocks.recorder_of(sha256)
        clock = self._clocks.recorders.get(recorder) if recorder else None
        return None if clock is None or clock.not_known else clock.max_rate_error

    @cached_property
    def _clocks(self) -> Clocks:
        return Clocks(self.view)

    @property
    def aside(self) -> tuple[str, ...]:
        """Say what of the case's times does not count, because not all of it can be true; a sentence each."""
        return self._upheld.set_aside

    @cached_property
    def _upheld(self) -> Upheld:
        return upheld(OpenedCase.of(self.view))

    @property
    def _solved(self) -> Solved:
        return self._upheld.solved

    @cached_property
    def _pictures(self) -> dict[str, list[Fraction]]:
        """The pictures that the network knows, by strand, in order of their own time."""
        found: dict[str, list[Fraction]] = {}
        for strand, at_ns in _named(self._solved):
            found.setdefault(strand, []).append(at_ns)
        return {strand: sorted(places) for strand, places in found.items()}


def _named(solved: Solved) -> Iterator[tuple[str, Fraction]]:
    for name in solved.graph.nodes:
        if name.startswith(_PICTURE):
            strand, _, at_ns = name.removeprefix(_PICTURE).rpartition(" at ")
            yield strand, Fraction(at_ns)
