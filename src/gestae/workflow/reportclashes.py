"""What cannot all be true, on a report: the smallest sets, the fewest to drop, and what bounds rest on meanwhile."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from gestae.casefile.grounds import ClashView, RepairView, StatementView
from gestae.workflow.asking import conflicts_document
from gestae.workflow.casenetwork import OpenedCase
from gestae.workflow.premisesbehind import with_premises
from gestae.workflow.reportread import ReadCase
from gestae.workflow.statedby import StatedBy
from gestae.workflow.upheld import Upheld

__all__ = ["Clashing", "clashing"]

# More sets than a person weighs on a page; how many more there are is said, and `gestae conflicts` shows them.
MOST_CLASHES: Final = 20
MOST_REPAIRS: Final = 5
# Ways out are counted no further: of two circles of 150 statements each it takes 4 s to find a hundred.
_COUNTED: Final = 25
_ALONE: Final = (
    "Not everything that was said can be true. The bounds and the order on this page rest on recordings and their "
    "clocks alone: what statements, records and other papers say does not count here until something is withdrawn."
)
_PARTS: Final = (
    "Not everything that was said can be true. What contradicts itself places nothing on this page: the clocks and "
    "events that are named below. All other bounds rest on everything else that was said."
)
_BROKEN: Final = (
    " Recordings contradict each other: what hangs together with those has no bounds at all, and what else was said of "
    "it does not count."
)
_OTHERS: Final[Mapping[bool | None, str]] = {
    False: "",
    True: " The sets below share no statement; other sets overlap them, and gestae conflicts CASE --all shows those.",
    None: " The sets below share no statement; others may overlap them, and gestae conflicts CASE --all shows all.",
}
_REMAINS: Final = "; no way out by itself: another set remains without it"


@dataclass(frozen=True, slots=True)
class Clashing:
    """What a page says of a contradiction; see the fields of `gestae.casefile.grounds.GroundsView` so named."""

    standing: str = ""
    clashes: tuple[ClashView, ...] = ()
    repairs: tuple[RepairView, ...] = ()
    more_clashes: int = 0
    more_repairs: int = 0
    are_all_counted: bool = True


def clashing(read: ReadCase) -> Clashing:
    """Say what the bounds rest on, which sets cannot all be true, and the ways out; nothing where all of it can.

    They are sets and repairs that `gestae conflicts` shows, of everything that was said.
    """
    document = with_premises(read.order.case, conflicts_document(read.order.case.network, most=_COUNTED))
    if document["consistent"]:
        return Clashing()
    stated = StatedBy(read.material.view, read.order.case)
    sources = {one.id: one.sources for one in read.order.case.network.said}
    found, ways = document["conflicts"], document["repairs"]
    return Clashing(
        _standing(read.order.upheld) + _OTHERS[document["others"]],
        tuple(
            ClashView((*_statements(stated, one, sources), *_premises(read.order.case, one)))
            for one in found[:MOST_CLASHES]
        ),
        tuple(RepairView(_statements(stated, one, sources)) for one in ways[:MOST_REPAIRS]),
        more_clashes=max(0, len(found) - MOST_CLASHES),
        more_repairs=max(0, len(ways) - MOST_REPAIRS),
        are_all_counted=len(ways) < _COUNTED,
    )


def _standing(found: Upheld) -> str:
    return (_PARTS if found.uses_told else _ALONE) + (_BROKEN if found.broken else "")


def _premises(case: OpenedCase, one: Mapping[str, Any]) -> tuple[StatementView, ...]:
    """Put the premises that a set needs beside its statements; without one of them the case is asked, not mended."""
    return tuple(
        StatementView(f"assumed: {case.premises[name]}", (), (), f"gestae without CASE --link {name}")
        for name in one.get("premises", ())
    )


def _statements(
    stated: StatedBy, one: Mapping[str, Any], sources: Mapping[str, Iterable[str]]
) -> tuple[StatementView, ...]:
    names: Sequence[str] = one["constraints"]
    remains: Sequence[str] = one.get("remains_without", ())
    found = {name: stated.statement(name, sources[name]) for name in names}
    return tuple(
        replace(view, says=f"{view.says}{_REMAINS}") if name in remains else view for name, view in found.items()
    )
