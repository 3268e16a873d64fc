"""Skeletons noted while a footage is looked at, and joined with its tracks afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from gestae.model.sighting import Detections, Group, Track
from gestae.model.skeleton import JOINTS, Poses, Skeleton
from gestae.sight.clothing import Clothing
from gestae.sight.detector import Rgb
from gestae.sight.pose import PoseReader
from gestae.sight.sightings import Packed
from gestae.sight.tracker import Tracker, TrackRules

__all__ = ["PoseNoter"]


@dataclass(slots=True)
class PoseNoter:
    """Reads the joints of everyone who is followed, one picture after another; reads nothing without a net.

    Two detections in five are doubts that no track takes, and small or crowded ones are the dearest to read: what is
    detected is followed here as it will be at the end, and who goes on no track and begins none is not read. Which
    tracks are one person is known only at the end, so each skeleton is kept under its picture and its box.

    Attributes:
        reader: the net.
        rate_hz: pictures a second.
        rules: by which people are followed.
        clothing: what people wear, noted of each picture before it comes here; what follows them here knows it too.
    """

    reader: PoseReader | None
    rate_hz: float = 1.0
    rules: TrackRules | None = None
    clothing: Clothing = field(default_factory=Clothing)
    _follows: Tracker = field(init=False, repr=False)
    _noted: dict[tuple[int, bytes], Skeleton] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        self._follows = Tracker(self.rules)

    def note(self, n: int, rgb: Rgb, found: Detections) -> None:
        """Read the people of one picture.

        Args:
            n: ordinal of the picture; they come in order.
            rgb: (h, w, 3) uint8, the picture.
            found: what was detected in it.
        """
        if self.reader is None:
            return
        people = found.of(Group.PERSON)
        self._follows.step(n, n / self.rate_hz, people, self.clothing.of(n, people))
        for box in people.boxes[list(self._follows.placed(people))]:
            skeleton = self.reader.pose(rgb, box)
            if skeleton is not None:
                self._noted[n, box.tobytes()] = skeleton

    def packed(self) -> Packed:
        """Write all skeletons as arrays."""
        skeletons = list(self._noted.values())
        boxes = [np.frombuffer(box, np.float32) for _, box in self._noted]
        return {
            "n": np.array([n for n, _ in self._noted], np.int64),
            "boxes": np.array(boxes, np.float32).reshape(-1, 4),
            "points": np.array([one.points for one in skeletons], np.float32).reshape(-1, JOINTS, 2),
            "scores": np.array([one.scores for one in skeletons], np.float32).reshape(-1, JOINTS),
            "turns": np.array([one.turn for one in skeletons], np.int16),
        }

    def take_in(self, packed: Mapping[str, npt.NDArray[Any]]) -> None:
        """Append what `packed` wrote of later pictures."""
        rows = zip(*(packed[name] for name in ("n", "boxes", "points", "scores", "turns")), strict=True)
        for n, box, points, scores, turn in rows:
            self._noted[int(n), box.tobytes()] = Skeleton(points, scores, int(turn))

    def poses(self, tracks: Iterable[Track]) -> tuple[Poses, ...]:
        """Give the skeletons of some tracks, in the tracks' order; a track without any is left out."""
        return tuple(filter(None, map(self._of, tracks)))

    def _of(self, track: Track) -> Poses | None:
        rows = [
            (n, skeleton)
            for n, box in zip(track.n[track.seen].tolist(), track.boxes[track.seen], strict=True)
            if (skeleton := self._noted.get((n, box.tobytes()))) is not None
        ]
        if not rows:
            return None
        skeletons = [skeleton for _, skeleton in rows]
        return Poses(
            track.id,
            np.array([n for n, _ in rows], np.int64),
            np.stack([one.points for one in skeletons]),
            np.stack([one.scores for one in skeletons]),
            np.array([one.turn for one in skeletons], np.int16),
        )
