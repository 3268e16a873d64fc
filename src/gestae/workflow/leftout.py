"""What a case holds of time and does not count: entries that are hidden, and those that people took back.

Whoever leaves out what speaks against an answer must be seen to do so. What a hidden entry says is not told here, nor
can it be; that it is there, its number and the ground stand in the open anyway, and are repeated beside every answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from gestae.base.canonical import Json
from gestae.journal.entry import Entry
from gestae.journal.replay import Logged
from gestae.journal.standins import IN_PLACE
from gestae.store.case import CaseView
from gestae.workflow.lost import places

__all__ = ["LeftOut", "left_out", "left_out_sentences"]

# What is told of time by its stand-in's kind: what such an entry said is withheld, though that it stands is shown.
# Who speaks in a source bears on how firmly an order follows.
_HIDDEN_OF_TIME: Final = frozenset(
    {"observation-accepted", "observation-recorded", "event-stated", "camera-named", "source-described"}
)
# The kinds by whose statements a time, an order or a premise of either goes.
_OF_TIME: Final = frozenset(
    {
        "observation-accepted", "observation-recorded", "event-stated", "clock-stated", "link-stated",
        "reading-stated", "constraint-stated",
    }
)  # fmt: skip
# What takes back the entry of a place, or several; and what takes back whatever was stated under an id.
_BY_PLACE: Final = {"clock-withdrawn": "seq", "offset-withdrawn": "seq", "acquisition-withdrawn": "entries"}
_BY_ID: Final = {
    "event-withdrawn": ("events",),
    "told-withdrawn": ("clocks", "links", "readings", "constraints"),
    "observation-rejected": ("observations",),
}
_SHOWN: Final = "shows what each said, and why it was withdrawn"
_GONE: Final = frozenset({"withdrawn", "rejected"})


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An entry that speaks of time, or may, and that no answer counts.

    Attributes:
        seq: its place.
        how: withdrawn, protected or erased.
        by: the entry that took it back; None for a hidden one, of which the log says it.
        why: the reason, or the ground; of what was taken back by a hidden entry, that it is, and on what ground.
    """

    seq: int
    how: str
    by: int | None
    why: str

    @property
    def is_unexplained(self) -> bool:
        """Whether it was taken back by an entry that is hidden, and its reason with it."""
        return self.why.startswith(f"{IN_PLACE}: entry {self.by} ")

    def document(self) -> dict[str, Json]:
        """Write it for programs."""
        return {"entry": self.seq, "how": self.how, "by": self.by, "why": self.why}


def left_out(view: CaseView, entries: Iterable[Logged] | None = None) -> tuple[LeftOut, ...]:
    """Name what is not counted, by place; what was taken back and said again in the same words is counted.

    Args:
        view: the case.
        entries: its journal, where it was read already.
    """
    log = {one.seq: one.entry for one in entries or view.entries() if one.entry is not None}
    hidden = {one.seq: one for one in _hidden(view)}
    taken = {seq: one for one in _withdrawn(view, log) for seq in [one.seq] if seq not in hidden}
    grounds = {row["hidden_seq"]: f"{row['state']} ({row['ground']})" for row in view.rows("withheld")}
    for seq, one in taken.items():
        if one.by in grounds:
            taken[seq] = replace(one, why=f"{IN_PLACE}: entry {one.by} is {grounds[one.by]}")
    return tuple(one for _, one in sorted((hidden | taken).items()))


def left_out_sentences(found: Sequence[LeftOut]) -> tuple[str, ...]:
    """Say what is not counted, a sentence for all that was taken back and one for each ground of hiding.

    >>> left_out_sentences([LeftOut(12, "erased", None, "order 7"), LeftOut(15, "erased", None, "order 7")])
    ('2 hidden entries may speak of time and are not counted: entries 12, 15 (erased: order 7)',)
    """
    said = []
    taken = [one for one in found if one.how == "withdrawn"]
    for why in sorted({one.why if one.is_unexplained else "" for one in taken}):
        seqs = [one.seq for one in taken if (one.why if one.is_unexplained else "") == why]
        those = _entries("withdrawn entry that speaks", "withdrawn entries that speak", seqs)
        shown = f"shows what each said; why it was withdrawn is {why}" if why else _SHOWN
        said.append(f"{those} (`gestae log` {shown})")
    for how, why in sorted({(one.how, one.why) for one in found if one.how != "withdrawn"}):
        seqs = [one.seq for one in found if (one.how, one.why) == (how, why)]
        said.append(f"{_entries('hidden entry may speak', 'hidden entries may speak', seqs)} ({how}: {why})")
    return tuple(said)


def _entries(one: str, many: str, seqs: Sequence[int]) -> str:
    """Count entries, in words that stand before "of time".

    >>> _entries("hidden entry may speak", "hidden entries may speak", [4])
    '1 hidden entry may speak of time and is not counted: entry 4'
    """
    is_one = len(seqs) == 1
    joined = "" if "that" in one else " and"
    said = f"{len(seqs)} {one if is_one else many} of time{joined} {'is' if is_one else 'are'} not counted"
    return f"{said}: {'entry' if is_one else 'entries'} {places(seqs)}"


def _hidden(view: CaseView) -> Iterator[LeftOut]:
    for row in view.rows("withheld"):
        shown, seq = row["stand_in"], row["hidden_seq"]
        of_time = not isinstance(shown, Mapping) or shown.get("kind") in _HIDDEN_OF_TIME
        if of_time and isinstance(seq, int):
            yield LeftOut(seq, str(row["state"]), None, str(row["ground"]))


def _withdrawn(view: CaseView, log: Mapping[int, Entry]) -> Iterator[LeftOut]:
    standing = {row["seq"] for table in ("time_checks", "clock_readings", "offsets", "acquisitions")
                for row in view.rows(table)}  # fmt: skip
    gone = {name: {str(row["id"]) for row in view.rows(name) if _GONE & {row.get("status"), row.get("decision")}}
            for names in _BY_ID.values() for name in names}  # fmt: skip
    stated: dict[str, int] = {}
    for seq, entry in log.items():
        if entry.kind in _OF_TIME:
            stated[str(entry.body["id"])] = seq
        name = str(entry.body.get("id"))
        if entry.kind in _BY_PLACE:
            back = [place for place in _listed(entry.body[_BY_PLACE[entry.kind]]) if place in log]
        elif entry.kind in _BY_ID and any(name in gone[table] for table in _BY_ID[entry.kind]):
            back = [stated[name]] if name in stated else []
        else:
            continue
        yield from (
            LeftOut(place, "withdrawn", seq, entry.reason)
            for place in back
            if place not in standing and not _is_said_again(log, place, standing)
        )


def _is_said_again(log: Mapping[int, Entry], place: int, standing: Iterable[Json]) -> bool:
    """Say whether an entry that stands says the very same."""
    one = log[place]
    return any(
        isinstance(seq, int) and seq in log and (log[seq].kind, log[seq].body) == (one.kind, one.body)
        for seq in standing
    )


def _listed(value: Json) -> list[int]:
    values = value if isinstance(value, Sequence) and not isinstance(value, str) else (value,)
    return [one for one in values if isinstance(one, int)]
