"""The engine that works in this very process: for tests, for small work, and to look at what goes wrong.

It keeps every promise of an engine but the one against hostile input: what ends the process ends the run.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

from gestae.engine.tally import Tally
from gestae.engine.work import Agenda, Outcome, Watch, WorkItem, agenda_of, perform

__all__ = ["InlineEngine"]


class InlineEngine:
    """Does one item after the other, here."""

    def run(self, items: Iterable[WorkItem] | Agenda, *, watch: Watch | None = None) -> Iterator[Outcome]:
        """See `Engine.run`."""
        agenda = agenda_of(items)
        tally = Tally(agenda.items, watch)
        # What is added meanwhile is met by the same iteration.
        for number, item in enumerate(agenda.items):
            tally.grow(agenda.items)
            outcome = perform(item, partial(tally.report, number))
            tally.finish(number, failed=not outcome.done)
            yield outcome
