"""How long a recording is: its stretches added up, and never across a leap of its times."""

from __future__ import annotations

import json
import re
from fractions import Fraction
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner, Result
from tests.unit.decode.clips import Film, even_times, write_film

from gestae.cli.app import app
from gestae.workflow.documents import schema
from gestae.workflow.footage import leap_words, length_s, stretches_of


def at(seconds: float) -> dict[str, Any]:
    return {"pts": round(seconds * 25), "seconds": seconds}


def video(*ends: tuple[float, float], step: int | None = 1, **more: Any) -> dict[str, Any]:
    stretches = [{"first": at(first), "last": at(last)} for first, last in ends]
    distance = {"median": {"ticks": step}} if step else None
    whole = {"first": at(min(ends)[0]), "last": at(max(end for _, end in ends))} if ends else {"first": None}
    return {"time_base": "1/25", "distance": distance, "stretches": stretches, "jumps": [], **whole, **more}


@pytest.mark.parametrize(
    ("stream", "seconds"),
    [
        (video((0, 1.96)), 2),
        (video((0, 1.96), (3600, 3601.96)), 4),
        (video((3600, 3601.96), (0, 1.96)), 4),
        (video((4, 4), step=None), None),
        (video(), None),
        ({key: value for key, value in video((0, 1.96)).items() if key != "stretches"}, 2),
        ({key: value for key, value in video((0, 9)).items() if key != "stretches"} | {"jumps": [{}]}, None),
    ],
    ids=["one", "a leap ahead", "back", "one picture", "no times", "older facts", "older facts with a leap"],
)
def test_lengths(stream: dict[str, Any], seconds: int | None) -> None:
    assert length_s(stream) == (None if seconds is None else Fraction(seconds))


def test_where_older_facts_leap_nothing_is_claimed() -> None:
    assert stretches_of({"jumps": [{}], "first": at(0), "last": at(9)}) is None


@pytest.mark.parametrize(
    ("start", "end", "direction", "words"),
    [
        (7, 60, "ahead", "from 5.00 s ahead to 58.00 s"),
        (7, 2, "backwards", "from 5.00 s back to 0.00 s"),
        (7, 95443, "backwards", "from 5.00 s back to a lesser time, which is counted as 95441.00 s"),
    ],
)
def test_a_leap_is_named(start: float, end: float, direction: str, words: str) -> None:
    jump = {"from": at(start), "to": at(end), "direction": direction}
    assert leap_words({"first": at(2), "jumps": [jump]}) == (words,)


AT_25 = Fraction(1, 25)


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words], env={"GESTAE_AUTHOR": "O. Tester", "COLUMNS": "240"})


@pytest.fixture(scope="module")
def joined(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case with one file joined of two recordings, 1.2 s each, of which the second counts from less."""
    folder = tmp_path_factory.mktemp("joined")
    film = Film(codec="mpeg2video", container="mpegts", time_base=AT_25)
    pieces = [
        write_film(folder / f"{start}.ts", even_times(30, 1, start), film).read_bytes() for start in (90_000, 250)
    ]
    (folder / "in").mkdir()
    (folder / "in" / "joined.ts").write_bytes(b"".join(pieces))
    run("init", folder / "a.case", "--title", "a", "--zone", "UTC")
    assert run("add", folder / "a.case", folder / "in", "--from", "I. Mak").exit_code == 0
    assert run("analyze", folder / "a.case", "--workers", "1").exit_code in (0, 3)
    return folder / "a.case"


def test_a_file_joined_of_two_is_as_long_as_both(joined: Path) -> None:
    told = run("footage", joined).stdout
    assert " 2.4 s " in told
    assert "1 leap in time: from 1.16 s back to a lesser time" in " ".join(told.split())
    document = json.loads(run("footage", joined, "--json").stdout)
    jsonschema.validate(document, schema("footage"), cls=jsonschema.Draft202012Validator)
    (one,) = document["footage"]
    assert len(one["stretches"]) == 2
    assert one["stretches"] == one["streams"][0]["stretches"]
    assert one["last"]["seconds"] - one["first"]["seconds"] > 90_000, "the ends are those that the file states"


def test_its_coverage_says_nothing_of_the_leap(joined: Path) -> None:
    document = json.loads(run("coverage", joined, "--json").stdout)
    jsonschema.validate(document, schema("coverage"), cls=jsonschema.Draft202012Validator)
    spans = document["footage"][0]["coverage"]
    assert "leap of its times" in [span["how"] for span in spans]
    looked = sum(s["to"]["seconds"] - s["from"]["seconds"] for s in spans if s["how"] != "leap of its times")
    assert looked == pytest.approx(2.4)
    assert "'leap of its times' is where" in run("coverage", joined).stdout


def test_the_page_gives_the_same_length_and_names_the_leap(joined: Path, tmp_path: Path) -> None:
    run("report", joined, "--to", tmp_path / "page.html")
    text = re.sub(r"\s+", " ", (tmp_path / "page.html").read_text("utf-8"))
    assert "<dt>Length</dt><dd>2.4 s</dd>" in text
    assert "times leap, from 1.16 s back to a lesser time" in text
    assert "a leap of the file’s times, no pictures</td>" in text
    assert "(100 %)" in text, "the leap is no part of what could be looked at"
