"""The second pass over what a list says beside footage: names are followed, passages found, times and words read.

Every fault is noted where it stands; what has none becomes entries of the journal (`gestae.workflow.standing`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from gestae.base.canonical import Json
from gestae.base.toml import Parsed
from gestae.base.units import format_duration
from gestae.chronology.saidparts import (
    Distance,
    Interval,
    Reader,
    follow_point,
    instant_of,
    moment_ns,
    nearest,
    point_of,
    refuse_silent_change,
)
from gestae.chronology.toldform import WHERE
from gestae.errors import GestaeError, InputRefused
from gestae.model.time import Instant
from gestae.observe.passages import find_passage
from gestae.workflow.papers import Papers, source_kind
from gestae.workflow.standing import Standing

__all__ = ["Points", "Saying"]

_SHORTEST_ID: Final = 6
_SHOWN_ID: Final = 12


@dataclass(slots=True)
class Points:
    """The events that constraints may name: by their names in lists, or by the first digits of their ids.

    Attributes:
        ids: each name with the event's id.
        lasting: each name with whether the event lasts.
        every: the ids of all stated events, with whether each lasts.
        alone: the ids of observations that no event holds.
    """

    ids: dict[str, str]
    lasting: dict[str, bool]
    every: Mapping[str, bool]
    alone: frozenset[str] = frozenset()

    def follow(self, one: Parsed, key: str) -> str | None:
        """Give the point that a table names, under the event's own id; None where it names none, which is noted."""
        given = one[key]
        event, _, end = str(given).partition(".")
        if given is not None and event not in self.ids and len(event) >= _SHORTEST_ID:
            found = [name for name in self.every if name.startswith(event)]
            if len(found) > 1:
                one.refuse(key, wrong=f"{event!r} begins {len(found)} ids of events", right="write more of its digits")
                return None
            for name in found:
                self.ids[event], self.lasting[event] = name, self.every[name]
        if given is not None and self._refuse_alone(one, key, event):
            return None
        if not follow_point(one, key, self.lasting):
            return None
        return f"{self.ids[event]}.{end}" if end else self.ids[event]

    def _refuse_alone(self, one: Parsed, key: str, name: str) -> bool:
        """Refuse an observation that no event holds: only events have names to speak of; say what to write first."""
        found = [] if name in self.ids or len(name) < _SHORTEST_ID else [x for x in self.alone if x.startswith(name)]
        if len(found) != 1:
            return False
        lines = ("[[event]]", 'id = "a-name"', 'title = "what it shows"', f'found = ["{found[0][:_SHOWN_ID]}"]')
        one.refuse(
            key,
            wrong=f"{name!r} is an observation that no event holds, so nothing can be said of it yet",
            right="\n  ".join(("list it first, and then write its id here:", *lines)),
        )
        return True


@dataclass(frozen=True, slots=True)
class _Clock:
    """A clock that readings may name: its id, whose it is, the zone of its display, and who stated that zone."""

    id: str
    sha256: str
    zone: str | None
    is_zone_stated: bool
    shown: list[str]


