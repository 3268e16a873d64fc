"""Where nothing was searched, moments are where observations begin or end close to each other."""

from __future__ import annotations

from fractions import Fraction

import pytest

from gestae.model.footage import Looked
from gestae.model.moment import Moment as Found
from gestae.model.observation import Kind, Moment, Observation, Region
from gestae.workflow.findings import Finding
from gestae.workflow.momentspans import Spell, searched_spells, spells_of_observations

BASE = Fraction(1, 10)
ENDS = (0, 1000)


def seen(
    kind: Kind, start: int, end: int | None = None, *, decision: str = "proposed", region: Region | None = None
) -> Finding:
    moments = [None if at is None else Moment(at, at, at, BASE) for at in (start, end)]
    assert moments[0] is not None
    one = Observation(kind, "ab" * 32, 0, "gate", moments[0], moments[1], "rule/1", region=region)
    return Finding(one, decision, "", "", None, {})


def spans(*found: Finding) -> list[tuple[int, int]]:
    return [(one.start_pts, one.end_pts) for one in spells_of_observations(found, BASE, ENDS)]


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ([], []),
        ([seen(Kind.FALL, 100)], [(100, 100)]),
        ([seen(Kind.FALL, 100), seen(Kind.LYING, 130)], [(100, 130)]),
        ([seen(Kind.FALL, 100), seen(Kind.LYING, 131)], [(100, 100), (131, 131)]),
        # Who stands there for a minute does not join two moments.
        ([seen(Kind.PERSON_PRESENT, 100, 700)], [(100, 100), (700, 700)]),
        # One act of under ten seconds is not cut through, a state that lasts is.
        ([seen(Kind.VEHICLE_LEAVES, 100, 180)], [(100, 180)]),
        ([seen(Kind.VEHICLE_STOPS, 100, 300)], [(100, 100), (300, 300)]),
        # What is there in the first picture did not come then.
        ([seen(Kind.VEHICLE_PRESENT, 2, 998)], []),
        ([seen(Kind.FALL, 2)], [(2, 2)]),
        ([seen(Kind.FALL, 100, decision="rejected")], []),
        ([seen(Kind.LYING, 500), seen(Kind.FALL, 100)], [(100, 100), (500, 500)]),
    ],
)  # fmt: skip
def test_moments_are_where_something_begins_or_ends(found: list[Finding], expected: list[tuple[int, int]]) -> None:
    assert spans(*found) == expected


def test_every_beginning_and_end_lies_in_one_moment() -> None:
    found = [seen(Kind.PERSON_STOPS, at, at + 15) for at in range(40, 900, 47)]
    spells = spells_of_observations(found, BASE, ENDS)
    edges = sorted(at for one in found for at in (one.observation.start.pts, one.observation.end.pts))  # type: ignore[union-attr]
    assert all(sum(one.start_pts <= at <= one.end_pts for one in spells) == 1 for at in edges)


def test_a_moment_holds_the_places_that_are_known() -> None:
    found = [
        seen(Kind.FALL, 100, region=Region(10, 20, 30, 60)),
        seen(Kind.LYING, 110, region=Region(5, 40, 25, 90)),
        seen(Kind.LIGHT_CHANGED, 120),
    ]
    (one,) = spells_of_observations(found, BASE, ENDS)
    assert one.region == (5, 20, 30, 90)
    assert [each.observation.kind for each in one.found] == [Kind.FALL, Kind.LYING, Kind.LIGHT_CHANGED]


def test_how_closely_it_was_looked_at_is_said_of_its_beginning() -> None:
    coverage = [
        {"from": {"pts": 0}, "to": {"pts": 50}, "how": "complete"},
        {"from": {"pts": 50}, "to": {"pts": 1000}, "how": "every n-th"},
    ]
    (one,) = spells_of_observations([seen(Kind.FALL, 60)], BASE, ENDS, coverage)
    assert one.looked == "every n-th"


def test_what_a_search_found_stays_and_takes_its_observations() -> None:
    moment = Found(100, 120, (1, 2, 30, 40), 2.5, Looked.KEY_FRAMES)
    fall, near = seen(Kind.FALL, 105), seen(Kind.GETS_UP, 150)
    (one,) = searched_spells([moment], [fall, near, seen(Kind.FALL, 110, decision="rejected")], BASE, ENDS)
    assert one == Spell(100, 120, (1, 2, 30, 40), 2.5, "key frames only", (fall, near))


def test_what_lies_apart_from_a_search_is_a_moment_of_its_own_and_who_is_there_is_none() -> None:
    moment = Found(100, 120, (1, 2, 30, 40), 2.5, Looked.COMPLETE)
    before, after = seen(Kind.LIGHT_CHANGED, 10), seen(Kind.SMOKES, 400, 420)
    there = seen(Kind.PERSON_PRESENT, 600, 700)
    spells = searched_spells([moment], [before, after, there], BASE, ENDS)
    assert [(one.start_pts, one.end_pts, one.score) for one in spells] == [
        (10, 10, None), (100, 120, 2.5), (400, 420, None),
    ]  # fmt: skip


def test_what_no_look_covers_was_not_looked_at() -> None:
    """A mark on a film that nobody had looked at once read "complete"."""
    (one,) = spells_of_observations([seen(Kind.SMOKES, 100)], BASE, ENDS)
    assert one.looked == Looked.NOT.value
    covered = {"from": {"pts": 0}, "to": {"pts": 100}, "how": "complete"}
    (after,) = spells_of_observations([seen(Kind.SMOKES, 100)], BASE, ENDS, [covered])
    (inside,) = spells_of_observations([seen(Kind.SMOKES, 99)], BASE, ENDS, [covered])
    assert (after.looked, inside.looked) == ("not looked at", "complete")
