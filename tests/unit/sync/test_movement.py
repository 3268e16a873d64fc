"""Views held against themselves: what cells are, what holes do, and that no common point is needed."""

from __future__ import annotations

import numpy as np
import pytest
from tests.unit.sync.scenes import NS, seen, wandering

from gestae.errors import RecordError
from gestae.sync.movement import (
    GRID_SIDE,
    VIEWS,
    Moving,
    common_step_ns,
    margin_ns,
    movement_signals,
    shrink_to_cells,
)
from gestae.sync.signals import likeness

AT_S = np.arange(0, 20, 0.1)


@pytest.mark.parametrize(
    ("size", "cells"),
    [((96, 96), 48 * 48), ((720, 1280), 26 * 47), ((1920, 1088), 48 * 27), ((20, 30), 600), ((97, 50), 48 * 25)],
)
def test_a_picture_becomes_about_as_many_cells_whatever_its_size(size: tuple[int, int], cells: int) -> None:
    small = shrink_to_cells(np.full(size, 200, np.uint8))
    assert small.shape == (cells,)
    assert (small == 200).all()
    assert cells <= (GRID_SIDE + 1) ** 2


def test_a_cell_is_the_mean_of_its_pixels() -> None:
    luma = np.zeros((96, 96), np.uint8)
    luma[:2, :2] = [[10, 20], [30, 40]]
    assert shrink_to_cells(luma)[:2].tolist() == [25.0, 0.0]


def test_two_views_of_one_movement_are_alike_at_the_true_offset_and_seen_with_other_light() -> None:
    path = wandering(3)
    a = seen(path, AT_S, camera=1)
    b = seen(path, AT_S[45:], camera=2, light=0.4, grain=2.0)
    ours, theirs = movement_signals(a, NS // 10), movement_signals(b, NS // 10)
    assert len(ours) == len(VIEWS)
    for one, other in zip(ours, theirs, strict=True):
        curve = likeness(one, other, least_ns=4 * NS)
        assert abs(int(curve.offsets_ns[np.argmax(curve.values)])) <= NS // 10


def test_holes_are_not_known_and_short_ones_are_filled() -> None:
    kept = np.ones(len(AT_S), np.bool_)
    kept[60:90] = False
    kept[30:32] = False
    moving = seen(wandering(4), AT_S[kept], camera=1)
    level = movement_signals(moving, NS // 10)[0]
    known = level.known[:, 0]
    assert known[:59].all()
    assert not known[61:88].any()
    assert known[91:].all()
    # A moment a second before the hole has no moment a second later to be held against.
    assert not level.known[52, 10]


def test_every_view_stays_within_one_and_a_still_view_says_nothing() -> None:
    for one in movement_signals(seen(wandering(5), AT_S, camera=3), NS // 10):
        assert np.abs(one.values).max() <= 1.0 + 1e-6
    still = Moving(np.arange(50, dtype=np.int64) * NS, np.full((50, 9), 7, np.float32))
    assert all(not one.values.any() for one in movement_signals(still, NS))


def test_the_slower_camera_sets_the_step_and_the_margin() -> None:
    quick, slow = seen(wandering(1), AT_S, camera=1), seen(wandering(1), AT_S[::4], camera=2)
    assert common_step_ns(quick, slow) == 400_000_000
    assert margin_ns(quick, slow) == 400_000_000
    uneven = np.concatenate([AT_S[:160:8], AT_S[160:]])
    assert margin_ns(seen(wandering(1), uneven, camera=1), slow) == 600_000_000


def test_pictures_without_sense_are_refused() -> None:
    with pytest.raises(RecordError, match="one for each picture"):
        Moving(np.arange(3), np.zeros((2, 4), np.float32))
    with pytest.raises(RecordError, match="do not increase"):
        Moving(np.array([0, 5, 5]), np.zeros((3, 4), np.float32))
    with pytest.raises(RecordError, match="two or more"):
        _ = Moving(np.array([0]), np.zeros((1, 4), np.float32)).interval_ns


def test_key_frames_that_come_at_equal_intervals_are_no_movement() -> None:
    """Every twelfth picture is drawn anew by both encoders, so that all of both pictures shivers at the same times."""
    shiver = np.random.default_rng(2).normal(0, 2.0, (len(AT_S), 18 * 32)).astype(np.float32)
    shiver[np.arange(len(AT_S)) % 12 != 0] = 0
    for path in (wandering(6), wandering(7)):
        film = seen(path, AT_S, camera=1, grain=0)
        for calm, shivering in zip(
            movement_signals(film, NS // 10),
            movement_signals(Moving(film.times_ns, film.cells + shiver), NS // 10),
            strict=True,
        ):
            both = np.corrcoef(calm.values[:, 0], shivering.values[:, 0])[0, 1]
            assert both > 0.97
