"""[edge] What a worker may use, and that it dies with the one who started it."""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import sys
from dataclasses import dataclass
from typing import Final

from gestae.errors import EngineError, RecordError

__all__ = ["SINGLE_THREADED", "Limits", "confine"]

# Every library that would otherwise start as many threads as there are cores: two workers on two cores would
# run four, and sums in another order give other last digits.
SINGLE_THREADED: Final = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "NUMEXPR_NUM_THREADS": "1",
    "NUMBA_NUM_THREADS": "1",
    "TBB_NUM_THREADS": "1",
    # glibc keeps an arena of 64 MiB for each thread, which counts against the memory limit.
    "MALLOC_ARENA_MAX": "1",
    # Arrow's own allocator reserves a gigabyte at its first use, which counts against it too.
    "ARROW_DEFAULT_MEMORY_POOL": "system",
    # The order of a set of texts must not differ from worker to worker.
    "PYTHONHASHSEED": "0",
}
_PR_SET_PDEATHSIG: Final = 1  # linux/prctl.h
_LEAST_BYTES: Final = 128 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """What one worker may use: private memory at any moment, and time for one item."""

    memory_bytes: int
    seconds_per_item: float

    def __post_init__(self) -> None:
        if self.memory_bytes < _LEAST_BYTES:
            raise RecordError(f"a memory limit of {self.memory_bytes} bytes; Python itself needs {_LEAST_BYTES}")
        if not self.seconds_per_item > 0:
            raise RecordError(f"a time limit of {self.seconds_per_item} s; it must be positive")


def confine(memory_bytes: int, parent: int) -> None:
    """Bind this process: it dies with `parent`, takes no more memory than said, and leaves no core dump.

    To the kernel the parent is the thread that started the worker, so whoever runs an engine in a thread keeps
    that thread alive as long as the run.

    Private memory is bounded (RLIMIT_DATA, which counts anonymous mappings since Linux 4.7) and not address
    space, because model runtimes reserve far more than they use. A core dump would hold pictures of the case.

    Raises:
        EngineError: the parent is gone already.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        raise EngineError("the process that started this worker is gone; there is nobody to work for")
    # Ctrl-C goes to every process of the terminal; only the engine decides what happens to its workers.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    most = memory_bytes if hard == resource.RLIM_INFINITY else min(memory_bytes, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (most, most))
