"""Protected items: encrypted as they are read, journaled under a pseudonym, their names never in the open.

A protected delivery is recorded whole, in one step at its end, or nothing of it stays. Nothing in the case may tell one
protected item from another, so what a killed run had sealed could not be recognised by the next one: it is removed,
and the delivery begins anew (docs/adr/protected-deliveries-are-whole.md).
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final

from gestae.base.canonical import Json
from gestae.errors import CaseError, InputRefused
from gestae.journal.chain import State
from gestae.journal.entry import Entry
from gestae.journal.standins import AT_INTAKE
from gestae.model.evidence import Digest
from gestae.preserve.intake import Taken
from gestae.preserve.sealed import SealedDelivery
from gestae.preserve.sealing import Recipient, encrypt_bytes, encrypt_stream, make_identity, parse_recipient
from gestae.store.case import CaseView
from gestae.store.protecting import Concealed, append_protected
from gestae.store.wiping import SEALED
from gestae.store.withholding import Withholding, protect
from gestae.workflow.case import Case

__all__ = [
    "ProtectedDelivery",
    "add_recipient",
    "hide_open_receipts",
    "make_key",
    "protected_delivery",
    "recipients_of",
    "sealed_digests",
]

# Sealed originals lie apart from sealed entries, so that each folder holds one kind of file.
SEALED_ORIGINALS: Final = "sealed/originals"
PROTECTED_GROUND: Final = AT_INTAKE


def make_key(case: Case, place: Path) -> str:
    """Make a key outside the case and let everything that is protected from now on be opened with it.

    Raises:
        SealError: the key cannot be written there.
        CaseError: the place lies inside the case.
    """
    if case.folder.resolve() in place.resolve().parents:
        raise CaseError(f"{place} lies inside the case; keep a key where the case is not")
    public_key = make_identity(place)
    add_recipient(case, public_key, f"a key was made at intake of protected items, kept as {place.name}")
    return public_key


def add_recipient(case: Case, public_key: str, note: str) -> None:
    """Let everything that is protected from now on be opened with this key too."""
    parse_recipient(public_key)
    if not case.store.rows("recipients", public_key=public_key):
        case.decide("recipient-added", note, public_key=public_key, note=note)


def recipients_of(view: CaseView) -> tuple[Recipient, ...]:
    """Give the keys to which this case encrypts.

    Raises:
        CaseError: it has none.
    """
    rows = view.rows("recipients")
    if not rows:
        raise CaseError(
            f"{view.folder}: nothing can be protected before a key is named; "
            "run `gestae init` with --recipient, or add with --key FILE to make one"
        )
    return tuple(parse_recipient(str(row["public_key"])) for row in rows)


@dataclass(slots=True)
class ProtectedDelivery:
    """One delivery under protection: what it will record is gathered, and journaled in one step by `record`.

    Attributes:
        vault: where its items are sealed.
        pseudonym: the name that is shown; None shows digits of the encrypted bytes.
        reason: why it was taken in; it is told under encryption only.
        ids: no receipt is known beforehand, since none can be recognised.
    """

    case: Case
    vault: SealedDelivery
    pseudonym: str | None
    reason: str
    ids: frozenset[str] = frozenset()
    _receipts: list[Concealed] = field(default_factory=list)
    _refusals: list[Concealed] = field(default_factory=list)
    _papers: list[Concealed] = field(default_factory=list)
    _sizes: list[int] = field(default_factory=list)

    def receive(self, taken: Taken, body: Mapping[str, Json]) -> Taken:
        """Take note of a receipt.

        An exhibit is otherwise named by the digest of its plain bytes, which somebody who has them could look for.
        A protected one is named by the digest of its encrypted bytes.
        """
        if taken.stored.sealed is None:
            raise CaseError(f"{taken.received.place} was not encrypted; it is not recorded as protected")
        sealed = taken.stored.sealed.hex
        name = self.pseudonym or _nameless(sealed)
        entry = self.case.desk.entry(
            "item-received", self.reason, {**body, "protected": True, "pseudonym": name, "sealed_sha256": sealed}
        )
        self._receipts.append(Concealed(entry, _stand_in(entry), PROTECTED_GROUND))
        self._sizes.append(taken.stored.size_bytes)
        return taken

    def refuse(self, body: Mapping[str, Json]) -> None:
        """Take note of a refusal: that something was refused, in the open; what and why, under encryption."""
        entry = self.case.desk.entry("item-refused", self.reason, body)
        shown: dict[str, Json] = {"name": self.pseudonym or "protected", "wrong": "withheld"}
        stand_in = Entry(entry.kind, entry.at, entry.author, PROTECTED_GROUND, shown)
        self._refusals.append(Concealed(entry, stand_in, PROTECTED_GROUND))

    def state(self, entries: Iterable[Entry]) -> None:
        """Take note of what the delivery's papers say; in the open nothing is shown of it."""
        self._papers += [Concealed(entry, None, PROTECTED_GROUND) for entry in entries]

    def refuse_repeated(self, sizes: Iterable[int]) -> None:
        """Refuse what seems to be recorded already: items of the same sizes under the same name, in one delivery.

        Sizes and pseudonyms stand in the open anyway; nothing else can be compared without the key.

        Raises:
            InputRefused: it seems so. That is no proof, so nothing is passed over in silence.
        """
        wanted = tuple(sorted(sizes)), self.pseudonym
        for one in _recorded(self.case.store) if wanted[0] else ():
            if (tuple(sorted(one.sizes)), one.pseudonym) == wanted:
                last = f" to {one.last}" if one.last != one.first else ""
                raise InputRefused(
                    "this delivery",
                    wrong=f"seems to be the one that is recorded as entry {one.first}{last}: as many items of the same "
                    "sizes under the same name; nothing was taken in now",
                    right="if it is another one, give it a pseudonym of its own (--pseudonym)",
                )

    def record(self) -> None:
        """Journal the whole delivery in one step.

        Raises:
            InputRefused: it seems to have been recorded meanwhile; nothing of it is recorded again.
            CaseError: the database cannot be written; nothing of it is recorded.
        """
        recipients = recipients_of(self.case.store)
        with self.case.alone():
            self.refuse_repeated(self._sizes)
            append_protected(
                self.case.store,
                [*self._receipts, *self._refusals, *self._papers],
                lambda plain: encrypt_bytes(plain, recipients),
            )


