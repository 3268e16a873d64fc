"""One rule wherever a case is asked of which not all can be true: what stands answers, and what does not is said."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner
from tests.unit.workflow.cases import add_clock, add_film, desk, made, propose, record, seen
from tests.unit.workflow.papers import add_paper, listed, papers, take_in

from gestae.cli.app import app
from gestae.model.observation import Kind
from gestae.workflow.case import Case
from gestae.workflow.casenetwork import OpenedCase
from gestae.workflow.documents import schema
from gestae.workflow.eventlists import record_list
from gestae.workflow.upheld import WORDS_SET_ASIDE
from gestae.workflow.withdrawing import withdraw
from gestae.workflow.withholding import erase_entries

SAID = "he fell before the van came"
HEAD = "Not everything that is said can be true."
ASIDE = "what statements and records say does not count here, since not all of it can be true"


def clocked(case: Case, name: str, recorder: str, *, fast_s: int = 100) -> str:
    film = add_film(case, name, frames=500, camera=name, recorder=recorder)
    add_clock(case, recorder, film, pts=25, shown="2022-03-16T14:05:01", fast_s=fast_s)
    return film


@pytest.fixture
def clash(tmp_path: Path) -> Path:
    """Make a case in which a statement says the opposite of what a recording shows."""
    with made(tmp_path) as case:
        film = clocked(case, "a.mp4", "r1")
        van = record(case, seen(film, 100, kind=Kind.VEHICLE_ARRIVES))
        fall = record(case, seen(film, 200, text="he falls"))
        add_paper(case, "statement.txt", f"I saw it: {SAID}.")
        told = (
            '[list]\nformat = 1\nwords = "en"\n'
            f'[[event]]\nid = "van"\ntitle = "The van comes"\nfound = ["{van}"]\n'
            f'[[event]]\nid = "fallen"\ntitle = "He falls"\nfound = ["{fall}"]\n'
            '[[event]]\nid = "cry"\ntitle = "A cry"\n[[event.told]]\nsource = "statement.txt"\npassage = "I saw it"\n'
            '[[constraint]]\nid = "first"\nfrom = "fallen"\nto = "van"\nmin = "1 s"\n'
            f'source = "statement.txt"\npassage = "{SAID}"\n'
            '[[constraint]]\nid = "cried"\nfrom = "fallen"\nto = "cry"\nmin = "0 s"\nmax = "5 s"\n'
            f'source = "statement.txt"\npassage = "{SAID}"\n'
        )
        take_in(case, tmp_path, told)
    return case.folder


def ask(case: Path, *words: str, code: int) -> str:
    shown = CliRunner().invoke(app, [words[0], str(case), *words[1:]], env={"COLUMNS": "250"})
    assert shown.exit_code == code, shown.output
    return shown.output


def document(case: Path, *words: str, code: int = 1) -> Any:
    shown = CliRunner().invoke(app, [words[0], str(case), *words[1:], "--json"])
    assert shown.exit_code == code, shown.output
    found = json.loads(shown.stdout)
    jsonschema.validate(found, schema(words[0]), cls=jsonschema.Draft202012Validator)
    return found


@pytest.mark.parametrize(
    "words", [("order",), ("why", "van"), ("before", "van", "fallen"), ("tell",), ("without", "--link", "rate:r1")]
)
def test_every_verb_answers_from_what_stands_and_says_so(clash: Path, words: tuple[str, ...]) -> None:
    shown = ask(clash, *words, code=1)
    assert HEAD in shown
    assert ASIDE in shown
    (aside,) = document(clash, *words)["set_aside"]
    assert aside.startswith(ASIDE)


def test_all_of_them_give_one_answer(clash: Path) -> None:
    order, before = document(clash, "order"), document(clash, "before", "van", "fallen")
    events = {one["title"]: one for one in order["events"]}
    van, fallen, cry = (events[title] for title in ("The van comes", "He falls", "A cry"))
    assert (order["consistent"], before["relation"]) == (False, "before")
    assert van["id"] in fallen["after"], "the frames of one recording stand, whatever was said"
    for name, one in (("van", van), ("fallen", fallen), ("cry", cry)):
        why = document(clash, "why", name)
        assert order["points"][one["id"]]["earliest"] == one["earliest"] == why["earliest"]
        assert (why["latest"], why["grade"]) == (one["latest"], one["grade"])
    assert cry["earliest"] is None, "people's words alone place it, and they do not count"
    assert [van["id"], fallen["id"]] in order["order"]["before"]
    told = document(clash, "tell")
    assert {one["point"] for one in told["sentences"]} == set(order["points"])


def test_leaving_the_statement_out_is_compared_with_what_stands_and_sets_nothing_aside(clash: Path) -> None:
    shown = CliRunner().invoke(app, ["without", str(clash), "--source", "statement.txt", "--json"])
    assert shown.exit_code == 0
    found = json.loads(shown.stdout)
    assert found["set_aside"] == []
    assert found["whole_set_aside"][0].startswith(ASIDE)
    assert {one["change"] for one in found["points"].values()} == {"unchanged"}
    assert found["dropped"] == found["dropped_uncounted"] == ["cried", "first"], "what the paper said, of the whole"
    assert found["ends_contradiction"] is True
    lines = ask(clash, "without", "--source", "statement.txt", code=0).splitlines()
    assert lines[:3] == [
        "Without it everything that is left can be true: leaving it out ends the contradiction.",
        "What is left is compared with what stands of the whole.",
        "2 statements left out, 2 of which did not count anyway, 0 bounds widen, 0 orders lost",
    ]
    assert [line.endswith(" (did not count anyway)") for line in lines[3:5]] == [True, True]


def test_leaving_out_what_ends_no_contradiction_does_not_say_so(clash: Path) -> None:
    found = document(clash, "without", "--link", "rate:r1")
    assert (found["ends_contradiction"], found["dropped_uncounted"]) == (False, [])
    assert "ends the contradiction" not in ask(clash, "without", "--link", "rate:r1", code=1)


def test_leaving_out_a_recording_that_contradicts_the_rest_names_what_it_said(tmp_path: Path) -> None:
    with made(tmp_path) as case:
        a, b = clocked(case, "a.mp4", "r1"), clocked(case, "b.mp4", "r2")
        span = {"first_ns": 0, "last_ns": 10**9, "least_ns": 60 * 10**9, "most_ns": 61 * 10**9}
        case.decide("offset-accepted", "seen", a_sha256=a, b_sha256=b, how="movement", artifact="cd" * 32, **span)
        record(case, seen(a, 100))
        record(case, seen(b, 200))
        folder = case.folder
    shown = ask(folder, "without", "--source", "b.mp4", code=0)
    assert "leaving it out ends the contradiction" in shown.splitlines()[0]
    assert "3 statements left out, 3 of which did not count anyway" in shown
    assert "the times of a.mp4 are 60 s to 61 s ahead of those of b.mp4 (entry 14) (did not count anyway)" in shown


def test_of_what_does_not_count_nothing_is_said_to_bound_or_to_leave_open(clash: Path) -> None:
    assert "earliest of “A cry”: nothing that counts limits it" in ask(clash, "why", "cry", code=1)
    opened = ask(clash, "before", "cry", "van", code=1)
    assert "is open: both timelines below satisfy everything that counts" in opened
    for lang, words in (("en", "at a time that nothing that counts limits"), ("uk", "ніщо з урахованого не обмежує")):
        for form in ("--short", "--full"):
            assert words in ask(clash, "tell", form, "--lang", lang, code=1)


def test_where_all_counts_answers_speak_of_all_that_is_said(clash: Path) -> None:
    with Case.open(clash, desk()) as case:
        withdraw(case, ["first", "cried"], "she takes it back")
    assert "nothing that is said limits it" in ask(clash, "why", "cry", code=0)
    assert "satisfy everything that is said" in ask(clash, "before", "cry", "van", code=0)
    assert "at a time that nothing limits" in ask(clash, "tell", code=0)


@pytest.mark.parametrize(("lang", "words"), [("en", "That does not count here."), ("uk", "Тут це не враховано.")])
def test_how_words_were_read_says_that_they_do_not_count(tmp_path: Path, lang: str, words: str) -> None:
    with papers(tmp_path, film=True) as case:
        take_in(case, tmp_path)
        folder = case.folder
        assert words not in ask(folder, "tell", "--lang", lang, code=0)
        clashing = (
            '[list]\nformat = 1\nwords = "en"\n[[constraint]]\nid = "wrong"\nfrom = "shout"\nto = "noise.start"\n'
            'min = "1 min"\nsource = "neighbour.txt"\npassage = "The van was grey"\n'
        )
        record_list(case, listed(tmp_path, clashing, "more.toml"), "as the papers say")
    (line,) = (one for one in ask(folder, "tell", "--lang", lang, code=1).splitlines() if "within ten seconds" in one)
    assert line.endswith(words)


def test_the_picture_says_from_what_it_is_drawn(clash: Path, tmp_path: Path) -> None:
    picture = tmp_path / "order.svg"
    assert str(picture) in ask(clash, "order", "--svg", str(picture), code=1)
    drawn = picture.read_text("utf-8")
    assert f"{HEAD} This is drawn from what stands:" in drawn
    assert "what statements and records say does not count here" in drawn.partition("<desc")[2].partition("</desc>")[0]
    assert "nothing that counts limits it" in drawn, "the cry"
    assert "nothing limits it" not in drawn


def test_a_part_that_contradicts_itself_has_no_bounds_and_no_order_by_any_verb(tmp_path: Path) -> None:
    with made(tmp_path) as case:
        film = add_film(case, "a.mp4", frames=500)
        late, early = clocked(case, "b.mp4", "r2", fast_s=100), clocked(case, "c.mp4", "r3", fast_s=160)
        for name, own, other in (("A", 50, (late, 200)), ("B", 60, (early, 10))):
            members = sorted([record(case, seen(film, own)), record(case, seen(*other))])
            case.decide("event-stated", "one event", id=name, title=name, members=members)
        third = record(case, seen(film, 300, text="he runs", kind=Kind.LYING))
        folder = case.folder
    order = document(folder, "order")
    assert order["set_aside"] == [
        "what hangs together with a contradiction among recordings has no bounds, and what else is said of it does "
        "not count: “A”, “B”, “he runs”"
    ]
    assert all(one["after"] == [] and one["earliest"] is None for one in order["events"])
    assert order["order"]["before"] == []
    assert document(folder, "before", "A", third)["relation"] == "open"
    assert document(folder, "why", "A")["earliest"] is None


def test_what_words_say_of_an_event_places_it_where_its_sightings_do_not(tmp_path: Path) -> None:
    with made(tmp_path) as case:
        film = clocked(case, "a.mp4", "r1")
        members = sorted([record(case, seen(film, 100)), record(case, seen(film, 125))])
        span = {"start_earliest": "2022-03-16T12:00:00Z", "start_latest": "2022-03-16T13:00:00Z"}
        case.decide("event-stated", "one event", id="fall", title="fall", members=members, source="a letter", **span)
        folder = case.folder
    (event,) = document(folder, "order")["events"]
    why = document(folder, "why", "fall")
    assert (event["earliest"], event["latest"]) == (why["earliest"], why["latest"])
    assert event["earliest"].startswith("2022-03-16T12:00:00")
    assert "its sightings contradict each other" in event["conflicts"][0]
    assert why["set_aside"] == ["the sightings of “fall” contradict each other, so they do not place it"]


def test_each_statement_of_a_clash_names_its_entry_its_events_and_the_command_that_takes_it_back(clash: Path) -> None:
    found = document(clash, "conflicts")
    told, (one,) = found["statements"], found["conflicts"]
    assert set(one["constraints"]) <= told.keys()
    first = told["first"]
    assert first["says"].startswith("“The van comes”, counted from “He falls”: at least 1 s later")
    (entry,) = first["entries"]
    assert first["way_out"] == f"gestae withdraw CASE {entry} --why REASON"
    shown = ask(clash, "conflicts", code=1)
    assert "first: “The van comes”, counted from “He falls”" in shown
    assert f"  gestae withdraw {clash} {entry} --why REASON" in shown
    assert any(f"gestae reject {clash} " in line for line in shown.splitlines())


def test_taking_in_what_contradicts_says_so_once_it_is_taken_in(tmp_path: Path) -> None:
    with made(tmp_path) as case:
        film = clocked(case, "a.mp4", "r1")
        fall = record(case, seen(film, 200, text="he falls"))
        add_paper(case, "statement.txt", f"I saw it: {SAID}.")
    said = f'[[event]]\nid = "fallen"\ntitle = "He falls"\nfound = ["{fall}"]\n'
    late = (
        '[[constraint]]\nid = "late"\nto = "fallen"\nafter = "2023-01-01T00:00:00"\nsource = "statement.txt"\n'
        f'passage = "{SAID}"\n'
    )
    warned = []
    for number, text in enumerate((said, late)):
        path = tmp_path / f"{number}.toml"
        path.write_text(f"[list]\nformat = 1\n{text}", "utf-8")
        shown = CliRunner().invoke(app, ["events", str(case.folder), str(path), "--json"])
        assert shown.exit_code == 0, shown.output
        warned.append(f"not everything can be true now: gestae conflicts {case.folder}" in shown.stderr)
        assert json.loads(shown.stdout)["contradictory"] is warned[-1]
    assert warned == [False, True]


def test_accepting_what_contradicts_says_so_at_once(tmp_path: Path) -> None:
    with made(tmp_path) as case:
        films = [clocked(case, "a.mp4", "r1"), clocked(case, "b.mp4", "r2")]
        first, near, far = seen(films[0], 200), seen(films[1], 200), seen(films[1], 400)
        record(case, first)
        propose(case, films[1], near, far)
        for number, other in enumerate((near, far)):
            body: dict[str, Any] = {"title": f"fall {number}", "members": sorted([first.id, other.id])}
            case.decide("event-stated", "one event", id=f"fall-{number}", **body)
        folder = case.folder
    warned = []
    for one in (near, far):
        shown = CliRunner().invoke(app, ["accept", str(folder), one.id, "--why", "looked at it", "--json"])
        assert shown.exit_code == 0, shown.output
        warned.append(f"not everything can be true now: gestae conflicts {folder}" in shown.stderr)
        assert json.loads(shown.stdout)["contradictory"] is warned[-1]
    assert warned == [False, True]
    shown = CliRunner().invoke(app, ["accept", str(folder), far.id, "--why", "once more"])
    assert "not everything" not in shown.stderr, "nothing was taken in"


def test_why_names_the_clock_of_a_list_that_was_compared_with_nothing(tmp_path: Path) -> None:
    with made(tmp_path) as case:
        add_paper(case, "calls.csv", "record,start_local\n1,2022-03-16 14:20:07\n", item="table")
        told = (
            '[list]\nformat = 1\n[[clock]]\nid = "net"\nsource = "calls.csv"\n'
            '[[event]]\nid = "call"\ntitle = "A call"\n[[event.recorded]]\nsource = "calls.csv"\nrow = 1\n'
            'column = "start_local"\nclock = "net"\nwithin = "1 s"\n'
        )
        take_in(case, tmp_path, told)
        assert OpenedCase.of(case.store).listed_clocks == {"net"}
    missing = "clock net was never compared with anything: add `compared` to its [[clock]] in the list"
    assert missing in ask(case.folder, "why", "call", code=0)
    assert missing in ask(case.folder, "order", code=0)


def test_why_of_footage_without_a_clock_says_what_would_anchor_it(tmp_path: Path) -> None:
    with made(tmp_path) as case:
        film = add_film(case, "a.mp4", frames=500)
        fall = record(case, seen(film, 200, text="he falls"))
        van = record(case, seen(film, 300, kind=Kind.VEHICLE_ARRIVES))
        events = "".join(
            f'[[event]]\nid = "{name}"\ntitle = "{name}"\nfound = ["{one}"]\n'
            for name, one in (("a", fall), ("b", van))
        )
        take_in(case, tmp_path, f"[list]\nformat = 1\n{events}")
    assert "nothing is known of the clock behind a.mp4: take the clock in its picture" in ask(
        case.folder, "why", "a", code=0
    )


def test_why_of_a_clock_whose_checks_contradict_each_other_does_not_say_that_it_was_never_compared(
    tmp_path: Path,
) -> None:
    with made(tmp_path) as case:
        film = clocked(case, "a.mp4", "r1")
        add_clock(case, "r1", film, pts=25, shown="2022-03-16T14:05:01", fast_s=160)
        record(case, seen(film, 200, text="he falls"))
        folder = case.folder
    why = document(folder, "why", "he falls")
    assert why["unanchored"] == why["set_aside"] != []


def test_why_of_footage_whose_readings_contradict_each_other_gives_that(tmp_path: Path) -> None:
    with made(tmp_path) as case:
        film = clocked(case, "a.mp4", "r1")
        case.decide("clock-read", "read", sha256=film, stream=0, pts=75, time_base="1/25",
                    displayed="2022-03-16T14:05:30", how="tick", within_ns=0)  # fmt: skip
        record(case, seen(film, 200, text="he falls"))
        folder = case.folder
    why = document(folder, "why", "he falls")
    assert why["unanchored"] == why["set_aside"] != []


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("time_checks", "recorder r1 places nothing: no time check of it stands: entry {seq} is erased (order 12)"),
        ("clock_readings", "no reading of the clock in a.mp4 stands: take it (gestae clock)"),
    ],
)
def test_why_of_a_clock_of_which_something_is_hidden_gives_what_stands(tmp_path: Path, table: str, said: str) -> None:
    with made(tmp_path) as case:
        film = clocked(case, "a.mp4", "r1")
        record(case, seen(film, 200, text="he falls"))
        (row,) = case.store.rows(table)
        erase_entries(case, [int(str(row["seq"]))], "order 12")
        folder = case.folder
    (why,) = document(folder, "why", "he falls", code=0)["unanchored"]
    assert why.startswith(said.format(seq=row["seq"]))


def test_why_of_told_words_that_do_not_count_says_so_and_order_says_it_once(tmp_path: Path) -> None:
    turned = '[[constraint]]\nfrom = "{0}"\nto = "{1}"\nmin = "1 s"\nsource = "s.txt"\npassage = "one"\n'
    event = '[[event]]\nid = "{0}"\ntitle = "{0}"\n[[event.told]]\nsource = "s.txt"\npassage = "one"\n'
    with made(tmp_path) as case:
        add_paper(case, "s.txt", "one")
        parts = (event.format("a"), event.format("b"), turned.format("a", "b"), turned.format("b", "a"))
        take_in(case, tmp_path, f"[list]\nformat = 1\n{''.join(parts)}")
        folder = case.folder
    assert document(folder, "why", "a")["unanchored"] == [WORDS_SET_ASIDE]
    assert "no time of" not in ask(folder, "order", code=1)
