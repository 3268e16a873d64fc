"""What was shown for hidden entries, held against what they say once their key opens them.

A stand-in was checked where gestae wrote it. Another program may have hidden an entry and shown another digest, another
recorder or another place in a film in its stead, and until the entry is opened nothing tells: its leaf vouches for its
content, and for nothing that is shown meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from gestae.base.canonical import Json, canonical_bytes
from gestae.errors import GestaeError
from gestae.journal.chain import where_of
from gestae.journal.entry import Entry
from gestae.journal.kinds import HIDING
from gestae.journal.standins import compared, read_stand_in
from gestae.model.fault import Fault

__all__ = ["Departure", "departures_from"]


@dataclass(frozen=True, slots=True)
class Departure:
    """A field in which the stand-in of an entry says otherwise than the entry.

    Attributes:
        seq: the entry that was opened.
        by: the entry that hid it and carries the stand-in.
        field: the field's name; "author" and "at" are the entry's own, "stand_in." leads into a nested one.
        shown: what stood in its place; None where that is what it says.
        true: what the entry itself says; None where it says nothing there.

    >>> print(Departure(2, 7, "sha256", "ef", "ab").as_fault())
    journal entry 7: shows for entry 2 "ef" as its sha256, but the entry itself says "ab"; rely on the entry as it was \
    opened, and look again at what rested on what was shown
    """

    seq: int
    by: int
    field: str
    shown: Json
    true: Json

    def as_fault(self) -> Fault:
        """Say it as a fault of the case."""
        what = f"shows for entry {self.seq} {_told(self.shown)} as its {self.field}"
        right = "rely on the entry as it was opened, and look again at what rested on what was shown"
        return Fault(where_of(self.by), f"{what}, but the entry itself says {_told(self.true)}", right)

    def as_json(self) -> dict[str, Json]:
        """Give it as programs read it."""
        return {"entry": self.seq, "by": self.by, "field": self.field, "shown": self.shown, "true": self.true}


def departures_from(shown: Mapping[int, Entry], opened: Mapping[int, Entry]) -> tuple[Departure, ...]:
    """Name all in which what is shown for some entries departs from what they say.

    Args:
        shown: what each place of the journal shows, by seq; the entries that hid others are looked for in it.
        opened: the true entries, by seq.

    Returns:
        In the order of the entries that carry the stand-ins. A stand-in that is no entry shows nothing, and verifying
        names it.
    """
    return tuple(
        Departure(hidden, by, field, said, true)
        for by, hidden, stand_in in _stand_ins(shown)
        if hidden in opened
        for field, said, true in _held_against(stand_in, opened[hidden])
    )


def _stand_ins(shown: Mapping[int, Entry]) -> Iterator[tuple[int, int, Entry]]:
    for by, entry in sorted(shown.items()):
        hidden = entry.body["seq"] if entry.kind in HIDING else None
        if not isinstance(hidden, int):
            continue
        try:
            stand_in = read_stand_in(entry)
        except GestaeError:  # it shows nothing; `gestae.journal.replay.hiding_faults` names it
            continue
        if stand_in is not None:
            yield by, hidden, stand_in


def _held_against(stand_in: Entry, true: Entry) -> Iterator[tuple[str, Json, Json]]:
    if stand_in.kind != true.kind:
        yield "kind", stand_in.kind, true.kind
        return
    try:
        yield from compared(stand_in, true)
    except GestaeError as error:
        yield "stand_in", f"no entry ({error})", true.body.get("stand_in")


def _told(value: Json) -> str:
    return "nothing" if value is None else canonical_bytes(value).decode()
