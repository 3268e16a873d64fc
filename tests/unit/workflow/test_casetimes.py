"""When a picture was taken: between the pictures that the network knows, and nothing where no clock leads to it."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.unit.workflow.cases import BASE, add_clock, add_film, made, record, seen

from gestae.model.observation import Moment
from gestae.store.case import CaseView
from gestae.workflow.case import Case
from gestae.workflow.casetimes import CaseTimes, Taken
from gestae.workflow.sightings import Clocks

S = 10**9


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return made(tmp_path)


def taken(view: CaseView, sha256: str, *places: int) -> list[Taken]:
    times = CaseTimes(view)
    return [times.taken(sha256, 0, pts, BASE) for pts in places]


def recorder_of(case: Case, name: str, recorder: str) -> str:
    """Journal a film of ten seconds whose recorder runs without drift, 100 s fast within 1 s; picture 50 ticks."""
    film = add_film(case, name, 250, camera=name, recorder=recorder)
    facts = {"max_rate_error": "0"}
    case.decide("acquisition-recorded", "got out", form_sha256="ab" * 32, recorder=recorder, facts=facts, files=[film])
    add_clock(case, recorder, film, pts=50, shown="2022-03-16T14:05:00", fast_s=100)
    return film


def test_a_film_of_no_recorder_has_no_place(case: Case) -> None:
    with case:
        film = add_film(case, "gate.mp4")
        found = taken(case.store, film, 0, 50)
    assert [one.is_known for one in found] == [False, False]


def test_a_picture_lies_where_its_clock_puts_it(case: Case) -> None:
    """The tick at picture 50 lies within one picture and the second of the check; others lie as far from it."""
    with case:
        film = recorder_of(case, "gate.mp4", "rec-a")
        alone = Clocks(case.store)
        for pts, one in zip((0, 50, 51, 249), taken(case.store, film, 0, 50, 51, 249), strict=True):
            placed = alone.place(film, Moment(pts, pts, pts, BASE)).interval
            assert one == Taken(placed.earliest.ns, placed.latest.ns)


def test_what_ties_two_recordings_together_bounds_both(case: Case) -> None:
    """A film whose recorder nobody compared is placed by an event that it shares with one that was."""
    with case:
        film = recorder_of(case, "gate.mp4", "rec-a")
        other = add_film(case, "yard.mp4", 250, camera="yard", recorder="rec-b")
        facts = {"max_rate_error": "0"}
        case.decide("acquisition-recorded", "got out", form_sha256="cd" * 32, recorder="rec-b", facts=facts,
                    files=[other])  # fmt: skip
        assert not taken(case.store, other, 60)[0].is_known
        ids = [record(case, seen(one, at)) for one, at in ((film, 100), (other, 60))]
        case.decide("event-stated", "one fall", id="e1", title="He falls", members=ids)
        (there,), (here,) = taken(case.store, film, 100), taken(case.store, other, 60)
        later = taken(case.store, other, 85)[0]
    assert here.is_known
    assert there.earliest_ns is not None
    assert here.earliest_ns is not None
    assert here.latest_ns is not None
    # Two moments each within a picture of its own: no farther apart than two pictures each way.
    assert abs(here.earliest_ns - there.earliest_ns) <= 4 * S // 25
    assert later == Taken(here.earliest_ns + S, here.latest_ns + S)


def test_pictures_of_what_contradicts_itself_have_no_place(case: Case) -> None:
    with case:
        film = recorder_of(case, "gate.mp4", "rec-a")
        add_clock(case, "rec-a", film, pts=60, shown="2022-03-16T14:09:00", fast_s=100)
        times = CaseTimes(case.store)
        assert not times.taken(film, 0, 55, BASE).is_known
        assert times.aside
