"""Each entry is told by what it is about, in the case's own names; of what is hidden no word."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from tests.unit.workflow.cases import add_clock, add_film, add_text, made, record, seen

from gestae.errors import InputRefused
from gestae.journal.kinds import KINDS
from gestae.model.evidence import Custody
from gestae.workflow.about import ABOUT, Register, zone_of
from gestae.workflow.case import Case
from gestae.workflow.handing import Step, move
from gestae.workflow.notes import note, tag
from gestae.workflow.withholding import erase_entries

NAME = "Verbytskyi.txt"


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    with made(tmp_path) as opened:
        yield opened


def told(case: Case) -> dict[str, str]:
    """Give what the newest entry of each kind is about."""
    register = Register(case.store)
    return {register.kind(seq): register.about(seq) for seq in register.entries}


def test_every_kind_says_what_it_is_about() -> None:
    assert ABOUT.keys() == KINDS.keys()


@pytest.mark.parametrize("kind", sorted(ABOUT))
def test_a_phrase_names_fields_that_its_kind_has(kind: str) -> None:
    fields = KINDS[kind].required.keys() | KINDS[kind].optional.keys()
    for phrase in ABOUT[kind]:
        assert set(phrase.replace("{", "|").replace("}", "|").split("|")[1::2]) <= fields


def test_entries_are_told_by_file_camera_words_and_person(case: Case) -> None:
    film = add_film(case, "gate.mp4", camera="north gate", recorder="r1")
    add_clock(case, "r1", film, pts=25, shown="2022-03-16T14:05:01", fast_s=100)
    one = seen(film, 10, text="a man falls")
    record(case, one)
    move(case, "gate.mp4", Step(Custody.LENT, "the institute", "room 4"), "order 7")
    tag(case, one.id, "fall", "to find it by")
    note(case, "gate.mp4", "set in January", "a remark")
    assert told(case) == {
        "case-opened": "The wall, times shown in Europe/Kyiv",
        "item-received": "gate.mp4",
        "facts-read": "gate.mp4",
        "artifact-recorded": "packets, of gate.mp4",
        "camera-named": "gate.mp4: camera north gate, recorder r1",
        "time-check-made": "recorder r1 displayed 2022-03-16T14:11:40, at 2022-03-16T12:10:00Z",
        "clock-read": "gate.mp4 displays 2022-03-16T14:05:01, pts 25",
        "observation-recorded": "fall in gate.mp4, pts 10: a man falls",
        "item-moved": "gate.mp4: lent, to the institute, place: room 4",
        "tagged": "fall in gate.mp4, pts 10: a man falls: fall",
        "note-added": "gate.mp4: set in January",
    }


def test_two_files_of_one_name_are_told_apart(case: Case) -> None:
    for content in (b"one", b"two"):
        add_film(case, "ch01.mp4", content=content)
    assert {Register(case.store).about(seq) for seq in (3, 6)} == {"ch01.mp4 (exhibit 1)", "ch01.mp4 (exhibit 2)"}


def test_what_is_taken_back_is_named_with_what_it_said(case: Case) -> None:
    film = add_film(case, "gate.mp4")
    add_clock(case, "r1", film, pts=25, shown="2022-03-16T14:05:01", fast_s=100)
    case.decide("clock-withdrawn", "misread", seq=6)
    assert told(case)["clock-withdrawn"] == "entry 6 (clock-read: gate.mp4 displays 2022-03-16T14:05:01, pts 25)"


def test_of_what_is_hidden_no_word_is_told(case: Case) -> None:
    text = add_text(case, NAME, "words")
    note(case, NAME, "told by Verbytskyi", "a remark")
    erase_entries(case, [2, 3], "order 7")
    register = Register(case.store)
    assert [register.about(seq) for seq in (2, 3, 4)] == ["(erased)", "(erased)", "entry 2 (item-received)"]
    assert register.hidden_by(2) == (4, "order 7")
    assert register.hidden_by(1) is None
    shown = [word for seq in register.entries for pair in register.fields(seq) for word in pair]
    assert not [word for word in shown if "Verbytskyi" in word]
    assert ("sha256", f"withheld ({text})") in register.fields(2)


def test_what_rests_on_an_entry_is_named(case: Case) -> None:
    film = add_film(case, "gate.mp4")
    one = record(case, seen(film, 10))
    case.decide("event-stated", "seen", id="e" * 12, title="A man falls", members=[one])
    case.decide("event-withdrawn", "a mistake", id="e" * 12)
    register = Register(case.store)
    assert register.resting_on(2) == (3, 4, 5), "facts, packets, observation of the film"
    assert register.resting_on(5) == (6,)
    assert register.resting_on(6) == (7,)
    assert register.resting_on(7) == register.resting_on(1) == ()


def test_a_number_that_is_not_there_is_refused_with_those_that_are(case: Case) -> None:
    with pytest.raises(InputRefused, match="a number from 1 to 1"):
        Register(case.store).one(7)


def test_times_are_shown_in_the_zone_of_the_case(case: Case) -> None:
    assert zone_of(case.store) == ZoneInfo("Europe/Kyiv")
