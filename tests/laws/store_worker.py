"""What the tests with real processes run in them: `python -m tests.laws.store_worker VERB CASE …`, to be killed."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from tests.laws.journal_samples import AT, note, opening, thinned

from gestae.store.case import CaseStore, create, open_case
from gestae.store.protecting import Concealed, append_protected
from gestae.store.withholding import Withholding, erase, protect


def append(case: CaseStore, name: str, times: str, batch: str) -> None:
    """Append batches, and tell after each which places it got."""
    for n in range(int(times)):
        seqs = case.append(*(note(f"{name} {n} {part}", target=name) for part in range(int(batch))))
        sys.stdout.write(" ".join(map(str, seqs)) + "\n")
        sys.stdout.flush()


def hide(case: CaseStore, verb: str, last: str, dies_at: str) -> None:
    """Hide the entries from 2 to `last`; die while the one with the number `dies_at` is encrypted."""
    encrypted = 0

    def encrypt(plain: bytes) -> bytes:
        nonlocal encrypted
        encrypted += 1
        if encrypted == int(dies_at):
            os.kill(os.getpid(), signal.SIGKILL)
        return bytes(byte ^ 0x5A for byte in plain)

    order = Withholding(tuple(range(2, int(last) + 1)), "witness at risk", "O. H.", AT)
    sys.stdout.write("begins\n")
    sys.stdout.flush()
    if verb == "protect":
        protect(case, order, encrypt)
    else:
        erase(case, order)


def conceal(case: CaseStore, word: str, batches: str, dies_at: str) -> None:
    """Append entries under encryption, three at once; die while the one with the number `dies_at` is encrypted."""
    encrypted = 0

    def encrypt(plain: bytes) -> bytes:
        nonlocal encrypted
        encrypted += 1
        if encrypted == int(dies_at):
            os.kill(os.getpid(), signal.SIGKILL)
        return bytes(byte ^ 0x5A for byte in plain)

    for n in range(int(batches)):
        batch = [Concealed(note(f"{word}{n}-{part}"), thinned(note(word)), "witness at risk") for part in range(3)]
        sys.stdout.write(" ".join(map(str, append_protected(case, batch, encrypt))) + "\n")
        sys.stdout.flush()


def main(verb: str, folder: str, *rest: str) -> None:
    """Do one verb on a case."""
    if verb == "create":
        create(Path(folder), opening()).close()
        return
    case = open_case(Path(folder))
    if verb == "append":
        append(case, *rest)
    elif verb == "conceal":
        conceal(case, *rest)
    else:
        hide(case, verb, *rest)


if __name__ == "__main__":
    main(*sys.argv[1:])
