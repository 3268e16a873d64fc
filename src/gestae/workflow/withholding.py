"""What has to be hidden: entries under encryption, or erased on a stated ground, with what may still be shown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from gestae.base.canonical import Json
from gestae.errors import Faults, InputRefused
from gestae.journal.entry import Entry, thawed
from gestae.journal.kinds import KINDS
from gestae.preserve.sealing import decrypt_bytes, encrypt_bytes, read_identities
from gestae.store.case import CaseView
from gestae.store.withholding import Withholding, erase, protect, unseal
from gestae.workflow.case import Case
from gestae.workflow.protected import recipients_of

__all__ = ["Withheld", "erase_entries", "open_entry", "protect_entries"]

# What of an entry may stand in the open when the rest is hidden: digests, ordinals, words of the tables. Names,
# texts, places and times as people wrote them never do.
_SHOWN: Final = frozenset(
    {
        "sha256", "size_bytes", "item", "protected", "pseudonym", "sealed_sha256", "stream", "pts", "time_base",
        "how", "movement", "stage", "artifacts", "id", "footage", "kind", "start", "end", "rule", "artifact",
        "members", "form_sha256", "within_ns", "source_sha256", "zone", "format", "public_key",
    }
)  # fmt: skip
_IN_PLACE: Final = "withheld"
# What a text tells of somebody lies in words with a capital letter and in numbers: names, places, plates, telephones.
_TELLING: Final = re.compile(r"\b(?=\w*[^\W\d_])(?=\w*(?:\d|[A-ZÀ-ÖØ-ÞА-ЯЁЄІЇҐ]))\w{3,}|\d{5,}")


@dataclass(frozen=True, slots=True)
class Withheld:
    """What was hidden: entries, where they say so, and pages written before that may still hold the words."""

    entries: tuple[int, ...]
    recorded_as: tuple[int, ...]
    reports_before: tuple[str, ...]


def protect_entries(case: Case, seqs: Iterable[int], ground: str) -> Withheld:
    """Move the content of entries under encryption to the case's recipients.

    Raises:
        CaseError: the case has no recipient.
        Faults: an entry is missing or hidden already; nothing is hidden then.
    """
    recipients = recipients_of(case.store)
    order = _order(case, seqs, ground)
    said = protect(case.store, order, lambda plain: encrypt_bytes(plain, recipients))
    return Withheld(order.seqs, said, _reports(case.store))


def erase_entries(case: Case, seqs: Iterable[int], ground: str) -> Withheld:
    """Erase the content of entries for good; their leaves stay, and the chain with them.

    Raises:
        Faults: an entry is missing or erased already; nothing is erased then.
    """
    order = _order(case, seqs, ground)
    return Withheld(order.seqs, erase(case.store, order), _reports(case.store))


def open_entry(case: Case, seq: int, key: Path, reason: str) -> Entry:
    """Open a protected entry; that it was opened is journaled before it is.

    Raises:
        CaseError, SealError, FixityError: it is not protected, the key does not fit, or it is not what was journaled.
    """
    identities = read_identities(key)
    case.decide("note-added", reason, target=f"entry {seq}", text="a protected entry is opened")
    return unseal(case.store, seq, lambda sealed: decrypt_bytes(sealed, identities, f"entry {seq}"))


def _order(case: Case, seqs: Iterable[int], ground: str) -> Withholding:
    wanted = tuple(dict.fromkeys(seqs))
    entries = {logged.record.seq: logged.entry for logged in case.store.entries()}
    hidden = {seq: entry for seq in wanted if (entry := entries.get(seq)) is not None}
    _refuse_repeating(ground, hidden.values())
    stand_ins = {seq: shown for seq, entry in hidden.items() if (shown := _stand_in(entry)) is not None}
    return Withholding(wanted, ground, case.desk.author, case.desk.now(), stand_ins)


def _stand_in(entry: Entry) -> Entry | None:
    """Keep what the tables need and no person wrote; what a kind requires and may not be shown says "withheld".

    Where that leaves no entry of its kind (a time check without its times), nothing is shown instead.
    """
    kept: dict[str, Json] = {name: thawed(value) for name, value in entry.body.items() if name in _SHOWN}
    for name in KINDS[entry.kind].required:
        if name not in kept:
            kept[name] = _blank(entry.body[name])
    try:
        return Entry(entry.kind, entry.at, entry.author, _IN_PLACE, kept)
    except Faults:
        return None


def _blank(value: Json) -> Json:
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return 0
    return {} if isinstance(value, Mapping) else _IN_PLACE


def _refuse_repeating(ground: str, entries: Iterable[Entry]) -> None:
    """Refuse a ground that repeats what is to be hidden: it is journaled in the open.

    Neither a whole text of it nor a single name, number or plate out of one may stand there.
    """
    low, words = ground.casefold(), set(_TELLING.findall(ground))
    for entry in entries:
        for text in (*_texts(entry.body), entry.reason):
            if (len(text) >= 4 and text.casefold() in low) or words.intersection(_TELLING.findall(text)):
                raise InputRefused("the ground", wrong="repeats what is to be hidden", right="say it without the words")


def _texts(value: Json) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for name, item in value.items():
            if name not in _SHOWN:
                yield from _texts(item)


def _reports(view: CaseView) -> tuple[str, ...]:
    return tuple(sorted({str(row["name"]) for row in view.rows("reports")}))
