"""The worker's loop over a real pipe, in this process; its limits in a process of their own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from itertools import count
from multiprocessing.connection import Connection

import pytest

from gestae.engine.limits import Limits
from gestae.engine.messages import Answered, Progress, Word, pack_order, unpack_word
from gestae.engine.work import FailureKind, WorkItem
from gestae.engine.worker import serve
from gestae.errors import RecordError

JOBS = "tests.contracts.engine_jobs"


def serve_all(items: list[WorkItem], *, tick_s: float = 1.0) -> Iterator[Word]:
    """Send all orders, hang up, let the worker serve, and read its words."""
    left, right = socket.socketpair()
    ticks = count()
    with Connection(left.detach()) as ours, Connection(right.detach()) as theirs:
        for item in items:
            ours.send_bytes(pack_order(item))
        with socket.socket(fileno=os.dup(ours.fileno())) as side:
            side.shutdown(socket.SHUT_WR)
        serve(theirs, lambda: next(ticks) * tick_s)
        while ours.poll():
            yield unpack_word(ours.recv_bytes(), items[0])


def test_a_worker_reports_answers_and_ends_when_the_engine_hangs_up() -> None:
    words = list(serve_all([WorkItem("k", f"{JOBS}:echo", {"say": "V"})]))
    assert words[:2] == [Progress(0.5), Progress(1.0)]
    assert isinstance(words[2], Answered)
    assert words[2].outcome.answer == "V"


def test_reports_that_follow_too_fast_are_not_sent() -> None:
    words = list(serve_all([WorkItem("k", f"{JOBS}:steps", {})], tick_s=0.001))
    assert words[:2] == [Progress(0.1), Progress(1.0)]
    assert len(words) == 3


def test_a_worker_that_ran_out_of_memory_takes_no_further_order() -> None:
    hungry = WorkItem("k", "tests.unit.engine.test_work:exhausted", {})
    words = list(serve_all([hungry, WorkItem("k2", f"{JOBS}:echo", {"say": 1})]))
    assert len(words) == 1
    assert isinstance(words[0], Answered)
    assert words[0].outcome.failure is not None
    assert words[0].outcome.failure.kind is FailureKind.MEMORY


def test_a_worker_whose_parent_is_gone_does_not_begin() -> None:
    script = "from gestae.engine.limits import confine\nconfine(2**30, 1 << 22)"
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert "nobody to work for" in ended.stderr


def test_a_confined_process_leaves_no_core_and_takes_no_more_than_it_may() -> None:
    script = (
        "import os, resource\n"
        "from gestae.engine.limits import confine\n"
        "confine(2**28, os.getppid())\n"
        "print(resource.getrlimit(resource.RLIMIT_CORE), resource.getrlimit(resource.RLIMIT_DATA))\n"
        "try:\n    bytearray(2**29)\nexcept MemoryError:\n    print('refused')\n"
    )
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ended.stdout.split("\n")[:2] == [f"(0, 0) ({2**28}, {2**28})", "refused"]


@pytest.mark.parametrize(("memory_bytes", "seconds"), [(1, 1.0), (2**30, 0.0), (2**30, float("nan"))])
def test_limits_that_nothing_can_keep_are_refused(memory_bytes: int, seconds: float) -> None:
    with pytest.raises(RecordError):
        Limits(memory_bytes, seconds)
