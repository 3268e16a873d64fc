"""Look again at the parts of a film, and name those of which something else was noted than the case records."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from gestae.base.canonical import Json
from gestae.engine.work import Outcome, WorkItem
from gestae.errors import FixityError
from gestae.sight.groups import windows
from gestae.sight.spans import in_parts, near_spans
from gestae.workflow.case import ARTIFACTS, Case, read_artifact
from gestae.workflow.differing import Again, Difference, again_folder, few
from gestae.workflow.footage import LOOK_PART, PACKETS
from gestae.workflow.lookplan import moments_of, spans_of
from gestae.workflow.parcels import read_parcel
from gestae.workflow.parquet import read_documents, read_index

__all__ = ["PartAgain", "parts_again", "where_looked"]

_FUNCTION: Final = "gestae.workflow.looking:look_at_part"
_NO_ENTRY: Final = "no entry"


@dataclass(frozen=True, slots=True)
class PartAgain(Again):
    """A part of a film that is to be looked at again.

    `recorded` is the digest of what was noted of it; empty where the case has no entry of it, which is a difference.
    """

    recorded: str = ""


def where_looked(folder: Path, spans: str) -> Mapping[str, Json]:
    """Read where a film was looked at from the artifact that says so: `spans`, `moments`, `searched`."""
    (document,) = read_documents(read_artifact(folder, spans))
    return {name: document[name] for name in ("spans", "moments", "searched")}


def parts_again(case: Case, row: Mapping[str, Any], look: Mapping[str, Any]) -> tuple[PartAgain, ...]:
    """Plan to look again at the parts that a look joined; none where it was one item. A part without entry is named.

    Args:
        case: where it is recorded.
        row: the footage.
        look: the journaled look, see `analyses`.
    """
    spans = look["artifacts"].get("spans")
    if spans is None:
        return ()
    noted = _noted(case, look)
    items = list(_items(case, look, where_looked(case.folder, str(spans))))
    name = str(row["name"])
    planned = [_part(case, look, (name, number), item, noted.pop(number, "")) for number, item in enumerate(items)]
    beyond = [_amiss((name, number), digest, "no such part") for number, digest in sorted(noted.items())]
    return (*planned, *beyond)


def _part(case: Case, look: Mapping[str, Any], part: tuple[str, int], item: WorkItem, digest: str) -> PartAgain:
    if not digest:
        return _amiss(part, _NO_ENTRY, "a part of what was looked at")
    return PartAgain(item, _Compare(case.folder, *part, str(look["sha256"]), digest), (), digest)


def _amiss(part: tuple[str, int], recorded: str, found: str) -> PartAgain:
    """Name a part of which there is no entry, or an entry of which there is no part; neither can be compared."""
    return PartAgain(None, lambda _: (), (Difference(part[0], f"look at part {part[1]}", recorded, found),))


def _noted(case: Case, look: Mapping[str, Any]) -> dict[int, str]:
    """Give the digests of what was noted of the parts, by their number in order of time."""
    found: dict[int, str] = {}
    for row in case.store.rows("analyses", sha256=look["sha256"], stage=LOOK_PART):
        used = row["parameters"]
        if row["status"] != "done" or not isinstance(used, Mapping) or row["versions"] != look["versions"]:
            continue
        own = {name: value for name, value in used.items() if name != "part"}
        if own == look["parameters"] and isinstance(row["artifacts"], Mapping):
            found[int(str(used["part"]))] = str(row["artifacts"]["noted"])
    return found


def _items(case: Case, look: Mapping[str, Any], where: Mapping[str, Json]) -> Iterator[WorkItem]:
    sha256, used = str(look["sha256"]), look["parameters"]
    (packets,) = (str(one["sha256"]) for one in case.store.rows("artifacts", name=PACKETS, source_sha256=sha256))
    index = read_index(read_artifact(case.folder, packets))
    parts = in_parts(spans_of(where["spans"]), [stretch for window in windows(index) for stretch in window])
    # The index is read where it is recorded, and what is noted is kept with all that is computed again.
    again = again_folder(case.folder)
    for number, spans in enumerate(parts):
        moments = near_spans(moments_of(where["moments"]), spans, index.time_base)
        arguments: dict[str, Json] = {
            "path": str(case.originals.root / sha256[:2] / sha256),
            "sha256": sha256,
            "artifacts": str(again),
            "recorded": str(case.folder / ARTIFACTS),
            "packets": packets,
            **{name: used[name] for name in ("detector", "setting", "looks_per_s")},
            "pose": used.get("pose"),
            "text": used.get("text"),
            "spans": [list(span) for span in spans],
            "moments": [list(one) for one in moments],
            "check": number == 0,
        }
        yield WorkItem(f"look again/{sha256}/{number}", _FUNCTION, arguments)


@dataclass(frozen=True, slots=True)
class _Compare:
    folder: Path
    name: str
    number: int
    sha256: str
    recorded: str

    def __call__(self, outcome: Outcome) -> Iterator[Difference]:
        """Name the arrays in which what is noted now differs from what was."""
        what = f"look at part {self.number}"
        if outcome.failure is not None:
            yield Difference(self.name, what, "done", outcome.failure.detail)
            return
        found = str(outcome.answer)
        try:
            before = read_artifact(self.folder, self.recorded)
        except FixityError as error:
            yield Difference(self.name, what, self.recorded, f"recorded bytes cannot be read: {error}")
            return
        if found != self.recorded:
            again = (again_folder(self.folder) / found[:2] / found).read_bytes()
            rows = _arrays_differ(read_parcel(before, self.sha256), read_parcel(again, self.sha256))
            yield from few(self.name, what, (self.recorded, found), rows)


def _arrays_differ(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    for name in sorted({*old, *new}):
        was, now = old.get(name), new.get(name)
        if was is None or now is None or not np.array_equal(was, now):
            yield name, _said(was), _said(now)


def _said(array: Any) -> str:  # noqa: ANN401 - an array, or none
    return "absent" if array is None else f"{array.shape} sum {array.sum() if array.dtype.kind in 'iufb' else '-'}"
