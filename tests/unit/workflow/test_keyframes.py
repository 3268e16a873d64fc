"""Key frames come from workers in parts of a stretch; put together they are measured as if they had come at once."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gestae.errors import RecordError
from gestae.sight.groups import Group, Stretch, key_parts
from gestae.workflow.surveying import Keys, measure_keys

NONE = Keys(np.zeros(0, np.int64), np.zeros((0, 0, 0), np.uint8), 0, 2)


def keys(first: int, count: int, *, seed: int = 1, size: tuple[int, int] = (24, 30)) -> Keys:
    pictures = np.random.default_rng(seed).integers(0, 256, (count, *size), np.uint8)
    return Keys(np.arange(first, first + count, dtype=np.int64), pictures, 4 * size[1], 1)


def cut(whole: Keys, at: int) -> list[Keys]:
    return [
        Keys(whole.pts[:at], whole.pictures[:at], whole.width_px if at else 0, 0),
        Keys(whole.pts[at:], whole.pictures[at:], whole.width_px if at < len(whole.pts) else 0, whole.wrong),
    ]


@given(st.integers(1, 40), st.data())
def test_parts_are_measured_as_the_whole(count: int, data: st.DataObject) -> None:
    whole = keys(7, count, seed=count)
    at = data.draw(st.integers(0, count))
    assert measure_keys(cut(whole, at)).packed() == measure_keys([whole]).packed()


def test_the_way_from_a_worker_changes_nothing() -> None:
    sent = keys(3, 5)
    got = Keys.unpacked(sent.packed())
    assert (got.pts.tolist(), got.width_px, got.wrong) == (sent.pts.tolist(), sent.width_px, sent.wrong)
    assert (got.pictures == sent.pictures).all()
    assert Keys.unpacked(NONE.packed()).wrong == 2


def test_a_part_without_a_picture_counts_its_damage_alone() -> None:
    found = measure_keys([NONE, keys(0, 9), NONE])
    assert (len(found.pts), found.wrong, found.cell_px) == (9, 5, 6)


@pytest.mark.parametrize(
    ("parts", "wrong"),
    [
        ([NONE, NONE], "no key frame .* can be decoded"),
        ([keys(0, 9), keys(9, 9, size=(30, 24))], "size of key frames changes after 0"),
    ],
)
def test_what_makes_no_empty_scene_is_refused(parts: list[Keys], wrong: str) -> None:
    with pytest.raises(RecordError, match=wrong):
        measure_keys(parts)


@given(st.integers(1, 400))
def test_every_group_is_in_one_part_and_parts_are_even(count: int) -> None:
    groups = tuple(Group(at * 10, at * 10 + 10, 10) for at in range(count))
    parts = key_parts(Stretch(groups))
    assert [group for part in parts for group in part] == list(groups)
    lengths = [len(part) for part in parts]
    assert max(lengths) - min(lengths) <= 1
    assert max(lengths) <= 30
