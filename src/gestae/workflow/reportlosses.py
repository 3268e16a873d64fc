"""What counts no longer, on a report: what was taken back or turned down after it counted, by whom, when and why."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final
from zoneinfo import ZoneInfo

from gestae.casefile.grounds import WithdrawnView
from gestae.journal.chain import State
from gestae.journal.entry import Entry
from gestae.model.time import Instant
from gestae.store.case import CaseView
from gestae.workflow.about import Register, zone_of
from gestae.workflow.lost import places
from gestae.workflow.standing import TOLD

__all__ = ["withdrawn_views"]

_UTC: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z")
_BY_SEQ: Final = frozenset(
    {"movement-withdrawn", "clock-withdrawn", "offset-withdrawn", "zone-withdrawn", "correction"}
)
_MARKED: Final = frozenset({"observation-accepted", "observation-recorded"})
# Which kinds say what an entry of this kind takes back, by the id that both name.
_BY_ID: Final[Mapping[str, frozenset[str]]] = {
    "event-withdrawn": frozenset({"event-stated"}),
    "told-withdrawn": frozenset(TOLD),
    "observation-rejected": _MARKED,
}
_HIDDEN: Final = "something that is hidden since, so that which entry said it does not stand here"
_CALLED: Final[Mapping[str, str]] = {
    "item-moved": "step of custody",
    "time-check-made": "time check",
    "clock-read": "clock reading",
    "offset-accepted": "offset",
    "zone-drawn": "zone",
    "event-stated": "event",
    "observation-accepted": "accepted sighting",
    "observation-recorded": "recorded sighting",
    **{kind: word for kind, (_, word) in TOLD.items()},
}


def withdrawn_views(view: CaseView) -> tuple[WithdrawnView, ...]:
    """Give what was taken back, in the order in which it was, and which entries were found to be wrong.

    What is hidden is told by its number alone: of a hidden entry that was taken back nothing else stands here, and an
    entry that takes something back and is hidden itself is counted among what is withheld.

    Args:
        view: the case.
    """
    register, zone = Register(view), zone_of(view)
    found = []
    said: dict[str, int] = {}
    for seq, one in register.entries.items():
        if one.entry is None or one.record.state is not State.PLAIN:
            continue
        gone = _taken_back(one.entry, said)
        if gone is not None:
            what = _what(register, one.entry, gone, zone)
            found.append(WithdrawnView(what, gone, one.entry.at, one.entry.author, _why(one.entry), seq))
        if "id" in one.entry.body:
            said |= {f"{one.entry.kind} {one.entry.body['id']}": seq}
    return tuple(found)


def _taken_back(entry: Entry, said: Mapping[str, int]) -> tuple[int, ...] | None:
    """Name the entries that an entry takes back; None where it takes back nothing that counted."""
    if entry.kind in _BY_SEQ:
        return _numbers([entry.body["seq"]])
    if entry.kind == "acquisition-withdrawn":
        listed = entry.body["entries"]
        return _numbers(listed if isinstance(listed, tuple | list) else ())
    if entry.kind not in _BY_ID:
        return None
    before = [said[key] for kind in _BY_ID[entry.kind] if (key := f"{kind} {entry.body['id']}") in said]
    if not before and entry.kind == "observation-rejected":
        return None  # it was a proposal, and is listed among them
    return (max(before),) if before else ()


def _what(register: Register, entry: Entry, gone: tuple[int, ...], zone: ZoneInfo) -> str:
    if entry.kind == "acquisition-withdrawn":
        recorders = entry.body["recorders"]
        named = ", ".join(map(str, recorders)) if isinstance(recorders, tuple | list) else ""
        return f"acquisition form of {named or 'no recorder'}, with all that it said (entries {places(gone)})"
    if not gone:
        return _HIDDEN
    (seq,) = gone
    called = _CALLED.get(register.kind(seq), register.kind(seq))
    wrong = "found wrong: " if entry.kind == "correction" else ""
    return f"{wrong}{called}: {_in_zone(register.about(seq), zone)}"


def _in_zone(text: str, zone: ZoneInfo) -> str:
    """Write the moments of a text as the page writes its own: in the case's zone.

    >>> _in_zone("A stood at 14:00 at 2022-03-16T12:01:20Z", ZoneInfo("Europe/Kyiv"))
    'A stood at 14:00 at 2022-03-16 14:01:20.000 +02:00'
    """
    return _UTC.sub(lambda found: Instant.parse(found[0]).local(zone), text)


def _why(entry: Entry) -> str:
    text = entry.body.get("text") if entry.kind == "correction" else None
    return f"{entry.reason}: {text}" if text else entry.reason


def _numbers(values: object) -> tuple[int, ...]:
    return tuple(one for one in values if isinstance(one, int)) if isinstance(values, list | tuple) else ()
