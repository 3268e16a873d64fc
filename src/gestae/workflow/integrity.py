"""Is the case what it was, and nothing more: chain, state, originals, artifacts; every fault named, nothing changed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from gestae.errors import GestaeError, InputRefused
from gestae.model.evidence import Digest
from gestae.model.fault import Fault
from gestae.preserve.vault import FaultKind, Vault
from gestae.store.case import CaseView, Head
from gestae.store.verifying import verify
from gestae.workflow.case import ARTIFACTS, ORIGINALS, Progress, no_progress, read_case
from gestae.workflow.clocks import silent_recorders
from gestae.workflow.pictures import left_pictures
from gestae.workflow.protected import SEALED_ORIGINALS, sealed_digests
from gestae.workflow.strays import stray_faults

__all__ = ["Integrity", "verify_case"]

_RESTORE: Final = "do not rely on it; restore it from a second copy, and keep this one for examination"
_UNNAMED: Final = (
    "if an intake was killed, run it again, which takes this up or clears it away; else find who put it there"
)
_HEAD: Final = re.compile(r"[0-9]{1,15}:[0-9a-fA-F]{64}")


@dataclass(frozen=True, slots=True)
class Integrity:
    """What verifying found: how much was checked, the journal's head, and every fault."""

    head: Head
    originals: int
    artifacts: int
    faults: tuple[Fault, ...]
    silent: tuple[tuple[str, str], ...] = ()  # recorders that place nothing any more, and why; no fault of the case
    hidden_after: tuple[int, ...] = ()  # up to the kept head, hidden after it: it proves nothing of what they show
    pictures: tuple[str, ...] = ()  # folders of pictures beside a case that hides something
    unvouched: tuple[tuple[int, str], ...] = ()  # digests that only what is shown for a hidden entry names, with it

    @property
    def is_whole(self) -> bool:
        """Say whether nothing is wrong."""
        return not self.faults


def verify_case(folder: Path, head: str | None = None, *, progress: Progress = no_progress) -> Integrity:
    """Check journal, state, originals and artifacts of a case; no byte of it changes.

    Args:
        folder: the case.
        head: a head that was kept elsewhere, as `SEQ:HEX`.
        progress: is told what is being read.

    Raises:
        CaseError: no case at all.
        InputRefused: `head` is not of that form.
    """
    progress("journal and state", 0.05)
    found = verify(folder, _known(head))
    faults = list(found.faults)
    named: dict[str, frozenset[Digest]] = {}
    pictures: tuple[str, ...] = ()
    silent: dict[str, str] = {}
    try:
        with read_case(folder) as view:
            named, sealed_names = _named(view)
            pictures = tuple(one.name for one in left_pictures(folder)) if view.rows("withheld") else ()
            # What a damaged journal seems to say of clocks is not repeated.
            silent = {} if faults else silent_recorders(view)
        faults += stray_faults(folder, sealed_names, tuple(named))
    except GestaeError as error:
        faults.append(Fault("state", f"cannot be read, so nothing says what should be here ({error})", _RESTORE))
    for share, (name, digests) in zip((0.1, 0.6, 0.9), named.items(), strict=False):
        progress(f"reading {name}", share)
        faults += _vault_faults(folder, name, digests)
    progress("done", 1.0)
    originals = len(named.get(ORIGINALS, ())) + len(named.get(SEALED_ORIGINALS, ()))
    told = tuple(dict.fromkeys(faults))
    return Integrity(
        found.head,
        originals,
        len(named.get(ARTIFACTS, ())),
        told,
        tuple(silent.items()),
        hidden_after=found.hidden_after,
        unvouched=found.unvouched,
        pictures=pictures,
    )


def _named(view: CaseView) -> tuple[dict[str, frozenset[Digest]], frozenset[str]]:
    """Give the digests that the case's state names, by the folder that holds them, and its sealed entries' files."""
    plain = {Digest(str(row["sha256"])) for row in view.rows("exhibits") if not row["protected"]}
    artifacts = {Digest(str(row["sha256"])) for row in view.rows("artifacts")}
    sealed = sealed_digests(view)
    sealed_names = frozenset(str(row["sealed_name"]) for row in view.rows("withheld", state="protected"))
    return {ORIGINALS: frozenset(plain), ARTIFACTS: frozenset(artifacts), SEALED_ORIGINALS: sealed}, sealed_names


def _vault_faults(folder: Path, name: str, known: frozenset[Digest]) -> Iterator[Fault]:
    place = folder / name
    if not place.is_dir():
        missing = sorted(known)
        yield from (Fault(f"{name}/{digest}", "is missing", _RESTORE) for digest in missing)
        return
    for fault in Vault(place, read_only=True).verify_all(known):
        is_unnamed = fault.kind is FaultKind.EXTRA and not (place / fault.name).is_symlink()
        right = _UNNAMED if is_unnamed else _RESTORE
        yield Fault(f"{name}/{fault.name}", fault.found, right)


def _known(head: str | None) -> dict[int, bytes]:
    if head is None:
        return {}
    if not _HEAD.fullmatch(head):
        raise InputRefused("--head", wrong=f"{head!r} is no head", right="write it as verify printed it: SEQ:HEX")
    seq, _, digits = head.partition(":")
    return {int(seq): bytes.fromhex(digits)}
