"""Things that are left and taken: a place that changed for good while a person was at it, and that is no person.

What the thing is, is not known from that: the detector's word for it is told where it has one. Whether it came or went
is told by that word, or else by its outline, which stands out where the thing is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from gestae.model.lasting import LastingChange
from gestae.model.observation import Region
from gestae.model.sighting import Boxes, Group, Track
from gestae.observe.acts import Draft, Limits, is_person, worth
from gestae.observe.scene import Found, Scene

__all__ = ["left", "taken"]

_Box: TypeAlias = tuple[float, float, float, float]
_Flags: TypeAlias = npt.NDArray[np.bool_]

# Groups of labels that name a thing which a person may carry or push away.
_THINGS: Final = frozenset({Group.BAG, Group.CYCLE})
_BODIES: Final = frozenset({Group.PERSON, Group.ANIMAL})
# Boxes come and go by so much sooner or later than what they hold.
_SLACK_S: Final = 1.5
# People are looked for about so often: the picture after the last one with somebody shows him gone.
_LOOK_S: Final = 0.2
# A box is of the thing if they share so much of what they cover together; a body's if so much.
_SAME: Final = 0.25
_BODY: Final = 0.5
# A box that begins or ends with so much of it in the place began or ended there.
_INSIDE: Final = 0.4
# A box that ends so near to the picture's edge, in parts of its longer side, may have left over it.
_EDGE: Final = 0.2
# Where a thing stands is known from so many looks; it stands there while its middle stays within such a part of it.
_KNOWN_LOOKS: Final = 10
_STAYS: Final = 0.12
# What is moved off slowly seems to stay for so long.
_SLOW_S: Final = 0.5
# The recording's beginning shows what stands within so much of it.
_BEGINS_S: Final = 2.5

_UNNAMED: Final = "What it is, is not shown: the detector has no word for it."
_STILL_NEAR: Final = "The person is still near it, or no longer told apart, when the recording ends."
_THERE_BEFORE: Final = "It was there when the recording began; that this person brought it is not shown."


@dataclass(frozen=True, slots=True)
class _Thing:
    """A change that a person was at: whether it was there before, who was at it, and the detector's tracks of it."""

    change: LastingChange
    was_there: bool
    person: Track
    names: tuple[Track, ...]


def taken(scene: Scene, limits: Limits) -> Iterator[Draft]:
    """From the last picture that shows the thing in its place until who was at it is far away."""
    for thing in _things(scene, limits):
        if thing.was_there:
            yield _draft(thing, _last_seen(thing, scene), thing.person, scene, limits)


def left(scene: Scene, limits: Limits) -> Iterator[Draft]:
    """From the first picture that shows the thing in its place, or from when who was at it goes, until far away."""
    for thing in _things(scene, limits):
        if not thing.was_there:
            yield _draft(thing, _moment(thing.change), thing.person, scene, limits)
            continue
        leaver = _leaver(thing.change, scene, limits)
        if leaver is not None:
            person, start = leaver
            draft = _draft(thing, start, person, scene, limits)
            yield replace(draft, limits=(*draft.limits, _THERE_BEFORE))


def _things(scene: Scene, limits: Limits) -> Iterator[_Thing]:
    for change in scene.lasting:
        if _is_restless(change, scene) or _is_body(change, scene) or _is_vehicle(change, scene):
            continue
        person = _who(change, scene, limits)
        names = _names(change, scene)
        was_there = _was_there(change, names, scene, limits)
        if person is not None and was_there is not None and not _ends_there(change, scene, was_there=was_there):
            yield _Thing(change, was_there, person, names)


def _who(change: LastingChange, scene: Scene, limits: Limits) -> Track | None:
    """Give the person who was longest at a place while it changed, of those that it is no larger than."""
    slack, rules = scene.facts.frames_in(_SLACK_S), limits.objects
    best: tuple[int, Track] | None = None
    for track in worth(scene, is_person, limits):
        rows = _rows(track, change.old_n - slack, change.new_n + slack)
        boxes = track.boxes[rows]
        long = _sides(boxes).max(axis=1)
        if not int(track.n[0]) < change.old_n < int(track.n[-1]):
            continue  # who comes to sight after it, or is lost before it, did not do it
        at_it = _near(boxes, change.box, rules.reach * long) & (_longer(change.box) <= rules.most_side * long)
        if at_it.sum() > (0 if best is None else best[0]):
            best = int(at_it.sum()), track
    return None if best is None else best[1]


def _names(change: LastingChange, scene: Scene) -> tuple[Track, ...]:
    """Give the tracks of things that were seen in that very place, before or after it changed."""
    return tuple(
        track
        for track in scene.tracks
        if track.label.group in _THINGS
        and (_shared(track.boxes[track.seen], change.box)[_outside(track, change)] >= _SAME).any()
    )


