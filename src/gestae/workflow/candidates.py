"""All that a question may mean in a case: what was followed through each footage, and what was observed in it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from gestae.model.colour import Worn
from gestae.model.observation import Kind, Observation
from gestae.observe.query import Query
from gestae.store.case import CaseView
from gestae.workflow.case import read_artifact
from gestae.workflow.casetimes import CaseTimes, Taken
from gestae.workflow.findings import Finding, artifacts_of, findings
from gestae.workflow.footage import footage_rows, video_of
from gestae.workflow.parquet import read_worn
from gestae.workflow.questions import Candidate
from gestae.workflow.trackfacts import TrackFacts, TrackTables
from gestae.workflow.zonefit import Fit, Moves, moves_of
from gestae.workflow.zones import Drawn, size_of

__all__ = ["Candidates"]

# What says of a track that it is a person or a vehicle at all.
_PRESENCE: Final = (Kind.PERSON_PRESENT, Kind.VEHICLE_PRESENT)


@dataclass(frozen=True, slots=True)
class Candidates:
    """What is looked for in a case, footage by footage, with the times of its pictures."""

    view: CaseView
    query: Query
    times: CaseTimes
    drawn: Sequence[Drawn]
    found: Mapping[str, Sequence[Finding]]
    moves: Moves

    @classmethod
    def of(cls, view: CaseView, query: Query, drawn: Sequence[Drawn]) -> Candidates:
        """Read the observations of a case; its tracks are read footage by footage.

        Args:
            view: the case.
            query: what is asked for: what it leaves out by sort or label is not read.
            drawn: the zones of the case.
        """
        found: dict[str, list[Finding]] = {}
        every = findings(view)
        for one in every:
            found.setdefault(one.observation.sha256, []).append(one)
        return cls(view, query, CaseTimes(view), drawn, found, moves_of(every))

    def among(self, footage: Collection[str] | None) -> Iterator[Candidate]:
        """Give all that may be meant in some footage, by digest; None: in all of it."""
        with TrackTables() as tables:
            for row in footage_rows(self.view):
                video = video_of(row)
                # Of footage whose facts are withheld, nothing has a time.
                if video and video["first"] and (footage is None or row["sha256"] in footage):
                    yield from self._of_footage(self._opened(row, video, tables))

    def _opened(self, row: Mapping[str, Any], video: Mapping[str, Any], tables: TrackTables) -> _Footage:
        sha256, size_px = str(row["sha256"]), size_of(row)
        fit = Fit.of(sha256, row["camera"], size_px, self.drawn, self.moves)
        artifacts = artifacts_of(self.view, sha256)
        labels = () if self.query.asks_observations else self.query.things
        tracks: tuple[TrackFacts, ...] = ()
        if "tracks" in artifacts:
            zones = [one.zone for one in fit.zones]
            tracks = tables.facts(self._read(artifacts["tracks"]), size_px, zones, labels)
        worn: dict[str, list[Worn]] = {}
        for one in read_worn(self._read(artifacts["colours"])) if "colours" in artifacts else ():
            worn.setdefault(one.track, []).append(one)
        base, first_pts = Fraction(str(video["time_base"])), int(video["first"]["pts"])
        return _Footage(row, int(video["index"]), base, first_pts, tracks, worn, fit)

    def _of_footage(self, film: _Footage) -> Iterator[Candidate]:
        query, seen = self.query, self.found.get(film.sha256, ())
        if query.asks_tracks:
            decided = {name: one.decision for one in seen if one.observation.kind in _PRESENCE
                       for name in one.observation.tracks}  # fmt: skip
            for track in film.tracks:
                if not query.things or track.label in query.things:
                    yield self._tracked(film, track, decided.get(track.id, ""))
        if query.asks_observations:
            for one in seen:
                seen_as = one.observation.kind
                if not query.acts or {(seen_as, None), (seen_as, one.observation.attribute)} & set(query.acts):
                    yield self._observed(film, one)

    def _tracked(self, film: _Footage, track: TrackFacts, decision: str) -> Candidate:
        return Candidate(
            **film.said([track]),
            since=track.first_pts,
            until=track.last_pts,
            finding=None,
            decision=decision,
            began=self._taken(film, track.first_pts, track.first_pts),
            ended=self._taken(film, track.last_pts, track.last_pts),
            stood=_stood(film.fit, track.stays),
            unfit=film.fit.unsure(track.first_pts, track.last_pts, track.stays),
            has_place=True,
        )

    def _observed(self, film: _Footage, one: Finding) -> Candidate:
        seen = one.observation
        end = seen.end or seen.start
        own = [track for track in film.tracks if track.id in seen.tracks]
        is_presence = seen.kind in _PRESENCE and bool(own)
        stays = _over_all(own) if is_presence else _stays(seen, film.fit)
        until = max((track.last_pts for track in own), default=seen.start.pts) if is_presence else seen.start.pts
        return Candidate(
            **film.said(own),
            since=seen.start.pts,
            until=seen.end.pts if seen.end else None,
            finding=one,
            decision=one.decision,
            began=self._taken(film, seen.start.earliest_pts, seen.start.latest_pts),
            ended=self._taken(film, end.earliest_pts, end.latest_pts),
            stood=_stood(film.fit, stays),
            unfit=film.fit.unsure(seen.start.pts, max(until, seen.start.pts), stays),
            has_place=is_presence or seen.region is not None,
        )

    def _taken(self, film: _Footage, earliest_pts: int, latest_pts: int) -> Taken:
        early = self.times.taken(film.sha256, film.stream, earliest_pts, film.time_base)
        late = self.times.taken(film.sha256, film.stream, latest_pts, film.time_base)
        return Taken(early.earliest_ns, late.latest_ns)

    def _read(self, sha256: str) -> bytes:
        return read_artifact(self.view.folder, sha256)


@dataclass(frozen=True, slots=True)
class _Footage:
    """One footage: how it counts time, its tracks, their colours, and its zones."""

    row: Mapping[str, Any]
    stream: int
    time_base: Fraction
    first_pts: int
    tracks: tuple[TrackFacts, ...]
    worn: Mapping[str, Sequence[Worn]]
    fit: Fit

    @property
    def sha256(self) -> str:
        return str(self.row["sha256"])

    def said(self, tracks: Iterable[TrackFacts]) -> dict[str, Any]:
        """Say what every candidate of this footage, resting on these tracks, has."""
        own = tuple(tracks)
        return {
            "row": self.row,
            "stream": self.stream,
            "time_base": self.time_base,
            "first_pts": self.first_pts,
            "tracks": own,
            "worn": tuple(part for track in own for part in self.worn.get(track.id, ())),
        }


def _stays(seen: Observation, fit: Fit) -> tuple[tuple[int, int] | None, ...]:
    """Say of each zone whether an observation's region stands in it, at the moment of which it is said."""
    region = seen.region
    if region is None:
        return (None,) * len(fit.zones)
    middle, feet, at = (region.x1 + region.x2) / 2, float(region.y2), seen.start.pts
    return tuple((at, at) if one.zone.holds(middle, feet) else None for one in fit.zones)


def _over_all(tracks: Iterable[TrackFacts]) -> tuple[tuple[int, int] | None, ...]:
    """Say of each zone when those whose presence is told were first and last in it: they walk on after they came."""
    found = []
    for stays in zip(*(track.stays for track in tracks), strict=True):
        there = [stay for stay in stays if stay is not None]
        found.append((min(since for since, _ in there), max(until for _, until in there)) if there else None)
    return tuple(found)


def _stood(fit: Fit, stays: Sequence[tuple[int, int] | None]) -> dict[str, tuple[int, int]]:
    """Name the zones in which a thing stood, with the first and the last time over all polygons of that name."""
    found: dict[str, tuple[int, int]] = {}
    for one, stay in zip(fit.zones, stays, strict=True):
        if stay is not None:
            since, until = found.get(one.zone.name, stay)
            found[one.zone.name] = min(since, stay[0]), max(until, stay[1])
    return found
