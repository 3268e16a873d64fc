"""Cut what moves out of a real film of a fixed camera, with soft edges, to be pasted into another scene.

A thing is cut where a frame differs from the median of all frames, and followed by overlap from frame to frame. Only
those are kept that stay whole (no meeting with others, not at the picture's edge) and go somewhere.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt
from scipy import ndimage

Picture = npt.NDArray[np.uint8]

DIFFERS_GREY = 24
MARGIN_PX = 6
OVERLAP_LEAST = 0.25
# A thing whose area changes more than this merged with another or came apart.
AREA_RATIO_MOST = 3.5
WAY_LEAST_PX = 60


@dataclass(frozen=True)
class Patch:
    """One frame of a thing: colours and how much of each pixel is the thing, 0 to 1."""

    rgb: Picture
    alpha: npt.NDArray[np.float32]


@dataclass
class Cutout:
    """A thing over consecutive frames."""

    rate_hz: float
    patches: list[Patch] = field(default_factory=list)
    corners: list[tuple[int, int, int, int]] = field(default_factory=list)  # x1 y1 x2 y2 in the film


@dataclass
class Film:
    """The empty scene and what moved through it, longest first."""

    background: Picture
    things: list[Cutout]


def cut(path: Path, *, least_frames: int, least_px: int = 300, most_frames: int = 900) -> Film:
    """Cut the moving things out of a film.

    Args:
        path: the film.
        least_frames: shorter ones are left out.
        least_px: smaller areas are left out.
        most_frames: as much of the film is read.
    """
    pictures, rate_hz = _read(path, most_frames)
    background = np.median(np.stack(pictures[:: max(1, len(pictures) // 90)]), axis=0).astype(np.uint8)
    live: list[Cutout] = []
    ended: list[Cutout] = []
    for picture in pictures:
        live, gone = _follow(live, picture, _regions(picture, background, least_px), rate_hz)
        ended += gone
    height, width = background.shape[:2]
    kept = [thing for thing in ended + live if len(thing.patches) >= least_frames and _is_whole(thing, width, height)]
    return Film(background, sorted(kept, key=lambda thing: -len(thing.patches)))


def _read(path: Path, most_frames: int) -> tuple[list[Picture], float]:
    pictures = []
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        for frame in container.decode(stream):
            pictures.append(frame.to_ndarray(format="rgb24"))
            if len(pictures) == most_frames:
                break
        return pictures, float(stream.average_rate or 25)


def _regions(picture: Picture, background: Picture, least_px: int) -> list[tuple[tuple[slice, slice], Picture]]:
    """Give each region that differs: its box and its mask there."""
    apart = (np.maximum(picture, background) - np.minimum(picture, background)).max(axis=2).astype(np.float32)
    mask = ndimage.gaussian_filter(apart, 1.1, truncate=2.0) > DIFFERS_GREY
    # Closed over 9 by 5 pixels, opened over 3 by 3; these filters run along one axis after the other.
    mask = ndimage.minimum_filter(ndimage.maximum_filter(mask, (9, 5)), (9, 5))
    mask = ndimage.maximum_filter(ndimage.minimum_filter(mask, 3), 3)
    labels, _ = ndimage.label(mask, np.ones((3, 3)))
    found = []
    for number, box in enumerate(ndimage.find_objects(labels), 1):
        own = labels[box] == number
        if own.sum() >= least_px:
            wide = tuple(
                slice(max(0, side.start - MARGIN_PX), min(size, side.stop + MARGIN_PX))
                for side, size in zip(box, labels.shape, strict=True)
            )
            found.append((wide, labels[wide] == number))
    return found


def _follow(live: list[Cutout], picture: Picture, regions: list, rate_hz: float) -> tuple[list[Cutout], list[Cutout]]:
    """Add each region to the thing that it overlaps most; what finds none begins anew, what is not found ends."""
    free = list(regions)
    going, gone = [], []
    for thing in live:
        shares = [_overlap(thing.corners[-1], _corners(box)) for box, _ in free]
        best = int(np.argmax(shares)) if shares else -1
        if best < 0 or shares[best] <= OVERLAP_LEAST:
            gone.append(thing)
            continue
        going.append(_add(thing, picture, *free.pop(best)))
    return going + [_add(Cutout(rate_hz), picture, *region) for region in free], gone


def _add(thing: Cutout, picture: Picture, box: tuple[slice, slice], mask: Picture) -> Cutout:
    soft = ndimage.gaussian_filter(ndimage.binary_dilation(mask, np.ones((3, 3))).astype(np.float32), 1.1)
    thing.patches.append(Patch(picture[box].copy(), soft))
    thing.corners.append(_corners(box))
    return thing


def _corners(box: tuple[slice, slice]) -> tuple[int, int, int, int]:
    return box[1].start, box[0].start, box[1].stop, box[0].stop


def _overlap(a: tuple[int, int, int, int], b: tuple[int, int, int, int]) -> float:
    width, height = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    both = max(0, width) * max(0, height)
    areas = [(box[2] - box[0]) * (box[3] - box[1]) for box in (a, b)]
    return both / (sum(areas) - both)


def _is_whole(thing: Cutout, width: int, height: int) -> bool:
    areas = np.array([(x2 - x1) * (y2 - y1) for x1, y1, x2, y2 in thing.corners])
    if np.percentile(areas, 95) / np.percentile(areas, 5) > AREA_RATIO_MOST:
        return False
    corners = np.array(thing.corners)
    if np.ptp((corners[:, :2] + corners[:, 2:]) / 2, axis=0).max() < WAY_LEAST_PX:
        return False
    inner = corners[2:-2]
    return bool((inner[:, :2] > 0).all() and (inner[:, 2] < width).all() and (inner[:, 3] < height).all())
