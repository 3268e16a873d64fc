"""Ten minutes of measures become moments, steps of the light and a document that reads back."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gestae.errors import FixityError, RecordError
from gestae.model.footage import Looked
from gestae.model.moment import Moment
from gestae.sight.groups import Group
from gestae.workflow.parquet import read_pictures, write_documents, write_pictures
from gestae.workflow.surveying import Measured
from gestae.workflow.windowing import Window, calm_of, is_near, judge, window_document, window_of

BASE = Fraction(1, 10)
SCENE = np.full((24, 36), 100, np.uint8)


def measured(start: int, pictures: int, *, light: float = 1.0, somebody: range = range(0), wrong: int = 0) -> Measured:
    """Measure a stretch at ten pictures a second; a scene that is so much lighter than `SCENE`."""
    cells = np.full((pictures, 4, 6), 3, np.uint8)
    for n in somebody:
        cells[n, 1:3, 2:4] = 200
    scene = np.asarray(SCENE * light, np.uint8)
    return Measured(np.arange(start, start + pictures), cells, np.ones(pictures), scene, 24, wrong)


def judged(*parts: Measured, looked: Looked = Looked.COMPLETE) -> Window:
    return judge(0, parts, calm_of(parts), looked=looked, time_base=BASE)


def test_what_stands_out_is_a_moment_across_stretches() -> None:
    window = judged(measured(0, 100, somebody=range(95, 100)), measured(100, 100, somebody=range(6), wrong=2))
    (moment,) = window.moments
    assert (moment.start_pts, moment.end_pts) == (95, 105)
    assert moment.region_px == (48, 24, 96, 72)
    assert (window.pictures, window.wrong) == (200, 2)


def test_a_lighter_scene_is_a_step_of_the_light_between_stretches() -> None:
    window = judged(measured(0, 100), measured(100, 100, light=1.2))
    assert window.moments == ()
    ((first, last),) = window.light
    assert first < 100 <= last


def test_nothing_measured_is_nothing_found() -> None:
    empty = Measured(np.zeros(0, np.int64), np.zeros((0, 4, 6), np.uint8), np.zeros(0), SCENE, 0, 0)
    assert judge(3, [empty], np.ones((4, 6), np.float32), looked=Looked.COMPLETE, time_base=BASE) == Window(
        3, (), (), 0, 0
    )


@given(st.binary(min_size=0, max_size=30))
def test_measures_come_back_from_the_way(noise: bytes) -> None:
    one = measured(0, 5, somebody=range(2))
    cells = one.cells.copy()
    cells.flat[: len(noise)] = np.frombuffer(noise, np.uint8)
    there = Measured(one.pts, cells, one.gain, one.scene, one.cell_px, 7)
    back = Measured.unpacked(there.packed())
    for name in ("pts", "cells", "gain", "scene"):
        np.testing.assert_array_equal(getattr(back, name), getattr(there, name))
    assert (back.cell_px, back.wrong) == (24, 7)


@pytest.mark.parametrize(
    ("group", "near"),
    [
        (Group(0, 50, 50), False),
        (Group(50, 100, 50), True),  # what stands out in the next key frame may have come in this group
        (Group(100, 150, 50), True),
        (Group(150, 200, 50), True),
        (Group(200, 250, 50), False),
        (Group(150, None, 50), True),
    ],
)
def test_groups_near_a_key_frame_that_stands_out(group: Group, *, near: bool) -> None:
    moment = Moment(100, 150, (0, 0, 24, 24), 3.0, Looked.KEY_FRAMES)
    assert is_near(group, Window(0, (moment,), (), 10, 0)) is near
    assert is_near(group, Window(0, (), ((100, 150),), 10, 0)) is near
    assert not is_near(group, Window(0, (), (), 10, 0))


def test_a_window_reads_back() -> None:
    window = Window(4, (Moment(5, 9, (0, 24, 48, 72), 3.25, Looked.COMPLETE),), ((20, 30),), 300, 1)
    document = window_document(window, BASE)
    assert window_of(document) == window
    assert document["light"] == [{"start": {"pts": 20, "seconds": 2.0}, "end": {"pts": 30, "seconds": 3.0}}]


@pytest.mark.parametrize("damage", [{"moments": 3}, {"moments": [{"start": {}}]}, {"light": [1]}])
def test_what_is_no_window_is_refused(damage: Mapping[str, object]) -> None:
    good = window_document(Window(0, (), (), 0, 0), BASE)
    with pytest.raises(RecordError, match="no window"):
        window_of({**good, **damage})


def test_small_pictures_read_back_and_other_tables_are_refused() -> None:
    pictures = {5: SCENE, 700: SCENE[:6, :12]}
    back = read_pictures(write_pictures(pictures))
    assert list(back) == [5, 700]
    for start, picture in pictures.items():
        np.testing.assert_array_equal(back[start], picture)
    with pytest.raises(RecordError, match="without the column"):
        read_pictures(write_documents([{"a": 1}]))
    with pytest.raises(FixityError):
        read_pictures(b"no Parquet")
