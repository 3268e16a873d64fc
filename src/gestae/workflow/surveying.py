"""What a worker does with one stretch of footage: measure its key frames, or every picture of some of its groups.

The first pass decodes key frames alone. It leaves the stretch's background, the median of its own key frames, and how
much each of them differs from it. The complete pass decodes groups whole, without the loop filter, and measures them
against that background. Neither keeps anything between pictures, so it is the same in which order, by how many workers
and in how many attempts the groups are decoded.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from gestae.decode.frames import frames
from gestae.decode.picture import DecodedFrame
from gestae.errors import RecordError
from gestae.model.footage import PacketIndex
from gestae.sight.difference import Difference, shrunk
from gestae.sight.groups import Group, Stretch

__all__ = ["Measured", "Source", "survey_groups", "survey_keys"]

# More than nine keep passers-by out of the median.
BACKGROUND_SAMPLES: Final = 15
# Who runs across a corner of the picture is in it for more than a tenth of a second.
MEASURES_PER_S: Final = 12.5


@dataclass(frozen=True, slots=True)
class Source:
    """The stream that is measured.

    Attributes:
        path: the original.
        sha256: its digest.
        index: the packets of the stream.
        rate_hz: pictures a second, by the median distance.
    """

    path: Path
    sha256: str
    index: PacketIndex
    rate_hz: float


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """How much pictures differ from the background of their stretch.

    Attributes:
        pts: (pictures,) int64, increasing.
        cells: (pictures, rows, columns) uint8, see `Difference.of`.
        background: (h, w) uint8, shrunk.
    """

    pts: npt.NDArray[np.int64]
    cells: npt.NDArray[np.uint8]
    background: npt.NDArray[np.uint8]


def survey_keys(source: Source, stretch: Stretch) -> Measured:
    """Measure the key frame that each group begins with.

    Raises:
        RecordError: not one of them could be decoded, or their size changes.
    """
    wanted = {group.start_pts for group in stretch.groups}
    pts, pictures = [], []
    for frame in _decoded(source, stretch.groups, keys_only=True):
        if frame.ref.pts in wanted:
            pts.append(frame.ref.pts)
            pictures.append(shrunk(frame.luma))
    if not pictures or len({picture.shape for picture in pictures}) > 1:
        raise RecordError(f"{len(pictures)} key frames from {stretch.start_pts} make no background; look at every picture")
    places = np.unique(np.linspace(0, len(pictures) - 1, BACKGROUND_SAMPLES).astype(int))
    background = np.asarray(np.median(np.stack([pictures[at] for at in places]), axis=0), np.uint8)
    return _measured(background, zip(pts, pictures, strict=True))


def survey_groups(source: Source, groups: Sequence[Group], background: npt.NDArray[np.uint8]) -> Measured:
    """Measure about twelve pictures a second of consecutive groups, counted anew from each group's first.

    Raises:
        RecordError: the pictures' size is not the background's.
    """
    every = max(1, round(source.rate_hz / MEASURES_PER_S))
    return _measured(background, _each(_decoded(source, groups, keys_only=False), groups, every))


def _each(decoded: Iterable[DecodedFrame], groups: Sequence[Group], every: int) -> Iterator[tuple[int, npt.NDArray[np.uint8]]]:
    starts = {group.start_pts for group in groups}
    nth = 0
    for frame in decoded:
        if frame.ref.pts is None:
            continue
        nth = 0 if frame.ref.pts in starts else nth + 1
        if nth % every == 0:
            yield frame.ref.pts, shrunk(frame.luma)


def _measured(
    background: npt.NDArray[np.uint8], pictures: Iterable[tuple[int, npt.NDArray[np.uint8]]]
) -> Measured:
    meter = Difference(background)
    pts, cells = [], []
    for at, picture in pictures:
        pts.append(at)
        cells.append(meter.of(picture))
    stacked = np.stack(cells) if cells else np.zeros((0, *meter.grid), np.uint8)
    return Measured(np.array(pts, np.int64), stacked, background)


def _decoded(source: Source, groups: Sequence[Group], *, keys_only: bool) -> Iterator[DecodedFrame]:
    with frames(
        source.path, source.sha256, source.index.stream,
        start_pts=groups[0].start_pts, end_pts=groups[-1].end_pts,
        loop_filter=False, keys_only=keys_only, index=source.index,
    ) as found:  # fmt: skip
        yield from found
