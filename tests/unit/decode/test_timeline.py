"""Distances, gaps and jumps of written-out packet indexes."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from gestae.decode.timeline import find_gaps, find_jumps, measure_distances, split_runs
from gestae.model.footage import NO_TIME, Distances, Gap, Jump, PacketIndex, TimesFrom


def packets(
    pts: list[int | None],
    dts: list[int | None] | None = None,
    *,
    hidden: tuple[int, ...] = (),
    base: Fraction = Fraction(1, 10),
) -> PacketIndex:
    """Write an index; dts as pts where left out."""
    count = len(pts)
    columns = [np.array([NO_TIME if t is None else t for t in times], np.int64) for times in (pts, dts or pts)]
    flags = np.zeros(count, np.bool_)
    hides = np.isin(np.arange(count), hidden)
    sizes, positions = np.full(count, 100, np.int64), np.arange(count, dtype=np.int64) * 100
    return PacketIndex(0, base, columns[0], columns[1], sizes, positions, flags, flags, hides)


@pytest.mark.parametrize(
    ("index", "jumps", "distances", "gaps"),
    [
        (packets([]), (), None, ()),
        (packets([5]), (), None, ()),
        (packets([0, 1, 2, 3]), (), Distances(1, 1, 1), ()),
        (packets([0, 3, 1, 2, 6, 4, 5], [-1, 0, 1, 2, 3, 4, 5]), (), Distances(1, 1, 1), ()),
        (packets([0, 2, 4, 9, 11]), (), Distances(2, 2, 5), ()),
        (packets([0, 2, 4, 10, 12]), (), Distances(2, 2, 6), (Gap(4, 10),)),
        (packets([0, 1, 2, 150, 151]), (Jump(3, 2, 150, backwards=False),), Distances(1, 1, 1), (Gap(2, 150),)),
        (packets([50, 51, 52, 0, 1]), (Jump(3, 52, 0, backwards=True),), Distances(1, 1, 1), ()),
        (packets([0, 1, 1, 2]), (Jump(2, 1, 1, backwards=True),), Distances(1, 1, 1), ()),
        (packets([None, None, None], [0, 1, 2]), (), Distances(1, 1, 1), ()),
        (packets([None, 1, None], [0, None, 1]), (), None, ()),
        (packets([0, 1, 2, 3], [None, None, 2, 3]), (), Distances(1, 1, 1), ()),
        (packets([0, 1, 2, 1, 2, 3], hidden=(3, 4)), (), Distances(1, 1, 1), ()),
        (packets([2**33 - 2, 2**33 - 1, 2**33, 2**33 + 1]), (), Distances(1, 1, 1), ()),
        (
            packets([900, 901, 2**33 + 10, 2**33 + 11]),
            (Jump(2, 901, 2**33 + 10, backwards=True),),
            Distances(1, 1, 1),
            (),
        ),
    ],
    ids=[
        "no packet", "one packet", "even", "reordered", "two and a half times is no gap", "more is",
        "a leap ahead is a jump and a gap", "back", "standing still", "packet order times", "no times",
        "first packet order times missing", "hidden packets say nothing",
        "a count that ran over", "a count that started anew",
    ],
)  # fmt: skip
def test_timelines(
    index: PacketIndex, jumps: tuple[Jump, ...], distances: Distances | None, gaps: tuple[Gap, ...]
) -> None:
    found = find_jumps(index)
    runs = split_runs(index, found)
    measured = measure_distances(runs)
    assert found == jumps
    assert measured == distances
    assert find_gaps(runs, measured) == gaps


@pytest.mark.parametrize(
    ("pts", "dts", "times_from"),
    [
        ([0, 1], [0, 1], TimesFrom.PTS),
        ([0, 1], [None, 1], TimesFrom.PTS),
        ([None, 1], [0, 1], TimesFrom.DTS),
        ([None, 1], [0, None], TimesFrom.NONE),
        ([], [], TimesFrom.NONE),
    ],
)
def test_which_time_a_picture_is_given(pts: list[int | None], dts: list[int | None], times_from: TimesFrom) -> None:
    assert packets(pts, dts).times_from is times_from
