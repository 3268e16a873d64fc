"""A list of events: exact pictures, honest bounds, once and not twice, and nothing of it where a line is wrong."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from tests.unit.workflow.cases import add_film, made, propose, seen

from gestae.errors import Faults, GestaeError, InputRefused
from gestae.workflow.case import Case
from gestae.workflow.eventlists import record_events
from gestae.workflow.findings import findings

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


def test_footage_is_named_by_name_or_digest(tmp_path: Path) -> None:
    with made(tmp_path) as case:
        film = add_film(case, "gate.mp4")
        record_events(case, listed(tmp_path, event(footage=film[:8]), event("B", film, "2")), "as listed")
        assert {found.observation.sha256 for found in findings(case.store)} == {film}


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (event(footage="nowhere.mp4"), "there is no footage 'nowhere.mp4'"),
        (event(footage="twice.mp4"), "means 2 files"),
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


def _films(case: Case) -> None:
    add_film(case, "gate.mp4")
    add_film(case, "twice.mp4")
    add_film(case, "twice.mp4", content=b"another film of that name")
