"""One stream as the rules see it: its facts, its activity, its tracks, and its frames on demand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from gestae.model.activity import Activity
from gestae.model.sighting import Track
from gestae.observe.changes import Change
from gestae.observe.facts import Luma, StreamFacts, Window

__all__ = ["Found", "Scene"]

_Floats: TypeAlias = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Found:
    """A moment in ordinals: the frame that shows it, and bounds of the true instant, which may lie between frames.

    `sure` is False where the rule could not follow the thing to the moment, and the bounds are wide for that.
    """

    n: int
    earliest: float
    latest: float
    sure: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """What the rules may look at.

    Attributes:
        facts: the stream.
        record: its activity, stretch by stretch, in order and without gap.
        tracks: everything that was followed in it.
        window: gives frames again.
        light: changes of the light; `moves`: of the camera.
    """

    facts: StreamFacts
    record: Sequence[Activity]
    tracks: Sequence[Track]
    window: Window
    light: tuple[Change, ...] = ()
    moves: tuple[Change, ...] = ()
    _gain: _Floats = field(init=False, repr=False)
    _known: dict[tuple[str, str], Found | None] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        gain = np.concatenate([part.gain for part in self.record]) if self.record else np.zeros(0, np.float32)
        object.__setattr__(self, "_gain", gain.astype(np.float32))

    def once(self, what: str, track: Track, find: Callable[[], Found | None]) -> Found | None:
        """Find something of a track the first time it is asked for: several rules rest on the same moment."""
        if (what, track.id) not in self._known:
            self._known[what, track.id] = find()
        return self._known[what, track.id]

    def pictures(self, first_n: int, last_n: int) -> list[tuple[int, Luma]]:
        """Give the frames from first_n to last_n, both included, as far as the recording goes."""
        first_n, last_n = max(0, first_n), min(self.facts.frames - 1, last_n)
        if last_n < first_n:
            return []
        return [(n, luma) for n, _, luma in self.window(first_n, last_n)]

    def light_at(self, n: npt.NDArray[np.int64]) -> _Floats:
        """Give the light of frames against the background's, 1 where nothing was measured of it."""
        if not len(self._gain):
            return np.ones(len(n), np.float32)
        return np.exp(self._gain[np.clip(n - self.record[0].first_n, 0, len(self._gain) - 1)])

    def disturbed(self, first_n: int, last_n: int) -> bool:
        """Say whether light or camera change between two frames."""
        return any(change.before_n <= last_n and change.after_n >= first_n for change in self.light + self.moves)
