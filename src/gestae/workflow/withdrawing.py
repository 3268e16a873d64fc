"""What people take back: checks, readings, offsets, zones, events, what papers tell, custody steps, forms.

A form is taken back with all that it said: its recorders, its time checks and readings, and which camera a file is of.
What had been said of the same before the form is said again then, by entries that name the one that they repeat.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from gestae.base.canonical import Json
from gestae.errors import Faults, InputRefused
from gestae.journal.entry import Entry, thawed
from gestae.journal.replay import replay
from gestae.model.evidence import Custody
from gestae.store.case import CaseView
from gestae.workflow.case import Case
from gestae.workflow.formentries import AGAIN, OF_CLOCKS, said_by
from gestae.workflow.handing import refuse_gap
from gestae.workflow.standing import TOLD

__all__ = ["Withdrawn", "withdraw"]

SHORTEST_ID: Final = 6
_OFFSETS: Final = "offsets"


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """What no longer counts: the journal's entry that said it, of which kind, and what it said in a few words."""

    seq: int
    kind: str
    what: str


def withdraw(case: Case, targets: Iterable[str], reason: str) -> tuple[Withdrawn, ...]:
    """Take back checks, readings, offsets, zones, custody steps by the number of their entry, all else by that or id.

    Args:
        case: the case.
        targets: numbers as `gestae log` shows them; ids of events as `gestae order --json` does, of what papers tell
            as `gestae log` does, or the names that a list gave them; the first digits of a form's digest.
        reason: why it was wrong.

    Raises:
        Faults: something of them is not there, not of these kinds, or withdrawn already; nothing is withdrawn then.
    """
    found: dict[int, tuple[Withdrawn, _Said]] = {}
    faults = []
    for target in targets:
        try:
            one, said = _named(case.store, target)
            found[one.seq] = one, said
        except InputRefused as error:
            faults.append(error)
    try:
        refuse_gap(case.store, {said.seq for _, said in found.values() if isinstance(said, _Step)})
    except InputRefused as error:
        faults.append(error)
    if faults:
        raise Faults("nothing was withdrawn", tuple(faults))
    entries = [entry for _, said in found.values() for entry in _entries(case, said, reason)]
    entries += _repeated(case, [said for _, said in found.values() if isinstance(said, _Form)])
    if entries:
        case.store.append(*entries)
    return tuple(one for one, _ in found.values())


@dataclass(frozen=True, slots=True)
class _Form:
    """A form that stands: the places of all that it said, and what of it counts until now."""

    sha256: str
    said: frozenset[int]
    standing: tuple[int, ...]
    recorders: tuple[str, ...]
    originals: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Step:
    """A step of custody, by its place."""

    seq: int


@dataclass(frozen=True, slots=True)
class _Telling:
    """What was made of a source beside footage, by its id."""

    id: str


@dataclass(frozen=True, slots=True)
class _ByPlace:
    """What is taken back by its place alone: an offset, a zone; and by an entry of which kind."""

    seq: int
    withdrawal: str


# A whole form, a step of custody, an offset or a zone, what a paper tells, the place of a check or reading, or an
# event's id.
_Said: TypeAlias = "_Form | _Step | _ByPlace | _Telling | int | str"


def _entries(case: Case, said: _Said, reason: str) -> tuple[Entry, ...]:
    if isinstance(said, _Form):
        names: dict[str, list[Json]] = {
            "entries": [*said.standing], "recorders": [*said.recorders], "originals": [*said.originals]
        }  # fmt: skip
        return (case.desk.entry("acquisition-withdrawn", reason, {"form_sha256": said.sha256, **names}),)
    if isinstance(said, _Step):
        return (case.desk.entry("movement-withdrawn", reason, {"seq": said.seq}),)
    if isinstance(said, _Telling):
        return (case.desk.entry("told-withdrawn", reason, {"id": said.id}),)
    if isinstance(said, _ByPlace):
        return (case.desk.entry(said.withdrawal, reason, {"seq": said.seq}),)
    if isinstance(said, int):
        return (case.desk.entry("clock-withdrawn", reason, {"seq": said}),)
    return (case.desk.entry("event-withdrawn", reason, {"id": said}),)


def _named(view: CaseView, target: str) -> tuple[Withdrawn, _Said]:
    measured = _measured(view, target)
    if measured is not None:
        return measured
    for row in view.rows("movements", withdrawn_by=None):
        if str(row["seq"]) == target and row["movement"] != Custody.RECEIVED.value:
            what = f"{_name(view, row)}: {row['movement']}" + (f" to {row['to_whom']}" if row["to_whom"] else "")
            return Withdrawn(int(target), "item-moved", what), _Step(int(target))
    told = _told(view, target)
    if told is not None:
        return told
    sha256 = _form_named(view, target)
    return _event(view, target) if sha256 is None else _form(view, sha256)


def _measured(view: CaseView, target: str) -> tuple[Withdrawn, _Said] | None:
    """Find a time check, a clock reading, an offset or a zone by the number of its entry."""
    for table, kind in OF_CLOCKS.items():
        for row in view.rows(table):
            if str(row["seq"]) == target:
                return Withdrawn(int(target), kind, f"{row['displayed']} on the display"), int(target)
    for row in view.rows(_OFFSETS):
        if str(row["seq"]) == target:
            what = f"the offset between {_name(view, row, 'a_sha256')} and {_name(view, row, 'b_sha256')}"
            return Withdrawn(int(target), "offset-accepted", what), _ByPlace(int(target), "offset-withdrawn")
    for row in view.rows("zones"):
        if str(row["seq"]) == target:
            what = f"the zone {row['name']!r} on {_name(view, row)}"
            return Withdrawn(int(target), "zone-drawn", what), _ByPlace(int(target), "zone-withdrawn")
    return None


