"""Protected items: encrypted as they are read, journaled under a pseudonym, their names never in the open."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Final

from gestae.base.canonical import Json
from gestae.errors import CaseError
from gestae.journal.chain import State
from gestae.journal.entry import Entry
from gestae.model.evidence import Digest
from gestae.preserve.intake import Taken
from gestae.preserve.sealed import SealedVault
from gestae.preserve.sealing import Recipient, encrypt_bytes, encrypt_stream, make_identity, parse_recipient
from gestae.store.case import CaseView
from gestae.store.protecting import Concealed, append_protected
from gestae.store.wiping import SEALED
from gestae.store.withholding import Withholding, protect
from gestae.workflow.case import Case

__all__ = [
    "add_recipient",
    "hide_open_receipts",
    "make_key",
    "only_protected_intake",
    "recipients_of",
    "record_protected",
    "record_protected_refusal",
    "sealed_vault",
]

# Sealed originals lie apart from sealed entries, so that each folder holds one kind of file.
SEALED_ORIGINALS: Final = "sealed/originals"
PROTECTED_GROUND: Final = "protected at intake"


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


def sealed_vault(case: Case) -> SealedVault:
    """Open the vault of protected originals; removes what a killed run sealed and nothing names."""
    vault = SealedVault(case.folder / SEALED_ORIGINALS, partial(encrypt_to, recipients_of(case.store)))
    vault.sweep(sealed_digests(case.store))
    return vault


def encrypt_to(recipients: tuple[Recipient, ...], source: object, target: object) -> None:
    """Encrypt a stream to the case's recipients."""
    encrypt_stream(source, target, recipients)  # type: ignore[arg-type] # what pyrage asks of a stream is read and write


@contextmanager
def only_protected_intake(case: Case) -> Iterator[None]:
    """Let one process at a time take in protected items.

    Nothing in the open tells one protected item from another, so two that run at once over the same files would each
    seal and record them.

    Raises:
        CaseError: another process is at it.
    """
    handle = os.open(case.folder / SEALED, os.O_RDONLY | os.O_CLOEXEC)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise CaseError(
                f"{case.folder}: another process takes in protected items; wait until it has ended, and see what it "
                "recorded (`gestae log`) before the same are handed over again"
            ) from error
        yield
    finally:
        os.close(handle)


def sealed_digests(view: CaseView) -> frozenset[Digest]:
    """Give the digest of every encrypted original that an exhibit names."""
    return frozenset(Digest(str(row["sealed_sha256"])) for row in view.rows("exhibits") if row["sealed_sha256"])


def record_protected(case: Case, taken: Taken, body: Mapping[str, Json], pseudonym: str | None, reason: str) -> int:
    """Journal the receipt of a protected item, under encryption from its first moment.

    An exhibit is otherwise named by the digest of its plain bytes, which somebody who has them could look for.
    A protected one is named by the digest of its encrypted bytes.
    """
    if taken.stored.sealed is None:
        raise CaseError(f"{taken.received.place} was not encrypted; it is not recorded as protected")
    sealed = taken.stored.sealed.hex
    name = pseudonym or f"protected-{sealed[:8]}"
    full = {**body, "protected": True, "pseudonym": name, "sealed_sha256": sealed}
    entry = case.desk.entry("item-received", reason, full)
    return _conceal(case, entry, _stand_in(entry))


def record_protected_refusal(case: Case, body: Mapping[str, Json], pseudonym: str | None, reason: str) -> int:
    """Journal that a protected item was refused: that something was, in the open; what and why, under encryption."""
    entry = case.desk.entry("item-refused", reason, body)
    shown: dict[str, Json] = {"name": pseudonym or "protected", "wrong": "withheld"}
    return _conceal(case, entry, Entry(entry.kind, entry.at, entry.author, PROTECTED_GROUND, shown))


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


def _conceal(case: Case, entry: Entry, stand_in: Entry) -> int:
    recipients = recipients_of(case.store)
    one = Concealed(entry, stand_in, PROTECTED_GROUND)
    return append_protected(case.store, [one], lambda plain: encrypt_bytes(plain, recipients))[0]


def _is_protected(entry: Entry) -> bool:
    return entry.kind == "item-received" and entry.body.get("sealed_sha256") is not None


def _stand_in(entry: Entry) -> Entry:
    """Show a protected item by its pseudonym and the digest of its encrypted bytes, and by nothing else of it.

    Not by its receipt's id either: whoever guesses the item's bytes and name could confirm them by that.
    """
    kept = {key: entry.body[key] for key in ("pseudonym", "sealed_sha256", "size_bytes") if key in entry.body}
    shown = {"sha256": kept["sealed_sha256"], "name": kept["pseudonym"], "item": "protected", "protected": True}
    return Entry(entry.kind, entry.at, entry.author, PROTECTED_GROUND, {**kept, **shown})
