"""The moments of a footage, however it was looked at: what a search found, or where acts begin and end.

A long film is searched, and its moments are what stood out. A film that was looked at from beginning to end has no such
search; there a moment is a stretch in which observations begin or end with no more than `QUIET_S` between. Someone who
merely goes on standing there does not join two moments: between them nothing began and nothing ended. An act of up to
`SHORT_ACT_S` is not cut through.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any, Final

from gestae.model.footage import Looked
from gestae.model.moment import Moment
from gestae.model.observation import Kind, Observation, Region
from gestae.store.case import CaseView
from gestae.workflow.findings import Finding, coverage_spans
from gestae.workflow.footage import video_of

__all__ = ["PRESENCE", "QUIET_S", "SHORT_ACT_S", "Spell", "searched_spells", "spells_of", "spells_of_observations"]

# Where nothing begins and nothing ends for longer, a moment is over.
QUIET_S: Final = Fraction(3)
# What is over so soon is one act, however long its beginning lies before its end; what goes on for longer is a state.
SHORT_ACT_S: Final = Fraction(10)
# Who is there in the first picture, or in the last, did not come or go then.
_AT_THE_ENDS_S: Final = Fraction(1, 2)
# What only says that somebody or something is there.
PRESENCE: Final = frozenset({Kind.PERSON_PRESENT, Kind.VEHICLE_PRESENT})
Corners = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Spell:
    """One moment of one stream.

    Attributes:
        start_pts: time of its first picture, ticks of the stream.
        end_pts: time of its last.
        region: x1 y1 x2 y2 in pixels of the decoded picture that hold all that was found at a place of it; None: no
            place is known.
        score: by how much the search found it to stand out; None where no search did.
        looked: how closely it was looked at; "not looked at" where no look at its footage covers its beginning.
        found: the observations that begin or end in it, in order of time; none that was rejected.
    """

    start_pts: int
    end_pts: int
    region: Corners | None
    score: float | None
    looked: str
    found: tuple[Finding, ...]


def searched_spells(
    moments: Sequence[Moment],
    found: Sequence[Finding],
    time_base: Fraction,
    ends: tuple[int, int],
    coverage: Sequence[Mapping[str, Any]] = (),
) -> tuple[Spell, ...]:
    """Give the moments of a searched film, each with what was observed in it or within `QUIET_S` of it.

    Acts that lie apart from all of them, such as a step of the light or what a person marked, are moments of their own.

    Args:
        moments: in order.
        found: the observations of its stream.
        time_base: seconds a tick.
        ends: times of the stream's first and last picture.
        coverage: how its stretches were looked at, as documents.
    """
    kept = [one for one in found if one.decision != "rejected"]
    near = QUIET_S / time_base
    beside: dict[int, list[Finding]] = {place: [] for place in range(len(moments))}
    apart = []
    for one in kept:
        own = [place for place, moment in enumerate(moments) if _is_beside(one.observation, moment, near)]
        for place in own:
            beside[place].append(one)
        if not own and one.observation.kind not in PRESENCE:
            apart.append(one)
    spells = [
        Spell(one.start_pts, one.end_pts, one.region_px, one.score, one.looked.value, tuple(beside[place]))
        for place, one in enumerate(moments)
    ]
    return tuple(sorted([*spells, *spells_of_observations(apart, time_base, ends, coverage)], key=_by_start))


def spells_of_observations(
    found: Sequence[Finding],
    time_base: Fraction,
    ends: tuple[int, int],
    coverage: Sequence[Mapping[str, Any]] = (),
) -> tuple[Spell, ...]:
    """Join the beginnings and ends of observations that lie close to each other.

    Args:
        found: the observations of one stream.
        time_base: seconds a tick.
        ends: times of the stream's first and last picture.
        coverage: how its stretches were looked at, as documents.
    """
    kept = sorted((one for one in found if one.decision != "rejected"), key=_place)
    near = _AT_THE_ENDS_S / time_base
    edges = sorted(
        {
            at
            for one in kept
            for at in _edges(one.observation)
            if one.observation.kind not in PRESENCE or ends[0] + near < at < ends[1] - near
        }
    )
    if not edges:
        return ()
    acts = [_edges(one.observation) for one in kept if one.observation.kind not in PRESENCE]
    short = [span for span in acts if (span[-1] - span[0]) * time_base <= SHORT_ACT_S]
    cuts = [
        later
        for one, later in pairwise(edges)
        if (later - one) * time_base > QUIET_S and not any(span[0] <= one and later <= span[-1] for span in short)
    ]
    starts = [edges[0], *cuts]
    lasts = [*(max(edge for edge in edges if edge < cut) for cut in cuts), edges[-1]]
    return tuple(_spell(kept, start, last, coverage) for start, last in zip(starts, lasts, strict=True))


def spells_of(
    view: CaseView, row: Mapping[str, Any], moments: Sequence[Moment] | None, found: Sequence[Finding]
) -> tuple[Spell, ...]:
    """Give the moments of a footage.

    Args:
        view: the case.
        row: the footage.
        moments: what a search found in it; None where it was not searched.
        found: its observations.
    """
    video = video_of(row)
    if video is None:
        return ()
    own = [one for one in found if one.observation.stream == int(video["index"])]
    if not video["first"]:
        return ()
    ends, base = (int(video["first"]["pts"]), int(video["last"]["pts"])), Fraction(str(video["time_base"]))
    coverage = coverage_spans(view, str(row["sha256"]))
    if moments is not None:
        return searched_spells(moments, own, base, ends, coverage)
    return spells_of_observations(own, base, ends, coverage)


def _spell(found: Iterable[Finding], start: int, end: int, coverage: Sequence[Mapping[str, Any]]) -> Spell:
    inside = tuple(one for one in found if _changes_in(one.observation, start, end))
    return Spell(start, end, _around(one.observation.region for one in inside), None, _looked(coverage, start), inside)


def _around(regions: Iterable[Region | None]) -> Corners | None:
    """Hold all regions in one; None where there is none."""
    corners = [one.corners for one in regions if one is not None]
    if not corners:
        return None
    (left, top), (right, bottom) = (
        [pick(one[side] for one in corners) for side in sides] for pick, sides in ((min, (0, 1)), (max, (2, 3)))
    )
    return left, top, right, bottom


def _edges(one: Observation) -> tuple[int, ...]:
    """Give when it begins and ends, in ticks, by the pictures that show it."""
    return (one.start.pts,) if one.end is None else (one.start.pts, one.end.pts)


def _changes_in(one: Observation, start: int, end: int) -> bool:
    return any(start <= at <= end for at in _edges(one))


def _is_beside(one: Observation, moment: Moment, near: Fraction) -> bool:
    return any(moment.start_pts - near <= at <= moment.end_pts + near for at in _edges(one))


def _by_start(one: Spell) -> tuple[int, int]:
    return one.start_pts, one.end_pts


def _place(one: Finding) -> tuple[int, str]:
    return one.observation.start.pts, one.observation.id


def _looked(coverage: Sequence[Mapping[str, Any]], at: int) -> str:
    for span in coverage:
        if span["from"] and span["to"] and span["from"]["pts"] <= at < span["to"]["pts"]:
            return str(span["how"])
    return Looked.NOT.value
