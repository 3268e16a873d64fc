"""What a report cites of papers: the passages and rows that people marked as telling of an event."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from gestae.base.canonical import Json
from gestae.casefile.view import CitationView
from gestae.workflow.material import Material

__all__ = ["citations"]

_UNSAID: Final = "(its words do not stand in the open)"


def citations(material: Material, event: str) -> tuple[CitationView, ...]:
    """Give what was marked of one event, passages first, in the order in which it was marked.

    Args:
        material: of the case.
        event: the event's id.
    """
    passages, readings = (
        sorted(material.view.rows(table, event=event, status="stated"), key=_seq) for table in ("passages", "readings")
    )
    found = [(row, str(row["place"])) for row in passages]
    found += [(row, f"row {row['row']}, column {row['column']}") for row in readings]
    return tuple(_citation(material, row, place) for row, place in found)


def _citation(material: Material, row: Mapping[str, Json], place: str) -> CitationView:
    sha256 = str(row["sha256"])
    return CitationView(
        source=f"{material.name_of(sha256)}, {place}",
        says=str(row["words"] or _UNSAID),
        by=str(row["author"]),
        exhibit=material.numbers.get(sha256),
    )


def _seq(row: Mapping[str, Json]) -> int:
    seq = row["seq"]
    return seq if isinstance(seq, int) else 0
