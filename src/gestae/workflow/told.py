"""What sources beside footage say, read back from a case: only what stands whole, and why the rest bounds nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from gestae.base.units import parse_duration, parse_rate
from gestae.model.account import AccountClock, Comparison, Constraint, Lasts, Reading, Source, SourceKind
from gestae.model.time import Instant
from gestae.model.told import Anchor, Link, Told
from gestae.store.case import CaseView
from gestae.workflow.papers import source_kind

__all__ = ["HIDDEN_ORIGIN", "told"]

_ENDS: Final = ("start", "end")
# Two originals may have one name: a digest's first digits tell them apart.
# The origin of every source whose speaker is hidden.
HIDDEN_ORIGIN: Final = "somebody hidden"


def told(view: CaseView) -> Told:
    """Gather what statements, call records and other papers of a case say, as the engine needs it.

    Nothing is read but the tables of the case, so what is hidden says here what its stand-in shows: a hidden
    constraint, reading or clock nothing at all, a hidden event only whether it lasts.
    """
    return _Telling(view).gather()


@dataclass(slots=True)
class _Telling:
    view: CaseView
    _hidden: set[Any] = field(init=False)
    _lasting: dict[str, bool] = field(init=False)
    _clocks: dict[str, dict[str, Any]] = field(init=False)
    _links: dict[str, Link] = field(init=False)
    _idle: dict[str, str] = field(default_factory=dict)
    _anchors: dict[str, tuple[Anchor, ...]] = field(default_factory=dict)
    _entries: dict[str, int] = field(default_factory=dict)
    _tables: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        hidden = self._hidden = {row["hidden_seq"] for row in self.view.rows("withheld")}
        self._lasting = {str(row["id"]): bool(row["lasts"]) for row in self._stated("events")}
        self._clocks = {str(row["id"]): row for row in self._stated("clocks")}
        # The name of a hidden link is hidden too; as a premise that others rest on it stands nevertheless.
        self._links = {
            str(row["id"]): Link(
                str(row["id"] if row["seq"] in hidden else row["name"]),
                str(row["says"]),
                str(row["author"]),
                str(row["reason"]),
            )
            for row in self._stated("links")
        }

    def gather(self) -> Told:
        """Put all together."""
        events = self._stated("events")
        for row in self._stated("passages"):
            event = str(row["event"])
            if event in self._lasting:
                self._anchors[event] = (*self._anchors.get(event, ()), _anchor(row))
        readings = self._readings()
        standing = [(row, _id_of(row)) for row in self._stated("constraints")]
        kept = [(row, name) for row, name in standing if self._stands(row, name)]
        for row, name in kept:
            self._anchors[name] = tuple(_anchor(one) for one in row["passages"])
        return Told(
            sources=self._sources(),
            clocks=tuple(_clock(row) for row in self._clocks.values()),
            readings=readings,
            lasts={str(row["id"]): _lasts(row) for row in events if row["lasts"]},
            constraints=tuple(self._constraint(row, name) for row, name in kept),
            links=tuple(self._links.values()),
            anchors=self._anchors,
            entries=self._entries,
            policies={name: str(row["policy"]) for row, name in kept if row["policy"]},
            names={str(row["id"]): str(row["name"]) for row in events if row["name"]},
            idle=self._idle,
            unknown_origins=self._unknown_origins(),
            withheld=tuple(sorted(_whole(row["hidden_seq"]) for row in self.view.rows("withheld", stand_in=None))),
        )

    def _stated(self, table: str) -> list[dict[str, Any]]:
        """Give the rows of a table that stand, each table read once."""
        if table not in self._tables:
            rows = (dict(row) for row in self.view.rows(table, status="stated"))
            self._tables[table] = sorted(rows, key=lambda row: _whole(row["seq"]))
        return self._tables[table]

    def _readings(self) -> dict[str, tuple[Reading, ...]]:
        found: dict[str, tuple[Reading, ...]] = {}
        counts: dict[str, int] = {}
        for row in self._stated("readings"):
            event, clock = str(row["event"]), self._clocks.get(str(row["clock"]))
            point = f"{event}.{row['point']}" if row["point"] else event
            if not self._is_point(point, str(row["id"])):
                continue
            counts[point] = counts.get(point, 0) + 1
            name = f"seen:{point}:{counts[point]}"
            if clock is None:
                self._idle[str(row["id"])] = "its clock was withdrawn, or is withheld"
                continue
            within_ns = parse_duration(str(row["within"]))
            reading = Reading(str(clock["name"]), Instant.parse(str(row["read_at"])).ns, within_ns, point, name)
            found[event] = (*found.get(event, ()), reading)
            place = f"row {row['row']}, column {row['column']}"
            self._anchors[name] = (_anchor({**row, "place": place}),)
            self._entries[name] = _whole(row["seq"])
        return found

    def _stands(self, row: Mapping[str, Any], name: str) -> bool:
        """Say whether all that a constraint names stands; where not, why it bounds nothing."""
        if not all(self._is_point(str(point), name) for point in (row["start"], row["to"]) if point is not None):
            return False
        if not set(row["links"] or ()) <= self._links.keys():
            self._idle[name] = "a link that it rests on was withdrawn"
            return False
        return True

    def _is_point(self, point: str, name: str) -> bool:
        event, _, end = point.partition(".")
        if event not in self._lasting:
            self._idle[name] = f"the event {event[:12]} that it names was withdrawn"
        elif self._lasting[event] is not (end in _ENDS):
            what = "lasts now, and it names no end of it" if self._lasting[event] else "is an instant now"
            self._idle[name] = f"the event {event[:12]} {what}"
        return name not in self._idle

    def _constraint(self, row: Mapping[str, Any], name: str) -> Constraint:
        least, most = (
            (_ns(row["least"]), _ns(row["most"])) if row["start"] else (_at_ns(row["after"]), _at_ns(row["before"]))
        )
        return Constraint(
            name,
            row["start"],
            str(row["to"]),
            least,
            most,
            tuple(row["sources"]),
            tuple(self._links[link].id for link in row["links"] or ()),
            row["phrase"],
            tuple((_ns(one.get("least")), _ns(one.get("most"))) for one in row["readings"] or ()),
        )

    def _sources(self) -> tuple[Source, ...]:
        """Give every original that says something, and those that were described."""
        described = {str(row["sha256"]): row for row in self._stated("sources")}
        exhibits = {str(row["sha256"]): row for row in self.view.rows("exhibits")}
        unknown = self._unknown_origins()
        found = []
        for sha256 in sorted({*described, *self._speaking()}):
            row = described.get(sha256)
            kind = SourceKind(str(row["kind"])) if row else source_kind(str(exhibits.get(sha256, {}).get("item", "")))
            origin = str(row["origin"]) if row else sha256
            # Nothing shows that sources whose speakers are hidden are independent of each other: they count as one, so
            # that no count of independent sources rises by hiding.
            found.append(Source(sha256, kind, HIDDEN_ORIGIN if sha256 in unknown else origin))
        return tuple(found)

    def _unknown_origins(self) -> dict[str, int]:
        return {str(row["sha256"]): _whole(row["seq"]) for row in self._stated("sources") if row["seq"] in self._hidden}

    def _speaking(self) -> Iterator[str]:
        for table in ("clocks", "passages", "readings"):
            yield from (str(row["sha256"]) for row in self._stated(table))
        for row in self._stated("clocks"):
            yield from (str(one["sha256"]) for one in row["compared"] or ())
        for row in self._stated("constraints"):
            yield from map(str, row["sources"])


def _clock(row: Mapping[str, Any]) -> AccountClock:
    drift = parse_rate(str(row["drift"])) if row["drift"] else None
    return AccountClock(str(row["name"]), str(row["sha256"]), drift, tuple(_compared(row["compared"] or ())))


def _compared(said: Iterable[Mapping[str, Any]]) -> Iterator[Comparison]:
    for one in said:
        clock, reference = (Instant.parse(str(one[name])).ns for name in ("clock", "reference"))
        yield Comparison(clock, reference, parse_duration(str(one["within"])), str(one["sha256"]))


def _anchor(said: Mapping[str, Any]) -> Anchor:
    return Anchor(
        str(said["sha256"]),
        str(said["place"]),
        str(said.get("words") or ""),
        said.get("start_chars"),
        said.get("end_chars"),
        said.get("row"),
        said.get("column"),
    )


def _lasts(row: Mapping[str, Any]) -> Lasts:
    return Lasts(_ns(row["least"]), _ns(row["most"]))


def _id_of(row: Mapping[str, Any]) -> str:
    return str(row["name"] or row["id"])


def _ns(length: object) -> int | None:
    return None if length is None else parse_duration(str(length))


def _at_ns(at: object) -> int | None:
    return None if at is None else Instant.parse(str(at)).ns


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0