def _outside(track: Track, change: LastingChange) -> _Flags:
    n = track.n[track.seen]
    return np.asarray((n <= change.old_n) & (n >= change.old_from_n) | (n >= change.new_n))


def _was_there(change: LastingChange, names: tuple[Track, ...], scene: Scene, limits: Limits) -> bool | None:
    """Say whether the thing was there before the change (True) or after it (False); None where nothing tells.

    Without a word of the detector, only a plain thing is told: with an outline, no shadow, and at a known moment.
    """
    before = after = 0
    for track in names:
        seen, fits = track.n[track.seen], _shared(track.boxes[track.seen], change.box) >= _SAME
        before += int((fits & (seen >= change.old_from_n) & (seen <= change.old_n)).sum())
        after += int((fits & (seen >= change.new_n)).sum())
    if max(before, after) >= limits.presence.detections and min(before, after) == 0:
        return before > after
    rules = limits.objects
    is_plain = abs(change.outline) >= rules.outline and change.uneven >= rules.uneven
    is_plain &= change.new_n - change.old_n <= scene.facts.frames_in(rules.sure_s)
    return change.outline > 0 if is_plain else None


def _is_restless(change: LastingChange, scene: Scene) -> bool:
    """Say whether the place changes nearly every second: a burnt-in clock, foliage."""
    x1, y1, x2, y2 = change.box
    cut = scene.restless[y1:y2, x1:x2]
    return bool(cut.size) and float(cut.mean()) > 0.3


def _is_body(change: LastingChange, scene: Scene) -> bool:
    """Say whether a person or an animal rests in the very place while it looks one of the two ways."""
    slack, least = scene.facts.frames_in(_SLACK_S), scene.facts.frames_in(1.0)
    for track in scene.tracks:
        if track.label.group in _BODIES:
            n = track.n[_shared(track.boxes, change.box) >= _BODY]
            rests = (n >= change.old_from_n) & (n <= change.old_n - slack) | (n >= change.new_n + slack)
            if rests.any() and int(n[rests][-1] - n[rests][0]) >= least:
                return True
    return False


def _is_vehicle(change: LastingChange, scene: Scene) -> bool:
    """Say whether a vehicle stands there, or stood there, about when it changed."""
    slack = scene.facts.frames_in(_SLACK_S)
    return any(
        track.label.is_vehicle
        and bool(
            (
                _covered(track.boxes[_rows(track, change.old_n - slack, change.new_n + slack)], change.box) > _INSIDE
            ).any()
        )
        for track in scene.tracks
    )


def _ends_there(change: LastingChange, scene: Scene, *, was_there: bool) -> bool:
    """Say whether a body's track begins in the place as it empties, or ends in it as it fills: somebody who rests."""
    slack = scene.facts.frames_in(_SLACK_S)
    for track in scene.tracks:
        row = 0 if was_there else -1
        about = change.old_n - slack <= int(track.n[row]) <= change.new_n + slack
        if track.label.group in _BODIES and about and not _at_edge(track.boxes[row], scene):
            box = track.boxes[row][None]
            if float(_overlap(box, change.box)[0]) >= _INSIDE * min(_area(change.box), float(_sides(box).prod())):
                return True
    return False


