"""Tracks go on over a time in which nobody looked, where the same thing stands in the same place before and after."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from gestae.errors import RecordError
from gestae.model.sighting import Group
from gestae.sight.bridging import BridgeRules, bridges, is_unchanged
from gestae.sight.joining import Stretch

BOX, STILL = np.array([100.0, 50, 140, 150]), np.zeros(2)
BEFORE = Stretch(Group.PERSON, 0.0, BOX, STILL, 9.5, BOX, STILL)
AFTER = Stretch(Group.PERSON, 70.5, BOX + 2, STILL, 80.0, BOX + 30, STILL)
IDLE = ((10.0, 70.0),)
RULES = BridgeRules()


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        (BEFORE, AFTER, ((0, 1),)),
        (replace(BEFORE, ends_s=7.9), AFTER, ()),  # gone before the span ended
        (BEFORE, replace(AFTER, begins_s=72.1), ()),  # came after the span began
        (BEFORE, replace(AFTER, begins=BOX + 40), ()),  # stands elsewhere
        (BEFORE, replace(AFTER, group=Group.VEHICLE), ()),
        (replace(BEFORE, ends_pace=np.array([13.0, 0])), AFTER, ()),  # on the move
        (BEFORE, replace(AFTER, begins_pace=np.array([0, -13.0])), ()),
    ],
)
def test_only_what_stands_where_it_stood_goes_on(
    before: Stretch, after: Stretch, found: tuple[tuple[int, int], ...]
) -> None:
    assert bridges([before, after], IDLE, RULES) == found


def test_nothing_goes_on_where_two_could_be_meant() -> None:
    twin = replace(AFTER, begins=BOX - 3)
    assert bridges([BEFORE, AFTER, twin], IDLE, RULES) == ()
    assert bridges([BEFORE, replace(BEFORE, ends=BOX - 3), AFTER], IDLE, RULES) == ()


def test_it_goes_on_over_one_idle_time_after_another() -> None:
    middle = replace(AFTER, ends=BOX, ends_s=79.0)
    last = replace(AFTER, begins_s=200.0, ends_s=210.0)
    assert bridges([last, BEFORE, middle], (*IDLE, (80.0, 199.0)), RULES) == ((1, 2), (2, 0))


def test_a_picture_is_unchanged_by_light_and_noise_and_not_by_somebody_else() -> None:
    rng = np.random.default_rng(3)
    here = rng.integers(40, 200, (20, 20)).repeat(10, axis=0).repeat(10, axis=1).astype(np.uint8)
    noisy = (here + rng.normal(0, 3, here.shape) + 8).clip(0, 255).astype(np.uint8)
    other = rng.integers(40, 200, (20, 20)).repeat(10, axis=0).repeat(10, axis=1).astype(np.uint8)
    boxes = np.stack([BOX, BOX + 2])
    assert is_unchanged(here, noisy, boxes, RULES)
    assert not is_unchanged(here, other, boxes, RULES)
    assert not is_unchanged(here, here, np.stack([BOX, BOX + 100]), RULES), "boxes that share nothing show nothing"


def test_rules_that_cannot_be_are_refused() -> None:
    with pytest.raises(RecordError, match="overlap between 0 and 1"):
        BridgeRules(least_overlap=0)
    with pytest.raises(RecordError, match="no negative number"):
        BridgeRules(most_pace=-1)
