"""The case's own list, into the journal: what people saw, what is one event, what statements and records say."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from gestae.base.toml import Form, Parsed, read_toml, reference
from gestae.chronology.saidparts import Reader, language_of, lasts_of
from gestae.chronology.toldform import BELOW_LIST, OF_EVENT, OF_HEAD
from gestae.errors import CaseError, Faults
from gestae.journal.entry import Entry
from gestae.observe.eventlist import event_list_form
from gestae.store.case import CaseView
from gestae.workflow.case import Case, case_zone
from gestae.workflow.papers import Papers
from gestae.workflow.phrases import phrase_reader
from gestae.workflow.saying import Points, Saying
from gestae.workflow.standing import Counted, Standing
from gestae.workflow.statedevents import StatedEvents

__all__ = ["Recorded", "event_list_reference", "list_form", "record_events", "record_list"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a list says, as it stands in the case now.

    Attributes:
        events: the ids of its events, in its order.
        new: those of them that did not stand before.
        told: how many of what it says beside footage are new, and how many were known, by what one is called.
    """

    events: tuple[str, ...]
    new: tuple[str, ...]
    told: Mapping[str, Counted]


def record_events(case: Case, path: Path, reason: str, *, again: bool = False) -> tuple[str, ...]:
    """Take in a list of events and give the ids of its events; see `record_list`."""
    return record_list(case, path, reason, again=again).events


def record_list(case: Case, path: Path, reason: str, *, again: bool = False) -> Recorded:
    """Take in a list: sightings by people, events, and what statements and records say of their times.

    Taken in twice, a list changes nothing the second time: what it says is compared with what stands in the open. Ids
    are drawn by chance, so that nobody can guess the words of a hidden entry and confirm them by its id.

    Args:
        case: the case.
        path: the list.
        reason: why it is taken in.
        again: state again what was withdrawn; without it that is refused.

    Raises:
        Faults, InputRefused: the list is faulty; it names exhibits, observations, points, clocks or links that are not
            there, footage whose pictures have no times, words that do not stand in their source, an observation that
            was rejected, or what was withdrawn. All of it is told at once, and nothing is recorded then.
    """
    entries: list[Entry] = []

    def take_in(table: Parsed) -> Recorded:
        recorded, said = _taken_in(case, table, StatedEvents(case, path.name, reason, again, papers.exhibits), papers)
        entries.extend(said)
        return recorded

    papers = Papers(case.store)
    try:
        recorded = read_toml(path.read_bytes(), path.name, list_form(take_in))
    except Faults as error:
        # What leads nowhere, such as a name of footage, is refused by itself where it is alone.
        if [fault.what for fault in error.faults] == [path.name]:
            raise error.faults[0] from None
        raise
    if entries:
        case.store.append(*entries)
    return recorded


def list_form(build: Callable[[Parsed], T]) -> Form[T]:
    """Say what may stand in a list: what people saw, and what sources beside footage say."""
    return event_list_form(build, head=OF_HEAD, event=OF_EVENT, below=BELOW_LIST)


def event_list_reference() -> str:
    """Print what may stand in a list, for the reference pages."""
    return "\n".join(reference(list_form(lambda table: table)))


def _taken_in(case: Case, table: Parsed, events: StatedEvents, papers: Papers) -> tuple[Recorded, list[Entry]]:
    """Make entries of a whole list; its faults are noted where they stand."""
    standing = Standing(case, events.reason, events.again)
    saying = Saying(table, standing, papers, _reader(case.store, table))
    tables = [one for one in table["event"] or () if one is not None]
    if not any(table[key] for key in ("event", *BELOW_LIST)):
        table.refuse(None, wrong="lists nothing", right="add [[event]], or another table of the form")
    _refuse_twice(tables)
    saying.premises()
    points, ids = _points(case.store, events.observations), []
    for one in tables:
        length = lasts_of(one)
        # A faulty event is one nevertheless, and whoever names it is not at fault.
        name, lasts = events.settle(one, length) or ("", length is not None)
        ids.append(name)
        if one["id"] is not None:
            points.ids[one["id"]], points.lasting[one["id"]] = name, lasts
        saying.of_event(one, name, lasts=lasts)
    saying.constraints(points)
    return Recorded(tuple(ids), tuple(events.new), standing.counts()), [*events.entries, *standing.entries]


def _refuse_twice(events: list[Parsed]) -> None:
    ids = [one["id"] for one in events]
    for place, one in enumerate(events):
        if one["id"] is not None and one["id"] in ids[:place]:
            one.refuse(
                "id", wrong=f"the id {one['id']!r} stands twice", right="write another, or make one event of both"
            )


def _reader(view: CaseView, table: Parsed) -> Reader:
    """Say by what a list's times and words are read: its own head, else the case's zone."""
    head = table["list"]
    try:
        zone: str | None = case_zone(view).key
    except CaseError:  # the opening is withheld: a local time is refused, and one with its offset is not
        zone = None
    if head is None:
        return Reader(zone, None, phrase_reader(), "list")
    return Reader(head["zone"] or zone, language_of(head), phrase_reader(), "list")


def _points(view: CaseView, shown: frozenset[str]) -> Points:
    rows = view.rows("events", status="stated")
    named = {str(row["name"]): row for row in rows if row["name"] is not None}
    members = {str(one) for row in rows if isinstance(row["members"], list) for one in row["members"]}
    return Points(
        {name: str(row["id"]) for name, row in named.items()},
        {name: bool(row["lasts"]) for name, row in named.items()},
        {str(row["id"]): bool(row["lasts"]) for row in rows},
        shown - members,
    )
