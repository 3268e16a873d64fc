"""What the tutorial on accounts shows is what is printed, line by line."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.unit.docs.pages import ROOT, Fence, fences

from gestae.cli.app import app

ACCOUNTS = ROOT / "examples" / "accounts"
PAGE = ROOT / "docs" / "tutorial" / "account-on-paper.md"
SHOWN = [fence for fence in fences(PAGE) if fence.body.startswith("$ gestae ")]
# As wide as the page was written.
WIDTH = {"COLUMNS": "112"}
FINDS = {"contradiction.toml": 1}


def test_the_page_shows_every_verb_of_accounts() -> None:
    assert {fence.body.split()[2] for fence in SHOWN} >= {"order", "tell", "why", "before", "without"}


@pytest.mark.parametrize("fence", SHOWN, ids=lambda fence: fence.body.splitlines()[0])
def test_what_the_page_shows_is_printed(fence: Fence, monkeypatch: pytest.MonkeyPatch) -> None:
    command, *lines = fence.body.splitlines()
    monkeypatch.chdir(ACCOUNTS)
    done = CliRunner().invoke(app, shlex.split(command)[2:], env=WIDTH)
    printed = iter(line.rstrip() for line in done.stdout.splitlines())
    assert [line for line in lines if line not in printed] == []
    assert done.exit_code == FINDS.get(Path(shlex.split(command)[3]).name, 0)
