"""Things that people carry, and hand to one another: bags that were seen near hands, look after look.

One sighting says little: a detector takes a sleeve for a bag too. What is told was seen at the same person several
times, always of one colour and about one size, while the person went a way; the ground and a wall stay behind.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from gestae.model.held import Held
from gestae.model.observation import Region
from gestae.model.sighting import Track
from gestae.model.skeleton import Joint, Poses
from gestae.observe.acts import Draft, Limits, is_person, worth
from gestae.observe.handlimits import HandLimits
from gestae.observe.scene import Found, Scene

__all__ = ["carried", "transferred"]

_Point: TypeAlias = tuple[float, float]
_Box: TypeAlias = tuple[float, float, float, float]

_WRISTS: Final = [int(Joint.LEFT_WRIST), int(Joint.RIGHT_WRIST)]
_WRIST_SCORE: Final = 0.25
_SAME_LOOK_S: Final = 0.21
# Where no wrist is known, a hand is taken to hang so far down the box, at its sides or before its middle.
_HAND_DOWN: Final = 0.5
# What is seen to so shortly before the recording's end lasts to its end.
_END_S: Final = 1.2
# Of looks in which two people are almost as near as ever, the middle one is named.
_AS_NEAR: Final = 0.05
# A thing that passes is between two people for so long before and after, as looks at hands lie so far apart.
_PASSES_S: Final = 1.0


@dataclass(frozen=True, slots=True)
class _Hold:
    """One thing at one person: its sightings in the order of time."""

    person: Track
    seen: tuple[Held, ...]

    @property
    def first(self) -> int:
        return self.seen[0].n

    @property
    def last(self) -> int:
        return self.seen[-1].n


@dataclass(frozen=True, slots=True)
class _Pass:
    """A thing that was at one person and then at another, and when they were near enough in between."""

    giver: _Hold
    taker: _Hold
    near: Found


def carried(scene: Scene, limits: Limits) -> Iterator[Draft]:
    """From the first look that shows a thing at a person to the last, if the person goes a way with it."""
    passes = _passes(scene, limits)
    for hold in _holds(scene, limits):
        for run in _runs(hold, scene.facts.frames_in(limits.hands.gap_s)):
            if len(run.seen) >= limits.hands.sightings and _way(run) >= limits.hands.way:
                start, end = _bounds(run, passes, scene)
                yield Draft(
                    start, end, track=run.person, region=_region(run.seen[0].box, scene), limits=_said(run, scene)
                )


def transferred(scene: Scene, limits: Limits) -> Iterator[Draft]:
    """When two people are near enough, after the thing was last seen at the one and before it is first at the other."""
    for one in _passes(scene, limits):
        yield Draft(
            one.near, lasts_s=limits.after_s, track=one.giver.person, also=(one.taker.person,),
            region=_region(_around(one), scene),
            limits=tuple(
                f"Of {whose}: {_said(hold, scene)[0]}"
                for whose, hold in (("the one who gave", one.giver), ("the other", one.taker))
            ),
        )  # fmt: skip


def _holds(scene: Scene, limits: Limits) -> tuple[_Hold, ...]:
    """Give every thing at every person, in the order of the tracks."""

    def make() -> tuple[_Hold, ...]:
        at: dict[str, list[Held]] = {}
        people = {track.id: track for _, track in _at_people(scene, limits)}
        for one, track in _at_people(scene, limits):
            at.setdefault(track.id, []).append(one)
        return tuple(hold for name, seen in at.items() for hold in _things(people[name], seen, limits.hands))

    return scene.shared("holds", make)


def _at_people(scene: Scene, limits: Limits) -> tuple[tuple[Held, Track], ...]:
    """Give every sighting that is sure enough, and at whose hand it is, in the order of the pictures."""

    def make() -> tuple[tuple[Held, Track], ...]:
        people = tuple(worth(scene, is_person, limits))
        sure = (one for one in scene.held if one.score >= limits.hands.score and one.beyond <= limits.hands.beyond)
        ordered = sorted(sure, key=lambda one: (one.n, one.box, one.label))
        whose = ((one, _whose(one, people, scene, limits.hands)) for one in ordered)
        return tuple((one, track) for one, track in whose if track is not None)

    return scene.shared("at people", make)


def _whose(one: Held, people: Sequence[Track], scene: Scene, limits: HandLimits) -> Track | None:
    """Give the person at whose hand a thing is; None where it is at nobody's, at two alike, or too large for a hand."""
    off: list[tuple[float, int]] = []
    for place, track in enumerate(people):
        box = _box_at(track, one.n)
        if box is None or not _hangs(one, box, limits):
            continue
        high = float(box[3] - box[1])
        x, y = (one.box[0] + one.box[2]) / 2, one.box[1]
        least = min(float(np.hypot(x - hand[0], y - hand[1])) for hand in _hands(track, box, one.n, scene)) / high
        if least <= limits.reach:
            off.append((least, place))
    off.sort()
    if not off or (len(off) > 1 and off[1][0] - off[0][0] < limits.clearly):
        return None
    return people[off[0][1]]


