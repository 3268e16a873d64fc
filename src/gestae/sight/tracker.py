"""Birth, life and loss of tracks: who is who from picture to picture, in one pass, one file at a time.

In the manner of ByteTrack: strong detections are placed first, weak ones carry on what is left, and only strong
ones begin a track. Time counts in seconds, never in pictures, so the same rules serve 5 pictures a second and
25. A track that was lost comes back if something appears where it would be by now; the pictures between are
drawn in with score 0.

Source: ByteTrack, Zhang et al. 2022; SORT, Bewley et al. 2016. Written anew from the papers.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from gestae.errors import RecordError
from gestae.model.sighting import NO_PTS, Boxes, Detections, Group, Label, Ordinals, Track, track_id
from gestae.sight.association import assign, likeness
from gestae.sight.bridging import Alike, BridgeRules, bridges
from gestae.sight.clothing import PARTS, GarbRules, Garbs, likely, mixed
from gestae.sight.joining import JoinRules, Stretch, joins
from gestae.sight.motion import Motion, MotionRules, correct, predict, start, to_boxes

__all__ = ["Look", "TrackRules", "Tracker", "every_frame", "track_all"]

Look = tuple[int, float, Detections]
_Seen = tuple[Detections, Garbs]

# The pace at which a track is lost or found is read off so much of it.
PACE_S: Final = 0.6


@dataclass(frozen=True, slots=True)
class TrackRules:
    """How tracks begin, go on and end.

    Attributes:
        strong: score from which a detection is placed first.
        begins: score from which one that fits no track begins one.
        least_overlap: of predicted and detected box, for strong detections.
        least_overlap_weak: the same for weak ones, stricter because they are more often wrong.
        wider: part of themselves by which boxes are widened for what is still unplaced (fast movers, gaps).
        least_overlap_wider: least overlap of boxes so widened.
        lost_for_s: a track unseen so long has ended.
        young_lost_for_s: the same for one that is not yet confirmed.
        least_hits: detections that confirm a track; one with fewer is dropped.
        clear: score from which a sighting is clear.
        least_clear: part of a track's sightings that must be clear, else it is dropped.
        thing_part: for all but people, `strong`, `begins` and `clear` are multiplied by this: nets are less sure of
            a van or a bicycle than of a person, and what stands still is seen often.
        motion: how things move.
        join: which ended track goes on in a later one.
        bridge: which one goes on after a time in which nobody looked.
        garb: how clothes count, where they are known.
    """

    strong: float = 0.35
    begins: float = 0.5
    least_overlap: float = 0.15
    least_overlap_weak: float = 0.5
    wider: float = 0.3
    least_overlap_wider: float = 0.2
    lost_for_s: float = 2.0
    young_lost_for_s: float = 0.5
    least_hits: int = 3
    clear: float = 0.5
    least_clear: float = 0.2
    thing_part: float = 0.75
    motion: MotionRules = field(default_factory=MotionRules)
    join: JoinRules = field(default_factory=JoinRules)
    bridge: BridgeRules = field(default_factory=BridgeRules)
    garb: GarbRules = field(default_factory=GarbRules)

    def __post_init__(self) -> None:
        parts = (self.strong, self.begins, self.least_overlap, self.least_overlap_weak, self.least_overlap_wider)
        if not all(0 < part < 1 for part in (*parts, self.clear, self.least_clear)) or not 0 < self.thing_part <= 1:
            raise RecordError(f"{self}: scores, overlaps and parts lie between 0 and 1")
        if self.least_hits < 1 or min(self.lost_for_s, self.young_lost_for_s, self.wider) < 0:
            raise RecordError(f"{self}: write least_hits 1 or more, and no negative time or width")

    def score(self, score: float, group: Group) -> float:
        """Say what a score of these rules means for a group.

        >>> rules = TrackRules()
        >>> rules.score(rules.begins, Group.PERSON), rules.score(rules.begins, Group.CYCLE)
        (0.5, 0.375)
        """
        return score if group is Group.PERSON else score * self.thing_part


@dataclass(slots=True)
class _Path:
    """One thing while it is being followed."""

    group: Group
    motion: Motion
    time_s: float
    seen_s: float
    looks: list[int] = field(default_factory=list)
    boxes: list[Boxes] = field(default_factory=list)
    scores: list[float] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)
    garb: Garbs = field(default_factory=lambda: np.full((PARTS, 3), np.nan))
    dressed: int = 0

    def take(self, look: int, found: Detections, row: int) -> None:
        self.seen_s = self.time_s
        self.looks.append(look)
        self.boxes.append(found.boxes[row])
        self.scores.append(float(found.scores[row]))
        self.labels.append(found.labels[row])

    def wear(self, garb: Garbs, rules: GarbRules) -> None:
        """Remember what it wears in a look that shows it."""
        if np.isfinite(garb).any():
            self.garb = mixed(self.garb, self.dressed, garb, rules)
            self.dressed += 1

    def go_on(self, later: _Path) -> None:
        """Take over what a later path saw."""
        for mine, its in zip(self._seen(), later._seen(), strict=True):
            mine.extend(its)

    def _seen(self) -> tuple[list[Any], ...]:
        return self.looks, self.boxes, self.scores, self.labels


class Tracker:
    """Follows things through one file, picture by picture; give the pictures in the order of their times.

    >>> tracker = Tracker(TrackRules(least_hits=1))
    >>> for n in range(3):
    ...     box = np.array([[10.0 + n, 10, 30 + n, 60]])
    ...     tracker.step(n, n / 5, Detections(box, np.array([0.8]), (Label.PERSON,)))
    >>> [(track.number, len(track)) for track in tracker.finish("film")]
    [(1, 3)]
    """

    def __init__(self, rules: TrackRules | None = None) -> None:
        self._rules = rules or TrackRules()
        self._looks: list[tuple[int, float]] = []
        self._live: list[_Path] = []
        self._ended: list[_Path] = []
        self._pauses: list[int] = []  # ordinals of the looks that follow a time in which nobody looked

    def step(self, n: int, t_s: float, found: Detections, garbs: Garbs | None = None) -> None:
        """Take in what was found in one picture; a picture where nothing was found counts too.

        Args:
            n: ordinal of the picture in decoder output order.
            t_s: its time in the file, seconds.
            found: the detections, weak ones included.
            garbs: what they wear, see `gestae.sight.clothing`; None: not known.

        Raises:
            RecordError: a picture that does not come after the last one.
        """
        if self._looks and (n <= self._looks[-1][0] or t_s < self._looks[-1][1]):
            raise RecordError(
                f"picture {n} at {t_s} s after {self._looks[-1]}; give pictures in the order of their times"
            )
        self._looks.append((n, t_s))
        self._advance(t_s)
        for group in Group:
            paths = [path for path in self._live if path.group is group]
            rows = np.array([row for row, label in enumerate(found.labels) if label.group is group], np.int64)
            if paths or len(rows):
                worn = np.full((len(rows), PARTS, 3), np.nan) if garbs is None else garbs[rows]
                self._place(group, paths, (found.take(rows), worn))

    def placed(self, found: Detections) -> tuple[int, ...]:
        """Give the rows of what was found in the last picture that went on a track or began one.

        Args:
            found: what `step` was given last.

        >>> tracker = Tracker()
        >>> boxes = np.array([[10.0, 10, 30, 60], [50, 10, 70, 60]])
        >>> found = Detections(boxes, np.array([0.8, 0.2]), (Label.PERSON, Label.PERSON))
        >>> tracker.step(0, 0.0, found)
        >>> tracker.placed(found)
        (0,)
        """
        last = len(self._looks) - 1
        taken = {(path.group, path.boxes[-1].tobytes()) for path in self._live if path.looks[-1] == last}
        rows = zip(found.labels, found.boxes, strict=True)
        return tuple(row for row, (label, box) in enumerate(rows) if (label.group, box.tobytes()) in taken)

    def pause(self) -> None:
        """Follow nothing from the last picture to the next one: nobody looks in between."""
        self._ended += self._live
        self._live = []
        if self._looks:
            self._pauses.append(len(self._looks))

    def finish(self, scope: str, *, alike: Alike | None = None) -> tuple[Track, ...]:
        """End all tracks.

        Args:
            scope: what they were seen in (footage sha256 and stream): goes into every id.
            alike: whether two pictures show the same in two boxes; None: no track goes on over a pause, since what lies
                in it was not searched.

        Returns:
            Confirmed tracks in the order of their appearance, left before right.
        """
        self._ended += self._live
        self._live = []
        told = [path for path in self._ended if self._confirmed(path)]
        told = self._joined(told, joins([self._stretch(path) for path in told], self._rules.join))
        told = self._joined(told, () if alike is None else self._bridged(told, alike))
        told.sort(key=lambda path: (path.looks[0], float(path.boxes[0][0]), float(path.boxes[0][1]), path.group.value))
        return tuple(self._track(path, number, scope) for number, path in enumerate(told, 1))

    def _bridged(self, paths: list[_Path], alike: Alike) -> tuple[tuple[int, int], ...]:
        """Pair what stood still while nobody looked."""
        idle = [(self._looks[at - 1][1], self._looks[at][1]) for at in self._pauses if at < len(self._looks)]
        pairs = bridges([self._stretch(path) for path in paths], idle, self._rules.bridge)
        return tuple((one, other) for one, other in pairs if alike(self._end(paths[one]), self._start(paths[other])))

    def _start(self, path: _Path) -> tuple[int, Boxes]:
        return self._looks[path.looks[0]][0], path.boxes[0]

    def _end(self, path: _Path) -> tuple[int, Boxes]:
        return self._looks[path.looks[-1]][0], path.boxes[-1]

    def _joined(self, paths: list[_Path], found: Iterable[tuple[int, int]]) -> list[_Path]:
        """Let paths go on in the later ones that they must be."""
        pairs = dict(found)
        whole = []
        for place in sorted(set(range(len(paths))) - set(pairs.values())):
            path, after = paths[place], pairs.get(place)
            while after is not None:
                path.go_on(paths[after])
                after = pairs.get(after)
            whole.append(path)
        return whole

    def _stretch(self, path: _Path) -> Stretch:
        times = np.array([self._looks[look][1] for look in path.looks])
        boxes = np.array(path.boxes, np.float64)
        early, late = times <= times[0] + PACE_S, times >= times[-1] - PACE_S
        return Stretch(
            path.group, times[0], boxes[0], _pace(times[early], boxes[early]),
            times[-1], boxes[-1], _pace(times[late], boxes[late]),
        )  # fmt: skip

    def _advance(self, t_s: float) -> None:
        """Move all living tracks to the moment of this picture; end those unseen for too long."""
        rules, living = self._rules, []
        for path in self._live:
            limit_s = rules.lost_for_s if len(path.looks) >= rules.least_hits else rules.young_lost_for_s
            # The first pause after a sighting is never too long: at one picture in 3 s a track would else end at once.
            if t_s - path.seen_s > limit_s and path.seen_s != path.time_s:
                self._ended.append(path)
                continue
            fading = path.seen_s < path.time_s
            path.motion = predict(path.motion, t_s - path.time_s, rules.motion, fading=fading)
            path.time_s = t_s
            living.append(path)
        self._live = living

    def _place(self, group: Group, paths: list[_Path], seen: _Seen) -> None:
        """Give detections of one group to its tracks in three rounds; begin tracks with what remains."""
        rules, (found, _) = self._rules, seen
        limit = rules.score(rules.strong, group)
        strong = [row for row in range(len(found)) if found.scores[row] >= limit]
        weak = [row for row in range(len(found)) if found.scores[row] < limit]
        paths, strong = self._round(paths, seen, strong, least=rules.least_overlap)
        recent = self._looks[-2][1] if len(self._looks) > 1 else 0.0
        fresh = [path for path in paths if path.seen_s >= recent]
        stale = [path for path in paths if path.seen_s < recent]
        fresh, _ = self._round(fresh, seen, weak, least=rules.least_overlap_weak)
        _, strong = self._round(fresh + stale, seen, strong, least=rules.least_overlap_wider, wider=rules.wider)
        for row in strong:
            if found.scores[row] >= rules.score(rules.begins, group):
                self._begin(group, seen, row)

    def _round(
        self, paths: list[_Path], seen: _Seen, rows: list[int], *, least: float, wider: float = 0.0
    ) -> tuple[list[_Path], list[int]]:
        """Pair tracks with some detections; give back the tracks and the rows that stay unpaired."""
        found, garbs = seen
        alike = likeness(to_boxes([path.motion for path in paths]), found.boxes[rows], wider=wider)
        if paths and rows:
            # Clothes choose among those who may be meant by place; alone they rule nobody out.
            worn = likely(np.array([path.garb for path in paths]), garbs[rows], self._rules.garb)
            alike = np.where(alike >= least, alike * worn, np.float32(0.0))
            least *= self._rules.garb.least
        pairs = assign(alike, least=least)
        for track, place in pairs:
            path, row = paths[track], rows[place]
            trust = max(0.1, float(found.scores[row]))
            path.motion = correct(path.motion, found.boxes[row], self._rules.motion, trust=trust)
            path.take(len(self._looks) - 1, found, row)
            path.wear(garbs[row], self._rules.garb)
        placed_paths, placed_rows = {track for track, _ in pairs}, {rows[place] for _, place in pairs}
        left = [path for place, path in enumerate(paths) if place not in placed_paths]
        return left, [row for row in rows if row not in placed_rows]

    def _begin(self, group: Group, seen: _Seen, row: int) -> None:
        found, garbs = seen
        t_s = self._looks[-1][1]
        path = _Path(group, start(found.boxes[row], self._rules.motion), time_s=t_s, seen_s=t_s)
        path.take(len(self._looks) - 1, found, row)
        path.wear(garbs[row], self._rules.garb)
        self._live.append(path)

    def _confirmed(self, path: _Path) -> bool:
        limit = self._rules.score(self._rules.clear, path.group)
        clear = sum(score >= limit for score in path.scores)
        enough = len(path.looks) >= self._rules.least_hits
        return enough and clear >= self._rules.least_clear * len(path.looks)

    def _track(self, path: _Path, number: int, scope: str) -> Track:
        looks = np.arange(path.looks[0], path.looks[-1] + 1)
        n = np.array([look[0] for look in self._looks], np.int64)
        times = np.array([look[1] for look in self._looks])
        label = _weightiest(path.labels, path.scores)
        seen = np.array(path.looks)
        boxes = np.array(path.boxes, np.float32)
        scores = np.zeros(len(looks), np.float32)
        scores[seen - looks[0]] = path.scores
        drawn = _between(times[looks], times[seen], boxes)
        name = track_id(scope, label, n[seen], boxes)
        return Track(name, number, label, n[looks], np.full(len(looks), NO_PTS), drawn, scores)


def track_all(looks: Iterable[Look], *, scope: str, rules: TrackRules | None = None) -> tuple[Track, ...]:
    """Follow things through one file.

    Args:
        looks: (n, t_s, detections) of each picture looked at, in the order of their times.
        scope: what they were seen in (footage sha256 and stream).
        rules: how tracks begin, go on and end.

    Returns:
        Tracks in the order of their appearance, with a box for each picture looked at from first to last
        sighting; pts is `NO_PTS` until `every_frame` fills it in.
    """
    tracker = Tracker(rules)
    for n, t_s, found in looks:
        tracker.step(n, t_s, found)
    return tracker.finish(scope)


def every_frame(track: Track, n: Ordinals, t_s: npt.NDArray[np.float64], pts: Ordinals) -> Track:
    """Give a track a box in every frame of its file, drawn between the pictures looked at.

    Args:
        track: as the tracker gave it.
        n: (k,) ordinals of the file's frames, increasing; every n of the track is among them.
        t_s: (k,) their times in seconds, increasing.
        pts: (k,) their presentation times in ticks, `NO_PTS` where there is none.

    Returns:
        The same track (same id) with a row per frame; rows that were not looked at carry score 0.

    Raises:
        RecordError: a picture of the track is not among the frames.
    """
    first, last = np.searchsorted(n, [track.n[0], track.n[-1]])
    rows = slice(int(first), int(last) + 1)
    at = np.searchsorted(n[rows], track.n)
    if last >= len(n) or not np.array_equal(n[rows][np.minimum(at, len(n[rows]) - 1)], track.n):
        raise RecordError(
            f"track {track.id}: not all its pictures are among the {len(n)} frames; give all frames of the file"
        )
    scores = np.zeros(len(n[rows]), np.float32)
    scores[at] = track.scores
    boxes = _between(t_s[rows], t_s[rows][at], track.boxes)
    return Track(track.id, track.number, track.label, n[rows], pts[rows], boxes, scores)


def _pace(times: npt.NDArray[np.float64], boxes: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Give how fast the middle of some boxes goes, x y in pixels a second; 0 for a single one."""
    if len(times) < 2:
        return np.zeros(2)
    middles = (boxes[:, :2] + boxes[:, 2:]) / 2
    return np.asarray((middles[-1] - middles[0]) / (times[-1] - times[0]))


def _between(times: npt.NDArray[np.float64], known: npt.NDArray[np.float64], boxes: Boxes) -> Boxes:
    """Draw boxes at `times` on straight lines between the known ones; at a known time, exactly the known one."""
    columns = [np.interp(times, known, boxes[:, column].astype(np.float64)) for column in range(4)]
    return np.stack(columns, axis=1).astype(np.float32)


def _weightiest(labels: list[Label], scores: list[float]) -> Label:
    """Choose the label whose detections weigh most; of equals, the one that stands first in `Label`."""
    weight = dict.fromkeys(Label, 0.0)
    for label, score in zip(labels, scores, strict=True):
        weight[label] += score
    return max(weight, key=lambda label: weight[label])
