"""The journal as people read it: what each entry is about, times whole on a narrow terminal, one entry in full."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.unit.workflow.cases import add_film, made

from gestae.cli.app import app
from gestae.workflow.notes import note


@pytest.fixture
def case(tmp_path: Path) -> Path:
    with made(tmp_path) as opened:
        add_film(opened, "gate.mp4")
        note(opened, "gate.mp4", "the clock was set in January, says the owner " * 6, "a remark")
        return opened.folder


def run(case: Path, *words: str, columns: int = 80) -> Result:
    env = {"GESTAE_AUTHOR": "O. Tester", "COLUMNS": str(columns)}
    return CliRunner().invoke(app, ["log", str(case), *words], env=env)


@pytest.mark.parametrize("columns", [80, 140])
def test_a_row_has_number_whole_time_matter_and_person(case: Path, columns: int) -> None:
    lines = run(case, columns=columns).stdout.splitlines()
    times = [line for line in lines if re.match(r"\s*\d  2022-03-16 14:00:00  ", line)]
    assert len(times) == 5
    assert "when (Europe/Kyiv)" in lines[1]
    told = " ".join(" ".join(lines).split())
    for words in ("gate.mp4", "O. Tester", "The wall"):
        assert words in told
    assert max(map(len, lines[:-1])) <= columns
    assert re.search(r"[0-9a-f]{12}", told.replace(str(case), "")) is None, "no leaf, no digest"


def test_long_words_are_cut_in_the_table_and_whole_in_the_entry(case: Path) -> None:
    assert "…" in run(case, "--last", "1").stdout
    told = " ".join(run(case, "5").stdout.split())
    assert told.count("the clock was set in January, says the owner") == 6
    assert "gate.mp4 (" in told
    assert "2022-03-16 14:00:00.000 +02:00 (Europe/Kyiv)" in told
    assert "A remark on a thing." in told


def test_one_entry_says_its_leaf_and_what_speaks_of_it(case: Path) -> None:
    document = json.loads(run(case, "2", "--json").stdout)
    (entry,) = document["entries"]
    told = run(case, "2", columns=160).stdout
    assert entry["seq"] == 2
    assert entry["leaf"] in told
    assert entry["head"] in told
    assert "entries 3, 4, 5" in told


@pytest.mark.parametrize(("words", "code", "said"), [(("99",), 3, "1 to 5"), (("2", "--last", "1"), 2, "--last out")])
def test_a_number_that_is_not_there_is_refused(case: Path, words: tuple[str, ...], code: int, said: str) -> None:
    done = run(case, *words)
    assert done.exit_code == code
    assert said in done.stderr