def _hangs(one: Held, box: npt.NDArray[np.float32], limits: HandLimits) -> bool:
    """Say whether a thing's middle lies beside or before the body where a hand that holds it may be."""
    x1, y1, x2, y2 = (float(side) for side in box)
    x, y, high = (one.box[0] + one.box[2]) / 2, (one.box[1] + one.box[3]) / 2, y2 - y1
    side, beside = max(one.box[2] - one.box[0], one.box[3] - one.box[1]), limits.beside * high
    if not limits.least_side * high <= side <= limits.most_side * high:
        return False
    return x1 - beside <= x <= x2 + beside and limits.from_top <= (y - y1) / high <= limits.to_top


def _hands(track: Track, box: npt.NDArray[np.float32], n: int, scene: Scene) -> list[_Point]:
    known = _wrists(scene.poses.get(track.id), n, scene.facts.frames_in(_SAME_LOOK_S))
    x1, y1, x2, y2 = (float(side) for side in box)
    down = y1 + _HAND_DOWN * (y2 - y1)
    return known or [(x1, down), ((x1 + x2) / 2, down), (x2, down)]


def _wrists(poses: Poses | None, n: int, near: int) -> list[_Point]:
    if poses is None or not len(poses.n):
        return []
    row = int(np.argmin(np.abs(poses.n - n)))
    if abs(int(poses.n[row]) - n) > near:
        return []
    sure = [joint for joint in _WRISTS if poses.scores[row, joint] >= _WRIST_SCORE]
    return [(float(poses.points[row, joint, 0]), float(poses.points[row, joint, 1])) for joint in sure]


def _things(track: Track, seen: Sequence[Held], limits: HandLimits) -> Iterator[_Hold]:
    """Part the sightings at one person into things of one colour and about one size each, the most seen first."""
    left = list(seen)
    while len(left) >= limits.sightings:
        groups = [[other for other in left if _is_alike(one, other, limits)] for one in left]
        best = max(groups, key=lambda group: (len(group), sum(one.score for one in group)))
        if len({one.n for one in best}) < limits.sightings:
            return
        yield _Hold(track, _one_a_look(best))
        left = [one for one in left if one not in best]


def _one_a_look(seen: Sequence[Held]) -> tuple[Held, ...]:
    surest = {one.n: one for one in sorted(seen, key=lambda one: (one.score, one.box))}
    return tuple(surest[n] for n in sorted(surest))


def _is_alike(one: Held, other: Held, limits: HandLimits) -> bool:
    """Say whether two sightings may show one thing: by hue and by size; light and shadow make it brighter or darker."""
    a, b = (np.array(held.colour, np.float64) + 1 for held in (one, other))
    hues = float(np.abs(a / a.sum() - b / b.sum()).sum())
    sides = [max(held.box[2] - held.box[0], held.box[3] - held.box[1]) for held in (one, other)]
    lights = sorted((float(a.sum()), float(b.sum())))
    return hues <= limits.hue and lights[1] <= limits.light * lights[0] and max(sides) <= limits.size * min(sides)


