"""What cannot all be true is told once, with its events and the footage that they were seen in."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.unit.workflow.cases import add_clock, add_film, made, record, seen

from gestae.workflow.case import Case
from gestae.workflow.contradictions import Contradiction, contradictions
from gestae.workflow.placing import order_of_events
from gestae.workflow.reporting import write_report


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return made(tmp_path)


def torn_film(case: Case, name: str = "a.mp4") -> str:
    """Add a film whose recorder's clock was compared twice, and cannot have stood at both."""
    film = add_film(case, name, camera="a", recorder="r1")
    for fast_s in (100, 160):
        add_clock(case, "r1", film, pts=25, shown="2022-03-16T14:05:01", fast_s=fast_s)
    return film


def two_views(case: Case, title: str, place: str) -> None:
    """State an event that two cameras, whose clocks are a minute apart, both saw."""
    films = []
    for name, fast_s in (("a", 100), ("b", 160)):
        recorder = f"{name}{place}"
        film = add_film(case, f"{recorder}.mp4", camera=recorder, recorder=recorder)
        add_clock(case, recorder, film, pts=25, shown="2022-03-16T14:05:01", fast_s=fast_s)
        films.append(film)
    members = [record(case, seen(film, 50)) for film in films]
    case.decide("event-stated", "one and the same", id=f"event-{place}", title=title, members=members)


def test_a_torn_clock_is_one_contradiction_of_all_its_events(case: Case) -> None:
    with case:
        film = torn_film(case)
        for at, text in ((20, "a man falls"), (60, "a man stands up")):
            record(case, seen(film, at, text=text))
        (found,) = write_report(case).conflicts
    assert "cannot both be true" in found.what
    assert "withdraw the wrong one" in found.what, "what is wrong comes with what to do"
    assert sorted(title for _, title in found.events) == ["a man falls", "a man stands up"]
    assert found.footage == ((film, "a.mp4"),)
    assert found.words.endswith(", seen in a.mp4")
    assert "“a man falls”" in found.words


def test_events_whose_views_do_not_meet_are_told_apart_though_the_words_are_the_same(case: Case) -> None:
    with case:
        two_views(case, "A fall", "1")
        two_views(case, "A shot", "2")
        events = order_of_events(case.store)
        told = contradictions(events, {})
    assert len({one.what for one in told}) == 1
    assert sorted(one.events[0][1] for one in told) == ["A fall", "A shot"]
    assert all(one.named == (one.events[0][1],) for one in told)
    assert [len(one.footage) for one in told] == [2, 2]
    assert all(name == sha256[:12] for one in told for sha256, name in one.footage), "no name is known"


def test_what_agrees_is_no_contradiction(case: Case) -> None:
    with case:
        film = add_film(case, "a.mp4", camera="a", recorder="r1")
        record(case, seen(film, 20))
        assert contradictions(order_of_events(case.store), {}) == ()
        assert write_report(case).conflicts == ()


def test_a_long_list_is_cut_in_words_and_whole_in_the_document() -> None:
    events = tuple((f"{n:02}", f"E{n}") for n in range(7))
    one = Contradiction("recorder r1: these cannot both be true", events, (("ab", "a.mp4"),))
    assert "“E3” and 3 more, seen in a.mp4" in one.words
    assert len(one.document()["events"]) == 7


def test_titles_that_the_sentence_bears_are_not_said_twice() -> None:
    one = Contradiction("the order of “A”, “B” contradicts itself", (("1", "A"), ("2", "B")), ())
    assert one.words == one.what