@dataclass(slots=True)
class Saying:
    """What a list says beside footage, while its names are followed.

    Attributes:
        table: the whole list.
        standing: what stands already; takes what is new.
        papers: the exhibits as people read them.
        reader: by what times and words are read.
    """

    table: Parsed
    standing: Standing
    papers: Papers
    reader: Reader
    _clocks: dict[str, _Clock] = field(default_factory=dict)
    _links: dict[str, str] = field(default_factory=dict)
    _read: dict[str, Parsed] = field(default_factory=dict)

    def premises(self) -> None:
        """Take in what sources are, which links are taken for granted, and which clocks there are."""
        self._known()
        for one in self._tables("source"):
            self._source(one)
        for one in self._tables("link"):
            if one["id"] is not None and one["says"] is not None:
                body = {"name": one["id"], "says": one["says"]}
                self._links[one["id"]] = self.standing.settle("link-stated", body, one)
        for one in self._tables("clock"):
            self._clock(one)

    def of_event(self, event: Parsed, name: str, *, lasts: bool) -> None:
        """Take in the passages that tell of an event and the rows that say when it was."""
        for one in event["told"] or ():
            found = self._anchor(one) if one is not None else None
            if found is not None:
                self.standing.settle("passage-marked", {"event": name, **found}, one)
        for one in event["recorded"] or ():
            if one is not None:
                self._recorded(one, name, lasts=lasts)

    def constraints(self, points: Points) -> None:
        """Take in what is said of times between events; last, since it may name all else."""
        for name, one in self._read.items():
            clock = self._clocks[name]
            if not clock.is_zone_stated:
                refuse_silent_change(one, name, clock.zone, clock.shown, where="`zone` in its [[clock]] table")
        for one in self._tables("constraint"):
            self._constraint(one, points)

    def _known(self) -> None:
        """Know the clocks and links of earlier lists, with all that those clocks were seen to show."""
        self._links = {str(row["name"]): str(row["id"]) for row in self.standing.rows("link-stated")}
        for row in self.standing.rows("clock-stated"):
            shown = [str(one["displayed"]) for one in row["compared"] or ()]
            shown += [
                str(one["displayed"]) for one in self.standing.rows("reading-stated") if one["clock"] == row["id"]
            ]
            zone, stated = row["zone"] or row["zone_if_unstated"], row["zone"] is not None
            self._clocks[str(row["name"])] = _Clock(str(row["id"]), str(row["sha256"]), zone, stated, shown)

    def _tables(self, key: str) -> tuple[Parsed, ...]:
        return tuple(one for one in self.table[key] or () if one is not None)

    def _source(self, one: Parsed) -> None:
        sha256 = self._exhibit(one, "file")
        if sha256 is not None:
            kind = one["kind"] or source_kind(self.papers.item(sha256)).value
            body = {"sha256": sha256, "kind": kind, "origin": one["origin"] or sha256}
            self.standing.settle("source-described", body, one)

    def _clock(self, one: Parsed) -> None:
        sha256, name = self._exhibit(one, "source"), one["id"]
        zone = one["zone"] or self.reader.zone
        compared = [self._compared(row, sha256, zone) for row in one["compared"] or () if row is not None]
        if sha256 is None or name is None:
            return
        body: dict[str, Json] = {"name": name, "sha256": sha256}
        body |= {"zone": one["zone"]} if one["zone"] else {"zone_if_unstated": zone} if zone else {}
        body |= {"drift": one["drift"]} if one["drift"] else {}
        body |= {"compared": compared} if compared else {}
        known = self._clocks.get(name)
        shown = [str(row["displayed"]) for row in compared] + (known.shown if known else [])
        given = self.standing.settle("clock-stated", body, one)
        self._clocks[name] = _Clock(given, sha256, zone, one["zone"] is not None, shown)
        self._read[name] = one

    def _compared(self, one: Parsed, sha256: str | None, zone: str | None) -> dict[str, Json]:
        said_by = sha256 if one["source"] is None else self._exhibit(one, "source")
        return {
            "displayed": str(one["clock"]),
            "clock": str(Instant(instant_of(one, "clock", zone))),
            "reference": str(Instant(instant_of(one, "reference", self.reader.zone))),
            "within": format_duration(one["within"] or 0),
            "sha256": said_by or "",
        }

    def _recorded(self, one: Parsed, event: str, *, lasts: bool) -> None:
        sha256, name = self._exhibit(one, "source"), one["clock"]
        clock = self._clocks.get(str(name))
        if name is not None and clock is None:
            right = nearest(name, self._clocks) if self._clocks else "add it: [[clock]]"
            one.refuse("clock", wrong=f"{name!r} is no clock of this list or of the case", right=right)
        point = point_of(one, event, lasts=lasts).partition(".")[2]
        row = None if sha256 is None else self._row(one, sha256)
        if clock is None or sha256 is None or row is None or one["column"] is None or one["within"] is None:
            return
        if clock.sha256 != sha256:
            right = "state a clock for this source too, and what it was compared with"
            one.refuse("clock", wrong=f"{name!r} is the clock of another source", right=right)
            return
        found, displayed = row
        read_at = self._moment(one, displayed, clock.zone)
        if read_at is None:
            return
        clock.shown.append(displayed)
        self._read.setdefault(name, one)
        body: dict[str, Json] = {
            "event": event, "clock": clock.id, "displayed": displayed, "read_at": read_at,
            "within": format_duration(one["within"]), "column": one["column"], **found,
        }  # fmt: skip
        self.standing.settle("reading-stated", body | ({"point": point} if point else {}), one)

    def _row(self, one: Parsed, sha256: str) -> tuple[dict[str, Json], str] | None:
        """Find a row and the cell of it that holds a time; None where one of them is not there, which is noted."""
        if one["row"] is None or one["column"] is None:
            return None
        key = "source"
        try:
            table = self.papers.table(sha256, one.book.where((*one.path, key)))
            key = "row"
            row = table.row(one["row"], "")
            key = "column"
            cell = table.cell(row, one["column"], "")
        except InputRefused as refused:
            is_withheld = self.papers.is_withheld(sha256)
            right = "write a constraint with after and before, and the place" if is_withheld else refused.right
            one.refuse(key, wrong=refused.wrong, right=right)
            return None
        where = {"row": row.number, "start_chars": row.start_chars, "end_chars": row.end_chars}
        return {"sha256": sha256, "words": row.words, **where}, cell

    def _moment(self, one: Parsed, cell: str, zone: str | None) -> str | None:
        try:
            return str(Instant(moment_ns(cell, zone, "")))
        except InputRefused as refused:
            one.refuse("column", wrong=f"row {one['row']}: {refused.wrong}", right=refused.right)
        except GestaeError as error:
            wrong, _, right = str(error).partition("; ")
            one.refuse("column", wrong=wrong, right=right or "name another column")
        return None

    def _constraint(self, one: Parsed, points: Points) -> None:
        start, to = points.follow(one, "from"), points.follow(one, "to")
        if start is not None and start == to:
            one.refuse("to", wrong="is the point from which is counted", right="name two points")
        said = self.reader.distance(one)
        if said.readings and said.least_ns is None and said.most_ns is None:
            one.refuse("phrase", wrong="sets no limit under any reading", right="leave it out, or give min and max")
        tables = [one, *(row for row in one["also"] or () if row is not None)]
        passages = [self._anchor(row) for row in tables]
        links = [self._link(one, name) for name in one["links"] or ()]
        self._refuse_words_of_withheld(one, passages)
        if to is None or None in passages or None in links or ("from" in one.present and start is None):
            return
        found = [passage for passage in passages if passage is not None]
        body: dict[str, Json] = {"to": to, "sources": sorted({str(row["sha256"]) for row in found})}
        body |= {"passages": found, **_limits(one, said)}
        optional = {"name": one["id"], "start": start, "links": sorted(set(filter(None, links))) or None}
        self.standing.settle("constraint-stated", body | {k: v for k, v in optional.items() if v is not None}, one)

    def _refuse_words_of_withheld(self, one: Parsed, passages: Iterable[Mapping[str, Json] | None]) -> None:
        shas = {str(row["sha256"]) for row in passages if row is not None}
        if one["phrase"] is not None and any(self.papers.is_withheld(sha256) for sha256 in shas):
            one.refuse(
                "phrase",
                wrong="its source is withheld, so words of it may not stand in the open journal",
                right="write min and max; gestae words shows what a phrase means",
            )

    def _link(self, one: Parsed, name: str) -> str | None:
        if name not in self._links:
            right = nearest(name, self._links) if self._links else "add it: [[link]]"
            one.refuse("links", wrong=f"{name!r} is no link of this list or of the case", right=right)
        return self._links.get(name)

    def _anchor(self, one: Parsed) -> dict[str, Json] | None:
        """Find where something stands in its source; None where it is not found, which is noted."""
        sha256 = self._exhibit(one, "source")
        given = [key for key in WHERE if key in one.present]
        if len(given) != 1:
            wrong = "says in two ways where it stands" if given else "does not say where it stands"
            one.refuse(given[1] if given else None, wrong=wrong, right="write one of passage, place and row")
            return None
        (key,) = given
        if sha256 is None or one[key] is None:
            return None
        if key == "place":
            return {"sha256": sha256, "place": one["place"]}
        try:
            return {"sha256": sha256, **self._place(one, key, sha256)}
        except InputRefused as refused:
            one.refuse(key, wrong=refused.wrong, right=refused.right)
        return None

    def _place(self, one: Parsed, key: str, sha256: str) -> dict[str, Json]:
        if key == "row":
            row = self.papers.table(sha256, "").row(one["row"], "")
            span = {"start_chars": row.start_chars, "end_chars": row.end_chars}
            return {"place": f"row {row.number}", "row": row.number, "words": row.words, **span}
        found = find_passage(self.papers.text(sha256, ""), one["passage"], "")
        span = {"start_chars": found.start_chars, "end_chars": found.end_chars}
        return {"place": f"line {found.line}", "words": found.words, **span}

    def _exhibit(self, one: Parsed, key: str) -> str | None:
        if one[key] is None:
            return None
        try:
            return self.papers.exhibits.named(one[key])
        except InputRefused as refused:
            one.refuse(key, wrong=refused.wrong, right=refused.right)
        return None


def _limits(one: Parsed, said: Distance) -> dict[str, Json]:
    """Write what a constraint limits: times of the world where it is absolute, lengths where it is not."""
    if "from" not in one.present:
        sides = {"after": said.least_ns, "before": said.most_ns}
        return {key: str(Instant(side)) for key, side in sides.items() if side is not None}
    limits: dict[str, Json] = {**_length((said.least_ns, said.most_ns))}
    if one["phrase"] is None:
        return limits
    return limits | {"phrase": one["phrase"], "policy": said.policy, "readings": [*map(_length, said.readings)]}


def _length(sides: Interval) -> dict[str, Json]:
    named = zip(("least", "most"), sides, strict=True)
    return {key: format_duration(side) for key, side in named if side is not None}
