"""[edge] One pass over a stream, or over a part of it: what changes in every picture, who is there in every n-th.

A film that is looked at everywhere is one pass, because its slow background runs through it. Where a search found
moments, each is measured against an empty scene of its own time; then any worker can look at any part.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from gestae.decode.frames import Frames, frames
from gestae.decode.picture import DecodedFrame
from gestae.decode.timeline import find_jumps, measure_distances, split_runs
from gestae.engine.work import Report
from gestae.errors import DecodeError
from gestae.model.activity import Activity
from gestae.model.footage import Damage, Distances, PacketIndex
from gestae.sight.activity import ActivityMeter, start_background
from gestae.sight.groups import stretch_at, windows
from gestae.sight.sightings import Packed
from gestae.sight.spans import Span, Ticks, near
from gestae.workflow.askagain import Stream, ask_again
from gestae.workflow.copies import NotTheFilesFault
from gestae.workflow.eye import Eye
from gestae.workflow.footage import FLAWED
from gestae.workflow.noting import Notes

__all__ = ["FlawedSpan", "Luma", "Pass", "Source", "watch_everywhere", "watch_spans"]

# Frames spread over the file from whose median the background starts; more than nine keep passers-by out.
BACKGROUND_SAMPLES: Final = 15
# Activity is handed over every ten minutes, so that memory stays flat for any length.
STRETCH_S: Final = 600.0

Luma = npt.NDArray[np.uint8]
_ACTIVITY: Final = tuple(name for name in Activity.__slots__)


class FlawedSpan(DecodeError):  # noqa: N818 - what it is, as a person says it
    """Pictures do not come out whole where a part of a film is looked at, so all of it has to be looked at in one."""

    def __init__(self, near_pts: int | None) -> None:
        super().__init__(f"{FLAWED}: near {'its end' if near_pts is None else near_pts}")
        self.near_pts = near_pts


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """A stream that is looked at.

    Attributes:
        path: the original.
        sha256: its digest.
        index: the stream's packets.
        pts: (pictures,) int64, the times of all pictures that are shown, each once.
        distances: ticks from picture to picture; None where there are no two.
    """

    path: Path
    sha256: str
    index: PacketIndex
    pts: npt.NDArray[np.int64] = field(init=False)
    distances: Distances | None = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "pts", np.unique(self.index.times[~self.index.is_hidden]))
        distances = measure_distances(split_runs(self.index, find_jumps(self.index)))
        object.__setattr__(self, "distances", distances)

    @property
    def time_base(self) -> Fraction:
        """Seconds a tick."""
        return self.index.time_base

    @property
    def rate_hz(self) -> float:
        """Pictures a second, by the median distance; 1 where there are no two."""
        return 1.0 if self.distances is None else float(1 / (self.distances.median * self.time_base))

    @property
    def step(self) -> int:
        """Ticks for which the last picture stands: the median distance."""
        return 1 if self.distances is None else self.distances.median

    def samples(self, times: Iterable[int | None]) -> Iterator[Luma]:
        """Decode the first picture from each of some times on, as far as they are of one size; None: the very first."""
        shape: tuple[int, ...] | None = None
        for start in times:
            with frames(self.path, self.sha256, self.index.stream, start_pts=start, index=self.index) as found:
                frame = next(found, None)
            if frame is not None and shape in (None, frame.luma.shape):
                shape = frame.luma.shape
                yield frame.luma.copy()

    def spread(self) -> list[int | None]:
        """Give times spread over the whole stream."""
        times = np.unique(self.index.times)
        return [int(times[at]) if at else None for at in _spread(len(times))]

    def spread_near(self, pts: int) -> list[int | None]:
        """Give times of key frames spread over the stretch in which a time lies."""
        groups = stretch_at(windows(self.index), pts).groups
        return [groups[at].start_pts for at in _spread(len(groups))]


@dataclass(slots=True)
class Pass:
    """What a pass over pictures gives.

    Attributes:
        notes: what was noted of the pictures looked at.
        activity: of every picture, in order.
        size_px: width and height; 0 where there was no picture.
        pts: times of the pictures that came out, where it went over all.
        damage: what decoding met.
        is_stopped: the picture's size changed, and it ended there.
    """

    notes: Notes
    activity: list[Activity] = field(default_factory=list)
    size_px: tuple[int, int] = (0, 0)
    pts: list[int] = field(default_factory=list)
    damage: tuple[Damage, ...] = ()
    is_stopped: bool = False

    def packed(self) -> Packed:
        """Write what a part gave, for the way from a worker."""
        activity = {
            f"activity.{at}.{name}": np.asarray(getattr(one, name))
            for at, one in enumerate(self.activity)
            for name in _ACTIVITY
        }
        return {"size_px": np.array(self.size_px, np.int64), **self.notes.packed(), **activity}

    def take_in(self, packed: Mapping[str, npt.NDArray[Any]]) -> None:
        """Append what `packed` wrote of a later part.

        Raises:
            NotTheFilesFault: its pictures have another size, which no search leaves.
        """
        width, height = packed["size_px"].tolist()
        if self.size_px not in ((0, 0), (width, height)):
            raise NotTheFilesFault(f"a part of it shows pictures of {width}x{height} px, another of {self.size_px}")
        self.size_px = (width, height)
        self.notes.take_in({name: packed[name] for name in packed if not name.startswith(("activity.", "size_px"))})
        at = 0
        while f"activity.{at}.pts" in packed:
            columns: dict[str, Any] = {name: packed[f"activity.{at}.{name}"] for name in _ACTIVITY}
            columns |= {name: int(columns[name]) for name in ("first_n", "cell_px")}
            self.activity.append(Activity(**columns))
            at += 1


def watch_everywhere(source: Source, eye: Eye, report: Report) -> Pass:
    """Look at every picture of a stream once, from beginning to end."""
    seen = Pass(Notes.of(eye, source.rate_hz))
    meter = ActivityMeter(start_background(list(source.samples(source.spread()))), source.rate_hz)
    every = eye.every(source.rate_hz)
    with frames(source.path, source.sha256, source.index.stream, index=source.index) as found:
        for frame in found:
            if frame.ref.pts is None:
                continue
            if seen.pts and _size(frame) != seen.size_px:
                seen.is_stopped = True
                break
            seen.size_px = _size(frame)
            seen.pts.append(frame.ref.pts)
            place = len(seen.pts) - 1
            _measure(frame, place, meter, seen, source.rate_hz)
            if place % every == 0:
                _look(frame, place, eye, seen.notes, exact=True)
            report(min(1.0, len(seen.pts) / max(1, len(source.index))))
    seen.damage = found.summary.damage
    seen.activity += meter.rest()
    _ask_again(seen, np.array(seen.pts, np.int64), source, eye)
    return seen


def watch_spans(source: Source, eye: Eye, spans: Sequence[Span], moments: Iterable[Ticks], report: Report) -> Pass:
    """Look at every picture of spans that begin in one stretch, measured against the empty scene of that stretch.

    Args:
        source: the stream.
        eye: what looks.
        spans: one of the parts of `gestae.sight.spans.in_parts`.
        moments: where something changes; around them it is looked at more seldom.
        report: is told the fraction that is done.

    Raises:
        FlawedSpan: pictures are lost or damaged in one of them.
    """
    seen, done = Pass(Notes.of(eye, source.rate_hz)), 0
    background = start_background(list(source.samples(source.spread_near(spans[0][0]))))
    busy = near(moments, source.time_base)
    whole = sum(_length(source, span) for span in spans)
    for start, end in spans:
        first, due = int(np.searchsorted(source.pts, start)), done + _length(source, (start, end))
        meter = ActivityMeter(background, source.rate_hz, first_n=first)
        with frames(
            source.path, source.sha256, source.index.stream, start_pts=start, end_pts=end, index=source.index
        ) as found:
            for place, frame in enumerate(found, first):
                pts = frame.ref.pts
                if frame.corrupt or pts is None or place >= len(source.pts) or pts != source.pts[place]:
                    raise FlawedSpan(pts)
                seen.size_px = _size(frame)
                _measure(frame, place, meter, seen, source.rate_hz)
                if place % eye.every(source.rate_hz, idle=not _is_in(busy, pts)) == 0:
                    _look(frame, place, eye, seen.notes, exact=False)
                done += 1
                report(done / max(1, whole))
        if done != due:
            raise FlawedSpan(end)
        seen.activity += meter.rest()
    _ask_again(seen, source.pts, source, eye)
    return seen


def _measure(frame: DecodedFrame, place: int, meter: ActivityMeter, seen: Pass, rate_hz: float) -> None:
    """Measure what changes in a picture that has a time, and whether it shows anything."""
    luma = frame.luma
    seen.notes.vitals.note(place, luma)
    if frame.ref.pts is not None:
        meter.add(luma, frame.ref.pts)
    if len(meter) >= round(STRETCH_S * rate_hz):
        seen.activity.append(meter.take())


def _look(frame: DecodedFrame, place: int, eye: Eye, notes: Notes, *, exact: bool) -> None:
    """Look for people and vehicles in a picture."""
    if eye.detector is not None:
        # Held until the next look, coloured pictures leave the decoder's memory unusable: it grows by the film.
        rgb = frame.rgb(exact=exact)
        notes.take(place, rgb, eye.detector.detect(rgb))


def _ask_again(seen: Pass, pts: npt.NDArray[np.int64], source: Source, eye: Eye) -> None:
    """Show the detector once more what moved and was not named."""

    def pictures(start: int, end: int) -> Frames:
        return frames(source.path, source.sha256, source.index.stream, start_pts=start, end_pts=end, index=source.index)

    stream = Stream(pts, source.rate_hz, pictures)
    again = ask_again(dict(seen.notes.sightings), seen.activity, stream, eye.detector, eye.rules)
    seen.notes.sightings.exchange(again.found)
    seen.notes.movers.bodies.extend(again.bodies)


def _is_in(spans: Sequence[Ticks], pts: int) -> bool:
    return any(first <= pts <= last for first, last in spans)


def _size(frame: DecodedFrame) -> tuple[int, int]:
    height, width = frame.luma.shape
    return width, height


def _length(source: Source, span: Span) -> int:
    """Say how many pictures a span has."""
    end = len(source.pts) if span[1] is None else int(np.searchsorted(source.pts, span[1]))
    return end - int(np.searchsorted(source.pts, span[0]))


def _spread(count: int) -> list[int]:
    return list(np.unique(np.linspace(0, count - 1, BACKGROUND_SAMPLES).astype(int)).tolist())
