"""The acts themselves: each function reads one scene and drafts what it found. `rules` holds the table of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np

from gestae.model.observation import Region
from gestae.model.sighting import Label, Track
from gestae.model.text import Wording
from gestae.observe.arms import AimLimits
from gestae.observe.bearing import PostureLimits
from gestae.observe.edges import came_in, went_out
from gestae.observe.flashlimits import FlashLimits
from gestae.observe.going import PaceLimits
from gestae.observe.handlimits import HandLimits
from gestae.observe.losses import LossLimits
from gestae.observe.objectlimits import ObjectLimits
from gestae.observe.onset import OnsetLimits
from gestae.observe.presence import PresenceLimits, first_seen, last_seen, while_nobody_looked
from gestae.observe.resting import RestLimits, moves_off, stops
from gestae.observe.ring import CompanyLimits
from gestae.observe.scene import Found, Scene
from gestae.observe.vanishing import gone_by
from gestae.observe.yaw import FacingLimits

__all__ = ["Act", "Draft", "Limits", "is_person", "is_vehicle", "region_of", "worth"]

_GONE = (
    "It was lost from sight after it moved off. Up to the end that is told the pictures differ without a break from "
    "the calm after it, in which no vehicle is left; what was there last may be something else."
)
_LOST = "It was lost from sight after it moved off, and no vehicle was seen afterwards; when it left is not shown."
_NOT_FOLLOWED = "The frame itself could not be told; the bounds say how far the track leads."


@dataclass(frozen=True, slots=True)
class Limits:
    """Every parameter of every rule that reads tracks."""

    onset: OnsetLimits = field(default_factory=OnsetLimits)
    rest: RestLimits = field(default_factory=RestLimits)
    presence: PresenceLimits = field(default_factory=PresenceLimits)
    posture: PostureLimits = field(default_factory=PostureLimits)
    loss: LossLimits = field(default_factory=LossLimits)
    pace: PaceLimits = field(default_factory=PaceLimits)
    company: CompanyLimits = field(default_factory=CompanyLimits)
    facing: FacingLimits = field(default_factory=FacingLimits)
    aim: AimLimits = field(default_factory=AimLimits)
    objects: ObjectLimits = field(default_factory=ObjectLimits)
    flash: FlashLimits = field(default_factory=FlashLimits)
    hands: HandLimits = field(default_factory=HandLimits)
    after_s: float = 1.0


@dataclass(frozen=True, slots=True)
class Draft:
    """What a rule found, before it is an observation.

    Attributes:
        start: when it starts; `end` when it ends, None where it runs to the end of the file or is not known.
        lasts_s: it ends so long after its start, by definition; None where `end` says it.
        track: the track it rests on, or None; `also`: others that it rests on too.
        limits: sentences about this one finding.
        region: where it is, where that is not its track's box.
        words: what was read; `attribute`: what it stands on, a word of `ATTRIBUTES`.
    """

    start: Found
    end: Found | None = None
    lasts_s: float | None = None
    track: Track | None = None
    also: tuple[Track, ...] = ()
    limits: tuple[str, ...] = ()
    region: Region | None = None
    words: Wording | None = None
    attribute: str | None = None


Act: TypeAlias = Callable[[Scene, Limits], Iterator[Draft]]
_Which: TypeAlias = Callable[[Track], bool]


def is_person(track: Track) -> bool:
    """Say whether the track follows a person."""
    return track.label is Label.PERSON


def is_vehicle(track: Track) -> bool:
    """Say whether the track follows something that drives by itself."""
    return track.label.is_vehicle


def present(which: _Which) -> Act:
    """From the first frame in which it is told from its surroundings to the last."""

    def act(scene: Scene, limits: Limits) -> Iterator[Draft]:
        for track in worth(scene, which, limits):
            start = first_seen(track, scene, _in(track, scene, limits))
            end = last_seen(track, scene, _out(track, scene, limits))
            said = () if start.earliest > 0 else ("It may be in the picture when the recording begins.",)
            if end is None:
                said = (*said, "It is still in the picture when the recording ends.")
            yield Draft(start, end, track=track, limits=(*said, *while_nobody_looked(track, scene)))

    return act


def enters(which: _Which) -> Act:
    """In over the picture's edge."""

    def act(scene: Scene, limits: Limits) -> Iterator[Draft]:
        for track in worth(scene, which, limits):
            start = _in(track, scene, limits)
            if start is not None:
                yield Draft(start, lasts_s=limits.after_s, track=track)

    return act


def leaves(which: _Which) -> Act:
    """Out over the picture's edge."""

    def act(scene: Scene, limits: Limits) -> Iterator[Draft]:
        for track in worth(scene, which, limits):
            start = _out(track, scene, limits)
            if start is not None:
                yield Draft(start, lasts_s=limits.after_s, track=track)

    return act


