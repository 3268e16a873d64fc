"""The document of `gestae moments`: when something happened in each film, and how closely that was looked at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from gestae.base.canonical import Json
from gestae.store.case import CaseView
from gestae.workflow.films import Film, Pass, films, windows_of
from gestae.workflow.findings import Filter, Finding, artifacts_of, findings
from gestae.workflow.footage import footage_rows, video_of
from gestae.workflow.momentspans import Spell, spells_of

__all__ = ["FilmMoments", "film_moments", "moments_document"]

FORMAT: Final = 1
_NS_DIGITS: Final = 9


@dataclass(frozen=True, slots=True)
class FilmMoments:
    """One footage with its moments.

    Attributes:
        row: of the footage.
        not_searched: why it is looked at from beginning to end instead of being searched; None where it is searched.
        is_looked_at: whether people and vehicles were looked for in it.
        searched: (first time, pass) of the windows that were searched.
        spells: its moments, in order.
    """

    row: Mapping[str, Any]
    not_searched: str | None
    is_looked_at: bool
    searched: tuple[tuple[int, str], ...]
    spells: tuple[Spell, ...]

    @property
    def video(self) -> Mapping[str, Any]:
        """Its video stream, as a document."""
        return video_of(self.row) or {}

    @property
    def time_base(self) -> Fraction:
        """Seconds a tick."""
        return Fraction(str(self.video["time_base"]))

    @property
    def first_pts(self) -> int:
        """Time of its first picture, from which seconds count; 0 where it has no times, and so no moments."""
        return int(self.video["first"]["pts"]) if self.video["first"] else 0

    def seconds(self, pts: int) -> Fraction:
        """Count from its first picture."""
        return (pts - self.first_pts) * self.time_base


def film_moments(view: CaseView, wanted: Filter | None = None) -> tuple[FilmMoments, ...]:
    """Find the moments of every footage: by the closest search that was begun, else by what was observed in it."""
    searchable, others = films(view)
    by_digest = {film.sha256: film for film in searchable}
    found: dict[str, list[Finding]] = {}
    for one in findings(view):
        found.setdefault(one.observation.sha256, []).append(one)
    asked = wanted or Filter()
    rows = [row for row in footage_rows(view) if video_of(row) is not None and asked.lets_footage(row)]
    return tuple(
        _film(view, row, by_digest.get(str(row["sha256"])), others, found.get(str(row["sha256"]), ())) for row in rows
    )


def moments_document(view: CaseView, found: Sequence[FilmMoments] | None = None) -> dict[str, Json]:
    """Write the moments of a case for programs; those that were found already, where they are given.

    A footage that is not searched has the reason in `looked_at_everywhere`, and its moments from observations.
    """
    return {"format": FORMAT, "footage": [_footage(one) for one in (film_moments(view) if found is None else found)]}


def _film(
    view: CaseView, row: Mapping[str, Any], film: Film | None, others: Mapping[str, str], found: Sequence[Finding]
) -> FilmMoments:
    sha256 = str(row["sha256"])
    is_looked_at = "observations" in artifacts_of(view, sha256)
    if film is None:
        return FilmMoments(row, others[sha256], is_looked_at, (), spells_of(view, row, None, found))
    windows = _closest(view, film)
    moments = [one for _, (_, window) in sorted(windows.items()) for one in window.moments]
    searched = tuple(
        (film.windows[number][0].start_pts, which.value.removeprefix("moments: "))
        for number, (which, _) in sorted(windows.items())
    )
    if not windows and is_looked_at:
        return FilmMoments(row, "it was asked for", is_looked_at, (), spells_of(view, row, None, found))
    return FilmMoments(row, None, is_looked_at, searched, spells_of(view, row, moments, found))


def _footage(one: FilmMoments) -> Json:
    row = one.row
    searched: list[Json] = [{"from": _at(one, pts), "pass": which} for pts, which in one.searched]
    return {
        "sha256": row["sha256"], "name": row["name"], "camera": row["camera"],
        "looked_at_everywhere": one.not_searched,
        "searched": searched,
        "moments": [_moment(one, spell) for spell in one.spells],
    }  # fmt: skip


def _moment(film: FilmMoments, one: Spell) -> Json:
    return {
        "start": _at(film, one.start_pts),
        "end": _at(film, one.end_pts),
        "region": list(one.region) if one.region else None,
        "score": None if one.score is None else round(one.score, 3),
        "looked": one.looked,
        "observations": [{"id": each.observation.id, "what": each.observation.what, "status": each.decision}
                         for each in one.found],
    }  # fmt: skip


def _at(film: FilmMoments, pts: int) -> Json:
    return {"pts": pts, "seconds": round(float(film.seconds(pts)), _NS_DIGITS)}


def _closest(view: CaseView, film: Film) -> dict[int, tuple[Pass, Any]]:
    """Give each window by the closest pass that it had."""
    closest: dict[int, tuple[Pass, Any]] = {}
    for which in Pass:  # from the coarsest
        closest |= {number: (which, window) for number, (window, _) in windows_of(view, film, which).items()}
    return closest
