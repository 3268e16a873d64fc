"""How a body holds itself, look by look: its height against its standing height, its torso, its hips, its arms.

A look is a picture in which the body was detected. What a look does not show is not a number, and no rule reads it as
one: a torso needs a shoulder and a hip, raised arms need both wrists, elbows and shoulders.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from gestae.model.skeleton import Joint
from gestae.observe.bodies import Body

__all__ = ["Bearing", "PostureLimits", "bearing_of"]

_Floats: TypeAlias = npt.NDArray[np.float64]
_Flags: TypeAlias = npt.NDArray[np.bool_]

_SIDES: Final = ("LEFT", "RIGHT")
# Somebody who stands has a box at least so much higher than wide, arms hanging or not.
_STANDS_ASPECT: Final = 0.8
# and the hips at least so high in it.
_STANDS_HIPS: Final = 0.43
# The standing height is the median of so many seconds: whoever walks up to the camera grows by a tenth in them.
_STANDING_S: Final = 1.5
_STANDING_LOOKS: Final = 3
# Half of a person who stands is below the hips, by the proportions of a body.
_HIPS: Final = 0.5
_EDGE_PX: Final = 4.0
# Of what is cut by the picture's edge a detector's box may end a twentieth of the picture short of it.
_EDGE_PART: Final = 0.05
# Of whoever lies with the head towards the camera all that is up in the picture is down: no hand is raised.
_OVER_DEG: Final = 90.0
# How upright a body is counts as the middle of so much before and after: the looks beside it, at five a second.
_SMOOTH_S: Final = 0.25
# Times of files are no exact tenths.
_HAIR_S: Final = 1e-6
# A body is still if it is so over two or three looks.
_SOON_S: Final = 0.6


@dataclass(frozen=True, slots=True)
class PostureLimits:
    """Every parameter of the rules on how people hold themselves; heights are in parts of the standing height.

    Attributes:
        joint_score: joints below are not known.
        upright: height of box and hips from which a body counts as upright.
        surely_upright: the same without doubt; `surely_left`: no longer upright without doubt.
        low: height of the box up to which a body lies whose torso is near horizontal.
        low_wide: height up to which one lies whose box is wide: towards the camera a body is as high as it is long.
        low_hips: height of the hips above the box's bottom, up to which either may be.
        wide: width of the box over its height, from which it is wide.
        torso_deg: from the vertical, from which the torso is near horizontal.
        steep_deg: up to which the torso is upright, whatever the box's shape.
        over_deg: from which the torso is upside down; with knees above the hips nobody stands, bends or squats so.
        still: change of height and place in the next 0.6 s, up to which a body is still; `surely_still`: without doubt.
        lying_s: so long it lies still at least.
        fall_s: so soon after it was upright a body that falls is on the ground.
        raised: of the torso's length, by which wrists lie above the shoulders.
        hold_s: so long hands are held up, and so long down again.
    """

    joint_score: float = 0.25
    upright: float = 0.85
    surely_upright: float = 0.93
    surely_left: float = 0.75
    low: float = 0.65
    low_wide: float = 0.8
    low_hips: float = 0.37
    wide: float = 1.15
    torso_deg: float = 55.0
    steep_deg: float = 30.0
    over_deg: float = 105.0
    still: float = 0.3
    surely_still: float = 0.05
    lying_s: float = 0.7
    fall_s: float = 2.5
    raised: float = 0.1
    hold_s: float = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Bearing:
    """How a body holds itself, one value a look; nan where it is not known.

    Attributes:
        n: (m,) ordinals of the looks; `t_s` their times.
        height: (m,) of the box, in parts of the standing height at that time.
        hips: (m,) height of the hips above the box's bottom, likewise.
        aspect: (m,) the box's width over its height.
        torso_deg: (m,) the torso from the vertical, 0 upright to 180 upside down.
        raised: (m,) how far the lower of both wrists lies above its shoulder, in torso lengths; 0 at most where the
            elbows are neither out nor up; nan where the shoulders lie below the hips.
        over_eyes: (m,) the same above the eyes, whatever the elbows do.
        drift: (m,) greatest change of height and place in the looks of the next 0.6 s, in standing heights.
        is_cut: (m,) True where a person's box ends at the picture's bottom and no torso is seen.
        is_at_edge: (m,) True where the box ends at or near any edge of the picture.
        knees: (m,) how far the knees lie above the hips, in torso lengths.
    """

    n: npt.NDArray[np.int64]
    t_s: _Floats
    height: _Floats
    hips: _Floats
    aspect: _Floats
    torso_deg: _Floats
    raised: _Floats
    over_eyes: _Floats
    drift: _Floats
    is_cut: _Flags
    is_at_edge: _Flags
    knees: _Floats

    def __len__(self) -> int:
        return len(self.n)

    def uprightness(self) -> _Floats:
        """Give the smaller of box and hips, each against what it is standing; nan where one of them is not known.

        Looks out of line with those beside them are joints in wrong places: the middle of half a second counts.
        """
        either = np.minimum(self.height, self.hips / _HIPS)
        known, smooth = np.flatnonzero(np.isfinite(either)), np.full(len(either), np.nan)
        for look, near in zip(known, _windows(self.t_s[known], _SMOOTH_S, _SMOOTH_S), strict=True):
            smooth[look] = np.median(either[known[near]])
        return smooth

    def is_upright(self, limits: PostureLimits) -> _Flags:
        """Say in which looks the body is surely upright enough, its torso too."""
        with np.errstate(invalid="ignore"):
            return np.asarray((self.uprightness() >= limits.upright) & (self.torso_deg <= limits.steep_deg))

    def on_ground(self, limits: PostureLimits) -> _Flags:
        """Say in which looks the body is low and lies along the ground, by its torso or by its box.

        Whoever lies with the head towards the camera shows the head lowest, then the hips, then the knees.
        """
        with np.errstate(invalid="ignore"):
            is_over = (self.torso_deg >= limits.over_deg) & (self.knees > 0) & ~(self.height > limits.low_wide)
            by_torso = (self.torso_deg >= limits.torso_deg) & ~(self.height > limits.low)
            by_box = (self.aspect >= limits.wide) & ~(self.height > limits.low_wide)
            stands = (self.hips > limits.low_hips) | (self.torso_deg <= limits.steep_deg) | self.is_cut
        # Whose standing height was never seen must lie by both, wholly in the picture: a hand on a desk is wide too.
        known = np.isfinite(self.height) | (by_torso & by_box & ~self.is_at_edge)
        return np.asarray(((by_torso | by_box) & known & ~stands) | (is_over & np.isfinite(self.height)))


def bearing_of(body: Body, limits: PostureLimits, size_px: tuple[int, int]) -> Bearing:
    """Measure how a body holds itself in each look.

    Args:
        body: its looks.
        limits: see `PostureLimits`.
        size_px: width and height of the picture.
    """
    boxes = body.boxes.astype(np.float64)
    sides = boxes[:, 2:] - boxes[:, :2]
    points = _known_points(body, limits.joint_score)
    shoulders, hips = _middle(points, "SHOULDER"), _middle(points, "HIP")
    torso = hips - shoulders
    torso_deg = np.degrees(np.arctan2(np.abs(torso[:, 0]), torso[:, 1]))
    aspect = sides[:, 0] / sides[:, 1]
    over_bottom = boxes[:, 3] - hips[:, 1]
    with np.errstate(invalid="ignore"):
        stands = (
            (aspect < _STANDS_ASPECT) & (torso_deg <= limits.steep_deg) & (over_bottom >= _STANDS_HIPS * sides[:, 1])
        )
    standing_px = _standing_height(body.t_s, sides[:, 1], stands)
    length_px = np.hypot(torso[:, 0], torso[:, 1])
    # Hips behind a counter: three tenths of the box are about a torso.
    length_px = np.where(np.isfinite(length_px), length_px, 0.3 * sides[:, 1])
    with np.errstate(invalid="ignore", divide="ignore"):
        return Bearing(
            n=body.n,
            t_s=body.t_s,
            height=sides[:, 1] / standing_px,
            hips=over_bottom / standing_px,
            aspect=aspect,
            torso_deg=torso_deg,
            raised=np.where(torso_deg >= _OVER_DEG, np.nan, _raised(points, length_px)),
            over_eyes=_over_eyes(points, length_px),
            drift=_drift(body, standing_px),
            is_cut=(boxes[:, 3] >= size_px[1] - _EDGE_PX) & np.isnan(torso_deg) & body.is_person,
            is_at_edge=_at_edge(boxes, size_px),
            knees=(hips[:, 1] - _middle(points, "KNEE")[:, 1]) / length_px,
        )


def _at_edge(boxes: _Floats, size_px: tuple[int, int]) -> _Flags:
    """Say which boxes end at an edge of the picture."""
    sides = np.array(size_px)
    outside = (boxes[:, :2] <= _EDGE_PART * sides) | (boxes[:, 2:] >= (1 - _EDGE_PART) * sides)
    return np.asarray(outside.any(axis=1))


def _known_points(body: Body, joint_score: float) -> _Floats:
    """Give (m, 17, 2) the joints that are known, nan for the others.

    Hands that reach out of the picture at its top are not seen, so their score is low; but an arm that rises and ends
    there is known to be up.
    """
    places = body.points.astype(np.float64)
    points = np.where(body.scores[:, :, None] >= joint_score, places, np.nan)
    for side in _SIDES:
        shoulder, elbow, wrist = (Joint[f"{side}_{joint}"] for joint in ("SHOULDER", "ELBOW", "WRIST"))
        with np.errstate(invalid="ignore"):
            out = (points[:, elbow, 1] < points[:, shoulder, 1]) & (places[:, wrist, 1] <= 0)
        points[out, wrist] = places[out, wrist]
    return points


def _middle(points: _Floats, joint: str) -> _Floats:
    """Give (m, 2) the middle of a pair of joints, or the one of them that is known."""
    pair = points[:, [Joint[f"{side}_{joint}"] for side in _SIDES]]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # an empty mean is "not known", which nan says
        return np.asarray(np.nanmean(pair, axis=1))


def _standing_height(t_s: _Floats, height_px: _Floats, stands: _Flags) -> _Floats:
    """Give for each look the median height while standing in the seconds before it; nan before it was ever seen."""
    known, last = np.full(len(t_s), np.nan), np.nan
    for look, recent in enumerate(_windows(t_s, _STANDING_S, 0.0)):
        heights = height_px[recent][stands[recent]]
        if len(heights) >= _STANDING_LOOKS:
            last = float(np.median(heights))
        known[look] = last
    return known


def _windows(t_s: _Floats, back_s: float, ahead_s: float) -> list[slice]:
    """Give for each look the looks that lie so near to it in time, itself among them."""
    starts = np.searchsorted(t_s, t_s - back_s - _HAIR_S)
    stops = np.searchsorted(t_s, t_s + ahead_s + _HAIR_S, side="right")
    return [slice(int(start), int(stop)) for start, stop in zip(starts, stops, strict=True)]


def _raised(points: _Floats, torso_px: _Floats) -> _Floats:
    """Measure raised hands; see `Bearing.raised`."""
    least = np.full(len(points), np.inf)
    for side in _SIDES:
        shoulder, elbow, wrist = (points[:, Joint[f"{side}_{joint}"]] for joint in ("SHOULDER", "ELBOW", "WRIST"))
        other = points[:, Joint[f"{_SIDES[side == 'LEFT']}_SHOULDER"]]
        up = (shoulder[:, 1] - wrist[:, 1]) / torso_px
        # Out: farther from the other shoulder than the own one is, by a third of the torso; up: above the shoulder.
        outwards = np.abs(elbow[:, 0] - other[:, 0]) - np.abs(shoulder[:, 0] - other[:, 0])
        is_out = (outwards > torso_px / 3) | (elbow[:, 1] < shoulder[:, 1])
        up = np.where(np.isfinite(outwards), np.where(is_out, up, np.minimum(up, 0.0)), np.nan)
        least = np.minimum(least, up)
    return least


def _over_eyes(points: _Floats, torso_px: _Floats) -> _Floats:
    """Measure by how much the lower wrist lies above the eyes."""
    eyes = _middle(points, "EYE")[:, 1]
    wrists = np.maximum(points[:, Joint.LEFT_WRIST, 1], points[:, Joint.RIGHT_WRIST, 1])
    return np.asarray((eyes - wrists) / torso_px)


def _drift(body: Body, standing_px: _Floats) -> _Floats:
    """Measure how far the box's height and middle go from each look in those that follow; nan after the last one."""
    boxes = body.boxes.astype(np.float64)
    sides = boxes[:, 2:] - boxes[:, :2]
    places = np.column_stack([(boxes[:, :2] + boxes[:, 2:]) / 2, sides[:, 1]])
    scale_px = np.where(np.isfinite(standing_px), standing_px, sides.max(axis=1))
    drift = np.full(len(places), np.nan)
    for look, soon in enumerate(_windows(body.t_s, 0.0, _SOON_S)):
        if soon.stop > look + 1:
            drift[look] = np.abs(places[look + 1 : soon.stop] - places[look]).max() / scale_px[look]
    return drift
