"""Members of an event that do not stand any more: what they showed is not known, and may have come first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from gestae.store.case import CaseView

__all__ = ["Gone", "gone_members"]

_SHORT: Final = 12


@dataclass(frozen=True, slots=True)
class Gone:
    """A sighting that people put into an event and that cannot be read: it bounds nothing and may be the earliest.

    Attributes:
        observation: its id, as the event names it.
        kind: what it showed, where a stand-in still says so; empty where that is not known either.
        why: what became of it, in words for people.
    """

    observation: str
    kind: str
    why: str


def gone_members(view: CaseView, names: Iterable[str]) -> tuple[Gone, ...]:
    """Give those of an event's members that no longer count, except what a person rejected by name.

    A rejection takes a sighting out of the event. Hiding it takes away what it says and not that it was seen.

    Args:
        view: the case.
        names: ids of the members that are not among the decided observations.
    """
    names = tuple(names)
    if not names:
        return ()
    rows = {str(row["id"]): row for row in view.rows("observations")}
    hidden = {row["hidden_seq"]: f"{row['state']} ({row['ground']})" for row in view.rows("withheld")}
    found = []
    for name in names:
        row = rows.get(name)
        if row is None:
            found.append(Gone(name, "", f"{_named(name)} is withheld or missing, so what it showed is not known"))
        elif row["decision"] != "rejected":
            how = hidden.get(row["seq"], "not readable")
            found.append(Gone(name, str(row["kind"] or ""), f"{_named(name)} (entry {row['seq']}) is {how}"))
    return tuple(found)


def _named(name: str) -> str:
    return f"the observation {name[:_SHORT]}"
