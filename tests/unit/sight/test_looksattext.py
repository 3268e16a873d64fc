"""Which looks are read: the first, larger ones, and ever rarer ones of what stands."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from gestae.sight.looksattext import LooksAtText

Place = Callable[[int], tuple[float, float, float, float]]


def chosen(place: Place, looks: int) -> list[int]:
    noter = LooksAtText()
    return [n for n in range(looks) if noter.choose(np.array([place(n)], np.float32))]


def test_what_stands_is_read_ever_more_rarely() -> None:
    assert chosen(lambda n: (0, 0, 200, 100), 150) == [0, 2, 6, 14, 30, 62, 126]


def test_what_comes_near_is_read_whenever_it_has_grown() -> None:
    taken = chosen(lambda n: (0, 0, 100 * 1.1**n, 60 * 1.1**n), 12)
    assert taken == [0, 2, 4, 6, 8, 10]


def test_what_drives_away_is_read_wherever_it_has_moved_but_not_without_end() -> None:
    away = chosen(lambda n: (30 * n, 0, 30 * n + 200 * 0.93**n, 150 * 0.93**n), 9)
    assert away == [0, 2, 3, 4, 5, 6, 7, 8]
    assert len(chosen(lambda n: (30 * n, 0, 30 * n + 150, 100), 60)) == 1 + 12 + 4


@pytest.mark.parametrize("size", [(90, 80), (120, 40)])
def test_what_is_too_small_is_never_read(size: tuple[int, int]) -> None:
    assert chosen(lambda n: (0, 0, *size), 20) == []


def test_what_jumps_or_comes_back_late_is_another_thing() -> None:
    assert chosen(lambda n: (300 * n, 0, 300 * n + 150, 100), 4) == [0, 1, 2, 3]
    noter, box, none = LooksAtText(), np.array([[0, 0, 150, 100]], np.float32), np.zeros((0, 4), np.float32)
    assert noter.choose(box) == [0]
    assert [noter.choose(none) for _ in range(10)] == [[]] * 10
    assert noter.choose(box) == [0]


def test_two_things_wait_each_for_itself() -> None:
    noter, pair = LooksAtText(), np.array([[0, 0, 150, 100], [10, 0, 160, 100]], np.float32)
    assert [noter.choose(pair) for _ in range(3)] == [[0, 1], [], [0, 1]]
