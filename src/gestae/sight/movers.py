"""Bodies that move through the picture, whatever they are: what changes, taken together and followed by overlap.

A net that was trained on cars seen from the road does not tell a car from above, nor a man who is six pixels wide in
its input. Both move, and what moves is measured in every picture. A mover has no name: `secondlook` says what is shown
to the detector again, closer or from farther off, and joins what it named only in parts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import ndimage

from gestae.errors import RecordError
from gestae.model.activity import CELL_STEPS_PER_GREY, Activity
from gestae.model.sighting import Boxes, Ordinals
from gestae.sight.boxes import overlap

__all__ = ["Mover", "MoverRules", "Movers", "movers"]


@dataclass(frozen=True, slots=True)
class MoverRules:
    """What counts as a body that moves.

    Attributes:
        least_grey: its cells differ from the empty scene by so many grey levels; shadows on the ground and the
            camera's own change of exposure stay below.
        noise_factor: and by so many times what the cell shows when nothing happens.
        least_cells: smaller ones are left to the detector.
        most_share: what takes more of the picture is light, or the camera itself.
        least_overlap: from look to look.
        lost_for_s: unseen so long, it has ended.
        least_s: shorter ones are left out.
        travels: it goes at least so many times its own longer side; light on a wall and a curtain do not.
    """

    least_grey: float = 10.0
    noise_factor: float = 3.0
    least_cells: int = 2
    most_share: float = 0.6
    least_overlap: float = 0.3
    lost_for_s: float = 0.7
    least_s: float = 1.0
    travels: float = 0.5

    def __post_init__(self) -> None:
        parts = (self.most_share, self.least_overlap)
        if not all(0 < part <= 1 for part in parts) or self.least_cells < 1 or min(self.lost_for_s, self.least_s) < 0:
            raise RecordError(f"{self}: shares lie between 0 and 1, times and cells count upwards")


@dataclass(frozen=True, slots=True, eq=False)
class Mover:
    """One body over the looks in which it was met.

    Attributes:
        n: (k,) ordinals, increasing.
        boxes: (k, 4) x1 y1 x2 y2 in pixels of the decoded frame, as coarse as the cells.
    """

    n: Ordinals
    boxes: Boxes

    def at(self, n: int) -> npt.NDArray[np.float32]:
        """Give its box in the look nearest to a picture.

        >>> Mover(np.array([5, 10]), np.array([[0, 0, 8, 8], [8, 0, 16, 8]], np.float32)).at(9).tolist()
        [8.0, 0.0, 16.0, 8.0]
        """
        return np.asarray(self.boxes[int(np.argmin(np.abs(self.n - n)))])

    @property
    def travel(self) -> float:
        """How far its middle ever gets from where it was first met, in its own usual longer sides."""
        middles = (self.boxes[:, :2] + self.boxes[:, 2:]) / 2
        side = float(np.median((self.boxes[:, 2:] - self.boxes[:, :2]).max(axis=1)))
        return float(np.hypot(*(middles - middles[0]).T).max()) / side


@dataclass(slots=True)
class Movers:
    """Bodies that travel between processes as arrays, and are joined in the order of time.

    >>> one, other = Movers([Mover(np.array([5, 10]), np.zeros((2, 4), np.float32))]), Movers()
    >>> other.take_in(one.packed())
    >>> [mover.n.tolist() for mover in other.bodies]
    [[5, 10]]
    """

    bodies: list[Mover] = field(default_factory=list)

    def packed(self) -> dict[str, npt.NDArray[Any]]:
        """Write all of them."""
        none = Mover(np.zeros(0, np.int64), np.zeros((0, 4), np.float32))
        return {
            "n": np.concatenate([one.n for one in (none, *self.bodies)]),
            "boxes": np.concatenate([one.boxes for one in (none, *self.bodies)]),
            "rows": np.array([len(one.n) for one in self.bodies], np.int64),
        }

    def take_in(self, packed: Mapping[str, npt.NDArray[Any]]) -> None:
        """Append what `packed` wrote of later ones."""
        ends = np.cumsum(packed["rows"])[:-1]
        if len(packed["rows"]):
            parts = zip(np.split(packed["n"], ends), np.split(packed["boxes"], ends), strict=True)
            self.bodies += [Mover(n, boxes) for n, boxes in parts]


@dataclass(slots=True)
class _Path:
    n: list[int] = field(default_factory=list)
    boxes: list[npt.NDArray[np.float32]] = field(default_factory=list)

    def take(self, n: int, box: npt.NDArray[np.float32]) -> None:
        self.n.append(n)
        self.boxes.append(box)


def movers(
    record: Sequence[Activity], looks: Sequence[int], rate_hz: float, rules: MoverRules | None = None
) -> tuple[Mover, ...]:
    """Follow what moves.

    Args:
        record: a stream's activity, stretch by stretch, in order.
        looks: ordinals of the pictures in which they are wanted, increasing; those without activity are passed over.
        rate_hz: pictures a second.
        rules: what counts.

    Returns:
        Those that last and go somewhere, in the order of their beginning, left before right.
    """
    used = rules or MoverRules()
    live: list[_Path] = []
    ended: list[_Path] = []
    for n, boxes in _bodies(record, looks, used):
        ended += [path for path in live if n - path.n[-1] > used.lost_for_s * rate_hz]
        live = [path for path in live if n - path.n[-1] <= used.lost_for_s * rate_hz]
        live += _follow(live, n, boxes, used.least_overlap)
    found = (Mover(np.array(path.n, np.int64), np.array(path.boxes, np.float32)) for path in ended + live)
    kept = [one for one in found if one.n[-1] - one.n[0] >= used.least_s * rate_hz and one.travel >= used.travels]
    return tuple(sorted(kept, key=lambda one: (int(one.n[0]), *one.boxes[0].tolist())))


def _follow(live: Sequence[_Path], n: int, boxes: Boxes, least: float) -> list[_Path]:
    """Give each body to the path that it overlaps most, the oldest path first; begin paths with what is left."""
    free = list(range(len(boxes)))
    for path in live:
        shared = overlap(path.boxes[-1][None], boxes[free])[0] if free else np.zeros(0, np.float32)
        if len(shared) and shared.max() >= least:
            path.take(n, boxes[free.pop(int(shared.argmax()))])
    return [_Path([n], [boxes[row]]) for row in free]


def _bodies(record: Sequence[Activity], looks: Sequence[int], rules: MoverRules) -> Iterator[tuple[int, Boxes]]:
    """Give, for each look, boxes around the cells that differ and touch, over gaps of one cell."""
    for part in record:
        limit = np.maximum(part.noise * rules.noise_factor, part.noise + rules.least_grey * CELL_STEPS_PER_GREY)
        most = rules.most_share * part.noise.size
        for n in looks:
            if part.first_n <= n < part.first_n + len(part):
                different = np.pad(part.cells[n - part.first_n] >= limit, 1)
                closed = ndimage.binary_closing(different, np.ones((3, 3), np.bool_))[1:-1, 1:-1]
                yield n, _around(closed, rules.least_cells, most) * np.float32(part.cell_px)


def _around(different: npt.NDArray[np.bool_], least_cells: int, most_cells: float) -> Boxes:
    """Draw boxes, in cells, around what touches.

    >>> _around(np.array([[True, True, False], [False, False, False], [False, False, True]]), 2, 5).tolist()
    [[0.0, 0.0, 2.0, 1.0]]
    """
    labels, count = ndimage.label(different, np.ones((3, 3)))
    filled = np.bincount(labels.ravel(), minlength=count + 1)
    boxes = [np.zeros((0, 4))]
    for number, (rows, columns) in enumerate(ndimage.find_objects(labels), 1):
        cells = (rows.stop - rows.start) * (columns.stop - columns.start)
        if filled[number] >= least_cells and cells <= most_cells:
            boxes.append(np.array([[columns.start, rows.start, columns.stop, rows.stop]]))
    return np.concatenate(boxes).astype(np.float32)
