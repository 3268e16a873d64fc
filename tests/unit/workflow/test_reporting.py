"""The report puts beside each other what may be one act, and nothing that a person decided."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.unit.workflow.cases import add_clock, add_film, made, propose, record, seen
from tests.unit.workflow.papers import add_paper, take_in

from gestae.base.canonical import Json
from gestae.model.observation import Kind, Observation
from gestae.workflow.case import Case
from gestae.workflow.findings import accept, reject
from gestae.workflow.reporting import write_report

SAID, SEVERAL = "may be one act seen by 2 cameras; not decided", "sightings by 2 cameras, one act or several"


@pytest.fixture
def case(tmp_path: Path) -> tuple[Case, tuple[Observation, ...]]:
    """Two cameras of two recorders, each with a fall at 2 s of its film; their clocks overlap."""
    opened = made(tmp_path)
    found = []
    for name, recorder in (("gate", "r1"), ("yard", "r2")):
        film = add_film(opened, f"{name}.mp4", camera=name, recorder=recorder)
        add_clock(opened, recorder, film, pts=25, shown="2022-03-16T14:05:01", fast_s=100)
        found.append(seen(film, 50))
        propose(opened, film, found[-1])
    return opened, tuple(found)


def page(case: Case) -> str:
    return write_report(case).path.read_text(encoding="utf-8")


def test_proposals_of_one_kind_whose_bounds_overlap_stand_together(case: tuple[Case, tuple[Observation, ...]]) -> None:
    assert f"fall: {SAID}" in page(case[0])


def test_what_was_rejected_stands_alone(case: tuple[Case, tuple[Observation, ...]]) -> None:
    opened, (one, _) = case
    reject(opened, [one.id], "a shadow")
    assert SAID not in page(opened)


def test_what_was_accepted_and_not_put_together_is_bracketed_in_the_figure(
    case: tuple[Case, tuple[Observation, ...]],
) -> None:
    opened, found = case
    accept(opened, [one.id for one in found], "both looked at")
    text = page(opened)
    assert "may be one act seen by 2 cameras;" in text
    assert "nobody has decided it" in text
    assert text.count("<article") == 2, "each stays an event of its own"


def test_two_on_one_camera_may_be_one_act_or_several(tmp_path: Path) -> None:
    with made(tmp_path) as case:
        for name, recorder, at in (("gate", "r1", (50, 60)), ("yard", "r2", (50,))):
            film = add_film(case, f"{name}.mp4", camera=name, recorder=recorder)
            add_clock(case, recorder, film, pts=25, shown="2022-03-16T14:05:01", fast_s=100)
            propose(case, film, *(seen(film, pts) for pts in at), seen(film, 70, kind=Kind.LYING))
        text = page(case)
        assert f"3 {SEVERAL}" in text
        assert f"lying: {SAID}" in text


def test_what_a_person_put_together_is_not_asked_again(case: tuple[Case, tuple[Observation, ...]]) -> None:
    opened, found = case
    accept(opened, [one.id for one in found], "both looked at")
    opened.decide("event-stated", "seen", id="ab" * 10, title="A man falls", members=[one.id for one in found])
    text = page(opened)
    assert "may be one act" not in text
    assert text.count("<article") == 1


@pytest.mark.parametrize("clocked", [True, False], ids=["placed", "not placed"])
def test_the_page_says_which_frames_show_the_order(tmp_path: Path, clocked: bool) -> None:
    with made(tmp_path) as case:
        film = add_film(case, "gate.mp4", camera="gate", recorder="r1")
        if clocked:
            add_clock(case, "r1", film, pts=25, shown="2022-03-16T14:05:01", fast_s=100)
        for pts in (50, 60, 70):
            record(case, seen(film, pts))
        text = page(case)
    said = "Certainly began after event {0}{1}: same recording: frame {2} (pts {2}) before frame {3} (pts {3})."
    though = ", though the bounds leave it open" if clocked else ""
    assert said.format(1, though, 50, 60) in text
    assert said.format(2, though, 60, 70) in text
    assert said.format(1, though, 50, 70) not in text, "event 2 lies between the two"
    assert ("Then. Certainly began after event 2." in text) == clocked


def test_what_certainly_came_one_after_the_other_is_not_offered_as_one_act(tmp_path: Path) -> None:
    """The gate's fall came before a run that both films show, and the yard's fall after it."""
    with made(tmp_path) as case:
        found = {}
        for name, recorder, at in (("gate", "r1", 50), ("yard", "r2", 60)):
            film = add_film(case, f"{name}.mp4", camera=name, recorder=recorder)
            add_clock(case, recorder, film, pts=25, shown="2022-03-16T14:05:01", fast_s=100)
            found[name] = [
                record(case, seen(film, pts, kind=kind)) for pts, kind in ((at, Kind.FALL), (55, Kind.PERSON_RUNS))
            ]
        assert "may be one act" in page(case)
        runs = sorted(ids[1] for ids in found.values())
        case.decide("event-stated", "one run", id="run", title="A man runs", members=runs)
        assert "may be one act" not in page(case)


def refuse(case: Case, place: str) -> None:
    said = {"source_path": place, "name": place, "wrong": "cannot be read", "right": "copy it again", "receipt": place}
    case.decide("item-refused", "received", **said)


def receive(case: Case, name: str, place: str) -> None:
    digest = case.originals.put_bytes(name.encode()).digest.hex
    said: dict[str, Json] = {
        "sha256": digest,
        "size_bytes": 4,
        "name": name,
        "item": "text",
        "protected": False,
        "media_type": "text",
    }
    case.decide("item-received", "received", source_path=place, **said)


def test_what_was_refused_and_taken_in_later_is_not_called_lost(tmp_path: Path) -> None:
    with made(tmp_path) as case:
        receive(case, "before.txt", "usb/lost.txt")
        for place in ("usb/lost.txt", "usb/back.txt", "withheld"):
            refuse(case, place)
        receive(case, "back.txt", "usb/back.txt")
        receive(case, "secret.txt", "withheld")
        text = page(case)
    assert 'taken in later under the same path: <a href="#exhibit-2">exhibit 2</a>' in text
    assert text.count("taken in later") == 1
    assert text.count("not preserved") == 2, "what came before the refusal, or under a hidden path, is another"
    assert "<b>2</b> items not taken in" in text
    assert "<b>0</b> exhibits not looked at" in text


def test_what_bounds_a_time_is_written_in_the_zone_of_the_case(case: tuple[Case, tuple[Observation, ...]]) -> None:
    opened, found = case
    accept(opened, [one.id for one in found], "both looked at")
    text = page(opened)
    assert "time check of r1 at 16 March 2022, 14:10:00 (+02:00)" in text
    assert "clock tick 16 March 2022, 14:05:01 at pts 25" in text


def test_of_events_without_a_time_the_page_says_what_follows_of_their_order(tmp_path: Path) -> None:
    with made(tmp_path) as case:
        film = add_film(case, "gate.mp4", camera="gate", recorder="r1")
        for at in (10, 50):
            record(case, seen(film, at, text=f"step at {at}"))
        add_paper(case, "s.txt", "one two three")
        told = 'source = "s.txt"\npassage = "one two"\n'
        events = "".join(
            f'[[event]]\nid = "{one}"\ntitle = "It {one}"\n[[event.told]]\n{told}' for one in ("rang", "fell")
        )
        tie = f'[[constraint]]\nid = "later"\nfrom = "rang"\nto = "fell"\nmin = "0 s"\n{told}'
        take_in(case, tmp_path, f'[list]\nformat = 1\nwords = "en"\n{events}{tie}')
        text = page(case).partition("Events that are not placed in time")[2]
    assert "nothing is said of their order" not in text
    assert "What follows of their order all the same is said of each" in text
    cards = text.split("<article")
    assert "Certainly began after event" in next(card for card in cards if "step at 50</h3>" in card)
    assert "Began no earlier than event" in next(card for card in cards if "It fell</h3>" in card)
