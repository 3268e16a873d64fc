"""What has to be hidden: entries under encryption, or erased on a stated ground, with what may still be shown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from gestae.base.canonical import Json
from gestae.errors import InputRefused
from gestae.journal.chain import State
from gestae.journal.entry import Entry
from gestae.journal.standins import SHOWN, stand_in_of
from gestae.preserve.sealing import encrypt_bytes
from gestae.store.case import CaseView
from gestae.store.withholding import Withholding, check, erase, protect
from gestae.workflow.case import Case
from gestae.workflow.exhibits import exhibit_numbers
from gestae.workflow.pages import left_pages
from gestae.workflow.pictures import left_pictures
from gestae.workflow.protected import recipients_of
from gestae.workflow.telling import repeats, telling_words

__all__ = [
    "Withheld",
    "check_hiding",
    "check_key",
    "erase_entries",
    "protect_entries",
]

# Where an item lay and what form it has is said alike of many; that others share it tells nothing.
_OF_MACHINES: Final = frozenset({"source_path", "media_type", "parameters", "versions", "model", "member"})
_LONG_ENOUGH: Final = 4
# A digest or an id of ours tells of a file, and all that speaks of the file names it; a number of a card has no letter.
_OF_A_FILE: Final = re.compile(r"(?=.*[a-f])[0-9a-f]{20,}")


@dataclass(frozen=True, slots=True)
class Withheld:
    """What was hidden, and what was not.

    Attributes:
        entries: whose content is hidden.
        recorded_as: the entries that say so.
        reports_before: pages written since the first of the entries, which may still hold the words.
        originals: digests of originals whose receipts are hidden; their bytes stay in the case.
        artifacts: digests of machine output that was made from these originals or recorded by what is hidden.
        repeated_in: other entries in the open in which a name or number of the hidden ones stands, be it as their
            author; or the name of the author of a hidden one in what they say.
        authors: who wrote the hidden ones; that stays in the open.
        pictures: folders of pictures beside the case, in which what is hidden may be shown.
        still_in: where the hidden words still stand: the place in an exhibit that is in the open, its number and the
            entry of its receipt.
    """

    entries: tuple[int, ...]
    recorded_as: tuple[int, ...]
    reports_before: tuple[str, ...]
    originals: tuple[str, ...] = ()
    artifacts: tuple[str, ...] = ()
    repeated_in: tuple[int, ...] = ()
    authors: tuple[str, ...] = ()
    pictures: tuple[str, ...] = ()
    still_in: tuple[str, ...] = ()


def check_hiding(case: Case, seqs: Iterable[int], ground: str, state: State) -> None:
    """Refuse a hiding that could not be done, before a person is asked and a key is made.

    Raises:
        InputRefused: the ground repeats what is to be hidden.
        Faults: an entry is missing, or in that state already.
    """
    check(case.store, _order(case, seqs, ground)[0], state)


def check_key(case: Case, key: Path | None) -> None:
    """Refuse to make a key where one lies already, and to do without where the case knows none.

    Raises:
        InputRefused: something lies at that place.
        CaseError: no key is to be made, and the case has no recipient.
    """
    if key is None:
        recipients_of(case.store)
    elif key.exists():
        knows_one = bool(case.store.rows("recipients"))
        right = (
            "leave --key out: the case encrypts to the keys it knows" if knows_one else "name a file that is not there"
        )
        raise InputRefused(f"the key {key}", wrong="is there already, and none is made in its place", right=right)


def protect_entries(case: Case, seqs: Iterable[int], ground: str) -> Withheld:
    """Move the content of entries under encryption to the case's recipients.

    Raises:
        CaseError: the case has no recipient.
        Faults: an entry is missing or hidden already; nothing is hidden then.
    """
    recipients = recipients_of(case.store)
    order, left = _order(case, seqs, ground)
    said = protect(case.store, order, lambda plain: encrypt_bytes(plain, recipients))
    return replace(left, recorded_as=said)


def erase_entries(case: Case, seqs: Iterable[int], ground: str) -> Withheld:
    """Erase the content of entries for good; their leaves stay, and the chain with them.

    Raises:
        Faults: an entry is missing or erased already; nothing is erased then.
    """
    order, left = _order(case, seqs, ground)
    return replace(left, recorded_as=erase(case.store, order))


def _order(case: Case, seqs: Iterable[int], ground: str) -> tuple[Withholding, Withheld]:
    """Say what is to be hidden, and look beforehand for what that leaves in the open."""
    wanted = tuple(dict.fromkeys(seqs))
    logged = case.store.entries()
    entries = {one.record.seq: one.entry for one in logged if one.entry is not None}
    hidden = {seq: entries[seq] for seq in wanted if seq in entries}
    _refuse_repeating(ground, hidden.values())
    stand_ins = {seq: shown for seq, entry in hidden.items() if (shown := stand_in_of(entry)) is not None}
    order = Withholding(wanted, ground, case.desk.author, case.desk.now(), stand_ins)
    return order, _left(case.store, hidden, {seq: entries[seq] for seq in entries if seq not in hidden})


def _left(view: CaseView, hidden: Mapping[int, Entry], others: Mapping[int, Entry]) -> Withheld:
    received = [entry.body for entry in hidden.values() if entry.kind == "item-received"]
    originals = {str(body.get("sealed_sha256") or body["sha256"]) for body in received}
    sources = {body["sha256"] for body in received}
    artifacts = {
        str(r["sha256"]) for r in view.rows("artifacts") if r["source_sha256"] in sources or r["seq"] in hidden
    }
    words = _long_enough(word for entry in hidden.values() for word in _told_by(entry))
    authors = {entry.author: _long_enough(telling_words(entry.author)) for entry in hidden.values()}
    named = words.union(*authors.values())
    repeated = tuple(
        seq for seq, entry in others.items() if named & _told_by(entry) or words & telling_words(entry.author)
    )
    # A page that was written before there was such an entry cannot hold its words.
    written = {
        str(row["name"])
        for row in view.rows("reports")
        if isinstance(row["seq"], int) and row["seq"] > min(hidden, default=0)
    }
    reports = tuple(sorted(written | {page.name for page in left_pages(view.folder)}))
    return Withheld(
        tuple(hidden),
        (),
        reports,
        tuple(sorted(originals)),
        tuple(sorted(artifacts)),
        repeated,
        tuple(sorted(authors)),
        tuple(place.name for place in left_pictures(view.folder)),
        _still_in(view, hidden),
    )


def _still_in(view: CaseView, hidden: Mapping[int, Entry]) -> tuple[str, ...]:
    """Say in which open exhibits the passages and rows still stand that hidden entries quote."""
    numbers = exhibit_numbers(view)
    rows = {str(row["sha256"]): row for row in view.rows("exhibits") if row["seq"] not in hidden}
    quoted = [one for entry in hidden.values() for one in _quoted(entry.body)]
    found = (
        f"{row['name']}, {place} (exhibit {numbers[sha256]}, taken in by entry {row['seq']})"
        for sha256, place in quoted
        if (row := rows.get(sha256)) and row["pseudonym"] is None
    )
    return tuple(dict.fromkeys(found))


def _quoted(body: Mapping[str, Json]) -> Iterable[tuple[str, str]]:
    """Give exhibit and place of each passage or row that an entry quotes."""
    listed = body.get("passages")
    for one in (body, *(listed if isinstance(listed, tuple | list) else ())):
        if isinstance(one, Mapping) and "sha256" in one and "place" in one:
            yield str(one["sha256"]), str(one["place"])
        elif isinstance(one, Mapping) and "sha256" in one and isinstance(one.get("row"), int):
            yield str(one["sha256"]), f"row {one['row']}"


def _long_enough(words: Iterable[str]) -> frozenset[str]:
    return frozenset(word for word in words if len(word) >= _LONG_ENOUGH)


def _told_by(entry: Entry) -> frozenset[str]:
    if entry.kind == "facts-read":
        return frozenset()
    texts = (text for name, value in entry.body.items() if name not in _OF_MACHINES for text in _texts({name: value}))
    words = (word for text in (*texts, entry.reason) for word in telling_words(text))
    return frozenset(word for word in words if not _OF_A_FILE.fullmatch(word))


def _refuse_repeating(ground: str, entries: Iterable[Entry]) -> None:
    """Refuse a ground that repeats what is to be hidden: it is journaled in the open.

    Neither a whole text of it nor a single name, number or plate out of one may stand there.
    """
    for entry in entries:
        if any(repeats(ground, text) for text in (*_texts(entry.body), entry.reason)):
            raise InputRefused("the ground", wrong="repeats what is to be hidden", right="say it without the words")


def _texts(value: Json) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for name, item in value.items():
            if name not in SHOWN:
                yield from _texts(item)
