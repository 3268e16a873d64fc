"""Laws of timelines and of damage that hold for any stream."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from gestae.decode.damage import DamageLog, silent_packets
from gestae.decode.timeline import GAP_FACTOR, find_gaps, find_jumps, measure_distances, split_runs
from gestae.model.footage import DamageKind, PacketIndex

BASE = Fraction(1, 1000)


def index_of(pts: list[int], dts: list[int]) -> PacketIndex:
    count = len(pts)
    times = np.array(pts, np.int64), np.array(dts, np.int64)
    sizes, flags = np.ones(count, np.int64), np.zeros(count, np.bool_)
    return PacketIndex(0, BASE, *times, sizes, np.arange(count, dtype=np.int64), flags, flags, flags)


@st.composite
def recordings(draw: st.DrawFn) -> PacketIndex:
    """Draw streams of some recordings one after the other, each with steps up to 20 s, pictures in any near order."""
    pts: list[int] = []
    dts: list[int] = []
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, 10**6))
        steps = draw(st.lists(st.integers(1, 20_000), max_size=12))
        ascending = [start + sum(steps[:n]) for n in range(len(steps) + 1)]
        dts += ascending
        pts += draw(st.permutations(ascending))
    return index_of(pts, dts)


@given(recordings())
def test_runs_hold_every_time_once_and_ascend(index: PacketIndex) -> None:
    jumps = find_jumps(index)
    runs = split_runs(index, jumps)
    assert len(runs) == len(jumps) + 1
    assert all((np.diff(run) > 0).all() for run in runs)
    assert sorted(np.concatenate(runs).tolist()) == sorted(index.pts.tolist())


@given(recordings())
def test_gaps_are_greater_than_the_median_allows_and_hold_no_picture(index: PacketIndex) -> None:
    runs = split_runs(index, find_jumps(index))
    distances = measure_distances(runs)
    for gap in find_gaps(runs, distances):
        assert distances is not None
        assert gap.before_pts - gap.after_pts > int(distances.median * GAP_FACTOR)
        inside = [run for run in runs if ((run > gap.after_pts) & (run < gap.before_pts)).any()]
        # Between two recordings that lie apart, a third may fill the hole; within one, nothing does.
        assert all(gap.after_pts not in run or gap.before_pts not in run for run in inside)


@given(recordings(), st.integers(-(10**9), 10**9))
def test_moving_a_stream_in_time_moves_its_gaps_and_nothing_else(index: PacketIndex, by: int) -> None:
    moved = index_of((index.pts + by).tolist(), (index.dts + by).tolist())
    jumps, moved_jumps = find_jumps(index), find_jumps(moved)
    assert [(j.packet, j.backwards) for j in jumps] == [(j.packet, j.backwards) for j in moved_jumps]
    runs, moved_runs = split_runs(index, jumps), split_runs(moved, moved_jumps)
    assert measure_distances(runs) == measure_distances(moved_runs)


@given(st.lists(st.one_of(st.none(), st.sampled_from(DamageKind)), max_size=40))
def test_damage_counts_every_bad_picture_and_lies_between_good_ones(course: list[DamageKind | None]) -> None:
    log = DamageLog(0)
    good = []
    for time, kind in enumerate(course):
        if kind is None:
            good.append(time)
            log.good(time)
        else:
            log.bad(kind, frames=1)
    stretches = log.snapshot()
    assert sum(d.frames or 0 for d in stretches) == sum(kind is not None for kind in course)
    for damage in stretches:
        edges = (damage.after_pts, damage.before_pts)
        assert all(edge is None or edge in good for edge in edges)
        assert None in edges or edges in set(pairwise(good))


@given(st.sets(st.integers(0, 30)))
def test_silent_packets_are_those_that_nobody_accounts_for(shown: set[int]) -> None:
    index = index_of(list(range(30)), list(range(30)))
    found = silent_packets(index, sorted(shown), [])
    assert sum(d.packets or 0 for d in found) == len(set(range(30)) - shown)
