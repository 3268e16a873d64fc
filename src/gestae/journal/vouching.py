"""What is shown for hidden entries and nothing proves: the content is gone, and the stand-in came with the hiding.

A head that is kept elsewhere stands for all entries up to it, so for every stand-in that they carry. What an entry
after it shows in the place of an earlier one, that head cannot prove: whoever held the case wrote it later.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from gestae.base.canonical import Json
from gestae.journal.chain import Record, State
from gestae.journal.entry import Entry
from gestae.journal.kinds import HIDING

__all__ = ["hidden_after", "unvouched"]


def hidden_after(shown: Mapping[int, Entry], head_seq: int) -> tuple[int, ...]:
    """Name the entries up to a head for which something stands in, or nothing, that was written after it.

    Args:
        shown: what each place shows.
        head_seq: how far the head goes.
    """
    return tuple(sorted(seq for seq, by in _carriers(shown).items() if seq <= head_seq < by))


def unvouched(
    records: Sequence[Record], shown: Mapping[int, Entry], head_seq: int | None = None
) -> tuple[tuple[int, str], ...]:
    """Name the digests of files that the case goes by only because a stand-in says so, each with the hidden entry.

    An entry in the open vouches for a digest that it names, if it stood there before the hiding; where a head was kept,
    if it stands before that head too. A stand-in up to such a head is vouched for by the head.

    Args:
        records: the journal.
        shown: what each place shows.
        head_seq: how far a head goes that was kept elsewhere; None without one.
    """
    named = _named_in_the_open(records, shown)
    carriers = _carriers(shown)
    found = []
    for seq in sorted(carriers.keys() & shown.keys()):
        by = carriers[seq]
        if head_seq is not None and by <= head_seq:
            continue
        before = by if head_seq is None or seq > head_seq else min(by, head_seq + 1)
        found += [(seq, sha256) for sha256 in _held(shown[seq]) if named.get(sha256, before) >= before]
    return tuple(found)


def _carriers(shown: Mapping[int, Entry]) -> dict[int, int]:
    """Give for each hidden place the entry in the open that carries what is shown there, through all that is nested."""
    carriers: dict[int, int] = {}
    for seq in sorted(shown, reverse=True):
        entry = shown[seq]
        hidden = entry.body["seq"] if entry.kind in HIDING else None
        if isinstance(hidden, int):
            carriers.setdefault(hidden, carriers.get(seq, seq))
    return carriers


def _named_in_the_open(records: Sequence[Record], shown: Mapping[int, Entry]) -> dict[str, int]:
    """Give each text that an entry in the open says, with the first place where it stands."""
    named: dict[str, int] = {}
    for record in records:
        entry = shown.get(record.seq)
        if record.state is State.PLAIN and entry is not None and entry.kind not in HIDING:
            for text in _texts(entry.body):
                named.setdefault(text, record.seq)
    return named


def _held(entry: Entry) -> tuple[str, ...]:
    """Give the digests under which an entry says that files of the case are kept."""
    if entry.kind == "item-received":
        return (str(entry.body.get("sealed_sha256") or entry.body["sha256"]),)
    if entry.kind == "analysis-done":
        return tuple(sorted(set(_texts(entry.body["artifacts"]))))
    return (str(entry.body["sha256"]),) if entry.kind == "artifact-recorded" else ()


def _texts(value: Json) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, Sequence):
        for item in value:
            yield from _texts(item)
