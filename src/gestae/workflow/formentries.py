"""Which entries of a journal an acquisition form made: its recorders, checks, readings, and whose camera it named."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Final

from gestae.base.canonical import Json
from gestae.journal.entry import Entry
from gestae.journal.replay import Logged
from gestae.workflow.clocks import AS_FORM_SAYS

__all__ = ["AGAIN", "OF_CLOCKS", "said_by"]

# What a repeated entry gives as its reason; by it, it is known as the first one's when that is withdrawn in its turn.
AGAIN: Final = "as entry {seq} says, since a later form was withdrawn"
_IS_AGAIN: Final = re.compile(re.escape(AGAIN).replace(r"\{seq\}", r"(\d+)"))
OF_CLOCKS: Final = {"time_checks": "time-check-made", "clock_readings": "clock-read"}


def said_by(log: Iterable[Logged], form: str) -> tuple[int, ...]:
    """Give the places of all that a form said, hidden entries apart: those say nothing any more.

    Args:
        log: the journal, in order.
        form: the form's sha256.
    """
    said: list[int] = []
    ours: Mapping[str, Json] | None = None  # the recorder whose entries follow without a gap
    for one in log:
        entry = one.entry
        if entry is None:
            continue
        if entry.kind == "acquisition-recorded":
            ours = entry.body if entry.body["form_sha256"] == form else None
            said += [one.seq] if ours is not None else []
        elif entry.kind in OF_CLOCKS.values():
            said += [one.seq] if entry.body.get("source_sha256") == form else []
        elif entry.kind == "camera-named":
            is_said = (ours is not None and _is_of(entry, ours)) or _repeats_one_of(entry, said)
            said += [one.seq] if is_said else []
        else:
            ours = None
    return tuple(said)


def _is_of(named: Entry, ours: Mapping[str, Json]) -> bool:
    files = ours.get("files")
    is_listed = isinstance(files, Iterable) and named.body["sha256"] in files
    return is_listed and named.reason == AS_FORM_SAYS and named.body.get("recorder") == ours["recorder"]


def _repeats_one_of(named: Entry, said: Collection[int]) -> bool:
    again = _IS_AGAIN.fullmatch(named.reason)
    return again is not None and int(again[1]) in said
