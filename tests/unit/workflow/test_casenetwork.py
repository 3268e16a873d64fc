"""A case asked as one network: what two cameras show together, what a reading ties, and how its parts are named."""

from __future__ import annotations

import shlex
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import jsonschema
import pytest
from tests.unit.workflow.cases import add_clock, add_film, made, record, seen

from gestae.chronology.bounds import solve
from gestae.chronology.precedence import Relation, relation
from gestae.errors import InputRefused
from gestae.model.account import SourceKind
from gestae.model.network import Grade
from gestae.model.observation import Kind, Moment
from gestae.workflow.asking import before_document, order_answer, why_document, without_document
from gestae.workflow.case import Case
from gestae.workflow.casenetwork import OpenedCase
from gestae.workflow.documents import order_document, schema
from gestae.workflow.placing import order_of_events
from gestae.workflow.withdrawing import withdraw


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return made(tmp_path)


def clocked(case: Case, name: str, recorder: str, *, fast_s: int = 100, shown: str = "2022-03-16T14:05:01") -> str:
    film = add_film(case, name, frames=2000, camera=name, recorder=recorder)
    add_clock(case, recorder, film, pts=25, shown=shown, fast_s=fast_s)
    return film


def unclocked(case: Case, name: str) -> str:
    return add_film(case, name, frames=2000, camera=name, recorder=f"the recorder of {name}")


def state(case: Case, name: str, *members: str) -> str:
    case.decide("event-stated", "one event", id=name, title=name, members=sorted(members))
    return name


def drifting(case: Case, recorder: str, rate: str) -> None:
    facts = {"zone": "Europe/Kyiv", "max_rate_error": rate}
    case.decide("acquisition-recorded", "told", form_sha256="ab" * 32, recorder=recorder, facts=facts)


def test_a_film_without_a_clock_is_placed_by_an_event_that_a_clocked_one_shows_too(case: Case) -> None:
    """The fall is on both films; ten seconds later in the second film, by the film's own time, somebody leaves."""
    with case:
        sure, other = clocked(case, "a.mp4", "r1"), unclocked(case, "b.mp4")
        state(case, "fall", record(case, seen(sure, 100)), record(case, seen(other, 50)))
        leaves = record(case, seen(other, 300, kind=Kind.PERSON_LEAVES))
        events = {event.id: event for event in order_of_events(case.store)}
        asked = OpenedCase.of(case.store)
        least, most = (before_document(asked, "fall", leaves)[side] for side in ("least", "most"))
    fall, leaving = events["fall"].interval, events[leaves].interval
    assert fall is not None
    assert leaving is not None
    # Two pictures either side of both, at 25 a second; the clock of neither is asked how far apart they lie.
    assert (least, most) == ("9.92 s", "10.08 s")
    assert leaving.earliest.ns - fall.earliest.ns >= 9_920_000_000
    assert events[leaves].sightings[0].interval is None, "alone it has no time: nobody read that clock"
    assert any("a.mp4 first showed" in sentence for sentence in events[leaves].rests_on[0])


def test_the_order_over_two_films_follows_through_an_event_that_both_show(case: Case) -> None:
    """Their clocks are a second unsure each, and half a second lies between; the shared event settles it."""
    with case:
        one, other = clocked(case, "a.mp4", "r1"), clocked(case, "b.mp4", "r2")
        state(case, "stop", record(case, seen(one, 100)), record(case, seen(other, 100)))
        first = record(case, seen(one, 200, kind=Kind.HANDS_UP))
        then = record(case, seen(other, 213, kind=Kind.LYING))
        events = {event.id: event for event in order_of_events(case.store)}
        (shown,) = (one for one in events[then].after if one.event == first)
    a, b = events[first].interval, events[then].interval
    assert a is not None
    assert b is not None
    assert a.latest > b.earliest, "the bounds leave it open"
    assert shown.by_frames is None, "no film shows both"
    assert any("fall" in sentence or "a.mp4" in sentence for sentence in shown.said)
    assert then not in events[first].open_with


def test_without_the_link_that_joins_two_films_what_followed_through_it_is_lost(case: Case) -> None:
    with case:
        one, other = clocked(case, "a.mp4", "r1"), clocked(case, "b.mp4", "r2")
        state(case, "stop", record(case, seen(one, 100)), record(case, seen(other, 100)))
        first, then = record(case, seen(one, 200, kind=Kind.HANDS_UP)), record(case, seen(other, 213, kind=Kind.LYING))
        asked = OpenedCase.of(case.store)
        document = without_document(asked, (), ("one:stop",))
    jsonschema.validate(document, schema("without"), cls=jsonschema.Draft202012Validator)
    assert {(one["first"], one["second"]) for one in document["lost_order"]} >= {(first, then)}
    assert document["points"]["stop"]["left"] == {"earliest": None, "latest": None, "grade": None}


