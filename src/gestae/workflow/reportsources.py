"""Every source of a case on one list, for a report: footage, papers, records, forms, and the clocks of papers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from gestae.casefile.grounds import ListedView, ToldClockView
from gestae.chronology.firsts import plain
from gestae.model.clock import RATE
from gestae.model.evidence import ItemKind
from gestae.store.case import CaseView
from gestae.workflow.papers import source_kind
from gestae.workflow.reportread import ReadCase

__all__ = ["listed_views", "told_clock_views"]

# What may say something of an incident, whether anybody marked something in it yet or not.
_SPEAKING: Final = frozenset(
    {ItemKind.FOOTAGE, ItemKind.SOUND, ItemKind.PICTURE, ItemKind.DOCUMENT, ItemKind.TEXT, ItemKind.TABLE}
)
_ENTRY: Final = "entry:"
_NO_DRIFT: Final = "no drift was stated: a rate error of 0 is assumed"


def listed_views(read: ReadCase) -> tuple[ListedView, ...]:
    """List every source: exhibits that say something or might, by number; then forms and entries that are none."""
    return _Listing(read).views()


def told_clock_views(read: ReadCase) -> tuple[ToldClockView, ...]:
    """Give the clocks that are no recorder's, in the order in which they were stated."""
    view = read.material.view
    rows = sorted(view.rows("clocks", status="stated"), key=_seq)
    readings = Counter(str(row["clock"]) for row in view.rows("readings", status="stated"))
    return tuple(
        ToldClockView(
            name=str(row["name"]),
            exhibit=read.material.numbers.get(str(row["sha256"])),
            zone=str(row["zone"] or row["zone_if_unstated"] or "not stated"),
            drift=f"at most {row['drift']}, as stated" if row["drift"] else _undrifted(read, str(row["name"])),
            compared=tuple(_compared(read, row)),
            readings=readings[str(row["id"])],
            by=f"{row['author']}: {row['reason']}",
            entry=_seq(row),
        )
        for row in rows
    )


def _undrifted(read: ReadCase, name: str) -> str:
    """Say that no drift was stated, and by which name the premise goes where the clock places something."""
    clocks = {one.id for one in read.order.case.told.clocks if one.drift is None}
    premise = next((f" ({RATE}{one})" for one in (f"{name} (as listed)", name) if one in clocks), "")
    return f"{_NO_DRIFT}{premise}"


def _compared(read: ReadCase, row: Mapping[str, Any]) -> Iterator[str]:
    """Say with what a clock was compared, as the network does; as it was written where it does not count there."""
    names = (str(row["name"]), f"{row['name']} (as listed)")
    for number, one in enumerate(row["compared"] or (), 1):
        ids = [f"compared:{name}:{number}" for name in names]
        said = next((words for name in ids if (words := read.order.case.stated(name)) != name), "")
        within = f", within {one['within']}" if one.get("within") else ""
        yield said or f"it showed {one['clock']} when it was {one['reference']}{within}"


@dataclass(slots=True)
class _Listing:
    """What each original gave to the case, by digest."""

    read: ReadCase
    _gives: dict[str, Counter[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        view = self.read.material.view
        for row in view.rows("observations"):
            if row["decision"] in ("accepted", "recorded"):
                self._count(row["footage"], "sighting")
        for row in view.rows("clock_readings"):
            self._count(row["sha256"], "clock reading")
            self._count(row["source_sha256"], "clock reading stated")
        for row in view.rows("time_checks"):
            self._count(row["source_sha256"], "time check")
        self._papers(view)

    def _papers(self, view: CaseView) -> None:
        for table, word in (("passages", "passage"), ("readings", "row read"), ("clocks", "clock")):
            for row in view.rows(table, status="stated"):
                self._count(row["sha256"], word)
        for clock in view.rows("clocks", status="stated"):
            self._each((one["sha256"] for one in _listed(clock["compared"])), "comparison of a clock")
        for constraint in view.rows("constraints", status="stated"):
            self._each(dict.fromkeys(_listed(constraint["sources"])), "statement of time")

    def views(self) -> tuple[ListedView, ...]:
        """Give the list."""
        return (*self._exhibits(), *self._forms(), *self._entries())

    def _each(self, originals: Iterable[object], word: str) -> None:
        for sha256 in originals:
            self._count(sha256, word)

    def _count(self, sha256: object, word: str) -> None:
        if sha256:
            self._gives.setdefault(str(sha256), Counter())[word] += 1

    def _given(self, sha256: str) -> tuple[str, ...]:
        return tuple(_counted(count, word) for word, count in self._gives.get(sha256, Counter()).items())

    def _exhibits(self) -> Iterator[ListedView]:
        material = self.read.material
        described = {str(row["sha256"]): row for row in material.view.rows("sources", status="stated")}
        forms = self._recorders_of_forms()
        for row in sorted(material.view.rows("exhibits"), key=lambda row: material.numbers[str(row["sha256"])]):
            sha256, item = str(row["sha256"]), str(row["item"])
            said = described.get(sha256)
            if not (said or sha256 in forms or sha256 in self._gives or item in _SPEAKING):
                continue
            kind = "form" if sha256 in forms else str(said["kind"]) if said else source_kind(item).value
            origin = str(said["origin"]) if said else forms.get(sha256) or self._recorder(sha256)
            number = material.numbers[sha256]
            yield ListedView(kind, str(row["name"]), origin, self._given(sha256), sha256, number)

    def _forms(self) -> Iterator[ListedView]:
        """List forms that were read and are no exhibits; they are known by their digest."""
        for sha256, recorders in sorted(self._recorders_of_forms().items()):
            if sha256 not in self.read.material.numbers:
                name = "acquisition form, not kept as an exhibit"
                yield ListedView("form", name, recorders, self._given(sha256), sha256, None)

    def _entries(self) -> Iterator[ListedView]:
        """List the entries of the journal that say times of their own."""
        said = Counter(source for one in plain(self.read.order.case.network).said for source in one.sources)
        for source in sorted((one for one in said if one.startswith(_ENTRY)), key=_number):
            times = (_counted(said[source], "statement of time"),)
            yield ListedView("entry", f"entry {_number(source)} of the journal", "", times, None, None)

    def _recorder(self, sha256: str) -> str:
        return self.read.material.clocks.recorder_of(sha256) or ""

    def _recorders_of_forms(self) -> dict[str, str]:
        found: dict[str, list[str]] = {}
        for row in self.read.material.view.rows("acquisitions"):
            found.setdefault(str(row["form_sha256"]), []).append(str(row["recorder"]))
        return {sha256: ", ".join(sorted(names)) for sha256, names in found.items()}


def _counted(count: int, word: str) -> str:
    """Count something whose first word takes the plural where the rest says more of it.

    >>> _counted(1, "row read"), _counted(3, "statement of time"), _counted(2, "clock reading")
    ('1 row read', '3 statements of time', '2 clock readings')
    """
    if count == 1:
        return f"1 {word}"
    for first in ("row", "statement", "comparison", "clock reading"):
        if word.startswith(f"{first} "):
            return f"{count} {first}s{word[len(first) :]}"
    return f"{count} {word}s"


def _listed(value: Any) -> Sequence[Any]:  # noqa: ANN401 - a column of lists, whatever is in them
    return value if isinstance(value, list | tuple) else ()


def _number(source: str) -> int:
    return int(source.removeprefix(_ENTRY))


def _seq(row: Mapping[str, Any]) -> int:
    seq = row["seq"]
    return seq if isinstance(seq, int) else 0
