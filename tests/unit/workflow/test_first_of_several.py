"""An event that begins with the first of several sightings: its earliest moment counts wherever the case is asked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner
from tests.unit.workflow.cases import add_clock, add_film, record, seen
from tests.unit.workflow.papers import add_paper, papers, take_in

from gestae.cli.app import app
from gestae.model.observation import Kind
from gestae.workflow.asking import before_document, conflicts_document, order_answer, why_document, without_document
from gestae.workflow.case import Case
from gestae.workflow.casenetwork import OpenedCase
from gestae.workflow.documents import schema
from gestae.workflow.placing import order_of_events
from gestae.workflow.upheld import upheld

BOTH = "ab" * 10
FIRST = f"first:{BOTH}"


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    with papers(tmp_path) as made:
        yield made


def clocked(case: Case, name: str, recorder: str) -> str:
    film = add_film(case, name, frames=500, camera=name, recorder=recorder)
    add_clock(case, recorder, film, pts=25, shown="2022-03-16T14:05:01", fast_s=100)
    return film


def filmed(case: Case) -> tuple[str, str]:
    """A fall on one camera and a stop on another are one event; a third shows what happens ten seconds earlier."""
    a, b, x = clocked(case, "a.mp4", "r1"), clocked(case, "b.mp4", "r2"), clocked(case, "x.mp4", "r3")
    early = record(case, seen(x, 50, text="early"))
    members = [record(case, seen(a, 300)), record(case, seen(b, 320, kind=Kind.VEHICLE_STOPS))]
    case.decide("event-stated", "both", id=BOTH, title="Both", members=members)
    return early, members[1]


def asked(case: Case) -> OpenedCase:
    return OpenedCase.of(case.store)


def valid(verb: str, document: dict[str, Any]) -> dict[str, Any]:
    jsonschema.validate(document, schema(verb), cls=jsonschema.Draft202012Validator)
    return document


def test_what_came_before_all_that_shows_an_event_came_before_it(case: Case) -> None:
    early, _ = filmed(case)
    document = valid("before", before_document(asked(case), early, BOTH))
    assert (document["relation"], document["least"]) == ("before", "7.88 s")
    assert order_answer(asked(case))["order"]["before"] == [[early, BOTH]]
    assert [[one.event for one in event.after] for event in order_of_events(case.store)] == [[], [early]]


def test_the_derivation_says_what_each_of_them_rests_on(case: Case) -> None:
    filmed(case)
    found = valid("why", why_document(asked(case), BOTH))["earliest_rests_on"]
    assert [one["constraint"] for one in found["steps"]] == [FIRST]
    said = found["steps"][0]["says"]
    assert said.startswith("it began with the first of what shows it; each of them is bounded so: ")
    assert all(each in said for each in ("fall, in a.mp4", "vehicle stops, in b.mp4", "r1 showed", "r2 showed"))
    assert {name.partition(":")[0] for name in found["constraints"]} == {"first", "seen", "read", "compared"}


def test_how_wrong_a_clock_would_have_to_be_is_not_told_where_it_is_not_known(case: Case) -> None:
    early, _ = filmed(case)
    clocks = {one["clock"]: one for one in before_document(asked(case), early, BOTH)["clocks"]}
    for clock in ("r1", "r2"):
        assert clocks[clock]["not_computed"] == "what it rests on begins with the first of several"
        assert clocks[clock]["breaks_if_earlier_by"] is clocks[clock]["breaks_if_later_by"] is None
    assert clocks["r3"] == {"clock": "r3", "breaks_if_earlier_by": None, "breaks_if_later_by": "7.88 s"}
    told = CliRunner().invoke(app, ["before", str(case.folder), early, BOTH], env={"COLUMNS": "200"}).output
    assert "clock r1: its least fatal error is not computed" in told


@pytest.mark.parametrize("source", ["a.mp4", "b.mp4"])
def test_without_one_that_shows_it_the_order_is_lost(case: Case, source: str) -> None:
    early, _ = filmed(case)
    document = valid("without", without_document(asked(case), [source], ()))
    assert document["lost_order"] == [{"first": early, "second": BOTH, "was": "before"}]
    assert len(document["dropped"]) == 2, "the reading and the sighting; nobody said what was derived of them"
    link = without_document(asked(case), (), [f"one:{BOTH}"])
    assert link["points"][BOTH]["left"]["earliest"] is None


TOLD = """[list]
format = 1
words = "en"
[[event]]
id = "comp"
title = "Composite"
found = ["{0}", "{1}"]
[[constraint]]
id = "abs"
to = "comp"
after = "2022-03-16T14:03:25"
before = "2022-03-16T14:03:26"
source = "s.txt"
passage = "It began at 14:03:26"
"""


def clashing(case: Case, folder: Path) -> tuple[str, str]:
    """A statement says that what two cameras show began five seconds before either of them shows it."""
    a, b = clocked(case, "a.mp4", "r1"), clocked(case, "b.mp4", "r2")
    shown = record(case, seen(a, 300)), record(case, seen(b, 320, kind=Kind.VEHICLE_STOPS))
    add_paper(case, "s.txt", "It began at 14:03:26.")
    take_in(case, folder, TOLD.format(*shown))
    return shown


def test_a_statement_that_no_first_of_them_allows_is_a_conflict(case: Case, tmp_path: Path) -> None:
    clashing(case, tmp_path)
    document = valid("conflicts", conflicts_document(asked(case).network) | {**asked(case).standing().beside()})
    (clash,) = document["conflicts"]
    kinds = sorted(name.partition(":")[0] for name in clash["constraints"])
    assert kinds == ["abs", "compared", "compared", "read", "read", "seen", "seen"]
    ways = [one["constraints"] for one in document["repairs"]]
    assert sorted(name for way in ways for name in way) == sorted(clash["constraints"]), "each of them is a way out"
    found = upheld(asked(case))
    assert (found.uses_told, len(found.clashes), found.broken) == (False, 1, frozenset())


@pytest.mark.parametrize(
    "words", [["order"], ["tell"], ["tell", "--full"], ["why", "comp"], ["conflicts"], ["report"]], ids=" ".join
)
def test_every_verb_answers_a_contradiction_by_the_one_rule(case: Case, tmp_path: Path, words: list[str]) -> None:
    clashing(case, tmp_path)
    done = CliRunner().invoke(app, [words[0], str(case.folder), *words[1:]])
    assert (done.exit_code, "swap them" in done.output) == (1, False)


def test_the_earliest_of_recordings_alone_stands_in_a_contradiction(case: Case, tmp_path: Path) -> None:
    clashing(case, tmp_path)
    done = CliRunner().invoke(app, ["why", str(case.folder), "comp", "--json"])
    assert json.loads(done.stdout)["earliest"] == "2022-03-16T12:03:30.960000000Z"
    (event,) = [one for one in order_of_events(case.store) if one.title == "Composite"]
    assert event.rests_on[0][0].startswith("it began with the first of what shows it; each of them is bounded so: ")
