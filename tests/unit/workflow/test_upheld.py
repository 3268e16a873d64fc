"""What of a case's network stands when not everything can be true: the clash is said, nothing is dropped in silence."""

from __future__ import annotations

from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner
from tests.unit.workflow.cases import add_clock, add_film, made, record, seen

from gestae.cli.app import app
from gestae.model.observation import Kind
from gestae.workflow.asking import conflicts_document
from gestae.workflow.case import Case
from gestae.workflow.casenetwork import OpenedCase
from gestae.workflow.documents import order_document, schema
from gestae.workflow.placing import order_of_events
from gestae.workflow.upheld import upheld


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return made(tmp_path)


def clocked(case: Case, name: str, recorder: str, *, fast_s: int = 100) -> str:
    film = add_film(case, name, frames=500, camera=name, recorder=recorder)
    add_clock(case, recorder, film, pts=25, shown="2022-03-16T14:05:01", fast_s=fast_s)
    return film


def state(case: Case, name: str, *members: str) -> str:
    case.decide("event-stated", "one event", id=name, title=name, members=sorted(members))
    return name


def check(case: Case, recorder: str, displayed: str, reference: str) -> int:
    case.decide(
        "time-check-made", "checked again", recorder=recorder, displayed=displayed, reference=reference, within_ns=10**9
    )
    return case.store.head().seq


def test_all_of_it_stands_where_all_of_it_can_be_true(case: Case) -> None:
    with case:
        record(case, seen(clocked(case, "a.mp4", "r1"), 100))
        asked = OpenedCase.of(case.store)
        found = upheld(asked)
    assert (found.clashes, found.torn, found.uses_told) == ((), frozenset(), True)
    assert found.solved.network == asked.network


def test_a_recorder_whose_checks_contradict_places_nothing_and_the_others_stand(case: Case) -> None:
    with case:
        torn, sure = clocked(case, "a.mp4", "r1"), clocked(case, "b.mp4", "r2")
        check(case, "r1", "2022-03-16T14:31:40", "2022-03-16T12:31:40.000000000Z")
        one, other = record(case, seen(torn, 100)), record(case, seen(sure, 100))
        events = {event.id: event for event in order_of_events(case.store)}
        document = order_document(case.store)
    assert events[one].latest is None
    assert "the time check at" in events[one].conflicts[0]
    assert events[other].interval is not None
    assert events[other].conflicts == ()
    assert document["consistent"] is False, "to a program that asks for everything, everything is said not to hold"
    (clash,) = document["conflicts"]
    assert all(name.startswith("compared:r1:") for name in clash["constraints"])
    jsonschema.validate(document, schema("order"), cls=jsonschema.Draft202012Validator)


def test_two_sightings_of_one_film_that_are_said_to_be_one_event_cannot_be(case: Case) -> None:
    """Their bounds in the world overlap, since the clock is unsure; by the film itself they lie a second apart."""
    with case:
        film = clocked(case, "a.mp4", "r1")
        state(case, "fall", record(case, seen(film, 100)), record(case, seen(film, 125)))
        (event,) = order_of_events(case.store)
        found = upheld(OpenedCase.of(case.store))
    assert found.torn == {"fall"}
    assert event.latest is None
    assert event.conflicts == (
        "its sightings contradict each other; check the clocks, or whether it is one event",
    )  # fmt: skip


def test_what_clashes_over_several_events_is_told_of_each_and_what_hangs_apart_stands(case: Case) -> None:
    with case:
        film = add_film(case, "a.mp4", frames=500)
        late, early = clocked(case, "b.mp4", "r2", fast_s=100), clocked(case, "c.mp4", "r3", fast_s=160)
        apart = clocked(case, "d.mp4", "r4")
        state(case, "A", record(case, seen(film, 50)), record(case, seen(late, 200)))
        state(case, "B", record(case, seen(film, 60)), record(case, seen(early, 10)))
        alone = record(case, seen(apart, 100, kind=Kind.LYING))
        events = {event.id: event for event in order_of_events(case.store)}
        asked = OpenedCase.of(case.store)
        found = upheld(asked)
        (clash,) = conflicts_document(asked.network)["conflicts"]
    assert (found.torn, found.uses_told, len(found.clashes)) == (frozenset(), False, 1)
    assert events["A"].latest is events["B"].latest is None
    assert events["A"].conflicts == events["B"].conflicts
    assert events[alone].interval is not None
    assert events[alone].conflicts == ()
    assert {name.split(":")[0] for name in clash["constraints"]} == {"compared", "read", "seen"}


def test_the_terminal_says_what_clashes_and_what_to_do(case: Case, tmp_path: Path) -> None:
    with case:
        film = clocked(case, "a.mp4", "r1")
        check(case, "r1", "2022-03-16T14:31:40", "2022-03-16T12:31:40.000000000Z")
        record(case, seen(film, 100))
        folder = case.folder
    wide = {"COLUMNS": "250"}
    shown = CliRunner().invoke(app, ["order", str(folder)], env=wide)
    assert shown.exit_code == 1
    assert "Not everything that is said can be true: 1 set of statements clash" in shown.output
    named = CliRunner().invoke(app, ["conflicts", str(folder)], env=wide)
    assert named.exit_code == 1
    assert "r1 showed 2022-03-16 14:31:40 when it was 2022-03-16 14:31:40.000 +02:00 give or take 1 s" in named.output
    assert "withdraw it (gestae withdraw CASE ENTRY)" in " ".join(named.output.split())
    drawn = CliRunner().invoke(app, ["order", str(folder), "--svg", str(tmp_path / "a.svg")], env=wide)
    assert drawn.exit_code == 1
    picture = (tmp_path / "a.svg").read_text("utf-8")
    assert "Not everything that is said can be true. This is drawn from what stands:" in picture
    assert "– the time checks of r1 contradict each other, so its clock places nothing" in picture
