"""One stream as the rules see it: its facts, its activity, its tracks, and its frames on demand."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Final, TypeAlias, TypeVar, cast

import numpy as np
import numpy.typing as npt

from gestae.model.activity import Activity
from gestae.model.held import Held
from gestae.model.lasting import LastingChange
from gestae.model.sighting import Track
from gestae.model.skeleton import Poses
from gestae.model.text import Inscription
from gestae.observe.changes import Change
from gestae.observe.facts import Luma, StreamFacts, Window
from gestae.observe.losses import Leap, Loss

__all__ = ["Found", "Scene", "restless_pixels"]

_Floats: TypeAlias = npt.NDArray[np.float32]
T = TypeVar("T")

# A cell is restless if it jumps in so many of the recording's seconds, of at least so many.
RESTLESS_SHARE: Final = 0.7
RESTLESS_LEAST_S: Final = 5
# A jump is a change from frame to frame by half a grey level, and six times what is usual in the cell.
JUMP_STEPS: Final = 4
JUMP_FACTOR: Final = 6


@dataclass(frozen=True, slots=True)
class Found:
    """A moment in ordinals: the frame that shows it, and bounds of the true instant, which may lie between frames.

    `sure` is False where the rule could not follow the thing to the moment, and the bounds are wide for that;
    `rides` is True where a bicycle goes along, whose wheel may be first or last, and the bounds are wider for that.
    """

    n: int
    earliest: float
    latest: float
    sure: bool = True
    rides: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """What the rules may look at.

    Attributes:
        facts: the stream.
        record: its activity, stretch by stretch, in order; there are gaps where a search found that nothing changes.
        tracks: everything that was followed in it.
        window: gives frames again.
        light: changes of the light; `moves`: of the camera.
        poses: skeletons by track; none where no net looked for them.
        losses: where the pictures show nothing; `leaps`: where the file's own times do not run on.
        texts: what was read on tracks; none where no net read.
        lasting: where the scene changed for good.
        held: what was seen near hands that may be carried.
        restless: (h, w) uint8, 1 where the picture changes nearly every second of the recording: clocks, foliage.
    """

    facts: StreamFacts
    record: Sequence[Activity]
    tracks: Sequence[Track]
    window: Window
    light: tuple[Change, ...] = ()
    moves: tuple[Change, ...] = ()
    poses: Mapping[str, Poses] = field(default_factory=dict)
    losses: tuple[Loss, ...] = ()
    leaps: tuple[Leap, ...] = ()
    texts: tuple[Inscription, ...] = ()
    lasting: tuple[LastingChange, ...] = ()
    held: tuple[Held, ...] = ()
    restless: Luma = field(init=False, repr=False)
    _gain: _Floats = field(init=False, repr=False)
    _known: dict[tuple[str, str], Found | None] = field(init=False, repr=False, default_factory=dict)
    _shared: dict[str, Any] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_gain", _light_of(self.record, self.facts.frames))
        object.__setattr__(self, "restless", restless_pixels(self.record, self.facts))

    def once(self, what: str, track: Track, find: Callable[[], Found | None]) -> Found | None:
        """Find something of a track the first time it is asked for: several rules rest on the same moment."""
        if (what, track.id) not in self._known:
            self._known[what, track.id] = find()
        return self._known[what, track.id]

    def shared(self, what: str, make: Callable[[], T]) -> T:
        """Make something of the whole scene the first time it is asked for; a name stands for one kind of thing."""
        if what not in self._shared:
            self._shared[what] = make()
        return cast("T", self._shared[what])

    def pictures(self, first_n: int, last_n: int) -> list[tuple[int, Luma]]:
        """Give the frames from first_n to last_n, both included, as far as the recording goes."""
        return list(self.shown(first_n, last_n))

    def shown(self, first_n: int, last_n: int) -> Iterator[tuple[int, Luma]]:
        """Give the same frames one by one: a hundred whole pictures are more than a worker should hold."""
        first_n, last_n = max(0, first_n), min(self.facts.frames - 1, last_n)
        if first_n <= last_n:
            yield from ((n, luma) for n, _, luma in self.window(first_n, last_n))

    def light_at(self, n: npt.NDArray[np.int64]) -> _Floats:
        """Give the light of frames against the background's, 1 where nothing was measured of it."""
        if not len(self._gain):
            return np.ones(len(n), np.float32)
        return np.exp(self._gain[np.clip(n, 0, len(self._gain) - 1)])

    def unmeasured(self, first_n: int, last_n: int) -> tuple[tuple[int, int], ...]:
        """Give first and last frame of each gap of the record that lies between two frames."""
        gaps = []
        for before, after in pairwise(self.record):
            start, stop = before.first_n + len(before), after.first_n - 1
            if start <= stop and first_n < start and stop < last_n:
                gaps.append((start, stop))
        return tuple(gaps)

    def disturbed(self, first_n: float, last_n: float) -> bool:
        """Say whether light or camera change between two frames."""
        return any(change.before_n <= last_n and change.after_n >= first_n for change in self.light + self.moves)


def _light_of(record: Sequence[Activity], frames: int) -> _Floats:
    """Give the logarithm of each frame's light; of one that was not measured, the nearest measured one's."""
    gain = np.full(frames, np.nan, np.float32)
    for part in record:
        gain[part.first_n : part.first_n + len(part)] = part.gain
    measured, at = np.flatnonzero(~np.isnan(gain)), np.arange(frames)
    if not len(measured):
        return gain[:0]
    after = np.searchsorted(measured, at)
    low, high = measured[np.maximum(after - 1, 0)], measured[np.minimum(after, len(measured) - 1)]
    return gain[np.where(np.abs(at - low) < np.abs(high - at), low, high)]


def restless_pixels(record: Sequence[Activity], facts: StreamFacts) -> Luma:
    """Mark the pixels of cells that jump nearly every second of the recording.

    Returns:
        (h, w) uint8, 1 in such cells, 0 elsewhere and where the recording is too short to tell.
    """
    mask = np.zeros((facts.height_px, facts.width_px), np.uint8)
    second = max(2, round(facts.rate_hz))
    jumps = [_jumping_seconds(part.cells, second) for part in record if len(part) > second]
    total = sum(len(part) for part in jumps)
    if total < RESTLESS_LEAST_S:
        return mask
    share = np.sum([part.sum(axis=0) for part in jumps], axis=0) / total
    for row, column in np.argwhere(share >= RESTLESS_SHARE):
        cell_px = record[0].cell_px
        mask[row * cell_px : (row + 1) * cell_px, column * cell_px : (column + 1) * cell_px] = 1
    return mask


def _jumping_seconds(cells: npt.NDArray[np.uint8], second: int) -> npt.NDArray[np.bool_]:
    """Say for each whole second and each cell whether it jumped in it."""
    steps = np.abs(np.diff(cells.astype(np.int16), axis=0))
    usual = np.median(steps, axis=0)
    jumped = steps > np.maximum(JUMP_STEPS, JUMP_FACTOR * usual)
    whole = len(jumped) // second * second
    return np.asarray(jumped[:whole].reshape(-1, second, *jumped.shape[1:]).any(axis=1))
