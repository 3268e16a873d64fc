"""Put the truth together: the script's acts, the edges' acts, and who is seen from when to when. Pure."""

from __future__ import annotations

from typing import Final, TypeAlias

from gestae.base.units import NS_PER_S
from gestae.sample.acts import edge_acts, still_from_s
from gestae.sample.cameras import Camera
from gestae.sample.clocks import RecorderClock
from gestae.sample.scene import Scene
from gestae.sample.truth import Act, FileTruth, Sight, Truth

__all__ = ["BoxRow", "tell_truth"]

# camera, picture, subject, x1, y1, x2, y2, elements seen, elements in all
BoxRow: TypeAlias = tuple[str, int, str, float, float, float, float, float, float]
World: TypeAlias = "tuple[tuple[tuple[Camera, Camera], ...], tuple[RecorderClock, ...], tuple[FileTruth, ...]]"

_PRESENT_SHARE: Final = 0.25
# A pillar or a passer-by hides somebody for less than this without ending his presence.
_BRIDGE_S: Final = 1.0


def tell_truth(seed: int, scene: Scene, world: World, rows: list[BoxRow]) -> Truth:
    """Tell what really happened, with every instant in UTC and every camera's first picture of it.

    Args:
        seed: the drawing's number.
        scene: the incident.
        world: cameras before and after the jolt, their clocks, their files, in one order.
        rows: what is seen in every picture.
    """
    _, clocks, files = world
    zero_ns = clocks[0].zero_ns
    last_ns = max(clock.capture_ns(len(file.pts) - 1) for clock, file in zip(clocks, files, strict=True))
    acts = [*_edges(scene, world), *_scripted(scene, world, rows), *_camera_acts(scene, world), *_presence(world, rows)]
    kept = [act for act in acts if act.start_ns <= last_ns and act.sights]
    kept.sort(key=lambda act: (act.start_ns, act.kind, act.subjects, act.cameras))
    first_ns = min(clock.first_ns for clock in clocks)
    assert first_ns >= zero_ns  # noqa: S101 - recorders start after the scene's zero by construction
    return Truth(seed, files, tuple(kept), first_ns, last_ns)


def _ns(clock: RecorderClock, at_s: float) -> int:
    """Film seconds to UTC; upwards, so that no picture before the moment counts as at it."""
    return clock.zero_ns + round(at_s * NS_PER_S)


def _sight(clock: RecorderClock, file: FileTruth, start_ns: int, end_ns: int | None) -> Sight:
    def at(moment_ns: int | None) -> tuple[int | None, int | None]:
        n = None if moment_ns is None else clock.first_at(moment_ns)
        return (None, None) if n is None or n >= len(file.pts) else (n, file.pts[n])

    return Sight(clock.camera, *at(start_ns), *at(end_ns))


def _edges(scene: Scene, world: World) -> list[Act]:
    pairs, clocks, files = world
    by_camera = {clock.camera: (clock, file) for clock, file in zip(clocks, files, strict=True)}
    acts = []
    for c in edge_acts(scene, pairs):
        clock, file = by_camera[c.camera]
        start_ns, end_ns = _ns(clock, c.start_s), None if c.end_s is None else _ns(clock, c.end_s)
        acts.append(Act(c.kind, (c.subject,), start_ns, end_ns, (_sight(clock, file, start_ns, end_ns),), c.via))
    return acts


def _scripted(scene: Scene, world: World, rows: list[BoxRow]) -> list[Act]:
    """Give the script's acts to the cameras that see any part of a subject at the act's first picture."""
    _, clocks, files = world
    seen = {(row[0], row[1], row[2]) for row in rows}
    acts = []
    written = (*scene.acts, ("vehicle_stops", ("van",), still_from_s(scene), None))
    for kind, subjects, start_s, end_s in written:
        start_ns, end_ns = _ns(clocks[0], start_s), None if end_s is None else _ns(clocks[0], end_s)
        sights = [_sight(c, f, start_ns, end_ns) for c, f in zip(clocks, files, strict=True)]
        able = tuple(s for s in sights if s.n is not None and all((s.camera, s.n, who) in seen for who in subjects[:1]))
        acts.append(Act(kind, subjects, start_ns, end_ns, able))
    return acts


def _camera_acts(scene: Scene, world: World) -> list[Act]:
    _, clocks, files = world
    light_ns, jolt_ns = _ns(clocks[0], scene.light_s), _ns(clocks[0], scene.jolt_s)
    every = tuple(_sight(c, f, light_ns, None) for c, f in zip(clocks, files, strict=True))
    jolted = tuple(
        _sight(c, f, jolt_ns, None) for c, f in zip(clocks, files, strict=True) if c.camera == scene.jolt_camera
    )
    return [Act("light_changed", (), light_ns, None, every), Act("camera_moved", (), jolt_ns, None, jolted)]


def _presence(world: World, rows: list[BoxRow]) -> list[Act]:
    """Find spans of pictures in which at least a quarter of a body is seen; short gaps do not end one."""
    _, clocks, files = world
    clear: dict[tuple[str, str], list[int]] = {}
    for camera, n, subject, *_, seen_px, whole_px in rows:
        if seen_px >= _PRESENT_SHARE * whole_px:
            clear.setdefault((camera, subject), []).append(n)
    acts: list[Act] = []
    for clock, file in zip(clocks, files, strict=True):
        bridge = int(_BRIDGE_S / clock.period)
        for (camera, subject), numbers in sorted(clear.items()):
            if camera == clock.camera and subject not in ("bag", "bicycle"):
                kind = "vehicle_present" if subject == "van" else "person_present"
                acts.extend(_span(clock, file, (kind, subject), span) for span in _runs(sorted(numbers), bridge))
    return acts


def _span(clock: RecorderClock, file: FileTruth, what: tuple[str, str], span: tuple[int, int]) -> Act:
    first, last = span
    sight = Sight(clock.camera, first, file.pts[first], last, file.pts[last])
    return Act(what[0], (what[1],), clock.capture_ns(first), clock.capture_ns(last), (sight,))


def _runs(numbers: list[int], bridge: int) -> list[tuple[int, int]]:
    """Join picture numbers into spans.

    >>> _runs([1, 2, 3, 9, 10], bridge=2)
    [(1, 3), (9, 10)]
    """
    runs: list[tuple[int, int]] = []
    for n in numbers:
        if runs and n - runs[-1][1] <= bridge + 1:
            runs[-1] = runs[-1][0], n
        else:
            runs.append((n, n))
    return runs
