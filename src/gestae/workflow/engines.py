"""Which engine runs a case's work items: processes of this machine, with limits that a hostile file cannot pass."""

from __future__ import annotations

import os
from typing import Final

from gestae.engine.limits import Limits
from gestae.engine.local import LocalEngine
from gestae.engine.work import Engine

__all__ = ["local_engine"]

# One worker may hold a decoder with its reference pictures, a model and ten minutes of activity; a file that asks for
# more, or does not end, is hostile or broken, and ends its worker alone.
WORKER_MEMORY_BYTES: Final = 1536 * 1024 * 1024
SECONDS_PER_FILE: Final = 24 * 3600.0


def local_engine(workers: int | None, *, seconds_per_item: float = SECONDS_PER_FILE) -> Engine:
    """Start as many workers as there are cores, or as many as asked."""
    count = workers or len(os.sched_getaffinity(0))
    return LocalEngine(count, Limits(WORKER_MEMORY_BYTES, seconds_per_item))
