"""Find every act's exact instants from the scene and the cameras' geometry; nothing is measured in pictures. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gestae.base.units import NS_PER_S
from gestae.sample.cameras import Camera, in_picture, mesh_in_picture
from gestae.sample.scene import Person, Scene, person_cones
from gestae.sample.things import VAN_LENGTH_M, van_mesh, van_points

__all__ = ["Crossing", "edge_acts", "moving_from_s", "still_from_s"]

# A body crosses an edge in more than this, so no crossing falls between two looks.
_LOOK_S: Final = 0.2
_STILL_SHARE, _STILL_S = 0.05, 2.0


@dataclass(frozen=True, slots=True)
class Crossing:
    """An act of one camera, in film seconds."""

    kind: str
    subject: str
    camera: str
    start_s: float
    end_s: float | None
    via: str


def _bisect(holds: Callable[[float], bool], low_s: float, high_s: float) -> float:
    """Find the moment between two at which `holds` changes, to a nanosecond."""
    before = holds(low_s)
    while high_s - low_s > 0.5 / NS_PER_S:
        middle = (low_s + high_s) / 2
        if middle in (low_s, high_s):
            break
        if holds(middle) == before:
            low_s = middle
        else:
            high_s = middle
    return high_s


def still_from_s(scene: Scene) -> float:
    """First moment from which the van moves less than 5 % of its length in the following 2 s."""
    limit = _STILL_SHARE * VAN_LENGTH_M
    return _bisect(lambda t: scene.van.moved_within(t, _STILL_S) < limit, scene.van.stop_s - 8.0, scene.van.stop_s)


def moving_from_s(scene: Scene) -> float:
    """The mirrored rule: last moment until which the van moved less than 5 % of its length in the 2 s before."""
    limit = _STILL_SHARE * VAN_LENGTH_M
    return _bisect(
        lambda t: scene.van.moved_within(t - _STILL_S, _STILL_S) < limit, scene.van.start_s, scene.van.start_s + 8.0
    )


def _view_at(scene: Scene, pair: tuple[Camera, Camera], at_s: float) -> NDArray[np.float64]:
    return pair[int(at_s >= scene.jolt_s)].view()


def _changes(
    holds: Callable[[float], bool], times: NDArray[np.float64], seen: list[bool]
) -> Iterator[tuple[float, bool]]:
    """Yield every moment at which `holds` changes and what it changes to; `seen` is `holds` at `times`."""
    for k in range(1, len(seen)):
        if seen[k] != seen[k - 1]:
            yield _bisect(holds, float(times[k - 1]), float(times[k])), seen[k]


def edge_acts(scene: Scene, cameras: tuple[tuple[Camera, Camera], ...]) -> tuple[Crossing, ...]:
    """Find who crosses which picture's edge when, and when the van comes, stops, starts and goes.

    Args:
        scene: the incident.
        cameras: every camera before and after its jolt (twice the same where it has none).
    """
    found: list[Crossing] = [act for pair in cameras for act in _van_acts(scene, pair)]
    for person in scene.people:
        found.extend(_person_acts(scene, cameras, person))
    return tuple(sorted(found, key=lambda c: (c.start_s, c.kind, c.camera, c.subject)))


def _van_acts(scene: Scene, pair: tuple[Camera, Camera]) -> Iterator[Crossing]:
    mesh, _ = van_mesh()
    name = pair[0].name

    def inside(at_s: float) -> bool:
        return mesh_in_picture(van_points(mesh, scene.van.pose(at_s)), _view_at(scene, pair, at_s))

    times = np.arange(0.0, scene.length_s + 2.0, _LOOK_S)
    moves = list(_changes(inside, times, [inside(float(t)) for t in times]))
    arrives = next(t for t, now in moves if now)
    leaves = next((t for t, now in reversed(moves) if not now), None)
    yield Crossing("vehicle_arrives", "van", name, arrives, None, "edge")
    yield Crossing("vehicle_leaves", "van", name, moving_from_s(scene), leaves, "edge")


def _person_acts(scene: Scene, cameras: tuple[tuple[Camera, Camera], ...], person: Person) -> Iterator[Crossing]:
    for out, back in person.out_s:
        end = min(back, scene.length_s + 2.0)
        times = np.append(np.arange(out, end, _LOOK_S), end)
        bodies = [person_cones(scene, person, float(t)) for t in times]
        for pair in cameras:
            yield from _crossings(scene, pair, person, (times, bodies))


def _crossings(
    scene: Scene,
    pair: tuple[Camera, Camera],
    person: Person,
    looks: tuple[NDArray[np.float64], list[NDArray[np.float64]]],
) -> Iterator[Crossing]:
    def inside(at_s: float) -> bool:
        return in_picture(person_cones(scene, person, at_s), _view_at(scene, pair, at_s))

    times, bodies = looks
    seen = [in_picture(cones, _view_at(scene, pair, float(t))) for t, cones in zip(times, bodies, strict=True)]
    for moment, now in _changes(inside, times, seen):
        # A jolt can push somebody over the edge; that is the camera's act, not his.
        if abs(moment - scene.jolt_s) > 1e-6:
            yield Crossing("person_enters" if now else "person_leaves", person.name, pair[0].name, moment, None, "edge")
