"""A list of events: exact pictures, honest bounds, once and not twice, and nothing of it where a line is wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from tests.unit.workflow.cases import add_film, facts, made, propose, record, seen

from gestae.base.canonical import content_id
from gestae.errors import Faults, GestaeError, InputRefused
from gestae.workflow.case import Case
from gestae.workflow.eventlists import record_events
from gestae.workflow.findings import accept, findings, reject
from gestae.workflow.integrity import verify_case
from gestae.workflow.placing import order_of_events
from gestae.workflow.reporting import write_report
from gestae.workflow.withholding import erase_entries

HEAD = "[list]\nformat = 1\n"
SEEN = (
    '[[event.seen]]\nfootage = "{footage}"\nkind = "fall"\nstart = "{start}"\nwithin = "{within}"\nsays = "he falls"\n'
)


def listed(tmp_path: Path, *events: str) -> Path:
    path = tmp_path / "events.toml"
    path.write_text(HEAD + "".join(events), encoding="utf-8")
    return path


def event(title: str = "A man falls", footage: str = "gate.mp4", start: str = "1.2", within: str = "80 ms") -> str:
    return f'[[event]]\ntitle = "{title}"\n' + SEEN.format(footage=footage, start=start, within=within)


@pytest.mark.parametrize(
    ("start", "within", "at", "earliest", "latest"),
    [
        ("1.2", "80 ms", 30, 28, 32),
        ("1.21", "80 ms", 30, 28, 33),  # between two pictures: the one before, bounds to whole pictures outwards
        ("0", "40 ms", 0, 0, 1),
        ("3.96", "1 s", 99, 74, 99),
        ("1.2", "0 s", 30, 29, 30),  # what a picture is the first to show began after the one before it
        ("1.2", "10 ms", 30, 29, 31),
        ("1.1999999999999999999999", "0 s", 29, 28, 30),  # no float rounds it to the next picture
        ("1.2", "9000 d", 30, 0, 99),
    ],
)
def test_a_moment_is_a_picture_with_bounds(
    tmp_path: Path, start: str, within: str, at: int, earliest: int, latest: int
) -> None:
    with made(tmp_path) as case:
        add_film(case, "gate.mp4", frames=100)
        record_events(case, listed(tmp_path, event(start=start, within=within)), "as listed")
        (found,) = findings(case.store)
    moment = found.observation.start
    assert (moment.pts, moment.earliest_pts, moment.latest_pts) == (at, earliest, latest)
    assert moment.time_base == Fraction(1, 25)


@pytest.mark.parametrize(
    ("start", "within", "limits"),
    [
        ("1.2", "80 ms", 0),
        ("0", "0 s", 1),
        ("0.04", "80 ms", 1),
        ("3.96", "1 s", 1),
        ("3.96", "0 s", 0),
        ("1.2", "9 s", 2),
    ],
)
def test_where_the_film_cuts_the_bounds_short_it_is_said(tmp_path: Path, start: str, within: str, limits: int) -> None:
    with made(tmp_path) as case:
        add_film(case, "gate.mp4", frames=100)
        record_events(case, listed(tmp_path, event(start=start, within=within)), "as listed")
        (found,) = findings(case.store)
    said = found.observation.limits
    assert len(said) == limits
    assert all("within the bounds of its start: it may lie" in sentence for sentence in said)


def test_a_list_taken_in_twice_changes_nothing_the_second_time(tmp_path: Path) -> None:
    with made(tmp_path) as case:
        add_film(case, "gate.mp4")
        path = listed(tmp_path, event(), event("Another", start="2"))
        ids = record_events(case, path, "as listed")
        before = case.store.head()
        assert record_events(case, path, "as listed") == ids
        assert case.store.head() == before
        assert len(set(ids)) == 2


def test_a_proposal_that_the_list_names_is_accepted_with_it(tmp_path: Path) -> None:
    with made(tmp_path) as case:
        film = add_film(case, "gate.mp4")
        one = seen(film, 10)
        propose(case, film, one)
        text = f'[[event]]\ntitle = "A man falls"\nfound = ["{one.id[:10]}"]\n'
        record_events(case, listed(tmp_path, text), "as listed")
        (found,) = findings(case.store)
        (stated,) = case.store.rows("events")
    assert (found.decision, found.reason) == ("accepted", "as listed")
    assert stated["members"] == [one.id]


def test_what_was_rejected_is_not_accepted_by_a_list_without_a_word(tmp_path: Path) -> None:
    with made(tmp_path) as case:
        film = add_film(case, "gate.mp4")
        one = seen(film, 10)
        propose(case, film, one)
        reject(case, [one.id], "a shadow")
        path = listed(tmp_path, f'[[event]]\ntitle = "A man falls"\nfound = ["{one.id}"]\n')
        before = case.store.head()
        with pytest.raises(InputRefused, match=r"was rejected by O. Tester: a shadow; accept it first, with a reason"):
            record_events(case, path, "as listed")
        assert case.store.head() == before
        accept(case, [one.id], "looked at again")
        record_events(case, path, "as listed")
        (found,) = findings(case.store)
    assert (found.decision, found.reason) == ("accepted", "looked at again")


def test_a_sighting_that_was_rejected_later_is_not_recorded_again(tmp_path: Path) -> None:
    with made(tmp_path) as case:
        add_film(case, "gate.mp4")
        path = listed(tmp_path, event())
        ids = record_events(case, path, "as listed")
        reject(case, [found.observation.id for found in findings(case.store)], "it was a shadow")
        assert record_events(case, path, "as listed") == ids, "the same list again changes nothing"
        with pytest.raises(InputRefused, match=r"was rejected by O. Tester: it was a shadow"):
            record_events(case, listed(tmp_path, event("Under another title")), "as listed")
        assert [found.decision for found in findings(case.store)] == ["rejected"]


def _sound(film: dict[str, Any]) -> None:
    film["streams"][0]["kind"] = "sound"


def _untimed(film: dict[str, Any]) -> None:
    film["streams"][0] |= {"first": None, "last": None}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (_sound, "'gate.mp4' has no pictures; name footage whose pictures have times"),
        (_untimed, "'gate.mp4' has pictures without times; name footage whose pictures have times"),
        (dict.clear, "the facts of 'gate.mp4' are withheld; name footage whose pictures have times"),
    ],
)
def test_footage_without_timed_pictures_is_refused(
    tmp_path: Path, change: Callable[[dict[str, Any]], None], said: str
) -> None:
    with made(tmp_path) as case:
        film = add_film(case, "gate.mp4")
        changed = facts(100)
        change(changed)
        case.decide("facts-read", "read again", sha256=film, facts=changed)
        with pytest.raises(InputRefused, match=said):
            record_events(case, listed(tmp_path, event()), "as listed")


def test_footage_is_named_by_name_or_digest(tmp_path: Path) -> None:
    with made(tmp_path) as case:
        film = add_film(case, "gate.mp4")
        record_events(case, listed(tmp_path, event(footage=film[:8]), event("B", film, "2")), "as listed")
        assert {found.observation.sha256 for found in findings(case.store)} == {film}


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (event(footage="nowhere.mp4"), "there is no footage 'nowhere.mp4'"),
        (event(footage="twice.mp4"), "means 2 exhibits"),
        (event(start="4"), "lies beyond the last picture of gate.mp4"),
        (event(start="-1"), "start"),
        (event(within="soon"), "within"),
        ('[[event]]\ntitle = "x"\nfound = ["ffff"]\n', "there is no observation 'ffff'"),
        ('[[event]]\ntitle = "nothing seen"\n', "event"),
        ("not toml at all\n", "events.toml"),
    ],
)
def test_one_wrong_line_and_nothing_is_recorded(tmp_path: Path, wrong: str, said: str) -> None:
    with made(tmp_path) as case:
        _films(case)
        before = case.store.head()
        with pytest.raises(GestaeError) as refused:
            record_events(case, listed(tmp_path, event(), wrong), "as listed")
        assert isinstance(refused.value, InputRefused | Faults)
        assert said in str(refused.value)
        assert case.store.head() == before


def test_all_names_that_lead_nowhere_are_told_at_once(tmp_path: Path) -> None:
    with made(tmp_path) as case:
        add_film(case, "gate.mp4")
        path = listed(
            tmp_path,
            event(footage="nowhere.mp4"),
            '[[event]]\ntitle = "Another"\nfound = ["abcdef123456", "123456abcdef"]\n',
        )
        with pytest.raises(Faults) as refused:
            record_events(case, path, "as listed")
    told = str(refused.value)
    assert len(refused.value.faults) == 3
    for name in ("nowhere.mp4", "abcdef123456", "123456abcdef"):
        assert name in told


def _films(case: Case) -> None:
    add_film(case, "gate.mp4")
    add_film(case, "twice.mp4")
    add_film(case, "twice.mp4", content=b"another film of that name")


@pytest.mark.parametrize("sound", [None, {"codec": "aac"}], ids=["silent", "with sound"])
def test_nobody_speaks_in_footage_without_sound(tmp_path: Path, sound: dict[str, Any] | None) -> None:
    with made(tmp_path) as case:
        film = add_film(case, "gate.mp4")
        case.decide("facts-read", "read again", sha256=film, facts={**facts(100), "sound": sound})
        path = listed(tmp_path, event().replace('kind = "fall"', 'kind = "speaks"'))
        if sound:
            assert record_events(case, path, "as listed")
            return
        with pytest.raises(InputRefused, match=r"'gate.mp4' has no sound track, so it shows nobody speaking"):
            record_events(case, path, "as listed")
        assert not findings(case.store)


def test_what_was_withdrawn_comes_back_only_where_that_is_asked(tmp_path: Path) -> None:
    with made(tmp_path) as case:
        add_film(case, "gate.mp4")
        path = listed(tmp_path, event())
        (name,) = record_events(case, path, "as listed")
        case.decide("event-withdrawn", "he only stumbles", id=name)
        head = case.store.head()
        with pytest.raises(InputRefused, match=r"'A man falls' \(.*\) was withdrawn by O. Tester: he only stumbles"):
            record_events(case, path, "as listed")
        assert case.store.head() == head
        assert record_events(case, path, "he does fall", again=True) == (name,)
        assert [row["status"] for row in case.store.rows("events")] == ["stated"]


def test_the_same_sighting_is_recorded_once_whatever_events_name_it(tmp_path: Path) -> None:
    with made(tmp_path) as case:
        add_film(case, "gate.mp4")
        first = record_events(case, listed(tmp_path, event(), event("He is seen to fall")), "as listed")
        second = record_events(case, listed(tmp_path, event("A fall"), event("A fall")), "as listed")
        (found,) = findings(case.store)
        members = [row["members"] for row in case.store.rows("events")]
    assert members == [[found.observation.id]] * 3
    assert len({*first, *second}) == 3


def test_two_cases_name_the_same_words_differently(tmp_path: Path) -> None:
    """An id that followed from the words would let whoever guesses them confirm them."""
    seen_ids, event_ids = set(), set()
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        with made(tmp_path / name) as case:
            add_film(case, "gate.mp4")
            event_ids |= set(record_events(case, listed(tmp_path, event()), "as listed"))
            seen_ids |= {found.observation.id for found in findings(case.store)}
    assert (len(seen_ids), len(event_ids)) == (2, 2)


def test_nothing_that_is_shown_of_a_hidden_event_confirms_its_words(tmp_path: Path) -> None:
    """The true words are at hand, and every id that could be computed of them without the salt."""
    with made(tmp_path) as case:
        film = add_film(case, "gate.mp4")
        record_events(case, listed(tmp_path, event("Petro Koval falls")), "as listed")
        (found,) = findings(case.store)
        logged = {one.entry.kind: one.seq for one in case.store.entries() if one.entry}
        erase_entries(case, [logged["observation-recorded"], logged["event-stated"]], "order 7")
        (shown,) = case.store.rows("events")
        (marked,) = case.store.rows("observations")
        log = "".join(str(one.entry and one.entry.as_json()) for one in case.store.entries())
    true = found.observation
    guess = replace(true, salt=None)
    members: list[Any] = shown["members"] if isinstance(shown["members"], list) else []
    assert members == [marked["id"]] == [true.id]
    assert marked["id"] not in {guess.id, *(replace(guess, salt=salt * 32).id for salt in ("00", "ff"))}
    assert shown["id"] != content_id({"title": "Petro Koval falls", "members": members})
    assert str(true.salt) not in log
    assert film in log


def test_a_list_taken_in_again_after_its_words_were_hidden_is_new(tmp_path: Path) -> None:
    """Nothing in the open says what the hidden entries said, so nothing can tell that they said the same."""
    with made(tmp_path) as case:
        add_film(case, "gate.mp4")
        path = listed(tmp_path, event())
        first = record_events(case, path, "as listed")
        logged = {one.entry.kind: one.seq for one in case.store.entries() if one.entry}
        erase_entries(case, [logged["event-stated"]], "order 7")
        assert set(record_events(case, path, "as listed")).isdisjoint(first)
        assert len(findings(case.store)) == 1


@pytest.mark.parametrize("words", ["he probably has a knife", "Мабуть, він падає", "a shot; murder"])
def test_a_case_written_before_a_word_was_refused_still_opens(tmp_path: Path, words: str) -> None:
    with made(tmp_path) as case:
        name = record(case, seen(add_film(case, "gate.mp4"), 10, text=words))
        case.decide("event-stated", "as the list says", id="e1", title=words, members=[name])
        assert findings(case.store)[0].observation.text == words
        assert [one.title for one in order_of_events(case.store)] == [words]
        assert case.store.rebuild() == ()
        reject(case, [name], "looked again")
        accept(case, [name], "and once more")
        assert words in write_report(case).path.read_text()
    assert verify_case(case.folder).is_whole


def test_a_list_with_such_a_word_is_refused_though_the_case_holds_it(tmp_path: Path) -> None:
    with made(tmp_path) as case:
        record(case, seen(add_film(case, "gate.mp4"), 10, text="he probably has a knife"))
        head = case.store.head()
        with pytest.raises(GestaeError, match="says 'probably', which no picture shows"):
            record_events(case, listed(tmp_path, event("He probably falls")), "as listed")
        assert case.store.head() == head


def test_an_observation_that_no_event_holds_is_listed_first_and_the_refusal_shows_the_lines(tmp_path: Path) -> None:
    said = '\n[[constraint]]\nfrom = "{}"\nto = "fell"\nmin = "0 s"\nsource = "gate.mp4"\nplace = "its sound"\n'
    named = event().replace("[[event]]", '[[event]]\nid = "fell"')
    with made(tmp_path) as case:
        film = add_film(case, "gate.mp4")
        alone = record(case, seen(film, 30))
        with pytest.raises(Faults) as refused:
            record_events(case, listed(tmp_path, named, said.format(alone[:8])), "seen")
        (fault,) = refused.value.faults
        lines = str(fault).split("write its id here:")[1].split()
        assert lines[:3] == ["[[event]]", "id", "="]
        assert f'found = ["{alone[:12]}"]' in str(fault)
        first = f'[[event]]\nid = "a-name"\ntitle = "what it shows"\nfound = ["{alone[:12]}"]\n'
        record_events(case, listed(tmp_path, named, first, said.format("a-name")), "seen")
        with pytest.raises(Faults, match="is no point of an event"):
            record_events(case, listed(tmp_path, named, said.format(alone[:8])), "seen")