def arrives(scene: Scene, limits: Limits) -> Iterator[Draft]:
    """In over the edge, until it stands."""
    for track in worth(scene, is_vehicle, limits):
        start = _in(track, scene, limits)
        if start is not None:
            yield Draft(start, _stops(track, scene, limits), track=track)


def comes_to_rest(scene: Scene, limits: Limits) -> Iterator[Draft]:
    """From a way to a stand, until it moves off for good."""
    for track in worth(scene, is_vehicle, limits):
        start = _stops(track, scene, limits)
        if start is not None:
            yield Draft(start, _moves_off(track, scene, limits), track=track)


def starts(scene: Scene, limits: Limits) -> Iterator[Draft]:
    """When a vehicle that stood moves off for good."""
    for track in worth(scene, is_vehicle, limits):
        start = _moves_off(track, scene, limits)
        if start is not None:
            yield Draft(start, lasts_s=limits.after_s, track=track)


def drives_off(scene: Scene, limits: Limits) -> Iterator[Draft]:
    """From moving off for good, or from the first frame where it never stood, until nothing of it is in the picture."""
    for track in worth(scene, is_vehicle, limits):
        end = _out(track, scene, limits)
        start = _moves_off(track, scene, limits)
        if start is not None and (end is not None or _lost_for_good(track, scene)):
            gone = None if end is not None else _gone(track, scene, limits)
            said = () if end is not None else (_LOST,) if gone is None else (_GONE,)
            yield Draft(start, end or gone, track=track, limits=said)


def _lost_for_good(track: Track, scene: Scene) -> bool:
    """Say whether the recording goes on without any vehicle after a track's end."""
    last = int(track.n[-1])
    later = (other for other in scene.tracks if is_vehicle(other) and other.id != track.id)
    return last < scene.facts.frames - 1 and all(int(other.n[-1]) <= last for other in later)


def light(scene: Scene, limits: Limits) -> Iterator[Draft]:
    """The light of the whole picture steps up or down."""
    for change in scene.light:
        yield Draft(
            Found(change.before_n + 1, change.before_n, change.before_n + 1),
            Found(change.after_n, max(change.before_n + 1, change.after_n - 1), change.after_n),
            limits=(f"The light became {_times(change.amount)} what it was.",),
        )


def view(scene: Scene, limits: Limits) -> Iterator[Draft]:
    """The whole view shifts and stays shifted."""
    for change in scene.moves:
        yield Draft(
            Found(change.before_n + 1, change.before_n, change.before_n + 1),
            Found(change.after_n, max(change.before_n + 1, change.after_n - 1), change.after_n),
            limits=(f"The view moved by {change.amount:.1f} px.",),
        )


def region_of(draft: Draft, scene: Scene) -> Region | None:
    """Give where a draft says it is, else the thing's box at the start's frame, or the nearest box of its track."""
    if draft.track is None or draft.region is not None:
        return draft.region
    row = int(np.argmin(np.abs(draft.track.n - draft.start.n)))
    x1, y1, x2, y2 = (float(value) for value in draft.track.boxes[row])
    left, top = max(0, int(x1)), max(0, int(y1))
    right, bottom = min(scene.facts.width_px, int(np.ceil(x2))), min(scene.facts.height_px, int(np.ceil(y2)))
    return Region(left, top, right, bottom) if left < right and top < bottom else None


def worth(scene: Scene, which: _Which, limits: Limits) -> Iterator[Track]:
    """Leave out what was hardly seen: a detector's single mistake is no act."""
    least = limits.presence
    for track in scene.tracks:
        seen = track.seen
        long_s = (int(track.n[-1]) - int(track.n[0])) / scene.facts.rate_hz
        sure = float(np.mean(track.scores[seen])) >= least.mean_score
        if which(track) and sure and seen.sum() >= least.detections and long_s >= least.least_s:
            yield track


def _in(track: Track, scene: Scene, limits: Limits) -> Found | None:
    return scene.once("in", track, lambda: came_in(track, scene, limits.onset))


def _out(track: Track, scene: Scene, limits: Limits) -> Found | None:
    return scene.once("out", track, lambda: went_out(track, scene, limits.onset))


def _stops(track: Track, scene: Scene, limits: Limits) -> Found | None:
    return scene.once("stops", track, lambda: stops(track, scene, limits.rest))


def _moves_off(track: Track, scene: Scene, limits: Limits) -> Found | None:
    return scene.once("moves off", track, lambda: moves_off(track, scene, limits.rest))


def _gone(track: Track, scene: Scene, limits: Limits) -> Found | None:
    return scene.once("gone", track, lambda: gone_by(track, scene, _in(track, scene, limits)))


def _times(amount: float) -> str:
    return f"{np.exp(amount):.2f} times"
