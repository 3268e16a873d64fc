"""What is protected, opened with its key: journaled before it is shown, or as an attempt."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from gestae.base.canonical import Json
from gestae.errors import CaseError, FixityError, GestaeError, SealError
from gestae.journal.chain import State
from gestae.journal.entry import Entry
from gestae.preserve.sealing import WrongKey, decrypt_bytes, read_identities
from gestae.store.case import CaseView
from gestae.store.opening import Opened, view_opened
from gestae.store.withholding import unseal
from gestae.workflow.case import Case

__all__ = ["open_case_with", "open_entry"]


def open_entry(case: Case, seq: int, key: Path, reason: str) -> Entry:
    """Open a protected entry; that it was opened is journaled before it is shown, and an attempt as an attempt.

    An entry that is not protected is refused, and nothing is journaled: nobody tried to open what is closed.

    Raises:
        InputRefused: the file holds no key.
        CaseError, SealError, FixityError: it is not protected, the key does not fit, or it is not what was journaled.
    """
    identities = read_identities(key)
    try:
        opened = unseal(case.store, seq, lambda sealed: decrypt_bytes(sealed, identities, f"entry {seq}"))
    except (CaseError, SealError, FixityError) as error:
        if seq in _protected(case.store):
            _journal_failure(case, (seq,), reason, error)
        raise
    case.decide("protected-opened", reason, entries=[seq])
    return opened


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


def _protected(view: CaseView) -> tuple[int, ...]:
    rows = view.rows("withheld", state=State.PROTECTED.value)
    return tuple(sorted(row["hidden_seq"] for row in rows if isinstance(row["hidden_seq"], int)))


def _journal_failure(case: Case, seqs: Sequence[int], reason: str, error: GestaeError) -> None:
    """Record an attempt. The errors name files, digests and numbers of the case, and no word of what is closed."""
    entries: Json = [*seqs]
    case.decide("opening-failed", reason, entries=entries, wrong=str(error).partition("; ")[0])
