"""Reading a packet index: distances between pictures, gaps, jumps. Pure.

A container's packets come in the order of decoding; pictures are shown in the order of their times, and the
two differ by a few packets only. So the stream is first cut where its own order breaks (a jump), and only
within one such run are times sorted and compared.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from gestae.model.footage import NO_TIME, Distances, Gap, Jump, PacketIndex, TimesFrom

__all__ = ["GAP_FACTOR", "JUMP_S", "find_gaps", "find_jumps", "measure_distances", "split_runs"]

Int64s: TypeAlias = NDArray[np.int64]

# A missing picture doubles the distance; 2.5 lets one lost picture of a jittery recorder pass and no second one.
GAP_FACTOR: Final = Fraction(5, 2)
# MPEG-TS and MPEG-PS count 33 bits (ISO/IEC 13818-1, 2.4.3.7). Where a count starts anew, libavformat takes it for one
# that ran over and adds as much; it cannot tell a recorder that ran past 26.5 hours from two files joined.
_COUNT_ENDS: Final = 2**33
# Above the longest key-frame distance of "smart" coding (10 s), a step says that recording stopped or that the
# stream's clock was set; the packets cannot tell which, so it is a gap and a jump.
JUMP_S: Final = Fraction(10)


def find_jumps(index: PacketIndex) -> tuple[Jump, ...]:
    """Find where the stream's time goes back, stands still, or leaps ahead by more than `JUMP_S`.

    A leap over the end of a 33-bit count is one back: what the file holds there is a lesser time.

    The order of decoding is judged by dts, which must increase (ISO/IEC 13818-1, 2.7.5). Packets without one,
    and those that the container hides, say nothing about order.

    Returns:
        In file order; times in ticks of `index.time_base`.
    """
    ordered = np.flatnonzero((index.dts != NO_TIME) & ~index.is_hidden)
    steps = np.diff(index.dts[ordered])
    leap = int(JUMP_S / index.time_base)
    before, after = index.dts[ordered][:-1], index.dts[ordered][1:]
    backwards = (steps <= 0) | ((steps > leap) & (before < _COUNT_ENDS) & (after >= _COUNT_ENDS))
    places = np.flatnonzero(backwards | (steps > leap)) + 1
    times = index.times
    return tuple(
        Jump(
            packet=int(ordered[at]),
            from_pts=int(times[ordered[at - 1]]),
            to_pts=int(times[ordered[at]]),
            backwards=bool(backwards[at - 1]),
        )
        for at in places
        if index.times_from is not TimesFrom.NONE
    )


def split_runs(index: PacketIndex, jumps: tuple[Jump, ...]) -> tuple[Int64s, ...]:
    """Give the times of each stretch between jumps, ascending.

    Returns:
        Arrays of int64 ticks, without those packets that the container hides.
    """
    if index.times_from is TimesFrom.NONE:
        return ()
    times, shown = index.times, ~index.is_hidden
    edges = [0, *(jump.packet for jump in jumps), len(times)]
    runs = (np.unique(times[start:stop][shown[start:stop]]) for start, stop in pairwise(edges))
    return tuple(run for run in runs if len(run))


def measure_distances(runs: tuple[Int64s, ...]) -> Distances | None:
    """Measure the ticks from picture to picture within runs; None where there are no two pictures.

    The median is the lower one of an even number, so that it is a distance that occurs.

    >>> measure_distances((np.array([0, 3600, 7200, 14400]),))
    Distances(least=3600, median=3600, greatest=7200)
    """
    steps = np.sort(np.concatenate([np.diff(run) for run in runs])) if runs else np.empty(0, np.int64)
    if not len(steps):
        return None
    return Distances(int(steps[0]), int(steps[(len(steps) - 1) // 2]), int(steps[-1]))


def find_gaps(runs: tuple[Int64s, ...], distances: Distances | None) -> tuple[Gap, ...]:
    """Find distances above `GAP_FACTOR` times the median, within runs and over leaps ahead between them.

    How long nothing was recorded where a count starts anew cannot be told, so no gap is there.

    >>> find_gaps((np.array([0, 1, 2, 3, 6, 7]),), Distances(1, 1, 3))
    (Gap(after_pts=3, before_pts=6),)
    """
    if distances is None:
        return ()
    limit = int(distances.median * GAP_FACTOR)
    within = [(run[at], run[at + 1]) for run in runs for at in np.flatnonzero(np.diff(run) > limit)]
    over = [(left[-1], right[0]) for left, right in pairwise(runs) if right[0] - left[-1] > limit]
    between = [(after, before) for after, before in over if not after < _COUNT_ENDS <= before]
    return tuple(Gap(int(after), int(before)) for after, before in sorted(within + between))
