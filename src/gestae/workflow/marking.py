"""What a person saw in footage, marked by the controlled vocabulary: an observation as a list of events records it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from gestae.base.canonical import Json
from gestae.errors import Faults, InputRefused
from gestae.model.observation import ATTRIBUTES, UNSAID_ALONE, Observation
from gestae.observe.eventlist import Seen
from gestae.observe.opinions import refuse_opinions
from gestae.workflow.case import Case
from gestae.workflow.exhibits import Exhibits
from gestae.workflow.findings import Finding, findings
from gestae.workflow.footage import footage_rows
from gestae.workflow.listedfootage import BY_PERSON, ListedFootage
from gestae.workflow.zones import size_of

__all__ = ["Mark", "mark", "mark_all", "mark_document"]

_WHAT: Final = "the mark"


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark as it stands in the case, the name of its footage, and whether it is new."""

    observation: Observation
    footage: str
    is_new: bool


def mark(case: Case, seen: Seen, reason: str) -> Mark:
    """Record what a person saw; marked twice, it changes nothing the second time.

    Args:
        case: the case.
        seen: what, where and when.
        reason: why it is marked.

    Raises:
        Faults: what it says is an opinion, the kind wants a word of its own, the moment or the region lies outside the
            footage, the end before the start; all of it is told at once.
        InputRefused: one of those, or somebody rejected this mark.
    """
    (made,) = mark_all(case, [(_WHAT, seen)], reason)
    return made


def mark_all(case: Case, named: Sequence[tuple[str, Seen]], reason: str) -> tuple[Mark, ...]:
    """Record several marks in one step, or none of them.

    Args:
        case: the case.
        named: each with a name for refusals.
        reason: why they are marked.

    Raises:
        Faults, InputRefused: see `mark`; what is wrong with any of them is told at once.
    """
    known = {one.observation.id: one for one in findings(case.store)}
    names = {str(row["sha256"]): str(row["name"]) for row in footage_rows(case.store)}
    exhibits = Exhibits(case.store)
    made: dict[str, tuple[Mark, dict[str, Json]]] = {}
    faults: list[InputRefused] = []
    for what, seen in named:
        try:
            one, body = _observed(case, seen, what, exhibits, known)
            is_new = _is_new(known.get(one.id), what)
            made.setdefault(one.id, (Mark(one, names[one.sha256], is_new), body))
        except Faults as several:
            faults += several.faults
        except InputRefused as refused:
            faults.append(refused)
    if len(faults) == 1:
        raise faults[0]
    if faults:
        raise Faults("nothing was marked", tuple(faults))
    new = [body for one, body in made.values() if one.is_new]
    if new:
        case.store.append(*(case.desk.entry("observation-recorded", reason, body) for body in new))
    return tuple(one for one, _ in made.values())


def _is_new(before: Finding | None, what: str) -> bool:
    """Say whether a mark does not stand yet.

    Raises:
        InputRefused: somebody rejected it.
    """
    if before is not None and before.decision == "rejected":
        short = before.observation.id[:12]
        raise InputRefused(
            what,
            wrong=f"{short} says the same and was rejected by {before.decided_by}: {before.reason}",
            right=f"accept that one, with a reason: gestae accept CASE {short}",
        )
    return before is None


def mark_document(made: Mark) -> dict[str, Json]:
    """Write a mark for programs."""
    one = made.observation
    return {
        "format": 1,
        "id": one.id,
        "kind": one.kind.value,
        "attribute": one.attribute,
        "footage": {"sha256": one.sha256, "name": made.footage},
        "camera": one.camera,
        "new": made.is_new,
        "limits": list(one.limits),
    }


def _observed(
    case: Case, seen: Seen, what: str, exhibits: Exhibits, known: dict[str, Finding]
) -> tuple[Observation, dict[str, Json]]:
    """Make the observation and the body of its entry; all that is wrong with it is told at once."""
    by_person = (one.observation for one in known.values() if one.observation.rule == BY_PERSON)
    said = {replace(one, salt=None).id: one for one in by_person}
    footage = ListedFootage(case.store, what, exhibits, said, case.store.draw_salt)
    faults: list[InputRefused] = []
    found: list[tuple[Observation, dict[str, Json]]] = []
    checks: tuple[Callable[[], None], ...] = (
        lambda: _refuse_unsaid(seen, what),
        lambda: refuse_opinions(seen.says, what),
        lambda: _refuse_backwards(seen, what),
        lambda: _refuse_outside(case, seen, what, exhibits),
        # Told of its end already, a backward mark is still asked for its footage and its start.
        lambda: found.append(footage.observation(replace(seen, end_s=None) if _is_backward(seen) else seen)),
    )
    for check in checks:
        try:
            check()
        except InputRefused as refused:
            faults.append(refused)
    if len({str(fault) for fault in faults}) == 1:
        raise faults[0]
    if faults:
        raise Faults("nothing was marked", tuple({str(fault): fault for fault in faults}.values()))
    return found[0]


def _refuse_unsaid(seen: Seen, what: str) -> None:
    if seen.kind in UNSAID_ALONE and seen.attribute is None:
        kind, words = seen.kind.value, ATTRIBUTES[seen.kind]
        raise InputRefused(what, wrong=f"{kind} what?", right=f"write {kind}:WORD, one of {', '.join(words)}")


def _refuse_backwards(seen: Seen, what: str) -> None:
    if _is_backward(seen):
        raise InputRefused(what, wrong="its end lies before its start", right="write the later of the two with --to")


def _is_backward(seen: Seen) -> bool:
    return seen.end_s is not None and seen.end_s < seen.start_s


def _refuse_outside(case: Case, seen: Seen, what: str, exhibits: Exhibits) -> None:
    if seen.region is None:
        return
    rows = {str(row["sha256"]): row for row in footage_rows(case.store)}
    size = size_of(rows[exhibits.named(seen.footage, what, among=rows)])
    x1, y1, x2, y2 = seen.region.corners
    if size is None or x1 < 0 or y1 < 0 or x2 > size[0] or y2 > size[1]:
        told = "has no known size" if size is None else f"is {size[0]} by {size[1]}"
        raise InputRefused(
            what, wrong=f"the region {x1},{y1},{x2},{y2}, but the picture {told}", right="draw it inside"
        )
