"""What a worker does with a stretch of footage: take its key frames, or measure every picture of some of its groups.

The first pass decodes key frames alone, a part of a stretch at a time. They leave the stretch's empty scene, the median
of its own key frames, and how much each of them differs from it. The complete pass decodes groups whole, without the
loop filter, and measures them against that scene. Neither keeps anything between pictures, so it is the same in which
order, by how many workers and in how many attempts the groups are decoded.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from gestae.base.canonical import Json
from gestae.decode.frames import Frames, frames
from gestae.decode.picture import DecodedFrame
from gestae.engine.work import Report
from gestae.errors import RecordError
from gestae.model.evidence import Digest
from gestae.model.footage import PacketIndex
from gestae.preserve.vault import Vault
from gestae.sight.difference import CELL_SHRUNK_PX, Difference, shrink_factor, shrunk
from gestae.sight.groups import Group, Stretch, chosen_times, decoded_every, key_parts, measured_every, windows
from gestae.workflow.copies import check_copy
from gestae.workflow.parquet import read_index, read_pictures

__all__ = [
    "Keys",
    "Measured",
    "check_film",
    "keys_of",
    "measure_groups",
    "measure_keys",
    "survey_groups",
    "survey_keys",
]

# More than nine keep passers-by out of the median.
BACKGROUND_SAMPLES: Final = 15

Scene = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class _Source:
    path: Path
    sha256: str
    index: PacketIndex
    stretch: Stretch
    artifacts: Vault

    @classmethod
    def of(cls, arguments: Mapping[str, Json]) -> _Source:
        path, sha256 = Path(str(arguments["path"])), str(arguments["sha256"])
        artifacts = Path(str(arguments["artifacts"]))
        index, stretches = _cut(artifacts, str(arguments["packets"]))
        stretch = stretches[_whole(arguments["stretch"])]
        return cls(path, sha256, index, stretch, Vault(artifacts, read_only=True))


# A worker does one item of a film after the other; of a day's film the index alone takes a second to read.
@lru_cache(maxsize=1)
def _cut(artifacts: Path, packets: str) -> tuple[PacketIndex, tuple[Stretch, ...]]:
    """Read a stream's packets by their digest, and cut them."""
    index = read_index(Vault(artifacts, read_only=True).get(Digest(packets)))
    return index, tuple(stretch for window in windows(index) for stretch in window)


@dataclass(frozen=True, slots=True, eq=False)
class Keys:
    """Key frames of a part of a stretch.

    Attributes:
        pts: (pictures,) int64, increasing.
        pictures: (pictures, h, w) uint8, shrunk.
        width_px: of the decoded pictures; 0 where there is none.
        wrong: how many packets or pictures were damaged.
    """

    pts: npt.NDArray[np.int64]
    pictures: npt.NDArray[np.uint8]
    width_px: int
    wrong: int

    def packed(self) -> bytes:
        """Write it for the way from a worker."""
        file = io.BytesIO()
        np.savez(file, pts=self.pts, pictures=self.pictures, facts=np.array([self.width_px, self.wrong]))
        return file.getvalue()

    @classmethod
    def unpacked(cls, data: bytes) -> Keys:
        """Read what a worker sent."""
        with np.load(io.BytesIO(data), allow_pickle=False) as found:
            width_px, wrong = found["facts"].tolist()
            return cls(found["pts"], found["pictures"], width_px, wrong)


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """How much pictures differ from the empty scene of their stretch.

    Attributes:
        pts: (pictures,) int64, increasing.
        cells: (pictures, rows, columns) uint8, see `Difference.of`.
        gain: (pictures,) float64, by which factor each is brighter than the scene.
        scene: (h, w) uint8, shrunk.
        cell_px: side of a cell in pixels of the decoded picture; 0 where no picture was measured.
        wrong: how many packets or pictures were damaged.
    """

    pts: npt.NDArray[np.int64]
    cells: npt.NDArray[np.uint8]
    gain: npt.NDArray[np.float64]
    scene: Scene
    cell_px: int
    wrong: int

    def packed(self) -> bytes:
        """Write it for the way from a worker."""
        file = io.BytesIO()
        facts = np.array([self.cell_px, self.wrong])
        np.savez(file, pts=self.pts, cells=self.cells, gain=self.gain, scene=self.scene, facts=facts)
        return file.getvalue()

    @classmethod
    def unpacked(cls, data: bytes) -> Measured:
        """Read what a worker sent."""
        with np.load(io.BytesIO(data), allow_pickle=False) as found:
            cell_px, wrong = found["facts"].tolist()
            return cls(found["pts"], found["cells"], found["gain"], found["scene"], cell_px, wrong)


