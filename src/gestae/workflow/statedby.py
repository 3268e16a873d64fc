"""By which entries of the journal each statement of a case's network was made, and how a person takes it back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from gestae.base.canonical import Json
from gestae.casefile.grounds import StatementView
from gestae.store.case import CaseView
from gestae.workflow.casenetwork import OpenedCase

__all__ = ["StatedBy"]

_SHORT: Final = 12
_SAYS: Final = {"read", "offset", "compared"}


@dataclass(slots=True)
class StatedBy:
    """The entries behind the statements of a case's network; what is hidden is behind none of them."""

    view: CaseView
    case: OpenedCase
    _observed: dict[str, int] = field(init=False)
    _decisions: dict[str, str] = field(init=False)
    _events: dict[str, int] = field(init=False)
    _constraints: dict[str, int] = field(init=False)
    _clocks: dict[str, int] = field(init=False)

    def __post_init__(self) -> None:
        rows = self.view.rows("observations")
        self._observed = {str(row["id"]): _seq(row) for row in rows}
        self._decisions = {str(row["id"]): str(row["decision"]) for row in rows}
        self._events = {one.id: one.seq for one in self.case.events}
        self._constraints = {str(row["name"] or row["id"]): _seq(row) for row in self._stated("constraints")}
        self._clocks = {str(row["name"]): _seq(row) for row in self._stated("clocks")}

    def entries(self, statement: str) -> tuple[int, ...]:
        """Give the entries that make a statement, by its id; none where no single entry does."""
        if statement in self._constraints:
            return (self._constraints[statement],)
        what, _, rest = statement.partition(":")
        name, _, last = rest.rpartition(":")
        if statement in self.case.told.entries:
            return (self.case.told.entries[statement],)
        if statement in self.case.told_ids and what == "compared":
            found = self._clocks.get(name.removesuffix(" (as listed)"))
            return () if found is None else (found,)
        if what == "lasts":
            return self._of_event(rest)
        if what in _SAYS and last.isdecimal():
            return (int(last),)
        if what == "seen" and last in self._observed:
            return (self._observed[last],)
        return self._of_event(name if what == "began" else rest)

    def way_out(self, statement: str) -> str:
        """Write the command that takes a statement back, should it be wrong."""
        what, _, observation = statement.partition(":")[0], *statement.rpartition(":")[1:]
        if what == "seen" and statement not in self.case.told_ids and observation in self._decisions:
            return f"gestae reject CASE {observation[:_SHORT]} --why REASON"
        entries = self.entries(statement)
        return f"gestae withdraw CASE {' '.join(map(str, entries))} --why REASON" if entries else self.case.way_out

    def statement(self, name: str, sources: Iterable[str]) -> StatementView:
        """Put a statement on a page."""
        called = tuple(sorted({self.case.called(one) for one in sources}))
        return StatementView(self.says(name), called, self.entries(name), self.way_out(name))

    def documents(self, names: Iterable[str]) -> dict[str, Json]:
        """Write statements for a program, by their ids."""
        stated = {one.id: one for one in self.case.network.said}
        return {
            name: {
                "says": self.says(name),
                "sources": sorted({self.case.called(one) for one in stated[name].sources}),
                "links": sorted(stated[name].links),
                "entries": [*self.entries(name)],
                "way_out": self.way_out(name),
            }
            for name in names
        }

    def says(self, name: str) -> str:
        """Say what a statement says, and of which points of events."""
        said = self.case.stated(name)
        of = next((one.apart for one in self.case.network.said if one.id == name), None)
        known = [point.partition(" by ")[0] for point in (of.start, of.to)] if of else []
        known = [self.case.short(point) for point in known if point in self.case.titles]
        if len(known) == 2:
            return f"{known[1]}, counted from {known[0]}: {said}"
        return f"{known[0]}: {said}" if known else said

    def _of_event(self, point: str) -> tuple[int, ...]:
        event = point.removesuffix(".start").removesuffix(".end")
        return (self._events[event],) if event in self._events else ()

    def _stated(self, table: str) -> list[Mapping[str, Json]]:
        return sorted(self.view.rows(table, status="stated"), key=_seq)


def _seq(row: Mapping[str, Json]) -> int:
    seq = row["seq"]
    return seq if isinstance(seq, int) else 0
