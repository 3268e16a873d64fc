"""Note lasting changes while footage is looked at: each cell of small stills has a state that lasts, and one on trial.

People, vehicles and animals are masked where they were detected; whoever was not moves on before a trial is over. What
changed about together, and lies together, is one change. Memory does not grow with the footage.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt
from scipy import ndimage

from gestae.errors import RecordError
from gestae.model.lasting import LastingChange
from gestae.model.sighting import Detections, Group
from gestae.sight.cells import shrink
from gestae.sight.patches import CELL_PX, Flags, Luma, View, cell_difference, compare_looks

__all__ = ["LastingNoter", "LastingRules"]

_Ordinals: TypeAlias = npt.NDArray[np.int64]

_STILL_WIDTH_PX: Final = 240
_NEVER: Final = -1
# What moves by itself is no ground, and no thing that lies about.
_MOVING: Final = frozenset({Group.PERSON, Group.VEHICLE, Group.ANIMAL})
# Less sure boxes are often far larger than anybody in them, and would hide the thing beside him.
_SURE: Final = 0.35
# Boxes end within legs and arms.
_WIDER: Final = 0.08
# A cell is hidden if more of it than this lies in such a box.
_HIDDEN: Final = 0.15
# More than this share of all cells at once is another scene, and no thing in it.
_SCENE_SHARE: Final = 0.3
# Parts of one thing may come to sight so much later than others, as whoever stood before it goes.
_TOGETHER_S: Final = 4.0
# The view has moved if the picture fits so much better when it is moved back.
_BETTER: Final = 0.85
_EIGHT: Final = np.ones((3, 3), np.bool_)


@dataclass(frozen=True, slots=True)
class LastingRules:
    """What counts as a lasting change.

    Attributes:
        version: goes up whenever the same footage may give other changes.
        apart_s: stills are taken at least so far apart.
        grey: a cell has changed if it differs by more than this on average, light and small shifts taken out.
        still_s: both states last for at least this,
        still_end_s: or this, where what is looked at ends with the new one.
        cells: a change covers at least so many cells of 8 by 8 pixels of a still about 240 pixels wide.
    """

    version: int = 1
    apart_s: float = 0.4
    grey: float = 8.0
    still_s: float = 2.5
    still_end_s: float = 1.5
    cells: int = 3


class LastingNoter:
    """Notes what changed for good, look by look.

    Args:
        rate_hz: pictures a second.
        rules: what counts.
    """

    def __init__(self, rate_hz: float, rules: LastingRules | None = None) -> None:
        self._rate_hz, self._rules = rate_hz, rules or LastingRules()
        self._state: _State | None = None
        self._last_n: int | None = None
        self._found: list[LastingChange] = []

    def note(self, n: int, picture: npt.NDArray[np.uint8], found: Detections) -> None:
        """Take in a picture, unless the last one was taken a moment ago.

        Args:
            n: its ordinal.
            picture: (h, w, 3) uint8, red green blue.
            found: what was detected in it.
        """
        if self._last_n is not None and n - self._last_n < round(self._rules.apart_s * self._rate_hz):
            return
        self._last_n = n
        # Green is most of what the eye calls light, and comes without a sum over the colours.
        luma = np.ascontiguousarray(picture[:, :, 1])
        k = max(1, round(luma.shape[1] / _STILL_WIDTH_PX))
        height, width = (side // k // CELL_PX * CELL_PX for side in luma.shape)
        if min(height, width) < 2 * CELL_PX:
            return
        still = np.empty((luma.shape[0] // k, luma.shape[1] // k), np.uint8)
        shrink(luma, k, still)
        still = np.ascontiguousarray(still[:height, :width])
        if self._state is None or self._state.shape != still.shape:
            self._close()
            self._state = _State(still, self._rules, self._rate_hz, k)
        self._found += self._state.step(n, still, _masked(found, still.shape, k))

    def changes(self) -> tuple[LastingChange, ...]:
        """Give everything that changed for good, in the order of its new state; here what is looked at ends."""
        self._close()
        return tuple(sorted(self._found, key=lambda one: (one.new_n, one.old_n, one.box)))

    def packed(self) -> dict[str, npt.NDArray[Any]]:
        """Write all changes as arrays."""
        changes = self.changes()
        return {
            "boxes": np.array([one.box for one in changes], np.int64).reshape(-1, 4),
            "places": np.array(
                [(one.old_from_n, one.old_n, one.left_n, one.new_n) for one in changes], np.int64
            ).reshape(-1, 4),
            "looks": np.array([(one.outline, one.uneven) for one in changes], np.float64).reshape(-1, 2),
        }

    def take_in(self, packed: Mapping[str, npt.NDArray[Any]]) -> None:
        """Append what `packed` wrote of later pictures."""
        rows = zip(packed["boxes"].tolist(), packed["places"].tolist(), packed["looks"].tolist(), strict=True)
        for (x1, y1, x2, y2), (old_from_n, old_n, left_n, new_n), looks in rows:
            self._found.append(LastingChange((x1, y1, x2, y2), old_from_n, old_n, left_n, new_n, *looks))

    def _close(self) -> None:
        if self._state is not None:
            self._found += self._state.rest()
            self._state = None


class _State:
    """What every cell shows for good, and what it shows on trial. Places are counted in stills, -1 for never."""

    def __init__(self, still: Luma, rules: LastingRules, rate_hz: float, k: int) -> None:
        self.shape = still.shape
        self._rules, self._rate_hz, self._k = rules, rate_hz, k
        self._n: list[int] = []
        self._shifts: list[tuple[int, int]] = []
        self._view = View(still)
        grid = (still.shape[0] // CELL_PX, still.shape[1] // CELL_PX)
        self._kept, self._trial, self._old = (np.zeros(still.shape, np.uint8) for _ in range(3))
        self._kept_from, self._kept_to, self._trial_from, self._trial_to = (np.full(grid, _NEVER) for _ in range(4))
        self._old_from, self._old_to, self._new_from, self._sure_at = (np.full(grid, _NEVER) for _ in range(4))

    def step(self, n: int, still: Luma, masked: Flags) -> Iterator[LastingChange]:
        """Take the next still in; give the changes that are complete."""
        at = len(self._n)
        still, masked, shift = self._moved_back(still, masked)
        self._n.append(n)
        self._shifts.append(shift)
        seen = _share(masked) <= _HIDDEN
        # What looks as before is as before, also where somebody's box lies over it.
        same = self._alike(still, self._kept, self._kept_from >= 0)
        self._put(self._kept, still, same)
        self._kept_to[same] = at
        self._trial_from[same] = _NEVER
        other = seen & ~same
        goes_on = self._alike(still, self._trial, other & (self._trial_from >= 0))
        begins = other & ~goes_on
        self._put(self._trial, still, other)
        self._trial_to[other] = at
        self._trial_from[begins] = at
        self._settle(at, self._rules.still_s, None)
        yield from self._told(at)

    def rest(self) -> Iterator[LastingChange]:
        """Give what is left at the end, where a trial need not last as long."""
        if self._n:
            last = len(self._n) - 1
            self._settle(last, self._rules.still_end_s, self._trial_to >= last - 1)
            yield from self._told(None)

    def _moved_back(self, still: Luma, masked: Flags) -> tuple[Luma, Flags, tuple[int, int]]:
        """Move a still to where the first one stood, where it fits better so; what comes in from outside is hidden."""
        x, y = self._view.find(still) if self._n else (0, 0)
        known = np.kron(self._kept_from >= 0, np.ones((CELL_PX, CELL_PX), np.bool_))
        if (x, y) == (0, 0) or not known.any():
            return still, masked, (0, 0)
        moved = ndimage.shift(still, (-y, -x), order=0, mode="nearest")
        kept = self._kept[known].astype(np.int16)
        before, after = (float(np.abs(one[known] - kept).mean()) for one in (still, moved))
        if after > _BETTER * before:
            return still, masked, (0, 0)
        return moved, ndimage.shift(masked, (-y, -x), order=0, mode="constant", cval=True), (x, y)

    def _alike(self, still: Luma, known: Luma, wanted: Flags) -> Flags:
        difference = np.full(wanted.shape, np.inf, np.float32)
        cell_difference(still, known, wanted, difference)
        return np.asarray(difference <= self._rules.grey)

    def _put(self, picture: Luma, still: Luma, cells: Flags) -> None:
        """Keep the newest look of some cells: the light and a held camera drift."""
        whole = np.kron(cells, np.ones((CELL_PX, CELL_PX), np.bool_))
        picture[whole] = still[whole]

    def _seconds(self, places: npt.NDArray[np.intp]) -> npt.NDArray[np.float64]:
        return np.array(self._n, np.float64)[places] / self._rate_hz

    def _settle(self, at: int, least_s: float, where: Flags | None) -> None:
        """Let what was on trial for long enough be what lasts."""
        on = self._trial_from >= 0 if where is None else where & (self._trial_from >= 0)
        settled = on & (self._seconds(self._trial_to) - self._seconds(self._trial_from) >= least_s)
        lasted = (self._kept_from >= 0) & (
            self._seconds(self._kept_to) - self._seconds(self._kept_from) >= self._rules.still_s
        )
        told = settled & lasted
        if told.mean() > _SCENE_SHARE:
            self._sure_at[:] = _NEVER
        else:
            first = told & (self._sure_at < 0)
            self._put(self._old, self._kept, first)
            self._old_from[first], self._old_to[first] = self._kept_from[first], self._kept_to[first]
            self._new_from[told], self._sure_at[told] = self._trial_from[told], at
        self._put(self._kept, self._trial, settled)
        self._kept_from[settled], self._kept_to[settled] = self._trial_from[settled], self._trial_to[settled]
        self._trial_from[settled] = _NEVER

    def _told(self, at: int | None) -> Iterator[LastingChange]:
        """Give the changes that grow no more; all of them for None."""
        if not (self._sure_at >= 0).any():
            return
        labels, count = ndimage.label(self._sure_at >= 0, _EIGHT)
        for number in range(1, count + 1):
            cells = labels == number
            last = int(self._sure_at[cells].max())
            if at is not None and (self._n[at] - self._n[last]) / self._rate_hz < _TOGETHER_S:
                continue
            if cells.sum() >= self._rules.cells:
                yield self._change(cells)
            self._sure_at[cells] = _NEVER

    def _change(self, cells: Flags) -> LastingChange:
        rows, columns = np.nonzero(cells)
        top, left = int(rows.min()) * CELL_PX, int(columns.min()) * CELL_PX
        bottom, right = (int(rows.max()) + 1) * CELL_PX, (int(columns.max()) + 1) * CELL_PX
        whole = np.kron(self._sure_at >= 0, np.ones((CELL_PX, CELL_PX), np.bool_))
        around = slice(max(0, top - 4), bottom + 4), slice(max(0, left - 4), right + 4)
        old = np.where(whole, self._old, self._kept)[around]
        old_to, new_from = (_middle(places[cells]) for places in (self._old_to, self._new_from))
        if new_from <= old_to:
            raise RecordError(f"a change that is new in still {new_from} and old in still {old_to}")
        x, y = self._shifts[new_from]
        height, width = self.shape
        x1, x2 = (min(max(side + x, 0), width) * self._k for side in (left, right))
        y1, y2 = (min(max(side + y, 0), height) * self._k for side in (top, bottom))
        return LastingChange(
            (x1, y1, x2, y2),
            self._n[_middle(self._old_from[cells])],
            self._n[old_to],
            self._n[old_to + 1],
            self._n[new_from],
            *compare_looks(old, self._kept[around]),
        )


def _middle(places: npt.NDArray[np.intp]) -> int:
    """Give the median that occurs: the lower one of an even number."""
    return int(np.sort(places)[(len(places) - 1) // 2])


def _share(masked: Flags) -> npt.NDArray[np.float64]:
    rows, columns = (side // CELL_PX for side in masked.shape)
    return np.asarray(masked.reshape(rows, CELL_PX, columns, CELL_PX).mean(axis=(1, 3)))


def _masked(found: Detections, shape: tuple[int, ...], k: int) -> Flags:
    """Mark the pixels of a still within the boxes of what moves by itself."""
    masked = np.zeros(shape, np.bool_)
    for box, label, score in zip(found.boxes.astype(np.float64) / k, found.labels, found.scores, strict=True):
        if label.group in _MOVING and score >= _SURE:
            x1, y1, x2, y2 = box
            wide, high = _WIDER * (x2 - x1) + 1, _WIDER * (y2 - y1) + 1
            top, left = max(0, int(y1 - high)), max(0, int(x1 - wide))
            masked[top : max(0, int(y2 + high) + 1), left : max(0, int(x2 + wide) + 1)] = True
    return masked
