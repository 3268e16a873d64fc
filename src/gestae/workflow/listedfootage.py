"""Sightings of a list as observations: exact pictures of the footage that it names, with honest bounds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, floor
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from gestae.base.canonical import Json
from gestae.base.units import NS_PER_S
from gestae.errors import InputRefused
from gestae.model.observation import Kind, Moment, Observation, Status
from gestae.model.observation_document import to_document
from gestae.observe.eventlist import Seen
from gestae.store.case import CaseView
from gestae.workflow.case import read_artifact
from gestae.workflow.exhibits import Exhibits
from gestae.workflow.findings import place_of
from gestae.workflow.footage import PACKETS, footage_rows, name_of, video_of
from gestae.workflow.parquet import read_times

__all__ = ["BY_PERSON", "ListedFootage"]

BY_PERSON: Final = "person/1"


@dataclass(frozen=True, slots=True)
class ListedFootage:
    """The footage of a case, as a list may name it, and what people recorded of it, by what it says."""

    view: CaseView
    what: str
    exhibits: Exhibits
    recorded: dict[str, Observation]
    draw_salt: Callable[[], bytes]

    def observation(self, seen: Seen) -> tuple[Observation, dict[str, Json]]:
        """Turn one sighting into an observation and the body of its entry."""
        row = self._named(seen.footage)
        stream = self._video(row)
        if seen.kind is Kind.SPEAKS and not row["facts"]["sound"]:
            raise InputRefused(
                self.what,
                wrong=f"{row['name']!r} has no sound track, so it shows nobody speaking",
                right="write what the picture shows with another kind, or name footage with sound",
            )
        sha256, first_pts = str(row["sha256"]), int(stream["first"]["pts"])
        scale = _Scale(self._times(sha256), first_pts, Fraction(str(stream["time_base"])), seen, self.what)
        start = scale.moment(seen.start_s)
        end = None if seen.end_s is None else scale.moment(seen.end_s)
        limits = scale.limits(start, seen.start_s, "start")
        if end is not None and seen.end_s is not None:
            limits += scale.limits(end, seen.end_s, "end")
        one = Observation(
            kind=seen.kind,
            sha256=sha256,
            stream=int(stream["index"]),
            camera=row["camera"],
            start=start,
            end=end,
            rule=BY_PERSON,
            status=Status.ACCEPTED,
            region=seen.region,
            text=seen.says or None,
            attribute=seen.attribute,
            limits=limits,
        )
        one = self.recorded.setdefault(one.id, replace(one, salt=self.draw_salt().hex()))
        body: dict[str, Json] = {
            "id": one.id,
            "footage": sha256,
            "kind": one.kind.value,
            "stream": one.stream,
            "start": place_of(one.start),
            "end": place_of(one.end) if one.end else None,
            "says": to_document(replace(one, camera=None), name=name_of(sha256), first_pts=first_pts),
        }
        return one, body

    def _named(self, name: str) -> Mapping[str, Any]:
        rows = {str(row["sha256"]): row for row in footage_rows(self.view)}
        return rows[self.exhibits.named(name, self.what, among=rows)]

    def _video(self, row: Mapping[str, Any]) -> Mapping[str, Any]:
        stream = video_of(row)
        if stream is None or not stream["first"]:
            lack = "no pictures" if stream is None else "pictures without times"
            wrong = f"{row['name']!r} has {lack}" if row["facts"] else f"the facts of {row['name']!r} are withheld"
            raise InputRefused(self.what, wrong=wrong, right="name footage whose pictures have times, or leave it out")
        return stream

    def _times(self, sha256: str) -> npt.NDArray[np.int64]:
        rows = self.view.rows("artifacts", source_sha256=sha256, stage=PACKETS)
        return read_times(read_artifact(self.view.folder, str(rows[0]["sha256"]))) if rows else np.zeros(0, np.int64)


@dataclass(frozen=True, slots=True)
class _Scale:
    """The times of one stream's pictures, and how exactly a person could tell a moment among them."""

    times: npt.NDArray[np.int64]
    first_pts: int
    time_base: Fraction
    seen: Seen
    what: str

    def moment(self, at_s: Fraction) -> Moment:
        """Give the picture at or before a moment, with the bounds that `within` leaves, to whole pictures outwards.

        What a picture is the first to show began after the picture before it, so that one is the least lower bound.

        Raises:
            InputRefused: the moment lies beyond the last picture.
        """
        within_s = Fraction(self.seen.within_ns, NS_PER_S)
        low, at, high = (
            self.first_pts + (at_s + shift) / self.time_base for shift in (-within_s, Fraction(0), within_s)
        )
        if not len(self.times) or at > int(self.times[-1]):
            last_s = float((int(self.times[-1]) - self.first_pts) * self.time_base) if len(self.times) else 0.0
            raise InputRefused(
                self.what,
                wrong=f"{float(at_s):g} s lies beyond the last picture of {self.seen.footage} ({last_s:g} s)",
                right="write seconds from the first picture of that file",
            )
        pts = self._at_or_before(at)
        latest = int(np.searchsorted(self.times, min(ceil(high), int(self.times[-1])), side="left"))
        return Moment(
            pts=pts,
            earliest_pts=min(self._before(pts), self._at_or_before(low)),
            latest_pts=max(pts, int(self.times[latest])),
            time_base=self.time_base,
        )

    def limits(self, moment: Moment, at_s: Fraction, what: str) -> tuple[str, ...]:
        """Say where the film's own beginning or end cut the bounds of a moment short."""
        within_s = Fraction(self.seen.within_ns, NS_PER_S)
        low, high = (self.first_pts + (at_s + shift) / self.time_base for shift in (-within_s, within_s))
        found = []
        if low < int(self.times[0]) or moment.pts == int(self.times[0]):
            found.append(f"the film begins within the bounds of its {what}: it may lie before the first picture")
        if high > int(self.times[-1]):
            found.append(f"the film ends within the bounds of its {what}: it may lie after the last picture")
        return tuple(found)

    def _before(self, pts: int) -> int:
        return int(self.times[max(0, int(np.searchsorted(self.times, pts)) - 1)])

    def _at_or_before(self, ticks: Fraction) -> int:
        whole = max(floor(ticks), int(self.times[0]))
        return int(self.times[int(np.searchsorted(self.times, whole, side="right")) - 1])
