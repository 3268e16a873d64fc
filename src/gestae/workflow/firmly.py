"""How firmly an order follows that a network's answer gives: the part of the document that says so."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final, Protocol

from gestae.base.canonical import Json
from gestae.base.units import format_duration
from gestae.chronology.bounds import solve
from gestae.chronology.precedence import Relation
from gestae.model.account import Source
from gestae.model.network import Network

__all__ = ["firm_document"]

_FIRST_OF_SEVERAL: Final = "what it rests on begins with the first of several"


class _Asked(Protocol):
    """What of an account or a case is needed here; see `gestae.workflow.asked.Asked`."""

    @property
    def network(self) -> Network: ...
    @property
    def sources(self) -> tuple[Source, ...]: ...
    def drifts(
        self, said: Collection[str], pairs: Collection[tuple[str, str]], *, strict: bool
    ) -> Mapping[str, Json]: ...


def firm_document(asked: _Asked, a: str, b: str, how: Relation) -> dict[str, Any]:
    """Say how firmly the order of two points follows; that they are at the same moment fails if either may be later.

    Args:
        asked: the account, or the case; it is not contradictory.
        a: a point.
        b: another one.
        how: as a stands to b, which is not open.
    """
    # Loads a solver: imported where it is asked for, so that bounds and derivations come without it.
    from gestae.chronology.firmness import clock_slacks, firmness

    if how in (Relation.AFTER, Relation.NOT_BEFORE):
        a, b = b, a
    strict, same = how in (Relation.BEFORE, Relation.AFTER), how is Relation.SAME
    pairs = [(a, b), (b, a)] if same else [(a, b)]
    origins = {source.id: source.origin for source in asked.sources}
    found = firmness(asked.network, a, b, origins, strict=strict, same=same)
    slacks = clock_slacks(asked.network, a, b, strict=strict, same=same)
    solved = solve(asked.network)
    bounds = [solved.apart(later, earlier) for earlier, later in pairs]
    said = frozenset(name for bound in bounds if bound is not None for name in bound.said)
    return {
        "breaks_without": list(found.breaks) if found else [],
        "breaks_without_each": list(found.alone) if found else [],
        "independent_derivations": [list(one) for one in found.derivations] if found else [],
        "clocks": [
            {
                "clock": one.clock,
                "breaks_if_earlier_by": None if one.less_ns is None else format_duration(one.less_ns),
                "breaks_if_later_by": None if one.more_ns is None else format_duration(one.more_ns),
                **({} if one.computed else {"not_computed": _FIRST_OF_SEVERAL}),
            }
            for one in slacks
        ],
        **asked.drifts(said, pairs, strict=strict),
    }
