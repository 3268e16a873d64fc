"""[edge] Entries that are under encryption from their first moment: their plain words are never in the database.

Each content is encrypted first and its file brought to the disk; one transaction then puts the entry's row there,
hidden already, together with the entry that says so and shows the stand-in. A kill before the commit leaves an
encrypted file that nothing names, which the next opening removes. At no moment do the words lie in the file or its log.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from gestae.base.canonical import Json
from gestae.errors import JournalError
from gestae.journal.chain import Record, State, leaf_of, link
from gestae.journal.entry import Entry
from gestae.journal.kinds import HIDING, OPENING
from gestae.journal.projection import project
from gestae.journal.standins import departures, stand_in_excess
from gestae.store.case import CaseStore
from gestae.store.database import writing
from gestae.store.files import write_whole
from gestae.store.rows import append_records, append_rows, read_head
from gestae.store.state import apply_changes
from gestae.store.wiping import sealed_name_of

__all__ = ["Concealed", "append_protected"]

_PROTECTED = HIDING[0]


@dataclass(frozen=True, slots=True)
class Concealed:
    """An entry that is written under encryption at once, and what is shown in its place.

    Attributes:
        entry: what is encrypted.
        stand_in: of the same kind; None shows nothing.
        ground: why; it stands in the open.
    """

    entry: Entry
    stand_in: Entry | None
    ground: str

    def __post_init__(self) -> None:
        if self.entry.kind in (OPENING, *HIDING):
            raise JournalError(f"{self.entry.kind} is not concealed as it is written; protect it afterwards")
        if self.stand_in is not None and self.stand_in.kind != self.entry.kind:
            raise JournalError(f"{self.stand_in.kind} cannot stand in for {self.entry.kind}; use the same kind")
        if self.stand_in is None:
            return
        wrong = dict.fromkeys((*departures(self.stand_in, self.entry), *stand_in_excess(self.stand_in)))
        if wrong:
            said = ", ".join(wrong)
            raise JournalError(f"a stand-in for {self.entry.kind} shows {said}; let it show what a stand-in may hold")


def append_protected(
    case: CaseStore, concealed: Sequence[Concealed], encrypt: Callable[[bytes], bytes]
) -> tuple[int, ...]:
    """Append entries whose contents only the case's keys open: all of them stand, or none does.

    Args:
        case: the case.
        concealed: in the order in which they were decided.
        encrypt: encrypts to the case's recipients.

    Returns:
        The places of the concealed entries; the entries that say so follow after the last of them.

    Raises:
        CaseError: the database cannot be written; nothing is recorded then.
    """
    with writing(case.engine_here()) as connection:
        seq, head = read_head(connection)
        records, saying = [], []
        for one in concealed:
            salt = case.draw_salt()
            leaf = leaf_of(salt, one.entry.content)
            seq, head = seq + 1, link(head, leaf)
            name = sealed_name_of(leaf)
            sealed = encrypt(salt + one.entry.content)
            write_whole(case.folder / name, sealed)
            records.append(Record(seq, leaf, head, None, None, State.PROTECTED, name))
            saying.append(_saying(one, records[-1], hashlib.sha256(sealed).hexdigest()))
        append_records(connection, records)
        placed = append_rows(connection, saying, case.draw_salt)
        shown = [(record.seq, one.stand_in) for record, one in zip(records, concealed, strict=True)]
        entries = [(at, entry) for at, entry in (*shown, *placed) if entry is not None]
        apply_changes(connection, (change for at, entry in entries for change in project(entry, at)))
    return tuple(record.seq for record in records)


def _saying(one: Concealed, record: Record, sealed_sha256: str) -> Entry:
    body: dict[str, Json] = {
        "seq": record.seq,
        "leaf": record.leaf.hex(),
        "ground": one.ground,
        "stand_in": None if one.stand_in is None else one.stand_in.as_json(),
        "sealed_name": record.sealed_name,
        "sealed_sha256": sealed_sha256,
    }
    return Entry(_PROTECTED, one.entry.at, one.entry.author, one.ground, body)
