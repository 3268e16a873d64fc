"""What `add` refuses before anything is taken in, and what it says of what it took."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from gestae.cli.app import app


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words], env={"GESTAE_AUTHOR": "O. Tester"})


@pytest.fixture
def case(tmp_path: Path) -> Path:
    made = tmp_path / "wall.case"
    assert run("init", made, "--title", "The wall", "--zone", "Europe/Kyiv").exit_code == 0
    return made


def write(path: Path, text: str = "I saw the van.") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def entries(case: Path, kind: str = "") -> list[dict[str, Any]]:
    found = json.loads(run("log", case, "--json").stdout)["entries"]
    return [one["entry"] for one in found if kind in ("", one["entry"]["kind"])]


@pytest.mark.parametrize("given", [("--pseudonym", "Witness 1"), ("--key", "{root}/yard.key")])
def test_a_statement_is_not_taken_in_plain_where_protection_was_half_asked_for(
    case: Path, tmp_path: Path, given: tuple[str, str]
) -> None:
    statement = write(tmp_path / "petrenko.txt")
    done = run("add", case, statement, given[0], given[1].format(root=tmp_path))
    assert done.exit_code == 2
    assert "--pseudonym and --key belong to --protected; nothing was taken in" in done.stderr
    assert [one["kind"] for one in entries(case)] == ["case-opened"]
    assert not (tmp_path / "yard.key").exists()