def _leaver(change: LastingChange, scene: Scene, limits: Limits) -> tuple[Track, Found] | None:
    """Give who was at a thing when the recording began and went from it before it changed, and when."""
    if change.old_from_n > scene.facts.frames_in(_BEGINS_S):
        return None
    for track in worth(scene, is_person, limits):
        rows = _rows(track, 0, change.old_n)
        boxes = track.boxes[rows]
        n = track.n[rows][_near(boxes, change.box, limits.objects.reach * _sides(boxes).max(axis=1))]
        if not len(n) or int(n[0]) > scene.facts.frames_in(_BEGINS_S):
            continue
        last = int(n[-1])
        alone = scene.facts.frames_in(limits.objects.alone_s)
        if change.old_n - last >= alone and not _anybody(change, last + alone // 2, last + alone, scene, limits):
            after = min(last + scene.facts.frames_in(_SLACK_S), change.old_n)
            return track, Found(min(last + scene.facts.frames_in(_LOOK_S), after), last, after, sure=False)
    return None


def _anybody(change: LastingChange, first_n: int, last_n: int, scene: Scene, limits: Limits) -> bool:
    for track in worth(scene, is_person, limits):
        boxes = track.boxes[_rows(track, first_n, last_n)]
        if len(boxes) and bool(_near(boxes, change.box, limits.objects.reach * _sides(boxes).max(axis=1)).any()):
            return True
    return False


def _last_seen(thing: _Thing, scene: Scene) -> Found:
    """Bound when a thing left its place: the detector may still see it there when a person already hides most of it."""
    change, start = thing.change, _moment(thing.change)
    for track in thing.names:
        n, boxes = track.n[track.seen], track.boxes[track.seen].astype(np.float64)
        before = n <= change.old_n
        if before.sum() < _KNOWN_LOOKS:
            continue
        place = np.median(boxes[before][-_KNOWN_LOOKS:], axis=0)
        moved = np.abs((boxes - place)[:, :2] + (boxes - place)[:, 2:]).max(axis=1) / 2
        stays = moved <= _STAYS * float((place[2:] - place[:2]).max())
        there, gone = n[stays & (n > change.old_n) & (n < change.new_n)], n[~stays & (n > change.old_n)]
        if len(there) and int(there[-1]) > start.earliest:
            last = int(there[-1])
            after = gone[gone > last]
            latest = min(change.new_n, int(after[0])) if len(after) else change.new_n
            start = Found(last, max(start.earliest, last - scene.facts.frames_in(_SLOW_S)), latest)
    return start


def _moment(change: LastingChange) -> Found:
    return Found(change.left_n, change.old_n, change.new_n)


def _draft(thing: _Thing, start: Found, person: Track, scene: Scene, limits: Limits) -> Draft:
    """Say what happened, until the person is so far away that the thing is no longer in reach."""
    named = sorted({track.label.value for track in thing.names})
    said = (f"The detector took it for a {' or a '.join(named)}.",) if named else (_UNNAMED,)
    end = _far(person, thing.change.box, start, scene, limits)
    x1, y1, x2, y2 = thing.change.box
    return Draft(
        start, end, track=person, also=thing.names, limits=said if end is not None else (*said, _STILL_NEAR),
        region=Region(x1, y1, min(x2, scene.facts.width_px), min(y2, scene.facts.height_px)),
    )  # fmt: skip


def _far(person: Track, box: _Box, start: Found, scene: Scene, limits: Limits) -> Found | None:
    """Bound when a person is far from a place, or out of the picture; None where neither is seen."""
    rows = person.n > start.n
    boxes = person.boxes[rows]
    away = ~_near(boxes, box, limits.objects.away * _sides(boxes).max(axis=1)) if len(boxes) else np.zeros(0, np.bool_)
    n = person.n[rows]
    if away.any():
        first = int(n[int(np.argmax(away))])
        return Found(first, max(start.earliest, first - scene.facts.frames_in(0.5)), first)
    last = int(person.n[-1])
    if last >= scene.facts.frames - 1 - scene.facts.frames_in(0.5) or not _at_edge(person.boxes[-1], scene):
        return None
    last = max(last, start.n)
    return Found(last, last, max(last, start.latest, min(last + scene.facts.frames_in(1.0), scene.facts.frames - 1)))


def _rows(track: Track, first_n: int, last_n: int) -> slice:
    return slice(*np.searchsorted(track.n, [first_n, last_n + 1]).tolist())


def _sides(boxes: Boxes) -> npt.NDArray[np.float64]:
    return np.asarray(boxes[:, 2:] - boxes[:, :2], np.float64)


def _longer(box: _Box) -> float:
    return max(box[2] - box[0], box[3] - box[1])


def _area(box: _Box) -> float:
    return float((box[2] - box[0]) * (box[3] - box[1]))


def _near(boxes: Boxes, box: _Box, reach_px: npt.NDArray[np.float64]) -> _Flags:
    """Say which boxes come so near to a place."""
    gap = np.maximum(boxes[:, :2] - np.array(box[2:]), np.array(box[:2]) - boxes[:, 2:]).max(axis=1)
    return np.asarray(gap <= reach_px)


def _overlap(boxes: Boxes, box: _Box) -> npt.NDArray[np.float64]:
    inner = np.minimum(boxes[:, 2:], np.array(box[2:])) - np.maximum(boxes[:, :2], np.array(box[:2]))
    return np.asarray(np.clip(inner, 0, None).prod(axis=1), np.float64)


def _shared(boxes: Boxes, box: _Box) -> npt.NDArray[np.float64]:
    """Give the part that each box shares with a place of what both cover."""
    both = _overlap(boxes, box)
    return np.asarray(both / (_sides(boxes).prod(axis=1) + _area(box) - both))


def _covered(boxes: Boxes, box: _Box) -> npt.NDArray[np.float64]:
    return np.asarray(_overlap(boxes, box) / _area(box))


def _at_edge(box: Boxes, scene: Scene) -> bool:
    """Say whether a box ends so near to the picture's edge that what it holds may have gone over it."""
    slack = _EDGE * float((box[2:] - box[:2]).max())
    far = scene.facts.width_px - slack, scene.facts.height_px - slack
    return bool(box[0] <= slack or box[1] <= slack or box[2] >= far[0] or box[3] >= far[1])
