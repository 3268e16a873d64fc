"""Where decoding can begin, and what is judged together."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest

from gestae.errors import RecordError
from gestae.model.footage import NO_TIME, PacketIndex
from gestae.sight.groups import (
    Group,
    Stretch,
    chosen_times,
    decoded_every,
    measured_every,
    stretch_at,
    why_not,
    windows,
)

RATE = 25


def index(pictures: int, *, every: int = 50, hidden: int = 0, times: bool = True) -> PacketIndex:
    pts = np.arange(pictures, dtype=np.int64) if times else np.full(pictures, NO_TIME)
    zeros = np.zeros(pictures, np.int64)
    key = np.arange(pictures) % every == 0
    return PacketIndex(
        0, Fraction(1, RATE), pts, pts, zeros + 100, zeros, key, key & False, np.arange(pictures) < hidden
    )  # fmt: skip


@pytest.mark.parametrize(
    ("seconds", "wanted_s"),
    [
        (10, [[10]]),
        (150, [[150]]),
        (224, [[224]]),  # half a stretch more is taken in
        (226, [[150, 76]]),
        (600, [[150] * 4]),
        (900, [[150] * 6]),  # and half a window more
        (1050, [[150] * 4, [150] * 3]),
        (1800, [[150] * 4] * 3),
    ],
)
def test_stretches_and_windows_take_in_a_short_rest(seconds: int, wanted_s: list[list[int]]) -> None:
    cut = windows(index(seconds * RATE))
    lengths = [[sum(group.packets for group in stretch.groups) / RATE for stretch in window] for window in cut]
    assert lengths == wanted_s
    assert cut[-1][-1].end_pts is None
    stretches = [stretch for window in cut for stretch in window]
    assert all(a.end_pts == b.start_pts for a, b in pairwise(stretches))


@pytest.mark.parametrize(("every", "wanted"), [(50, 50), (25, 25), (12, 36), (1, 25), (250, 250), (10**9, 1000)])
def test_groups_begin_at_key_frames_a_second_apart(every: int, wanted: int) -> None:
    ((stretch,),) = windows(index(1000, every=every))
    assert {group.packets for group in stretch.groups[:-1]} <= {wanted}
    assert sum(group.packets for group in stretch.groups) == 1000
    assert all(group.start_pts % min(every, 1000) == 0 for group in stretch.groups)


def test_hidden_pictures_belong_to_no_group() -> None:
    ((stretch,),) = windows(index(500, hidden=60))
    assert sum(group.packets for group in stretch.groups) == 440
    assert stretch.start_pts == 60


@pytest.mark.parametrize("wrong", [index(100, times=False), index(100, hidden=100)])
def test_what_has_no_groups_is_refused(wrong: PacketIndex) -> None:
    with pytest.raises(RecordError, match="beginning to end"):
        windows(wrong)


def test_groups_and_stretches_are_checked() -> None:
    with pytest.raises(RecordError):
        Group(5, 5, 1)
    with pytest.raises(RecordError):
        Group(5, None, 0)
    with pytest.raises(RecordError):
        Stretch(())
    with pytest.raises(RecordError, match="without a gap"):
        Stretch((Group(0, 10, 1), Group(11, None, 1)))


@pytest.mark.parametrize(
    ("packets", "steady", "reason"),
    [
        (index(400 * RATE), True, None),
        (index(299 * RATE), True, "shorter than 5 minutes"),
        (index(400 * RATE), False, "run backwards"),
        (index(400 * RATE, times=False), True, "no times"),
        (index(450 * RATE, every=RATE * 25), True, "too far apart (6 in 150 s; 9 are needed)"),
        (index(400 * RATE, every=1), True, None),
    ],
)
def test_why_a_stream_is_looked_at_in_every_picture(packets: PacketIndex, *, steady: bool, reason: str | None) -> None:
    told = why_not(packets, is_steady=steady)
    assert (told is None) if reason is None else (told is not None and reason in told)


def test_a_time_lies_in_one_stretch() -> None:
    cut = windows(index(900 * RATE))
    assert stretch_at(cut, 0) is cut[0][0]
    assert stretch_at(cut, 150 * RATE - 1) is cut[0][0]
    assert stretch_at(cut, 150 * RATE) is cut[0][1]
    assert stretch_at(cut, -5) is cut[0][0]
    assert stretch_at(cut, 10**9) is cut[-1][-1]


@pytest.mark.parametrize(("every", "measured", "decoded"), [(50, 2, 1), (1, 2, 2)])
def test_what_is_not_measured_is_decoded_where_others_rest_on_it(every: int, measured: int, decoded: int) -> None:
    film = index(1000, every=every)
    assert (measured_every(film), decoded_every(film)) == (measured, decoded)


def test_every_nth_picture_is_counted_anew_from_each_group() -> None:
    film = index(200, every=1)
    ((stretch,),) = windows(film)
    assert [group.packets for group in stretch.groups[:2]] == [25, 25]
    assert sorted(chosen_times(film, stretch.groups[:2], 2)) == [*range(0, 25, 2), *range(25, 50, 2)]


@pytest.mark.parametrize("pictures", [0, 1])
def test_what_has_no_two_pictures_is_measured_in_each(pictures: int) -> None:
    assert (measured_every(index(pictures)), decoded_every(index(pictures))) == (1, 1)
