"""How each verb answers: exit codes, who acts, help whose examples can be typed."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from gestae.cli.app import app
from gestae.cli.options import verb
from gestae.cli.output import Screen

AUTHOR = {"GESTAE_AUTHOR": "O. Tester"}


def run(*words: str | Path, env: dict[str, str] | None = None) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words], env=AUTHOR if env is None else env)


@pytest.fixture
def case(tmp_path: Path) -> Path:
    made = tmp_path / "wall.case"
    assert run("init", made, "--title", "The wall", "--zone", "Europe/Kyiv").exit_code == 0
    return made


def commands(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))
        else:
            yield (*path, name), command


def examples() -> list[list[str]]:
    """Find every line of help that begins as a person would type it."""
    lines = [
        line.strip()
        for _, command in commands(app)
        for line in (command.help or "").splitlines()
        if line.strip().startswith("gestae ")
    ]
    return [shlex.split(line.partition(" > ")[0].partition(" >> ")[0], comments=False)[1:] for line in lines]


def test_every_verb_says_what_it_does_with_an_example() -> None:
    shown = {tuple(words[: len(name)]) for words in examples() for name, _ in commands(app)}
    assert [name for name, _ in commands(app) if name not in shown] == []
    for name, command in commands(app):
        assert command.get_short_help_str(120), name
        for parameter in command.params:
            assert not isinstance(parameter, click.Option) or parameter.help or parameter.is_flag or name, parameter


@pytest.mark.parametrize("words", examples(), ids=" ".join)
def test_every_example_is_a_command_that_can_be_typed(
    words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Parse it as the program would, with the files that it names in place."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "SHA256SUMS").touch()
    for word in words:
        if "." in word and "/" not in word and not word.startswith("-") and "…" not in word:
            (tmp_path / word).touch()
    for folder in ("usb", "seized", "yard.key"):
        (tmp_path / folder).mkdir(exist_ok=True)
    words = [word.replace("../yard.key", "yard.key").replace("/media/usb", "usb") for word in words]
    command: click.Command = app
    with click.Context(app, info_name="gestae") as context:
        while isinstance(command, click.Group):
            name, words = words[0], words[1:]
            found = command.get_command(context, name)
            assert found is not None, f"there is no verb {name}"
            command = found
        made = command.make_context(command.name, list(words), parent=context)
    assert made.params


def test_sections_of_the_help_name_every_verb_once() -> None:
    shown = run("--help").stdout
    for name in app.commands:
        assert sum(line.strip().startswith(f"{name} ") for line in shown.splitlines()) == 1, name


@pytest.mark.parametrize("given", ["", "   "])
@pytest.mark.parametrize("how", ["option", "environment"])
def test_nobody_cannot_act(case: Path, given: str, how: str) -> None:
    before = json.loads(run("log", case, "--json").stdout)
    words = ("--by", given) if how == "option" else ()
    env = {"GESTAE_AUTHOR": given} if how == "environment" else AUTHOR
    done = run("rebuild", case, *words, env=env)
    if how == "environment" and not given:
        assert done.exit_code == 0  # as good as not set: the login name acts
    else:
        assert done.exit_code == 2
        assert "nobody is named" in done.stderr
    assert json.loads(run("log", case, "--json").stdout) == before


def test_who_acts_stands_in_the_journal(case: Path, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("words", encoding="utf-8")
    run("add", case, tmp_path / "a.txt", "--by", " L. Dzvin ")
    entries = json.loads(run("log", case, "--json").stdout)["entries"]
    assert [one["entry"]["author"] for one in entries] == ["O. Tester", "L. Dzvin"]


@pytest.mark.parametrize(
    "words",
    [
        ("analyze", "{case}", "--workers", "0"),
        ("analyze", "{case}", "--looks", "0"),
        ("analyze", "{case}", "--looks", "-1"),
        ("log", "{case}", "--last", "0"),
        ("observations", "{case}", "--kind", "crime"),
        ("init",),
        ("nonsense",),
        ("accept", "{case}", "--why", "x"),
        ("accept", "{case}", "abc"),
        ("protect", "{case}", "1"),
        ("demo", "--check", "--seeds", "1-x"),
        ("models", "fetch"),
    ],
)
def test_what_is_used_wrongly_ends_with_2(case: Path, words: tuple[str, ...]) -> None:
    done = run(*(word.format(case=case) for word in words))
    assert done.exit_code == 2, done.output
    assert done.stdout == ""


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("accept", "{case}", "abc", "--why", "x"), "there is no observation 'abc'"),
        (("tag", "{case}", "nothing", "x"), "there is nothing called 'nothing'"),
        (("custody", "{case}", "nothing", "lent", "--why", "x"), "there is no exhibit 'nothing'"),
        (("search", "{case}", " "), "is empty"),
        (("verify", "{case}", "--head", "1:zz"), "write it as verify printed it"),
        (("protect", "{case}", "1", "--ground", "x"), "nothing can be protected before a key is named"),
        (("init", "{case}", "--title", "again", "--zone", "UTC"), "is not empty"),
        (("init", "{case}2", "--title", "x", "--zone", "Mars/Olympus"), "write one such as Europe/Kyiv"),
        (("init", "{case}2", "--title", "x", "--zone", "Kiev"), "did you mean Europe/Kyiv?"),
        (("init", "{case}2", "--title", " ", "--zone", "UTC"), "the title: is empty; write what the case is called"),
        (("log", "{case}.nowhere"), "there is no such folder"),
        (("log", "{case}/case.db"), "is a file, not a case"),
        (("analyze", "{case}", "--detector", "nothing-of-the-kind"), "nothing-of-the-kind"),
        (("report", "{case}", "--to", "{case}/page.html"), "lies inside the case"),
        (("report", "{case}", "--to", "{case}.file/page.html"), "check the path"),
        (("add", "{case}", "{case}", "--acquisition", "{case}"), "check the path"),
        (("open", "{case}", "1", "--key", "{case}/case.toml", "--why", "x"), "refused"),
    ],
)
def test_what_is_refused_ends_with_3_and_says_what_would_be_right(
    case: Path, words: tuple[str, ...], said: str
) -> None:
    Path(f"{case}.file").touch()
    done = run(*(word.format(case=case) for word in words))
    assert done.exit_code == 3, done.output
    assert said in done.stderr.replace("\n", " ")
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


READING = ("footage", "observations", "tracks", "coverage", "order", "log", "verify")


@pytest.mark.parametrize("name", READING)
def test_an_empty_case_is_told_and_is_no_fault(case: Path, name: str) -> None:
    told = run(name, case)
    assert told.exit_code == 0
    assert told.stdout.strip()
    assert isinstance(json.loads(run(name, case, "--json").stdout), dict)


def test_an_empty_case_is_analyzed_reported_reproduced_and_rebuilt(case: Path) -> None:
    for name in ("analyze", "report", "reproduce", "rebuild"):
        done = run(name, case, "--json")
        assert done.exit_code == 0, done.output
        assert isinstance(json.loads(done.stdout), dict)


def snapshot(folder: Path) -> dict[str, tuple[int, int, bytes]]:
    found = {}
    for path in sorted(folder.rglob("*")):
        facts = path.lstat()
        data = path.read_bytes() if path.is_file() else b""
        found[path.relative_to(folder).as_posix()] = (facts.st_mtime_ns, facts.st_mode, data)
    return found


@pytest.mark.parametrize("name", [*READING, "search"])
def test_reading_changes_no_byte_of_a_case_and_makes_no_file_in_it(case: Path, name: str) -> None:
    before = snapshot(case)
    run(name, case, *(("nothing",) if name == "search" else ()))
    assert snapshot(case) == before


class Broken:
    """Verbs that end otherwise than they should."""

    @staticmethod
    def interrupted(_screen: Screen) -> int:
        raise KeyboardInterrupt

    @staticmethod
    def full(_screen: Screen) -> int:
        raise OSError(28, "No space left on device", "/media/usb/page.html")

    @staticmethod
    def faulty(_screen: Screen) -> int:
        raise KeyError("container")

    @staticmethod
    def misused(_screen: Screen) -> int:
        raise click.UsageError("name observations by id")

    @staticmethod
    def plain(_screen: Screen) -> None:
        return None


@pytest.mark.parametrize(
    ("command", "code", "said"),
    [
        (Broken.interrupted, 130, "goes on from there"),
        (Broken.full, 3, "/media/usb/page.html: No space left on device"),
        (Broken.faulty, 70, "a fault of gestae itself, not of your input: KeyError: 'container'"),
        (Broken.plain, 0, ""),
    ],
)
def test_how_a_verb_ends_is_its_exit_code(
    command: Any, code: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        verb(command)()
    assert ended.value.code == code
    assert said in capsys.readouterr().err.replace("\n", "")


def test_what_click_itself_says_of_misuse_is_left_to_it() -> None:
    with pytest.raises(click.UsageError, match="name observations by id"):
        verb(Broken.misused)()


def test_hostile_names_reach_no_terminal(case: Path, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    name = "a\x1b]0;x\x07\u202e[red]" + "n" * 200 + ".txt"
    (folder / name).write_text("words", encoding="utf-8")
    for words in (("add", case, folder), ("footage", case), ("tag", case, name, "x"), ("search", case, "words")):
        done = run(*words)
        assert done.exit_code == 0, done.output
        for char in "\x1b\x07\u202e":
            assert char not in done.output + done.stderr
    listed = json.loads(run("footage", case, "--json").stdout)["footage"]
    assert [one["name"] for one in listed] == [name]


def test_completion_and_schemas_are_printed() -> None:
    for shell in ("bash", "zsh", "fish"):
        assert "_GESTAE_COMPLETE" in run("completion", shell).stdout
    assert json.loads(run("schema", "footage").stdout)["$schema"].startswith("https://json-schema.org/")


def test_all_that_a_command_lacks_is_said_at_once(case: Path) -> None:
    lacks = run("init", case)
    assert lacks.exit_code == 2
    assert "--title" in lacks.stderr
    assert "--zone" in lacks.stderr
    assert "CASE" not in lacks.stderr.partition("missing:")[2]
    assert "Missing option '--ground'" in run("protect", case, "1").stderr


def test_gestae_alone_shows_its_help_and_is_no_mistake() -> None:
    alone = run()
    assert (alone.exit_code, alone.stderr) == (0, "")
    assert alone.stdout == run("--help").stdout
