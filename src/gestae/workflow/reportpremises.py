"""What bounds take as given, on a report: how words of time were read, and the premises that people made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from gestae.base.canonical import Json
from gestae.base.lengths import apart_words, later_words
from gestae.casefile.grounds import LinkView, PassageView, WordsView
from gestae.chronology.firsts import plain
from gestae.model.account import Constraint
from gestae.model.told import Anchor
from gestae.workflow.caseevents import CaseEvent
from gestae.workflow.recordings import link_of
from gestae.workflow.reportread import ReadCase

__all__ = ["link_views", "words_views"]

_LANGUAGES: Final = {"en": "English", "uk": "Ukrainian", "ru": "Russian"}
_SHORT: Final = 12
# A nanosecond is how the engine writes that one came after the other, whatever the distance.
_ONLY: Final = {(1, None): "after {}, at any distance", (None, -1): "before {}, at any distance"}
_ALL_ONE: Final = "all that is named as showing “{}” shows one and the same"


def words_views(read: ReadCase) -> tuple[WordsView, ...]:
    """Give the words of time that stand, in the order in which they were put into the case."""
    rows = {str(row["name"] or row["id"]): row for row in read.material.view.rows("constraints", status="stated")}
    said = [one for one in read.order.case.told.constraints if one.phrase is not None]
    found = [_words(read, one, rows[one.id]) for one in said if one.id in rows]
    return tuple(sorted(found, key=lambda one: one.entry))


def link_views(read: ReadCase) -> tuple[LinkView, ...]:
    """Give the premises that stand: what people linked, then what they called one event, each with what rests on it."""
    return _Links(read).views()


def _words(read: ReadCase, one: Constraint, row: Mapping[str, Json]) -> WordsView:
    case = read.order.case
    start, to = (_point(read, point) for point in (one.start or "", one.to))
    limits = _ONLY.get((one.least_ns, one.most_ns), "").format(start) or apart_words(one.least_ns, one.most_ns, start)
    several = one.readings if len(one.readings) > 1 else ()
    return WordsView(
        phrase=one.phrase or "",
        table=_table(str(row["policy"] or "")),
        read_as=f"{to} lies {limits}",
        readings=tuple(later_words(least_ns, most_ns) for least_ns, most_ns in several),
        events=_numbers(read, [point for point in (one.start, one.to) if point]),
        said=tuple(_passage(read, anchor) for anchor in case.told.anchors.get(one.id, ())),
        by=f"{row['author']}: {row['reason']}",
        entry=_seq(row),
        counts=any(said.id == one.id for said in read.order.upheld.solved.network.said),
    )


def _table(policy: str) -> str:
    """Name a table with its language.

    >>> _table("uk/1"), _table("harbour/2"), _table("")
    ('Ukrainian (uk/1)', 'harbour/2', 'not named')
    """
    language = _LANGUAGES.get(policy.partition("/")[0])
    return f"{language} ({policy})" if language else policy or "not named"


def _point(read: ReadCase, name: str) -> str:
    """Name a point as people do; an event that lasts is meant by its start where no end of it is said."""
    titles = read.order.case.titles
    point = name if name in titles else f"{name}.start"
    return read.order.case.short(point) if point in titles else name[:_SHORT]


def _numbers(read: ReadCase, points: Sequence[str]) -> tuple[int, ...]:
    known = read.numbers
    events = (point.removesuffix(".start").removesuffix(".end") for point in points)
    return tuple(sorted({known[one] for one in events if one in known}))


def _passage(read: ReadCase, anchor: Anchor) -> PassageView:
    name = read.material.name_of(anchor.sha256)
    return PassageView(name, anchor.place, anchor.words, read.material.numbers.get(anchor.sha256))


@dataclass(slots=True)
class _Links:
    """The premises of a case, and what rests on each."""

    read: ReadCase
    _statements: dict[str, list[str]] = field(default_factory=dict)
    _events: dict[str, list[int]] = field(default_factory=dict)
    _numbers: dict[str, int] = field(init=False)

    def __post_init__(self) -> None:
        self._numbers = self.read.numbers
        links = {one.id: one.links for one in plain(self.read.order.case.network).said}
        for name, of_it in links.items():
            for link in of_it:
                self._statements.setdefault(link, []).append(name)
        for event, said in self.read.bounding.items():
            for link in {link for name in said for link in links.get(name, ())}:
                self._events.setdefault(link, []).append(self._numbers[event])

    def views(self) -> tuple[LinkView, ...]:
        """Give what people linked, then what they called one event, each in the order of the journal."""
        rows = self.read.material.view.rows("links", status="stated")
        # A link whose name is hidden goes by its id.
        entries = {str(row[key]): _seq(row) for key in ("name", "id") for row in rows}
        linked = [
            self._view(one.id, one.says, f"{one.author}: {one.reason}", entries[one.id])
            for one in self.read.order.case.told.links
        ]
        by_entry = sorted(linked, key=lambda one: one.entry)
        return (*by_entry, *sorted(self._called_one(), key=lambda one: one.entry))

    def _called_one(self) -> Iterator[LinkView]:
        """Say of which events it is a premise that all that shows them shows the same."""
        for event in self.read.order.case.events:
            link = link_of(event)
            if link in self._statements:
                says = _ALL_ONE.format(self.read.order.case.names.told(event.id, event.title))
                yield self._view(link, says, f"{event.stated_by}: {event.reason}", event.seq, event)

    def _view(self, link: str, says: str, by: str, entry: int, event: CaseEvent | None = None) -> LinkView:
        written = link if event is None else link_of(event)[: len("one:") + _SHORT]
        stated = tuple(self.read.order.case.stated(name) for name in self._statements.get(link, ()))
        number = None if event is None else self._numbers[event.id]
        return LinkView(written, says, by, entry, stated, tuple(sorted(self._events.get(link, ()))), number)


def _seq(row: Mapping[str, Json]) -> int:
    seq = row["seq"]
    return seq if isinstance(seq, int) else 0
