"""Coming in and going out over the picture's edge, to the frame."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from gestae.model.sighting import Group, Label, Track
from gestae.observe.onset import LEAST_CALM, OnsetLimits, find_onset
from gestae.observe.paths import Crossing, crossing, reversed_track
from gestae.observe.scene import Found, Scene
from gestae.observe.strip import Side, cut

__all__ = ["came_in", "went_out"]

# Before something comes in, the strip is watched for so long to learn what it looks like empty.
EMPTY_S: Final = 2.0
# The straight line back may be off by so much.
SLACK_S: Final = 0.4
# Who came in longer before the first detection is not looked for.
LONGEST_S: Final = 6.0
# A frame's time is when its exposure begins; the shutter may stay open for half the way to the next.
EXPOSURE: Final = 0.5
# A bicycle reaches out before and behind its rider by at most this part of its length.
OVERHANG: Final = 0.6
NEAR_S: Final = 0.5


def came_in(track: Track, scene: Scene, limits: OnsetLimits) -> Found | None:
    """Find the first frame with any part of the thing; None where it does not come in over the picture's edge."""
    return _over_the_edge(track, scene, limits, backwards=False)


def went_out(track: Track, scene: Scene, limits: OnsetLimits) -> Found | None:
    """Find the last frame with any part of the thing; None where it does not go out over the picture's edge."""
    found = _over_the_edge(reversed_track(track, scene.facts), scene, limits, backwards=True)
    if found is None:
        return None
    last = scene.facts.frames - 1
    return Found(last - found.n, last - found.latest, last - found.earliest, sure=found.sure, rides=found.rides)


def _over_the_edge(track: Track, scene: Scene, limits: OnsetLimits, *, backwards: bool) -> Found | None:
    crossed = crossing(track, scene.facts)
    if crossed is None or track.n[0] == 0:
        return None
    facts = scene.facts
    rough = max(crossed.cross_n, crossed.inside_n - facts.frames_in(LONGEST_S))
    start = max(0, int(rough) - facts.frames_in(EMPTY_S))
    stop = max(crossed.inside_n, int(track.n[0])) + facts.frames_in(SLACK_S)
    if crossed.inside_n - start < LEAST_CALM:
        return _unsure(track, crossed, scene) if crossed.touches else None
    frames, n = _strips(scene, crossed, (start, stop), backwards=backwards)
    onset = find_onset(frames, scene.light_at(n), crossed.inside_n - start, crossed.speed_px, limits)
    if onset is None:
        return _unsure(track, crossed, scene) if crossed.touches else None
    first = start + onset.first
    rides_px = _ridden_px(track, crossed, scene, backwards=backwards)
    # A bag in the hand comes in before its bearer; a vehicle carries nothing out in front.
    shown = onset.whole if track.label is Label.PERSON else onset.first
    latest = start + shown + EXPOSURE + rides_px / crossed.speed_px
    span = (start + onset.earliest, latest)
    if not crossed.touches and _somebody_else(track, crossed, scene, span, backwards=backwards):
        return None
    return Found(first, start + onset.earliest, latest, rides=rides_px > 0)


def _somebody_else(
    track: Track, crossed: Crossing, scene: Scene, span: tuple[float, float], *, backwards: bool
) -> bool:
    """Say whether another track of the kind is at the edge then: whose crossing it is could not be told."""
    facts, near = scene.facts, scene.facts.frames_in(NEAR_S)
    low, high = span[0] - near, span[1] + near
    if backwards:
        low, high = facts.frames - 1 - high, facts.frames - 1 - low
    place = np.array(crossed.strip.box(facts.width_px, facts.height_px), np.float32)
    others = (one for one in scene.tracks if one.id != track.id and one.label.group is track.label.group)
    return any(_meet(box, place) for other in others for box in other.boxes[(other.n >= low) & (other.n <= high)])


def _ridden_px(track: Track, crossed: Crossing, scene: Scene, *, backwards: bool) -> float:
    """Give how far a bicycle that goes along reaches out before its rider, 0 where there is none."""
    if track.label is not Label.PERSON:
        return 0.0
    last = scene.facts.frames - 1
    n = last - int(track.n[0]) if backwards else int(track.n[0])
    across = 0 if crossed.strip.side in {Side.LEFT, Side.RIGHT} else 1
    reach = [0.0]
    for other in scene.tracks:
        row = int(np.argmin(np.abs(other.n - n)))
        if other.label.group is Group.CYCLE and abs(int(other.n[row]) - n) <= scene.facts.frames_in(NEAR_S):
            cycle, rider = other.boxes[row], track.boxes[0]
            if _meet(cycle, rider):
                reach.append(float(cycle[across + 2] - cycle[across]) * OVERHANG)
    return max(reach)


def _meet(a: npt.NDArray[np.float32], b: npt.NDArray[np.float32]) -> bool:
    return bool((np.minimum(a[2:], b[2:]) > np.maximum(a[:2], b[:2])).all())


def _strips(
    scene: Scene, crossed: Crossing, span: tuple[int, int], *, backwards: bool
) -> tuple[np.ndarray[tuple[int, int, int], np.dtype[np.uint8]], np.ndarray[tuple[int], np.dtype[np.int64]]]:
    last = scene.facts.frames - 1
    first_n, last_n = (last - span[1], last - span[0]) if backwards else span
    pictures = [(n, cut(luma, crossed.strip).copy()) for n, luma in scene.shown(first_n, last_n)]
    strips = np.stack([piece for _, piece in pictures])
    # A burnt-in clock and trees in the wind change all the time, whoever comes in.
    strips[:, cut(scene.restless, crossed.strip) > 0] = 0
    n = np.array([number for number, _ in pictures], np.int64)
    return (strips[::-1], n[::-1]) if backwards else (strips, n)


def _unsure(track: Track, crossed: Crossing, scene: Scene) -> Found:
    """Give bounds that are wide enough where the edge could not be read: twice the straight line back, and a second."""
    first = int(track.n[0])
    back = max(0.0, first - crossed.cross_n)
    return Found(first, max(0, int(first - 2 * back) - scene.facts.frames_in(1.0)), first, sure=False)
