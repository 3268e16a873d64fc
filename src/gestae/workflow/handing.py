"""Custody that moves on: who got an exhibit, in what way it left, and what of that was recorded wrongly."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from gestae.base.canonical import Json
from gestae.model.evidence import Custody, Movement
from gestae.model.time import Instant
from gestae.preserve.custody import allow, refuse_unsaid, replay
from gestae.store.case import CaseView
from gestae.workflow.case import Case
from gestae.workflow.exhibits import exhibit_named

__all__ = ["Step", "check_step", "move", "refuse_gap"]

_GIVING: Final = (Custody.LENT, Custody.MOVED, Custody.DISPOSED)


@dataclass(frozen=True, slots=True)
class Step:
    """What is said of a step of custody.

    Attributes:
        whom: to whom the exhibit goes, or from whom it comes back.
        place: where it is after the step.
        how: in what way it was disposed of.
    """

    movement: Custody
    whom: str | None = None
    place: str | None = None
    how: str | None = None


def check_step(case: Case, name: str, step: Step) -> str:
    """Refuse a step that may not be recorded; returns the digest of the exhibit, which is named as `Exhibits` finds it.

    Raises:
        InputRefused: there is no such exhibit, the step may not follow what happened before, does not say to whom or
            how, or the exhibit is returned by another than it was lent to.
    """
    sha256 = exhibit_named(case.store, name)
    rows = _steps(case.store, sha256)
    holder = step.whom or case.desk.author
    allow(
        replay(map(_movement, rows), name),
        Movement(step.movement, case.desk.now(), holder, step.place or "", "to be recorded"),
        name,
    )
    lent_to = rows[-1]["to_whom"] if rows and rows[-1]["movement"] == Custody.LENT.value else None
    borrower = None if lent_to is None else str(lent_to)
    refuse_unsaid(step.movement, {"whom": step.whom, "how": step.how}, borrower, name)
    return sha256


def move(case: Case, name: str, step: Step, reason: str) -> str:
    """Journal that an exhibit changed hands or places; returns its digest.

    Raises:
        InputRefused: as `check_step` says.
    """
    sha256 = check_step(case, name, step)
    giving = step.movement in _GIVING
    body: dict[str, Json] = {
        "sha256": sha256,
        "movement": step.movement.value,
        "from_whom": None if giving else step.whom,
        "to_whom": step.whom if giving else None,
        "place": step.place,
    }
    case.decide("item-moved", f"{reason}; how: {step.how}" if step.how else reason, **body)
    return sha256


def refuse_gap(view: CaseView, without: Collection[int]) -> None:
    """Refuse to take back steps without which those after them could not have followed.

    Args:
        view: the case.
        without: places of the steps that are to be taken back.

    Raises:
        InputRefused: what would remain is no order of steps.
    """
    touched = {str(row["sha256"]): str(row["sha256"])[:12] for row in view.rows("movements") if row["seq"] in without}
    names = {str(row["sha256"]): str(row["name"]) for row in view.rows("exhibits")}
    for sha256, digits in touched.items():
        left = [row for row in _steps(view, sha256) if row["seq"] not in without]
        replay(map(_movement, left), f"{names.get(sha256, digits)} without that step")


def _steps(view: CaseView, sha256: str) -> list[dict[str, Json]]:
    """Give the steps that count; the same bytes may come in again, and the first receipt begins their custody."""
    rows = view.rows("movements", sha256=sha256, withdrawn_by=None)
    return [row for place, row in enumerate(rows) if place == 0 or row["movement"] != Custody.RECEIVED.value]


def _movement(row: Mapping[str, Json]) -> Movement:
    holder = str(row["to_whom"] or row["author"])
    place = str(row["place"] or "")
    return Movement(Custody(str(row["movement"])), Instant.parse(str(row["at"])), holder, place, str(row["reason"]))
