"""The tutorial is true: each of its commands runs, in its order, and prints what the page says that it prints."""

from __future__ import annotations

from pathlib import Path

import pytest
from tools.tutorial import PAGE, fences, play, stable, told

from gestae.workflow.case import no_progress
from gestae.workflow.demo import draw_film

pytestmark = pytest.mark.story


def test_the_page_shows_commands_with_what_they_print() -> None:
    shown = [one for fence in fences(PAGE.read_text("utf-8")) for one in told(fence["body"])]
    verbs = {one.command.split()[1] for one in shown if one.command.startswith("gestae ")}
    assert verbs >= {
        "init",
        "add",
        "analyze",
        "observations",
        "accept",
        "reject",
        "events",
        "order",
        "report",
        "verify",
    }
    assert all(one.printed for one in shown if one.command.startswith("gestae "))


@pytest.mark.prove
@pytest.mark.timeout(1800)
def test_each_command_runs_and_prints_what_the_page_says(tmp_path: Path) -> None:
    (tmp_path / "demo").mkdir()
    draw_film(tmp_path / "demo", 1, 2, no_progress)
    (tmp_path / "work").mkdir()
    _, pairs = play(PAGE.read_text("utf-8"), tmp_path / "demo", tmp_path / "work")
    differing = [
        (now.command, stable(page.printed), stable(now.printed))
        for page, now in pairs
        if stable(page.printed) != stable(now.printed)
    ]
    assert differing == []
    failed = [now.command for _, now in pairs if now.code]
    assert failed == ["gestae verify broken.case"], "the copy with an altered byte does not verify, and it alone"
