"""What became of time checks that count no more, withdrawn or hidden: nobody is to take them for never made."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from gestae.base.canonical import Json
from gestae.journal.entry import Entry
from gestae.store.case import CaseView

__all__ = ["LostChecks", "places"]

# Kinds of entries that take a time check back: by itself, or with the form that it stood in.
_TAKING_BACK: Final = ("clock-withdrawn", "acquisition-withdrawn")


@dataclass(frozen=True, slots=True)
class LostChecks:
    """Time checks that counted once.

    Attributes:
        withdrawn: for each recorder, what was withdrawn, a sentence each.
        hidden: entries that show nothing, so that nobody can tell whether they were time checks, a sentence each.
    """

    withdrawn: Mapping[str, tuple[str, ...]]
    hidden: tuple[str, ...]

    @classmethod
    def of(cls, view: CaseView) -> LostChecks:
        """Look the journal through, where anything of a clock was taken back; a long one takes seconds."""
        if not any(view.mentions(kind) for kind in _TAKING_BACK):
            return cls({}, _hidden(view))
        log = {one.seq: one.entry for one in view.entries() if one.entry is not None}
        standing = {row["seq"] for row in view.rows("time_checks")}
        withdrawn: dict[str, list[str]] = defaultdict(list)
        for seq, entry in log.items():
            gone: dict[str, list[int]] = defaultdict(list)
            for place in _taken_back(entry):
                check = log.get(place)
                if check is not None and check.kind == "time-check-made" and place not in standing:
                    gone[str(check.body["recorder"])].append(place)
            for recorder, seqs in gone.items():
                were = "time check of entry {} was" if len(seqs) == 1 else "time checks of entries {} were"
                withdrawn[recorder].append(f"the {were.format(places(seqs))} withdrawn by entry {seq} ({entry.reason})")
        return cls({recorder: tuple(said) for recorder, said in withdrawn.items()}, _hidden(view))

    def why(self, recorder: str) -> str:
        """Say why a recorder has no time check any more; nothing where none is known to be lost."""
        said = self.withdrawn.get(recorder, self.hidden)
        if not said:
            return ""
        return f"no time check of it stands: {'; '.join(said)}; take in a form with another one"


def places(seqs: Iterable[int]) -> str:
    """Write places of the journal, unbroken runs of them short.

    >>> places([3, 4, 5, 9, 11, 12])
    '3 to 5, 9, 11, 12'
    """
    runs: list[list[int]] = []
    for seq in sorted(seqs):
        if runs and runs[-1][-1] == seq - 1:
            runs[-1].append(seq)
        else:
            runs.append([seq])
    return ", ".join(f"{run[0]} to {run[-1]}" if len(run) > 2 else ", ".join(map(str, run)) for run in runs)


def _taken_back(entry: Entry) -> Sequence[int]:
    """Give the places that an entry withdraws."""
    one, several = _TAKING_BACK
    if entry.kind == one:
        return _numbers([entry.body["seq"]])
    named = entry.body["entries"] if entry.kind == several else ()
    return _numbers(named) if isinstance(named, Sequence) else ()


def _numbers(values: Iterable[Json]) -> list[int]:
    return [value for value in values if isinstance(value, int)]


def _hidden(view: CaseView) -> tuple[str, ...]:
    by_ground: dict[tuple[str, str], list[int]] = defaultdict(list)
    for row in view.rows("withheld"):
        if row["stand_in"] is None and isinstance(row["hidden_seq"], int):
            by_ground[str(row["state"]), str(row["ground"])].append(row["hidden_seq"])
    return tuple(
        f"{'entry' if len(seqs) == 1 else 'entries'} {places(seqs)} {'is' if len(seqs) == 1 else 'are'} "
        f"{state} ({ground}) and may have been one"
        for (state, ground), seqs in sorted(by_ground.items())
    )
