"""Events of a list, into the journal: stated once, known again, and grown by what later lists add to them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from gestae.base.canonical import Json
from gestae.base.toml import Parsed
from gestae.base.units import format_duration
from gestae.errors import InputRefused
from gestae.journal.entry import Entry
from gestae.model.account import Lasts
from gestae.model.observation import Observation
from gestae.observe.eventlist import ListedEvent, listed_event
from gestae.store.case import CaseView
from gestae.workflow.case import Case
from gestae.workflow.exhibits import Exhibits
from gestae.workflow.findings import Finding, decision_body, findings, found_by_id
from gestae.workflow.listedfootage import BY_PERSON, ListedFootage
from gestae.workflow.standing import drawn_id

__all__ = ["StatedEvents"]

# On what an event may rest beside sightings.
_BESIDE: Final = ("told", "recorded")
_NO_CONTENT: Final = frozenset({"status", "seq", "at", "author", "reason"})


@dataclass(frozen=True, slots=True)
class _Resolved:
    """An event of a list with all that it names: sightings with the bodies of their entries, and known observations."""

    listed: ListedEvent
    seen: tuple[tuple[Observation, dict[str, Json]], ...]
    linked: tuple[Finding, ...]

    @property
    def members(self) -> list[str]:
        """The observations that show it, sorted, each once."""
        return sorted({one.id for one, _ in self.seen} | {finding.observation.id for finding in self.linked})


@dataclass(slots=True)
class StatedEvents:
    """The events of a case, and what a list adds to them; entries are gathered and nothing is written.

    Attributes:
        case: the case.
        what: the list's name, for refusals.
        reason: why it is taken in.
        again: whether what was withdrawn may be stated again.
        entries: what is to be journaled.
        new: ids of the events that did not stand before.
    """

    case: Case
    what: str
    reason: str
    again: bool
    exhibits: Exhibits
    entries: list[Entry] = field(default_factory=list)
    new: list[str] = field(default_factory=list)
    _known: dict[str, Finding] = field(init=False)
    _footage: ListedFootage = field(init=False)
    _rows: list[dict[str, Any]] = field(init=False)
    _recorded: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        store = self.case.store
        self._known = {finding.observation.id: finding for finding in findings(store)}
        by_person = (one.observation for one in self._known.values() if one.observation.rule == BY_PERSON)
        said = {_unsalted(one).id: one for one in by_person}
        self._footage = ListedFootage(store, self.what, self.exhibits, said, store.draw_salt)
        self._rows = [dict(row) for row in store.rows("events")]

    @property
    def observations(self) -> frozenset[str]:
        """Give the ids of all observations that an event may be made of: none that somebody rejected."""
        return frozenset(name for name, one in self._known.items() if one.decision != "rejected")

    def settle(self, table: Parsed, length: Lasts | None) -> tuple[str, bool] | None:
        """Know an event of a list again, or state it; gives its id and whether it lasts, None where it is refused.

        Args:
            table: the event's.
            length: how long it was said to last.
        """
        listed = listed_event(table, *_BESIDE)
        event = None if listed is None else self._resolved(table, listed)
        if event is None:
            return None
        if not event.members and table["id"] is None:
            right = 'add id = "…", by which it is known again'
            table.refuse(None, wrong="rests on no sighting and has no id", right=right)
            return None
        try:
            return self._settled(table, event, length)
        except InputRefused as refused:
            _note(table, refused)
            return None

    def _resolved(self, table: Parsed, listed: ListedEvent) -> _Resolved | None:
        """Find all that an event names; what leads nowhere is noted."""
        seen, linked, is_whole = [], [], True
        for one in listed.seen:
            try:
                seen.append(self._footage.observation(one))
            except InputRefused as refused:
                _note(table, refused)
                is_whole = False
        for name in listed.found:
            try:
                linked.append(found_by_id(self._known, name, self.what))
            except InputRefused as refused:
                _note(table, refused)
                is_whole = False
        return _Resolved(listed, tuple(seen), tuple(linked)) if is_whole else None

    def _settled(self, table: Parsed, event: _Resolved, length: Lasts | None) -> tuple[str, bool]:
        title, name = event.listed.title, table["id"]
        body: dict[str, Json] = {"title": title, "members": [*event.members], **_lasting(length)}
        body |= {"name": name} if name else {}
        row = self._standing(table, name, title, event.members)
        if row is not None:
            self._refuse_other(table, row, body)
            grown = {**_content(row), **body, "members": sorted({*row["members"], *event.members})}
            if grown != _content(row):
                self._state(event, grown)
            return str(row["id"]), bool(grown.get("lasts"))
        gone = self._withdrawn(name, title, event.members)
        if gone is not None and not self.again:
            _refuse_withdrawn(self.case.store, gone, title, self.what)
        given = gone or drawn_id(self.case)
        self._state(event, {"id": given, **body})
        self.new.append(given)
        return given, length is not None

    def _standing(self, table: Parsed, name: str | None, title: str, members: list[str]) -> dict[str, Any] | None:
        """Find the event that is meant among those that stand: by its name, else by title and sightings."""
        stated = [row for row in self._rows if row["status"] == "stated"]
        named = next((row for row in stated if name is not None and row["name"] == name), None)
        if named is not None or not members:
            return named
        alike = next((row for row in stated if row["title"] == title and _members(row) == members), None)
        if alike is not None and name is not None and alike["name"] is not None:
            wrong = f"this event stands already, under the id {alike['name']!r}"
            table.refuse("id", wrong=wrong, right="write that one, or withdraw the event first")
        return alike

    def _withdrawn(self, name: str | None, title: str, members: list[str]) -> str | None:
        """Find an event that said the same and was withdrawn; without a sighting its name says which it was."""
        for row in self._rows:
            is_same = row["title"] == title and _members(row) == members and (members or row["name"] == name)
            if row["status"] == "withdrawn" and is_same:
                return str(row["id"])
        return None

    def _refuse_other(self, table: Parsed, row: Mapping[str, Any], body: Mapping[str, Json]) -> None:
        """Refuse to change what an event is: it may gain a name, a length and sightings, and lose or alter none."""
        way = f"write another id, or withdraw that event first: gestae withdraw CASE {str(row['id'])[:12]}"
        if row["title"] != body["title"]:
            table.refuse("title", wrong=f"the event {body['name']!r} stands as “{row['title']}”", right=way)
        length = {key: row[key] for key in ("lasts", "least", "most") if row[key] is not None}
        said = {key: body[key] for key in ("lasts", "least", "most") if key in body}
        if said and said != length and (length or row["name"] is not None):
            stands = "lasts otherwise" if length else "is an instant"
            table.refuse("lasts", wrong=f"as it stands, the event “{row['title']}” {stands}", right=way)

    def _state(self, event: _Resolved, body: dict[str, Json]) -> None:
        """Journal an event, what people saw of it, and that what it names of the machine is accepted."""
        was_known = [self._known[one.id] for one, _ in event.seen if one.id in self._known]
        _refuse_rejected((*event.linked, *was_known), self.what)
        unknown = {
            one.id: said for one, said in event.seen if one.id not in self._known | dict.fromkeys(self._recorded)
        }
        self._recorded |= unknown.keys()
        entry = self.case.desk.entry
        self.entries += [entry("observation-recorded", self.reason, said) for said in unknown.values()]
        self.entries += [
            entry("observation-accepted", self.reason, decision_body(finding))
            for finding in event.linked
            if finding.decision not in ("accepted", "recorded")
        ]
        self.entries.append(entry("event-stated", self.reason, body))
        self._rows = [row for row in self._rows if row["id"] != body["id"]]
        columns = dict.fromkeys(("name", "lasts", "least", "most"))
        self._rows.append({**columns, **body, "status": "stated"})


def _lasting(length: Lasts | None) -> dict[str, Json]:
    if length is None:
        return {}
    sides = {"least": length.least_ns, "most": length.most_ns}
    return {"lasts": True} | {key: format_duration(side) for key, side in sides.items() if side is not None}


def _content(row: Mapping[str, Any]) -> dict[str, Json]:
    return {key: value for key, value in row.items() if value is not None and key not in _NO_CONTENT}


def _members(row: Mapping[str, Any]) -> list[str]:
    return sorted(map(str, row["members"])) if isinstance(row["members"], list) else []


def _note(table: Parsed, refused: InputRefused) -> None:
    """Note what is refused of the list as a whole, once."""
    if str(refused) not in {str(fault) for fault in table.book.faults}:
        table.book.faults.append(refused)


def _refuse_rejected(found: Iterable[Finding], what: str) -> None:
    """Refuse to stand by what somebody turned down: that asks for a decision of its own, with a reason of its own."""
    for finding in found:
        if finding.decision == "rejected":
            raise InputRefused(
                what,
                wrong=f"{finding.observation.id[:12]} was rejected by {finding.decided_by}: {finding.reason}",
                right="accept it first, with a reason, or leave it out",
            )


def _refuse_withdrawn(view: CaseView, name: str, title: str, what: str) -> None:
    """Refuse to state in passing what somebody took back with a reason."""
    taken = [one.entry for one in view.entries() if one.entry and one.entry.kind == "event-withdrawn"]
    why = next((f" by {one.author}: {one.reason}" for one in reversed(taken) if one.body["id"] == name), "")
    raise InputRefused(
        what,
        wrong=f"the event {title!r} ({name[:12]}) was withdrawn{why}",
        right="take it out of the list, or state it again with --again",
    )


def _unsalted(one: Observation) -> Observation:
    return replace(one, salt=None)
