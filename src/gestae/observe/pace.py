"""Who stops and who runs: from the places in which a track shows a person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from gestae.model.sighting import Group, Track
from gestae.observe.acts import Draft, Limits, is_person, worth
from gestae.observe.bounds import begins, ends
from gestae.observe.going import Going, Stand, going_of, stands_of
from gestae.observe.scene import Found, Scene
from gestae.observe.spells import lasts, runs

__all__ = ["Stood", "beside", "goings", "runs_away", "stood", "stops_walking"]

# Two looks of a run may lie so far apart; at five looks a second one may be missing.
_RUN_GAP_S: Final = 0.45
# Who rides or is driven does not run: a cycle or vehicle covers so much of the person's box in half of the looks.
_RIDE_PART: Final = 0.2
_RIDE_LOOKS: Final = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Stood:
    """A person's going and one of the times in which the person stands."""

    going: Going
    stand: Stand

    def found(self) -> tuple[Found, tuple[str, ...]]:
        """Bound when it began."""
        going, stand = self.going, self.stand
        start, said = begins(going.n, stand.first, np.ones(len(going), bool))
        return Found(start.n, start.earliest, float(going.n[stand.sure]), sure=start.sure), said


def goings(scene: Scene, limits: Limits) -> tuple[Going, ...]:
    """Measure how everybody goes, in the order of the tracks."""

    def make() -> tuple[Going, ...]:
        facts = scene.facts
        t_s = (facts.pts - facts.pts[0]) * float(facts.time_base)
        size_px = (facts.width_px, facts.height_px)
        return tuple(
            going_of(track, scene.poses.get(track.id), t_s, size_px) for track in worth(scene, is_person, limits)
        )

    return scene.shared("goings", make)


def beside(scene: Scene, limits: Limits, *, lost_s: float = 0.0) -> Iterator[tuple[Going, tuple[Going, ...]]]:
    """Give each person with everybody else who is in the picture at some of the same time, or so shortly before."""
    people = goings(scene, limits)
    begins_s, ends_s = (np.array([one.t_s[end] for one in people]) for end in (0, -1))
    for place, going in enumerate(people):
        at_once = (begins_s <= ends_s[place]) & (ends_s + lost_s >= begins_s[place])
        yield going, tuple(people[other] for other in np.flatnonzero(at_once).tolist() if other != place)


def stood(scene: Scene, limits: Limits) -> tuple[Stood, ...]:
    """Find who stands when, person by person."""

    def make() -> tuple[Stood, ...]:
        pairs = ((going, stands_of(going, limits.pace)) for going in goings(scene, limits))
        return tuple(Stood(going, stand) for going, stands in pairs for stand in stands)

    return scene.shared("stood", make)


def stops_walking(scene: Scene, limits: Limits) -> Iterator[Draft]:
    """From the first look at the place where a person stands who came there, until the person leaves it."""
    for one in stood(scene, limits):
        if one.stand.came:
            start, said = one.found()
            end, more = ends(one.going.n, one.stand.last, one.stand.off > limits.pace.spot, scene)
            yield Draft(start, end, track=one.going.track, limits=(*said, *more))


def runs_away(scene: Scene, limits: Limits) -> Iterator[Draft]:
    """From the first look at a run's speed to the last; none of somebody who may ride."""
    pace = limits.pace
    for going in goings(scene, limits):
        with np.errstate(invalid="ignore"):
            fast, slow = going.is_whole & (going.speed >= pace.run), going.speed < pace.run
        for first, last in runs(going.t_s, fast, slow, _RUN_GAP_S):
            if lasts(going.t_s, (first, last), pace.run_s) and not _rides(going, slice(first, last + 1), scene):
                start, said = begins(going.n, first, slow)
                end, more = ends(going.n, last, slow, scene)
                yield Draft(start, end, track=going.track, limits=(*said, *more))


def _rides(going: Going, looks: slice, scene: Scene) -> bool:
    """Say whether something that carries people is where the person is, in half of some looks."""
    n = going.n[looks]
    boxes = going.track.boxes[np.searchsorted(going.track.n, n)]
    carriers = [track for track in scene.tracks if track.label.group in {Group.CYCLE, Group.VEHICLE}]
    return any(np.mean(_covered(track, n, boxes)) >= _RIDE_LOOKS for track in carriers)


def _covered(track: Track, n: npt.NDArray[np.int64], boxes: npt.NDArray[np.float32]) -> npt.NDArray[np.bool_]:
    """Say in which pictures a track covers enough of the given boxes."""
    row = np.clip(np.searchsorted(track.n, n), 0, len(track.n) - 1)
    its = track.boxes[row]
    inner = np.minimum(boxes[:, 2:], its[:, 2:]) - np.maximum(boxes[:, :2], its[:, :2])
    shared = np.prod(np.clip(inner, 0, None), axis=1) / np.prod(boxes[:, 2:] - boxes[:, :2], axis=1)
    return np.asarray((shared >= _RIDE_PART) & (track.n[row] == n))
