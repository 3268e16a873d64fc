"""Laws of several processes and of sudden ends: nothing that was answered for is lost, nothing half stays."""

from __future__ import annotations

import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.laws.journal_samples import note, opening

from gestae.journal.chain import State
from gestae.store.case import create, open_case, view_case
from gestae.store.verifying import verify

ROOT = Path(__file__).resolve().parents[2]
WORD = "Zaborona"


def start(verb: str, folder: Path, *rest: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.laws.store_worker", verb, str(folder), *map(str, rest)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def end(process: subprocess.Popen[str]) -> list[int]:
    """Wait, and give the places that the process was told it got."""
    out, _err = process.communicate(timeout=120)
    return [int(word) for word in out.split() if word.isdigit()]


def kill(process: subprocess.Popen[str], *, after_lines: int, delay_s: float = 0.0) -> list[int]:
    assert process.stdout is not None
    lines = [process.stdout.readline() for _ in range(after_lines)]
    time.sleep(delay_s)
    process.send_signal(signal.SIGKILL)
    rest = end(process)
    assert process.returncode == -signal.SIGKILL
    return [int(word) for line in lines for word in line.split()] + rest


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {str(place): place.read_bytes() for place in sorted(folder.rglob("*")) if place.is_file()}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = create(tmp_path / "yard.case", opening())
    made.close()
    return made.folder


def test_two_processes_append_at_once_and_both_keep_their_order(folder: Path) -> None:
    processes = {name: start("append", folder, name, 40, 3) for name in ("a", "b")}
    places = {name: end(process) for name, process in processes.items()}
    assert sorted(places["a"] + places["b"]) == list(range(2, 242))
    with open_case(folder) as case:
        for name, got in places.items():
            rows = case.rows("notes", target=name)
            assert [row["seq"] for row in rows] == got == sorted(got)
            assert [row["text"] for row in rows] == [f"{name} {n} {part}" for n in range(40) for part in range(3)]
        assert case.rebuild() == ()
    assert verify(folder).faults == ()


def check_after_kill(folder: Path, told: list[int], batch: int) -> None:
    """Whatever was told is there, batches are whole, and looking at it changes no byte."""
    before = bytes_of(folder)
    verification = verify(folder)
    assert bytes_of(folder) == before
    assert verification.faults == ()
    with open_case(folder) as case:
        head = case.head()
        assert head == verification.head
        assert set(told) <= set(range(2, head.seq + 1))
        assert (head.seq - 1) % batch == 0
        assert case.rebuild() == ()
        assert case.append(note("after")) == (head.seq + 1,)


def test_a_killed_process_loses_nothing_that_it_was_told(folder: Path) -> None:
    for lines in (1, 5):
        with open_case(folder) as case:
            assert (case.head().seq - 1) % 7 == (0 if lines == 1 else 1)
        told = kill(start("append", folder, "a", 1000, 7), after_lines=lines)
        if lines == 1:
            check_after_kill(folder, told, 7)
    assert verify(folder).faults == ()


@pytest.mark.prove
def test_twenty_kills_at_random_moments_lose_nothing(tmp_path: Path) -> None:
    moments = random.Random(7)  # noqa: S311 - moments, not secrets
    for n in range(20):
        made = create(tmp_path / f"{n}.case", opening())
        made.close()
        told = kill(start("append", made.folder, "a", 10_000, 5), after_lines=1, delay_s=moments.uniform(0, 0.4))
        check_after_kill(made.folder, told, 5)


def noted(folder: Path) -> Path:
    with open_case(folder) as case:
        case.append(*(note(f"{WORD}{n:02d}.") for n in range(2, 32)))
    return folder


def visible(folder: Path) -> list[int]:
    everything = b"\0".join(bytes_of(folder).values())
    return [n for n in range(2, 32) if f"{WORD}{n:02d}.".encode() in everything]


def test_a_kill_while_sealing_leaves_all_as_it_was_and_it_can_be_done_again(folder: Path) -> None:
    noted(folder)
    head = verify(folder).head
    process = start("protect", folder, 21, 10)
    end(process)
    assert process.returncode == -signal.SIGKILL
    assert verify(folder).head == head
    assert verify(folder).faults == ()
    assert visible(folder) == list(range(2, 32))
    again = start("protect", folder, 21, 0)
    end(again)
    assert again.returncode == 0
    assert visible(folder) == list(range(22, 32))
    assert verify(folder).faults == ()
    assert len(list((folder / "sealed").iterdir())) == 20


@pytest.mark.parametrize("dies_at", [1, 5, 6])
def test_a_kill_while_entries_are_written_under_encryption_leaves_no_word(folder: Path, dies_at: int) -> None:
    """Killed in the second batch, the first stands and nothing of the second does, in the open or under encryption."""
    process = start("conceal", folder, WORD, 2, dies_at)
    told = end(process)
    assert process.returncode == -signal.SIGKILL
    assert told == ([] if dies_at == 1 else [2, 3, 4])
    assert WORD.encode() not in b"\0".join(bytes_of(folder).values())  # the log of the database with it
    assert verify(folder).faults == ()
    assert verify(folder).head.seq == (1 if dies_at == 1 else 7)
    open_case(folder).close()
    assert len(list((folder / "sealed").iterdir())) == len(told)
    assert verify(folder).faults == ()


def state_of(folder: Path, seq: int) -> State:
    with view_case(folder) as view:
        return view.entries()[seq - 1].record.state


@pytest.mark.parametrize("verb", ["protect", "erase"])
def test_a_kill_between_commit_and_wipe_is_made_good_at_next_opening(folder: Path, verb: str) -> None:
    noted(folder)
    reader = sqlite3.connect(folder / "case.db", isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM journal").fetchone()  # keeps the wipe waiting
    process = start(verb, folder, 21, 0)
    until(lambda: state_of(folder, 2) is not State.PLAIN)
    kill(process, after_lines=0)
    assert visible(folder) == list(range(2, 32))
    reader.execute("COMMIT")
    reader.close()
    assert ["free pages" in fault.what for fault in verify(folder).faults] == [True]
    open_case(folder).close()
    assert visible(folder) == list(range(22, 32))
    assert verify(folder).faults == ()


@pytest.mark.prove
@pytest.mark.parametrize("verb", ["protect", "erase"])
def test_hiding_that_is_killed_at_a_random_moment_is_undone_or_finished(tmp_path: Path, verb: str) -> None:
    moments = random.Random(11)  # noqa: S311 - moments, not secrets
    finished = 0
    for n in range(20):
        made = create(tmp_path / f"{n}.case", opening())
        made.close()
        noted(made.folder)
        process = start(verb, made.folder, 21, 0)
        assert process.stdout is not None
        assert process.stdout.readline() == "begins\n"
        time.sleep(moments.uniform(0, 0.3))
        process.kill()
        end(process)
        open_case(made.folder).close()
        assert verify(made.folder).faults == ()
        assert visible(made.folder) in (list(range(2, 32)), list(range(22, 32)))
        finished += process.returncode == 0
    assert finished < 20, "no moment was early enough to interrupt anything"


def test_a_killed_creation_can_be_done_again(tmp_path: Path) -> None:
    for n, delay_s in enumerate((0.3, 0.6, 0.7, 0.8)):
        folder = tmp_path / f"{n}.case"
        process = start("create", folder)
        time.sleep(delay_s)
        process.kill()
        end(process)
        if (folder / "case.db").exists():
            open_case(folder).close()
        else:
            create(folder, opening()).close()
        assert verify(folder).faults == ()


def until(holds: Callable[[], bool], patience_s: float = 30.0) -> None:
    """Wait until something holds."""
    deadline = time.monotonic() + patience_s
    while not holds():
        assert time.monotonic() < deadline, "it did not come true"
        time.sleep(0.02)
