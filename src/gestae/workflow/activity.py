"""[edge] What the activity of all cameras is drawn from: coverage, tracks, moments and acts, by the case's time."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import accumulate
from pathlib import Path
from typing import Any

from gestae.base.units import NS_PER_S
from gestae.casefile.activitystrip import ActivityRow, ActivityView, MomentMark, draw_activity
from gestae.casefile.material import CoverageView, MarkView
from gestae.errors import CaseError
from gestae.store.case import CaseView
from gestae.workflow.about import zone_of
from gestae.workflow.case import read_artifact
from gestae.workflow.casetimes import CaseTimes
from gestae.workflow.coverage import coverage_document
from gestae.workflow.findings import Finding, artifacts_of, findings
from gestae.workflow.footage import length_s
from gestae.workflow.material import COVERAGE_HOW
from gestae.workflow.moments import FilmMoments
from gestae.workflow.momentspans import PRESENCE
from gestae.workflow.parquet import read_tracks
from gestae.workflow.pictures import beside

__all__ = ["activity_drawing", "activity_view", "write_activity"]


def activity_drawing(view: CaseView, found: Sequence[FilmMoments]) -> str:
    """Draw the activity of some films as SVG; nothing where none of them has a length."""
    return draw_activity(activity_view(view, found))


def activity_view(view: CaseView, found: Sequence[FilmMoments]) -> ActivityView:
    """Gather what is drawn, film by film; moments bear the numbers that `gestae moments` gives them."""
    times, opening = CaseTimes(view), view.rows("case")
    covered = {str(one["sha256"]): one["coverage"] for one in coverage_document(view)["footage"]}
    seen: dict[str, list[Finding]] = {}
    for one in findings(view):
        seen.setdefault(one.observation.sha256, []).append(one)
    numbers = accumulate((len(film.spells) for film in found), initial=1)
    rows = [
        _row(view, film, (times, number), covered.get(_sha256(film), ()), seen.get(_sha256(film), ()))
        for film, number in zip(found, numbers, strict=False)
        if film.video["first"] and length_s(film.video)
    ]
    title = str(opening[0]["title"]) if opening else "a case whose opening is withheld"
    return ActivityView(title, zone_of(view), tuple(sorted(rows, key=_by_time)))


def write_activity(view: CaseView, drawing: str, place: Path) -> None:
    """Write the drawing into a new file.

    Raises:
        CaseError: it lies in the case, something is there already, or nothing is drawn.
    """
    beside(view, place, "")
    if os.path.lexists(place):
        raise CaseError(f"{place} is there already; name another file with --svg")
    if not drawing:
        raise CaseError(f"{view.folder} has no film with a length to draw; take in footage first")
    place.parent.mkdir(parents=True, exist_ok=True)
    with place.open("x", encoding="utf-8") as file:
        file.write(drawing)


def _row(
    view: CaseView,
    film: FilmMoments,
    known: tuple[CaseTimes, int],
    covered: Iterable[Mapping[str, Any]],
    seen: Iterable[Finding],
) -> ActivityRow:
    times, number = known
    first = times.taken(_sha256(film), int(film.video["index"]), film.first_pts, film.time_base)
    is_placed = first.earliest_ns is not None and first.latest_ns is not None
    low, high = first.earliest_ns or 0, first.latest_ns or 0
    last = film.seconds(int(film.video["last"]["pts"]))
    step = film.video["distance"]["median"]["ticks"] if film.video.get("distance") else 1
    stream = int(film.video["index"])
    return ActivityRow(
        title=str(film.row["camera"] or film.row["name"]),
        subtitle=str(film.row["name"]),
        first_ns=(low + high) // 2 if is_placed else None,
        within_ns=-(-(high - low) // 2) if is_placed else None,
        length_s=last + step * film.time_base,
        coverage=tuple(_coverage(span) for span in covered if span["from"] and span["to"]),
        steps=_steps(view, film),
        moments=tuple(
            MomentMark(number + place, film.seconds(one.start_pts), film.seconds(one.end_pts))
            for place, one in enumerate(film.spells)
        ),
        acts=tuple(
            _act(film, one)
            for one in seen
            if one.decision != "rejected" and one.observation.kind not in PRESENCE and one.observation.stream == stream
        ),
    )


def _steps(view: CaseView, film: FilmMoments) -> tuple[tuple[Fraction, int], ...]:
    """Count how many things are followed at once, from where on; each from its first look to its last."""
    artifact = artifacts_of(view, _sha256(film)).get("tracks")
    if artifact is None:
        return ()
    changes: Counter[int] = Counter()
    for track in read_tracks(read_artifact(view.folder, artifact)):
        changes[int(track.pts[0])] += 1
        changes[int(track.pts[-1])] -= 1
    ordered = sorted(pts for pts, change in changes.items() if change)
    counts = accumulate(changes[pts] for pts in ordered)
    return tuple((film.seconds(pts), count) for pts, count in zip(ordered, counts, strict=True))


def _act(film: FilmMoments, one: Finding) -> MarkView:
    seen = one.observation
    start = max(film.seconds(seen.start.pts), Fraction(0))
    end = film.seconds(seen.end.pts) if seen.end else start
    return MarkView(start, max(start, end), seen.words, seen.status)


def _coverage(span: Mapping[str, Any]) -> CoverageView:
    start, end = (Fraction(str(span[side]["seconds"])) for side in ("from", "to"))
    every = span["every_n"]
    return CoverageView(
        max(start, Fraction(0)), end, COVERAGE_HOW[str(span["how"])], int(every) if every is not None else None
    )


def _by_time(row: ActivityRow) -> tuple[bool, int, str]:
    # To the second: of films that begin together, the order of names is easier to find than that of milliseconds.
    return row.first_ns is None, (row.first_ns or 0) // (60 * NS_PER_S), row.title


def _sha256(film: FilmMoments) -> str:
    return str(film.row["sha256"])
