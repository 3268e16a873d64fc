"""Verbs as processes of their own, and what they leave behind."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

# No run of a verb takes longer than this, even on a loaded machine.
PATIENCE_S = 300.0


def start(*words: str | Path) -> subprocess.Popen[str]:
    """Start a verb as a process of its own."""
    command = [sys.executable, "-c", "from gestae.cli import main; main()", *map(str, words)]
    env = {**os.environ, "GESTAE_AUTHOR": "O. Tester"}
    return subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)


def workers_of(pid: int) -> list[int]:
    """Find the worker processes that a process started and that still live."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes().split(b"\0")
            state = (folder / "stat").read_text().rpartition(")")[2].split()[0]
        except OSError:  # it ended meanwhile
            continue
        if b"gestae.engine.worker" in words and words[-2:] == [str(pid).encode(), b""] and state != "Z":
            found.append(int(folder.name))
    return found


def no_worker_left(pid: int) -> None:
    """Fail if a worker outlives the process that started it by more than two seconds."""
    for _ in range(100):
        if not workers_of(pid):
            return
        time.sleep(0.02)
    pytest.fail(f"workers of process {pid} live on: {workers_of(pid)}")
