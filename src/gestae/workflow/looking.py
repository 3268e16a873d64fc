"""What a worker does with one footage: read its facts; look at every frame, follow what moves, say what happened.

Run by the engine in a process of its own with limits, so that a hostile file ends its worker and nothing else.
What is computed goes straight into the vault of artifacts, whose names are digests: a worker that is killed leaves
nothing half, and one that is started again stores the same bytes under the same names.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from gestae.base.canonical import Json
from gestae.decode.container import NotFootage, read_facts, read_packets
from gestae.decode.document import coverage_json, footage_json
from gestae.decode.frames import frames
from gestae.decode.picture import DecodedFrame
from gestae.engine.work import Report
from gestae.errors import DecodeError, FixityError, IntakeError
from gestae.model.activity import Activity
from gestae.model.colour import Worn
from gestae.model.footage import CoverageSpan, Damage, FootageFacts, Looked, PacketIndex, StreamFacts
from gestae.model.observation_document import to_document
from gestae.model.sighting import Detections, Track
from gestae.model.skeleton import Poses
from gestae.observe.facts import StreamFacts as SceneFacts
from gestae.observe.footage import observe_footage
from gestae.observe.losses import Recording
from gestae.preserve.vault import Vault
from gestae.sight.activity import ActivityMeter, start_background
from gestae.sight.detector import Detector, Rgb
from gestae.sight.groups import stretch_at, windows
from gestae.sight.lasting import LastingNoter
from gestae.sight.pose import PoseReader
from gestae.sight.spans import Span
from gestae.sight.swatches import Swatches
from gestae.sight.tracker import Tracker, TrackRules, every_frame
from gestae.sight.vitals import VitalsNoter
from gestae.workflow.copies import NotTheFilesFault, check_copy
from gestae.workflow.covering import cover, known_span, lost_spans
from gestae.workflow.detectors import open_detector, open_pose
from gestae.workflow.flaws import recording_of
from gestae.workflow.footage import name_of
from gestae.workflow.parquet import write_documents, write_packets, write_skeletons, write_tracks, write_worn
from gestae.workflow.posing import PoseNoter

__all__ = ["NotTheFilesFault", "look", "read_one"]

# Frames spread over the file from whose median the background starts; more than nine keep passers-by out.
BACKGROUND_SAMPLES: Final = 15
# Activity is handed over every ten minutes, so that memory stays flat for any length.
STRETCH_S: Final = 600.0


class NoPictures(DecodeError):  # noqa: N818 - what it is, as a person says it
    """There is nothing to look at: no video stream, or one without times."""

    def __init__(self, why: str) -> None:
        super().__init__(f"{why}; it is preserved and its facts are listed, and no act is looked for in it")
        self.why = why


def read_one(arguments: Mapping[str, Json], report: Report) -> Json:
    """Read the facts of one footage and keep the packet index of its video stream as an artifact.

    Args:
        arguments: `path` and `sha256` of the original, `artifacts` the folder of the vault.
        report: is told 1 at the end.

    Returns:
        `{"facts": …, "packets": digest or null}`.

    Raises:
        NotFootage: with the reason.
    """
    path, sha256 = Path(str(arguments["path"])), str(arguments["sha256"])
    check_copy(path, sha256)
    try:
        facts = read_facts(path, sha256)
    except NotFootage as refused:
        # Not the vault's path, and not the name as received: a name may have to be hidden, and is shown beside this.
        raise NotFootage(Path(name_of(sha256)), refused.reason) from refused
    packets = None
    if facts.video is not None:
        index = read_packets(path, facts.video.index)
        packets = _keep(Vault(Path(str(arguments["artifacts"]))), write_packets(index, sha256))
    report(1.0)
    return {"facts": footage_json(facts, name_of(sha256)), "packets": packets}


def look(arguments: Mapping[str, Json], report: Report) -> Json:
    """Look at one footage from its first frame to its last.

    Args:
        arguments: `path`, `sha256`, `artifacts`; `detector` (name of the table) or null, its `setting`; `pose` (name of
            a net for poses), null or absent; `looks_per_s`, or null for every frame; `spans`, outside of which a search
            found no change, and `searched`, how closely it searched, or null for both. No name and no camera: people
            give and hide those later, and what is computed must neither change with them nor keep them.
        report: is told the fraction that is done.

    Returns:
        `{"artifacts": {name: digest}, "model": …|null, "counts": …, "damage": […]}`.

    Raises:
        NoPictures: there is no video stream, or it has no times.
    """
    path, sha256 = Path(str(arguments["path"])), str(arguments["sha256"])
    check_copy(path, sha256)
    facts = read_facts(path, sha256)
    stream = _looked_at(facts)
    index = read_packets(path, stream.index)
    eye = _Eye.of(arguments)
    watcher = _Watcher(path, facts, stream, index, eye, *_searched(arguments))
    seen = watcher.watch(report)
    scene = seen.scene_facts(sha256, stream)
    observed = observe_footage(
        seen.tracks, seen.activity, scene, window=watcher.window(scene.pts), poses=seen.poses, recording=seen.recording
    )
    # As everywhere, seconds count from the stream's first time, though its picture may not have come out.
    first_pts = int(scene.pts[0]) if stream.first_pts is None else stream.first_pts
    vault = Vault(Path(str(arguments["artifacts"])))
    stored = {
        "tracks": write_tracks(seen.tracks),
        "observations": write_documents(
            to_document(one, name=name_of(sha256), first_pts=first_pts) for one in observed
        ),
        "coverage": write_documents([{"spans": coverage_json(seen.coverage, stream.time_base)}]),
        "colours": write_worn(seen.worn),
        **({"skeletons": write_skeletons(seen.poses)} if eye.pose else {}),
    }
    if watcher.spans is not None:
        spans: list[Json] = [list(span) for span in watcher.spans]
        stored["spans"] = write_documents([{"sha256": sha256, "spans": spans, "searched": watcher.elsewhere.value}])
    return {
        "artifacts": {name: _keep(vault, data) for name, data in stored.items()},
        "model": eye.identity(),
        "counts": {"frames": len(scene.pts), "tracks": len(seen.tracks), "observations": len(observed)},
        "damage": [f"{damage.kind.value}: after {damage.after_pts}" for damage in seen.damage],
    }


def _searched(arguments: Mapping[str, Json]) -> tuple[tuple[Span, ...] | None, Looked]:
    spans = arguments.get("spans")
    if not isinstance(spans, list):
        return None, Looked.COMPLETE
    return tuple((first, last) for first, last in spans), Looked(str(arguments["searched"]))


def _keep(vault: Vault, data: bytes) -> str:
    try:
        return vault.put_bytes(data).digest.hex
    except (IntakeError, FixityError) as error:
        raise NotTheFilesFault(str(error)) from error


def _looked_at(facts: FootageFacts) -> StreamFacts:
    stream = facts.video
    if stream is None:
        raise NoPictures("it has no video stream")
    if stream.first_pts is None or not stream.packets:
        raise NoPictures("its pictures have no times, so no act in it can be given one")
    return stream


@dataclass(slots=True)
class _Seen:
    """What one pass over a stream gives; `pts` are the times of all its pictures, looked at or not."""

    pts: list[int] = field(default_factory=list)
    size_px: tuple[int, int] = (0, 0)
    activity: list[Activity] = field(default_factory=list)
    tracks: tuple[Track, ...] = ()
    poses: tuple[Poses, ...] = ()
    coverage: tuple[CoverageSpan, ...] = ()
    worn: tuple[Worn, ...] = ()
    damage: tuple[Damage, ...] = ()
    recording: Recording = field(default_factory=Recording)
    is_stopped: bool = False  # before the stream's end

    def scene_facts(self, sha256: str, stream: StreamFacts) -> SceneFacts:
        """Give what the rules must know of the stream: the frames that were really seen."""
        times = np.array(self.pts, np.int64)
        return SceneFacts(sha256, stream.index, None, stream.time_base, *self.size_px, times)


@dataclass(frozen=True, slots=True)
class _Eye:
    """What looks for people and vehicles, by which rules they are followed, how often it looks, what reads poses."""

    detector: Detector | None
    rules: TrackRules | None
    looks_per_s: float | None
    pose: PoseReader | None = None

    @classmethod
    def of(cls, arguments: Mapping[str, Json]) -> _Eye:
        """Open what the arguments name."""
        rate = arguments["looks_per_s"]
        looks_per_s = float(rate) if isinstance(rate, int | float) else None
        if not arguments["detector"]:
            return cls(None, None, looks_per_s)
        pose = open_pose(str(arguments["pose"])) if arguments.get("pose") else None
        return cls(*open_detector(str(arguments["detector"]), str(arguments["setting"])), looks_per_s, pose)

    def identity(self) -> Json:
        """Write down the detector, and beside it the net for poses."""
        if self.detector is None:
            return None
        beside = {"pose": self.pose.identity.as_json()} if self.pose else {}
        return {**self.detector.identity.as_json(), **beside}


@dataclass(frozen=True, slots=True)
class _Notes:
    """What is kept of the pictures in which people and vehicles are looked for."""

    tracker: Tracker
    poses: PoseNoter
    swatches: Swatches
    lasting: LastingNoter
    vitals: VitalsNoter = field(default_factory=VitalsNoter)

    @classmethod
    def of(cls, eye: _Eye, rate_hz: float) -> _Notes:
        return cls(Tracker(eye.rules), PoseNoter(eye.pose), Swatches(), LastingNoter(rate_hz))

    def take(self, place: int, t_s: float, rgb: Rgb, found: Detections) -> None:
        """Take in what the detector found in one picture."""
        self.tracker.step(place, t_s, found)
        self.poses.note(place, rgb, found)
        self.swatches.note(place, rgb, found)
        self.lasting.note(place, rgb, found)


@dataclass(slots=True)
class _Watcher:
    """One sequential pass over a stream, or spans of it: activity from every frame, detections from every k-th."""

    path: Path
    facts: FootageFacts
    stream: StreamFacts
    index: PacketIndex
    eye: _Eye
    spans: tuple[Span, ...] | None = None  # None: everywhere
    elsewhere: Looked = Looked.COMPLETE  # how the rest was searched, without finding a change

    @property
    def sha256(self) -> str:
        """The original's digest."""
        return self.facts.sha256

    def watch(self, report: Report) -> _Seen:
        """Look at every picture once, or at every picture of the spans."""
        seen, notes = _Seen(), _Notes.of(self.eye, self._rate_hz())
        if self.spans is None:
            meter = ActivityMeter(start_background(list(self._samples())), self._rate_hz())
            with frames(self.path, self.sha256, self.stream.index, index=self.index) as found:
                for frame in found:
                    if frame.ref.pts is None:
                        continue
                    if seen.pts and (frame.luma.shape[1], frame.luma.shape[0]) != seen.size_px:
                        seen.is_stopped = True
                        break
                    seen.pts.append(frame.ref.pts)
                    self._see(frame, len(seen.pts) - 1, seen, meter, notes)
                    report(min(1.0, len(seen.pts) / max(1, len(self.index))))
            seen.damage = found.summary.damage
            seen.activity += meter.rest()
        else:
            self._watch_spans(self.spans, seen, notes, report)
        if not seen.pts:
            raise NoPictures("none of its pictures could be decoded with a time")
        seen.tracks = self._tracks(notes.tracker, seen)
        seen.poses = notes.poses.poses(seen.tracks)
        seen.worn = tuple(notes.swatches.worn(seen.tracks))
        seen.recording = recording_of(self.facts, self.stream, seen.damage, notes.vitals, notes.lasting)
        seen.coverage = self._coverage(seen)
        return seen

    def _watch_spans(self, spans: Sequence[Span], seen: _Seen, notes: _Notes, report: Report) -> None:
        """Look at every picture of some spans; each is measured against an empty scene of its own time."""
        times = np.unique(self.index.times[~self.index.is_hidden])
        seen.pts = times.tolist()
        whole, done = sum(self._length(span) for span in spans), 0
        for span in spans:
            first = int(np.searchsorted(times, span[0]))
            meter = ActivityMeter(start_background(list(self._samples(span))), self._rate_hz(), first_n=first)
            with frames(
                self.path, self.sha256, self.stream.index, start_pts=span[0], end_pts=span[1], index=self.index
            ) as found:
                for place, frame in enumerate(found, first):
                    if frame.ref.pts != seen.pts[place]:
                        raise NotTheFilesFault(
                            f"at {seen.pts[place]} it gives another picture than when it was searched"
                        )
                    self._see(frame, place, seen, meter, notes)
                    report((done + place - first) / max(1, whole))
            done += self._length(span)
            seen.activity += meter.rest()

    def _see(self, frame: DecodedFrame, place: int, seen: _Seen, meter: ActivityMeter, notes: _Notes) -> None:
        """Take in one picture: what moves in all of them, people and vehicles in every n-th."""
        seen.size_px = (frame.luma.shape[1], frame.luma.shape[0])
        pts = seen.pts[place]
        meter.add(frame.luma, pts)
        notes.vitals.note(place, frame.luma)
        if self.eye.detector is not None and place % self._every() == 0:
            # Held until the next look, coloured pictures leave the decoder's memory unusable: it grows by the film.
            rgb = frame.rgb()
            notes.take(place, pts * float(self.stream.time_base), rgb, self.eye.detector.detect(rgb))
        if len(meter) >= round(STRETCH_S * self._rate_hz()):
            seen.activity.append(meter.take())

    def _length(self, span: Span) -> int:
        last = int(self.index.times.max()) + 1 if span[1] is None else span[1]
        return int(np.searchsorted(np.sort(self.index.times), [span[0], last]) @ np.array([-1, 1]))

    def window(self, pts: npt.NDArray[np.int64]) -> Window:
        """Give frames again by ordinal, for the rules."""
        return Window(self, pts)

    def _rate_hz(self) -> float:
        found = self.stream.distances
        return 1.0 if found is None else float(1 / (found.median * self.stream.time_base))

    def _every(self) -> int:
        rate_hz = self.eye.looks_per_s
        return 1 if rate_hz is None else max(1, round(self._rate_hz() / rate_hz))

    def _samples(self, span: Span | None = None) -> Iterator[npt.NDArray[np.uint8]]:
        """Take frames spread over the file, or key frames of the minutes around a span; all of one size."""
        shape: tuple[int, ...] | None = None
        for start in self._sample_times(span):
            with frames(self.path, self.sha256, self.stream.index, start_pts=start, index=self.index) as found:
                frame = next(found, None)
            if frame is not None and shape in (None, frame.luma.shape):
                shape = frame.luma.shape
                yield frame.luma.copy()

    def _sample_times(self, span: Span | None) -> list[int | None]:
        if span is None:
            times = np.unique(self.index.times)
            places = np.unique(np.linspace(0, len(times) - 1, BACKGROUND_SAMPLES).astype(int))
            return [int(times[at]) if at else None for at in places]
        near = stretch_at(windows(self.index), span[0]).groups
        places = np.unique(np.linspace(0, len(near) - 1, BACKGROUND_SAMPLES).astype(int))
        return [near[at].start_pts for at in places]

    def _tracks(self, tracker: Tracker, seen: _Seen) -> tuple[Track, ...]:
        pts = np.array(seen.pts, np.int64)
        n, t_s = np.arange(len(pts)), (pts * float(self.stream.time_base)).astype(np.float64)
        found = tracker.finish(f"{self.sha256}/{self.stream.index}")
        return tuple(every_frame(track, n, t_s, pts) for track in found)

    def _coverage(self, seen: _Seen) -> tuple[CoverageSpan, ...]:
        """Say how each stretch was looked at.

        Every frame is looked at for motion, light and the camera, but people and vehicles only in every k-th; the
        weaker of the two is stated. What was not decoded was not seen, nor what the container declares and lacks.
        """
        step = self.stream.distances.median if self.stream.distances else 1
        known = known_span(self.facts, self.stream)
        lost = lost_spans(seen.damage, known, step)
        # A picture of another size is another view, which no rule compares with this one.
        rest = Looked.NOT if seen.is_stopped else Looked.UNREADABLE
        cuts = [edge for span in self.spans or () for edge in span if edge is not None]
        return cover(known, (seen.pts[0], seen.pts[-1] + step), lost, self._looked, rest, cuts)

    def _looked(self, start: int, stop: int) -> CoverageSpan:
        if self.spans is not None and not any(a <= start and (b is None or start < b) for a, b in self.spans):
            return CoverageSpan(start, stop, self.elsewhere)
        every = self._every() if self.eye.detector is not None else 1
        if every == 1:
            return CoverageSpan(start, stop, Looked.COMPLETE)
        return CoverageSpan(start, stop, Looked.EVERY_NTH, every)


@dataclass(frozen=True, slots=True)
class Window:
    """Frames of a stream by ordinal, decoded again when they are asked for."""

    watcher: _Watcher
    pts: npt.NDArray[np.int64]

    def __call__(self, first_n: int, last_n: int) -> Iterable[tuple[int, int, npt.NDArray[np.uint8]]]:
        """Give (n, pts, luma) of the frames from first_n to last_n, both included."""
        places = {int(pts): n for n, pts in enumerate(self.pts[first_n : last_n + 1], first_n)}
        start, stop = int(self.pts[first_n]), int(self.pts[last_n]) + 1
        watcher = self.watcher
        with frames(
            watcher.path, watcher.sha256, watcher.stream.index, start_pts=start, end_pts=stop, index=watcher.index
        ) as found:
            for frame in found:
                if frame.ref.pts in places:
                    yield places[frame.ref.pts], frame.ref.pts, frame.luma