def test_a_source_is_named_as_people_name_exhibits(case: Case) -> None:
    with case:
        film = clocked(case, "a.mp4", "r1")
        record(case, seen(film, 100))
        asked = OpenedCase.of(case.store)
        names = ["a.mp4", "1", "#1", film, film[:9]]
        assert {asked.meant(name) for name in names} == {frozenset({film})}
        check = next(one.id for one in asked.network.said if one.id.startswith("compared:")).rpartition(":")[2]
        assert asked.meant(f"entry {check}") == asked.meant(f"entry:{check}") == {f"entry:{check}"}
        with pytest.raises(InputRefused, match=r"is no source of this case's times; say one of .*a\.mp4"):
            asked.meant("b.mp4")
    kinds = {one.id: (one.kind, one.origin) for one in asked.sources}
    assert kinds[film] == (SourceKind.FOOTAGE, "r1")
    assert kinds[f"entry:{check}"] == (SourceKind.DOCUMENT, f"entry:{check}")


def test_an_event_is_named_by_id_beginning_title_and_side(case: Case) -> None:
    with case:
        film = clocked(case, "a.mp4", "r1")
        state(case, "fall-1", record(case, seen(film, 100)))
        record(case, seen(film, 300, text="a man waits"))
        asked = OpenedCase.of(case.store)
    waits = next(one.id for one in asked.events if one.title == "a man waits")
    assert {asked.point(name) for name in ("fall-1", "fall", "fall-1.start")} == {"fall-1"}
    assert {asked.point(name) for name in (waits, waits[:6], "a man waits")} == {waits}
    for name in ("nothing", "fall-1.end", ""):
        with pytest.raises(InputRefused, match="is no event of this case"):
            asked.point(name)


def test_case_of_letters_does_not_matter_and_a_name_that_is_none_is_answered_with_near_ones(case: Case) -> None:
    with case:
        film = clocked(case, "a.mp4", "r1")
        for name, pts in (("fall-guard-1", 100), ("fall-guard-2", 200)):
            members = [record(case, seen(film, pts))]
            case.decide("event-stated", "one event", id=name, name=name, title="A guard falls", members=members)
        waits = record(case, seen(film, 300, text="A man waits"))
        asked = OpenedCase.of(case.store)
    assert asked.point("a MAN waits") == asked.point(waits[:8].upper()) == waits
    assert asked.point("Fall-Guard-2") == "fall-guard-2"
    assert asked.written(waits) == waits[:8]
    with pytest.raises(InputRefused, match=r"is no event of this case; did you mean one of these\?") as unknown:
        asked.point("fell")
    with pytest.raises(InputRefused, match="may mean 2 events; write the first word of one") as several:
        asked.point("a guard falls")
    for refused in (unknown, several):
        listed = str(refused.value).splitlines()[1:]
        assert [line.split()[0] for line in listed] == ["fall-guard-1", "fall-guard-2"]
        assert all("“A guard falls”, 2022-03-16 14:0" in line and " to 14:0" in line for line in listed)
    with pytest.raises(InputRefused, match="write an id, the first digits of one"):
        asked.point("xyzzy")


def test_a_derivation_is_told_in_words_that_a_person_reads(case: Case) -> None:
    with case:
        drifting(case, "r1", "1/50000")
        film = clocked(case, "a.mp4", "r1")
        name = record(case, seen(film, 300, text="a man falls"))
        for pts in range(30, 280, 25):
            record(case, seen(film, pts, kind=Kind.LYING))
        document = why_document(OpenedCase.of(case.store), name)
    jsonschema.validate(document, schema("why"), cls=jsonschema.Draft202012Validator)
    steps = document["latest_rests_on"]["steps"]
    assert [step["to"] for step in steps] == [
        "r1 showing 2022-03-16 14:11:40", "r1 showing 2022-03-16 14:05:01", "a.mp4 at 1.000 s", "a.mp4 at 12.040 s",
        "“a man falls”",
    ]  # fmt: skip
    assert steps[-1]["says"].startswith("a man falls, in a.mp4 (entry ")
    assert steps[3]["constraint"] is None, "one step along the film, however many pictures lie between"
    assert steps[3]["at_most"] == "11.0402208 s"


def test_the_document_of_a_case_answers_as_that_of_an_account_does(case: Case) -> None:
    with case:
        film = clocked(case, "a.mp4", "r1")
        first, then = record(case, seen(film, 50)), record(case, seen(film, 60, kind=Kind.LYING))
        document = order_document(case.store)
        answer = order_answer(OpenedCase.of(case.store))
    jsonschema.validate(document, schema("order"), cls=jsonschema.Draft202012Validator)
    jsonschema.validate(answer, schema("account"), cls=jsonschema.Draft202012Validator)
    assert {key: document[key] for key in answer} == answer
    assert document["order"]["before"] == [[first, then]]
    for event in document["events"]:
        assert document["points"][event["id"]]["earliest"] == event["earliest"]
    assert document["events"][0]["grade"] == Grade.INSTRUMENT.word


