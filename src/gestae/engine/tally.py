"""Counting how far a run has come, and telling whoever watches. Pure but for the telling."""

from __future__ import annotations

from collections.abc import Sequence

from gestae.engine.work import Standing, Watch, WorkItem

__all__ = ["Tally"]


class Tally:
    """What is finished, what failed, and how far the rest has come.

    >>> tally = Tally([WorkItem("k", "a:b", {}, weight=60.0)], print)
    Standing(items=1, finished=0, failed=0, weight=60.0, reached=0.0)
    >>> tally.report(0, 0.5)
    Standing(items=1, finished=0, failed=0, weight=60.0, reached=30.0)
    """

    def __init__(self, items: Sequence[WorkItem], watch: Watch | None) -> None:
        self._weights: list[float] = []
        self._fractions: list[float] = []
        self._total = self._reached = 0.0
        self._finished = 0
        self._failed = 0
        self._watch = watch
        self._add(items)
        self._tell()

    def grow(self, items: Sequence[WorkItem]) -> None:
        """Take in the items that were added at the end since the last time, if any."""
        if len(items) > len(self._weights):
            self._add(items[len(self._weights) :])
            self._tell()

    def report(self, number: int, fraction: float) -> None:
        """Note how much of an item is done; a worker's word that goes back or leaves 0..1 is not taken."""
        if self._fractions[number] < fraction <= 1:
            self._reach(number, fraction)
            self._tell()

    def finish(self, number: int, *, failed: bool) -> None:
        """Note that an item has its outcome."""
        self._reach(number, 1.0)
        self._finished += 1
        self._failed += failed
        self._tell()

    def _add(self, items: Sequence[WorkItem]) -> None:
        self._weights += [item.weight for item in items]
        self._fractions += [0.0] * len(items)
        self._total = sum(self._weights)

    def _reach(self, number: int, fraction: float) -> None:
        self._reached += self._weights[number] * (fraction - self._fractions[number])
        self._fractions[number] = fraction

    def _tell(self) -> None:
        if self._watch is not None:
            self._watch(Standing(len(self._weights), self._finished, self._failed, self._total, self._reached))