def _told(view: CaseView, target: str) -> tuple[Withdrawn, _Telling] | None:
    """Find what was made of a source beside footage, by its entry, the first digits of its id, or its name."""
    found = [(kind, row) for kind, (table, _) in TOLD.items() for row in view.rows(table, status="stated")]
    meant = [(kind, row) for kind, row in found if _is_meant(row, target)]
    if len(meant) > 1:
        words = ", ".join(f"the {TOLD[kind][1]} of entry {row['seq']}" for kind, row in meant)
        raise InputRefused(f"{target!r}", wrong=f"means {words}", right="write the number of the entry")
    if not meant:
        return None
    ((kind, row),) = meant
    seq, says = row["seq"], row.get("name") or row.get("words") or row.get("place") or row.get("origin")
    what = f"the {TOLD[kind][1]} {says or str(row['id'])[:12]}"
    return Withdrawn(seq if isinstance(seq, int) else 0, kind, what), _Telling(str(row["id"]))


def _is_meant(row: Mapping[str, Json], target: str) -> bool:
    """Say whether a word means a row: the number of its entry, its name in a list, or the first digits of its id."""
    is_id = len(target) >= SHORTEST_ID and str(row["id"]).startswith(target)
    return is_id or target in (str(row["seq"]), row.get("name"))


def _name(view: CaseView, row: Mapping[str, Json], column: str = "sha256") -> str:
    sha256 = str(row[column])
    return next((str(one["name"]) for one in view.rows("exhibits", sha256=sha256)), sha256[:12])


def _form_named(view: CaseView, target: str) -> str | None:
    """Find a form that stands, by the number of an entry that names one of its recorders, or by its digest."""
    numbers = {
        str(one.seq): str(one.entry.body["form_sha256"])
        for one in view.entries()
        if one.entry is not None and one.entry.kind == "acquisition-recorded"
    }
    standing = {str(row["form_sha256"]) for row in view.rows("acquisitions")}
    found = {
        form
        for form in standing
        if numbers.get(target) == form or (len(target) >= SHORTEST_ID and form.startswith(target.lower()))
    }
    if len(found) > 1:
        raise InputRefused(f"{target!r}", wrong=f"means {len(found)} forms", right="write more digits of the digest")
    return found.pop() if found else None


def _form(view: CaseView, sha256: str) -> tuple[Withdrawn, _Form]:
    """Gather what a form said and what of it counts until now."""
    said = said_by(view.entries(), sha256)
    rows = view.rows("acquisitions", form_sha256=sha256)
    standing = {row["seq"] for table in OF_CLOCKS for row in view.rows(table)} | {row["seq"] for row in rows}
    form = _Form(
        sha256,
        frozenset(said),
        tuple(seq for seq in said if seq in standing),
        tuple(sorted({str(row["recorder"]) for row in rows})),
        tuple(sorted(str(row["sha256"]) for row in view.rows("cameras") if row["seq"] in said)),
    )
    checks = sum(row["seq"] in form.said for row in view.rows("time_checks"))
    counts = f"time checks: {checks}, files whose camera it named: {len(form.originals)}"
    what = f"the form {sha256[:12]} of {', '.join(form.recorders)} ({counts})"
    return Withdrawn(min(form.said), "acquisition-recorded", what), form


def _repeated(case: Case, forms: Sequence[_Form]) -> Iterator[Entry]:
    """Say again what stood before the forms; of a hidden entry that would be no more than that it is hidden."""
    if not forms:
        return
    gone = {seq for form in forms for seq in form.said}
    hidden = {row["hidden_seq"] for row in case.store.rows("withheld")}
    log = {one.seq: one.entry for one in case.store.entries() if one.entry is not None and one.seq not in gone}
    without = replay(log)
    keys = [("cameras", name) for form in forms for name in form.originals]
    keys += [("recorders", name) for form in forms for name in form.recorders]
    places = [row["seq"] for table, name in keys if (row := without[table].get((name,))) is not None]
    for seq in dict.fromkeys(places):
        if isinstance(seq, int) and seq not in hidden:
            yield _again(case, log[seq], seq)


def _again(case: Case, entry: Entry, seq: int) -> Entry:
    why = AGAIN.format(seq=seq)
    if entry.kind == "item-received":
        return case.desk.entry("camera-named", why, {"sha256": entry.body["sha256"], "camera": entry.body["camera"]})
    return case.desk.entry(entry.kind, why, {name: thawed(value) for name, value in entry.body.items()})


def _event(view: CaseView, target: str) -> tuple[Withdrawn, str]:
    found = [row for row in view.rows("events") if row["status"] == "stated" and _is_meant(row, target)]
    if len(found) != 1:
        raise InputRefused(
            f"{target!r}",
            wrong=f"means {len(found)} events" if found else _no_such(view, target),
            right="write the number of its entry as `gestae log` shows it, or the id of event or form; reject findings",
        )
    (row,) = found
    seq = row["seq"]
    if not isinstance(seq, int):  # pragma: no cover - an integer column
        raise TypeError(f"{seq!r} from an integer column")
    return Withdrawn(seq, "event-stated", str(row["title"])), str(row["id"])


def _no_such(view: CaseView, target: str) -> str:
    if any(str(row["hidden_seq"]) == target for row in view.rows("withheld")):
        return "is withheld, and counts no more than its stand-in shows"
    return (
        "is no time check, clock reading, offset, zone, event or form that stands, nothing that papers tell, and no "
        "step of custody"
    )