def test_an_event_that_lasts_has_an_end_of_its_own(case: Case) -> None:
    with case:
        film = clocked(case, "a.mp4", "r1")
        one = seen(film, 100, kind=Kind.LYING)
        lying = replace(one, end=replace(one.start, pts=400, earliest_pts=399, latest_pts=401))
        name = record(case, lying)
        later = record(case, seen(film, 500))
        asked = OpenedCase.of(case.store)
        solved = solve(asked.network)
    assert set(asked.network.points) == {f"{name}.start", f"{name}.end", later}
    assert asked.point(name) == f"{name}.start"
    assert relation(solved, f"{name}.end", later) is Relation.BEFORE
    assert relation(solved, f"{name}.start", f"{name}.end") is Relation.BEFORE


def test_an_empty_case_has_an_empty_network(case: Case) -> None:
    with case:
        document = order_document(case.store)
    assert (document["points"], document["events"], document["consistent"]) == ({}, [], True)


def accept(case: Case, a: str, b: str, least_s: float, most_s: float) -> int:
    """Journal that the times of one film run so many seconds ahead of another's, over its first minute."""
    case.decide(
        "offset-accepted",
        "heard on both",
        a_sha256=a,
        b_sha256=b,
        first_ns=0,
        last_ns=60 * 10**9,
        least_ns=round(least_s * 10**9),
        most_ns=round(most_s * 10**9),
        how="sound",
        artifact="ab" * 32,
    )
    return case.store.head().seq


@pytest.mark.parametrize("swapped", [False, True])
def test_an_accepted_offset_places_a_film_whose_clock_nobody_read(case: Case, swapped: bool) -> None:
    """At its eighth second the one film is at the other's fifth, give or take 20 ms."""
    with case:
        sure, other = clocked(case, "a.mp4", "r1"), unclocked(case, "b.mp4")
        seq = accept(case, other, sure, -3.02, -2.98) if swapped else accept(case, sure, other, 2.98, 3.02)
        first, then = record(case, seen(sure, 200)), record(case, seen(other, 125, kind=Kind.LYING))
        events = {event.id: event for event in order_of_events(case.store)}
        document = before_document(OpenedCase.of(case.store), first, then)
        left = without_document(OpenedCase.of(case.store), [f"entry {seq}"], ())
    assert events[then].interval is not None
    # Two pictures either side of each sighting, and the offset's own 20 ms.
    assert (document["least"], document["most"]) == ("-0.1 s", "0.1 s")
    assert any("ahead of those of" in sentence for sentence in events[then].rests_on[0])
    assert left["points"][then]["left"] == {"earliest": None, "latest": None, "grade": None}


def test_an_offset_that_is_taken_back_bounds_nothing(case: Case) -> None:
    with case:
        sure, other = clocked(case, "a.mp4", "r1"), unclocked(case, "b.mp4")
        seq = accept(case, sure, other, 2.98, 3.02)
        then = record(case, seen(other, 125, kind=Kind.LYING))
        withdraw(case, [str(seq)], "another sound")
        (event,) = order_of_events(case.store)
    assert event.id == then
    assert event.latest is None


def test_what_may_be_meant_is_listed_by_time_each_behind_the_word_that_means_it(case: Case) -> None:
    with case:
        film = clocked(case, "a.mp4", "r1")
        for name, pts in (("fall-c", 100), ("fall b", 300), ("", 200)):
            lasts = replace(seen(film, pts), end=Moment(pts + 10, pts + 9, pts + 11, Fraction(1, 25)))
            members = [record(case, lasts)]
            given = name.replace(" ", "-") or "f" * 20
            body = {"id": given, "title": "A guard falls", "members": members} | ({"name": name} if name else {})
            case.decide("event-stated", "one event", **body)
        case.decide("event-stated", "one event", id="fall-a", name="fall-a", title="A guard falls", members=[])
        asked = OpenedCase.of(case.store)
    with pytest.raises(InputRefused, match="may mean 4 events") as of_start:
        asked.point("a guard falls")
    words = [shlex.split(line)[0] for line in str(of_start.value).splitlines()[1:]]
    assert words == ["fall-c", "ffffffff", "fall b", "fall-a"], "by time, and last what has none"
    with pytest.raises(InputRefused, match="may mean 3 events") as of_end:
        asked.point("a guard falls.end")
    ends = [shlex.split(line)[0] for line in str(of_end.value).splitlines()[1:]]
    assert [asked.point(word) for word in ends] == ["fall-c.end", f"{'f' * 20}.end", "fall-b.end"]


def test_an_event_whose_title_another_has_is_told_with_the_word_that_commands_take(case: Case) -> None:
    with case:
        film = clocked(case, "a.mp4", "r1")
        members = [record(case, seen(film, 100))]
        case.decide("event-stated", "one event", id="e" * 20, name="fall-1", title="A guard falls", members=members)
        other = record(case, seen(film, 200, text="a guard falls"))
        waits = record(case, seen(film, 300, text="A man waits"))
        asked = OpenedCase.of(case.store)
    assert asked.short("e" * 20) == "“A guard falls [fall-1]”"
    assert asked.short(other) == f"“a guard falls [{other[:8]}]”"
    assert asked.short(waits) == "“A man waits”"
    for point in ("e" * 20, other):
        assert asked.point(asked.short(point).partition("[")[2].removesuffix("]”")) == point
