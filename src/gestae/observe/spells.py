"""Spells of looks: hands that are held up, a body that is on the ground. Pure, on times and yes-or-no a look."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from gestae.observe.bearing import Bearing, PostureLimits

__all__ = ["Lying", "first_of", "held", "last_of", "lasts", "lying", "runs"]

_Flags: TypeAlias = npt.NDArray[np.bool_]
_Times: TypeAlias = npt.NDArray[np.float64]

# One look that shows no wrist may be passed over, at five looks a second; two show nothing of what lay between.
_HELD_GAP_S: Final = 0.45
# A body on the ground may look less flat for a moment, while it moves or others pass before it, as long as no look
# shows it upright; but it looks flat in most looks.
_GROUND_GAP_S: Final = 2.0
_GROUND_SHARE: Final = 0.5
# A single look may be a detector's mistake.
_GROUND_S: Final = 0.15


@dataclass(frozen=True, slots=True)
class Lying:
    """A body on the ground: its first look there, the first from which it is still (None: never), its last there.

    `settled` is the first from which it is surely still, the last one there where none is.
    """

    down: int
    still: int | None
    settled: int
    last: int


def first_of(flags: _Flags, *, after: int) -> int | None:
    """Give the first look after one that is flagged.

    >>> first_of(np.array([True, False, True]), after=0)
    2
    """
    later = np.flatnonzero(flags[after + 1 :])
    return after + 1 + int(later[0]) if len(later) else None


def last_of(flags: _Flags, *, before: int) -> int | None:
    """Give the last look before one that is flagged.

    >>> last_of(np.array([True, False, True]), before=2)
    0
    """
    earlier = np.flatnonzero(flags[:before])
    return int(earlier[-1]) if len(earlier) else None


def runs(t_s: _Times, flags: _Flags, breaks: _Flags, gap_s: float) -> list[tuple[int, int]]:
    """Give the first and last look of each run of flagged looks.

    Args:
        t_s: (m,) times of the looks.
        flags: (m,) looks that make a run.
        breaks: (m,) looks that end one.
        gap_s: flagged looks farther apart than this do not make one run.

    >>> flags = np.array([1, 0, 1, 0, 1], bool)
    >>> runs(np.arange(5.0), flags, np.array([0, 0, 0, 1, 0], bool), 2.0)
    [(0, 2), (4, 4)]
    """
    found: list[tuple[int, int]] = []
    for look in np.flatnonzero(flags).tolist():
        if found:
            first, last = found[-1]
            if t_s[look] - t_s[last] <= gap_s and not breaks[last:look].any():
                found[-1] = (first, look)
                continue
        found.append((look, look))
    return found


def held(t_s: _Times, up: _Flags, down: _Flags, hold_s: float) -> list[tuple[int, int]]:
    """Find what is held up for a time, until it is down for a time.

    Args:
        t_s: (m,) times of the looks.
        up: (m,) looks that show it up.
        down: (m,) looks that show it down; a look may show neither.
        hold_s: how long both last at least.

    Returns:
        First and last look up of each spell.

    >>> up = np.array([0, 1, 1, 1, 1, 0, 1, 0, 0, 0, 0], bool)
    >>> held(np.arange(11) / 5, up, ~up, 0.5)
    [(1, 6)]
    """
    long_enough = [run for run in runs(t_s, up, down, _HELD_GAP_S) if lasts(t_s, run, hold_s)]
    ends = [run[0] for run in runs(t_s, down, up, np.inf) if lasts(t_s, run, hold_s)]
    found: list[tuple[int, int]] = []
    for first, last in long_enough:
        if found and first <= found[-1][1]:
            continue
        end = next((look for look in ends if look > last), len(t_s))
        found.append((first, max(last, last_of(up, before=end) or 0)))
    return found


def lying(bearing: Bearing, rules: PostureLimits, *, least_s: float) -> list[Lying]:
    """Find when a body is on the ground.

    Args:
        bearing: its looks.
        rules: what counts as on the ground, and as still.
        least_s: how long it lies still at least; 0 where it need not be still at all.
    """
    ground = bearing.on_ground(rules)
    found = []
    for down, last in runs(bearing.t_s, ground, bearing.is_upright(rules), _GROUND_GAP_S):
        if not lasts(bearing.t_s, (down, last), _GROUND_S) or ground[down : last + 1].mean() < _GROUND_SHARE:
            continue
        rests = ground & (bearing.drift <= rules.still)
        still = first_of(rests[: last + 1], after=down - 1)
        if least_s == 0 or (still is not None and lasts(bearing.t_s, (still, last), least_s)):
            settled = first_of((rests & (bearing.drift <= rules.surely_still))[:last], after=down - 1)
            found.append(Lying(down, still, last if settled is None else settled, last))
    return found


def lasts(t_s: _Times, run: tuple[int, int], least_s: float) -> bool:
    """Say whether a run lasts; times of files are not exact tenths, so a hair less counts."""
    return bool(t_s[run[1]] - t_s[run[0]] >= least_s - 1e-6)
