"""One body over several tracks: detectors take whoever lies on the ground for a dog, or lose them for a moment.

Where a person's track ends and at about that time and place another one begins, of a person or of an animal, the two
are read as one body, for the posture alone: who goes down and who lies there. Every observation that rests on this
says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from gestae.model.sighting import Boxes, Group, Scores, Track
from gestae.model.skeleton import JOINTS, Points, Poses

__all__ = ["Body", "bodies"]

_Times: TypeAlias = npt.NDArray[np.float64]

# A body is found again so soon.
FOUND_S: Final = 1.5
# Two boxes that share so much of what they cover, in most pictures that show both, hold one body under two names.
SAME: Final = 0.4
# At most so far from where it was lost, in parts of its greater side then: a body that falls moves by its own length.
REACH: Final = 1.0
# Nothing much larger or smaller is the same body: longer sides of both boxes, as a ratio.
LIKE: Final = 2.5
# Two people's tracks are only joined where one of them is no higher than wide: who stands is the tracker's matter.
_LOW_ASPECT: Final = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Body:
    """What was seen of one body, look by look.

    Attributes:
        tracks: those it was followed by, in the order of their beginnings.
        n: (m,) ordinals of the looks, increasing; `t_s` their times in seconds.
        boxes: (m, 4) pixels of the picture.
        points: (m, 17, 2) joints, nan where there is no skeleton; `scores` (m, 17) theirs, 0 there.
        is_person: (m,) False where the detector took it for an animal.
    """

    tracks: tuple[Track, ...]
    n: npt.NDArray[np.int64]
    t_s: _Times
    boxes: Boxes
    points: Points
    scores: Scores
    is_person: npt.NDArray[np.bool_]


def bodies(tracks: Sequence[Track], poses: Mapping[str, Poses], t_s: _Times) -> tuple[Body, ...]:
    """Join tracks to bodies; each body holds a person's track.

    Args:
        tracks: everything that was followed in a stream.
        poses: skeletons by track.
        t_s: times of the stream's frames by ordinal, in seconds.

    Returns:
        In the order of the tracks' beginnings.
    """
    able = [track for track in tracks if track.label.group in {Group.PERSON, Group.ANIMAL}]
    after = _links(able, t_s)
    later = set(after.values())
    found = []
    for place in range(len(able)):
        chain = [able[place]] if place not in later else []
        while chain and place in after:
            place = after[place]
            chain.append(able[place])
        if any(track.label.group is Group.PERSON for track in chain):
            found.append(_body(tuple(chain), poses, t_s))
    return tuple(found)


def _links(tracks: Sequence[Track], t_s: _Times) -> dict[int, int]:
    """Say which track goes on in which: the nearest in time, one for one."""
    starts = np.array([int(track.n[0]) for track in tracks], np.int64)
    pairs = []
    for a, ended in enumerate(tracks):
        soon = np.searchsorted(t_s, t_s[ended.n[-1]] + FOUND_S, side="right")
        for b in np.flatnonzero((starts > ended.n[0]) & (starts < soon)).tolist():
            gap_s = float(t_s[tracks[b].n[0]] - t_s[ended.n[-1]])
            if ended.n[-1] < tracks[b].n[-1] and _fits(ended, tracks[b], gap_s):
                pairs.append((abs(gap_s), a, b))
    after: dict[int, int] = {}
    for _, a, b in sorted(pairs):
        if a not in after and b not in after.values():
            after[a] = b
    return after


def _fits(ended: Track, begun: Track, gap_s: float) -> bool:
    both_people = ended.label.group is Group.PERSON and begun.label.group is Group.PERSON
    if gap_s <= 0:
        _, mine, its = np.intersect1d(ended.n, begun.n, assume_unique=True, return_indices=True)
        return not both_people and len(mine) > 0 and _shared_part(ended.boxes[mine], begun.boxes[its]) >= SAME
    one, other = ended.boxes[-1].astype(np.float64), begun.boxes[0].astype(np.float64)
    sides = [float((box[2:] - box[:2]).max()) for box in (one, other)]
    apart = float(np.abs((one[:2] + one[2:]) / 2 - (other[:2] + other[2:]) / 2).max())
    if apart > REACH * sides[0] or max(sides) > LIKE * min(sides):
        return False
    return not both_people or max(_aspect(one), _aspect(other)) >= _LOW_ASPECT


def _shared_part(a: Boxes, b: Boxes) -> float:
    """Give the median part of the area that pairs of boxes share, of what they cover together."""
    inner = np.minimum(a[:, 2:], b[:, 2:]) - np.maximum(a[:, :2], b[:, :2])
    shared = np.prod(np.clip(inner, 0, None), axis=1, dtype=np.float64)
    areas = [np.prod(boxes[:, 2:] - boxes[:, :2], axis=1, dtype=np.float64) for boxes in (a, b)]
    return float(np.median(shared / (areas[0] + areas[1] - shared)))


def _aspect(box: npt.NDArray[np.float64]) -> float:
    return float((box[2] - box[0]) / (box[3] - box[1]))


def _body(tracks: tuple[Track, ...], poses: Mapping[str, Poses], t_s: _Times) -> Body:
    """Put the looks of some tracks in order; where two of them show one picture, the person's box counts."""
    looks: dict[int, tuple[Boxes, Points, Scores, bool]] = {}
    for track in tracks:
        is_person = track.label.group is Group.PERSON
        posed = poses.get(track.id)
        rows = {} if posed is None else {int(n): row for row, n in enumerate(posed.n)}
        for n, box in zip(track.n[track.seen].tolist(), track.boxes[track.seen], strict=True):
            if n in looks and (looks[n][3] or not is_person):
                continue
            if posed is not None and n in rows:
                looks[n] = (box, posed.points[rows[n]], posed.scores[rows[n]], is_person)
            else:
                looks[n] = (box, np.full((JOINTS, 2), np.nan, np.float32), np.zeros(JOINTS, np.float32), is_person)
    order = sorted(looks)
    n = np.array(order, np.int64)
    boxes, points, scores, people = (np.stack([looks[one][part] for one in order]) for part in range(4))
    return Body(tracks, n, t_s[n], boxes, points, scores, people.astype(bool))
