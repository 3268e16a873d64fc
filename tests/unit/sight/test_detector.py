"""Raw rows become detections; pictures that are none are refused."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from gestae.errors import RecordError
from gestae.model.sighting import Label
from gestae.sight.detector import COCO_80, COCO_90, Limits, PictureError, RawRows, check_picture, clean


def raw(*rows: tuple[float, float, float, float, float, int]) -> RawRows:
    table = np.array(rows, np.float32).reshape(-1, 6)
    return RawRows(table[:, :4], table[:, 4], table[:, 5].astype(np.int64))


@pytest.mark.parametrize(
    "picture",
    [
        pytest.param(np.zeros((4, 4), np.uint8), id="grey"),
        pytest.param(np.zeros((4, 4, 4), np.uint8), id="with alpha"),
        pytest.param(np.zeros((4, 4, 3), np.float32), id="floats"),
        pytest.param(np.zeros((0, 4, 3), np.uint8), id="no rows"),
    ],
)
def test_what_is_no_picture_is_refused(picture: Any) -> None:
    with pytest.raises(PictureError, match="uint8"):
        check_picture(picture)


def test_both_class_lists_name_the_same_labels() -> None:
    assert set(COCO_80.values()) == set(COCO_90.values()) == set(Label)


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ((0, 0, 9, 9, 0.1, 0), "weak"),
        ((0, 0, 9, 9, 0.9, 11), "a class we do not keep"),
        ((0, 0, 3, 9, 0.9, 0), "too narrow"),
        ((-9, 0, 2, 9, 0.9, 0), "too narrow once cut to the picture"),
        ((40, 0, 49, 9, 0.9, 0), "outside"),
        ((0, 0, np.nan, 9, 0.9, 0), "no number"),
    ],
)
def test_rows_that_say_nothing_are_dropped(row: Any, why: str) -> None:
    assert len(clean(raw(row), COCO_90, (30, 30), Limits())) == 0, why


def test_doubles_go_within_a_group_and_stay_between_groups() -> None:
    found = clean(
        raw((0, 0, 20, 10, 0.6, 2), (0, 0, 20, 10, 0.7, 7), (0, 0, 20, 10, 0.5, 0)), COCO_90, (30, 30), Limits()
    )
    assert found.labels == (Label.TRUCK, Label.PERSON)


def test_scores_just_above_one_are_rounding() -> None:
    assert clean(raw((0, 0, 9, 9, 1.0000001, 0)), COCO_90, (30, 30), Limits()).scores.tolist() == [1.0]


@pytest.mark.parametrize("wrong", [{"least_score": 0.0}, {"most_overlap": 1.5}, {"least_side_px": 0.0}])
def test_limits_out_of_range_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(RecordError, match="least_score"):
        Limits(**wrong)
