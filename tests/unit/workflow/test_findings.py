"""Proposals and decisions read together; names are those of now and stand in nothing that outlasts them."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.unit.workflow.cases import add_film, made, propose, record, seen

from gestae.base.canonical import Json
from gestae.errors import FixityError, InputRefused
from gestae.model.observation import Kind
from gestae.workflow.case import Case
from gestae.workflow.documents import observations_document
from gestae.workflow.findings import (
    Filter,
    Leaned,
    accept,
    coverage_spans,
    findings,
    leaned_on,
    reject,
    rejected_before,
    set_aside,
    tracks_of,
)


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return made(tmp_path)


def test_a_proposal_is_accepted_once_and_keeps_what_it_says(case: Case) -> None:
    with case:
        film = add_film(case, "gate.mp4", camera="gate")
        one = seen(film, 10)
        kept = propose(case, film, one)
        assert [found.decision for found in findings(case.store)] == ["proposed"]
        assert accept(case, [one.id[:9]], "plain to see") == (one.id,)
        assert accept(case, [one.id], "again") == ()
        (case.artifacts.root / kept[:2] / kept).unlink()
        with pytest.raises(FixityError, match="not found"):
            findings(case.store)
        (row,) = case.store.rows("observations")
    assert isinstance(row["says"], dict)
    assert row["says"]["id"] == one.id
    assert row["reason"] == "plain to see"


def test_what_is_copied_into_a_decision_holds_no_name(case: Case) -> None:
    with case:
        film = add_film(case, "Danylo's gate.mp4", camera="Danylo's camera")
        one = seen(film, 10)
        propose(case, film, one)
        accept(case, [one.id], "seen")
        decision = case.store.entries()[-1].entry
        (shown,) = observations_document(findings(case.store))["observations"]
    assert decision is not None
    assert "Danylo" not in str(decision.as_json())
    assert (shown["footage"]["name"], shown["camera"]) == ("Danylo's gate.mp4", "Danylo's camera")


def test_a_decision_can_be_taken_back_and_each_is_kept(case: Case) -> None:
    with case:
        film = add_film(case, "gate.mp4")
        one = seen(film, 10)
        propose(case, film, one)
        for decide, status in ((reject, "rejected"), (accept, "accepted"), (reject, "rejected")):
            decide(case, [one.id], status)
            (found,) = findings(case.store)
            assert (found.decision, found.reason, found.decided_by) == (status, status, "O. Tester")
        kinds = [one.entry.kind for one in case.store.entries() if one.entry is not None]
    assert kinds[-3:] == ["observation-rejected", "observation-accepted", "observation-rejected"]


@pytest.mark.parametrize("given", ["", "zz", "0123456789abcdef"])
def test_an_id_that_is_not_one_is_refused_and_nothing_is_decided(case: Case, given: str) -> None:
    with case:
        film = add_film(case, "gate.mp4")
        propose(case, film, seen(film, 10), seen(film, 20))
        before = len(case.store.entries())
        with pytest.raises(InputRefused):
            accept(case, [seen(film, 10).id, given], "x")
        assert len(case.store.entries()) == before


def test_filters_ask_for_kind_camera_and_decision(case: Case) -> None:
    with case:
        gate, yard = add_film(case, "gate.mp4", camera="gate"), add_film(case, "yard.mp4", camera="yard")
        propose(case, gate, seen(gate, 10), seen(gate, 20, kind=Kind.LYING))
        record(case, seen(yard, 10))
        found = {
            name: [one.observation.sha256 for one in findings(case.store, wanted)]
            for name, wanted in {
                "all": Filter(),
                "falls": Filter(kind="fall"),
                "gate": Filter(camera="gate"),
                "recorded": Filter(decision="recorded"),
                "none": Filter(kind="fall", camera="yard", decision="proposed"),
            }.items()
        }
    assert found == {
        "all": [gate, gate, yard],
        "falls": [gate, yard],
        "gate": [gate, gate],
        "recorded": [yard],
        "none": [],
    }


FIVE: dict[str, Json] = {"detector": "lite", "setting": "quick", "looks_per_s": 5.0}
LOOKS: dict[str, tuple[dict[str, Json], bool]] = {
    "every frame": (FIVE | {"looks_per_s": None}, True),
    "more pictures": (FIVE | {"looks_per_s": 10.0}, True),
    "as many, anew": (FIVE, True),
    "small people too": (FIVE | {"setting": "close", "looks_per_s": 2.0}, True),
    "poses too": (FIVE | {"pose": "net"}, True),
    "fewer pictures": (FIVE | {"looks_per_s": 1.0}, False),
    "no detector": ({"detector": None, "setting": "quick", "looks_per_s": None}, False),
}


@pytest.mark.parametrize(("later", "stands"), LOOKS.values(), ids=LOOKS.keys())
def test_the_closest_look_stands_whichever_was_taken_last(case: Case, later: dict[str, Json], *, stands: bool) -> None:
    with case:
        film = add_film(case, "gate.mp4")
        first, second = seen(film, 10), seen(film, 40)
        propose(case, film, first, look=FIVE)
        propose(case, film, second, look=later)
        listed = [found.observation.id for found in findings(case.store)]
        aside = [found.observation.id for found in set_aside(case.store)]
    assert (listed, aside) == (([second.id], [first.id]) if stands else ([first.id], [second.id]))


def test_a_look_without_poses_hides_nothing_of_one_with(case: Case) -> None:
    with case:
        film = add_film(case, "gate.mp4")
        first, second = seen(film, 10), seen(film, 40)
        propose(case, film, first, look=FIVE | {"pose": "net"})
        propose(case, film, second, look=FIVE)
        assert [found.observation.id for found in findings(case.store)] == [first.id]


def test_what_only_an_earlier_look_proposed_can_be_accepted_by_its_id(case: Case) -> None:
    with case:
        film = add_film(case, "gate.mp4")
        first, second = seen(film, 10), seen(film, 40)
        propose(case, film, first, look=FIVE)
        propose(case, film, second, look=FIVE | {"looks_per_s": None})
        assert accept(case, [first.id], "seen by me") == (first.id,)
        assert {found.observation.id: found.decision for found in findings(case.store)} == {
            first.id: "accepted",
            second.id: "proposed",
        }
        assert set_aside(case.store) == ()


def test_footage_that_nobody_looked_at_has_no_tracks_and_no_coverage(case: Case) -> None:
    with case:
        film = add_film(case, "gate.mp4")
        assert tracks_of(case.store) == ()
        assert coverage_spans(case.store, film) == ()


@pytest.mark.parametrize("camera", ["gate", "campus.avi", "2", "gate.mp4"])
def test_a_camera_is_asked_for_as_the_table_prints_it_or_by_its_file(case: Case, camera: str) -> None:
    with case:
        films = [add_film(case, "gate.mp4", camera="gate"), add_film(case, "campus.avi")]
        for film in films:
            propose(case, film, seen(film, 10))
        found = findings(case.store, Filter.of(case.store, kind="fall", camera=camera, decision=None))
    assert [one.observation.sha256 for one in found] == [films[camera in ("campus.avi", "2")]]


def test_a_camera_that_is_not_there_is_refused_with_those_that_are(case: Case) -> None:
    with case:
        add_film(case, "gate.mp4", camera="gate")
        add_film(case, "campus.avi")
        with pytest.raises(InputRefused, match=r"there is no camera 'gaet'; write one of 'campus\.avi', 'gate'"):
            Filter.of(case.store, kind=None, camera="gaet", decision=None)


def test_rejecting_says_which_events_rested_on_it(case: Case) -> None:
    with case:
        film = add_film(case, "gate.mp4")
        one, other, alone = seen(film, 10), seen(film, 12), seen(film, 30)
        propose(case, film, one, other, alone)
        accept(case, [one.id, other.id, alone.id], "plain to see")
        case.decide("event-stated", "one act", id="e1", title="He falls", members=sorted([one.id, other.id]))
        assert leaned_on(case.store, reject(case, [alone.id], "a shadow")) == ()
        assert leaned_on(case.store, reject(case, [one.id], "a shadow")) == (Leaned("e1", "He falls", 1, 2),)
        assert leaned_on(case.store, reject(case, [other.id], "a shadow")) == (Leaned("e1", "He falls", 0, 2),)
        assert [two.observation.id for two in rejected_before(case.store, [one.id])] == [one.id]
        case.decide("event-withdrawn", "nothing left", id="e1")
        assert leaned_on(case.store, [one.id]) == ()
