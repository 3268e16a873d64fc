"""Hash, decode, detect, read clocks and place offsets again, and name every difference from what the case records."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

from gestae.base.canonical import Json
from gestae.engine.work import Outcome, Standing, WorkItem
from gestae.errors import FixityError
from gestae.model.colour import Worn
from gestae.model.evidence import Digest
from gestae.model.sighting import Track
from gestae.model.skeleton import Joint, Poses
from gestae.store.case import CaseView
from gestae.workflow.case import ARTIFACTS, Case, Progress, no_progress, read_artifact
from gestae.workflow.clocksagain import clocks_again
from gestae.workflow.differing import MOST_TOLD, Again, Difference, again_folder, few, versions_differ
from gestae.workflow.engines import local_engine
from gestae.workflow.footage import LOOK, footage_rows
from gestae.workflow.investigate import share
from gestae.workflow.lookagain import parts_again, where_looked
from gestae.workflow.offsetsagain import offsets_again
from gestae.workflow.parquet import read_documents, read_skeletons, read_tracks, read_worn
from gestae.workflow.searchagain import searches_again

__all__ = ["MOST_TOLD", "Difference", "reproduce", "rows_differ"]

# On another class of machine the last digits of a box may differ; what lies within this is the same finding.
MOST_BOX_PX: Final = 1.0


def reproduce(case: Case, *, workers: int | None = None, progress: Progress = no_progress) -> tuple[Difference, ...]:
    """Compute again what the newest look at each footage recorded, what was read of clocks, and accepted offsets.

    The same footage, models, versions and class of machine give the same bytes. Where a digest differs, the contents
    are compared, so that a difference is named and not only noticed.
    """
    rows = footage_rows(case.store)
    differences = [found for row in rows for found in _original(case, row)]
    # Each kind by workers of its own: one that looked holds too much for a reader of clocks beside it.
    planned = (
        ("searching for moments again", searches_again(case, rows)),
        ("looking again", _looks(case, rows)),
        ("reading clocks again", clocks_again(case, rows)),
        ("holding recordings against each other again", offsets_again(case, rows)),
    )
    kinds = tuple((told, tuple(_as_far(jobs, told))) for told, jobs in planned)
    whole = sum(len(jobs) for _, jobs in kinds)
    done = 0
    for told, jobs in kinds:
        part = share(progress, done / max(1, whole), (done + len(jobs)) / max(1, whole))
        differences += _run(jobs, told, workers, part)
        done += len(jobs)
    return tuple(dict.fromkeys(differences))


def _as_far(jobs: Iterable[Again], told: str) -> Iterator[Again]:
    """Plan as far as what is recorded can be read; where it cannot, that is a difference, and the other kinds go on."""
    try:
        yield from jobs
    except FixityError as error:
        found = f"nothing further was done of this: {error}"
        yield Again(None, lambda _: (), (Difference("the case", told, error.recorded, found),))


def _run(jobs: Sequence[Again], told: str, workers: int | None, progress: Progress) -> Iterator[Difference]:
    def watch(standing: Standing) -> None:
        words = f"{told}: {standing.finished} of {standing.items}"
        progress(words, standing.reached / standing.weight if standing.weight else 1.0)

    yield from (found for one in jobs for found in one.known)
    able = [one for one in jobs if one.item]
    items = [one.item for one in able if one.item]
    for one, outcome in zip(able, local_engine(workers).run(items, watch=watch) if items else (), strict=True):
        yield from one.compare(outcome)


def _looks(case: Case, rows: Sequence[Mapping[str, Any]]) -> Iterator[Again]:
    for row in rows:
        look = _newest(case.store, str(row["sha256"]))
        if look is not None:
            yield from _look(case, row, look)


def _look(case: Case, row: Mapping[str, Any], look: Mapping[str, Any]) -> Iterator[Again]:
    try:
        parts = parts_again(case, row, look)
    except FixityError as error:
        why = f"where it was looked cannot be read: {error}"
        yield Again(None, lambda _: (), (Difference(str(row["name"]), "look", error.recorded, why),))
        return
    yield from parts
    # Without what was noted of all parts, the film is looked at again as one.
    recorded = tuple(one.recorded for one in parts if one.item)
    yield _again(case, row, look, recorded if len(recorded) == len(parts) else ())


def _again(case: Case, row: Mapping[str, Any], look: Mapping[str, Any], parts: Sequence[str]) -> Again:
    known = tuple(versions_differ(str(row["name"]), look["versions"]))
    return Again(_item(case, row, look, parts), lambda outcome: _compare(case.folder, row, look, outcome), known)


def _newest(view: CaseView, sha256: str) -> Mapping[str, Json] | None:
    done = [row for row in view.rows("analyses", sha256=sha256, stage=LOOK) if row["status"] == "done"]
    return done[-1] if done else None


def _original(case: Case, row: Mapping[str, Any]) -> Iterator[Difference]:
    try:
        case.originals.verify(Digest(str(row["sha256"])))
    except FixityError as error:
        yield Difference(str(row["name"]), "original", error.recorded, error.found or "missing")


def _item(case: Case, row: Mapping[str, Any], look: Mapping[str, Any], parts: Sequence[str]) -> WorkItem:
    sha256, used = str(row["sha256"]), look["parameters"]
    arguments: dict[str, Json] = {
        "path": str(case.originals.root / sha256[:2] / sha256),
        "sha256": sha256,
        "artifacts": str(again_folder(case.folder)),
        **{key: used[key] for key in ("detector", "setting", "looks_per_s")},
        **_spans(case.folder, look),
        "pose": used.get("pose"),
        # What was noted of its parts is computed again on its own.
        **({"parts": list(parts), "noted": str(case.folder / ARTIFACTS)} if parts else {}),
        "text": used.get("text"),
        "cyrillic": used.get("cyrillic"),
    }
    return WorkItem(f"again/{sha256}", "gestae.workflow.looking:look", arguments)


def _spans(folder: Path, look: Mapping[str, Any]) -> Mapping[str, Json]:
    """Say where a look looked: what its search recorded is compared on its own (`_searches`)."""
    artifact = look["artifacts"].get("spans")
    if artifact is None:
        return {"spans": None, "searched": None}
    return where_looked(folder, str(artifact))


def _compare(folder: Path, row: Mapping[str, Any], look: Mapping[str, Any], outcome: Outcome) -> Iterator[Difference]:
    name = str(row["name"])
    if outcome.failure is not None:
        yield Difference(name, "look", "done", outcome.failure.detail)
        return
    answer: Any = outcome.answer
    for what, recorded in sorted(look["artifacts"].items()):
        found = str(answer["artifacts"].get(what, "missing"))
        try:
            before = read_artifact(folder, recorded)
        except FixityError as error:
            yield Difference(name, f"artifact {what}", recorded, f"recorded bytes cannot be read: {error}")
            continue
        if found == recorded:
            continue
        again = (again_folder(folder) / found[:2] / found).read_bytes()
        yield from few(name, what, (recorded, found), rows_differ(what, before, again))


def rows_differ(what: str, before: bytes, again: bytes) -> Iterator[tuple[str, str, str]]:
    """Name each row that two artifacts of one kind do not share: which, as it was, as it is."""
    if what == "tracks":
        old, new = ({track.id: track for track in read_tracks(data)} for data in (before, again))
        for name in sorted({*old, *new}):
            yield from _track_differs(name, old.get(name), new.get(name))
        return
    if what in _DIFFERS:
        yield from _DIFFERS[what](before, again)
        return
    documents = [{str(d.get("id", place)): d for place, d in enumerate(read_documents(x))} for x in (before, again)]
    for name in sorted({*documents[0], *documents[1]}):
        if documents[0].get(name) != documents[1].get(name):
            yield f"{what} {name}", _short(documents[0].get(name)), _short(documents[1].get(name))


def _colours_differ(before: bytes, again: bytes) -> Iterator[tuple[str, str, str]]:
    worn = [{(one.track, one.part.value): one for one in read_worn(data)} for data in (before, again)]
    for key in sorted({*worn[0], *worn[1]}):
        was, now = (side.get(key) for side in worn)
        if was != now:
            yield f"colours of track {' '.join(key)}", _colours(was), _colours(now)


def _colours(worn: Worn | None) -> str:
    if worn is None:
        return "absent"
    shares = ", ".join(f"{colour.value} {share}" for colour, share in worn.shares.items())
    return f"{worn.named.value if worn.named else 'unsure'} ({shares}; {worn.pictures} pictures)"


def _track_differs(name: str, old: Track | None, new: Track | None) -> Iterator[tuple[str, str, str]]:
    if old is None or new is None:
        yield f"track {name}", "absent" if old is None else "present", "absent" if new is None else "present"
        return
    if not np.array_equal(old.n, new.n):
        yield f"track {name}", f"{len(old)} boxes", f"{len(new)} boxes"
        return
    apart_px = np.abs(old.boxes - new.boxes).max(axis=1)
    for place in np.flatnonzero(apart_px > MOST_BOX_PX):
        where = f"track {name}, frame {int(old.n[place])}"
        yield where, str(old.boxes[place].round(1).tolist()), str(new.boxes[place].round(1).tolist())


def _skeletons_differ(before: Sequence[Poses], again: Sequence[Poses]) -> Iterator[tuple[str, str, str]]:
    old, new = (
        {(poses.track, int(n)): points for poses in some for n, points in zip(poses.n, poses.points, strict=True)}
        for some in (before, again)
    )
    for track, n in sorted({*old, *new}):
        where, one, other = f"skeleton of track {track}, frame {n}", old.get((track, n)), new.get((track, n))
        if one is None or other is None:
            yield where, "absent" if one is None else "present", "absent" if other is None else "present"
            continue
        apart_px = np.abs(one - other).max(axis=1)
        if apart_px.max() > MOST_BOX_PX:
            joint = Joint(int(apart_px.argmax()))
            yield (
                f"{where}, {joint.name.lower()}",
                str(one[joint].round(1).tolist()),
                str(other[joint].round(1).tolist()),
            )


def _short(document: Mapping[str, Json] | None) -> str:
    if document is None:
        return "absent"
    start = document.get("start")
    where = f" from pts {start['pts']}" if isinstance(start, Mapping) else ""
    return f"{document.get('kind', 'present')}{where}"


# Artifacts whose rows differ in a way of their own.
_DIFFERS: Final[Mapping[str, Callable[[bytes, bytes], Iterator[tuple[str, str, str]]]]] = {
    "colours": _colours_differ,
    "skeletons": lambda before, again: _skeletons_differ(read_skeletons(before), read_skeletons(again)),
}
