"""What of a case's network stands when not everything can be true: the clash is said, nothing is dropped in silence."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner
from tests.unit.workflow.cases import add_clock, add_film, made, record, seen
from tests.unit.workflow.papers import add_paper, take_in

from gestae.cli.app import app
from gestae.model.observation import Kind
from gestae.workflow.asking import conflicts_document
from gestae.workflow.case import Case
from gestae.workflow.casenetwork import OpenedCase
from gestae.workflow.documents import order_document, schema
from gestae.workflow.placing import CaseOrder, order_of_events
from gestae.workflow.reportclashes import clashing
from gestae.workflow.reportread import ReadCase
from gestae.workflow.upheld import WORDS_SET_ASIDE, upheld

SAID = "It began at 14:03:26, and the one thing came after the other."
LIST = """\
[list]
format = 1
words = "en"
"""
# What a paper says of an event that it tells, of two that footage shows, or of the one beside the other.
TOLD = """
[[event]]
id = "told"
title = "Told"
[[event.told]]
source = "s.txt"
passage = "It began at 14:03:26"
"""
BOUND = """
[[constraint]]
id = "bound"
to = "told"
after = "2022-03-16T14:03:31.9"
before = "2022-03-16T14:03:39.9"
source = "s.txt"
passage = "It began at 14:03:26"
"""
AFTER = """
[[constraint]]
id = "{id}"
from = "{first}"
to = "{then}"
min = "1 s"
source = "s.txt"
passage = "the one thing came after the other"
"""


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
    assert (found.torn, found.uses_told, len(found.clashes)) == (frozenset(), True, 1)
    assert found.broken >= {"A", "B"}
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


def leaping(case: Case) -> tuple[str, str]:
    """Make a film whose time leaps after two readings that contradict each other; gives what it shows behind that."""
    times = [*range(250), *range(100_000, 100_250)]
    film = add_film(case, "a.mp4", frames=500, camera="gate", recorder="r1", times=times)
    add_clock(case, "r1", film, pts=25, shown="2022-03-16T14:05:01", fast_s=100)
    case.decide("clock-read", "read", sha256=film, stream=0, pts=75, time_base="1/25",
                displayed="2022-03-16T14:05:30", how="tick", within_ns=0)  # fmt: skip
    return record(case, seen(film, 100_030, text="falls")), record(case, seen(film, 100_060, text="rises"))


def test_frames_of_a_footage_whose_readings_contradict_each_other_show_no_order(case: Case) -> None:
    with case:
        falls, rises = leaping(case)
        order = CaseOrder.of(case.store)
        events = {event.id: event for event in order.events()}
    why = "the clock readings of a.mp4 contradict each other, so nothing that it shows is used"
    assert [*order.upheld.suspect.values()] == [why]
    assert (events[falls].after, events[rises].after) == ((), ()), "one of them, and `before` says that it is open"
    assert events[falls].conflicts == events[rises].conflicts == (why,), "though a leap keeps them without a time"


def test_a_kind_that_only_such_a_footage_shows_may_still_be_what_an_event_began_with(case: Case) -> None:
    """The fall in a film of its own bounds no event from below whose other sighting cannot be used."""
    with case:
        suspect, _ = leaping(case)
        film = add_film(case, "b.mp4", frames=500)
        early = record(case, seen(film, 50, text="he runs", kind=Kind.LYING))
        stopped = record(case, seen(film, 300, kind=Kind.VEHICLE_STOPS))
        state(case, "both", suspect, stopped)
        events = {event.id: event for event in order_of_events(case.store)}
    assert events["both"].after == ()
    assert early in events


def test_words_that_turn_the_order_of_such_frames_round_make_no_circle_and_the_report_finds_it(
    case: Case, tmp_path: Path
) -> None:
    named = '[[event]]\nid = "{0}"\ntitle = "{0}"\nfound = ["{1}"]\n'
    with case:
        falls, rises = leaping(case)
        add_paper(case, "s.txt", SAID)
        found = named.format("falls", falls) + named.format("rises", rises)
        take_in(case, tmp_path, LIST + found + AFTER.format(id="turned", first="rises", then="falls"))
        after = {event.name: [one.event for one in event.after] for event in order_of_events(case.store)}
        ids = {event.name: event.id for event in order_of_events(case.store)}
        folder = str(case.folder)
    assert after == {"rises": [], "falls": [ids["rises"]]}
    shown = CliRunner().invoke(app, ["report", folder])
    assert shown.exit_code == 1, "as order, why and conflicts"
    document = json.loads(CliRunner().invoke(app, ["report", folder, "--json"]).stdout)
    assert document["set_aside"] == [
        "the clock readings of a.mp4 contradict each other, so nothing that it shows is used"
    ]


def torn_films(case: Case) -> str:
    """List two events that two films without a clock show, and cannot both show so far apart."""
    one, other = (add_film(case, f"{name}.mp4", frames=500, camera=name, recorder=f"r{name}") for name in "ab")
    add_paper(case, "s.txt", SAID)
    text = LIST
    for name, at, beside in (("A", 30, 30), ("B", 60, 160)):
        members = [record(case, seen(film, pts)) for film, pts in ((one, at), (other, beside))]
        text += f'[[event]]\nid = "{name}"\ntitle = "{name}"\nfound = {members}\n'
    return text


def test_words_count_that_clash_with_nothing_though_recordings_of_something_else_do(case: Case, tmp_path: Path) -> None:
    with case:
        take_in(case, tmp_path, torn_films(case) + TOLD + BOUND)
        order = CaseOrder.of(case.store)
        events = {event.title: event for event in order.events()}
        standing = clashing(ReadCase.of(case)).standing
    assert order.upheld.uses_told
    assert order.upheld.set_aside == (
        "what hangs together with a contradiction among recordings has no bounds, and what else is said of it does "
        "not count: “A”, “B”",
    )  # fmt: skip
    assert events["Told"].interval is not None
    assert events["Told"].conflicts == ()
    assert events["A"].latest is events["B"].latest is None
    assert "All other bounds rest on everything else that was said. Recordings contradict each other:" in standing


def test_words_of_what_recordings_contradict_do_not_count_and_those_beside_do(case: Case, tmp_path: Path) -> None:
    """One more event is told of beside one of the two; its order against that is not known, and why is said."""
    other = TOLD.replace('"told"', '"beside"').replace("Told", "Beside")
    with case:
        after = AFTER.format(id="next", first="A", then="beside")
        take_in(case, tmp_path, torn_films(case) + TOLD + BOUND + other + after)
        order = CaseOrder.of(case.store)
        events = {event.title: event for event in order.events()}
    assert order.upheld.uses_told
    assert (events["Told"].interval is None, events["Beside"].latest, events["Beside"].after) == (False, None, ())
    assert events["Beside"].not_placed == order.upheld.set_aside[0]


def test_words_that_clash_with_each_other_do_not_count_wherever_recordings_clash(case: Case, tmp_path: Path) -> None:
    turned = "".join(AFTER.format(id=f"c{n}", first=a, then=b)
                     for n, (a, b) in enumerate((("told", "more"), ("more", "told"))))  # fmt: skip
    more = TOLD.replace('"told"', '"more"').replace("Told", "More")
    with case:
        take_in(case, tmp_path, torn_films(case) + TOLD + BOUND + more + turned)
        order = CaseOrder.of(case.store)
        events = {event.title: event for event in order.events()}
    assert not order.upheld.uses_told
    assert order.upheld.set_aside[-1] == WORDS_SET_ASIDE
    assert events["Told"].latest is None
    assert len(order.upheld.clashes) == 2