def _runs(hold: _Hold, gap: int) -> Iterator[_Hold]:
    """Part a hold where it is not seen for too long."""
    ends = [at for at, (one, other) in enumerate(pairwise(hold.seen), 1) if other.n - one.n > gap]
    for start, stop in pairwise([0, *ends, len(hold.seen)]):
        yield _Hold(hold.person, hold.seen[start:stop])


def _way(run: _Hold) -> float:
    """Say how far a person, and the thing too, gets from where it was first seen at him, in body heights."""
    boxes = [box for one in run.seen if (box := _box_at(run.person, one.n)) is not None]
    high = float(np.median([box[3] - box[1] for box in boxes]))
    bodies = np.array([((box[0] + box[2]) / 2, (box[1] + box[3]) / 2) for box in boxes])
    things = np.array([((one.box[0] + one.box[2]) / 2, (one.box[1] + one.box[3]) / 2) for one in run.seen])
    ways = [np.hypot(*(places - places[0]).T).max() for places in (bodies, things)]
    return float(min(ways)) / high


def _passes(scene: Scene, limits: Limits) -> tuple[_Pass, ...]:
    """Give what passed from one person to another: seen at the one, then no more at him, then at others."""

    def make() -> tuple[_Pass, ...]:
        holds = [hold for hold in _holds(scene, limits) if len(hold.seen) >= limits.hands.sightings]
        return tuple(one for hold in holds if (one := _passed_on(hold, scene, limits)) is not None)

    return scene.shared("passes", make)


def _passed_on(giver: _Hold, scene: Scene, limits: Limits) -> _Pass | None:
    """Find who has a thing after a person; None where it is not seen again, or was at others before."""
    others = [
        (one, track)
        for one, track in _at_people(scene, limits)
        if track.id != giver.person.id and _is_same(one, giver, limits.hands)
    ]
    before = {one.n for one, _ in others if giver.first <= one.n <= giver.last}
    after = sorted(((one, track) for one, track in others if one.n > giver.last), key=lambda both: both[0].n)
    if len({one.n for one, _ in after}) < limits.hands.sightings or len(before) > limits.hands.strays * len(giver.seen):
        return None
    taker = after[0][1]
    its = _Hold(taker, _one_a_look([one for one, track in after if track.id == taker.id]))
    if _shift(giver, its) < limits.hands.moves:
        return None
    near = _near(giver, its, scene, limits.hands)
    if near is None:
        return None
    # Who has it in a look or two is another who stood there, unless the two were near for a moment only.
    is_often = len(its.seen) >= limits.hands.sightings
    is_moment = near.latest - near.earliest <= scene.facts.frames_in(limits.hands.near_s)
    return _Pass(giver, its, near) if is_often or is_moment else None


def _shift(giver: _Hold, taker: _Hold) -> float:
    """Say how far a thing got from where one person had it to where another has it, in body heights.

    What stays in its place while tracks of people are taken for one another passed to nobody.
    """
    one, other = giver.seen[-1], taker.seen[0]
    boxes = [_box_at(giver.person, one.n), _box_at(taker.person, other.n)]
    high = float(np.mean([box[3] - box[1] for box in boxes if box is not None]))
    x, y = (one.box[side] + one.box[side + 2] - other.box[side] - other.box[side + 2] for side in (0, 1))
    return float(np.hypot(x, y)) / 2 / high


def _is_same(one: Held, hold: _Hold, limits: HandLimits) -> bool:
    """Say whether a sighting shows what most sightings of a hold show."""
    return sum(_is_alike(one, other, limits) for other in hold.seen) > len(hold.seen) / 2


