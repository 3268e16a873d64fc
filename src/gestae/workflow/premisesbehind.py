"""Which premises that nobody stated stand behind an answer: behind what is told, and behind a contradiction."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from gestae.chronology.bounds import Solved
from gestae.chronology.derived import Derived
from gestae.chronology.firsts import grounded
from gestae.chronology.holding import can_hold
from gestae.model.network import Network
from gestae.workflow.asked import Asked
from gestae.workflow.premises import MOST_RATE

__all__ = ["premises_of", "premises_told", "with_premises"]


def premises_of(asked: Asked, said: Collection[str]) -> frozenset[str]:
    """Name the premises of the clocks on which some statements rest.

    Args:
        asked: the account, or the case.
        said: the statements, by id.
    """
    taken = asked.beside(said).get("assumes")
    sentences = frozenset(taken) if isinstance(taken, list) else frozenset()
    return frozenset(name for name, sentence in asked.premises.items() if sentence in sentences)


def premises_told(
    asked: Asked, solved: Solved, points: Iterable[str], distances: Iterable[tuple[str, str]]
) -> tuple[str, ...]:
    """Name the premises behind what is told of some points.

    Args:
        asked: the account, or the case.
        solved: its network.
        points: whose bounds are told.
        distances: the greatest distances that are told, or that an order rests on: from the first point to the second.

    Returns:
        The names in alphabetical order. Once all that there are stand behind it, nothing more is derived.
    """
    whole = frozenset(asked.premises)
    if not whole:
        return ()
    derived = Derived(solved)
    bounds = [rest for point in points for rest in (derived.earliest(point), derived.latest(point)) if rest]
    found = premises_of(asked, frozenset(name for rest in bounds for name in rest.names))
    for start, to in distances:
        if found == whole:
            break
        bound = solved.apart(start, to)
        found |= premises_of(asked, bound.said) if bound is not None else frozenset()
    return tuple(sorted(found))


def with_premises(asked: Asked, document: dict[str, Any]) -> dict[str, Any]:
    """Name in a document of contradictions the premises that each set of statements needs to contradict itself.

    Args:
        asked: the account, or the case.
        document: its conflicts; see `gestae.workflow.asking.conflicts_document`.

    Returns:
        The document with `premises` for each set that needs some, and what these say under `assumes`.
    """
    without = _Without(asked)
    named = [without.needed(one["constraints"]) for one in document["conflicts"]]
    sets = [
        one | ({"premises": list(names)} if names else {})
        for one, names in zip(document["conflicts"], named, strict=True)
    ]
    assumed = [asked.premises[name] for name in sorted({name for names in named for name in names})]
    return document | {"conflicts": sets} | ({"assumes": assumed} if assumed else {})


@dataclass(frozen=True, slots=True)
class _Without:
    """A network without some premises, each made once: their clocks may run as wrong as any clock in use.

    Of a clock that may run however wrong, a contradiction that no drift explains would be none either: it might have
    shown two times at one moment.
    """

    asked: Asked
    _made: dict[frozenset[str], Network] = field(default_factory=dict)

    def needed(self, said: Collection[str]) -> tuple[str, ...]:
        """Name the premises that a contradiction needs: without any one of them, and those left out, it were none."""
        needed = sorted(premises_of(self.asked, said))
        loose: frozenset[str] = frozenset()
        for name in needed:
            if not self._holds(said, loose | {name}):
                loose |= {name}
        return tuple(name for name in needed if name not in loose)

    def _holds(self, said: Collection[str], loose: frozenset[str]) -> bool:
        if loose not in self._made:
            rates = self.asked.rates
            taken = dict.fromkeys((rates.names[name] for name in loose), MOST_RATE)
            self._made[loose] = rates.taken(self.asked.network, taken)
        network, wanted = self._made[loose], frozenset(said)
        kept = network.only(place for place, one in enumerate(network.said) if one.id in wanted)
        return can_hold(grounded(kept))
