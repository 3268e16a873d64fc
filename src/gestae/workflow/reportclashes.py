"""What cannot all be true, on a report: the smallest sets, the fewest to drop, and what bounds rest on meanwhile."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from gestae.casefile.grounds import ClashView, RepairView, StatementView
from gestae.workflow.asking import conflicts_document
from gestae.workflow.reportread import ReadCase
from gestae.workflow.statedby import StatedBy
from gestae.workflow.upheld import Upheld

__all__ = ["Clashing", "clashing"]

# More sets than a person weighs; `gestae conflicts` has all of them.
MOST_CLASHES: Final = 20
MOST_REPAIRS: Final = 5
_ALONE: Final = (
    "Not everything that was said can be true. The bounds and the order on this page rest on recordings and their "
    "clocks alone: what statements, records and other papers say does not count here until something is withdrawn."
)
_PARTS: Final = (
    "Not everything that was said can be true. What contradicts itself places nothing on this page: the clocks and "
    "events that are named below. All other bounds rest on everything else that was said."
)
_BROKEN: Final = " Recordings contradict each other, too: what hangs together with those has no bounds at all."
_OTHERS: Final[Mapping[bool | None, str]] = {
    False: "",
    True: " The sets below share no statement; other sets overlap them, and gestae conflicts CASE --all shows those.",
    None: " The sets below share no statement; others may overlap them, and gestae conflicts CASE --all shows all.",
}
_REMAINS: Final = "; no way out by itself: another set remains without it"

Clashing = tuple[str, tuple[ClashView, ...], tuple[RepairView, ...]]


def clashing(read: ReadCase) -> Clashing:
    """Say what the bounds rest on, which sets cannot all be true, and the ways out; nothing where all of it can.

    They are the sets and the repairs that `gestae conflicts` shows, of everything that was said.
    """
    document = conflicts_document(read.order.case.network, most=MOST_REPAIRS)
    if document["consistent"]:
        return "", (), ()
    stated = StatedBy(read.material.view, read.order.case)
    sources = {one.id: one.sources for one in read.order.case.network.said}
    clashes = [ClashView(_statements(stated, one, sources)) for one in document["conflicts"][:MOST_CLASHES]]
    ways = [RepairView(_statements(stated, one, sources)) for one in document["repairs"]]
    return _standing(read.order.upheld) + _OTHERS[document["others"]], tuple(clashes), tuple(ways)


def _standing(found: Upheld) -> str:
    return (_PARTS if found.uses_told else _ALONE) + (_BROKEN if found.broken else "")


def _statements(
    stated: StatedBy, one: Mapping[str, Any], sources: Mapping[str, Iterable[str]]
) -> tuple[StatementView, ...]:
    names: Sequence[str] = one["constraints"]
    remains: Sequence[str] = one.get("remains_without", ())
    found = {name: stated.statement(name, sources[name]) for name in names}
    return tuple(
        replace(view, says=f"{view.says}{_REMAINS}") if name in remains else view for name, view in found.items()
    )