def _near(giver: _Hold, taker: _Hold, scene: Scene, limits: HandLimits) -> Found | None:
    """Bound when the thing can have passed: while the two were near, between its last and its first sighting."""
    first, last = giver.last, taker.first
    apart: dict[int, float] = {}
    for n in range(first, last + 1):
        one, other = _box_at(giver.person, n), _box_at(taker.person, n)
        if one is not None and other is not None:
            apart[n] = _apart(one, other)
    near = [n for n, far in apart.items() if far <= limits.hand_over]
    if not near:
        return None
    least = min(apart[n] for n in near)
    closest = [n for n in near if apart[n] <= least + _AS_NEAR]
    # While it passes it is at both hands, and looks at hands come about once a second.
    slack = scene.facts.frames_in(_PASSES_S)
    is_moment = near[-1] - near[0] + 2 * slack <= scene.facts.frames_in(limits.near_s)
    meet = _hands_meet(giver.person, taker.person, near, scene) if is_moment else None
    at = closest[len(closest) // 2] if meet is None else meet
    return Found(at, max(0, near[0] - slack), min(scene.facts.frames - 1, near[-1] + slack), sure=False)


def _hands_meet(one: Track, other: Track, near: Sequence[int], scene: Scene) -> int | None:
    """Give the look in which wrists of the two are nearest to one another; None where no look shows wrists of both."""
    poses = [scene.poses.get(track.id) for track in (one, other)]
    best: tuple[float, int] | None = None
    for n in near:
        hands = [_wrists(some, n, 0) for some in poses]
        for a in hands[0]:
            for b in hands[1]:
                off = float(np.hypot(a[0] - b[0], a[1] - b[1]))
                if best is None or off < best[0]:
                    best = off, n
    return None if best is None else best[1]


def _apart(one: npt.NDArray[np.float32], other: npt.NDArray[np.float32]) -> float:
    """Give the gap between two boxes, in body heights; far where their feet stand at other depths."""
    high = float((one[3] - one[1] + other[3] - other[1]) / 2)
    gap = max(float(one[0] - other[2]), float(other[0] - one[2]))
    feet = abs(float(one[3] - other[3]))
    middles = abs(float(one[0] + one[2] - other[0] - other[2])) / 2
    return float("inf") if feet > high / 2 else (gap + 0.1 * middles) / high


def _bounds(run: _Hold, passes: Sequence[_Pass], scene: Scene) -> tuple[Found, Found | None]:
    """Bound when a thing came to a person's hands and when it left them."""
    person = run.person
    came = [one.near for one in passes if one.taker.person.id == person.id and one.taker.seen[0] is run.seen[0]]
    went = [one.near for one in passes if one.giver.person.id == person.id and one.giver.seen[-1] is run.seen[-1]]
    start = came[-1] if came else Found(run.first, int(person.n[0]), run.first, sure=False)
    if went:
        return start, went[0]
    last = scene.facts.frames - 1
    if run.last >= last - scene.facts.frames_in(_END_S):
        return start, None
    return start, Found(run.last, run.last, int(person.n[-1]), sure=False)


def _said(run: _Hold, scene: Scene) -> tuple[str, ...]:
    words = sorted({one.label.value for one in run.seen})
    gap_s = max((other.n - one.n for one, other in pairwise(run.seen)), default=0) / scene.facts.rate_hz
    looks = "one look" if len(run.seen) == 1 else f"{len(run.seen)} looks"
    said = f"Seen at the hand in {looks}; the detector took it for a {' or a '.join(words)}."
    return (said,) if len(run.seen) == 1 else (said, f"In between it is not seen for up to {gap_s:.1f} s.")


def _around(one: _Pass) -> _Box:
    """Give what holds both people while it passes: where the thing itself is then, no look shows."""
    boxes = [box for hold in (one.giver, one.taker) if (box := _box_at(hold.person, one.near.n)) is not None]
    low, high = np.min([box[:2] for box in boxes], axis=0), np.max([box[2:] for box in boxes], axis=0)
    return float(low[0]), float(low[1]), float(high[0]), float(high[1])


def _region(box: _Box, scene: Scene) -> Region | None:
    x1, y1, x2, y2 = box
    left, top = max(0, int(x1)), max(0, int(y1))
    right, bottom = min(scene.facts.width_px, int(np.ceil(x2))), min(scene.facts.height_px, int(np.ceil(y2)))
    return Region(left, top, right, bottom) if left < right and top < bottom else None


def _box_at(track: Track, n: int) -> npt.NDArray[np.float32] | None:
    row = int(np.searchsorted(track.n, n))
    return track.boxes[row] if row < len(track.n) and int(track.n[row]) == n else None
