"""The example scripts run, and go through the front door alone."""

from __future__ import annotations

import ast
import csv
import io
import subprocess
import sys
from pathlib import Path

import pytest
from tests.unit.docs.pages import ROOT

import gestae

EXAMPLES = sorted((ROOT / "examples").glob("*.py"))


def run(name: str, *words: Path, code: int = 0) -> str:
    """Run an example and give what it printed."""
    done = subprocess.run(
        [sys.executable, ROOT / "examples" / name, *words], capture_output=True, text=True, check=False
    )
    assert done.returncode == code, done.stderr
    return done.stdout


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_it_goes_through_the_front_door_alone(example: Path) -> None:
    tree = ast.parse(example.read_text("utf-8"))
    imported = [node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    used = {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "gestae"
    }
    assert used
    assert used <= set(gestae.__all__)
    assert not [name for name in imported if name and name.startswith("gestae")]


def test_a_folder_is_taken_in_and_read_by_the_others(tmp_path: Path) -> None:
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "statement.txt").write_text("I saw a grey van.", encoding="utf-8")
    (tmp_path / "papers" / "gone").symlink_to(tmp_path / "nowhere")
    case, heads = tmp_path / "street.case", tmp_path / "heads.txt"
    told = run("take_in_and_verify.py", tmp_path / "papers", case, heads, code=1)
    assert "1 taken, 1 refused, whole: True" in told
    head = gestae.verify_case(case).head
    assert heads.read_text("utf-8") == f"street.case {head.seq}:{head.hex}\n"
    assert run("count_decisions.py", case) == ""
    (header,) = csv.reader(io.StringIO(run("order_as_csv.py", case)))
    assert header[:3] == ["event", "earliest UTC", "latest UTC"]
