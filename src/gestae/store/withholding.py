r"""[edge] Content moved under encryption, or erased, after it was journaled; its leaf stays, and the chain with it.

The order of steps of `protect`: under the only right to write, each content is encrypted and its file is on the disk
before anything else changes; one transaction then takes content and salt out of the rows, appends an entry for each
and makes the state again; last, the words are wiped from free pages and log. A kill before the commit leaves
everything as it was (and perhaps a sealed file that nothing names); after it, the next opening finishes the wipe.

The plain bytes of a sealed file are `salt ‖ content`, so that anyone with the key can check it with standard tools:
`(printf '\0'; age -d -i KEY sealed/LEAF.age) | sha256sum` prints LEAF.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeAlias

from sqlalchemy import Connection, update

from gestae.base.canonical import Json
from gestae.errors import CaseError, Faults, FixityError, InputRefused
from gestae.journal.chain import DIGEST_BYTES, Record, State, where_of
from gestae.journal.entry import Entry
from gestae.journal.kinds import HIDING, OPENING
from gestae.journal.replay import plain_entries, shown_entries
from gestae.journal.standins import departures, stand_in_excess
from gestae.model.time import Instant
from gestae.store.case import CaseStore, CaseView
from gestae.store.database import reading, writing
from gestae.store.files import write_whole
from gestae.store.rows import append_rows, read_records, replayed
from gestae.store.schema import JOURNAL
from gestae.store.state import write_state
from gestae.store.wiping import finish_wipe, plan_wipe, sealed_name_of

__all__ = ["Withholding", "check", "erase", "open_sealed", "protect", "unseal"]

_PROTECTED, _ERASED = HIDING
_STATE_AFTER: Final = {_PROTECTED: State.PROTECTED, _ERASED: State.ERASED}
# What each step may be done to: what is protected can still be erased, what is erased is gone.
_ALLOWED: Final = {_PROTECTED: frozenset({State.PLAIN}), _ERASED: frozenset({State.PLAIN, State.PROTECTED})}
# An entry of these kinds carries what the case cannot be shown without, so another must stand in for it.
_NEEDS_STAND_IN: Final = frozenset({OPENING, *HIDING})
_WHAT_IS_HIDDEN: Final = ("seq", "leaf", "sealed_name", "sealed_sha256")

# Name and sha256 of the encrypted content, so that it can be verified without a key; nothing for what is erased.
Sealed: TypeAlias = "dict[str, str]"


@dataclass(frozen=True, slots=True)
class Withholding:
    """What is to be hidden, on what ground, on whose decision.

    Attributes:
        seqs: places of the journal.
        ground: the stated ground; it is journaled in the open, so it must not repeat what is hidden.
        author: who decided.
        at: when.
        stand_ins: by place, what is shown instead: `gestae.journal.standins.stand_in_of` the entry, or less. A place
            without one shows nothing, or, where it was protected before, what stood in for it then.
    """

    seqs: tuple[int, ...]
    ground: str
    author: str
    at: Instant
    stand_ins: Mapping[int, Entry] = field(default_factory=dict)

    def __post_init__(self) -> None:
        faults = []
        if not self.seqs or len(set(self.seqs)) != len(self.seqs):
            faults.append(InputRefused("what to hide", wrong=f"is {self.seqs}", right="name places, each once"))
        if not self.ground.strip():
            faults.append(InputRefused("the ground", wrong="is empty", right="say on what ground it is hidden"))
        stray = sorted(self.stand_ins.keys() - set(self.seqs))
        if stray:
            faults.append(InputRefused("stand-ins", wrong=f"are given for {stray}", right="hide these places too"))
        if faults:
            raise Faults("a withholding", tuple(faults))


def check(case: CaseView, order: Withholding, state: State) -> None:
    """Refuse an order that could not be carried out, before anything is asked or made for it.

    Args:
        case: the case.
        order: what, why, on whose decision.
        state: what the entries are to be: protected or erased.

    Raises:
        Faults: what `protect` or `erase` would refuse.
    """
    with reading(case.engine_here()) as connection:
        records = {record.seq: record for record in read_records(connection)}
    plain, _unreadable = plain_entries(records.values())
    kind = next(kind for kind, after in _STATE_AFTER.items() if after is state)
    _refuse_unfit(order, kind, records, shown_entries(tuple(records.values()), plain))


def protect(case: CaseStore, order: Withholding, encrypt: Callable[[bytes], bytes]) -> tuple[int, ...]:
    """Move the contents of entries under encryption.

    Args:
        case: the case.
        order: what, why, on whose decision.
        encrypt: encrypts to the case's recipients.

    Returns:
        The places of the entries that say so, in the order of `order.seqs`.

    Raises:
        Faults: an entry is missing or hidden already, or a stand-in does not fit; all of them, and nothing is changed.
        WordsRemain: done and recorded, but another process keeps the words in the file until the next opening.
    """

    def seal(record: Record) -> Sealed:
        name = sealed_name_of(record.leaf)
        sealed = encrypt((record.salt or b"") + (record.content or b""))
        write_whole(case.folder / name, sealed)
        return {"sealed_name": name, "sealed_sha256": hashlib.sha256(sealed).hexdigest()}

    return _hide(case, order, _PROTECTED, seal)


def erase(case: CaseStore, order: Withholding) -> tuple[int, ...]:
    """Erase the contents of entries for good, with the sealed copies of those that were protected.

    Returns:
        The places of the entries that say so, in the order of `order.seqs`.

    Raises:
        Faults: an entry is missing or erased already, or a stand-in does not fit; all of them, and nothing is changed.
        WordsRemain: done and recorded, but another process keeps the words in the file until the next opening.
    """
    return _hide(case, order, _ERASED, lambda _record: {})


def unseal(case: CaseStore, seq: int, decrypt: Callable[[bytes], bytes]) -> Entry:
    """Open a protected entry and check that it is the one that was journaled.

    Args:
        case: the case.
        seq: the place of the entry.
        decrypt: opens what `encrypt` closed.

    Raises:
        CaseError: the entry is not protected, or its sealed file cannot be read.
        FixityError: what was opened does not give the entry's leaf.
    """
    with reading(case.engine_here()) as connection:
        record = next((record for record in read_records(connection) if record.seq == seq), None)
    if record is None or record.state is not State.PROTECTED:
        raise CaseError(f"{where_of(seq)} is {record.state if record else 'missing'}; only a protected one is opened")
    _salt, content = open_sealed(case.folder, record, decrypt)
    return Entry.from_content(content, where_of(seq))


def open_sealed(folder: Path, record: Record, decrypt: Callable[[bytes], bytes]) -> tuple[bytes, bytes]:
    """Give salt and content of a protected entry, checked against its leaf.

    Raises:
        CaseError: its sealed file cannot be read.
        FixityError: what was opened does not give the leaf.
    """
    name = sealed_name_of(record.leaf)
    try:
        sealed = (folder / name).read_bytes()
    except OSError as error:
        raise CaseError(f"{name} cannot be read ({error}); restore it from a second copy") from error
    plain = decrypt(sealed)
    found = hashlib.sha256(b"\x00" + plain).hexdigest()
    if found != record.leaf.hex() or len(plain) < DIGEST_BYTES:
        raise FixityError(name, recorded=record.leaf.hex(), found=found)
    return plain[:DIGEST_BYTES], plain[DIGEST_BYTES:]


def _hide(case: CaseStore, order: Withholding, kind: str, seal: Callable[[Record], Sealed]) -> tuple[int, ...]:
    with writing(case.engine_here()) as connection:
        records = {record.seq: record for record in read_records(connection)}
        plain, _unreadable = plain_entries(records.values())
        shown = shown_entries(tuple(records.values()), plain)
        _refuse_unfit(order, kind, records, shown)
        hiding = []
        for seq in order.seqs:
            sealed = seal(records[seq])
            _empty_row(connection, seq, _STATE_AFTER[kind], sealed.get("sealed_name"))
            stand_in = order.stand_ins.get(seq, _old(records[seq], shown))
            hiding.append(_hiding_entry(order, records[seq], stand_in, kind=kind, sealed=sealed))
        placed = append_rows(connection, hiding, case.draw_salt)
        _check_emptied(connection, order.seqs)
        write_state(connection, replayed(connection))
        plan_wipe(connection)
    finish_wipe(case.folder, case.engine_here())
    return tuple(seq for seq, _entry in placed)


def _refuse_unfit(order: Withholding, kind: str, records: Mapping[int, Record], shown: Mapping[int, Entry]) -> None:
    faults = tuple(fault for seq in order.seqs for fault in _place_faults(seq, order, kind, records, shown))
    if faults:
        raise Faults("nothing was hidden", faults)


def _old(record: Record, shown: Mapping[int, Entry]) -> Entry | None:
    return shown.get(record.seq) if record.state is State.PROTECTED else None


def _empty_row(connection: Connection, seq: int, state: State, sealed_name: str | None) -> None:
    row = {"salt": None, "content": None, "state": state.value, "sealed_name": sealed_name}
    connection.execute(update(JOURNAL).where(JOURNAL.c.seq == seq).values(row))


def _check_emptied(connection: Connection, seqs: tuple[int, ...]) -> None:
    """Look, before the transaction ends, that the words left their rows: nothing is to be called hidden that is not."""
    hidden = frozenset(seqs)
    for record in read_records(connection):
        if record.seq in hidden and (
            record.state is State.PLAIN or record.content is not None or record.salt is not None
        ):
            raise CaseError(
                f"case.db did not let go of {where_of(record.seq)}, and nothing was hidden; verify the case"
            )


def _hiding_entry(order: Withholding, record: Record, stand_in: Entry | None, *, kind: str, sealed: Sealed) -> Entry:
    body: dict[str, Json] = {
        "seq": record.seq,
        "leaf": record.leaf.hex(),
        "ground": order.ground,
        "stand_in": None if stand_in is None else stand_in.as_json(),
        **sealed,
    }
    return Entry(kind, order.at, order.author, order.ground, body)


def _place_faults(
    seq: int, order: Withholding, kind: str, records: Mapping[int, Record], shown: Mapping[int, Entry]
) -> Iterable[InputRefused]:
    where, record = where_of(seq), records.get(seq)
    if record is None:
        yield InputRefused(where, wrong="is not in the journal", right=f"name a place from 1 to {max(records)}")
        return
    if record.state not in _ALLOWED[kind]:
        yield InputRefused(where, wrong=f"is {record.state} already", right="leave it out")
    if record.state is State.PLAIN and seq not in shown:
        yield InputRefused(where, wrong="cannot be read", right="verify the case first")
    yield from _stand_in_faults(where, shown.get(seq), order.stand_ins.get(seq), is_new=record.state is State.PLAIN)


def _stand_in_faults(
    where: str, hidden: Entry | None, stand_in: Entry | None, *, is_new: bool
) -> Iterable[InputRefused]:
    """A stand-in says less than the hidden entry and nothing else; what hides another entry must hide the same."""
    if stand_in is None:
        if is_new and hidden is not None and hidden.kind in _NEEDS_STAND_IN:
            yield InputRefused(where, wrong=f"is {hidden.kind}", right="give what is to stand in for it")
    elif hidden is None:
        yield InputRefused(where, wrong="shows nothing, and is to show something", right="give no stand-in for it")
    elif stand_in.kind != hidden.kind:
        yield InputRefused(where, wrong=f"is {hidden.kind}, its stand-in {stand_in.kind}", right="use the same kind")
    else:
        yield from _content_faults(where, hidden, stand_in)


def _content_faults(where: str, hidden: Entry, stand_in: Entry) -> Iterable[InputRefused]:
    changed = list(departures(stand_in, hidden))
    if hidden.kind in HIDING:
        changed += [name for name in _WHAT_IS_HIDDEN if stand_in.body.get(name) != hidden.body.get(name)]
    if changed:
        yield InputRefused(
            where, wrong=f"its stand-in changes {', '.join(dict.fromkeys(changed))}", right="leave that as it is"
        )
    excess = list(stand_in_excess(stand_in))
    if excess:
        yield InputRefused(
            where, wrong=f"its stand-in shows {', '.join(excess)}", right="let it show what a stand-in may hold"
        )
