"""What moved a way and was not named is shown to the detector again, at the size at which nets know things best.

A small thing is shown larger, a thing that fills half the picture smaller. Measured on cars from above, which fill the
picture: at a sixth of the net's input an EfficientDet-Lite1 names each of four, at their own size none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from gestae.errors import RecordError
from gestae.model.sighting import Detections, Group, Track, track_id
from gestae.sight.boxes import area, clip, covered
from gestae.sight.detector import Detector, Rgb, without_doubles
from gestae.sight.movers import Mover
from gestae.sight.tracker import TrackRules

__all__ = ["Question", "SecondRules", "bridged", "joined", "look_again", "questions", "told"]

# What was found in a picture, by the picture's ordinal.
Found: TypeAlias = Mapping[int, Detections]
_GREY: Final = 127
# Of two boxes of one group from both looks that overlap more, the weaker goes.
_MOST_OVERLAP: Final = 0.6


@dataclass(frozen=True, slots=True)
class SecondRules:
    """When and how something is looked at again.

    Attributes:
        named_share: a mover in which the detector saw something in this share of its looks is left alone.
        shown: its longer side is shown as this share of the picture that the net is given;
        least_side_px: which is never narrower than this: enlarging adds nothing.
        most_looks: so many looks at one mover at most, spread evenly.
        lies_in: what is found is the mover if so much of it lies within the mover,
        fills: and it fills so much of it.
        least_named: in so many looks it must be named surely, or nothing of it is taken.
    """

    named_share: float = 0.5
    shown: float = 1 / 6
    least_side_px: int = 192
    most_looks: int = 40
    lies_in: float = 0.6
    fills: float = 0.15
    least_named: int = 2

    def __post_init__(self) -> None:
        parts = (self.named_share, self.shown, self.lies_in, self.fills)
        if not all(0 < part <= 1 for part in parts) or min(self.least_side_px, self.most_looks, self.least_named) < 1:
            raise RecordError(f"{self}: shares lie between 0 and 1, sizes and counts are 1 or more")


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """A mover that nobody named, and the pictures in which it is looked at again."""

    mover: Mover
    n: tuple[int, ...]


def questions(
    found: Found, bodies: Sequence[Mover], rules: TrackRules, second: SecondRules | None = None
) -> tuple[Question, ...]:
    """Choose the movers in which nothing, or next to nothing, was named.

    Args:
        found: what the detector saw at the first look.
        bodies: what moves.
        rules: from which score on a detection counts.
        second: how it is asked.
    """
    used = second or SecondRules()
    asked = []
    for mover in bodies:
        named = sum(_is_named(found.get(int(n)), box, rules, used) for n, box in zip(mover.n, mover.boxes, strict=True))
        if named < used.named_share * len(mover.n):
            spread = np.unique(np.linspace(0, len(mover.n) - 1, used.most_looks).round().astype(int))
            asked.append(Question(mover, tuple(mover.n[spread].tolist())))
    return tuple(asked)


def _is_named(found: Detections | None, box: npt.NDArray[np.float32], rules: TrackRules, used: SecondRules) -> bool:
    if found is None or not len(found):
        return False
    sure = _at_least(found, rules.strong, rules)
    return bool((sure & (covered(found.boxes, box[None])[:, 0] >= used.lies_in)).any())


def _at_least(found: Detections, score: float, rules: TrackRules) -> npt.NDArray[np.bool_]:
    """Say of each detection whether it reaches a score of the rules."""
    least = [rules.score(score, label.group) for label in found.labels]
    return np.asarray(found.scores >= np.array(least, np.float32))


def look_again(
    rgb: Rgb, box: npt.NDArray[np.float32], detector: Detector, second: SecondRules | None = None
) -> Detections:
    """Look at one part of a picture again.

    Args:
        rgb: (h, w, 3) uint8, the whole picture.
        box: x1 y1 x2 y2 in pixels, where something moves.
        detector: the one that saw nothing there.
        second: how it is asked.

    Returns:
        What lies in the box and fills enough of it to be it, in pixels of the picture; not yet believed.
    """
    used = second or SecondRules()
    part, corner = _cut(rgb, box, used)
    there = detector.detect(part)
    boxes = clip(there.boxes + corner, rgb.shape[1], rgb.shape[0])
    rows = np.flatnonzero((boxes[:, 2:] > boxes[:, :2]).all(axis=1))
    within = np.array([covered(boxes[[row]], box[None])[0, 0] for row in rows], np.float32)
    large = area(boxes[rows]) >= used.fills * area(box[None])
    kept = rows[(within >= used.lies_in) & large]
    return Detections(boxes[kept], there.scores[kept], tuple(there.labels[row] for row in kept))


def _cut(rgb: Rgb, box: npt.NDArray[np.float32], used: SecondRules) -> tuple[Rgb, npt.NDArray[np.float32]]:
    """Cut a square around a box, grey where it reaches beyond the picture; and where its corner lies, twice x y."""
    side = max(used.least_side_px, int(np.ceil(float((box[2:] - box[:2]).max()) / used.shown)))
    left, top = (int(value) for value in np.floor((box[:2] + box[2:] - side) / 2))
    height, width = rgb.shape[:2]
    part = np.full((side, side, 3), _GREY, np.uint8)
    x1, y1, x2, y2 = max(left, 0), max(top, 0), min(left + side, width), min(top + side, height)
    part[y1 - top : y2 - top, x1 - left : x2 - left] = rgb[y1:y2, x1:x2]
    return part, np.array([left, top, left, top], np.float32)


def told(answers: Sequence[Found], rules: TrackRules, second: SecondRules | None = None) -> dict[int, Detections]:
    """Take what was named surely enough, of all movers, picture by picture.

    Args:
        answers: for each mover what `look_again` gave in each of its pictures.
        rules: from which score on something is sure.
        second: how often it must be.
    """
    used = second or SecondRules()
    taken: dict[int, Detections] = {}
    for answer in answers:
        group = _name(answer, rules, used.least_named)
        of_group = {n: found.of(group) for n, found in answer.items()} if group else {}
        taken |= {n: _both(taken[n], found) if n in taken else found for n, found in of_group.items()}
    return taken


def _name(answer: Found, rules: TrackRules, least: int) -> Group | None:
    """Give the group that most looks are sure of; None where too few are."""
    sure = dict.fromkeys(Group, 0)
    for found in answer.values():
        rows = np.flatnonzero(_at_least(found, rules.begins, rules))
        for group in {found.labels[row].group for row in rows}:
            sure[group] += 1
    best = max(Group, key=lambda group: sure[group])
    return best if sure[best] >= least else None


def _both(one: Detections, other: Detections) -> Detections:
    boxes, scores = np.concatenate([one.boxes, other.boxes]), np.concatenate([one.scores, other.scores])
    return without_doubles(Detections(boxes, scores, one.labels + other.labels), most_overlap=_MOST_OVERLAP)


def joined(found: Found, more: Found) -> dict[int, Detections]:
    """Lay what the second look told beside what the first saw; doubles go."""
    return {n: _both(one, more[n]) if n in more else one for n, one in found.items()}


def bridged(
    tracks: Sequence[Track], bodies: Sequence[Mover], scope: str, second: SecondRules | None = None
) -> tuple[Track, ...]:
    """Let a vehicle's track go on in a later one where one body leads from the one to the other, and no third is about.

    People step behind one another, so what moves as one body may be another person than before: theirs stay apart.

    Args:
        tracks: as the tracker gave them, in pictures looked at.
        bodies: movers that were looked at again.
        scope: what they were seen in, for the ids.
        second: when a track lies in a mover.

    Returns:
        All tracks, numbered anew in their order.
    """
    used = second or SecondRules()
    whole = list(tracks)
    for mover in bodies:
        parts = [one for one in whole if one.label.group is Group.VEHICLE and _lies_in(one, mover, used.lies_in)]
        if len(parts) > 1 and all(one.n[-1] < other.n[0] for one, other in pairwise(parts)):
            whole = [one for one in whole if one not in parts] + [_chain(parts, scope)]
        whole.sort(key=lambda one: (int(one.n[0]), *one.boxes[0, :2].tolist(), one.label.group.value))
    return tuple(replace(one, number=number) for number, one in enumerate(whole, 1))


def _lies_in(track: Track, mover: Mover, least: float) -> bool:
    """Say whether a track begins and ends within a mover's time and boxes."""
    if track.n[-1] < mover.n[0] or track.n[0] > mover.n[-1]:
        return False
    ends = (covered(track.boxes[[row]], mover.at(int(track.n[row]))[None])[0, 0] for row in (0, -1))
    return all(share >= least for share in ends)


def _chain(parts: Sequence[Track], scope: str) -> Track:
    """Make one track of several; its label is that of the part with the most weight."""
    n, pts = np.concatenate([one.n for one in parts]), np.concatenate([one.pts for one in parts])
    boxes, scores = np.concatenate([one.boxes for one in parts]), np.concatenate([one.scores for one in parts])
    label = max(parts, key=lambda one: float(one.scores.sum())).label
    name = track_id(scope, label, n[scores > 0], boxes[scores > 0])
    return Track(name, parts[0].number, label, n, pts, boxes, scores)
