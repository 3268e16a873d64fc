"""The document of `gestae moments`: when something changed in each long film, and how closely that was searched."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from gestae.base.canonical import Json
from gestae.model.moment import Moment
from gestae.store.case import CaseView
from gestae.workflow.films import Film, Pass, films, windows_of
from gestae.workflow.footage import footage_rows, video_of

__all__ = ["moments_document"]

FORMAT: Final = 1
_NS_DIGITS: Final = 9


def moments_document(view: CaseView) -> dict[str, Json]:
    """List the moments of every footage, by the closest search that was begun; windows searched closer count closer.

    A footage that is not searched has the reason in `looked_at_everywhere`.
    """
    found, others = films(view)
    by_digest = {film.sha256: film for film in found}
    rows = [row for row in footage_rows(view) if video_of(row) is not None]
    return {"format": FORMAT, "footage": [_footage(view, row, by_digest, others) for row in rows]}


def _footage(view: CaseView, row: Mapping[str, Any], films: Mapping[str, Film], others: Mapping[str, str]) -> Json:
    sha256 = str(row["sha256"])
    head: dict[str, Json] = {"sha256": sha256, "name": row["name"], "camera": row["camera"]}
    film = films.get(sha256)
    if film is None:
        return {**head, "looked_at_everywhere": others[sha256], "searched": [], "moments": []}
    base, first_pts = film.time_base, int((video_of(row) or {})["first"]["pts"])

    def at(pts: int) -> Json:
        return {"pts": pts, "seconds": round(float((pts - first_pts) * base), _NS_DIGITS)}

    def moment(one: Moment) -> Json:
        return {
            "start": at(one.start_pts), "end": at(one.end_pts), "region": list(one.region_px),
            "score": round(one.score, 3), "looked": one.looked.value,
        }  # fmt: skip

    windows = _closest(view, film)
    searched: list[Json] = [
        {"from": at(film.windows[number][0].start_pts), "pass": which.value.removeprefix("moments: ")}
        for number, (which, _) in sorted(windows.items())
    ]
    moments = [moment(one) for _, (_, window) in sorted(windows.items()) for one in window.moments]
    return {**head, "looked_at_everywhere": None, "searched": searched, "moments": moments}


def _closest(view: CaseView, film: Film) -> dict[int, tuple[Pass, Any]]:
    """Give each window by the closest pass that it had."""
    closest: dict[int, tuple[Pass, Any]] = {}
    for which in Pass:  # from the coarsest
        closest |= {number: (which, window) for number, (window, _) in windows_of(view, film, which).items()}
    return closest
