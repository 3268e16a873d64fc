"""What nobody said is told before it stands in a journal: who acts, which zone, who handed it over."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from gestae.cli.app import app


def run(*words: str | Path, author: str | None = None) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words], env={"GESTAE_AUTHOR": author})


@pytest.fixture
def text(tmp_path: Path) -> Path:
    folder = tmp_path / "usb"
    folder.mkdir()
    (folder / "a.txt").write_text("words", encoding="utf-8")
    return folder


def test_a_login_name_is_told_and_how_to_name_another(tmp_path: Path, text: Path) -> None:
    case = tmp_path / "yard.case"
    begun = run("init", case, "--title", "The yard", "--zone", "UTC")
    assert begun.exit_code == 0
    for done in (begun, run("add", case, text)):
        assert "your login name" in done.stderr
        assert 'export GESTAE_AUTHOR="NAME"' in done.stderr


@pytest.mark.parametrize(("more", "author"), [(("--by", "O. Tester"), None), ((), "O. Tester")])
def test_whoever_named_themselves_is_not_told(tmp_path: Path, more: tuple[str, ...], author: str | None) -> None:
    done = run("init", tmp_path / "yard.case", "--title", "The yard", "--zone", "UTC", *more, author=author)
    assert (done.exit_code, done.stderr) == (0, "")


def test_an_investigation_says_what_it_takes_for_granted(tmp_path: Path, text: Path) -> None:
    case = tmp_path / "yard.case"
    first = run("investigate", text, "--case", case, author="O. Tester").stderr
    assert "shown in UTC, for no --zone was given" in first
    assert "nobody is recorded as who handed this over" in first
    again = run(
        "investigate", text, "--case", case, "--zone", "Europe/Kyiv", "--from", "I. Mak", author="O. Tester"
    ).stderr
    assert "--zone changed nothing" in again
    assert "shown in UTC" not in again
    assert "nobody is recorded" not in again


def test_the_empty_form_needs_no_case() -> None:
    done = run("add", "--acquisition-template")
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.startswith("# Acquisition form")


def test_what_of_a_form_may_be_a_slip_is_told_and_taken(tmp_path: Path, text: Path) -> None:
    case, form = tmp_path / "yard.case", tmp_path / "form.toml"
    form.write_text(
        '[acquisition]\nformat = 1\nreceived_from = "a"\nreceived_by = "b"\nreceived_at = "2391-03-18T10:30:00+02:00"\n'
        '[[recorder]]\nid = "r"\n',
        encoding="utf-8",
    )
    run("init", case, "--title", "The yard", "--zone", "UTC", author="O. Tester")
    done = run("add", case, text, "--acquisition", form, author="O. Tester")
    assert done.exit_code == 0
    assert "form.toml: received_at 2391-03-18T08:30:00Z lies in the future; if it is a slip" in done.stderr