def check_film(arguments: Mapping[str, Json], report: Report) -> Json:
    """Make sure that a film's bytes are the original's.

    Args:
        arguments: `path`, `sha256`.
        report: is told 1 at the end.

    Raises:
        NotTheFilesFault: see `check_copy`.
    """
    check_copy(Path(str(arguments["path"])), str(arguments["sha256"]))
    report(1.0)
    return None


def survey_keys(arguments: Mapping[str, Json], report: Report) -> bytes:
    """Take the key frames of a part of a stretch.

    Args:
        arguments: `path`, `sha256`; `artifacts`, the folder of the vault, and `packets`, the digest of the packet index
            in it; `stretch`, which of the stream's; `part`, which of its parts, see `key_parts`.
        report: is told 1 at the end.

    Returns:
        `Keys.packed`.
    """
    source = _Source.of(arguments)
    groups = key_parts(source.stretch)[_whole(arguments["part"])]
    found = keys_of(source.path, source.sha256, source.index, groups)
    report(1.0)
    return found.packed()


def survey_groups(arguments: Mapping[str, Json], report: Report) -> bytes:
    """Measure groups of a stretch, decoded whole.

    Args:
        arguments: as for `survey_keys`, with `groups`, which of the stretch's, and `scenes`, the digest of the
            artifact that holds its empty scene.
        report: is told the fraction that is done.

    Returns:
        `Measured.packed`.
    """
    source = _Source.of(arguments)
    scenes = read_pictures(source.artifacts.get(Digest(str(arguments["scenes"]))))
    numbers = arguments["groups"]
    wanted = [source.stretch.groups[_whole(at)] for at in numbers] if isinstance(numbers, Sequence) else []
    scene = scenes[source.stretch.start_pts]
    return measure_groups(source.path, source.sha256, source.index, wanted, scene, report).packed()


def keys_of(path: Path, sha256: str, index: PacketIndex, groups: Sequence[Group]) -> Keys:
    """Take the key frame that each of some consecutive groups begins with; one that cannot be decoded is left out.

    Raises:
        RecordError: their size changes.
    """
    wanted = {group.start_pts for group in groups}
    only = wanted if index.stands_alone else None
    pts, pictures, width_px = [], [], 0
    with frames(
        path, sha256, index.stream, start_pts=groups[0].start_pts, end_pts=groups[-1].end_pts,
        loop_filter=False, keys_only=True, only=only, index=index,
    ) as found:  # fmt: skip
        for frame in found:
            if frame.ref.pts in wanted:
                pts.append(frame.ref.pts)
                pictures.append(shrunk(frame.luma).copy())
                width_px = frame.luma.shape[1]
    _of_one_size(pictures, groups[0].start_pts)
    none = np.zeros((0, 0, 0), np.uint8)
    return Keys(np.array(pts, np.int64), np.stack(pictures) if pictures else none, width_px, _wrong(found))


def measure_keys(parts: Sequence[Keys]) -> Measured:
    """Measure a stretch's key frames against the median of fifteen of them.

    Args:
        parts: all of the stretch's, in order.

    Raises:
        RecordError: not one of them could be decoded, or their size changes.
    """
    kept = [part for part in parts if len(part.pts)]
    if not kept:
        raise RecordError("no key frame of two and a half minutes can be decoded: there is no empty scene")
    _of_one_size([part.pictures[0] for part in kept], int(kept[0].pts[0]))
    pictures = np.concatenate([part.pictures for part in kept])
    places = np.unique(np.linspace(0, len(pictures) - 1, BACKGROUND_SAMPLES).astype(int))
    meter = _Meter(np.asarray(np.median(pictures[places], axis=0), np.uint8))
    for at, picture in zip(np.concatenate([part.pts for part in kept]).tolist(), pictures, strict=True):
        meter.add(at, picture)
    return meter.measured(kept[-1].width_px, sum(part.wrong for part in parts))


