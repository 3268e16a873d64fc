"""Cases whose clocks, zones or lists would have made a bound false, or the whole case unanswerable."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.unit.workflow.cases import add_clock, add_film, made, record, seen
from tests.unit.workflow.papers import papers, take_in

from gestae.cli.app import app
from gestae.model.observation import Kind
from gestae.workflow.asking import before_document, why_document
from gestae.workflow.case import Case
from gestae.workflow.casenetwork import OpenedCase
from gestae.workflow.documents import order_document
from gestae.workflow.placing import order_of_events
from gestae.workflow.upheld import upheld

HEAD = '[list]\nformat = 1\nwords = "en"\n'


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return made(tmp_path)


def clocked(case: Case, name: str, recorder: str, *, shown: str = "2022-03-16T14:05:01") -> str:
    film = add_film(case, name, frames=2000, camera=name, recorder=recorder)
    add_clock(case, recorder, film, pts=25, shown=shown, fast_s=100)
    return film


def state(case: Case, name: str, *members: str) -> None:
    case.decide("event-stated", "one event", id=name, title=name, members=sorted(members))


def test_a_zone_that_nobody_stated_over_a_change_of_clocks_bounds_nothing(case: Case) -> None:
    """The check is of winter time, the film of the day after the change: an hour would be right or wrong by chance."""
    with case:
        film = clocked(case, "a.mp4", "r1", shown="2022-03-28T15:00:00")
        record(case, seen(film, 50))
        (event,) = order_of_events(case.store)
        document = order_document(case.store)
    assert event.latest is event.not_before is None
    assert "clocks were changed" in event.not_placed
    assert [one["recorder"] for one in document["silent_recorders"]] == ["r1"]


def test_who_is_in_the_view_of_two_cameras_came_into_each_at_a_moment_of_its_own(case: Case) -> None:
    with case:
        one, other = clocked(case, "a.mp4", "r1"), clocked(case, "b.mp4", "r2")
        members = [record(case, seen(film, pts, kind=Kind.PERSON_PRESENT)) for film, pts in ((one, 100), (other, 475))]
        state(case, "man", *members)
        flash = record(case, seen(other, 575, kind=Kind.FLASH))
        (event,) = (event for event in order_of_events(case.store) if event.id == "man")
        document = before_document(OpenedCase.of(case.store), "man", flash)
    assert event.interval is None
    assert event.began_by is not None
    assert (document["relation"], document["least"]) == ("before", "16.88 s")
    assert document["most"] is None, "how long before is not known"


def test_a_row_of_calls_that_contradicts_two_cameras_is_what_is_named(tmp_path: Path) -> None:
    with papers(tmp_path) as case:
        films = [clocked(case, name, recorder) for name, recorder in (("a.mp4", "r1"), ("b.mp4", "r2"))]
        members = [record(case, seen(film, 50, kind=Kind.TELEPHONES)) for film in films]
        clock = (
            '[[clock]]\nid = "operator"\nsource = "calls.csv"\nzone = "Europe/Kyiv"\n'
            'compared = [{ clock = "2022-03-16T10:00:00", reference = "2022-03-16T10:00:00", within = "2 s", '
            'source = "letter.txt" }]\n'
        )
        row = '[[event.recorded]]\nsource = "calls.csv"\nrow = 2\ncolumn = "start_local"\nclock = "operator"\n'
        found = ", ".join(f'"{member}"' for member in members)
        event = f'[[event]]\nid = "call"\ntitle = "A call"\nfound = [{found}]\n{row}within = "1 s"\n'
        take_in(case, tmp_path, HEAD + clock + event)
        asked = OpenedCase.of(case.store)
        (call,) = order_of_events(case.store)
        found_up = upheld(asked)
    assert (found_up.torn, found_up.uses_told) == (frozenset(), False)
    assert call.interval is not None, "the two cameras agree"
    assert "row 2" in call.conflicts[0]


def test_a_recorder_that_woke_in_1970_is_silent_and_the_others_answer(case: Case) -> None:
    with case:
        reset = clocked(case, "a.mp4", "r1", shown="1970-01-01T00:05:01")
        sure = clocked(case, "b.mp4", "r2")
        lost, kept = record(case, seen(reset, 50)), record(case, seen(sure, 50, kind=Kind.LYING))
        events = {event.id: event for event in order_of_events(case.store)}
        document = order_document(case.store)
    assert events[lost].interval is None
    assert events[kept].interval is not None
    assert [one["recorder"] for one in document["silent_recorders"]] == ["r1"]
    assert "lies more than four years from the rest" in document["silent_recorders"][0]["why"]


@pytest.mark.parametrize(
    ("limits", "is_idle"),
    [
        ('after = "1980-05-01T00:00:00"\nbefore = "2022-03-17T00:00:00"', False),
        ('after = "1980-05-01T00:00:00"', True),
        ('before = "9999-12-31T00:00:00"', True),
        ('after = "9999-12-30T00:00:00"', True),
    ],
)
def test_a_far_date_in_a_list_stops_nothing(tmp_path: Path, limits: str, is_idle: bool) -> None:
    with papers(tmp_path) as case:
        film = clocked(case, "a.mp4", "r1")
        placed = record(case, seen(film, 50))
        text = (
            '[[event]]\nid = "shout"\ntitle = "Somebody shouts"\n[[event.told]]\nsource = "neighbour.txt"\n'
            f'passage = "the shout"\n[[constraint]]\nid = "far"\nto = "shout"\n{limits}\n'
            'source = "neighbour.txt"\npassage = "The van was grey"\n'
        )
        take_in(case, tmp_path, HEAD + text)
        document = order_document(case.store)
        events = {event.id: event for event in order_of_events(case.store)}
    assert events[placed].interval is not None
    assert [one["statement"] for one in document["idle_statements"]] == (["far"] if is_idle else [])
    shout = next(event for event in document["events"] if event["title"] == "Somebody shouts")
    assert (shout["latest"] is None) is is_idle


def test_a_clock_that_was_compared_with_nothing_is_named(tmp_path: Path) -> None:
    with papers(tmp_path) as case:
        text = (
            '[[clock]]\nid = "operator"\nsource = "calls.csv"\nzone = "Europe/Kyiv"\n'
            '[[event]]\nid = "call"\ntitle = "A call"\n[[event.recorded]]\nsource = "calls.csv"\nrow = 2\n'
            'column = "start_local"\nclock = "operator"\nwithin = "1 s"\n'
        )
        take_in(case, tmp_path, HEAD + text)
        (idle,) = order_document(case.store)["idle_statements"]
        folder = case.folder
    assert idle["statement"] == "operator"
    assert "was compared with nothing" in idle["why"]
    shown = CliRunner().invoke(app, ["order", str(folder)], env={"COLUMNS": "250"})
    assert "statement operator bounds nothing: this clock was compared with nothing" in " ".join(shown.output.split())


def test_what_several_kinds_show_is_derived_over_the_one_that_may_be_first(case: Case) -> None:
    """The bound is derived: it names all that it stands on, of both recorders, and goes with any of that."""
    with case:
        fall = record(case, seen(clocked(case, "a.mp4", "r1"), 100))
        members = [fall, record(case, seen(clocked(case, "b.mp4", "r2"), 50, kind=Kind.VEHICLE_STOPS))]
        state(case, "robbery", *members)
        asked = OpenedCase.of(case.store)
        document = why_document(asked, "robbery")
    rests = document["earliest_rests_on"]
    assert next(step["constraint"] for step in rests["steps"] if step["constraint"]) == "first:robbery"
    assert {"compared:r1", "compared:r2", "read:r1", "read:r2"} <= {
        name.rpartition(":")[0] for name in rests["constraints"]
    }
    assert "first of what shows it" in rests["steps"][0]["says"]
    (derived,) = (one for one in asked.network.said if one.id == "first:robbery")
    assert set(derived.rests) < {one.id for one in asked.network.said}


def test_names_with_dots_and_whole_ids_are_found(case: Case) -> None:
    with case:
        film = clocked(case, "a.mp4", "r1")
        state(case, "aaaa-1", record(case, seen(film, 100)))
        title = "Mr. Petrenko's hand hits the railing.end"
        case.decide(
            "event-stated", "told", id="bbbb-1", title=title, members=[record(case, seen(film, 200, kind=Kind.LYING))]
        )
        asked = OpenedCase.of(case.store)
        seq = next(one.id for one in asked.network.said if one.id.startswith("compared:")).rpartition(":")[2]
    assert asked.point(title) == "bbbb-1"
    assert asked.point("aaaa") == "aaaa-1"
    assert asked.meant(f"entry:{seq}") == {f"entry:{seq}"}