@contextmanager
def protected_delivery(case: Case, pseudonym: str | None, reason: str) -> Iterator[ProtectedDelivery]:
    """Begin a protected delivery; whatever of it is not recorded when the block ends is removed.

    Several may run at once. What killed ones left is removed by the first that begins while no other runs.

    Raises:
        CaseError: the case has no recipient.
    """
    vault = SealedDelivery(case.folder / SEALED_ORIGINALS, partial(encrypt_to, recipients_of(case.store)))
    handle = os.open(case.folder / SEALED, os.O_RDONLY | os.O_CLOEXEC)
    try:
        if _is_alone(handle):
            vault.sweep(sealed_digests(case.store))
        fcntl.flock(handle, fcntl.LOCK_SH)
        try:
            yield ProtectedDelivery(case, vault, pseudonym, reason)
        finally:
            # The journal is asked, not a variable: an interruption can come between the commit and whatever follows.
            vault.close(sealed_digests(case.store))
    finally:
        os.close(handle)


def encrypt_to(recipients: tuple[Recipient, ...], source: object, target: object) -> None:
    """Encrypt a stream to the case's recipients."""
    encrypt_stream(source, target, recipients)  # type: ignore[arg-type] # what pyrage asks of a stream is read and write


def sealed_digests(view: CaseView) -> frozenset[Digest]:
    """Give the digest of every encrypted original that an exhibit names."""
    return frozenset(Digest(str(row["sealed_sha256"])) for row in view.rows("exhibits") if row["sealed_sha256"])


def hide_open_receipts(case: Case) -> None:
    """Put receipts of protected items under encryption that an earlier gestae left in the open where it was killed."""
    if all(row["sealed_sha256"] in (None, row["sha256"]) for row in case.store.rows("exhibits")):
        return
    stand_ins = {
        logged.record.seq: _stand_in(logged.entry)
        for logged in case.store.entries()
        if logged.entry is not None and logged.record.state is State.PLAIN and _is_protected(logged.entry)
    }
    if stand_ins:
        order = Withholding(tuple(stand_ins), PROTECTED_GROUND, case.desk.author, case.desk.now(), stand_ins)
        protect(case.store, order, lambda plain: encrypt_bytes(plain, recipients_of(case.store)))


@dataclass(frozen=True, slots=True)
class _Recorded:
    """What shows in the open of a delivery under protection: its entries, its sizes, its pseudonym if it had one."""

    first: int
    last: int
    sizes: Sequence[int]
    pseudonym: str | None


def _recorded(view: CaseView) -> list[_Recorded]:
    """Tell recorded deliveries apart: the receipts of one stand in unbroken order, and what hides them follows."""
    exhibits = {row["sha256"]: row for row in view.rows("exhibits") if row["protected"]}
    found: list[_Recorded] = []
    for row in view.rows("receipts"):
        seq, exhibit = row["seq"], exhibits.get(row["sha256"])
        if exhibit is None or not isinstance(seq, int) or not isinstance(exhibit["size_bytes"], int):
            continue
        shown = None if row["pseudonym"] == _nameless(str(row["sha256"])) else str(row["pseudonym"])
        if found and found[-1].last == seq - 1:
            last = found.pop()
            found.append(_Recorded(last.first, seq, [*last.sizes, exhibit["size_bytes"]], shown))
        else:
            found.append(_Recorded(seq, seq, [exhibit["size_bytes"]], shown))
    return found


def _is_alone(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _is_protected(entry: Entry) -> bool:
    return entry.kind == "item-received" and entry.body.get("sealed_sha256") is not None


def _nameless(sealed: str) -> str:
    return f"protected-{sealed[:8]}"


def _stand_in(entry: Entry) -> Entry:
    """Show a protected item by its pseudonym and the digest of its encrypted bytes, and by nothing else of it.

    Not by its receipt's id either: whoever guesses the item's bytes and name could confirm them by that.
    """
    kept = {key: entry.body[key] for key in ("pseudonym", "sealed_sha256", "size_bytes") if key in entry.body}
    shown = {"sha256": kept["sealed_sha256"], "name": kept["pseudonym"], "item": "protected", "protected": True}
    return Entry(entry.kind, entry.at, entry.author, PROTECTED_GROUND, {**kept, **shown})
