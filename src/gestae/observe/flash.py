"""A flash: a bright spot beside somebody's hand that is there for one picture or two. It is never called a shot."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt
from scipy import ndimage

from gestae.model.activity import CELL_STEPS_PER_GREY, Activity
from gestae.model.observation import Region
from gestae.model.sighting import Track
from gestae.model.skeleton import Joint
from gestae.observe.acts import Draft, Limits, is_person, worth
from gestae.observe.flashlimits import FlashLimits
from gestae.observe.scene import Found, Scene

__all__ = ["flashes"]

_Box: TypeAlias = tuple[int, int, int, int]
_Boxes: TypeAlias = npt.NDArray[np.int64]
_Place: TypeAlias = tuple[int, float, float, float]

_WRISTS: Final = (Joint.LEFT_WRIST, Joint.RIGHT_WRIST)
# A hand is where the last look saw it, for so long.
_LOOK_S: Final = 0.3
# Pictures before and after that must be without it; it lasts two at most.
_BEFORE: Final = 3
_AFTER: Final = 2
_MOST: Final = 2
# More than this share of all cells at once is a change of the light, not a spot.
_SPOT_SHARE: Final = 0.1


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where it is bright: the first and the last picture, and the box."""

    first_n: int
    last_n: int
    box: _Box


def flashes(scene: Scene, limits: Limits) -> Iterator[Draft]:
    """From the first picture with a spot beside a hand to the first without it."""
    rules = limits.flash
    if _MOST / scene.facts.rate_hz > rules.most_s:
        return  # in so slow a recording, whatever moves is somewhere else in the next picture
    told: dict[str, int] = {}
    for n, bursts in (burst for part in scene.record for burst in _bursts(part, rules)):
        hands = [one for one in _hands(scene, limits, n) if _is_beside(bursts, one[1]) and told.get(one[0].id, -1) < n]
        shown = dict(scene.pictures(n - 2, n + 3)) if hands else {}
        for track, place in hands:
            spot = _spot(scene, n, place, rules, shown) if told.get(track.id, -1) < n else None
            if spot is not None:
                told[track.id] = spot.last_n
                yield Draft(
                    Found(spot.first_n, spot.first_n - 1, spot.first_n),
                    Found(spot.last_n + 1, spot.last_n, spot.last_n + 1),
                    track=track, region=Region(*spot.box),
                )  # fmt: skip


def _bursts(part: Activity, rules: FlashLimits) -> Iterator[tuple[int, _Boxes]]:
    """Give the pictures in which some cells, and not many, differ far more than in those around them; and where.

    Where is (cells, 4) x1 y1 x2 y2 in pixels.
    """
    span = _BEFORE + _MOST + _AFTER
    if len(part) < span:
        return
    cells = part.cells.astype(np.int16)
    count = len(cells) - span + 1
    around = np.maximum.reduce(
        [cells[at : at + count] for at in range(span) if not _BEFORE <= at < _BEFORE + _MOST]
    )  # fmt: skip
    burst = cells[_BEFORE : _BEFORE + count] - around >= rules.cell_grey * CELL_STEPS_PER_GREY
    share = burst.mean(axis=(1, 2))
    for at in np.flatnonzero((share > 0) & (share <= _SPOT_SHARE)).tolist():
        rows, columns = np.nonzero(burst[at])
        corners = np.stack([columns, rows, columns + 1, rows + 1], axis=1) * part.cell_px
        yield part.first_n + _BEFORE + at, corners


def _is_beside(bursts: _Boxes, place: _Place) -> bool:
    """Say whether a cell that differs lies in reach of a hand."""
    _, x, y, reach = place
    beside = (bursts[:, :2] <= (x + reach, y + reach)) & (bursts[:, 2:] >= (x - reach, y - reach))
    return bool(beside.all(axis=1).any())


def _hands(scene: Scene, limits: Limits, n: int) -> Iterator[tuple[Track, _Place]]:
    """Give the hands that were seen about then: the picture's ordinal, x, y, and how far a spot beside it may lie."""
    near = scene.facts.frames_in(_LOOK_S)
    for track in worth(scene, is_person, limits):
        poses = scene.poses.get(track.id)
        if poses is None:
            continue
        row = int(np.argmin(np.abs(poses.n - n)))
        box = track.boxes[min(int(np.searchsorted(track.n, n)), len(track) - 1)]
        reach = limits.flash.reach * float(box[3] - box[1])
        for joint in _WRISTS if abs(int(poses.n[row]) - n) <= near else ():
            if poses.scores[row, joint] >= limits.posture.joint_score:
                x, y = (float(value) for value in poses.points[row, joint])
                yield track, (n, x, y, reach)


def _spot(
    scene: Scene, n: int, place: _Place, rules: FlashLimits, pictures: Mapping[int, npt.NDArray[np.uint8]]
) -> _Spot | None:
    """Find a spot beside a hand that is brighter than before and after; None where there is none."""
    _, x, y, reach = place
    left, top = max(0, int(x - reach)), max(0, int(y - reach))
    right, bottom = min(scene.facts.width_px, int(x + reach) + 1), min(scene.facts.height_px, int(y + reach) + 1)
    shown = {at: luma[top:bottom, left:right].astype(np.int16) for at, luma in pictures.items()}
    if left >= right or top >= bottom or len(shown) < 6:
        return None
    dark = np.maximum.reduce([shown[at] for at in (n - 2, n - 1, n + 2, n + 3)])
    # What moves is as bright before and after, in another place: a flash outshines all that was near the hand.
    least = max(rules.bright_grey, float(dark.max()) + rules.outshines_grey)
    spot = _brightest((shown[n] >= dark + rules.brighter_grey) & (shown[n] >= least), (reach * reach) / 2)
    if spot is None:
        return None
    rows, columns = np.nonzero(spot)
    lasts = bool((shown[n + 1][spot] >= dark[spot] + rules.brighter_grey).mean() > 0.5)
    box = (left + int(columns.min()), top + int(rows.min()), left + int(columns.max()) + 1, top + int(rows.max()) + 1)
    return _Spot(n, n + 1 if lasts else n, box)


def _brightest(bright: npt.NDArray[np.bool_], most_px: float) -> npt.NDArray[np.bool_] | None:
    """Give the largest spot, if it is one and no part of something larger."""
    labels, count = ndimage.label(bright, np.ones((3, 3), np.int8))
    if not count:
        return None
    sizes = np.bincount(labels.ravel())[1:]
    largest = int(np.argmax(sizes))
    return np.asarray(labels == largest + 1) if 4 <= sizes[largest] <= most_px else None
