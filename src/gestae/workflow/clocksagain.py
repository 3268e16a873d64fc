"""Burnt-in clocks read again: the newest reading of each footage, and every older one of which readings count."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from gestae.base.canonical import Json
from gestae.engine.work import Outcome, WorkItem
from gestae.errors import FixityError
from gestae.workflow.case import Case, read_artifact
from gestae.workflow.clockfacts import CLOCK
from gestae.workflow.differing import Again, Difference, again_folder, few, values_differ, versions_differ
from gestae.workflow.parquet import read_documents

__all__ = ["clocks_again"]

_DOCUMENT: Final = "clock"


def clocks_again(case: Case, rows: Iterable[Mapping[str, Any]]) -> Iterator[Again]:
    """Give what is to be read again, in the way in which it was read.

    Args:
        case: the case.
        rows: its footage.
    """
    for row in rows:
        sha256 = str(row["sha256"])
        done = [one for one in case.store.rows("analyses", sha256=sha256, stage=CLOCK) if one["status"] == "done"]
        accepted = case.store.rows("clock_readings", sha256=sha256)
        rests_on = {str(one["source_sha256"]) for one in accepted}
        chosen = {_digest_of(one): one for one in done if one is done[-1] or _digest_of(one) in rests_on}
        for digest, read in chosen.items():
            taken = [one for one in accepted if one["source_sha256"] == digest]
            yield _again(case, row, read, taken)


def _again(case: Case, row: Mapping[str, Any], read: Mapping[str, Any], taken: Sequence[Mapping[str, Any]]) -> Again:
    sha256, how = str(row["sha256"]), read["parameters"]
    arguments: dict[str, Json] = {
        "path": str(case.originals.root / sha256[:2] / sha256),
        "sha256": sha256,
        "artifacts": str(again_folder(case.folder)),
        **{name: how[name] for name in ("finder", "reader", "windows", "rule")},
    }
    item = WorkItem(f"clock again/{read['seq']}", "gestae.workflow.clockscan:read_clock", arguments, _weight(row))
    known = tuple(versions_differ(str(row["name"]), read["versions"]))
    return Again(item, lambda outcome: _compare(case, row, read, taken, outcome), known)


def _compare(
    case: Case,
    row: Mapping[str, Any],
    read: Mapping[str, Any],
    taken: Sequence[Mapping[str, Any]],
    outcome: Outcome,
) -> Iterator[Difference]:
    name = str(row["name"])
    if outcome.failure is not None:
        yield Difference(name, _DOCUMENT, "done", outcome.failure.detail)
        return
    answer: Any = outcome.answer
    yield from (Difference(name, *one) for one in values_differ(read["model"], answer["model"], "clock model"))
    for what in sorted({*read["artifacts"], *answer["artifacts"]}):
        recorded, found = (str(side["artifacts"].get(what, "absent")) for side in (read, answer))
        yield from _artifact(case, name, what, recorded, found)
    if taken:
        yield from _accepted(name, _again_document(case, str(answer["artifacts"][_DOCUMENT])), taken)


def _artifact(case: Case, name: str, what: str, recorded: str, found: str) -> Iterator[Difference]:
    if "absent" in (recorded, found):
        yield Difference(name, f"artifact {what}", recorded[:16], found[:16])
        return
    try:
        before = read_artifact(case.folder, recorded)
    except FixityError as error:
        yield Difference(name, f"artifact {what}", recorded[:16], f"recorded bytes cannot be read: {error}")
        return
    if found == recorded:
        return
    if what == _DOCUMENT:
        (old,), new = read_documents(before), _again_document(case, found)
        yield from few(name, what, (recorded, found), values_differ(old, new, what))
    else:
        yield Difference(name, f"artifact {what}", recorded[:16], f"{found[:16]}: another picture")


def _accepted(name: str, again: Mapping[str, Any], taken: Sequence[Mapping[str, Any]]) -> Iterator[Difference]:
    """Name the accepted ticks that are none now, or show something else; without a date, the time alone is held."""
    ticks = {tick["at"]["pts"]: tick for stretch in again["stretches"] for tick in stretch["ticks"]}
    for one in taken:
        said, tick = str(one["displayed"]), ticks.get(one["pts"])
        shown = () if tick is None else (*tick["shown"].values(), tick["time"])
        if said not in shown and said.partition("T")[2][:8] not in shown[-1:] * (len(shown) == 1):
            found = "no tick" if tick is None else str(tick["text"])
            yield Difference(name, f"accepted clock reading, entry {one['seq']}", said, found)


def _again_document(case: Case, digest: str) -> Mapping[str, Any]:
    (document,) = read_documents((again_folder(case.folder) / digest[:2] / digest).read_bytes())
    return document


def _digest_of(read: Mapping[str, Any]) -> str:
    return str(read["artifacts"].get(_DOCUMENT))


def _weight(row: Mapping[str, Any]) -> float:
    streams = row["facts"].get("streams", ()) if isinstance(row["facts"], Mapping) else ()
    return float(max([1, *(one.get("packets", 1) for one in streams if one.get("kind") == "video")]))
