"""Intake killed by the system itself, at random moments, again and again: the end is that of an undisturbed run."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from gestae.preserve.vault import Vault

# One run as the workflow makes it: a receipt is journaled and flushed before the next item is asked for.
RUN = """
import os, sys
from pathlib import Path
from gestae.preserve.intake import Taken, take_in
from gestae.preserve.listing import walk
from gestae.preserve.vault import Vault
usb, case = Path(sys.argv[1]), Path(sys.argv[2])
journal = case / "journal"
recorded = journal.read_text().split() if journal.exists() else []
with journal.open("a") as stream:
    for one in take_in(walk([usb]), Vault(case / "originals"), delivery="d", recorded=recorded):
        if isinstance(one, Taken):
            stream.write(one.id + "\\n")
            stream.flush()
            os.fsync(stream.fileno())
"""
KILLS = 20


def _start(usb: Path, case: Path) -> subprocess.Popen[bytes]:
    case.mkdir(exist_ok=True)
    return subprocess.Popen([sys.executable, "-c", RUN, str(usb), str(case)])


def _run(usb: Path, case: Path) -> float:
    start = time.monotonic()
    assert _start(usb, case).wait() == 0
    return time.monotonic() - start


def _state(case: Path) -> tuple[list[str], list[str]]:
    vault = Vault(case / "originals")
    assert list(vault.verify_all(set(vault.digests()))) == []
    return (case / "journal").read_text().split(), [digest.hex for digest in vault.digests()]


@pytest.fixture(scope="module")
def usb(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A delivery of small files, large ones, and some that come twice."""
    folder = tmp_path_factory.mktemp("delivery") / "usb"
    folder.mkdir()
    chance = random.Random(4)  # noqa: S311 - a film of noise, the same in every run
    for n in range(60):
        (folder / f"small-{n:02d}").write_bytes(chance.randbytes(chance.randrange(200_000)))
    for n in range(6):
        (folder / f"large-{n}").write_bytes(chance.randbytes(24 << 20))
    (folder / "twin-1").write_bytes((folder / "large-0").read_bytes())
    (folder / "twin-2").write_bytes((folder / "small-07").read_bytes())
    return folder


@pytest.fixture(scope="module")
def undisturbed(usb: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, float]:
    """A case that nothing disturbed, and how long it took in seconds."""
    case = tmp_path_factory.mktemp("undisturbed") / "case"
    return case, _run(usb, case)


@pytest.mark.prove
def test_killed_twenty_times_it_ends_as_if_it_had_not_been(
    usb: Path, undisturbed: tuple[Path, float], tmp_path: Path
) -> None:
    case, whole_s = undisturbed
    chance = random.Random(os.environ.get("GESTAE_SEED", "1"))  # noqa: S311 - any moment will do, and it can be repeated
    cut_short = 0
    for _ in range(KILLS):
        child = _start(usb, tmp_path / "killed")
        time.sleep(chance.uniform(0.1, max(0.3, whole_s)))
        if child.poll() is None:
            child.send_signal(signal.SIGKILL)
            cut_short += 1
        child.wait()
    _run(usb, tmp_path / "killed")
    assert _state(tmp_path / "killed") == _state(case)
    assert not list((tmp_path / "killed" / "originals" / ".incoming").iterdir())
    assert cut_short >= KILLS // 4, (
        f"only {cut_short} of {KILLS} runs were killed before their end: make the delivery larger"
    )


@pytest.mark.prove
@pytest.mark.parametrize("seed", range(KILLS))
def test_killed_once_at_any_moment_it_ends_as_if_it_had_not_been(
    usb: Path, undisturbed: tuple[Path, float], tmp_path: Path, seed: int
) -> None:
    case, whole_s = undisturbed
    child = _start(usb, tmp_path / "killed")
    time.sleep(random.Random(seed).uniform(0.1, whole_s))  # noqa: S311
    child.send_signal(signal.SIGKILL)
    child.wait()
    _run(usb, tmp_path / "killed")
    assert _state(tmp_path / "killed") == _state(case)


@pytest.mark.prove
def test_two_runs_at_once_fill_one_vault(usb: Path, undisturbed: tuple[Path, float], tmp_path: Path) -> None:
    case, _ = undisturbed
    (tmp_path / "shared").mkdir()
    children = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "originals").symlink_to(tmp_path / "shared")
        children.append(_start(usb, tmp_path / name))
    assert [child.wait() for child in children] == [0, 0]
    assert _state(tmp_path / "one")[1] == _state(case)[1]
    assert _state(tmp_path / "one")[0] == _state(tmp_path / "two")[0] == _state(case)[0]
