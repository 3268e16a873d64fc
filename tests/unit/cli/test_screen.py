"""What reaches a terminal can do nothing to it, and what reaches a program is one document."""

from __future__ import annotations

import json

import pytest

from gestae.cli.output import Screen, StepLines, plain


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("a\x1b[2Jb", r"a\x1b[2Jb"),
        ("a\x9b2Jb", r"a\x9b2Jb"),
        ("tab\tnew\nline\rback", r"tab\tnew\nline\rback"),
        ("mp4.\u202eexe", r"mp4.\u202eexe"),
        ("mp4.\u200fexe\u200e", r"mp4.\u200fexe\u200e"),
        ("\u2066x\u2069 \u061c", r"\u2066x\u2069 \u061c"),
        ("one\u2028two\u2029", r"one\u2028two\u2029"),
        ("he\u200b fell\ufeff", r"he\u200b fell\ufeff"),
        ("he\xad\u3164\U000e0041\ufe0f", r"he\xad\u3164\U000e0041\ufe0f"),
        ("می\u200cخواهم a\u200cb", "می\u200cخواهم a\\u200cb"),
        ("Їжак на складі", "Їжак на складі"),
        ("not UTF-8: \udcff", r"not UTF-8: \udcff"),
        ("[bold]no markup[/bold]", "[bold]no markup[/bold]"),
        (None, "–"),
        (True, "yes"),
        (False, "no"),
        (0, "0"),
    ],
)
def test_what_could_move_a_cursor_is_shown_as_what_it_is(given: object, shown: str) -> None:
    assert plain(given) == shown


def test_a_table_shows_hostile_names_harmlessly(capsys: pytest.CaptureFixture[str]) -> None:
    screen = Screen(as_json=False)
    hostile = "\x1b]0;owned\x07[red]name\u202e"
    screen.table(hostile, ("name", "n #"), [(hostile, 1)], empty="")
    screen.say(hostile)
    screen.warn(hostile)
    screen.table("none", ("name",), [], empty=hostile)
    told = capsys.readouterr()
    for stream in (told.out, told.err):
        assert "\x1b" not in stream
        assert "\x07" not in stream
        assert "\u202e" not in stream
        assert "[red]" in stream


def test_a_very_long_name_is_folded_and_whole(capsys: pytest.CaptureFixture[str]) -> None:
    name = "x" * 3000
    Screen(as_json=False).table("t", ("name",), [(name,)], empty="")
    assert capsys.readouterr().out.count("x") == 3000


def test_for_a_program_there_is_one_document_and_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    screen = Screen(as_json=True)
    screen.say("to a person")
    screen.table("t", ("a",), [("b",)], empty="")
    screen.document({"name": "\x1b[2J Їжак"})
    out = capsys.readouterr().out
    assert json.loads(out) == {"name": "\x1b[2J Їжак"}
    assert "\x1b" not in out


def test_progress_without_a_terminal_is_a_line_for_each_step(capsys: pytest.CaptureFixture[str]) -> None:
    with Screen(as_json=False).progress("work") as line:
        for step in range(5):
            line(f"reading \x1b[2J{step}", step / 8)
        line("writing", 1.0)
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.splitlines() == [r"reading \x1b[2J0 (0 %)", "writing (100 %)"]


def test_a_step_that_goes_on_is_told_again_twice_a_minute() -> None:
    said: list[str] = []
    clock = iter(range(0, 120, 10))
    line = StepLines(said.append, lambda: float(next(clock)))
    for place in range(12):
        line(f"looking: {place} of 12 files", place / 12)
    assert said == [f"looking: {place} of 12 files ({100 * place / 12:.0f} %)" for place in (0, 3, 6, 9)]
