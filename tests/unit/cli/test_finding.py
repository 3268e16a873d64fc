"""The verbs that look for things, mark acts and draw zones: what they print, and with which exit code."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner, Result
from PIL import Image
from tests.story.incident import write_film
from tests.unit.workflow.cases import add_film, made, record, seen
from tests.unit.workflow.tracked import look, numbered, path

from gestae.cli import finding
from gestae.cli.app import app
from gestae.model.colour import Colour, Part, Worn
from gestae.model.sighting import Label
from gestae.workflow.analyze import read_new_facts
from gestae.workflow.case import Case
from gestae.workflow.documents import schema

ID = "0123456789abcdef0123"


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words], env={"GESTAE_AUTHOR": "O. Tester", "COLUMNS": "160"})


def document(name: str, *words: str | Path) -> Any:
    found = json.loads(run(*words, "--json").stdout)
    jsonschema.validate(found, schema(name), cls=jsonschema.Draft202012Validator)
    return found


@pytest.fixture
def case(tmp_path: Path) -> Case:
    case = made(tmp_path)
    film = add_film(case, "gate.mp4", 250, camera="gate")
    walker = path(ID, Label.PERSON, (10, 190), ((30, 200), (280, 200)))
    cut = path("f" * 20, Label.PERSON, (20, 22), ((30, 100), (31, 100)))
    look(case, film, numbered(walker, cut), None)
    record(case, seen(film, 20, text="a man falls"))
    return case


def test_find_lists_what_fulfils_a_question_and_says_what_to_do_next(case: Case) -> None:
    found = run("find", case.folder, "person", "direction:right", "lasting>5s")
    assert found.exit_code == 0
    told = " ".join(found.output.split())
    assert "1 finding" in told
    assert f"{ID[:12]} person gate 0.40 7.60 7.20 s" in told
    assert f"gestae frame {case.folder} ID" in told
    assert "gestae show" not in told
    assert "none of it has a place in the world's time" in told
    fall = run("find", case.folder, "fall").output
    assert "a man falls; recorded" in fall
    assert "gestae show" in fall


def test_what_may_be_meant_is_counted_and_listed_on_request(case: Case) -> None:
    found = run("find", case.folder, "person direction:left")
    assert found.exit_code == 1
    assert "nothing fulfils 'person direction:left'" in found.output
    assert "1 more may be meant; --may-be lists them" in found.output
    assert "not known of 1: it was seen too few times" in found.output
    listed = run("find", case.folder, "person direction:left", "--may-be").output
    assert "f" * 12 in listed
    assert "not known: it was seen too few times" in " ".join(listed.split())
    told = document("find", "find", case.folder, "person direction:left")
    assert ([hit["id"] for hit in told["may_be"]], told["hits"]) == (["f" * 20], [])


def test_a_question_that_cannot_be_read_is_refused(case: Case) -> None:
    refused = run("find", case.folder, "persn colour:rot")
    assert refused.exit_code == 3
    assert "2 faults" in refused.stderr
    assert run("find", case.folder).exit_code == 3


def test_the_words_of_a_question_are_told() -> None:
    told = run("find", "--words")
    assert told.exit_code == 0
    assert all(word in told.output for word in ("lasting>10s", "Things: person", "vehicle_stops", "wears:WORD"))
    words = json.loads(run("find", "--words", "--json").stdout)
    assert "fall" in words["acts"]


def test_mark_and_zone_say_what_they_recorded(case: Case) -> None:
    marked = run("mark", case.folder, "gate.mp4", "wears:armband", "--from", "1.2", "--region", "10,20,60,120")
    assert marked.exit_code == 0
    assert "marked: wears:armband in gate.mp4" in marked.output
    assert "give or take 500 ms" in marked.output
    again = document(
        "mark", "mark", case.folder, "gate.mp4", "wears:armband", "--from", "1.2", "--region", "10,20,60,120"
    )
    assert again["new"] is False
    drawn = run("zone", case.folder, "gate", "door", "250,150", "319,150", "319,239", "250,239")
    assert "drawn: door on gate, entry" in drawn.output
    assert [one["name"] for one in document("zone", "zone", case.folder)["zones"]] == ["door"]
    assert "in door" in run("find", case.folder, "person zone:door").output


WRONG = {
    "a slip": (["mark", "gate.mp4", "smoks", "--from", "1"], 2, "did you mean smokes"),
    "no such attribute": (["mark", "gate.mp4", "wears:hat", "--from", "1"], 2, "write wears:WORD"),
    "said of nothing more": (["mark", "gate.mp4", "smokes:pipe", "--from", "1"], 2, "write smokes alone"),
    "no time": (["mark", "gate.mp4", "smokes"], 2, "--from"),
    "a negative doubt": (["mark", "gate.mp4", "smokes", "--from", "1", "--within", "-1 s"], 3, "is negative"),
    "no rectangle": (["mark", "gate.mp4", "smokes", "--from", "1", "--region", "9,9,1,1"], 2, "left upper corner"),
    "no corner": (["zone", "gate", "door", "12", "3,4", "5,6"], 2, "is no corner"),
    "a name alone": (["zone", "gate", "door"], 2, "needs its corners"),
    "two corners": (["zone", "gate", "door", "1,2", "3,4"], 3, "3 to 64 corners"),
}


@pytest.mark.parametrize(("words", "code", "told"), WRONG.values(), ids=list(WRONG))
def test_what_is_wrong_is_said(case: Case, words: list[str], code: int, told: str) -> None:
    verb, *rest = words
    refused = run(verb, case.folder, *rest)
    assert (refused.exit_code, told in refused.stderr) == (code, True), refused.stderr


def test_a_track_and_the_zones_are_shown_on_pictures_of_real_footage(tmp_path: Path) -> None:
    write_film(tmp_path / "gate.mp4", seconds=2, speed_px=6)
    assert run("init", tmp_path / "x.case", "--title", "The wall", "--zone", "Europe/Kyiv").exit_code == 0
    assert run("add", tmp_path / "x.case", tmp_path / "gate.mp4", "--camera", "gate").exit_code == 0
    from gestae.workflow.case import Desk

    with Case.open(tmp_path / "x.case", Desk("O. Tester")) as case:
        read_new_facts(case)
        film = str(case.store.rows("footage")[0]["sha256"])
        walker = path(ID, Label.PERSON, (12, 40), ((60, 200), (200, 200)), (40, 90))
        moved = type(walker)(walker.id, 1, walker.label, walker.n, walker.n * 512, walker.boxes, walker.scores)
        look(case, film, [moved], None)
    shown = run("frame", tmp_path / "x.case", ID[:8], "--to", tmp_path / "largest.png")
    assert shown.exit_code == 0, shown.stderr
    assert "picture 40" in shown.output
    assert "track 1, person, from 178,110 to 222,200" in shown.output
    assert run("frame", tmp_path / "x.case", "0123456789").exit_code == 0
    run("zone", tmp_path / "x.case", "gate", "door", "50,50", "150,50", "150,150", "50,150")
    still = tmp_path / "zones.png"
    assert run("zone", tmp_path / "x.case", "gate", "--at", "1", "--to", still).exit_code == 0
    with Image.open(still) as picture:
        assert picture.size == (320, 240)
        assert {picture.convert("RGB").getpixel(at) for at in ((100, 50), (150, 100))} == {(255, 213, 0)}


def test_the_clothing_of_two_people_is_told_apart_and_of_two_alike_once() -> None:
    def wears(track: str, upper: Colour, lower: Colour | None) -> list[Worn]:
        parts = ((Part.UPPER, upper), (Part.LOWER, lower))
        return [Worn(track, part, 4, {colour or Colour.RED: 0.8}, colour) for part, colour in parts]

    grey = wears("a", Colour.GREY, Colour.BLACK)
    assert finding._wear(grey) == ["upper grey", "lower black"]
    assert finding._wear([*grey, *wears("b", Colour.GREY, Colour.BLACK)]) == ["2 alike: upper grey, lower black"]
    assert finding._wear([*grey, *wears("b", Colour.RED, None)]) == ["one: upper grey, lower black", "one: upper red"]
    assert finding._wear([]) == []
