"""What is protected, opened with its key: journaled before it is shown, or as an attempt."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from gestae.base.canonical import Json
from gestae.errors import CaseError, FixityError, GestaeError, InputRefused, SealError
from gestae.journal.chain import State
from gestae.journal.disclosed import Departure, departures_from
from gestae.journal.entry import Entry
from gestae.model.evidence import Digest
from gestae.preserve.sealing import Identity, WrongKey, decrypt_bytes, new_file, opened_file, read_identities
from gestae.preserve.vault import Vault
from gestae.store.case import CaseView
from gestae.store.opening import Opened, view_opened
from gestae.store.withholding import unseal
from gestae.workflow.case import Case
from gestae.workflow.exhibits import Exhibits
from gestae.workflow.protected import SEALED_ORIGINALS

__all__ = ["HandedOut", "entry_named", "open_case_with", "open_entry", "write_opened"]


@dataclass(frozen=True, slots=True)
class HandedOut:
    """What came into the open.

    Attributes:
        entry: as it was journaled.
        is_original: whether the original that it received was written, and not its words.
        departures: where what is shown in its place says otherwise than it does.
    """

    entry: Entry
    is_original: bool
    departures: tuple[Departure, ...]


def open_entry(case: Case, seq: int, key: Path, reason: str) -> HandedOut:
    """Open a protected entry; that it was opened is journaled before it is shown, and an attempt as an attempt.

    An entry that is not protected is refused, and nothing is journaled: nobody tried to open what is closed.

    Raises:
        InputRefused: the file holds no key.
        CaseError, SealError, FixityError: it is not protected, the key does not fit, or it is not what was journaled.
    """
    identities = read_identities(key)
    with _attempt(case, seq, reason):
        opened = _unsealed(case, seq, identities)
    case.decide("protected-opened", reason, entries=[seq])
    return HandedOut(opened, is_original=False, departures=_departures(case, seq, opened))


def write_opened(case: Case, seq: int, key: Path, reason: str, to: Path) -> HandedOut:
    """Write what a protected entry holds into a new file outside the case: the original of a receipt, else its words.

    Only the owner of the file may read it. That it was opened is journaled before the file has its name.

    Raises:
        InputRefused: the file is there already, no key is in the key's file, or the original is not protected.
        CaseError: the file would lie in the case.
        CaseError, SealError, FixityError: as `open_entry` says; of the original too.
    """
    if case.folder.resolve() in to.resolve().parents:
        raise CaseError(f"{to} lies inside the case; what is opened is written where the case is not")
    identities = read_identities(key)
    with _attempt(case, seq, reason):
        entry = _unsealed(case, seq, identities)
        departures = _departures(case, seq, entry)
        sealed = entry.body.get("sealed_sha256")
        if sealed is not None:
            place = Vault(case.folder / SEALED_ORIGINALS).path_of(Digest(str(sealed)))
            if not place.is_file():
                raise FixityError(f"sealed original {str(sealed)[:12]}", recorded=str(sealed), found=None)
            with opened_file(place, to, identities, recorded=Digest(str(entry.body["sha256"]))):
                case.decide("protected-opened", reason, entries=[seq], sha256=sealed)
            return HandedOut(entry, is_original=True, departures=departures)
    if entry.kind == "item-received":
        raise _in_the_open(f"entry {seq}", str(entry.body["sha256"]))
    with new_file(to) as stream:
        stream.write(json.dumps(entry.as_json(), ensure_ascii=False, indent=1).encode() + b"\n")
        case.decide("protected-opened", reason, entries=[seq])
    return HandedOut(entry, is_original=False, departures=departures)


def entry_named(view: CaseView, given: str) -> int:
    """Find the entry that is meant: by its number, or as the receipt of an exhibit that is protected.

    Raises:
        InputRefused: there is no such exhibit, it is not protected, or several are meant.
    """
    if given.isdecimal() and given.isascii():
        return int(given)
    exhibits = Exhibits(view)
    found, closed = exhibits.matching(given), set(_protected(view))
    seqs = {sha256: [one for one in _receipts(view, sha256) if one in closed] for sha256 in found}
    named = {sha256: of for sha256, of in seqs.items() if of}
    if len(named) == 1:
        return min(next(iter(named.values())))
    if named:
        numbers = ", ".join(str(min(of)) for of in sorted(named.values()))
        raise InputRefused(
            repr(given), wrong=f"means {len(named)} protected items", right=f"write the number of a receipt: {numbers}"
        )
    raise _in_the_open(repr(given), exhibits.named(given))


def open_case_with(case: Case, key: Path, reason: str) -> Opened:
    """Open the whole case with a key, for reading; which entries that opened is journaled before they are shown.

    Raises:
        InputRefused: the file holds no key.
        CaseError, SealError, FixityError: a sealed entry cannot be read, is damaged, or is not what was journaled.
        WrongKey: there are protected entries, and the key opens none of them.
    """
    identities = read_identities(key)
    try:
        opened = view_opened(
            case.folder, lambda sealed: decrypt_bytes(sealed, identities, "a protected entry"), no_key_fits=WrongKey
        )
        if opened.closed and not opened.opened:
            opened.view.close()
            raise WrongKey(f"{len(opened.closed)} protected entries")
    except (CaseError, SealError, FixityError) as error:
        _journal_failure(case, _protected(case.store), reason, error)
        raise
    if opened.opened:
        case.decide("protected-opened", reason, entries=[*opened.opened])
    return opened


def _unsealed(case: Case, seq: int, identities: Sequence[Identity]) -> Entry:
    return unseal(case.store, seq, lambda sealed: decrypt_bytes(sealed, identities, f"entry {seq}"))


def _departures(case: Case, seq: int, opened: Entry) -> tuple[Departure, ...]:
    shown = {one.seq: one.entry for one in case.store.entries() if one.entry is not None}
    return departures_from(shown, {seq: opened})


@contextmanager
def _attempt(case: Case, seq: int, reason: str) -> Iterator[None]:
    """Journal what stays shut in the block; an entry that is not closed is no attempt."""
    try:
        yield
    except (CaseError, SealError, FixityError) as error:
        if seq in _protected(case.store):
            _journal_failure(case, (seq,), reason, error)
        raise


def _receipts(view: CaseView, sha256: str) -> list[int]:
    return sorted(row["seq"] for row in view.rows("receipts", sha256=sha256) if isinstance(row["seq"], int))


def _in_the_open(what: str, sha256: str) -> InputRefused:
    right = f"read it where it lies in the case, originals/{sha256[:2]}/{sha256}"
    return InputRefused(what, wrong="has an original that is not protected", right=right)


def _protected(view: CaseView) -> tuple[int, ...]:
    rows = view.rows("withheld", state=State.PROTECTED.value)
    return tuple(sorted(row["hidden_seq"] for row in rows if isinstance(row["hidden_seq"], int)))


def _journal_failure(case: Case, seqs: Sequence[int], reason: str, error: GestaeError) -> None:
    """Record an attempt. The errors name files, digests and numbers of the case, and no word of what is closed."""
    entries: Json = [*seqs]
    case.decide("opening-failed", reason, entries=entries, wrong=str(error).partition("; ")[0])