def measure_groups(
    path: Path, sha256: str, index: PacketIndex, groups: Sequence[Group], scene: Scene, report: Report
) -> Measured:
    """Measure about twelve pictures a second of some groups, counted anew from each group's first.

    Of a stream in which every picture stands by itself, the others are not decoded.

    Args:
        path: the original.
        sha256: its digest.
        index: the stream's packets.
        groups: in order, all of one stretch.
        scene: of that stretch, see `measure_keys`.
        report: is told the fraction that is done.

    Raises:
        RecordError: the pictures' size is not the scene's.
    """
    meter, width_px, wrong = _Meter(scene), 0, 0
    decoded = decoded_every(index)
    every = measured_every(index) // decoded
    done, whole = 0, sum(group.packets for group in groups)
    for run in _runs(groups):
        start, end = run[0].start_pts, run[-1].end_pts
        only = chosen_times(index, run, decoded) if decoded > 1 else None
        with frames(
            path, sha256, index.stream, start_pts=start, end_pts=end, loop_filter=False, only=only, index=index
        ) as found:
            given, width_px = _measure_run(meter, found, {group.start_pts for group in run}, every)
        packets = sum(group.packets for group in run)
        # A picture without a packet of its time, or the other way round: its time alone would not find it again.
        wrong += _wrong(found) + abs(given - (packets if only is None else len(only)))
        done += packets
        report(done / whole)
    return meter.measured(width_px, wrong)


class _Meter:
    """Gathers measures."""

    def __init__(self, scene: Scene) -> None:
        self._scene, self._difference = scene, Difference(scene)
        self._pts: list[int] = []
        self._cells: list[npt.NDArray[np.uint8]] = []
        self._gain: list[float] = []

    def add(self, pts: int, picture: Scene) -> None:
        cells, gain = self._difference.of(picture)
        self._pts.append(pts)
        self._cells.append(cells)
        self._gain.append(gain)

    def measured(self, width_px: int, wrong: int) -> Measured:
        none = np.zeros((0, *self._difference.grid), np.uint8)
        cells = np.stack(self._cells) if self._cells else none
        cell_px = shrink_factor(width_px) * CELL_SHRUNK_PX if width_px else 0
        return Measured(np.array(self._pts, np.int64), cells, np.array(self._gain), self._scene, cell_px, wrong)


def _measure_run(meter: _Meter, found: Iterable[DecodedFrame], starts: set[int], every: int) -> tuple[int, int]:
    """Measure every n-th picture, counted anew from each start; give how many there were, and how wide."""
    given = nth = width_px = 0
    for frame in found:
        if frame.ref.pts is None:
            continue
        nth = 0 if frame.ref.pts in starts else nth + 1
        given += 1
        if nth % every == 0:
            meter.add(frame.ref.pts, shrunk(frame.luma))
            width_px = frame.luma.shape[1]
    return given, width_px


def _of_one_size(pictures: Sequence[npt.NDArray[np.uint8]], start_pts: int) -> None:
    if len({picture.shape for picture in pictures}) > 1:
        raise RecordError(f"the size of key frames changes after {start_pts}: there is no empty scene")


def _runs(groups: Sequence[Group]) -> Iterator[tuple[Group, ...]]:
    """Part groups where one does not follow the one before."""
    run: list[Group] = []
    for group in groups:
        if run and run[-1].end_pts != group.start_pts:
            yield tuple(run)
            run = []
        run.append(group)
    if run:
        yield tuple(run)


def _wrong(found: Frames) -> int:
    return found.summary.errors + found.summary.corrupt


def _whole(value: Json) -> int:
    if not isinstance(value, int):
        raise RecordError(f"{value!r} is no number of a stretch or a group")
    return value
