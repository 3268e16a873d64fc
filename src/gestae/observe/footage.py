"""Observe one stream: its tracks and its activity become observations, proposed and never more."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gestae.model.activity import Activity
from gestae.model.observation import Kind, Moment, Observation
from gestae.model.sighting import Label, Track
from gestae.model.skeleton import Poses
from gestae.model.text import Inscription
from gestae.observe.acts import Draft, region_of
from gestae.observe.changes import camera_moves, light_steps
from gestae.observe.facts import StreamFacts, Window
from gestae.observe.losses import Loss, Recording, find_losses, torn
from gestae.observe.rules import RULES, Rule, Settings
from gestae.observe.scene import Found, Scene

__all__ = ["observe_footage"]

_WIDE = "The frame itself could not be told; the bounds say between which frames it lies."
_RIDES = "A bicycle goes along; whether its wheel or the person is first or last in the picture is not told."
_FILE_ENDS = "The recording ends before this does."
_DISTURBED = "The light or the camera changed at about that time; part of what was taken for movement may be that."
# A background takes about so long to follow other light or another view.
_NEAR_S = 0.5
_OF_THE_CAMERA = (Kind.LIGHT_CHANGED, Kind.CAMERA_MOVED, Kind.PICTURE_LOST, Kind.CLOCK_JUMPED)


def observe_footage(  # noqa: PLR0913 - keyword-only: what else is known of the stream
    tracks: Sequence[Track],
    activity: Sequence[Activity],
    facts: StreamFacts,
    *,
    window: Window,
    poses: Sequence[Poses] = (),
    recording: Recording | None = None,
    texts: Sequence[Inscription] = (),
    settings: Settings | None = None,
) -> tuple[Observation, ...]:
    """Propose what a stream shows.

    The same tracks, activity and frames give the same observations in the same order, whoever computed them and in
    how many pieces.

    Args:
        tracks: everything that was followed in the stream.
        activity: its activity, stretch by stretch, in order.
        facts: the stream.
        window: gives the decoded luma of frames n to n again; asked for a few seconds at a time.
        poses: skeletons of its tracks; without any, the rules on how people hold themselves find nothing.
        recording: what is known of it beside what it shows; without it, no loss, leap or thing is told.
        texts: what was read on its tracks.
        settings: parameters; `gestae.observe.rules.parameters` writes them down for the record.
    """
    used, known = settings or Settings(), recording or Recording()
    ordered = sorted(tracks, key=lambda track: (int(track.n[0]), track.number, track.id))
    scene = Scene(
        facts, activity, ordered, window,
        light=light_steps(activity, facts.rate_hz, used.changes) if activity else (),
        moves=camera_moves(activity, facts.rate_hz, used.changes) if activity else (),
        poses={one.track: one for one in poses}, texts=tuple(texts),
        losses=_losses(known, facts, used), leaps=known.leaps, lasting=known.lasting, held=known.held,
    )  # fmt: skip
    found = [
        _observation(kind, rule, draft, scene) for kind, rule in RULES.items() for draft in rule.act(scene, used.acts)
    ]
    return tuple(sorted(found, key=lambda one: (one.start.earliest_pts, one.start.pts, one.kind, one.id)))


def _losses(known: Recording, facts: StreamFacts, used: Settings) -> tuple[Loss, ...]:
    limits = used.acts.loss
    least_ticks = limits.lost_s / float(facts.time_base)
    return find_losses(known.vitals, facts.rate_hz, limits) + torn(known.unread, facts.pts, least_ticks)


def _observation(kind: Kind, rule: Rule, draft: Draft, scene: Scene) -> Observation:
    facts = scene.facts
    start = _moment(draft.start, facts)
    end = None if draft.end is None else _moment(draft.end, facts)
    said = list(rule.limits + draft.limits)
    if draft.lasts_s is not None:
        end = facts.after(start, draft.lasts_s)
        if end.latest_pts > int(facts.pts[-1]):
            end = None
            said.append(_FILE_ENDS)
    if not draft.start.sure or (draft.end is not None and not draft.end.sure):
        said.append(_WIDE)
    if draft.start.rides:
        said.append(_RIDES)
    near = facts.frames_in(_NEAR_S)
    if kind not in _OF_THE_CAMERA and scene.disturbed(draft.start.earliest - near, draft.start.latest + near):
        said.append(_DISTURBED)
    tracks = () if draft.track is None else (draft.track, *draft.also)
    words = draft.words
    return Observation(
        kind=kind, sha256=facts.sha256, stream=facts.stream, camera=facts.camera, start=start, end=end,
        rule=f"{kind.value}/{rule.version}", tracks=tuple(track.id for track in tracks),
        region=region_of(draft, scene), confidence=_confidence(tracks), limits=tuple(said),
        reads=words.reads if words else None, script=words.script if words else None,
        alternatives=words.alternatives if words else (), attribute=draft.attribute,
    )  # fmt: skip


def _moment(found: Found, facts: StreamFacts) -> Moment:
    return facts.moment(found.n, earliest_n=found.earliest, latest_n=found.latest)


def _confidence(tracks: Sequence[Track]) -> float | None:
    """Give the detector's mean score over what it saw, to three places so that it reads and stays the same.

    Where a body was followed by several tracks, it is the first one's of a person: how surely it is a person.
    """
    people = [track for track in tracks if track.label is Label.PERSON] if len(tracks) > 1 else tracks
    for track in people:
        return round(float(np.mean(track.scores[track.seen], dtype=np.float64)), 3)
    return None
