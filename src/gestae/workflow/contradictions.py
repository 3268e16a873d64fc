"""What cannot all be true among the events of a case, each once: of which events, and where they were seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from gestae.workflow.eventnames import EventNames, word_of
from gestae.workflow.placing import OrderedEvent

__all__ = ["Contradiction", "contradictions"]

# A clock that contradicts itself may bear a hundred events; a sentence names a few, and the document all of them.
_MOST_NAMED: Final = 4


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A sentence that says what cannot all be true and what to do, and what it is said of.

    Attributes:
        what: the sentence; it names the clock, or the events.
        events: (id, title) of the events that it is said of, in the order of telling.
        footage: (sha256, name) of the footage in which they were seen, by name.
        named: how the sentence names the events; by their titles where this is empty.
    """

    what: str
    events: tuple[tuple[str, str], ...]
    footage: tuple[tuple[str, str], ...]
    named: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """Say all of it in a line.

        >>> Contradiction("its sightings contradict each other", (("ab", "He falls"),), (("cd", "a.mp4"),)).words
        'its sightings contradict each other; said of “He falls”, seen in a.mp4'
        """
        titles = [f"“{named}”" for named in self.named or [title for _, title in self.events]]
        unsaid = [title for title in titles if title not in self.what]
        said = f"; said of {_listed(unsaid)}" if unsaid else ""
        seen = f"{',' if said else ';'} seen in {_listed([name for _, name in self.footage])}" if self.footage else ""
        return f"{self.what}{said}{seen}"

    def document(self) -> dict[str, Any]:
        """Write it for programs."""
        return {
            "what": self.what,
            "events": [{"id": name, "title": title} for name, title in self.events],
            "footage": [{"sha256": sha256, "name": name} for sha256, name in self.footage],
        }


def contradictions(events: Sequence[OrderedEvent], names: Mapping[str, str]) -> tuple[Contradiction, ...]:
    """Gather what events say of themselves; one sentence may be said of several of them.

    Args:
        events: of a case, in the order of telling.
        names: names of footage by digest; one without a name is told by the first digits of its digest.

    Returns:
        By sentence; what two events say of themselves in the same words is told apart.
    """
    found: dict[tuple[str, str], list[OrderedEvent]] = {}
    for event in events:
        for sentence in event.conflicts:
            found.setdefault((sentence, _own(event, sentence)), []).append(event)
    called = EventNames.of([(one.id, one.title, word_of(one)) for one in events])
    return tuple(_gathered(found[key], key[0], names, called) for key in sorted(found))


def _own(event: OrderedEvent, sentence: str) -> str:
    """Give the id of an event whose own sightings do not meet; a clock, or a circle, is one and the same for many."""
    of_clock = any(one.not_placed == sentence for one in event.sightings)
    is_own = sentence in (event.not_placed, event.torn)
    return event.id if is_own and not of_clock else ""


def _gathered(
    events: Sequence[OrderedEvent], sentence: str, names: Mapping[str, str], called: EventNames
) -> Contradiction:
    seen = {one.decided.observation.sha256 for event in events for one in event.sightings}
    footage = sorted(((sha256, names.get(sha256, sha256[:12])) for sha256 in seen), key=lambda one: (one[1], one[0]))
    titles = tuple((event.id, event.title) for event in events)
    return Contradiction(sentence, titles, tuple(footage), tuple(called.told(*one) for one in titles))


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    return ", ".join(names[:_MOST_NAMED]) + more
