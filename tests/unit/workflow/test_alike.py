"""Things that look alike by clothing: ranked with bounds, apart where they cannot be one, never across cases."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner
from PIL import Image
from tests.story.incident import write_film
from tests.unit.workflow.cases import add_film, made
from tests.unit.workflow.tracked import look, numbered, path, proposal

from gestae.cli.app import app
from gestae.errors import InputRefused
from gestae.model.colour import Colour, Part, Worn
from gestae.model.observation import Kind
from gestae.model.sighting import Label, Track
from gestae.workflow.alike import alike, alike_document
from gestae.workflow.case import Case
from gestae.workflow.documents import schema
from gestae.workflow.findings import findings

NAMES = {name: f"{place:x}" * 20 for place, name in enumerate(
    ("man", "same", "other", "half", "beside", "grey", "car", "twin car"), 1)}  # fmt: skip
PERSON = ((10.0, 200.0), (200.0, 200.0))


def worn(name: str, part: Part, **shares: float) -> Worn:
    return Worn(NAMES[name], part, 4, {Colour(colour): share for colour, share in shares.items()}, None)


def fill(case: Case, gate: str, yard: str, ticks: int = 1) -> None:
    def track(name: str, label: Label, frames: tuple[int, int]) -> Track:
        one = path(NAMES[name], label, frames, PERSON)
        return replace(one, pts=one.n * ticks)

    here = [track("man", Label.PERSON, (5, 60)), track("beside", Label.PERSON, (10, 50)),
            track("car", Label.CAR, (1, 90)), track("half", Label.PERSON, (70, 90))]  # fmt: skip
    there = [track("same", Label.PERSON, (5, 60)), track("other", Label.PERSON, (5, 60)),
             track("grey", Label.PERSON, (5, 60)), track("twin car", Label.TRUCK, (1, 90))]  # fmt: skip
    red_black = {"upper": {"red": 0.9}, "lower": {"black": 1.0}}
    dressed = [worn(name, Part(part), **shares) for name in ("man", "beside") for part, shares in red_black.items()]
    fall = proposal(gate, Kind.FALL, (20, 30), tracks=[NAMES["man"]])
    look(case, gate, numbered(*here), [*dressed, worn("half", Part.UPPER, red=0.9), worn("car", Part.BODY, white=1)],
         fall)  # fmt: skip
    look(case, yard, numbered(*there), [
        worn("same", Part.UPPER, red=0.8, grey=0.1), worn("same", Part.LOWER, black=0.9),
        worn("other", Part.UPPER, blue=1.0), worn("other", Part.LOWER, black=0.5, blue=0.5),
        worn("twin car", Part.BODY, white=0.9),
    ])  # fmt: skip


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    with made(tmp_path) as opened:
        gate, yard = (add_film(opened, f"{name}.mp4", camera=name) for name in ("gate", "yard"))
        fill(opened, gate, yard)
        yield opened


def ranked(case: Case, words: str = "", name: str = "man") -> list[tuple[str, float, float, bool]]:
    known = {value: key for key, value in NAMES.items()}
    return [
        (known[one.hit.id], round(one.likeness.least, 2), round(one.likeness.most, 2), one.is_other)
        for one in alike(case.store, NAMES[name][:8], words).ranked
    ]


def test_they_are_ranked_by_the_middle_of_their_bounds_and_another_comes_last(case: Case) -> None:
    assert ranked(case) == [
        ("same", 0.89, 0.89, False),
        ("half", 0.5, 1.0, False),
        ("other", 0.25, 0.25, False),
        ("beside", 1.0, 1.0, True),
    ]


def test_a_question_narrows_who_is_compared(case: Case) -> None:
    assert [name for name, *_ in ranked(case, "camera:yard")] == ["same", "other"]
    with pytest.raises(InputRefused, match="asks for acts"):
        ranked(case, "fall")


def test_vehicles_are_compared_with_vehicles(case: Case) -> None:
    assert ranked(case, name="car") == [("twin car", 0.9, 0.9, False)]


def test_an_act_of_one_person_names_that_person(case: Case) -> None:
    (fall,) = findings(case.store)
    assert alike(case.store, fall.observation.id).named.id == NAMES["man"]


def test_what_shows_no_colours_is_counted_and_cannot_be_asked_for(case: Case) -> None:
    found = alike(case.store, NAMES["man"])
    assert [(count, "no colour of it is told" in why) for why, count in found.not_compared] == [(1, True)]
    with pytest.raises(InputRefused, match="no colour of it is told"):
        ranked(case, name="grey")


@pytest.mark.parametrize("name", ["", "abc", "ffffff"])
def test_a_name_of_nobody_is_refused(case: Case, name: str) -> None:
    with pytest.raises(InputRefused, match="means no tracked"):
        alike(case.store, name)


def test_the_document_says_what_the_measure_is_and_is_not(case: Case) -> None:
    document: Any = {**alike_document(alike(case.store, NAMES["man"])), "written": None}
    jsonschema.validate(document, schema("like"), cls=jsonschema.Draft202012Validator)
    assert "never identity" in str(document["measure"])
    half = next(one for one in document["candidates"] if one["id"] == NAMES["half"])
    assert half["shared"] == {"lower": None, "upper": 1.0}


def test_the_command_shows_them_and_writes_over_nothing_else(tmp_path: Path) -> None:
    films = []
    with made(tmp_path) as opened:
        for name, speed_px in (("gate.mp4", 4), ("yard.mp4", 5)):
            write_film(tmp_path / name, seconds=4, speed_px=speed_px)
            films.append(add_film(opened, name, camera=name[:4], content=(tmp_path / name).read_bytes(), ticks=512))
        fill(opened, films[0], films[1], ticks=512)
        folder = opened.folder
    sheet = tmp_path / "alike.png"
    words = ["find", str(folder), "--like", NAMES["man"][:10]]
    told = CliRunner().invoke(app, [*words, "--to", str(sheet)], env={"COLUMNS": "160"})
    assert told.exit_code == 0, "every picture was drawn"
    assert "likeness of clothing, never identity" in told.output
    assert "lower not seen" in told.output
    with Image.open(sheet) as picture:
        assert picture.info["gestae alike"] == NAMES["man"]
    other = CliRunner().invoke(app, ["find", str(folder), "--like", NAMES["other"][:10], "--to", str(sheet)])
    assert other.exit_code == 3
    assert json.loads(CliRunner().invoke(app, [*words, "--json"]).stdout)["written"] is None
    assert CliRunner().invoke(app, ["find", str(folder), "person", "--to", str(sheet)]).exit_code == 2
