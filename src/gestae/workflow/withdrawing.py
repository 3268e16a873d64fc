"""What people take back: a time check, a clock reading, an event; the journal keeps that it was said, and why not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from gestae.base.canonical import Json
from gestae.errors import Faults, InputRefused
from gestae.store.case import CaseView
from gestae.workflow.case import Case

__all__ = ["Withdrawn", "withdraw"]

SHORTEST_ID: Final = 6
_OF_CLOCKS: Final = {"time_checks": "time-check-made", "clock_readings": "clock-read"}


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """What no longer counts: the journal's entry that said it, of which kind, and what it said in a few words."""

    seq: int
    kind: str
    what: str


def withdraw(case: Case, targets: Iterable[str], reason: str) -> tuple[Withdrawn, ...]:
    """Take back time checks and clock readings by the number of their entry, events by that or by their id.

    Args:
        case: the case.
        targets: numbers as `gestae log` shows them, or ids of events as `gestae order --json` does.
        reason: why it was wrong.

    Raises:
        Faults: something of them is not there, not of these kinds, or withdrawn already; nothing is withdrawn then.
    """
    found: dict[int, tuple[Withdrawn, dict[str, Json]]] = {}
    faults = []
    for target in targets:
        try:
            one, body = _named(case.store, target)
            found[one.seq] = one, body
        except InputRefused as error:
            faults.append(error)
    if faults:
        raise Faults("nothing was withdrawn", tuple(faults))
    entries = [
        case.desk.entry("event-withdrawn" if one.kind == "event-stated" else "clock-withdrawn", reason, body)
        for one, body in found.values()
    ]
    if entries:
        case.store.append(*entries)
    return tuple(one for one, _ in found.values())


def _named(view: CaseView, target: str) -> tuple[Withdrawn, dict[str, Json]]:
    for table, kind in _OF_CLOCKS.items():
        for row in view.rows(table):
            if str(row["seq"]) == target:
                one = Withdrawn(int(target), kind, f"{row['displayed']} on the display")
                return one, {"seq": one.seq}
    return _event(view, target)


def _event(view: CaseView, target: str) -> tuple[Withdrawn, dict[str, Json]]:
    found = [
        row
        for row in view.rows("events")
        if row["status"] == "stated"
        and (str(row["seq"]) == target or (len(target) >= SHORTEST_ID and str(row["id"]).startswith(target)))
    ]
    if len(found) != 1:
        raise InputRefused(
            f"{target!r}",
            wrong=f"means {len(found)} events" if found else "is no time check, clock reading or event that stands",
            right="write the number of its entry as `gestae log` shows it, or the id of an event; reject observations",
        )
    (row,) = found
    seq = row["seq"]
    if not isinstance(seq, int):  # pragma: no cover - an integer column
        raise TypeError(f"{seq!r} from an integer column")
    return Withdrawn(seq, "event-stated", str(row["title"])), {"id": row["id"]}
