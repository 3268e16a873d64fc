"""What an entry changes in the state of the case, as a table of rules; it depends on that entry alone.

Because nothing else is looked at, appending to a live case and rebuilding it from the journal run the same rules,
and an entry that is hidden later can be replaced by its stand-in without looking at its neighbours.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias, TypeVar

from gestae.base.canonical import Json
from gestae.errors import JournalError
from gestae.journal.entry import Entry
from gestae.journal.kinds import OPENING
from gestae.journal.tables import TABLES, Key, Row

__all__ = ["RULES", "Add", "Change", "Drop", "Put", "Set", "project"]


@dataclass(frozen=True, slots=True)
class Put:
    """A whole row, in the place of the one with its key, if there is one."""

    table: str
    key: Key
    row: Row


@dataclass(frozen=True, slots=True)
class Add:
    """A whole row, unless there is one with its key: the first receipt of an original names it."""

    table: str
    key: Key
    row: Row


@dataclass(frozen=True, slots=True)
class Set:
    """Some columns of the row with this key; where there is no such row, nothing."""

    table: str
    key: Key
    values: Row


@dataclass(frozen=True, slots=True)
class Drop:
    """The row with this key goes, if there is one; the journal keeps what it said."""

    table: str
    key: Key


Change: TypeAlias = "Put | Add | Set | Drop"
T = TypeVar("T")
Rule: TypeAlias = "Callable[[Entry, int], Iterable[Change]]"


def project(entry: Entry, seq: int) -> tuple[Change, ...]:
    """Say what an entry changes.

    Args:
        entry: the entry, or the stand-in that is shown in its place.
        seq: its place in the journal, from 1.

    Returns:
        The changes in the order in which they are made.

    >>> from gestae.model.time import Instant
    >>> project(Entry("untagged", Instant(0), "O. H.", "a mistake", {"target": "van", "tag": "V"}), 7)
    (Drop(table='tags', key=('van', 'V')),)
    """
    return tuple(change for rule in RULES[entry.kind] for change in rule(entry, seq))


def _common(entry: Entry, seq: int) -> dict[str, Json]:
    return {"seq": seq, "at": str(entry.at), "author": entry.author, "reason": entry.reason}


def _row(table: str, entry: Entry, seq: int, *, taken: Mapping[str, str], fixed: Row) -> dict[str, Json]:
    """Fill every column of a table: by a fixed word, else by the field that is taken for it, else by its namesake."""
    own = {name: entry.body.get(taken.get(name, name)) for name in TABLES[table].own}
    return {**own, **_common(entry, seq), **fixed}


def _whole_row(make: type[Put] | type[Add], table: str, taken: Mapping[str, str] | None, fixed: Row) -> Rule:
    def rule(entry: Entry, seq: int) -> Iterable[Change]:
        row = _row(table, entry, seq, taken=taken or {}, fixed=fixed)
        yield make(table, TABLES[table].key_of(row), row)

    return rule


def _put(table: str, taken: Mapping[str, str] | None = None, **fixed: Json) -> Rule:
    return _whole_row(Put, table, taken, fixed)


def _add(table: str, taken: Mapping[str, str] | None = None, **fixed: Json) -> Rule:
    return _whole_row(Add, table, taken, fixed)


def _set(table: str, **fixed: Json) -> Rule:
    def rule(entry: Entry, seq: int) -> Iterable[Change]:
        yield Set(table, TABLES[table].key_of(entry.body), {**_common(entry, seq), **fixed})

    return rule


def _drop(table: str) -> Rule:
    def rule(entry: Entry, _seq: int) -> Iterable[Change]:
        yield Drop(table, TABLES[table].key_of(entry.body))

    return rule


def _where(field: str, rule: Rule) -> Rule:
    """Follow a rule only for entries that have the field."""
    return lambda entry, seq: rule(entry, seq) if field in entry.body else ()


def _artifacts_of_stage(entry: Entry, seq: int) -> Iterable[Change]:
    named = entry.body["artifacts"]
    if not isinstance(named, Mapping):  # pragma: no cover - the form of the field allows nothing else
        raise JournalError("the artifacts of a stage must be names with digests")
    fixed = {"stage": entry.body["stage"], "source_sha256": entry.body["sha256"], "media_type": None}
    for name, sha256 in sorted(named.items()):
        row = {**fixed, "sha256": sha256, "name": name, "size_bytes": None, **_common(entry, seq)}
        yield Add("artifacts", TABLES["artifacts"].key_of(row), row)


_OF_CLOCKS: Final = ("time_checks", "clock_readings")


def _withdrawn(entry: Entry, _seq: int) -> Iterable[Change]:
    """Drop the row of the entry that is withdrawn; these tables are keyed by the place of their entry."""
    yield from (Drop(table, (_withdrawn_place(entry),)) for table in _OF_CLOCKS)


def _offset_withdrawn(entry: Entry, _seq: int) -> Iterable[Change]:
    """Drop the row of the entry that is withdrawn."""
    yield Drop("offsets", (_withdrawn_place(entry),))


def _zone_withdrawn(entry: Entry, _seq: int) -> Iterable[Change]:
    """Drop the row of the entry that is withdrawn."""
    yield Drop("zones", (_withdrawn_place(entry),))


def _withdrawn_place(entry: Entry) -> int:
    seq = entry.body["seq"]
    if not isinstance(seq, int):  # pragma: no cover - the form of the field allows nothing else
        raise JournalError("what is withdrawn must be the place of an entry")
    return seq


def _movement_withdrawn(entry: Entry, seq: int) -> Iterable[Change]:
    """Mark the step; the row stays, since who was said to have an item is part of its history."""
    yield Set("movements", (_withdrawn_place(entry),), {"withdrawn_by": seq})


def _form_withdrawn(entry: Entry, _seq: int) -> Iterable[Change]:
    """Drop all that a form said; whatever stood there before it is said again by entries of its own."""
    form = str(entry.body["form_sha256"])
    yield from (Drop(table, (seq,)) for table in _OF_CLOCKS for seq in _listed(entry, "entries", int))
    for recorder in _listed(entry, "recorders", str):
        yield Drop("acquisitions", (form, recorder))
        yield Drop("recorders", (recorder,))
    yield from (Drop("cameras", (sha256,)) for sha256 in _listed(entry, "originals", str))


def _listed(entry: Entry, field: str, kind: type[T]) -> tuple[T, ...]:
    value = entry.body[field]
    return tuple(one for one in value if isinstance(one, kind)) if isinstance(value, Sequence) else ()


# What was made of sources beside footage: one table for each kind of it, keyed by ids that are drawn by chance.
_TOLD: Final = ("sources", "clocks", "links", "passages", "readings", "constraints")


def _told_withdrawn(entry: Entry, seq: int) -> Iterable[Change]:
    """Mark the row of that id, in whichever table it stands."""
    for table in _TOLD:
        yield from _set(table, status="withdrawn")(entry, seq)


_HIDDEN: Final = {"hidden_seq": "seq"}

RULES: Final[Mapping[str, tuple[Rule, ...]]] = {
    OPENING: (_put("case", id="case"),),
    "recipient-added": (_put("recipients"),),
    "item-received": (
        _add("exhibits"),
        _put("receipts"),
        _put("movements", {"from_whom": "received_from"}, movement="received", to_whom=None, place=None),
        _where("camera", _add("cameras", recorder=None)),
    ),
    "item-refused": (_put("refusals"),),
    "item-moved": (_put("movements"),),
    "movement-withdrawn": (_movement_withdrawn,),
    "acquisition-recorded": (_put("acquisitions"), _put("recorders")),
    "acquisition-withdrawn": (_form_withdrawn,),
    "time-check-made": (_put("time_checks"),),
    "clock-read": (_put("clock_readings"),),
    "clock-withdrawn": (_withdrawn,),
    "offset-accepted": (_put("offsets"),),
    "offset-withdrawn": (_offset_withdrawn,),
    "zone-drawn": (_put("zones"),),
    "zone-withdrawn": (_zone_withdrawn,),
    "camera-named": (_put("cameras"),),
    "facts-read": (_put("footage"),),
    "analysis-done": (_put("analyses", status="done", wrong=None), _artifacts_of_stage),
    "analysis-failed": (_put("analyses", status="failed", artifacts=None),),
    "artifact-recorded": (_add("artifacts"),),
    "observation-accepted": (_put("observations", decision="accepted"),),
    # A proposal that is rejected unseen has no row yet; one that was accepted before keeps what it says.
    "observation-rejected": (_add("observations", decision="rejected"), _set("observations", decision="rejected")),
    "observation-recorded": (_put("observations", decision="recorded"),),
    "event-stated": (_put("events", status="stated"),),
    "event-withdrawn": (_set("events", status="withdrawn"),),
    "source-described": (_put("sources", status="stated"),),
    "clock-stated": (_put("clocks", status="stated"),),
    "link-stated": (_put("links", status="stated"),),
    "passage-marked": (_put("passages", status="stated"),),
    "reading-stated": (_put("readings", status="stated"),),
    "constraint-stated": (_put("constraints", status="stated"),),
    "told-withdrawn": (_told_withdrawn,),
    "tagged": (_put("tags"),),
    "untagged": (_drop("tags"),),
    "note-added": (_put("notes"),),
    "report-written": (_put("reports"),),
    "correction": (_put("corrections", {"corrects": "seq"}),),
    "protected-opened": (_put("openings", wrong=None),),
    "opening-failed": (_put("openings"),),
    "entry-protected": (_put("withheld", _HIDDEN, state="protected"),),
    "entry-erased": (_put("withheld", _HIDDEN, state="erased", sealed_name=None, sealed_sha256=None),),
}
