"""What was made of sources beside footage and stands: known again when it is said again, and never stated twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from gestae.base.canonical import ID_HEX_DIGITS, Json
from gestae.base.toml import Parsed
from gestae.journal.entry import Entry
from gestae.journal.tables import TABLES
from gestae.workflow.case import Case

__all__ = ["TOLD", "Counted", "Standing", "drawn_id"]

# The kinds of what is told, with the table in which each stands and what one of it is called.
TOLD: Final[Mapping[str, tuple[str, str]]] = {
    "source-described": ("sources", "source"),
    "clock-stated": ("clocks", "clock"),
    "link-stated": ("links", "link"),
    "passage-marked": ("passages", "passage"),
    "reading-stated": ("readings", "reading"),
    "constraint-stated": ("constraints", "constraint"),
}
_NO_CONTENT: Final = frozenset({"id", "status"})
# By what a thing of a kind is the only one of it that stands.
_NAMED_BY: Final = {
    "source-described": "sha256",
    "clock-stated": "name",
    "link-stated": "name",
    "constraint-stated": "name",
}


@dataclass(frozen=True, slots=True)
class Counted:
    """How many of what a list says are stated by it, and how many stood before."""

    stated: int
    known: int


@dataclass(slots=True)
class Standing:
    """What is stated of a case, and what a list adds to it; entries are gathered and nothing is written.

    Attributes:
        case: the case.
        reason: why the list is taken in.
        again: whether what was withdrawn may be stated again.
        entries: what is to be journaled.
    """

    case: Case
    reason: str
    again: bool
    entries: list[Entry] = field(default_factory=list)
    _rows: dict[str, list[dict[str, Any]]] = field(init=False)
    _counts: Counter[tuple[str, bool]] = field(default_factory=Counter)
    _counted: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._rows = {kind: [dict(row) for row in self.case.store.rows(table)] for kind, (table, _) in TOLD.items()}

    def rows(self, kind: str) -> tuple[Mapping[str, Any], ...]:
        """Give what stands of a kind, with what the list adds so far."""
        return tuple(row for row in self._rows[kind] if row["status"] == "stated")

    def settle(self, kind: str, body: Mapping[str, Json], one: Parsed) -> str:
        """Know a thing again by all that it says, or state it; gives its id, empty where it is refused.

        Args:
            kind: which kind of thing.
            body: all that it says, without an id.
            one: where the list says it, for its faults.
        """
        same = [row for row in self._rows[kind] if _content(kind, row) == _content(kind, body)]
        stated = next((row for row in same if row["status"] == "stated"), None)
        if stated is not None:
            return self._count(kind, str(stated["id"]), is_new=False)
        by = _NAMED_BY.get(kind)
        if by is not None and body.get(by) is not None and self._is_taken(kind, by, body[by], one):
            return ""
        if same and not self.again:
            word = TOLD[kind][1]
            wrong = f"this {word} was withdrawn by {same[0]['author']}: {same[0]['reason']}"
            one.refuse(None, wrong=wrong, right="take it out of the list, or state it again with --again")
            return ""
        name = str(same[0]["id"]) if same else drawn_id(self.case)
        self._rows[kind] = [row for row in self._rows[kind] if row["id"] != name]
        self._rows[kind].append({**dict.fromkeys(TABLES[TOLD[kind][0]].own), **body, "id": name, "status": "stated"})
        # Of a list with a fault nothing is journaled, and what is half read makes no entry.
        if not one.book.faults:
            self.entries.append(self.case.desk.entry(kind, self.reason, {"id": name, **body}))
        return self._count(kind, name, is_new=True)

    def counts(self) -> dict[str, Counted]:
        """Count what the list says, by what one of it is called."""
        return {word: Counted(self._counts[kind, True], self._counts[kind, False]) for kind, (_, word) in TOLD.items()}

    def _count(self, kind: str, name: str, *, is_new: bool) -> str:
        if name not in self._counted:
            self._counted.add(name)
            self._counts[kind, is_new] += 1
        return name

    def _is_taken(self, kind: str, by: str, name: Json, one: Parsed) -> bool:
        """Refuse what bears the name of another thing that stands."""
        other = next((row for row in self.rows(kind) if row[by] == name), None)
        if other is None:
            return False
        word = TOLD[kind][1]
        # A name of the list's own is mended there; what an exhibit is was said of the exhibit, under its digest.
        way = "write another id, or " if by == "name" else ""
        one.refuse(
            "id" if by == "name" else None,
            wrong=f"the {word} {str(name)[:ID_HEX_DIGITS]!r} stands already and says something else",
            right=f"{way}take that one back first: gestae withdraw CASE {str(other['id'])[:12]}",
        )
        return True


def drawn_id(case: Case) -> str:
    """Draw an id by chance, so that nobody can guess the words of a hidden entry and confirm them by its id."""
    return case.store.draw_salt().hex()[:ID_HEX_DIGITS]


def _content(kind: str, said: Mapping[str, Any]) -> dict[str, Any]:
    """Give all that a row or a body says, but its id and what became of it."""
    return {name: said.get(name) for name in TABLES[TOLD[kind][0]].own if name not in _NO_CONTENT}
