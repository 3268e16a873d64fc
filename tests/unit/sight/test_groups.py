"""Where decoding can begin, and what is judged together."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from gestae.errors import RecordError
from gestae.model.footage import NO_TIME, PacketIndex
from gestae.sight.groups import Group, Window, windows

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
        (10, [10]),
        (600, [600]),
        (899, [899]),  # half a window more is taken in
        (901, [600, 301]),
        (1800, [600, 600, 600]),
    ],
)
def test_windows_are_ten_minutes_and_the_last_takes_a_short_rest(seconds: int, wanted_s: list[int]) -> None:
    cut = windows(index(seconds * RATE))
    packets = [sum(group.packets for group in window.groups) for window in cut]
    assert [count / RATE for count in packets] == wanted_s
    assert cut[-1].end_pts is None


@pytest.mark.parametrize(("every", "wanted"), [(50, 50), (25, 25), (12, 36), (1, 25), (250, 250), (10**9, 1000)])
def test_groups_begin_at_key_frames_a_second_apart(every: int, wanted: int) -> None:
    (window,) = windows(index(1000, every=every))
    assert {group.packets for group in window.groups[:-1]} <= {wanted}
    assert sum(group.packets for group in window.groups) == 1000
    assert all(group.start_pts % min(every, 1000) == 0 for group in window.groups)


def test_hidden_pictures_belong_to_no_group() -> None:
    (window,) = windows(index(500, hidden=60))
    assert sum(group.packets for group in window.groups) == 440
    assert window.start_pts == 60


@pytest.mark.parametrize("wrong", [index(100, times=False), index(100, hidden=100)])
def test_what_has_no_groups_is_refused(wrong: PacketIndex) -> None:
    with pytest.raises(RecordError, match="beginning to end"):
        windows(wrong)


def test_groups_and_windows_are_checked() -> None:
    with pytest.raises(RecordError):
        Group(5, 5, 1)
    with pytest.raises(RecordError):
        Group(5, None, 0)
    with pytest.raises(RecordError):
        Window(())
    with pytest.raises(RecordError, match="without a gap"):
        Window((Group(0, 10, 1), Group(11, None, 1)))
