"""A drawn figure of joints: it stands, leans, bends, squats, raises its arms, and is looked at a few times a second."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from gestae.model.observation import Kind
from gestae.model.sighting import Label, Track, track_id
from gestae.model.skeleton import JOINTS, Joint, Poses
from gestae.observe.acts import Draft, Limits
from gestae.observe.facts import StreamFacts
from gestae.observe.rules import RULES
from gestae.observe.scene import Scene

__all__ = ["POSTURES", "RATE_HZ", "SIZE_PX", "Figure", "Filmed", "acts", "filmed", "ramp", "scene_of", "together"]

RATE_HZ = 25
TICKS = 512
SIZE_PX = (1280, 720)
POSTURES = (Kind.HANDS_UP, Kind.FALL, Kind.LYING, Kind.GETS_UP)
Floats = npt.NDArray[np.float64]

# Of a body that stands: how far to its own left of the middle, and how high over the feet, in body heights.
_UPPER = {
    Joint.NOSE: (0.0, 0.92), Joint.LEFT_EYE: (0.02, 0.94), Joint.RIGHT_EYE: (-0.02, 0.94),
    Joint.LEFT_EAR: (0.04, 0.93), Joint.RIGHT_EAR: (-0.04, 0.93),
    Joint.LEFT_SHOULDER: (0.1, 0.82), Joint.RIGHT_SHOULDER: (-0.1, 0.82),
}  # fmt: skip
_LEGS = {"KNEE": (0.08, 0.27), "ANKLE": (0.09, 0.04)}
_ARMS = {
    "down": {"ELBOW": (0.14, 0.64), "WRIST": (0.15, 0.5)},
    "up": {"ELBOW": (0.24, 0.92), "WRIST": (0.22, 1.1)},
    "out": {"ELBOW": (0.28, 0.8), "WRIST": (0.34, 0.89)},
    "at the face": {"ELBOW": (0.12, 0.66), "WRIST": (0.04, 0.9)},
    "aside": {"ELBOW": (0.28, 0.81), "WRIST": (0.43, 0.8)},
    "aside, bent": {"ELBOW": (0.28, 0.81), "WRIST": (0.28, 0.66)},
    "before": {"ELBOW": (0.2, 0.7), "WRIST": (0.32, 0.83)},
    "across": {"ELBOW": (-0.08, 0.72), "WRIST": (-0.3, 0.83)},
}
_HIPS = 0.5
_FACE = {Joint.NOSE: 0.06, Joint.LEFT_EYE: 0.05, Joint.RIGHT_EYE: 0.05}


@dataclass(frozen=True)
class Figure:
    """One body at one moment.

    Attributes:
        lean_deg: of all of it around its feet, 90 lies.
        bend_deg: of the trunk around the hips.
        sink: how far the hips are down, in body heights; the knees go forward.
        left: what the left arm does; `right` the other.
        yaw_deg: which way it faces, 0 towards the camera and 90 to the picture's right.
        feet: place of the feet in pixels; `height_px` of the body.
    """

    lean_deg: float = 0.0
    bend_deg: float = 0.0
    sink: float = 0.0
    left: str = "down"
    right: str = "down"
    feet: tuple[float, float] = (640.0, 600.0)
    height_px: float = 300.0
    yaw_deg: float = 0.0

    def points(self) -> Floats:
        """Give (17, 2) pixels."""
        body = np.zeros((JOINTS, 2))
        for joint, place in _UPPER.items():
            body[joint] = place
        for side, sign, arm in (("LEFT", 1, self.left), ("RIGHT", -1, self.right)):
            for name, (out, up) in {**_ARMS[arm], "HIP": (0.06, _HIPS), **_LEGS}.items():
                body[Joint[f"{side}_{name}"]] = (sign * out, up)
        upper = [joint for joint in Joint if body[joint, 1] >= _HIPS or "WRIST" in joint.name or "ELBOW" in joint.name]
        hips = np.array([0.0, _HIPS])
        body[upper] = _turned(body[upper] - hips, self.bend_deg) + hips - [0, self.sink]
        for side in ("LEFT", "RIGHT"):
            body[Joint[f"{side}_KNEE"], 0] += self.sink / 2
        body[:, 0] *= np.cos(np.radians(self.yaw_deg))
        for joint, forward in _FACE.items():
            body[joint, 0] += forward * np.sin(np.radians(self.yaw_deg))
        body = _turned(body, self.lean_deg)
        return np.asarray(np.array([1, -1]) * body * self.height_px + np.array(self.feet))

    def box(self) -> Floats:
        """Give the corners of all joints, with a little flesh around."""
        points, flesh = self.points(), 0.05 * self.height_px
        return np.asarray(np.r_[points.min(axis=0) - flesh, points.max(axis=0) + flesh])


def _turned(points: Floats, degrees: float) -> Floats:
    cos, sin = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    return np.asarray(points @ np.array([[cos, -sin], [sin, cos]]))


def ramp(t_s: float, begins_s: float, ends_s: float, to: float) -> float:
    """Go from 0 to a value between two moments."""
    return float(np.interp(t_s, [begins_s, ends_s], [0.0, to]))


@dataclass(frozen=True)
class Filmed:
    """What came of looking at figures."""

    facts: StreamFacts
    tracks: tuple[Track, ...]
    poses: tuple[Poses, ...]


def filmed(
    at: Callable[[float], Figure | None],
    seconds: float,
    *,
    every: int = 5,
    labels: Callable[[float], Label] = lambda _: Label.PERSON,
    known: Callable[[float], Iterable[Joint]] = lambda _: Joint,
    first: int = 0,
) -> Filmed:
    """Look at a figure that moves; a change of label is another track, as a detector and a tracker give it.

    Args:
        at: the figure at a time; None where nothing is detected.
        seconds: length of the recording.
        every: frames from look to look; `first` the first frame that is looked at.
        labels: what the detector takes it for.
        known: joints that are seen; the others get a low score.
    """
    looks = [n for n in range(first, round(seconds * RATE_HZ), every) if at(n / RATE_HZ) is not None]
    tracks, poses = list[Track](), list[Poses]()
    for label in dict.fromkeys(labels(n / RATE_HZ) for n in looks):
        own = np.array([n for n in looks if labels(n / RATE_HZ) is label], np.int64)
        figures = [figure for n in own if (figure := at(n / RATE_HZ)) is not None]
        boxes = np.array([figure.box() for figure in figures]).clip(0, [*SIZE_PX, *SIZE_PX]).astype(np.float32)
        name = track_id("film", label, own, boxes)
        scores = np.full(len(own), 0.8, np.float32)
        tracks.append(Track(name, len(tracks) + 1, label, own, own * TICKS, boxes, scores))
        if label is Label.PERSON:
            poses.append(_posed(name, own, figures, known))
    pts = np.arange(round(seconds * RATE_HZ)) * TICKS
    facts = StreamFacts("ab" * 32, 0, None, Fraction(1, RATE_HZ * TICKS), *SIZE_PX, pts)
    return Filmed(facts, tuple(tracks), tuple(poses))


def _posed(
    name: str, own: npt.NDArray[np.int64], figures: list[Figure], known: Callable[[float], Iterable[Joint]]
) -> Poses:
    scores = np.full((len(own), JOINTS), 0.1, np.float32)
    for row, n in enumerate(own):
        scores[row, [int(joint) for joint in known(n / RATE_HZ)]] = 0.7
    points = np.array([figure.points() for figure in figures], np.float32)
    return Poses(name, own, points, scores, np.zeros(len(own), np.int16))


def scene_of(film: Filmed) -> Scene:
    """Show the rules what was filmed; they must not ask for pictures."""

    def no_pictures(first: int, last: int) -> list[tuple[int, int, npt.NDArray[np.uint8]]]:
        raise AssertionError(f"asked for pictures {first} to {last}")

    return Scene(film.facts, [], film.tracks, no_pictures, poses={one.track: one for one in film.poses})


def together(*films: Filmed) -> Filmed:
    """Put what was filmed of several bodies into one film of the first one's length."""
    tracks = [replace(track, number=place + 1) for place, track in enumerate(t for film in films for t in film.tracks)]
    return Filmed(films[0].facts, tuple(tracks), tuple(one for film in films for one in film.poses))


def acts(film: Filmed, kinds: Iterable[Kind] = POSTURES) -> dict[Kind, list[Draft]]:
    """Apply rules, those on posture unless others are named; kinds that were not found are left out."""
    scene = scene_of(film)
    found = {kind: list(RULES[kind].act(scene, Limits())) for kind in kinds}
    return {kind: drafts for kind, drafts in found.items() if drafts}
