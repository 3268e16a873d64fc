"""What was told bounds a case's events beside its recordings, is named in derivations, and clashes are not hidden."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import jsonschema
import pytest
from tests.unit.workflow.cases import add_clock, add_film, record, seen
from tests.unit.workflow.papers import papers, take_in

from gestae.model.network import Grade
from gestae.model.observation import Kind
from gestae.model.time import Instant
from gestae.workflow.asking import before_document, conflicts_document, why_document, without_document
from gestae.workflow.case import Case
from gestae.workflow.casenetwork import OpenedCase
from gestae.workflow.documents import order_document, schema
from gestae.workflow.placing import OrderedEvent, order_of_events
from gestae.workflow.upheld import upheld
from gestae.workflow.withdrawing import withdraw
from gestae.workflow.withholding import erase_entries

HEAD = '[list]\nformat = 1\nwords = "en"\n'


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    with papers(tmp_path) as made:
        yield made


def named(case: Case) -> dict[str, OrderedEvent]:
    names = {one.id: one.name or one.title for one in OpenedCase.of(case.store).events}
    return {names[event.id]: event for event in order_of_events(case.store)}


def constraint(start: str, to: str, limits: str, name: str = "said") -> str:
    return (
        f'[[constraint]]\nid = "{name}"\nfrom = "{start}"\nto = "{to}"\n{limits}\n'
        'source = "neighbour.txt"\npassage = "The van was grey"\n'
    )


def filmed(case: Case, folder: Path, limits: str, more: str = "") -> None:
    """Two events on one film with a clock, and a third that a statement alone places beside them."""
    film = add_film(case, "gate.mp4", frames=2000, camera="gate", recorder="r1")
    add_clock(case, "r1", film, pts=25, shown="2022-03-16T14:05:01", fast_s=100)
    for name, pts, kind in (("turns", 100, "turns_away"), ("falls", 400, "fall")):
        text = HEAD + (
            f'[[event]]\nid = "{name}"\ntitle = "{name}"\n[[event.seen]]\nfootage = "gate.mp4"\nkind = "{kind}"\n'
            f'start = "{pts / 25}"\nwithin = "40 ms"\nsays = "{name}"\n'
        )
        take_in(case, folder, text)
    shout = '[[event]]\nid = "shout"\ntitle = "Somebody shouts"\n[[event.told]]\nsource = "neighbour.txt"\n'
    take_in(case, folder, HEAD + shout + 'passage = "the shout"\n' + constraint("turns", "shout", limits) + more)


def test_a_statement_places_what_no_camera_saw(case: Case, tmp_path: Path) -> None:
    filmed(case, tmp_path, 'min = "2 s"\nmax = "4 s"')
    events = named(case)
    turns, shout = events["turns"].interval, events["shout"].interval
    assert turns is not None
    assert shout is not None
    assert (shout.earliest.ns - turns.earliest.ns, shout.latest.ns - turns.latest.ns) == (2 * 10**9, 4 * 10**9)
    assert (events["turns"].grade, events["shout"].grade) == (Grade.INSTRUMENT, Grade.TESTIMONY)
    said = [sentence for sentence in events["shout"].rests_on[0] if "neighbour.txt" in sentence]
    assert said == ["2 s to 4 s later (neighbour.txt), line 6: “The van was grey”"]
    assert [one.event for one in events["falls"].after] == [events["turns"].id, events["shout"].id]
    assert events["shout"].sightings == ()


def test_words_are_told_with_their_interval_and_table(case: Case, tmp_path: Path) -> None:
    filmed(case, tmp_path, 'phrase = "less than ten seconds"')
    document = order_document(case.store)
    jsonschema.validate(document, schema("order"), cls=jsonschema.Draft202012Validator)
    assert document["words"] == [
        {"constraint": "said", "phrase": "less than ten seconds", "min": "0 s", "max": "10 s", "policy": "en/1"}
    ]
    grades = {event["title"]: event["grade"] for event in document["events"]}
    assert grades == {"turns": "instrument", "falls": "instrument", "Somebody shouts": "words"}


def test_a_row_of_calls_is_a_reading_of_the_operators_clock(case: Case, tmp_path: Path) -> None:
    take_in(case, tmp_path)
    call = named(case)["call"].interval
    # The row says 14:20:07 within a second, and the letter that the clock agreed with the time signal within two.
    assert call is not None
    assert call.earliest <= Instant.parse("2022-03-16T12:20:04Z")
    assert call.latest >= Instant.parse("2022-03-16T12:20:10Z")
    assert call.width_ns / 1e9 == pytest.approx(6, abs=0.1)
    asked = OpenedCase.of(case.store)
    steps = why_document(asked, "call")["latest_rests_on"]["steps"]
    assert "operator" in str(steps)
    assert any("row 2" in step["says"] for step in steps)


def test_without_a_statement_what_it_bounded_is_open_again(case: Case, tmp_path: Path) -> None:
    filmed(case, tmp_path, 'min = "2 s"\nmax = "4 s"')
    asked = OpenedCase.of(case.store)
    document = without_document(asked, ["neighbour.txt"], ())
    shout = asked.point("shout")
    assert document["points"][shout]["left"] == {"earliest": None, "latest": None, "grade": None}
    assert document["dropped"] == ["said"]
    assert {one["change"] for name, one in document["points"].items() if name != shout} == {"unchanged"}


def test_a_statement_that_clashes_with_a_camera_counts_no_more_and_is_named(case: Case, tmp_path: Path) -> None:
    """The film shows twelve seconds from the turning to the fall; the witness says less than ten."""
    filmed(case, tmp_path, 'max = "4 s"', constraint("turns", "falls", 'max = "10 s"', "ten"))
    asked = OpenedCase.of(case.store)
    document = conflicts_document(asked.network)
    (clash,) = document["conflicts"]
    assert {name.split(":")[0] for name in clash["constraints"]} == {"seen", "ten"}
    assert upheld(asked).uses_told is False
    events = named(case)
    assert events["turns"].interval is not None, "recordings stand"
    assert events["falls"].interval is not None
    assert events["shout"].latest is None, "no words count until a person takes some back"
    assert events["falls"].conflicts == events["turns"].conflicts
    assert "at most 10 s later, or any time before" in events["falls"].conflicts[0]
    seq = next(one.seq for one in case.store.entries() if one.entry and one.entry.body.get("name") == "ten")
    withdraw(case, [str(seq)], "she was not looking at a clock")
    events = named(case)
    assert events["shout"].latest is not None, "taken back, the others count again"
    assert all(event.conflicts == () for event in events.values())


def test_what_is_hidden_bounds_nothing(case: Case, tmp_path: Path) -> None:
    filmed(case, tmp_path, 'min = "2 s"\nmax = "4 s"')
    seq = next(one.seq for one in case.store.entries() if one.entry and one.entry.kind == "constraint-stated")
    erase_entries(case, [seq], "order 7")
    events = named(case)
    assert events["shout"].latest is None
    assert events["turns"].interval is not None


def test_the_least_time_between_a_picture_and_a_row_rests_on_both_clocks(case: Case, tmp_path: Path) -> None:
    take_in(case, tmp_path)
    film = add_film(case, "gate.mp4", frames=2000, camera="gate", recorder="r1")
    add_clock(case, "r1", film, pts=25, shown="2022-03-16T14:05:01", fast_s=100)
    fall = record(case, seen(film, 100, kind=Kind.FALL))
    document = before_document(OpenedCase.of(case.store), fall, "call")
    jsonschema.validate(document, schema("before"), cls=jsonschema.Draft202012Validator)
    assert document["relation"] == "before"
    assert {one["clock"] for one in document["clocks"]} == {"operator", "r1"}
    slack = next(one for one in document["clocks"] if one["clock"] == "operator")
    assert slack["breaks_if_earlier_by"] is not None
