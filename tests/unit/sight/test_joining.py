"""A track goes on in a later one only where nothing else could be meant."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from tests.unit.sight.walkers import Walker, looks

from gestae.errors import RecordError
from gestae.model.sighting import Group
from gestae.sight.joining import JoinRules, Stretch, joins
from gestae.sight.tracker import track_all

RULES = JoinRules()
BOX, STILL, RIDE = np.array([100.0, 50, 140, 150]), np.zeros(2), np.array([300.0, 0])
WALK = Stretch(Group.PERSON, 0.0, BOX - 60, STILL, 3.0, BOX, STILL)


def moved(stretch: Stretch, by_px: float) -> Stretch:
    return replace(stretch, begins=stretch.begins + np.array([by_px, 0, by_px, 0]))


RIDER = Stretch(Group.PERSON, 3.6, BOX + np.array([180, 0, 180, 0]), RIDE, 5.0, BOX + 400, RIDE)
APART: dict[str, Stretch] = {
    "another kind of thing": replace(RIDER, group=Group.CYCLE),
    "at the same time": replace(RIDER, begins_s=3.0),
    "before": replace(RIDER, begins_s=2.0),
    "too late": replace(RIDER, begins_s=3.0 + RULES.gap_s + 0.01),
    "too small": replace(RIDER, begins=np.array([280.0, 50, 320, 120])),
    "where no pace leads": moved(RIDER, 60.0),
    "the other way": moved(RIDER, -180.0 - 90.0),
}


def test_who_was_found_at_the_pace_at_which_he_rides_on_is_the_one_who_was_lost() -> None:
    assert joins([WALK, RIDER], RULES) == ((0, 1),)
    assert joins([RIDER, WALK], RULES) == ((1, 0),)


def test_who_was_found_where_he_would_have_walked_to_is_the_one() -> None:
    walk = replace(WALK, ends_pace=np.array([40.0, 0]))
    found = replace(moved(RIDER, -180.0 + 24.0), begins_pace=STILL)
    assert joins([walk, found], RULES) == ((0, 1),)


@pytest.mark.parametrize("other", APART.values(), ids=APART.keys())
def test_what_does_not_fit_is_not_joined(other: Stretch) -> None:
    assert joins([WALK, other], RULES) == ()


def test_where_two_could_be_meant_none_is() -> None:
    assert joins([WALK, RIDER, moved(RIDER, 10.0)], RULES) == ()
    assert joins([WALK, replace(WALK, ends=BOX + 3), RIDER], RULES) == ()


def test_nothing_is_joined_with_itself() -> None:
    assert joins([replace(WALK, begins_s=3.5)], RULES) == ()


@pytest.mark.parametrize(
    "make", [lambda: JoinRules(gap_s=-1), lambda: JoinRules(slack=-1), lambda: JoinRules(least_height=0)]
)
def test_rules_out_of_range_are_refused(make: Callable[[], JoinRules]) -> None:
    with pytest.raises(RecordError):
        make()


def test_who_gets_on_a_bicycle_stays_one_track_with_the_gap_marked() -> None:
    walks = Walker(50, 50, 0, to_s=2.0)
    rides = Walker(50 - 300 * 2.0, 50, 300, from_s=2.8)
    (track,) = track_all(looks([walks, rides], seconds=4.0, rate_hz=10), scope="film")
    assert (int(track.n[0]), int(track.n[-1])) == (0, 39)
    assert not track.seen[21:27].any()
    assert track.seen[:19].all()
